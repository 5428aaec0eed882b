"""GOV-01 to GOV-05 and GOV-12 to GOV-15: reviews, ends, terms of leaving, publication, consultation."""

from __future__ import annotations

from datetime import date

import pytest

from isptool.checking.life import CYCLES, later, months, working_days
from isptool.checking.rules import KNOWN
from isptool.findings import Finding, Gate, Severity
from isptool.model.fields import Period, read_period

from .ground import Bench, as_yaml, change, raised

NEW = "The visits are new."


MAY_DEPART = as_yaml({"settles": {"review": {"answer": "annual", "agreements": "may-depart"}}})


def reviewed(code: str, signed: str = "", gate: Gate | None = None, **review: object) -> list[Finding]:
    """What a rule says of another review in the good agreement, whose protocol lets it depart."""
    given = {"answer": "annual", "because": NEW} | {key.replace("_", "-"): value for key, value in review.items()}
    pieces = {"signed": signed} if signed else {}
    text = as_yaml({"review": {key: value for key, value in given.items() if value is not None}})
    return raised(code, text, gate=gate, protocol=MAY_DEPART, **pieces)


def settled(code: str, point: str, **answer: object) -> list[Finding]:
    """What a rule says of the good protocol with another answer to one point."""
    given = {key.replace("_", "-"): value for key, value in answer.items()}
    return raised(code, base="wolds-and-dales", protocol=as_yaml({"settles": {point: given}}))


# ── counting days ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "period", "then"),
    [
        ((2026, 11, 25), "6 months", (2027, 5, 25)),
        ((2026, 12, 31), "2 months", (2027, 2, 28)),
        ((2027, 12, 31), "2 months", (2028, 2, 29)),
        ((2026, 10, 15), "1 quarter", (2027, 1, 15)),
        ((2027, 1, 1), "1 quarter", (2027, 4, 1)),
        ((2026, 11, 25), "2 years", (2028, 11, 25)),
        ((2026, 11, 25), "90 days", (2027, 2, 23)),
        ((2026, 11, 25), "2 weeks", (2026, 12, 9)),
        ((2026, 11, 25), "24 hours", (2026, 11, 26)),
        ((2026, 11, 25), "30 hours", (2026, 11, 27)),
        ((2026, 11, 25), "2 working days", (2026, 11, 27)),
        ((2026, 11, 27), "1 working day", (2026, 11, 30)),
        ((2026, 11, 28), "1 working day", (2026, 11, 30)),
    ],
)
def test_the_day_a_period_later(day: tuple[int, int, int], period: str, then: tuple[int, int, int]) -> None:
    assert later(date(*day), read_period(period)) == date(*then)


@pytest.mark.parametrize(
    ("period", "count"), [("18 months", 18), ("2 quarters", 6), ("3 years", 36), ("730 days", 23.98)]
)
def test_periods_in_months(period: str, count: float) -> None:
    assert months(read_period(period)) == pytest.approx(count, abs=0.01)


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ((2026, 11, 20), (2026, 11, 27), 5),
        ((2026, 11, 20), (2026, 11, 20), 0),
        ((2026, 11, 20), (2026, 11, 22), 0),
        ((2026, 11, 2), (2026, 11, 16), 10),
        ((2026, 11, 27), (2026, 11, 30), 1),
    ],
)
def test_working_days_between(first: tuple[int, int, int], last: tuple[int, int, int], count: int) -> None:
    assert working_days(date(*first), date(*last)) == count


# ── GOV-01 ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_review_has_a_day() -> None:
    (one,) = reviewed("GOV-01")
    assert one.message == "Set the day of the next review: none is given."
    assert one.fix == "Add `next:` under `review:`, such as 25 May 2027."
    assert (one.path, one.on_key) == (("review",), True)
    assert reviewed("GOV-01", next="30 June 2027") == []


