"""Forms of the process made: from what the workspace knows, or again from one that came back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from isptool.asking import words
from isptool.asking.paper import Occasion, Paper, answers_of, paper
from isptool.asking.paper_word import About, to_markdown, to_word
from isptool.asking.prefills import Known, prefilled
from isptool.cli import options, terminal
from isptool.cli.opening import Opened, open_settings, readable
from isptool.cli.render import usual_folder
from isptool.cli.saving import Rendered, file_name
from isptool.errors import IspError
from isptool.law.book import LawBook
from isptool.library import checklists, house_style
from isptool.model.fields import slug
from isptool.model.process_form import FilledForm, ProcessForm
from isptool.process_forms import process_form, process_form_names
from isptool.reading.nearest import nearest
from isptool.reading.workspace import File, find_root, open_workspace, shown

if TYPE_CHECKING:
    from isptool.settling.settled import Settled

_NEEDS_DOCUMENT = ("consultation", "joining", "review")
"""What becomes of a form that cannot become so without a document."""


class Desk:
    """A workspace in which forms of the process are made, as at a day."""

    def __init__(self, workspace: str, today: str | None) -> None:
        self.opened = _opened(Path(workspace))
        self.day = options.as_at(today, self.opened.workspace)
        self.words = words.load(self.opened.template_folders)
        self._today = today

    # ── what there is ────────────────────────────────────────────────────────────────────────────────

    def listing(self) -> int:
        """Print every form: its name, its title, and for whom it is."""
        names = process_form_names(self.opened.template_folders)
        widest = max(map(len, names))
        for name in names:
            form = self._form(name)
            about = "" if form.about == "nothing" else f" [about: {form.about}]"
            terminal.say_wrapped(f"{name.ljust(widest)}  {form.title}{about}. {' '.join(form.for_.split())}")
        return 0

    def _form(self, name: str) -> ProcessForm:
        return process_form(name, self.opened.template_folders)

    # ── making ───────────────────────────────────────────────────────────────────────────────────────

    def make(
        self, name: str, document: str, partner: str, other: str, number: str, formats: Sequence[str],
        output: str | None,
    ) -> int:  # fmt: skip
        """Make a form with what is known in it, and save it."""
        form = self._form(name)
        settled = self._settled(form, name, document)
        for option, each in (("--for", partner), ("--with", other)):
            self._known_partner(option, each, settled, joins=form.entered == "joining")
        if number and slug(number) != number.replace(".", "-"):
            raise IspError(f"{number} cannot be the number of a form.", f"For example: --number {slug(number)}")
        about = settled.document.id if settled is not None else ""
        usual = "-".join(filter(None, (name, about, partner, self.day.isoformat())))
        version = (settled.document.version or "") if settled is not None else ""
        occasion = Occasion(name, number or usual, about, version, partner)
        known = Known(
            self.day, partner, other, self.opened.workspace.partner_records(), settled,
            self.values(settled) if settled is not None else {},
            self._review(about) if form.entered == "review" else {},
        )  # fmt: skip
        return self.save(paper(form, occasion, prefilled(form, known), self.words), settled, formats, output)

    def again(self, number: str, formats: Sequence[str], output: str | None) -> int:
        """Make a form that came back again, with its answers."""
        filled = self.filled(number)
        form = self._form(filled.form)
        settled = self._named(filled.about) if filled.about else None
        occasion = Occasion(filled.form, filled.id, filled.about or "", filled.version or "", filled.partner or "")
        return self.save(paper(form, occasion, answers_of(filled), self.words), settled, formats, output)

    def filled(self, number: str) -> FilledForm:
        """The form that came back with this number, or in this file. Raises `IspError` where there is none."""
        files = [each for each in self.opened.workspace.filled_forms if each.model is not None]
        for each in files:
            assert each.model is not None
            if number in (each.model.id, each.shown_as) or each.source.path == Path(number).absolute():
                return each.model
        numbers = [each.model.id for each in files if each.model is not None]
        near = nearest(number, numbers)
        hint = f"Did you mean {near}?" if near else f"Those that came back: {', '.join(sorted(numbers)) or 'none yet'}."
        raise IspError(f"No form with the number {number} came back.", hint)

    def save(self, made: Paper, settled: Settled | None, formats: Sequence[str], output: str | None) -> int:
        """Write a form in every format, unless somebody else's file is in the way."""
        from isptool.writing.word_house import HouseStyle

        folder = Path(output) if output is not None else usual_folder(self.opened)
        rendered, left = Rendered(folder), []
        about = self.about(made.occasion, settled)
        for each in formats:
            name = file_name(made.occasion.number, f".{each}")
            if each == "docx":
                house = HouseStyle.load(house_style(self.opened.template_folders))
                content = to_word(made, about, self.words, house)
            else:
                content = to_markdown(made, about, self.words).encode()
            if rendered.write(name, content):
                terminal.say(shown(folder / name))
            else:
                left.append(folder / name)
        rendered.close()
        for path in left:
            terminal.say_error(
                f"{shown(path)} was left as it is: it is not as isptool wrote it, or not isptool's.",
                "Move it, or give another folder with -o.",
            )
        if not left and "docx" in formats:
            terminal.say(
                f"When it is filled in: isptool collect {shown(folder / file_name(made.occasion.number, '.docx'))}"
            )
        return 2 if left else 0

    # ── what is known ────────────────────────────────────────────────────────────────────────────────

    def _settled(self, form: ProcessForm, name: str, document: str) -> Settled | None:
        if not document:
            if form.entered in _NEEDS_DOCUMENT:
                raise IspError(f"The form {name} is about a {form.about}, and none is named.",
                               f"For example: isptool form {name} {next(iter(self._ids(form)), 'ID')}")  # fmt: skip
            return None
        if form.about == "nothing":
            raise IspError(f"The form {name} is about no document.", "Leave the document out.")
        settled = self._named(document)
        if form.about != "document" and settled.is_protocol != (form.about == "protocol"):
            ids = ", ".join(self._ids(form)) or "none here"
            raise IspError(f"The form {name} is about {_a(form.about)}, and {document} is none.", f"There are: {ids}.")
        return settled

    def _ids(self, form: ProcessForm) -> Iterator[str]:
        files: list[File[Any]] = []
        files += self.opened.workspace.protocols if form.about != "agreement" else []
        files += self.opened.workspace.agreements if form.about != "protocol" else []
        yield from (each.model.id for each in files if each.model is not None)

    def _named(self, document: str) -> Settled:
        """The document with this id, or in this file, settled."""
        files: list[File[Any]] = [*self.opened.workspace.protocols, *self.opened.workspace.agreements]
        ids = {each.model.id: each.shown_as for each in files if each.model is not None}
        path = Path(document).absolute()
        by_path = {each.source.path: each.shown_as for each in files}
        file = ids.get(document) or by_path.get(path)
        found = next(iter(replace(self.opened, only=frozenset({file})).settled().documents), None) if file else None
        if found is None:
            near = nearest(document, ids)
            hint = f"Did you mean {near}?" if near else f"The documents here are: {', '.join(ids) or 'none'}."
            raise IspError(f"There is no document called {document} here.", hint)
        return found

    def _known_partner(self, option: str, partner: str, settled: Settled | None, *, joins: bool) -> None:
        known = {**self.opened.workspace.partner_records(), **(settled.parties if settled is not None else {})}
        if not partner or partner in known or (joins and slug(partner) == partner.replace(".", "-")):
            return
        near = nearest(partner, known)
        hint = f"Did you mean {near}?" if near else f"The partners are: {', '.join(known) or 'none yet'}."
        raise IspError(f"{option} {partner}: there is no such partner.", hint)

    def values(self, settled: Settled) -> Mapping[str, Any]:
        """The plain texts of a document, by which a form is filled in."""
        from isptool.writing import compose_words
        from isptool.writing.compose_matter import Composing, Matter
        from isptool.writing.form_values import values

        folders = self.opened.template_folders
        matter = Matter(
            settled, self.opened.points(), checklists(folders), self._book, Composing(today=self.day),
            compose_words.load(folders),
        )  # fmt: skip
        return values(matter)

    @cached_property
    def _book(self) -> LawBook:
        return LawBook.load()

    def _review(self, document: str) -> Mapping[str, str]:
        """What is known of a document in force for its review; nothing for one that is not."""
        from isptool.cli.recording import open_desk
        from isptool.cli.reviewing import facts

        if not (self.opened.home / "sealed").is_dir():
            return {}
        return facts(open_desk([str(self.opened.workspace.root)], self._today), document)

    def about(self, occasion: Occasion, settled: Settled | None) -> About:
        """What a form is about, as people know it."""
        partner = self.opened.workspace.partner_records().get(occasion.partner)
        name = partner.name if partner is not None else occasion.partner
        if settled is None:
            return About(occasion.about, name)
        head = settled.document
        facts = settled.parties.get(occasion.partner)
        return About(
            " ".join(filter(None, (head.title, occasion.version))),
            facts.name if partner is None and facts is not None else name,
            head.marking or "",
        )


def _opened(start: Path) -> Opened:
    """The workspace around a folder; without one the usual settings hold, for an emergency waits for no workspace."""
    return readable(Opened(open_workspace(start))) if find_root(start) is not None else open_settings(start)


def _a(about: str) -> str:
    return f"an {about}" if about == "agreement" else f"a {about}"
