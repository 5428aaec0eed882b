"""KEE-07 to KEE-11: how soon requests and complaints are answered, and partners tell each other of incidents."""

from __future__ import annotations

import pytest

from isptool.checking.periods import clauses_of, periods_in
from isptool.findings import Finding, Severity

from .ground import as_yaml, raised


def settled(code: str, point: str, today: str = "", **answer: object) -> list[Finding]:
    """What a rule says of the good protocol with another answer to one point."""
    given = {key.replace("_", "-"): value for key, value in answer.items()}
    return raised(code, base="wolds-and-dales", protocol=as_yaml({"settles": {point: given}}), today=today)


# ── lengths of time in words ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("within 24 hours", [("24 hours", "24 hours")]),
        ("within 24h of it", [("24h", "24 hours")]),
        ("a 72-hour limit", [("72-hour", "72 hours")]),
        ("within one month", [("one month", "1 month")]),
        ("within a day or two weeks", [("a day", "1 day"), ("two weeks", "2 weeks")]),
        ("within forty calendar days", [("forty calendar days", "40 days")]),
        ("five business days", [("five business days", "5 working days")]),
        ("twenty-one days", [("twenty-one days", "21 days")]),
        ("sixty days, ninety days", [("sixty days", "60 days"), ("ninety days", "90 days")]),
        ("fourteen days", [("fourteen days", "14 days")]),
        ("thirty days", [("thirty days", "30 days")]),
        ("seventy two hours", [("seventy two hours", "72 hours")]),
        ("a day-to-day matter", [("a day", "1 day")]),
        ("at once", []),
        ("section 72", []),
        ("0 days", []),
    ],
)
def test_the_lengths_of_time_that_words_name(text: str, said: list[tuple[str, str]]) -> None:
    assert [(each.words, str(each.period)) for each in periods_in(text)] == said


def test_clauses_end_at_commas_and_stops_but_not_inside_numbers() -> None:
    assert clauses_of("Tell them, at once; ring: 24/7. Cost 1,000\n- then write") == [
        "Tell them", "at once", "ring", "24/7", "Cost 1,000", "- then write",
    ]  # fmt: skip


# ── KEE-07 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("period", "said"),
    [("6 weeks", True), ("32 days", True), ("31 days", False), ("1 month", False), ("5 weeks", True)],
)
def test_a_supplier_is_asked_within_the_month(period: str, said: bool) -> None:
    found = settled(
        "KEE-07", "rights-requests", answer=["receiver-handles", "consult-source"], source_asked_within=period
    )
    assert [each.message for each in found] == (
        [f"{period} is longer than the one month in which people's requests must be answered."] if said else []
    )
    assert all(each.path == ("settles", "rights-requests", 0, "source-asked-within") for each in found)


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("We answer within 60 days.", "60 days"),
        ("Requests are answered within six weeks", "six weeks"),
        ("We answer within one month.", ""),
        ("We answer within one month, or three months if extended.", ""),
        ("A complex request may take two further months.", ""),
        ("An extension of 2 months is possible", ""),
        ("Subject access requests are answered within 40 days.", ""),
        ("All other requests are answered within 40 days.", "40 days"),
        ("In one month; in 90 days if late", "90 days"),
    ],
)
def test_own_words_on_requests(words: str, seen: str) -> None:
    found = settled("KEE-07", "rights-requests", in_our_words=words)
    assert [each.words for each in found] == ([seen] if seen else [])
    if seen:
        assert found[0].message.startswith(f"Check: “{seen}” is longer than the one month")
        assert found[0].path == ("settles", "rights-requests", 0, "in-our-words")


@pytest.mark.parametrize("field", ["handled_by", "part_3_differences"])
def test_what_stands_beside_the_answer_is_read_as_well(field: str) -> None:
    (one,) = settled("KEE-07", "rights-requests", answer="receiver-handles", **{field: "the force, within 2 months"})
    assert one.path == ("settles", "rights-requests", 0, field.replace("_", "-"))


# ── KEE-08 ───────────────────────────────────────────────────────────────────────────────────────────

LAW = "every controller must acknowledge a data protection complaint within 30 days."


