"""Citations that stand in typed fields: what people write for Articles 6, 9 and 10, Part 3 and Schedule 8.

`parse` reads them as people write them, `str()` gives the short canonical form, `print_in_full` what a document
prints. Which letters, paragraphs and names exist comes from the law book.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from isptool.law.book import LawBook, Paragraph
from isptool.law.rows import Article, Entry, Part3Provision

FIELDS = ("article-6", "article-9", "article-10", "part-3", "schedule-8")
"""The fields whose value is a citation."""


class CitationError(ValueError):
    """The text is no citation for its field: a plain sentence, and the nearest form that would be one."""

    def __init__(self, message: str, nearest: str = "") -> None:
        super().__init__(f"{message} Did you mean {nearest}?" if nearest else message)
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class Article6:
    """A basis in Article 6(1): its letter (`e`, `ea`), and for (ea) the ids of conditions in Annex 1."""

    letter: str
    annex_1: tuple[str, ...] = ()

    def __str__(self) -> str:
        numbers = [_first_annex_paragraph(row_id) for row_id in self.annex_1]
        annex = f" with Annex 1 {_numbered('paragraph', map(str, numbers))}" if numbers else ""
        return f"6(1)({self.letter}){annex}"


@dataclass(frozen=True, slots=True)
class Article9:
    """A condition in Article 9(2): its letter, and the paragraphs of Schedule 1 named with it."""

    letter: str
    paragraphs: tuple[Paragraph, ...] = ()

    def __str__(self) -> str:
        return f"9(2)({self.letter})" + (f" with {_schedule_1(self.paragraphs)}" if self.paragraphs else "")


@dataclass(frozen=True, slots=True)
class Article10:
    """What authorises criminal offence data: official authority, or paragraphs of Schedule 1 (never both)."""

    official_authority: bool = False
    paragraphs: tuple[Paragraph, ...] = ()

    def __str__(self) -> str:
        return "official authority" if self.official_authority else _schedule_1(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Part3:
    """A ground in Part 3 (`35(2)(b)`), and the paragraphs of Schedule 8 named with it."""

    section: str
    schedule_8: tuple[int, ...] = ()

    def __str__(self) -> str:
        return self.section + (f" with {_schedule_8(self.schedule_8)}" if self.schedule_8 else "")


@dataclass(frozen=True, slots=True)
class Schedule8:
    """Conditions of Schedule 8, by paragraph."""

    paragraphs: tuple[int, ...]

    def __str__(self) -> str:
        return _schedule_8(self.paragraphs)


Citation = Article6 | Article9 | Article10 | Part3 | Schedule8
C = TypeVar("C", Article6, Article9, Article10, Part3, Schedule8)

_FIELD_OF: dict[type, tuple[str, str]] = {
    Article6: ("article-6", "a basis in Article 6"),
    Article9: ("article-9", "a condition in Article 9"),
    Article10: ("article-10", "a ground for criminal offence data (Article 10)"),
    Part3: ("part-3", "a ground in Part 3"),
    Schedule8: ("schedule-8", "a condition in Schedule 8"),
}
_WORDS = {
    "art": "article", "arts": "article", "articles": "article",
    "para": "paragraph", "paras": "paragraph", "paragraphs": "paragraph",
    "condition": "paragraph", "conditions": "paragraph",
    "sch": "schedule", "sched": "schedule", "schedules": "schedule",
    "s": "section", "ss": "section", "sec": "section", "sections": "section",
    "extends": "extending", "via": "with", "under": "with",
}  # fmt: skip
_NOISE = frozenset({"uk", "gdpr", "of", "the", "to", "dpa", "data", "protection", "act", "2018", "and"})
_SUB_PROVISION = re.compile(r"\s*(?:\d{1,2}|[a-z]{1,2})\s*")


def parse(text: str, field: str = "") -> Citation:
    """The citation that `text` means.

    `field` is one of `FIELDS`, where it is known: a bare `paragraph 4` is then understood, and a citation that
    belongs to another field is refused with the name of that field. Words in brackets are a comment, and
    paragraphs come out in their order, each once. Raises `CitationError`, a ValueError.
    """
    reading = _Reading(text, field)
    citation = reading.citation()
    own_field, what = _FIELD_OF[type(citation)]
    if field and field != own_field:
        raise CitationError(f"“{text}” is {what}; it belongs under {own_field}.")
    return citation


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
        forms = {str(Article6(_letter(row))): row.name for row in book.articles("lawful-basis")}
        annex = book.articles("recognised-legitimate-interest")
        return {**forms, **{str(Article6("ea", (row.id,))): row.name for row in annex}}
    if field == "article-9":
        forms = {}
        for row in book.articles("special-category-condition"):
            for number in row.schedule_1:
                named = Article9(_letter(row), (Paragraph(number),))
                forms[str(named)] = book.schedule_1(number).title.lower()
            forms.setdefault(str(Article9(_letter(row))), row.name)
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


class _Reading:
    """The words and numbers of one citation, read from the left."""

    def __init__(self, text: str, field: str) -> None:
        self.text = text
        self.field = field
        self.book = LawBook.load()
        self.comments: list[str] = []
        plain = re.sub(r"\(([^()]*)\)", self._bracket, text.casefold())
        words = [_WORDS.get(word, word) for word in re.findall(r"[a-z]+|\d+", plain)]
        self.words = self._without_part(words)
        self.is_key = bool(re.fullmatch(r"[a-z0-9-]+", text))

    def _bracket(self, match: re.Match[str]) -> str:
        if _SUB_PROVISION.fullmatch(match[1]):
            return f" {match[1]} "
        self.comments.append(match[1])
        return " "

    @staticmethod
    def _without_part(words: list[str]) -> list[str]:
        """`Schedule 1 Part 2 paragraph 18` is `Schedule 1 paragraph 18`."""
        kept: list[str] = []
        for position, word in enumerate(words):
            follows_part = position > 0 and words[position - 1] == "part"
            if word != "part" and not (follows_part and word.isdigit()):
                kept.append(word)
        return kept

    def citation(self) -> Citation:
        self._skip()
        had_article = self._take("article")
        if self._starts("6"):
            return self._article_6()
        if self._starts("9"):
            return self._article_9()
        if self._starts("10") and (had_article or self.field == "article-10"):
            self._pop()
            self._take("1")
            return self._article_10()
        if self._starts("official") or self._starts("schedule", "1"):
            return self._article_10()
        if self._starts("schedule", "8"):
            return self._schedule_8()
        if self._starts("paragraph") and self.field in ("article-10", "schedule-8"):
            return self._article_10() if self.field == "article-10" else self._schedule_8()
        self._take("section")
        if self._starts("35") or self._starts("36"):
            return self._part_3()
        raise self._no("is no citation that can stand here")

    def _article_6(self) -> Article6:
        row = self._lettered("6", "1", "lawful-basis", "basis in Article 6")
        annex: tuple[str, ...] = ()
        if _letter(row) == "ea":
            annex = self._annex_1()
        return self._whole(Article6(_letter(row), annex), row)

    def _annex_1(self) -> tuple[str, ...]:
        conditions = self.book.articles("recognised-legitimate-interest")
        self._skip("with")
        said = " ".join([*self.words, *self.comments])
        found = []
        if self._take("annex"):
            self._take("1")
            self._take("paragraph")
            for number in self._numbers():
                matching = [row.id for row in conditions if number in row.annex_paragraphs]
                if not matching:
                    raise self._no(f"names paragraph {number} of Annex 1, which ends at paragraph 8", "")
                found += matching
        if not found:
            found = [row.id for row in conditions if row.called in said or row.name in said]
        named = " ".join(f"{row.called} {row.name} {row.title}".lower() for row in conditions if row.id in found)
        self.words = [word for word in self.words if word not in re.findall(r"[a-z]+", named)]
        return tuple(row.id for row in conditions if row.id in found)

    def _article_9(self) -> Article9:
        row = self._lettered("9", "2", "special-category-condition", "condition in Article 9")
        self._skip("with")
        paragraphs = self._schedule_1() if self._starts("schedule", "1") or self._starts("paragraph") else ()
        return self._whole(Article9(_letter(row), paragraphs), row)

    def _article_10(self) -> Article10:
        self._skip("with")
        official = self._take("official") or any("official authority" in one for one in self.comments)
        self._skip("authority", "control", "with")
        if self._starts("schedule", "1") or self._starts("paragraph"):
            if official:
                raise self._no("names official authority and Schedule 1; give each a row of its own")
            return self._whole(Article10(paragraphs=self._schedule_1()))
        if not official:
            raise self._no("names neither official authority nor a paragraph of Schedule 1", "official authority")
        return self._whole(Article10(official_authority=True))

    def _part_3(self) -> Part3:
        bases = {tuple(re.findall(r"[a-z]+|\d+", row.section)): row for row in self.book.part_3() if row.basis == "yes"}
        for length in (3, 2):
            row = bases.get(tuple(self.words[:length]))
            if row:
                del self.words[:length]
                self._skip("with")
                numbers = self._schedule_8_numbers() if self._starts("schedule", "8") else ()
                return self._whole(Part3(row.section, numbers), row)
        raise self._no("is no ground of law-enforcement processing")

    def _schedule_8(self) -> Schedule8:
        return self._whole(Schedule8(self._schedule_8_numbers()))

    def _schedule_8_numbers(self) -> tuple[int, ...]:
        if self._take("schedule"):
            self._pop()
        self._take("paragraph")
        known = {row.paragraph for row in self.book.schedule_8_paragraphs()}
        numbers = sorted(set(self._numbers()))
        if not numbers:
            raise self._no("names no paragraph of Schedule 8")
        for number in numbers:
            if number not in known:
                raise self._no(f"names paragraph {number}, but the conditions of Schedule 8 are 1 to {max(known)}", "")
        return tuple(numbers)

    def _schedule_1(self) -> tuple[Paragraph, ...]:
        """Paragraphs of Schedule 1; `36 with 10` is paragraph 36 extending paragraph 10."""
        found: list[Paragraph] = []
        extending = False
        while self.words:
            word = self.words[0]
            if word.isdigit() and word != "2018":
                number = int(word)
                if extending and found and found[-1] == Paragraph(36):
                    found[-1] = Paragraph(36, self._extended(number))
                else:
                    found.append(Paragraph(self._condition(number)))
                extending = False
            elif word in ("with", "extending"):
                extending = True
            elif self._starts("schedule", "1"):
                self._pop()
            elif word not in ("paragraph", *_NOISE):
                break
            self._pop()
        if not found:
            raise self._no("names no paragraph of Schedule 1")
        return tuple(sorted(set(found), key=lambda one: (one.number, one.extends or 0)))

    def _condition(self, number: int) -> int:
        conditions = {row.paragraph for row in self.book.schedule_1_paragraphs() if row.condition == "yes"}
        if number in conditions:
            return number
        if number <= max(row.paragraph for row in self.book.schedule_1_paragraphs()):
            raise self._no(f"names paragraph {number} of Schedule 1, which is about policy documents and no condition", "")
        raise self._no(f"names paragraph {number}, but the conditions of Schedule 1 end at {max(conditions)}", "")

    def _extended(self, number: int) -> int:
        if number in self.book.schedule_1(36).extends:
            return number
        raise self._no(f"lets paragraph 36 extend {number}, but it extends the conditions of Part 2 (6 to 28)", "")

    def _lettered(self, article: str, paragraph: str, group: str, what: str) -> Article:
        rows = {_letter(row): row for row in self.book.articles(group)}
        letter = self.words[2] if len(self.words) > 2 and self.words[:2] == [article, paragraph] else ""
        if letter not in rows:
            raise self._no(f"is no {what}", self._in_the_other_article(letter))
        del self.words[:3]
        self._skip()
        return rows[letter]

    def _numbers(self) -> list[int]:
        """The numbers that come next; `6 to 8` and `6-8` give both ends."""
        found = []
        while self.words and (self.words[0].isdigit() or self.words[0] in (*_NOISE, "paragraph")):
            word = self._pop()
            if word.isdigit() and word != "2018":
                found.append(int(word))
        return found

    def _in_the_other_article(self, letter: str) -> str | None:
        """`6(1)(g)` was meant for Article 9: it is the same slip as `article-6: 9(2)(g)`."""
        condition = f"9(2)({letter})"
        return condition if letter and condition in valid_forms("article-9") else None

    def _whole(self, citation: C, row: Article | Part3Provision | None = None) -> C:
        """The citation, if nothing is left of the text but its name."""
        self._skip("with")
        named = f"{row.name} {row.title}".lower() if row else ""
        left = [word for word in self.words if word not in re.findall(r"[a-z]+", named)]
        if left and not self.is_key:
            problem = f"says more than one citation (“{' '.join(left)}”); put other law on its own line"
            raise self._no(problem, str(citation))
        return citation

    def _starts(self, *words: str) -> bool:
        return tuple(self.words[: len(words)]) == words

    def _take(self, word: str) -> bool:
        if self._starts(word):
            self._pop()
            return True
        return False

    def _pop(self) -> str:
        return self.words.pop(0)

    def _skip(self, *also: str) -> None:
        while self.words and (self.words[0] in _NOISE or self.words[0] in also):
            self._pop()

    def _no(self, problem: str, nearest: str | None = None) -> CitationError:
        """The refusal; `nearest` is known, empty where a guess would mislead, or to be sought."""
        found = _nearest(self.text, self.field) if nearest is None else nearest
        return CitationError(f"“{self.text}” {problem}.", found)


def _nearest(text: str, field: str) -> str:
    """The canonical form most like `text`, by form or by name; empty if none is."""
    from difflib import get_close_matches

    fields = [field] if field else FIELDS
    forms: dict[str, str] = {}
    for one in fields:
        for form, name in valid_forms(one).items():
            forms.setdefault(form.casefold(), form)
            forms.setdefault(name.casefold(), form)
    plain = text.casefold().strip()
    longer = [form for form in forms if plain and form.startswith(plain)]
    close = longer[-1:] or get_close_matches(plain, list(forms), n=1, cutoff=0.5)
    return forms[close[0]] if close else ""


def _letter(row: Article) -> str:
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
