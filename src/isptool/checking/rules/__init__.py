"""Every rule, family by family. A family is one module with its `RULES`; its line here is all that adds it."""

from __future__ import annotations

from collections.abc import Mapping

from isptool.checking import elsewhere, waivers
from isptool.checking.rule import Rule
from isptool.checking.rules import (
    across,
    anonymity,
    confidentiality,
    governance,
    items,
    keeping,
    law_conditions,
    law_documents,
    law_enforcement,
    law_powers,
    law_words,
    lawful_basis,
    partner_records,
    partners,
    promised_times,
    purpose,
    risk,
    security,
    signing,
    structure,
    whereabouts,
)


def _code(rule: Rule) -> str:
    return rule.code


RULES: tuple[Rule, ...] = (
    *structure.RULES,
    *partners.RULES,
    *partner_records.RULES,
    *purpose.RULES,
    *items.RULES,
    *anonymity.RULES,
    *lawful_basis.RULES,
    *law_conditions.RULES,
    *law_documents.RULES,
    *law_powers.RULES,
    *law_words.RULES,
    *confidentiality.RULES,
    *law_enforcement.RULES,
    *risk.RULES,
    *sorted((*security.RULES, *whereabouts.RULES), key=_code),
    *sorted((*keeping.RULES, *promised_times.RULES), key=_code),
    *sorted((*governance.RULES, *signing.RULES), key=_code),
    *waivers.RULES,
    *across.RULES,
)
"""The practitioners' rules, and those about waivers, in the order in which they run and are listed."""

KNOWN: Mapping[str, Rule] = {each.code: each for each in (*RULES, *elsewhere.LANGUAGE)}
"""Every rule by its code, those of the language too."""

FAMILIES: Mapping[str, str] = {
    "STR": "Structure and completeness",
    "PAR": "Partners and roles",
    "PUR": "Purpose, data and minimisation",
    "ANO": "Anonymised and non-personal",
    "LAW": "Lawful basis and conditions",
    "CON": "Confidentiality",
    "LEP": "Law-enforcement processing",
    "RSK": "Impact assessment, children, automated decisions",
    "SEC": "Transfer, security, passing on",
    "KEE": "Quality, retention, rights, incidents",
    "GOV": "Life cycle and sign-off",
    "REG": "Across documents",
    "WAI": "Waivers",
    "SET": "The language: answers and references",
    "FMT": "The language: keys and values",
    "YML": "The language: YAML",
    "OWN": "Laws of the workspace's own",
    "LIB": "Points and checklists of the organisation's own",
    "FRM": "Forms of the process",
    "OLD": "Old agreements that are scanned",
}
"""What each family is about, in the order in which they are listed."""