@pytest.mark.parametrize(
    ("period", "said"),
    [("30 days", False), ("31 days", True), ("1 month", True), ("21 working days", False), ("22 working days", True)],
)
def test_a_promise_that_can_be_longer_than_30_days(period: str, said: bool) -> None:
    found = settled("KEE-08", "complaints", answer="s164a-process", acknowledged_within=period)
    assert [(each.message, each.path) for each in found] == (
        [(f"{period} can be longer than the law allows: {LAW}", ("settles", "complaints", 0, "acknowledged-within"))]
        if said
        else []
    )


def test_a_complaint_is_acknowledged() -> None:
    (one,) = settled("KEE-08", "complaints", answer="ico-escalation")
    assert one.message == f"It is not said that complaints are acknowledged: {LAW}"
    assert one.path == ("settles", "complaints", 0)
    assert settled("KEE-08", "complaints", answer="s164a-process") == []
    assert settled("KEE-08", "complaints", answer="ico-escalation", acknowledged_within="10 days") == []


@pytest.mark.parametrize(
    ("words", "what", "seen"),
    [
        ("We acknowledge within 30 days.", "", ""),
        ("Each complaint is acknowledged at once", "", ""),
        ("We acknowledge within six weeks.", "Check “six weeks”, which can be longer than the law allows", "six weeks"),
        ("We answer within six weeks, and acknowledge within 5 days.", "", ""),
        ("Write to us.", "Check whether complaints are acknowledged; these words do not say it", ""),
    ],
)
def test_own_words_on_complaints(words: str, what: str, seen: str) -> None:
    found = settled("KEE-08", "complaints", in_our_words=words)
    assert [(each.message, each.words) for each in found] == ([(f"{what}: {LAW}", seen)] if what else [])
    assert all(each.path == ("settles", "complaints", 0, "in-our-words") for each in found)
    assert settled("KEE-08", "complaints", in_our_words=words, acknowledged_within="10 days") == []


def test_before_the_law_began_nothing_is_said() -> None:
    assert settled("KEE-08", "complaints", today="18 June 2026", answer="ico-escalation") == []
    assert settled("KEE-08", "complaints", today="19 June 2026", answer="ico-escalation") != []


# ── KEE-09 ───────────────────────────────────────────────────────────────────────────────────────────


def test_partners_tell_each_other() -> None:
    (one,) = settled("KEE-09", "incidents", answer=["controller-reports", "near-miss"])
    assert one.message == "Say how fast partners tell each other of an incident."
    assert one.path == ("settles", "incidents", 0)
    assert settled("KEE-09", "incidents", answer="immediately-24h") == []
    assert settled("KEE-09", "incidents", answer="near-miss", tell_partners_within="12 hours") == []
    assert settled("KEE-09", "incidents", in_our_words="Ring us.") == []


def test_an_open_answer_about_incidents_is_asked_for_where_it_belongs() -> None:
    take_out = ["protocol.settles.incidents"]
    assert [each.path for each in raised("KEE-09", base="wolds-and-dales", take_out=take_out)] == [
        ("settles", "incidents")
    ]
    assert [each.path for each in raised("KEE-09", "title: Visits\n", take_out=take_out)] == [("answers", "incidents")]
    gap = as_yaml({"answers": {"incidents": {"not-yet": "Soon.", "who": "DPO", "until": "1 December 2026"}}})
    assert [each.path for each in raised("KEE-09", gap, take_out=take_out)] == [("answers", "incidents", 0)]


def test_what_the_protocol_says_of_incidents_is_judged_in_the_protocol() -> None:
    near_miss = as_yaml({"settles": {"incidents": {"answer": "near-miss"}}})
    assert raised("KEE-09", protocol=near_miss) == []
    slow = as_yaml({"settles": {"incidents": {"answer": "immediately-24h", "tell-partners-within": "96 hours"}}})
    assert raised("KEE-10", protocol=slow) == []
    assert raised("KEE-10", base="wolds-and-dales", protocol=slow) != []


# ── KEE-10, KEE-11 ───────────────────────────────────────────────────────────────────────────────────


def told(code: str, period: str, **answer: object) -> list[Finding]:
    return settled(code, "incidents", tell_partners_within=period, **(answer or {"answer": "immediately-24h"}))


