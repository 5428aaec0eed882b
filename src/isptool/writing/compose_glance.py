"""The first pages: the whole on one page, what is still to be agreed, and errors that somebody accepts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isptool.settling.settled import Part, SettledPoint, State
from isptool.writing.compose_facts import flat
from isptool.writing.compose_flows import title
from isptool.writing.compose_law import bases_in_short, powers_in_short
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_points import said_of_gap
from isptool.writing.compose_scope import cells_in_words
from isptool.writing.compose_words import capital, listed, phrase, small, stopped, unstopped
from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    Cell,
    KeyFacts,
    LineBreak,
    Para,
    Prose,
    Ref,
    Run,
    Table,
    Text,
)
from isptool.writing.prose import prose

_MANY_PARTIES = 8
_LEFT = (State.OPEN, State.PARTLY, State.NOT_YET)


def agreement(matter: Matter) -> list[Block]:
    """An agreement on one page: who shares what with whom, why, on what law, and what each party does."""
    document, say = matter.agreement, matter.words.say
    rows: list[tuple[str, Cell]] = []
    rows.append((say("why"), _why(matter)))
    rows.append((say("what-is-shared"), _what(matter)))
    if document.people:
        rows.append((say("about-whom"), _about(matter)))
    rows.append((say("on-what-law"), _law(matter)))
    rows.append((say("starts"), _of_point(matter, "start-and-duration")))
    rows.append((say("reviewed"), _of_point(matter, "review")))
    blocks: list[Block] = []
    if document.summary:
        blocks += prose(document.summary).blocks
    kept = tuple((name, said) for name, said in rows if said not in ("", ()))
    return [*blocks, KeyFacts(kept), *_what_each_does(matter)]


def _why(matter: Matter) -> Cell:
    aims = []
    for each, purpose in matter.agreement.purposes.items():
        aims.append(stopped(flat(prose(purpose.aim))) if purpose.aim else stopped(phrase(each)))
    return Prose((Bullets(tuple(aims)),)) if len(aims) > 1 else "".join(aims)


def _what(matter: Matter) -> Cell:
    whats = [unstopped(item.what or phrase(each)) for each, item in matter.agreement.data.items()]
    if len(whats) > 6:
        more = matter.words.runs("and-more", count=str(len(whats) - 6), where=Ref("items-table"))
        return (Text(f"{'; '.join(capital(what) for what in whats[:6])}; "), *more)
    return stopped("; ".join(capital(what) for what in whats)) if whats else ""


def _about(matter: Matter) -> Cell:
    lines = []
    for each, people in matter.agreement.people.items():
        what = people.what or phrase(each)
        lines.append(f"{capital(what)} ({people.number})" if people.number else capital(what))
    return stopped("; ".join(lines))


def _law(matter: Matter) -> Cell:
    lines: list[str] = []
    powers = powers_in_short(matter)
    if powers:
        lines.append(stopped(matter.words.say("powers-short", powers="; ".join(small(each) for each in powers))))
    bases = bases_in_short(matter)
    if len(bases) == 1:
        lines.append(stopped(flat(bases[0][1])))
    else:
        lines += [stopped(f"{flat(basis)}: {who}") for who, basis in bases]
    return Prose(tuple(Para(line) for line in lines)) if lines else ""


def _of_point(matter: Matter, point: str) -> Cell:
    settled = matter.settled_point(point)
    parts = (
        [part for _, part in settled.parts() if part.place is None or part.place.tier != "schedule"] if settled else []
    )
    lines = [line for part in parts for line in _short(matter, settled, part)] if settled else []
    return Prose(tuple(Para(line) for line in dict.fromkeys(lines))) if lines else ""


def _short(matter: Matter, settled: SettledPoint, part: Part) -> Iterator[str]:
    """One answer in a line or two: its sentences, its own words, its dates."""
    if part.state.left_to_agree:
        yield stopped(matter.words.say("still-to-be-agreed"))
        return
    keys = settled.point.answers
    for key, sentence in zip(part.keys, part.sentences, strict=False):
        if settled.id != "review" or keys[key].home or part.keys.index(key) == 0:
            yield stopped(sentence)
    if part.own_words:
        yield stopped(flat(prose(part.own_words)))
    printed = {blank for key in part.keys for blank in keys[key].blanks}
    for name, value in part.fields.items():
        if name in ("next", "lead") and name not in printed:
            yield stopped(matter.words.say(f"review-{name}", value=value.text))


def _what_each_does(matter: Matter) -> list[Block]:
    """For each party what it sends, gets, and must do; where there are many parties, those that do the same together."""
    say = matter.words.say
    sends: dict[str, dict[str, None]] = {}
    gets: dict[str, dict[str, None]] = {}
    for row in matter.settled.rows:
        if row.flow and row.side:
            (sends if row.side == "sender" else gets).setdefault(row.actor, {})[title(matter, row.flow)] = None
    found: dict[tuple[str, str, str], list[str]] = {}
    for party, facts in matter.settled.parties.items():
        if facts.is_other and party not in gets and party not in sends:
            continue
        said = ("; ".join(sends.get(party, ())), "; ".join(gets.get(party, ())), "; ".join(_must(matter, party)))
        if any(said):
            found.setdefault(said, []).append(capital(facts.called))
    if not found:
        return []
    head: tuple[str, ...] = (say("party"), say("sends"), say("gets"), say("must"))
    rows: list[tuple[Cell, ...]] = [(listed(parties), *said) for said, parties in found.items()]
    if not any(row[3] for row in rows):
        head, rows = head[:3], [row[:3] for row in rows]
    return [Table(say("each-does-caption"), head, tuple(rows), anchor="each-does")]


def _must(matter: Matter, party: str) -> Iterable[str]:
    """What a party alone must do, and how long it keeps what it gets."""
    groups = matter.head.groups
    for settled in matter.settled.points.values():
        for _, part in settled.parts():
            for of, _towards, text in part.duties:
                if any(party in (each, *groups.get(each, ())) for each in of):
                    yield unstopped(flat(prose(text)))
    kept = matter.settled_point("retention-and-disposal")
    for cell in kept.cells if kept else ():
        for part in cell.parts:
            if cell.at("party") == party and part.sentences and not part.state.left_to_agree:
                yield unstopped(part.sentences[0])


# --- a protocol -----------------------------------------------------------------------------------


def protocol(matter: Matter) -> list[Block]:
    """A protocol on one page: what for, who, what it settles, what it leaves, when it is reviewed."""
    document, say = matter.settled.protocol, matter.words.say
    assert document is not None
    blocks: list[Block] = [*prose(document.summary).blocks] if document.summary else []
    rows: list[tuple[str, Cell]] = []
    partnership = document.partnership
    if partnership and partnership.purpose:
        rows.append((say("why"), Prose(prose(partnership.purpose).blocks)))
    rows.append((say("partners"), "; ".join(capital(matter.party(each)) for each in document.partners)))
    kinds = [matter.words.name("covers", kind) for kind in document.covers]
    rows.append((say("covers"), capital(listed(kinds))))
    settles = [point.point.title for point in matter.settled.points.values() if point.id in matter.settled.clauses]
    rows.append((say("settles"), matter.words.runs("settles-count", count=str(len(settles)))))
    rows.append((say("leaves"), say("leaves-to-agreements")))
    if partnership and partnership.board:
        rows.append((say("board"), capital(matter.post(partnership.board))))
    if document.review:
        rows.append((say("reviewed"), Prose(tuple(Para(line) for line in answer_in_short(matter, "review")))))
    return [*blocks, KeyFacts(tuple((name, said) for name, said in rows if said not in ("", Prose(()))))]


def answer_in_short(matter: Matter, block: str) -> list[str]:
    """A block such as `review:` of a protocol in a line or two."""
    from isptool.writing.compose_life import answer_lines

    return answer_lines(matter, block)


# --- what is still to be agreed -------------------------------------------------------------------


def left_to_agree(matter: Matter) -> list[Block]:
    """A box that says how much is still to be agreed, and lists it; nothing in a document that is complete."""
    points = [point for point in matter.settled.points.values() if point.state in _LEFT]
    if not points:
        return []
    say = matter.words.say
    count = matter.settled.count(*_LEFT)
    runs: list[Run] = [Text(say("left-lead-one" if count == 1 else "left-lead"))]
    for point in points:
        runs += [LineBreak(), *_left(matter, point)]
    name = say("left-label-one") if count == 1 else say("left-label", count=str(count))
    return [Callout("gap", tuple(runs), name)]


def _left(matter: Matter, point: SettledPoint) -> Iterator[Run]:
    yield Text(point.point.title, bold=True)
    ref = matter.ref(point.id)
    if ref is not None:
        yield from (Text(" ("), ref, Text(")"))
    parts = [(cell, part) for cell, part in point.parts() if part.state.left_to_agree]
    if point.state is State.PARTLY:
        cells = cells_in_words(matter, [cell for cell, _ in parts])
        if cells:
            yield Text(matter.words.say("left-for", whom=cells))
    said = dict.fromkeys(
        said_of_gap(matter, part.gap, part.who, part.until) for _, part in parts if part.gap or part.who
    )
    if said:
        yield Text(f": {' '.join(said)}")


def accepted(matter: Matter) -> list[Block]:
    """Errors that a senior officer accepts: on the first page, with who, why and until when."""
    say = matter.words.say
    blocks: list[Block] = []
    found = [check for check in matter.at.answered if check.accepted]
    for check in found:
        words = say("accepted", what=unstopped(check.message), by=matter.post(check.by), because=stopped(check.because))
        until = say("accepted-until", day=matter.show(check.until)) if check.until else ""
        blocks.append(Callout("warning", f"{words} {until}".strip(), say("accepted-label")))
    if found:
        return blocks
    for error in matter.head.accepted:
        because = stopped(flat(prose(error.because))) if error.because else ""
        words = say("accepted", what=say("rule", rule=error.rule), by=matter.post(error.by or ""), because=because)
        until = say("accepted-until", day=matter.show(error.until)) if error.until else ""
        blocks.append(Callout("warning", f"{words} {until}".strip(), say("accepted-label")))
    return blocks
