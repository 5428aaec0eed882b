"""Kinds of body × purposes × data × bases, held against what the law allows (`what_the_law_allows.yaml`).

The table was written by hand from the law, before the rules. Each case is built as a model, settled, and checked by the
LAW and LEP rules alone; which codes are found must be what the table says. By default a sample runs, with one case for
every line of the table; `ISPTOOL_SOAK=1` runs all of them.

One dimension is not multiplied out: purposes of which the table knows the same facts (of eleven there are four kinds)
take turns. Each body, on each side, meets each purpose, and so do each data and basis; but not all at once.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from isptool.checking.check import check
from isptool.checking.rule import At
from isptool.checking.rules import RULES
from isptool.findings import Gate
from isptool.model.documents import Agreement
from isptool.model.partner import Partner
from isptool.settling.settle import settle

from .ground import TODAY, law, points, vocabulary

Case = Mapping[str, str]
Table = list[dict[str, Any]]

LAW_AND_LEP = [rule for rule in RULES if rule.family in ("LAW", "LEP")]
ASKED = (
    "legal-power", "article-6-basis", "article-9-condition", "schedule-1-condition", "policy-documents",
    "criminal-offence-basis", "law-enforcement-basis", "direction-and-frequency", "transfer-method", "data-quality",
)  # fmt: skip
"""The points that the law rules read; the others would only cost time."""
SAMPLE = 1500
SOAK = os.environ.get("ISPTOOL_SOAK") == "1"


@cache
def allowed() -> dict[str, Any]:
    """The table, every value as text."""
    text = (Path(__file__).parent / "what_the_law_allows.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # text as typed: no types, no tags
    return table


# ── what the table says ──────────────────────────────────────────────────────────────────────────────


def read(name: str, table: Table, case: Case) -> tuple[set[str], tuple[str, int]]:
    """The codes that the first fitting line of a table gives, and which line that is."""
    for number, line in enumerate(table):
        when = line.get("when", {})
        if all(case[fact] in (value if isinstance(value, list) else [value]) for fact, value in when.items()):
            return set(line["then"]), (name, number)
    raise AssertionError(f"the table {name} says nothing of {dict(case)}")


def verdict(case: Case) -> tuple[set[str], set[tuple[str, int]]]:
    """The codes that the law asks for in a case, and the lines of the table that say so."""
    table = allowed()
    found: set[str] = set()
    lines: set[tuple[str, int]] = set()

    def say(name: str, part: Table, facts: Case = case) -> set[str]:
        codes, line = read(name, part, facts)
        found.update(codes)
        lines.add(line)
        return codes

    say("power", table["power"])
    if case["regime"] == "part-3":
        say("part-3", table["part-3"])
        return found, lines
    say(f"article-6 {case['basis']}", table["article-6"][case["basis"]])
    relied_on = []
    if case["data"] in ("special", "mixed"):
        codes = say(f"article-9 {case['condition']}", table["article-9"][case["condition"]])
        if case["paragraph"] and not codes & {"LAW-14", "LAW-15"}:
            relied_on.append(case["paragraph"])
    if case["data"] in ("criminal", "mixed"):
        kind = case["authority"] if case["authority"] in ("none", "official authority") else "paragraph"
        say(f"article-10 {kind}", table["article-10"][kind])
        if kind == "paragraph":
            relied_on.append(case["authority"])
    for paragraph in relied_on:
        facts = {**case, "paragraph": paragraph}
        say("safeguarding", table["schedule-1"]["safeguarding"], facts)
        say("policy-document", table["schedule-1"]["policy-document"], facts)
    return found, lines


# ── the cases ────────────────────────────────────────────────────────────────────────────────────────

USUAL: Case = {
    "task": "own",
    "optional": "no",
    "routine": "no",
    "people": "adults-with-needs",
    "data": "ordinary",
    "regime": "uk-gdpr",
    "named": "power",
    "basis": "6(1)(e)",
    "annex": "none",
    "request-states-task": "no",
    "withdrawal": "yes",
    "condition": "none",
    "paragraph": "",
    "secrecy": "no",
    "authority": "none",
    "policy-document": "kept",
    "strictly-necessary": "yes",
    "schedule-8": "yes",
}


def grid(**facts: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Every combination of these facts; underscores stand for hyphens."""
    names = [name.replace("_", "-") for name in facts]
    for values in product(*facts.values()):
        yield dict(zip(names, values, strict=True))


