"""The flow diagram: who gives what to whom, drawn from the data as SVG and as EMF.

One layout makes both. Senders and recipients stand in two columns; every arrow is a row of its own between
them, with its words above it, so that nothing can cross or overlap, whatever the number of parties. A party
with several partners is one tall box beside them; three or more parties that send or get exactly the same
share a box. All lengths are points, and letters are 12 points where the picture is printed at its own size.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from isptool.writing.diagram_shapes import Arrow, Box, Shape, Words, emf, svg
from isptool.writing.document import Flow, FlowDiagram, FlowParty, Table
from isptool.writing.lettering import wrap
from isptool.writing.prose import clean

WIDTH = 481.0
"""The width of a drawing: that of the text on an upright A4 page of the house style."""
SIDE = 118.0
CHANNEL = WIDTH - 2 * SIDE
LEADING = 14.5
_BOX_PADDING = 10.0
_BOX_GAP = 12.0
_LINK_GAP = 11.0
_CLUSTER_GAP = 24.0
_MARGIN = 1.0
_MOST_LABEL_LINES = 7
_MOST_NAME_LINES = 6
_MOST_SHARING = 14
_SHARED_FROM = 3


class Drawing(Struct, frozen=True):
    """A finished layout: its shapes, its size in points, and its alternative text."""

    shapes: tuple[Shape, ...]
    width: float
    height: float
    alt: str

    def svg(self, identity: str) -> str:
        """The picture as SVG. `identity` begins the ids inside it, so that several can stand on one page."""
        return svg(self.shapes, self.width, self.height, self.alt, identity)

    def emf(self) -> bytes:
        """The picture as EMF. It must not be higher than 1,600 points."""
        return emf(self.shapes, self.width, self.height)


def draw(diagram: FlowDiagram, *, highest: float = 590.0, alt: str = "") -> tuple[Drawing, ...]:
    """Lay a diagram out, as so many pictures that none is higher than `highest` points.

    `alt` replaces the alternative text told from the data. A diagram without parties gives no picture.
    """
    sheets = _sheets(_rows(diagram), highest)
    said = alt or alternative(diagram)
    drawings = []
    for index, rows in enumerate(sheets, 1):
        shapes, height = _placed(rows)
        part = f"{said} Part {index} of {len(sheets)}." if len(sheets) > 1 else said
        drawings.append(Drawing(tuple(shapes), WIDTH, height, part))
    return tuple(drawings)


def alternative(diagram: FlowDiagram) -> str:
    """What the diagram shows, in a sentence or two; the flows themselves stand in the table beside it."""
    names = [party.name for party in diagram.parties]
    flows = len(diagram.flows)
    if not flows:
        return f"Diagram of {_listed(names)}, with no flows between them."
    if flows <= 4:
        known = known_parties(diagram)
        told = "; ".join(
            f"from {known[flow.sender].name} to {known[flow.recipient].name}"
            + (f": {' '.join(flow.lines)}" if flow.lines else "")
            for flow in diagram.flows
        )
        return f"Diagram of information flows {told}."
    return f"Diagram of {flows} information flows between {_listed(names)}. The table after it says the same in words."


def as_table(diagram: FlowDiagram, caption: str) -> Table:
    """The same flows as a table: from, to, what."""
    known = known_parties(diagram)
    rows = tuple((known[flow.sender].name, known[flow.recipient].name, "\n".join(flow.lines)) for flow in diagram.flows)
    return Table(caption, ("From", "To", "What"), rows, row_heads=False)


def _listed(names: Sequence[str]) -> str:
    if len(names) > 6:
        return f"{len(names)} parties"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def known_parties(diagram: FlowDiagram) -> dict[str, FlowParty]:
    """Parties by id; an id that only a flow names is a party called by its id."""
    known = {party.id: party for party in diagram.parties}
    for flow in diagram.flows:
        for end in (flow.sender, flow.recipient):
            known.setdefault(end, FlowParty(end, end))
    return known


# --- from flows to rows -------------------------------------------------------------------------


class _Link(Struct):
    """One arrow between the columns: whether it points right, and its words in lines."""

    rightwards: bool
    lines: list[str]
    bold: int

    @property
    def height(self) -> float:
        return len(self.lines) * LEADING + _LINK_GAP


class _Row(Struct):
    """One box (of one party or of several that share it), its arrows, and the hub on the other side."""

    parties: list[FlowParty]
    links: list[_Link]
    hub: FlowParty | None
    hub_left: bool = False
    cluster: int = 0
    names: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def height(self) -> float:
        arrows = sum(link.height for link in self.links)
        return max(len(self.names) * LEADING + 2 * _BOX_PADDING + _between(self.parties), arrows + 4)


def _between(parties: Sequence[FlowParty]) -> float:
    """Room for the spaces between parties that share a box."""
    return 6.0 * (len(parties) - 1)


def _name_lines(party: FlowParty) -> list[tuple[str, bool]]:
    inside = SIDE - 16
    lines = [(line, True) for line in _cut(wrap(clean(party.name).text, inside, bold=True), _MOST_NAME_LINES)]
    if party.note:
        lines += [(line, False) for line in _cut(wrap(clean(party.note).text, inside), 2)]
    return lines


def _cut(lines: list[str], most: int) -> list[str]:
    """At most so many lines, the last with an ellipsis: the table has the whole text."""
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]


def _link(flow: Flow, rightwards: bool) -> _Link:
    lines: list[str] = []
    bold = 0
    for index, text in enumerate(flow.lines):
        heading = index == 0 and len(flow.lines) > 1
        wrapped = wrap(clean(text).text, CHANNEL - 26, bold=heading)
        bold += len(wrapped) if heading else 0
        lines += wrapped
    return _Link(rightwards, _cut(lines, _MOST_LABEL_LINES), bold)


def _rows(diagram: FlowDiagram) -> list[_Row]:
    """Take the party with most partners as a hub, put its partners beside it, and go on with what is left."""
    known = known_parties(diagram)
    order = {identifier: index for index, identifier in enumerate(known)}
    pairs: dict[tuple[str, str], list[Flow]] = {}
    for flow in diagram.flows:
        pairs.setdefault(_pair(flow, order), []).append(flow)
    rows: list[_Row] = []
    cluster = 0
    while pairs:
        degrees = Counter(end for pair in pairs for end in set(pair))
        hub = min(degrees, key=lambda end: (-degrees[end], -_taken(pairs, end), order[end]))
        mine = {pair: flows for pair, flows in pairs.items() if hub in pair}
        for pair in mine:
            del pairs[pair]
        moved = [flow for flows in mine.values() for flow in flows]
        got = sum(flow.recipient == hub for flow in moved)
        gave = sum(flow.sender == hub for flow in moved)
        hub_left = gave > got or (gave == got and moved[0].sender == hub)
        cluster += 1
        spokes = {(pair[1] if pair[0] == hub else pair[0]): flows for pair, flows in mine.items()}
        for members, flows in _shared(hub, spokes, order):
            links = [_link(flow, (flow.sender == hub) == hub_left) for flow in flows]
            row = _Row([known[member] for member in members], links, known[hub], hub_left, cluster)
            rows.append(row)
    busy = {end for flow in diagram.flows for end in (flow.sender, flow.recipient)}
    rows += [_Row([party], [], None, False, -1) for party in diagram.parties if party.id not in busy]
    for row in rows:
        row.names = [line for party in row.parties for line in _name_lines(party)]
    return rows


def _pair(flow: Flow, order: dict[str, int]) -> tuple[str, str]:
    first, second = sorted((flow.sender, flow.recipient), key=order.__getitem__)
    return first, second


def _taken(pairs: dict[tuple[str, str], list[Flow]], end: str) -> int:
    return sum(flow.recipient == end for flows in pairs.values() for flow in flows)


def _shared(hub: str, spokes: dict[str, list[Flow]], order: dict[str, int]) -> Iterator[tuple[list[str], list[Flow]]]:
    """The hub's partners in order; those with the very same arrows together, a boxful at a time."""
    alike: dict[tuple[tuple[bool, tuple[str, ...]], ...], list[str]] = {}
    for spoke in sorted(spokes, key=order.__getitem__):
        key = tuple((flow.sender == hub, flow.lines) for flow in spokes[spoke])
        alike.setdefault(key, []).append(spoke)
    for members in alike.values():
        at_once = _MOST_SHARING if len(members) >= _SHARED_FROM else 1
        for start in range(0, len(members), at_once):
            yield members[start : start + at_once], spokes[members[start]]


