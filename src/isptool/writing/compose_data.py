"""Whose information it is and what is shared: people, items, sets, caveats, holdings, and what is left out."""

from __future__ import annotations

from isptool.model.terms import DataItem, People
from isptool.writing.compose_facts import Fact, as_bullets, as_text, facts, flat, gap_runs, row_gap
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_words import capital, phrase, small, stopped
from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    Cell,
    Gap,
    Heading,
    KeyFacts,
    Para,
    Prose,
    Run,
    Table,
    Text,
)
from isptool.writing.prose import prose

MANY_ITEMS = 12
MANY_PURPOSES = 2
"""With more items or purposes than these the table of items lies on its side."""

_WIDTHS = {
    "information": 1.2, "about": 1.2, "category": 1.0, "source": 1.0, "why-needed": 2.0,
    "about-and-category": 1.6, "category-and-source": 1.3,
}  # fmt: skip

PEOPLE_FACTS = (
    "service", "children", "at_risk", "care_and_support_needs", "living", "whole_area",
    "best_interests", "includes", "excludes",
)  # fmt: skip
ITEM_FACTS = (
    "source_keeps", "fields", "values", "optional", "form", "free_text", "checked_by", "derived_from", "inferred_from",
    "made_by", "before_release", "caveats", "part_of", "machine_field", "relevance_test", "decided_by", "role_in_case",
    "fact_or_opinion", "handling", "not_special_because", "not_identifying_because", "restriction_met_by", "must_not",
    "as_defined_in",
)  # fmt: skip
"""The facts of an item that stand under the table, because few items have them."""

_IN_TABLE = ("what", "about", "category", "source", "needed_for")


# --- people ---------------------------------------------------------------------------------------


def people(matter: Matter) -> list[Block]:
    """The groups of people whose information is shared."""
    document, say = matter.agreement, matter.words.say
    blocks = _whole_gap(matter, "people")
    if not document.people:
        return blocks
    matter.anchors["data-subjects"] = "people-table"
    rows = tuple(_person(matter, each, group) for each, group in document.people.items())
    head = (say("who-they-are"), say("how-many"), say("what-to-know"))
    kept = [column for column in range(3) if column == 0 or any(row[column] for row in rows)]
    table = Table(
        say("people-caption"),
        tuple(head[column] for column in kept),
        tuple(tuple(row[column] for column in kept) for row in rows),
        widths=tuple((1.4, 0.9, 2.4)[column] for column in kept),
        anchor="people-table",
    )
    return [*blocks, table]


def _person(matter: Matter, each: str, group: People) -> tuple[Cell, ...]:
    number: Cell = str(group.number) if group.number else ""
    if "number" in group.gaps:
        number = gap_runs(matter, group.gaps["number"])
    sentences = [Fact("", sentence, whole=True) for sentence in _sentences_about(matter, each)]
    known = facts(matter, "people", group, PEOPLE_FACTS, elsewhere=("number",))
    more = as_bullets([*sentences, *known, *row_gap(matter, group)])
    return capital(group.what or phrase(each)), number, Prose(tuple(more)) if more else ""


def _sentences_about(matter: Matter, each: str) -> list[str]:
    """The likely answers chosen for a group of people, as sentences."""
    settled = matter.settled_point("data-subjects")
    found: dict[str, None] = {}
    for cell, part in settled.parts() if settled else ():
        if cell.at("people") == each:
            found.update(dict.fromkeys(stopped(sentence) for sentence in part.sentences))
            matter.used.update(dict.fromkeys(("data-subjects", key) for key in part.keys))
    return list(found)


# --- items ----------------------------------------------------------------------------------------


def items(matter: Matter) -> list[Block]:
    """The table of items, one row each, and below it what is to be known of single items."""
    document, say = matter.agreement, matter.words.say
    blocks = _whole_gap(matter, "data")
    if not document.data:
        return blocks
    matter.anchors["data-items"] = matter.anchors["data-classification"] = "items-table"
    wide = len(document.data) > MANY_ITEMS or len(document.purposes) > MANY_PURPOSES
    names = ["information", "about-and-category", "why-needed"]
    if wide:
        about = ["about"] if document.people and matter.information_is_personal else []
        names = ["information", *about, "category", "source", "why-needed"]
    elif not (document.people and matter.information_is_personal):
        names[1] = "category-and-source"
    rows = tuple(
        tuple(_cell_of_item(matter, name, each, item) for name in names) for each, item in document.data.items()
    )
    table = Table(
        say("items-caption"),
        tuple(say(name) for name in names),
        rows,
        widths=tuple(_WIDTHS[name] for name in names),
        landscape=wide,
        anchor="items-table",
        description=say("items-described"),
    )
    return [*blocks, table, *_more_about_items(matter), *_sets(matter), *_caveats(matter)]


def _cell_of_item(matter: Matter, column: str, each: str, item: DataItem) -> Cell:
    match column:
        case "information":
            return _item_and_facts(matter, each, item)
        case "why-needed":
            return _needed_for(matter, item)
        case "category":
            return Prose(tuple(_category(matter, item)))
        case "category-and-source":
            return Prose((*_category(matter, item), *_source(matter, item)))
        case "about-and-category":
            about = [Para(_runs(fact.said)) for fact in facts(matter, "item", item, ("about",))]
            return Prose((*about, *_category(matter, item), *_source(matter, item)))
    found = facts(matter, "item", item, (column,))
    return found[0].said if found else ""


