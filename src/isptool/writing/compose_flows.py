"""How the information moves: a picture of all flows, and each flow in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from isptool.model.terms import Flow as AgreedFlow
from isptool.settling.movements import whole_flow
from isptool.settling.settled import Part, State
from isptool.writing.compose_facts import Fact, as_rows, cell, facts, flat, gap_cell, gap_runs, row_gap
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_points import conditions, said_of_gap
from isptool.writing.compose_words import capital, listed, stopped, unstopped
from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    Cell,
    Figure,
    Flow,
    FlowDiagram,
    FlowParty,
    Gap,
    Heading,
    KeyFacts,
    Para,
    Prose,
    Ref,
    Run,
    Text,
)

FLOW_FACTS = (
    "trigger", "event", "within", "before", "by_day", "on", "deadline", "after", "reply_to", "expects", "portal",
    "system", "approved_by", "standard", "encryption", "verification", "fallback",
    "secure_because", "by", "decided_by", "record",
    "duty", "copy_to", "only_own", "cases", "phase", "since", "until", "volume", "into", "must_not", "caveats",
    "same_as",
)  # fmt: skip
"""The facts of a flow that stand after from, to, what, what for, when and how."""

_ABOVE = ("from_", "to", "data", "purpose", "when", "how")
_MOST_ARROWS = 24
_SHORT = 160  # letters; a longer fact of a flow has a row of its own


def flows(matter: Matter) -> list[Block]:
    """The picture of the flows, then each flow in words as a numbered clause."""
    document, say = matter.agreement, matter.words.say
    gap = document.gaps.get("flows")
    blocks: list[Block] = [Callout("gap", flat(gap_runs(matter, gap)), say("flows-heading"))] if gap else []
    if not document.flows:
        return blocks
    whole = flows_of(matter)
    picture = _picture(matter, whole)
    matter.anchors["direction-and-frequency"] = "flows-figure" if picture else f"flow-{next(iter(whole))}"
    return [*blocks, *picture, *[block for each in whole for block in one(matter, each, whole[each])]]


def flows_of(matter: Matter) -> dict[str, AgreedFlow]:
    """The flows of an agreement, each with what it takes from the flow that it is like."""
    flows = matter.agreement.flows
    return {each: whole_flow(flows, each) for each in flows}


def title(matter: Matter, flow: str) -> str:
    """What a flow is called in a heading."""
    return capital(unstopped(matter.name(flow)))


# --- the picture ----------------------------------------------------------------------------------


def _picture(matter: Matter, whole: Mapping[str, AgreedFlow]) -> list[Block]:
    diagram = _diagram(matter, whole)
    if not diagram.flows:
        return []
    first, *_, last = list(whole) * 2
    key = ("flows-in-words-one", "flows-in-words-two")[len(whole) - 1] if len(whole) < 3 else "flows-in-words"
    told = matter.words.runs(key, first=Ref(f"flow-{first}", bare=True), last=Ref(f"flow-{last}", bare=True))
    return [Figure(diagram, matter.words.say("flows-figure"), anchor="flows-figure"), Para(told)]


def _diagram(matter: Matter, whole: Mapping[str, AgreedFlow]) -> FlowDiagram:
    """Every arrow between two parties; where that would be too many, between the groups as they are written."""
    arrows: dict[tuple[str, str, str], None] = {}
    for row in matter.settled.rows:
        if row.flow and row.sender and row.recipient:
            arrows[row.sender, row.recipient, row.flow] = None
    if len({(one, other) for one, other, _ in arrows}) <= _MOST_ARROWS:
        names = {each: capital(matter.party(each)) for arrow in arrows for each in arrow[:2]}
        ordered = [each for each in matter.settled.parties if each in names]
    else:
        arrows = _between_groups(whole)
        names = {each: capital(matter.end(each)) for arrow in arrows for each in arrow[:2]}
        ordered = list(names)
    parties = tuple(FlowParty(each, names[each], _members(matter, each)) for each in ordered)
    drawn = tuple(Flow(one, other, (title(matter, flow),)) for one, other, flow in arrows)
    return FlowDiagram(parties, drawn)


def _between_groups(whole: Mapping[str, AgreedFlow]) -> dict[tuple[str, str, str], None]:
    arrows: dict[tuple[str, str, str], None] = {}
    for each, flow in whole.items():
        for one in flow.from_:
            for other in flow.to:
                arrows[one, other, each] = None
        for one in flow.between:
            others = [other for other in flow.between if other != one] or ["everyone-else"]
            for other in others:
                arrows[one, other, each] = None
    return arrows


def _members(matter: Matter, end: str) -> str:
    name = end.removeprefix("each of ").removeprefix("each pair of ")
    return matter.called(matter.head.groups[name]) if name in matter.head.groups else ""


# --- one flow -------------------------------------------------------------------------------------


def one(matter: Matter, each: str, flow: AgreedFlow) -> list[Block]:
    """One flow as a clause: its heading, and all that is said of it."""
    say = matter.words.say
    blocks: list[Block] = [Heading(2, title(matter, each), f"flow-{each}", numbered=True)]
    due, how = when(matter, each, flow), _how(matter, each, flow)
    rows: list[tuple[str, Cell]] = [
        (say("from-and-to"), _ends_of(matter, flow)),
        (say("information"), _what_moves(matter, flow)),
        (say("what-for"), _purposes(matter, flow)),
        (say("when"), due),
        (say("how"), how),
    ]
    told = f"{flat(due)} {flat(how)}".casefold()
    found = facts(matter, "flow", flow, FLOW_FACTS, elsewhere=_ABOVE)
    rows += _details(matter, [fact for fact in found if flat(fact.said).rstrip(".").casefold() not in told])
    if flow.only_if:
        rows.append((say("only-if-label"), conditions(matter, flow.only_if, start=True)))
    rows += as_rows(row_gap(matter, flow))
    return [*blocks, KeyFacts(tuple((name, said) for name, said in rows if said not in ("", ())))]


def _details(matter: Matter, found: Sequence[Fact]) -> list[tuple[str, Cell]]:
    """What else is said of a flow: short facts together in one paragraph, longer ones in rows of their own."""
    short = [fact for fact in found if not isinstance(fact.said, Prose) and len(flat(fact.said)) <= _SHORT]
    if len(short) < 2 and not any(fact.whole for fact in short):
        return list(as_rows(found))
    runs: list[Run] = []
    for fact in short:
        words = fact.said if isinstance(fact.said, tuple) else (Text(stopped(flat(fact.said))),)
        runs += [*([Text(" ")] if runs else []), *([] if fact.whole else [Text(f"{fact.label}: ", bold=True)]), *words]
        if isinstance(fact.said, tuple):
            runs.append(Text("."))
    return [(matter.words.say("details"), tuple(runs)), *as_rows([fact for fact in found if fact not in short])]


def _ends_of(matter: Matter, flow: AgreedFlow) -> Cell:
    """Who sends to whom, in one line."""
    one, other = sender(matter, flow), recipient(matter, flow)
    ends = {"sender": _upper(one), "recipient": other}
    if all(isinstance(end, str) for end in ends.values()):
        return matter.words.say("from-to", **{name: str(end) for name, end in ends.items()})
    return matter.words.runs("from-to", **{name: _in_line(end) for name, end in ends.items()})


def _in_line(said: Cell) -> str | tuple[Run, ...]:
    return flat(said) if isinstance(said, Prose) else said


def sender(matter: Matter, flow: AgreedFlow) -> Cell:
    """Who sends, in words; a gap where that is not agreed."""
    if flow.between:
        return listed(matter.end(each) for each in flow.between)
    return _ends(matter, flow, "from_")


def recipient(matter: Matter, flow: AgreedFlow) -> Cell:
    """Who receives, in words; a gap where that is not agreed."""
    if flow.between:
        return matter.words.say("each-other")
    return _ends(matter, flow, "to")


def _upper(said: Cell) -> Cell:
    return capital(said) if isinstance(said, str) else said


def _ends(matter: Matter, flow: AgreedFlow, name: str) -> Cell:
    gap = flow.gaps.get(name.rstrip("_"))
    if gap is not None:
        return gap_cell(matter, gap)
    ends: list[str] = getattr(flow, name)
    if not ends:
        return (Gap(matter.words.say("still-to-be-agreed")),)
    return listed(matter.end(each) for each in ends)


def _what_moves(matter: Matter, flow: AgreedFlow) -> Cell:
    if "data" in flow.gaps:
        return gap_cell(matter, flow.gaps["data"])
    if len(flow.data) > 1:
        return Prose((Bullets(tuple(capital(matter.name(each)) for each in flow.data)),))
    return capital(matter.called(flow.data))


def _purposes(matter: Matter, flow: AgreedFlow) -> Cell:
    if "purpose" in flow.gaps:
        return gap_cell(matter, flow.gaps["purpose"])
    return capital(listed(matter.name(each) for each in flow.purpose))


def _parts(matter: Matter, point: str, each: str) -> list[Part]:
    settled = matter.settled_point(point)
    found = [cell for cell in settled.cells if cell.at("flow") == each] if settled else []
    return [part for cell in found for part in cell.parts]


def when(matter: Matter, each: str, flow: AgreedFlow) -> Cell:
    """When a flow is sent, in words; a gap where that is not agreed."""
    parts = _parts(matter, "direction-and-frequency", each)
    words = [stopped(sentence) for part in parts for sentence in part.sentences]
    matter.used.update(dict.fromkeys(("direction-and-frequency", key) for part in parts for key in part.keys))
    if words:
        return " ".join(dict.fromkeys(words))
    own = [part.own_words for part in parts if part.own_words]
    if own:
        return cell(matter, own[0])
    return _state(matter, parts, flow, "when")


def _how(matter: Matter, each: str, flow: AgreedFlow) -> Cell:
    if flow.how:
        return capital(listed(matter.words.name("method", text) if is_key(text) else text for text in flow.how))
    parts = _parts(matter, "transfer-method", each)
    ref = matter.ref("transfer-method")
    if any(part.state in (State.ANSWERED, State.INHERITED) for part in parts) and ref is not None:
        return matter.words.runs("as-clause", clause=ref)
    return _state(matter, parts, flow, "how")


def is_key(text: str) -> bool:
    """Whether a route is named by the key of a likely answer, and not in words."""
    return text == text.lower() and " " not in text


def _state(matter: Matter, parts: list[Part], flow: AgreedFlow, name: str) -> Cell:
    """What stands where a flow says nothing: its gap, or that it is still to be agreed."""
    if name in flow.gaps:
        return gap_cell(matter, flow.gaps[name])
    if flow.gap is not None:
        return gap_runs(matter, flow)
    for part in parts:
        if part.state in (State.NOT_APPLICABLE, State.WITHHELD):
            return part.gap
        if part.state is State.NOT_YET:
            words = said_of_gap(matter, part.gap, part.who, part.until)
            return (Gap(matter.words.say("not-yet")), Text(f": {words}"))
    return (Gap(matter.words.say("still-to-be-agreed")),)
