"""The few shapes of a diagram, and how they are drawn in SVG and in EMF.

EMF is what Word shows ([MS-EMF]: Enhanced Metafile Format); only the records needed here are written.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from msgspec import Struct

from isptool.writing.lettering import width
from isptool.writing.prose import clean

NAVY, TEAL, TEXT, TINT, WHITE = "14324f", "0b5f6b", "1a1f24", "e4edf0", "ffffff"
SIZE = 12
_HEAD = 9.0  # length of an arrow's head
_ROUND = 5.0


class Box(Struct, frozen=True):
    """A rectangle with round corners: filled dark for a hub (`strong`), pale for others."""

    x: float
    y: float
    width: float
    height: float
    strong: bool


class Arrow(Struct, frozen=True):
    """A level arrow between two x positions."""

    left: float
    y: float
    right: float
    rightwards: bool

    def head(self) -> tuple[tuple[float, float], ...]:
        """The three corners of its head, the tip first."""
        tip, back = (self.right, self.right - _HEAD) if self.rightwards else (self.left, self.left + _HEAD)
        return ((tip, self.y), (back, self.y - 4.2), (back, self.y + 4.2))

    def shaft(self) -> tuple[float, float]:
        """Where the line begins and ends."""
        gap = _HEAD - 1
        return (self.left, self.right - gap) if self.rightwards else (self.left + gap, self.right)


class Words(Struct, frozen=True):
    """One line of text, centred at `x`, standing on the baseline `y`."""

    x: float
    y: float
    text: str
    bold: bool
    light: bool


Shape = Box | Arrow | Words


def svg(shapes: Iterable[Shape], across: float, down: float, alt: str, identity: str) -> str:
    """The shapes as an SVG picture that names itself to screen readers."""
    title, _, rest = clean(alt).text.partition(". ")
    described = f"{identity}-title {identity}-desc" if rest else f"{identity}-title"
    desc = f'<desc id="{identity}-desc">{escape(rest)}</desc>' if rest else ""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across:g}pt" height="{down:.4g}pt" '
        f'viewBox="0 0 {across:g} {down:.4g}" role="img" aria-labelledby="{described}" '
        f'font-family="Arial, \'Liberation Sans\', Helvetica, sans-serif" font-size="{SIZE}">'
    )
    out = [head, f'<title id="{identity}-title">{escape(title)}</title>', desc]
    for shape in shapes:
        if isinstance(shape, Box):
            fill = NAVY if shape.strong else TINT
            out.append(
                f'<rect x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" '
                f'height="{_n(shape.height)}" rx="{_ROUND:g}" fill="#{fill}" stroke="#{NAVY}"/>'
            )
        elif isinstance(shape, Arrow):
            start, end = shape.shaft()
            corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.head())
            out.append(
                f'<path d="M{_n(start)} {_n(shape.y)}H{_n(end)}" stroke="#{TEAL}" stroke-width="1.6" fill="none"/>'
                f'<polygon points="{corners}" fill="#{TEAL}"/>'
            )
        else:
            weight = ' font-weight="bold"' if shape.bold else ""
            colour = WHITE if shape.light else TEXT
            out.append(
                f'<text x="{_n(shape.x)}" y="{_n(shape.y)}" text-anchor="middle"{weight} '
                f'fill="#{colour}">{escape(shape.text, quote=False)}</text>'
            )
    out.append("</svg>")
    return "".join(out)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


# --- EMF ----------------------------------------------------------------------------------------

_UNITS = 20  # logical units to a point
_PENS, _BRUSHES, _FONTS = (NAVY, TEAL), (NAVY, TINT, TEAL), (False, True)


def emf(shapes: Iterable[Shape], across: float, down: float) -> bytes:
    """The shapes as an Enhanced Metafile of this size in points."""
    right, bottom = _u(across), _u(down)
    records = [
        _record(17, struct.pack("<I", 8)),  # map mode: anisotropic
        _record(10, struct.pack("<2i", 0, 0)),
        _record(9, struct.pack("<2i", right, bottom)),
        _record(12, struct.pack("<2i", 0, 0)),
        _record(11, struct.pack("<2i", right, bottom)),
        _record(18, struct.pack("<I", 1)),  # transparent background
        _record(22, struct.pack("<I", 24)),  # text stands on its baseline, from the left
    ]
    handles: dict[str, int] = {}
    for colour in _PENS:
        handles[f"pen {colour}"] = number = len(handles) + 1
        thick = _u(1) if colour == NAVY else _u(1.6)
        records.append(_record(38, struct.pack("<II2iI", number, 0, thick, 0, _colour(colour))))
    for colour in _BRUSHES:
        handles[f"brush {colour}"] = number = len(handles) + 1
        records.append(_record(39, struct.pack("<IIII", number, 0, _colour(colour), 0)))
    for bold in _FONTS:
        handles[f"font {bold}"] = number = len(handles) + 1
        records.append(_record(82, struct.pack("<I", number) + _font(bold)))
    state: dict[str, str] = {}
    for shape in shapes:
        if isinstance(shape, Box):
            fill = NAVY if shape.strong else TINT
            records += _select(state, handles, pen=NAVY, brush=fill)
            sides = (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height, 2 * _ROUND, 2 * _ROUND)
            records.append(_record(44, struct.pack("<6i", *map(_u, sides))))
        elif isinstance(shape, Arrow):
            records += _select(state, handles, pen=TEAL, brush=TEAL)
            start, end = shape.shaft()
            records.append(_points(87, ((start, shape.y), (end, shape.y))))
            records.append(_points(86, shape.head()))
        else:
            records += _select(state, handles, font=str(shape.bold), ink=WHITE if shape.light else TEXT)
            records.append(_text(shape))
    records.append(_record(14, struct.pack("<3I", 0, 16, 20)))
    size = 108 + sum(map(len, records))
    frame = (0, 0, round(across * 2540 / 72), round(down * 2540 / 72))
    device, millimetres = (14400, 14400), (254, 254)  # 1440 dots to the inch, as the logical units
    head = struct.pack(
        "<4i4i4I2H3I2i2i3I2i",
        *(0, 0, right, bottom), *frame,
        0x464D4520, 0x10000, size, len(records) + 1, len(handles) + 1, 0, 0, 0, 0,
        *device, *millimetres, 0, 0, 0, 254000, 254000,
    )  # fmt: skip
    return b"".join([_record(1, head), *records])


def _u(points: float) -> int:
    return round(points * _UNITS)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<2I", kind, 8 + len(data)) + data


def _colour(text: str) -> int:
    red, green, blue = bytes.fromhex(text)
    return red | green << 8 | blue << 16


def _font(bold: bool) -> bytes:
    """An extended font description: Arial, its height in logical units, and nothing else said."""
    weight = 700 if bold else 400
    face = "Arial".encode("utf-16-le").ljust(64, b"\0")
    return struct.pack("<5i8B", -SIZE * _UNITS, 0, 0, 0, weight, 0, 0, 0, 0, 0, 0, 0, 34) + face + bytes(228)


def _select(state: dict[str, str], handles: dict[str, int], **wanted: str) -> list[bytes]:
    """The records that change pen, brush, font or ink, where they are not so already."""
    records = []
    for kind, value in wanted.items():
        if state.get(kind) == value:
            continue
        state[kind] = value
        if kind == "ink":
            records.append(_record(24, struct.pack("<I", _colour(value))))
        else:
            records.append(_record(37, struct.pack("<I", handles[f"{kind} {value}"])))
    return records


def _points(kind: int, points: Sequence[tuple[float, float]]) -> bytes:
    flat = [_u(number) for point in points for number in point]
    xs, ys = flat[0::2], flat[1::2]
    bounds = struct.pack("<4iI", min(xs), min(ys), max(xs), max(ys), len(points))
    return _record(kind, bounds + struct.pack(f"<{len(flat)}h", *flat))


@lru_cache(maxsize=4096)
def _advance(character: str, bold: bool) -> int:
    return _u(width(character, SIZE, bold))


def _text(words: Words) -> bytes:
    """A line of text with the advance of every character, so that it is as wide as it was measured."""
    advances: list[int] = []
    for character in words.text:
        advance = _advance(character, words.bold)
        advances += [advance] if ord(character) < 0x10000 else [advance, 0]
    total = sum(advances)
    left, base = _u(words.x) - total // 2, _u(words.y)
    string = words.text.encode("utf-16-le", "replace")
    string += bytes(-len(string) % 4)
    count = len(advances)
    bounds = struct.pack("<4iI2f", left, base - _u(SIZE), left + total, base + _u(3), 2, 1.0, 1.0)
    text = struct.pack("<2i3I4iI", left, base, count, 76, 0, 0, 0, -1, -1, 76 + len(string))
    return _record(84, bounds + text + string + struct.pack(f"<{count}I", *advances))
