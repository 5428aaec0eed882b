"""`isptool new`: a protocol, an agreement or a partner, asked for point by point, written as commented YAML."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isptool.errors import IspError

if TYPE_CHECKING:
    from isptool.asking.draft import Around, Draft
    from isptool.asking.question import Interview
    from isptool.cli.opening import Opened

EXAMPLES = (
    "isptool new agreement fire-visits --in examples/wolds-and-dales",
    "isptool new agreement fire-visits --in examples/wolds-and-dales --no-input --set title=Visits",
)
KINDS = ("agreement", "protocol", "partner")
_NOT_TAKEN_OVER = (
    "id", "title", "version", "status", "references", "related", "earlier-versions", "history", "reviews",
    "consultation", "waivers", "accepted", "began", "start",
)  # fmt: skip
"""What an agreement that starts from another does not take over: what is that one's own life."""


def new(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="agreement, protocol or partner.")],
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
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing; what is not known stays open.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Change partners.yaml without asking.")] = False,
    workspace: Annotated[
        str, typer.Option("--in", metavar="DIR", help="The workspace, if not the one around the current folder.")
    ] = ".",
) -> int:
    """Start a document: only what is still open is asked, with the likely answers for your partners, purposes and data.

    Each question takes a number, several, or your own words; n says that it is not settled yet, s skips it, and q
    stops: the file is written either way, and what is open in it has its likely answers as comments.
    """
    from isptool.asking.draft import Around, Draft
    from isptool.cli import options, terminal
    from isptool.cli.opening import Opened, readable
    from isptool.reading.workspace import open_workspace

    options.one_of("KIND", kind, KINDS)
    if not no_input and not terminal.can_ask():
        raise IspError(
            "Nobody can be asked here, because input or output is not a terminal.",
            "Add --no-input, and give what is known with --answers FILE or --set title=...",
        )
    opened = readable(Opened(open_workspace(Path(workspace))))
    around = Around(opened.workspace, opened.points(), opened.law())
    draft = Draft(kind)
    if from_ is not None:
        _start_from(draft, opened, from_)
    if answers is not None:
        draft.data.update(_read_answers(answers, kind))
    for each in set_ or ():
        _set(draft, each)
    if protocol is not None:
        draft.data["under"] = _known_protocol(around, protocol)
    elif kind == "agreement" and "under" not in draft.data and len(around.protocols()) < 2:
        draft.data["under"] = next(iter(around.protocols()), "none")
    _name(draft, around, name, ask=not no_input)
    finished = True if no_input else _ask(draft, around)
    _check(draft)
    return _write(draft, around, opened, finished=finished, force=force)


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
        if stated not in (None, kind):
            raise IspError(
                f"{name} says that it is of kind {stated}, and a new {kind} is wanted.", "Give another file."
            )
        found += [each for each in shape(source, MODELS[kind]).findings if each.path[:1] not in _FILLED_IN]
    errors = [each for each in found if each.severity is Severity.ERROR]
    for each in errors:
        terminal.note("\n".join(finding_lines(each)) + "\n")
    if errors:
        raise IspError(f"{name} cannot be used as it stands.", "Mend what is shown above. Nothing was written.")
    data: dict[str, Any] = {key: value for key, value in source.data.items() if key != "kind"}
    return data


_FILLED_IN = (("kind",), ("id",), ("title",), ("name",))
"""What a file of answers may lack, because it is given or asked elsewhere."""


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


def _name(draft: Draft, around: Around, name: str | None, *, ask: bool) -> None:
    """Settle the id and the title: given, asked for, or made of each other."""
    from isptool.asking.plain import PlainAsker
    from isptool.asking.question import Question
    from isptool.cli import terminal
    from isptool.model.fields import slug

    title_key = "name" if draft.kind == "partner" else "title"
    wanted = name or draft.data.get("id")
    if not wanted and ask:
        asker = PlainAsker(terminal.read_line, terminal.say, terminal.width())
        text = "What is it called?" if draft.kind != "partner" else "What is the legal name of the organisation?"
        title = draft.data.get(title_key)
        if not title:
            reply = asker.ask(Question(title_key, title_key.capitalize(), text, "text", required=True), 2)
            title = reply.words
        if title:
            draft.data[title_key] = title
            short = "A short id for it: lower-case letters, digits and hyphens."
            reply = asker.ask(Question("id", "Id", short, "text", usual=slug(title), required=True), 1)
            wanted = reply.words
    if not wanted:
        raise IspError(
            f"The new {draft.kind} needs an id.", f"For example: isptool new {draft.kind} {_EXAMPLE[draft.kind]}"
        )
    _check_id(wanted, draft, around)
    draft.data["id"] = wanted
    if not ask:
        draft.data.setdefault(title_key, wanted.replace("-", " ").capitalize())


_EXAMPLE = {"agreement": "safe-and-well-visits", "protocol": "wolds-and-dales", "partner": "wolds-fire"}


def _check_id(wanted: str, draft: Draft, around: Around) -> None:
    from isptool.model.fields import slug

    if slug(wanted) != wanted.replace(".", "-"):
        raise IspError(
            f"{wanted} cannot be an id: ids are lower-case letters, digits and hyphens.",
            f"For example: {slug(wanted) or _EXAMPLE[draft.kind]}",
        )
    if draft.kind == "partner":
        if wanted in around.workspace.partner_records():
            raise IspError(f"There is a partner called {wanted} already.", "Choose another id, or change its entry.")
    elif where := around.taken(wanted):
        raise IspError(f"{wanted} is the id of {where} already.", "Choose another id.")


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────


