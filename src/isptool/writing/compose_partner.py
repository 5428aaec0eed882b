"""A partner's pack: what the document asks of one partner, in the order in which it has to do it.

The settled document is narrowed to that partner before anything is printed: to its movements, its law and the answers
that concern it. The numbers of clauses are those of the full edition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from isptool.model.documents import Agreement
from isptool.settling.settled import Cell as PointCell
from isptool.settling.settled import Part, Row, Settled, SettledPoint, State
from isptool.writing import compose_data, compose_flows, compose_particulars, compose_purposes
from isptool.writing.compose_agreement import IN_BLOCKS
from isptool.writing.compose_annexes import schedule_of
from isptool.writing.compose_citing import cited
from isptool.writing.compose_facts import flat
from isptool.writing.compose_flows import flows_of, title
from isptool.writing.compose_glance import of_points
from isptool.writing.compose_law import Law, bases_in_short
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_parties import role
from isptool.writing.compose_points import gap_words, in_cell
from isptool.writing.compose_provenance import provenance
from isptool.writing.compose_scope import answer_at, groups
from isptool.writing.compose_summary import in_full
from isptool.writing.compose_words import listed, small, stopped, unstopped
from isptool.writing.document import (
    Block,
    Bullets,
    Cell,
    Gap,
    Heading,
    KeyFacts,
    Para,
    Prose,
    Ref,
    Run,
    Runs,
    Table,
    Text,
)
from isptool.writing.prose import prose

_Facts = TypeVar("_Facts")

_NOT_ASKED = frozenset((*IN_BLOCKS, "need-and-benefit", "who-may-sign", "start-and-duration", "review"))
"""The points that stand elsewhere in a pack, and those that ask nothing of a partner."""


BLOCKS = (
    "asked", "to-do", "terms", "contacts", "schedule", "in-full", "flows", "purposes", "items", "law",
)  # fmt: skip
"""The blocks of a pack; that of a protocol leaves the last four empty."""


def fills(matter: Matter) -> dict[str, Sequence[Block]]:
    """The blocks of a partner's pack."""
    own = narrowed(matter)
    made: dict[str, Sequence[Block]] = {
        "asked": _asked(own),
        "to-do": _to_do(own),
        "terms": _terms(own),
        "contacts": _plain(compose_particulars.contacts(own))[1:],
        "schedule": schedule_of(own, matter.at.party),
        "in-full": in_full(matter),
    }
    if isinstance(own.settled.document, Agreement):
        made |= {
            "flows": _plain(_flows(own)),
            "purposes": _plain(compose_purposes.purposes(own))[1:],
            "items": _plain(compose_data.items(own)),
            "law": _plain(Law(own, _law_rows(own)).blocks()),
        }
    return made


# --- narrowing ------------------------------------------------------------------------------------


def narrowed(matter: Matter) -> Matter:
    """The same matter, of a document that is settled for one partner alone."""
    settled, party = matter.settled, matter.at.party
    found = _protocol(matter) if settled.is_protocol else _agreement(settled, party)
    return replace(matter, settled=found, _cache={"names": matter.names})  # what is left out keeps its name


def _agreement(settled: Settled, party: str) -> Settled:
    own = frozenset(n for n, row in enumerate(settled.rows) if party in (row.actor, row.sender, row.recipient))
    rows = [settled.rows[n] for n in own]
    agreement = settled.agreement
    kept = {name: {getattr(row, name) for row in rows} for name in ("flow", "item", "purpose", "people")}
    update = {
        "flows": _only(agreement.flows, kept["flow"]),
        "data": _only(agreement.data, kept["item"]),
        "purposes": _only(agreement.purposes, kept["purpose"]),
        "people": _only(agreement.people, kept["people"]),
    }
    points = {each: _narrow(point, party, kept, own) for each, point in settled.points.items()}
    return replace(settled, document=agreement.model_copy(update=update), points=points)


def _only(block: Mapping[str, _Facts], kept: set[str]) -> dict[str, _Facts]:
    return {each: facts for each, facts in block.items() if each in kept}


def _narrow(point: SettledPoint, party: str, kept: dict[str, set[str]], own: frozenset[int]) -> SettledPoint:
    cells = []
    for cell in point.cells:
        asked = dict(cell.coordinates)
        elsewhere = any(asked.get(kind) and asked[kind] not in kept[kind] for kind in kept)
        if elsewhere or (asked.get("party") and asked["party"] != party):
            continue
        parts = tuple(part for part in cell.parts if not part.rows or own & set(part.rows))
        if parts:
            cells.append(PointCell(cell.coordinates, parts))
    return replace(point, cells=tuple(cells))


