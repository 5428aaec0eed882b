"""`isptool diff`: what changed between two versions, what that weighs, and so who must sign again."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isptool.cli.options import Today
from isptool.errors import IspError

if TYPE_CHECKING:
    from isptool.cli.comparing import Compared
    from isptool.cli.terminal import Ink
    from isptool.settling.changes import Change
    from isptool.writing.compared import ClauseChange

_OLD = "examples/wolds-and-dales/earlier/safe-and-well-visits-1.9.yaml"
_NEW = "examples/wolds-and-dales/agreements/safe-and-well-visits.yaml"
EXAMPLES = (f"isptool diff {_OLD} {_NEW}", f"isptool diff {_OLD} {_NEW} --to docx -o /tmp/changes.docx")
FORMATS = ("text", "json", "docx")


def diff(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="The older version: a file, or ID@VERSION for a sealed one.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The newer version: a file, an id, or ID@VERSION.")],
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="text, json or docx (tracked changes).")] = "text",
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write the result to a file.")
    ] = None,
    author: Annotated[
        str | None, typer.Option("--author", metavar="NAME", help="Whose tracked changes they are, for docx.")
    ] = None,
    today: Today = None,
) -> int:
    """Compare two versions clause by clause: what changed, how much it weighs, and who must sign again.

    An administrative change needs nobody, a minor one gives the partners time to object, a material one is signed
    by those whom it concerns. With --to docx it is a Word file with tracked changes: accept all and it is the new
    version, reject all and it is the old one.
    """
    from isptool.cli import options, terminal
    from isptool.cli.comparing import compare
    from isptool.reading.workspace import shown

    options.one_of("--to", to, FORMATS)
    if to == "docx" and output is not None and Path(output).suffix.lower() != ".docx":
        raise IspError(f"--to docx makes a Word file, and {output} is named as another.", "Let its name end in .docx.")
    found = compare(old, new, today)
    if to == "docx":
        path = Path(output) if output is not None else found.usual_file()
        _write_ours(path, found.redline(author))
        terminal.say(shown(path))
        return 0
    if to == "json":
        text = json.dumps(_as_data(found), ensure_ascii=False, indent=2) + "\n"
    else:
        ink = terminal.Ink(output is None and terminal.wants_colour(sys.stdout))
        text = terminal_text(found, ink)
    if output is not None:
        _write_ours(Path(output), text.encode())
        terminal.say(output)
    else:
        terminal.emit(text, utf8=to == "json")
    return 0


def _write_ours(path: Path, content: bytes) -> None:
    from isptool.cli.saving import Rendered

    folder = Rendered(path.parent)
    if not folder.write(path.name, content):
        raise IspError(
            f"{path} was left as it is: it is not as isptool wrote it, or not isptool's.",
            "Move it, or give another file with -o.",
        )
    folder.close()


# ── as text ──────────────────────────────────────────────────────────────────────────────────────────


def terminal_text(found: Compared, ink: Ink) -> str:
    """The whole comparison as it is printed; every line but our own marks made safe for a terminal."""
    return "\n".join(_text(found, ink)) + "\n"


def _text(found: Compared, ink: Ink) -> Iterator[str]:
    from isptool.cli.terminal import printable

    yield ink("place", printable(found.heading))
    if not found.changes.changes and not found.clauses:
        yield "Nothing changed: both say the same, word for word."
        return
    yield from (printable(line) for line in found.meaning())
    for name, changes in found.by_class():
        yield ""
        yield ink("place", name)
        for each in changes:
            yield from _change(found, each, ink)
    if found.clauses:
        yield ""
        yield ink("place", "Clause by clause")
        for clause in found.clauses:
            yield from _clause(clause, ink)


def _change(found: Compared, each: Change, ink: Ink) -> Iterator[str]:
    from isptool.cli.terminal import printable

    where = found.where(each)
    yield printable(f"  {where}: {each.kind} ({each.why})")
    if each.part == "inherited":
        yield "    It comes from the protocol."
    elif each.part == "template":
        yield "    The sentence of a likely answer reads otherwise; its meaning is the same."
    if each.old and each.new:
        yield f"    {_marked(each.old, each.new, ink)}"
    elif each.old:
        yield f"    {ink('error', '- ' + printable(each.old))}"
    elif each.new:
        yield f"    {ink('good', '+ ' + printable(each.new))}"
    if each.change_class == "material":
        yield printable(f"    Concerns {found.concerned(each)}")


def _clause(clause: ClauseChange, ink: Ink) -> Iterator[str]:
    from isptool.cli.terminal import printable

    number = clause.new_number or clause.old_number
    moved = f" (was {clause.old_number})" if clause.old_number != number and clause.kind == "changed" else ""
    state = "" if clause.kind == "changed" else f": {clause.kind}"
    named = " ".join(filter(None, (number, clause.title or "")))
    yield printable(f"  {named}{moved}{state}".rstrip())
    for line in clause.lines:
        if line.old and line.new:
            yield f"    {_marked(line.old, line.new, ink)}"
        elif line.old:
            yield f"    {ink('error', '- ' + printable(line.old))}"
        else:
            yield f"    {ink('good', '+ ' + printable(line.new))}"


def _marked(old: str, new: str, ink: Ink) -> str:
    """One line with what went in [-…-] and what came in {+…+}: readable without colour, and by a screen reader."""
    from isptool.cli.terminal import printable
    from isptool.writing.compared import words_changed

    done = []
    for fate, text in words_changed(old, new):
        shown = printable(text)
        done.append(
            ink("error", f"[-{shown}-]") if fate == "del" else ink("good", f"{{+{shown}+}}") if fate == "ins" else shown
        )
    return "".join(done)


# ── as data ──────────────────────────────────────────────────────────────────────────────────────────


def _as_data(found: Compared) -> dict[str, Any]:
    return {
        "version": 1,
        "old": found.side(found.old),
        "new": found.side(found.new),
        "class": found.changes.change_class,
        "must_sign": list(found.changes.must_sign),
        "joining": list(found.changes.joining),
        "leaving": list(found.changes.leaving),
        "changes": [_change_data(each) for each in found.changes.changes],
        "clauses": [_clause_data(each) for each in found.clauses],
    }


def _change_data(each: Change) -> dict[str, Any]:
    return {
        "where": each.where,
        "kind": each.kind,
        "class": each.change_class,
        "why": each.why,
        "part": each.part,
        "party": each.party or None,
        "point": each.point or None,
        "old": each.old or None,
        "new": each.new or None,
        "concerns": list(each.concerns),
    }


def _clause_data(each: ClauseChange) -> dict[str, Any]:
    lines: Sequence[dict[str, str | None]] = [{"old": line.old or None, "new": line.new or None} for line in each.lines]
    return {
        "anchor": each.anchor,
        "kind": each.kind,
        "old_number": each.old_number or None,
        "new_number": each.new_number or None,
        "title": each.title or None,
        "lines": lines,
    }
