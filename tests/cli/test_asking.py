"""Questions and the plain asker: what is asked, what is shown, what is kept, and what is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from isptool.asking.agreement import AgreementInterview
from isptool.asking.draft import Around, Draft, entry, gap
from isptool.asking.likely import fits, sentence
from isptool.asking.open_points import Blank, Offer, open_points
from isptool.asking.partner import PartnerInterview, kind_of_body
from isptool.asking.plain import PlainAsker
from isptool.asking.protocol import ProtocolInterview
from isptool.asking.question import Question, Reply
from isptool.asking.sitting import hold
from isptool.cli import terminal
from isptool.law.book import LawBook
from isptool.library import points
from isptool.model.fields import Misread
from isptool.model.point import Fits, LikelyAnswer, PointField
from isptool.reading.source import read_file
from isptool.reading.workspace import open_workspace

from .running import HERE, run

PERIOD = PointField.model_validate({"is": "duration", "what": "How long.", "default": "12 months"})
SINCE = PointField.model_validate({"is": "text", "what": "Since when."})
OFFERS = (
    Offer("purpose-then-delete", "purpose-then-delete", "Deleted after (period).", "", True,
          (Blank("period", PERIOD, True), Blank("from", SINCE, True))),
    Offer("schedule", "schedule", "Follows (schedule).", "Ask the records manager.", True, ()),
    Offer("legal-hold", "legal-hold", "Kept while a court needs it.", "", False, ()),
)  # fmt: skip
QUESTION = Question(
    "answers.retention", "P39 Retention", "How long is it kept?", "choices", why="Old data can harm.", offers=OFFERS,
    about=("Asked of: the fire service",), own_words=True, may_wait=True,
)  # fmt: skip
TEXT = Question("title", "Title", "What is it called?", "text", required=True)


def asked(question: Question, *lines: str, width: int = 0) -> tuple[Reply, list[str]]:
    """What is replied when these lines are typed, and everything that is shown, prompts too."""
    shown: list[str] = []
    waiting = iter(lines)

    def read(prompt: str) -> str:
        shown.append(prompt)
        line = next(waiting, None)
        if line is None:
            raise EOFError
        shown.append(line)
        return line

    reply = PlainAsker(read, shown.append, width).ask(question, 7)
    assert next(waiting, None) is None, "not every line was read"
    return reply, shown


# ── the plain asker ──────────────────────────────────────────────────────────────────────────────────


def test_a_question_is_shown_in_plain_lines() -> None:
    _, shown = asked(QUESTION, "s")
    assert shown == [
        "",
        "P39 Retention  (7 left)",
        "How long is it kept?",
        "   Asked of: the fire service",
        "   1  purpose-then-delete  Deleted after (period).",
        "   2  schedule             Follows (schedule).",
        "   Less likely here:",
        "   3  legal-hold           Kept while a court needs it.",
        (
            "numbers, such as 1 or 1,3 or your own words; s skip, n not yet, x does not apply, ? why, "
            "b back, w write now, q stop"
        ),
        "> ",
        "s",
    ]


def test_long_lines_are_broken_below_their_beginning() -> None:
    long = replace(QUESTION, offers=(replace(OFFERS[1], sentence="word " * 30),))
    _, shown = asked(long, "s", width=60)
    lines = [line for line in shown if "word word" in line]
    assert len(lines) > 2
    assert all(len(line) <= 60 for line in lines)
    assert {line[: line.index("word")] for line in lines[1:]} == {" " * 16}


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (["2"], Reply(keys=("schedule",))),
        (["2, 3"], Reply(keys=("schedule", "legal-hold"))),
        (["2 and 3"], Reply(keys=("schedule", "legal-hold"))),
        (["3 3 2"], Reply(keys=("legal-hold", "schedule"))),
        (["schedule"], Reply(keys=("schedule",))),
        (["schedule, legal-hold"], Reply(keys=("schedule", "legal-hold"))),
        (["9", "2"], Reply(keys=("schedule",))),
        (["0", "s"], Reply(skipped=True)),
        (["1", "2 years", "the visit"],
         Reply(keys=("purpose-then-delete",), blanks={"period": "2 years", "from": "the visit"})),
        (["1", "", "s"], Reply(keys=("purpose-then-delete",), blanks={"period": "12 months"})),
        (["1", "a while", "3 weeks", "s"], Reply(keys=("purpose-then-delete",), blanks={"period": "3 weeks"})),
        (["As long as our schedule says."], Reply(words="As long as our schedule says.")),
        (["schedul", "y"], Reply(keys=("schedule",))),
        (["legal hold", "n"], Reply(words="legal hold")),
        (["hold", "y"], Reply(keys=("legal-hold",))),
        (["n", "Being drafted", "the DPO", "soon", "15/12/2026", "15 December 2026"],
         Reply(not_yet="Being drafted", who="the DPO", until="15 December 2026")),
        (["n", "", "Being drafted", "the DPO", "2026-12-15"],
         Reply(not_yet="Being drafted", who="the DPO", until="2026-12-15")),
        (["x", "Nothing is kept."], Reply(not_applicable="Nothing is kept.")),
        (["?", "2"], Reply(keys=("schedule",))),
        ([""], Reply(skipped=True)),
        (["q"], Reply(stop=True)),
        ([], Reply(stop=True)),
        (["n"], Reply(stop=True)),
    ],
)  # fmt: skip
def test_replies(lines: list[str], reply: Reply) -> None:
    assert asked(QUESTION, *lines)[0] == reply


def test_what_is_said_of_a_reply_that_cannot_be_read() -> None:
    _, shown = asked(QUESTION, "9", "1", "a while", "12 months", "s")
    assert "There is no 9. Type a number from 1 to 3." in shown
    assert "`a while` is not read as a period: write it as 12 months, 5 working days or 24 hours." in shown
    assert "period: How long. (Enter for 12 months; s leaves it open)\n  > " in shown
    _, shown = asked(QUESTION, "n", "x", "y", "15/12/2026", "15 December 2026")
    assert (
        "`15/12/2026` is not read as a date: write 15 December 2026 or 2026-12-15. Did you mean 15 December 2026?"
        in shown
    )
    _, shown = asked(QUESTION, "?", "q")
    assert shown[-4:] == ["Old data can harm.", "   schedule: Ask the records manager.", "> ", "q"]


def test_one_answer_only_where_one_fits() -> None:
    one = replace(QUESTION, kind="choice")
    reply, shown = asked(one, "2,3", "2")
    assert reply == Reply(keys=("schedule",))
    assert "Only one fits here. Type one number." in shown
    assert "a number or your own words" in shown[8]


def test_no_own_words_where_only_the_offers_are_meant() -> None:
    closed = replace(QUESTION, own_words=False, may_wait=False)
    reply, shown = asked(closed, "something else", "n", "2")
    assert reply == Reply(keys=("schedule",))
    assert "something else is none of these. Type a number from 1 to 3." in shown
    assert "This one cannot wait: the rest follows from it. s skips it." in shown


def test_what_is_needed_cannot_be_skipped() -> None:
    reply, shown = asked(TEXT, "", "s", "Visits")
    assert reply == Reply(words="Visits")
    assert shown.count("This one is needed. Type a reply, or q to stop.") == 2


def test_enter_takes_what_is_usual() -> None:
    reply, shown = asked(replace(TEXT, usual="visits"), "")
    assert reply == Reply(words="visits")
    assert "a line of text or Enter for visits; b back, w write now, q stop" in shown


def test_yes_and_no() -> None:
    question = Question("more", "More", "Another?", "yes-no")
    assert asked(question, "y")[0] == Reply(yes=True)
    assert asked(question, "n")[0] == Reply(yes=False)
    assert asked(question, "perhaps", "yes")[0] == Reply(yes=True)
    assert asked(question, "q")[0] == Reply(stop=True)


def test_own_words_are_read_where_they_mean_something() -> None:
    book = LawBook.load()
    question = Question("kind", "Kind", "Which?", "text", read=lambda text: kind_of_body(book, text))
    reply, shown = asked(question, "county", "county council")
    assert reply == Reply(words="county council")
    assert any("is no kind of body that is known here; likely ones are: county-council" in line for line in shown)


# ── holding an interview ─────────────────────────────────────────────────────────────────────────────


class Listed:
    """An interview with a fixed list of questions."""

    def __init__(self, *names: str) -> None:
        self.names = list(names)
        self.taken: list[tuple[str, Reply]] = []

    def questions(self) -> list[Question]:
        return [Question(name, name, "?", "text") for name in self.names if name not in dict(self.taken)]

    def take(self, question: Question, reply: Reply) -> None:
        self.taken.append((question.id, reply))
        if reply.words == "another":
            self.names.append("d")


class Scripted:
    """An asker that replies from a table, and notes how many questions were left."""

    def __init__(self, replies: dict[str, Reply]) -> None:
        self.replies = replies
        self.left: list[tuple[str, int]] = []

    def ask(self, question: Question, left: int) -> Reply:
        self.left.append((question.id, left))
        return self.replies.get(question.id, Reply(skipped=True))


def test_a_skipped_question_is_not_asked_again_and_a_reply_may_bring_others() -> None:
    interview = Listed("a", "b", "c")
    asker = Scripted({"a": Reply(words="one"), "c": Reply(words="another"), "d": Reply(words="four")})
    assert hold(interview, asker)
    assert asker.left == [("a", 3), ("b", 2), ("c", 1), ("d", 1)]
    assert [name for name, _ in interview.taken] == ["a", "c", "d"]


def test_stopping_keeps_what_was_taken() -> None:
    interview = Listed("a", "b")
    assert not hold(interview, Scripted({"a": Reply(words="one"), "b": Reply(stop=True)}))
    assert [name for name, _ in interview.taken] == ["a"]


def test_replies_as_they_are_written() -> None:
    assert entry(Reply(keys=("a",), blanks={"period": "1 year"})) == {"answer": "a", "period": "1 year"}
    assert entry(Reply(keys=("a", "b"))) == {"answer": ["a", "b"]}
    assert entry(Reply(words="Ours")) == {"in-our-words": "Ours"}
    assert entry(Reply(not_yet="Soon", who="DPO", until="1 May 2027")) == {
        "not-yet": "Soon", "who": "DPO", "until": "1 May 2027",
    }  # fmt: skip
    assert gap(Reply(not_applicable="None")) == {"not-applicable-because": "None"}
    assert gap(Reply(keys=("a",))) is None


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(HERE / "small", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def around(small: Path) -> Around:
    return Around(open_workspace(small), points(), LawBook.load())


FACTS: dict[str, Any] = {
    "id": "more",
    "title": "More",
    "under": "wolds",
    "parties": {"wolds-council": None, "wolds-fire": None},
    "purposes": {"visit": {"kind": "fire-safety", "aim": "To visit.", "used-by": ["wolds-fire"]}},
    "people": {"adults": {"what": "Adults"}},
    "data": {"address": {"what": "Address", "about": "adults", "category": "ordinary", "needed-for": {"visit": None}}},
    "flows": {
        "main": {
            "from": "wolds-council", "to": "wolds-fire", "data": ["address"], "purpose": "visit",
            "when": "weekly", "how": "sftp",
        }
    },
}  # fmt: skip


def names(questions: list[Question]) -> list[str]:
    return [question.id for question in questions]


def test_facts_come_first_and_what_the_protocol_settled_is_never_asked(around: Around) -> None:
    empty = names(AgreementInterview(Draft("agreement", {"under": "wolds"}), around).questions())
    assert empty[:5] == ["title", "parties", "purposes", "people", "data"]
    whole = names(AgreementInterview(Draft("agreement", dict(FACTS)), around).questions())
    assert whole[:5] == ["more.purposes.1", "more.people.1", "more.data.1", "more.flows.1", "related"]
    assert {"law.power.wolds-council", "law.power.wolds-fire", "law.article-6.wolds-fire"} <= set(whole)
    assert "answers.retention-and-disposal" in whole
    for settled in ("incidents", "complaints", "transfer-method"):
        assert f"answers.{settled}" not in whole
    assert "law.article-9.wolds-fire" not in whole  # nothing of a special category is shared


def test_what_a_kind_of_data_brings(around: Around) -> None:
    facts = {**FACTS, "data": {"health": {"what": "Health", "about": "adults", "category": "special-health"}}}
    facts["flows"] = {"main": {**FACTS["flows"]["main"], "data": ["health"]}}
    asked_for = names(AgreementInterview(Draft("agreement", facts), around).questions())
    assert "law.article-9.wolds-fire" in asked_for


def test_the_law_that_fits_a_party_is_offered(around: Around) -> None:
    questions = AgreementInterview(Draft("agreement", dict(FACTS)), around).questions()
    power = next(each for each in questions if each.id == "law.power.wolds-fire")
    assert power.offers[0].key == "frsa-2004-s6"
    assert power.offers[0].sentence == "Promotion of fire safety (section 6 of the Fire and Rescue Services Act 2004)"
    basis = next(each for each in questions if each.id == "law.article-6.wolds-fire")
    assert "6(1)(e)" in [offer.written for offer in basis.offers]


def test_replies_become_the_language(around: Around) -> None:
    draft = Draft("agreement", {"id": "more", "under": "wolds"})
    interview = AgreementInterview(draft, around)
    asker = Scripted(
        {
            "title": Reply(words="More visits"),
            "parties": Reply(keys=("wolds-council", "wolds-fire")),
            "purposes": Reply(keys=("fire-safety",)),
            "purposes.fire-safety.used-by": Reply(keys=("wolds-fire",)),
            "people": Reply(words="Adults known to need care"),
            "data": Reply(keys=("identity", "contact")),
            "data.identity.category": Reply(keys=("ordinary",)),
            "data.contact.category": Reply(keys=("ordinary", "special-health")),
            "flows.main.from": Reply(keys=("wolds-council",)),
            "flows.main.to": Reply(keys=("wolds-fire",)),
            "flows.main.when": Reply(keys=("monthly",), blanks={"by-day": "5th"}),
            "flows.main.how": Reply(words="By hand"),
            "related": Reply(keys=("none-found",), blanks={"on": "1 May 2026"}),
            "law.power.wolds-fire": Reply(keys=("frsa-2004-s6",)),
            "law.article-6.wolds-fire": Reply(keys=("6-1-e-public-task",)),
            "law.power.wolds-council": Reply(not_yet="Asked", who="Legal", until="1 May 2027"),
            "answers.retention-and-disposal": Reply(keys=("purpose-then-delete",), blanks={"period": "1 year"}),
            "review": Reply(words="Every year."),
        }
    )
    assert hold(interview, asker)
    assert draft.data["parties"] == {"wolds-council": None, "wolds-fire": None}
    assert draft.data["purposes"] == {
        "fire-safety": {
            "kind": "fire-safety",
            "aim": "To prevent fires in homes and protect the people most at risk from them.",
            "used-by": "wolds-fire",
        }
    }
    assert draft.data["people"] == {"adults-known-to-need-care": {"what": "Adults known to need care"}}
    assert draft.data["data"]["contact"]["category"] == ["ordinary", "special-health"]
    assert draft.data["data"]["identity"]["about"] == "adults-known-to-need-care"
    assert draft.data["flows"] == {
        "main": {
            "from": "wolds-council", "to": "wolds-fire", "when": "monthly", "by-day": "5th", "how": "By hand",
            "data": ["identity", "contact"], "purpose": "fire-safety",
        }
    }  # fmt: skip
    assert draft.data["related"] == [{"relation": "none-found", "on": "1 May 2026"}]
    rows = {row["for"][0]: row for row in draft.data["law"]}
    assert rows["wolds-fire"] == {"for": ["wolds-fire"], "power": "frsa-2004-s6", "article-6": "6(1)(e)"}
    assert rows["wolds-council"]["power"] == {"not-yet": "Asked", "who": "Legal", "until": "1 May 2027"}
    assert draft.data["review"] == {"in-our-words": "Every year."}
    assert [each for each in draft.findings() if each.severity.value == "error"] == []
    assert len(asker.left) == len({name for name, _ in asker.left})


def test_a_protocol_is_asked_only_what_protocols_settle(around: Around) -> None:
    draft = Draft("protocol", {"id": "new", "title": "New", "partners": ["wolds-council", "wolds-fire"]})
    interview = ProtocolInterview(draft, around)
    asked_for = names(interview.questions())
    assert asked_for[0] == "partnership.purpose"
    assert "covers" in asked_for
    assert "settles.incidents" in asked_for
    assert "settles.retention-and-disposal" not in asked_for
    question = next(each for each in interview.questions() if each.id == "settles.incidents")
    interview.take(question, Reply(keys=("immediately-24h",)))
    assert draft.data["settles"]["incidents"] == {"answer": "immediately-24h"}
    assert "settles.incidents" not in names(interview.questions())


def test_a_partners_kind_is_kept_as_its_id(around: Around) -> None:
    draft = Draft("partner", {"id": "new", "name": "New"})
    interview = PartnerInterview(draft, around)
    kind = next(each for each in interview.questions() if each.id == "kind")
    interview.take(kind, Reply(words="Police force"))
    assert draft.data["kind"] == "police"
    with pytest.raises(Misread, match="likely ones are: county-council"):
        kind.read("county")
    with pytest.raises(Misread, match="`isptool explain kind of body` lists them all"):
        kind.read("engine house")


def test_open_points_of_one_party_only(around: Around) -> None:
    settled = Draft("agreement", dict(FACTS)).settled(around)
    assert settled is not None
    everything = {each.id: each for each in open_points(settled, around.book)}
    fire = {each.id: each for each in open_points(settled, around.book, "wolds-fire")}
    assert [cell.of for cell in everything["legal-power"].cells] == [
        "Wolds Council, as sender",
        "the fire service, as recipient",
    ]
    cells = fire["legal-power"].cells
    assert all("fire service" in cell.of or "Wolds Council" in cell.of for cell in cells)
    assert set(fire) <= set(everything)


# ── likely answers ───────────────────────────────────────────────────────────────────────────────────


def test_sentences_show_blanks_by_name_and_no_brackets() -> None:
    likely = LikelyAnswer.model_validate({"text": "Monthly[, by the {by-day}], to {recipient}."})
    assert sentence(likely) == "Monthly, by the (by day), to (recipient)."


@pytest.mark.parametrize(
    ("what", "here", "suits"),
    [
        (None, {}, True),
        ({"bodies": ["police"]}, {"bodies": ["police", "county-council"]}, True),
        ({"bodies": ["police"]}, {"bodies": ["county-council"]}, False),
        ({"bodies": ["police"]}, {"bodies": []}, True),
        ({"bodies": ["police"], "data": ["personal"]}, {"bodies": ["police"], "data": ["non-personal"]}, False),
        ({"nations": ["wales"]}, {"nations": ["england"]}, False),
        ({"purposes": ["fraud"]}, {"purposes": ["fraud", "research"]}, True),
    ],
)
def test_what_fits(what: dict[str, Any] | None, here: dict[str, Any], suits: bool) -> None:
    empty: dict[str, Any] = {"bodies": [], "nations": [], "data": [], "purposes": []}
    given = Fits.model_validate(what) if what is not None else None
    assert fits(given, **{**empty, **here}) is suits


# ── from the command ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Lines that a person will type."""
    waiting: list[str] = []

    def read(prompt: str) -> str:
        if not waiting:
            raise EOFError
        return waiting.pop(0)

    monkeypatch.setattr(terminal, "can_ask", lambda: True)
    monkeypatch.setattr(terminal, "read_line", read)
    yield lambda *lines: waiting.extend(lines)
    assert waiting == []


