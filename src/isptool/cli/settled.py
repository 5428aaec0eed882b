"""From what was named to settled documents, each with what the records beside its text say of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from isptool.cli.counting import counting
from isptool.cli.opening import Opened
from isptool.findings import Finding
from isptool.library import checklists
from isptool.model.point import Checklist, Point
from isptool.model.signed import NOTHING_SIGNED, Signed
from isptool.reading.own_law import OwnLaws
from isptool.reading.source import Source
from isptool.settling.everything import settle_workspace
from isptool.settling.settled import Settled

LISTS = {"agreement": "ten-questions", "protocol": "protocol-questions"}
"""The checklist that a check and a document print for each kind of document."""


class SettledDocuments(Struct, frozen=True):
    """Every named document, settled, and what it was settled with.

    `findings` are those between files; `signed` is what the records say, by the id of a document; `above` are the
    files of signed protocols that count for them, by the name they are shown as.
    """

    today: date
    documents: tuple[Settled, ...]
    findings: tuple[Finding, ...]
    signed: Mapping[str, Signed]
    above: Mapping[str, Source]
    points: Mapping[str, Point]
    own_law: OwnLaws
    lists: Mapping[str, Checklist]

    def list_of(self, document: Settled) -> Checklist | None:
        """The checklist that is asked of a document."""
        return self.lists.get(LISTS["protocol" if document.is_protocol else "agreement"])

    def signed_of(self, document: Settled) -> Signed:
        """What the records say of a document."""
        return self.signed.get(document.document.id, NOTHING_SIGNED)


def settle(opened: Opened, today: date) -> SettledDocuments:
    """Every named document of a workspace, settled as it stands today."""
    points, own_law = opened.points(), opened.own_law()
    above = counting(opened, today)
    settled = settle_workspace(opened.workspace, points, own_law.book, opened.only, above.versions)
    documents = _with_views(opened, settled.documents)
    return SettledDocuments(
        today,
        documents,
        settled.findings,
        _signed(opened, documents, today),
        above.sources,
        points,
        own_law,
        checklists(opened.template_folders),
    )


def _signed(opened: Opened, documents: tuple[Settled, ...], today: date) -> Mapping[str, Signed]:
    """What the records say of each document; nothing where nothing was ever recorded here."""
    if not (opened.home / "sealed").is_dir():
        return {}
    from isptool.lifecycle.knowledge import lives, signed_of_all
    from isptool.sealing.shelf import open_shelf

    return signed_of_all(lives(open_shelf(opened.home), documents, today), documents)


def _with_views(opened: Opened, documents: tuple[Settled, ...]) -> tuple[Settled, ...]:
    """The documents, each with the views of officers that are recorded beside its text, after those in its file."""
    if not (opened.home / "sealed").is_dir():
        return documents
    from isptool.lifecycle.views import as_reviews
    from isptool.sealing.shelf import open_shelf

    shelf = open_shelf(opened.home)
    found = []
    for each in documents:
        more = as_reviews(shelf, each.document.id, each.document.version or "")
        whole = each.document.model_copy(update={"reviews": [*each.document.reviews, *more]}) if more else each.document
        found.append(replace(each, document=whole) if more else each)
    return tuple(found)
