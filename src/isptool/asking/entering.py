"""Answers entered into the files of a workspace: the smallest edits that say them, each seen to say nothing else.

The files are settled again with the edits in place. An answer is only kept where every cell that it is for then says
exactly that, and no other cell of any point says anything else than before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from isptool.asking.amending import amend, entry_path, one_of_several, value_at
from isptool.asking.draft import Around, entry, gap
from isptool.asking.form import Coordinates
from isptool.asking.question import Reply
from isptool.asking.read_form import Answered
from isptool.errors import IspError
from isptool.findings import Edit, ValuePath
from isptool.model.documents import ANY_FILE
from isptool.model.point import Point
from isptool.reading.edit import apply
from isptool.reading.shape import shape_by_kind
from isptool.reading.source import Source, read_text
from isptool.reading.workspace import File
from isptool.settling.everything import settle_workspace
from isptool.settling.settled import Cell, Settled, State

_BLOCKS = frozenset({"start", "review", "publish", "sign-off"})
_FACTS = ("purposes.", "people.", "data.", "flows.")


class Entered(Struct, frozen=True):
    """What came of entering answers: the new text of each file, and which answers are in it or not."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """By the name under which a file is shown; only files that change."""
    written: tuple[Answered, ...] = ()
    there_already: tuple[Answered, ...] = ()
    refused: tuple[tuple[Answered, str], ...] = ()
    """Answers that were not entered, each with the reason."""


def enter(around: Around, settled: Settled, answered: Sequence[Answered]) -> Entered:
    """Enter as many of these answers as can be entered with care."""
    sources = {file.shown_as: file.source for file in around.workspace.files()}
    there: list[Answered] = []
    refused: list[tuple[Answered, str]] = []
    wanted: list[Answered] = []
    for each in answered:
        verdict = _stands(settled, each)
        if verdict == "same":
            there.append(each)
        elif verdict:
            refused.append((each, verdict))
        else:
            wanted.append(each)
    texts, done, failed = _entered(around, settled, sources, _merged(wanted))
    refused += failed
    return Entered(texts, tuple(done), tuple(there), tuple(refused))


# ── what stands already ──────────────────────────────────────────────────────────────────────────────


def _stands(settled: Settled, each: Answered) -> str:
    """Whether an answer says what stands already ("same"), or something else than it (why, in words); else empty."""
    if each.reply.skipped:  # contacts only
        return ""
    cells = cells_of(settled, each)
    if not cells:
        return ""
    same = [_says(cell, each) for cell in cells]
    if all(same):
        return "same"
    settled_otherwise = [cell for cell, is_same in zip(cells, same, strict=True)
                         if not is_same and not cell.state.left_to_agree]  # fmt: skip
    if settled_otherwise:
        return f"it is answered already: {_said(settled_otherwise[0])}"
    return ""


def cells_of(settled: Settled, each: Answered) -> list[Cell]:
    """The cells that an answer is for."""
    point = settled.points[each.question.point_id]
    return [cell for cell in point.cells if not each.cells or cell.coordinates in each.cells]


def _says(cell: Cell, each: Answered) -> bool:
    """Whether every part of a cell says what was answered."""
    reply, point = each.reply, each.question.point
    for part in cell.parts:
        if reply.not_yet:
            same = part.state is State.NOT_YET and (part.gap, part.who, part.until) == (
                reply.not_yet, reply.who, reply.until,
            )  # fmt: skip
        elif reply.not_applicable:
            same = part.state is State.NOT_APPLICABLE and part.gap == reply.not_applicable
        elif reply.keys and point.home.startswith("law.") and not set(reply.keys) <= set(point.answers):
            same = _law_said(each) in part.own_words or not part.state.left_to_agree
        elif reply.keys:
            same = set(part.keys) == set(reply.keys) and all(
                name in part.fields and _flat(part.fields[name].value) == _flat(value)
                for name, value in reply.blanks.items()
            )
        else:
            same = " ".join(reply.words.split()) == " ".join(part.own_words.split())
        if not same:
            return False
    return True


def _law_said(each: Answered) -> str:
    return "; ".join(each.reply.keys)


def _flat(value: Any) -> str:
    from datetime import date

    from isptool.model.fields import show_date

    if isinstance(value, date):
        value = show_date(value)
    if isinstance(value, (list, tuple)):
        return "; ".join(_flat(each) for each in value)
    return " ".join(str(value).split()).casefold()


def _said(cell: Cell) -> str:
    """What a cell says today, in a few words."""
    part = cell.parts[0]
    said = "; ".join(part.sentences) or part.own_words or ", ".join(part.keys) or part.gap
    return " ".join(said.split())[:120]


# ── edits ────────────────────────────────────────────────────────────────────────────────────────────


def _merged(answered: Sequence[Answered]) -> list[tuple[Answered, ...]]:
    """Answers that say the same to the same point, together: they become one entry."""
    groups: dict[Any, list[Answered]] = {}
    for each in answered:
        reply = each.reply
        said = (
            each.question.point_id, frozenset(reply.keys), reply.words,
            tuple(sorted((name, _flat(value)) for name, value in reply.blanks.items())),
            reply.not_yet, reply.who, reply.until, reply.not_applicable, bool(each.contacts),
        )  # fmt: skip
        rest = frozenset(tuple(pair for pair in cell if pair[0] != "party") for cell in each.cells)
        key = (said, rest) if not reply.skipped else (said, each.partner)
        groups.setdefault(key, []).append(each)
    return [tuple(group) for group in groups.values()]


Groups = list[tuple[Answered, ...]]


def _entered(
    around: Around, settled: Settled, sources: Mapping[str, Source], groups: Groups
) -> tuple[dict[str, str], list[Answered], list[tuple[Answered, str]]]:
    """The texts with these groups entered; groups that cannot be are left out, each with the reason."""
    failed: list[tuple[Answered, str]] = []
    named: set[tuple[Answered, ...]] = set()
    while groups:
        texts, refused = _texts(around, settled, sources, groups, named)
        bad = dict(refused) or _wrong(around, settled, texts, groups)
        if not bad:
            return texts, [each for group in groups for each in group], failed
        for group in list(groups):
            if group not in bad:
                continue
            if group not in named:  # once more, with every id in its `for:`, so that it is narrower than what stands
                named.add(group)
                continue
            groups.remove(group)
            failed += [(each, bad[group]) for each in group]
    return {}, [], failed


def _texts(
    around: Around,
    settled: Settled,
    sources: Mapping[str, Source],
    groups: Groups,
    named: Collection[tuple[Answered, ...]] = (),
) -> tuple[dict[str, str], list[tuple[tuple[Answered, ...], str]]]:
    """The new texts, in two passes: answers that stand are changed first, then others put beside them.

    Groups in `named` get every id that they are for into their `for:`.
    """
    writer = _Writer(around, settled, sources, named)
    refused: list[tuple[tuple[Answered, ...], str]] = []
    for group in groups:
        writer.add(group)
    texts: dict[str, str] = {}
    for file, edits in writer.first.items():
        text, bad = _applied(sources[file], edits)
        refused += bad
        if text is not None:
            texts[file] = text
    for file, added in writer.second.items():
        source = _read(texts.get(file), sources[file])
        text, bad = _put_beside(source, added)
        refused += bad
        if text is not None:
            texts[file] = text
    return texts, refused


def _applied(
    source: Source, edits: Sequence[tuple[tuple[Answered, ...], list[Edit]]]
) -> tuple[str | None, list[tuple[tuple[Answered, ...], str]]]:
    try:
        return apply(source, [edit for _, group in edits for edit in group]), []
    except IspError as error:
        last = error
    refused = []
    for answered, group in edits:
        try:
            apply(source, group)
        except IspError as error:
            refused.append((answered, error.message))
    return None, refused or [(edits[-1][0], last.message)]


def _read(text: str | None, old: Source) -> Source:
    if text is None:
        return old
    again = read_text(text, old.shown_as)
    again.path = old.path
    return again


Beside = list[tuple[ValuePath, tuple[Answered, ...], dict[str, Any]]]
"""New answers: the list or place each goes to, whose it is, what it says."""


def _put_beside(source: Source, added: Beside) -> tuple[str | None, list[tuple[tuple[Answered, ...], str]]]:
    """New answers beside those that stand: an answer that stood alone becomes the first of a list."""
    try:
        return apply(source, list(_beside_edits(source, added))), []
    except IspError as error:
        last = error
    refused = []
    for path, group, value in added:
        try:
            apply(source, list(_beside_edits(source, [(path, group, value)])))
        except IspError as error:
            refused.append((group, error.message))
    return None, refused or [(added[-1][1], last.message)]


def _beside_edits(source: Source, added: Beside) -> Iterator[Edit]:
    places: dict[ValuePath, list[dict[str, Any]]] = {}
    for path, _, value in added:
        places.setdefault(path, []).append(value)
    for path, given in places.items():
        values = _rows_together(given) if path == ("law",) else given
        there = value_at(source.data, path)
        if isinstance(there, list):
            yield from (Edit("add-item", path, value) for value in values)
        elif isinstance(there, dict) and there:
            edit = one_of_several(source, path, values)
            yield edit if edit is not None else Edit("set", path, [there, *values])
        else:
            yield Edit("set", path, values[0] if len(values) == 1 and path[0] != "law" else values)


def _rows_together(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Law rows for the same parties and purposes as one row, where they speak of different layers."""
    found: list[dict[str, Any]] = []
    for row in rows:
        same = next(
            (each for each in found if all(each.get(key) == row.get(key) for key in ("for", "as"))
             and not (each.keys() & row.keys()) - {"for", "as"}),
            None,
        )  # fmt: skip
        if same is None:
            found.append(dict(row))
        else:
            same.update(row)
    return found


