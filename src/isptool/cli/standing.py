"""How every document stands: what `isptool status` prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from isptool.cli import terminal
from isptool.cli.recording import Desk, open_desk
from isptool.cli.under import followings
from isptool.errors import IspError
from isptool.lifecycle.following import Carrying, Following, carried_with
from isptool.lifecycle.letters import Letter, Task, signing_letter, task_of
from isptool.lifecycle.life import Life, PartyLife, VersionLife, status_of
from isptool.lifecycle.views import ROLES, views_of
from isptool.model.fields import show_date
from isptool.reading.nearest import nearest
from isptool.settling.settled import Settled

Called = Callable[[str], str]
_IN_WORDS = {
    "idea": "an idea", "consultation": "in consultation", "agreed-in-principle": "agreed in principle",
    "signing": "out for signature", "signed": "signed by all, not in force yet", "in-force": "in force",
    "under-review": "under review",
}  # fmt: skip


def in_words(status: str) -> str:
    """A status as people say it."""
    return _IN_WORDS.get(status, status)


class Standing(Struct, frozen=True):
    """One document: what is written, what counts, and how it stands to its protocol."""

    settled: Settled | None
    document: str
    life: Life
    following: tuple[Following, ...]
    newest: str = ""
    """Of a protocol to which agreements do not fit yet: its newest version."""
    carrying: tuple[Carrying, ...] = ()
    """Of a protocol: what each party carries with it by signing that version."""


def make(names: Sequence[str], partner: str | None, to: str, today: str | None) -> int:
    """Print how the named documents stand, or what one partner has to sign."""
    desk = open_desk(names, today)
    if partner is not None:
        return _for_partner(desk, partner, to)
    found = list(_standings(desk, names))
    if not found:
        raise IspError("There is no document here yet.", "Start one with `isptool new`.")
    if to == "json":
        data = {"version": 1, "as_at": desk.today.isoformat(), "documents": [_as_data(each) for each in found]}
        terminal.emit(json.dumps(data, ensure_ascii=False, indent=2) + "\n", utf8=True)
        return 0
    for number, each in enumerate(found):
        if number:
            terminal.say()
        for line in _text(each, desk.called):
            terminal.say(terminal.printable(line))
    terminal.say()
    terminal.say(f"As at {show_date(desk.today)}.")
    return 0


def _standings(desk: Desk, names: Sequence[str]) -> Iterator[Standing]:
    wanted = {desk.document(each).settled.document.id for each in names if not Path(each).is_dir()
              and each not in desk.lives} | {each for each in names if each in desk.lives}  # fmt: skip
    followed = followings(desk)
    for name in dict.fromkeys((*desk.judged, *desk.lives)):
        if wanted and name not in wanted:
            continue
        judged = desk.judged.get(name)
        newest, carrying = carried_with(name, (each for found in followed.values() for each in found))
        settled = judged.settled if judged else None
        yield Standing(settled, name, desk.life(name), tuple(followed.get(name, ())), newest, carrying)


def _text(standing: Standing, called: Called) -> Iterator[str]:
    settled, life = standing.settled, standing.life
    if settled is not None:
        document = settled.document
        number = document.version or ""
        status = status_of(life, number, document.status)
        yield f"{document.title} ({document.id})"
        current = life.current
        if current is None or current.number != number:
            yield f"  {number or 'no version'}: {in_words(status)}, being written"
    else:
        yield f"{standing.document} (its file is gone; what was signed is kept)"
    for version in reversed(life.versions):
        if version is life.current or version.status in ("signing", "signed", "in-force", "under-review", "suspended"):
            yield from _version_text(version, called)
    earlier = [each.number for each in life.versions if each is not life.current and each.version.is_sealed
               and each.status in ("superseded", "draft", "consultation", "terminated", "withdrawn")]  # fmt: skip
    if earlier:
        yield f"  kept from before: {', '.join(earlier)}"
    for each in standing.following:
        yield from _following_text(each, called)
    if standing.carrying:
        yield f"  agreements that follow {standing.newest}:"
        yield from (f"    {_carrying_text(each, standing.newest, called)}" for each in standing.carrying)


def _carrying_text(each: Carrying, newest: str, called: Called) -> str:
    verb = f"has signed {newest}, and carries with it" if each.has_signed else f"will, by signing {newest}, carry"
    confirms = f"; to confirm: {', '.join(each.confirms)}" if each.confirms else ""
    return f"{called(each.party)} {verb}: {', '.join(each.agreements)}{confirms}"


def _version_text(version: VersionLife, called: Called) -> Iterator[str]:
    mark = f", mark {version.version.sealed_mark}" if version.version.sealed_mark else ""
    last = version.last(version.status)
    day = version.since if version.status == "in-force" else last.on if last else None
    since = f" since {show_date(day)}" if day else ""
    yield f"  {version.number}: {in_words(version.status)}{since}{mark}"
    names = version.version.seal.mapping("parties") if version.version.is_sealed else {}
    for each in version.parties.values():
        yield f"    {names.get(each.party) or called(each.party)}: {_stand(each, called)}"
    for view in views_of(version.version):
        whose = f" of {names.get(view.party) or called(view.party)}" if view.party else ""
        other = view.other_parts(version.version.digests) if version.version.is_sealed else ()
        stale = f", on a text that differed ({', '.join(other)})" if other else ""
        yield f"    view of the {ROLES.get(view.role, view.role)}{whose}, {show_date(view.on)}{stale}"
    move = version.last("suspended")
    if version.status == "suspended" and move is not None:
        flows = ", ".join(move.record.texts("flows")) or "everything"
        yield f"    suspended ({flows}): {move.record.text('because')}"
    if version.next_review is not None:
        yield f"    next review by {show_date(version.next_review)}"
    if version.ends is not None:
        yield f"    ends on {show_date(version.ends)}"


def _stand(each: PartyLife, called: Called) -> str:
    day = f" on {show_date(each.since)}" if each.since else ""
    if each.stand == "signed" and each.sign_off is not None:
        conditions = f", on conditions: {each.conditions}" if each.conditions else ""
        return f"signed{day}, {each.sign_off.post}{conditions}"
    if each.in_place_of and each.sign_off is not None:
        return f"in the place of {called(each.in_place_of)} by law, which signed{day}"
    if each.stand == "carried" and each.sign_off is not None:
        return f"signed {each.sign_off.version}{day}; what changed since needs no new signature of it"
    return {
        "declined": f"declined{day}",
        "broken": "its statement no longer fits the sealed text: see `isptool verify`",
        "not-yet": "has not signed yet",
        "objects": f"objected{day}: it must sign, or the change must be another",
        "joining": f"joins{day}; {_joining(each, called)}",
        "left": f"left{day}" + (f", and {called(each.successor)} took its place by law" if each.successor else ""),
    }[each.stand]


def _joining(each: PartyLife, called: Called) -> str:
    if each.objected_by:
        return f"{', '.join(map(called, each.objected_by))} {'objects' if len(each.objected_by) == 1 else 'object'}"
    return "signed, and the others may still object" if each.sign_off else "has not signed yet"


def _following_text(each: Following, called: Called) -> Iterator[str]:
    lead = f"  protocol {each.protocol}: sealed under {each.sealed_under}, and {each.newest} is out"
    if each.state == "stays":
        yield f"{lead}; it stays as signed."
    elif each.state == "moved":
        yield f"{lead}; it has moved to {each.newest}, which all its parties have signed."
    elif each.state == "suspect":
        signed = ", ".join(map(called, each.signed)) or "nobody"
        yield f"{lead}: SUSPECT. Signed by: {signed}. Not yet: {', '.join(map(called, each.waiting))}."
    else:
        yield f"{lead}; all have signed it, and it asks to be confirmed by: {', '.join(map(called, each.unconfirmed))}."
    for change in each.changed:
        concerns = f"; matters for {', '.join(map(called, change.concerns))}" if change.concerns else ""
        yield f"    inherits otherwise: {change.where} ({change.change_class}{concerns})"
    for change, why in each.to_confirm:
        yield f"    to confirm: {change.where}: {why}"


# ── one partner ──────────────────────────────────────────────────────────────────────────────────────


def _for_partner(desk: Desk, partner: str, to: str) -> int:
    partners = desk.opened.workspace.partner_records()
    signing = {each for life in desk.lives.values() for version in life.versions for each in version.parties}
    if partner not in partners and partner not in signing:
        near = nearest(partner, partners)
        hint = f"Did you mean {near}?" if near else f"The partners are: {', '.join(partners) or 'none'}."
        raise IspError(f"There is no partner called {partner}.", hint)
    record = partners.get(partner)
    name = record.name if record is not None else partner
    tasks = [task for life in desk.lives.values() for each in life.versions if (task := task_of(each, partner))]
    confirm = [
        each
        for found in followings(desk).values()
        for each in found
        if partner in each.unconfirmed and not each.waiting
    ]
    letter = signing_letter(name, record, tasks, desk.today) if tasks else None
    if to == "json":
        data = _partner_data(desk, partner, tasks, confirm, letter)
        terminal.emit(json.dumps(data, ensure_ascii=False, indent=2) + "\n", utf8=True)
        return 0
    if not tasks and not confirm:
        terminal.say(f"{name} has nothing to sign.")
    for task in tasks:
        terminal.say(f"To sign: {task.title} ({task.document} {task.version}), mark {task.mark}: {task.file}")
    for each in confirm:
        terminal.say(f"To confirm: {each.agreement} under {each.protocol} {each.newest}")
    if letter is not None:
        terminal.say()
        terminal.say(terminal.printable(str(letter)).rstrip())
    return 0


def _partner_data(
    desk: Desk, partner: str, tasks: Sequence[Task], confirm: Sequence[Following], letter: Letter | None
) -> dict[str, Any]:
    return {
        "version": 1,
        "as_at": desk.today.isoformat(),
        "partner": partner,
        "to_sign": [
            {"document": each.document, "title": each.title, "version": each.version, "mark": each.mark,
             "since": each.since.isoformat(), "file": each.file}
            for each in tasks
        ],
        "to_confirm": [
            {"document": each.agreement, "protocol": each.protocol, "version": each.newest} for each in confirm
        ],
        "email": {"to": letter.to, "subject": letter.subject, "text": letter.text} if letter else None,
    }  # fmt: skip


# ── as data ──────────────────────────────────────────────────────────────────────────────────────────


def _as_data(standing: Standing) -> dict[str, Any]:
    document = standing.settled.document if standing.settled is not None else None
    number = (document.version or "") if document is not None else ""
    return {
        "document": standing.document,
        "title": document.title if document is not None else None,
        "file": standing.settled.file if standing.settled is not None else None,
        "version": number or None,
        "status": status_of(standing.life, number, document.status) if document is not None else None,
        "versions": [_version_data(each) for each in standing.life.versions],
        "protocols": [
            {
                "protocol": each.protocol,
                "sealed_under": each.sealed_under,
                "newest": each.newest,
                "counts": each.counts,
                "follows": each.follows,
                "state": each.state,
                "signed": list(each.signed),
                "waiting": list(each.waiting),
                "changed": [change.where for change in each.changed],
                "to_confirm": [{"where": change.where, "why": why} for change, why in each.to_confirm],
                "unconfirmed": list(each.unconfirmed),
            }
            for each in standing.following
        ],
        "carrying": [
            {
                "party": each.party,
                "version": standing.newest,
                "has_signed": each.has_signed,
                "agreements": list(each.agreements),
                "to_confirm": list(each.confirms),
            }
            for each in standing.carrying
        ],
    }


def _version_data(version: VersionLife) -> dict[str, Any]:
    return {
        "version": version.number,
        "status": version.status,
        "mark": version.version.mark or None,
        "since": version.since.isoformat() if version.since else None,
        "next_review": version.next_review.isoformat() if version.next_review else None,
        "ends": version.ends.isoformat() if version.ends else None,
        "parties": [
            {
                "party": each.party,
                "stand": each.stand,
                "since": each.since.isoformat() if each.since else None,
                "post": each.sign_off.post if each.sign_off else None,
                "conditions": each.conditions or None,
                "in_place_of": each.in_place_of or None,
                "successor": each.successor or None,
                "objected_by": list(each.objected_by),
            }
            for each in version.parties.values()
        ],
        "missing": list(version.missing),
    }
