"""What changed in the law since a text was sealed, for the provisions that it cites and the words that it uses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from isptool.law.book import LawBook
from isptool.law.citation import FIELDS, rows_of, understood
from isptool.law.rows import Entry
from isptool.law.since import LawChange, law_since
from isptool.lifecycle.life import VersionLife
from isptool.model.fields import show_date
from isptool.model.terms import LawRow
from isptool.settling.settled import Settled

_NAMED = ("power", "duty", "requested-under", "restriction", "exception", "authorised-by")
LAW_AS_AT = "law-as-at"
"""In the record of a seal: the day of the law data against which the text was checked."""


def changes_since(version: VersionLife, sealed: Settled, book: LawBook, today: date) -> list[LawChange]:
    """What changed in the law since the day on which a version was sealed, what touches it first."""
    then = sealed_on(version)
    if then is None:
        return []
    path = version.version.folder / "text.md"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    nations = {nation for each in sealed.parties.values() for nation in each.nations}
    return law_since(book, list(cited(sealed, book)), text, then, today, nations)


def sealed_on(version: VersionLife) -> date | None:
    """The day on which a version was sealed; None where its record does not say."""
    said = version.version.seal.text("date")
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def cited(settled: Settled, book: LawBook) -> Iterator[Entry]:
    """The provisions that a document cites in its law rows, its schedules' too."""
    for cover in settled.law:
        for row in (cover.row, *cover.row.any_of):
            yield from _of_row(row, book)


def _of_row(row: LawRow, book: LawBook) -> Iterator[Entry]:
    for field in (*FIELDS, "schedule-1"):
        value = getattr(row, field.replace("-", "_"), None) or ()
        for text in [value] if isinstance(value, str) else value:
            citation = understood(text, field)
            yield from rows_of(citation) if citation is not None else ()
    for field in _NAMED:
        value = getattr(row, field.replace("-", "_"), None) or ()
        for text in [value] if isinstance(value, str) else value:
            entry = book.find(text)
            if entry is not None:
                yield entry


def in_lines(version: VersionLife, changes: list[LawChange], book: LawBook) -> list[str]:
    """The changes in the words of a form: from which day, against which law data it was checked, and each change."""
    then = sealed_on(version)
    if then is None:
        return ["The day on which it was sealed is not recorded."]
    checked = version.version.seal.text(LAW_AS_AT)
    against = f", checked against the law data as at {_day(checked)}" if checked else ""
    lines = [f"It was sealed on {show_date(then)}{against}; the law data is now as at {show_date(book.as_at)}."]
    for each in changes:
        since = f"Since {show_date(each.since)}: " if each.since is not None else ""
        touched = f" It concerns what this document cites: {', '.join(each.touches)}." if each.touches else ""
        lines.append(f"{since}{each.says}{touched}")
    if not changes:
        lines.append("Nothing changed in the law data since then. The data is never complete.")
    return lines


def _day(text: str) -> str:
    try:
        return show_date(date.fromisoformat(text))
    except ValueError:
        return text
