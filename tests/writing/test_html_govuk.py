"""A document on a website: the Design System's classes, and parts that hold together."""

from __future__ import annotations

import re

from isptool.writing.document import (
    Bullets,
    Callout,
    Clause,
    Clauses,
    Document,
    Heading,
    KeyFacts,
    Link,
    Para,
    Prose,
    Ref,
    Table,
    Text,
)
from isptool.writing.html_govuk import to_parts

WORDS = "Words of a paragraph that take some room. " * 10


def _parts(*blocks: object, most: int = 100_000) -> tuple[str, ...]:
    document = Document("A", blocks)  # type: ignore[arg-type]
    return to_parts(document, most, lambda number: f"a.part-{number + 1}.html").html


def test_blocks_have_the_classes_of_the_design_system() -> None:
    (html,) = _parts(
        Heading(1, "One", numbered=True),
        Para((Text("See "), Ref("one"), Text(" and "), Link("there", "https://there.example"))),
        Bullets(("first", "second")),
        Clauses((Clause("Each keeps it safe.", anchor="safe", note="Already agreed"),)),
        KeyFacts((("A", "<b>"), ("B", Prose((Para("in words"),))))),
        Table("Some", ("Who", "What"), (("us", "that"),)),
        Callout("gap", "who decides"),
    )
    assert '<h2 class="govuk-heading-m" id="one"><span class="number">1</span> One</h2>' in html
    assert '<p class="govuk-body">See <a class="govuk-link" href="#one">section 1</a> and ' in html
    assert '<a class="govuk-link" href="https://there.example">there</a></p>' in html
    assert '<ul class="govuk-list govuk-list--bullet"><li>first</li><li>second</li></ul>' in html
    assert (
        '<div class="site-clause site-clause--1" id="safe"><p class="govuk-body"><span class="number">1.1</span>'
        in html
    )
    assert '<p class="govuk-body-s site-provenance">Already agreed</p>' in html
    assert '<dd class="govuk-summary-list__value">&lt;b&gt;</dd>' in html
    assert '<dd class="govuk-summary-list__value"><p class="govuk-body">in words</p></dd>' in html
    assert '<th scope="row" class="govuk-table__header">us</th><td class="govuk-table__cell">that</td>' in html
    assert '<div class="govuk-inset-text"><p><strong>Still to be agreed:</strong> who decides</p></div>' in html


def test_what_fits_is_one_part_and_what_does_not_is_cut_before_a_section() -> None:
    blocks = [each for n in range(1, 5) for each in (Heading(1, f"Section {n}"), Para(WORDS))]
    assert len(_parts(*blocks)) == 1
    parts = _parts(*blocks, most=1_100)
    assert [re.findall("Section (.)</h2>", each) for each in parts] == [["1", "2"], ["3", "4"]]


def test_a_section_too_long_for_a_page_goes_on_under_its_heading() -> None:
    blocks = [Heading(1, "Long"), Heading(2, "First"), Para(WORDS), Heading(2, "Second"), Para(WORDS), Para(WORDS)]
    parts = _parts(*blocks, most=600)
    assert [re.findall(r"<h(.)[^>]*>([^<]*)", each) for each in parts] == [
        [("2", "Long"), ("3", "First")], [("2", "Long (continued)"), ("3", "Second")], [("2", "Long (continued)")],
    ]  # fmt: skip


def test_a_long_table_goes_on_with_its_heads_and_references_lead_to_the_page_of_what_they_mean() -> None:
    rows = tuple((f"row {n}", "words " * 10) for n in range(40))
    made = to_parts(
        Document(
            "A", (Heading(1, "Who"), Para((Ref("who"),)), Table("All", ("Which", "What"), rows), Para((Ref("who"),)))
        ),
        2_000,
        lambda number: f"p{number}.html",
    )
    assert len(made.html) > 3
    assert max(map(len, made.html)) < 2_600
    assert sum(each.count('<th scope="row"') for each in made.html) == 40
    assert all('<th scope="col" class="govuk-table__header">Which</th>' in each for each in made.html[1:])
    assert 'href="p0.html#who"' in made.html[-1]
    assert made.sections == (("Who", "p0.html#who"),)