YES_NO = ("yes", "no")
ARTICLE_6 = (
    *grid(basis=("none", "6(1)(b)", "6(1)(c)", "6(1)(e)", "6(1)(f)")),
    *grid(basis=("6(1)(a)",), withdrawal=YES_NO, optional=YES_NO),
    *grid(basis=("6(1)(d)",), routine=YES_NO),
    *grid(basis=("6(1)(ea)",), annex=("none", "crime", "safeguarding")),
    *grid(basis=("6(1)(ea)",), annex=("public-task",), request_states_task=YES_NO),
)
ARTICLE_9 = (
    *grid(condition=("none", "9(2)(c)", "9(2)(d)", "9(2)(e)", "9(2)(f)")),
    *grid(condition=("9(2)(a)",), withdrawal=YES_NO, optional=YES_NO, basis=("6(1)(c)", "6(1)(e)", "6(1)(f)")),
    *grid(condition=("9(2)(b)",), paragraph=("", "1", "18"), policy_document=("kept", "none", "in-the-row")),
    *grid(condition=("9(2)(g)",), paragraph=("", "2", "6", "17"), policy_document=("kept", "none")),
    *grid(condition=("9(2)(g)",), paragraph=("10", "13"), policy_document=("kept", "none", "in-the-row")),
    *grid(
        condition=("9(2)(g)",),
        paragraph=("18",),
        policy_document=("kept", "none"),
        people=("children", "adults-with-needs", "other-adults"),
    ),
    *grid(condition=("9(2)(h)",), paragraph=("", "2", "18"), secrecy=YES_NO, policy_document=("none",)),
    *grid(condition=("9(2)(i)",), paragraph=("", "3", "2"), policy_document=("none",)),
    *grid(condition=("9(2)(j)",), paragraph=("", "4", "1"), policy_document=("none",)),
)
ARTICLE_10 = (
    *grid(authority=("none", "official authority")),
    *grid(authority=("6", "10", "36 with 10", "36 with 6", "29"), policy_document=("kept", "none")),
    *grid(authority=("10", "36 with 10"), policy_document=("in-the-row",)),
    *grid(authority=("18",), people=("children", "adults-with-needs", "other-adults")),
    *grid(basis=("none",), authority=("none", "official authority")),
)
MIXED_9 = (
    *grid(condition=("none", "9(2)(f)")),
    *grid(condition=("9(2)(g)",), paragraph=("6", "18"), people=("children", "other-adults")),
    *grid(condition=("9(2)(h)",), paragraph=("2",), secrecy=YES_NO),
)
MIXED_10 = (
    *grid(authority=("none", "official authority")),
    *grid(authority=("10", "36 with 10"), policy_document=("kept", "none")),
)
PART_3 = tuple(
    grid(
        regime=("part-3",),
        data=("ordinary", "special", "criminal", "mixed"),
        strictly_necessary=YES_NO,
        schedule_8=YES_NO,
        policy_document=("kept", "none"),
    )
)


def cases() -> Iterator[Case]:
    """Every case of the matrix; of purposes that are alike to the table one for each case, in turn."""
    table = allowed()
    ends = list(product(("sender", "recipient"), ("police", "council")))
    for turn, (body, (side, other)) in enumerate(product(table["bodies"], ends)):
        end = {"side": side, "to": other if side == "sender" else "", "from": other if side == "recipient" else ""}
        for purposes in alike(table["purposes"]):
            for number, facts in enumerate(_facts(), turn):
                purpose = purposes[number % len(purposes)]
                of = {"body": body, "purpose": purpose, **table["bodies"][body], **table["purposes"][purpose]}
                case = {**USUAL, **of, **end, **facts}
                if not (case["named"] == "gateway" and side == "recipient"):  # a gateway to others, not to this body
                    yield case


def alike(things: Mapping[str, Mapping[str, str]]) -> list[list[str]]:
    """The names of things by what the table knows of them: those of which it knows the same together."""
    found: dict[frozenset[tuple[str, str]], list[str]] = {}
    for name, facts in things.items():
        found.setdefault(frozenset(facts.items()), []).append(name)
    return list(found.values())


