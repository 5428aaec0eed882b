"""Forms of the process that came back: read, kept as records in forms/, and what follows from them entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from isptool.asking import entering_papers as entering
from isptool.asking.paper import ToldOfPaper, paper
from isptool.asking.read_form import Opened
from isptool.asking.read_paper import ReadPaper, read_paper
from isptool.asking.words import load as load_words
from isptool.cli import options, saving, terminal
from isptool.cli.changing import make_changes
from isptool.cli.opening import Opened as OpenedWorkspace
from isptool.cli.report import number
from isptool.cli.telling import found_by, not_taken
from isptool.errors import IspError
from isptool.law.book import LawBook
from isptool.model.fields import Misread, read_date, show_date, slug
from isptool.model.process_form import ProcessForm
from isptool.process_forms import process_form
from isptool.reading.edit import apply
from isptool.reading.source import Source, read_file, read_text
from isptool.reading.workspace import File, shown


@dataclass
class _Changed:
    """A file that is to change: as it is on the disk (empty for a new one), and as it will be."""

    old: str
    source: Source

    @property
    def new(self) -> str:
        return self.source.text


class ReturnedForms:
    """The forms of the process among the files of one run."""

    def __init__(self, opened: OpenedWorkspace, today: str | None, *, force: bool) -> None:
        self.opened = opened
        self.day = options.as_at(today, opened.workspace)
        self.force = force
        self.code = 0
        self.changes: dict[Path, _Changed] = {}
        self.reviews: list[ReadPaper] = []
        self.next: list[str] = []
        self._today = today
        self._words = load_words(opened.template_folders)

    # ── one file ─────────────────────────────────────────────────────────────────────────────────────

    def add(self, opened: Opened, told: ToldOfPaper) -> None:
        """Read one form and note what it changes. Raises `IspError` where it cannot be one of this workspace."""
        occasion = told.occasion
        if slug(occasion.number) != occasion.number.replace(".", "-"):
            raise IspError(f"{opened.file} has a number that no file can have: {occasion.number}.", "Make it again.")
        form = process_form(occasion.form, self.opened.template_folders)
        found = read_paper(opened.contents, opened.file, paper(form, occasion, {}, self._words), told.mark)
        document = self._document(found)
        self._tell(found, form)
        if not found.answers:
            return
        self._record(found, form)
        if form.entered == "consultation" and document is not None:
            self._change(
                document.source, entering.comment_text(self._now(document.source), found, self._said_on(found))
            )
        elif form.entered == "joining" and document is not None:
            self._joining(found, document)
        elif form.entered == "review" and document is not None:
            self.reviews.append(found)
        self._then(found, form)

    def _document(self, found: ReadPaper) -> File[Any] | None:
        about = found.occasion.about
        if not about:
            return None
        files: list[File[Any]] = [*self.opened.workspace.protocols, *self.opened.workspace.agreements]
        for each in files:
            if each.model is not None and each.model.id == about:
                return each
        raise IspError(
            f"{found.file} is about {about}, which is not in this workspace.", "Name the workspace with --in."
        )

    def _tell(self, found: ReadPaper, form: ProcessForm) -> None:
        about = f", {found.occasion.about}" if found.occasion.about else ""
        count = number(len(found.answers), "answer")
        _say(f"{found.file}: {form.title}{about}: {count}{found_by(found.ways)}")
        for line in not_taken(found.unread, found.left_empty, found.gone):
            _say(f"   {line}")
        if found.unread or found.gone:
            self.code = 1

    # ── what it changes ──────────────────────────────────────────────────────────────────────────────

    def _record(self, found: ReadPaper, form: ProcessForm) -> None:
        number_ = found.occasion.number
        there = next((each for each in self.opened.workspace.filled_forms
                      if each.model is not None and each.model.id == number_), None)  # fmt: skip
        if there is not None:
            if there.model is not None and there.model.form != found.occasion.form:
                raise IspError(f"{there.shown_as} has the number {number_} and is another form.", "Make it again.")
            self._change(there.source, entering.record_again(self._now(there.source), found, form))
            return
        path = self.opened.home / "forms" / saving.file_name(number_, ".yaml")
        if path in self.changes:
            now = self.changes[path].source
            self.changes[path] = _Changed("", read_text(entering.record_again(now, found, form), shown(path)))
            return
        if path.exists():
            raise IspError(f"{shown(path)} is there already, and is no form of that number.", "Move it away first.")
        text = entering.record_text(found, form, show_date(self.day))
        self.changes[path] = _Changed("", read_text(text, shown(path)))

    def _joining(self, found: ReadPaper, protocol: File[Any]) -> None:
        partner = entering.joining_id(found)
        book, typed = LawBook.load(), str(found.answers.get("kind") or "")
        kind = book.find_body(typed) if typed else None
        entry = entering.partner_entry(found, kind.id if kind is not None else "")
        if typed and kind is None:
            near = ", ".join(each.id for each in book.near_bodies(typed))
            _say(f"   not taken: the kind of body “{typed}” is none we know; write `kind:` in partners.yaml"
                 f"{f', perhaps {near}' if near else ''}.")  # fmt: skip
            self.code = 1
        source = self._partners_file(partner)
        if source is None:
            from isptool.asking.laying_out import partners_text

            path = self.opened.home / "partners.yaml"
            self.changes[path] = _Changed("", read_text(partners_text({partner: entry}, ""), shown(path)))
        else:
            now = self._now(source)
            self._change(source, apply(now, list(entering.partner_edits(now, partner, entry))))
        now = self._now(protocol.source)
        self._change(protocol.source, apply(now, entering.joining_edits(now, partner)))

    def _partners_file(self, partner: str) -> Source | None:
        files = [each for each in self.opened.workspace.partners if each.model is not None]
        holding = [each for each in files if each.model is not None and partner in each.model.partners]
        return next((each.source for each in (*holding, *files)), None)

    def _now(self, source: Source) -> Source:
        """A file as it will be after what was read so far."""
        assert source.path is not None
        changed = self.changes.get(source.path)
        return changed.source if changed is not None else read_file(source.path, source.shown_as)

    def _change(self, source: Source, text: str) -> None:
        assert source.path is not None
        old = self.changes[source.path].old if source.path in self.changes else source.path.read_bytes().decode("utf-8")
        if text != old:
            self.changes[source.path] = _Changed(old, read_text(text, source.shown_as))

    def _said_on(self, found: ReadPaper) -> str:
        return entering.day_of(found, "proposed-on", self.day)

    def _then(self, found: ReadPaper, form: ProcessForm) -> None:
        told = found.occasion
        partner = told.partner
        if form.entered == "joining":
            partner = entering.joining_id(found)
        known = {"about": told.about or "ID", "version": told.version or "VERSION", "partner": partner or "PARTNER",
                 "number": told.number, "other": "PARTNER"}  # fmt: skip
        for line in form.next:
            told_next = line
            for name, value in known.items():
                told_next = told_next.replace(f"{{{name}}}", value)
            if told_next not in self.next:
                self.next.append(told_next)

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────

    def finish(self) -> int:
        """Show every change, ask once, write; then say what to do next. Returns the exit code."""
        changes = [(path, each.old, each.new) for path, each in self.changes.items() if each.new != each.old]
        if not changes:
            _say("Nothing to write: it stood there already.")
            return self.code
        if not make_changes(changes, force=self.force):
            return self.code
        _say(f"Written: {', '.join(shown(path) for path, _, _ in changes)}.")
        for found in self.reviews:
            self._review(found)
        for line in self.next:
            _say(f"Next: {line}")
        return self.code

    def _review(self, found: ReadPaper) -> None:
        """Record what a review came to, where the document is in force."""
        from isptool.cli.recording import open_desk
        from isptool.lifecycle.reviews import OUTCOMES, outcome_record
        from isptool.sealing.shelf import REVIEWS

        told, said = found.occasion, {key: str(value) for key, value in found.answers.items()}
        desk = open_desk([str(self.opened.home)], self._today)
        current = desk.life(told.about).current
        if current is None or current.status not in ("in-force", "under-review", "suspended", "expired"):
            _say(f"{told.about} is not in force, so only the form is kept and no review is recorded.")
            return
        outcome, by = said.get("outcome", ""), said.get("reviewed-by", "")
        following = _day(said.get("next-review", ""))
        goes_on = outcome in ("unchanged", "minor")
        if outcome not in OUTCOMES or not by or (goes_on and (following is None or following <= self.day)):
            self.code = 1
            _say("No review is recorded: the outcome, the post, or a day to come of the next review is missing.")
            return
        day = _day(said.get("reviewed-on", "")) or self.day
        values = outcome_record(
            current, outcome=outcome, day=day, following=following if goes_on else None, by=by,
            text=said.get("reasons", "") or f"See the form {told.number}.",
        )  # fmt: skip
        path = desk.record(current.version, REVIEWS, f"{day.isoformat()}-review", values)
        _say(f"{told.about} {current.number}: review recorded in {shown(path)}: {outcome}.")


def _day(text: str) -> date | None:
    try:
        return read_date(text) if text else None
    except Misread:
        return None


def _say(text: str) -> None:
    terminal.say_wrapped(text)
