"""Whose information it is and what is shared: people, items, sets, caveats, holdings, and what is left out."""

from __future__ import annotations

from isptool.model.terms import DataItem, People
from isptool.writing.compose_facts import (
    Fact,
    as_bullets,
    as_rows,
    facts,
    flat,
    gap_runs,
    row_gap,
)
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_words import capital, listed, phrase, stopped
from isptool.writing.document import Block, Bullets, Callout, Cell, Gap, Heading, KeyFacts, Para, Prose, Table, Text
from isptool.writing.prose import prose

ITEM_FACTS = (
    "fields", "values", "optional", "form", "free_text", "checked_by", "derived_from", "inferred_from", "made_by",
    "before_release", "caveats", "part_of", "machine_field", "relevance_test", "decided_by", "role_in_case",
    "fact_or_opinion", "handling", "not_special_because", "not_identifying_because", "restriction_met_by", "must_not",
    "as_defined_in",
)  # fmt: skip
"""The facts of an item that stand under the table, because few items have them."""


def people(matter: Matter) -> list[Block]:
    """The groups of people whose information is shared."""
    document, say = matter.agreement, matter.words.say
    blocks = _whole_gap(matter, "people")
    if not document.people:
        return blocks
    matter.anchors["data-subjects"] = "people-table"
    rows = tuple(_person(matter, each, group) for each, group in document.people.items())
    head = (say("who-they-are"), say("how-many"), say("children-and-risk"), say("what-to-know"))
    if not any(row[3] for row in rows):
        head, rows = head[:3], tuple(row[:3] for row in rows)
    return [*blocks, Table(say("people-caption"), head, rows, anchor="people-table")]


def _person(matter: Matter, each: str, group: People) -> tuple[Cell, ...]:
    number: Cell = str(group.number) if group.number else ""
    if "number" in group.gaps:
        number = gap_runs(matter, group.gaps["number"])
    care = facts(matter, "people", group, ("children", "at_risk", "care_and_support_needs", "living"))
    more: list[Fact] = facts(matter, "people", group, ("service", "whole_area", "includes", "excludes"))
    if "what" in group.gaps or "kind" in group.gaps:
        more += [("", gap_runs(matter, group.gaps[key])) for key in ("what", "kind") if key in group.gaps]
    kinds = [_kind_of_people(matter, key) for key in group.kind]
    what = group.what or listed(kinds) or phrase(each)
    if group.what and kinds and "no-individuals" not in group.kind:
        more.insert(0, (matter.words.say("counted-as"), capital(listed(kinds))))
    more += row_gap(matter, group)
    plain = Prose(tuple(as_bullets(more))) if more else ""
    return capital(what), number, "; ".join(flat(said) for _, said in care), plain


def _kind_of_people(matter: Matter, key: str) -> str:
    return matter.words.name("people", key).lower() if key else ""


# --- items ----------------------------------------------------------------------------------------


def items(matter: Matter) -> list[Block]:
    """The table of items, one row each, and below it what is to be known of single items."""
    document, say = matter.agreement, matter.words.say
    blocks = _whole_gap(matter, "data")
    if not document.data:
        return blocks
    matter.anchors["data-items"] = matter.anchors["data-classification"] = "items-table"
    personal = matter.information_is_personal and len(document.people) > 0
    sources = any(item.source or "source" in item.gaps for item in document.data.values())
    head = [say("information")]
    head += [say("about")] if personal else []
    head += [say("category")]
    head += [say("source")] if sources else []
    head += [say("why-needed")]
    rows = []
    for each, item in document.data.items():
        row: list[Cell] = [capital(item.what) if item.what else phrase(each)]
        row += [_fact(matter, item, "about")] if personal else []
        row += [_category(matter, item)]
        row += [_fact(matter, item, "source")] if sources else []
        row += [_needed_for(matter, item)]
        rows.append(tuple(row))
    blocks.append(
        Table(
            say("items-caption"),
            tuple(head),
            tuple(rows),
            landscape=len(head) > 4,
            anchor="items-table",
            description=say("items-described"),
        )  # fmt: skip
    )
    return [*blocks, *_more_about_items(matter), *_sets(matter), *_caveats(matter)]


def _fact(matter: Matter, item: DataItem, name: str) -> Cell:
    found = facts(matter, "item", item, (name,))
    return found[0][1] if found else ""


def _category(matter: Matter, item: DataItem) -> Cell:
    if "category" in item.gaps:
        return gap_runs(matter, item.gaps["category"])
    if not item.category:
        return (Gap(matter.words.say("still-to-be-agreed")),) if item.gap is None else ""
    titles = [matter.of_law(each) or each for each in item.category]
    return capital("; ".join(titles))


