"""The health of a register on one screen: what there is, what is due, who is missing, what is doubtful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from isptool.model.fields import show_date
from isptool.register.doubts import Doubt
from isptool.register.entry import Entry, Register, shown_day

SOON = 90
"""Within how many days a review is soon."""

_ORDER = (
    "idea", "draft", "consultation", "signing", "signed", "in-force", "under-review", "suspended", "expired",
    "superseded", "terminated", "withdrawn", "unknown",
)  # fmt: skip
_OUT = frozenset({"signing", "in-force", "under-review", "suspended", "expired"})


class Concern(Struct, frozen=True):
    """One thing a board should know: how many, of what, and the first of them with what is wrong."""

    what: str
    count: int
    first: tuple[tuple[str, str], ...]
    """Title and words."""


class Health(Struct, frozen=True):
    """What a board paper says of a register."""

    title: str
    as_at: str
    counts: tuple[tuple[str, int], ...]
    concerns: tuple[Concern, ...]
    soon: tuple[tuple[str, str], ...]
    """The next reviews: title and day."""
    making: tuple[tuple[str, str], ...] = ()
    """What is being made: title, and what it still needs."""

    @property
    def worry(self) -> int:
        """How many things need somebody."""
        return sum(each.count for each in self.concerns)


def health(
    register: Register,
    doubts: Sequence[Doubt],
    title: str,
    across: Sequence[tuple[str, str]] = (),
    making: Sequence[tuple[str, str]] = (),
) -> Health:
    """The health of a register.

    `across` are findings of the rules across documents, title and message; `making` the documents that are being made,
    title and what checking says that they still need.
    """
    entries = register.entries
    today = entries[0].known.today if entries else None
    kinds = Counter(each.facts.kind for each in entries)
    states = Counter(each.status for each in entries)
    counts = [("Protocols", kinds["protocol"]), ("Agreements", kinds["agreement"])]
    counts += [("Written elsewhere (records)", kinds["record"])] if kinds["record"] else []
    counts += [(f"Status: {each.replace('-', ' ')}", states[each]) for each in _ORDER if states[each]]
    live = [each for each in entries if each.is_live]
    counts += [
        ("Share special category data", sum(each.special for each in live)),
        ("Share criminal offence data", sum(each.criminal for each in live)),
        ("Are about children", sum(each.children for each in live)),
        ("Send data outside the UK", sum(each.outside_uk is True for each in live)),
    ]
    found = [
        _concern("Review overdue, or run out", ((each, _late(each)) for each in entries if each.overdue)),
        _concern(
            "Signatures missing",
            ((each, _missing(each)) for each in live if each.unsigned and each.status in _OUT),
        ),
        _concern(
            "In force without a day for review",
            ((each, "no day is set") for each in live if each.status in _OUT and each.next_review is None),
        ),
    ]
    titles = {each.file: each.facts.title for each in entries}
    by_kind: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        by_kind.setdefault(doubt.kind.code, []).append(doubt)
    for code, some in sorted(by_kind.items()):
        words = f"{some[0].kind.name.replace('-', ' ').capitalize()} ({code})"
        found.append(_made(words, [(titles.get(each.file, each.file), each.message) for each in some]))
    found.append(_made("Rules across documents", list(across)))
    found.append(_made("Files that could not be read whole", [(each.file, each.reason) for each in register.unread]))
    due = sorted(
        (each for each in live if each.next_review and 0 <= (each.days_to_review or 0) <= SOON),
        key=lambda each: (each.next_review, each.facts.title),
    )
    return Health(
        title,
        show_date(today) if today else "",
        tuple(counts),
        tuple(each for each in found if each.count),
        tuple((each.facts.title, shown_day(each.next_review)) for each in due[:5]),
        tuple(making),
    )


_FIRST = 3
_MADE = 5
"""How many of the documents that are being made fit on the screen."""


def _concern(what: str, found: Iterable[tuple[Entry, str]]) -> Concern:
    return _made(what, [(entry.facts.title, words) for entry, words in found])


def _made(what: str, found: Sequence[tuple[str, str]]) -> Concern:
    return Concern(what, len(found), tuple(found[:_FIRST]))


def _late(entry: Entry) -> str:
    if entry.ends is not None and entry.ends < entry.known.today:
        return f"ended on {shown_day(entry.ends)}"
    return f"was due on {shown_day(entry.next_review)}"


def _missing(entry: Entry) -> str:
    return (
        f"{len(entry.unsigned)} of {len(entry.signatories)}: {', '.join(entry.name(each) for each in entry.unsigned)}"
    )


def as_text(found: Health) -> Iterator[str]:
    """The summary on one screen."""
    yield f"{found.title}: the register as at {found.as_at}"
    yield ""
    width = max((len(label) for label, _ in found.counts), default=0)
    for label, count in found.counts:
        yield f"  {label:<{width}}  {count:>5}"
    yield ""
    if not found.concerns:
        yield "Nothing needs attention."
    else:
        yield "Needs attention"
        for each in found.concerns:
            yield f"  {each.count:>5}  {each.what}"
            for title, words in each.first[:1]:
                yield f"         {title}: {words}"
    if found.making:
        yield ""
        yield "Being made"
        for title, needs in found.making[:_MADE]:
            yield f"  {title}: {needs}"
        if len(found.making) > _MADE:
            yield f"  and {len(found.making) - _MADE} more"
    if found.soon:
        yield ""
        yield f"Reviews in the next {SOON} days"
        for title, day in found.soon:
            yield f"  {day}  {title}"
