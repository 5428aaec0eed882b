"""A form that came back: what was answered, found by tag, else by bookmark, else by the code that people see.

What a prompt says is never an answer. What cannot be read with certainty is reported and not taken.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct, field

from isptool.asking.form import CITATIONS, REFERENCE, Control, Coordinates, Form, FormAnswer, FormQuestion, cell_name
from isptool.asking.question import Reply
from isptool.asking.read_controls import ControlReader, by_visible_code, plain, value_of
from isptool.asking.word_reader import Contents, Filled, carried, parsed, parts_of, ticked
from isptool.asking.words import AskingWords
from isptool.law.citation import understood
from isptool.model.fields import Misread, read_date, show_date
from isptool.model.point import PointField
from isptool.settling.given import read_value


class Told(Struct, frozen=True):
    """What a returned file says of itself: which form it is. Nothing of it is trusted further than to look it up."""

    document: str
    version: str
    partner: str
    mark: str
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For the code of each question its digest, then the names of its cells; empty where the file lost that."""


class Answered(Struct, frozen=True, eq=False):
    """One question answered: for which cells, and how. `contacts` are posts and mailboxes by role and field."""

    question: FormQuestion
    cells: tuple[Coordinates, ...]
    reply: Reply
    partner: str
    file: str
    contacts: Mapping[tuple[str, str], str] = field(default_factory=dict)


class Unread(Struct, frozen=True):
    """Something in a form that was not taken: at which code, what it says, and why."""

    code: str
    said: str
    why: str


class ReadForm(Struct):
    """Everything in one returned form."""

    file: str
    told: Told
    ways: Counter[str] = field(default_factory=Counter)
    answered: list[Answered] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    left_empty: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """Questions that were sent out and are not in the file any more."""


class Opened(Struct, frozen=True):
    """A Word file that was opened safely: which form it says it is, and what stands in it."""

    file: str
    told: Told | None
    contents: Contents


def open_form(data: bytes, file: str) -> Opened:
    """Open a returned file. `told` is None where it is no form of ours. Raises `IspError` for what is no Word file."""
    root = parsed(parts_of(data, file)["word/document.xml"], file)
    found = Contents(root)
    return Opened(file, _told(data, found), found)


def _told(data: bytes, found: Contents) -> Told | None:
    try:
        said = json.loads(carried(data) or b"null")
    except ValueError:
        said = None
    if isinstance(said, dict) and "form" in said:
        questions = said.get("questions")
        document, version, partner, mark = (
            str(said.get(key) or "") for key in ("document", "version", "partner", "mark")
        )
        asked = {
            str(code): tuple(str(each) for each in asked)
            for code, asked in (questions.items() if isinstance(questions, dict) else ())
            if isinstance(asked, list) and asked
        }
        return Told(document, version, partner, mark, asked)
    for line in found.lines[:40]:
        match = REFERENCE.search(" ".join(line.split()))
        if match:
            return Told(match[1], "" if match[2] == "0" else match[2], match[3], match[4])
    return None


def read_form(opened: Opened, told: Told, form: Form, words: AskingWords) -> ReadForm:
    """What a form says. `form` is our own list of everything that could be asked of this partner."""
    return _FormReader(opened, told, form, words).read()


class _Trouble(Exception):
    """Something that a person typed and that cannot be taken."""

    def __init__(self, code: str, said: str, why: str) -> None:
        super().__init__(why)
        self.unread = Unread(code, said, why)


