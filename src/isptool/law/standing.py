"""Whether a provision is law, in the words of a document or a message: certain only where it was read."""

from __future__ import annotations

from datetime import date

from isptool.law.book import LawBook
from isptool.law.rows import Entry

_NATION_NAMES = {
    "england": "England",
    "wales": "Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}
_BEFORE_RELYING = "check it on legislation.gov.uk before relying on it"


def nations_in_words(nations: tuple[str, ...]) -> str:
    """`England and Wales`; the four together are `the United Kingdom`."""
    names = [_NATION_NAMES[nation] for nation in _NATION_NAMES if nation in nations]
    if len(names) == len(_NATION_NAMES):
        return "the United Kingdom"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def standing(entry: Entry, on: date | None = None, book: LawBook | None = None) -> str:
    """One sentence or two: whether the provision was in force on the day `on` (the day of the data if None).

    A row that nobody has read, or whose standing nobody knows, always says "check". What the row itself marks
    as unchecked follows it. `book` is the one that holds the row, where local rows have been joined to ours.
    """
    day = on or entry.as_at
    held_by = book or LawBook.load()
    sentences = [_in_force(entry, day, held_by), *(f"To check: {each}" for each in entry.to_check)]
    if entry.replaced_by:
        names = ", ".join(held_by.entry(row_id).short for row_id in entry.replaced_by)
        sentences.append(f"Replaced by {names}.")
    return " ".join(sentences)


def in_force_in_words(entry: Entry, on: date | None, book: LawBook) -> str:
    """One sentence: whether the provision was in force on the day `on` (the day of the data if None)."""
    return _in_force(entry, on or entry.as_at, book)


def _in_force(entry: Entry, day: date, book: LawBook) -> str:
    said = in_words(day)
    known = book.in_force(entry, day)
    if entry.status == "held-unlawful":
        return "Held unlawful and never in force: nothing can rest on it." + _unless_read(entry)
    if known is None:
        return f"Whether it was in force on {said} is not known: {_BEFORE_RELYING}."
    if known is False:
        if entry.in_force_from and day < entry.in_force_from:
            return f"Not yet in force on {said}; in force from {in_words(entry.in_force_from)}." + _unless_read(entry)
        if entry.until and day > entry.until:
            return f"No longer in force on {said}; it ended on {in_words(entry.until)}." + _unless_read(entry)
        return f"Enacted but not started on {in_words(entry.as_at)}: check whether it has been commenced since."
    if entry.verified == "V":
        return f"In force on {said} (read in {entry.verified_in})."
    if entry.verified == "V~":
        seen = f"as far as was seen ({entry.verified_in}); its detail was not read"
        return f"In force on {said} {seen}, so {_BEFORE_RELYING}."
    return f"Believed to be in force on {said}, from general knowledge: {_BEFORE_RELYING}."


def _unless_read(entry: Entry) -> str:
    return "" if entry.verified == "V" else f" From general knowledge: {_BEFORE_RELYING}."


def in_words(day: date) -> str:
    """`5 February 2026`."""
    return f"{day.day} {day:%B %Y}"
