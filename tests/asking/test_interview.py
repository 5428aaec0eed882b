"""An interview held: back one question, split of a protocol, rows of a spreadsheet, where an agreement differs."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isptool.asking import differing, splitting
from isptool.asking.agreement import AgreementInterview
from isptool.asking.draft import Around, Draft
from isptool.asking.laying_out import protocol_text
from isptool.asking.plain import PlainAsker
from isptool.asking.protocol import ProtocolInterview
from isptool.asking.question import Question, Reply, Table
from isptool.asking.sitting import Sitting
from isptool.asking.tables import data_items, flows
from isptool.errors import IspError
from isptool.law.book import LawBook
from isptool.library import points
from isptool.reading.source import read_file, read_text
from isptool.reading.tabular import clean, rows_of
from isptool.reading.workspace import open_workspace

from . import ground

FACTS: dict[str, Any] = {
    "id": "more",
    "title": "More",
    "under": "wolds-and-dales",
    "parties": {"wolds-council": None, "wolds-fire": None},
    "groups": {"both": ["wolds-council", "wolds-fire"]},
    "purposes": {
        "visit": {"kind": "fire-safety", "aim": "To visit homes.", "used-by": ["wolds-fire"]},
        "plan": {"kind": "service-planning", "aim": "To plan.", "used-by": ["wolds-council"]},
    },
    "people": {"adults": {"what": "Adults"}, "carers": {"what": "Their carers"}},
}


@pytest.fixture(scope="module")
def around() -> Around:
    return Around(open_workspace(ground.EXAMPLES), points(), LawBook.load())


def facts(**more: Any) -> dict[str, Any]:
    return {**copy.deepcopy(FACTS), **more}


class Script:
    """An asker that replies with a list, one for each question, and notes what it was asked."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = iter(replies)
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def ask(self, question: Question, left: int) -> Reply:
        self.asked.append((question.id, question.about))
        return next(self.replies, Reply(stop=True))


# ── back, and on ─────────────────────────────────────────────────────────────────────────────────────


def sitting(draft: Draft, around: Around) -> Sitting:
    return Sitting(AgreementInterview(draft, around), (draft.data, draft.notes))


def test_back_takes_the_last_reply_back_and_says_what_it_was(around: Around) -> None:
    draft = Draft("agreement", {"id": "more", "title": "More", "under": "wolds-and-dales"})
    held = sitting(draft, around)
    script = Script(
        Reply(keys=("wolds-council", "wolds-fire")), Reply(keys=("fire-safety",)), Reply(back=True), Reply(back=True),
        Reply(keys=("wolds-council",)),
    )  # fmt: skip
    assert held.hold(script) == "stopped"
    assert [name for name, _ in script.asked] == [
        "parties",
        "purposes",
        "more.purposes.1",
        "purposes",
        "parties",
        "purposes",
    ]
    assert script.asked[3][1] == ("You had said: fire-safety",)
    assert script.asked[4][1] == ("You had said: wolds-council, wolds-fire",)
    assert draft.data == {
        "id": "more", "title": "More", "under": "wolds-and-dales", "parties": {"wolds-council": None},
    }  # fmt: skip


def test_back_from_the_first_question_says_so(around: Around) -> None:
    script = Script(Reply(back=True))
    held = sitting(Draft("agreement", {"under": "wolds-and-dales"}), around)
    held.hold(script)
    assert script.asked == [("title", ()), ("title", ("This is the first question.",))]


def test_what_was_left_open_is_asked_again_only_on_the_way_back(around: Around) -> None:
    held = sitting(Draft("agreement", {"title": "More", "under": "wolds-and-dales"}), around)
    script = Script(Reply(keys=("wolds-council",)), Reply(skipped=True), Reply(skipped=True), Reply(back=True))
    held.hold(script)
    assert [name for name, _ in script.asked] == ["parties", "purposes", "people", "data", "people"]
    assert script.asked[4][1] == ("You had said: left open",)
    assert held.answered == 1


def test_every_change_is_kept_and_a_stop_is_none(around: Around) -> None:
    kept: list[int] = []
    draft = Draft("agreement", {"title": "More", "under": "wolds-and-dales"})
    held = sitting(draft, around)
    held.hold(Script(Reply(keys=("wolds-council",)), Reply(back=True)), lambda: kept.append(len(held.steps)))
    assert kept == [1, 0]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["answer", "skip", "back", "not-yet"]), min_size=1, max_size=12))
