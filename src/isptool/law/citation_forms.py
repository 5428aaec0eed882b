"""The forms of a citation in a typed field: as a value, in short, in full, and as rows of the law book.

Which letters, paragraphs and names exist comes from the law book. `isptool.law.citation` reads text into these.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec import Struct

from isptool.law.book import LawBook, Paragraph
from isptool.law.rows import Article, Entry

FIELDS = ("article-6", "article-9", "article-10", "part-3", "schedule-8")
"""The fields whose value is a citation."""


class Article6(Struct, frozen=True):
    """A basis in Article 6(1): its letter (`e`, `ea`), and for (ea) the ids of conditions in Annex 1."""

    letter: str
    annex_1: tuple[str, ...] = ()

    def __str__(self) -> str:
        numbers = [_first_annex_paragraph(row_id) for row_id in self.annex_1]
        annex = f" with Annex 1 {_numbered('paragraph', map(str, numbers))}" if numbers else ""
        return f"6(1)({self.letter}){annex}"


class Article9(Struct, frozen=True):
    """A condition in Article 9(2): its letter, and the paragraphs of Schedule 1 named with it."""

    letter: str
    paragraphs: tuple[Paragraph, ...] = ()

    def __str__(self) -> str:
        return f"9(2)({self.letter})" + (f" with {_schedule_1(self.paragraphs)}" if self.paragraphs else "")


class Article10(Struct, frozen=True):
    """What authorises criminal offence data: official authority, or paragraphs of Schedule 1 (never both)."""

    official_authority: bool = False
    paragraphs: tuple[Paragraph, ...] = ()

    def __str__(self) -> str:
        return "official authority" if self.official_authority else _schedule_1(self.paragraphs)


class Part3(Struct, frozen=True):
    """A ground in Part 3 (`35(2)(b)`), and the paragraphs of Schedule 8 named with it."""

    section: str
    schedule_8: tuple[int, ...] = ()

    def __str__(self) -> str:
        return self.section + (f" with {_schedule_8(self.schedule_8)}" if self.schedule_8 else "")


class Schedule8(Struct, frozen=True):
    """Conditions of Schedule 8, by paragraph."""

    paragraphs: tuple[int, ...]

    def __str__(self) -> str:
        return _schedule_8(self.paragraphs)


Citation = Article6 | Article9 | Article10 | Part3 | Schedule8
C = TypeVar("C", Article6, Article9, Article10, Part3, Schedule8)


def print_in_full(citation: Citation) -> str:
    """The citation as a document prints it: with its instrument, and its name in brackets."""
    book = LawBook.load()
    if isinstance(citation, Article6):
        conditions = [
            f"{_first_annex_paragraph(row_id)} ({_article(book, row_id).name})" for row_id in citation.annex_1
        ]
        annex = f" with Annex 1 {_numbered('paragraph', conditions)}" if conditions else ""
        return f"Article 6(1)({citation.letter}) UK GDPR ({_article(book, f'6-1-{citation.letter}').name}){annex}"
    if isinstance(citation, Article9):
        name = _article(book, f"9-2-{citation.letter}").name
        schedule = f" with {_schedule_1_in_full(book, citation.paragraphs)}" if citation.paragraphs else ""
        return f"Article 9(2)({citation.letter}) UK GDPR ({name}){schedule}"
    if isinstance(citation, Article10):
        if citation.official_authority:
            return f"Article 10 UK GDPR ({_article(book, '10-official-authority').name})"
        return f"Article 10 UK GDPR under {_schedule_1_in_full(book, citation.paragraphs)}"
    if isinstance(citation, Part3):
        name = next(row.name for row in book.part_3() if row.section == citation.section)
        schedule = f" with {_schedule_8_in_full(book, citation.schedule_8)}" if citation.schedule_8 else ""
        return f"section {citation.section} of the Data Protection Act 2018 ({name}){schedule}"
    return _schedule_8_in_full(book, citation.paragraphs)


def rows_of(citation: Citation) -> tuple[Entry, ...]:
    """The rows of the law book that the citation names, the basis or condition itself first."""
    book = LawBook.load()
    if isinstance(citation, Article6):
        return tuple(book.entry(row_id) for row_id in (f"6-1-{citation.letter}", *citation.annex_1))
    if isinstance(citation, Article9):
        return (book.entry(f"9-2-{citation.letter}"), *_schedule_1_rows(book, citation.paragraphs))
    if isinstance(citation, Article10):
        own = "10-official-authority" if citation.official_authority else "10-schedule-1"
        return (book.entry(own), *_schedule_1_rows(book, citation.paragraphs))
    if isinstance(citation, Part3):
        own_row = next(row for row in book.part_3() if row.section == citation.section)
        return (own_row, *(book.schedule_8(number) for number in citation.schedule_8))
    return tuple(book.schedule_8(number) for number in citation.paragraphs)


def valid_forms(field: str) -> dict[str, str]:
    """Every basis or condition that the field can name, in canonical form, with its name in words."""
    book = LawBook.load()
    if field == "article-6":
        forms = {str(Article6(letter_of(row))): row.name for row in book.articles("lawful-basis")}
        annex = book.articles("recognised-legitimate-interest")
        return {**forms, **{str(Article6("ea", (row.id,))): row.name for row in annex}}
    if field == "article-9":
        forms = {}
        for row in book.articles("special-category-condition"):
            for number in row.schedule_1:
                named = Article9(letter_of(row), (Paragraph(number),))
                forms[str(named)] = book.schedule_1(number).title.lower()
            forms.setdefault(str(Article9(letter_of(row))), row.name)
        return forms
    if field == "article-10":
        schedule = {
            str(Article10(paragraphs=(Paragraph(row.paragraph),))): row.title.lower()
            for row in book.schedule_1_paragraphs()
            if row.condition == "yes"
        }
        return {"official authority": "control of official authority", **schedule}
    if field == "part-3":
        return {row.section: row.name for row in book.part_3() if row.basis == "yes"}
    if field == "schedule-8":
        return {str(Schedule8((row.paragraph,))): row.title.lower() for row in book.schedule_8_paragraphs()}
    raise KeyError(field)


def letter_of(row: Article) -> str:
    """The letter of a point: `ea` of `6(1)(ea)`."""
    return row.article.rpartition("(")[2].rstrip(")")


def _article(book: LawBook, row_id: str) -> Article:
    row = book.entry(row_id)
    assert isinstance(row, Article)
    return row


def _first_annex_paragraph(row_id: str) -> int:
    return _article(LawBook.load(), row_id).annex_paragraphs[0]


def _numbered(word: str, items: Iterable[str]) -> str:
    """`paragraph 6`, `paragraphs 6 and 18`, `paragraphs 6, 10 and 18`."""
    listed = list(items)
    if len(listed) == 1:
        return f"{word} {listed[0]}"
    return f"{word}s {', '.join(listed[:-1])} and {listed[-1]}"


def _schedule_1(paragraphs: Iterable[Paragraph]) -> str:
    items = [f"{one.number} with {one.extends}" if one.extends else str(one.number) for one in paragraphs]
    return f"Schedule 1 {_numbered('paragraph', items)}"


def _schedule_8(numbers: Iterable[int]) -> str:
    return f"Schedule 8 {_numbered('paragraph', map(str, numbers))}"


def _schedule_1_rows(book: LawBook, paragraphs: Iterable[Paragraph]) -> list[Entry]:
    numbers = [number for one in paragraphs for number in one if number is not None]
    return [book.schedule_1(number) for number in numbers]


def _schedule_1_in_full(book: LawBook, paragraphs: tuple[Paragraph, ...]) -> str:
    """One paragraph prints its Act before its name; several print their names before the Act."""
    items = []
    for one in paragraphs:
        number, extended = one
        named = _small(book.schedule_1(extended or number).title)
        items.append((f"{number} extending paragraph {extended}" if extended else str(number), named))
    return _in_full("Schedule 1", items)


def _schedule_8_in_full(book: LawBook, numbers: tuple[int, ...]) -> str:
    return _in_full("Schedule 8", [(str(number), _small(book.schedule_8(number).title)) for number in numbers])


def _in_full(schedule: str, items: list[tuple[str, str]]) -> str:
    act = "to the Data Protection Act 2018"
    if len(items) == 1:
        [(number, named)] = items
        return f"{schedule} paragraph {number} {act} ({named})"
    return f"{schedule} {_numbered('paragraph', [f'{number} ({named})' for number, named in items])} {act}"


def _small(title: str) -> str:
    return title[0].lower() + title[1:]
