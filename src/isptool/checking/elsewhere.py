"""The rules that lower floors decide, so that every code has its page: reading (YML, FMT) and settling (SET)."""

from __future__ import annotations

from isptool.checking import old_agreements
from isptool.checking.rule import EVERY_DOCUMENT, Rule, Waivable, decided_elsewhere
from isptool.findings import Gate, Severity
from isptool.library import CODES as LIBRARY
from isptool.process_forms import CODES as FORMS
from isptool.reading.codes import CODES as READING
from isptool.reading.codes import Code
from isptool.reading.own_law import CODES as OWN_LAW
from isptool.settling.codes import CODES as SETTLING

_WHAT = {
    "STR-04": "Every id that is referred to is defined: a party, group, purpose, item, flow, condition or protocol.",
    "STR-05": "An id names one thing in the whole document, and one document or partner in the whole workspace.",
    "STR-08": "An agreement leaves alone what its protocol lets nobody change; where it may only add, or only be "
    "stricter, it does no more.",
    "STR-09": "An agreement that departs from its protocol, where it may, says why.",
    "STR-10": "An agreement does not repeat what its protocol settles.",
}
"""What must be so, for the rules of the practitioners' list that settling decides."""

_CITES = {
    "STR-08": ("The split between protocol and agreement",),
    "STR-09": ("The split between protocol and agreement",),
    "STR-10": ("Scottish Information Sharing Toolkit (an agreement does not repeat its memorandum)",),
}


def _waivable(severity: Severity) -> Waivable:
    """Errors of the language are never accepted: they can always be mended."""
    return "no" if severity is Severity.ERROR else "yes"


def _of_reading(entry: Code, decided_in: str = "reading", waivable: Waivable | None = None) -> Rule:
    return decided_elsewhere(
        entry.code,
        entry.name,
        entry.severity,
        gate=Gate.DRAFT,
        message=f"{entry.what}.",
        fix=entry.fix,
        page=f"{entry.what}.\n\n{entry.why}",
        decided_in=decided_in,
        waivable=waivable or _waivable(entry.severity),
    )


def _of_settling(code: str) -> Rule:
    entry = SETTLING[code]
    said = entry.name.replace("-", " ")
    return decided_elsewhere(
        code,
        entry.name,
        entry.severity,
        gate=entry.gate,
        message=entry.message,
        fix=entry.fix,
        page=f"{_WHAT.get(code) or f'{said[:1].upper()}{said[1:]}.'}\n\n{entry.why}",
        decided_in="settling",
        cites=_CITES.get(code, ()),
        waivable=_waivable(entry.severity),
        profiles=EVERY_DOCUMENT,
    )


STRUCTURE: dict[str, Rule] = {
    "STR-01": _of_reading(READING["STR-01"]),
    **{code: _of_settling(code) for code in SETTLING if code.startswith("STR-")},
}
"""The rules of the STR family that are decided on lower floors, by code."""

LANGUAGE: tuple[Rule, ...] = (
    *(_of_reading(entry) for code, entry in READING.items() if not code.startswith("STR-")),
    *(_of_settling(code) for code in SETTLING if not code.startswith("STR-")),
    *(_of_reading(entry, "reading (own laws)", "no") for entry in OWN_LAW.values()),
    *(_of_reading(entry, "the library of templates", "no") for entry in LIBRARY.values()),
    *(_of_reading(entry, "the forms of the process", "no") for entry in FORMS.values()),
    *old_agreements.RULES,
)
"""The rules about the language itself, and about laws and templates of the workspace's own, which no document can
waive: they lie outside it."""
