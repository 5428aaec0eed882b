"""Template words → blocks: the marks that documents have, values that are no Markdown, errors with their line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isptool.errors import IspError
from isptool.templating import Templates
from isptool.writing.document import (
    Block,
    Bullets,
    Clause,
    Clauses,
    Gap,
    Heading,
    LineBreak,
    Link,
    Para,
    Ref,
    Text,
)
from isptool.writing.wording import block_names, place

ITEMS: dict[str, list[Block]] = {"items": [Para("THE ITEMS")], "people": [], "terms: Law": [Para("LAW")]}


def blocks(text: str, **values: object) -> tuple[Block, ...]:
    """The blocks of a template."""
    return place(Templates(lambda _: text).render("a.md.j2", values), ITEMS).blocks


def refused(text: str, **values: object) -> str:
    """The message with which a template is refused."""
    with pytest.raises(IspError) as caught:
        blocks(text, **values)
    return caught.value.message


def test_the_marks_that_a_template_may_have() -> None:
    made = blocks(
        "# The law {law}\n\nSome **bold** words\nover two lines, see [](#items) and [that](#law).\n\n"
        "- one\n- two, [mail](mailto:a@b.example)\n\n"
        "1. first\n   - b\n   - c\n2. second\n\n   more\n\n   1. sub\n\n"
        "## Below {below, plain}\n\nLine\\\nbreak\n\n# Particulars {particulars, annex}\n\nEnd"
    )
    assert made == (
        Heading(1, "The law", "law", numbered=True),
        Para(
            (
                Text("Some "), Text("bold", bold=True), Text(" words over two lines, see "), Ref("items"),
                Text(" and "), Ref("law", "that"), Text("."),
            )
        ),
        Bullets(("one", (Text("two, "), Link("mail", "mailto:a@b.example")))),
        Clauses(
            (
                Clause("first", more=(Bullets(("b", "c")),)),
                Clause("second", more=(Para("more"),)),
                Clause("sub", level=2),
            )
        ),
        Heading(2, "Below", "below"),
        Para((Text("Line"), LineBreak(), Text("break"))),
        Heading(1, "Particulars", "particulars", annex=True),
        Para("End"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("x\n\n*slanted*", 3, "slanted words"),
        ("x\nand _slanted_", 2, "slanted words"),
        ("x `code`", 1, "code (words between backticks)"),
        ("a\n\n```\nb\n```", 3, "code (three backticks)"),
        ("a\n\n    b", 3, "a paragraph that is set in by four spaces"),
        ("a\n\n| a | b |\n|---|---|\n| 1 | 2 |", 3, "a table"),
        ("# a\n\nb\n\n<b>x</b>", 5, "HTML"),
        ("a\n\n> b", 3, "a quotation"),
        ("a\n\n---", 3, "a line across the page"),
        ("hi\n---", 1, "a heading that is underlined"),
        ("##### x", 1, "a heading of a fifth level"),
        ("![x](y.png)", 1, "a picture"),
        ("~~x~~", 1, "words struck through"),
        ("- a\n  - b", 2, "a list within a bullet"),
        ("- a\n\n  b", 3, "a bullet of two paragraphs"),
        ("[a](javascript:alert)", 1, "a link that leads nowhere"),
        ("[a](ftp://x.example)", 1, "a link to ftp://x.example"),
        ("a [[items]] b", 1, "a named block ([[…]]) among other words"),
        ("# T {a, wide}", 1, "a heading with wide: it may be plain or annex"),
    ],
)
def test_any_other_mark_is_refused_with_its_line(text: str, line: int, what: str) -> None:
    message = refused(text)
    assert message.startswith(f"a.md.j2:{line}: the template holds {what}")


def test_the_line_is_the_templates_own_behind_values_and_conditions() -> None:
    text = "{{ long }}\n{% if long %}\n\nfine\n\n*slanted*\n{% endif %}"
    assert refused(text, long="a\nb\nc").startswith("a.md.j2:6: the template holds slanted words")


def test_a_named_block_stands_where_its_line_is() -> None:
    assert blocks("One\n[[items]]\nTwo\n\n[[ terms: Law ]]") == (
        Para("One"), Para("THE ITEMS"), Para("Two"), Para("LAW"),
    )  # fmt: skip


def test_the_name_of_a_block_may_hold_a_value() -> None:
    assert blocks("[[terms: {{ section }}]]", section="Law") == (Para("LAW"),)
    rendered = Templates(lambda _: "[[terms: {{ section }}]]\n[[items]]").render("a.md.j2", {"section": "Law"})
    assert block_names(rendered) == {"terms: Law", "items"}


def test_an_unknown_block_is_refused_with_its_line_and_the_nearest_one() -> None:
    assert refused("a\n\n[[itms]]") == "a.md.j2:3: there is no block called itms; did you mean items?"


def test_a_value_may_be_a_run() -> None:
    assert blocks("See {{ where }} and {{ gap }}.", where=Ref("law"), gap=Gap("Open")) == (
        Para((Text("See "), Ref("law"), Text(" and "), Gap("Open"), Text("."))),
    )


def test_a_value_may_be_the_target_of_a_link() -> None:
    assert blocks("[here]({{ address }})", address="https://x.example/a b") == (
        Para((Link("here", ""),)),
    )  # an address with a space leads nowhere
    assert blocks("[here]({{ address }})", address="https://x.example/é") == (
        Para((Link("here", "https://x.example/%C3%A9"),)),
    )


@given(st.text(st.characters(exclude_categories=("Cs", "Co")), min_size=1))
def test_whatever_stands_in_a_value_is_printed_as_it_stands(value: str) -> None:
    made = blocks("# {{ x }}\n\nBefore {{ x }} after\n\n- {{ x }}\n\n1. **{{ x }}**", x=value)
    assert made == (
        Heading(1, value, numbered=True),
        Para((Text(f"Before {value} after"),)),
        Bullets(((Text(value),),)),
        Clauses((Clause((Text(value, bold=True),)),)),
    )
