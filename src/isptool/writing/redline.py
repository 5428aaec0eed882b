"""Two documents as one Word file with tracked changes: accept all and it is the new one, reject all and it is the old.

Both documents are written by the Word writer itself; what is compared are their paragraphs, tables and rows, which
are known by the anchors of the model, so that a clause that was rewritten is compared with itself wherever it stands
now. A paragraph that changed its style, a table that changed its columns and a clause that moved are gone at one
place and new at the other. The list of contents is plain text with links here, for a field would be made anew in
the middle of the changes. Headers, footers, widths and page breaks are those of the new document.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import date
from hashlib import sha256
from typing import Any

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from isptool.writing.document import Clauses, Document, Figure, Heading, Table, is_made, numbered
from isptool.writing.redline_align import Item, Pair, align
from isptool.writing.redline_marks import Atom, Fate, Marker, W, atoms, names, shape
from isptool.writing.word import encoded, packed
from isptool.writing.word_body import Body
from isptool.writing.word_house import HouseStyle
from isptool.writing.word_ink import NAMESPACES, Ink


def redline(old: Document, new: Document, house: HouseStyle, *, author: str, on: date, store: bool = False) -> bytes:
    """The Word file that shows how `old` became `new`: every change tracked as `author`'s, on that day.

    The title, marking and state at the head of its pages are the new document's. It carries no data, for it is
    neither document. Raises `IspError` as the Word writer does.
    """
    old, new = numbered(old), replace(numbered(new), embedded=None)
    before, after = _written(old, new, house)
    comparison = _Comparison(before, after, author, f"{on.isoformat()}T00:00:00Z")
    inside = "".join(etree.tostring(each, encoding="unicode") for each in comparison.content())
    inside = _without_unused(after.body.ink, inside)
    main = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<w:document {NAMESPACES}><w:body>{inside}</w:body></w:document>"
    )
    return packed(new, house, after.body, main, store=store)


def _without_unused(ink: Ink, xml: str) -> str:
    """Leave out the pictures and links of the old document where those of the new one stand for both."""
    use = re.compile(r'(\br:(?:id|embed)=")([^"]*)(")')
    used = {found[2] for found in use.finditer(xml)}
    kept = [each for each in ink.relations if each[0] in used]
    new = {identifier: f"rId{number}" for number, (identifier, *_) in enumerate(kept, 1)}
    ink.relations = [(new[identifier], kind, target, outside) for identifier, kind, target, outside in kept]
    targets = {target for _, _, target, _ in kept}
    ink.media = [each for each in ink.media if f"media/{each[0]}" in targets]
    return use.sub(lambda found: f"{found[1]}{new[found[2]]}{found[3]}", xml)


class _Side(Struct, frozen=True):
    """One of the two documents as written, and what the places in it are called."""

    document: Document
    body: Body
    tree: Any
    known: dict[str, str]
    """Bookmark → the anchor that the document itself gives; made-up anchors count for nothing."""


def _written(old: Document, new: Document, house: HouseStyle) -> tuple[_Side, _Side]:
    """Both documents, written into one file: numbers, links, pictures, headers and footers are shared."""
    after, before = (Body(document, house, apart=True) for document in (new, old))
    first = _side(new, after)
    before.ink.relations, before.ink.media, before.furniture = after.ink.relations, after.ink.media, after.furniture
    before.ink.next_id = after.ink.next_id  # type: ignore[method-assign]
    return _side(old, before), first


def _side(document: Document, body: Body) -> _Side:
    tree = etree.fromstring(encoded(body.xml()), etree.XMLParser(resolve_entities=False, no_network=True))[0]
    known = {body.ink.bookmark(anchor): anchor for anchor in _anchors(document)}
    for paragraph in tree.iter(f"{W}p"):
        if str(paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")) in _contents_styles(body.ink):
            for run in [each for each in paragraph if each.find(f"{W}fldChar") is not None or _is_code(each)]:
                paragraph.remove(run)
    return _Side(document, body, tree, known)


def _contents_styles(ink: Ink) -> tuple[str, str]:
    return ink.house.styles["contents-1"], ink.house.styles["contents-2"]


def _is_code(run: Any) -> bool:
    return run.find(f"{W}instrText") is not None


def _anchors(document: Document) -> Iterator[str]:
    """The anchors that the document gives its parts; one made from a number names another part next time."""
    for block in document.blocks:
        named: list[tuple[str, str]] = []
        if isinstance(block, Clauses):
            named = [(each.anchor, f"clause-{each.number}") for each in block.items]
        elif isinstance(block, Heading):
            named = [(block.anchor, "")]
        elif isinstance(block, Table):
            named = [(block.anchor, f"table-{block.number}")]
        elif isinstance(block, Figure):
            named = [(block.anchor, f"figure-{block.number}")]
            named += [(block.table.anchor, f"table-{block.table.number}")] if block.table else []
        yield from (anchor for anchor, number in named if not is_made(anchor, number))


class _Comparison:
    """Merges the bodies of two documents."""

    def __init__(self, before: _Side, after: _Side, author: str, when: str) -> None:
        self.before, self.after = before, after
        self.marker = Marker(author, when, after.body.ink.next_id, self._atoms)
        self.places: dict[str, Hashable] = {}
        self._known: dict[Any, list[Atom]] = {}
        self._know_files()

    def _know_files(self) -> None:
        """What every relationship leads to: pictures by their contents, links by their address."""
        media = {f"media/{name}": sha256(data).hexdigest() for name, data in self.after.body.ink.media}
        for identifier, _, target, _ in self.after.body.ink.relations:
            self.places[identifier] = media.get(target, target)

    def content(self) -> list[Any]:
        """The paragraphs and tables of the merged body, and the properties of its last section."""
        old, new = (list(self._items(side)) for side in (self.before, self.after))
        pairs = align(old, new)
        self._rename(pairs)
        last = self.after.tree.find(f"{W}sectPr")
        merged = [*self._separated(self._merged(pairs)), last]
        _one_cover(merged)
        return merged

    # ── items ────────────────────────────────────────────────────────────────────────────────────────

    def _items(self, side: _Side) -> Iterator[Item]:
        contents = _contents_styles(side.body.ink)
        caption = ""
        for child in side.tree:
            if child.tag == f"{W}p":
                name = next((side.known[each] for each in names(child) if each in side.known), "")
                caption = name
                link = child.find(f"{W}hyperlink")
                if child.find(f"{W}pPr/{W}pStyle").get(f"{W}val") in contents and link is not None:
                    leads = side.known.get(link.get(f"{W}anchor"), "")
                    name = f"contents: {leads}" if leads else ""
                yield Item(self._shape(child), self._words(child), name, child)
            elif child.tag == f"{W}tbl":
                title = child.find(f"{W}tblPr/{W}tblCaption")
                named = f"table: {caption}" if caption else title.get(f"{W}val") if title is not None else ""
                grid = len(child.findall(f"{W}tblGrid/{W}gridCol"))
                kind = child.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val")
                yield Item(("table", kind, grid), self._words(child), named, child)
                caption = ""

    def _shape(self, paragraph: Any) -> Hashable:
        turned = paragraph.find(f"{W}pPr/{W}sectPr/{W}pgSz")
        return (*shape(paragraph), None if turned is None else turned.get(f"{W}orient"))

    def _atoms(self, paragraph: Any) -> list[Atom]:
        """The atoms of a paragraph, read once."""
        found = self._known.get(paragraph)
        if found is None:
            found = self._known[paragraph] = atoms(paragraph, self.places)
        return found

    def _words(self, element: Any) -> tuple[Hashable, ...]:
        return tuple(
            atom.key
            for paragraph in element.iter(f"{W}p")
            for atom in self._atoms(paragraph)
            if not atom.text.isspace()
        )

    # ── places ───────────────────────────────────────────────────────────────────────────────────────

    def _rename(self, pairs: Iterable[Pair]) -> None:
        """Give every place of the old text that does not stand in the same paragraph now a name of its own."""
        kept: set[str] = set()
        for old, new in pairs:
            if old is not None and new is not None:
                kept.update(set(names(old.what)) & set(names(new.what)))
        renamed: dict[str, str] = {}
        for start in self.before.tree.iter(f"{W}bookmarkStart"):
            name = start.get(f"{W}name")
            if name not in kept:
                renamed[name] = f"old{start.get(f'{W}id')}_{name}"[:40]
                start.set(f"{W}name", renamed[name])
        for link in self.before.tree.iter(f"{W}hyperlink"):
            name = link.get(f"{W}anchor")
            if name in renamed:
                link.set(f"{W}anchor", renamed[name])
        for code in self.before.tree.iter(f"{W}instrText"):
            code.text = " ".join(renamed.get(word, word) for word in (code.text or "").split(" "))

    # ── bodies and cells ─────────────────────────────────────────────────────────────────────────────

    def _merged(self, pairs: Sequence[Pair]) -> Iterator[Any]:
        """The elements of a body or cell.

        The end of the last paragraph before a table that stays, and in a cell, cannot be taken away: both sides
        share it, see `_closed`.
        """
        stretch: list[Pair] = []
        for old, new in pairs:
            if old is not None and new is not None and new.what.tag == f"{W}tbl":
                yield from self._stretch(stretch)
                yield self._table(old.what, new.what)
                stretch = []
            else:
                stretch.append((old, new))
        yield from self._stretch(stretch)

    def _stretch(self, pairs: Sequence[Pair]) -> Iterator[Any]:
        for each in _closed(pairs):
            table = _table_of(each.old, each.new)
            if table is not None:
                yield self._whole_table(table, each.fate)
            else:
                old, new, was, now = (
                    side.what if side is not None else None for side in (each.old, each.new, each.was, each.now)
                )
                yield self.marker.paragraph(old, new, each.ends, (was, now))

    def _separated(self, elements: Iterable[Any]) -> Iterator[Any]:
        """Keep a table that is gone apart from the new one after it, by a paragraph that is in neither document."""
        previous: Any = None
        for element in elements:
            if previous is not None and previous.tag == element.tag == f"{W}tbl":
                style = self.after.body.ink.house.styles["after-table"]
                gap = etree.Element(f"{W}p")
                etree.SubElement(etree.SubElement(gap, f"{W}pPr"), f"{W}pStyle").set(f"{W}val", style)
                yield self.marker.paragraph(None, gap, "both")
            yield element
            previous = element

    # ── tables ───────────────────────────────────────────────────────────────────────────────────────

    def _table(self, old: Any, new: Any) -> Any:
        """What a table became: its rows compared, in the widths of the new one."""
        done = etree.Element(f"{W}tbl")
        done.extend(deepcopy(new.find(f"{W}{tag}")) for tag in ("tblPr", "tblGrid"))
        widths = [each.get(f"{W}w") for each in new.findall(f"{W}tblGrid/{W}gridCol")]
        rows = [[self._row_item(row) for row in side.findall(f"{W}tr")] for side in (old, new)]
        for was, now in align(rows[0], rows[1]):
            if was is not None and now is not None:
                done.append(self._row(was.what, now.what))
            elif now is not None:
                done.append(self._whole_row(now.what, "ins"))
            elif was is not None:
                row = self._whole_row(was.what, "del")
                for width, cell in zip(widths, row.iter(f"{W}tcW"), strict=True):
                    cell.set(f"{W}w", width)
                done.append(row)
        return done

    def _row_item(self, row: Any) -> Item:
        cells = row.findall(f"{W}tc")
        head = row.find(f"{W}trPr/{W}tblHeader") is not None
        name = "".join(each.text or "" for each in cells[0].iter(f"{W}t"))
        return Item(("row", head), self._words(row), "head" if head else name, row)

    def _row(self, old: Any, new: Any) -> Any:
        done = etree.Element(f"{W}tr")
        done.extend(deepcopy(each) for each in new.findall(f"{W}trPr"))
        for was, now in zip(old.findall(f"{W}tc"), new.findall(f"{W}tc"), strict=True):
            cell = etree.SubElement(done, f"{W}tc")
            cell.append(deepcopy(now.find(f"{W}tcPr")))
            sides = [[self._item(each) for each in side.findall(f"{W}p")] for side in (was, now)]
            cell.extend(self._merged(align(sides[0], sides[1])))
        return done

    def _item(self, paragraph: Any) -> Item:
        return Item(self._shape(paragraph), self._words(paragraph), "", paragraph)

    def _whole_row(self, row: Any, fate: Fate) -> Any:
        """A row that is gone or new, with everything in it."""
        done = deepcopy(row)
        properties = done.find(f"{W}trPr")
        if properties is None:
            properties = etree.Element(f"{W}trPr")
            done.insert(0, properties)
        properties.append(self.marker.mark(fate))
        for paragraph in done.iter(f"{W}p"):
            old, new = (paragraph, None) if fate == "del" else (None, paragraph)
            paragraph.getparent().replace(paragraph, self.marker.paragraph(old, new, fate))
        return done

    def _whole_table(self, table: Any, fate: Fate) -> Any:
        done = deepcopy(table)
        for row in done.findall(f"{W}tr"):
            done.replace(row, self._whole_row(row, fate))
        return done


def _one_cover(elements: Sequence[Any]) -> None:
    """Only the first page of the first section is a cover, whichever of the two documents ended that section."""
    sections = [each for element in elements for each in element.iter(f"{W}sectPr")]
    for section in sections[1:]:
        for each in list(section):
            if each.tag == f"{W}titlePg" or each.get(f"{W}type") == "first":
                section.remove(each)


class _Closed(Struct, eq=False):
    """A pair with what becomes of its end, and whose style its paragraph had and has."""

    old: Item | None
    new: Item | None
    ends: Fate
    was: Item | None
    now: Item | None

    @property
    def fate(self) -> Fate:
        """Whether it is new, gone, or stays."""
        return "ins" if self.old is None else "del" if self.new is None else ""


def _closed(pairs: Sequence[Pair]) -> list[_Closed]:
    """Pairs with what becomes of the end of each paragraph, so that both sides end in the last one.

    A file cannot say that the last paragraph of a cell is gone; only an end between two paragraphs can be. So where
    paragraphs were added at the end, what is new is the end of the last one that stays; where others stand in the
    place of those that are gone, the last of both share one end.
    """
    done = [_Closed(old, new, "ins" if old is None else "del" if new is None else "", old, new) for old, new in pairs]
    paragraphs = [each for each in done if _table_of(each.old, each.new) is None]
    kept = next((each for each in reversed(paragraphs) if not each.fate), None)
    after = paragraphs[paragraphs.index(kept) + 1 :] if kept is not None else paragraphs
    gone = [each for each in after if each.fate == "del"]
    came = [each for each in after if each.fate == "ins"]
    if gone and came:
        last = came[-1]
        last.old, last.was, last.ends = gone[-1].old, gone[-1].old, ""
        done.remove(gone[-1])
    elif gone and kept is not None:
        kept.ends, gone[-1].ends, gone[-1].now = "del", "", kept.new
    elif came and kept is not None:
        kept.ends, came[-1].ends, came[-1].was = "ins", "", kept.old
    return done


def _table_of(old: Item | None, new: Item | None) -> Any | None:
    """The table that one side alone has; None where it is a paragraph."""
    either = new if new is not None else old
    return either.what if either is not None and either.what.tag == f"{W}tbl" else None
