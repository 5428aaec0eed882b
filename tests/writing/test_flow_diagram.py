"""The flow diagram: every flow drawn once, nothing on top of anything, the same in SVG and EMF."""

from __future__ import annotations

import re
import struct
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isptool.writing.diagram import CHANNEL, SIDE, WIDTH, alternative, as_table, draw
from isptool.writing.diagram_shapes import Arrow, Box, Words
from isptool.writing.document import Flow, FlowDiagram, FlowParty
from isptool.writing.lettering import width

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=60)


@st.composite
def diagrams(make: st.DrawFn) -> FlowDiagram:
    count = make(st.sampled_from((2, 3, 5, 9, 16, 40)))
    names, note = make(st.lists(NAMES, min_size=2, max_size=6)), make(st.sampled_from(("", "Joint controller")))
    parties = tuple(FlowParty(f"p{n}", f"{names[n % len(names)]} {n}", note) for n in range(count))
    ends = st.integers(0, count - 1)
    lines = st.lists(NAMES, max_size=3)
    flows = make(st.lists(st.tuples(ends, ends, lines), max_size=14))
    return FlowDiagram(parties, tuple(Flow(f"p{a}", f"p{b}", tuple(text)) for a, b, text in flows))


def rectangles(shapes: tuple[object, ...]) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every box, and of every arrow and line of words in the channel between them."""
    found = []
    for shape in shapes:
        if isinstance(shape, Box):
            found.append((shape.x, shape.y, shape.x + shape.width, shape.y + shape.height))
        elif isinstance(shape, Arrow):
            found.append((shape.left, shape.y - 1, shape.right, shape.y + 1))
        elif isinstance(shape, Words) and SIDE < shape.x < WIDTH - SIDE:
            half = width(shape.text, bold=shape.bold) / 2
            found.append((shape.x - half, shape.y - 9, shape.x + half, shape.y + 2.5))
    return found


@settings(max_examples=40, deadline=None)
@given(diagrams())
def test_nothing_overlaps_and_all_is_on_the_page(diagram: FlowDiagram) -> None:
    for drawing in draw(diagram):
        assert drawing.width == WIDTH
        assert drawing.height <= 600
        places = rectangles(drawing.shapes)
        for left, top, right, bottom in places:
            assert left >= 0
            assert top >= 0
            assert right <= WIDTH
            assert bottom <= drawing.height
        for one, other in combinations(places, 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)
        boxes = [shape for shape in drawing.shapes if isinstance(shape, Box)]
        for shape in drawing.shapes:
            if isinstance(shape, Words) and not SIDE < shape.x < WIDTH - SIDE:
                assert any(
                    box.x < shape.x < box.x + box.width and box.y + 10 < shape.y < box.y + box.height - 2
                    for box in boxes
                )
                assert width(shape.text, bold=shape.bold) <= SIDE - 2 or len(shape.text) == 1


@settings(max_examples=40, deadline=None)
@given(diagrams())
def test_it_is_drawn_the_same_each_time_and_both_formats_are_sound(diagram: FlowDiagram) -> None:
    first, second = draw(diagram), draw(diagram)
    assert first == second
    for number, drawing in enumerate(first):
        root = ElementTree.fromstring(drawing.svg(f"d{number}"))
        words = [shape.text for shape in drawing.shapes if isinstance(shape, Words)]
        assert [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")] == words
        assert emf_texts(drawing.emf()) == words


def emf_texts(data: bytes) -> list[str]:
    """Walk the records of a metafile and return its texts; its header must agree with what is there."""
    texts, at, count = [], 0, 0
    while at < len(data):
        kind, size = struct.unpack_from("<2I", data, at)
        assert size % 4 == 0
        if kind == 84:
            letters, start = struct.unpack_from("<2I", data, at + 44)
            texts.append(data[at + start : at + start + 2 * letters].decode("utf-16-le"))
        count += 1
        at += size
        if kind == 14:
            break
    assert at == len(data)
    total, records = struct.unpack_from("<2I", data, 48)
    assert (total, records) == (len(data), count)
    assert data[40:44] == b" EMF"
    return texts


def party(identifier: str) -> FlowParty:
    return FlowParty(identifier, identifier.upper())


def arrows(diagram: FlowDiagram) -> int:
    return sum(isinstance(shape, Arrow) for drawing in draw(diagram) for shape in drawing.shapes)


def boxes(diagram: FlowDiagram) -> list[tuple[int, int, bool]]:
    return [
        (round(shape.x), round(shape.height), shape.strong)
        for drawing in draw(diagram)
        for shape in drawing.shapes
        if isinstance(shape, Box)
    ]


def test_a_party_with_several_partners_is_one_tall_box_on_the_side_it_receives() -> None:
    hub = FlowDiagram(tuple(map(party, "abc")), (Flow("a", "c", ("one",)), Flow("b", "c", ("two",))))
    left, also_left, tall = boxes(hub)
    assert (left[0], also_left[0], tall[0]) == (0, 0, round(WIDTH - SIDE + 0.5))
    assert tall[2]
    assert tall[1] > left[1] + also_left[1]
    giver = FlowDiagram(tuple(map(party, "abc")), (Flow("c", "a", ("one",)), Flow("c", "b", ("two",))))
    assert boxes(giver)[-1][0] == 0


def test_flows_there_and_back_share_their_boxes_and_point_both_ways() -> None:
    diagram = FlowDiagram(tuple(map(party, "ab")), (Flow("a", "b", ("there",)), Flow("b", "a", ("back",))))
    assert len(boxes(diagram)) == 2
    (drawing,) = draw(diagram)
    assert [shape.rightwards for shape in drawing.shapes if isinstance(shape, Arrow)] == [True, False]


def test_three_that_do_the_same_share_a_box_and_two_do_not() -> None:
    def senders(count: int) -> FlowDiagram:
        ids = [f"s{n}" for n in range(count)]
        return FlowDiagram((*map(party, ids), party("hub")), tuple(Flow(i, "hub", ("list",)) for i in ids))

    assert arrows(senders(2)) == 2
    assert arrows(senders(3)) == 1
    assert arrows(senders(30)) == 3  # fourteen to a box
    names = [shape.text for drawing in draw(senders(30)) for shape in drawing.shapes if isinstance(shape, Words)]
    assert {f"S{n}" for n in range(30)} <= set(names)


def test_forty_parties_are_several_pictures_that_say_which_they_are() -> None:
    diagram = FlowDiagram(
        tuple(party(f"p{n}") for n in range(40)),
        tuple(Flow(f"p{n}", f"p{(n * 7 + 3) % 40}", (f"flow {n}",)) for n in range(40)),
    )
    drawings = draw(diagram)
    assert len(drawings) == 4
    assert drawings[1].alt.endswith("Part 2 of 4.")
    assert arrows(diagram) == 40
    assert len(draw(diagram, highest=1e9)) == 1


def test_parties_without_a_flow_are_shown() -> None:
    diagram = FlowDiagram(tuple(map(party, "abc")), (Flow("a", "b"),))
    (drawing,) = draw(diagram)
    assert [shape.text for shape in drawing.shapes if isinstance(shape, Words)].count("C") == 1


def test_long_labels_are_cut_and_the_table_has_them_whole() -> None:
    long = "everything that is known about the home and those who live in it " * 10
    diagram = FlowDiagram(tuple(map(party, "ab")), (Flow("a", "b", ("Title", long)),))
    words = [shape.text for shape in draw(diagram)[0].shapes if isinstance(shape, Words)]
    assert words[-3].endswith("…") or any(text.endswith("…") for text in words)
    assert all(width(text) < CHANNEL for text in words)
    assert as_table(diagram, "Flows").rows == (("A", "B", f"Title\n{long}"),)


def test_an_id_that_only_a_flow_names_is_drawn_by_its_id() -> None:
    assert "ghost" in draw(FlowDiagram((party("a"),), (Flow("a", "ghost"),)))[0].svg("x")


@pytest.mark.parametrize(
    ("flows", "said"),
    [
        ((), "Diagram of A, B and C, with no flows between them."),
        ((Flow("a", "b", ("Names", "weekly")),), "Diagram of information flows from A to B: Names weekly."),
        (
            tuple(Flow("a", "b", (str(n),)) for n in range(5)),
            "Diagram of 5 information flows between A, B and C. The table after it says the same in words.",
        ),
    ],
)
def test_the_alternative_is_told_from_the_data(flows: tuple[Flow, ...], said: str) -> None:
    assert alternative(FlowDiagram(tuple(map(party, "abc")), flows)) == said


def test_a_diagram_without_parties_is_no_picture() -> None:
    assert draw(FlowDiagram((), ())) == ()


def test_letters_are_twelve_points_and_colours_stand_out() -> None:
    svg = draw(FlowDiagram(tuple(map(party, "ab")), (Flow("a", "b", ("x",)),)))[0].svg("x")
    assert 'font-size="12"' in svg
    assert set(re.findall(r'fill="#(\w+)"', svg)) == {"14324f", "e4edf0", "0b5f6b", "1a1f24", "ffffff"}
