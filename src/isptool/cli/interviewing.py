"""How `isptool new` asks: who is put the questions, where an interview begins or goes on, and how it is stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isptool.asking.draft import Around, Draft
from isptool.asking.question import Asker, Interview, Question
from isptool.asking.sitting import Ending, Sitting
from isptool.cli import terminal
from isptool.cli.keeping import Kept, kept_names, load, path_of
from isptool.cli.report import number
from isptool.errors import IspError
from isptool.findings import Edit, ValuePath
from isptool.model.fields import slug
from isptool.reading.workspace import shown

if TYPE_CHECKING:
    from isptool.cli.opening import Opened

ASKERS = ("plain", "menus")
EXAMPLE = {"agreement": "safe-and-well-visits", "protocol": "wolds-and-dales", "partner": "wolds-fire"}


def asker(how: str) -> Asker:
    """Who puts the questions: plain lines, or menus where the extra for them is installed."""
    if how == "menus":
        from isptool.cli.menus import MenuAsker

        return MenuAsker(terminal.say, read_table)
    from isptool.asking.plain import PlainAsker

    return PlainAsker(terminal.read_line, terminal.say, terminal.width(), read_table)


def read_table(name: str) -> list[list[str]]:
    """The rows of a CSV or XLSX file."""
    from isptool.reading.spreadsheet import read_rows

    return read_rows(Path(name))


# ── where it begins ──────────────────────────────────────────────────────────────────────────────────


def begin(kind: str, name: str | None, around: Around, opened: Opened, *, resume: bool) -> Kept:
    """A new interview, or one that is gone on with: because it was kept, or because its file is there (`resume`)."""
    root = opened.workspace.root
    if resume and name is None:
        name = _only_one(root, kind)
    kept = load(root, kind, name) if name else None
    if kept is not None:
        count = sum(each.says_something for each in kept.steps)
        terminal.say(f"Going on with {name}: {number(count, 'reply', 'replies')} so far.")
        return kept
    if not resume or name is None:
        return Kept(path_of(root, kind, name or ""), Draft(kind))
    base = _data_of(kind, name, around)
    draft = Draft(kind, without_gaps(deepcopy(base)))
    if kind == "partner":
        draft.data["id"] = name
    return Kept(path_of(root, kind, name), draft, [], base)


def _only_one(root: Path, kind: str) -> str:
    names = kept_names(root, kind)
    if len(names) == 1:
        return names[0]
    if names:
        raise IspError(f"Several are kept: {', '.join(names)}.", f"Say which: isptool new {kind} {names[0]} --resume")
    raise IspError(f"No interview for a new {kind} is kept here.", f"Begin one: isptool new {kind}")


def _data_of(kind: str, name: str, around: Around) -> dict[str, Any]:
    """What the file of a document, or the entry of a partner, says now."""
    workspace = around.workspace
    if kind == "partner":
        for file in workspace.partners:
            entry = (file.source.data or {}).get("partners", {}).get(name) if file.source.usable else None
            if isinstance(entry, dict):
                return entry
    else:
        for each in workspace.files():
            data = each.source.data if each.source.usable else None
            if isinstance(data, dict) and (data.get("kind"), data.get("id")) == (kind, name):
                return data
    kept = kept_names(workspace.root, kind)
    hint = f"Those that are: {', '.join(kept)}." if kept else f"Begin it: isptool new {kind} {name}"
    raise IspError(f"No interview for the {kind} {name} is kept, and there is no file of it.", hint)


def without_gaps(data: Any) -> Any:
    """Plain data of a file without what is still to be agreed, so that it will be asked."""
    if isinstance(data, dict):
        return {key: without_gaps(value) for key, value in data.items() if not is_gap(value)}
    return [without_gaps(each) for each in data] if isinstance(data, list) else data


def is_gap(value: Any) -> bool:
    """Whether a value says only that it is still to be agreed."""
    return isinstance(value, dict) and "still-to-be-agreed" in value


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────


def interview(draft: Draft, around: Around) -> Interview:
    """The questions for a draft of its kind."""
    from isptool.asking.agreement import AgreementInterview
    from isptool.asking.partner import PartnerInterview
    from isptool.asking.protocol import ProtocolInterview

    if draft.kind == "partner":
        return PartnerInterview(draft, around)
    return AgreementInterview(draft, around) if draft.kind == "agreement" else ProtocolInterview(draft, around)


LONGEST_ID = 60
"""Of how many letters the id of a new document may be."""
_WHY_AN_ID = "It is typed in commands, names the file, and is how other documents cite this one. It does not change."


def name_it(draft: Draft, who: Asker) -> str:
    """Ask what a new document is called, and for its id; returns the id, empty where nothing was said."""
    key = "name" if draft.kind == "partner" else "title"
    if not draft.data.get(key):
        text = "What is it called?" if draft.kind != "partner" else "What is the legal name of the organisation?"
        why = "It stands on the cover and in the register. It can be changed until the text is signed."
        reply = who.ask(Question(key, key.capitalize(), text, "text", why, required=True), 2)
        if not reply.words:
            return ""
        draft.data[key] = reply.words
    usual = slug(str(draft.data[key]))[:LONGEST_ID].strip("-")
    short = "A short id for it: lower-case letters, digits and hyphens."
    reply = who.ask(Question("id", "Id", short, "text", _WHY_AN_ID, usual=usual, required=True), 1)
    return reply.words or usual


def hold(kept: Kept, around: Around, who: Asker) -> Ending:
    """Hold the interview, keeping every reply; says how to go on where it is stopped."""
    if kept.draft.kind != "partner" and not kept.steps:
        terminal.say_wrapped("Answer what you can; what you skip stays open in the file, with its likely answers.")
        terminal.say_wrapped("Stop whenever you like: every reply is kept, and the same command goes on there.")
    sitting = Sitting(interview(kept.draft, around), (kept.draft.data, kept.draft.notes), kept.steps)
    kept.keep()
    try:
        return sitting.hold(who, kept.keep)
    except KeyboardInterrupt:  # between two questions
        return "stopped"


def say_how_to_go_on(kept: Kept, around: Around, where: str) -> None:
    """What was kept, and the two commands that follow."""
    draft = kept.draft
    sitting = Sitting(interview(draft, around), (draft.data, draft.notes), kept.steps)
    command = f"isptool new {draft.kind} {draft.data['id']} --resume{'' if where == '.' else f' --in {where}'}"
    left = len(sitting.waiting())
    kept_replies = number(sitting.answered, "reply", "replies")
    terminal.say_wrapped(f"Stopped, and nothing is lost: {kept_replies} kept, {left} left.")
    terminal.say(f"Go on:               {command}")
    terminal.say(f"Write it as it is:   {command} --no-input")
    terminal.say(f"Begin anew:          delete {shown(kept.path)}")


# ── what changed ─────────────────────────────────────────────────────────────────────────────────────


def edits_between(old: Mapping[str, Any], new: Mapping[str, Any], path: ValuePath = ()) -> Iterator[Edit]:
    """The edits that bring what is known into a file that said `old`: what an interview adds, and no more."""
    for key, value in new.items():
        here = (*path, key)
        if key not in old:
            if value not in ({}, []):
                yield Edit("set", here, value)
        elif value != old[key] and not (is_gap(old[key]) and value in ({}, [])):
            yield from _within(old[key], value, here)


def _within(old: Any, new: Any, path: ValuePath) -> Iterator[Edit]:
    if isinstance(old, dict) and isinstance(new, dict) and old and not is_gap(old) and set(old) & set(new):
        yield from edits_between(old, new, path)
    elif isinstance(old, list) and isinstance(new, list) and 0 < len(old) <= len(new) and isinstance(old[0], dict):
        for position, (was, now) in enumerate(zip(old, new, strict=False)):
            if was != now:
                yield from _within(was, now, (*path, position))
        yield from (Edit("add-item", path, each) for each in new[len(old) :])
    elif without_gaps(old) != new:
        yield Edit("set", path, new)