def _item_and_facts(matter: Matter, each: str, item: DataItem) -> Cell:
    """An item, and below it what a short sentence says: that it is a flag, that it is sent only where it is held."""
    name = _item(matter, each, item)
    short = [fact for fact in facts(matter, "item", item, ITEM_FACTS) if fact.whole]
    if not short:
        return name
    runs: tuple[Run, ...] = name if isinstance(name, tuple) else (Text(flat(name), bold=True),)
    return Prose((Para(runs), *(Para(flat(fact.said)) for fact in short)))


def _item(matter: Matter, each: str, item: DataItem) -> Cell:
    """What an item is: in the partners' words, or in those of its kind."""
    if "what" in item.gaps:
        return (Text(f"{phrase(each)}: "), *gap_runs(matter, item.gaps["what"]))
    if item.what:
        return capital(item.what)
    point = matter.points.get("data-items")
    likely = [key for key in item.kind if point and key in point.answers]
    if point is None or not likely:
        return phrase(each)
    matter.used.update(dict.fromkeys(("data-items", key) for key in likely))
    words = " ".join(point.answers[key].sentence({"fields": ", ".join(item.fields)}) for key in likely)
    return f"{phrase(each)}: {small(words)}"


def _category(matter: Matter, item: DataItem) -> list[Para]:
    if "category" in item.gaps:
        return [Para(gap_runs(matter, item.gaps["category"]))]
    if item.category:
        return [Para(capital("; ".join(matter.of_law(each) or each for each in item.category)))]
    return [Para((Gap(matter.words.say("still-to-be-agreed")),))] if item.gap is None else []


def _source(matter: Matter, item: DataItem) -> list[Para]:
    found = facts(matter, "item", item, ("source",))
    return [Para((Text(f"{fact.label}: "), *_runs(fact.said))) for fact in found]


def _runs(said: Cell) -> tuple[Run, ...]:
    return said if isinstance(said, tuple) else (Text(flat(said)),)


def _needed_for(matter: Matter, item: DataItem) -> Cell:
    several = len(matter.agreement.purposes) > 1
    lines: list[Para | Bullets] = []
    for purpose, why in item.needed_for.items():
        name = matter.name(purpose)
        if why and not several:
            lines += prose(why).blocks
        elif why:
            lines.append(Para((Text(f"{name}: ", bold=True), Text(flat(prose(why))))))
        else:
            lines.append(Para((Text(stopped(name), bold=True),)))
    if "needed-for" in item.gaps:
        lines.append(Para(gap_runs(matter, item.gaps["needed-for"])))
    return Prose(tuple(lines)) if lines else ""


def _more_about_items(matter: Matter) -> list[Block]:
    rows: list[tuple[Cell, ...]] = []
    for each, item in matter.agreement.data.items():
        known = facts(matter, "item", item, ITEM_FACTS, elsewhere=_IN_TABLE)
        found = [*row_gap(matter, item), *(fact for fact in known if not fact.whole)]
        if found:
            rows.append((capital(item.what) if item.what else phrase(each), Prose(tuple(as_bullets(found)))))
    if not rows:
        return []
    say = matter.words.say
    head = (say("information"), say("what-to-know"))
    return [Table(say("more-about-items"), head, tuple(rows), widths=(1, 2.2))]


# --- around the items -----------------------------------------------------------------------------


def _sets(matter: Matter) -> list[Block]:
    found = matter.agreement.sets
    if not found:
        return []
    lines = []
    for each, data_set in found.items():
        name = Text(capital(data_set.what or phrase(each)), bold=True)
        line = matter.words.runs("set-holds", name=name, items=matter.called(data_set.holds))
        if data_set.source:
            line = (*line, Text(" " + matter.words.say("set-source", source=matter.text(data_set.source))))
        gaps = as_text(facts(matter, "set", data_set, (), elsewhere=()))
        line = (*line, Text(f" {gaps}")) if gaps else line
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
            as_text(facts(matter, "holding", holding, ("form", "location"), elsewhere=())),
        )
        for holding in found.values()
    )
    heading = Heading(2, say("holdings-heading"), "holdings", numbered=True)
    return [heading, Table(say("holdings-caption"), head, rows)]


def catalogues(matter: Matter) -> list[Block]:
    """The external catalogues that define the data."""
    found = matter.agreement.as_defined_in
    if not found:
        return []
    rows: list[tuple[str, Cell]] = []
    for catalogue in found.values():
        rows.append(
            (catalogue.title, as_text(facts(matter, "catalogue", catalogue, ("version", "link"), elsewhere=())))
        )
    return [Para(matter.words.say("catalogues-lead")), KeyFacts(tuple(rows), matter.words.say("catalogues-caption"))]


def left_out(matter: Matter) -> list[Block]:
    """What is never shared, and why."""
    found, say = matter.agreement.left_out, matter.words.say
    if not found:
        return []
    lines = []
    for each in found:
        what = Text(capital(each.what), bold=True)
        because = (
            flat(prose(each.because)) if each.because else as_text(facts(matter, "left-out", each, (), elsewhere=()))
        )
        lines.append((what, Text(f": {stopped(because)}" if because else ".")))
    heading = Heading(2, say("left-out-heading"), "left-out", numbered=True)
    return [heading, Para(say("left-out-lead")), Bullets(tuple(lines))]


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
    """A block that is a gap as a whole."""
    gap = matter.head.gaps.get(block)
    if gap is None or gap.gap is None:
        return []
    runs = gap_runs(matter, gap)
    if not isinstance(runs[0], Gap):
        return [Para(runs)]
    said = flat(runs[1:]).removeprefix(": ")
    return [Callout("gap", said, runs[0].text)]
