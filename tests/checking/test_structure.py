"""STR: the words of an open point, placeholders that are none, dates that are possible."""

from __future__ import annotations

import pytest

from isptool.checking.rules.structure import date_out_of_order, placeholder_left_in, point_still_to_be_agreed
from isptool.findings import Finding, Gate

from .ground import NAMES, Bench, as_yaml, change


def said(text: str = "", *, base: str = "safe-and-well", **files: str) -> tuple[Finding, ...]:
    return Bench(change(text, **files), base).checked(rules=[point_still_to_be_agreed]).findings


# ── STR-02 ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_open_point_offers_the_likely_answers_that_suit_these_partners() -> None:
    (found,) = said("answers:\n  communication:\n    still-to-be-agreed:\n")
    assert found.message == (
        "“Making it known” still has to be agreed. Likely answers: `one-page-guide`, `team-briefing`, `intranet`."
    )
    assert found.fix == "Answer it under `answers: communication`: choose a likely answer, or write your own words."
    assert found.serves == ("Q9",)
    assert found.path == ("answers", "communication", 0)


def test_likely_answers_that_suit_nobody_here_are_not_offered() -> None:
    (found,) = said(
        "answers:\n  retention-and-disposal:\n    for: [wolds-council, wolds-fire]\n    answer: certificate\n"
    )
    # Open for the police alone, so neither social care nor the NHS is offered.
    assert found.message == (
        "“Retention and disposal” is only agreed in part for the Police (criminal-offence). "
        "Likely answers: `purpose-then-delete`, `recipient-schedule`, `police-pirm`."
    )


def test_an_empty_blank_is_named_in_place_of_likely_answers() -> None:
    (found,) = said("answers:\n  dpia:\n    answer: joint-dpia\n    residual-risk: low\n")
    assert found.message == "“Data protection impact assessment” still has to be agreed. It lacks `reference`."


def test_what_is_not_agreed_yet_says_how_it_stands() -> None:
    (found,) = said("answers:\n  dpia:\n    not-yet: Waiting for the panel\n    who: DPO\n    until: 1 May 2027\n")
    assert found.message.startswith("“Data protection impact assessment” is not agreed yet. Likely answers: ")
    assert found.message.endswith(" Waiting for the panel.")


def test_an_open_lawful_basis_offers_articles() -> None:
    from isptool.checking.rules.structure import point_still_to_be_agreed as rule

    bench = Bench(change("law:\n  - power: localism-2011-s1\n", take_out=["agreement.law"]))
    by_path = {each.message: each for each in bench.checked(rules=[rule]).findings}
    (basis,) = [each for message, each in by_path.items() if "“Lawful basis”" in message]
    assert "Likely answers: Article 6(1)(e)" in basis.message or "6(1)(e)" in basis.message
    assert basis.path == ("law",)
    assert "law: … article-6" in basis.fix


def test_a_flow_without_a_method_is_pointed_at() -> None:
    taken_out = ["protocol.settles.transfer-method", "agreement.flows.monthly-list.how"]
    (found,) = Bench(change(take_out=taken_out)).checked(rules=[point_still_to_be_agreed]).findings
    assert found.path == ("flows", "monthly-list")
    assert found.message.startswith("“How it is sent” is only agreed in part for monthly-list.")


def test_a_protocol_says_where_it_settles() -> None:
    bench = Bench(change(take_out=["protocol.settles.incidents"]), "wolds-and-dales")
    (found,) = bench.checked(rules=[point_still_to_be_agreed]).findings
    assert found.path == ("settles", "incidents")
    assert found.fix.startswith("Answer it under `settles: incidents`")


def test_more_than_three_open_cells_are_counted() -> None:
    (found,) = said("answers:\n  duty-of-confidence:\n    for: name-and-address\n    answer: explicit-consent\n")
    assert " for oxygen-at-home; arson-threat; concern, and 1 more." in found.message


# ── STR-03 ───────────────────────────────────────────────────────────────────────────────────────────


def placeholder(text: str) -> list[str]:
    data = as_yaml({"answers": {"need-and-benefit": {"answer": "safer-people", "need": text}}})
    return [each.words for each in Bench(change(data)).checked(rules=[placeholder_left_in]).findings]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TBC", "TBC"),
        ("The lead is tbd.", "tbd"),
        ("About XX homes a year", "XX"),
        ("by March 20XX", "20XX"),
        ("Lorem ipsum dolor sit amet", "Lorem ipsum"),
        ("Shared with {partner name} under section 6", "{partner name}"),
        ("Contact [insert post]", "[insert post]"),
        ("Starts on <date>", "<date>"),
        ("Sent by [partner name] to <name of recipient>", "[partner name]"),
        ("[to be completed by the lead]", "[to be completed by the lead]"),
        ("The period is 12 months (to be confirmed)", "(to be confirmed)"),
        ("To be confirmed", "To be confirmed"),
        ("to be agreed.", "to be agreed."),
        ("Insert your text here", "Insert your text here"),
        ("DD/MM/YYYY", "DD/MM/YYYY"),
        ("Signed by ______", "______"),
        ("Name: ..........", ".........."),
        ("What for??", "??"),
        ("TODO: ask the trust", "TODO"),
    ],
)
def test_placeholders_are_found_with_their_words(text: str, words: str) -> None:
    assert placeholder(text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Crews insert a fire-resistant letter box.",
        "The caller's number is to be confirmed by ringing back.",
        "What is to be agreed each year is the list of homes.",
        "Christian Institute v Lord Advocate [2016] UKSC 51 at [84]",
        "Date of birth (DD/MM/YYYY)",
        "The exxon depot and the Saxx estate",
        "Reference numbers have the form XXX-0000",
        "Visit record {}",
        "Send to <prevention@wolds-fire.example>",
        "Names are replaced by [a code]",
        "Is it needed? If not, do not send it...",
        "The date is agreed with the person.",
        "People enter by the side gate",
        "tbconnect is the portal",
        "A list [names and addresses only] is kept",
    ],
)
def test_good_prose_holds_no_placeholder(text: str) -> None:
    assert placeholder(text) == []


