"""A point as a numbered clause: what is agreed, where it comes from, and what is still to be agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from isptool.model.answer import Answer
from isptool.model.node import Gap as NamedGap
from isptool.model.point import Point, PointField
from isptool.settling.settled import FieldValue, Part, SettledPoint, State
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_provenance import provenance
from isptool.writing.compose_scope import Group, answer_at, groups
from isptool.writing.compose_words import capital, phrase, small, stopped, unstopped
from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    CalloutKind,
    Cell,
    Clause,
    Clauses,
    Gap,
    Heading,
    Para,
    Prose,
    Provenance,
    Ref,
    Run,
    Runs,
    Table,
    Text,
)
from isptool.writing.prose import prose

_READ_IN_LINE = 160  # letters of several short facts that still read well in one paragraph
Body = list[Para | Bullets]
"""Blocks that may stand anywhere, in a table cell too."""


def anchor_of(point: str) -> str:
    """The anchor of the clause that prints a point."""
    return f"point-{point}"


def clause(matter: Matter, point_id: str) -> list[Block]:
    """A settled point as a numbered clause; nothing where it does not apply and nobody said why."""
    settled = matter.settled.points[point_id]
    asked_in = settled.point.asked_in
    if asked_in and "agreement" not in asked_in and settled.state is not State.ANSWERED:
        return []  # the protocol's own, and no term of an agreement
    body = content(matter, settled)
    if not body:
        return []
    matter.anchors[point_id] = anchor_of(point_id)
    return [Heading(2, settled.point.title, anchor_of(point_id), numbered=True), *body]


def content(matter: Matter, settled: SettledPoint) -> list[Block]:
    """What is agreed on a point, without its heading."""
    if not settled.cells:
        return _without_cells(matter, settled)
    found = groups(matter, settled)
    if not found:
        everything_elsewhere = any(part.place and part.place.tier == "schedule" for _, part in settled.parts())
        return [Para(matter.words.say("in-each-schedule"))] if everything_elsewhere else []
    if len(found) == 1:
        return [*statement(matter, settled, found[0].part), *_line(provenance(matter, settled, found[0].part))]
    return _apart(matter, settled, found)


def _without_cells(matter: Matter, settled: SettledPoint) -> list[Block]:
    words = settled.why if settled.state is not State.OPEN else settled.point.question
    if settled.state is State.NOT_APPLICABLE:
        return []
    return [_callout(matter, settled.state, words)]


def _apart(matter: Matter, settled: SettledPoint, found: Sequence[Group]) -> list[Block]:
    """A point that is answered differently for different parties or purposes: a table."""
    lines = {provenance(matter, settled, group.part) for group in found}
    same = lines.pop() if len(lines) == 1 else ""
    rows: list[tuple[Cell, ...]] = []
    for group in found:
        cell = in_cell(matter, settled, group.part)
        own = "" if same else provenance(matter, settled, group.part)
        if own:
            cell.append(Para(own))
        rows.append((group.label, Prose(tuple(cell))))
    head = (matter.words.say("for"), matter.words.say("what-is-agreed"))
    table = Table(
        "", head, tuple(rows), widths=(1, 2.2), description=matter.words.say("apart", title=settled.point.title)
    )
    return [table, *_line(same)]


def _line(words: str) -> list[Block]:
    return [Provenance(words)] if words else []


# --- what is agreed -------------------------------------------------------------------------------


def statement(matter: Matter, settled: SettledPoint, part: Part) -> list[Block]:
    """What one answer says, as blocks of the document's body."""
    blocks: list[Block] = [*_sentences(_said(matter, settled, part)), *_own_words(part)]
    blocks += _loose(matter, settled, part)
    for name, spec, value in _rows(settled.point, part):
        blocks.append(_rows_table(matter, settled.id, name, spec, value))
    if is_gap(part):
        blocks += _gap(matter, settled, part)
    return [*blocks, *_around(matter, settled, part)]


