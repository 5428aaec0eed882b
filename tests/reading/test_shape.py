"""Plain data to a model: every mistake in plain words at its place, and the rest of the document still read."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, field_validator, model_validator

from isptool.findings import Edit, Finding, Severity
from isptool.model.documents import ANY_FILE
from isptool.model.fields import Block, Day, Duration, Id, Many, Prose, Text, YesNo
from isptool.model.node import Node, Row, hyphenated
from isptool.reading import schema
from isptool.reading.shape import Shaped, shape, shape_by_kind
from isptool.reading.source import read_text


class Colour(Enum):
    RED = "dark-red"
    BLUE = "sky-blue"


class Post(Node):
    kind: Literal["post"]
    address: Text


class Online(Node):
    kind: Literal["online", "portal"]
    link: Text = Field(description="Where it is.")


class Item(Row):
    what: Text | None = None
    needed_for: dict[Id, Prose | None] = Field(default_factory=dict)
    category: Many[Literal["ordinary", "special-health"]] = Field(default_factory=list)
    count: int | None = None


class Answer(Node):
    model_config = ConfigDict(extra="allow")

    answer: Many[Id] = Field(default_factory=list)
    until: Day | None = None


class Flow(Node):
    what: Text = Field(description="The flow in words.")
    within: Duration | None = None
    how: Annotated[Post | Online, Field(discriminator="kind")] | None = None


class Document(Node):
    kind: Literal["thing"]
    title: Text = Field(description="Its title.")
    status: Literal["draft", "consultation"] = "draft"
    colour: Colour | None = None
    on: Day | None = None
    live: YesNo | None = None
    called_here: Text | None = None
    not_for: Many[Prose] = Field(default_factory=list)
    items: dict[Id, Block[Item]] = Field(default_factory=dict)
    flows: list[Flow] = Field(default_factory=list)
    answers: dict[Id, Many[Answer]] = Field(default_factory=dict)
    either: Text | Flow | None = None
    short: list[Text] = Field(default_factory=list, max_length=2)


HEAD = "kind: thing\ntitle: A thing\n"


def read(text: str) -> Shaped[Document]:
    return shape(read_text(text, "thing.yaml"), Document)


def only(text: str) -> Finding:
    [found] = read(text).findings
    return found


def where(found: Finding) -> tuple[str, int, int, int]:
    assert found.span is not None
    return found.code, found.span.line, found.span.column, found.span.end_column


def test_a_good_file_becomes_its_model() -> None:
    shaped = read(
        HEAD + "on: 15 December 2026\nlive: no\nx-ours: {a: b}\nitems:\n  name:\n    what: Name\n"
        "    needed-for:\n      p:\n  empty:\nflows:\n  - what: Monthly\n    how:\n      kind: portal\n      link: l\n"
        "answers:\n  a:\n    answer: x\n"
    )
    assert shaped.findings == []
    assert shaped.left_out == ()
    assert shaped.model is not None
    assert shaped.model.on == date(2026, 12, 15)
    assert shaped.model.live is False
    assert shaped.model.items["name"].needed_for == {"p": None}
    assert isinstance(shaped.model.flows[0].how, Online)
    assert shaped.model.answers["a"][0].answer == ["x"]


# text after HEAD · code · line, column, end column · message · left out
VALUES: list[tuple[str, str, tuple[int, int, int], str, list[tuple[str | int, ...]]]] = [
    (
        "status: darft\n",
        "FMT-03",
        (3, 9, 14),
        "`status` cannot be `darft`; it is one of draft, consultation. Did you mean `draft`?",
        [("status",)],
    ),
    (
        "colour: Dark red\n",
        "FMT-03",
        (3, 9, 17),
        "`colour` cannot be `Dark red`; it is one of dark-red, sky-blue. Did you mean `dark-red`?",
        [("colour",)],
    ),
    (
        "on: 15/12/2026\n",
        "FMT-03",
        (3, 5, 15),
        (
            "`on`: `15/12/2026` is not read as a date: write 15 December 2026 or 2026-12-15. "
            "Did you mean `15 December 2026`?"
        ),
        [("on",)],
    ),
    ("on: 2026-02-30\n", "FMT-03", (3, 5, 15), "`on`: `2026-02-30` is not a day of the calendar.", [("on",)]),
    ("live: perhaps\n", "FMT-03", (3, 7, 14), "`live`: `perhaps` is not yes or no.", [("live",)]),
    (
        "not-for:\n  - x\n  -\n",
        "STR-01",
        (5, 4, 4),
        "Item 2 of `not-for` has no value; it should be text.",
        [("not-for", 1)],
    ),
    ("on: [a]\n", "STR-01", (3, 1, 3), "`on` is a list; it should be a date.", [("on",)]),
    (
        "called-here: |\n  two\n  lines\n",
        "FMT-03",
        (3, 14, 15),
        "`called-here` runs over several lines; it should be one line. Did you mean `two lines`?",
        [("called-here",)],
    ),
    (
        "items: [a, b]\n",
        "STR-01",
        (3, 1, 6),
        "`items` is a list; it should be a block of keys and values.",
        [("items",)],
    ),
    (
        "flows:\n  a: b\n",
        "STR-01",
        (3, 1, 6),
        "`flows` is a block of keys and values; it should be a list.",
        [("flows",)],
    ),
    ("flows: text\n", "STR-01", (3, 8, 12), "`flows` is a text; it should be a list.", [("flows",)]),
    (
        "flows:\n  - what: x\n  - text\n",
        "STR-01",
        (5, 5, 9),
        "Item 2 of `flows` is a text; it should be a block of keys and values.",
        [("flows", 1)],
    ),
    (
        "items:\n  a:\n    category: [ordinary, special_health, odd]\n",
        "FMT-03",
        (5, 26, 40),
        (
            "Item 2 of `category` cannot be `special_health`; it is one of ordinary, special-health. "
            "Did you mean `special-health`?"
        ),
        [("items", "a", "category", 1), ("items", "a", "category", 2)],
    ),
    (
        "items:\n  a:\n    category: Ordinary\n",
        "FMT-03",
        (5, 15, 23),
        "`category` cannot be `Ordinary`; it is one of ordinary, special-health. Did you mean `ordinary`?",
        [("items", "a", "category")],
    ),
    (
        "items:\n  Full name:\n    what: x\n",
        "FMT-03",
        (4, 3, 12),
        "The key `Full name` is not an id: ids are lower-case letters, digits and hyphens. Did you mean `full-name`?",
        [("items", "Full name")],
    ),
    (
        "items:\n  a:\n    needed-for:\n      P:\n",
        "FMT-03",
        (6, 7, 8),
        "The key `P` is not an id: ids are lower-case letters, digits and hyphens. Did you mean `p`?",
        [("items", "a", "needed-for", "P")],
    ),
    (
        "items:\n  a: {count: 12}\n",
        "STR-01",
        (4, 14, 16),
        "`count` is a text; it should be a whole number.",
        [("items", "a", "count")],
    ),
    (
        "flows:\n  - what: x\n    within: soon\n",
        "FMT-03",
        (5, 13, 17),
        "`within`: `soon` is not read as a period: write it as 12 months, 5 working days or 24 hours.",
        [("flows", 0, "within")],
    ),
    (
        "flows:\n  - what: x\n    how:\n      kind: portl\n      link: l\n",
        "FMT-03",
        (6, 13, 18),
        "`kind` cannot be `portl`; it is one of post, online, portal. Did you mean `portal`?",
        [("flows", 0, "how")],
    ),
    (
        "answers:\n  a:\n    until: 1/2/2026\n",
        "FMT-03",
        (5, 12, 20),
        (
            "`until`: `1/2/2026` is not read as a date: write 15 December 2026 or 2026-12-15. "
            "Did you mean `1 February 2026`?"
        ),
        [("answers", "a", "until")],
    ),
    (
        "answers:\n  a:\n    - answer: x\n    - until: never\n",
        "FMT-03",
        (6, 14, 19),
        "`until`: `never` is not read as a date: write 15 December 2026 or 2026-12-15.",
        [("answers", "a", 1, "until")],
    ),
    (
        "on: {not-yet: waiting, who: a, until: 1/2/2026}\n",
        "FMT-03",
        (3, 39, 47),
        (
            "`until`: `1/2/2026` is not read as a date: write 15 December 2026 or 2026-12-15. "
            "Did you mean `1 February 2026`?"
        ),
        [("on", "until")],
    ),
    (
        "not-for:\n  - fine\n  - Risk: the crew\n",
        "YML-27",
        (5, 5, 19),
        "A text was expected here, but YAML reads `Risk:` as a key.",
        [("not-for", 1)],
    ),
    (
        "called-here: [Name]\n",
        "STR-01",
        (3, 1, 12),
        "`called-here` is a list; it should be a line of text.",
        [("called-here",)],
    ),
    ("short: [a, b, c]\n", "STR-01", (3, 1, 6), "`short` has 3 entries; there may be at most 2.", [("short",)]),
    ("either: [a]\n", "STR-01", (3, 1, 7), "`either` is a list; it should be a line of text.", [("either",)]),
]


@pytest.mark.parametrize(("text", "code", "place", "message", "left_out"), VALUES)
def test_a_value_that_is_not_understood(
    text: str, code: str, place: tuple[int, int, int], message: str, left_out: list[tuple[str | int, ...]]
) -> None:
    shaped = read(HEAD + text)
    found = shaped.findings[0]
    assert where(found) == (code, *place)
    assert found.message == message
    assert found.severity is Severity.ERROR
    assert found.file == "thing.yaml"
    assert list(shaped.left_out) == left_out
    assert shaped.model is not None
    assert shaped.model.title == "A thing"


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("status: Draft\n", Edit("set", ("status",), "draft")),
        ("status: darft\n", Edit("set", ("status",), "draft")),
        ("status: consulting\n", None),  # near, and not near enough to be done unasked
        ("on: 15/12/2026\n", Edit("set", ("on",), "15 December 2026")),
        ("items:\n  Full name:\n", Edit("rename-key", ("items", "Full name"), "full-name")),
        ("flows:\n  - what: x\n    how:\n      kind: Post\n", Edit("set", ("flows", 0, "how", "kind"), "post")),
        ("live: [a]\n", None),
    ],
)
def test_what_is_surely_meant_can_be_mended(text: str, edit: Edit | None) -> None:
    assert only(HEAD + text).edit == edit


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_key_says_what_belongs_there() -> None:
    found = only("kind: thing\n")
    assert where(found) == ("STR-01", 1, 1, 2)
    assert found.message == "`title` is missing."
    assert found.fix == "Add `title:`. Its title."
    assert read("kind: thing\n").model is None


def test_a_missing_key_in_a_list_is_shown_at_its_item_and_the_item_is_left_out() -> None:
    shaped = read(HEAD + "flows:\n  - what: one\n  - within: 3 days\n  - what: three\n    within: soon\n")
    assert [where(each)[:3] for each in shaped.findings] == [("STR-01", 5, 5), ("FMT-03", 7, 13)]
    assert shaped.findings[0].message == "`what` is missing in Item 2 of `flows`."
    assert shaped.left_out == (("flows", 1), ("flows", 2, "within"))
    assert shaped.model is not None
    assert [flow.what for flow in shaped.model.flows] == ["one", "three"]


def test_a_missing_kind_of_a_union_names_the_kinds() -> None:
    found = only(HEAD + "flows:\n  - what: x\n    how:\n      link: l\n")
    assert where(found) == ("STR-01", 5, 5, 8)
    assert found.message == "`kind` is missing in `how`."
    assert found.fix == "Add `kind:`. One of: post, online, portal."


def test_a_missing_key_of_one_value_is_offered_whole() -> None:
    assert read("title: x\n").findings[0].fix == "Add `kind: thing`."


def test_a_misspelt_key_that_is_missing_is_one_finding_and_is_read_as_meant() -> None:
    shaped = read("kind: thing\ntitel: A thing\n")
    [found] = shaped.findings
    assert where(found) == ("FMT-01", 2, 1, 6)
    assert found.message == "`titel` is no key here, and `title` is missing: is it meant?"
    assert found.edit == Edit("rename-key", ("titel",), "title")
    assert shaped.model is not None
    assert shaped.model.title == "A thing"
    assert shaped.left_out == ()


def test_a_misspelt_key_that_need_not_be_there_is_read_as_meant_too() -> None:
    shaped = read(HEAD + "Status: consultation\nflows:\n  - what: x\n    with_in: 3 days\n    withn: soon\n")
    first, second = shaped.findings[0], shaped.findings[1]
    assert (first.message, first.edit) == (
        "`Status` is no key here. Did you mean `status`?",
        Edit("rename-key", ("Status",), "status"),
    )
    assert (second.code, second.edit) == ("FMT-01", Edit("rename-key", ("flows", 0, "with_in"), "within"))
    assert shaped.model is not None
    assert shaped.model.status == "consultation"
    assert shaped.model.flows[0].within is not None
    # of two misspellings of one key the first is read, the other left out
    assert shaped.findings[2].edit is None
    assert shaped.left_out == (("flows", 0, "withn"),)


def test_what_stands_under_a_misspelt_key_is_checked_too() -> None:
    shaped = read(HEAD + "itms:\n  a:\n    category: odd\n")
    assert [where(each)[:3] for each in shaped.findings] == [("FMT-01", 3, 1), ("FMT-03", 5, 15)]
    assert shaped.left_out == (("itms", "a", "category"),)


def test_an_unknown_key_that_has_a_home_elsewhere_is_sent_there() -> None:
    found = only(HEAD + "within: 3 days\n")
    assert found.message == "`within` is no key here: it belongs under `flows`."
    assert found.edit is None


def test_an_unknown_key_that_is_near_none_lists_what_can_be_written() -> None:
    found = only(HEAD + "flows:\n  - what: x\n    foo: y\n")
    assert where(found) == ("FMT-01", 5, 5, 8)
    assert found.message == "`foo` is no key here. What can still be written: within, how, note."
    assert "x-" in found.fix


def test_a_long_list_of_keys_is_cut_at_eight() -> None:
    found = only(HEAD + "zzz: y\n")
    assert found.message == (
        "`zzz` is no key here. What can still be written: status, colour, on, live, called-here, not-for, items, "
        "flows and 4 more."
    )


def test_underscores_are_read_as_hyphens_and_mended() -> None:
    shaped = read(
        HEAD + "called_here: us\nitems:\n  a:\n    needed_for:\n      p: x\nanswers:\n  a:\n    counted_from: y\n"
    )
    assert [(*where(each), each.severity, each.edit) for each in shaped.findings] == [
        ("FMT-02", 3, 1, 12, Severity.WARNING, Edit("rename-key", ("called_here",), "called-here")),
        ("FMT-02", 6, 5, 15, Severity.WARNING, Edit("rename-key", ("items", "a", "needed_for"), "needed-for")),
        ("FMT-02", 10, 5, 17, Severity.WARNING, Edit("rename-key", ("answers", "a", "counted_from"), "counted-from")),
    ]
    assert shaped.left_out == ()
    assert shaped.model is not None
    assert shaped.model.called_here == "us"
    assert shaped.model.items["a"].needed_for == {"p": "x"}
    assert shaped.model.answers["a"][0].model_extra == {"counted-from": "y"}


def test_both_spellings_of_a_key_are_a_duplicate() -> None:
    shaped = read(HEAD + "called-here: us\ncalled_here: them\n")
    [found] = shaped.findings
    assert where(found) == ("YML-12", 4, 1, 12)
    assert found.message == "`called_here` is the same key as `called-here` in line 3. Only that one is read."
    assert shaped.left_out == (("called_here",),)
    assert shaped.model is not None
    assert shaped.model.called_here == "us"


def test_the_path_of_a_mistake_under_an_underscored_key_is_as_typed() -> None:
    found = read(HEAD + "items:\n  a:\n    needed_for:\n      P: x\n").findings[1]
    assert found.path == ("items", "a", "needed_for", "P")
    assert where(found) == ("FMT-03", 6, 7, 8)


def test_text_split_by_braces_is_left_to_its_trap() -> None:
    shaped = read(HEAD + "items:\n  a: {name, date of birth}\n")
    assert shaped.findings == []
    assert shaped.left_out == (("items", "a", "name"), ("items", "a", "date of birth"))


def test_everything_is_said_in_one_run_in_the_order_of_the_file() -> None:
    shaped = read(
        "kind: thing\nfoo: bar\non: never\nitems:\n  a:\n    category: odd\nflows:\n  - within: x\nlive: maybe\n"
    )
    assert [where(each)[:3] for each in shaped.findings] == [
        ("STR-01", 1, 1),
        ("FMT-01", 2, 1),
        ("FMT-03", 3, 5),
        ("FMT-03", 6, 15),
        ("STR-01", 8, 5),
        ("FMT-03", 8, 13),
        ("FMT-03", 9, 7),
    ]


def test_no_text_of_pydantics_own_is_shown() -> None:
    theirs = ("Input should", "Field required", "Extra inputs", "pydantic", "validation", "valid string", "str type")
    for text, *_ in VALUES:
        for found in read(HEAD + text).findings:
            assert not any(word in found.message + found.fix + found.why for word in theirs)


# ── other models ─────────────────────────────────────────────────────────────────────────────────────


class Loose(BaseModel):
    """Not one of ours: validators of every kind, limits, and a union told apart by a function."""

    model_config = ConfigDict(extra="forbid", alias_generator=hyphenated)

    start: int | None = None
    names: list[str] = Field(default_factory=list, min_length=1)
    code: str = Field("AB", pattern="^[A-Z]+$", max_length=4)
    either: dict[str, str] | list[str] | None = None
    thing: (
        Annotated[
            Annotated[Post, Tag("post")] | Annotated[Online, Tag("online")],
            Discriminator(lambda data: "post" if "address" in data else "online"),
        ]
        | None
    ) = None

    @field_validator("start")
    @classmethod
    def _small(cls, value: int | None) -> int | None:
        if value is not None and value >= 10:
            raise AssertionError("must be less than ten")
        return value

    @model_validator(mode="after")
    def _agree(self) -> Loose:
        if self.start == 1 and self.code == "NO":
            raise ValueError("has a start of one, which goes with no code of NO")
        return self


def loose(text: str) -> list[tuple[str, int, int, str]]:
    found = shape(read_text(text, "a.yaml"), Loose).findings
    return [(each.code, each.span.line, each.span.column, each.message) for each in found if each.span]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("start: 12\n", ("FMT-03", 1, 8, "`start` must be less than ten.")),
        ("start: x\n", ("STR-01", 1, 8, "`start` is a text; it should be a whole number.")),
        ("names: []\n", ("STR-01", 1, 1, "`names` has 0 entries; it needs at least 1.")),
        ("code: abc\n", ("FMT-03", 1, 7, "`code` is not written in the form that belongs here.")),
        ("code: ABCDE\n", ("FMT-03", 1, 7, "`code` is too long: at most 4 letters.")),
        ("either:\n  a: [x]\n", ("STR-01", 2, 3, "`a` is a list; it should be a text.")),
        ("either:\n  - [x]\n", ("STR-01", 2, 5, "Item 1 of `either` is a list; it should be a text.")),
        (
            "thing:\n  kind: post\n  address: [x]\n",
            ("STR-01", 3, 3, "`address` is a list; it should be a line of text."),
        ),
        ("thing:\n  kind: post\n", ("STR-01", 1, 1, "`link` is missing in `thing`.")),
        ("start: 1\ncode: NO\n", ("STR-01", 1, 1, "The file has a start of one, which goes with no code of NO.")),
    ],
)
def test_any_models_errors_are_put_in_plain_words(text: str, expected: tuple[str, int, int, str]) -> None:
    assert loose(text)[0] == expected


def test_what_only_comes_of_a_part_left_out_is_not_said() -> None:
    # without its address, the thing would count as online, and lack a link
    assert loose("thing:\n  kind: post\n  address: [x]\n") == [
        ("STR-01", 3, 3, "`address` is a list; it should be a line of text.")
    ]
    # without its code, the validator of the whole cannot judge
    assert [each[1:3] for each in loose("start: 1\ncode: no\n")] == [(2, 7)]


@pytest.mark.parametrize(
    ("loc", "data", "path", "on_key"),
    [
        (
            ("flows", 0, "how", "post", "address"),
            {"flows": [{"how": {"address": 1}}]},
            ("flows", 0, "how", "address"),
            False,
        ),
        (("items", "A b", "[key]"), {"items": {"A b": {}}}, ("items", "A b"), True),
        (("answers", "a", 0, "until"), {"answers": {"a": {"until": 1}}}, ("answers", "a", "until"), False),
        (("answers", "a", 1, "until"), {"answers": {"a": [{}, {"until": 1}]}}, ("answers", "a", 1, "until"), False),
        (("=gaps", "on", "until"), {"on": {"until": 1}}, ("on", "until"), False),
        (("either", "Flow", "what"), {"either": {"what": 1}}, ("either", "what"), False),
        (("title",), {}, ("title",), False),
        (("flows", 0, "what"), {"flows": [{}]}, ("flows", 0, "what"), False),
    ],
)  # fmt: skip
def test_a_loc_of_pydantic_becomes_the_path_in_the_file(
    loc: tuple[str | int, ...], data: dict[str, object], path: tuple[str | int, ...], on_key: bool
) -> None:
    place = schema.locate(Document, data, loc)
    assert (place.path, place.on_key) == (path, on_key)


# ── kinds of files ───────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_read_as_the_kind_it_says() -> None:
    shaped = shape_by_kind(read_text("kind: agreement\nid: a\ntitle: T\n", "a.yaml"), ANY_FILE)
    assert type(shaped.model).__name__ == "Agreement"
    assert shaped.findings == []


@pytest.mark.parametrize(
    ("text", "code", "message", "edit"),
    [
        ("id: a\n", "STR-01", "`kind` is missing, which says what this file is.", None),
        (
            "kind: agrement\n",
            "FMT-03",
            (
                "`kind` cannot be `agrement`; it is one of protocol, agreement, partners, schedules, record, decision, law, "
                "filled-form, workspace. "
                "Did you mean `agreement`?"
            ),
            Edit("set", ("kind",), "agreement"),
        ),
        (
            "kind: [protocol]\n",
            "FMT-03",
            (
                "`kind` cannot be a list or block; it is one of protocol, agreement, partners, schedules, record, decision, law, "
                "filled-form, workspace."
            ),
            None,
        ),
    ],
)
def test_a_file_that_does_not_say_its_kind(text: str, code: str, message: str, edit: Edit | None) -> None:
    shaped = shape_by_kind(read_text(text, "a.yaml"), ANY_FILE)
    [found] = shaped.findings
    assert (found.code, found.message, found.edit, shaped.model) == (code, message, edit, None)


def test_a_file_that_is_not_yaml_has_no_model_and_no_further_findings() -> None:
    source = read_text("a: b: c\n", "a.yaml")
    assert shape(source, Document) == Shaped(None, [])
    assert shape_by_kind(source, ANY_FILE) == Shaped(None, [])


def test_reading_a_model_changes_nothing_in_the_data() -> None:
    source = read_text(HEAD + "Status: draft\ncalled_here: x\nitems:\n  A: {what: [x]}\n", "a.yaml")
    before = repr(source.data)
    shape(source, Document)
    assert repr(source.data) == before


def test_every_kind_of_file_can_be_built() -> None:
    for model in ANY_FILE.values():
        assert model.model_rebuild(force=True)
