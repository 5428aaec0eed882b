"""A form of the process as a Word file and as Markdown: code, question, and room for the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from isptool.asking.paper import Asked, Paper
from isptool.asking.word_controls import BOLD, TICKED, UNTICKED, ControlBody, across, row
from isptool.asking.words import AskingWords
from isptool.model.process_form import FormSection
from isptool.writing.document import (
    Block,
    Cell,
    Document,
    Heading,
    KeyFacts,
    Para,
    Prose,
    Provenance,
    Table,
    Text,
    numbered,
)
from isptool.writing.markdown import to_markdown as markdown
from isptool.writing.prose import prose
from isptool.writing.word import packed
from isptool.writing.word_house import HouseStyle
from isptool.writing.word_ink import KEEP

_WIDTHS, _ON_ONE_PAGE = (0.1, 0.36), (0.1, 0.35)
"""How much of the page the code and the question take; the answer has the rest."""


class About(Struct, frozen=True):
    """What a form is about, as people know it: the document, and who fills it in; empty where there is none."""

    document: str = ""
    partner: str = ""
    marking: str = ""


_Sections = tuple[tuple[FormSection, tuple[Asked, ...]], ...]


class _Fields(Struct, frozen=True):
    """The fields of one section, or of several in one table, in the place of a block."""

    sections: _Sections


def to_word(paper: Paper, about: About, words: AskingWords, house: HouseStyle) -> bytes:
    """The Word file of a form. It carries unseen which form it is, and nothing of the document."""
    document = numbered(_document(paper, about, words, lambda sections: cast("Block", _Fields(sections))))
    body = _PaperBody(document, house, words)
    return packed(document, house, body, body.xml())


def to_markdown(paper: Paper, about: About, words: AskingWords) -> str:
    """The form as Markdown, with what is answered in it."""
    document = _document(paper, about, words, lambda sections: _table(sections, words))
    return markdown(replace(document, embedded=None))


def _document(paper: Paper, about: About, words: AskingWords, table: Callable[[_Sections], Block]) -> Document:
    form = paper.form
    facts: list[tuple[str, Cell]] = []
    if about.document:
        facts.append((words.say("form-document"), about.document))
    if about.partner:
        facts.append((words.say("paper-partner"), about.partner))
    reference = (words.say("form-reference"), paper.reference)
    blocks: list[Block] = [*prose(form.for_).blocks, *(prose(form.how).blocks if form.how else ())]
    if form.one_page:
        blocks += [table(paper.sections), Provenance(": ".join(reference))]
    else:
        blocks.append(KeyFacts((*facts, reference)))
        for section, fields in paper.sections:
            blocks.append(Heading(1, section.title))
            blocks += prose(section.lead).blocks if section.lead else ()
            blocks.append(table(((section, fields),)))
        if form.sources:
            blocks.append(Para(words.say("paper-sources", sources="; ".join(form.sources))))
    return Document(
        form.title,
        tuple(blocks),
        kind=about.document if not form.one_page else "",
        reference=paper.mark,
        version=paper.occasion.version or "1",
        marking=about.marking,
        subject=about.document or form.title,
        sheet=form.one_page,
        embedded=paper.embedded(),
    )


class _PaperBody(ControlBody):
    """The body of a form: blocks as in any document, and tables of fields."""

    def __init__(self, document: Document, house: HouseStyle, words: AskingWords) -> None:
        super().__init__(document, house)
        self.words = words

    def _block(self, block: Block, following: Block | None) -> None:
        if isinstance(block, _Fields):
            self.after_table = True
            self.out.append(self._fields(block))
        else:
            super()._block(block, following)

    def _fields(self, fields: _Fields) -> str:
        ink, page = self.ink, self.ink.page.width
        together = len(fields.sections) > 1
        code, question = (round(page * width) for width in (_ON_ONE_PAGE if together else _WIDTHS))
        widths = (code, question, page - code - question)
        keys = ("form-code", "paper-question", "form-answer")
        rows = [row([ink.paragraph("cell-head", ink.text(self.words.say(key))) for key in keys], widths, head=True)]
        for section, asked in fields.sections:
            if together:
                rows.append(across(ink.paragraph("cell-head", ink.text(section.title), KEEP), widths))
            rows += [row(self._row(each, together=together), widths) for each in asked]
        title = ", ".join(section.title for section, _ in fields.sections)
        return self.table(title, self.words.say("paper-described", title=title), widths, rows)

    def _row(self, each: Asked, *, together: bool) -> tuple[str, str, str]:
        ink = self.ink
        asks, *help_ = each.printed
        question = self.raw(ink.text(asks, BOLD)) + "".join(self.line(text) for text in help_)
        return self.line(each.code), question, "".join(self._answer(each, inline=together))

    def _answer(self, each: Asked, *, inline: bool) -> Iterator[str]:
        boxes = each.field.boxes
        if boxes and (inline or each.field.is_ == "yes-no"):
            parts = [part for box, text in zip(each.controls, boxes.values(), strict=True)
                     for part in (self.control(box), f"\u00a0{_unbroken(text)}    ")]  # fmt: skip
            yield self.line(*parts)
        elif boxes:
            for box, text in zip(each.controls, boxes.values(), strict=True):
                yield self.line(self.control(box), f" {text}")
        else:
            yield self.line(self.control(each.controls[0]))


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")


def _table(sections: _Sections, words: AskingWords) -> Table:
    head = tuple(words.say(key) for key in ("form-code", "paper-question", "form-answer"))
    rows: list[tuple[Cell, ...]] = []
    for section, fields in sections:
        if len(sections) > 1:
            rows.append(("", (Text(section.title, bold=True),), ""))
        rows += [(each.code, Prose(_printed(each)), Prose(tuple(Para(line) for line in _answered(each))))
                 for each in fields]  # fmt: skip
    title = ", ".join(section.title for section, _ in sections)
    return Table("", head, tuple(rows), description=words.say("paper-described", title=title))


def _printed(each: Asked) -> tuple[Para, ...]:
    asks, *help_ = each.printed
    return (Para((Text(asks, bold=True),)), *(Para(line) for line in help_))


def _answered(each: Asked) -> Iterator[str]:
    boxes = each.field.boxes
    if boxes:
        for box, text in zip(each.controls, boxes.values(), strict=True):
            yield f"{TICKED if box.ticked else UNTICKED} {text}"
    else:
        control = each.controls[0]
        yield from (control.value or control.prompt).split("\n")
        if control.choices and not control.value:
            yield from (f"- {shown}" for shown, _ in control.choices)
