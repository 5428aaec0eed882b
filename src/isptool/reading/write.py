"""New YAML files in the house's style, with their comments, and changes of structure that keep comments.

Written by ruamel.yaml, laid out as people write: block style, two spaces a step, lists indented below their
key, ids in square brackets, prose under `|` where it has line breaks, begins with a mark or holds a colon
and a space. Small changes to a file that is there are made by `edit`, which leaves every other line alone.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode, SequenceNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    LiteralScalarString,
    PlainScalarString,
    SingleQuotedScalarString,
)
from ruamel.yaml.tag import Tag

from isptool.errors import IspError
from isptool.reading.decoding import BOM
from isptool.reading.scalars import is_id, plain, refuse_unseen, safe_plain, wants_block
from isptool.reading.source import Source

_COMMENT = re.compile(r"(?:^|\s)#[^\r\n]*", re.MULTILINE)
_NOTHING = Tag(suffix="tag:yaml.org,2002:null")
_WIDEST = 100
_STEP = 2


@dataclass(frozen=True, slots=True)
class Commented:
    """A value with what stands around it in a file: comments, and an empty line before it.

    `value` is plain data: text, nothing, yes/no, or lists and mappings of such or of `Commented`. `comment`
    stands above the key or list item, in one or more lines; `beside` stands on its line.
    """

    value: Any
    comment: str = ""
    beside: str = ""
    blank_before: bool = False


def write(data: Mapping[str, Any], *, head: str = "") -> str:
    """The text of a new file. `head` is for its first lines, as comments: the modeline for editors, a remark.

    Raises `IspError` where a text holds characters that cannot be seen.
    """
    lines = [line if line.startswith("#") else f"# {line}".rstrip() for line in head.splitlines()]
    return "".join(f"{line}\n" for line in lines) + block(data)


def block(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """A mapping or list as lines that begin at the left margin, each with its line end."""
    editor = _editor()
    if not isinstance(value, Mapping):
        editor.indent(mapping=_STEP, sequence=_STEP, offset=0)
        return _dumped(editor, _list(value, -_STEP))
    return _dumped(editor, _mapping(value, 0)) if value else ""


def restructured(source: Source, change: Callable[[MutableMapping[str, Any]], None]) -> str:
    """The text of a file after a change of its structure: keys moved, blocks put under another key.

    `change` gets the file's mapping and changes it in place. Comments, order and quotation marks are kept as
    far as ruamel.yaml can; raises `IspError` where a comment would be lost.
    """
    editor = _editor()
    editor.preserve_quotes = True
    try:
        tree = editor.load(source.text)
    except YAMLError:
        raise IspError(
            f"{source.shown_as} cannot be changed before it can be read.", "Mend its errors first."
        ) from None
    change(tree)
    text = _dumped(editor, tree)
    before, after = (sorted(each.strip() for each in _COMMENT.findall(each)) for each in (source.text, text))
    lost = [each for each in before if each not in after]
    if lost:
        raise IspError(
            f'{source.shown_as} was not changed: the comment "{lost[0]}" would be lost.', "Make this change by hand."
        )
    return (BOM if source.bom else "") + text.replace("\n", source.newline)


class _Untyped(VersionedResolver):
    """Everything typed plainly is text: so `5.0` and `no` are written as they are, and stay what they were."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is ScalarNode:
            return _NOTHING if value == "" and implicit[0] else self.DEFAULT_SCALAR_TAG
        return self.DEFAULT_SEQUENCE_TAG if kind is SequenceNode else self.DEFAULT_MAPPING_TAG


def _editor() -> YAML:
    editor = YAML()
    editor.Resolver = _Untyped
    editor.width = 1_000_000
    editor.indent(mapping=_STEP, sequence=2 * _STEP, offset=_STEP)
    return editor


def _dumped(editor: YAML, tree: Any) -> str:
    stream = io.StringIO()
    editor.dump(tree, stream)
    return stream.getvalue()


def _mapping(data: Mapping[str, Any], indent: int) -> CommentedMap:
    tree = CommentedMap()
    for key, given in data.items():
        each = given if isinstance(given, Commented) else Commented(given)
        name = _text(key, key=True)
        tree[name] = _value(each.value, indent + _STEP)
        beside_block = isinstance(tree[name], LiteralScalarString)  # ruamel would put it below the text
        above = "\n".join(part for part in (each.comment, each.beside if beside_block else "") if part)
        _above(tree, name, replace(each, comment=above), indent)
        if each.beside and not beside_block:
            tree.yaml_add_eol_comment(each.beside, name, column=indent + _width(name, tree[name]) + 2)
    return tree


def _width(key: str, value: Any) -> int:
    """How many columns a key and what stands beside it take."""
    if isinstance(value, CommentedSeq) and value.fa.flow_style():
        return len(key) + 4 + sum(len(each) + 2 for each in value) - 2 * bool(value)
    if isinstance(value, str) and value:
        return len(key) + 2 + len(value) + 2 * (not isinstance(value, PlainScalarString))
    return len(key) + 1


def _list(data: Sequence[Any], indent: int) -> CommentedSeq:
    tree = CommentedSeq()
    inner = indent + 2 * _STEP
    for at, given in enumerate(data):
        each = given if isinstance(given, Commented) else Commented(given)
        if isinstance(each.value, Mapping) and each.value:
            each = _first_comment_lifted(each)
        tree.append(_value(each.value, inner))
        _above(tree, at, each, indent + _STEP)
    if _fits_in_brackets(data, indent):
        tree.fa.set_flow_style()
    return tree


def _first_comment_lifted(item: Commented) -> Commented:
    """A list item whose first key has a comment: it stands above the dash, not between dash and key."""
    first, *others = item.value.items()
    key, value = first
    if not isinstance(value, Commented) or not (value.comment or value.blank_before):
        return item
    comment = "\n".join(part for part in (item.comment, value.comment) if part)
    inner = {key: replace(value, comment="", blank_before=False), **dict(others)}
    return replace(item, value=inner, comment=comment)


def _above(tree: CommentedMap | CommentedSeq, key: Any, each: Commented, indent: int) -> None:
    if each.blank_before or each.comment:
        before = ("\n" if each.blank_before else "") + each.comment
        tree.yaml_set_comment_before_after_key(key, before=before, indent=indent)


def _value(value: Any, indent: int) -> Any:
    if isinstance(value, Mapping):
        return _mapping(value, indent) if value else None
    if isinstance(value, list | tuple):
        return _list(value, indent - _STEP)
    return PlainScalarString("yes" if value else "no") if isinstance(value, bool) else _text(plain(value))


def _fits_in_brackets(data: Sequence[Any], indent: int) -> bool:
    if not all(isinstance(each, str) and is_id(each) for each in data):
        return False
    return indent + sum(len(each) + 2 for each in data) <= _WIDEST


def _text(text: str | None, *, key: bool = False) -> Any:
    if text is None:
        return None
    refuse_unseen(text)
    if not key and wants_block(text):
        return LiteralScalarString(text.rstrip("\n") + "\n")
    if safe_plain(text):
        return PlainScalarString(text)
    if ('"' in text or "\\" in text) and "\t" not in text and "\n" not in text:
        return SingleQuotedScalarString(text)
    return DoubleQuotedScalarString(text)
