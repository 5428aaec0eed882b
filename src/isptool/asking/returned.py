"""A draft that came back: each change and comment under its clause, and where it can be, the value that it changes.

A change is only offered as an edit where the document, composed anew with that edit, says exactly what the partner
wrote. Everything else stays what somebody said in consultation, to be answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from isptool.asking.word_changes import Marked, Stretch, marked
from isptool.asking.word_reader import parts_of
from isptool.errors import IspError
from isptool.findings import Edit, ValuePath
from isptool.model.fields import Misread, read_date, read_period, show_date
from isptool.reading.edit import apply
from isptool.reading.source import Source
from isptool.settling.settled import Settled
from isptool.writing.compose_words import Words, capital, small
from isptool.writing.document import Bullets, Clauses, Document, Figure, Heading, Para, Table, numbered
from isptool.writing.prose import prose
from isptool.writing.word import to_word
from isptool.writing.word_house import HouseStyle
from isptool.writing.word_ink import Ink

_NOT_TEXT = frozenset({"kind", "id", "format", "status", "under", "follows", "version"})
"""Keys whose values are no words of the document's text."""
_BESIDE = frozenset({"consultation", "waivers", "accepted", "reviews", "note"})
_MOST_TRIED = 12
_MOST_SEGMENTS = 6
_CONTEXT = 60
"""Letters that are quoted before and after what was changed."""


class Change(Struct, frozen=True):
    """One value that a partner would have otherwise: where, as typed now, and as it would be typed."""

    path: ValuePath
    old: Any
    new: Any

    @property
    def where(self) -> str:
        """The path with dots, such as `answers.retention-and-disposal.period`."""
        return ".".join(str(step) for step in self.path)


class Remark(Struct, frozen=True):
    """One thing that a partner said: a tracked change or a comment, by whom, at which clause."""

    author: str
    on: date | None
    clause: str
    """Such as `clause 7.2 Retention and disposal`."""
    said: str
    old: str = ""
    new: str = ""
    is_comment: bool = False
    tracked: bool = True
    changes: tuple[Change, ...] = ()
    """The edits that say exactly this; empty where none does."""
    inherited: str = ""
    """Where the text is a protocol's: which clause, and what may be done about it."""


class Returned(Struct):
    """Everything in one returned draft."""

    file: str
    remarks: list[Remark] = field(default_factory=list)
    formats: int = 0
    elsewhere: list[str] = field(default_factory=list)
    stale: bool = False
    """Whether the document has changed since the file was made, so that untracked changes cannot be told."""

    @property
    def authors(self) -> tuple[str, ...]:
        """Everybody who wrote into it."""
        return tuple(dict.fromkeys(each.author for each in self.remarks if each.author))


Recompose = Callable[[str], Document | None]
"""The document composed with another text of its file; None where that text cannot be read."""


