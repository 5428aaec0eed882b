"""`isptool new`: a protocol, an agreement or a partner, asked for point by point, written as commented YAML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isptool.errors import IspError

if TYPE_CHECKING:
    from isptool.asking.draft import Around, Draft
    from isptool.cli.opening import Opened

EXAMPLES = (
    "isptool new agreement fire-visits --in examples/wolds-and-dales",
    "isptool new agreement fire-visits --in examples/wolds-and-dales --no-input --set title=Visits",
)
KINDS = ("agreement", "protocol", "partner", "schedules")
_NOT_TAKEN_OVER = (
    "id", "title", "version", "status", "references", "related", "earlier-versions", "history", "reviews",
    "consultation", "waivers", "accepted", "began", "start",
)  # fmt: skip
"""What an agreement that starts from another does not take over: what is that one's own life."""


def new(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="agreement, protocol, partner or schedules.")],
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Its id: lower-case letters, digits and hyphens.")
    ] = None,
    protocol: Annotated[
        str | None, typer.Option("--protocol", metavar="ID", help="The protocol an agreement is made under, or none.")
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="ID", help="Start from an existing document: its id or path.")
    ] = None,
    answers: Annotated[
        str | None,
        typer.Option("--answers", metavar="FILE", help="YAML with what is known, written as in the document."),
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="One value, such as title='Safe visits'.")
    ] = None,
    data: Annotated[
        str | None, typer.Option("--data", metavar="FILE", help="Data items: the rows of a CSV or XLSX file.")
    ] = None,
    flows: Annotated[
        str | None, typer.Option("--flows", metavar="FILE", help="Flows: the rows of a CSV or XLSX file.")
    ] = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on where an interview stopped, or with what a file leaves open."),
    ] = False,
    ask_with: Annotated[
        str, typer.Option("--ask-with", metavar="HOW", help="plain, or menus (needs isptool[menus]).")
    ] = "plain",
    shape: Annotated[
        str | None,
        typer.Option("--shape", metavar="SHAPE", help="For an agreement: one-way, reciprocal, joint or hub."),
    ] = None,
    between: Annotated[
        str | None,
        typer.Option("--between", metavar="ID,ID", help="With --shape: its parties; the sender or the hub first."),
    ] = None,
    party: Annotated[
        list[str] | None,
        typer.Option("--party", metavar="PARTY=PARTNER", help="With --from a standard form: who a party of it is."),
    ] = None,
    group: Annotated[
        str | None, typer.Option("--group", metavar="ID", help="For schedules: the group that its partners are in.")
    ] = None,
    adopts: Annotated[
        str | None, typer.Option("--adopts", metavar="ID", help="For a protocol: the protocol that it adopts.")
    ] = None,
    try_: Annotated[
        list[str] | None,
        typer.Option(
            "--try",
            metavar="AGREEMENT",
            help="For a protocol, new or there: try it on an agreement.",
        ),
    ] = None,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="For --try: text or json.")] = "text",
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing; what is not known stays open.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Change a file that is there without asking.")] = False,
    workspace: Annotated[
        str, typer.Option("--in", metavar="DIR", help="The workspace, if not the one around the current folder.")
    ] = ".",
) -> int:
    """Start a document: only what is still open is asked, with the likely answers for your partners, purposes and data.

    Each question takes a number, several, or your own words; n says that it is not settled yet (who, by when), s leaves
    it open, b goes back one question. q, or Ctrl-C, stops: every reply is kept, and the same command goes on there. w
    writes the file at once; what is open in it has its likely answers as comments.

    Data items and flows may be pasted from a spreadsheet (p), or read from a file of rows (f, --data, --flows).

    `new schedules AGREEMENT --from partners.csv` makes a schedule for each partner of a table.
    """
    from isptool.asking.draft import Around
    from isptool.cli import beginning, interviewing, options, terminal
    from isptool.cli.opening import Opened, readable
    from isptool.reading.workspace import open_workspace

    options.one_of("KIND", kind, KINDS)
    options.one_of("--ask-with", ask_with, interviewing.ASKERS)
    options.one_of("--to", to, ("text", "json"))
    if try_ and kind != "protocol":
        raise IspError(f"--try is for protocols, and not for a new {kind}.", "See `isptool points` for agreements.")
    if try_ and name is not None and _is_there(workspace, name):
        return _try(workspace, name, try_, to)
    if kind != "schedules" and not no_input and not terminal.can_ask():
        raise IspError(
            "Nobody can be asked here, because input or output is not a terminal.",
            "Add --no-input, and give what is known with --answers FILE or --set title=...",
        )
    opened = readable(Opened(open_workspace(Path(workspace))))
    around = Around(opened.workspace, opened.points(), opened.law())
    if kind == "schedules":
        return _schedules(opened, around, name, from_, group, force=force)
    kept = interviewing.begin(kind, name, around, opened, resume=resume)
    draft = kept.draft
    if from_ is not None:
        _start_from(draft, opened, from_)
    _name_parties(draft, around, dict(_pair(each) for each in party or ()))
    if shape is not None or between is not None:
        _lay_out(draft, around, shape, between)
    if answers is not None:
        draft.data.update(_read_answers(answers, kind))
    for each in set_ or ():
        _set(draft, each)
    if protocol is not None:
        draft.data["under"] = _known_protocol(around, protocol)
    elif kind == "agreement" and "under" not in draft.data and len(around.protocols()) < 2:
        draft.data["under"] = next(iter(around.protocols()), "none")
    if adopts is not None:
        _adopt(draft, around, adopts)
    _add_tables(draft, around, {"data": data, "flows": flows})
    who = None if no_input else interviewing.asker(ask_with)
    beginning.name(kept, around, name, who)
    if not draft.data.get("id"):
        terminal.say("Nothing was begun.")
        return 0
    ending = "done" if who is None else interviewing.hold(kept, around, who)
    if ending == "stopped":
        interviewing.say_how_to_go_on(kept, around, workspace)
        return 0
    code = beginning.finish(kept, around, opened, force=force)
    return _try(workspace, str(draft.data["id"]), try_, to) if try_ and code == 0 else code