def _protocol(matter: Matter) -> Settled:
    """A protocol whose terms for other kinds of bodies are left out."""
    settled = matter.settled
    points = {}
    for each, point in settled.points.items():
        cells = tuple(
            PointCell(cell.coordinates, parts)
            for cell in point.cells
            if (parts := tuple(part for part in cell.parts if _concerns(matter, part)))
        )
        points[each] = replace(point, cells=cells)
    return replace(settled, points=points)


def _concerns(matter: Matter, part: Part) -> bool:
    """Whether a term of a protocol is for this partner: it is named, or a group or a kind of body that it is in."""
    answer = answer_at(matter, part.place) if part.place else None
    named = answer.for_ if answer is not None else []
    party = matter.at.party
    kind = matter.settled.parties[party].kind
    groups = [each for each in named if each in matter.head.groups]
    bodies = [each for each in named if any(body.id == each for body in matter.book.bodies())]
    if not any(each in matter.settled.parties for each in named) and not groups and not bodies:
        return True
    return (
        party in named
        or any(party in matter.head.groups[each] for each in groups)
        or any(matter.book.body_is_a(kind, each) for each in bodies)
    )


def _law_rows(matter: Matter) -> frozenset[int]:
    """The positions of the law rows that this partner relies on."""
    party, rows = matter.at.party, matter.settled.rows
    return frozenset(
        position
        for cover in matter.settled.law
        if cover.place.tier == "agreement" and any(rows[n].actor == party for n in cover.rows)
        and isinstance(position := cover.place.path[1], int)
    )  # fmt: skip


# --- on the first page ----------------------------------------------------------------------------


def _asked(matter: Matter) -> list[Block]:
    """What is asked in short: the part of this partner, what it sends and gets, its law, when it starts, who signs."""
    say, party = matter.words.say, matter.at.party
    facts = matter.settled.parties[party]
    rows: list[tuple[str, Cell]] = []
    if isinstance(matter.settled.document, Agreement):
        rows += [
            (say("your-part"), role(matter, facts)),
            (say("you-send"), _in_lines(matter, lambda row: row.sender == party, "you-send-to")),
            (say("you-get"), _in_lines(matter, lambda row: row.recipient == party, "you-get-from")),
            (say("your-basis"), _bases(matter)),
        ]
    rows += [
        (say("your-duties"), _duties(matter)),
        (say("starts"), of_points(matter, "start-and-duration", "review")),
        (say("who-signs"), _who_signs(matter)),
        (say("your-signature"), _signature(matter)),
    ]
    return [KeyFacts(tuple((name, said) for name, said in rows if said not in ("", ())))]


def _in_lines(matter: Matter, mine: Callable[[Row], bool], key: str) -> Cell:
    """The flows of one direction, each in a line with the other end."""
    found: dict[str, dict[str, None]] = {}
    for row in matter.settled.rows:
        if row.flow and mine(row):
            other = row.recipient if key == "you-send-to" else row.sender
            found.setdefault(row.flow, {})[other] = None
    lines: list[Runs] = []
    for each, flow in flows_of(matter).items():
        if each in found:
            others = listed(matter.party(one) for one in matter.settled.parties if one in found[each])
            due = flat(compose_flows.when(matter, each, flow))
            lines.append(
                matter.words.say(key, flow=title(matter, each), others=others, when=unstopped(matter.small(due)))
            )
    return _bulleted(lines)


def _bulleted(lines: Sequence[Runs]) -> Cell:
    return Prose((Bullets(tuple(lines)),)) if len(lines) > 1 else lines[0] if lines else ""


def _bases(matter: Matter) -> Cell:
    return _bulleted([stopped(flat(basis)) for _, basis in bases_in_short(matter)])


def _duties(matter: Matter) -> Cell:
    """The one-sided duties of this partner, and what it is bound to send."""
    party, lines = matter.at.party, list[Runs]()
    for point in matter.settled.points.values():
        for of, _, text in dict.fromkeys(duty for _, part in point.parts() for duty in part.duties):
            members = {one for each in of for one in matter.head.groups.get(each, [each])}
            if not of or party in members or "everyone" in of:
                lines.append(stopped(flat(prose(text))))
    if isinstance(matter.settled.document, Agreement):
        own = {row.flow for row in matter.settled.rows if row.sender == party}
        for each, flow in flows_of(matter).items():
            if flow.duty == "must" and each in own:
                lines.append(matter.words.say("bound-to-send", flow=title(matter, each)))
    return _bulleted(lines)