class _Writer:
    """Turns answers into edits, by the home of their point."""

    def __init__(
        self,
        around: Around,
        settled: Settled,
        sources: Mapping[str, Source],
        named: Collection[tuple[Answered, ...]],
    ) -> None:
        self.named = named
        self.around = around
        self.settled = settled
        self.sources = sources
        self.data = sources[settled.file].data
        self.first: dict[str, list[tuple[tuple[Answered, ...], list[Edit]]]] = {}
        self.second: dict[str, Beside] = {}

    def add(self, group: tuple[Answered, ...]) -> None:
        """Plan the edits of one group of answers that say the same."""
        each = group[0]
        if each.contacts:
            self._contacts(group)
        if each.reply.skipped:
            return
        home = "settles" if self.settled.is_protocol else each.question.point.home
        if home in ("answers", "settles"):
            self._entry(group, (home, each.question.point_id))
        elif home in _BLOCKS:
            self._blocks(group)
        elif home.startswith("law."):
            self._law(group, home.partition(".")[2])
        elif home == "related.relation":
            self._related(group)
        elif home.startswith(_FACTS):
            self._facts(group, home)

    def _now(self, group: tuple[Answered, ...], edits: Iterable[Edit], file: str = "") -> None:
        self.first.setdefault(file or self.settled.file, []).append((group, list(edits)))

    def _beside(self, group: tuple[Answered, ...], path: ValuePath, value: dict[str, Any]) -> None:
        self.second.setdefault(self.settled.file, []).append((path, group, value))

    # ── where it goes ────────────────────────────────────────────────────────────────────────────────

    def _entry(self, group: tuple[Answered, ...], path: ValuePath) -> None:
        """An answer under `answers:`: in the place of the gap that stands for exactly this, else beside what stands."""
        said = self._said(group)
        own = self._own_place(group)
        if own is not None:
            at = entry_path(self.data, own)
            self._now(group, amend(at, value_at(self.data, at) or {}, said))
            return
        ids = for_ids(self.settled, group[0].question.point_id, _cells(group), every_one=group in self.named)
        value = {"for": ids[0] if len(ids) == 1 else ids, **said} if ids else said
        self._beside(group, path, value)

    def _said(self, group: tuple[Answered, ...]) -> dict[str, Any]:
        """The answer as it is written; keys that a protocol settled are inherited, and only their blanks written."""
        each = group[0]
        said = entry(each.reply)
        parts = [part for one in group for cell in cells_of(self.settled, one) for part in cell.parts]
        inherited = all(part.place is not None and part.place.file != self.settled.file for part in parts)
        if each.reply.keys and parts and inherited and all(set(part.keys) == set(each.reply.keys) for part in parts):
            return {name: value for name, value in said.items() if name != "answer"} or said
        return said

    def _own_place(self, group: tuple[Answered, ...]) -> ValuePath | None:
        """The path of the entry that leaves exactly these cells open, if there is one."""
        cells = _cells(group)
        places: dict[ValuePath, set[Coordinates]] = {}
        for cell in self.settled.points[group[0].question.point_id].cells:
            for part in cell.parts:
                if part.place is not None and part.place.file == self.settled.file:
                    places.setdefault(part.place.path, set()).add(cell.coordinates)
        for path, covered in places.items():
            if covered == cells or (not cells and covered == {()}):
                return path
        return None

    def _blocks(self, group: tuple[Answered, ...]) -> None:
        """An answer in a block of its own; what has a second home goes there."""
        each = group[0]
        point, reply = each.question.point, each.reply
        homes: dict[str, list[str]] = {}
        for key in reply.keys:
            homes.setdefault(point.answers[key].home or point.home, []).append(key)
        for home, keys in homes.items() or {point.home: []}.items():
            blanks = {name: value for name, value in reply.blanks.items()
                      if any(name in point.answers[key].blanks for key in keys)}  # fmt: skip
            said = entry(replace(reply, keys=tuple(keys), blanks=blanks))
            old = value_at(self.data, (home,))
            if isinstance(old, dict) and old:
                self._now(group, amend((home,), old, said))
            else:
                self._now(group, [Edit("set", (home,), said)])

    def _law(self, group: tuple[Answered, ...], attribute: str) -> None:
        """A layer of law: in the row that is for exactly these, where it says nothing of it yet; else in a new row."""
        each = group[0]
        said = self._law_values(each, attribute)
        rows = {
            row for one in group for cell in cells_of(self.settled, one) for part in cell.parts for row in part.rows
        }
        asked = {row for cell in self.settled.points[each.question.point_id].cells
                 for part in cell.parts for row in part.rows}  # fmt: skip
        for cover in self.settled.law:
            if cover.place.file != self.settled.file or cover.rows & asked != rows:
                continue
            old = value_at(self.data, cover.place.path)
            if isinstance(old, dict) and all(_is_empty(old.get(key)) for key in said):
                self._now(group, [Edit("set", (*cover.place.path, key), value) for key, value in said.items()])
                return
        cells = _cells(group)
        ids = for_ids(self.settled, each.question.point_id, cells, every_one=group in self.named)
        directions = {pair[1] for cell in cells for pair in cell if pair[0] == "direction"}
        row: dict[str, Any] = {"for": list(ids)} if ids else {}
        if len(directions) == 1 and not self._both_directions(each, cells):
            row["as"] = directions.pop()
        self._beside(group, ("law",), {**row, **said})

    def _both_directions(self, each: Answered, cells: set[Coordinates]) -> bool:
        parties = {pair[1] for cell in cells for pair in cell if pair[0] == "party"}
        point = self.settled.points[each.question.point_id]
        return {cell.coordinates for cell in point.cells if cell.at("party") in parties} == cells

    def _law_values(self, each: Answered, attribute: str) -> dict[str, Any]:
        """What a law row says: citations or ids of the law, own words, or a gap; and the blanks beside them."""
        reply, point = each.reply, each.question.point
        if (missing := gap(reply)) is not None:
            return {attribute: missing}
        if not reply.keys:
            return {attribute: " ".join(reply.words.split())}
        values: dict[str, list[str]] = {}
        offers = {answer.offer.key: answer.offer for answer in each.question.answers}
        for key in reply.keys:
            offer = offers[key]
            likely = point.answers.get(key)
            own = any(blank.name in reply.blanks for blank in offer.blanks)
            if offer.written:
                values.setdefault(self._attribute(attribute, offer.written), []).append(offer.written)
            elif not own:
                values.setdefault(attribute, []).append(likely.sentence({}) if likely else offer.sentence)
        said: dict[str, Any] = {key: each[0] if len(each) == 1 else each for key, each in values.items()}
        return {**said, **reply.blanks}

    def _attribute(self, attribute: str, law: str) -> str:
        if attribute != "power":
            return attribute
        try:
            entry_of_law = self.around.book.entry(law)
        except KeyError:
            return attribute
        return "duty" if getattr(entry_of_law, "kind", "") == "duty" else attribute

    def _related(self, group: tuple[Answered, ...]) -> None:
        reply = group[0].reply
        said: dict[str, Any] = {"relation": reply.keys[0], **reply.blanks} if reply.keys else {}
        said = said or gap(reply) or {"text": reply.words}
        rows = value_at(self.data, ("related",))
        for position, row in enumerate(rows if isinstance(rows, list) else [rows] if isinstance(rows, dict) else []):
            if isinstance(row, dict) and not row.get("relation") and any(key in row for key in ("not-yet",
                                                                         "still-to-be-agreed")):  # fmt: skip
                at: ValuePath = ("related", position) if isinstance(rows, list) else ("related",)
                self._now(group, _replaced(at, row, said))
                return
        if rows is None:
            self._now(group, [Edit("set", ("related",), [said])])
        else:
            self._beside(group, ("related",), said)

    def _facts(self, group: tuple[Answered, ...], home: str) -> None:
        """An answer in a block of facts: a flow, an item, a purpose, a group of people."""
        block, _, attribute = home.partition(".")
        for each in group:
            reply, point = each.reply, each.question.point
            edits: list[Edit] = []
            for cell in cells_of(self.settled, each):
                at: ValuePath = (block, cell.coordinates[0][1])
                edits += [Edit("set", (*at, key), value) for key, value in _fact(attribute, point, reply)]
            self._now((each,) if len(group) == 1 else group, edits)

    def _contacts(self, group: tuple[Answered, ...]) -> None:
        for each in group:
            for file in self.around.workspace.partners:
                if file.model is not None and each.partner in file.model.partners:
                    at: ValuePath = ("partners", each.partner, "contacts")
                    where = file.shown_as
                    break
            else:
                at, where = ("parties", each.partner, "contacts"), self.settled.file
            edits = [Edit("set", (*at, role, name), text) for (role, name), text in each.contacts.items()]
            self._now(group, edits, where)