def _facts() -> Iterator[dict[str, str]]:
    named = ("duty", "power", "gateway", "function", "nothing")
    for facts, task, law_named in product(ARTICLE_6, ("own", "outside"), named):
        yield {**facts, "task": task, "named": law_named}
    for facts in ARTICLE_9:
        yield {**facts, "data": "special", "named": "duty" if facts.get("basis") == "6(1)(c)" else "power"}
    for facts, law_named in product(ARTICLE_10, ("power", "function", "nothing")):
        yield {**facts, "data": "criminal", "named": law_named}
    for first, second in product(MIXED_9, MIXED_10):
        yield {**first, **second, "data": "mixed"}
    for facts, law_named in product(PART_3, ("power", "nothing")):
        yield {**facts, "named": law_named}


def chosen() -> list[Case]:
    """The cases to run: all of them in a soak, or else a sample and one for each line of the table."""
    if SOAK:
        return list(cases())
    pick = random.Random(20261125)
    sample: list[Case] = []
    of_line: dict[tuple[str, int], Case] = {}
    for number, case in enumerate(cases()):
        if number < SAMPLE:
            sample.append(case)
        elif (place := pick.randrange(number + 1)) < SAMPLE:
            sample[place] = case
        if number % 53 == 0 or len(of_line) < LINES:
            for line in verdict(case)[1]:
                of_line.setdefault(line, case)
    return [*sample, *of_line.values()]


def lines_of_the_table() -> set[tuple[str, int]]:
    """Every line of every table."""
    table = allowed()
    named: dict[str, Table] = {"power": table["power"], "part-3": table["part-3"], **table["schedule-1"]}
    for article in ("article-6", "article-9", "article-10"):
        named |= {f"{article} {name}": part for name, part in table[article].items()}
    return {(name, number) for name, part in named.items() for number in range(len(part))}


LINES = len(lines_of_the_table())


# ── a case as an agreement ───────────────────────────────────────────────────────────────────────────

CATEGORY = {
    "ordinary": "ordinary",
    "special": "special-health",
    "criminal": "criminal-offence",
    "mixed": "mixed-document",
}
PEOPLE: Mapping[str, dict[str, str]] = {
    "children": {"children": "yes"},
    "adults-with-needs": {"children": "no", "care-and-support-needs": "yes"},
    "other-adults": {"children": "no"},
}
NAMED: Mapping[str, dict[str, str]] = {
    "duty": {"duty": "Registers and Returns Act 2001, section 3"},
    "power": {"power": "Registers and Returns Act 2001, section 4"},
    "gateway": {"power": "cda-1998-s115"},
    "function": {"function": "Promoting the well-being of the area"},
    "nothing": {},
}
ANNEX = {"none": {}, "public-task": {"annex-1": "public task"}}


def law_row(case: Case) -> dict[str, Any]:
    """The law row of the body under test."""
    row: dict[str, Any] = {"for": "subject", "regime": case["regime"], **NAMED[case["named"]]}
    if case["regime"] == "part-3":
        row["part-3"] = "35(2)(b)"
        if case["strictly-necessary"] == "yes":
            row["strictly-necessary"] = "The offence cannot be investigated without it."
        if case["schedule-8"] == "yes":
            row["schedule-8"] = "Schedule 8 paragraph 4"
        return row
    if case["basis"] != "none":
        row["article-6"] = case["basis"]
    if case["basis"] == "6(1)(ea)":
        row |= ANNEX.get(case["annex"], {"annex-1": case["annex"]})
        row["request-states-task"] = case["request-states-task"]
    if case["withdrawal"] == "yes":
        row["withdrawal"] = "By telephone; what was shared is then deleted."
    if case["data"] in ("special", "mixed") and case["condition"] != "none":
        paragraph = f" with Schedule 1 paragraph {case['paragraph']}" if case["paragraph"] else ""
        row["article-9"] = case["condition"] + paragraph
    if case["data"] in ("criminal", "mixed") and case["authority"] != "none":
        official = case["authority"] == "official authority"
        row["article-10"] = case["authority"] if official else f"Schedule 1 paragraph {case['authority']}"
    if case["secrecy"] == "yes":
        row["secrecy"] = "The nurses of the service"
    if case["policy-document"] == "in-the-row":
        row["policy-document"] = "Appropriate policy document"
    return row


OTHER: Mapping[str, dict[str, Any]] = {
    "council": {
        "kind": "unitary-council",
        "row": {
            "regime": "uk-gdpr",
            "power": "Registers and Returns Act 2001, section 5",
            "article-6": "6(1)(e)",
            "article-9": "9(2)(g) with Schedule 1 paragraph 6",
            "article-10": "Schedule 1 paragraph 6",
        },
    },
    "police": {
        "kind": "territorial-police-force",
        "row": {
            "regime": "uk-gdpr",
            "power": "police-common-law",
            "authorised-by": "police-common-law",
            "article-6": "6(1)(e)",
            "article-9": "9(2)(g) with Schedule 1 paragraph 6",
            "article-10": "official authority",
        },
    },
}
POLICY = {"title": "Appropriate policy document"}


