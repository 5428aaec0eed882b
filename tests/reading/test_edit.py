"""Edits of a file: what was asked for changes, and not one byte beside it."""

from __future__ import annotations

import copy
import re
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isptool.errors import IspError
from isptool.findings import Edit, Span, ValuePath
from isptool.reading.edit import apply, apply_possible
from isptool.reading.scalars import plain_data
from isptool.reading.source import read_text

from .yaml_styles import DOCUMENTS, IDS, TEXTS, typed

FILE = """\
# head
kind: agreement   # what
id: x
what: |  # own
  One
  - two

# about law
law:
  - for: [a, b]   # for
    power: p
  # second
  - for: c
    x: 1
empty:   # fill
list:
  - one
  # two is here
  - two
flow: {a: b, c: d}
nest:
  # deep
  deep:
    k: 'v'
    z:
  other: |2
      indented
last: end
"""


def changed(*edits: Edit, text: str = FILE) -> list[str]:
    """The lines that went and came, in the manner of a diff."""
    old, new = text.split("\n"), apply(read_text(text, "a.yaml"), edits).split("\n")
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return [f"-{line}" for line in old] + [f"+{line}" for line in new]


def edit(action: str, *path: str | int, to: Any = "") -> Edit:
    return Edit(action, path, to)


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        # a text for a text: comments and quotation marks stay
        (edit("set", "kind", to="protocol"), ["-kind: agreement   # what", "+kind: protocol   # what"]),
        (edit("set", "nest", "deep", "k", to="it's"), ["-    k: 'v'", "+    k: 'it''s'"]),
        (edit("set", "list", 0, to="a #b"), ["-  - one", "+  - |", "+    a #b"]),
        (edit("set", "list", 0, to="@office"), ["-  - one", '+  - "@office"']),
        (edit("set", "last", to="no"), ["-last: end", '+last: "no"']),
        (edit("set", "last", to=True), ["-last: end", "+last: yes"]),
        (edit("set", "last", to="0123"), ["-last: end", '+last: "0123"']),
        (edit("set", "last", to=5.0), ["-last: end", "+last: 5.0"]),
        (edit("set", "last", to="Risk: the crew"), ["-last: end", "+last: |", "+  Risk: the crew"]),
        (edit("set", "last", to="two\nlines\n"), ["-last: end", "+last: |", "+  two", "+  lines"]),
        (edit("set", "last", to=""), ["-last: end", '+last: ""']),
        (edit("set", "last", to=None), ["-last: end", "+last:"]),
        (edit("set", "kind", to="two\nlines"), ["-kind: agreement   # what",
                                                "+kind: |   # what", "+  two", "+  lines"]),
        # under a bar
        (edit("set", "what", to="One\n- three"), ["-  - two", "+  - three"]),
        (edit("set", "what", to="short"), ["-  One", "-  - two", "+  short"]),
        (edit("set", "what", to=None), ["-what: |  # own", "-  One", "-  - two", "+what:  # own"]),
        (edit("set", "nest", "other", to="plain"), ["-  other: |2", "-      indented", "+  other: |", "+    plain"]),
        (edit("set", "nest", "other", to=" a\nb"), ["-      indented", "+     a", "+    b"]),
        # where nothing stood
        (edit("set", "empty", to="full"), ["-empty:   # fill", "+empty: full   # fill"]),
        (edit("set", "nest", "deep", "z", to=["a", "b"]), ["-    z:", "+    z: [a, b]"]),
        (edit("set", "empty", "k", to="v"), ["+  k: v"]),
        (edit("set", "empty", "k", "l", to=["A b"]), ["+  k:", "+    l:", "+      - A b"]),
        (edit("set", "new", to="v"), ["+new: v"]),
        (edit("set", "nest", "deep", "w", to={"a": "b"}), ["+    w:", "+      a: b"]),
        (edit("set", "law", 0, "until", to="event"), ["+    until: event"]),
        # lists
        (edit("add-item", "list", to="three"), ["+  - three"]),
        (edit("add-item", "law", to={"for": ["a"], "power": "x"}), ["+  - for: [a]", "+    power: x"]),
        (edit("add-item", "law", 0, "for", to="c"), ["-  - for: [a, b]   # for", "+  - for: [a, b, c]   # for"]),
        (edit("add-item", "law", 1, "for", to="d"), ["-  - for: c", "+  - for: [c, d]"]),
        (edit("add-item", "empty", to="One thing"), ["+  - One thing"]),
        (edit("add-item", "fresh", to="a"), ["+fresh: [a]"]),
        (edit("set", "list", to=["one", "new", "two"]), ["+  - new"]),
        (edit("set", "list", to=["zero", "one", "two", "x"]), ["-  - one", "-  # two is here", "-  - two",
                                                               "+  - zero", "+  - one", "+  # two is here",
                                                               "+  - two", "+  - x"]),
        (edit("set", "list", to=["one"]), ["-  # two is here", "-  - two"]),
        (edit("set", "list", 0, to={"a": "b", "c": "d"}), ["-  - one", "+  - a: b", "+    c: d"]),
        (edit("set", "law", 0, "for", to=None), ["-  - for: [a, b]   # for", "+  - for:   # for"]),
        # braces
        (edit("set", "flow", "a", to="x, y"), ["-flow: {a: b, c: d}", '+flow: {a: "x, y", c: d}']),
        (edit("set", "flow", "e", to=["f"]), ["-flow: {a: b, c: d}", "+flow: {a: b, c: d, e: [f]}"]),
        (edit("delete", "flow", "a"), ["-flow: {a: b, c: d}", "+flow: {c: d}"]),
        (edit("delete", "flow", "c"), ["-flow: {a: b, c: d}", "+flow: {a: b}"]),
        (edit("rename-key", "flow", "c", to="e"), ["-flow: {a: b, c: d}", "+flow: {a: b, e: d}"]),
        # keys
        (edit("rename-key", "nest", "deep", to="deeper"), ["-  deep:", "+  deeper:"]),
        (edit("rename-key", "law", 0, "for", to="a: b"), ["-  - for: [a, b]   # for", '+  - "a: b": [a, b]   # for']),
        (edit("delete", "id"), ["-id: x"]),
        (edit("delete", "last"), ["-last: end"]),
        (edit("delete", "law", 0, "power"), ["-    power: p"]),
        (edit("delete", "law", 1, "for"), ["-  - for: c", "-    x: 1", "+  - x: 1"]),
        (edit("delete", "law", 1), ["-  # second", "-  - for: c", "-    x: 1"]),
        (edit("delete", "law"), ["-# about law", "-law:", "-  - for: [a, b]   # for", "-    power: p",
                                 "-  # second", "-  - for: c", "-    x: 1"]),
        (edit("delete", "nest", "deep", "z"), ["-    z:"]),
        (Edit("replace", ("last",), '"e" nd', Span(28, 7, 28, 10)), None),
        (Edit("replace", ("last",), "'e' # nd", Span(28, 7, 28, 10)), ["-last: end", "+last: 'e' # nd"]),
    ],
)  # fmt: skip
def test_one_edit(change: Edit, lines: list[str] | None) -> None:
    if lines is None:
        with pytest.raises(IspError):
            changed(change)
    else:
        assert changed(change) == lines


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (edit("set", "nest", to="gone"), "a comment stands inside it and would be lost"),
        (edit("set", "law", 0, to="text"), "a comment stands inside it and would be lost"),
        (edit("set", "list", to=None), "a comment stands inside it and would be lost"),
        (edit("delete", "law", 0, "for"), "a comment stands inside it and would be lost"),
        (edit("rename-key", "last", to="id"), "there is a key `id` already"),
        (edit("rename-key", "list", 0, to="x"), "it is an item of a list and has no key"),
        (edit("rename-key", "missing", to="x"), "there is no such value"),
        (edit("delete", "law", 7), "there is no such value"),
        (edit("set", "law", 7, to="x"), "there is no such item"),
        (edit("set", "id", "sub", to="x"), "a text or a list stands where the key should go"),
        (edit("add-item", "nest", to="x"), "a block of keys stands where the list should be"),
        (edit("set", "flow", "a", to={"b": "c"}), "a block cannot stand in brackets"),
        (edit("polish", "id"), "nobody knows what `polish` means"),
        (
            Edit("replace", ("last",), "x\nnew: y", Span(28, 7, 28, 10)),
            "something else in the file would change with it",
        ),
    ],
)
def test_an_edit_that_cannot_be_made_with_care_is_refused(change: Edit, reason: str) -> None:
    with pytest.raises(IspError) as raised:
        apply(read_text(FILE, "a.yaml"), [change])
    where = ".".join(str(step) for step in change.path)
    assert raised.value.message == f"a.yaml was not changed at {where}: {reason}."


