"""Checks answered by people: who may answer what, until when, and what is printed of it."""

from __future__ import annotations

from datetime import date

import pytest

from isptool.checking.rules import KNOWN
from isptool.findings import Gate, Severity

from .ground import Bench, change

UNUSED = "groups:\n  nobody: [wolds-police]\n  no-one: [wolds-fire]\n"
DRAFT = "version: Draft 1.3\n"


def waiver(rule: str = "STR-06", block: str = "waivers", **fields: str) -> str:
    given = {"because": "It is used in the guide.", "by": "Author", "on": "1 November 2026"} | fields
    lines = [f"    {key.replace('_', '-')}: {value}" for key, value in given.items() if value]
    return "\n".join([f"{block}:", f"  - rule: {rule}", *lines, ""])


def accepted(rule: str = "STR-11", **fields: str) -> str:
    given = {"by": "Chief Fire Officer", "until": "31 March 2027", "advice": "WL/118"} | fields
    return waiver(rule, "accepted", **given)


def test_a_waived_finding_is_kept_and_counted_with_its_reason() -> None:
    checked = Bench(change(UNUSED + waiver(at="groups.nobody"))).checked()
    assert [each.path for each in checked.findings] == [("groups", "no-one")]
    assert [(each.path, each.waived) for each in checked.waived] == [
        (("groups", "nobody"), "Waived by Author on 1 November 2026: It is used in the guide.")
    ]
    (said,) = checked.answered
    assert (said.code, said.where, said.because, said.by, said.on, said.accepted) == (
        "STR-06", "groups.nobody", "It is used in the guide.", "Author", date(2026, 11, 1), False,
    )  # fmt: skip


def test_a_waiver_without_a_place_answers_every_finding_of_its_rule() -> None:
    checked = Bench(change(UNUSED + waiver())).checked()
    assert checked.findings == ()
    assert len(checked.waived) == 2


@pytest.mark.parametrize(("at", "waived"), [("groups", 2), ("groups.no", 0), ("groups.no-one", 1), ("group", 0)])
def test_a_place_covers_what_lies_in_it_and_nothing_that_only_begins_alike(at: str, waived: int) -> None:
    assert len(Bench(change(UNUSED + waiver(at=at))).checked().waived) == waived


def test_a_waived_finding_does_not_come_back_at_a_later_gate() -> None:
    text = "answers:\n  communication:\n    still-to-be-agreed:\n" + accepted("STR-02")
    for gate in (Gate.DRAFT, Gate.SIGNING, Gate.IN_FORCE):
        checked = Bench(change(text)).checked(gate)
        assert [each.code for each in checked.accepted] == ["STR-02"]
        assert checked.findings == ()
        assert checked.later == ()


def test_an_accepted_error_says_who_and_until_when_and_on_what_advice() -> None:
    checked = Bench(change(DRAFT + accepted())).checked()
    assert checked.findings == ()
    (found,) = checked.accepted
    assert found.waived == (
        "Accepted by Chief Fire Officer on 1 November 2026, until 31 March 2027: It is used in the guide."
    )
    (said,) = checked.answered
    assert (said.accepted, said.advice, said.until) == (True, "WL/118", date(2027, 3, 31))


@pytest.mark.parametrize("missing", ["because", "by", "on"])
def test_a_waiver_that_lacks_reason_post_or_day_does_not_count(missing: str) -> None:
    checked = Bench(change(UNUSED + waiver(**{missing: ""}))).checked()
    assert sorted(each.code for each in checked.findings) == ["GOV-16", "STR-06", "STR-06"]
    gov = next(each for each in checked.findings if each.code == "GOV-16")
    assert f"`{missing}:`" in gov.fix
    assert gov.path == ("waivers", 0)
    assert all("(The waiver for it is not complete.)" in each.fix for each in checked.findings if each.code == "STR-06")


@pytest.mark.parametrize("missing", ["because", "by", "on", "until"])
def test_an_acceptance_that_lacks_anything_does_not_count(missing: str) -> None:
    checked = Bench(change(DRAFT + accepted(**{missing: ""}))).checked()
    assert [each.code for each in checked.findings] == ["STR-11", "WAI-05"]
    assert f"`{missing}:`" in checked.findings[1].fix


def test_what_has_run_out_counts_again_and_is_said() -> None:
    checked = Bench(change(UNUSED + waiver(at="groups.nobody", until="24 November 2026"))).checked()
    assert [(each.code, each.path) for each in checked.findings] == [
        ("STR-06", ("groups", "nobody")), ("STR-06", ("groups", "no-one")), ("WAI-01", ("waivers", 0, "until")),
    ]  # fmt: skip
    assert "ended on 24 November 2026" in checked.findings[0].fix
    on_the_last_day = Bench(change(UNUSED + waiver(until="25 November 2026"))).checked()
    assert on_the_last_day.findings == ()


def test_an_acceptance_ends_with_its_day() -> None:
    checked = Bench(change(DRAFT + accepted(until="20 November 2026"))).checked()
    assert [each.code for each in checked.findings] == ["STR-11", "WAI-01"]


def test_a_waiver_of_nothing_is_found_but_not_while_rules_were_quiet() -> None:
    bench = Bench(change(waiver()))
    assert [each.code for each in bench.checked().findings] == ["WAI-02"]
    lost = bench.at(Gate.SIGNING, {"agreements/safe-and-well.yaml": (("flows", "monthly-list", "how"),)})
    from isptool.checking.check import check

    assert check(bench.settled(), lost, gate=Gate.SIGNING).findings == ()


def test_an_error_is_not_waived_and_what_nobody_may_set_aside_is_not_accepted() -> None:
    checked = Bench(change(DRAFT + waiver("STR-11"))).checked()
    assert [each.code for each in checked.findings] == ["STR-11", "WAI-04"]
    assert checked.findings[1].message == (
        "STR-11 cannot be waived: it is an error, which only a senior officer can accept."
    )
    checked = Bench(change("flows:\n  monthly-list:\n    to: wolds-fier\n" + accepted("STR-04"))).checked()
    assert [each.code for each in checked.findings] == ["STR-04", "WAI-04"]
    assert checked.findings[1].message == "STR-04 cannot be accepted: nobody can set it aside."


def test_an_unknown_rule_is_named_with_the_nearest() -> None:
    (found,) = Bench(change(waiver("STR-O6"))).checked().findings
    assert (found.code, found.message) == ("WAI-03", "There is no rule STR-O6 (did you mean STR-06?).")


@pytest.mark.parametrize(
    ("by", "senior"),
    [
        ("SIRO of the Council", True),
        ("Senior Information Risk Owner", True),
        ("Monitoring Officer", True),
        ("Chief Fire Officer", True),
        ("Deputy Chief Constable", True),
        ("Chief Information Officer", True),
        ("Headteacher", True),
        ("Head of information governance", False),
        ("Data protection officer", False),
        ("Project officer", False),
    ],
)
def test_the_post_that_accepts_is_looked_at(by: str, senior: bool) -> None:
    checked = Bench(change(DRAFT + accepted(by=by))).checked()
    assert [each.code for each in checked.accepted] == ["STR-11"]
    assert [each.code for each in checked.findings] == ([] if senior else ["WAI-06"])


@pytest.mark.parametrize("code", ["STR-01", "STR-04", "STR-05", "STR-07", "STR-08", "STR-12"])
def test_the_few_that_nobody_can_set_aside(code: str) -> None:
    assert KNOWN[code].waivable == "no"
    assert KNOWN[code].severity is Severity.ERROR
