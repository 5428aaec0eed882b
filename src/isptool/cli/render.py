"""`isptool render`: documents as Word, Markdown, HTML, PDF and ODT, or in a partner's own Word form."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from isptool.cli.faults import HINT, Fault
from isptool.cli.options import Paths, Today
from isptool.errors import IspError

if TYPE_CHECKING:
    from isptool.cli.office import Form, Source
    from isptool.cli.opening import Opened
    from isptool.cli.rendering import Made, Order
    from isptool.cli.saving import Rendered
    from isptool.model.node import Node
    from isptool.reading.workspace import File

EXAMPLES = (
    "isptool render examples/wolds-and-dales -o rendered",
    "isptool render examples/wolds-and-dales/agreements/safe-and-well-visits.yaml --to md -o rendered",
)
FORMATS = ("docx", "md", "html", "odt", "pdf")
CONVERTED = ("odt", "pdf")
"""Formats that another program makes of the Word file."""
_SKIPPED_IN_FULL = 3
_SHARE = 16
"""Documents that a process makes at a time: each time it reads the protocols and partners again."""
FOR_ONE = ("partner", "guide", "notice")
"""Editions that can be one partner's."""
EDITIONS = ("full", "summary", "why", "guide", "public", "partner", "notice")


def render(
    paths: Paths = None,
    to: Annotated[
        str, typer.Option("--to", metavar="FORMATS", help="docx, md, html, odt and pdf, with commas.")
    ] = "docx,md",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="DIR", help="Where to; else the workspace's rendered folder."),
    ] = None,
    edition: Annotated[
        str | None,
        typer.Option("--edition", metavar="NAME", help="full, summary, why, guide, public, partner or notice."),
    ] = None,
    party: Annotated[
        str | None,
        typer.Option("--for", metavar="PARTNER", help="One partner's own: its pack, or its guide or notice."),
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(
            "--template", metavar="FORM.docx", help="Fill a partner's own Word form instead (isptool[forms])."
        ),
    ] = None,
    headings: Annotated[
        str | None,
        typer.Option(
            "--headings", metavar="FORM", help="Agreements under the headings of another form, such as waspi."
        ),
    ] = None,
    no_data: Annotated[
        bool, typer.Option("--no-data", help="Do not carry the data the document was made from inside the Word file.")
    ] = False,
    digest: Annotated[
        bool, typer.Option("--digest", help="Print beside each file the SHA-256 of what it says, the same everywhere.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", help="How many processes work at once.", min=1)] = 1,
    today: Today = None,
) -> int:
    """Write documents as Word and Markdown, each saying on its first page what is still open in it.

    A file that isptool made and nobody has touched is replaced; any other is left, and named. ODT and PDF are made
    by LibreOffice; without it, PDF by a browser.
    """
    from isptool.cli import options
    from isptool.cli.opening import open_named, readable
    from isptool.cli.rendering import Order

    formats = options.several_of("--to", to, FORMATS)
    edition = options.one_of("--edition", edition or ("partner" if party else "full"), EDITIONS)
    opened = [readable(each) for each in open_named(paths or [])]
    _check_party(edition, party, opened)
    day = options.as_at(today, opened[0].workspace)
    if template is not None:
        _check_form(template, opened)
        formats = ["docx"]
    if headings is not None:
        _check_headings(headings, edition, opened)
    order = Order(
        "", (), tuple(formats), edition, day.isoformat(), party or "", not no_data, template or "", headings or ""
    )
    outcome = _Outcome(digests=digest)
    for each in opened:
        folder = Path(output) if output is not None else usual_folder(each)
        files = _files_of(each)
        _render(folder, _made(each, order, jobs, files), order, outcome, len(files))
    return outcome.tell()


def _check_party(edition: str, party: str | None, opened: Sequence[Opened]) -> None:
    """Refuse a partner that nobody here is, one that an edition does not take, and none where it needs one."""
    if party is None:
        if edition == "partner":
            raise IspError("The partner edition is for one partner.", "Say which: --for ID.")
        return
    if edition not in FOR_ONE:
        raise IspError(
            f"The {edition} edition is the same for every partner.", f"--for goes with: {', '.join(FOR_ONE)}."
        )
    from isptool.reading.nearest import nearest

    known = dict.fromkeys(each for one in opened for each in one.workspace.partner_records())
    agreements = (file.model for one in opened for file in one.workspace.agreements)
    known |= dict.fromkeys(each for model in agreements if model is not None for each in model.parties)
    if party not in known:
        near = nearest(party, tuple(known))
        hint = f"Did you mean {near}?" if near else f"They are: {', '.join(known)}."
        raise IspError(f"--for {party}: no partner here has that id.", hint)