def _who_signs(matter: Matter) -> Cell:
    """Who may sign for a body of this kind."""
    settled = matter.settled_point("who-may-sign")
    kind = matter.settled.parties[matter.at.party].kind
    lines: dict[str, None] = {}
    for _, part in settled.parts() if settled else ():
        for key, sentence in zip(part.keys, part.sentences, strict=False):
            fits = settled.point.answers[key].fits if settled else None
            if fits is None or not fits.bodies or not kind or matter.book.body_could_be(kind, fits.bodies):
                lines[stopped(sentence)] = None
        lines |= {stopped(flat(prose(part.own_words))): None} if part.own_words else {}
    return _bulleted(list(lines))


def _signature(matter: Matter) -> str:
    say, party = matter.words.say, matter.at.party
    found = [each for each in matter.at.signed.of(party) if not each.broken]
    if not found:
        version = matter.head.version or ""
        return say("sign-version", version=version) if version else say("not-signed")
    last = found[-1]
    day = matter.show(last.on) if last.on else ""
    decision = matter.words.name("decision", last.decision)
    return stopped(", ".join(part for part in (decision, last.post, day) if part))


# --- what is still to be done ---------------------------------------------------------------------


def _to_do(matter: Matter) -> list[Block]:
    """What this partner still has to settle, meet or sign, with the clause of each."""
    lines: list[Runs] = []
    for settled in matter.settled.points.values():
        for part in [part for _, part in settled.parts() if part.state.left_to_agree]:
            line = _open(matter, settled, part)
            if line not in lines:
                lines.append(line)
    if isinstance(matter.settled.document, Agreement):
        for each in matter.settled.document.conditions.values():
            if each.met in ("no", "not-yet"):
                lines.append(matter.words.say("to-meet", what=unstopped(flat(prose(each.what)))))
    if not any(not each.broken and each.agrees for each in matter.at.signed.of(matter.at.party)):
        lines.append(_signature(matter))
    return [Bullets(tuple(lines))] if lines else [Para(matter.words.say("nothing-to-do"))]


def _open(matter: Matter, settled: SettledPoint, part: Part) -> Runs:
    where = matter.ref(settled.id)
    runs: list[Run] = [Gap(settled.point.title)]
    if where is not None:
        runs += [Text(" ("), where, Text(")")]
    return (*runs, Text(f": {small(gap_words(matter, settled, part))}"))


# --- flows, terms ---------------------------------------------------------------------------------


def _flows(matter: Matter) -> list[Block]:
    """Each movement in which this partner has a part, with all that is said of it."""
    return [block for each, flow in flows_of(matter).items() for block in compose_flows.one(matter, each, flow)]


def _terms(matter: Matter) -> list[Block]:
    """What is agreed on each point that concerns this partner; what the protocol settles is named, not repeated."""
    say = matter.words.say
    rows: list[tuple[Cell, ...]] = []
    unchanged: list[str] = []
    for settled in matter.settled.points.values():
        if settled.id in _NOT_ASKED or settled.point.home.startswith("law.") or settled.id not in matter.anchors:
            continue
        found = groups(matter, settled)
        if not matter.settled.is_protocol and found and all(each.part.state is State.INHERITED for each in found):
            unchanged.append(matter.anchors[settled.id])
            continue
        body: list[Para | Bullets] = []
        for group in found:
            if len(found) > 1 and group.label:
                body.append(Para((Text(f"{group.label}:", bold=True),)))
            body += _term(matter, settled, group.part)
        if body:
            name = (Text(settled.point.title, bold=True), Text(" ("), Ref(matter.anchors[settled.id]), Text(")"))
            rows.append((name, Prose(tuple(body))))
    blocks: list[Block] = []
    if rows:
        head = (say("point"), say("what-is-agreed"))
        blocks.append(Table("", head, tuple(rows), widths=(1, 2.6), description=say("what-it-asks")))
    if unchanged and matter.above is not None:
        where = matter.words.runs("unchanged-terms", protocol=matter.above.title, where=cited(matter, unchanged))
        blocks.append(Para(where))
    return blocks


def _term(matter: Matter, settled: SettledPoint, part: Part) -> Iterator[Para | Bullets]:
    yield from in_cell(matter, settled, part)
    line = provenance(matter, settled, part)
    if line:
        yield Para(line)


def _plain(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with headings that have no number of their own, and tables without one: numbers are the full ones."""
    done: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            done.append(replace(block, numbered=False))
        elif isinstance(block, Table):
            done.append(replace(block, caption="", description=block.description or block.caption))
        else:
            done.append(block)
    return done
