"""Words in texts that are signs of something: of a kind of data, of an identifier, of vagueness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from isptool.findings import ValuePath
from isptool.model.terms import DataItem


@lru_cache(maxsize=128)
def pattern_of(signs: tuple[str, ...]) -> re.Pattern[str] | None:
    """A pattern for whole words: those in capitals (`DASH`, `GP`) as they are, the rest in any case. None for none."""
    if not signs:
        return None
    by_length = sorted(signs, key=len, reverse=True)
    exact = [re.escape(each) for each in by_length if each.isupper()]
    loose = [re.escape(each) for each in by_length if not each.isupper()]
    parts = [f"(?i:{'|'.join(loose)})"] if loose else []
    return re.compile(rf"(?<![\w-])(?:{'|'.join([*exact, *parts])})(?![\w-])")


def found_in(texts: Sequence[tuple[ValuePath, str]], signs: tuple[str, ...]) -> tuple[ValuePath, str] | None:
    """The first of `signs` in texts, as it stands there, with the path of its text."""
    together = "\n".join([text for _, text in texts]).lower()
    if not _any_within(together, signs):  # as in nearly every item; the pattern need not even be made
        return None
    pattern = pattern_of(signs)
    if pattern is None:
        return None
    for path, text in texts:
        if found := pattern.search(text):
            return path, found[0]
    return None


def _any_within(lower: str, signs: tuple[str, ...]) -> bool:
    """Whether any of some words stands in a text in lower case, be it within others."""
    return any(sign in lower for sign in _in_lower_case(signs))


@lru_cache(maxsize=128)
def _in_lower_case(signs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each.lower() for each in signs)


def item_texts(item_id: str, item: DataItem) -> Iterator[tuple[ValuePath, str]]:
    """What an item says that it is: its words, its fields and its values, each with its path."""
    path: ValuePath = ("data", item_id)
    if item.what:
        yield (*path, "what"), item.what
    for name, texts in (("fields", item.fields), ("values", item.values)):
        for position, text in enumerate(texts):
            yield (*path, name, position), text


def named(item_id: str, item: DataItem) -> str:
    """An item as a message names it: its words where they are few, else its id."""
    return item.what if item.what and len(item.what) <= 60 else item_id