def test_going_back_all_the_way_leaves_nothing_behind(moves: list[str]) -> None:
    here = Around(open_workspace(ground.EXAMPLES), points(), LawBook.load()) if not CACHE else CACHE[0]
    CACHE[:] = [here]
    draft = Draft("agreement", facts(data={"name": {"what": "Name", "about": "adults", "category": "ordinary"}}))
    before = copy.deepcopy((draft.data, draft.notes))
    held = sitting(draft, here)
    for move in moves:
        question = next(iter(held.waiting()))
        if move == "back":
            held.back()
        elif move == "answer" and question.offers:
            held.take(question, Reply(keys=(question.offers[0].key,)))
        elif move == "not-yet" and question.may_wait:
            held.take(question, Reply(not_yet="Soon", who="DPO", until="1 May 2027"))
        else:
            held.take(question, Reply(skipped=True))
    while held.steps:
        held.back()
    held.interview.questions()
    assert (draft.data | {"law": []}, draft.notes) == (before[0] | {"law": []}, before[1])


CACHE: list[Around] = []


def test_more_of_each_in_own_words_until_there_are_no_more(around: Around) -> None:
    draft = Draft("agreement", facts(people={"adults": {"what": "Adults"}}))
    held = sitting(draft, around)
    script = Script(
        Reply(words="To research."), Reply(skipped=True), Reply(skipped=True), Reply(skipped=True),
        Reply(keys=("identity",)), Reply(words="Key safe number"), Reply(words="Key safe number"),
    )  # fmt: skip
    held.hold(script)
    assert [name for name, _ in script.asked] == [
        "more.purposes.2", "more.purposes.3", "purposes.to-research.used-by", "more.people.1", "data", "more.data.1",
        "more.data.2", "more.data.3",
    ]  # fmt: skip
    assert draft.data["purposes"]["to-research"] == {"aim": "To research."}
    assert draft.data["data"]["key-safe-number"] == {
        "what": "Key safe number", "about": "adults",
        "needed-for": {"visit": None, "plan": None, "to-research": None},
    }  # fmt: skip
    assert "key-safe-number-2" in draft.data["data"]


def test_a_kind_whose_facts_are_not_known_is_not_written_with_gaps_in_its_words(around: Around) -> None:
    draft = Draft("agreement", {"title": "More", "under": "wolds-and-dales", "parties": {"wolds-fire": None}})
    interview = AgreementInterview(draft, around)
    people = next(each for each in interview.questions() if each.id == "people")
    interview.take(people, Reply(keys=("service-users", "adults-at-risk")))
    assert draft.data["people"]["service-users"] == {"kind": "service-users"}
    assert draft.data["people"]["adults-at-risk"]["what"].startswith("Adults with needs for care and support")
    interview.take(people, Reply(keys=("service-users",), blanks={"service": "meals at home"}))
    assert draft.data["people"]["service-users"] == {
        "kind": "service-users", "what": "People who use meals at home.", "service": "meals at home",
    }  # fmt: skip


def test_an_answer_in_words_has_words(around: Around) -> None:
    draft = Draft("agreement", facts())
    question = next(each for each in AgreementInterview(draft, around).questions() if each.id == "more.purposes.2")
    for wrong in ("1,2", "x", "…"):
        with pytest.raises(ValueError, match="has no letters of which an id could be made"):
            question.read(wrong)


def test_a_further_flow_is_asked_what_it_carries_and_what_for(around: Around) -> None:
    data = {name: {"what": name.title(), "about": "adults", "category": "ordinary"} for name in ("name", "need")}
    main = {"from": "wolds-council", "to": "wolds-fire", "data": ["name"], "purpose": "visit", "when": "monthly",
            "how": "sftp"}  # fmt: skip
    draft = Draft("agreement", facts(data=data, flows={"main": main}))
    held = sitting(draft, around)
    skip = Reply(skipped=True)
    script = Script(
        skip, skip, skip, Reply(words="What was found"), Reply(keys=("wolds-fire",)), Reply(keys=("wolds-council",)),
        Reply(keys=("need",)), Reply(keys=("plan",)), Reply(keys=("per-event",)), Reply(words="By word of mouth"),
    )  # fmt: skip
    held.hold(script)
    assert draft.data["flows"]["what-was-found"] == {
        "what": "What was found", "from": "wolds-fire", "to": "wolds-council", "data": "need", "purpose": "plan",
        "when": "per-event", "how": "By word of mouth",
    }  # fmt: skip