def test_a_day_that_has_passed_is_none_before_signing_and_late_when_in_force() -> None:
    (one,) = reviewed("GOV-01", next="24 November 2026")
    assert one.message == "Set the day of the next review: 24 November 2026 has passed."
    assert one.path == ("review", "next")
    assert reviewed("GOV-01", next="25 November 2026") == []
    for status in ("in-force", "under-review", "suspended", "expired"):
        assert reviewed("GOV-01", f"status: {status}\n", next="24 November 2026") == []
    assert reviewed("GOV-01", "status: signed\n", next="24 November 2026") != []


def test_a_protocol_has_its_own_day() -> None:
    (one,) = raised("GOV-01", base="wolds-and-dales", take_out=["protocol.review"])
    assert one.path == ("review",)
    assert raised("GOV-01", base="wolds-and-dales", protocol="review:\n  next: not a day\n") != []
    assert raised("GOV-01", base="wolds-and-dales", protocol="review:\n  next: 1 May 2027\n") == []


def test_a_missing_day_is_said_instead_of_the_open_point() -> None:
    bench = Bench(change("title: Visits\n", take_out=["agreement.review", "protocol.settles.review"]))
    codes = {each.code for each in bench.checked(rules=[KNOWN["STR-02"], KNOWN["GOV-01"]]).findings}
    assert codes == {"GOV-01"}


# ── GOV-02 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"answer": "annual"}, ""),
        ({"answer": "six-then-annual"}, ""),
        ({"answer": "two-yearly"}, ""),
        ({"answer": "three-yearly-protocol"}, "36"),
        ({"every": "2 years"}, ""),
        ({"every": "25 months"}, "25"),
        ({"answer": "three-yearly-protocol", "every": "12 months"}, ""),
        ({"every": "often"}, ""),
        ({"answer": "lead-reviews"}, ""),
        ({"answer": None, "in-our-words": "When it is needed."}, ""),
    ],
)
def test_how_far_apart_reviews_may_be(fields: dict[str, object], said: str) -> None:
    found = reviewed("GOV-02", next="30 June 2027", **fields)
    assert [each.message for each in found] == (
        [f"Reviews are {said} months apart, and of an agreement they should be at most 24 months: that is a long time."]
        if said
        else []
    )
    if said:
        assert found[0].path == ("review", "every" if "every" in fields else "answer")


def test_a_cycle_that_comes_from_the_protocol_is_shown_at_the_review() -> None:
    rarely = as_yaml({"settles": {"review": {"answer": "three-yearly-protocol"}}})
    (one,) = raised("GOV-02", "review:\n  next: 30 June 2027\n", protocol=rarely)
    assert one.message.startswith("Reviews are 36 months apart")
    assert one.path == ("review",)
    rarely = as_yaml({"settles": {"review": {"answer": "annual", "every": "48 months"}}})
    (two,) = raised("GOV-02", "review:\n  next: 30 June 2027\n", protocol=rarely)
    assert two.message.startswith("Reviews are 48 months apart")
    assert two.path == ("review",)


@pytest.mark.parametrize(
    ("review", "said"),
    [
        ("answer: three-yearly-protocol\n  next: 1 May 2027", ""),
        ("answer: three-yearly-protocol\n  every: 4 years\n  next: 1 May 2027", "48"),
        ("every: often\n  next: 1 May 2027", ""),
        ("next: 1 May 2027", ""),
    ],
)
def test_a_protocol_may_wait_three_years(review: str, said: str) -> None:
    found = raised("GOV-02", base="wolds-and-dales", protocol=f"review:\n  {review}\n")
    assert [each.message for each in found] == (
        [f"Reviews are {said} months apart, and of a protocol they should be at most 36 months: that is a long time."]
        if said
        else []
    )
    assert all(each.path == ("review", "every") for each in found)


def test_the_first_review_is_within_a_year_of_today_or_of_the_start() -> None:
    assert reviewed("GOV-02", next="25 November 2027") == []
    (one,) = reviewed("GOV-02", next="26 November 2027")
    assert one.message == (
        "The first review is on 26 November 2027, more than 12 months after today: that is a long time."
    )
    assert one.path == ("review", "next")
    start = {"start": {"answer": "fixed-date", "starts-on": "15 January 2027"}}
    text = as_yaml({**start, "review": {"answer": "annual", "because": NEW, "next": "16 January 2028"}})
    (two,) = raised("GOV-02", text)
    assert "more than 12 months after the start" in two.message
    past = as_yaml(
        {"start": {"answer": "fixed-date", "starts-on": "15 January 2026"}, "review": {"next": "20 November 2027"}}
    )
    assert [each for each in raised("GOV-02", past) if "first review" in each.message] == []


