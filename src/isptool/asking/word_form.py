"""A form as a Word file: real content controls, each with a tag, in a bookmark, in a row with a visible code.

LibreOffice drops every tag when it saves, and other programs drop more. So each answer can be found again in three
ways; which of them were needed is said by whoever reads the form back (`read_form`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from msgspec import Struct

from isptool.asking.about_document import about_document
from isptool.asking.form import CITATIONS, Control, Form, FormQuestion
from isptool.asking.word_controls import BOLD, ControlBody, row
from isptool.asking.words import AskingWords
from isptool.model.documents import Head
from isptool.model.fields import show_date
from isptool.settling.settled import Settled
from isptool.writing.compose_words import capital, stopped
from isptool.writing.document import Block, Document, Heading, KeyFacts, Para, numbered
from isptool.writing.word import packed
from isptool.writing.word_house import HouseStyle
from isptool.writing.word_ink import KEEP

_CODE_WIDTH = 0.13


class _Ask(Struct, frozen=True):
    """A question in the place of a block."""

    question: FormQuestion


def to_word(form: Form, settled: Settled, words: AskingWords, house: HouseStyle) -> bytes:
    """The Word file of a form. It carries unseen which form it is, and nothing of the document."""
    document = numbered(_document(form, settled, words))
    body = _FormBody(document, house, words)
    return packed(document, house, body, body.xml())


def _document(form: Form, settled: Settled, words: AskingWords) -> Document:
    head = settled.document
    partner = capital(settled.name(form.partner))
    facts = (
        (words.say("form-document"), " ".join(filter(None, (head.title, head.version)))),
        (words.say("form-partner"), partner),
        (words.say("form-reference"), form.reference),
    )
    blocks: list[Block] = [KeyFacts(facts), Para(_how(head, settled, words))]
    if not form.questions:
        blocks.append(Para(words.say("form-nothing", partner=partner)))
    for questions, heading, lead in (
        (form.own, words.say("form-own-heading", partner=partner), ""),
        (form.shared, words.say("form-shared-heading"), words.say("form-shared-how")),
    ):
        if questions:
            blocks.append(Heading(1, heading))
            blocks += [Para(lead)] if lead else []
        for each in questions:
            blocks += [Heading(2, f"{each.code} {each.point.title}"), *_lead(each, words), cast("Block", _Ask(each))]
    return about_document(head, words.say("form-kind", partner=partner), blocks, embedded=form.embedded())


def _how(head: Head, settled: Settled, words: AskingWords) -> str:
    first, _, post = (head.owner or "").partition(" ")
    owner = f"{settled.name(first)} {post}".strip() if head.owner else words.say("form-how-unknown")
    deadlines = [each.deadline for each in head.consultation if each.deadline is not None]
    by = f" {words.say('form-deadline', day=show_date(deadlines[-1]))}" if deadlines else ""
    return f"{words.say('form-how', owner=owner)}{by}"


def _lead(each: FormQuestion, words: AskingWords) -> Iterator[Para]:
    yield Para(f"{each.point.question} {each.point.why}")
    if each.whom and not each.scope:
        yield Para(stopped(words.say("form-for", whom=each.whom)))
    if each.said:
        yield Para(each.said)


class _FormBody(ControlBody):
    """The body of a form: blocks as in any document, and questions with their controls."""

    def __init__(self, document: Document, house: HouseStyle, words: AskingWords) -> None:
        super().__init__(document, house)
        self.words = words

    def _block(self, block: Block, following: Block | None) -> None:
        if isinstance(block, _Ask):
            self.after_table = True
            self.out.append(self._question(block.question))
        else:
            super()._block(block, following)

    def _para(self, block: Para, following: Block | None, gap: str) -> None:
        """What leads up to a question stays on its page."""
        self.out.append(self.ink.paragraph("text", self.ink.runs(block.runs), KEEP if following else "", gap))

    # ── one question ─────────────────────────────────────────────────────────────────────────────────

    def _question(self, each: FormQuestion) -> str:
        ink, say, page = self.ink, self.words.say, self.ink.page.width
        narrow = round(page * _CODE_WIDTH)
        widths = (narrow, page - narrow)
        heads = [ink.paragraph("cell-head", ink.text(say(key))) for key in ("form-code", "form-answer")]
        rows = [row(heads, widths, head=True)]
        rows += [row((ink.paragraph("cell", ink.text(code)), content), widths) for code, content in self._rows(each)]
        return self.table(f"{each.code} {each.point.title}", say("form-described", code=each.code), widths, rows)

    def _rows(self, each: FormQuestion) -> Iterator[tuple[str, str]]:
        """Each row: its visible code, and the paragraphs with its controls."""
        if each.scope:
            lines = [self._lead("form-scope")]
            lines += [self.line(self.control(box), f" {box.title}") for _, box in each.scope]
            yield f"{each.code}.for", "".join(lines)
        if each.choice is not None:
            yield each.choice.id, self.line(self.control(each.choice))
        yield from self._answers(each)
        for control in each.contacts:
            yield control.id, self.line(f"{control.title}: ", self.control(control))
        if each.own_words is not None:
            lead = self._lead("form-own-citation" if each.point.home in CITATIONS else "form-own")
            yield each.own_words.id, lead + self.line(self.control(each.own_words))
        if each.not_yet is not None:
            yield each.not_yet[0].id, self._not_yet(each.not_yet)
        if each.does_not_apply is not None:
            text = self.ink.text(f"{self.words.say('form-not-applicable')} ", BOLD)
            yield each.does_not_apply.id, self.raw(text + self.control(each.does_not_apply))

    def _answers(self, each: FormQuestion) -> Iterator[tuple[str, str]]:
        shown = [answer for answer in each.answers if answer.tick is not None or answer.blanks]
        unlikely = False
        for position, answer in enumerate(shown):
            lead = ""
            if answer.tick is None and position == 0:
                lead = self._lead("form-if-so")
            if answer.tick is not None and not answer.offer.fits and not unlikely:
                lead, unlikely = self._lead("form-unlikely"), True
            box = (self.control(answer.tick), " ") if answer.tick is not None else ()
            pieces = [piece if isinstance(piece, str) else self.control(piece) for piece in answer.pieces]
            yield answer.id, lead + self.line(*box, *pieces)

    def _not_yet(self, controls: Sequence[Control]) -> str:
        done = []
        for key, control in zip(("form-not-yet-lead", "form-who-lead", "form-until-lead"), controls, strict=True):
            text = self.ink.text(f"{self.words.say(key)} ", BOLD)
            done.append(self.raw(text + self.control(control)))
        return "".join(done)

    def _lead(self, key: str) -> str:
        return self.ink.paragraph("cell", self.ink.text(self.words.say(key), BOLD), KEEP)