def _is_there(workspace: str, protocol: str) -> bool:
    from isptool.reading.workspace import open_workspace

    found = open_workspace(Path(workspace)).protocols
    return any(each.model is not None and each.model.id == protocol for each in found)


def _try(workspace: str, protocol: str, agreements: list[str], to: str) -> int:
    from isptool.cli.opening import Opened, readable
    from isptool.cli.trying import try_on
    from isptool.reading.workspace import open_workspace

    return try_on(readable(Opened(open_workspace(Path(workspace)))), protocol, agreements, to)


def _schedules(
    opened: Opened, around: Around, agreement: str | None, table: str | None, group: str | None, *, force: bool
) -> int:
    from isptool.cli.scheduling import make

    if agreement is None or table is None:
        raise IspError(
            "Schedules need an agreement, and a table with a row for each partner.",
            "For example: isptool new schedules safe-and-well-visits --from partners.csv",
        )
    return make(opened, around, agreement, table, group, force=force)


def _pair(given: str) -> tuple[str, str]:
    party, equals, partner = given.partition("=")
    if not equals or not party.strip() or not partner.strip():
        raise IspError(f"--party {given} does not say who.", "Write --party school=hill-school.")
    return party.strip(), partner.strip()


def _name_parties(draft: Draft, around: Around, names: dict[str, str]) -> None:
    """Name the parties of a standard form."""
    from isptool.asking.shapes import named
    from isptool.reading.nearest import nearest

    known = around.partner_names()
    for partner in names.values():
        if partner not in known:
            near = nearest(partner, known)
            hint = f"Did you mean {near}?" if near else "Describe it first: isptool new partner."
            raise IspError(f"There is no partner called {partner}.", hint)
    if names:
        draft.data = named(draft.data, names)


def _lay_out(draft: Draft, around: Around, shape: str | None, between: str | None) -> None:
    """Begin an agreement with the flows of a shape."""
    from isptool.asking.shapes import SHAPES, laid_out
    from isptool.cli import options
    from isptool.reading.nearest import nearest

    if draft.kind != "agreement" or shape is None or between is None:
        raise IspError(
            "A new agreement takes its flows from --shape and --between together.",
            "For example: isptool new agreement visits --shape one-way --between wolds-council,wolds-fire",
        )
    parties = [each.strip() for each in between.split(",") if each.strip()]
    known = around.partner_names()
    for each in parties:
        if each not in known:
            near = nearest(each, known)
            hint = f"Did you mean {near}?" if near else f"The partners are: {', '.join(known) or 'none yet'}."
            raise IspError(f"There is no partner called {each}.", hint)
    draft.data.update(laid_out(options.one_of("--shape", shape, SHAPES), parties))