def _needed_for(matter: Matter, item: DataItem) -> Cell:
    several = len(matter.agreement.purposes) > 1
    lines: list[Para | Bullets] = []
    for purpose, why in item.needed_for.items():
        name = matter.name(purpose)
        if not several and why:
            lines += prose(why).blocks
        elif why:
            first = prose(why).blocks
            lead = (Text(f"{name}: ", bold=True), Text(flat(Prose(first))))
            lines.append(Para(lead))
        else:
            lines.append(Para((Text(stopped(name), bold=True),)))
    lines += [Para(gap_runs(matter, gap)) for key, gap in item.gaps.items() if key.startswith("needed-for")]
    return Prose(tuple(lines)) if lines else ""


def _more_about_items(matter: Matter) -> list[Block]:
    rows: list[tuple[Cell, ...]] = []
    for each, item in matter.agreement.data.items():
        found = [*row_gap(matter, item), *facts(matter, "item", item, ITEM_FACTS)]
        found += [("", gap_runs(matter, item.gaps[key])) for key in ("what", "kind") if key in item.gaps]
        kinds = [key for key in item.kind if not item.what]
        if kinds:
            found.insert(0, (matter.words.say("kind"), listed(phrase(key) for key in kinds)))
        if found:
            rows.append((capital(item.what) if item.what else phrase(each), Prose(tuple(as_bullets(found)))))
    if not rows:
        return []
    say = matter.words.say
    table = Table(say("more-about-items"), (say("information"), say("what-to-know")), tuple(rows), widths=(1, 2.2))
    return [table]


def _sets(matter: Matter) -> list[Block]:
    found = matter.agreement.sets
    if not found:
        return []
    lines = []
    for each, facts_of_set in found.items():
        name = facts_of_set.what or phrase(each)
        held = matter.called(facts_of_set.holds)
        line = matter.words.runs("set-holds", name=Text(capital(name), bold=True), items=held)
        if facts_of_set.source:
            line = (*line, Text(" " + matter.words.say("set-source", source=matter.text(facts_of_set.source))))
        lines.append(line)
    return [Para(matter.words.say("sets-lead")), Bullets(tuple(lines))]


def _caveats(matter: Matter) -> list[Block]:
    found = matter.agreement.caveats
    if not found:
        return []
    rows = tuple((phrase(each), prose(text)) for each, text in found.items())
    return [Para(matter.words.say("caveats-lead")), KeyFacts(rows, matter.words.say("caveats-caption"))]


def holdings(matter: Matter) -> list[Block]:
    """The systems and stores where copies lie."""
    found, say = matter.agreement.holdings, matter.words.say
    if not found:
        return []
    head = (say("holding"), say("held-by"), say("holding-controllers"), say("form-and-place"))
    rows = tuple(
        (
            capital(holding.what),
            capital(matter.called(holding.held_by)),
            capital(matter.called(holding.controller)),
            "; ".join(part for part in (holding.form and capital(holding.form), holding.location) if part),
        )
        for holding in found.values()
    )
    return [
        Heading(2, say("holdings-heading"), "holdings", numbered=True),
        Table(say("holdings-caption"), head, rows),
    ]


def catalogues(matter: Matter) -> list[Block]:
    """The external catalogues that define the data."""
    found = matter.agreement.as_defined_in
    if not found:
        return []
    rows: list[tuple[str, Cell]] = []
    for catalogue in found.values():
        said = as_rows(facts(matter, "catalogue", catalogue, ("version", "link")), "")
        rows.append((catalogue.title, "; ".join(f"{name.lower()}: {flat(value)}" for name, value in said)))
    return [Para(matter.words.say("catalogues-lead")), KeyFacts(tuple(rows), matter.words.say("catalogues-caption"))]


def left_out(matter: Matter) -> list[Block]:
    """What is never shared, and why."""
    found, say = matter.agreement.left_out, matter.words.say
    if not found:
        return []
    lines = []
    for each in found:
        what = Text(capital(each.what), bold=True)
        because = flat(prose(each.because)) if each.because else ""
        lines.append((what, Text(f": {stopped(because)}" if because else ".")))
    return [
        Heading(2, say("left-out-heading"), "left-out", numbered=True),
        Para(say("left-out-lead")),
        Bullets(tuple(lines)),
    ]


def not_personal(matter: Matter) -> list[Block]:
    """That the information identifies nobody, and why."""
    document = matter.agreement
    gap = document.gaps.get("not-personal-because")
    blocks: list[Block] = []
    if document.not_personal_because:
        blocks += prose(document.not_personal_because).blocks
    if gap is not None:
        blocks.append(Para(gap_runs(matter, gap)))
    return blocks


def _whole_gap(matter: Matter, block: str) -> list[Block]:
    gap = matter.head.gaps.get(block)
    if gap is None or gap.gap is None:
        return []
    key, words = gap.gap
    runs = gap_runs(matter, gap)
    plain = runs[1:] if len(runs) > 1 else runs
    del words
    if key == "not-applicable-because":
        return [Para(runs)]
    first = plain[0]
    text = first.text.removeprefix(": ") if isinstance(first, Text) else ""
    return [Callout("gap", text or matter.words.say("still-to-be-agreed"), matter.words.say(key))]
