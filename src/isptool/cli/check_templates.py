"""`isptool check-templates`: what is wrong with own looks, words, points and forms, before anything is rendered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from isptool.errors import IspError

if TYPE_CHECKING:
    from isptool.templating import Shape
    from isptool.writing.compose_words import Words

EXAMPLES = (
    "isptool check-templates examples/wolds-and-dales/forms/fire-service-sharing-form.docx",
    "isptool check-templates --fields",
)


class _Trouble(NamedTuple):
    place: str
    message: str
    fix: str = ""


def check_templates(
    folder: Annotated[
        str | None,
        typer.Argument(
            metavar="[FOLDER]", help="A folder of templates, a workspace, or a Word form; nothing means this workspace."
        ),
    ] = None,
    fields: Annotated[
        bool, typer.Option("--fields", help="List every field that a partner's own form can hold.")
    ] = False,
) -> int:
    """Check a house style, own words, own points and checklists, and Word forms, before anything is rendered.

    Missing styles and tokens, names that are no field and blocks that there are not are named with their place and
    the nearest right name. Exit 1 if anything is wrong.
    """
    from isptool.cli import terminal

    if fields:
        terminal.say("\n".join(_fields()))
        return 0
    path = Path(folder or ".")
    if path.suffix == ".docx" and path.is_file() and path.name != "house-style.docx":
        checked, troubles = 1, list(_form(path))
    else:
        checked, troubles = _folder(path)
    for each in troubles:
        terminal.say(terminal.printable(f"{each.place}: {each.message}"))
        if each.fix:
            terminal.say(terminal.printable(f"   {each.fix}"))
    files = "1 file" if checked == 1 else f"{checked} files"
    said = f"{len(troubles)} to mend" if troubles else "nothing to mend"
    terminal.note(f"Checked {files}: {said}.")
    return 1 if troubles else 0


def _folder(path: Path) -> tuple[int, list[_Trouble]]:
    from isptool.cli.opening import open_settings
    from isptool.library import templates_root
    from isptool.reading.workspace import SETTINGS

    if not path.exists():
        raise IspError(f"There is no {path}.", "Name a folder of templates, a workspace, or a Word form.")
    is_workspace = (path / SETTINGS).is_file()
    folder = path
    if is_workspace or not _holds_templates(path):
        folder = next(iter(open_settings(path).template_folders), path)
    if (is_workspace and folder == path) or not _holds_templates(folder):
        raise IspError(
            f"Nothing was checked: there are no templates of your own in {path}.",
            f"Copy what you want to change from {templates_root()} into a folder called templates, and change it.",
        )
    files = [each for each in sorted(folder.rglob("*")) if each.is_file() and each.suffix in _SUFFIXES]
    return len(files), list(_troubles(folder, files))


_SUFFIXES = frozenset({".docx", ".j2", ".yaml", ".yml"})
_PARTS = ("points", "checklists", "decide", "maps", "words", "agreement", "protocol", "forms", "starters")


def _holds_templates(folder: Path) -> bool:
    return (folder / "house-style.docx").is_file() or any((folder / part).is_dir() for part in _PARTS)


def _troubles(folder: Path, files: list[Path]) -> Iterator[_Trouble]:
    from isptool.library import check
    from isptool.process_forms import check_forms
    from isptool.reading.workspace import shown
    from isptool.writing import compose_words, template_check

    for found in [*check((folder,)), *check_forms((folder,))]:
        place = f"{found.file}:{found.span.line}:{found.span.column}" if found.span else found.file
        yield _Trouble(place, f"{found.message} ({found.code})", found.fix or "")
    yield from _prefills(folder)
    words = None
    try:
        words = compose_words.load((folder,))
    except IspError as error:
        yield _Trouble(shown(folder / "words"), error.message, error.hint)
    for path in files:
        if path.name == "house-style.docx":
            for lack in template_check.looks(path.read_bytes()):
                yield _Trouble(shown(path), lack.message, lack.fix)
        elif path.suffix == ".docx":
            yield from _form(path)
        elif path.suffix == ".j2" and words is not None:
            yield from _words_of(path, folder, words)


def _prefills(folder: Path) -> Iterator[_Trouble]:
    """What forms of the process want filled in that there is not."""
    from isptool.asking.prefills import is_prefill
    from isptool.library import points
    from isptool.process_forms import process_form
    from isptool.reading.nearest import nearest
    from isptool.reading.workspace import shown

    forms = sorted((folder / "forms").glob("*.y*ml"))
    try:
        known = [f"answers.{each}" for each in points((folder,))] if forms else []
    except IspError:
        return  # what is wrong with the points is said already
    for path in forms:
        try:
            form = process_form(path.stem, (folder,))
        except IspError:
            continue  # what is wrong with it is said already
        for code, name, field in form.fields():
            for each in field.prefill:
                if not is_prefill(each) or (each.startswith("answers.") and each not in known):
                    near = nearest(each, known)
                    hint = f"Did you mean {near}?" if near else "See docs/how-to/forms.md."
                    yield _Trouble(shown(path), f"{code} ({name}) asks for {each}, which there is not.", hint)


def _words_of(path: Path, folder: Path, words: Words) -> Iterator[_Trouble]:
    from datetime import date

    from isptool.law.book import LawBook
    from isptool.library import checklists, points
    from isptool.reading.workspace import shown
    from isptool.writing.compose_matter import Composing
    from isptool.writing.template_check import known, wording

    name = path.relative_to(folder).as_posix()
    kind: Literal["agreement", "protocol"]
    if name.startswith("agreement/"):
        kind = "agreement"
    elif name.startswith("protocol/"):
        kind = "protocol"
    else:
        return
    uses = known(
        kind, path.name.partition(".")[0], points=points(), checklists=checklists(), book=LawBook.load(),
        at=Composing(today=date(2000, 1, 1)), words=words,
    )  # fmt: skip
    for lack in wording(name, path.read_text(encoding="utf-8-sig"), uses):
        place = f"{shown(path)}:{lack.line}" if lack.line else shown(path)
        yield _Trouble(place, lack.message, lack.fix)


def _form(path: Path) -> Iterator[_Trouble]:
    from isptool.reading.workspace import shown
    from isptool.writing.word_form import misfits

    try:
        wrong = misfits(path.read_bytes(), _shape())
    except IspError as error:
        yield _Trouble(shown(path), error.message, error.hint)
        return
    for each in wrong:
        yield _Trouble(shown(path), str(each))


def _shape() -> dict[str, Shape]:
    from isptool.library import points
    from isptool.writing.form_values import shape

    return shape(points())


def _fields() -> Iterator[str]:
    """Every field with what it means, as it is written in a form."""
    yield "A form is a Word file with these tags in it. {{ … }} prints; {%p … %} stands on a paragraph of its own,"
    yield "{%tr … %} in a table row of its own, and neither leaves anything behind."
    yield ""
    for name, shape in _shape().items():
        yield from _field(name, shape)


def _field(name: str, shape: Shape) -> Iterator[str]:
    if isinstance(shape, str):
        yield f"{('{{ ' + name + ' }}').ljust(38)} {shape}"
    elif isinstance(shape, dict):
        for part, inner in shape.items():
            yield from _field(f"{name}.{part}", inner)
    else:
        one = {"people": "person", "law": "row", "data": "item", "left_out": "what"}.get(name.rpartition(".")[2])
        one = one or {"parties": "party"}.get(name, name.rpartition(".")[2].rstrip("s"))
        yield f"{{%p for {one} in {name} %}}"
        for line in _field(one, shape[0]):
            yield f"  {line}"
        yield "{%p endfor %}"