def in_cell(matter: Matter, settled: SettledPoint, part: Part) -> Body:
    """What one answer says, as blocks of a table cell."""
    said = _said(matter, settled, part)
    body: Body = [Bullets(said)] if len(said) > 1 else [Para(each) for each in said]
    body += [*_own_words(part), *_loose(matter, settled, part)]
    for name, spec, value in _rows(settled.point, part):
        lines = tuple(stopped(row) for row in rows_in_words(matter, settled.id, spec, value))
        body += [Para((Text(f"{label(matter, settled.id, name)}:", bold=True),)), Bullets(lines)]
    if is_gap(part):
        body.append(_gap_line(matter, settled, part))
    return [*body, *_around(matter, settled, part)]


def is_gap(part: Part) -> bool:
    """Whether a part is still to be agreed, withheld, or does not apply."""
    return part.state.left_to_agree or part.state in (State.WITHHELD, State.NOT_APPLICABLE)


def _rows(point: Point, part: Part) -> Iterator[tuple[str, PointField, FieldValue]]:
    """The blanks that hold rows."""
    for name, value in _loose_fields(point, part):
        if point.fields[name].is_ == "rows":
            yield name, point.fields[name], value


def _around(matter: Matter, settled: SettledPoint, part: Part) -> Body:
    """What goes with an answer: gaps in its blanks, one-sided terms, conditions, and its reason."""
    body = [*_blank_gaps(matter, settled, part), *_one_sided(matter, part), *_conditions(matter, part)]
    answer = answer_at(matter, part.place) if part.place else None
    for term in (*answer.duties, *answer.rights) if answer else ():
        body += [_named_gap(matter, settled, key, gap) for key, gap in term.gaps.items()]
    told = provenance(matter, settled, part)
    for reason in (answer.because, answer.stricter_because) if answer else ():
        if reason and unstopped(matter.small(reason)) not in told:
            body.append(Para(f"{matter.words.say('because')}: {stopped(flat_prose(reason))}"))
    return body


def flat_prose(text: str) -> str:
    """Own words in one line."""
    lines: list[str] = []
    for block in prose(text).blocks:
        lines += [str(block.runs)] if isinstance(block, Para) else [str(item) for item in block.items]
    return " ".join(stopped(line) for line in lines[:-1]) + (" " if len(lines) > 1 else "") + lines[-1]


def _said(matter: Matter, settled: SettledPoint, part: Part) -> tuple[Runs, ...]:
    """The sentences of the likely answers, and what is never allowed."""
    matter.used.update(dict.fromkeys((settled.id, key) for key in part.keys[: len(part.sentences)]))
    said: list[Runs] = [stopped(sentence) for sentence in part.sentences]
    never = [forbidden(settled.point, key) for key in part.never]
    if never:
        said.append(matter.words.say("never", what=", ".join(never)))
    return tuple(said)


def forbidden(point: Point, key: str) -> str:
    """What is never allowed, in words that go on in a sentence."""
    if key in point.never:
        return point.never[key]
    return small(unstopped(point.answers[key].text)) if key in point.answers else key.replace("-", " ")


def _sentences(said: Sequence[Runs]) -> list[Block]:
    """One sentence is a paragraph; several are lettered, so that each can be cited."""
    if len(said) == 1:
        return [Para(said[0])]
    return [Clauses(tuple(Clause(each, level=2) for each in said))] if said else []


def _own_words(part: Part) -> Body:
    return list(prose(part.own_words).blocks) if part.own_words and not is_gap(part) else []


def _loose_fields(point: Point, part: Part) -> Iterator[tuple[str, FieldValue]]:
    """The facts of an answer that stand in none of its sentences."""
    printed = {blank for key in part.keys if key in point.answers for blank in point.answers[key].blanks}
    if not part.sentences:
        printed = set()
    for name, value in part.fields.items():
        if name not in printed:
            yield name, value


def _loose(matter: Matter, settled: SettledPoint, part: Part) -> Body:
    """The facts that stand in no sentence: short ones as bullets, longer ones as paragraphs."""
    short: list[Runs] = []
    long: Body = []
    for name, value in _loose_fields(settled.point, part):
        spec = settled.point.fields[name]
        if spec.is_ == "rows":
            continue
        body = _fact(matter, settled.id, name, spec, value)
        if len(body) == 1 and isinstance(body[0], Para) and spec.is_ != "prose":
            short.append(body[0].runs)
        else:
            long += body
    return [*_in_line(short), *long]