class DraftReader:
    """Reads the drafts of one document that came back."""

    def __init__(
        self,
        settled: Settled,
        source: Source,
        document: Document,
        house: HouseStyle,
        recompose: Recompose,
        another_day: Document,
        words: Words,
    ) -> None:
        """`another_day` is the same document composed for another day: what differs with the day is no change.

        Nor is what differs with the version of the program: the lines of `words` that say what made a document.
        """
        self._made_by = _as_printed_by(words)
        self.settled = settled
        self.source = source
        self.document = numbered(document)
        self.house = house
        self.recompose = recompose
        ink = Ink(self.document, house)
        self.places = {ink.bookmark(anchor): anchor for anchor in self.document.labels}
        self.titles = dict(_titles(self.document))
        self._lines: list[tuple[str, str]] | None = None
        self._another_day = another_day

    def read(self, data: bytes, file: str, *, stale: bool) -> Returned:
        """Every change and comment of a file. Raises `IspError` for what is no Word file.

        `stale` says that the document has changed since the file was made.
        """
        found = marked(parts_of(data, file), file)
        result = Returned(file, formats=found.formats, elsewhere=found.elsewhere, stale=stale)
        anchors = list(self._anchors(found.stretches))
        for stretch, anchor in zip(found.stretches, anchors, strict=True):
            if stretch.changed:
                result.remarks.append(self._change(_only_what_differs(stretch), anchor))
        for comment in found.comments:
            anchor = anchors[min(comment.at, len(anchors) - 1)] if anchors else ""
            about = f"On “{_short(comment.about)}”: " if comment.about else ""
            result.remarks.append(
                Remark(comment.author, comment.on, self.clause(anchor), f"{about}{comment.text}", is_comment=True)
            )
        if not stale:
            result.remarks += self._untracked(found, anchors)
        result.remarks = list(_once(result.remarks))
        return result

    # ── where it stands ──────────────────────────────────────────────────────────────────────────────

    def _anchors(self, stretches: Sequence[Stretch]) -> Iterator[str]:
        """The anchor under which each stretch stands: that of its own clause or heading, or of the last one before."""
        headings = {text: anchor for anchor, text in self.titles.items()}
        here = ""
        for each in stretches:
            own = next((self.places[mark] for mark in each.marks if mark in self.places), "")
            here = own or headings.get(each.old, here)
            yield here

    def clause(self, anchor: str) -> str:
        """What an anchor is called, with the title of its clause."""
        if not anchor:
            return "the first page"
        label, title = self.document.labels.get(anchor, anchor), self.titles.get(anchor, "")
        return label if not title or title == label else f"{label} {title}"

    # ── what it changes ──────────────────────────────────────────────────────────────────────────────

    def _change(self, stretch: Stretch, anchor: str, *, tracked: bool = True) -> Remark:
        said = _in_words(stretch.old, stretch.new)
        author = ", ".join(stretch.authors)
        changes = self._mapped(stretch.old, stretch.new, anchor) if stretch.old and stretch.new else ()
        inherited = "" if changes else self._inherited(stretch.old, anchor)
        return Remark(
            author, stretch.on, self.clause(anchor), said, stretch.old, stretch.new, tracked=tracked, changes=changes,
            inherited=inherited,
        )  # fmt: skip

    def _mapped(self, old: str, new: str, anchor: str) -> tuple[Change, ...]:
        """The edits that turn what was printed into what the partner wrote; several where several values changed."""
        whole = self._one(old, new, anchor)
        if whole is not None:
            return (whole,)
        found: list[Change] = []
        segments = _segments(old, new)
        first = 0
        while first < len(segments):
            if len(segments) > _MOST_SEGMENTS:
                return ()
            for last in range(len(segments), first, -1):  # as many as belong to one value
                change = self._one(old, _with_segments(old, new, segments[first:last]), anchor)
                if change is not None:
                    found.append(change)
                    first = last
                    break
            else:
                return ()
        return tuple(found) if len(found) > 1 and self._says(found, old, new) else ()

    def _one(self, old: str, new: str, anchor: str) -> Change | None:
        """The one edit that turns `old` into `new`, if there is exactly one."""
        near = self._paths_near(anchor)
        found: dict[ValuePath, Change] = {}
        for path, text in _texts(self.source.data):
            value = self._replaced(text, old, new)
            if value is not None and value != text:
                found[path] = Change(path, text, value)
        candidates = sorted(found.values(), key=lambda each: (not _is_near(each.path, near), len(str(each.old))))
        right = [each for each in candidates[:_MOST_TRIED] if self._says((each,), old, new)]
        closest = [each for each in right if _is_near(each.path, near)] or right
        return closest[0] if len(closest) == 1 else None

    def _replaced(self, text: str, old: str, new: str) -> str | None:
        """The value that would print `new` where this one prints `old`; None where it is not in it."""
        blocks = list(_blocks(text))
        for position, (mark, block) in enumerate(blocks):
            for shown, as_typed in self._as_printed(block):
                changed = _within(shown, old, new)
                if changed is not None:
                    blocks[position] = (mark, as_typed(changed))
                    return _laid_out_as(text, _text_of(blocks))
        return None

    def _as_printed(self, text: str) -> Iterator[tuple[str, Callable[[str], str]]]:
        """How a value may stand in a sentence, and how what stands there would be typed.

        As typed, with another first letter, a day or period as people write it, a post with the name of its party.
        """
        even = " ".join(text.split())
        yield even, str
        yield capital(even), small if even[:1].islower() else str
        yield small(even), capital if even[:1].isupper() else str
        with suppress(Misread):
            yield show_date(read_date(even)), str
        with suppress(Misread):
            yield str(read_period(even)), str
        party, _, post = even.partition(" ")
        if post and party in self.settled.parties:
            for name in (self.settled.name(party), capital(self.settled.name(party))):
                yield f"{name} {post}", _with_id(name, party)

    def _says(self, changes: Sequence[Change], old: str, new: str) -> bool:
        """Whether the document, composed with these edits, says `new` where it said `old`."""
        try:
            text = apply(self.source, [Edit("set", each.path, each.new) for each in changes])
        except IspError:
            return False
        document = self.recompose(text)
        if document is None:
            return False
        before, after = [words for _, words in self.lines], [words for _, words in self.lines_of(document)]
        return before.count(old) - after.count(old) >= 1 and after.count(new) - before.count(new) >= 1

    # ── what the document says ───────────────────────────────────────────────────────────────────────

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Every paragraph of the document as it is composed today, with its anchor."""
        if self._lines is None:
            self._lines = self.lines_of(self.document)
        return self._lines

    def lines_of(self, document: Document) -> list[tuple[str, str]]:
        """Every paragraph of a composed document as its Word file says it, with the anchor it stands under."""
        found = marked(parts_of(to_word(document, self.house), "the draft"), "the draft")
        return [
            (anchor, each.new)
            for each, anchor in zip(found.stretches, self._anchors(found.stretches), strict=True)
            if each.new
        ]

    def _untracked(self, found: Marked, anchors: Sequence[str]) -> Iterator[Remark]:
        """Paragraphs that differ from those sent out and that nobody tracked."""
        here = [(anchor, words) for anchor, words in self.lines if not self._made_by.fullmatch(words)]
        ours = [words for _, words in here]
        with_the_day = set(ours) - {words for _, words in self.lines_of(self._another_day)}
        theirs = [
            (line, anchor)
            for each, anchor in zip(found.stretches, anchors, strict=True)
            for line in each.old.split("\n")
            if line and not self._made_by.fullmatch(line)
        ]
        said = [line for line, _ in theirs]
        for kind, start, end, first, last in SequenceMatcher(None, ours, said, autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            out, came = ours[start:end], theirs[first:last]
            for number in range(max(len(out), len(came))):
                old = out[number] if number < len(out) else ""
                new, anchor = came[number] if number < len(came) else ("", "")
                anchor = anchor or (here[start + number][0] if start + number < len(here) else "")
                if _is_to_fill_in(anchor) or old in with_the_day:
                    continue
                yield self._change(Stretch(old, new), anchor, tracked=False)

    # ── whose text it is ─────────────────────────────────────────────────────────────────────────────

    def _paths_near(self, anchor: str) -> set[ValuePath]:
        """The paths of this file from which the clause with an anchor is printed."""
        point = self.settled.points.get(anchor.removeprefix("point-"))
        if point is None:
            return set()
        paths: set[ValuePath] = {(point.point.home.partition(".")[0],), ("answers", point.id), ("settles", point.id)}
        for _, part in point.parts():
            paths.update(value.place.path for value in part.fields.values() if value.place.file == self.settled.file)
            if part.place is not None and part.place.file == self.settled.file:
                paths.add(part.place.path)
        return paths

    def _inherited(self, old: str, anchor: str) -> str:
        """Where a clause is a protocol's, what an agreement may do: the words of the permission, with the clause."""
        point = self.settled.points.get(anchor.removeprefix("point-"))
        if point is None or self.settled.is_protocol or not old:
            return ""
        part = next((part for _, part in point.parts() if part.inherited is not None), None)
        if part is None or part.inherited is None:
            return ""
        where = f"{part.inherited.title}, clause {part.inherited.clause}"
        word = next(
            (
                term.agreements
                for version in self.settled.protocols
                if version.protocol.id == part.inherited.protocol
                for term in version.protocol.settles.get(point.id, ())
                if term.agreements
            ),
            point.point.word,
        )
        if word == "cannot-change":
            return f"{where} settles this for all; propose a change to the protocol"
        return f"{where} settles this; an agreement may {_MAY[word]}"


