"""Tracked changes in one paragraph: what is gone, what is new, and who says so.

A paragraph's content is read as *atoms*: a word, a space, a line break, a cross reference with its number, a
link, a picture. Two contents are compared atom by atom and written as one, each atom as it was on its side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from copy import deepcopy
from difflib import SequenceMatcher
from typing import Any, Literal

from lxml import etree
from msgspec import Struct, field

from isptool.writing.word_ink import RELATIONS

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{WORD}}}"
_TARGET_ID, _EMBED = f"{{{RELATIONS}}}id", f"{{{RELATIONS}}}embed"
_TOKEN = re.compile(r"\s+|[^\W_]+(?:['’.,@/-][^\W_]+)*|.", re.S)
_REWRITTEN = 0.3  # with a smaller share of atoms in common, a paragraph reads better as one out, one in
_PLACES = re.compile(r"\b(REF|PAGEREF) (\S+)")

Fate = Literal["", "del", "ins", "both"]
"""What becomes of something: it stays, it is gone, it is new, or it separates what is gone from what is new."""


class Atom(Struct, frozen=True):
    """The smallest thing that changes as a whole. `text` is set for words; else `parts` are the elements it is."""

    key: Hashable
    look: str = ""
    text: str = ""
    parts: tuple[Any, ...] = ()
    is_link: bool = False


class Marker(Struct):
    """Makes the marks of one comparison: by whom, when, each with a number of its own."""

    author: str
    when: str
    next_id: Callable[[], int]
    content: Callable[[Any], list[Atom]]
    """The atoms of a paragraph."""
    made: int = field(default=0)
    """How many marks have been made; two documents that say the same need none."""

    def mark(self, tag: str) -> Any:
        """An empty `w:ins`, `w:del` or `w:pPrChange`."""
        self.made += 1
        mark = etree.Element(f"{W}{tag}")
        mark.set(f"{W}id", str(self.next_id()))
        mark.set(f"{W}author", self.author)
        mark.set(f"{W}date", self.when)
        return mark

    # ── paragraphs ───────────────────────────────────────────────────────────────────────────────────

    def paragraph(
        self,
        old: Any | None,
        new: Any | None,
        ends: Fate,
        looks: tuple[Any, Any] | None = None,
    ) -> Any:
        """One paragraph of the old text, of the new, or what the one became in the other.

        `ends` says what becomes of the paragraph's end: without it, the words run on into the next paragraph.
        `looks` are the paragraphs whose style it had and has, where these are others than `old` and `new`.
        """
        was, now = looks or (old, new)
        given = now if now is not None else was
        assert given is not None
        done = etree.Element(f"{W}p")
        properties = deepcopy(given.find(f"{W}pPr"))
        done.append(properties)
        if ends:
            self._end(properties, ends)
        if was is not None and now is not None:
            self._looked(properties, was.find(f"{W}pPr"))
        starts, stops = _bookmarks(old, new)
        done.extend(starts)
        before = self.content(old) if old is not None else []
        after = self.content(new) if new is not None else []
        for fate, stretch in changed(before, after):
            done.extend(self._written(fate, stretch))
        done.extend(stops)
        return done

    def _end(self, properties: Any, ends: Fate) -> None:
        run = etree.Element(f"{W}rPr")
        for tag in ("ins", "del"):
            if ends in (tag, "both"):
                run.append(self.mark(tag))
        section = properties.find(f"{W}sectPr")
        if section is not None:
            section.addprevious(run)
        else:
            properties.append(run)

    def _looked(self, properties: Any, was: Any) -> None:
        """Keep the old style and numbering where the new ones differ; spacing follows the new document untracked."""
        if _style(properties) == _style(was):
            return
        change = self.mark("pPrChange")
        kept = deepcopy(was)
        for tag in ("sectPr", "rPr"):
            for element in kept.findall(f"{W}{tag}"):
                kept.remove(element)
        change.append(kept)
        properties.append(change)

    def _written(self, fate: Fate, stretch: Sequence[Atom]) -> Iterator[Any]:
        runs: list[Any] = []
        for look, group in _grouped(stretch):
            if group[0].is_link:
                yield from self._marked(fate, runs)
                runs = []
                for atom in group:
                    link = deepcopy(atom.parts[0])
                    inside = [_gone(run) if fate == "del" else run for run in link]
                    link[:] = list(self._marked(fate, inside, ready=True))
                    yield link
            else:
                runs += _runs(look, group)
        yield from self._marked(fate, runs)

    def _marked(self, fate: Fate, runs: list[Any], *, ready: bool = False) -> Iterator[Any]:
        if not runs:
            return
        if not fate:
            yield from runs
            return
        mark = self.mark(fate)
        mark.extend(_gone(run) if fate == "del" and not ready else run for run in runs)
        yield mark


def atoms(paragraph: Any, places: Mapping[str, Hashable]) -> list[Atom]:
    """The content of a paragraph, atom by atom.

    `places` gives what each embedded file and link target really is, by its id.
    """
    found: list[Atom] = []
    pending: list[Any] = []  # the runs of a field, until it ends
    for child in paragraph:
        if child.tag == f"{W}hyperlink":
            target = child.get(_TARGET_ID) or child.get(f"{W}anchor") or ""
            key = ("link", places.get(target, target), _text(child))
            found.append(Atom(key, parts=(child,), is_link=True))
        elif child.tag == f"{W}r":
            edge = child.find(f"{W}fldChar")
            if pending or (edge is not None and edge.get(f"{W}fldCharType") == "begin"):
                pending.append(child)
                if edge is not None and edge.get(f"{W}fldCharType") == "end":
                    found.append(Atom(_field_key(pending, places), parts=tuple(pending)))
                    pending = []
            else:
                found += _of_run(child, places)
    return found


def _of_run(run: Any, places: Mapping[str, Hashable]) -> Iterator[Atom]:
    properties = run.find(f"{W}rPr")
    look = "" if properties is None else etree.tostring(properties, encoding="unicode")
    for child in run:
        if child.tag == f"{W}t":
            for token in _TOKEN.findall(child.text or ""):
                yield Atom((look, token), look, token)
        elif child.tag == f"{W}drawing":
            shown = [places.get(each.get(_EMBED), "") for each in child.iter() if each.get(_EMBED)]
            told = [each.get("descr") for each in child.iter() if each.get("descr")]
            yield Atom(("drawing", *shown, *told), parts=(run,))
        elif child.tag != f"{W}rPr":
            alone = etree.Element(f"{W}r")
            if properties is not None:
                alone.append(deepcopy(properties))
            alone.append(deepcopy(child))
            yield Atom((look, child.tag), parts=(alone,))


def _field_key(runs: Sequence[Any], places: Mapping[str, Hashable]) -> Hashable:
    code = " ".join("".join(each.text or "" for run in runs for each in run.iter(f"{W}instrText")).split())
    named = _PLACES.search(code)
    leads = places.get(named[2], named[2]) if named else ""
    return ("field", code.replace(named[2], "") if named else code, leads, "".join(_text(run) for run in runs))


def _text(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(f"{W}t"))


def changed(old: Sequence[Atom], new: Sequence[Atom]) -> list[tuple[Fate, Sequence[Atom]]]:
    """Old and new content as stretches that stay, that are gone and that are new, in the order to print them.

    A stretch that stays between two changes and holds no word is given up, so that a changed phrase reads as one;
    a paragraph that keeps next to nothing is all out and all in.
    """
    if not old or not new:
        return [*([("del", old)] if old else []), *([("ins", new)] if new else [])]  # type: ignore[list-item]
    before, after = [atom.key for atom in old], [atom.key for atom in new]
    if before == after:
        return [("", new)]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    codes = matcher.get_opcodes()
    if not _much_stays(old, new, [new[j] for kind, _, _, j1, j2 in codes if kind == "equal" for j in range(j1, j2)]):
        return [("del", old), ("ins", new)]
    done: list[tuple[Fate, Sequence[Atom]]] = []
    gone: list[Atom] = []
    came: list[Atom] = []
    for at, (kind, i1, i2, j1, j2) in enumerate(codes):
        inner = 0 < at < len(codes) - 1
        if kind == "equal" and not (inner and not any(_says(atom) for atom in new[j1:j2])):
            done += [("del", gone)] if gone else []
            done += [("ins", came)] if came else []
            done.append(("", new[j1:j2]))
            gone, came = [], []
        else:
            gone += old[i1:i2]
            came += new[j1:j2]
    done += [("del", gone)] if gone else []
    done += [("ins", came)] if came else []
    return done


def _much_stays(old: Sequence[Atom], new: Sequence[Atom], stays: Sequence[Atom]) -> bool:
    words, same = sum(_says(atom) for atom in (*old, *new)), sum(_says(atom) for atom in stays)
    return 2 * same >= _REWRITTEN * words


def _says(atom: Atom) -> bool:
    return bool(atom.parts) or any(letter.isalnum() for letter in atom.text)


def _grouped(stretch: Sequence[Atom]) -> Iterator[tuple[str, list[Atom]]]:
    """Neighbouring words that look the same together; everything else by itself."""
    group: list[Atom] = []
    for atom in stretch:
        if group and (atom.parts or group[-1].parts or atom.look != group[-1].look):
            yield group[0].look, group
            group = []
        group.append(atom)
    if group:
        yield group[0].look, group


def _runs(look: str, group: Sequence[Atom]) -> list[Any]:
    if group[0].parts:
        return [deepcopy(part) for part in group[0].parts]
    run = etree.Element(f"{W}r")
    if look:
        run.append(etree.fromstring(look))
    words = etree.SubElement(run, f"{W}t")
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    words.text = "".join(atom.text for atom in group)
    return [run]


def _gone(run: Any) -> Any:
    """The run as it stands in what is gone: its words and field codes are named otherwise there."""
    for tag, name in (("t", "delText"), ("instrText", "delInstrText")):
        for element in run.iter(f"{W}{tag}"):
            element.tag = f"{W}{name}"
    return run


def _style(properties: Any) -> tuple[Hashable, ...]:
    """What a paragraph is, by its properties: style, and level and list of its number."""
    return tuple(
        element.get(f"{W}val") if element is not None else None
        for element in (
            properties.find(f"{W}pStyle"),
            properties.find(f"{W}numPr/{W}ilvl"),
            properties.find(f"{W}numPr/{W}numId"),
        )
    )


def shape(paragraph: Any) -> tuple[Hashable, ...]:
    """With what a paragraph may be compared: its style and numbering, and whether a section ends with it."""
    properties = paragraph.find(f"{W}pPr")
    return ("paragraph", *_style(properties), properties.find(f"{W}sectPr") is not None)


def names(paragraph: Any) -> list[str]:
    """The names of the places (bookmarks) in a paragraph."""
    return [each.get(f"{W}name") for each in paragraph.iter(f"{W}bookmarkStart")]


def _bookmarks(old: Any | None, new: Any | None) -> tuple[list[Any], list[Any]]:
    """The places of both sides, each round the whole paragraph, and none twice."""
    starts: list[Any] = []
    stops: list[Any] = []
    taken: set[str] = set()
    for side in (new, old):
        if side is None:
            continue
        ends = {each.get(f"{W}id"): each for each in side.iter(f"{W}bookmarkEnd")}
        for start in side.iter(f"{W}bookmarkStart"):
            if start.get(f"{W}name") not in taken:
                taken.add(start.get(f"{W}name"))
                starts.append(deepcopy(start))
                stops.append(deepcopy(ends[start.get(f"{W}id")]))
    return starts, stops
