"""What a word of the field, of the language or of a finding means, in plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from isptool.cli.explaining_decisions import of_decision
from isptool.cli.labelled import labelled, listed

if TYPE_CHECKING:
    from pathlib import Path

    from isptool.checking.rule import Rule
    from isptool.law.rows import Row
    from isptool.model.point import Checklist, Point, PointField, Question

_CODE = re.compile(r"([a-z]{2,4})-?0*(\d{1,3})\Z", re.I)


def explanations(word: str, folders: Sequence[Path] = ()) -> tuple[list[str], list[str]]:
    """Every explanation of a word, and (where there is none) the words it may have meant.

    `folders` are those of the organisation's own points and checklists. Raises `IspError` where they cannot be read.
    """
    if _CODE.fullmatch(word) and (rule := _rule(word)) is not None:
        return [_of_rule(rule)], []
    if told := _doubt(word):
        return [told], []
    found: list[str] = []
    lookups: tuple[Callable[[str], Iterator[str]], ...] = (
        _rules_called,
        partial(_points, folders=folders),
        partial(_questions, folders=folders),
        partial(of_decision, folders=folders),
        _laws,
        _kinds,
        partial(_fields, folders=folders),
    )
    for lookup in lookups:
        found.extend(lookup(word))
    return found, [] if found else _near(word, folders)


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────


def _rule(word: str) -> Rule | None:
    from isptool.checking.rules import KNOWN

    asked = _CODE.fullmatch(word)
    return KNOWN.get(f"{asked[1].upper()}-{int(asked[2]):02d}") if asked else None


def _doubt(word: str) -> str:
    """What a doubt of the register is, by its code or name; empty where there is none."""
    from isptool.register.doubts import KINDS

    asked = _CODE.fullmatch(word)
    code = f"{asked[1].upper()}-{int(asked[2]):02d}" if asked else ""
    name = word.lower().replace(" ", "-")
    kind = next((each for each in KINDS.values() if name == each.name or code == each.code), None)
    if kind is None:
        return ""
    rows = [("To mend it", kind.fix), ("Said by", "`isptool register`, of a register as a whole")]
    title = f"{kind.code} {kind.title} ({kind.severity.value})"
    lines = [title, "", kind.when, "", f"Why: {kind.why}", "", *labelled(rows), *_example_of(kind.code)]
    return "\n".join(lines)


def _rules_called(word: str) -> Iterator[str]:
    from isptool.checking.rules import KNOWN

    name = word.lower().replace(" ", "-")
    if rule := next((each for each in KNOWN.values() if each.name == name), None):
        yield _of_rule(rule)
    family = word.upper() if word.isupper() else ""
    members = [each for each in KNOWN.values() if each.family == family]
    if members:
        from isptool.checking.rules import FAMILIES
        from isptool.register.doubts import KINDS

        rows = [(each.code, each.title) for each in sorted(members, key=lambda each: each.code)]
        rows += [(each.code, each.title) for each in KINDS.values() if each.code.startswith(f"{family}-")]
        yield "\n".join([f"{family}: {FAMILIES.get(family, family)}", *listed("Its rules:", rows)])


def _of_rule(rule: Rule) -> str:
    counts = f"{rule.severity.value}, from {rule.gate.value} on"
    answered = {
        "yes": "the writer may waive it, with a reason, under `waivers:`",
        "accept": "only a senior officer may accept it, under `accepted:`",
        "no": "nobody can set it aside: it can always be mended",
    }
    lines = [f"{rule.code} {rule.title} ({counts})", "", rule.what]
    lines += [*(["", rule.why] if rule.why and rule.why != rule.what else [])]
    for paragraph in rule.more:
        lines += ["", paragraph]
    lines.append("")
    lines += labelled(
        [
            ("To mend it", _with_names(rule.fix)),
            ("Answered by", answered[rule.waivable]),
            ("Questions", ", ".join(rule.serves)),
            ("Sources", "; ".join(rule.cites)),
        ]
    )
    return "\n".join([*lines, *_example_of(rule.code)])


def _example_of(code: str) -> Iterator[str]:
    """What the rule objects to and what it accepts, as on its page."""
    from isptool.checking.example import SAVED, example_of, visible

    example = example_of(code)
    if example is None:
        return
    for title, changes in (("It objects to:", example.failing[:1]), ("It accepts:", example.passing[:1])):
        for change in changes:
            yield from ("", title)
            yield from (f"  {line}" for line in change.says.splitlines())
            yield from (f"  {file} is {SAVED[how]}." for file, how in change.saved.items())
            yield from (f"  {each.rpartition(': ')[2]}: taken out." for each in change.without if ": " in each)
            for file, text in change.files.items():
                begun = f", which began as a copy of {change.copies[file]}" if file in change.copies else ""
                yield from ("", f"  # {file}{begun}", *(f"  {line}".rstrip() for line in visible(text)))


def _with_names(text: str) -> str:
    """A sentence with blanks, the blanks as words: `{id}` prints as `(id)`."""
    named = re.sub(r"\{([a-z_]+)\}", lambda found: f"({found[1].replace('_', ' ')})", text)
    return named.replace(")(", ") (")


# ── points and questions ─────────────────────────────────────────────────────────────────────────────


def _points(word: str, folders: Sequence[Path]) -> Iterator[str]:
    from isptool.library import points

    plain = word.lower().replace(" ", "-")
    for point_id, point in points(folders).items():
        if plain in (point_id, point.code.lower(), point.title.lower().replace(" ", "-")):
            yield _of_point(point_id, point)


_SETTLED = {
    "protocol-fixed": "once, in the protocol",
    "protocol-default": "in the protocol; an agreement may differ",
    "agreement": "in each agreement",
}
_CHOOSE = {"one": "one answer", "any-of": "one or several answers", "all-of": "every answer that fits"}


def _of_point(point_id: str, point: Point) -> str:
    from isptool.asking.likely import choosable, sentence

    lines = [f"{point.code} {point.title} ({point_id})", "", point.question, point.why, ""]
    lines += labelled(
        [
            ("Written in", "`answers:`" if point.home == "answers" else f"`{point.home}`"),
            ("Settled", _SETTLED[point.settled]),
            (
                "Asked of",
                f"each {point.asked_of.replace('-', ' ')}" if point.asked_of != "document" else "the document",
            ),
            ("Takes", _CHOOSE[point.choose]),
            ("Questions", ", ".join(point.serves)),
            ("Sources", "; ".join(point.sources)),
        ]
    )
    likely = [
        (key, sentence(each) + (f" ({each.hint})" if each.hint else "")) for key, each in choosable(point).items()
    ]
    lines += listed("Likely answers:", likely)
    typed = [(name, _of_blank(field)) for name, field in point.fields.items() if field.filled_from is None]
    lines += listed("Facts that stand beside the answer:", typed)
    lines += _example(point_id, point)
    return "\n".join(lines)


def _of_blank(field: PointField) -> str:
    values = f" One of: {', '.join(field.values)}." if field.values else ""
    usual = f" Usually {field.default}." if field.default else ""
    return f"{field.what}{values}{usual}"


def _example(point_id: str, point: Point) -> Iterator[str]:
    """How the first likely answer is written, for a point that stands under `answers:`."""
    if point.home != "answers" or not point.answers:
        return
    key, likely = next(iter(point.answers.items()))
    yield from ("", "For example:", "", "  answers:", f"    {point_id}:", f"      answer: {key}")
    for blank in likely.required_blanks:
        field = point.fields[blank]
        if field.filled_from is None:
            yield f"      {blank}: {field.default or '...'}"


def _questions(word: str, folders: Sequence[Path]) -> Iterator[str]:
    from isptool.library import checklists

    plain = word.lower().removeprefix("question").strip()
    for checklist in checklists(folders).values():
        for question in checklist.questions:
            if plain in (question.id.lower(), question.id.lower().removeprefix("q")):
                yield _of_question(checklist, question, folders)


def _of_question(checklist: Checklist, question: Question, folders: Sequence[Path]) -> str:
    from isptool.library import points

    known = points(folders)
    lines = [f"{question.id} of {checklist.title}", "", question.question.strip(), ""]
    lines += labelled([("Source", checklist.source), ("Licence", checklist.licence)])
    answered = [(each, f"{known[each].code} {known[each].title}") for each in question.answered_by if each in known]
    answered += [(f"{each}:", "a block of the document itself") for each in question.answered_in]
    return "\n".join([*lines, *listed("What answers it:", answered)])


# ── law ──────────────────────────────────────────────────────────────────────────────────────────────


def _laws(word: str) -> Iterator[str]:
    from isptool.cli.law_pages import other_page, outdated_page, page
    from isptool.cli.opening import law_here

    own = law_here()
    for row_id in own.book.meanings(word):
        yield page(own.book.entry(row_id), own.book, own.ids.get(row_id, ""))
    plain = word.strip().lower()
    for term in own.book.stale_terms():
        if plain in (term.id, term.title.lower(), term.term.lower()):
            yield outdated_page(term)
    for row in (*own.book.acts(), *own.book.identifiers(), *own.book.dpia_triggers(), *own.book.directions()):
        if plain in (row.id, row.title.lower()):
            yield other_page(row)


# ── kinds of body, of purpose, of data ──


def _kinds(word: str) -> Iterator[str]:
    from isptool.law.book import LawBook

    book = LawBook.load()
    families: dict[str, tuple[Iterable[Row], Callable[[str], Row | None]]] = {
        "kind of body": (book.bodies(), book.find_body),
        "kind of purpose": (book.purposes(), book.find_purpose),
        "category of data": (book.categories(), book.find_category),
    }
    plain = word.lower().replace("-", " ")
    for name, (rows, find) in families.items():
        if plain in (name, f"{name}s", name.replace("kind", "kinds"), name.replace("category", "categories")):
            every = listed(f"Every {name}:", [(row.id, row.title) for row in rows])
            yield "\n".join(list(every)[1:])
        elif (row := find(word)) is not None and (word.lower() == row.id or plain == row.title.lower()):
            yield _of_kind(name, row)


def _of_kind(name: str, row: Row) -> str:
    wider = getattr(row, "within", ())
    within = wider if isinstance(wider, str) else ", ".join(wider)
    facts = [
        ("Written as", row.id),
        ("One of", within),
        ("Nations", ", ".join(getattr(row, "nations", ()))),
        ("Public authority", str(getattr(row, "public_authority", ""))),
        ("Competent authority", str(getattr(row, "competent_authority", "")).replace("-", " ")),
        ("Also called", ", ".join(row.aliases)),
        ("Note", row.note),
    ]
    return "\n".join([f"{row.title} (a {name})", "", *labelled(facts)])


# ── fields ───────────────────────────────────────────────────────────────────────────────────────────


def _fields(word: str, folders: Sequence[Path]) -> Iterator[str]:
    from isptool.cli.explaining_fields import field_pages

    yield from field_pages(word, folders)


# ── near ─────────────────────────────────────────────────────────────────────────────────────────────


def _near(word: str, folders: Sequence[Path]) -> list[str]:
    """Up to three words that may have been meant, of every kind."""
    from isptool.checking.rules import KNOWN
    from isptool.law.book import LawBook
    from isptool.library import points
    from isptool.reading.nearest import nearest

    families = ((*KNOWN,), (*points(folders),), tuple(rule.name for rule in KNOWN.values()))
    found = [near for choices in families if (near := nearest(word, choices))]
    found += [entry.id for entry in LawBook.load().near(word, 2)]
    return list(dict.fromkeys(found))[:3]