def test_what_the_records_say_of_reviews_counts() -> None:
    (one,) = reviewed("GOV-02", "status: in-force\nsince: 1 June 2026\n", next="2 June 2027")
    assert "more than 12 months after it came into force" in one.message
    assert reviewed("GOV-02", "status: in-force\nsince: 1 June 2026\n", next="1 June 2027") == []
    done = "status: in-force\nsince: 1 June 2024\nreviewed: 1 June 2026\n"
    assert reviewed("GOV-02", done, next="1 June 2028") == []
    (two,) = reviewed("GOV-02", done, next="2 June 2028")
    assert two.message == (
        "The next review is on 2 June 2028, more than 24 months after the last one: that is a long time."
    )


# ── GOV-03, GOV-04 ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "soon", "late"),
    [
        ("23 February 2027", "in 90 days", ""),
        ("24 February 2027", "", ""),
        ("26 November 2026", "in 1 day", ""),
        ("25 November 2026", "today", ""),
        ("24 November 2026", "", "1 day"),
        ("1 October 2026", "", "55 days"),
    ],
)
def test_a_review_that_is_due_or_late(day: str, soon: str, late: str) -> None:
    due = reviewed("GOV-03", next=day)
    assert [each.message for each in due] == ([f"The review is due on {day}, {soon}."] if soon else [])
    overdue = reviewed("GOV-04", next=day)
    assert [each.message for each in overdue] == ([f"The review was due on {day}, {late} ago."] if late else [])
    for each in (*due, *overdue):
        assert each.path == ("review", "next")
        assert "`isptool review --form safe-and-well`" in each.fix


def test_a_review_that_is_recorded_sets_the_next_day() -> None:
    done = "status: in-force\nnext-review: 20 November 2027\n"
    assert reviewed("GOV-04", done, next="1 October 2026") == []
    assert reviewed("GOV-03", done, next="20 January 2027") == []
    (one,) = reviewed("GOV-04", "status: in-force\nnext-review: 1 November 2026\n", next="1 October 2026")
    assert one.message == "The review was due on 1 November 2026, 24 days ago."
    assert one.path == ("review", "next")
    (two,) = reviewed("GOV-04", "status: in-force\nnext-review: 1 November 2026\n")
    assert two.path == ("review",)


def test_no_day_is_neither_due_nor_late() -> None:
    assert reviewed("GOV-03") == reviewed("GOV-04") == []


def lapsing(day: str) -> str:
    lapse = {"answer": ["annual", "lapse-stops"], "lapse-after": "60 days", "lapse-accepted-by": "wolds-fire SIRO"}
    (one,) = reviewed("GOV-04", next=day, **lapse)
    return one.message


def test_what_the_text_says_of_a_missed_review_is_said_too() -> None:
    assert lapsing("1 October 2026") == (
        "The review was due on 1 October 2026, 55 days ago. By its own terms the sharing stops on 30 November 2026, "
        "unless the Fire Service SIRO agrees otherwise in writing."
    )
    assert "the sharing stops on 25 November 2026" in lapsing("26 September 2026")
    assert "the sharing stopped on 24 November 2026" in lapsing("25 September 2026")


def test_a_late_review_is_not_a_missing_day_as_well() -> None:
    late = "review:\n  next: 1 October 2026\n"
    rules = [KNOWN["GOV-01"], KNOWN["GOV-04"]]
    for gate, code in ((Gate.SIGNING, "GOV-01"), (Gate.IN_FORCE, "GOV-04")):
        draft = Bench(change(late, signed="status:\n")).checked(gate, rules=rules)
        assert [each.code for each in draft.findings] == [code]