def _fact(attribute: str, point: Point, reply: Reply) -> Iterator[tuple[str, Any]]:
    """The keys of a block of facts that an answer sets."""
    if (missing := gap(reply)) is not None:
        yield attribute, missing
        return
    if reply.words:
        words = reply.words if attribute == "aim" else " ".join(reply.words.split())
        yield {"kind": "what"}.get(attribute, attribute), words
        return
    keys = list(reply.keys)
    if attribute == "aim":
        yield "kind", keys[0]
        yield "aim", point.answers[keys[0]].sentence(dict(reply.blanks))
    else:
        yield attribute, keys[0] if len(keys) == 1 else keys
    yield from reply.blanks.items()


def _replaced(at: ValuePath, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Edit]:
    """A row that was a gap becomes another."""
    going = [key for key in old if key not in new and key not in ("note",)]
    coming = [key for key in new if key not in old]
    if going and coming:
        yield Edit("set", (*at, going[0]), new[coming[0]])
        yield Edit("rename-key", (*at, going[0]), coming[0])
        going, coming = going[1:], coming[1:]
    yield from (Edit("delete", (*at, key)) for key in going)
    yield from (Edit("set", (*at, key), new[key]) for key in coming)
    yield from (Edit("set", (*at, key), new[key]) for key in new if key in old and old[key] != new[key])