def test_new_partner_by_hand(small: Path, typed: Callable[..., None]) -> None:
    typed("Dales District Council", "", "Dales Council", "district council", "1", "s", "", "s", "s", "s", "s", "y")
    ran = run(["new", "partner"])
    assert ran.code == 0, ran.errors
    partners = read_file(small / "partners.yaml", "partners.yaml").data["partners"]
    assert partners["dales-district-council"] == {
        "name": "Dales District Council",
        "called": "Dales Council",
        "kind": "district-council",
        "nations": ["england"],
    }
    assert "Wrote dales-district-council to partners.yaml." in ran.output


def test_a_no_leaves_the_partners_as_they_are(small: Path, typed: Callable[..., None]) -> None:
    before = (small / "partners.yaml").read_bytes()
    typed("Dales District Council", "", "w", "n")
    ran = run(["new", "partner"])
    assert ran.code == 0
    assert (small / "partners.yaml").read_bytes() == before
    assert ran.output.endswith("Nothing was changed.\n")


def test_new_agreement_by_hand_keeps_what_was_answered(small: Path, typed: Callable[..., None]) -> None:
    typed("More visits", "more", "1,2", "fire-safety", "s", "2", "w")
    ran = run(["new", "agreement"])
    assert ran.code == 0, ran.errors
    assert "Wrote agreements/more.yaml." in ran.output
    data = read_file(small / "agreements" / "more.yaml", "more.yaml").data
    assert data["parties"] == {"wolds-council": None, "wolds-fire": None}
    assert data["purposes"]["fire-safety"]["used-by"] == "wolds-fire"
    assert data["under"] == "wolds"
    assert run(["validate", "more"]).code == 0


