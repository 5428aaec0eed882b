"""Running rules: gates, crashes, choosing, what could not be read, and each thing said once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from isptool.checking.check import GATE_OF_STATUS, check
from isptool.checking.places import dotted
from isptool.checking.rule import EVERYTHING, At, Rule, rule
from isptool.checking.rules import RULES
from isptool.checking.rules.structure import defined_but_never_used, point_still_to_be_agreed
from isptool.errors import IspError
from isptool.findings import Finding, Gate, Hit, Severity, ValuePath
from isptool.model.signed import Signed
from isptool.settling.settled import Settled

from .ground import NAMES, Bench, change, good_model

UNUSED = "groups:\n  nobody: [wolds-police]\n"
OPEN = "answers:\n  communication:\n    still-to-be-agreed:\n"
FILE = NAMES["safe-and-well"]


def made(
    severity: Severity = Severity.WARNING, gate: Gate = Gate.DRAFT, path: ValuePath = ("title",), **more: Any
) -> Rule:
    """A rule that objects to one path."""

    @rule("TST-01", severity, gate=gate, message="No {word}.", fix="Mend {word}.", cites=("A test",), **more)
    def made_for_a_test(_doc: Settled, _at: At) -> Iterator[Hit]:
        """What.

        Why.
        """
        yield Hit(path, {"word": "good"})

    return made_for_a_test


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in findings]


def test_a_hit_becomes_a_finding_with_the_words_of_its_rule() -> None:
    bench = Bench(change())
    (found,) = bench.checked(rules=[made()]).findings
    assert (found.code, found.name, found.severity) == ("TST-01", "made-for-a-test", Severity.WARNING)
    assert (found.message, found.fix, found.why) == ("No good.", "Mend good.", "Why.")
    assert (found.file, found.path, found.document) == (FILE, ("title",), "safe-and-well")
    assert found.sources == ("A test",)


@pytest.mark.parametrize(
    ("gate", "now", "later"),
    [
        (Gate.DRAFT, ["STR-06"], ["STR-02"]),
        (Gate.CONSULTATION, ["STR-06"], ["STR-02"]),
        (Gate.SIGNING, ["STR-02", "STR-06"], []),
        (Gate.IN_FORCE, ["STR-02", "STR-06"], []),
    ],
)
def test_before_its_gate_a_finding_is_counted_and_not_said(gate: Gate, now: list[str], later: list[str]) -> None:
    checked = Bench(change(UNUSED + OPEN)).checked(gate)
    assert codes(checked.findings) == now
    assert codes(checked.later) == later


def told_apart(findings: tuple[Finding, ...]) -> set[tuple[object, ...]]:
    return {(each.code, each.severity, each.gate, each.file, each.path, each.document) for each in findings}


def test_what_is_only_counted_is_as_much_as_what_is_said() -> None:
    bench = Bench(change("flows:\n  nothing-yet:\n    from: wolds-council\n    to: wolds-fire\n" + UNUSED + OPEN))
    said, counted = bench.checked(Gate.DRAFT), bench.checked(Gate.DRAFT, count_later=True)
    assert counted.findings == said.findings
    assert len(counted.later) == len(said.later) > 3
    assert told_apart(counted.later) == told_apart(said.later)
    assert counted.errors_before(Gate.SIGNING)
    assert len(counted.errors_before(Gate.SIGNING)) == len(said.errors_before(Gate.SIGNING))


def test_two_things_wrong_at_one_place_are_counted_as_two_and_one_said_twice_as_one() -> None:
    @rule("TST-04", Severity.ERROR, gate=Gate.SIGNING, message="No {word} of {whose}.", fix="Mend.", cites=("A test",))
    def three_at_one_place(_doc: Settled, _at: At) -> Iterator[Hit]:
        """What."""
        for number, word in enumerate(("good", "harm", "good")):
            yield Hit(("title",), {"word": word}, more_values=partial(in_words, number))

    def in_words(number: int) -> dict[str, str]:
        worded.append(number)
        return {"whose": "theirs"}

    worded: list[int] = []
    bench = Bench(change())
    counted = bench.checked(Gate.DRAFT, rules=[three_at_one_place], count_later=True)
    assert (len(counted.later), worded) == (2, [])
    assert {(each.fix, each.why, each.span) for each in counted.later} == {("", "", None)}
    said = bench.checked(Gate.DRAFT, rules=[three_at_one_place])
    assert ([each.message for each in said.later], worded) == (["No good of theirs.", "No harm of theirs."], [0, 1, 2])
    now = bench.checked(Gate.SIGNING, rules=[three_at_one_place], count_later=True)
    assert [each.message for each in now.findings] == ["No good of theirs.", "No harm of theirs."]


def test_a_finding_of_a_later_gate_that_is_answered_keeps_its_words() -> None:
    answer = "waivers:\n  - rule: STR-03\n    because: It is one.\n    by: Author\n    on: 1 November 2026\n"
    counted = Bench(change(answer + "title: A title TBC\n")).checked(Gate.DRAFT, count_later=True)
    assert [(each.code, each.message) for each in counted.waived] == [
        ("STR-03", "“TBC” looks like a placeholder. Check whether something still has to be filled in.")
    ]


def test_the_gate_is_that_of_the_status() -> None:
    bench = Bench(change(OPEN + "status: consultation\n"))
    checked = check(bench.settled(), bench.at(Gate.DRAFT))
    assert (checked.status, checked.gate) == ("consultation", Gate.CONSULTATION)
    assert codes(checked.later) == ["STR-02"]


def test_records_give_a_later_status_than_the_file() -> None:
    bench = Bench(change(OPEN, signed="status: signing\n"))
    checked = check(bench.settled(), bench.at(Gate.DRAFT))
    assert (checked.status, checked.gate) == ("signing", Gate.SIGNING)
    assert codes(checked.findings) == ["STR-02"]


def test_every_status_has_its_gate() -> None:
    assert {status for status, gate in GATE_OF_STATUS.items() if gate is Gate.DRAFT} == {
        "idea", "draft", "superseded", "terminated", "withdrawn",
    }  # fmt: skip
    assert {status for status, gate in GATE_OF_STATUS.items() if gate is Gate.CONSULTATION} == {
        "consultation", "agreed-in-principle",
    }  # fmt: skip
    assert {status for status, gate in GATE_OF_STATUS.items() if gate is Gate.SIGNING} == {"signing", "signed"}
    assert {status for status, gate in GATE_OF_STATUS.items() if gate is Gate.IN_FORCE} == {
        "in-force", "under-review", "suspended", "expired",
    }  # fmt: skip


def test_a_rule_that_breaks_down_is_apart_and_stops_no_other() -> None:
    @rule("TST-02", Severity.ERROR, gate=Gate.DRAFT, message="Yes.", fix="No.", cites=())
    def breaks_down(_doc: Settled, _at: At) -> Iterator[Hit]:
        """What."""
        yield Hit(("title",))
        raise ZeroDivisionError("by nothing")

    @rule("TST-03", Severity.ERROR, gate=Gate.DRAFT, message="{nothing}", fix="No.", cites=())
    def lacks_a_value(_doc: Settled, _at: At) -> Iterator[Hit]:
        """What."""
        yield Hit(("title",))

    checked = Bench(change()).checked(rules=[breaks_down, lacks_a_value, made()])
    assert [(each.code, each.name, each.error) for each in checked.crashed] == [
        ("TST-02", "breaks-down", "ZeroDivisionError: by nothing"),
        ("TST-03", "lacks-a-value", "KeyError: 'nothing'"),
    ]
    assert "in breaks_down" in checked.crashed[0].trace
    assert codes(checked.findings) == ["TST-02", "TST-01"]


def test_rules_run_only_on_the_documents_they_are_for() -> None:
    only_protocols = made(profiles=("protocol",))
    assert Bench(change()).checked(rules=[only_protocols]).ran == 0
    assert Bench(change(), "flood-assets").checked(rules=[only_protocols]).ran == 0
    assert codes(Bench(change(), "wolds-and-dales").checked(rules=[only_protocols]).findings) == ["TST-01"]


def test_an_agreement_whose_items_are_all_about_nobody_is_non_personal() -> None:
    only_non_personal = made(profiles=("non-personal",))
    undeclared = change(take_out=["agreement.information", "agreement.not-personal-because"])
    assert Bench(undeclared, "flood-assets").checked(rules=[only_non_personal]).ran == 1
    assert Bench(change()).checked(rules=[only_non_personal]).ran == 0


# ── choosing ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("word", ["STR-06", "str-06", "defined-but-never-used"])
def test_select_by_code_or_name(word: str) -> None:
    checked = Bench(change(UNUSED + OPEN)).checked(select=[word])
    assert codes(checked.findings) == ["STR-06"]
    assert checked.left_out == 1


def test_select_a_family_and_ignore_one_of_it() -> None:
    checked = Bench(change(UNUSED + OPEN)).checked(select=["STR"], ignore=["STR-02"])
    assert codes(checked.findings) == ["STR-06"]


def test_findings_of_settling_are_chosen_too() -> None:
    bench = Bench(change("flows:\n  monthly-list:\n    to: wolds-fier\n"))
    assert codes(bench.checked(select=["STR-04"]).findings) == ["STR-04"]
    assert codes(bench.checked(ignore=["STR-04"]).findings) == []


def test_choosing_what_does_not_exist_is_wrong_use() -> None:
    with pytest.raises(IspError) as caught:
        Bench(change()).checked(select=["STR-66"])
    assert caught.value.message == "There is no rule or family called STR-66."
    assert caught.value.hint == "Did you mean STR-06?"


# ── what could not be read ───────────────────────────────────────────────────────────────────────────


def test_nothing_complains_of_what_only_could_not_be_read() -> None:
    bench = Bench(change("data:\n  oxygen-at-home:\n    category: special health\n"))
    checked = bench.checked_from_text()
    assert codes(checked.findings) == ["FMT-03"]
    (found,) = checked.findings
    assert found.path[:3] == ("data", "oxygen-at-home", "category")
    assert found.span is not None
    assert "special health" in found.source_line


def test_a_thing_that_could_not_be_read_at_all_is_not_reported_as_undefined() -> None:
    bench = Bench(change("data:\n  oxygen-at-home: Whether oxygen is kept\n"))
    checked = bench.checked_from_text()
    assert codes(checked.findings) == ["STR-01"]


def test_an_answer_lost_in_the_protocol_is_not_open_in_the_agreement() -> None:
    bench = Bench(change(take_out=["protocol.settles.feedback"]))
    at = bench.at(Gate.SIGNING, {NAMES["protocol"]: (("settles", "feedback", "replied-within"),)})
    assert [dotted(each.path) for each in bench.checked().findings] == ["answers.feedback"]
    assert check(bench.settled(), at, gate=Gate.SIGNING).findings == ()


def test_a_rule_that_needs_the_whole_is_quiet_while_a_part_is_missing() -> None:
    bench = Bench(change(UNUSED))
    at = bench.at(Gate.DRAFT, {FILE: (("flows", "monthly-list", "how"),)})
    assert check(bench.settled(), at, rules=[defined_but_never_used]).findings == ()
    assert defined_but_never_used.needs == (EVERYTHING,)


def test_a_rule_that_needs_a_block_is_quiet_only_for_that_block() -> None:
    needs_law = made(needs=("law",))
    bench = Bench(change())
    lost = {FILE: (("flows", "monthly-list", "how"),)}
    assert codes(check(bench.settled(), bench.at(Gate.DRAFT, lost), rules=[needs_law]).findings) == ["TST-01"]
    lost = {FILE: (("law", 2, "article-6"),)}
    assert check(bench.settled(), bench.at(Gate.DRAFT, lost), rules=[needs_law]).findings == ()


def test_findings_of_reading_are_judged_with_the_rest() -> None:
    reading = Finding("YML-24", "words-after-hash", Severity.WARNING, "Words.", file=FILE, path=("title",))
    waived = "waivers:\n  - rule: YML-24\n    because: It is a comment.\n    by: Author\n    on: 1 November 2026\n"
    checked = Bench(change(waived)).checked(found=[reading])
    assert (codes(checked.findings), codes(checked.waived)) == ([], ["YML-24"])


# ── each thing once ──────────────────────────────────────────────────────────────────────────────────


def test_an_error_that_speaks_for_a_point_takes_the_place_of_str_02() -> None:
    exact = made(severity=Severity.ERROR, gate=Gate.SIGNING, speaks_for=("communication",))
    checked = Bench(change(OPEN)).checked(rules=[point_still_to_be_agreed, exact])
    assert codes(checked.findings) == ["TST-01"]


def test_a_warning_that_speaks_for_a_point_gives_way_to_str_02() -> None:
    exact = made(gate=Gate.SIGNING, speaks_for=("communication",))
    assert codes(Bench(change(OPEN)).checked(rules=[point_still_to_be_agreed, exact]).findings) == ["STR-02"]
    assert codes(Bench(change()).checked(rules=[point_still_to_be_agreed, exact]).findings) == ["TST-01"]


@pytest.mark.parametrize(("gate", "said"), [(Gate.DRAFT, ["STR-06"]), (Gate.SIGNING, ["TST-01"])])
def test_a_rule_stands_in_place_of_another_where_it_counts(gate: Gate, said: list[str]) -> None:
    exact = made(gate=Gate.SIGNING, path=("groups", "nobody"), instead_of=("STR-06",))
    checked = Bench(change(UNUSED)).checked(gate, rules=[defined_but_never_used, exact])
    assert codes(checked.findings) == said


def test_the_same_is_said_once() -> None:
    assert codes(Bench(change()).checked(rules=[made(), made()]).findings) == ["TST-01"]


# ── what is shared, and timed ────────────────────────────────────────────────────────────────────────


def test_what_rules_share_is_worked_out_once_for_each_document() -> None:
    seen: list[str] = []

    @rule("TST-04", Severity.INFO, gate=Gate.DRAFT, message="", fix="", cites=(), profiles=("agreement", "protocol"))
    def shares(doc: Settled, at: At) -> Iterator[Hit]:
        """What."""
        at.once("shared", lambda: seen.append(doc.document.id))
        return iter(())

    bench, protocol = Bench(change()), Bench(change(), "wolds-and-dales")
    at = bench.at(Gate.DRAFT)
    check(bench.settled(), at, rules=[shares, shares])
    check(protocol.settled(), at, rules=[shares])
    assert seen == ["safe-and-well", "wolds-and-dales"]


def test_rules_are_timed_by_the_clock_that_is_handed_in() -> None:
    ticks = iter(range(100))
    checked = Bench(change()).checked(rules=[made()], clock=lambda: float(next(ticks)))
    assert checked.seconds == {"TST-01": 1.0}
    assert Bench(change()).checked(rules=[made()]).seconds == {}


def test_all_rules_run_on_an_agreement_about_people() -> None:
    run = [each for each in RULES if each.check is not None and "agreement" in each.profiles]
    assert Bench(change()).checked().ran == len(run)


def test_a_signed_document_keeps_its_sign_offs_by_party() -> None:
    signed = Bench(change()).signed(Gate.IN_FORCE)
    assert isinstance(signed, Signed)
    assert [each.version for each in signed.of("wolds-fire")] == ["1.0"]
    assert good_model("safe-and-well").version == "1.0"  # type: ignore[attr-defined]


def test_two_modules_may_share_under_the_same_word() -> None:
    at = Bench(change()).at(Gate.DRAFT)
    elsewhere: dict[str, Any] = {"__name__": "another.module"}
    exec("make = lambda: 'theirs'", elsewhere)
    assert at.once("word", lambda: "ours") == "ours"
    assert at.once("word", elsewhere["make"]) == "theirs"
    assert at.once("word", lambda: "new") == "ours"


def test_an_answer_for_something_undefined_makes_no_open_point_beside_that() -> None:
    answer = "    for: [name-and-adress, concern, oxygen-at-home]\n    answer: explicit-consent\n"
    checked = Bench(change("answers:\n  duty-of-confidence:\n" + answer)).checked()
    assert [(each.code, dotted(each.path)) for each in checked.findings] == [
        ("STR-04", "answers.duty-of-confidence.0.for.0")
    ]
    law = "law:\n  - for: [wolds-counci, choose-homes]\n    article-6: 6(1)(e)\n"
    assert "STR-02" not in codes(Bench(change(law)).checked().findings)
