"""Two versions of a document, opened, settled, composed and compared: what `isptool diff` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from isptool.cli import options
from isptool.cli.opening import Opened, open_named, open_one, open_two
from isptool.cli.printing import Printable, printable
from isptool.cli.rendering import Order, Press, unreadable
from isptool.errors import IspError
from isptool.model.documents import Agreement, Protocol
from isptool.reading.workspace import File, find_root
from isptool.sealing.shelf import open_shelf
from isptool.settling.change_classes import CLASSES, ChangeClass
from isptool.settling.changes import Change, Changes, changes
from isptool.settling.settled import Settled
from isptool.writing.compared import ClauseChange, compared
from isptool.writing.document import Document, numbered

_WHAT_TO_DO: dict[ChangeClass, str] = {
    "material": "Material (a new version; those whom it concerns sign, and the impact assessment is looked at again)",
    "minor": "Minor (the owner makes it; the partners have 10 working days to object)",
    "administrative": "Administrative (the owner makes it and tells the partners; nobody signs)",
}

_A = {"agreement": "an agreement", "protocol": "a protocol"}


class Side(Struct, frozen=True):
    """One of the two versions."""

    settled: Settled
    document: Document


class Compared(Struct, frozen=True):
    """What changed, as data and as printed."""

    old: Side
    new: Side
    changes: Changes
    clauses: tuple[ClauseChange, ...]
    press: Press
    opened: Opened
    today: date

    @property
    def heading(self) -> str:
        """Which versions of what are compared."""
        before, after = self.old.settled.document, self.new.settled.document
        if before.id != after.id:
            return f"{before.title} ({before.id}) -> {after.title} ({after.id})"
        return f"{after.title} ({after.kind} {after.id}), {_version(self.old)} -> {_version(self.new)}"

    def meaning(self) -> Iterator[str]:
        """What all changes together mean: how many of which class, and who must sign."""
        found = self.changes
        counts = [f"{len(found.of(each))} {each}" for each in reversed(CLASSES) if found.of(each)]
        if not found.changes:
            yield "No fact changed; the words that print it did (see below)."
            return
        yield f"Changes: {', '.join(counts)}."
        if found.must_sign:
            rest = [each for each in _own_parties(self.new.settled) if each not in found.must_sign]
            others = f" {self.names(rest)} need not." if rest else ""
            yield f"Must sign: {self.names(found.must_sign)}.{others}"
        else:
            yield "Nobody has to sign again."
        if found.joining:
            yield f"Joining: {self.names(found.joining)}. The parties that are there already do not sign for that."
        if found.leaving:
            yield f"Leaving: {', '.join(self.old.settled.name(each) for each in found.leaving)}."

    def by_class(self) -> Iterator[tuple[str, tuple[Change, ...]]]:
        """The changes, the heaviest first, each class with what it asks for."""
        for each in reversed(CLASSES):
            if self.changes.of(each):
                yield _WHAT_TO_DO[each], self.changes.of(each)

    def where(self, change: Change) -> str:
        """Where a change is, with the number of its clause where the point is one."""
        number = self.new.document.labels.get(f"point-{change.point}", "") if change.point else ""
        return f"{change.where}, {number}" if number else change.where

    def names(self, parties: Sequence[str]) -> str:
        """Parties as they are called, in a list."""
        shown = [self.new.settled.name(each) for each in parties]
        return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:]))) or "nobody"

    def concerned(self, change: Change) -> str:
        """Whom a change concerns, short where it is everyone."""
        everyone = len(change.concerns) > 1 and set(change.concerns) == set(_own_parties(self.new.settled))
        return "every party" if everyone else self.names(change.concerns)

    def side(self, side: Side) -> dict[str, Any]:
        """Which document and version a side is."""
        document = side.settled.document
        return {
            "id": document.id,
            "kind": document.kind,
            "version": document.version or None,
            "file": side.settled.file,
        }

    def redline(self, author: str | None) -> bytes:
        """The Word file with tracked changes. Their author is who publishes the register, unless it is given."""
        from isptool.writing.redline import redline

        settings = self.opened.workspace.settings
        publisher = settings.model.publisher if settings is not None and settings.model is not None else None
        mark = f"CHANGES FROM {_version(self.old)} TO {_version(self.new)}".upper()
        return redline(
            self.old.document,
            replace(self.new.document, mark=mark),
            self.press.house,
            author=author or publisher or "isptool",
            on=self.today,
        )

    def usual_file(self) -> Path:
        """Where the Word file goes if nobody says: into the folder of rendered documents."""
        from isptool.cli.render import usual_folder
        from isptool.cli.saving import file_name

        return usual_folder(self.opened) / file_name(self.new.settled.document.id, ".changes.docx")


def compare(old: str, new: str, today: str | None) -> Compared:
    """Compare two versions named on the command line.

    Raises `IspError` where one cannot be opened or read whole, or where the two are of different kinds.
    """
    opened = _opened(old, new)
    day = options.as_at(today, opened[1].workspace)
    # Both are put into today's words of the newer one: what differs is what was agreed, not how templates say it.
    order = Order(str(opened[1].workspace.root), tuple(opened[1].only), ("docx",), "full", day.isoformat())
    press = Press(opened[1], order)
    printed = [_printed(name, each, day) for name, each in zip((old, new), opened, strict=True)]
    # Who signed is no difference between two texts.
    sides = [Side(each.settled, numbered(press.composed(each, records=False))) for each in printed]
    before, after = sides
    if before.settled.document.kind != after.settled.document.kind:
        raise IspError(
            f"{old} is {_A[before.settled.document.kind]} and {new} is {_A[after.settled.document.kind]}.",
            "Compare an agreement with an agreement, or a protocol with a protocol.",
        )
    return Compared(
        before,
        after,
        changes(before.settled, after.settled),
        compared(before.document, after.document),
        press,
        opened[1],
        day,
    )


def _opened(old: str, new: str) -> tuple[Opened, Opened]:
    """Both documents. `ID@VERSION` is the sealed version, or the working file if that is its version."""
    sealed = [_sealed(name) for name in (old, new)]
    if not any(sealed):
        return open_two(old, new)
    first, second = (found or open_one(name) for found, name in zip(sealed, (old, new), strict=True))
    return first, second


def _sealed(name: str) -> Opened | None:
    """A sealed version of a document, as the files that were sealed with it; None for any other name.

    Raises `IspError` for a version that is neither sealed nor the one being written.
    """
    wanted, at, number = name.partition("@")
    root = find_root(Path())
    if not at or root is None or Path(name).exists():
        return None
    shelf = open_shelf(root)
    version = shelf.version(wanted, number)
    if version is None or not version.is_sealed:
        try:
            open_one(name)
        except IspError as error:
            raise IspError(error.message, _instead(wanted, [each.version for each in shelf.of(wanted)])) from None
        return None
    opened = open_named([str(version.folder / "source")])[0]
    documents: list[File[Protocol] | File[Agreement]] = [*opened.workspace.protocols, *opened.workspace.agreements]
    for file in documents:
        if file.model is not None and file.model.id == wanted:
            return replace(opened, only=frozenset({file.shown_as}))
    raise IspError(
        f"The source of {wanted} {number} cannot be read.", f"See what was changed: `isptool verify {wanted}`."
    )


def _instead(document: str, versions: Sequence[str]) -> str:
    if versions:
        return f"Sealed are: {', '.join(f'{document}@{each}' for each in versions)}."
    return (
        f"Nothing of {document} is sealed yet. Save the older version as a file (for example with "
        f"`git show REVISION:agreements/{document}.yaml > old.yaml`) and name that file."
    )


def _printed(name: str, opened: Opened, day: date) -> Printable:
    for file in opened.only:
        unread = unreadable(opened, file)
        if unread:
            raise IspError(f"{file} cannot be compared: {unread}", f"Mend it first: `isptool validate {name}`.")
    printed = printable(opened, day)
    if not printed:
        raise IspError(f"{name} is no protocol or agreement.", "Give the path or id of one.")
    return printed[0]


def _own_parties(settled: Settled) -> tuple[str, ...]:
    if not isinstance(settled.document, Agreement):
        return tuple(settled.parties)
    return tuple(each for each, facts in settled.parties.items() if not facts.is_other)


def _version(side: Side) -> str:
    return f"version {side.settled.document.version}" if side.settled.document.version else "no version"