def test_a_workspace_with_a_folder_of_partners_gets_a_file(small: Path) -> None:
    (small / "partners").mkdir()
    (small / "partners.yaml").rename(small / "partners" / "all.yaml")
    ran = run(["new", "partner", "dales-council", "--no-input", "--set", "name=Dales Council"])
    assert ran.code == 0
    assert read_file(small / "partners" / "dales-council.yaml", "x").data == {
        "kind": "partners",
        "partners": {"dales-council": {"name": "Dales Council"}},
    }


@pytest.mark.usefixtures("small")
def test_an_id_that_nobody_could_type_is_refused() -> None:
    ran = run(["new", "agreement", "a" * 61, "--no-input"])
    assert ran.code == 2
    assert ran.errors == (
        "Error: aaaaaaaaaaaaaaaaaaaa… is too long for an id: it has 61 letters, and 60 are the most.\n"
        "It is typed in commands, and names the file: two or three words are enough.\n"
    )
    assert run(["new", "agreement", "a" * 60, "--no-input"]).code == 0


@pytest.mark.usefixtures("small")
def test_of_several_protocols_none_is_chosen_unasked_and_that_is_said() -> None:
    run(["new", "protocol", "second", "--no-input"])
    ran = run(["new", "agreement", "more", "--no-input"])
    assert "It is under no protocol yet. Write `under:` into it: one of second, wolds, or none.\n" in ran.output
    assert "under:" not in Path("agreements/more.yaml").read_text(encoding="utf-8").split("# Those who")[0]
    ran = run(["new", "agreement", "again", "--no-input", "--protocol", "second"])
    assert "It is under no protocol yet" not in ran.output


def test_from_an_existing_agreement_without_its_life(small: Path) -> None:
    ran = run(["new", "agreement", "more", "--from", "visits", "--no-input", "--set", "title=More"])
    assert ran.code == 0
    old = read_file(small / "agreements" / "visits.yaml", "x").data
    new = read_file(small / "agreements" / "more.yaml", "x").data
    assert (new["id"], new["title"], new["version"]) == ("more", "More", "0.1")
    for same in ("under", "parties", "purposes", "people", "data", "flows", "law"):
        assert new[same] == old[same]
    assert new["answers"]["retention-and-disposal"] == old["answers"]["retention-and-disposal"]