def test_likely_answers_for_these_partners_come_first(around: Around) -> None:
    here = Draft("agreement", {"title": "X", "under": "none", "parties": {"wolds-council": None, "wolds-fire": None}})
    question = next(each for each in AgreementInterview(here, around).questions() if each.id == "purposes")
    fitting = [offer.key for offer in question.offers if offer.fits]
    assert "fire-safety" in fitting
    assert [offer.fits for offer in question.offers] == sorted((offer.fits for offer in question.offers), reverse=True)
    trust = Draft("agreement", {"title": "X", "under": "none", "parties": {"wolds-acute-trust": None}})
    question = next(each for each in AgreementInterview(trust, around).questions() if each.id == "purposes")
    fitting = [offer.key for offer in question.offers if offer.fits]
    assert "direct-care" in fitting
    assert "education" not in fitting


def test_likely_items_follow_from_the_purpose(around: Around) -> None:
    def first(kind: str) -> dict[str, bool]:
        purposes = {"it": {"kind": kind, "aim": "It."}}
        here = Draft("agreement", facts(purposes=purposes))
        question = next(each for each in AgreementInterview(here, around).questions() if each.id == "data")
        return {offer.key: offer.fits for offer in question.offers}

    assert first("domestic-abuse")["risk-assessment"]
    assert not first("flood-risk")["risk-assessment"]


# ── for whom ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def three(around: Around) -> Draft:
    data = {"name": {"what": "Name", "about": "adults", "category": "ordinary", "needed-for": {"visit": None}}}
    parties = {"wolds-council": None, "wolds-fire": None, "wolds-acute-trust": None}
    flow = {"from": "wolds-council", "to": ["wolds-fire", "wolds-acute-trust"], "data": ["name"], "purpose": "visit",
            "when": "monthly", "how": "sftp"}  # fmt: skip
    return Draft("agreement", facts(parties=parties, data=data, flows={"main": flow}))


def put(three: Draft, around: Around, *lines: str) -> tuple[Question, list[str]]:
    """Answer what is asked next on access with these lines."""
    interview = AgreementInterview(three, around)
    question = next(each for each in interview.questions() if each.id.startswith("answers.who-has-access"))
    reply, said = ask(question, *lines)
    interview.take(question, reply)
    return question, said


def asked_on(three: Draft, around: Around) -> list[str]:
    ids = [each.id for each in AgreementInterview(three, around).questions()]
    return [each for each in ids if each.startswith("answers.who-has-access")]


def test_an_answer_may_be_for_some_parties_and_the_others_are_asked_on(three: Draft, around: Around) -> None:
    question, said = put(three, around, "case-team", "7", "1")
    assert question.scope == (("wolds-fire", "the fire service"), ("wolds-acute-trust", "the hospitals trust"))
    assert "For whom? Enter for all of them, or numbers: 1 the fire service, 2 the hospitals trust\n  > " in said
    assert "7 names none of them. Type numbers from 1 to 2." in said
    assert three.data["answers"]["who-has-access"] == {"for": "wolds-fire", "answer": "case-team"}
    assert asked_on(three, around) == ["answers.who-has-access.2"]
    question, said = put(three, around, "n", "Being asked", "wolds-acute-trust DPO", "1 May 2027")
    assert "   Asked of: the hospitals trust" in said
    assert three.data["answers"]["who-has-access"] == [
        {"for": "wolds-fire", "answer": "case-team"},
        {"for": "wolds-acute-trust", "not-yet": "Being asked", "who": "wolds-acute-trust DPO", "until": "1 May 2027"},
    ]  # fmt: skip
    assert asked_on(three, around) == []
    settled = three.settled(around)
    assert settled is not None
    states = {cell.at("party"): cell.state.value for cell in settled.points["who-has-access"].cells}
    assert states == {"wolds-fire": "answered", "wolds-acute-trust": "not-yet"}


