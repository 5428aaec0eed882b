"""For tests: the same data typed in YAML as different people type it."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from isptool.reading import scalars

_LETTERS = st.characters(
    min_codepoint=0x20, exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="\ufeff\u2028\u2029\u0085\u00a0"
)
WORDS = st.text(_LETTERS, min_size=1, max_size=20)
AWKWARD = st.sampled_from(
    ["no", "yes", "12:30", "0123", "1_000", "~", "null", "a: b", "Risk: x y", "[Name] of", "it's", '"q" then', "# five",
     "a #b", "@office", "- dash", "> 18", " lead", "trail ", "5.0", "2026-12-15", "", "*star", "&and", "!", "{x}",
    "a,b",      "back\\slash", "ends:", "tab\there", "%", "---", "? q", "x - y"]
)  # fmt: skip
PROSE = st.lists(WORDS | AWKWARD, min_size=2, max_size=4).map(lambda lines: "\n".join(lines).rstrip("\n"))
IDS = st.from_regex(r"[a-z]{1,6}(-[a-z]{1,4})?", fullmatch=True)
TEXTS = WORDS | AWKWARD | PROSE | IDS
KEYS = IDS | st.sampled_from(["With space", "no", "a: b", "it's", "12", "#x", "[k]"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | TEXTS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4)
        | st.lists(IDS, min_size=1, max_size=4)
        | st.dictionaries(KEYS, inner, min_size=1, max_size=4)
    ),
    max_leaves=14,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=5)


def typed(data: dict[str, Any], random: Random) -> str:
    """A document as somebody might type it: quotation marks, comments, empty lines and indents as they come."""
    lines = _mapping(data, 0, random)
    if random.random() < 0.3:
        lines.insert(0, "# at the head")
    newline = random.choice(["\n", "\n", "\r\n"])
    text = newline.join(lines) + (newline if random.random() < 0.8 else "")
    return ("\ufeff" if random.random() < 0.2 else "") + text


def _mapping(data: dict[str, Any], indent: int, random: Random) -> list[str]:
    lines: list[str] = []
    for key, value in data.items():
        _around(lines, indent, random)
        name = scalars.on_one_line(key, style=random.choice(["", "", "'", '"']))
        lines += _entry(f"{' ' * indent}{name}:", value, indent, random, in_list=False)
    return lines


def _list(data: list[Any], indent: int, random: Random) -> list[str]:
    lines: list[str] = []
    for value in data:
        _around(lines, indent, random)
        lines += _entry(f"{' ' * indent}-", value, indent, random, in_list=True)
    return lines


def _around(lines: list[str], indent: int, random: Random) -> None:
    chance = random.random()
    if chance < 0.1:
        lines.append("")
    elif chance < 0.25:
        lines.append(f"{' ' * indent}# about what follows")


def _entry(head: str, value: Any, indent: int, random: Random, *, in_list: bool) -> list[str]:
    beside = "  # beside" if random.random() < 0.15 else ""
    if value is None:
        return [head + beside]
    if isinstance(value, dict):
        inner = indent + random.choice([2, 2, 4])
        lines = _mapping(value, inner, random)
        if in_list and lines[0].strip() and not lines[0].lstrip().startswith("#"):
            lines = _mapping(value, indent + 2, random)
            while not lines[0].strip() or lines[0].lstrip().startswith("#"):
                lines.pop(0)
            return [f"{head} {lines[0].strip()}", *lines[1:]]
        return [head + beside, *lines]
    if isinstance(value, list):
        if random.random() < 0.5 and all(isinstance(each, str) and "\n" not in each for each in value):
            shown = ", ".join(scalars.on_one_line(each, in_brackets=True) for each in value)
            return [f"{head} [{shown}]{beside}"]
        return [head + beside, *_list(value, indent + (2 if in_list else random.choice([0, 2, 2, 4])), random)]
    if "\n" in value:
        inner = indent + random.choice([2, 4])
        header, body = scalars.block(value, inner, indicator=str(inner - indent))
        return [f"{head} {header}{random.choice(['', '-'])}{beside}", *body.split("\n")]
    return [f"{head} {scalars.on_one_line(value, style=random.choice(['', '', chr(39), chr(34)]))}{beside}"]