def _adopt(draft: Draft, around: Around, protocol: str) -> None:
    """Begin a protocol that adopts another: its version as it is now, and what it covers."""
    if draft.kind != "protocol":
        raise IspError("--adopts is for protocols.", "An agreement is made under one: --protocol ID.")
    _known_protocol(around, protocol)
    found = next(each.model for each in around.workspace.protocols if each.model and each.model.id == protocol)
    draft.put({"id": protocol, **({"version": found.version} if found.version else {})}, "adopts")
    if found.covers and not draft.has("covers"):
        draft.put(list(found.covers), "covers")


# ── what is known ────────────────────────────────────────────────────────────────────────────────────


def _start_from(draft: Draft, opened: Opened, name: str) -> None:
    for file in opened.workspace.files():
        data = file.source.data if file.source.usable else None
        if not isinstance(data, dict) or data.get("kind") != draft.kind:
            continue
        if name in (data.get("id"), file.shown_as) or Path(name).absolute() == file.source.path:
            known = {key: value for key, value in data.items() if key not in ("kind", *_NOT_TAKEN_OVER)}
            draft.data.update(known)
            return
    path = Path(name)
    if path.exists() or path.is_symlink():
        known = _read_answers(name, draft.kind)
        draft.data.update((key, value) for key, value in known.items() if key not in _NOT_TAKEN_OVER)
        return
    raise IspError(f"There is no {draft.kind} called {name} to start from.", "Give its id, or the path of its file.")


def _read_answers(name: str, kind: str) -> dict[str, Any]:
    from isptool.asking.draft import MODELS
    from isptool.cli import terminal
    from isptool.cli.formats.text import finding_lines
    from isptool.findings import Severity
    from isptool.reading.shape import shape
    from isptool.reading.source import read_file

    source = read_file(Path(name), name)
    found = list(source.findings)
    if source.usable:
        stated = source.data.get("kind")
        if kind != "partner" and stated not in (None, kind):  # of a partner, `kind` says what body it is
            raise IspError(
                f"{name} says that it is of kind {stated}, and a new {kind} is wanted.", "Give another file."
            )
        found += [each for each in shape(source, MODELS[kind]).findings if each.path[:1] not in _FILLED_IN]
    errors = [each for each in found if each.severity is Severity.ERROR]
    for each in errors:
        terminal.note("\n".join(finding_lines(each)) + "\n")
    if errors:
        raise IspError(f"{name} cannot be used as it stands.", "Mend what is shown above. Nothing was written.")
    data: dict[str, Any] = {key: value for key, value in source.data.items() if key != "kind" or kind == "partner"}
    return data


_FILLED_IN = (("kind",), ("id",), ("title",), ("name",))
"""What a file of answers may lack, because it is given or asked elsewhere."""


def _add_tables(draft: Draft, around: Around, files: dict[str, str | None]) -> None:
    """Take data items and flows from files of rows, and tell what was understood."""
    from isptool.asking.tables import READERS
    from isptool.cli import interviewing, terminal

    for block, name in files.items():
        if name is None:
            continue
        if draft.kind != "agreement":
            raise IspError(f"--{block} is for agreements.", f"Leave it out for a {draft.kind}.")
        table = READERS[block](interviewing.read_table(name), draft, around)
        for line in table.told:
            terminal.note(f"{name}: {line}")
        draft.put({**draft.block(block), **table.found}, block)


def _set(draft: Draft, given: str) -> None:
    from isptool.reading.source import read_text

    path, equals, value = given.partition("=")
    if not equals or not path.strip():
        raise IspError(f"--set {given} has no value.", "Write --set title='Safe and well visits'.")
    source = read_text(f"value: {value}\n", f"--set {path}")
    typed = source.data["value"] if source.usable else value
    draft.put(typed if typed is not None else value, *path.strip().split("."))


def _known_protocol(around: Around, protocol: str) -> str:
    known = around.protocols()
    if protocol == "none" or protocol in known:
        return protocol
    from isptool.reading.nearest import nearest

    near = nearest(protocol, known)
    there = ", ".join(known) or "none yet: make one with `isptool new protocol`"
    raise IspError(
        f"There is no protocol called {protocol}.", f"Did you mean {near}?" if near else f"Protocols here: {there}."
    )