def _is_empty(value: Any) -> bool:
    return value in (None, "", []) or (
        isinstance(value, dict) and any(key in value for key in ("still-to-be-agreed", "not-yet"))
    )


def _cells(group: Sequence[Answered]) -> set[Coordinates]:
    return {cell for each in group for cell in each.cells}


def for_ids(settled: Settled, point_id: str, cells: set[Coordinates], *, every_one: bool = False) -> list[str]:
    """The ids that name exactly these cells in a `for:`; none where they are all there are, unless `every_one`."""
    every = {cell.coordinates for cell in settled.points[point_id].cells}
    if not cells or (cells == every and not every_one):
        return []
    parties = list(dict.fromkeys(each for cell in sorted(cells) for kind, each in cell if kind == "party"))
    if not every_one and parties and {cell for cell in every if dict(cell).get("party") in parties} == cells:
        return parties
    rest = [each for cell in sorted(cells) for kind, each in cell if kind not in ("party", "direction")]
    return [*parties, *dict.fromkeys(rest)]


# ── seen to be right ─────────────────────────────────────────────────────────────────────────────────


def resettled(around: Around, settled: Settled, texts: Mapping[str, str]) -> tuple[Settled | None, str]:
    """The document settled again with new texts of its files, or None and why that cannot be."""
    workspace = around.workspace
    groups: dict[str, list[File[Any]]] = {}
    for name in ("partners", "protocols", "agreements", "schedules"):
        groups[name] = []
        for file in getattr(workspace, name):
            if file.shown_as not in texts:
                groups[name].append(file)
                continue
            source = _read(texts[file.shown_as], file.source)
            shaped = shape_by_kind(source, ANY_FILE)
            worse = [each for each in shaped.findings if each.severity.value == "error"]
            before = [each for each in file.findings if each.severity.value == "error"]
            if shaped.model is None or len(worse) > len(before):
                return None, worse[0].message if worse else "the file could not be read afterwards"
            groups[name].append(File(source, shaped.model, shaped.findings, shaped.left_out))
    again = settle_workspace(replace(workspace, **groups), around.points, around.book, [settled.file])
    return next(iter(again.documents), None), "the document could not be settled afterwards"


