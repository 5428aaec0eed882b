"""The register as a website of plain files: what stands on which page. `isptool site` writes them.

Nothing on a page comes from anywhere else. Every list is cut into pages, so that no page grows with the register.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from msgspec import Struct, field

from isptool.model.fields import show_date, slug
from isptool.register.columns import COLUMNS, Column, as_data, cell, to_csv
from isptool.register.edition import Edition, part_name
from isptool.register.entry import Entry, shown_day
from isptool.register.feed import Change, changes, to_atom
from isptool.register.public import KEPT_BACK, SENSITIVE, Reader
from isptool.register.views import by
from isptool.templating import Pages, markup
from isptool.writing.diagram import draw
from isptool.writing.document import Flow, FlowDiagram, FlowParty

PAGE = 50
"""Rows of a page of the list."""

LONG = 200
"""Rows of a page of another table."""

PART = 200_000
"""Bytes of a part of the search index, about."""

_PARTS = re.compile(r"\n\s*\n|\n(?=- )")
_LOGO = '<img src="{root}assets/{logo}" alt="{name}" height="48">'
_MOST_DRAWN = 12
_SAID_ELSEWHERE = frozenset(
    {"id", "name", "controllers", "controller_names", "disclosed_information", "areas", "status"}
)
_FIRST = (
    "kind", "version", "references", "parent_protocol", "area_names", "start_date", "end_date", "review_date",
    "parties_signed", "parties_unsigned",
)  # fmt: skip
"""Columns that stand over the words of a document, which say the rest."""
_COLOURS = {
    "in-force": "green", "under-review": "yellow", "suspended": "orange", "expired": "red", "draft": "grey",
    "consultation": "blue", "signing": "light-blue", "superseded": "grey", "terminated": "grey",
}  # fmt: skip


class Site(Struct, frozen=True):
    """What every page says: name of the register, publisher, licence, day, and how many documents it has."""

    name: str
    publisher: str
    as_at: str
    licence: str = ""
    count: int = 0
    kept_back: int = 0
    logo: str = ""
    """The name of the publisher's logo in the assets; empty where it has none."""