def test_a_senior_officer_may_accept_a_late_review_until_a_day() -> None:
    accepted = {
        "rule": "GOV-04", "because": "The new system opens in December.", "by": "SIRO", "on": "2 October 2026",
        "until": "31 December 2026",
    }  # fmt: skip
    text = as_yaml({"review": {"next": "1 October 2026"}, "accepted": [accepted]})
    checked = Bench(change(text)).checked(Gate.IN_FORCE)
    assert [each.code for each in checked.accepted] == ["GOV-04"]
    assert checked.findings == ()


def test_a_protocol_is_late_by_its_own_review() -> None:
    (one,) = raised("GOV-04", base="wolds-and-dales", protocol="review:\n  next: 1 October 2026\n")
    assert one.path == ("review", "next")
    (two,) = raised("GOV-03", base="wolds-and-dales", protocol="review:\n  next: 1 December 2026\n")
    assert two.path == ("review", "next")


# ── GOV-05 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("day", "said"), [("24 November 2026", True), ("25 November 2026", False)])
def test_an_end_that_has_passed(day: str, said: bool) -> None:
    text = as_yaml({"start": {"answer": "after-all-sign"}, "end": {"answer": "fixed-term", "ends-on": day}})
    found = raised("GOV-05", text)
    assert [(each.message, each.path) for each in found] == (
        [(f"This agreement ended on {day}, and nothing records that the sharing stopped.", ("end", "ends-on"))]
        if said
        else []
    )
    protocol = as_yaml({"end": {"answer": "fixed-term", "ends-on": day}})
    other = raised("GOV-05", base="wolds-and-dales", protocol=protocol)
    assert [each.message.split(" and")[0] for each in other] == ([f"This protocol ended on {day},"] if said else [])


def test_what_is_open_ended_never_ends() -> None:
    assert raised("GOV-05") == raised("GOV-05", base="wolds-and-dales") == []
    assert raised("GOV-05", base="wolds-and-dales", protocol="end:\n  answer: open-ended\n") == []


# ── GOV-12 to GOV-14 ─────────────────────────────────────────────────────────────────────────────────

LEAVES = "how a partner leaves"
DATA = "what happens to the data when a partner leaves"


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ({"answer": ["accession"], "object_within": "20 working days"}, f"{LEAVES} and {DATA}"),
        ({"answer": "notice-30", "leaving_notice": "30 days"}, DATA),
        ({"answer": "notice-90-protocol", "protocol_leaving_notice": "3 months"}, DATA),
        ({"answer": "immediate", "data_on_exit": "It is sent back."}, ""),
        ({"answer": "return-delete", "returned_within": "30 days"}, LEAVES),
        ({"answer": "return-delete", "returned_within": "30 days", "termination": "By letter."}, ""),
        ({"in_our_words": "As each sees fit."}, ""),
    ],
)
def test_what_is_not_said_of_leaving(answer: dict[str, object], what: str) -> None:
    found = settled("GOV-12", "joining-changing-leaving", **answer)
    assert [(each.message, each.path) for each in found] == (
        [(f"It is not said {what}.", ("settles", "joining-changing-leaving", 0))] if what else []
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"answer": ["practitioner-survey", "you-said-we-did"]}, True),
        ({"answer": "practitioner-survey", "feedback_route": ["a form"]}, False),
        ({"answer": "issue-log", "log_reviewed_at": "the meeting"}, False),
        ({"answer": "quality-return"}, False),
        ({"answer": "urgent-safety"}, False),
        ({"answer": "shared-mailbox", "feedback_mailbox": "a@b.example", "replied_within": "5 days"}, False),
        ({"in_our_words": "Ring us."}, False),
    ],
)
def test_a_way_to_report_problems(answer: dict[str, object], said: bool) -> None:
    found = settled("GOV-13", "feedback", **answer)
    assert [(each.message, each.path, each.serves) for each in found] == (
        [("It is not said how problems are reported.", ("settles", "feedback", 0), ("Q10",))] if said else []
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"answer": "members-board", "reported-to": ["the Board"]}, True),
        ({"answer": "engage-people", "asked-by": "a survey"}, True),
        ({"answer": "members-board", "reported-to": ["the Board"], "communication": [{"audience": "Staff"}]}, False),
        ({"answer": "one-page-guide"}, False),
        ({"answer": "team-briefing"}, False),
        ({"answer": "intranet"}, False),
        ({"answer": "public-summary"}, False),
        ({"answer": "easy-read"}, False),
        ({"in-our-words": "In the weekly bulletin."}, False),
    ],
)
def test_a_plan_to_tell(answer: dict[str, object], said: bool) -> None:
    found = raised("GOV-13", as_yaml({"answers": {"communication": answer}}))
    assert [(each.message, each.path, each.serves) for each in found] == (
        [("It is not said how staff and the public are told.", ("answers", "communication", 0), ("Q9",))]
        if said
        else []
    )