def _wrong(around: Around, settled: Settled, texts: Mapping[str, str], groups: Groups) -> dict[Any, str]:
    """The groups whose answers do not stand as they should in the new texts, each with the reason."""
    new, why = resettled(around, settled, texts)
    if new is None:
        return _alone(around, settled, groups) or dict.fromkeys(groups[-1:], why)
    bad: dict[Any, str] = {}
    touched: set[str] = set()
    for group in groups:
        each = group[0]
        touched.add(each.question.point_id)
        if each.reply.skipped:
            continue
        for one in group:
            if not all(_says(cell, one) for cell in cells_of(new, one)):
                bad[group] = "it could not be written so that it stands for exactly this"
    facts = [group for group in groups if group[0].question.point.home.startswith((*_FACTS, "law."))]
    for point_id in touched:
        asked = {cell for group in groups if group[0].question.point_id == point_id for one in group
                 for cell in (one.cells or [()])}  # fmt: skip
        if facts and not any(group[0].question.point_id == point_id for group in facts):
            continue
        if _others(settled, point_id, asked) != _others(new, point_id, asked):
            for group in groups:
                if group[0].question.point_id == point_id:
                    bad.setdefault(group, "something else would change with it")
    return bad


def _alone(around: Around, settled: Settled, groups: Groups) -> dict[Any, str]:
    """The groups that cannot be entered even alone, each with the reason."""
    sources = {file.shown_as: file.source for file in around.workspace.files()}
    bad: dict[Any, str] = {}
    for group in groups if len(groups) > 1 else ():
        texts, refused = _texts(around, settled, sources, [group])
        new, why = resettled(around, settled, texts)
        if refused or new is None:
            bad[group] = refused[0][1] if refused else why
    return bad


def _others(settled: Settled, point_id: str, asked: set[Coordinates]) -> list[Any]:
    """What the other cells of a point say."""
    return [
        (cell.coordinates, [(part.state, part.keys, part.own_words, part.gap) for part in cell.parts])
        for cell in settled.points[point_id].cells
        if cell.coordinates not in asked
    ]
