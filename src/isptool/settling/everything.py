"""A whole workspace, settled: each document under its own protocols, and what is wrong between files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from isptool.findings import Finding
from isptool.law.book import LawBook
from isptool.model.documents import Adoption, Agreement, Protocol, Schedules
from isptool.model.point import Point
from isptool.reading.workspace import File, Workspace
from isptool.settling.codes import Trouble, finding, near
from isptool.settling.protocol import settle_protocol
from isptool.settling.settle import settle
from isptool.settling.settled import Settled, Version
from isptool.settling.vocabulary import LawVocabulary

if TYPE_CHECKING:
    from isptool.model.record import Record


class SettledWorkspace(Struct, frozen=True):
    """The settled documents, protocols first, and the findings that concern several files at once."""

    documents: tuple[Settled, ...]
    findings: tuple[Finding, ...]


def settle_workspace(
    workspace: Workspace,
    points: Mapping[str, Point],
    book: LawBook,
    only: Collection[str] = (),
    counting: Mapping[str, Version] | None = None,
) -> SettledWorkspace:
    """Settle every document of a workspace, or those whose file is shown by a name in `only`.

    `counting` gives, by the id of an agreement, the version of its protocol that counts for it, where that is a signed
    one and not the working file. A document whose file could not be shaped at all is left out; the file's own findings
    say why.
    """
    return _Workspace(workspace, points, book, counting or {}).settle(only)


class _Workspace:
    def __init__(
        self, workspace: Workspace, points: Mapping[str, Point], book: LawBook, counting: Mapping[str, Version]
    ) -> None:
        self.workspace = workspace
        self.counting = counting
        self.points = points
        self.book = LawVocabulary(book)
        self.partners = workspace.partner_records()
        self.troubles: list[Trouble] = []
        self.protocols: dict[str, File[Protocol]] = {}
        for file in workspace.protocols:
            if file.model is not None:
                self.protocols.setdefault(file.model.id, file)

    def settle(self, only: Collection[str]) -> SettledWorkspace:
        self._same_ids()
        self._same_partners()
        self._schedules_of_nobody()
        self._decisions()
        documents = list(self._protocols(only))
        documents.extend(self._agreements(only))
        return SettledWorkspace(tuple(documents), tuple(finding(each, "") for each in self.troubles))

    def _protocols(self, only: Collection[str]) -> Iterator[Settled]:
        for file in self.workspace.protocols:
            if file.model is not None and (not only or file.shown_as in only):
                yield settle_protocol(
                    file.model,
                    file=file.shown_as,
                    adopted=self._chain(file.model, file.shown_as, noting=True)[1:],
                    partners=self.partners,
                    points=self.points,
                    book=self.book,
                )

    def _agreements(self, only: Collection[str]) -> Iterator[Settled]:
        for file in self.workspace.agreements:
            if file.model is None or (only and file.shown_as not in only):
                continue
            yield settle(
                file.model,
                file=file.shown_as,
                protocols=self._above(file.model, file.shown_as),
                schedules=self._schedules(file.model),
                partners=self.partners,
                points=self.points,
                book=self.book,
            )

    def _above(self, agreement: Agreement, file: str) -> list[Version]:
        if agreement.under is None or agreement.under == "none":
            return []
        protocol = self.protocols.get(agreement.under)
        if protocol is None or protocol.model is None:
            values = {"id": agreement.under, "near": near(agreement.under, [*self.protocols, "none"])}
            self.troubles.append(Trouble("STR-04", ("under",), file, values))
            return []
        signed = self.counting.get(agreement.id)
        if signed is not None:
            return self._chain(signed.protocol, signed.file, noting=False)
        return self._chain(protocol.model, protocol.shown_as, noting=False)

    def _chain(self, protocol: Protocol, file: str, *, noting: bool) -> list[Version]:
        """A protocol and those it adopts, nearest first; `noting` says what is wrong with the chain."""
        chain = [Version(protocol, file)]
        ids = [protocol.id]
        while (adopted := chain[-1].protocol.adopts) is not None:
            next_file = self.protocols.get(adopted.id)
            if adopted.id in ids:
                if noting:
                    self._circle(chain[-1], [*ids[ids.index(adopted.id) :], adopted.id])
                break
            if next_file is None or next_file.model is None:
                if noting and len(chain) == 1:
                    values = {"id": adopted.id, "near": near(adopted.id, list(self.protocols))}
                    self.troubles.append(Trouble("STR-04", ("adopts", "id"), file, values))
                break
            if noting and len(chain) == 1:
                self._other_version(adopted, next_file.model, file)
            chain.append(Version(next_file.model, next_file.shown_as))
            ids.append(adopted.id)
        return chain

    def _other_version(self, adopted: Adoption, there: Protocol, file: str) -> None:
        if adopted.version and there.version and adopted.version != there.version:
            values = {"version": adopted.version, "title": there.title, "there": there.version}
            self.troubles.append(Trouble("SET-23", ("adopts", "version"), file, values))

    def _circle(self, last: Version, ids: list[str]) -> None:
        values = {"id": ids[0], "round": " → ".join(ids)}
        trouble = Trouble("SET-02", ("adopts", "id"), last.file, values)
        if all(each.path != trouble.path or each.file != trouble.file for each in self.troubles):
            self.troubles.append(trouble)

    def _schedules(self, agreement: Agreement) -> list[tuple[str, Schedules]]:
        return [
            (file.shown_as, file.model)
            for file in self.workspace.schedules
            if file.model is not None and file.model.of == agreement.id
        ]

    # ── between files ────────────────────────────────────────────────────────────────────────────────

    def _same_ids(self) -> None:
        first: dict[str, str] = {}
        documents: list[File[Protocol] | File[Agreement]] = [*self.workspace.protocols, *self.workspace.agreements]
        for file in documents:
            if file.model is None:
                continue
            if file.model.id in first:
                here, there = f"this {file.model.kind}", f"the document in {first[file.model.id]}"
                values = {"id": file.model.id, "first": there, "second": here}
                self.troubles.append(Trouble("STR-05", ("id",), file.shown_as, values))
            else:
                first[file.model.id] = file.shown_as

    def _same_partners(self) -> None:
        first: dict[str, str] = {}
        for file in self.workspace.partners:
            for each in file.model.partners if file.model else {}:
                if each in first and first[each] != file.shown_as:
                    values = {"id": each, "first": f"the partner in {first[each]}", "second": "this partner"}
                    self.troubles.append(Trouble("STR-05", ("partners", each), file.shown_as, values))
                first.setdefault(each, file.shown_as)

    def _decisions(self) -> None:
        """What a decision led to is there, and no two decisions have one id."""
        first: dict[str, str] = {}
        workspace = self.workspace
        documents: list[File[Protocol] | File[Agreement] | File[Record]] = [
            *workspace.protocols,
            *workspace.agreements,
            *workspace.records,
        ]
        ids = [file.model.id for file in documents if file.model is not None]
        for file in workspace.decisions:
            if file.model is None:
                continue
            if file.model.id in first:
                values = {"id": file.model.id, "first": f"the decision in {first[file.model.id]}"}
                self.troubles.append(Trouble("STR-05", ("id",), file.shown_as, {**values, "second": "this decision"}))
            first.setdefault(file.model.id, file.shown_as)
            led_to = file.model.led_to
            if workspace.complete and led_to is not None and led_to not in ids:
                values = {"id": led_to, "near": near(led_to, ids)}
                self.troubles.append(Trouble("STR-04", ("led-to",), file.shown_as, values))

    def _schedules_of_nobody(self) -> None:
        if not self.workspace.complete:
            return
        ids = [file.model.id for file in self.workspace.agreements if file.model is not None]
        for file in self.workspace.schedules:
            if file.model is not None and file.model.of not in ids:
                values = {"id": file.model.of, "near": near(file.model.of, ids)}
                self.troubles.append(Trouble("STR-04", ("of",), file.shown_as, values))