_MAY: Mapping[str, str] = {
    "may-add": "add to it (`also:`)",
    "may-be-stricter": "be stricter, and say why (`stricter-because:`)",
    "may-depart": "depart from it, and say why (`because:`)",
}


# ── words ────────────────────────────────────────────────────────────────────────────────────────────


def _titles(document: Document) -> Iterator[tuple[str, str]]:
    for block in document.blocks:
        if isinstance(block, Heading):
            yield block.anchor, block.text
        elif isinstance(block, Clauses):
            yield from ((each.anchor, "") for each in block.items)
        elif isinstance(block, Table | Figure):
            yield block.anchor, block.caption


def _is_near(path: ValuePath, near: set[ValuePath]) -> bool:
    return any(path[: len(each)] == each for each in near)


def _texts(data: Any, path: ValuePath = ()) -> Iterator[tuple[ValuePath, str]]:
    """Every text of a file that documents may print, with its path."""
    if isinstance(data, dict):
        for key, value in data.items():
            if not (len(path) == 0 and key in _NOT_TEXT) and key not in _BESIDE and key not in ("for", "kind"):
                yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from _texts(value, (*path, position))
    elif isinstance(data, str) and data.strip():
        yield path, data


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """A text as paragraphs (no mark) and bullets (`- `)."""
    for block in prose(text).blocks:
        if isinstance(block, Para):
            yield "", str(block.runs)
        elif isinstance(block, Bullets):
            yield from (("- ", str(item)) for item in block.items)


def _text_of(blocks: Sequence[tuple[str, str]]) -> str:
    text = ""
    for number, (mark, block) in enumerate(blocks):
        if number:
            text += "\n" if mark and blocks[number - 1][0] else "\n\n"
        text += f"{mark}{block}"
    return text


