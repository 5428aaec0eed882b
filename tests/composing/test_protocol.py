"""What a composed protocol holds, and that its clauses have the numbers by which agreements cite them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from isptool import library
from isptool.errors import IspError
from isptool.settling.clauses import clauses
from isptool.writing.compose_words import load
from isptool.writing.document import Block, Callout, Clauses, Document, Heading, Para, Provenance, Table, Text
from isptool.writing.plain import line, plain_text, words

from . import ground


def document(text: str = ground.PROTOCOL, *, adopted: tuple[str, ...] = ()) -> Document:
    """A protocol, composed."""
    return ground.composed(ground.settled_protocol(text, adopted=adopted))


def under(document: Document, anchor: str) -> list[Block]:
    """What stands under a heading, down to the next as high."""
    blocks = list(document.blocks)
    at = next(n for n, each in enumerate(blocks) if isinstance(each, Heading) and each.anchor == anchor)
    start = blocks[at]
    assert isinstance(start, Heading)
    found: list[Block] = []
    for each in blocks[at + 1 :]:
        if isinstance(each, Heading) and each.level <= start.level:
            break
        found.append(each)
    return found


def said(document: Document, anchor: str) -> list[str]:
    """The words under a heading."""
    return [text for text in words(under(document, anchor), document.labels) if text]


def numbers(document: Document) -> dict[str, str]:
    """The number of each point that is a clause."""
    return {
        block.anchor.removeprefix("point-"): block.number
        for block in document.blocks
        if isinstance(block, Heading) and block.anchor.startswith("point-")
    }


def test_the_terms_have_the_numbers_by_which_agreements_cite_them() -> None:
    printed = numbers(document())
    given_numbers = clauses(ground.protocol(), ground.points())
    assert given_numbers["controller-relationship"] == "5.1"
    assert {point: printed[point] for point in given_numbers} == given_numbers


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(sorted(ground.points())), min_size=1), st.booleans(), st.booleans())
def test_whatever_a_protocol_settles_and_lacks_the_numbers_are_the_same(
    points: set[str], principles: bool, partnership: bool
) -> None:
    text = "kind: protocol\nid: any\ntitle: Any\n"
    text += "principles:\n  - One.\n" if principles else ""
    text += "partnership:\n  purpose: Why.\n" if partnership else ""
    text += "settles:\n" + "".join(f"  {each}:\n    in-our-words: Words.\n" for each in sorted(points))
    settled = ground.settled_protocol(text)
    printed = numbers(ground.composed(settled))
    expected = {each: number for each, number in settled.clauses.items() if each in settled.points}
    assert {each: printed[each] for each in expected} == expected


def test_own_sections_after_the_first_four_do_not_move_the_terms() -> None:
    made = document(ground.PROTOCOL + "sections:\n  - title: Thanks\n    text: To all.\n    after: Principles\n")
    given_numbers = clauses(ground.protocol(), ground.points())
    assert {point: numbers(made)[point] for point in given_numbers} == given_numbers
    assert said(made, "thanks") == ["To all."]


def test_a_template_that_would_move_the_terms_is_refused(tmp_path: Path) -> None:
    (tmp_path / "protocol").mkdir()
    ours = library.text("protocol/full.md.j2")
    moved = ours.replace("[[terms]]\n", "# Another {another}\n\nWords.\n\n[[terms]]\n")
    (tmp_path / "protocol" / "full.md.j2").write_text(moved, encoding="utf-8")
    with pytest.raises(IspError) as caught:
        ground.composed(ground.settled_protocol(), replace(ground.AT, words=load((tmp_path,))))
    assert caught.value.message == (
        "protocol/full.md.j2 has 5 numbered sections before [[terms]], and agreements cite the first term as clause "
        "5.1."
    )


def test_its_first_four_sections_are_purpose_partners_principles_and_how_agreements_relate() -> None:
    made = document()
    tops = [(block.number, block.text) for block in made.blocks if isinstance(block, Heading) and block.level == 1]
    assert tops[2:7] == [
        ("1", "Why the partners share"),
        ("2", "The partners"),
        ("3", "Principles"),
        ("4", "This protocol and its agreements"),
        ("5", "Partners and their roles"),
    ]
    assert isinstance(under(made, "principles")[0], Clauses)
    assert said(made, "principles") == ["Share when it protects or helps someone and the law allows it."]


def test_it_says_that_it_authorises_no_sharing() -> None:
    assert said(document(), "agreements")[1] == (
        "This protocol by itself authorises no sharing. Each sharing needs an agreement that says who shares what with "
        "whom, for what and on what law."
    )


@pytest.mark.parametrize(
    ("point", "may"),
    [
        ("incidents", "An agreement cannot change this."),
        ("staff-responsibilities", "An agreement may add to this."),
        ("transfer-method", "An agreement may be stricter than this."),
        ("feedback", "An agreement may depart from this, and says why."),
    ],
)
def test_each_term_says_what_an_agreement_may_do_with_it(point: str, may: str) -> None:
    last = under(document(), f"point-{point}")[-1]
    assert isinstance(last, Provenance)
    assert line(last.runs) == may


def test_terms_for_some_bodies_only_say_for_whom() -> None:
    made = document(
        ground.PROTOCOL.replace(
            "  transfers-outside-uk:",
            "  storage-and-hosting:\n    - for: nhs-body\n      answer: dspt-standards-met\n"
            "      agreements: may-depart\n"
            "    - for: [local-authority, charity]\n      answer: cyber-essentials\n      agreements: may-be-stricter\n"
            "  transfers-outside-uk:",
        )
    )
    blocks = under(made, "point-storage-and-hosting")
    assert [block for block in blocks if isinstance(block, Para) and isinstance(block.runs, tuple)] == [
        Para((Text("For: NHS body", bold=True),)),
        Para((Text("For: local authority and charity or community organisation", bold=True),)),
    ]
    assert [line(block.runs) for block in blocks if isinstance(block, Provenance)] == [
        "An agreement may depart from this, and says why.",
        "An agreement may be stricter than this.",
    ]


def test_it_lists_the_points_that_are_left_to_agreements() -> None:
    text = said(document(), "left")
    assert text[0] == "Each agreement answers these for itself."
    assert any(line.startswith("Purposes: ") for line in text)
    assert not any(line.startswith("Incidents: ") for line in text)


def test_points_that_protocols_usually_settle_are_open_and_listed_on_the_first_page() -> None:
    made = document()
    box = under(made, "glance")[0]
    assert isinstance(box, Callout)
    assert box.label == "16 points still to be agreed"
    assert said(made, "point-onward-sharing") == ["Still to be agreed: May a recipient pass it on, and to whom?"]


def test_an_empty_protocol_says_what_it_lacks_and_keeps_its_numbers() -> None:
    made = document("kind: protocol\nid: empty\ntitle: Empty\nsettles:\n  incidents:\n    answer: near-miss\n")
    assert said(made, "purpose") == [
        "Still to be agreed: why the partners need to share, and which functions sharing supports."
    ]
    assert said(made, "partners") == ["Still to be agreed: who the partners are."]
    assert said(made, "principles") == ["Still to be agreed: the principles that govern sharing."]
    assert made.labels["point-incidents"] == "clause 5.1"


def test_its_own_life_is_told_apart_from_the_terms_for_agreements() -> None:
    made = document()
    assert said(made, "own-review") == [
        "The protocol is reviewed every 3 years, with a check each year that it is still right.",
        "Next review by: 31 October 2027",
    ]


def test_the_three_questions_are_answered_by_its_own_sections_too() -> None:
    made = document()
    table = next(block for block in made.blocks if isinstance(block, Table) and block.anchor == "questions-table")
    rows = [[line(cell, made.labels) for cell in row if not hasattr(cell, "blocks")] for row in table.rows]
    assert rows[0] == ["1. Do we need an information sharing protocol?", "Answered", "In section 1"]
    assert rows[1][2].startswith("In sections 2, 3 and 11 (open: Who may be a signatory; ")


def test_what_comes_from_an_adopted_protocol_is_printed_with_its_clause() -> None:
    national = "kind: protocol\nid: national\ntitle: National Accord\nsettles:\n  data-quality:\n    answer: dated\n"
    made = document(
        ground.PROTOCOL + "adopts:\n  id: national\n  version: 2\n  variations:\n    - We meet more often.\n",
        adopted=(national,),
    )
    assert said(made, "adopted")[:3] == [
        "This protocol adopts National Accord. What it does not settle itself is as that protocol says.",
        "It varies from it in this:",
        "We meet more often.",
    ]
    assert said(made, "adopted")[-3:] == [
        "Data quality",
        "Every item shows the date on which it was last known to be right.",
        "5.1",
    ]
    assert "National Accord, version 2" in said(made, "control")


def test_where_a_protocol_says_otherwise_than_the_adopted_one_both_stand_side_by_side_with_the_reason() -> None:
    national = (
        "kind: protocol\nid: national\ntitle: National Accord\nsettles:\n"
        "  incidents: {answer: immediately-24h, agreements: may-depart}\n  data-quality: {answer: dated}\n"
    )
    own = """kind: protocol
