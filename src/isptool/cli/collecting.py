"""What `isptool collect` does: each file opened and told, answers entered, differences shown, files changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from isptool.asking import words
from isptool.asking.collecting import Collected, Collector, Conflict, in_words
from isptool.asking.draft import Around
from isptool.asking.paper import told_of
from isptool.asking.read_form import Opened, ReadForm, Told, open_form
from isptool.asking.word_reader import carried
from isptool.cli import terminal
from isptool.cli.changing import change_files
from isptool.cli.opening import Opened as OpenedWorkspace
from isptool.cli.opening import readable
from isptool.cli.report import number
from isptool.cli.telling import found_by, not_taken
from isptool.errors import IspError
from isptool.reading.nearest import nearest
from isptool.reading.workspace import File, open_workspace
from isptool.settling.everything import settle_workspace
from isptool.settling.settled import Settled

if TYPE_CHECKING:
    from isptool.cli.collecting_drafts import Drafts
    from isptool.cli.collecting_papers import ReturnedForms


class Collection:
    """The files of one run."""

    def __init__(self, workspace: str, *, force: bool, partner: str | None = None, today: str | None = None) -> None:
        self.opened = readable(OpenedWorkspace(open_workspace(Path(workspace))))
        self.around = Around(self.opened.workspace, self.opened.points(), self.opened.law())
        self.words = words.load(self.opened.template_folders)
        self.force = force
        self.collectors: dict[str, Collector] = {}
        self.refused: list[IspError] = []
        self.code = 0
        self._partner = partner
        self._today = today
        self._drafts: Drafts | None = None
        self._process: ReturnedForms | None = None

    # ── one file ─────────────────────────────────────────────────────────────────────────────────────

    def add(self, name: str) -> None:
        """Open one file and read it; what is no file of ours is said in a line, and the others go on."""
        try:
            data = _bytes(name)
            opened = open_form(data, name)
            if opened.told is not None:
                self._form(opened, opened.told)
            elif (process := told_of(carried(data), opened.contents.lines)) is not None:
                self.process.add(opened, process)
            else:
                self.drafts.add(data, name)
        except IspError as error:
            self.refused.append(error)

    def _form(self, opened: Opened, told: Told) -> None:
        if told.document not in self.collectors:
            self.collectors[told.document] = Collector(self.around, self._settled(opened.file, told), self.words)
        self.collectors[told.document].add(opened, told)

    def _settled(self, file: str, told: Told) -> Settled:
        workspace = self.opened.workspace
        files: list[File[Any]] = [*workspace.protocols, *workspace.agreements]
        documents = {each.model.id: each.shown_as for each in files if each.model is not None}
        if told.document not in documents:
            near = nearest(told.document, documents)
            raise IspError(
                f"{file} is a form of {told.document}, which is not in this workspace.",
                f"Is it the form of {near}?" if near else "Name the workspace with --in DIR.",
            )
        found = settle_workspace(workspace, self.around.points, self.around.book, [documents[told.document]])
        return found.documents[0]

    @property
    def process(self) -> ReturnedForms:
        """The forms of the process among the files."""
        if self._process is None:
            from isptool.cli.collecting_papers import ReturnedForms

            self._process = ReturnedForms(self.opened, self._today, force=self.force)
        return self._process

    @property
    def drafts(self) -> Drafts:
        """The drafts among the files."""
        if self._drafts is None:
            from isptool.cli.collecting_drafts import Drafts

            self._drafts = Drafts(self.opened, self._partner, self._today, force=self.force)
        return self._drafts

    # ── all of them ──────────────────────────────────────────────────────────────────────────────────

    def finish(self) -> int:
        """Enter what was read, say what became of it, and return the exit code."""
        for collector in self.collectors.values():
            self._finish(collector)
        if self._process is not None:
            self.code = max(self.code, self._process.finish())
        if self._drafts is not None:
            self._drafts.finish()
            self.refused += self._drafts.refused
        for error in self.refused:
            terminal.say_error(error.message, f"   {error.hint}" if error.hint else "")
        if self.refused:
            terminal.say_error("Nothing was taken from " + ("this file." if len(self.refused) == 1 else "these files."))
            return 2
        return self.code

    def _finish(self, collector: Collector) -> None:
        found = collector.enter()
        settled = collector.settled
        for each in found.read:
            self._tell(each, settled)
        for conflict in found.conflicts:
            self._conflict(conflict, settled)
        for answered, why in found.entered.refused:
            self.code = 1
            question = answered.question
            _say(f"Not written: {question.code} {question.point.title}, {settled.name(answered.partner)}:")
            _say(f"   {in_words(answered)}")
            _say(f"   because {why}.")
        self._write(found, settled)

    def _tell(self, each: ReadForm, settled: Settled) -> None:
        partner = settled.name(each.told.partner)
        count = number(len(each.answered), "answer")
        _say(f"{each.file}: {settled.document.id}, {partner}: {count}{found_by(each.ways)}")
        for line in not_taken(each.unread, each.left_empty, each.gone):
            _say(f"   {line}")
        if each.unread or each.gone:
            self.code = 1

    def _conflict(self, conflict: Conflict, settled: Settled) -> None:
        self.code = 1
        _say(f"Answered differently, so nothing was written: {conflict.question}")
        for each in conflict.answers:
            _say(f"   {settled.name(each.partner)} ({each.file}): {in_words(each)}")

    # ── the files ────────────────────────────────────────────────────────────────────────────────────

    def _write(self, found: Collected, settled: Settled) -> None:
        entered = found.entered
        if entered.there_already:
            count = number(len(entered.there_already), "answer")
            _say(f"{count} stood there already.")
        if not entered.texts:
            _say(f"{settled.document.id}: nothing to write.")
            return
        if not change_files(self.opened, entered.texts, force=self.force):
            return
        count = number(len(entered.written), "answer")
        _say(f"{count} written to {', '.join(entered.texts)}. Next: `isptool points {settled.document.id}`.")


def _bytes(name: str) -> bytes:
    path = Path(name)
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is not there"
        raise IspError(f"{name} {what}.", "Name the Word files that came back.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise IspError(f"{name} cannot be read: {error.strerror}.", "Check who may read it.") from None


def _say(text: str) -> None:
    terminal.say_wrapped(text)