@cache
def partner(kind: str, public: str, documented: bool) -> Partner:
    """A partner of a kind, with or without a policy document."""
    facts = {"name": f"The {kind}", "kind": kind, "public-authority": public}
    return Partner.model_validate({**facts, **({"policy-documents": [POLICY]} if documented else {})})


def agreement(case: Case) -> Agreement:
    """The case as an agreement: one flow between the body under test and the other."""
    sender, recipient = ("subject", "other") if case["side"] == "sender" else ("other", "subject")
    purpose = {"kind": case["purpose"], "aim": "Decide what to do.", "used-by": recipient}
    purpose["law-enforcement"] = case["law-enforcement"]
    purpose["optional-service"] = case["optional"]
    if case["task"] == "outside":
        purpose["outside-public-task"] = "yes"
    return Agreement.model_validate(
        {
            "kind": "agreement",
            "id": "case",
            "title": "Case",
            "under": "none",
            "parties": {"subject": {}, "other": {}},
            "purposes": {"decide": purpose},
            "people": {"those": {"what": "Those concerned", **PEOPLE[case["people"]]}},
            "data": {
                "record": {
                    "what": "The record",
                    "about": "those",
                    "category": CATEGORY[case["data"]],
                    "role-in-case": "yes",
                    "fact-or-opinion": "yes",
                    "restriction-met-by": "None applies.",
                }
            },
            "flows": {
                "record-sent": {
                    "from": sender,
                    "to": recipient,
                    "data": "record",
                    "purpose": "decide",
                    "when": "monthly" if case["routine"] == "yes" else "per-event",
                    "how": "sftp",
                }
            },
            "law": [law_row(case), {"for": "other", **OTHER[case["to"] or case["from"]]["row"]}],
        }
    )


def found(case: Case) -> set[str]:
    """The codes that the LAW and LEP rules find in a case."""
    document = agreement(case)
    documented = case["policy-document"] == "kept"
    other = OTHER[case["to"] or case["from"]]["kind"]
    partners = {
        "subject": partner(case["body"], case["public-authority"], documented),
        "other": partner(other, "yes", True),
    }
    settled = settle(
        document,
        file="case.yaml",
        protocols=(),
        schedules=(),
        partners=partners,
        points={each: points()[each] for each in ASKED},
        book=vocabulary(),
    )
    checked = check(settled, At(TODAY, law(), points(), partners), rules=LAW_AND_LEP, gate=Gate.SIGNING)
    assert checked.crashed == ()
    return {each.code for each in checked.findings if each.code[:3] in ("LAW", "LEP")}


# ── the tests ────────────────────────────────────────────────────────────────────────────────────────


def test_the_rules_say_what_the_law_allows() -> None:
    wrong = []
    for case in chosen():
        expected, _ = verdict(case)
        said = found(case)
        if said != expected:
            wrong.append((sorted(said), sorted(expected), {k: v for k, v in case.items() if USUAL.get(k) != v}))
    assert wrong[:5] == [], f"{len(wrong)} cases differ (said, expected, facts)"


def test_every_line_of_the_table_is_reached() -> None:
    reached: set[tuple[str, int]] = set()
    for number, case in enumerate(cases()):
        if number % (1 if SOAK else 29) == 0:
            reached |= verdict(case)[1]
    assert lines_of_the_table() - reached == set()


@pytest.mark.parametrize(
    "code", [f"LAW-{n:02}" for n in range(1, 25) if n not in (11, 18)] + [f"LEP-0{n}" for n in range(1, 6)]
)
def test_every_rule_about_bases_is_in_the_table(code: str) -> None:
    assert any(code in line["then"] for _, line in _every_line())


def _every_line() -> Iterator[tuple[str, dict[str, Any]]]:
    table = allowed()
    parts: dict[str, Table] = {"power": table["power"], "part-3": table["part-3"], **table["schedule-1"]}
    for article in ("article-6", "article-9", "article-10"):
        parts |= {f"{article} {name}": part for name, part in table[article].items()}
    for name, part in parts.items():
        for line in part:
            yield name, line
