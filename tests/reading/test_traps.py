"""YAML's traps for prose: each is found, mended where that is mechanical, and good prose is left in peace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isptool.findings import Severity
from isptool.reading.edit import apply
from isptool.reading.source import read_file, read_text
from isptool.reading.traps import find, text_became_mapping
from isptool.reading.write import write

# text · code · path · line, column, end line, end column · the text after the mechanical fix, if there is one
TRAPS: list[tuple[str, str, tuple[str | int, ...], tuple[int, int, int, int], str | None]] = [
    ("name: &Sons Ltd\n", "YML-23", ("name",), (1, 7, 1, 12), 'name: "&Sons Ltd"\n'),
    ("a:\n  - &R and D\n", "YML-23", ("a", 0), (2, 5, 2, 7), 'a:\n  - "&R and D"\n'),
    ("a: &x\n  b: c\n", "YML-23", ("a",), (1, 4, 1, 6), None),
    ("a: ! Important\n", "YML-14", ("a",), (1, 4, 1, 15), 'a: "! Important"\n'),
    ("ref: ISA #12\n", "YML-24", ("ref",), (1, 10, 1, 13), 'ref: "ISA #12"\n'),
    ("a: See the #MeToo notes\n", "YML-24", ("a",), (1, 12, 1, 24), 'a: "See the #MeToo notes"\n'),
    ("a: #3 of 5\n", "YML-24", ("a",), (1, 4, 1, 11), None),
    ("a: Decide which homes to offer # a visit\n", "YML-24", ("a",), (1, 32, 1, 41), None),
    ("a:\n  - One of the # of people\n", "YML-24", ("a", 0), (2, 16, 2, 27), None),
    ("a: {name, date of birth}\n", "YML-25", ("a",), (1, 4, 1, 25), 'a: "{name, date of birth}"\n'),
    ("a: {x: y, z}\n", "YML-25", ("a",), (1, 4, 1, 13), None),
    ("a: [see the annex, page 3]\n", "YML-26", ("a",), (1, 4, 1, 5), None),
    ("a: [Full name, and date of birth]\n", "YML-26", ("a",), (1, 4, 1, 5), None),
    ("a: [Share it, then delete it.]\n", "YML-26", ("a",), (1, 4, 1, 5), None),
    ("a: [Decide which homes to offer a visit first, x]\n", "YML-26", ("a",), (1, 4, 1, 5), None),
    (
        "what: We share\n  - names\n  - dates\nb: c\n",
        "YML-28",
        ("what",),
        (1, 7, 3, 10),
        "what: |\n  We share\n  - names\n  - dates\nb: c\n",
    ),
    (
        "a:\n  - what: We share\n      with others\n\n      - names\n      - dates\n",
        "YML-28",
        ("a", 0, "what"),
        (2, 11, 6, 14),
        "a:\n  - what: |\n      We share\n      with others\n\n      - names\n      - dates\n",
    ),
    ("a: 'We share\n  - x'\n", "YML-28", ("a",), (1, 4, 2, 7), None),
    ("a: >\n  We share\n  - x\n", "YML-28", ("a",), (1, 4, 1, 5), "a: |\n  We share\n  - x\n"),
    ("a: >-\n  We share\n  * x\n", "YML-28", ("a",), (1, 4, 1, 5), "a: |-\n  We share\n  * x\n"),
    ("a: ~\n", "YML-29", ("a",), (1, 4, 1, 5), "a:\n"),
    ("a: null\n", "YML-29", ("a",), (1, 4, 1, 8), None),
    ("a: 1_000\n", "YML-30", ("a",), (1, 4, 1, 9), 'a: "1_000"\n'),
    ("a: 0x1F\n", "YML-30", ("a",), (1, 4, 1, 8), 'a: "0x1F"\n'),
    ("a: 12e5\n", "YML-30", ("a",), (1, 4, 1, 8), 'a: "12e5"\n'),
    ("a: 0123\n", "YML-30", ("a",), (1, 4, 1, 8), 'a: "0123"\n'),
    ("a: 0o17\n", "YML-30", ("a",), (1, 4, 1, 8), 'a: "0o17"\n'),
    ("a: 12:30\n", "YML-30", ("a",), (1, 4, 1, 9), 'a: "12:30"\n'),
    ('a: "C:\\temp"\n', "YML-36", ("a",), (1, 4, 1, 13), "a: 'C:\\temp'\n"),
    ("b: c\n\u00a0a: d\n", "YML-37", ("\u00a0a",), (2, 1, 2, 3), "b: c\na: d\n"),
    ("my\u00a0key: d\n", "YML-37", ("my\u00a0key",), (1, 1, 1, 7), "my key: d\n"),
    ("a\u200bb: d\n", "YML-37", ("a\u200bb",), (1, 1, 1, 4), "ab: d\n"),
]


@pytest.mark.parametrize(("text", "code", "path", "place", "fixed"), TRAPS)
def test_a_trap_is_found_where_it_is(
    text: str, code: str, path: tuple[str | int, ...], place: tuple[int, int, int, int], fixed: str | None
) -> None:
    source = read_text(text, "a.yaml")
    assert source.findings == []
    [found] = find(source)
    assert found.span is not None
    span = (found.span.line, found.span.column, found.span.end_line, found.span.end_column)
    assert (found.code, found.path, span) == (code, path, place)
    assert (found.edit is not None) == (fixed is not None)


@pytest.mark.parametrize(("text", "fixed"), [(text, fixed) for text, _, _, _, fixed in TRAPS if fixed])
def test_the_mechanical_fix_ends_the_trap(text: str, fixed: str) -> None:
    source = read_text(text, "a.yaml")
    edit = find(source)[0].edit
    assert edit is not None
    assert apply(source, [edit]) == fixed
    mended = read_text(fixed, "a.yaml")
    assert mended.findings == []
    assert find(mended) == []


def test_every_trap_in_a_file_is_found_in_its_order() -> None:
    text = "".join(text.replace("a:", f"k{number}:", 1) for number, (text, *_) in enumerate(TRAPS[3:9]))
    found = find(read_text(text, "a.yaml"))
    assert [each.code for each in found] == [code for _, code, *_ in TRAPS[3:9]]
    assert [each.span.line for each in found if each.span] == sorted(each.span.line for each in found if each.span)


def test_a_tag_that_ate_a_word_can_be_mended() -> None:
    source = read_text("a: !important read this\n", "a.yaml")
    [found] = source.findings
    assert found.message == "`!important` is taken as a YAML tag, so these letters are no longer part of the text."
    assert found.edit is not None
    assert apply(source, [found.edit]) == 'a: "!important read this"\n'


def test_numbers_are_advice_and_lost_words_are_errors() -> None:
    severities = {code: find(read_text(text, "a.yaml"))[0].severity for text, code, *_ in TRAPS}
    assert severities["YML-30"] is Severity.INFO
    assert severities["YML-24"] is Severity.WARNING
    assert severities["YML-23"] is severities["YML-25"] is Severity.ERROR


# ── a text that became a block ───────────────────────────────────────────────────────────────────────


def test_a_bullet_with_a_colon_became_a_block() -> None:
    source = read_text("not-for:\n  - Enforcement\n  - Risk: the crew must know   \n", "a.yaml")
    found = text_became_mapping(source, ("not-for", 1))
    assert found is not None
    assert found.message == "A text was expected here, but YAML reads `Risk:` as a key."
    assert found.span is not None
    assert (found.code, found.span.line, found.span.column, found.span.end_column) == ("YML-27", 3, 5, 29)
    assert found.edit is not None
    assert apply(source, [found.edit]) == ('not-for:\n  - Enforcement\n  - "Risk: the crew must know"   \n')


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a:\n  - plain\n", ("a", 0)),
        ("a:\n  - x: y\n    z: w\n", ("a", 0)),
        ("a:\n  - {x: y}\n", ("a", 0)),
        ("a:\n  - x:\n      y: z\n", ("a", 0)),
        ("a: b\n", ("missing",)),
        ("- a\n", (0,)),
    ],
)
def test_other_values_are_no_text_that_became_a_block(text: str, path: tuple[str | int, ...]) -> None:
    assert text_became_mapping(read_text(text, "a.yaml"), path) is None


@pytest.mark.parametrize("value", ["|\n      long\n      text", "one\n      two", "why # or"])
def test_a_block_that_is_no_single_line_gets_no_mechanical_fix(value: str) -> None:
    source = read_text(f"a:\n  - Risk: {value}\n", "a.yaml")
    found = text_became_mapping(source, ("a", 0))
    assert found is not None
    assert found.edit is None


# ── no false alarm ───────────────────────────────────────────────────────────────────────────────────

GOOD = """\
# yaml-language-server: $schema=isptool.json
kind: agreement
version: 5.0            # not 5
older: 1.10
called: ISA # what we call it
under: none  #standalone
status: draft # or consultation
title: R&D, T&Cs and the *word* in stars
aim: Decide which homes to offer. # from the panel
clause: Section 4(1)(a) - see annex
range: 3-5 days; 24/7; 50%; £4,000 (about)
time: at 12:30 on Monday
phone: 01234 567890
ref: WD/2026/0123
hash: issue#12 and C#
mail: office@wolds.example
link: https://wolds.example/a#b
on: 2026-12-15
children: no
empty:
number: 0
part: 6(1)(e)
negative: -5
ids: [wolds-council, wolds-and-dales-police, each-of.group]
cites: [6(1)(e), 9(2)(g) with Schedule 1 paragraph 6]
names: [DPO, data protection officer, Data Security and Protection Toolkit, 1. first, e.g.]
quoted: ["one two three, four", 'x y z']
braces: {not-yet: Drafted, who: DPO}
none: {}
nil: []
one-bullet: After an empty line

  - a bullet begins a line