class _FormReader:
    def __init__(self, opened: Opened, told: Told, form: Form, words: AskingWords) -> None:
        self.opened = opened
        self.contents = opened.contents
        self.told = told
        self.form = form
        self.words = words
        self.found = ReadForm(opened.file, told)
        controls = [control for question in form.questions for control in question.controls()]
        self.controls = ControlReader(self.contents, controls)
        self.found.ways = self.controls.ways

    def read(self) -> ReadForm:
        for question in self.form.questions:
            if self.told.asked:
                if question.code not in self.told.asked:
                    continue
                if self.told.asked[question.code][0] != question.digest:
                    why = "it is asked otherwise today, so nothing was taken over"
                    self.found.unread.append(Unread(question.code, "", why))
                    continue
            try:
                self._question(question)
            except _Trouble as trouble:
                self.found.unread.append(trouble.unread)
        known = {question.code for question in self.form.questions}
        for code in self.told.asked:
            if code not in known:
                why = "nothing of that code is asked of this partner any more"
                self.found.unread.append(Unread(code, "", why))
        return self.found

    @cached_property
    def codes(self) -> dict[str, str]:
        """What stands beside each visible code."""
        return by_visible_code(self.contents, {code for each in self.form.questions for code in _codes_of(each)})

    # ── one question ─────────────────────────────────────────────────────────────────────────────────

    def _question(self, question: FormQuestion) -> None:
        values = {control.id: self._value(question, control) for control in question.controls()}
        if all(value is None for value in values.values()):
            if question.code in self.told.asked:
                self.found.gone.append(question.code)
            return
        contacts = self._contacts(question, values)
        reply = self._reply(question, values)
        if reply is None and not contacts:
            self.found.left_empty.append(question.code)
            return
        cells = self._cells(question, values) if reply is not None else question.cells
        self.found.answered.append(
            Answered(question, cells, reply or Reply(skipped=True), self.form.partner, self.opened.file, contacts)
        )

    def _cells(self, question: FormQuestion, values: Mapping[str, Any]) -> tuple[Coordinates, ...]:
        if not question.scope:
            return question.cells
        met = [(cell, values[box.id]) for cell, box in question.scope]
        sent = [(cell, value) for cell, value in met if value is not None]
        cells = tuple(cell for cell, value in sent if value)
        if not sent:  # it was sent out about one thing, and so had no boxes
            names = self.told.asked.get(question.code, ())[1:]
            return tuple(cell for cell in question.cells if cell_name(cell) in names) or question.open
        if not cells:
            raise _Trouble(f"{question.code}.for", "", "it is for nothing: every box is empty")
        return cells

    def _reply(self, question: FormQuestion, values: Mapping[str, Any]) -> Reply | None:
        chosen = self._chosen(question, values)
        blanks = self._blanks(question, chosen, values)
        if self._as_sent(question, chosen, values):
            chosen, blanks = [], {}
        words = self._own_words(question, values)
        not_yet = self._not_yet(question, values)
        not_applicable = _text(values, question.does_not_apply)
        ways = [
            name
            for name, said in (
                ("ticked answers", chosen), ("own words", words), ("not yet", not_yet),
                ("does not apply", not_applicable),
            )
            if said
        ]  # fmt: skip
        if not ways:
            return None
        if len(ways) > 1:
            said = "; ".join(filter(None, (", ".join(each.offer.key for each in chosen), words, not_applicable)))
            raise _Trouble(question.code, said, f"it is answered in {len(ways)} ways at once: {' and '.join(ways)}")
        if not_yet is not None:
            return not_yet
        if not_applicable:
            return Reply(not_applicable=not_applicable)
        return Reply(keys=tuple(each.offer.key for each in chosen), words=words, blanks=blanks)

    def _chosen(self, question: FormQuestion, values: Mapping[str, Any]) -> list[FormAnswer]:
        if question.choice is None:
            return [each for each in question.answers if each.tick is not None and values[each.tick.id]]
        text = _text(values, question.choice)
        if not text:
            return []
        key = value_of(question.choice, text)
        found = next((each for each in question.answers if each.offer.key == key or each.id == _first(text)), None)
        if found is None:
            raise _Trouble(question.choice.id, text, "it is none of the answers that were offered")
        return [found]

    def _own_words(self, question: FormQuestion, values: Mapping[str, Any]) -> str:
        words = _text(values, question.own_words)
        home = question.point.home
        if words and home in CITATIONS and understood(" ".join(words.split()), home.partition(".")[2]) is None:
            code = question.own_words.id if question.own_words is not None else question.code
            raise _Trouble(code, words, "it is no citation that can stand here")
        return words

    def _as_sent(self, question: FormQuestion, chosen: Sequence[FormAnswer], values: Mapping[str, Any]) -> bool:
        """Whether what is chosen is what was chosen when the form went out: nobody said anything."""
        before = [each for each in question.answers if each.tick is not None and each.tick.ticked]
        if question.choice is not None and question.choice.value:
            before = [
                each for each in question.answers if each.offer.key == value_of(question.choice, question.choice.value)
            ]
        return list(chosen) == before and all(
            _text(values, control) == control.value for each in before for control in each.blanks.values()
        )

    def _blanks(
        self, question: FormQuestion, chosen: Sequence[FormAnswer], values: Mapping[str, Any]
    ) -> dict[str, Any]:
        blanks: dict[str, Any] = {}
        for answer in question.answers:
            for name, control in answer.blanks.items():
                text = _text(values, control)
                if not text:
                    continue
                if answer not in chosen:
                    if text != control.value:
                        raise _Trouble(control.id, text, f"it is filled in, and {answer.id} is not chosen")
                    continue
                blanks[name] = self._typed(control, question.point.fields[name], name, text)
        return blanks

    def _typed(self, control: Control, spec: PointField, name: str, text: str) -> Any:
        """A blank as it is written in the file. Raises `_Trouble` where it cannot be read."""
        if control.choices:
            value = value_of(control, text)
            if value:
                return value
            if spec.is_ != "party":
                raise _Trouble(control.id, text, "it is none of those that can be chosen")
        if spec.is_ in ("texts", "ids", "parties"):
            lines = [line.strip().removeprefix("- ").strip() for line in text.splitlines() if line.strip()]
            named = [self._id(line) if spec.is_ != "texts" else line for line in lines]
            return named[0] if len(named) == 1 else named
        if spec.is_ != "prose":
            text = " ".join(text.split())
        try:
            read_value(name, spec, text, None)
        except Misread as misread:
            if spec.is_ == "date" and misread.suggestion:
                return misread.suggestion
            raise _Trouble(control.id, text, str(misread).replace("`", "")) from None
        return show_date(read_date(text)) if spec.is_ == "date" else text

    def _id(self, text: str) -> str:
        known = {plain(shown): party for control in self._party_choices() for shown, party in control.choices}
        return known.get(plain(text), text)

    def _party_choices(self) -> Iterator[Control]:
        for question in self.form.questions:
            for answer in question.answers:
                for name, control in answer.blanks.items():
                    if question.point.fields[name].is_ == "party":
                        yield control

    def _not_yet(self, question: FormQuestion, values: Mapping[str, Any]) -> Reply | None:
        if question.not_yet is None:
            return None
        how, who, until = (_text(values, control) for control in question.not_yet)
        if not (how or who or until):
            return None
        if until:
            try:
                until = show_date(read_date(until))
            except Misread as misread:
                if not misread.suggestion:
                    raise _Trouble(question.not_yet[2].id, until, str(misread).replace("`", "")) from None
                until = misread.suggestion
        usual = self.words.say("form-not-yet-lead").rstrip(":")
        return Reply(not_yet=how or usual, who=" ".join(who.split()), until=until)

    def _contacts(self, question: FormQuestion, values: Mapping[str, Any]) -> dict[tuple[str, str], str]:
        found = {}
        for control in question.contacts:
            text = " ".join(_text(values, control).split())
            if text and text != control.value:
                _, role, name = control.id.split(".")
                found[role, name] = text
        return found

    # ── one control ──────────────────────────────────────────────────────────────────────────────────

    def _value(self, question: FormQuestion, control: Control) -> Any:
        """What stands in a control: text (empty where nobody wrote any), or whether it is ticked; None if not there."""
        return self.controls.value(control, lambda: self._by_code(question, control))

    def _by_code(self, question: FormQuestion, control: Control) -> Filled | None:
        """A control found by the code that people see at the head of its row."""
        for box_of, box in question.scope:
            if box is control:
                return self._scope_by_code(question, box, box_of)
        answer = next((each for each in question.answers if control is each.tick or control in each.pieces), None)
        if answer is not None:
            text = self.codes.get(answer.id)
            if text is None:
                return None
            said = self._beside_box(text)
            return Filled(said, ticked(said)) if control is answer.tick else _within(answer, control, said)
        code = question.not_yet[0].id if question.not_yet and control in question.not_yet else control.id
        text = self.codes.get(code)
        return None if text is None else self._after_lead(question, control, text)

    def _beside_box(self, text: str) -> str:
        """The text of a likely answer from its box on, or without the words that lead to it."""
        lines = text.split("\n")
        start = next((number for number, line in enumerate(lines) if ticked(line) is not None), None)
        if start is not None:
            return "\n".join(lines[start:])
        return text.removeprefix(self.words.say("form-if-so")).strip()

    def _scope_by_code(self, question: FormQuestion, box: Control, _: Coordinates) -> Filled | None:
        text = self.codes.get(f"{question.code}.for")
        for line in (text or "").split("\n"):
            if plain(line.strip()[1:]) == plain(box.title):
                return Filled(line, ticked(line))
        return None

    def _after_lead(self, question: FormQuestion, control: Control, text: str) -> Filled | None:
        say = self.words.say
        own = "form-own-citation" if question.point.home in CITATIONS else "form-own"
        keys = {"w": own, "n": "form-not-yet-lead", "who": "form-who-lead", "until": "form-until-lead",
                "x": "form-not-applicable"}  # fmt: skip
        leads = {f"{question.code}.{name}": say(key) for name, key in keys.items()} | {f"{question.code}.a": ""}
        lead = leads.get(control.id, f"{control.title}:")
        _, found, after = text.partition(lead) if lead else ("", "", text)
        if lead and not found:
            return None
        if question.not_yet and control in question.not_yet:
            others = [each for each in (say("form-who-lead"), say("form-until-lead")) if each != lead]
            for other in others:
                after = after.partition(f"\n{other}")[0]
        return Filled(after.strip())


def _within(answer: FormAnswer, control: Control, text: str) -> Filled | None:
    """What stands at a blank of a sentence, by the words around it."""
    pattern = "".join(
        re.escape(" ".join(each.split())) if isinstance(each, str) else " ?(.*?) ?" for each in answer.pieces
    )
    said = text.strip()[1:] if ticked(text) is not None else text
    found = re.fullmatch(pattern.replace(r"\ ", " "), " ".join(said.split()))
    if found is None:
        return None
    position = [each for each in answer.pieces if isinstance(each, Control)].index(control)
    return Filled(found[position + 1].strip())


def _codes_of(question: FormQuestion) -> Iterator[str]:
    """The codes at the heads of the rows of a question."""
    yield question.code
    yield f"{question.code}.for"
    yield from (each.id for each in question.answers)
    yield from (each.id for each in question.contacts)
    for control in (question.choice, question.own_words, question.does_not_apply):
        if control is not None:
            yield control.id
    if question.not_yet is not None:
        yield question.not_yet[0].id


def _text(values: Mapping[str, Any], control: Control | None) -> str:
    value = values.get(control.id) if control is not None else None
    return value if isinstance(value, str) else ""


def _first(text: str) -> str:
    return text.split(" ", 1)[0]
