"""Making a move: its guards asked, what it does done, and its record written; then what comes next is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from isptool.checking.life import later
from isptool.cli import sealing, terminal
from isptool.cli.judging import Judged
from isptool.cli.recording import Desk, read_day
from isptool.cli.saving import write_whole
from isptool.errors import IspError
from isptool.findings import Edit
from isptool.lifecycle.guards import Case, Guard, guards
from isptool.lifecycle.life import Life, VersionLife, status_of
from isptool.lifecycle.moves import LIVE, PARTY_MOVES, check_move
from isptool.lifecycle.parties import join, leave, left, object_to, open_to_objection, under_the_protocol
from isptool.lifecycle.views import ROLES, views_of
from isptool.model.fields import Period, show_date
from isptool.reading.workspace import shown
from isptool.sealing.record import Value, begun
from isptool.sealing.shelf import MOVES, PARTIES, Version

_EXIT_TASKS = (
    "Until then: list the copies; return, delete or keep them with the reason; certify it; update the privacy notices "
    "and the register; and the others see whether the sharing still works."
)
_TAKE_BACK = "`isptool move {} not-objecting"
_CONSULTATION = Period(15, "working day")
_OBJECTIONS = Period(10, "working day")


class Order(Struct, frozen=True):
    """A move as it was asked for."""

    status: str
    because: str = ""
    by: str = ""
    on: str | None = None
    until: str | None = None
    partner: str = ""
    against: str = ""
    escalated: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    successor: str = ""
    done: tuple[str, ...] = ()
    only_check: bool = False


def make(desk: Desk, judged: Judged, order: Order) -> int:
    """Make a move, or say what does not hold. Returns the exit code."""
    if order.status in PARTY_MOVES:
        return _party_moves(desk, judged, order)
    document = judged.settled.document
    life = desk.life(document.id)
    number = _number(desk, judged, order.status)
    origin = status_of(life, number, document.status)
    check_move(origin, order.status)
    if number != (document.version or ""):
        judged = sealing.open_sealed(desk, desk.version(document.id, number))
    case = _case(desk, judged, order, sealed_same=_sealed_same(desk, judged) if order.status == "signing" else None)
    asked = guards(case, origin, order.status)
    if not _told(asked, document.id, order):
        return 1
    if order.only_check:
        return 0
    return _made(desk, judged, order, origin)


def _number(desk: Desk, judged: Judged, to: str) -> str:
    """Which version moves: the one in force where the move is one of a document in force, else that of the file."""
    life = desk.life(judged.settled.document.id)
    own = judged.settled.document.version or ""
    found = life.version(own)
    in_force = life.in_force
    if in_force is not None and to in ("under-review", "suspended", "superseded", "terminated"):
        return in_force.number
    if in_force is not None and to == "in-force" and (found is None or found.status not in ("signing", "signed")):
        return in_force.number
    return own


def _case(desk: Desk, judged: Judged, order: Order, *, sealed_same: bool | None) -> Case:
    settled = judged.settled
    above = {} if settled.is_protocol else {e.protocol.id: desk.life(e.protocol.id) for e in settled.protocols}
    if order.successor and order.successor not in desk.judged:
        desk.document(order.successor)
    return Case(
        settled=settled,
        checked=judged.checked,
        at=sealing.rules_at(desk),
        life=desk.life(settled.document.id),
        today=desk.today,
        escalated=order.escalated,
        because=order.because,
        by=order.by,
        successor=desk.life(order.successor) if order.successor else None,
        protocols=above,
        tasks=order.done,
        sealed_same=sealed_same,
    )


def _sealed_same(desk: Desk, judged: Judged) -> bool | None:
    document = judged.settled.document
    version = desk.version(document.id, document.version or "")
    if not version.is_sealed:
        return None
    return sealing.fresh(desk, judged)[1].digests == dict(version.digests)


def _told(asked: list[Guard], document: str, order: Order) -> bool:
    """Say how the guards stand; returns whether all hold."""
    failing = [each for each in asked if not each.holds]
    for each in asked if order.only_check else failing:
        terminal.say(terminal.printable(f"  {'yes' if each.holds else 'NO '}  {each.asks}."))
        if not each.holds and each.mend:
            terminal.say(terminal.printable(f"       {each.mend}"))
    if failing:
        does = "would not move" if order.only_check else "was not moved"
        count = "1 thing does" if len(failing) == 1 else f"{len(failing)} things do"
        terminal.say(f"{document} {does} to {order.status}: {count} not hold yet.")
    elif order.only_check:
        terminal.say(f"{document} can move to {order.status}.")
    return not failing


def _made(desk: Desk, judged: Judged, order: Order, origin: str) -> int:
    document = judged.settled.document
    version = desk.version(document.id, document.version or "")
    day = read_day("--on", order.on, desk.today)
    values: dict[str, Value] = {
        **begun("move", document.id, version.version),
        "from": origin,
        "to": order.status,
        "date": day.isoformat(),
        "recorded": desk.today.isoformat(),
        "because": order.because,
        "by": order.by,
    }
    lines: list[str] = []
    if order.status == "consultation" and origin != "signing":
        deadline = read_day("--until", order.until, later(day, _CONSULTATION))
        values["replies-until"] = deadline.isoformat()
        values["sent-to"] = tuple(facts.id for facts in judged.settled.parties.values() if not facts.is_other)
        lines.append(f"Replies are due by {show_date(deadline)}.")
    if order.status == "agreed-in-principle":
        rounds = document.consultation
        replied = {party for each in rounds for party in (*each.replied, *(said.party for said in each.comments))}
        values["replied"] = tuple(sorted(party for party in replied if party))
        values["escalated"] = order.escalated
    if order.status == "signing":
        lines += _sealing(desk, judged, version, values, order)
    if order.status == "suspended":
        values |= {"asked-by": order.partner, "flows": order.flows}
    if order.status == "superseded":
        values["successor"] = order.successor
    if order.status == "terminated":
        values["done"] = order.done
    number = len(list((version.folder / MOVES).glob("*.yaml"))) + 1
    if order.status in ("draft", "consultation"):
        _say_in_file(desk, judged, order.status)
    path = desk.record(version, MOVES, f"{number:03}-{order.status}", values)
    terminal.say(f"{document.id} {version.version}: {origin} -> {order.status}. Recorded in {shown(path)}.")
    for line in lines:
        terminal.say(terminal.printable(line))
    return 0


def _sealing(desk: Desk, judged: Judged, version: Version, values: dict[str, Value], order: Order) -> list[str]:
    """Seal the text, if it is not sealed yet, and say what was sealed and who signs."""
    if not version.is_sealed:
        made = sealing.seal(desk, judged)
        desk.keep(version, made.files)
        version = Version(version.document, version.version, version.folder, version.shown_as)
    seal = version.seal
    values |= {"mark": version.mark, "covers": dict(version.digests)}
    names = seal.mapping("parties")
    carried = seal.texts("carried")
    signing = [names.get(each, each) for each in seal.texts("signs") if each not in carried]
    lines = [
        f"The text is sealed; its mark is {version.mark}. Send {version.shown_as}/text.docx for signature.",
        f"To sign: {', '.join(signing) or 'nobody'}.",
    ]
    for view in views_of(version):
        other = view.other_parts(version.digests)
        if other:
            whose = f" of {names.get(view.party, view.party)}" if view.party else ""
            lines.append(
                f"The view of the {ROLES.get(view.role, view.role)}{whose} was given on another text "
                f"(what differs: {', '.join(other)}). Ask whether it still holds."
            )
    if seal.text("carries-from"):
        until = read_day("--until", order.until, later(desk.today, _OBJECTIONS))
        values["objections-until"] = until.isoformat()
        others = ", ".join(names.get(each, each) for each in carried) or "nobody"
        lines.append(
            f"The change from {seal.text('carries-from')} is {seal.text('change')}. Need not sign again, "
            f"and may object until {show_date(until)}: {others}."
        )
    return lines


def _say_in_file(desk: Desk, judged: Judged, status: str) -> None:
    """Put the status into the document's own file, where it says another."""
    from isptool.reading.edit import apply

    if judged.settled.document.status == status:
        return
    found = desk.opened.workspace.file(judged.settled.file)
    assert found is not None
    text = apply(found.source, [Edit("set", ("status",), status)])
    write_whole(Path(judged.settled.file), text.encode())


