"""Columns of labels and words in plain text, for what is explained or listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_WIDEST = 34


def listed(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A title and a row a line below it, after an empty line; nothing where there are no rows."""
    rows = list(rows)
    if not rows:
        return
    widest = min(max(len(name) for name, _ in rows), _WIDEST)
    yield ""
    yield title
    for name, text in rows:
        yield f"  {name.ljust(widest)}  {text}".rstrip()


def labelled(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A column of labels and what belongs to each; those with nothing are left out."""
    given = [(label, text) for label, text in rows if text]
    widest = max((len(label) for label, _ in given), default=0)
    for label, text in given:
        yield f"{label.ljust(widest)}  {text}"