def _interview(draft: Draft, around: Around) -> Interview:
    from isptool.asking.agreement import AgreementInterview
    from isptool.asking.partner import PartnerInterview
    from isptool.asking.protocol import ProtocolInterview

    if draft.kind == "partner":
        return PartnerInterview(draft, around)
    return AgreementInterview(draft, around) if draft.kind == "agreement" else ProtocolInterview(draft, around)


def _ask(draft: Draft, around: Around) -> bool:
    from isptool.asking.plain import PlainAsker
    from isptool.asking.question import hold
    from isptool.cli import terminal

    if draft.kind != "partner":
        terminal.say("Answer what you can; what you skip stays open in the file, with its likely answers.")
    return hold(_interview(draft, around), PlainAsker(terminal.read_line, terminal.say, terminal.width()))


def _check(draft: Draft) -> None:
    """See to it that what is written can be read."""
    from isptool.findings import Severity

    if draft.kind == "partner":
        return
    for each in draft.findings():
        if each.severity is Severity.ERROR:
            where = ".".join(str(step) for step in each.path)
            raise IspError(f"{where}: {each.message}", f"{each.fix} Nothing was written.")


# ── what is written ──────────────────────────────────────────────────────────────────────────────────


def _write(draft: Draft, around: Around, opened: Opened, *, finished: bool, force: bool) -> int:
    if draft.kind == "partner":
        return _write_partner(draft, opened, force=force)
    from isptool.asking.laying_out import agreement_text, protocol_text
    from isptool.cli import saving, terminal
    from isptool.cli.judging import points_of
    from isptool.reading.workspace import shown

    path = opened.workspace.root / f"{draft.kind}s" / saving.file_name(str(draft.data["id"]), ".yaml")
    draft.data.setdefault("version", "0.1")
    draft.data.setdefault("status", "draft")
    head = modeline(opened.workspace.root, path, draft.kind)
    if draft.kind == "agreement":
        text = agreement_text(draft, around, head, _starters(opened))
    else:
        text = protocol_text(draft, around, head)
    saving.create(path, saving.as_bytes(text))
    name = shown(path)
    terminal.say(f"Wrote {name}{'' if finished else ' with what was answered so far'}.")
    settled = draft.settled(around)
    if settled is not None:
        stand = points_of(settled)
        terminal.say(
            f"Points: inherited {stand.inherited}, answered {stand.answered}, open {stand.open}, of {stand.of}."
        )
    if draft.kind == "agreement":
        _say_what_is_like_it(str(draft.data["id"]), opened.workspace.root)
    terminal.say(f"Next: fill in what is open in the file, then `isptool validate {name}`.")
    return 0


_LIKE = 30
"""From what likeness on an existing document is named."""


def _say_what_is_like_it(name: str, root: Path) -> None:
    """Name the existing agreements that are most like the new one, so that nothing is negotiated twice."""
    from isptool.cli import terminal
    from isptool.cli.registering import open_register
    from isptool.register.similar import related, sought

    register = open_register([str(root)], None).register
    entry = register.find(name)
    agreements = [each for each in register.entries if not each.is_protocol and each.is_live]
    found = related(sought(entry), agreements, but=name, count=3) if entry is not None else ()
    alike = [each for each in found if each.likeness >= _LIKE]
    if alike:
        terminal.say("Like it, and worth reading first (say under `related:` how this one stands to them):")
        for each in alike:
            terminal.say(f"  {each.entry.id} ({each.likeness}%): {'; '.join(each.why)}")


def modeline(root: Path, path: Path, kind: str) -> str:
    """The first line that leads editors to the schema of the workspace; empty where it keeps none.

    The path is relative to the file, as the language server reads it, so the folder can be moved or cloned.
    """
    from isptool.cli.schema import FOLDER

    schema = root / FOLDER / f"{kind}.json"
    if not schema.exists():
        return ""
    return f"yaml-language-server: $schema={Path(os.path.relpath(schema, path.parent)).as_posix()}"


def _starters(opened: Opened) -> dict[str, str]:
    from isptool.library import text
    from isptool.reading.source import read_text

    source = read_text(text("starters/agreement.yaml", opened.template_folders), "starters/agreement.yaml")
    return {key: value for key, value in (source.data or {}).items() if isinstance(value, str)}


def _write_partner(draft: Draft, opened: Opened, *, force: bool) -> int:
    from isptool.asking.laying_out import partner_entry, partners_text
    from isptool.cli import saving, terminal
    from isptool.findings import Edit
    from isptool.reading.edit import apply
    from isptool.reading.workspace import shown

    partner = str(draft.data.pop("id"))
    entry = partner_entry(draft)
    root = opened.workspace.root
    one_file = next((each for each in opened.workspace.partners if each.source.path == root / "partners.yaml"), None)
    if one_file is not None and one_file.source.path is not None:
        source = one_file.source
        changed = apply(source, [Edit("set", ("partners", partner), entry)])
        ask = terminal.agrees if terminal.can_ask() else None
        path = one_file.source.path
        old = path.read_bytes().decode("utf-8")
        if not saving.change(path, old, changed, force=force, show=terminal.say, agree=ask):
            terminal.say("Nothing was changed.")
            return 0
    else:
        folder = root / "partners"
        path = folder / saving.file_name(partner, ".yaml") if folder.is_dir() else root / "partners.yaml"
        text = partners_text({partner: entry}, modeline(root, path, "partners"))
        saving.create(path, saving.as_bytes(text))
    terminal.say(f"Wrote {partner} to {shown(path)}.")
    terminal.say(f"Next: name {partner} under `partners:` of the protocol, or as a party of an agreement.")
    return 0