@pytest.mark.parametrize("whom", ["", "1,2", "1 2"])
def test_an_answer_for_all_of_them_is_written_once(three: Draft, around: Around, whom: str) -> None:
    put(three, around, "As each of us says.", whom)
    assert three.data["answers"]["who-has-access"] == {"in-our-words": "As each of us says."}
    assert asked_on(three, around) == []


def test_where_one_party_is_asked_nobody_is_asked_for_whom(three: Draft, around: Around) -> None:
    three.data["flows"]["main"]["to"] = "wolds-fire"
    question, _ = put(three, around, "case-team")
    assert question.scope == ()


# ── rows of a spreadsheet ────────────────────────────────────────────────────────────────────────────

PASTED = """\
Data item\tAbout whom\tCategory\tReason\tPurpose\tSystem\tOwner\tNotes
Name and address\tAdults\tordinary\tTo write to them\tvisit\tCareFirst\tX\ty
Oxygen at home\tAdults; Their carers\thealth\tFire spreads\tTo visit homes.\t\t\t
Star sign\tDogs\tastral\t\tgardening\t\t\t
\tAdults\tordinary\t\t\t\t\t
Name and address\t\t\t\t\t\t\t
"""


def test_data_items_from_pasted_rows(around: Around) -> None:
    found = data_items(rows_of(PASTED), Draft("agreement", facts()), around)
    assert found.found == {
        "name-and-address": {
            "what": "Name and address", "about": "adults", "category": "ordinary",
            "needed-for": {"visit": "To write to them"}, "source": "CareFirst",
        },
        "oxygen-at-home": {
            "what": "Oxygen at home", "about": ["adults", "carers"], "category": "special-health",
            "needed-for": {"visit": "Fire spreads"},
        },
        "star-sign": {"what": "Star sign", "needed-for": {"visit": None, "plan": None}},
        "name-and-address-2": {"what": "Name and address", "needed-for": {"visit": None, "plan": None}},
    }  # fmt: skip
    assert found.told[:3] == (
        "4 data items: name-and-address, oxygen-at-home, star-sign, name-and-address-2",
        (
            "Columns read: what (“Data item”), about (“About whom”), category (“Category”), needed-for (“Purpose”), "
            "why (“Reason”), source (“System”)"
        ),
        "Columns not used: “Owner”, “Notes”",
    )
    assert "Row 4: “Dogs” is no group of people of this agreement." in found.told
    assert "Row 4: “gardening” is no purpose of this agreement." in found.told
    assert any(line.startswith("Row 4: “astral” is no category of data that is known here") for line in found.told)
    assert "Row 5 says nothing under “Data item”: left out." in found.told


def test_flows_from_rows(around: Around) -> None:
    data = {"name": {"what": "Name and address"}, "need": {"what": "Needs"}}
    rows = rows_of(
        "Flow,Sender,Recipient,What is shared,Frequency,Method,Volume\n"
        "Monthly list,Wolds Council,each of both,name; Needs,Monthly,SFTP,about 40\n"
        ",wolds-fire,Dales Council,,When asked,Pigeon,\n"
    )
    found = flows(rows, Draft("agreement", facts(data=data)), around)
    assert found.found["monthly-list"] == {
        "what": "Monthly list", "from": "wolds-council", "to": "each of both", "data": ["name", "need"],
        "purpose": ["visit", "plan"], "when": "monthly", "how": "sftp", "volume": "about 40",
    }  # fmt: skip
    assert found.found["wolds-fire-to-dales-council"] == {
        "from": "wolds-fire", "data": ["name", "need"], "purpose": ["visit", "plan"], "when": "When asked", "how": "Pigeon",
    }  # fmt: skip
    assert "Row 3: “Dales Council” is no party of this agreement." in found.told


