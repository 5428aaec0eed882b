"""The standing words of what is sent out to be answered: sheets, forms, replies. An organisation may change them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from isptool.errors import IspError
from isptool.writing import compose_words

_BLANK = re.compile(r"\{([a-z-]+)\}")


class AskingWords(Struct, frozen=True):
    """The labels of `words/asking.yaml` by key, and the words of documents beside them."""

    labels: Mapping[str, str]
    documents: compose_words.Words

    def say(self, key: str, **values: str) -> str:
        """The label `key`, with `{blank}` filled from `values` (`a_b` fills `{a-b}`)."""
        filled = {name.replace("_", "-"): value for name, value in values.items()}
        return _BLANK.sub(lambda found: filled.get(found[1], found[0]), self._label(key))

    def _label(self, key: str) -> str:
        try:
            return self.labels[key]
        except KeyError:
            raise IspError(f"words/asking.yaml has no label called {key}.", "Take it over from ours.") from None


def load(folders: tuple[Path, ...] = ()) -> AskingWords:
    """The words of sheets and forms: those in the user's `folders` first, ours where they say nothing.

    Raises `IspError` with the file for a file of words that cannot be read.
    """
    return AskingWords(compose_words.labels("asking", folders), compose_words.load(folders))
