"""What the YAML parser cannot read, in plain words and where the slip was made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml.error import Mark, YAMLError
from yaml.scanner import ScannerError

from isptool.findings import Finding, Severity, Span
from isptool.reading import composing, syntax
from isptool.reading.codes import CODES
from isptool.reading.edit import apply
from isptool.reading.source import read_text

# text · code · line, column, end column · what is said · the text after the mechanical fix, if there is one
SLIPS = [
    (
        "title: Visits: safe and well\nid: x\n",
        "YML-20",
        (1, 8, 29),
        "The text after `title:` holds a colon and a space, which begin a new key.",
        'title: "Visits: safe and well"\nid: x\n',
    ),
    (
        "list:\n  - x: it's: so   \n",
        "YML-20",
        (2, 8, 16),
        "The text after `x:` holds a colon and a space, which begin a new key.",
        'list:\n  - x: "it\'s: so"   \n',
    ),
    (
        "what: Some text\n  goes on here\n  with a Note on: colons\n",
        "YML-20",
        (3, 3, 17),
        "This line goes on with the text of line 1, and holds a colon and a space, which begin a new key.",
        None,
    ),
    (
        "title: Visits:\nid: x\n",
        "YML-20",
        (1, 8, 15),
        "The text after `title:` holds a colon",
        'title: "Visits:"\nid: x\n',
    ),
    ("a: Visits: yes # or\n", "YML-20", (1, 4, 20), "The text after `a:` holds a colon and a space", None),
    (
        "title: Visits\n  note: indented\n",
        "YML-32",
        (2, 3, 7),
        "`note:` stands further in than `title` in line 1, which has its value already.",
        None,
    ),
    (
        "- a: b\n   c: d\n",
        "YML-32",
        (2, 4, 5),
        "`c:` stands further in than `a` in line 1, which has its value already.",
        None,
    ),
    (
        'aim: "Safe" visits\n',
        "YML-21",
        (1, 6, 19),
        "This text begins with a quotation mark, so to YAML it ends at the second one.",
        "aim: '\"Safe\" visits'\n",
    ),
    ("a:\n  - 'x' and y\n", "YML-21", (2, 5, 14), "This text begins with an apostrophe", "a:\n  - \"'x' and y\"\n"),
    (
        "what: [Name] of the person\nid: x\n",
        "YML-21",
        (1, 7, 27),
        "This text begins with `[`, so to YAML it ends at the one that closes it.",
        'what: "[Name] of the person"\nid: x\n',
    ),
    ("a: {x} of\n", "YML-21", (1, 4, 10), "This text begins with `{`", 'a: "{x} of"\n'),
    (
        "a: {x [y] z} of\n",
        "YML-35",
        (1, 4, 16),
        "What stands between `{` and `}` is no block of keys and values parted by commas.",
        'a: "{x [y] z} of"\n',
    ),
    ("a: b\nc: [x, {y: z", "YML-35", (2, 8, 9), "The bracket `{` opened here is not closed by `}`.", None),
    ("a: @office\n", "YML-21", (1, 4, 11), "This text begins with `@`", 'a: "@office"\n'),
    ("a: `code`\n", "YML-21", (1, 4, 10), "This text begins with a backtick", 'a: "`code`"\n'),
    ("a: %x of y\n", "YML-21", (1, 4, 11), "This text begins with `%`", 'a: "%x of y"\n'),
    ("a: > 18 years\n", "YML-21", (1, 4, 14), "This text begins with `>`", 'a: "> 18 years"\n'),
    ("a: >18 years\n", "YML-21", (1, 4, 13), "This text begins with `>`", 'a: ">18 years"\n'),
    ("a: >0 cases\n", "YML-21", (1, 4, 12), "This text begins with `>`", 'a: ">0 cases"\n'),
    ("a: | pipe\n", "YML-21", (1, 4, 10), "This text begins with `|`", 'a: "| pipe"\n'),
    ("a: ? unknown\n", "YML-21", (1, 4, 13), "This text begins with `?`", 'a: "? unknown"\n'),
    ("a: , then\n", "YML-21", (1, 4, 10), "This text begins with `,`", 'a: ", then"\n'),
    (
        "a: - one\n",
        "YML-21",
        (1, 4, 9),
        "A dash begins a list item, and a list begins on a line of its own.",
        'a: "- one"\n',
    ),
    ("%x\na: b\n", "YML-21", (1, 1, 3), "A line cannot begin with `%`.", None),
    (
        "a: *very* important\n",
        "YML-22",
        (1, 4, 20),
        "This text begins with `*very*`, which YAML takes as a reference to something named above.",
        'a: "*very* important"\n',
    ),
    ("a: *word then\n", "YML-22", (1, 4, 14), "This text begins with `*word`", 'a: "*word then"\n'),
    ("a: [x, *word]\n", "YML-22", (1, 8, 13), "This text begins with `*word`", None),
    ("a: & sons\n", "YML-22", (1, 4, 10), "This text begins with `&`", 'a: "& sons"\n'),
    (
        "a: &x one\nb: &x two\n",
        "YML-22",
        (2, 4, 10),
        "`&x` is taken as a name for reference, for the second time in this file.",
        'a: &x one\nb: "&x two"\n',
    ),
    ("a: !e!x y\n", "YML-14", (1, 4, 10), "This text begins with `!`, which YAML takes as a tag.", 'a: "!e!x y"\n'),
    ("a: !x,y z\n", "YML-14", (1, 4, 10), "This text begins with `!`", 'a: "!x,y z"\n'),
    (
        "what: Share the #1\n  need only\n",
        "YML-24",
        (1, 17, 19),
        "The text of line 1 ends at ` #`, so line 2 cannot go on with it.",
        None,
    ),
    ("a:\n\t- b\n", "YML-31", (2, 1, 2), "This line is indented with a tab.", None),
    ("a: b\n\tc: d\n", "YML-31", (2, 1, 2), "This line is indented with a tab.", None),
    (
        "a:\n  b: 1\n c: 2\n",
        "YML-32",
        (3, 2, 3),
        "This line is indented by 1 space; the block that began in line 1 by 0; the line above by 2.",
        None,
    ),
    (
        "a: |\n    text\n  less\n",
        "YML-32",
        (3, 3, 4),
        "This line is indented by 2 spaces; the block that began in line 1 by 0; the line above by 4.",
        None,
    ),
    ("a: b\n- c\n", "YML-32", (2, 1, 2), "A list item (`- `) stands here among keys.", None),
    ("- a\nb: c\n", "YML-32", (2, 1, 2), "This stands among the items of a list and is no item.", None),
    (" a: b\nc: d\n", "YML-32", (2, 1, 2), "This line is indented by 0 spaces; the line above by 1.", None),
    ("a: 'tis\nb: c\n", "YML-33", (1, 4, 5), "The apostrophe opened here is never closed.", None),
    ('a: b\nc:\n  - "open\nd: e\n', "YML-33", (3, 5, 6), "The quotation mark opened here is never closed.", None),
    ("a: 'x\nb: 'y'\n", "YML-33", (1, 4, 5), "The quotation mark opened here is closed only in line 2.", None),
    (
        "title Safe and well\nid: x\n",
        "YML-34",
        (1, 1, 20),
        "This line is neither a key with a colon nor indented as part of a text.",
        None,
    ),
    ("a: b\nmore text\nc: d\n", "YML-34", (2, 1, 10), "This line is neither a key with a colon", None),
    ("a:\n  title Safe\n  b: c\n", "YML-34", (2, 3, 13), "This line is neither a key with a colon", None),
    ("a: b\nid:x\nc: d\n", "YML-34", (2, 3, 4), "There is no space after the colon of `id`.", "a: b\nid: x\nc: d\n"),
    (
        "a: b\nid:\u00a0x\nc: d\n",
        "YML-37",
        (2, 4, 5),
        "Here stands a space that is none (U+00A0); YAML takes it for a letter.",
        "a: b\nid: x\nc: d\n",
    ),
    ("a: [x, y\nb: c\n", "YML-35", (1, 4, 5), "The bracket `[` opened here is not closed by `]`.", None),
    ("a: b\n]\nc: d\n", "YML-35", (2, 1, 2), "The bracket `]` closes here, and was not opened.", None),
    ("a:\n  - b\n}\n", "YML-35", (3, 1, 2), "The bracket `}` closes here, and was not opened.", None),
    ("a: {x: y\nb: c\n", "YML-35", (1, 4, 5), "The bracket `{` opened here is not closed by `}`.", None),
    (
        'a: ["x" y, z]\n',
        "YML-35",
        (1, 4, 14),
        "What stands between `[` and `]` is no list of ids parted by commas.",
        "a: '[\"x\" y, z]'\n",
    ),
    ('a: "C:\\Users"\n', "YML-36", (1, 7, 9), "`\\U` in double quotation marks stands for a character", None),
    ('a: "x\\y"\n', "YML-36", (1, 6, 8), "`\\y` in double quotation marks stands for a character", None),
]


def only(text: str) -> Finding:
    source = read_text(text, "a.yaml")
    assert not source.usable
    assert source.data is None
    [found] = source.findings
    return found


@pytest.mark.parametrize(("text", "code", "place", "said", "fixed"), SLIPS)
def test_a_slip_is_named_where_it_was_made(
    text: str, code: str, place: tuple[int, int, int], said: str, fixed: str | None
) -> None:
    found = only(text)
    assert found.span is not None
    assert found.span.line == found.span.end_line
    assert (found.code, (found.span.line, found.span.column, found.span.end_column)) == (code, place)
    assert found.message.startswith(said)
    assert found.severity is Severity.ERROR
    assert (found.edit is not None) == (fixed is not None)
    assert found.source_line == text.split("\n")[found.span.line - 1]


@pytest.mark.parametrize(("text", "fixed"), [(text, fixed) for text, _, _, _, fixed in SLIPS if fixed])
def test_a_mechanical_fix_makes_the_file_readable(text: str, fixed: str) -> None:
    source = read_text(text, "a.yaml")
    edit = source.findings[0].edit
    assert edit is not None
    assert apply(source, [edit]) == fixed
    assert read_text(fixed, "a.yaml").usable


@pytest.mark.parametrize(("text", "code"), [(text, code) for text, code, *_ in SLIPS if "!x,y" not in text])
def test_without_libyaml_the_same_slip_is_named(text: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = only(text)
    monkeypatch.setattr(composing, "HAVE_LIBYAML", False)
    slow = read_text(text, "a.yaml").findings[0]
    assert (slow.code, slow.span, slow.message) == (code, fast.span, fast.message)


def test_the_parsers_own_words_are_never_shown() -> None:
    for text, *_ in SLIPS:
        said = only(text).message + only(text).fix
        for theirs in ("expected", "token", "scalar", "context", "did not find", "mapping", "while "):
            assert theirs not in said


def test_every_slip_in_a_file_is_found_in_one_run() -> None:
    text = (
        "kind: agreement\n"
        "title: Visits: safe\n"
        "people:\n"
        "  a: b\n"
        "summary: 'tis so\n"
        "data:\n"
        "  x: @y\n"
        "  z: fine\n"
        "parties: [a, b\n"
        "law:\n"
        "  - for: a\n"
        "answers:\n"
        "\t- b\n"
    )
    found = [(each.code, each.span.line if each.span else 0) for each in read_text(text, "a.yaml").findings]
    assert found == [("YML-20", 2), ("YML-33", 5), ("YML-21", 7), ("YML-35", 9), ("YML-31", 13)]


def test_a_reference_to_another_block_is_no_further_slip() -> None:
    text = "a: &x one\nb: c: d\ne: *x\n"
    assert [each.code for each in read_text(text, "a.yaml").findings] == ["YML-20"]


def test_fixing_everything_at_once_makes_the_file_readable() -> None:
    text = "title: Visits: safe\nid: @x\nwhat: [Name] of\nlast: fine\n"
    source = read_text(text, "a.yaml")
    edits = [each.edit for each in source.findings if each.edit]
    assert len(edits) == 3
    assert apply(source, edits) == 'title: "Visits: safe"\nid: "@x"\nwhat: "[Name] of"\nlast: fine\n'


_PIECES = st.sampled_from(
    ["a", "b: c", ": ", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", "'", '"', " #", "&x ", "*x", "|", ">", "@",
     "%", "!t ", ",", "?", "\t", "~", "\r\n", "é", "<<: ", "---", "...", "\\", "`", "x: |\n  y", "k: v\n"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25))
def test_no_text_raises_and_every_finding_has_a_place_in_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    source = read_text(text, "a.yaml")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert source.usable or source.findings
    assert source.usable == isinstance(source.data, dict)
    for found in source.findings:
        assert found.code in CODES
        assert found.message.endswith((".", "?"))
        if found.span is not None:
            assert 1 <= found.span.line <= len(lines)
            assert 1 <= found.span.column <= len(lines[found.span.line - 1]) + 1
            assert (found.span.end_line, found.span.end_column) >= (found.span.line, found.span.column)


def test_what_a_later_parser_may_say_is_placed_and_not_quoted() -> None:
    mark = Mark("", 9, 1, 3, None, None)
    [found] = syntax.explain(
        "a: b\nc: d\n", ScannerError(problem="has words that nobody has heard yet", problem_mark=mark)
    )
    assert (found.code, found.span) == ("YML-08", Span(2, 4, 2, 5))
    assert found.message == "From here on this cannot be read as YAML."
    [found] = syntax.explain("a: b\n", YAMLError("no place at all"))
    assert (found.code, found.span) == ("YML-08", None)
    assert found.message == "This file cannot be read as YAML."