# --- from rows to places ------------------------------------------------------------------------


def _sheets(rows: list[_Row], highest: float) -> list[list[_Row]]:
    """Share the rows out so that no picture is higher than asked, unless a single arrow is."""
    sheets: list[list[_Row]] = [[]]
    for row in itertools.chain.from_iterable(_pieces(whole, highest) for whole in rows):
        if sheets[-1] and _height([*sheets[-1], row]) > highest:
            sheets.append([])
        sheets[-1].append(row)
    return sheets if sheets[0] else []


def _clusters(rows: list[_Row]) -> list[list[_Row]]:
    """The rows of each hub together, and those without a hub."""
    return [list(group) for _, group in itertools.groupby(rows, key=lambda row: row.cluster)]


def _height(rows: list[_Row]) -> float:
    """How high a picture of these rows is."""
    clusters = _clusters(rows)
    return sum(map(_cluster_height, clusters)) + _CLUSTER_GAP * (len(clusters) - 1) + 2 * _MARGIN


def _cluster_height(rows: list[_Row]) -> float:
    if rows[0].hub is None:
        pairs = [rows[start : start + 2] for start in range(0, len(rows), 2)]
        return sum(max(row.height for row in pair) for pair in pairs) + _BOX_GAP * (len(pairs) - 1)
    total = sum(row.height for row in rows) + _BOX_GAP * (len(rows) - 1)
    return max(total, len(_name_lines(rows[0].hub)) * LEADING + 2 * _BOX_PADDING)