def _in_line(facts: Sequence[Runs]) -> Body:
    """Short facts: one after the other in a paragraph where that is easily read, else as bullets."""
    runs: list[Run] = []
    for fact in facts:
        runs += [*([Text(" ")] if runs else []), *_as_runs(fact)]
    if len(facts) > 1 and sum(len(getattr(run, "text", "")) for run in runs) > _READ_IN_LINE:
        return [Bullets(tuple(facts))]
    return [Para(tuple(runs))] if runs else []


def _fact(matter: Matter, point: str, name: str, spec: PointField, value: FieldValue) -> Body:
    lead = Text(f"{label(matter, point, name)}: ", bold=True)
    if spec.is_ in ("texts", "parties", "ids") and isinstance(value.value, tuple) and len(value.value) > 1:
        items = tuple(capital(matter.text(str(each))) for each in value.value)
        return [Para((Text(lead.text.rstrip(), bold=True),)), Bullets(items)]
    if spec.is_ == "prose":
        first, *rest = prose(str(value.value)).blocks
        if isinstance(first, Para):
            return [Para((lead, *_as_runs(first.runs))), *rest]
        return [Para((Text(lead.text.rstrip(), bold=True),)), first, *rest]
    return [Para((lead, Text(stopped(capital(value.text)))))]


def _as_runs(runs: Runs) -> tuple[Run, ...]:
    return (Text(runs),) if isinstance(runs, str) else runs


def label(matter: Matter, point: str, name: str) -> str:
    """What a blank of a point is called before its value."""
    names = matter.words.names.get("blank", {})
    return names.get(f"{point}.{name}") or names.get(name) or phrase(name)


def _rows_table(matter: Matter, point: str, name: str, spec: PointField, value: FieldValue) -> Table:
    rows = [row for row in value.value if isinstance(row, Mapping)]
    columns = [column for column in spec.columns if any(row.get(column) for row in rows)]
    head = tuple(label(matter, point, column) for column in columns)
    cells = tuple(tuple(_column(matter, row.get(column)) for column in columns) for row in rows)
    return Table(label(matter, point, name), head, cells)


def _column(matter: Matter, value: Any) -> Cell:
    if isinstance(value, tuple) and len(value) > 1:
        return Prose((Bullets(tuple(capital(matter.text(str(each))) for each in value)),))
    return capital(matter.show(value)) if value is not None else ""


def rows_in_words(matter: Matter, point: str, spec: PointField, value: FieldValue) -> Iterator[str]:
    """The rows of a blank that holds rows, each in one line."""
    for row in value.value:
        if isinstance(row, Mapping):
            said = [(column, row[column]) for column in spec.columns if row.get(column)]
            yield "; ".join(f"{label(matter, point, column)}: {matter.show(each)}" for column, each in said)


def _one_sided(matter: Matter, part: Part) -> Body:
    body: Body = []
    for key, terms in (("duty", part.duties), ("right", part.rights)):
        for of, towards, text in terms:
            who = capital(matter.called(of)) or matter.words.say("every-party")
            lead = matter.words.say(f"{key}-towards" if towards else key, who=who, whom=matter.called(towards))
            first, *rest = prose(text).blocks
            if isinstance(first, Para):
                body += [Para((Text(f"{lead} ", bold=True), *_as_runs(first.runs))), *rest]
            else:
                body += [Para((Text(lead, bold=True),)), first, *rest]
    return body


def _conditions(matter: Matter, part: Part) -> Body:
    if not part.only_if:
        return []
    return [Para(matter.words.runs("only-if", conditions=conditions(matter, part.only_if)))]


def conditions(matter: Matter, ids: Iterable[str], *, start: bool = False) -> tuple[Run, ...]:
    """Conditions by name, each with a cross reference to where it is described; `start` begins with a capital."""
    runs: list[Run] = []
    for each in ids:
        name = matter.within(each) if runs or not start else matter.name(each)
        runs += [Text(", ")] if runs else []
        runs += [Text(f"{name} ("), Ref(f"condition-{each}"), Text(")")]
    return tuple(runs)


