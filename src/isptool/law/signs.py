"""Words in the name of a data item that suggest a category, a restriction, an identifier or a risk.

A sign only suggests: a rule that acts on one says "check", names the words, and can be answered at the item.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def signs_seen(text: str, signs: Iterable[str]) -> tuple[str, ...]:
    """The words of `text`, as they are written there, that are one of `signs`: whole words, in any case.

    A hyphen counts as a space (`anti-social behaviour`), and a word may end in a plural s.
    """
    padded = f" {_plain(text)} "
    seen = []
    for sign in signs:
        wanted = _plain(sign)
        for word in (wanted, wanted + "s"):
            start = padded.find(f" {word} ")
            found = text[start : start + len(word)]
            if start >= 0 and not (word != wanted and sign.isupper() and found.isupper()):  # GPs, but not GPS
                seen.append(found)
                break
    return tuple(seen)


def _plain(text: str) -> str:
    """Small letters and figures, each where it stood; a space for everything else."""
    return re.sub(r"[^A-Za-z0-9]", " ", text).lower()