def test_a_table_without_the_column_that_names_things(around: Around) -> None:
    with pytest.raises(IspError) as raised:
        data_items(rows_of("A,B\n1,2\n"), Draft("agreement", facts()), around)
    assert raised.value.message == "No column is called “what”, or anything that means it."
    assert raised.value.hint.startswith("The columns are: “A”, “B”.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Item", "There are no rows below the headings."),
        ("", "There are no rows below the headings."),
        ('Item,Why\n"open,x\n', "These rows cannot be read"),
        ("Item\n" + "x\n" * 2001, "The table is too large"),
    ],
)
def test_rows_that_are_no_table(text: str, message: str) -> None:
    with pytest.raises(IspError, match=message):
        rows_of(text)


def test_cells_lose_what_cannot_be_seen_and_guards_of_formulas() -> None:
    assert clean(" a\u200b\tb \n c ") == "a b c"
    assert clean("'=1+1") == "=1+1"
    assert clean("'quoted'") == "'quoted'"


def test_rows_that_are_pasted_are_shown_and_agreed_to(around: Around) -> None:
    draft = Draft("agreement", facts())
    question = next(each for each in AgreementInterview(draft, around).questions() if each.id == "data")

    def put(*lines: str) -> tuple[Reply, list[str]]:
        waiting, said = iter(lines), []

        def read(prompt: str) -> str:
            said.append(prompt)
            return next(waiting)

        reply = PlainAsker(read, said.append).ask(question, 1)
        assert next(waiting, None) is None
        return reply, said

    reply, said = put("p", "Item\tWhy", "Name\tTo write", "", "y")
    assert reply.table is not None
    assert list(reply.table.found) == ["name"]
    assert "1 data item: name" in said
    assert put("Item\tWhy", "Name\tTo write", "", "y")[0] == reply  # pasted line by line, without a word before
    assert put("Item\tWhy\nName\tTo write", "y")[0] == reply  # pasted in one go
    assert put("p", "Item\tWhy", "Name\tTo write", "", "n", "s")[0] == Reply(skipped=True)
    assert "Files cannot be opened here." in put("f", "s")[1]
    interview = AgreementInterview(draft, around)
    interview.take(question, reply)
    assert draft.data["data"] == {"name": {"what": "Name", "needed-for": {"visit": "To write", "plan": "To write"}}}


def test_rows_may_be_given_for_flows_at_the_first_of_them(around: Around) -> None:
    draft = Draft("agreement", facts(data={"name": {"what": "Name", "about": "adults", "category": "ordinary"}}))
    interview = AgreementInterview(draft, around)
    question = next(each for each in interview.questions() if each.id == "flows.main.from")
    assert question.table is not None
    table = question.table([["From", "To"], ["wolds-council", "wolds-fire"], ["wolds-fire", "wolds-council"]])
    interview.take(question, Reply(table=table))
    assert list(draft.data["flows"]) == ["wolds-council-to-wolds-fire", "wolds-fire-to-wolds-council"]
    assert "flows.main.from" not in [each.id for each in interview.questions()]
    assert Table({"a": {}}).told == ()


# ── the split of a protocol ──────────────────────────────────────────────────────────────────────────


def protocol(**more: Any) -> Draft:
    known = {"id": "new", "title": "New", "partners": ["wolds-council"], "covers": ["personal"],
             "partnership": {"purpose": "Early help.", "functions": ["care"], "benefits": ["Help comes sooner."],
                             "board": "The board", "secretariat": "The council"},
             "principles": ["Share what is needed."]}  # fmt: skip
    return Draft("protocol", {**known, **more})


def test_the_why_of_a_partnership_is_asked_for_and_kept_in_lists(around: Around) -> None:
    draft = Draft("protocol", {"id": "new", "title": "New", "partners": ["wolds-council"], "covers": ["personal"]})
    interview = ProtocolInterview(draft, around)
    asked = {each.id: each for each in interview.questions()}
    assert list(asked)[:6] == ["partnership.purpose", "partnership.functions", "partnership.benefits",
                               "partnership.board", "partnership.secretariat", "principles"]  # fmt: skip
    interview.take(asked["partnership.functions"], Reply(words="care; community safety"))
    interview.take(asked["partnership.board"], Reply(words="The safeguarding partnership"))
    interview.take(asked["principles"], Reply(keys=("once", "safe")))
    assert draft.data["partnership"] == {
        "functions": ["care", "community safety"], "board": "The safeguarding partnership",
    }  # fmt: skip
    assert draft.data["principles"] == [
        "Let people tell their story once.",
        "Keep it safe on the way and afterwards, and say at once when something goes wrong.",
    ]
    assert [each for each in draft.findings() if each.severity.value == "error"] == []


