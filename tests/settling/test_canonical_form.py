"""The canonical bytes are those of RFC 8785, whichever way they are written."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from isptool.settling.canonical import as_bytes

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.sampled_from(
    [
        "a",
        "é",
        "\u20ac",
        "\ue000",
        "\U0001f600",
        "\x00",
        "\x1f",
        "\x7f",
        "\u2028",
        '"',
        "\\",
        "/",
        "1.5",
        ":1.5",
        "[-0",
        "a:7.0",
    ]
)
LEAVES = (
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
)
DATA = st.recursive(
    LEAVES | TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=5), max_leaves=25
)


@settings(max_examples=300, deadline=None)
@given(DATA)
@example({"\ue000": 1, "\U0001f600": 2})
@example({"b": [1.0, -0.0, 1e21, 1e-7, 9007199254740991], "a": {"é": "é", "e": None}})
@example([-0.0])
@example(1.0)
def test_they_are_those_of_the_library_that_does_nothing_else(data: Any) -> None:
    assert as_bytes(data) == rfc8785.dumps(data)


def test_ordinary_data_is_written_without_that_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(data: Any) -> bytes:
        raise AssertionError(data)

    data = {"title": "Safe and well – über “all”", "format": 1, "open": True, "rows": [{"b": None, "a": "£5.50 a day"}]}
    wanted = rfc8785.dumps(data)
    monkeypatch.setattr(rfc8785, "dumps", refused)
    assert as_bytes(data) == wanted


@pytest.mark.parametrize("data", [{"a": object()}, float("nan"), 2**53, {"a": 2**60}])
def test_what_has_no_canonical_form_is_refused(data: Any) -> None:
    with pytest.raises((rfc8785.CanonicalizationError, rfc8785.IntegerDomainError)):
        as_bytes(data)
