"""What changed in the law between two days, for a document that cites some of it.

The law of the day judges a document: what changed later is told, never applied backwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from isptool.law.book import LawBook
from isptool.law.outdated import occurring, places
from isptool.law.rows import Entry
from isptool.law.standing import in_words


class LawChange(Struct, frozen=True):
    """One change: since when, what it is in words, and the provisions that the document cites and it touches."""

    since: date | None
    says: str
    touches: tuple[str, ...] = ()


def law_since(
    book: LawBook, cited: Sequence[Entry], text: str, then: date, now: date, nations: Iterable[str] = ()
) -> list[LawChange]:
    """What changed after the day `then`, up to the day `now`: what touches the document first, then by day.

    `cited` are the provisions that it cites, `text` is all that it says, `nations` are those of its parties.
    """
    found = [
        *_provisions(book, cited, then, now),
        *_acts(book, cited, then, now),
        *_terms(book, text, then, now, nations),
    ]
    return sorted(found, key=lambda each: (not each.touches, each.since or date.min, each.says))


def _provisions(book: LawBook, cited: Sequence[Entry], then: date, now: date) -> Iterable[LawChange]:
    """Cited provisions that were in force on one of the days and not on the other."""
    for entry in {each.id: each for each in cited}.values():
        before, after = book.in_force(entry, then), book.in_force(entry, now)
        if before == after or before is None or after is None:
            continue
        replaced = [book.entry(row_id).citation for row_id in entry.replaced_by]
        more = f" Replaced by {' and '.join(replaced)}." if replaced and not after else ""
        state = f"in force from {in_words(entry.in_force_from)}" if after and entry.in_force_from else "in force now"
        if not after:
            state = f"no longer in force since {in_words(entry.until)}" if entry.until else "no longer in force"
        day = (entry.in_force_from if after else entry.until) or None
        yield LawChange(day, f"{entry.citation} is {state}.{more}", (entry.short,))


def _acts(book: LawBook, cited: Sequence[Entry], then: date, now: date) -> Iterable[LawChange]:
    """What amending Acts changed between the days."""
    ids = {each.id: each for each in cited}
    for change in book.changes():
        day = change.in_force_from
        if change.relevant == "yes" and day is not None and then < day <= now:
            touched = tuple(ids[row_id].short for row_id in change.changes if row_id in ids)
            yield LawChange(day, f"{change.title}: {change.says} ({change.short})", touched)


def _terms(book: LawBook, text: str, then: date, now: date, nations: Iterable[str]) -> Iterable[LawChange]:
    """Words of the document that went out of date between the days."""
    for term in occurring(text.lower(), book.stale_terms(now, nations)):
        if then < term.since and (found := places(text, term)):
            cited = " ".join(text[found[0][0] : found[0][1]].split())
            yield LawChange(term.since, f"“{cited}” was replaced by {term.new}. {term.why}", (cited,))