def test_every_point_is_sorted_into_one_of_five(around: Around) -> None:
    ours = splitting.our_split(around.points)
    lines = splitting.split_lines(ours, around.points)
    assert set(ours.values()) <= set(splitting.WORDS)
    assert (ours["onward-sharing"], ours["incidents"], ours["retention-and-disposal"]) == (
        "cannot-change", "may-be-stricter", "left",
    )  # fmt: skip
    assert lines[0].startswith("No agreement can change (")
    assert "P37 Passing it on" in lines[0]
    assert lines[-1].startswith("Left to each agreement (")
    counted = sum(int(line.partition("(")[2].partition(")")[0]) for line in lines)
    assert counted == len(ours)


def test_our_split_is_taken_as_it_is(around: Around) -> None:
    draft = protocol()
    interview = ProtocolInterview(draft, around)
    (first, *rest) = interview.questions()
    assert first.id == "split"
    assert first.usual == "y"
    assert rest[0].id.startswith("settles.")
    interview.take(first, Reply(yes=True))
    assert draft.notes["split"] == splitting.our_split(around.points, ("personal",))
    asked = [each.id for each in interview.questions()]
    assert "settles.incidents" in asked
    assert "settles.retention-and-disposal" not in asked


def test_or_point_by_point(around: Around) -> None:
    draft = protocol()
    held = Sitting(ProtocolInterview(draft, around), (draft.data, draft.notes))
    wanted = {"incidents": "cannot-change", "retention-and-disposal": "may-depart", "complaints": "left"}

    class Sorter:
        def ask(self, question: Question, left: int) -> Reply:
            if question.id == "split":
                return Reply(yes=False)
            first, _, name = question.id.partition(".")
            if first == "split":
                return Reply(keys=(wanted.get(name, question.usual),))
            if name == "incidents":
                return Reply(keys=("immediately-24h",))
            return Reply(skipped=True)

    assert held.hold(Sorter()) == "done"
    assert draft.notes["split"]["complaints"] == "left"
    asked = {each.question for each in held.steps}
    assert "settles.retention-and-disposal" in asked
    assert "settles.complaints" not in asked
    assert draft.data["settles"]["incidents"] == {"answer": "immediately-24h", "agreements": "cannot-change"}
    text = protocol_text(draft, around, "")
    settles = read_text(text, "x").data["settles"]
    assert settles["retention-and-disposal"] == {"still-to-be-agreed": None}
    assert "complaints" not in settles
    assert "storage-and-hosting" in settles


def test_a_point_that_is_sorted_otherwise_keeps_its_word_while_it_is_open(around: Around) -> None:
    draft = protocol()
    draft.notes["split"] = {**splitting.our_split(around.points), "incidents": "cannot-change"}
    text = protocol_text(draft, around, "")
    assert read_text(text, "x").data["settles"]["incidents"] == {
        "still-to-be-agreed": None, "agreements": "cannot-change",
    }  # fmt: skip


def test_what_nobody_has_sorted_yet_stays_as_we_sort_it(around: Around) -> None:
    draft = protocol()
    interview = ProtocolInterview(draft, around)
    interview.take(interview.questions()[0], Reply(yes=False))
    for question in interview.questions()[:1]:
        assert question.id == "split.need-and-benefit"
        interview.take(question, Reply(keys=("may-depart",)))
    settles = read_text(protocol_text(draft, around, ""), "x").data["settles"]
    assert {"need-and-benefit", "incidents", "complaints"} <= set(settles)
    assert "retention-and-disposal" not in settles


# ── where an agreement differs ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def visits(around: Around) -> Draft:
    data = read_file(ground.EXAMPLES / "agreements" / "safe-and-well-visits.yaml", "x").data
    return Draft("agreement", {key: value for key, value in data.items() if key != "kind"} | {"id": "more"})


def ask(question: Question, *lines: str) -> tuple[Reply, list[str]]:
    waiting, said = iter(lines), []
    reply = PlainAsker(lambda prompt: said.append(prompt) or next(waiting), said.append).ask(question, 1)  # type: ignore[func-returns-value]
    assert next(waiting, None) is None
    return reply, said


