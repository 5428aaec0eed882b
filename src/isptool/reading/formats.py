"""The versions of the language in which files are written, and how an older one is lifted, one step at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from isptool.errors import IspError
from isptool.findings import Edit
from isptool.reading.source import Source

FORMAT = "1"
"""The present format. A file that does not say its format is in the first."""
FIRST = "1"

Lift = Callable[[Source], list[Edit]]
LIFTS: Mapping[str, tuple[str, Lift]] = {}
"""For each older format: the next one, and the edits that lift a file to it. The first format is the present one."""


def format_of(source: Source) -> str:
    """The format that a file says it is in."""
    data = source.data if source.usable else None
    said = data.get("format") if isinstance(data, dict) else None
    return str(said) if said is not None else FIRST


def lifted(source: Source, read: Callable[[str], Source], lifts: Mapping[str, tuple[str, Lift]] | None = None,
           present: str | None = None) -> str | None:  # fmt: skip
    """The text of a file in the present format; None where it is in it already.

    `read` reads a text again between two steps. Raises `IspError` for a format that this version does not know.
    """
    from isptool.reading.edit import apply

    lifts, present = LIFTS if lifts is None else lifts, present or FORMAT
    found, text = format_of(source), None
    while found != present:
        if found not in lifts:
            raise IspError(
                f"{source.shown_as} is written in format {found}, which this version of isptool does not know.",
                "Install the newest version of isptool.",
            )
        following, lift = lifts[found]
        text = apply(source, [*lift(source), Edit("set", ("format",), following)])
        source = read(text)
        found = format_of(source)
    return text


def in_present_format(source: Source) -> Source:
    """A file as it reads in the present format; itself where it is in it, or in one that this version does not know.

    Nothing is written: so files and sealed copies of every released format stay readable, and what is sealed stays
    byte for byte. The places of findings in a lifted file are those of the lifted text.
    """
    from isptool.reading.source import read_text

    found = format_of(source)
    if found == FORMAT or found not in LIFTS:
        return source
    text = lifted(source, lambda each: read_text(each, source.shown_as))
    assert text is not None
    made = read_text(text, source.shown_as)
    made.path = source.path
    return made