wrapped: A long text that goes on
  over two lines - with a dash - and ends
named: &shared [a, b]
same: *shared
said: "She said: \\"no\\"\\tand left"
own: |
  ! any mark may stand here: even # and &this or *that
  - bullets too
  [Name], {x}, @y, ~
folded: >
  One paragraph
  of two lines

  - and a bullet of its own
bullets:
  - One thing (see note)
  - "Risk: the crew must know"
  - 'null'
  - "0123"
"""


def test_good_prose_raises_no_alarm() -> None:
    source = read_text(GOOD, "a.yaml")
    assert source.findings == []
    assert [(each.code, each.path) for each in find(source)] == []


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_of_other_systems_raise_no_alarm(newline: str) -> None:
    source = read_text(GOOD.replace("\n", newline), "a.yaml")
    assert source.findings == []
    assert find(source) == []


_LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="\ufeff\u2028\u2029\u0085")
_SENTENCES = st.text(_LETTERS, min_size=1, max_size=40)
_PROSE = st.lists(_SENTENCES, min_size=1, max_size=3).map("\n".join)
_IDS = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z]{1,4})?", fullmatch=True)
_DATA: st.SearchStrategy[Any] = st.recursive(
    st.none() | _PROSE | _IDS,
    lambda inner: st.lists(inner, min_size=1, max_size=4) | st.dictionaries(_IDS, inner, min_size=1, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(_IDS, _DATA, min_size=1, max_size=5))
def test_what_is_written_by_the_house_never_falls_into_a_trap(data: dict[str, Any]) -> None:
    source = read_text(write(data), "a.yaml")
    assert source.findings == []
    assert find(source) == []


# ── what the house itself ships ──────────────────────────────────────────────────────────────────────

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path for folder in ("templates", "examples") for path in (ROOT / folder).rglob("*.y*ml"))


def test_there_is_a_corpus() -> None:
    assert len(SHIPPED) >= 20


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_that_is_shipped_raises_an_alarm(path: Path) -> None:
    source = read_file(path, path.name)
    assert [(each.code, each.span) for each in (*source.findings, *find(source))] == []
