"""A document and everything it was made from, sealed for signature; and a sealed version opened again."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from isptool import __version__
from isptool.checking.rule import At
from isptool.cli.judging import Judged, judge
from isptool.cli.opening import Opened, open_named
from isptool.cli.recording import Desk
from isptool.errors import IspError
from isptool.library import checklists, house_style
from isptool.lifecycle.life import VersionLife
from isptool.lifecycle.seal_up import Sealed, Workshop, last_agreed, printed_and_sealed, seal_up
from isptool.model.signed import Signed
from isptool.reading.workspace import shown
from isptool.sealing.seal import Seal
from isptool.sealing.shelf import Version
from isptool.settling.changes import Changes, changes
from isptool.settling.settled import Settled
from isptool.writing import compose_words
from isptool.writing.compose import Composing
from isptool.writing.compose_sealed import Printed
from isptool.writing.word_house import HouseStyle


def workshop(desk: Desk, *, looks: bool = False) -> Workshop:
    """What composing needs: the points, checklists and law, and (with `looks`) the house style."""
    folders = desk.opened.template_folders
    house = HouseStyle.load(house_style(folders)) if looks else None
    return Workshop(desk.opened.points(), checklists(folders), desk.opened.law(), house)


def composing(desk: Desk, judged: Judged) -> Composing:
    """How a text is composed that is to be sealed: as at today, with nothing signed yet."""
    return Composing(
        today=desk.today,
        mark="FOR SIGNATURE",
        signed=Signed(status="signing"),
        questions=tuple(replace(row, confirmed_by=None) for row in judged.questions),  # signing changes no text
        answered=judged.checked.answered,
        made_with=(("isptool", __version__),),
        words=compose_words.load(desk.opened.template_folders),
    )


def fresh(desk: Desk, judged: Judged, shop: Workshop | None = None) -> tuple[Printed, Seal]:
    """The text of a document as it would be sealed today."""
    return printed_and_sealed(judged.settled, shop or workshop(desk), composing(desk, judged), desk.shelf)


def seal(desk: Desk, judged: Judged) -> Sealed:
    """Everything that is kept of a document when it is sealed today."""
    return seal_up(
        judged.settled,
        shop=workshop(desk, looks=True),
        at=composing(desk, judged),
        rules=rules_at(desk),
        shelf=desk.shelf,
        sources=sources(desk, judged.settled),
        since=since(desk, judged.settled),
    )


def rules_at(desk: Desk) -> At:
    """What rules may know of the workspace, with nothing signed."""
    workspace = desk.opened.workspace
    return At(
        today=desk.today,
        law=desk.opened.law(),
        points=desk.opened.points(),
        partners=workspace.partner_records(),
    )


def sources(desk: Desk, settled: Settled) -> dict[str, bytes]:
    """The files that a document is made from, by their names in the workspace, as they lie there now."""
    workspace = desk.opened.workspace
    wanted = {settled.file, *(each.file for each in settled.protocols), *(file for file, _ in settled.schedules)}
    wanted |= {file.shown_as for file in workspace.partners} | {file.shown_as for file in workspace.law}
    if workspace.settings is not None:
        wanted.add(workspace.settings.shown_as)
    found: dict[str, bytes] = {}
    for name in sorted(wanted):
        path = Path(name).absolute()
        found[_within(path, desk.root)] = path.read_bytes()
    return found


def _within(path: Path, root: Path) -> str:
    """A file's name within its workspace; of one that was sealed already, within the workspace it was sealed from."""
    for folder in path.parents:
        if folder.name == "source" and folder.is_relative_to(root / "sealed"):
            return path.relative_to(folder).as_posix()
    return path.relative_to(root).as_posix()


def open_sealed(desk: Desk, version: Version) -> Judged:
    """A sealed version settled again from the files that were sealed with it.

    Raises `IspError` where these cannot be read any more.
    """
    source = version.folder / "source"
    opened: Opened = open_named([str(source)])[0]
    for each in judge(opened, desk.today)[0]:
        if each.settled.document.id == version.document:
            return each
    raise IspError(
        f"The source of {version.document} {version.version} cannot be read from {shown(source)}.",
        f"See what was changed: `isptool verify {version.document}`.",
    )


def since(desk: Desk, settled: Settled) -> tuple[VersionLife, Changes] | None:
    """The agreed version before this one and what changed from it; None where there is none."""
    before = last_agreed(desk.life(settled.document.id), settled.document.version or "")
    if before is None:
        return None
    return before, changes(open_sealed(desk, before.version).settled, settled)
