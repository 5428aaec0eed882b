"""Changes of a file's structure that a splice cannot make: keys moved, blocks put under another key.

Made by ruamel.yaml on the whole file, so quotation marks, order and comments are kept as far as it can.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, MutableMapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode, SequenceNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.tag import Tag

from isptool.errors import IspError
from isptool.pattern import Pattern
from isptool.reading.decoding import BOM, lines_of
from isptool.reading.scalars import plain_data
from isptool.reading.source import Source, read_text

_COMMENT = Pattern(r"(?:^|\s)#[^\n]*", re.MULTILINE)
_NOTHING = Tag(suffix="tag:yaml.org,2002:null")


def restructured(source: Source, change: Callable[[MutableMapping[str, Any]], None]) -> str:
    """The text of a file after a change of its structure.

    `change` gets the file's mapping and changes it in place; every scalar in it is the text as typed. Raises
    `IspError` where a comment would be lost or the result would not be read back as it was meant.
    """
    editor = YAML()
    editor.Resolver = _Untyped
    editor.preserve_quotes = True
    editor.width = 1_000_000
    editor.indent(mapping=2, sequence=4, offset=2)
    before = "\n".join(lines_of(source.text))
    try:
        tree = editor.load(before)
    except YAMLError:
        raise IspError(
            f"{source.shown_as} cannot be changed before it can be read.", "Mend its errors first."
        ) from None
    change(tree)
    stream = io.StringIO()
    editor.dump(tree, stream)
    after = stream.getvalue()
    kept = [each.strip() for each in _COMMENT.findall(after)]
    lost = [each.strip() for each in _COMMENT.findall(before) if each.strip() not in kept]
    if lost:
        raise IspError(
            f'{source.shown_as} was not changed: the comment "{lost[0]}" would be lost.', "Make this change by hand."
        )
    again = read_text(after, source.shown_as)
    if not again.usable or plain_data(again.data) != plain_data(tree):
        raise IspError(
            f"{source.shown_as} was not changed: it would not be read back as it was meant.",
            "Make this change by hand.",
        )
    return (BOM if source.bom else "") + after.replace("\n", source.newline)


class _Untyped(VersionedResolver):
    """Everything typed plainly is text: so `5.0` and `no` are written as they are, and stay what they were."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is ScalarNode:
            return _NOTHING if value == "" and implicit[0] else self.DEFAULT_SCALAR_TAG
        return self.DEFAULT_SEQUENCE_TAG if kind is SequenceNode else self.DEFAULT_MAPPING_TAG