def _check_headings(name: str, edition: str, opened: Sequence[Opened]) -> None:
    """Refuse a form that nobody knows, and an edition that is no full document."""
    from isptool.cli import options
    from isptool.library import heading_map, heading_names

    if edition != "full":
        raise IspError("--headings prints the full edition.", f"Leave out --edition {edition}.")
    known = dict.fromkeys(form for each in opened for form in heading_names(each.template_folders))
    options.one_of("--headings", name, tuple(known))
    for each in opened:
        if name in heading_names(each.template_folders):
            heading_map(name, each.template_folders)


def _check_form(name: str, opened: Sequence[Opened]) -> None:
    """Refuse a form before anything is filled. Raises `IspError` that names everything that does not fit."""
    from isptool.writing import form_values, word_form

    path = Path(name)
    if not path.is_file():
        raise IspError(f"There is no form {name}.", "Give the path of a Word file (.docx).")
    points = dict.fromkeys(point for each in opened for point in each.points())
    wrong = word_form.misfits(path.read_bytes(), form_values.shape(points))
    if wrong:
        listed = "\n".join(f"  {each}" for each in wrong)
        raise IspError(
            f"{name} cannot be filled as it stands:\n{listed}",
            "Correct the tags in Word; `isptool check-templates --fields` lists every field of a form.",
        )


def usual_folder(opened: Opened) -> Path:
    """The folder of rendered documents of a workspace, if nobody names another."""
    settings = opened.workspace.settings
    name = settings.model.rendered if settings is not None and settings.model is not None else None
    return opened.home / (name or "rendered")


def _files_of(opened: Opened) -> list[str]:
    """The files of a workspace that are to be rendered: every document, or those that were named."""
    workspace = opened.workspace
    groups = (workspace.protocols, workspace.agreements, workspace.unknown)
    every = [file.shown_as for group in groups for file in cast("list[File[Node]]", group)]
    return [name for name in every if not opened.only or name in opened.only]