# --- gaps -----------------------------------------------------------------------------------------

_LABELS = {
    State.OPEN: "still-to-be-agreed",
    State.PARTLY: "still-to-be-agreed",
    State.NOT_YET: "not-yet",
    State.WITHHELD: "withheld",
    State.NOT_APPLICABLE: "does-not-apply",
}


_GAP_LABELS = {"not-applicable-because": "does-not-apply", "withheld-because": "withheld"}


def _gap(matter: Matter, settled: SettledPoint, part: Part) -> list[Block]:
    words = gap_words(matter, settled, part)
    if part.state is State.NOT_APPLICABLE:
        return [Para(f"{matter.words.say('does-not-apply')}: {words}")]
    return [_callout(matter, part.state, words)]


def _callout(matter: Matter, state: State, words: str) -> Callout:
    kind: CalloutKind = "note" if state is State.WITHHELD else "gap"
    return Callout(kind, words, matter.words.say(_LABELS[state]))


def _blank_gaps(matter: Matter, settled: SettledPoint, part: Part) -> Body:
    """Blanks of the answer, or of the blocks that the point lives in, that are gaps with a name."""
    blocks = _own_blocks(matter, settled)
    answer = answer_at(matter, part.place) if part.place else None
    answers = blocks if answer is None or any(answer is each for each in blocks) else [answer, *blocks]
    body: Body = [_named_gap(matter, settled, key, gap) for each in answers for key, gap in each.gaps.items()]
    left = [each for each in blocks if each.gap is not None and each.gap[1] != part.gap]
    return [*body, *(_named_gap(matter, settled, "", each) for each in left)]


def _own_blocks(matter: Matter, settled: SettledPoint) -> list[Answer]:
    """The blocks of the document's head that a point lives in: `start` and `end`, `review`, …"""
    homes = (settled.point.home, settled.point.second_home or "")
    fields = type(matter.head).model_fields
    found = [getattr(matter.head, field) for name in homes if (field := name.replace("-", "_")) in fields]
    return [each for each in found if isinstance(each, Answer)]


def _named_gap(matter: Matter, settled: SettledPoint, key: str, gap: NamedGap) -> Para:
    """What is said of a single field that is a gap."""
    kind, words = gap.gap or ("still-to-be-agreed", "")
    until = matter.show(gap.until) if isinstance(gap.until, date) else ""
    said = said_of_gap(matter, words, gap.who or "", until)
    state = matter.words.say(_GAP_LABELS.get(kind, kind))
    lead = f"{label(matter, settled.id, key)}: {small(state)}" if key else state
    return Para((Gap(lead), Text(f". {said}")))


def _gap_line(matter: Matter, settled: SettledPoint, part: Part) -> Para:
    words, name = gap_words(matter, settled, part), matter.words.say(_LABELS[part.state])
    if part.state in (State.NOT_APPLICABLE, State.WITHHELD):
        return Para(f"{name}: {words}")
    return Para((Gap(name), Text(f": {words}")))


def gap_words(matter: Matter, settled: SettledPoint, part: Part) -> str:
    """What is open on a part, in words: what is missing, how it stands, who will answer and by when."""
    if part.missing:
        missing = ", ".join(small(label(matter, settled.id, name)) for name in part.missing)
        return stopped(matter.words.say("missing", what=missing))
    return said_of_gap(matter, part.gap, part.who, part.until, settled.point.question)


def said_of_gap(matter: Matter, words: str, who: str, until: str, question: str = "") -> str:
    """A gap in words: why, who will answer, by when; the question where nothing is said."""
    plain = words if words and words != "Still to be agreed" else question
    more = ""
    if who:
        key = "who-answers-by" if until else "who-answers"
        more = matter.words.say(key, who=capital(matter.post(who)), until=until)
    elif until:
        more = matter.words.say("answered-by-when", until=until)
    return " ".join(each for each in (stopped(plain), stopped(more)) if each)