@pytest.mark.parametrize(
    ("period", "error", "warning"),
    [
        ("12 hours", False, False),
        ("24 hours", False, False),
        ("1 day", False, False),
        ("25 hours", False, True),
        ("48 hours", False, True),
        ("72 hours", False, True),
        ("3 days", False, True),
        ("73 hours", True, False),
        ("96 hours", True, False),
        ("4 days", True, False),
        ("1 working day", True, False),
        ("5 working days", True, False),
        ("1 week", True, False),
        ("1 month", True, False),
    ],
)
def test_how_long_is_too_long(period: str, error: bool, warning: bool) -> None:
    assert (bool(told("KEE-10", period)), bool(told("KEE-11", period))) == (error, warning)


def test_the_words_name_the_time_and_why_it_is_too_long() -> None:
    (one,) = told("KEE-10", "96 hours")
    assert one.severity is Severity.ERROR
    assert one.message == (
        "Partners are told of an incident within 96 hours: then the ICO's 72 hours are impossible to keep."
    )
    assert one.path == ("settles", "incidents", 0, "tell-partners-within")
    (working,) = told("KEE-10", "2 working days")
    assert working.message.endswith(
        "within 2 working days: then the ICO's 72 hours are impossible to keep over a weekend."
    )
    (week,) = told("KEE-10", "3 working days")
    assert week.message.endswith("within 3 working days: then the ICO's 72 hours are impossible to keep.")
    (slow,) = told("KEE-11", "48 hours")
    assert slow.message == "48 hours for telling partners of an incident leaves too little time to assess it."
    assert slow.path == ("settles", "incidents", 0, "tell-partners-within")


def test_a_time_beside_own_words_is_decided_from_the_field() -> None:
    own = {"in_our_words": "Ring the others within 72 hours."}
    assert told("KEE-10", "5 days", **own) != []
    assert told("KEE-11", "5 days", **own) == []
    assert told("KEE-11", "24 hours", **own) == []


def test_a_departing_agreement_is_judged_itself() -> None:
    text = as_yaml({"answers": {"incidents": {"answer": "immediately-24h", "tell-partners-within": "96 hours"}}})
    (one,) = raised("KEE-10", text)
    assert one.path == ("answers", "incidents", 0, "tell-partners-within")


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("Partners tell each other without undue delay.", "without undue delay"),
        ("Tell the others as soon as possible", "as soon as possible"),
        ("Partners are told on the next working day", "next working day"),
        ("Partners are told promptly", "promptly"),
        ("Partners are told within 48 hours", "48 hours"),
        ("Partners are told within two working days", "two working days"),
        ("Within 5 days partners are told, and by telephone within 2 days", "2 days"),
        ("Partners are told within 24 hours, and in writing within 5 days", ""),
        ("Partners are told immediately and without undue delay", ""),
        ("Partners are told at once", ""),
        ("Partners are told within 24 hours; the ICO within 72 hours", ""),
        ("The ICO is told within 72 hours", ""),
        ("We investigate within 10 working days. Partners are told at once", ""),
        ("Ring the duty desk", ""),
    ],
)
def test_own_words_that_leave_too_much_time(words: str, seen: str) -> None:
    found = settled("KEE-11", "incidents", in_our_words=words)
    assert [each.words for each in found] == ([seen] if seen else [])
    if seen:
        (one,) = found
        assert one.severity is Severity.WARNING
        assert (
            one.message == f"Check: “{seen}” for telling partners of an incident leaves too little time to assess it."
        )
        assert one.path == ("settles", "incidents", 0, "in-our-words")
    assert settled("KEE-10", "incidents", in_our_words=words) == []


def test_outdated_words_do_not_hide_the_next() -> None:
    sar = "Subject access requests are answered within 40 days."
    (one,) = settled("KEE-07", "rights-requests", in_our_words=sar, handled_by="the force, within 2 months")
    assert one.words == "2 months"


@pytest.mark.parametrize(
    ("code", "point", "answer"),
    [("KEE-08", "complaints", "ico-escalation"), ("KEE-09", "incidents", "near-miss")],
)
def test_the_finding_stands_at_the_name_of_the_answer(code: str, point: str, answer: str) -> None:
    (one,) = settled(code, point, answer=answer)
    assert one.on_key


def test_an_open_answer_stands_at_its_name() -> None:
    (one,) = raised("KEE-09", base="wolds-and-dales", take_out=["protocol.settles.incidents"])
    assert one.on_key
