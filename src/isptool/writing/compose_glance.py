"""The first pages: the whole on one page, what is still to be agreed, and errors that somebody accepts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from isptool.settling.settled import Part, SettledPoint, State
from isptool.writing import compose_flows
from isptool.writing.compose_facts import flat
from isptool.writing.compose_fit import PAGE, fitted
from isptool.writing.compose_flows import flows_of, title
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
    Runs,
    Text,
)
from isptool.writing.prose import prose

_MOST = (8, 6, 5, 4, 3, 2, 1)
"""So many of a kind stand on the first page, as there is room; more are counted, with where they are."""

_MOST_IN_FULL = 8
"""So many open points are listed with all that is said about them; more are only named."""

_ON_THE_COVER = 3
"""So many accepted errors are on the cover in full."""

_EVERY_PARTY = (
    ("must-send-safely", "transfer-method"),
    ("must-delete", "retention-and-disposal"),
    ("must-tell", "incidents"),
)
"""What every party must do, with the point that says how."""

_LEFT = (State.OPEN, State.PARTLY, State.NOT_YET)


def agreement(matter: Matter, room: float = PAGE) -> list[Block]:
    """An agreement on one page: who shares what with whom, why, on what law, and what each party must do.

    `room` is the height that it may take, in points.
    """
    if matter.is_outline:
        return [Para(matter.words.say("why"))]
    page = _Page(matter)
    return fitted(page.blocks, room, _MOST)


class _Page:
    """All that could stand on the first page of an agreement, worked out once; `blocks` takes as much as has room."""

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        document = matter.agreement
        self.summary: tuple[Block, ...] = prose(document.summary).blocks if document.summary else ()
        self.aims = _aims(matter)
        self.flows = _flows(matter)
        self.whats = _whats(matter)
        self.people = _people(matter)
        self.powers = powers_in_short(matter)
        self.bases = [f"{flat(basis)}: {who}" for who, basis in bases_in_short(matter)]
        self.every, self.alone = _duties(matter)
        self.starts = of_points(matter, "start-and-duration", "review")

    def blocks(self, most: int) -> list[Block]:
        """The page with at most so many of each kind."""
        matter, say = self.matter, self.matter.words.say
        rows: list[tuple[str, Cell]] = [
            (say("why"), _few(matter, self.aims, "purposes", most)),
            (say("who-to-whom"), _few(matter, self.flows, "flows-figure", most)),
            (say("what-is-shared"), in_line(matter, self.whats, "items-table", most)),
            (say("about-whom"), in_line(matter, self.people, "people-table", most)),
            (say("on-what-law"), self._law(most)),
            (say("each-must"), self._must(most)),
            (say("starts"), self.starts),
        ]
        return [*self.summary, KeyFacts(tuple((name, said) for name, said in rows if said not in ("", ())))]

    def _law(self, most: int) -> Cell:
        say, powers = self.matter.words.say, self.powers
        lines: list[Runs] = []
        if powers:
            more = f"; {say('and-others', count=str(len(powers) - most))}" if len(powers) > most + 1 else ""
            kept = powers[:most] if more else powers
            lines.append(say("powers-short", powers="; ".join(kept) + more))
        lines += self.bases
        return Prose((Bullets(tuple(lines)),)) if len(lines) > 1 else "".join(flat(line) for line in lines)

    def _must(self, most: int) -> Cell:
        """What each party must do: what all do, and what some do alone."""
        say, lines = self.matter.words.say, self.alone
        kept: list[Runs] = [(Text(f"{say('every-party')}: "), *self.every)] if self.every else []
        kept += lines[:most] if len(lines) > most + 1 else lines
        if len(lines) > most + 1:
            kept.append(capital(say("and-others", count=str(len(lines) - most))))
        return Prose((Bullets(tuple(kept)),)) if len(kept) > 1 else kept[0] if kept else ""


def _aims(matter: Matter) -> list[Runs]:
    return [
        stopped(flat(prose(purpose.aim))) if purpose.aim else stopped(phrase(each))
        for each, purpose in matter.agreement.purposes.items()
    ]


def _flows(matter: Matter) -> list[Runs]:
    """Each flow in a line: from whom to whom, and what it is called."""
    lines: list[Runs] = []
    for each, flow in flows_of(matter).items():
        sender, recipient = flat(compose_flows.sender(matter, flow)), flat(compose_flows.recipient(matter, flow))
        name = Ref(f"flow-{each}", title(matter, each))
        key = "flow-between-in-short" if flow.between else "flow-in-short"
        lines.append(matter.words.runs(key, flow=name, sender=sender, recipient=recipient))
    return lines


def _few(matter: Matter, lines: Sequence[Runs], where: str, most: int) -> Cell:
    """The first of many lines, and where the others are."""
    kept = list(lines[:most]) if len(lines) > most + 1 else list(lines)
    if len(kept) < len(lines):
        kept.append(matter.words.runs("and-more", count=str(len(lines) - len(kept)), where=Ref(where)))
    if len(kept) == 1:
        return kept[0]
    return Prose((Bullets(tuple(kept)),)) if kept else ""


def _whats(matter: Matter) -> list[str]:
    return [unstopped(item.what or phrase(each)) for each, item in matter.agreement.data.items()]


def _people(matter: Matter) -> list[str]:
    lines = []
    for each, people in matter.agreement.people.items():
        what = people.what or phrase(each)
        lines.append(f"{what} ({people.number})" if people.number else what)
    return lines


def in_line(matter: Matter, words: Sequence[str], where: str, most: int) -> Cell:
    """The first of many things after each other, and where the others are."""
    kept = words[:most] if len(words) > most + 1 else words
    line = capital("; ".join([*kept[:1], *(matter.small(each) for each in kept[1:])]))
    if len(kept) == len(words):
        return stopped(line)
    more = matter.words.runs("and-more", count=str(len(words) - len(kept)), where=Ref(where))
    return (Text(f"{line}; "), *more, Text("."))


def of_points(matter: Matter, *points: str) -> Cell:
    """What points say in short, one after the other."""
    return " ".join(flat(said) for point in points if (said := _of_point(matter, point)))


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
        yield stopped(f"{settled.point.title}: {matter.small(matter.words.say('still-to-be-agreed'))}")
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


def _duties(matter: Matter) -> tuple[list[Run], list[Runs]]:
    """What every party must do, in running text; and what some must do alone, line by line."""
    say = matter.words.say
    lines: list[Runs] = []
    for each, flow in flows_of(matter).items():
        if flow.duty == "must":
            sender = capital(flat(compose_flows.sender(matter, flow)))
            lines.append(matter.words.runs("must-send", who=sender, flow=Ref(f"flow-{each}", title(matter, each))))
    for settled in matter.settled.points.values():
        for of, _, text in dict.fromkeys(duty for _, part in settled.parts() for duty in part.duties):
            who = capital(matter.called(of)) or say("every-party")
            lines.append(f"{who}: {unstopped(flat(prose(text)))}")
    told = [(key, matter.ref(point)) for key, point in _EVERY_PARTY if _is_agreed(matter, point)]
    every: list[Run] = []
    for position, (key, ref) in enumerate((key, ref) for key, ref in told if ref is not None):
        every += [Text("; " if position else ""), *matter.words.runs(key, where=ref)]
    return every, lines


def _is_agreed(matter: Matter, point: str) -> bool:
    settled = matter.settled_point(point)
    return settled is not None and settled.state in (State.ANSWERED, State.INHERITED)


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
    rows.append((say("partners"), capital(listed(matter.party(each) for each in document.partners))))
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
    if len(points) > _MOST_IN_FULL:
        runs.append(LineBreak())
        for position, point in enumerate(points):
            runs += [Text("; " if position else ""), *_named(matter, point)]
        runs.append(Text("."))
    else:
        for point in points:
            runs += [LineBreak(), *_left(matter, point)]
    name = say("left-label-one") if count == 1 else say("left-label", count=str(count))
    return [Callout("gap", tuple(runs), name)]


def _named(matter: Matter, point: SettledPoint) -> Iterator[Run]:
    yield Text(point.point.title, bold=True)
    ref = matter.ref(point.id)
    if ref is not None:
        yield from (Text(" ("), ref, Text(")"))


def _left(matter: Matter, point: SettledPoint) -> Iterator[Run]:
    """A point with what is said about it: for whom it is open, why, who will answer and by when."""
    yield from _named(matter, point)
    parts = [(cell, part) for cell, part in point.parts() if part.state.left_to_agree]
    if point.state is State.PARTLY:
        cells = cells_in_words(matter, point, [cell for cell, _ in parts])
        if cells:
            yield Text(matter.words.say("left-for", whom=cells))
    said = dict.fromkeys(
        said_of_gap(matter, part.gap, part.who, part.until) for _, part in parts if part.gap or part.who
    )
    if said:
        yield Text(f": {' '.join(said)}")


def accepted(matter: Matter) -> list[Block]:
    """Errors that a senior officer accepts: on the first page, with who, why, on what advice and until when."""
    label = matter.words.say("accepted-label")
    return [Callout("warning", words, label) for words in _accepted_in_words(matter)]


def _accepted_in_words(matter: Matter) -> list[str]:
    """Each accepted error: what it is, who accepts it, why, on what advice, and until when."""
    found = []
    for what, by, because, advice, until in _accepted(matter):
        words = matter.words.say("accepted", what=unstopped(what), by=capital(matter.post(by)), because=because)
        taken = matter.words.say("advice", reference=advice) if advice else ""
        more = matter.words.say("accepted-until", day=matter.show(until)) if until else ""
        found.append(" ".join(each for each in (words, taken, more) if each))
    return found


def _accepted(matter: Matter) -> list[tuple[str, str, str, str, date | None]]:
    """What is accepted, by whom, why, on what advice and until when: as checking found it, or else as it is written.

    What has run out is accepted no longer, and is not said to be.
    """
    found = [check for check in matter.at.answered if check.accepted]
    if found:
        return [(check.message, check.by, stopped(check.because), check.advice, check.until) for check in found]
    return [
        (
            matter.words.say("rule", rule=error.rule),
            error.by or "",
            stopped(flat(prose(error.because))) if error.because else "",
            error.advice or "",
            error.until,
        )
        for error in matter.head.accepted
        if error.until is None or error.until >= matter.at.today
    ]


# --- no false comfort -----------------------------------------------------------------------------


def standing(matter: Matter) -> list[tuple[str, str]]:
    """For the cover: what is still to be agreed, and how many checks are accepted, each with its label."""
    say = matter.words.say
    rows = []
    left = matter.settled.count(*_LEFT)
    if left:
        points = say("points-one") if left == 1 else say("points-many", count=str(left))
        rows.append((say("still-to-be-agreed"), points))
    checks = accepted_in_short(matter)
    if checks:
        rows.append((say("checks"), checks))
    return rows


def accepted_on_the_cover(matter: Matter) -> list[tuple[str, str]]:
    """For the cover: the accepted errors in full, each with its label. Of many the first; the next page has all."""
    label = matter.words.say("accepted-label")
    return [(label, words) for words in _accepted_in_words(matter)[:_ON_THE_COVER]]


def accepted_in_short(matter: Matter) -> str:
    """ "Signed with 2 checks accepted", or that it would be; empty where none is."""
    count = len(_accepted(matter))
    if not count:
        return ""
    say = matter.words.say
    checks = say("checks-one") if count == 1 else say("checks-many", count=str(count))
    signed = any(each.agrees and not each.broken for each in matter.at.signed.sign_offs)
    return say("signed-with" if signed else "to-be-signed-with", checks=checks)


def in_short(matter: Matter) -> list[Block]:
    """At the head of every other edition: that the document is not complete, and which checks are accepted."""
    blocks: list[Block] = []
    checks = accepted_in_short(matter)
    if checks:
        whats = "; ".join(unstopped(what) for what, *_ in _accepted(matter))
        blocks.append(Callout("warning", stopped(whats), checks))
    points = [point for point in matter.settled.points.values() if point.state in _LEFT]
    if points:
        count = matter.settled.count(*_LEFT)
        lead = matter.words.say("left-lead-one" if count == 1 else "left-lead")
        names = [point.point.title for point in points]
        kept = names if len(names) <= _MOST_IN_FULL else names[: _MOST_IN_FULL - 1]
        more = (
            f"; {matter.words.say('and-others', count=str(len(names) - len(kept)))}" if len(kept) < len(names) else ""
        )
        label = matter.words.say("left-label-one") if count == 1 else matter.words.say("left-label", count=str(count))
        named = "; ".join([*kept[:1], *(small(each) for each in kept[1:])]) + more
        blocks.append(Callout("gap", f"{lead} {stopped(named)}", label))
    return blocks