def _made(opened: Opened, order: Order, jobs: int, files: Sequence[str]) -> Iterator[Made]:
    """Every document, made; by several processes where that was asked for."""
    from msgspec.structs import replace

    from isptool.cli.rendering import make

    workspace = opened.workspace
    if jobs < 2 or len(files) < 2:
        yield from make(opened, replace(order, root=str(workspace.root), files=tuple(files)))
        return
    from concurrent.futures import ProcessPoolExecutor

    from isptool.cli.entry import tidy_seldom
    from isptool.cli.rendering import make_elsewhere

    workers = min(jobs, len(files))
    share = max(1, min(_SHARE, -(-len(files) // workers)))
    shares = [tuple(files[start : start + share]) for start in range(0, len(files), share)]
    orders = [replace(order, root=str(workspace.root), files=each) for each in shares]
    with ProcessPoolExecutor(workers, initializer=tidy_seldom) as pool:
        for made in pool.map(make_elsewhere, orders):
            yield from made


class _Outcome:
    """What became of each document, told once at the end."""

    def __init__(self, *, digests: bool = False) -> None:
        self.digests = digests
        self.written: list[tuple[Path, str]] = []
        self.left: list[Path] = []
        self.failed: list[str] = []
        self.skipped: list[tuple[str, str]] = []
        self.refused: list[IspError] = []
        self.faults: list[tuple[str, Fault]] = []
        self.told: list[str] = []

    def tell(self) -> int:
        """Say where everything is and what is missing, and return the exit code."""
        from isptool.cli import terminal
        from isptool.reading.workspace import shown

        for path, digest in self.written:
            terminal.say(f"{shown(path)}  {digest}" if digest else shown(path))
        for said in self.told:
            terminal.note(said)
        for said in self.failed:
            terminal.say_error(said)
        for path in self.left:
            terminal.say_error(f"{shown(path)} was left as it is: it is not as isptool wrote it, or not isptool's.")
        if self.left:
            terminal.say_error("Move what was left, or give another folder with -o.")
        for error in self.refused:
            terminal.say_error(f"Error: {error.message}", error.hint)
        for file, fault in self.faults:
            said = f"{file} was not rendered: {fault.sentence}. This is our fault, not the document's."
            terminal.say_error(fault.trace if terminal.debugging else said)
        if self.faults and not terminal.debugging:
            terminal.say_error(HINT)
        told = bool(self.written or self.left or self.failed or self.refused or self.faults)
        if self.skipped:
            self._tell_skipped(alone=not told)
        elif not told:
            raise IspError("Nothing was rendered: there is no document here yet.", "Start one with `isptool new`.")
        if self.faults:
            return 3
        return 2 if self.left or self.refused else 1 if self.failed else 0

    def _tell_skipped(self, *, alone: bool) -> None:
        """Say which documents have no such edition. Raises `IspError` where that is all that there is to say."""
        from isptool.cli import terminal

        count = len(self.skipped)
        if alone and count > 1:
            raise IspError(f"Nothing was rendered: not one of {count} documents has that.", self.skipped[0][1])
        if alone:
            raise IspError(f"{self.skipped[0][0]} was not rendered: {self.skipped[0][1]}")
        if count > _SKIPPED_IN_FULL:
            terminal.note(f"{count} documents were left out: they have no such edition, or not for that partner.")
        for file, why in self.skipped if count <= _SKIPPED_IN_FULL else ():
            terminal.note(f"{file} was left out: {why}")


def _render(folder: Path, made: Iterator[Made], order: Order, outcome: _Outcome, count: int) -> None:
    from isptool.cli.saving import Rendered

    rendered = Rendered(folder)
    progress = _Progress(count)
    ids: dict[str, str] = {}
    sources: list[Source] = []
    for each in made:
        progress.step(each.file)
        first = ids.setdefault(each.document or each.file, each.file)
        if first != each.file:
            outcome.failed.append(f"{each.file} was not rendered: {first} has the same id, {each.document}.")
            continue
        if each.failed:
            outcome.failed.append(each.failed)
        outcome.told += each.told
        if each.skipped:
            outcome.skipped.append((each.file, each.skipped))
        if each.fault is not None:
            outcome.faults.append((each.file, each.fault))
        for name, content in each.files:
            _save(rendered, name, content, outcome)
        if each.source is not None:
            sources.append(each.source)
    for form in CONVERTED:
        if form in order.formats and sources:
            _convert(rendered, sources, cast("Form", form), progress, outcome)
    progress.end()
    rendered.close()


def _save(rendered: Rendered, name: str, content: bytes, outcome: _Outcome) -> None:
    try:
        if not rendered.write(name, content):
            outcome.left.append(rendered.folder / name)
            return
    except IspError as error:
        outcome.refused.append(error)
        return
    outcome.written.append((rendered.folder / name, _digest(name, content) if outcome.digests else ""))


def _digest(name: str, content: bytes) -> str:
    """The SHA-256 of what a file says: of a Word file, its parts as they are before they are packed."""
    if name.endswith((".pdf", ".odt")):
        return "(no digest: each program writes its own day into it)"
    if name.endswith(".docx"):
        from isptool.writing.word import digest

        return f"sha256:{digest(content)}"
    import hashlib

    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _convert(rendered: Rendered, sources: Sequence[Source], form: Form, progress: _Progress, outcome: _Outcome) -> None:
    """PDF or ODT of every document. Where the program is missing, or fails, that is said once, and the rest stands."""
    from isptool.cli import office, terminal

    try:
        maker = office.converter(form)
    except IspError as error:
        outcome.refused.append(error)
        return
    if form == "pdf" and isinstance(maker, office.Browser):
        terminal.note("LibreOffice is not on this computer: a browser prints each PDF, with the looks of the HTML.")
    progress.show(f"{maker.name} makes {len(sources)} {form.upper()} {'file' if len(sources) == 1 else 'files'}")
    progress.again(len(sources))
    for name, content in maker.convert(sources, form):
        file = f"{name}.{form}"
        progress.step(file)
        if content is not None:
            _save(rendered, file, content, outcome)
        else:
            outcome.refused.append(
                IspError(
                    f"{file} was not made: {maker.name} ended without leaving it.",
                    "Run the command again; if it fails again, convert the .docx file by hand to see why.",
                )
            )


_BAR = 24
"""Letters of the bar that shows how far it is."""


class _Progress:
    """How far it is, and which document was made last: on a terminal only, and gone when all are."""

    def __init__(self, total: int) -> None:
        from isptool.cli.terminal import is_terminal

        self._on = is_terminal(sys.stderr)
        self._count, self._total = 0, total

    def step(self, file: str) -> None:
        """One more is made."""
        self._count += 1
        done = min(self._count, self._total) * _BAR // max(self._total, 1)
        self.show(f"[{'#' * done}{'.' * (_BAR - done)}] {self._count} of {self._total}: {file}")

    def again(self, total: int) -> None:
        """So many are to be made of them in another way."""
        self._count, self._total = 0, total

    def show(self, text: str) -> None:
        """What is being done now."""
        if self._on:
            sys.stderr.write(f"\r\x1b[K{text}"[:118])
            sys.stderr.flush()

    def end(self) -> None:
        """All are made."""
        if self._on and self._count:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def names_of(document: str, edition: str, formats: Sequence[str], party: str = "") -> list[tuple[str, str]]:
    """The file name of a document in each format: `<id>.<ext>`, `<id>.<edition>.<ext>`, `<id>.for-<partner>.<ext>`.

    A guide or a notice for one partner has both: `<id>.guide.for-<partner>.<ext>`.
    """
    from isptool.cli.saving import file_name

    middle = "" if edition in ("full", "partner") else f".{edition}"
    middle += f".for-{party}" if party else ""
    return [(each, file_name(document, f"{middle}.{each}")) for each in formats]
