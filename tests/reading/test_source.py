"""A file as it was typed: its data, its places, and everything hostile refused with a finding."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from yaml.nodes import Node

from isptool.errors import IspError
from isptool.findings import Severity, Span
from isptool.reading import composing, workspace
from isptool.reading.codes import CODES
from isptool.reading.source import LARGEST_FILE, Source, read_file, read_text

AGREEMENT = """\
# yaml-language-server: $schema=isptool.json
kind: agreement
version: 1.10
under:
flag: no
phone: 0123
quoted: ''
"quoted key": 'it''s'
own: |
  One line.

  - a bullet

folded: >-
  wrapped
  twice
parties: [wolds-council, {name: "x"}]
rows:
  - what: Full name
    about: [adults]
  -
  - a text over
    two lines
x-ours: kept
"""


def places(text: str) -> list[tuple[str, tuple[int, int] | None]]:
    """Code and place of each finding in a text."""
    return [
        (each.code, (each.span.line, each.span.column) if each.span else None)
        for each in read_text(text, "a.yaml").findings
    ]


def test_every_scalar_is_the_text_that_was_typed() -> None:
    source = read_text(AGREEMENT, "a.yaml")

    assert source.findings == []
    assert source.usable
    assert source.data == {
        "kind": "agreement",
        "version": "1.10",
        "under": None,
        "flag": "no",
        "phone": "0123",
        "quoted": "",
        "quoted key": "it's",
        "own": "One line.\n\n- a bullet",
        "folded": "wrapped twice",
        "parties": ["wolds-council", {"name": "x"}],
        "rows": [{"what": "Full name", "about": ["adults"]}, None, "a text over two lines"],
        "x-ours": "kept",
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("kind",), Span(2, 7, 2, 16)),
        (("version",), Span(3, 10, 3, 14)),
        (("under",), Span(4, 7, 4, 7)),
        (("quoted key",), Span(8, 15, 8, 22)),
        (("own",), Span(9, 6, 9, 7)),
        (("folded",), Span(14, 9, 14, 11)),
        (("parties",), Span(17, 10, 17, 11)),
        (("parties", 0), Span(17, 11, 17, 24)),
        (("parties", 1, "name"), Span(17, 33, 17, 36)),
        (("rows",), Span(19, 3, 19, 4)),
        (("rows", 0, "about", 0), Span(20, 13, 20, 19)),
        (("rows", 1), Span(21, 4, 21, 4)),
        (("rows", 2), Span(22, 5, 23, 14)),
    ],
)
def test_a_value_stands_exactly_there(path: tuple[str | int, ...], expected: Span) -> None:
    assert read_text(AGREEMENT, "a.yaml").span(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("kind",), Span(2, 1, 2, 5)),
        (("quoted key",), Span(8, 1, 8, 13)),
        (("rows", 0, "about"), Span(20, 5, 20, 10)),
        (("rows", 0), Span(19, 5, 19, 6)),  # an item has no key
    ],
)
def test_a_key_stands_exactly_there(path: tuple[str | int, ...], expected: Span) -> None:
    assert read_text(AGREEMENT, "a.yaml").span(path, key=True) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("missing",), Span(2, 1, 2, 2)),  # nothing above it: where the file begins
        (("rows", 0, "missing"), Span(19, 5, 19, 6)),  # the item that should hold it
        (("rows", 9), Span(18, 1, 18, 5)),  # the list's key
        (("own", "below", "a text"), Span(9, 1, 9, 4)),
        (("parties", 1, "missing"), Span(17, 26, 17, 27)),
    ],
)
def test_what_is_missing_is_shown_at_the_nearest_thing_above_it(path: tuple[str | int, ...], expected: Span) -> None:
    assert read_text(AGREEMENT, "a.yaml").span(path) == expected


def test_columns_count_code_points_and_not_bytes() -> None:
    source = read_text("a: 'é😀' # ü\nb: x\n", "a.yaml")
    assert source.span(("a",)) == Span(1, 4, 1, 8)
    assert source.line(1) == "a: 'é😀' # ü"


@pytest.mark.parametrize(("newline", "name"), [("\r\n", "crlf"), ("\r", "cr"), ("\n", "lf")])
def test_every_kind_of_line_end_is_counted_once(newline: str, name: str) -> None:
    source = read_text(f"a: b{newline}{newline}c:{newline}  d: e{newline}", f"{name}.yaml")
    assert source.newline == newline
    assert source.span(("c", "d")) == Span(4, 6, 4, 7)
    assert [source.line(number) for number in range(1, 6)] == ["a: b", "", "c:", "  d: e", ""]
    assert source.line(6) == source.line(0) == ""


def test_a_byte_order_mark_is_remembered_and_takes_no_column() -> None:
    source = read_text(b"\xef\xbb\xbfkind: agreement\n", "a.yaml")
    assert source.bom
    assert source.text == "kind: agreement\n"
    assert source.span(("kind",), key=True) == Span(1, 1, 1, 5)


@pytest.mark.parametrize(
    ("path", "style"),
    [
        (("kind",), "plain"),
        (("under",), "plain"),
        (("quoted",), "single"),
        (("parties", 1, "name"), "double"),
        (("own",), "literal"),
        (("folded",), "folded"),
        (("parties",), "list"),
        (("parties", 1), "mapping"),
        (("missing",), ""),
    ],
)
def test_how_a_value_was_typed_is_known(path: tuple[str | int, ...], style: str) -> None:
    source = read_text(AGREEMENT, "a.yaml")
    assert source.style(path) == style
    assert source.is_plain(path) == (style == "plain")


def test_places_are_still_known_after_the_tree_was_let_go() -> None:
    source = read_text(AGREEMENT, "a.yaml")
    before = source.span(("rows", 2))
    source.release()
    assert source.span(("rows", 2)) == before
    assert source.line(2) == "kind: agreement"


@pytest.mark.parametrize(("most_kept", "read_again"), [(1_000_000, 0), (0, 2)])
def test_a_small_workspace_is_placed_in_without_reading_its_texts_again(
    most_kept: int, read_again: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("isptool.yaml", "partners.yaml"):
        (tmp_path / name).write_text(f"kind: {name.removesuffix('.yaml').replace('isptool', 'workspace')}\n")
    monkeypatch.setattr(workspace, "MOST_KEPT", most_kept)
    files = list(workspace.open_workspace(tmp_path).files())
    composed: list[str] = []
    compose = composing.compose

    def counted(text: str) -> Node | None:
        composed.append(text)
        return compose(text)

    monkeypatch.setattr(composing, "compose", counted)
    assert [each.source.span(("kind",)) for each in files] == [Span(1, 7, 1, 16), Span(1, 7, 1, 15)]
    assert len(composed) == read_again


def test_a_value_named_for_reference_stands_with_its_name_where_it_was_written() -> None:
    source = read_text("a: &x one\nb: *x\n", "a.yaml")
    assert source.data == {"a": "one", "b": "one"}
    assert source.span(("b",)) == Span(1, 4, 1, 10)


def test_aliased_blocks_are_copies() -> None:
    source = read_text("a: &x {k: v}\nb: *x\n", "a.yaml")
    assert source.data["a"] == source.data["b"]
    assert source.data["a"] is not source.data["b"]


# ── what is wrong with a text ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "YML-09", None),
        ("# only a remark\n\n", "YML-09", None),
        ("a: b\n---\nc: d\n", "YML-10", (2, 1)),
        ("a: b\n...\nc: d\n", "YML-10", (3, 1)),
        ("- a\n- b\n", "YML-11", (1, 1)),
        ("just text\n", "YML-11", (1, 1)),
        ("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", "YML-12", (5, 3)),
        ("a: !!python/object/apply:os.system [x]\n", "YML-14", (1, 4)),
        ("a: !!str 012\n", "YML-14", (1, 4)),
        ("a: &x {b: c}\nd:\n  <<: *x\n", "YML-15", (3, 3)),
        ("[a]: b\n", "YML-13", (1, 1)),
        ("a:\n  {b: c}: d\n", "YML-13", (2, 3)),
        (": b\n", "YML-13", (1, 1)),
        ("a: &a [1, *a]\n", "YML-18", (1, 4)),
        ("a: &a\n  ? *a\n  : b\n", "YML-18", (1, 4)),
        ("kind: x\na: b\x00c\n", "YML-06", (2, 5)),
        ("a: b\x1b[0m\n", "YML-06", (1, 5)),
        ("a: \ud800\n", "YML-06", (1, 4)),
        ("a: b\nc: d\ufeff\n", "YML-06", (2, 5)),
        ("a: one\u0085two\n", "YML-07", (1, 7)),
        ("a: one\u2028two\n", "YML-07", (1, 7)),
        ("a: b\r\nc: one\u2029two\r\n", "YML-07", (2, 7)),
    ],
)
def test_what_is_wrong_has_a_code_and_a_place(text: str, code: str, place: tuple[int, int] | None) -> None:
    assert places(text) == [(code, place)]


def test_every_copy_of_a_key_is_found_and_the_first_one_is_read() -> None:
    source = read_text("a: 1\nb: 2\na: 3\na: 4\n", "a.yaml")
    assert source.data == {"a": "1", "b": "2"}
    assert [(each.code, each.span, each.path) for each in source.findings] == [
        ("YML-12", Span(3, 1, 3, 2), ("a",)),
        ("YML-12", Span(4, 1, 4, 2), ("a",)),
    ]
    assert source.findings[0].message == (
        "`a` is written twice in this block: at line 1 and here. Only the first is read."
    )


def test_many_copies_take_no_more_time_than_their_number() -> None:
    keys = [f"k{number}: x\n" for number in range(20_000)]
    source = read_text("".join([*keys, *keys]), "a.yaml")
    assert len(source.findings) == 20_000


def test_keys_such_as_1_and_true_are_texts_and_do_not_collide() -> None:
    source = read_text("1: a\ntrue: b\n1.0: c\n", "a.yaml")
    assert source.findings == []
    assert source.data == {"1": "a", "true": "b", "1.0": "c"}


def test_the_same_invisible_character_again_and_again_is_said_five_times_and_counted() -> None:
    found = read_text("a: b" + "\x0b" * 30 + "\n", "a.yaml").findings
    assert len(found) == 5
    assert found[0].message == (
        "Here stands a manual line break from a word processor (U+000B), which nobody can see. "
        "There are 30 in this file."
    )


def test_text_in_another_encoding_is_refused_where_it_begins() -> None:
    source = read_text("kind: x\nwhat: café au lait\n".encode("latin-1"), "a.yaml")
    assert not source.usable
    [found] = source.findings
    assert (found.code, found.span) == ("YML-04", Span(2, 10, 2, 11))
    assert found.message == (
        "This is not UTF-8: byte 0xe9 at line 2, column 10 has no meaning in it (in Windows-1252 it would be é)."
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_has_its_own_words(encoding: str) -> None:
    source = read_text("kind: agreement\nid: x\n".encode(encoding), "a.yaml")
    assert not source.usable
    assert [each.code for each in source.findings] == ["YML-05"]
    assert "Notepad" in source.findings[0].fix


def test_a_character_of_two_code_units_is_no_sign_of_utf_16() -> None:
    assert read_text("a: 😀\n".encode(), "a.yaml").data == {"a": "😀"}


# ── bounds ───────────────────────────────────────────────────────────────────────────────────────────


def laughs(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (laughs(9), {"YML-17"}),
        ("a: &a '" + "x" * 20_000 + "'\nb:\n" + "- *a\n" * 2_000, {"YML-17"}),
        ("a: " + "[" * 100_000, {"YML-16"}),
        ("a: " + "{" * 3_000, {"YML-16"}),
        ("a: " + "[" * 100, {"YML-16"}),
        ("- " * 200_000, {"YML-16"}),
        ("{a: " * 50_000, {"YML-16"}),
        ("? " * 1_000 + "a", {"YML-16"}),
        ("".join(" " * n + "a:\n" for n in range(100)), {"YML-16"}),
        ("a:\n" + "- \n" * 250_000, {"YML-19"}),
    ],
)
def test_texts_made_to_break_a_reader_are_findings(text: str, codes: set[str]) -> None:
    source = read_text(text, "a.yaml")
    assert not source.usable
    assert source.data is None
    [found] = source.findings
    assert found.code in codes
    assert found.span is not None


def test_sixty_levels_are_no_trouble_and_a_hundred_are_too_many() -> None:
    def nested(levels: int) -> str:
        return "".join("  " * n + "a:\n" for n in range(levels)) + "  " * levels + "b\n"

    assert read_text(nested(60), "a.yaml").findings == []
    [found] = read_text(nested(100), "a.yaml").findings
    assert (found.code, found.span) == ("YML-16", Span(65, 129, 65, 130))


@pytest.mark.parametrize("brackets", [100, 100_000])
def test_too_many_brackets_are_named_where_they_become_too_many(brackets: int) -> None:
    """The C parser gives up at a thousand with an error of its own; what is said is the same."""
    [found] = read_text("a: b\nc: " + "[" * brackets, "a.yaml").findings
    assert (found.code, found.span) == ("YML-16", Span(2, 67, 2, 68))
    assert found.message == "Blocks are nested more than 64 deep."


def test_in_a_long_file_they_are_named_where_the_parser_stopped() -> None:
    [found] = read_text("a: b\n" * 25_000 + "c: " + "[" * 2_000, "a.yaml").findings
    assert (found.code, found.span) == ("YML-16", Span(25_001, 1_003, 25_001, 1_004))


def test_depth_that_comes_through_references_counts_too() -> None:
    text = "a: &a " + "[" * 40 + "x" + "]" * 40 + "\nb: " + "[" * 40 + "*a" + "]" * 40 + "\n"
    assert [code for code, _ in places(text)] == ["YML-16"]


def test_a_few_references_are_read() -> None:
    source = read_text("a: &a [x, y]\nb: [*a, *a]\n", "a.yaml")
    assert source.findings == []
    assert source.data["b"] == [["x", "y"], ["x", "y"]]


def test_too_large_a_text_is_refused_before_it_is_looked_at() -> None:
    source = read_text("a: " + "x" * LARGEST_FILE, "a.yaml")
    assert [each.message for each in source.findings] == ["This file has 2.0 MB; at most 2 MB are read."]
    assert read_text("a: " + "x" * (LARGEST_FILE - 3), "a.yaml").usable


# ── files ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_read_as_its_bytes_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: b\r\nc: d\r\n")
    source = read_file(path, "shown.yaml")
    assert (source.shown_as, source.path, source.newline, source.bom) == ("shown.yaml", path, "\r\n", True)
    assert source.data == {"a": "b", "c": "d"}


def test_a_finding_shows_the_file_as_it_was_named_and_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: b\na: c\n")
    [found] = read_file(path, "agreements/a.yaml").findings
    assert (found.file, found.source_line, found.severity) == ("agreements/a.yaml", "a: c", Severity.ERROR)
    assert found.name == "duplicate-key"
    assert found.why == CODES["YML-12"].why


def test_a_file_that_is_not_there_stops_and_the_nearest_name_is_offered(tmp_path: Path) -> None:
    (tmp_path / "early-help.yaml").touch()
    with pytest.raises(IspError, match=r"There is no file earlyhelp\.yaml\.") as raised:
        read_file(tmp_path / "earlyhelp.yaml", "earlyhelp.yaml")
    assert raised.value.hint == f"Did you mean {tmp_path / 'early-help.yaml'}?"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(IspError) as raised:
        read_file(tmp_path / "no" / "a.yaml", "no/a.yaml")
    assert raised.value.hint == f"There is no folder {tmp_path / 'no'} either; check the path."


@pytest.mark.parametrize("name", ["a\x00b", "x" * 5_000])
def test_impossible_names_stop(name: str) -> None:
    with pytest.raises(IspError):
        read_file(Path(name), name)


def codes_of(path: Path) -> list[tuple[str, str]]:
    source = read_file(path, path.name)
    assert not source.usable
    assert source.data is None
    return [(each.code, each.message) for each in source.findings]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert codes_of(tmp_path) == [("YML-01", "This is a folder, not a file.")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    assert codes_of(pipe) == [("YML-01", "This is a pipe, not a file.")]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such device")
def test_a_device_that_never_ends_is_not_read() -> None:
    assert codes_of(Path("/dev/zero")) == [("YML-01", "This is a device, not a file.")]


def test_links_that_lead_in_a_circle_are_said(tmp_path: Path) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    assert codes_of(loop) == [("YML-02", "This file cannot be read: its links lead round in a circle.")]


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: b\n")
    (tmp_path / "link.yaml").symlink_to("a.yaml")
    assert read_file(tmp_path / "link.yaml", "link.yaml").data == {"a": "b"}


def test_a_file_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: b\n")

    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert codes_of(path) == [("YML-02", "This file cannot be read: you have no permission to read it.")]


def test_a_disk_that_fails_while_it_is_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: b\n")

    def fail(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", fail)
    assert codes_of(path) == [("YML-02", 'This file cannot be read: the system says "Input/output error".')]


def test_a_huge_file_is_refused_by_its_size_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)  # a hole: takes no room

    def never(*_: object) -> bytes:
        raise AssertionError("it was read")

    monkeypatch.setattr(os, "read", never)
    assert codes_of(path) == [("YML-03", "This file has 3000 MB; at most 2 MB are read.")]


def test_a_file_that_grows_while_it_is_read_is_not_read_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: b\n")
    monkeypatch.setattr(os, "read", lambda _, size: b"a" * size)
    assert [code for code, _ in codes_of(path)] == ["YML-03"]


# ── how it is read ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", [AGREEMENT, laughs(3), "a: [b, {c: d}]\n", 'a: "x\\ty"\n', "? a\n: b\n"])
def test_without_libyaml_the_same_is_read(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def seen(source: Source) -> object:
        return source.data, source.findings, [source.span((key,)) for key in source.data]

    fast = seen(read_text(text, "a.yaml"))
    monkeypatch.setattr(composing, "HAVE_LIBYAML", False)
    assert seen(read_text(text, "a.yaml")) == fast


@pytest.mark.parametrize("text", ["- " * 5_000, "a: " + "[" * 5_000, "{a: " * 5_000])
def test_without_libyaml_depth_is_bounded_too(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composing, "HAVE_LIBYAML", False)
    source = read_text(text, "a.yaml")
    assert not source.usable
    assert source.findings[0].code in ("YML-16", "YML-35")


def test_reading_imports_nothing_heavy() -> None:
    program = (
        "import sys; import isptool.reading.source, isptool.reading.traps;"
        "print([m for m in ('pydantic', 'ruamel', 'typer', 'rich', 'jinja2', 'docx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