RECEIVER = {"answer": "foi-receiver", "consulted-within": "3 working days"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (RECEIVER, True),
        ({"answer": "publish-full"}, False),
        ({"answer": "publish-redacted", "removed": ["names"]}, False),
        ({"answer": "summary-only", "exemption": "section 31"}, False),
        ({"answer": "not-published", "prejudiced": "security"}, False),
        ({"in-our-words": "On the Council's site."}, False),
    ],
)
def test_whether_it_is_published(answer: dict[str, object], said: bool) -> None:
    found = raised("GOV-14", base="wolds-and-dales", protocol=as_yaml({"settles": {"foi-and-publication": answer}}))
    assert [(each.message, each.path) for each in found] == (
        [("It is not said whether this protocol is published.", ("settles", "foi-and-publication", 0))] if said else []
    )
    own = raised(
        "GOV-14",
        base="wolds-and-dales",
        protocol=as_yaml({"settles": {"foi-and-publication": RECEIVER}, "publish": answer}),
    )
    assert bool(own) is said


def test_an_agreement_is_published_as_its_protocol_says_or_says_it_itself() -> None:
    receiver = as_yaml({"settles": {"foi-and-publication": {**RECEIVER, "agreements": "may-depart"}}})
    (one,) = raised("GOV-14", protocol=receiver)
    assert one.message == "It is not said whether this agreement is published."
    assert one.path == ("publish",)
    publish = as_yaml({"publish": {"answer": ["publish-full", "foi-receiver"], "because": "Everybody may know."}})
    assert raised("GOV-14", publish, protocol=receiver) == []
    assert raised("GOV-14", "title: Visits\n") == []
    (two,) = raised("GOV-14", as_yaml({"publish": {**RECEIVER, "because": "No."}}))
    assert two.path == ("publish",)


# ── GOV-15 ───────────────────────────────────────────────────────────────────────────────────────────


def consulted(**fields: object) -> list[Finding]:
    given = {key.replace("_", "-"): value for key, value in fields.items()}
    return raised("GOV-15", as_yaml({"consultation": [given]}))


@pytest.mark.parametrize(
    ("sent", "deadline", "count"),
    [
        ("20 November 2026", "4 December 2026", ""),
        ("20 November 2026", "3 December 2026", "9 working days"),
        ("24 November 2026", "25 November 2026", "1 working day"),
        ("27 November 2026", "26 November 2026", ""),
    ],
)
def test_partners_have_ten_working_days(sent: str, deadline: str, count: str) -> None:
    found = consulted(sent=sent, deadline=deadline)
    assert [each.message for each in found] == (
        [f"Partners have {count} to comment, and need at least 10."] if count else []
    )
    for each in found:
        assert each.path == ("consultation", 0, "deadline")
        assert each.severity is Severity.INFO


def test_how_long_they_should_have_is_said() -> None:
    (one,) = consulted(sent="20 November 2026", deadline="27 November 2026")
    assert one.fix == "Ask in good time, and ask again: give them until 4 December 2026 at least."
    assert consulted(deadline="27 November 2026") == consulted(sent="27 November 2026") == []


