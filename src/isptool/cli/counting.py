"""Which version of its protocol counts for each agreement: the newest that all its parties have signed.

Before any is signed by all of them, it is the working file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct, field

from isptool.settling.settled import Version

if TYPE_CHECKING:
    from isptool.cli.opening import Opened
    from isptool.model.documents import Agreement, Protocol
    from isptool.reading.source import Source
    from isptool.reading.workspace import File
    from isptool.sealing.shelf import Version as Kept


class Counting(Struct, frozen=True):
    """By the id of each agreement the signed version that counts for it, and the files in which these stand."""

    versions: Mapping[str, Version] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)


def counting(opened: Opened, today: date) -> Counting:
    """The signed versions of protocols that count for the agreements of a workspace.

    An agreement that follows `as-signed` stays under the version with which it was sealed.
    """
    if opened.home != opened.workspace.root or not (opened.home / "sealed").is_dir():
        return Counting()
    from isptool.lifecycle.following import counting_version
    from isptool.lifecycle.life import life_of
    from isptool.sealing.shelf import open_shelf

    shelf = open_shelf(opened.home)
    versions: dict[str, Version] = {}
    sources: dict[str, Source] = {}
    read: dict[tuple[str, str], File[Protocol] | None] = {}
    lives = {each: life_of(shelf, each, today) for each in {version.document for version in shelf.versions}}
    for file in opened.workspace.agreements:
        agreement = file.model
        life = lives.get(agreement.under or "") if agreement is not None else None
        if agreement is None or life is None:
            continue
        found = counting_version(life, list(_parties(agreement)))
        own = lives[agreement.id].current if agreement.id in lives else None
        if agreement.follows == "as-signed" and own is not None and own.version.is_sealed:
            under = own.version.seal.mapping("under").get(life.document, "")
            found = life.version(under) if under else found
            if found is None or not found.version.is_sealed:
                continue
        if found is None:
            continue
        key = (life.document, found.number)
        if key not in read:
            read[key] = _protocol(found.version)
        above = read[key]
        if above is not None and above.model is not None:
            versions[agreement.id] = Version(above.model, above.shown_as)
            sources[above.shown_as] = above.source
    return Counting(versions, sources)


def _parties(agreement: Agreement) -> Iterator[str]:
    """The partners that take part: not those that stand for bodies not named singly, which sign as they join."""
    for name, party in agreement.parties.items():
        if party is None or not (party.class_ or party.open_to or party.to_be_named):
            yield (party.of if party is not None and party.of else None) or name


def _protocol(kept: Kept) -> File[Protocol] | None:
    """The protocol as it was sealed; None where its file is not there any more (`verify` says so)."""
    from isptool.reading.workspace import read_files, yaml_files

    source = kept.folder / "source"
    files = [each for each in yaml_files(source) if each.relative_to(source).parts[0] == "protocols"]
    found = read_files(source, files).protocols
    return next((each for each in found if each.model is not None and each.model.id == kept.document), None)