@pytest.mark.parametrize(
    ("text", "change", "reason"),
    [
        (
            "a: &x {b: c}\nd: *x\n",
            edit("set", "d", "b", to="e"),
            "its text is used in another place too, by a reference",
        ),
        ("a: &x {b: c}\nd: *x\n", edit("set", "a", to="e"), "its text is used in another place too, by a reference"),
        ("a: &x b\n", edit("set", "a", to="e"), "a name for reference or a tag stands before it"),
        ("a: !t b\n", edit("set", "a", to="e"), "a name for reference or a tag stands before it"),
        ("? a\n: b\n", edit("set", "c", to="e"), "its keys are written with a question mark"),
        ("a: {b: }\n", edit("set", "a", "c", to="e"), "the last key in these braces has no value"),
        ("a: b: c\n", edit("set", "a", to="e"), "the file cannot be read yet"),
        ("a:\n  # why\n  b\n", edit("set", "a", to="e"), "a comment stands between its key and its value"),
        ("a: b\n", edit("delete", "a"), "the file could not be read afterwards"),
    ],
)
def test_unusual_yaml_is_left_to_people(text: str, change: Edit, reason: str) -> None:
    with pytest.raises(IspError, match=reason):
        apply(read_text(text, "a.yaml"), [change])


def test_a_character_nobody_can_see_is_not_written() -> None:
    with pytest.raises(IspError, match="invisible character"):
        apply(read_text(FILE, "a.yaml"), [edit("set", "id", to="a\x07b")])