def test_a_placeholder_in_a_schedule_is_in_the_file_of_schedules() -> None:
    schedules = (
        "kind: schedules\nof: safe-and-well\nschedules:\n  wolds-trust:\n    reference: TBC\n    volume: 200 a month\n"
    )
    (found,) = Bench(change(schedules=schedules)).checked(Gate.SIGNING, rules=[placeholder_left_in]).findings
    assert (found.file, found.path) == (NAMES["schedules"], ("schedules", "wolds-trust", "reference"))


def test_remarks_and_reasons_for_waivers_are_no_text_of_the_document() -> None:
    text = "note: TBC\nwaivers:\n  - rule: STR-06\n    because: TBC\n    by: TBC\n    on: 1 May 2026\n"
    assert Bench(change(text)).checked(rules=[placeholder_left_in]).findings[1:] == ()
    assert {each.code for each in Bench(change(text)).checked(rules=[placeholder_left_in]).findings} <= {"WAI-02"}


# ── STR-07 ───────────────────────────────────────────────────────────────────────────────────────────


def dates(text: str, **files: str) -> list[tuple[str, str]]:
    found = Bench(change(text, **files)).checked(rules=[date_out_of_order]).findings
    return [(".".join(map(str, each.path)), each.message) for each in found if each.code == "STR-07"]


def test_the_dates_are_in_the_message() -> None:
    text = "start:\n  answer: fixed-date\n  starts-on: 2 May 2027\nreview:\n  next: 1 May 2027\n"
    assert dates(text) == [("review.next", "The next review, 1 May 2027, is before the start, 2 May 2027.")]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("consultation:\n  - sent: 5 October 2026\n    deadline: 1 October 2026\n", "consultation.0.deadline"),
        (
            "consultation:\n  - sent: 5 October 2026\n    replied:\n      wolds-fire: 1 October 2026\n",
            "consultation.0.replied.wolds-fire",
        ),
        (
            "consultation:\n  - sent: 5 October 2026\n    replied:\n      wolds-fire: 1 December 2026\n",
            "consultation.0.replied.wolds-fire",
        ),
        (
            "waivers:\n  - rule: STR-06\n    on: 2 May 2026\n    until: 1 May 2026\n    because: B\n    by: C\n",
            "waivers.0.until",
        ),
        ("began:\n  on: 26 November 2026\n", "began.on"),
        ("history:\n  - version: 0.9\n    on: 1 December 2026\n    what: First draft\n", "history.0.on"),
        ("related:\n  - relation: none-found\n    on: 1 December 2026\n", "related.0.on"),
        (
            "flows:\n  monthly-list:\n    since: 1 May 2027\n    until: 1 April 2027\n",
            "flows.monthly-list.until",
        ),
        (
            "parties:\n  wolds-fire:\n    roles:\n    - role: lead\n      since: 2027-02-01\n      until: 2027-01-01\n",
            "parties.wolds-fire.roles.0.until",
        ),
        (
            "answers:\n  dpia:\n    answer: each-own\n    date: 1 May 2027\n",
            "answers.dpia.0.date",
        ),
    ],
)
def test_each_kind_of_date_is_compared(text: str, path: str) -> None:
    assert [where for where, _ in dates(text)] == [path]


@pytest.mark.parametrize(
    "text",
    [
        "began:\n  on: 25 November 2026\n",
        "flows:\n  monthly-list:\n    since: the pilot\n    until: 1 April 2027\n",
        "flows:\n  monthly-list:\n    since: 1 April 2027\n    until: 1 April 2027\n",
        "end:\n  answer: fixed-term\n  ends-on: 1 May 2020\n",
    ],
)
def test_what_is_possible_or_cannot_be_compared_raises_nothing(text: str) -> None:
    assert dates(text) == []


def test_a_sign_off_of_tomorrow_is_impossible() -> None:
    signed = "sign-offs:\n  - party: wolds-fire\n    on: 26 November 2026\n"
    assert dates("", signed=signed) == [
        ("version", "The sign-off of the Fire Service, 26 November 2026, is after today, 25 November 2026.")
    ]


# ── STR-12 ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_changed_text_says_which_parts_and_for_whom() -> None:
    signed = "sign-offs:\n  - party: wolds-fire\n    on: 20 November 2026\n    broken: [own, schedule]\n"
    (found,) = Bench(change(signed=signed)).checked(select=["STR-12"]).findings
    assert found.message == (
        "The text changed after the Fire Service signed on 20 November 2026: the document's own terms and the party's "
        "schedule no longer match what was signed."
    )


def test_a_declined_text_was_not_signed() -> None:
    signed = "sign-offs:\n  - party: wolds-fire\n    on: 20 November 2026\n    broken: [own]\n    decision: decline\n"
    assert Bench(change(signed=signed)).checked(select=["STR-12"]).findings == ()