# ── one party ────────────────────────────────────────────────────────────────────────────────────────


def _party_moves(desk: Desk, judged: Judged, order: Order) -> int:
    """Record that a partner joins, objects, gives notice, or has left."""
    if not order.partner:
        raise IspError(f"Who is {order.status}?", "Name the partner with --partner ID.")
    document = judged.settled.document
    life = desk.life(document.id)
    current = life.current
    if current is None or current.status not in (*LIVE, "signing", "signed"):
        raise IspError(
            f"{document.id} is not in force or out for signature, so nobody joins or leaves it by a record.",
            "Change its parties in the file.",
        )
    day = read_day("--on", order.on, desk.today)
    files: Mapping[str, bytes] = {}
    if order.status == "joining":
        fresh = sealing.fresh(desk, judged)[1]
        partners = desk.opened.workspace.partner_records()
        asked, values, files = join(
            judged.settled, current, order.partner, day, desk.today, fresh, partners, order.because
        )
        above = current.version.seal.mapping("under")
        asked += under_the_protocol(order.partner, {each: desk.life(each) for each in above})
    elif order.status in ("objecting", "not-objecting"):
        current, against = _what_it_objects_to(desk, life, order)
        asked, values = object_to(
            current, order.partner, against, day, order.because, objects=order.status == "objecting"
        )
    elif order.status == "leaving":
        asked, values = leave(judged.settled, current, order.partner, day, desk.today, order.because)
    else:
        asked, values = left(current, order.partner, day, order.done)
    if not _told(asked, document.id, order):
        return 1
    if order.only_check:
        return 0
    version = current.version
    desk.keep(version, files)
    number = 1 + len(version.records(PARTIES))
    more = {"number": str(number), "because": order.because, "by": order.by}
    path = desk.record(version, PARTIES, f"{order.partner}-{order.status}", {**values, **more})
    found = judged.settled.name(order.partner)
    name = desk.called(order.partner) if found == order.partner else found
    name = name[:1].upper() + name[1:]
    what = values.get("against")
    said = {"objecting": f"objects to {what} in", "not-objecting": f"no longer objects to {what} in"}
    terminal.say(
        f"{name}: {said.get(order.status, order.status)} {document.id} {version.version}. Recorded in {shown(path)}."
    )
    for line in _next(values, document.id, order, version.mark):
        terminal.say(line)
    return 0