def test_edits_are_made_together_by_the_paths_of_the_file_as_read() -> None:
    text = apply(
        read_text(FILE, "a.yaml"),
        [
            edit("delete", "law", 0),
            edit("set", "law", 1, "x", to="2"),
            edit("rename-key", "nest", "deep", to="deeper"),
            edit("set", "nest", "deep", "k", to="w"),
            edit("add-item", "list", to="three"),
            edit("add-item", "list", to="four"),
            edit("delete", "list", 0),
            edit("set", "empty", "one", to="1"),
            edit("set", "empty", "two", to="2"),
            edit("set", "fresh", "one", to="1"),
            edit("set", "fresh", "two", to=["x"]),
        ],
    )
    assert read_text(text, "a.yaml").data == {
        "kind": "agreement",
        "id": "x",
        "what": "One\n- two",
        "law": [{"for": "c", "x": "2"}],
        "empty": {"one": "1", "two": "2"},
        "list": ["two", "three", "four"],
        "flow": {"a": "b", "c": "d"},
        "nest": {"deeper": {"k": "w", "z": None}, "other": "  indented"},
        "last": "end",
        "fresh": {"one": "1", "two": ["x"]},
    }
    assert text.count("#") == FILE.count("#") - 1  # only the comment beside the deleted item


def test_when_the_last_entry_goes_its_key_is_left_empty() -> None:
    text = "a:\n  b: c\nd:\n  - e\nf: g\n"
    assert apply(read_text(text, "a.yaml"), [edit("delete", "a", "b"), edit("delete", "d", 0)]) == "a:\nd:\nf: g\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_stay(newline: str, bom: str) -> None:
    text = bom + FILE.replace("\n", newline)
    after = apply(
        read_text(text, "a.yaml"),
        [edit("set", "last", to="two\nlines"), edit("set", "what", to="a\nb"), edit("set", "new", "k", to=["A b"])],
    )
    lines = FILE.replace("  One\n  - two\n", "  a\n  b\n").replace("last: end\n", "last: |\n  two\n  lines\n")
    assert after == bom + (lines + "new:\n  k:\n    - A b\n").replace("\n", newline)


def test_a_file_without_a_last_line_end_stays_so() -> None:
    assert apply(read_text("a: b", "a.yaml"), [edit("set", "c", to="d")]) == "a: b\nc: d"
    assert apply(read_text("a: b\nc: d", "a.yaml"), [edit("delete", "c")]) == "a: b"


def test_what_can_be_done_is_done_and_the_rest_is_named() -> None:
    edits = [
        edit("set", "id", to="new"),
        edit("delete", "missing"),
        edit("set", "id", to="new"),
        Edit("replace", ("id",), "z", Span(3, 5, 3, 6)),
        edit("set", "last", to="fin"),
    ]
    done = apply_possible(read_text(FILE, "a.yaml"), edits)
    assert done.done == [edits[0], edits[4]]
    assert [reason for _, reason in done.refused] == [
        "there is no such value",
        "it touches the same lines as another change",
    ]
    assert done.text == FILE.replace("id: x", "id: new").replace("last: end", "last: fin")


def test_no_edits_change_nothing() -> None:
    text = "\ufeffa: b\r\nc: 'd'"
    assert apply(read_text(text, "a.yaml"), []) == text
    assert apply_possible(read_text(text, "a.yaml"), []).text == text


def test_a_file_that_cannot_be_read_is_mended_only_where_the_mistake_is() -> None:
    text = "a: b: c\nd: @e\n"
    source = read_text(text, "a.yaml")
    with pytest.raises(IspError, match="could not be read afterwards either"):
        apply(source, [Edit("replace", (), "x: y", Span(1, 4, 1, 8))])
    assert apply(source, [Edit("replace", (), '"@e"', Span(2, 4, 2, 6))]) == 'a: b: c\nd: "@e"\n'