def differ(visits: Draft, around: Around) -> Question:
    return next(each for each in AgreementInterview(visits, around).questions() if each.id == "differ")


def test_what_cannot_be_changed_is_told_with_its_clause_and_what_to_do(visits: Draft, around: Around) -> None:
    question = differ(visits, around)
    number = next(n for n, offer in enumerate(question.offers, 1) if offer.key == "who-may-sign")
    reply, said = ask(question, str(number), "s")
    assert reply == Reply(skipped=True)
    told = next(line for line in said if "cannot be changed by an agreement" in line)
    assert told.startswith(
        "P50 Who may sign cannot be changed by an agreement: clause 13.5 of Wolds and Dales Multi-Agency Information "
        "Sharing Protocol settles it for all of them. To propose a change of the protocol, tell its owner "
        "(Wolds Council Information Sharing Officer), or add a comment under `consultation:` of "
    )
    assert told.endswith("protocols/wolds-and-dales.yaml, with `about: who-may-sign` and your reason in `said:`.")


def changed(visits: Draft, around: Around, point: str) -> tuple[AgreementInterview, Question]:
    interview = AgreementInterview(visits, around)
    interview.take(differ(visits, around), Reply(keys=(point,)))
    return interview, next(each for each in interview.questions() if each.id.startswith("differ."))


def test_who_departs_is_asked_for_the_reason(visits: Draft, around: Around) -> None:
    interview, question = changed(visits, around, "controller-relationship")
    assert question.about[0].startswith("The protocol, clause 5.2 (may be departed from): Each partner is a separate")
    reply, said = ask(question, "Two of us decide together.", "", "One case file is kept.")
    assert "Why does this agreement depart from clause 5.2 of the protocol?\n  > " in said
    interview.take(question, reply)
    assert visits.data["answers"]["controller-relationship"] == {
        "in-our-words": "Two of us decide together.", "because": "One case file is kept.",
    }  # fmt: skip
    settled = visits.settled(around)
    assert settled is not None
    part = next(part for _, part in settled.points["controller-relationship"].parts())
    assert (part.departs, part.because) == (True, "One case file is kept.")
    assert [each.code for each in settled.findings if each.severity.value == "error"] == []


def test_what_may_only_be_added_to_takes_no_own_words_and_is_written_as_also(visits: Draft, around: Around) -> None:
    interview, question = changed(visits, around, "processors")
    key = next(n for n, offer in enumerate(question.offers, 1) if offer.key == "none")
    reply, said = ask(question, "Anything.", str(key))
    assert any(line.startswith("Anything. is none of these.") for line in said)
    interview.take(question, reply)
    assert visits.data["answers"]["processors"] == {"also": "none"}


def test_what_is_looser_is_refused_with_the_reason(visits: Draft, around: Around) -> None:
    _, question = changed(visits, around, "storage-and-hosting")
    number = 1 + [offer.key for offer in question.offers].index("cyber-essentials")
    reply, said = ask(question, str(number), "It is cheaper.", "s")
    assert reply == Reply(skipped=True)
    assert any("this agreement may be stricter, but this is looser" in line for line in said)


def test_what_says_the_same_as_the_protocol_does_not_differ(visits: Draft, around: Around) -> None:
    _, question = changed(visits, around, "controller-relationship")
    reply, said = ask(question, "separate", "We like it.", "s")
    assert reply == Reply(skipped=True)
    assert any("“Controllers” repeats protocol Wolds and Dales" in line for line in said)


def test_stricter_says_why(visits: Draft, around: Around) -> None:
    assert differing.changed("may-be-stricter", Reply(words="At once.", because="Lives are at stake.")) == {
        "in-our-words": "At once.", "stricter-because": "Lives are at stake.",
    }  # fmt: skip
    assert differing.changed("may-depart", Reply(keys=("a",), because="So.")) == {"answer": "a", "because": "So."}


def test_an_agreement_that_stands_alone_is_not_asked_where_it_differs(around: Around) -> None:
    alone = Draft("agreement", facts(under="none"))
    assert "differ" not in [each.id for each in AgreementInterview(alone, around).questions()]
