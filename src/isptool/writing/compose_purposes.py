"""What the information is for, the cases in which it arises, the conditions, and what people can refuse."""

from __future__ import annotations

from isptool.model.terms import Purpose
from isptool.writing.compose_facts import Fact, as_bullets, as_text, facts, flat, gap_runs, row_gap
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_points import Body, conditions
from isptool.writing.compose_words import capital, phrase, stopped
from isptool.writing.document import Block, Bullets, Callout, Clause, Clauses, Heading, Para, Run, Table, Text
from isptool.writing.prose import prose

PURPOSE_FACTS = (
    "offence_type", "used_by", "law_enforcement", "outside_public_task", "optional_service", "cases", "collected_for",
    "since",
)  # fmt: skip


def purposes(matter: Matter) -> list[Block]:
    """Each purpose as a lettered clause: to decide or do what, by whom, and what for it is not."""
    document, say = matter.agreement, matter.words.say
    gap = document.gaps.get("purposes")
    blocks: list[Block] = [Heading(2, say("purposes-heading"), "purposes", numbered=True)]
    if gap is not None:
        blocks.append(Callout("gap", flat(gap_runs(matter, gap)), say("purposes-heading")))
    items = tuple(_purpose(matter, each, purpose) for each, purpose in document.purposes.items())
    if items:
        matter.anchors["purposes"] = "purposes"
        blocks.append(Clauses(items))
    return blocks if len(blocks) > 1 else []


def _purpose(matter: Matter, each: str, purpose: Purpose) -> Clause:
    say = matter.words.say
    kind = "" if purpose.aim else _kind(matter, purpose)
    name, rest = Text(f"{phrase(each)}. ", bold=True), []
    more: list[Para | Bullets | Callout] = []
    runs: tuple[Run, ...] = (name,)
    found: list[Fact] = []
    if purpose.aim:
        first, *rest = prose(purpose.aim).blocks
        if isinstance(first, Para):
            runs = (name, Text(stopped(flat(first.runs))))
        else:
            rest = [first, *rest]
        if purpose.kind:
            found.append(Fact(say("kind"), matter.of_law(purpose.kind) or phrase(purpose.kind)))
    elif kind:
        runs = (name, Text(stopped(kind)))
    found += [*facts(matter, "purpose", purpose, PURPOSE_FACTS, elsewhere=()), *row_gap(matter, purpose)]
    more = [*rest, *more, *as_bullets(found)]
    if purpose.only_if:
        more.append(Para(matter.words.runs("only-if", conditions=conditions(matter, purpose.only_if))))
    for key, words in (("not-for", purpose.not_for), ("must-not", purpose.must_not)):
        if words:
            lines = tuple(capital(flat(prose(text))) for text in words)
            more += [Para((Text(say(key), bold=True),)), Bullets(lines)]
    return Clause(runs, f"purpose-{each}", level=2, more=tuple(more))


def _kind(matter: Matter, purpose: Purpose) -> str:
    point = matter.points.get("purposes")
    if not purpose.kind:
        return ""
    likely = point.answers.get(purpose.kind) if point else None
    if likely is None:
        return matter.of_law(purpose.kind) or phrase(purpose.kind)
    matter.used["purposes", purpose.kind] = None
    return likely.sentence({"offence-type": purpose.offence_type or ""})


def cases(matter: Matter) -> list[Block]:
    """The ways in which the matter can arise, and the phases it goes through."""
    found, say = matter.agreement.cases, matter.words.say
    if not found:
        return []
    rows = []
    for each, case in found.items():
        body: Body = as_bullets([*facts(matter, "case", case, ("when", "until", "becomes"), elsewhere=())])
        clause = Clause(
            (Text(capital(case.what or phrase(each)), bold=True),), f"case-{each}", level=2, more=tuple(body)
        )
        rows.append(clause)
    return [Heading(2, say("cases-heading"), "cases", numbered=True), Clauses(tuple(rows))]


def conditions_block(matter: Matter) -> list[Block]:
    """What must be so before a purpose, a flow or the start."""
    found, say = matter.agreement.conditions, matter.words.say
    if not found:
        return []
    items = []
    for each, condition in found.items():
        first, *rest = prose(condition.what).blocks
        words = Text(flat(first.runs)) if isinstance(first, Para) else Text("")
        left = rest if isinstance(first, Para) else [first, *rest]
        known = facts(matter, "condition", condition, ("evidence", "decided_by", "met"), elsewhere=())
        runs = (Text(f"{phrase(each)}: ", bold=True), words)
        items.append(Clause(runs, f"condition-{each}", level=2, more=(*left, *as_bullets(known))))
    heading = Heading(2, say("conditions-heading"), "conditions", numbered=True)
    return [heading, Para(say("conditions-lead")), Clauses(tuple(items))]


def opt_outs(matter: Matter) -> list[Block]:
    """The ways in which people can say no, and what each stops."""
    found, say = matter.agreement.opt_outs, matter.words.say
    if not found:
        return []
    rows = []
    for opt_out in found.values():
        made = facts(matter, "opt-out", opt_out, ("made_at", "code"), elsewhere=())
        how = as_text(made)
        rows.append((capital(opt_out.what), how, capital(matter.called(opt_out.stops))))
    table = Table(say("opt-outs-caption"), (say("opt-out"), say("opt-out-made"), say("opt-out-stops")), tuple(rows))
    return [Heading(2, say("opt-outs-heading"), "opt-outs", numbered=True), Para(say("opt-outs-lead")), table]


def began(matter: Matter) -> list[Block]:
    """That sharing began before the agreement was signed, said openly."""
    found, say = matter.agreement.began, matter.words.say
    if found is None:
        return []
    day = matter.show(found.on) if found.on else say("an-earlier-day")
    blocks: list[Block] = [
        Heading(2, say("began-heading"), "began", numbered=True),
        Para(matter.words.runs("began", day=Text(day, bold=True))),
    ]
    if found.because:
        first, *rest = prose(found.because).blocks
        lead = Text(f"{say('because')}: ", bold=True)
        if isinstance(first, Para):
            blocks += [Para((lead, Text(stopped(flat(first.runs))))), *rest]
        else:
            blocks += [Para((lead,)), first, *rest]
    if found.authorised_by:
        blocks.append(Para(say("authorised-by", who=stopped(matter.post(found.authorised_by)))))
    blocks += as_bullets([Fact(phrase(name), gap_runs(matter, gap)) for name, gap in found.gaps.items()])
    return blocks
