"""STR: structure and completeness. Most of it is decided while reading and settling; what needs the whole is here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from isptool.checking.bodies import listed
from isptool.checking.elsewhere import STRUCTURE
from isptool.checking.likely import likely_answers, narrowed
from isptool.checking.rule import EVERY_DOCUMENT, EVERYTHING, At, Rule, rule
from isptool.checking.written import written
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.model.fields import Misread, read_date, show_date
from isptool.pattern import Pattern
from isptool.settling.settled import Cell, Settled, SettledPoint, State

_MOST_LIKELY = 3
"""So many likely answers are named with a point that is open."""

# ── points still to be agreed ────────────────────────────────────────────────────────────────────────


@rule(
    "STR-02",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="“{title}” {how}{where}.{likely}",
    fix="Answer it under `{home}`: choose a likely answer, or write your own words.",
    cites=("ICO Data Sharing Code of Practice, Data sharing agreements",),
    profiles=EVERY_DOCUMENT,
)
def point_still_to_be_agreed(doc: Settled, at: At) -> Iterator[Hit]:
    """Every point that applies to this document is agreed before it is signed.

    What is left open when a text is signed is decided later by whoever is in a hurry, and the others never know.

    In a draft this is no error: points are what a draft is for, and are shown as open points. A point counts as
    agreed when it is answered, inherited, withheld with a reason, or does not apply.
    """
    lost = _lost_above(doc, at)
    for each in doc.points.values():
        if not each.state.left_to_agree or each.id in lost or not _asked_here(each, doc):
            continue
        left = [cell for cell in each.cells if cell.state.left_to_agree]
        yield Hit(
            _path(each, left, doc),
            {"id": each.id, "title": each.point.title},
            note=_missing(left),
            on_key=True,
            serves=tuple(each.point.serves),
            more_values=partial(_in_words, each, left, doc, at),
        )


def _in_words(point: SettledPoint, left: Sequence[Cell], doc: Settled, at: At) -> dict[str, str]:
    """How a point is open, for whom, what would be likely, and where it is answered."""
    return {
        "how": _how(point),
        "where": _where(point, left, doc),
        "likely": _likely(point, left, doc, at),
        "home": _home(point, doc),
    }


def _lost_above(doc: Settled, at: At) -> set[str]:
    """Points that a protocol above settles in words that could not be read."""
    return {
        str(path[1])
        for version in doc.protocols
        for path in at.left_out.get(version.file, ())
        if path[0] == "settles" and len(path) > 1
    }


def _asked_here(point: SettledPoint, doc: Settled) -> bool:
    asked_in = point.point.asked_in
    return not asked_in or ("protocol" if doc.is_protocol else "agreement") in asked_in


def _how(point: SettledPoint) -> str:
    if point.state is State.NOT_YET:
        return "is not agreed yet"
    return "is only agreed in part" if point.state is State.PARTLY else "still has to be agreed"


def _where(point: SettledPoint, left: Sequence[Cell], doc: Settled) -> str:
    """For which cells it is open, where others are not: ` for the Fire Service (choose-homes), and 2 more`."""
    if not left or (len(left) == len(point.cells) and point.state is not State.PARTLY):
        return ""
    named = [name for each in left[:3] if (name := _cell(each, doc))]
    more = f", and {len(left) - 3} more" if len(left) > 3 else ""
    return f" for {'; '.join(named)}{more}" if named else ""


def _cell(cell: Cell, doc: Settled) -> str:
    named = [doc.name(value) if kind == "party" else value for kind, value in cell.coordinates]
    return f"{named[0]} ({', '.join(named[1:])})" if len(named) > 1 else "".join(named)


def _missing(left: Sequence[Cell]) -> str:
    """What is missing of an answer that is there, or the words of the gap."""
    for cell in left:
        for part in cell.parts:
            if part.missing:
                return f"It lacks {listed([f'`{each}`' for each in part.missing])}."
            if part.state is State.NOT_YET and part.gap:
                said = part.gap.strip()
                return said if said.endswith((".", "!", "?")) else f"{said}."
    return ""


def _likely(point: SettledPoint, left: Sequence[Cell], doc: Settled, at: At) -> str:
    if any(part.missing for cell in left for part in cell.parts):
        return ""
    about = narrowed(left, doc, at)
    of_law = point.point.home.startswith("law.")
    shown: list[str] = []
    for key in likely_answers(point.point, about):
        if len(shown) == _MOST_LIKELY:
            break
        row = point.point.answers[key].law
        if row and of_law:
            shown.append(at.law.entry(row).short)
        elif not of_law:
            shown.append(f"`{key}`")
    return f" Likely answers: {', '.join(shown)}." if shown else ""


def _home(point: SettledPoint, doc: Settled) -> str:
    if doc.is_protocol:
        return f"settles: {point.id}"
    if point.point.home == "answers":
        return f"answers: {point.id}"
    return point.point.home.replace(".", ": … ")


_CELL_OF_BLOCK = {"flows": "flow", "data": "item", "people": "people", "parties": "party", "purposes": "purpose"}


def _path(point: SettledPoint, left: Sequence[Cell], doc: Settled) -> ValuePath:
    """The answer that is not whole, or else the place where the answer belongs."""
    if doc.is_protocol:
        return ("settles", point.id)
    for cell in left:
        for part in cell.parts:
            if part.state.left_to_agree and part.place is not None and part.place.file == doc.file:
                return part.place.path
    home = point.point.home
    if home == "answers":
        return ("answers", point.id)
    block = home.partition(".")[0]
    kind = _CELL_OF_BLOCK.get(block)
    return (block, left[0].at(kind)) if kind and left and left[0].at(kind) else (block,)


# ── placeholders ─────────────────────────────────────────────────────────────────────────────────────

_SIGNS = ("tbc", "tbd", "tba", "xx", "lorem", "{", "[", "<", "(to be ", "__", "....", "??", "fixme", "todo")
"""What a placeholder cannot do without, in lower case: one look spares the search in nearly every document."""

_TO_DO = r"insert|enter|add|type|state|specify|complete|delete|tbc|tbd|to\ be\ \w+"
_TO_FILL = r"name|date|organi[sz]ation|partner|party|title|address|number|role|post|reference|area|purpose|period"
_PLACEHOLDER = Pattern(
    rf"""
    \b(?:TBC|TBD|TBA|FIXME|TODO)\b                                  # to be confirmed, decided, advised
    | (?<![\w-])(?-i:X{{2,}})(?![\w-])                               # XX, XXX
    | \b(?:19|20)(?-i:XX)\b                                         # 20XX
    | \blorem\ ipsum\b
    | \{{[A-Za-z][A-Za-z0-9 _/.,'-]{{0,60}}\}}                        # braces left unfilled
    | [\[<]\s*(?:{_TO_DO})\b[^\]<>]{{0,80}}[\]>]                      # [insert the name of the service]
    | [\[<]\s*(?:\w+\s)?(?:{_TO_FILL})(?:\s\w+){{0,3}}\s*[\]>]         # <date>, [partner name]
    | \(to\ be\ (?:confirmed|decided|agreed|advised|determined|completed)\)
    | _{{3,}} | \.{{5,}} | \?{{2,}}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_STARTS = ("to be ", "insert ", "enter ", "fill in", "please ", "complete ", "dd/mm", "dd.mm", "dd-mm")
_NOTHING_BUT = Pattern(
    r"\W*(?:to be (?:confirmed|decided|agreed|advised|determined|completed)|dd[/.-]mm[/.-]yy(?:yy)?"
    r"|(?:please )?(?:insert|enter|complete|fill in)\b.{0,40}\b(?:here|name|date|text|details|address))\W*\Z",
    re.IGNORECASE,
)


@rule(
    "STR-03",
    Severity.WARNING,
    gate=Gate.CONSULTATION,
    message="“{words}” looks like a placeholder. Check whether something still has to be filled in.",
    fix="Fill it in; or, if it is not known yet, say so with `not-yet:` (who, until), and it counts as an open point.",
    cites=("Common experience: templates go out unfilled",),
    decides_from="wording",
    profiles=EVERY_DOCUMENT,
)
def placeholder_left_in(doc: Settled, at: At) -> Iterator[Hit]:
    """No text holds a placeholder: TBC, XX, “[insert name]”, braces left unfilled.

    Templates go out unfilled. A placeholder looks like an answer to every count and is none to the reader.

    Only whole words are looked at; capitals matter for XX, and “insert” counts only in brackets or where it begins
    a text of a few words.
    """
    said = written(doc, at)
    signs = [sign for sign in _SIGNS if sign in said.lower]
    starts = any(start in said.lower for start in _STARTS)
    for each in said.texts if signs or starts else ():
        words = ""
        if any(sign in each.lower for sign in signs) and (found := _PLACEHOLDER.search(each.words)):
            words = found[0]
        elif starts and len(each.words) < 60 and _NOTHING_BUT.match(each.words):
            words = each.words
        if words:
            yield Hit(each.path, {"words": words}, file=each.file, words=words)


# ── what nothing uses ────────────────────────────────────────────────────────────────────────────────

_REFERRED_TO = {
    "groups": "group",
    "roles": "role",
    "cases": "case",
    "conditions": "condition",
    "purposes": "purpose",
    "people": "group of people",
    "sets": "set",
    "caveats": "caveat",
    "holdings": "holding",
}
"""Blocks whose entries are there to be referred to, and what an entry is called."""


@rule(
    "STR-06",
    Severity.WARNING,
    gate=Gate.DRAFT,
    message="{what} `{id}` is defined, but nothing uses it.",
    fix="Use it, or take it out.",
    cites=("Common experience: clutter hides gaps",),
    serves=("Q4",),
    profiles=EVERY_DOCUMENT,
    needs=(EVERYTHING,),
)
def defined_but_never_used(doc: Settled, at: At) -> Iterator[Hit]:
    """What a document defines is used in it: parties, groups, purposes, people, items, conditions and the rest.

    What nothing uses is clutter, and clutter hides gaps; or else the place that should use it is missing.

    Parties and items count as used by the flows that they take part in, so nothing is said of them before there
    are flows. A party that only hosts, leads or coordinates is used by that.
    """
    ids = written(doc, at).ids
    blocks = ("groups",) if doc.is_protocol else _REFERRED_TO
    for block in blocks:
        for each in getattr(doc.document, block):
            if each not in ids:
                what = _REFERRED_TO[block]
                yield Hit((block, each), {"id": each, "what": what[:1].upper() + what[1:]}, on_key=True)
    if not doc.is_protocol and doc.agreement.flows:
        yield from _unmoved(doc)


def _unmoved(doc: Settled) -> Iterator[Hit]:
    agreement = doc.agreement
    carried = {row.item for row in doc.rows if row.flow}
    involved = [row for row in doc.rows if row.flow or row.purpose]
    takes_part = {each for row in involved for each in (row.actor, row.sender, row.recipient)}
    derived_from = {each for item in agreement.data.values() for each in item.derived_from}
    for each, party in agreement.parties.items():
        if each not in takes_part and not any(held.role in ("host", "lead", "coordinator") for held in party.roles):
            yield Hit(("parties", each), {"id": each, "what": "Party"}, on_key=True)
    for each in agreement.data:
        if each not in carried and each not in derived_from:
            yield Hit(("data", each), {"id": each, "what": "Item"}, on_key=True)


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────


@rule(
    "STR-07",
    Severity.ERROR,
    gate=Gate.DRAFT,
    message="{what}, {date}, is {relation} {other}.",
    fix="Correct the date.",
    cites=("ICO Accountability Framework, Data sharing agreements",),
    serves=("Q4",),
    waivable="no",
    profiles=EVERY_DOCUMENT,
)
def date_out_of_order(doc: Settled, at: At) -> Iterator[Hit]:
    """Dates are in an order that is possible: an end after its start, a review after the start, a record of the past.

    A history that cannot have happened makes every other date doubtful, and auditors look at dates first.

    Compared are start, end and next review; waivers and their ends; rounds of consultation and their replies; times
    of flows, roles and law rows; and that what is recorded (reviews, replies, decisions, the history, sign-offs, the
    day an assessment was finished) is not in the future.
    """
    yield from _order_of_life(doc)
    yield from _order_of_answers(doc)
    yield from _order_of_consultation(doc)
    if not doc.is_protocol:
        yield from _order_of_spans(doc)
    yield from _not_in_future(doc, at)


def _before(path: ValuePath, what: str, day: date, other: str, other_day: date, file: str = "") -> Hit:
    values = {"what": what, "date": show_date(day), "relation": "before", "other": f"{other}, {show_date(other_day)}"}
    return Hit(path, values, file=file)


def _days(doc: Settled, point: str, field: str) -> Iterator[tuple[date, ValuePath, str]]:
    """The days that a field of a settled point holds, each with its path and file."""
    settled = doc.points.get(point)
    seen: set[tuple[str, ValuePath]] = set()
    for _, part in settled.parts() if settled else ():
        value = part.fields.get(field)
        if value is not None and isinstance(value.value, date) and (value.place.file, value.place.path) not in seen:
            seen.add((value.place.file, value.place.path))
            yield value.value, value.place.path, value.place.file


def _order_of_life(doc: Settled) -> Iterator[Hit]:
    starts = [day for day, _, _ in _days(doc, "start-and-duration", "starts-on")]
    start = min(starts, default=None)
    if start is None:
        return
    for day, path, file in _days(doc, "start-and-duration", "ends-on"):
        if day < start:
            yield _before(path, "The end", day, "the start", start, file)
    for day, path, file in _days(doc, "review", "next"):
        if day < start and file == doc.file:
            yield _before(path, "The next review", day, "the start", start)


def _order_of_answers(doc: Settled) -> Iterator[Hit]:
    for block in ("waivers", "accepted"):
        for number, each in enumerate(getattr(doc.document, block)):
            if each.on and each.until and each.until < each.on:
                yield _before((block, number, "until"), "The end", each.until, "the decision", each.on)


def _order_of_consultation(doc: Settled) -> Iterator[Hit]:
    for number, each in enumerate(doc.document.consultation):
        path: ValuePath = ("consultation", number)
        if each.sent is None:
            continue
        if each.deadline and each.deadline < each.sent:
            yield _before((*path, "deadline"), "The deadline", each.deadline, "the day it was sent", each.sent)
        for partner, day in each.replied.items():
            if day and day < each.sent:
                yield _before((*path, "replied", partner), "The reply", day, "the day it was sent", each.sent)


def _order_of_spans(doc: Settled) -> Iterator[Hit]:
    spans: list[tuple[ValuePath, Any]] = []
    agreement = doc.agreement
    spans += [(("flows", each), flow) for each, flow in agreement.flows.items()]
    spans += [(("law", number), row) for number, row in enumerate(agreement.law)]
    for each, party in agreement.parties.items():
        spans += [(("parties", each, "roles", number), held) for number, held in enumerate(party.roles)]
    for path, each in spans:
        since, until = _day(each.since), _day(each.until)
        if since and until and until < since:
            yield _before((*path, "until"), "The end", until, "its beginning", since)


def _day(text: object) -> date | None:
    """A day where a text is one; a time may also be an event in words."""
    if isinstance(text, date):
        return text
    if not isinstance(text, str) or not (text[:1].isdigit() and (text[:4].isdigit() or text[-4:].isdigit())):
        return None
    try:
        return read_date(text)
    except Misread:
        return None


def _not_in_future(doc: Settled, at: At) -> Iterator[Hit]:
    for path, what, day in _recorded(doc):
        if day is not None and day > at.today:
            yield _future(path, what, day, at)
    for each in at.signed.sign_offs:
        if each.on is not None and each.on > at.today:
            yield _future(("version",), f"The sign-off of {doc.name(each.party)}", each.on, at)


def _future(path: ValuePath, what: str, day: date, at: At) -> Hit:
    values = {"what": what, "date": show_date(day), "relation": "after", "other": f"today, {show_date(at.today)}"}
    return Hit(path, values)


def _recorded(doc: Settled) -> Iterator[tuple[ValuePath, str, date | None]]:
    """What a document records as having happened, with its day."""
    document = doc.document
    for number, review in enumerate(document.reviews):
        yield ("reviews", number, "on"), "A view recorded", review.on
    for number, change in enumerate(document.history):
        yield ("history", number, "on"), f"Version {change.version} of the history", change.on
    for number, related in enumerate(document.related):
        yield ("related", number, "on"), "The search of the registers, or the lapse", related.on
    for block, what in (("waivers", "A waiver"), ("accepted", "An acceptance")):
        for number, each in enumerate(getattr(document, block)):
            yield (block, number, "on"), what, each.on
    for number, round_ in enumerate(document.consultation):
        for partner, day in round_.replied.items():
            yield ("consultation", number, "replied", partner), "A reply", day
    if not doc.is_protocol:
        if doc.agreement.began is not None:
            yield ("began", "on"), "The day sharing began", doc.agreement.began.on
        for field, what in (("date", "The assessment"), ("consulted-on", "The consultation of the ICO")):
            for day, path, file in _days(doc, "dpia", field):
                if file == doc.file:
                    yield path, what, day


# ── versions and signatures ──────────────────────────────────────────────────────────────────────────

_DRAFT = Pattern(r"\b(draft|wip|unfinished|provisional)\b", re.IGNORECASE)


@rule(
    "STR-11",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Version “{version}” says “{words}”, which a text that is signed cannot be.",
    fix="Give it a release version, such as {better}.",
    cites=("Warrington information sharing agreement (approved by twelve bodies, labelled “Draft Version 1.3”)",),
    serves=("Q1",),
    profiles=EVERY_DOCUMENT,
)
def version_still_says_draft(doc: Settled, _at: At) -> Iterator[Hit]:
    """The version of a text that is signed does not call it a draft.

    Twelve bodies once approved an agreement that went on to be known as “Draft Version 1.3”: years later nobody could
    say which text was in force.
    """
    version = doc.document.version or ""
    if found := _DRAFT.search(version):
        number = re.search(r"\d+(?:\.\d+)*", version)
        yield Hit(("version",), {"version": version, "words": found[0], "better": number[0] if number else "1.0"})


_PART_NAMES = {
    "own": "the document's own terms",
    "inherited": "the terms inherited from the protocol",
    "template": "the standing sentences",
    "schedule": "the party's schedule",
}


@rule(
    "STR-12",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="The text changed after {party} signed on {date}: {parts} no longer match what was signed.",
    fix="Make a new version and have it signed, or record the change as administrative or minor and tell the parties.",
    cites=("The text that a signature covers",),
    serves=("Q1",),
    decides_from="records",
    waivable="no",
    profiles=EVERY_DOCUMENT,
)
def text_changed_after_signature(doc: Settled, at: At) -> Iterator[Hit]:
    """From the first signature on, the sealed text stays as it was signed.

    A signature covers one text only. Once the text differs, nobody can show what was agreed.

    Today's working file may differ from what is sealed: that is the next version being written. A change that is
    recorded as administrative or minor has its own way and is no error.
    """
    for each in at.signed.sign_offs:
        if each.broken and not each.recorded and each.decision != "decline":
            parts = listed([_PART_NAMES[part] for part in each.broken])
            day = show_date(each.on) if each.on else "a day not recorded"
            yield Hit(("version",), {"party": doc.name(each.party), "date": day, "parts": parts})


_BY_CODE = {
    each.code: each
    for each in (
        *STRUCTURE.values(),
        point_still_to_be_agreed,
        placeholder_left_in,
        defined_but_never_used,
        date_out_of_order,
        version_still_says_draft,
        text_changed_after_signature,
    )
}
RULES: tuple[Rule, ...] = tuple(_BY_CODE[f"STR-{number:02}"] for number in range(1, 13))
