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


def lifted(source: Source, read: Callable[[str], Source], lifts: Mapping[str, tuple[str, Lift]] = LIFTS,
           present: str = FORMAT) -> str | None:  # fmt: skip
    """The text of a file in the present format; None where it is in it already.

    `read` reads a text again between two steps. Raises `IspError` for a format that this version does not know.
    """
    from isptool.reading.edit import apply

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
