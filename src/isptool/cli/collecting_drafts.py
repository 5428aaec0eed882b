"""Drafts that came back with changes and comments: listed, offered as edits, and the rest kept to be answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from isptool.asking.consultation import comment_edits
from isptool.asking.returned import DraftReader, Remark, Returned
from isptool.asking.word_changes import holds_any, marked
from isptool.asking.word_reader import carried, parts_of
from isptool.asking.words import load as load_words
from isptool.cli import options, terminal
from isptool.cli.opening import Opened
from isptool.cli.printing import Printable, printable
from isptool.cli.rendering import Order, Press
from isptool.cli.report import number
from isptool.errors import IspError
from isptool.findings import Edit, Severity
from isptool.model.documents import ANY_FILE
from isptool.model.fields import show_date
from isptool.reading.edit import apply
from isptool.reading.shape import shape_by_kind
from isptool.reading.source import read_text
from isptool.reading.workspace import File
from isptool.settling.canonical import canonical
from isptool.settling.settled import Settled
from isptool.writing.document import Document


@dataclass
class _Desk:
    """One document and the drafts of it that came back, each with who sent it."""

    printed: Printable
    reader: DraftReader
    drafts: list[tuple[str, Returned]] = field(default_factory=list)

    @property
    def settled(self) -> Settled:
        return self.printed.settled


class Drafts:
    """The drafts among the files of one run."""

    def __init__(self, opened: Opened, partner: str | None, today: str | None, *, force: bool) -> None:
        self.opened = opened
        self.partner = partner
        self.today = options.as_at(today, opened.workspace)
        self.force = force
        self.words = load_words(opened.template_folders)
        self.refused: list[IspError] = []
        self.desks: dict[str, _Desk] = {}

    # ── one file ─────────────────────────────────────────────────────────────────────────────────────

    def add(self, data: bytes, name: str) -> None:
        """Read one draft. Raises `IspError` where it is none of this workspace."""
        parts = parts_of(data, name)
        held = _held(data)
        document = str(held.get("id") or "") if held else ""
        if not document and not holds_any(parts, name):
            raise IspError(
                f"{name} is no form that isptool made, and holds no tracked changes and no comments.",
                "Collect the file that was sent out: a form, or a document with changes in it.",
            )
        desk = self._desk(document, data, name)
        party = self._from(name, desk.settled)
        stale = carried(data) != canonical(desk.settled)
        desk.drafts.append((party, desk.reader.read(data, name, stale=stale)))

    def _desk(self, document: str, data: bytes, name: str) -> _Desk:
        files: list[File[Any]] = [*self.opened.workspace.protocols, *self.opened.workspace.agreements]
        ids = {file.model.id: file for file in files if file.model is not None}
        if not document:
            titles = {file.model.title: each for each, file in ids.items() if file.model is not None}
            lines = (stretch.old for stretch in marked(parts_of(data, name), name).stretches)
            document = next((titles[line] for line in lines if line in titles), "")
        if document not in ids:
            what = (
                f"a draft of {document}, which is not in this workspace" if document else "a draft of no document here"
            )
            raise IspError(f"{name} is {what}.", "Name the workspace with --in DIR.")
        if document not in self.desks:
            self.desks[document] = self._opened(ids[document].shown_as)
        return self.desks[document]

    def _opened(self, shown_as: str) -> _Desk:
        opened = replace(self.opened, only=frozenset({shown_as}))
        printed = printable(opened, self.today)[0]
        order = Order(str(opened.workspace.root), (shown_as,), ("docx",), "full", self.today.isoformat())
        press = Press(opened, order)
        another = Press(opened, replace(order, day=(self.today + timedelta(days=40)).isoformat()))
        found = opened.workspace.file(shown_as)
        assert found is not None

        def recompose(text: str) -> Document | None:
            again = _with_text(opened, shown_as, text)
            if again is None:
                return None
            try:
                return press.composed(printable(again, self.today)[0])
            except (IspError, IndexError):
                return None

        reader = DraftReader(
            printed.settled,
            found.source,
            press.composed(printed),
            press.house,
            recompose,
            another.composed(printed),
            self.words.documents,
        )
        return _Desk(printed, reader)

    def _from(self, name: str, settled: Settled) -> str:
        parties = [facts.id for facts in settled.parties.values() if not facts.is_other]
        if self.partner is None and terminal.can_ask():
            terminal.say(f"Who sent {name}? {', '.join(parties)}")
            self.partner = terminal.read_line("> ").strip()
        if self.partner not in parties:
            who = (
                f"{self.partner} takes no part in {settled.document.id}" if self.partner else "nobody says who sent it"
            )
            raise IspError(f"{name} was not read: {who}.", f"Add --from with one of: {', '.join(parties)}.")
        return self.partner

    # ── all of them ──────────────────────────────────────────────────────────────────────────────────

    def finish(self) -> None:
        """List everything, ask about each edit, and write what was agreed and what is to be answered."""
        for desk in self.desks.values():
            if desk.drafts:
                self._finish(desk)

    def _finish(self, desk: _Desk) -> None:
        contested = _contested(desk)
        kept: list[tuple[str, Remark, str]] = []
        edits: list[Edit] = []
        for party, draft in desk.drafts:
            self._tell(desk, party, draft)
            for remark in draft.remarks:
                if any(change.path in contested for change in remark.changes):
                    _say(f"   {_paths(remark)}: partners would have it differently, so it is kept to be answered.")
                elif remark.changes and self._wanted(remark):
                    wanted = [each for each in remark.changes if not _there(edits, each.path)]
                    edits += [Edit("set", each.path, each.new) for each in wanted]
                    kept.append((party, remark, self._done(remark)))
                    continue
                kept.append((party, remark, ""))
        self._write(desk, edits, kept)

    def _tell(self, desk: _Desk, party: str, draft: Returned) -> None:
        comments = sum(each.is_comment for each in draft.remarks)
        changes = len(draft.remarks) - comments
        by = f", by {', '.join(draft.authors)}" if draft.authors else ""
        counts = f"{number(changes, 'change')} and {number(comments, 'comment')}"
        _say(f"{draft.file}: a draft of {desk.settled.document.id} from {desk.settled.name(party)}: {counts}{by}")
        if draft.stale:
            _say("   The document has changed since this file was made, so only tracked changes are read.")
        for text in draft.elsewhere:
            _say(f"   in a header, footer or note, not taken: “{text}”")
        if draft.formats:
            _say(f"   {number(draft.formats, 'change')} of looks alone, not taken")
        last = ""
        for remark in draft.remarks:
            if remark.clause != last:
                _say(f"   {remark.clause[:1].upper()}{remark.clause[1:]}")
                last = remark.clause
            who = f"{remark.author}{'' if remark.tracked else ' (not tracked)'}: " if remark.author else ""
            who = who or ("" if remark.tracked else "not tracked: ")
            _say(f"      {who}{' '.join(remark.said.split())}")
            for change in remark.changes:
                _say(f"         would set {change.where} to: {' '.join(str(change.new).split())}")
            if remark.inherited:
                _say(f"         {remark.inherited}.")

    def _wanted(self, remark: Remark) -> bool:
        if self.force:
            return True
        if not terminal.can_ask():
            raise IspError("Nothing was changed: nobody can be asked here.", "Add --force to make these changes.")
        return terminal.agrees(f"Set {_paths(remark)} as {remark.author or 'the partner'} would have it?")

    def _done(self, remark: Remark) -> str:
        return self.words.say("reply-done", text=remark.new)

    def _write(self, desk: _Desk, edits: Sequence[Edit], kept: Sequence[tuple[str, Remark, str]]) -> None:
        from isptool.cli.changing import change_files

        found = self.opened.workspace.file(desk.settled.file)
        assert found is not None
        text = apply(found.source, edits) if edits else None
        for party in dict.fromkeys(party for party, _, _ in kept):
            source = found.source if text is None else read_text(text, found.shown_as)
            said = [(remark, answer) for who, remark, answer in kept if who == party]
            if more := comment_edits(source, party, said, show_date(self.today)):
                text = apply(source, more)
        if text is None:
            _say(f"{desk.settled.document.id}: nothing new to keep.")
            return
        again = shape_by_kind(read_text(text, found.shown_as), ANY_FILE)
        if again.model is None or any(each.severity is Severity.ERROR for each in again.findings):
            raise IspError(f"{found.shown_as} could not be read with these changes, so nothing was changed.",
                           "Make them by hand.")  # fmt: skip
        if not change_files(self.opened, {found.shown_as: text}, force=self.force):
            return
        left = sum(not answer for _, _, answer in kept)
        _say(f"{number(len(edits), 'value')} changed; {number(left, 'remark')} to answer.")
        if left:
            _say(f"Write `answer:` beside each comment in {found.shown_as}, then "
                 f"`isptool points {desk.settled.document.id} --to replies`.")  # fmt: skip


def _held(data: bytes) -> dict[str, object]:
    """What a document that we made says of itself: its id and version."""
    try:
        said = json.loads(carried(data) or b"null")
    except ValueError:
        return {}
    document = said.get("document") if isinstance(said, dict) else None
    if isinstance(document, dict):
        return document
    return {"id": document, "version": said.get("version")} if isinstance(document, str) else {}


def _with_text(opened: Opened, shown_as: str, text: str) -> Opened | None:
    """The workspace with another text of one file; None where that cannot be read."""
    found = opened.workspace.file(shown_as)
    source = read_text(text, shown_as)
    if found is None or not source.usable:
        return None
    source.path = found.source.path
    shaped = shape_by_kind(source, ANY_FILE)
    if shaped.model is None or any(each.severity is Severity.ERROR for each in shaped.findings):
        return None
    new = File(source, shaped.model, shaped.findings, shaped.left_out)
    groups = {
        name: [new if file.shown_as == shown_as else file for file in getattr(opened.workspace, name)]
        for name in ("protocols", "agreements")
    }
    return replace(opened, workspace=replace(opened.workspace, **groups))


def _contested(desk: _Desk) -> set[tuple[str | int, ...]]:
    """The values that partners would have in different ways."""
    wanted: dict[tuple[str | int, ...], set[str]] = {}
    for _, draft in desk.drafts:
        for remark in draft.remarks:
            for change in remark.changes:
                wanted.setdefault(change.path, set()).add(" ".join(str(change.new).split()))
    return {path for path, values in wanted.items() if len(values) > 1}


def _there(edits: Sequence[Edit], path: tuple[str | int, ...]) -> bool:
    return any(each.path == path for each in edits)


def _paths(remark: Remark) -> str:
    return " and ".join(change.where for change in remark.changes)


def _say(text: str) -> None:
    terminal.say_wrapped(text)
