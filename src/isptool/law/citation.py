"""Citations that stand in typed fields, read as people write them: Articles 6, 9 and 10, Part 3, Schedule 8.

`parse` reads them, `str()` of what it gives is the short canonical form, `print_in_full` what a document prints.
"""

from __future__ import annotations

import re
from functools import lru_cache

from isptool.law.book import LawBook, Paragraph
from isptool.law.citation_forms import (
    FIELDS,
    Article6,
    Article9,
    Article10,
    C,
    Citation,
    Part3,
    Schedule8,
    letter_of,
    print_in_full,
    rows_of,
    valid_forms,
)
from isptool.law.rows import Article, Part3Provision
from isptool.pattern import Pattern

__all__ = [
    "FIELDS",
    "Article6",
    "Article9",
    "Article10",
    "Citation",
    "CitationError",
    "Part3",
    "Schedule8",
    "parse",
    "parse_annex_1",
    "parse_schedule_1",
    "print_in_full",
    "rows_of",
    "understood",
    "valid_forms",
]  # fmt: skip


class CitationError(ValueError):
    """The text is no citation for its field: a plain sentence, and the nearest form that would be one."""

    def __init__(self, message: str, nearest: str = "") -> None:
        super().__init__(f"{message} Did you mean {nearest}?" if nearest else message)
        self.nearest = nearest


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
_SUB_PROVISION = Pattern(r"\s*(?:\d{1,2}|[a-z]{1,2})\s*")


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


def parse_annex_1(text: str) -> tuple[str, ...]:
    """The ids of the conditions of Annex 1 that `text` means: `crime`, `paragraph 5`, `rli-crime`.

    Raises `CitationError` where it names none.
    """
    conditions = LawBook.load().articles("recognised-legitimate-interest")
    if text.strip() in {row.id for row in conditions}:
        return (text.strip(),)
    annex = text if "annex" in text.casefold() else f"Annex 1 {text}" if re.search(r"\d", text) else text
    try:
        citation = parse(f"6(1)(ea) with {annex}", "article-6")
    except CitationError:
        citation = None
    if not isinstance(citation, Article6) or not citation.annex_1:
        called = sorted(row.called for row in conditions)
        raise CitationError(f"“{text}” is no condition of Annex 1 ({', '.join(called)}).", _closest(text, called))
    return citation.annex_1


def parse_schedule_1(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of Schedule 1 that `text` means: `18`, `paragraph 18`, `Schedule 1 paragraph 36 with 10`.

    Raises `CitationError` where it names none.
    """
    wide = f"paragraph {text}" if text.strip()[:1].isdigit() else text
    citation = parse(wide, "article-10")
    assert isinstance(citation, Article10)
    if not citation.paragraphs:
        raise CitationError(f"“{text}” names no paragraph of Schedule 1.")
    return citation.paragraphs


@lru_cache(maxsize=4096)
def understood(text: str, field: str) -> Citation | None:
    """What a citation in a field means, or None where it is not understood.

    `field` is one of `FIELDS`, or `schedule-1` for paragraphs alone, which come as `Article10`.
    """
    try:
        return Article10(paragraphs=parse_schedule_1(text)) if field == "schedule-1" else parse(text, field)
    except ValueError:
        return None


class _Reading:
    """The words and numbers of one citation, read from the left."""

    def __init__(self, text: str, field: str) -> None:
        self.text = text
        self.field = field
        self.book = LawBook.load()
        self.comments: list[str] = []
        plain = re.sub(r"\(([^()]*)\)", self._bracket, text.casefold())
        words = [_WORDS.get(word, word) for word in re.findall(r"[a-z]+|\d+", plain)]
        self.words = self._every_number(self._without_part(words))
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

    @staticmethod
    def _every_number(words: list[str]) -> list[str]:
        """`6 to 8` is 6, 7 and 8."""
        kept: list[str] = []
        for position, word in enumerate(words):
            before = words[position - 2 : position] if position > 1 else []
            if word.isdigit() and len(before) == 2 and before[0].isdigit() and before[1] == "to":
                kept += [str(number) for number in range(int(before[0]) + 1, min(int(word), 100))]
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
        if letter_of(row) == "ea":
            annex = self._annex_1()
        return self._whole(Article6(letter_of(row), annex), row)

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
        return self._whole(Article9(letter_of(row), paragraphs), row)

    def _article_10(self) -> Article10:
        self._skip("with")
        official = self._take("official") or any("official authority" in one for one in self.comments)
        self._skip("authority", "control", "with")
        if self._starts("schedule", "1") or self._starts("paragraph"):
            if official:
                raise self._no("names official authority and Schedule 1; give each a row of its own", "")
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
            raise self._no(
                f"names paragraph {number} of Schedule 1, which is about policy documents and no condition", ""
            )
        raise self._no(f"names paragraph {number}, but the conditions of Schedule 1 end at {max(conditions)}", "")

    def _extended(self, number: int) -> int:
        if number in self.book.schedule_1(36).extends:
            return number
        raise self._no(f"lets paragraph 36 extend {number}, but it extends the conditions of Part 2 (6 to 28)", "")

    def _lettered(self, article: str, paragraph: str, group: str, what: str) -> Article:
        rows = {letter_of(row): row for row in self.book.articles(group)}
        letter = self.words[2] if len(self.words) > 2 and self.words[:2] == [article, paragraph] else ""
        if letter not in rows:
            raise self._no(f"is no {what}", self._in_the_other_article(letter))
        del self.words[:3]
        self._skip()
        return rows[letter]

    def _numbers(self) -> list[int]:
        """The numbers that come next."""
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
    fields = [field] if field else FIELDS
    forms: dict[str, str] = {}
    for one in fields:
        for form, name in valid_forms(one).items():
            forms.setdefault(form.casefold(), form)
            forms.setdefault(name.casefold(), form)
    plain = text.casefold().strip()
    longer = [form for form in forms if plain and form.startswith(plain)]
    close = longer[-1] if longer else _closest(plain, list(forms))
    return forms.get(close, "")


def _closest(text: str, known: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(text.casefold().strip(), known, n=1, cutoff=0.5)
    return close[0] if close else ""
