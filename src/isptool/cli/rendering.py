"""Documents to files: settled, checked, composed, written; one that cannot be made does not stop the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from isptool import __version__
from isptool.cli.faults import Fault, fault
from isptool.cli.marks import DRAFT, standing
from isptool.cli.office import Source
from isptool.cli.opening import Opened, id_and_version, open_named
from isptool.cli.printing import Printable, printable
from isptool.cli.render import CONVERTED, names_of
from isptool.errors import IspError
from isptool.findings import Finding, Severity
from isptool.library import checklists, heading_map, house_style
from isptool.model.documents import Agreement
from isptool.model.point import Checklist, Point
from isptool.model.signed import NOTHING_SIGNED
from isptool.reading.workspace import shown
from isptool.settling.canonical import canonical
from isptool.settling.settled import Settled
from isptool.writing import compose_words
from isptool.writing.compose import Composing, compose
from isptool.writing.compose_editions import NotHere
from isptool.writing.compose_matter import Matter
from isptool.writing.document import Document, numbered

if TYPE_CHECKING:
    from isptool.model.headings import HeadingMap
    from isptool.writing.compose_headings import Arranged
    from isptool.writing.word_house import HouseStyle


class Order(Struct, frozen=True):
    """What is to be made: files of a workspace (as shown), in which formats and edition, as at which day (ISO).

    `party` is the id of the partner for whom it is, where it is for one. `embed` carries the data inside the Word
    file of a full edition. `form` is the path of a partner's own Word form
    that is filled instead.
    """

    root: str
    files: tuple[str, ...]
    formats: tuple[str, ...]
    edition: str
    day: str
    party: str = ""
    embed: bool = True
    form: str = ""
    headings: str = ""
    """The form under whose headings agreements are printed."""


class Made(Struct, frozen=True):
    """One document made: its files by name, or why there are none."""

    file: str
    document: str
    files: tuple[tuple[str, bytes], ...] = ()
    source: Source | None = None
    """What ODT and PDF are made from."""
    failed: str = ""
    skipped: str = ""
    """Why this document has no such edition, or not for that partner."""
    fault: Fault | None = None
    told: tuple[str, ...] = ()
    """What is to be said of it beside its files."""


def make_elsewhere(order: Order) -> list[Made]:
    """The same in a process of its own, which reads the files again."""
    made: list[Made] = []
    for opened in open_named(order.files):
        made += make(opened, replace(order, files=tuple(file for file in order.files if file in opened.only)))
    return made


def make(opened: Opened, order: Order) -> Iterator[Made]:
    """Make every document of an order. What is wrong with one is said of that one."""
    wanted = frozenset(order.files)
    named = replace(opened, only=wanted)
    by_file = {each.settled.file: each for each in printable(named, date.fromisoformat(order.day))}
    press = Press(named, order)
    for file in order.files:
        if file not in by_file:
            why = unreadable(opened, file) or "it is no protocol or agreement."
            yield Made(file, "", failed=f"{file} was not rendered: {why}")
            continue
        yield press.made(by_file[file], opened)


def unreadable(opened: Opened, file: str) -> str:
    """What of a file could not be read, first of all; empty where all of it could.

    A part that could not be read would be missing from the print, and nobody would see that.
    """
    found = opened.workspace.file(file)
    errors = [each for each in (found.findings if found else ()) if each.severity is Severity.ERROR]
    return _first(errors) if errors else ""


def _unreadable_around(opened: Opened, settled: Settled) -> str:
    """What of the files that a document rests on could not be read: its protocols, its schedules, its partners."""
    workspace = opened.workspace
    rests_on = [each.file for each in settled.protocols]
    rests_on += [file.shown_as for file in workspace.schedules if file.model and file.model.of == settled.document.id]
    under = settled.document.under if isinstance(settled.document, Agreement) else None
    if under and not settled.protocols:
        unread = [file.source.path for file in workspace.files() if file.model is None]
        rests_on += [shown(path) for path in unread if path is not None and id_and_version(path)[0] == under]
    for name in dict.fromkeys(rests_on):
        why = unreadable(opened, name)
        if why:
            return f"it rests on {name}, of which not all can be read: {why}"
    for file in workspace.partners:
        errors = [
            each
            for each in file.findings
            if each.severity is Severity.ERROR
            and each.path[:1] == ("partners",)
            and each.path[1:2]
            and each.path[1] in settled.parties
        ]
        if errors:
            return f"one of its parties cannot be read whole: {file.shown_as}: {_first(errors)}"
    return ""


def _first(errors: list[Finding]) -> str:
    span = errors[0].span
    place = f"line {span.line}: " if span is not None else ""
    more = f" ({len(errors) - 1} more: see `isptool validate`)" if len(errors) > 1 else ""
    return f"{place}{errors[0].message}{more}"


def _unanswered(file: str, form: str, arranged: Arranged) -> Iterator[str]:
    """Which headings of a form a document does not answer, in lines."""
    found = arranged.unanswered
    if not found:
        yield f"{file}: every heading of {form} has an answer."
        return
    yield f"{file}: {len(found)} {'heading' if len(found) == 1 else 'headings'} of {form} without an answer:"
    yield from (f"  {each.heading}  {each.why[:1].lower()}{each.why[1:]}" for each in found)


class Press:
    """What all documents of a run share: points, law, words, looks."""

    def __init__(self, opened: Opened, order: Order) -> None:
        folders = opened.template_folders
        self._opened = opened
        self.order = order
        self.points: Mapping[str, Point] = opened.points()
        self.checklists: Mapping[str, Checklist] = checklists(folders)
        self.book = opened.law()
        self.words = compose_words.load(folders)
        self._folders = folders
        self._house: HouseStyle | None = None

    def made(self, printed: Printable, opened: Opened) -> Made:
        """One document in every format, or why it cannot be made."""
        document, file = printed.settled.document.id, printed.settled.file
        unread = unreadable(opened, file) or _unreadable_around(opened, printed.settled)
        if unread:
            return Made(file, document, failed=f"{file} was not rendered: {unread}")
        told: tuple[str, ...] = ()
        try:
            if self.order.form:
                files, source = self._filled(printed)
            elif self.order.headings:
                arranged = self._arranged(printed)
                told = tuple(_unanswered(file, self.order.headings, arranged))
                files, source = self._all_formats(printed, arranged.document)
            else:
                files, source = self._all_formats(printed, self.composed(printed))
        except NotHere as error:
            return Made(file, document, skipped=f"{error.message} {error.hint}".rstrip())
        except IspError as error:
            return Made(file, document, failed=f"{file} was not rendered: {error.message} {error.hint}".rstrip())
        except Exception as error:  # ours, whatever it is; the other documents can still be made
            return Made(file, document, fault=fault(error))
        return Made(file, document, files, source, told=told)

    def _arranged(self, printed: Printable) -> Arranged:
        """An agreement under the headings of another form."""
        from isptool.writing.compose_headings import arranged

        if printed.settled.is_protocol:
            raise NotHere("A protocol is printed in its own order.", "The headings are those of agreements.")
        return arranged(self._matter(printed), self._form)

    @cached_property
    def _form(self) -> HeadingMap:
        return heading_map(self.order.headings, self._folders)

    def _all_formats(self, printed: Printable, made: Document) -> tuple[tuple[tuple[str, bytes], ...], Source | None]:
        """The files of a document, and what others are made from."""
        document, order = printed.settled.document.id, self.order
        composed = numbered(made)
        if order.embed and order.edition == "full" and not order.headings:
            composed = replace(composed, embedded=canonical(printed.settled))
        wanted = [each for each in order.formats if each not in CONVERTED]
        files = {form: self.written(composed, form) for form in wanted}
        edition = order.headings or order.edition
        names = names_of(document, edition, wanted, order.party)
        source = None
        if len(wanted) < len(order.formats):
            stem = names_of(document, edition, ("docx",), order.party)[0][1].removesuffix(".docx")
            word = files.get("docx") or self.written(composed, "docx")
            source = Source(stem, word, self.written(composed, "html") if "pdf" in order.formats else b"")
        return tuple((name, files[form]) for form, name in names), source

    def composed(self, printed: Printable, *, records: bool = True) -> Document:
        """The document in the words and edition of the order; without `records`, as if nobody had signed it yet."""
        at = self._composing(printed)
        if not records:
            questions = tuple(replace(row, confirmed_by=None) for row in printed.questions)
            at = replace(at, mark=DRAFT, signed=NOTHING_SIGNED, questions=questions)
        return compose(printed.settled, points=self.points, checklists=self.checklists, book=self.book, at=at)

    def _composing(self, printed: Printable) -> Composing:
        day = date.fromisoformat(self.order.day)
        mark, signed = standing(self._opened, printed.settled, day)
        return Composing(
            today=day,
            mark=mark,
            signed=signed,
            edition=self.order.edition,
            party=self.order.party,
            questions=printed.questions,
            answered=printed.answered,
            made_with=(("isptool", __version__),),
            words=self.words,
        )

    def _filled(self, printed: Printable) -> tuple[tuple[tuple[str, bytes], ...], None]:
        """A partner's own form, filled: one Word file, called after the document and the form."""
        from isptool.cli.saving import file_name
        from isptool.writing import form_values, word_form

        path = Path(self.order.form)
        filled = word_form.fill(path.read_bytes(), form_values.values(self._matter(printed)))
        return ((file_name(printed.settled.document.id, f".{path.stem}.docx"), filled),), None

    def _matter(self, printed: Printable) -> Matter:
        return Matter(printed.settled, self.points, self.checklists, self.book, self._composing(printed), self.words)

    @property
    def house(self) -> HouseStyle:
        """The house style, prepared once."""
        if self._house is None:
            from isptool.writing.word_house import HouseStyle

            self._house = HouseStyle.load(house_style(self._folders))
        return self._house

    def written(self, document: Document, form: str) -> bytes:
        """A composed document as a file of one format: docx, html or md."""
        if form == "docx":
            from isptool.writing.word import to_word

            return to_word(document, self.house)
        if form == "html":
            from isptool.writing.html import to_html

            return to_html(document).encode()
        from isptool.writing.markdown import to_markdown

        return to_markdown(document).encode()