id: local
title: Local protocol
partners: []
adopts: {id: national}
settles:
  incidents:
    in-our-words: We tell each other within two hours.
    because: Our control room is always staffed.
  data-quality: {answer: dated}
"""
    (table,) = (each for each in under(document(own, adopted=(national,)), "adopted")
                if isinstance(each, Table) and each.caption == "Where this protocol says otherwise")  # fmt: skip
    assert table.head == ("Point", "National Accord says", "Here")
    ((point, *rest),) = table.rows
    assert point == "Incidents"
    there, here = (" ".join(" ".join(words([Table("", ("x",), ((cell,),))])).split()[1:]) for cell in rest)
    assert "24 hours" in there
    assert here == "We tell each other within two hours. Because: Our control room is always staffed."


def test_an_adopted_answer_in_an_agreement_names_the_protocol_that_it_is_from() -> None:
    from isptool.settling.settle import settle
    from isptool.settling.settled import Version

    national = "kind: protocol\nid: national\ntitle: National Accord\nsettles:\n  data-quality:\n    answer: dated\n"
    settled = ground.settled()
    again = settle(
        settled.agreement,
        file="a.yaml",
        protocols=[*settled.protocols, Version(ground.protocol(national), "n.yaml")],
        schedules=[],
        partners=ground.partners(),
        points=ground.points(),
        book=ground.vocabulary(),
    )
    assert "Already agreed: clause 5.1 of National Accord." in plain_text(ground.composed(again))


def test_the_why_of_a_partnership_is_a_page_of_its_own() -> None:
    made = ground.composed(ground.settled_protocol(), replace(ground.AT, edition="why"))
    assert made.kind == "Why we share, on one page"
    headings = [block.text for block in made.blocks if isinstance(block, Heading)]
    assert headings[0] == "Why we share"
    assert "Partners" in headings
    text = " ".join(words(made.blocks, made.labels))
    assert "Retention" not in text  # no terms
    document = ground.protocol(ground.PROTOCOL)
    assert document.partnership is not None
    assert document.partnership.purpose is not None
    assert " ".join(document.partnership.purpose.split()) in text
    assert all(" ".join(each.split()).rstrip(".") in text for each in document.principles)


def test_an_agreement_has_no_such_page() -> None:
    import pytest

    from isptool.errors import IspError

    with pytest.raises(IspError, match="An agreement has no such page"):
        ground.composed(ground.settled(), replace(ground.AT, edition="why"))
