"""The reader against an independent one: the same text gives the same texts at the same places."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode

from isptool.findings import ValuePath
from isptool.reading.scalars import plain_data
from isptool.reading.source import read_text

from .yaml_styles import DOCUMENTS, typed


def by_ruamel(text: str) -> Any:
    """The tree as ruamel.yaml composes it, for us to take the typed texts from."""
    return YAML(typ="rt", pure=True).compose(text)


def texts(node: Any, path: ValuePath = ()) -> dict[ValuePath, tuple[str | None, int, int]]:
    """Every scalar as it was typed, with the line and column of its first character."""
    if isinstance(node, ScalarNode):
        plain = node.style in (None, "")
        value = node.value.rstrip("\n") if node.style in ("|", ">") else node.value
        return {path: (None if plain and not value else value, node.start_mark.line + 1, node.start_mark.column + 1)}
    found: dict[ValuePath, tuple[str | None, int, int]] = {}
    for at, child in enumerate(node.value):
        if isinstance(node, MappingNode):
            found |= texts(child[1], (*path, child[0].value))
        else:
            found |= texts(child, (*path, at))
    return found


@given(DOCUMENTS, st.integers(0, 2**32))
def test_the_same_texts_at_the_same_places(data: dict[str, Any], seed: int) -> None:
    text = typed(data, Random(seed))
    source = read_text(text, "a.yaml")
    assert source.findings == []
    assert source.data == plain_data(data)

    expected = texts(by_ruamel(text.removeprefix("\ufeff")))
    assert len(expected) == _count(source.data)
    for path, (value, line, column) in expected.items():
        seen = source.data
        for step in path:
            seen = seen[step]
        span = source.span(path)
        assert seen == value
        if value is not None:  # where nothing stands, readers differ by the space after the colon
            assert (span.line, span.column) == (line, column)


def _count(data: Any) -> int:
    if isinstance(data, dict):
        return sum(_count(each) for each in data.values())
    return sum(_count(each) for each in data) if isinstance(data, list) else 1


@given(DOCUMENTS, st.integers(0, 2**32))
def test_the_text_at_a_span_is_the_value_that_was_typed_there(data: dict[str, Any], seed: int) -> None:
    source = read_text(typed(data, Random(seed)), "a.yaml")
    for key, value in source.data.items():
        span = source.span((key,), key=True)
        shown = source.line(span.line)[span.column - 1 : span.end_column - 1]
        assert shown.strip("'\"").replace("''", "'").replace('\\"', '"') == key
        if isinstance(value, str) and source.is_plain((key,)):
            span = source.span((key,))
            assert source.line(span.line)[span.column - 1 : span.end_column - 1] == value
            assert re.match(r"\s*(#|$)", source.line(span.line)[span.end_column - 1 :])
