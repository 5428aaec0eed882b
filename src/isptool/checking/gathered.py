"""Objections of one kind to one value as one hit: five councils in one law row make one finding that names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from isptool.checking.bodies import listed
from isptool.findings import Hit, Severity, ValuePath

_THINGS = frozenset({"purposes", "parties", "flows", "data"})
"""Blocks whose entries are pointed at by their name where something is missing from them."""


class Objection(Struct, frozen=True):
    """One value that a rule objects to, for one party and (where it matters) one purpose, both in words."""

    path: ValuePath
    who: str
    purpose: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    note: str = ""
    severity: Severity | None = None
    on_key: bool = False
    words: str = ""

    @property
    def _kind(self) -> tuple[object, ...]:
        said = tuple(sorted(self.values.items()))
        return (self.path, self.file, said, self.note, self.severity, self.on_key, self.words)


def gathered(objections: Iterable[Objection]) -> Iterator[Hit]:
    """One hit for all objections that differ only in party and purpose, in the order in which they first come.

    The hit's values have `who` (the parties as a sentence lists them), `purposes` (the same of the purposes), and
    `who_for_what` (both, the purposes in brackets).
    """
    kinds: dict[tuple[object, ...], list[Objection]] = {}
    for each in objections:
        kinds.setdefault(each._kind, []).append(each)
    for same in kinds.values():
        first = same[0]
        who = listed(list(dict.fromkeys(each.who for each in same)))
        purposes = listed(list(dict.fromkeys(each.purpose for each in same if each.purpose)))
        both = f"{who} ({purposes})" if purposes else who
        values = {"who": who, "purposes": purposes, "who_for_what": both, **first.values}
        yield Hit(
            first.path,
            values,
            note=first.note,
            on_key=first.on_key or (len(first.path) == 2 and first.path[0] in _THINGS),
            file=first.file,
            words=first.words,
            severity=first.severity,
        )