class Maker(Struct):
    """Makes the pages of a site, one after the other, so that they need not all be held at once."""

    pages: Pages
    site: Site
    entries: Sequence[Entry]
    reader: Reader
    today: date
    word: Callable[[Entry], bytes] | None = None
    """Makes the Word file of the particulars of an entry, where there is to be one."""
    editions: Callable[[Mapping[str, Entry]], Iterator[Edition | None]] | None = None
    """Composes the public editions of entries, by the stems of their pages; None for one that cannot be composed."""
    _names: dict[int, str] = field(default_factory=dict)
    _partner_pages: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        taken: set[str] = set()
        for entry in self.entries:
            self._names[id(entry)] = f"agreements/{_unique(slug(entry.id) or 'document', taken)}.html"
        taken = set()
        for entry in self.entries:
            for each in self._bodies(entry):
                if each not in self._partner_pages:
                    self._partner_pages[each] = f"partners/{_unique(slug(each)[:80] or 'partner', taken)}.html"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file of the site but the assets, with its path in the site."""
        for name, text in self._texts():
            yield name, text.encode("utf-8")
        for entry, edition in self._with_editions():
            stem = self._stem(entry)
            for name, text in self._agreement(entry, edition):
                yield name, text.encode("utf-8")
            yield f"agreements/{stem}.json", _json(self._data(entry)).encode("utf-8")
            if edition is not None and edition.word:
                yield f"agreements/{stem}.docx", edition.word
            elif self.word is not None:
                yield f"agreements/{stem}.docx", self.word(entry)

    def _with_editions(self) -> Iterator[tuple[Entry, Edition | None]]:
        """Every entry, with its public edition where it has one."""
        have = {
            self._stem(each): each
            for each in self.entries
            if self.editions is not None and each.facts.kind != "record" and each.publication in ("yes", "redacted")
        }
        editions = self.editions(have) if self.editions is not None and have else iter(())
        for entry in self.entries:
            yield entry, next(editions) if self._stem(entry) in have else None

    def _stem(self, entry: Entry) -> str:
        return self._names[id(entry)].rpartition("/")[2].removesuffix(".html")

    def _texts(self) -> Iterator[tuple[str, str]]:
        yield from self._search()
        yield from self._lists()
        yield from self._partners()
        yield from self._views()
        yield from self._map()
        found = changes(self.entries, self.today)
        yield "feed.xml", to_atom(found, self.site.name, self.today, lambda entry: self._names[id(entry)])
        yield from self._changes(found)
        yield "accessibility.html", self._page("accessibility", "Accessibility", "", {})
        yield from self._downloads()

    # ── the list ─────────────────────────────────────────────────────────────────────────────────────

    def _lists(self) -> Iterator[tuple[str, str]]:
        orders: tuple[tuple[str, str, str, Callable[[Entry], Any]], ...] = (
            ("index", "title", "Register of information sharing", lambda e: (e.facts.title.casefold(), e.id)),
            ("by-review", "next review", "Register, by next review",
             lambda e: (e.next_review or date.max, e.facts.title.casefold())),
            ("by-status", "status", "Register, by status", lambda e: (e.status, e.facts.title.casefold())),
        )  # fmt: skip
        statuses = sorted({each.status.replace("-", " ") for each in self.entries})
        rows_of = {id(each): self._row(each) for each in self.entries}
        for stem, _, heading, key in orders:
            ordered = sorted(self.entries, key=key)
            parts = list(_cut(ordered, PAGE)) or [[]]
            for number, rows in enumerate(parts, 1):
                first = stem == "index" and number == 1
                values = {
                    "heading": heading,
                    "first": first,
                    "rows": [rows_of[id(each)] for each in rows],
                    "pages": _pagination(stem, number, len(parts)),
                    "orders": [
                        {"text": words, "href": "" if other == stem else f"{other}.html"}
                        for other, words, _, _ in orders
                    ],
                    "parts": self._parts,
                    "partners": sorted({each.name(one) for each in self.entries for one in each.organisations})
                    if first
                    else [],
                    "statuses": statuses,
                }
                title = self.site.name if first else f"{heading}, page {number}"
                yield _numbered(stem, number), self._page("list", title, "", values, at="index.html")

    def _row(self, entry: Entry) -> dict[str, str]:
        names = [entry.name(each) for each in entry.organisations]
        return {
            "href": self._names[id(entry)],
            "title": entry.facts.title,
            "between": "; ".join(names[:6]) + (f"; and {len(names) - 6} more" if len(names) > 6 else ""),
            "status": entry.status.replace("-", " "),
            "review": shown_day(entry.next_review),
        }

    _parts: int = 0

    def _search(self) -> Iterator[tuple[str, str]]:
        part: list[str] = []
        size = 0
        for entry in sorted(self.entries, key=lambda each: (each.facts.title.casefold(), each.id)):
            row = json.dumps(
                [
                    self._names[id(entry)],
                    entry.facts.title,
                    [entry.name(each) for each in entry.organisations],
                    entry.status.replace("-", " "),
                    shown_day(entry.next_review),
                    "; ".join([*(entry.words_of(each) for each in entry.facts.items), *entry.powers]),
                    "; ".join(use.words[:200] for use in entry.facts.uses),
                    entry.next_review.isoformat() if entry.next_review else "",
                ],
                ensure_ascii=True,
                separators=(",", ":"),
            ).replace("<", "\\u003c")
            if size + len(row) > PART and part:
                yield self._part(part)
                part, size = [], 0
            part.append(row)
            size += len(row) + 1
        if part:
            yield self._part(part)

    def _part(self, rows: list[str]) -> tuple[str, str]:
        self._parts += 1
        return f"assets/search-{self._parts}.js", f"register([{','.join(rows)}]);\n"

    # ── a document ───────────────────────────────────────────────────────────────────────────────────

    def _agreement(self, entry: Entry, edition: Edition | None) -> Iterator[tuple[str, str]]:
        """The pages of a document: what the register says of it, and its words where there is an edition."""
        facts = entry.facts
        stem = self._stem(entry)
        word = self.word is not None or (edition is not None and edition.word)
        what = "The public edition" if edition is not None and edition.word else "The particulars of this document"
        values: dict[str, Any] = {
            "status": entry.status.replace("-", " ").capitalize(),
            "colour": _COLOURS.get(entry.status, "grey"),
            "facts": self._facts(entry, short=edition is not None),
            "downloads": [
                *([{"href": f"{stem}.docx", "text": f"{what} (Word)"}] if word else []),
                {"href": f"{stem}.json", "text": "The particulars of this document (JSON)"},
            ],
        }
        trail = [{"text": "Register", "href": "../index.html"}, {"text": facts.title}]
        if edition is None:
            values |= self._particulars(entry)
            yield self._names[id(entry)], self._page("agreement", facts.title, "../", values, trail)
            return
        last = len(edition.parts)
        for number, part in enumerate(edition.parts):
            title = facts.title if number == 0 else f"{facts.title}, part {number + 1} of {last}"
            pages = _pagination(stem, number + 1, last, lambda each: part_name(stem, each - 1))
            sections = [{"text": words, "href": href} for words, href in edition.sections]
            shown = {"first": number == 0, "sections": sections, "words": markup(part), "pages": pages}
            name = f"agreements/{part_name(stem, number)}"
            yield name, self._page("edition", title, "../", {**values, **shown}, trail)

    def _facts(self, entry: Entry, *, short: bool) -> list[dict[str, Any]]:
        """What a page says first. `short` leaves out what the document itself says below."""
        rows: list[tuple[str, dict[str, Any]]] = []
        for each in self.reader.columns(entry):
            if each.key in _SAID_ELSEWHERE or (short and each.key not in _FIRST):
                continue
            words = self._words(entry, each)
            if each.key in ("start_date", "end_date", "review_date") and words:
                words = show_date(date.fromisoformat(words))
            if words:
                shown = markup(_quoted(words).replace("\n", "<br>"))
                rows.append((each.key, {"key": {"text": each.heading}, "value": {"html": shown}}))
        if short:
            rows.sort(key=lambda row: _FIRST.index(row[0]))
        return [row for _, row in rows]

    def _particulars(self, entry: Entry) -> dict[str, Any]:
        """What the register knows of a document whose words are not on the site."""
        facts = entry.facts
        signed = dict(entry.signed)
        parties = [
            [
                _link(entry.name(each.id), "../" + self._partner_pages[entry.organisation(each.id)]),
                _text(", ".join(each.roles).replace("-", " ") or ("partner" if entry.is_protocol else "controller")),
                _text(_signed_words(each.id, signed, entry)),
            ]
            for each in facts.parties
        ]  # fmt: skip
        items = [
            [_text(entry.words_of(each)), _text(", ".join(one.replace("-", " ") for one in each.categories)),
             _text("; ".join(entry.name(one) for one in entry.recipients_of(each.id)))]
            for each in facts.items
        ]  # fmt: skip
        return {
            "summary": [" ".join(each.split()) for each in _PARTS.split(facts.summary) if each.strip()],
            "left_out": self.reader.left_out(entry),
            "parties": _table("Who takes part", ("Party", "As", "Signed"), parties),
            "items": _table("What is shared", ("Data", "Category", "Who gets it"), items) if items else None,
            "flows": self._flows(entry, not self.reader.inside and entry.publication == "redacted"),
            "drawings": _drawings(_flow_diagram(entry)),
        }

    def _words(self, entry: Entry, column: Column) -> str:
        """A value as a page prints it: lists line by line, the protocol by its title."""
        value = column.value(entry)
        if column.key == "parent_protocol":
            above = entry.known.protocols.get(str(value))
            return above.title if above is not None else "" if value == "none" else str(value)
        if isinstance(value, list):
            return "\n".join(value)
        words = str(cell(value)).removeprefix("'")
        return words.capitalize() if column.key == "kind" else words

    def _flows(self, entry: Entry, hides: bool) -> dict[str, Any] | None:
        known = {each.id: each for each in entry.facts.items}
        rows = []
        for leg in entry.legs:
            if not (leg.senders or leg.recipients) or not leg.id:
                continue
            data = "; ".join(entry.words_of(known[each]) for each in leg.items if each in known)
            row = [
                _text(leg.words or leg.id.replace("-", " ")),
                _text(_whom(entry, leg.senders)),
                _text(_whom(entry, leg.recipients)),
                _text(data),
                _text(leg.when.replace("-", " ")),
            ]
            rows.append(row if hides else [*row, _text(", ".join(each.replace("-", " ") for each in leg.how))])
        head = ("Flow", "From", "To", "Data", "How often")
        return _table("Who gives what to whom", head if hides else (*head, "How"), rows) if rows else None

    def _data(self, entry: Entry) -> dict[str, Any]:
        return as_data(entry, self.reader.columns(entry))

    # ── partners, views, map ─────────────────────────────────────────────────────────────────────────

    def _bodies(self, entry: Entry) -> list[str]:
        return list(dict.fromkeys(each.of or each.id for each in entry.facts.parties))

    def _partners(self) -> Iterator[tuple[str, str]]:
        found: dict[str, list[Entry]] = {}
        names: dict[str, str] = {}
        for entry in self.entries:
            for each in self._bodies(entry):
                found.setdefault(each, []).append(entry)
                known = entry.known.partners.get(each)
                names.setdefault(each, known.name if known else entry.name(each))
        listed = sorted(found, key=lambda each: names[each].casefold())
        rows = [[_link(names[each], self._partner_pages[each]), _text(str(len(found[each])))] for each in listed]
        yield from self._tables("partners", "Partners", ("Partner", "Documents"), rows, at="partners.html")
        for each in listed:
            yield from self._partner(each, names[each], found[each])

    def _partner(self, name: str, called: str, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
        rows = []
        for entry in entries:
            gives = any(entry.organisation(one) == name for leg in entry.legs for one in leg.senders)
            gets = any(entry.organisation(one) == name for leg in entry.legs for one in leg.recipients)
            how = " and ".join(word for word, so in (("gives", gives), ("gets", gets)) if so)
            rows.append([
                _link(entry.facts.title, "../" + self._names[id(entry)]), _text(how or "takes part"),
                _text(entry.status.replace("-", " ")), _text(shown_day(entry.next_review)),
            ])  # fmt: skip
        stem = self._partner_pages[name].removesuffix(".html")
        head = ("Document", "This partner", "Status", "Next review")
        trail = [{"text": "Register", "href": "../index.html"}, {"text": "Partners", "href": "../partners.html"}]
        yield from self._tables(stem, called, head, rows, root="../", trail=[*trail, {"text": called}])

    def _views(self) -> Iterator[tuple[str, str]]:
        for view, stem, title in (("item", "data", "What is shared"), ("gateway", "law", "On what law")):
            rows = [
                [_text(group.heading), _link(line.entry.facts.title, self._names[id(line.entry)]),
                 _text(line.note.removeprefix("to ")[:400])]
                for group in by(view, self.entries) for line in group.lines
            ]  # fmt: skip
            head: tuple[str, ...] = ("Data", "Document", "Who gets it")
            if view == "gateway":
                head, rows = ("Law", "Document"), [row[:2] for row in rows]
            yield from self._tables(stem, title, head, rows, at=f"{stem}.html")

    def _map(self) -> Iterator[tuple[str, str]]:
        pairs: Counter[tuple[str, str]] = Counter()
        names: dict[str, str] = {}
        for entry in self.entries:
            ends = {
                (entry.organisation(one), entry.organisation(other))
                for leg in entry.legs
                if len(leg.senders) * len(leg.recipients) <= 2_000
                for one in leg.senders
                for other in leg.recipients
            }
            for one, other in ends:
                if one != other:
                    pairs[one, other] += 1
                    names.setdefault(one, entry.name(one))
                    names.setdefault(other, entry.name(other))
        most = Counter(dict.fromkeys(names, 0))
        for (one, other), count in pairs.items():
            most[one] += count
            most[other] += count
        drawn = {each for each, _ in sorted(most.items(), key=lambda each: (-each[1], each[0]))[:_MOST_DRAWN]}
        flows = [
            Flow(one, other, (f"{count} {'document' if count == 1 else 'documents'}",))
            for (one, other), count in sorted(pairs.items())
            if one in drawn and other in drawn
        ]
        used = {end for flow in flows for end in (flow.sender, flow.recipient)}
        diagram = FlowDiagram(tuple(FlowParty(each, names[each]) for each in sorted(used)), tuple(flows[:60]))
        rows = [
            [
                _link(names[one], self._partner_pages[one]),
                _link(names[other], self._partner_pages[other]),
                _text(str(count)),
            ]
            for (one, other), count in sorted(pairs.items(), key=lambda each: (names[each[0][0]], names[each[0][1]]))
        ]
        words = ["Each arrow says in how many documents one partner gives information to another."]
        if len(names) > len(drawn):
            words.append(f"The drawing shows the {len(drawn)} partners that share most; the table shows all.")
        yield from self._tables(
            "map", "Who gives information to whom", ("From", "To", "Documents"), rows, at="map.html", words=words,
            drawings=_drawings(diagram),
        )  # fmt: skip

    def _changes(self, found: Sequence[Change]) -> Iterator[tuple[str, str]]:
        rows = [
            [_text(show_date(each.on)), _link(each.entry.facts.title, self._names[id(each.entry)]), _text(each.what)]
            for each in found
        ]
        yield from self._tables("changes", "Changes", ("Day", "Document", "What"), rows, at="changes.html")

    def _downloads(self) -> Iterator[tuple[str, str]]:
        hidden = frozenset() if self.reader.inside else KEPT_BACK | SENSITIVE
        kept = [each for each in COLUMNS if each.key not in hidden]
        yield "register.csv", "\ufeff" + to_csv(self.entries, kept)
        data = {"version": 1, "as_at": self.today.isoformat(), "documents": [self._data(each) for each in self.entries]}
        yield "register.json", _json(data)
        links = [
            {"href": "register.csv", "text": "The register as CSV", "after": ", for a spreadsheet"},
            {"href": "register.json", "text": "The register as JSON", "after": ", for programs"},
            {"href": "feed.xml", "text": "Feed of changes", "after": " (Atom)"},
            {"href": "calendar.ics", "text": "Calendar of reviews", "after": " (iCalendar)"},
            {"href": "assets/LICENCES.txt", "text": "Licences of what this site is made with", "after": ""},
        ]
        values = {"links": links, "tables": [], "words": [], "drawings": [], "pages": None}
        yield "downloads.html", self._page("tables", "Downloads, feed and calendar", "", values)

    # ── pages ────────────────────────────────────────────────────────────────────────────────────────

    def _tables(
        self, stem: str, title: str, head: tuple[str, ...], rows: Sequence[list[dict[str, str]]], *, root: str = "",
        at: str = "", words: Sequence[str] = (), drawings: Sequence[Any] = (), trail: Sequence[Any] = (),
    ) -> Iterator[tuple[str, str]]:  # fmt: skip
        parts = list(_cut(rows, LONG)) or [[]]
        for number, part in enumerate(parts, 1):
            values = {
                "tables": [_table(title, head, part)] if part else [],
                "words": [*words, *([] if rows else ["Nothing yet."])] if number == 1 else [],
                "drawings": drawings if number == 1 else [],
                "pages": _pagination(stem.rpartition("/")[2], number, len(parts)),
                "links": [],
            }
            named = title if number == 1 else f"{title}, page {number}"
            yield _numbered(stem, number), self._page("tables", named, root, values, trail, at)

    def _page(
        self, template: str, title: str, root: str, values: Mapping[str, Any], trail: Sequence[Any] = (), at: str = ""
    ) -> str:
        navigation = [
            {"text": words, "href": root + href, "current": href == at}
            for href, words in (
                ("index.html", "Register"), ("partners.html", "Partners"), ("data.html", "Data"), ("law.html", "Law"),
                ("map.html", "Map"), ("changes.html", "Changes"),
            )
        ]  # fmt: skip
        picture = markup(_LOGO.format(root=root, logo=_quoted(self.site.logo), name=_quoted(self.site.publisher)))
        logo = picture if self.site.logo else ""
        common = {
            "logo": logo,
            "site": self.site,
            "title": title,
            "root": root,
            "navigation": navigation,
            "trail": list(trail),
        }
        return self.pages.render(f"site/{template}.html.j2", {**common, **values})


def _quoted(text: str) -> str:
    return html.escape(text, quote=True)


def _unique(base: str, taken: set[str]) -> str:
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name


def _cut(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _numbered(stem: str, number: int) -> str:
    return f"{stem}.html" if number == 1 else f"{stem}-{number}.html"


def _pagination(stem: str, number: int, last: int, name: Callable[[int], str] | None = None) -> dict[str, Any] | None:
    if last < 2:
        return None
    called = name or partial(_numbered, stem)
    shown = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    items: list[dict[str, Any]] = []
    for place, each in enumerate(shown):
        if place and each - shown[place - 1] > 1:
            items.append({"ellipsis": True})
        items.append({"number": each, "href": called(each), "current": each == number})
    found: dict[str, Any] = {"items": items}
    if number > 1:
        found["previous"] = {"href": called(number - 1)}
    if number < last:
        found["next"] = {"href": called(number + 1)}
    return found


def _text(words: str) -> dict[str, str]:
    return {"text": words}


def _link(words: str, href: str) -> dict[str, str]:
    return {"text": words, "href": href}


def _table(caption: str, head: tuple[str, ...], rows: Sequence[list[dict[str, str]]]) -> dict[str, Any]:
    return {"caption": caption, "head": head, "rows": rows, "heading": ""}


def _signed_words(party: str, signed: Mapping[str, date | None], entry: Entry) -> str:
    if party in signed:
        day = signed[party]
        return show_date(day) if day else "yes"
    return "not yet" if party in entry.unsigned else ""


def _whom(entry: Entry, ends: Sequence[str]) -> str:
    if len(ends) > 8:
        return f"{'; '.join(entry.name(each) for each in ends[:6])}; and {len(ends) - 6} more"
    return "; ".join(entry.name(each) for each in ends)


def _flow_diagram(entry: Entry) -> FlowDiagram:
    pairs: dict[tuple[str, str], list[str]] = {}
    for leg in entry.legs:
        for one in leg.senders[:_MOST_DRAWN]:
            for other in leg.recipients[:_MOST_DRAWN]:
                if one != other and leg.id:
                    pairs.setdefault((one, other), []).append(leg.words or leg.id.replace("-", " "))
    ends = list(dict.fromkeys(end for pair in pairs for end in pair))
    parties = tuple(FlowParty(each, entry.name(each)) for each in ends)
    return FlowDiagram(parties, tuple(Flow(*pair, tuple(dict.fromkeys(said))) for pair, said in pairs.items()))


def _drawings(diagram: FlowDiagram) -> list[Any]:
    if not diagram.flows:
        return []
    return [markup(each.svg(f"map-{number}")) for number, each in enumerate(draw(diagram, highest=1500.0), 1)]


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