def _what_it_objects_to(desk: Desk, life: Life, order: Order) -> tuple[VersionLife, str]:
    """The one thing that a party may object to now, or the one that was named. Raises `IspError` where none fits."""
    known = open_to_objection(life, order.partner, desk.today)
    if order.against and order.against in known:
        return known[order.against], order.against
    if not known:
        raise IspError(
            f"There is nothing in {life.document} that {order.partner} could object to today.",
            f"See `isptool status {life.document}`: a party may object until the time for it is over.",
        )
    if order.against or len(known) > 1:
        raise IspError(
            f"{order.partner} may object to: {', '.join(known)}.", "Name one with --against, a partner or a version."
        )
    return next((version, against) for against, version in known.items())


def _next(values: Mapping[str, Value], document: str, order: Order, mark: str) -> list[str]:
    until = str(values.get("objections-until", ""))
    if order.status == "objecting":
        back = f"{_TAKE_BACK.format(document)} --partner {order.partner}`"
        return [f"That holds up {values['against']} until it is taken back: {back}."]
    if values.get("takes-the-place-of"):
        old = values["takes-the-place-of"]
        return [f"It takes the place of {old} by law: what {old} signed binds it, and nobody signs again."]
    if until:
        return [
            f"The other parties may object until {show_date(date.fromisoformat(until))}; they do not sign again.",
            f"Then it signs: `isptool sign {document} --partner {order.partner} --mark {mark} …`.",
        ]
    ends = str(values.get("ends", ""))
    if ends:
        return [
            f"It is bound until {show_date(date.fromisoformat(ends))}.",
            _EXIT_TASKS,
            f"When all is done: `isptool move {document} left --partner {order.partner} --done …`.",
        ]
    return []