def _laid_out_as(old: str, new: str) -> str:
    """A new text with the line ends of the old one, wherever its words are the same."""
    if "\n" not in old:
        return new
    pieces = re.findall(r"\s*\S+", old)
    words = [each.strip() for each in pieces]
    coming = re.findall(r"\s*\S+", new)
    done: list[str] = []
    matcher = SequenceMatcher(None, words, [each.strip() for each in coming], autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            done += pieces[start:end]
        elif first < last:
            space = pieces[start][: len(pieces[start]) - len(words[start])] if start < end else None
            done += [coming[first] if space is None else f"{space}{coming[first].strip()}", *coming[first + 1 : last]]
    return "".join(done).strip("\n")


def _with_id(name: str, party: str) -> Callable[[str], str]:
    """How a post is typed that was printed with the name of its party: with the party's id."""

    def typed(text: str) -> str:
        return f"{party}{text.removeprefix(name)}" if text.startswith(f"{name} ") else text

    return typed


def _only_what_differs(stretch: Stretch) -> Stretch:
    """A stretch of several paragraphs without those, at its beginning and end, that stay as they are."""
    old, new = stretch.old.split("\n"), stretch.new.split("\n")
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return replace(stretch, old="\n".join(old), new="\n".join(new))


def _once(remarks: Sequence[Remark]) -> Iterator[Remark]:
    """Each thing said once, by each author: what is printed in several places changes in each of them."""
    seen: set[tuple[Any, ...]] = set()
    for each in remarks:
        values = tuple((change.path, str(change.new)) for change in each.changes)
        key = (each.author, values) if values else (each.author, each.clause if each.is_comment else "", each.said)
        if key not in seen:
            seen.add(key)
            yield each


def _within(shown: str, old: str, new: str) -> str | None:
    """What stands in `new` in the place where `shown` stands in `old`, all around it being the same."""
    start = old.find(shown)
    while start >= 0:
        before, after = old[:start], old[start + len(shown) :]
        long_enough = len(new) >= len(before) + len(after)
        if long_enough and new.startswith(before) and new.endswith(after):
            found = new[len(before) : len(new) - len(after)].strip()
            return found or None
        start = old.find(shown, start + 1)
    return None


_Segment = tuple[int, int, int, int]
"""Words of the old sentence, from and to, and those of the new one that stand in their place."""


def _segments(old: str, new: str) -> list[_Segment]:
    """The changes of a sentence, in its words."""
    matcher = SequenceMatcher(None, old.split(" "), new.split(" "), autojunk=False)
    return [each[1:] for each in matcher.get_opcodes() if each[0] != "equal"]


def _with_segments(old: str, new: str, segments: Sequence[_Segment]) -> str:
    """The old sentence with only these changes made."""
    before, after = old.split(" "), new.split(" ")
    for start, end, first, last in reversed(segments):
        before[start:end] = after[first:last]
    return " ".join(before)


def _in_words(old: str, new: str) -> str:
    if not old:
        return f"Add: “{new}”"
    if not new:
        return f"Take out: “{old}”"
    start, end = _same_ends(old, new)
    was, now = old[start : len(old) - end].strip(), new[start : len(new) - end].strip()
    if not was:
        return f"Add “{now}” {_beside(old[:start])}"
    around = _around(old, start, len(old) - end)
    if not now:
        return f"Take out “{was}” in: “{around}”"
    return f"Instead of “{was}” write “{now}” in: “{around}”"


def _around(text: str, start: int, end: int) -> str:
    """The words around a stretch of a text, and the stretch itself."""
    first = text.rfind(" ", 0, max(start - _CONTEXT, 0)) + 1 if start > _CONTEXT else 0
    last = text.find(" ", end + _CONTEXT) if end + _CONTEXT < len(text) else len(text)
    last = len(text) if last < 0 else last
    return f"{'… ' if first else ''}{text[first:last]}{' …' if last < len(text) else ''}"


def _beside(before: str) -> str:
    words = before.split()[-6:]
    return f"after “{' '.join(words)}”" if words else "at the beginning"


def _same_ends(old: str, new: str) -> tuple[int, int]:
    """How many letters at the beginning and at the end are the same, counted in whole words."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    while start and not old[start - 1].isspace():
        start -= 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    while end and not old[len(old) - end].isspace():
        end -= 1
    return start, end


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"


_MADE_BY = ("made", "made-with", "library-sentences")
"""The words that say what made a document, and of what."""


def _as_printed_by(words: Words) -> re.Pattern[str]:
    """What those words look like in a document, whatever stands in their blanks and whatever follows in their line."""
    kinds = (re.sub(r"\\{[a-z-]+\\}", ".+", re.escape(words.labels[key]).replace("\\-", "-")) for key in _MADE_BY)
    return re.compile("|".join(f"(?:{kind})(?: .*)?" for kind in kinds))


def _is_to_fill_in(anchor: str) -> bool:
    """Whether people write there without changing the text: where one signs."""
    return anchor.startswith("signatures")
