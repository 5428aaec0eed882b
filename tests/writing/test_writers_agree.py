"""Word, Markdown and HTML of one document say the same, under the same numbers."""

from __future__ import annotations

import re

import pytest
from examples import Example, composed, every
from sample_agreement import agreement
from word_reading import texts

from isptool.writing.compared import compared
from isptool.writing.document import Clauses, Document, Figure, Heading, Table, numbered
from isptool.writing.html import to_html
from isptool.writing.markdown import to_markdown
from isptool.writing.word import HouseStyle, to_word


def expected() -> dict[str, list[str]]:
    """The numbers that the document itself gives to headings, clauses, tables and figures."""
    found: dict[str, list[str]] = {"heading": [], "clause": [], "table": [], "figure": []}
    for block in numbered(agreement()).blocks:
        if isinstance(block, Heading) and block.number:
            found["heading"].append(f"{block.number}{':' if block.annex else ''} {block.text}")
        elif isinstance(block, Clauses):
            found["clause"] += [clause.number for clause in block.items]
        elif isinstance(block, Table):
            found["table"].append(f"Table {block.number}: {block.caption}")
        elif isinstance(block, Figure):
            found["figure"].append(f"Figure {block.number}: {block.caption}")
            assert block.table
            found["table"].append(f"Table {block.table.number}: {block.table.caption}")
    return found


def test_the_sample_has_enough_to_compare() -> None:
    found = expected()
    assert found["heading"][-1] == "Annex B: Words used here"
    assert found["clause"][:4] == ["3.1.1", "3.1.2", "3.2.1", "5.1"]
    assert "7.3(b)(ii)" in found["clause"]
    assert len(found["table"]) == 8
    assert len(found["figure"]) == 1


def test_markdown_has_these_numbers_in_this_order() -> None:
    markdown = to_markdown(agreement())
    found = expected()
    assert re.findall(r"^#+ ((?:\d|Annex).*)$", markdown, re.M) == found["heading"]
    assert re.findall(r"^\*\*(\d[\d.a-z()]*)\*\* ", markdown, re.M) == found["clause"]
    assert re.findall(r"^\*\*(Table \d+: .*)\*\*$", markdown, re.M) == found["table"]
    assert re.findall(r"^\*\*(Figure \d+: .*)\*\*$", markdown, re.M) == found["figure"]


def test_html_has_these_numbers_in_this_order() -> None:
    html = to_html(agreement()).replace("&#x27;", "'")
    found = expected()
    headings = re.findall(r'<h\d id="[^"]*"><span class="\w+">([^<]*)</span> ([^<]*)</h', html)
    assert [" ".join(pair) for pair in headings] == found["heading"]
    assert re.findall(r'<div class="clause[^>]*><p><span class="number">([^<]*)<', html) == found["clause"]
    assert re.findall(r"<caption[^>]*>(Table \d+: [^<]*)<", html) == found["table"]
    assert re.findall(r"<figcaption>([^<]*)<", html) == found["figure"]


def test_word_has_the_captions_and_every_clause_of_the_others(house: HouseStyle) -> None:
    """Word counts clauses itself: `test_word_programs` compares what it counts."""
    read = texts(to_word(agreement(), house))
    found = expected()
    assert [text for text in read if re.match(r"Table \d+: ", text)] == found["table"]
    assert [text for text in read if re.match(r"Figure \d+: ", text)] == found["figure"]
    markdown = to_markdown(agreement())
    html = to_html(agreement()).replace("&#x27;", "'")
    for block in agreement().blocks:
        for clause in block.items if isinstance(block, Clauses) else ():
            if isinstance(clause.runs, str):
                assert clause.runs in read
                assert clause.runs in markdown
                assert clause.runs in html


def clause_numbers(document: Document) -> list[str]:
    """The numbers of all sections and clauses, in order: those of the document, which `diff` cites."""
    found = []
    for block in numbered(document).blocks:
        if isinstance(block, Heading) and block.number:
            found.append(f"{block.number} {block.text}")
        elif isinstance(block, Clauses):
            found += [clause.number for clause in block.items]
    return found


@pytest.mark.parametrize("example", [each for each in every() if each.edition == "full"], ids=lambda each: each.id)
def test_the_numbers_of_every_example_are_the_same_in_markdown_html_and_diff(example: Example) -> None:
    document = composed(example)
    wanted = [each.replace(":", "") for each in clause_numbers(document)]
    lines = re.findall(r"^(?:#+ ((?:\d|Annex|[A-Z]\.\d).*)|\*\*(\d[\d.a-z()]*)\*\* )", to_markdown(document), re.M)
    markdown = [re.sub(r"\\(.)", r"\1", heading or clause).replace(":", "") for heading, clause in lines]
    assert markdown == wanted
    page = re.sub(r"&#x27;", "'", to_html(document))
    found = re.findall(
        r'<h\d id="[^"]*"><span class="\w+">([^<]*)</span> ([^<]*)</h|<div class="clause[^>]*><p><span class="number">([^<]*)<',
        page,
    )
    assert [(f"{number} {title}" if number else clause).replace(":", "") for number, title, clause in found] == wanted
    removed = compared(document, Document(document.title, ()))
    known = {each.partition(" ")[0] for each in wanted} | {""}
    cited = {each.old_number for each in removed}
    assert len(cited) > 30
    assert cited <= known | {f"Annex {letter}" for letter in "ABCDEFGH"}