def test_who_is_silent_after_the_last_day() -> None:
    asked = {
        "sent": "1 November 2026",
        "deadline": "24 November 2026",
        "to": ["wolds-fire", "wolds-police", "wolds-trust"],
    }
    found = consulted(**asked, replied={"wolds-fire": "10 November 2026"})
    assert [(each.message, each.path) for each in found] == [
        ("The Police has not replied by 24 November 2026.", ("consultation", 0, "to", 1)),
        ("The Trust has not replied by 24 November 2026.", ("consultation", 0, "to", 2)),
    ]
    assert all("ask again: go to the post that signs for it, and put the day" in each.fix for each in found)
    comments = [{"party": "wolds-trust", "said": "We agree."}]
    replied = {"wolds-fire": "10 November 2026", "wolds-police": None}
    assert consulted(**asked, replied=replied, comments=comments) == []
    assert consulted(**{**asked, "deadline": "25 November 2026"}) == []


def test_without_a_list_all_parties_were_asked_and_the_senior_officer_is_named() -> None:
    found = consulted(sent="1 November 2026", deadline="24 November 2026")
    assert len(found) == 5
    assert found[0].message == "The Council has not replied by 24 November 2026."
    assert found[0].path == ("consultation", 0, "deadline")
    assert found[0].fix.endswith(
        "go to its Senior information risk owner, and put the day of its reply under `replied:`."
    )


def test_someone_who_was_asked_and_is_no_party_has_an_id() -> None:
    (one,) = consulted(deadline="24 November 2026", to=["the-ico"])
    assert one.message == "The-ico has not replied by 24 November 2026."


def test_a_period_is_what_the_fix_counts() -> None:
    assert later(date(2026, 11, 20), Period(10, "working day")) == date(2026, 12, 4)


def test_what_one_answer_leaves_out_another_does_not_hide() -> None:
    answers = [
        {"for": "charity", "in-our-words": "As each sees fit."},
        {"for": "police", "answer": "accession", "object-within": "20 working days"},
    ]
    text = as_yaml({"settles": {"joining-changing-leaving": answers}})
    found = raised("GOV-12", base="wolds-and-dales", protocol=text)
    assert [each.path for each in found] == [("settles", "joining-changing-leaving", 1)]


def test_a_round_without_a_last_day_does_not_hide_the_next() -> None:
    rounds = [{"sent": "1 October 2026"}, {"deadline": "24 November 2026", "to": ["wolds-fire"]}]
    (one,) = raised("GOV-15", as_yaml({"consultation": rounds}))
    assert one.path == ("consultation", 1, "to", 0)


@pytest.mark.parametrize(
    ("code", "point", "answer"),
    [
        ("GOV-12", "joining-changing-leaving", {"answer": "accession", "object-within": "20 working days"}),
        ("GOV-13", "feedback", {"answer": "practitioner-survey"}),
        ("GOV-14", "foi-and-publication", RECEIVER),
    ],
)
def test_the_finding_stands_at_the_name_of_the_answer(code: str, point: str, answer: dict[str, str]) -> None:
    (one,) = raised(code, base="wolds-and-dales", protocol=as_yaml({"settles": {point: answer}}))
    assert one.on_key


def test_what_would_mend_it_is_said() -> None:
    (one,) = settled("GOV-13", "feedback", answer="practitioner-survey")
    assert one.fix == "Add it to the answer: shared-mailbox or issue-log, or the ways in `feedback-route:`."
    (two,) = raised(
        "GOV-13", as_yaml({"answers": {"communication": {"answer": "members-board", "reported-to": ["B"]}}})
    )
    assert two.fix == (
        "Add it to the answer: one-page-guide, team-briefing or public-summary, or a list of whom to tell in "
        "`communication:`."
    )
    assert two.on_key


# ── what mutation testing asked for ──────────────────────────────────────────────────────────────────


def test_the_first_review_is_counted_from_the_day_it_came_into_force_in_these_words() -> None:
    signed = as_yaml({"status": "in-force", "since": "1 January 2026"})
    (one,) = raised("GOV-02", as_yaml({"review": {"next": "30 June 2027"}}), signed=signed)
    assert ", more than 12 months after it came into force: that is" in one.message


