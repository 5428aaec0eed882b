"""New YAML files in the house's style, with their comments, laid out as people write.

Block style, two spaces a step, lists indented below their key, ids in square brackets, prose under `|`
where it has line breaks, begins with a mark or holds a colon and a space. Laid out here and not by
ruamel.yaml, which writes a comment beside a text under `|`, or beside a list item, in the wrong place or
not at all; the tests hold what is written against what ruamel.yaml reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from isptool.reading import scalars

WIDEST = 100
STEP = 2


class Commented(Struct, frozen=True):
    """A value with what stands around it in a file: comments, and an empty line before it.

    `value` is plain data: text, nothing, yes/no, or lists and mappings of such or of `Commented`. `comment`
    stands above the key or list item, in one or more lines; `beside` stands on its line. No empty line comes
    before the first entry of a block.
    """

    value: Any
    comment: str = ""
    beside: str = ""
    blank_before: bool = False


def write(data: Mapping[str, Any], *, head: str = "") -> str:
    """The text of a new file. `head` is for its first lines, as comments: the modeline for editors, a remark.

    An empty mapping is written as nothing. Raises `IspError` where a text holds characters that cannot be seen.
    """
    lines = _comment(head, 0)
    _mapping(data, 0, lines)
    return "".join(f"{line}\n" for line in lines)


def block(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """A mapping or list as lines that begin at the left margin, each with its line end."""
    return "".join(f"{line}\n" for line in below(value, 0))


def below(value: Mapping[str, Any] | Sequence[Any], indent: int) -> list[str]:
    """A mapping or list as lines indented by a number of spaces."""
    lines: list[str] = []
    if isinstance(value, Mapping):
        _mapping(value, indent, lines)
    else:
        _list(value, indent, lines)
    return lines


def in_brackets(value: Sequence[Any]) -> str:
    """A list of ids in square brackets; empty where an entry is no id."""
    if all(isinstance(each, str) and scalars.is_id(each) for each in value):
        return f"[{', '.join(value)}]"
    return ""


def _mapping(data: Mapping[str, Any], indent: int, lines: list[str]) -> None:
    for key, given in data.items():
        each = given if isinstance(given, Commented) else Commented(given)
        _above(each, indent, lines)
        _entry(f"{' ' * indent}{scalars.on_one_line(str(key))}:", each, indent, lines)


def _list(data: Sequence[Any], indent: int, lines: list[str]) -> None:
    for given in data:
        each = given if isinstance(given, Commented) else Commented(given)
        if not isinstance(each.value, Mapping) or not each.value:
            _above(each, indent, lines)
            _entry(f"{' ' * indent}-", each, indent, lines)
            continue
        each = _with_first_comment(each)  # no comment stands between a dash and its key
        _above(each, indent, lines)
        start = len(lines)
        _mapping(each.value, indent + STEP, lines)
        lines[start] = f"{' ' * indent}- {lines[start].lstrip(' ')}"


def _with_first_comment(item: Commented) -> Commented:
    """A list item that is a block, with the comments of its first key, and its own, above it."""
    (key, given), *others = item.value.items()
    first = given if isinstance(given, Commented) else Commented(given)
    comments = [item.comment, item.beside, first.comment]
    inner = {key: replace(first, comment="", blank_before=False), **dict(others)}
    return Commented(inner, "\n".join(filter(None, comments)), blank_before=item.blank_before)


def _above(each: Commented, indent: int, lines: list[str]) -> None:
    if each.blank_before and lines:
        lines.append("")
    lines.extend(_comment(each.comment, indent))


def _comment(text: str, indent: int) -> list[str]:
    scalars.refuse_unseen(text)
    return [" " * indent + (line if line.startswith("#") else f"# {line}".rstrip()) for line in text.splitlines()]


def _entry(head: str, each: Commented, indent: int, lines: list[str]) -> None:
    """A key or dash with its value: what stands on its line, and the lines below."""
    scalars.refuse_unseen(each.beside)
    beside = f"  # {' '.join(each.beside.split())}" if each.beside else ""
    value = each.value
    if isinstance(value, list | tuple):
        short = in_brackets(value)
        if short and len(head) + 1 + len(short) <= WIDEST:
            lines.append(f"{head} {short}{beside}")
            return
    if isinstance(value, Mapping | list | tuple):
        lines.append(head + beside)
        lines.extend(below(value, indent + STEP))
        return
    inline, under = text_beside(value, indent + STEP)
    lines.append((f"{head} {inline}" if inline else head) + beside)
    lines.extend(under)


def text_beside(value: Any, indent: int) -> tuple[str, list[str]]:
    """A text, yes/no or nothing as what stands beside its key or dash, and the lines below, if it goes under `|`."""
    text = scalars.plain(value)
    if text is None:
        return "", []
    if isinstance(value, bool):
        return text, []
    if scalars.wants_block(text):
        header, body = scalars.block(text, indent)
        return header, body.split("\n")
    return scalars.on_one_line(text), []