def _pieces(row: _Row, highest: float) -> Iterator[_Row]:
    """A row whose arrows do not fit on a sheet, as several rows with the same box."""
    links: list[_Link] = []
    for link in row.links:
        if links and sum(each.height for each in links) + link.height > highest - 8:
            yield _Row(row.parties, links, row.hub, row.hub_left, row.cluster, row.names)
            links = []
        links.append(link)
    yield _Row(row.parties, links, row.hub, row.hub_left, row.cluster, row.names)


def _placed(rows: list[_Row]) -> tuple[list[Shape], float]:
    """The shapes of one sheet, and its height."""
    shapes: list[Shape] = []
    top = _MARGIN
    for cluster in _clusters(rows):
        top = _place_cluster(cluster, top, shapes) + _CLUSTER_GAP
    return shapes, top - _CLUSTER_GAP + _MARGIN


def _place_cluster(rows: list[_Row], top: float, shapes: list[Shape]) -> float:
    if rows[0].hub is None:
        return _place_idle(rows, top, shapes)
    hub, hub_left = rows[0].hub, rows[0].hub_left
    plain = sum(row.height for row in rows) + _BOX_GAP * (len(rows) - 1)
    stretch = (_cluster_height(rows) - plain) / len(rows)
    start = top
    box_x, hub_x = (WIDTH - SIDE, 0.0) if hub_left else (0.0, WIDTH - SIDE)
    for row in rows:
        height = row.height + stretch
        shapes.append(Box(box_x + 0.5, top, SIDE - 1, height, strong=False))
        _place_names(row.parties, box_x, top, height, shapes, strong=False)
        _place_links(row.links, top, height, shapes)
        top += height + _BOX_GAP
    top -= _BOX_GAP
    shapes.append(Box(hub_x + 0.5, start, SIDE - 1, top - start, strong=True))
    _place_names([hub], hub_x, start, top - start, shapes, strong=True)
    return top


def _place_names(
    parties: list[FlowParty], x: float, top: float, height: float, shapes: list[Shape], *, strong: bool
) -> None:
    blocks = [_name_lines(party) for party in parties]
    total = sum(len(block) for block in blocks) * LEADING + _between(parties)
    baseline = top + (height - total) / 2 + 11.2
    for block in blocks:
        for text, bold in block:
            shapes.append(Words(x + SIDE / 2, baseline, text, bold, light=strong))
            baseline += LEADING
        baseline += 6.0


def _place_links(links: list[_Link], top: float, height: float, shapes: list[Shape]) -> None:
    """Words above their arrow; all arrows of a box together in the middle of its height."""
    y = top + (height - sum(link.height for link in links)) / 2
    left, right = SIDE + 5, WIDTH - SIDE - 5
    for link in links:
        for index, text in enumerate(link.lines):
            shapes.append(Words(WIDTH / 2, y + 11.2, text, index < link.bold, light=False))
            y += LEADING
        y += 3.5
        shapes.append(Arrow(left, y, right, link.rightwards))
        y += _LINK_GAP - 3.5


def _place_idle(rows: list[_Row], top: float, shapes: list[Shape]) -> float:
    """Parties without a flow, in two columns below."""
    for start in range(0, len(rows), 2):
        pair = rows[start : start + 2]
        height = max(row.height for row in pair)
        for row, x in zip(pair, (0.0, WIDTH - SIDE), strict=False):
            shapes.append(Box(x + 0.5, top, SIDE - 1, height, strong=False))
            _place_names(row.parties, x, top, height, shapes, strong=False)
        top += height + _BOX_GAP
    return top - _BOX_GAP
