"""New files in the house's style, and changes of structure: what is written is read back as it was meant."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isptool.errors import IspError
from isptool.reading.restructure import restructured
from isptool.reading.scalars import OTHER_NUMBER, plain_data, safe_plain
from isptool.reading.source import read_text
from isptool.reading.write import Commented, block, write

from .yaml_styles import DOCUMENTS, KEYS, TEXTS, VALUES

WRITTEN = """\
# yaml-language-server: $schema=isptool.json
#
# Fill in what is left.
kind: agreement

# The id of the document,
# unique in the workspace.
id: safe-and-well
version: 5.0
live: no
status: draft  # or consultation
partnership:  # whom it binds
  # in one sentence
  purpose: To help people.
  functions:
    - safeguarding children and adults
    - "Risk:"
partners: [wolds-council, wolds-fire]
what: |  # own words
  We share

  - names
rows:
  # the first
  - for: [a]
    # how long
    period: 12 months
  - title: |
      Visits: safe
    code: "0123"
  - A text
nothing:
nobody: []
said: |
  "Yes" is "yes"
mark: "@office"
"""


def test_the_style_of_the_house() -> None:
    data = {
        "kind": "agreement",
        "id": Commented("safe-and-well", "The id of the document,\nunique in the workspace.", blank_before=True),
        "version": "5.0",
        "live": False,
        "status": Commented("draft", beside="or consultation"),
        "partnership": Commented(
            {
                "purpose": Commented("To help people.", "in one sentence"),
                "functions": ["safeguarding children and adults", "Risk:"],
            },
            beside="whom it binds",
        ),
        "partners": ["wolds-council", "wolds-fire"],
        "what": Commented("We share\n\n- names\n", beside="own words"),
        "rows": [
            {"for": Commented(["a"], "the first"), "period": Commented("12 months", "how long")},
            {"title": "Visits: safe", "code": "0123"},
            "A text",
        ],
        "nothing": {},
        "nobody": [],
        "said": '"Yes" is "yes"',
        "mark": "@office",
    }
    assert write(data, head="yaml-language-server: $schema=isptool.json\n\nFill in what is left.") == WRITTEN


def test_what_was_written_is_read_back() -> None:
    source = read_text(WRITTEN, "a.yaml")
    assert source.findings == []
    assert source.data["live"] == "no"
    assert source.data["version"] == "5.0"
    assert source.data["what"] == "We share\n\n- names"
    assert source.data["rows"][1] == {"title": "Visits: safe", "code": "0123"}


def test_a_long_list_of_ids_stands_below_its_key() -> None:
    ids = [f"partner-number-{number}" for number in range(9)]
    text = write({"partners": ids})
    assert text.startswith("partners:\n  - partner-number-0\n")
    assert read_text(text, "a.yaml").data == {"partners": ids}


def test_a_fragment_begins_at_the_left_margin() -> None:
    assert block(["A text", {"a": "b", "c": ["D e"]}]) == "- A text\n- a: b\n  c:\n    - D e\n"
    assert block({"a": {"b": "c"}}) == "a:\n  b: c\n"
    assert block({}) == ""


@pytest.mark.parametrize("text", ["a\x07b", "a\u0085b", "a\u2028b", "\ud800"])
def test_what_nobody_can_see_is_not_written(text: str) -> None:
    with pytest.raises(IspError, match="invisible character"):
        write({"a": text})


@given(DOCUMENTS)
def test_any_data_comes_back_as_it_was(data: dict[str, Any]) -> None:
    source = read_text(write(data), "a.yaml")
    assert source.findings == []
    assert source.data == plain_data(data)
    assert write(source.data) == source.text  # and a second time the same


_COMMENTS = st.sampled_from(["", "", "a remark", "two\nlines"])


def _commented(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(Commented, values, _COMMENTS, st.sampled_from(["", "beside it"]), st.booleans())


_WITH_COMMENTS = st.dictionaries(
    KEYS,
    _commented(
        st.recursive(
            TEXTS | VALUES,
            lambda inner: (
                st.lists(_commented(inner), min_size=1, max_size=3)
                | st.dictionaries(KEYS, _commented(inner), min_size=1, max_size=3)
            ),
            max_leaves=8,
        )
    ),
    min_size=1,
    max_size=4,
)


def _without_comments(value: Any) -> Any:
    if isinstance(value, Commented):
        return _without_comments(value.value)
    if isinstance(value, dict):
        return {key: _without_comments(each) for key, each in value.items()}
    return [_without_comments(each) for each in value] if isinstance(value, list) else value


def _remarks(value: Any) -> int:
    """How many comment lines a tree asks for."""
    own = 0
    if isinstance(value, Commented):
        own = len(value.comment.split("\n")) * bool(value.comment) + bool(value.beside)
        value = value.value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return own + sum(_remarks(each) for each in inner)


@given(_WITH_COMMENTS)
def test_comments_change_no_data_and_none_is_lost(data: dict[str, Any]) -> None:
    text = write(data)
    source = read_text(text, "a.yaml")
    assert source.findings == []
    assert source.data == plain_data(_without_comments(data))
    assert len(re.findall(r"# (?:a remark|two|lines|beside it)$", text, re.MULTILINE)) == _remarks(data)


@given(TEXTS)
def test_plain_means_the_same_to_every_reader(text: str) -> None:
    if safe_plain(text):
        assert read_text(f"a: {text}\nb:\n  - {text}\n", "a.yaml").data == {"a": text, "b": [text]}
        assert OTHER_NUMBER.match(text) is None
        assert text.lower() not in ("yes", "no", "on", "off", "true", "false", "null", "~", "y", "n")
    if safe_plain(text, in_brackets=True):
        assert read_text(f"a: [{text}, {text}]\n", "a.yaml").data == {"a": [text, text]}


# ── changes of structure ─────────────────────────────────────────────────────────────────────────────

OLD = (
    "\ufeffkind: agreement   # what\r\nbasis: 6(1)(e)\r\n# old home\r\nempty:\r\nno: 'no'\r\n"
    "law: # rows\r\n  - for: [a, b]\r\n"
)


def test_a_change_of_structure_keeps_comments_line_ends_and_quotation_marks() -> None:
    def move(data: MutableMapping[str, Any]) -> None:
        data["law"][0]["article-6"] = data.pop("kind")

    with pytest.raises(IspError, match='the comment "# what" would be lost'):
        restructured(read_text(OLD, "a.yaml"), move)

    def add(data: MutableMapping[str, Any]) -> None:
        data["law"][0]["article-6"] = data["basis"]

    assert restructured(read_text(OLD, "a.yaml"), add) == OLD + "    article-6: 6(1)(e)\r\n"


def test_nothing_changed_is_nothing_changed() -> None:
    assert restructured(read_text(WRITTEN, "a.yaml"), lambda _: None) == WRITTEN
    assert restructured(read_text(OLD, "a.yaml"), lambda _: None) == OLD


def test_what_would_not_be_read_back_is_not_written() -> None:
    def put(data: MutableMapping[str, Any]) -> None:
        data["basis"] = True  # ruamel writes true, which is no yes

    with pytest.raises(IspError, match="not be read back as it was meant"):
        restructured(read_text(OLD, "a.yaml"), put)


def test_a_file_that_cannot_be_read_is_not_restructured() -> None:
    with pytest.raises(IspError, match="cannot be changed before it can be read"):
        restructured(read_text("a: b: c\n", "a.yaml"), lambda _: None)