# ── any document, any edit ───────────────────────────────────────────────────────────────────────────


def paths(data: Any, path: ValuePath = ()) -> list[ValuePath]:
    """The path of every value, without the whole."""
    found = [path] if path else []
    if isinstance(data, dict):
        for key, value in data.items():
            found += paths(value, (*path, key))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            found += paths(value, (*path, at))
    return found


def expected(data: Any, change: Edit) -> Any:
    """What the file should say after one edit, worked out apart from the editor."""
    data = copy.deepcopy(data)
    above = data
    for step in change.path[:-1]:
        above = above[step]
    last = change.path[-1]
    if change.action == "set":
        above[last] = plain_data(change.value)
    elif change.action == "add-item":
        old = above[last]
        above[last] = [*(old if isinstance(old, list) else [] if old is None else [old]), plain_data(change.value)]
    elif change.action == "rename-key":
        above_items = [(change.value if key == last else key, value) for key, value in above.items()]
        above.clear()
        above.update(above_items)
    else:
        del above[last]
    return data


def _emptied(data: Any) -> Any:
    """Data in which an empty block, list or nothing are the same."""
    if isinstance(data, dict):
        return {key: _emptied(value) for key, value in data.items()} or None
    return [_emptied(each) for each in data] or None if isinstance(data, list) else data


@given(DOCUMENTS, st.integers(0, 2**32), st.data())
def test_any_edit_does_what_it_says_or_is_refused(data: dict[str, Any], seed: int, draw: st.DataObject) -> None:
    text = typed(data, Random(seed))
    source = read_text(text, "a.yaml")
    path = draw.draw(st.sampled_from(paths(source.data)))
    value: st.SearchStrategy[Any] = (
        TEXTS
        | st.none()
        | st.booleans()
        | st.lists(IDS, max_size=3)
        | st.lists(TEXTS, min_size=1, max_size=3)
        | st.dictionaries(IDS, TEXTS, min_size=1, max_size=2)
    )
    action = draw.draw(st.sampled_from(["set", "add-item", "rename-key", "delete", "add-key"]))
    if action == "add-key":
        change = Edit("set", (*path, "brand-new"), draw.draw(value))
    elif action == "rename-key":
        change = Edit(action, path, draw.draw(IDS.map("renamed-{}".format)))
    else:
        change = Edit(action, path, draw.draw(value) if action != "delete" else "")
    done = apply_possible(source, [change])
    if done.refused:
        assert done.text == text
        return
    after = done.text
    again = read_text(after, "a.yaml")
    if action == "add-key":
        block = source.data
        for step in path:
            block = block[step]
        change = Edit("set", path, {**(block or {}), "brand-new": change.value})
    assert _emptied(again.data) == _emptied(expected(source.data, change))
    assert again.bom == source.bom
    assert again.newline == source.newline or "\n" not in after
    _nothing_else_changed(text, after, source.span(path[:1], key=True).line - 1, action)


def _nothing_else_changed(before: str, after: str, first: int, action: str) -> None:
    """Every line above the top-level block that was edited is what it was, and so is every line below it.

    A comment right above what was deleted goes with it.
    """
    old, new = (re.split("\r?\n", text.removeprefix("\ufeff")) for text in (before, after))
    below = next((at for at in range(first + 1, len(old)) if old[at][:1] not in (" ", "-", "#", "")), None)
    while action == "delete" and first > 0 and old[first - 1].startswith("#"):
        first -= 1
    assert new[:first] == old[:first]
    if below is not None:
        tail = old[below:]
        assert new[len(new) - len(tail) :] == tail


@given(DOCUMENTS, st.integers(0, 2**32), st.lists(TEXTS, min_size=2, max_size=5))
def test_edits_one_after_another(data: dict[str, Any], seed: int, values: list[str]) -> None:
    random = Random(seed)
    text = typed(data, random)
    for value in values:
        source = read_text(text, "a.yaml")
        leaves = [path for path in paths(source.data) if not isinstance(_at(source.data, path), dict | list)]
        path = random.choice(leaves)
        text = apply(source, [Edit("set", path, value)])
        after = read_text(text, "a.yaml")
        assert _at(after.data, path) == plain_data(value)
        for comment in ("# beside", "# about what follows", "# at the head"):
            assert after.text.count(comment) == source.text.count(comment)


def _at(data: Any, path: ValuePath) -> Any:
    for step in path:
        data = data[step]
    return data
