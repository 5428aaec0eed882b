"""How `isptool new` ends: the new document named and checked, its file written or added to, and what to do next."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from isptool.errors import IspError
from isptool.findings import Edit

if TYPE_CHECKING:
    from isptool.asking.draft import Around, Draft
    from isptool.asking.question import Asker
    from isptool.cli.keeping import Kept
    from isptool.cli.opening import Opened


def name(kept: Kept, around: Around, given: str | None, who: Asker | None) -> None:
    """Settle the id and the title of a draft: given, asked for, or made of each other.

    Where the person stops before there is a title, the draft has no id.
    """
    from isptool.cli.interviewing import EXAMPLE, name_it
    from isptool.cli.keeping import path_of

    draft = kept.draft
    if kept.base is not None or kept.steps:  # it has its id
        return
    wanted = given or draft.data.get("id")
    if not wanted and who is not None:
        wanted = name_it(draft, who)
        if not wanted:
            return
    if not wanted:
        raise IspError(
            f"The new {draft.kind} needs an id.", f"For example: isptool new {draft.kind} {EXAMPLE[draft.kind]}"
        )
    _check_id(wanted, draft, around)
    draft.data["id"] = wanted
    kept.path = path_of(around.workspace.root, draft.kind, wanted)
    if who is None:
        draft.data.setdefault("name" if draft.kind == "partner" else "title", wanted.replace("-", " ").capitalize())


def _check_id(wanted: str, draft: Draft, around: Around) -> None:
    from isptool.cli.interviewing import EXAMPLE, LONGEST_ID
    from isptool.model.fields import slug

    if slug(wanted) != wanted.replace(".", "-"):
        raise IspError(
            f"{wanted} cannot be an id: ids are lower-case letters, digits and hyphens.",
            f"For example: {slug(wanted)[:LONGEST_ID].strip('-') or EXAMPLE[draft.kind]}",
        )
    if len(wanted) > LONGEST_ID:
        raise IspError(
            f"{wanted[:20]}… is too long for an id: it has {len(wanted)} letters, and {LONGEST_ID} are the most.",
            "It is typed in commands, and names the file: two or three words are enough.",
        )
    go_on = f"Choose another id, or go on with it: isptool new {draft.kind} {wanted} --resume"
    if draft.kind == "partner":
        if wanted in around.workspace.partner_records():
            raise IspError(f"There is a partner called {wanted} already.", go_on)
    elif where := around.taken(wanted):
        raise IspError(f"{wanted} is the id of {where} already.", go_on)


def finish(kept: Kept, around: Around, opened: Opened, *, force: bool) -> int:
    """Write what is known into its file, and forget the interview; kept as it is where nothing could be written."""
    try:
        _check(kept.draft)
        if kept.base is not None:
            written = _add_to(kept, around, opened, force=force)
        elif kept.draft.kind == "partner":
            written = _create_partner(kept.draft, opened, force=force)
        else:
            written = _create(kept.draft, around, opened)
    except IspError:
        if kept.steps and not kept.path.is_file():  # another isptool has finished the same interview
            kept.keep()
        raise
    if written:
        kept.forget()
    return 0


def _check(draft: Draft) -> None:
    """See to it that what is written can be read."""
    from isptool.findings import Severity

    if draft.kind == "partner":
        return
    for each in draft.findings():
        if each.severity is Severity.ERROR:
            where = ".".join(str(step) for step in each.path)
            raise IspError(f"{where}: {each.message}", f"{each.fix} Nothing was written.")


def _create(draft: Draft, around: Around, opened: Opened) -> bool:
    """Write a new document, and say what is like it and what comes next."""
    from isptool.asking.laying_out import agreement_text, protocol_text
    from isptool.cli import saving, terminal
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
    terminal.say(f"Wrote {name}.")
    _say_how_it_stands(draft, around)
    if draft.kind == "agreement" and "under" not in draft.data:
        there = ", ".join(around.protocols())
        terminal.say(f"It is under no protocol yet. Write `under:` into it: one of {there}, or none.")
    if draft.kind == "agreement":
        _say_what_is_like_it(str(draft.data["id"]), opened.workspace.root)
    terminal.say(f"Next: fill in what is open in the file, then `isptool validate {name}`.")
    return True


def _say_how_it_stands(draft: Draft, around: Around) -> None:
    from isptool.cli import terminal
    from isptool.cli.judging import points_of

    settled = draft.settled(around)
    if settled is not None:
        stand = points_of(settled)
        terminal.say(
            f"Points: inherited {stand.inherited}, answered {stand.answered}, open {stand.open}, of {stand.of}."
        )


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


def _create_partner(draft: Draft, opened: Opened, *, force: bool) -> bool:
    """Write a new partner into the file of partners, or a file of its own; returns whether it was written."""
    from isptool.asking.laying_out import partner_entry, partners_text
    from isptool.cli import saving, terminal
    from isptool.findings import Edit
    from isptool.reading.workspace import shown

    partner = str(draft.data["id"])
    entry = {key: value for key, value in partner_entry(draft).items() if key != "id"}
    root = opened.workspace.root
    path = root / "partners.yaml"
    if any(each.source.path == path for each in opened.workspace.partners):
        if not _change(path, opened, [Edit("set", ("partners", partner), entry)], force=force):
            return False
    else:
        folder = root / "partners"
        path = folder / saving.file_name(partner, ".yaml") if folder.is_dir() else path
        text = partners_text({partner: entry}, modeline(root, path, "partners"))
        saving.create(path, saving.as_bytes(text))
    terminal.say(f"Wrote {partner} to {shown(path)}.")
    terminal.say(f"Next: name {partner} under `partners:` of the protocol, or as a party of an agreement.")
    return True


def _change(path: Path, opened: Opened, edits: list[Edit], *, force: bool) -> bool:
    """Make edits in a file that is there, its difference shown and agreed to; returns whether it was written."""
    from isptool.cli import saving, terminal
    from isptool.reading.edit import apply

    source = next(each.source for each in opened.workspace.files() if each.source.path == path)
    changed = apply(source, edits)
    ask = terminal.agrees if terminal.can_ask() else None
    old = path.read_bytes().decode("utf-8")
    if saving.change(path, old, changed, force=force, show=terminal.say, agree=ask):
        return True
    terminal.say("Nothing was changed.")
    return False


def _add_to(kept: Kept, around: Around, opened: Opened, *, force: bool) -> bool:
    """Bring what was asked into the file that is there: what is new, and nothing else."""
    from isptool.cli import terminal
    from isptool.cli.interviewing import edits_between
    from isptool.reading.workspace import shown

    draft, base = kept.draft, kept.base or {}
    name = str(draft.data["id"])
    now = {key: value for key, value in draft.data.items() if key != "id" or key in base}
    prefix = ("partners", name) if draft.kind == "partner" else ()
    edits = list(edits_between(base, now, prefix))
    path = _file_of(draft, opened)
    if not edits:
        terminal.say("Nothing is new, so nothing was changed.")
        return True
    if not _change(path, opened, edits, force=force):
        return False
    terminal.say(f"Wrote {shown(path)}.")
    if draft.kind != "partner":
        _say_how_it_stands(draft, around)
    return True


def _file_of(draft: Draft, opened: Opened) -> Path:
    name = draft.data["id"]
    for each in opened.workspace.files():
        data = each.source.data if each.source.usable else None
        if not isinstance(data, dict) or each.source.path is None:
            continue
        if draft.kind == "partner" and name in (data.get("partners") or {}):
            return each.source.path
        if (data.get("kind"), data.get("id")) == (draft.kind, name):
            return each.source.path
    raise IspError(f"The file of {name} is gone.", "Put it back, or begin it anew.")