def test_own_words_of_a_protocol_on_publication_say_it() -> None:
    own = as_yaml({"publish": {"in-our-words": "It is on the website of the Council."}})
    assert raised("GOV-14", base="wolds-and-dales", protocol=own) == []


def test_a_class_that_has_not_replied_has_no_officer_to_go_to() -> None:
    asked = {"sent": "1 October 2026", "deadline": "20 October 2026", "to": ["gp-practices"]}
    agreement = as_yaml({"parties": {"gp-practices": {"class": "GP practices"}}, "consultation": [asked]})
    (one,) = raised("GOV-15", agreement)
    assert one.message.startswith("GP practices has not replied by 20 October 2026")
    assert "the post that signs for it" in one.fix


def test_an_officer_without_a_post_is_called_by_what_it_does() -> None:
    asked = {"sent": "1 October 2026", "deadline": "20 October 2026", "to": ["wolds-fire"]}
    post = "partners.partners.wolds-fire.contacts.siro.post"
    (one,) = raised("GOV-15", as_yaml({"consultation": [asked]}), take_out=[post])
    assert "None" not in one.fix
    assert "the post that signs for it" in one.fix


def test_nothing_is_said_of_publication_where_nobody_was_asked_yet() -> None:
    assert raised("GOV-14", take_out=["protocol.settles.foi-and-publication"]) == []


def test_a_review_before_a_start_that_is_to_come_is_counted_from_it_in_these_words() -> None:
    dated = {"start": {"answer": "fixed-date", "starts-on": "1 March 2027"}, "review": {"next": "30 June 2028"}}
    (one,) = raised("GOV-02", as_yaml(dated))
    assert ", more than 12 months after the start: that is" in one.message


def test_the_cycles_that_a_protocol_may_choose() -> None:
    assert CYCLES == {"six-then-annual": 12, "annual": 12, "two-yearly": 24, "three-yearly-protocol": 36}


def test_comments_by_the_day_of_sending_are_no_time_at_all() -> None:
    (one,) = consulted(sent="27 November 2026", deadline="27 November 2026")
    assert one.message == "Partners have 0 working days to comment, and need at least 10."


def ending(own: str, charity: str) -> list[Finding]:
    """What is said of an agreement that ends on a day, and for one party, by its schedule, on another."""
    start = {"start": {"answer": "after-all-sign"}}
    held = {"harbour-carers": {"start": {"answer": ["after-all-sign", "fixed-term"], "ends-on": charity}}}
    schedules = as_yaml({"kind": "schedules", "of": "safe-and-well", "schedules": held})
    text = as_yaml({**start, "end": {"answer": "fixed-term", "ends-on": own}})
    return raised("GOV-05", text, schedules=schedules)


def test_the_earliest_end_counts_where_it_is_written() -> None:
    (one,) = ending("1 June 2027", "1 November 2026")
    assert one.message.startswith("This agreement ended on 1 November 2026,")
    assert (one.path, one.file) == (
        ("schedules", "harbour-carers", "start", "ends-on"),
        "schedules/safe-and-well.yaml",
    )
    (two,) = ending("1 November 2026", "20 November 2026")
    assert two.path == ("end", "ends-on")
    (three,) = ending("20 November 2026", "1 November 2026")
    assert three.path[0] == "schedules"
    assert ending("1 June 2027", "1 May 2027") == []


def test_the_longest_cycle_counts_where_they_differ_from_party_to_party() -> None:
    rows = [{"for": "police", "answer": "three-yearly-protocol"}, {"for": "charity", "answer": "annual"}]
    for order in (rows, rows[::-1]):
        (one,) = raised("GOV-02", "review:\n  next: 30 June 2027\n", protocol=as_yaml({"settles": {"review": order}}))
        assert one.message.startswith("Reviews are 36 months apart")


def test_a_protocol_without_a_review_has_no_cycle() -> None:
    assert raised("GOV-02", base="wolds-and-dales", take_out=["protocol.review"]) == []
