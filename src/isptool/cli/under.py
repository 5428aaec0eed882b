"""Agreements under the versions of their protocol: settled again under another one, to see what that changes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from isptool.cli.opening import Opened
from isptool.cli.recording import Desk
from isptool.errors import IspError
from isptool.lifecycle.following import Following, following
from isptool.lifecycle.moves import LIVE
from isptool.reading.workspace import SETTINGS, read_files, yaml_files
from isptool.sealing.shelf import Version
from isptool.settling.everything import settle_workspace
from isptool.settling.settled import Settled


def followings(desk: Desk) -> dict[str, list[Following]]:
    """How each agreement in force, or out for signature, stands to newer versions of its protocols."""
    found: dict[str, list[Following]] = {}
    for document, life in desk.lives.items():
        current = life.current
        if current is None or not current.version.is_sealed or current.status not in (*LIVE, "signing", "signed"):
            continue
        for protocol in current.version.seal.mapping("under"):
            try:
                made = following(current, desk.life(protocol), partial(settled_under, desk, current.version, protocol))
            except IspError:
                continue  # a sealed source that cannot be read any more: `verify` says so
            if made is not None:
                found.setdefault(document, []).append(made)
    return found


def settled_under(desk: Desk, agreement: Version, protocol: str, version: str) -> Settled:
    """A sealed agreement, settled again under a sealed version of its protocol.

    Raises `IspError` where that version is not sealed, or one of the two cannot be read.
    """
    source = agreement.folder / "source"
    kept = desk.shelf.version(protocol, version)
    if kept is None or not kept.is_sealed:
        raise IspError(f"Version {version} of {protocol} is not sealed.", f"See `isptool status {protocol}`.")
    own = [each for each in yaml_files(source) if each.relative_to(source).parts[0] != "protocols"]
    above = [each for each in yaml_files(kept.folder / "source") if _below(each, kept.folder / "source") == "protocols"]
    settings = [source / SETTINGS] if (source / SETTINGS).is_file() else []
    workspace = read_files(source, [*settings, *own, *above])
    settled = settle_workspace(workspace, desk.opened.points(), Opened(workspace).law())
    for each in settled.documents:
        if each.document.id == agreement.document:
            return each
    raise IspError(f"The source of {agreement.document} {agreement.version} cannot be read.", "See `isptool verify`.")


def _below(path: Path, folder: Path) -> str:
    return path.relative_to(folder).parts[0]
