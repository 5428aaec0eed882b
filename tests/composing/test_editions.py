"""The other editions of a document: what each says, for whom, and that none gives false comfort."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from isptool.errors import IspError
from isptool.model.checked import AnsweredCheck
from isptool.model.signed import Signed, SignOff
from isptool.writing import compose_fit
from isptool.writing.compose_editions import EDITIONS, NotHere
from isptool.writing.compose_matter import Composing
from isptool.writing.document import Callout, Document, Heading, KeyFacts, Prose, Table
from isptool.writing.plain import line, plain_text, words

from . import ground

ACCEPTED = AnsweredCheck(
    code="LAW-13",
    name="special-category-item-without-condition",
    message="Wolds Council names no condition for health data",
    file="agreements/visits.yaml",
    where="law.1",
    because="Counsel advises.",
    by="wolds-council SIRO",
    on=None,
    until=date(2027, 3, 31),
    accepted=True,
)
SIGNED = Signed((SignOff("wolds-council", "1.0", date(2026, 11, 20), post="Chief Executive"),))
AGREEMENT_EDITIONS = ("summary", "guide", "partner", "public", "notice")


def at(edition: str, party: str = "", **more: object) -> Composing:
    """How an edition is to be composed."""
    party = party or ("wolds-council" if edition == "partner" else "")
    return replace(ground.AT, edition=edition, party=party, **more)  # type: ignore[arg-type]


def made(edition: str, text: str = ground.COMPLETE, *, party: str = "", **more: object) -> Document:
    """An edition of an agreement."""
    return ground.composed(ground.settled(text), at(edition, party, **more))


def rows(document: Document) -> dict[str, str]:
    """The rows of the first summary sheet, each in one line."""
    facts = next(block for block in document.blocks if isinstance(block, KeyFacts))
    return {
        name: " ".join(words(said.blocks, document.labels)) if isinstance(said, Prose) else line(said, document.labels)
        for name, said in facts.rows
    }


def under(document: Document, anchor: str) -> list[str]:
    """The words under a heading, down to the next as high."""
    found, level = [], 0
    for block in document.blocks:
        if isinstance(block, Heading) and level and block.level <= level:
            break
        if isinstance(block, Heading) and block.anchor == anchor:
            level = block.level
        elif level:
            found += [each for each in words([block], document.labels) if each]
    return found


# --- all of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", AGREEMENT_EDITIONS)
def test_every_edition_says_on_its_first_page_what_is_open(edition: str) -> None:
    document = made(edition, ground.AGREEMENT.replace("answers:\n", "publish:\n  answer: publish-full\nanswers:\n"))
    first = next(block for block in document.blocks if isinstance(block, Callout))
    assert first.kind == "gap"
    assert first.label.endswith("points still to be agreed")
    assert line(first.runs, document.labels).startswith("This document is not complete. Nobody should sign it,")


@pytest.mark.parametrize("edition", ["full", *AGREEMENT_EDITIONS])
def test_every_edition_says_on_its_first_page_that_checks_are_accepted(edition: str) -> None:
    document = made(edition, answered=(ACCEPTED,), signed=SIGNED)
    said = "Signed with 1 check accepted"
    if document.cover is not None:
        assert ("Checks", said) in document.cover.facts
    else:
        assert [block.label for block in document.blocks if isinstance(block, Callout)] == [said]
    unsigned = made(edition, answered=(ACCEPTED,))
    assert "To be signed with 1 check accepted" in plain_text(unsigned)
    assert said not in plain_text(unsigned)


@pytest.mark.parametrize("edition", ["full", *AGREEMENT_EDITIONS])
def test_no_edition_of_what_is_complete_says_that_it_is_not(edition: str) -> None:
    document = made(edition)
    assert [block for block in document.blocks if isinstance(block, Callout)] == []


def test_clauses_are_cited_by_the_numbers_of_the_full_edition() -> None:
    labels = made("full").labels
    assert labels["point-transfer-method"] == "clause 5.3"
    assert "send only by the agreed route (clause 5.3)" in rows(made("summary"))["Each must"]
    assert "Who may see it (clause 2.4)" in plain_text(made("partner", party="wolds-fire")).replace("\n", " ")


@pytest.mark.parametrize(("kind", "edition"), [(kind, name) for name, each in EDITIONS.items() for kind in each.kinds])
def test_the_blocks_that_an_edition_lists_are_those_that_it_fills(kind: str, edition: str) -> None:
    if EDITIONS[edition].fills is None:
        return
    settled = ground.settled(ground.COMPLETE) if kind == "agreement" else ground.settled_protocol(ground.PROTOCOL)
    matter = ground.matter(settled, at(edition))
    filled = EDITIONS[edition].fills(matter)  # type: ignore[misc]
    assert set(filled) <= set(EDITIONS[edition].blocks)


def test_an_edition_for_one_partner_names_it_over_the_title() -> None:
    assert made("partner", party="wolds-fire").kind == "What this asks of you: The fire service"
    assert made("guide").kind == "Guide for those who share"


@pytest.mark.parametrize(
    ("edition", "party", "message"),
    [
        ("partner", "", "The partner edition is for one partner."),
        ("summary", "wolds-fire", "The summary is the same for every partner."),
    ],
)
def test_a_partner_too_many_and_one_too_few_are_refused(edition: str, party: str, message: str) -> None:
    with pytest.raises(IspError, match=message):
        ground.composed(ground.settled(ground.COMPLETE), replace(ground.AT, edition=edition, party=party))


def test_who_is_no_party_gets_no_pack() -> None:
    with pytest.raises(NotHere, match=r"harbour-carers is no party of safe-and-well-visits\."):
        made("partner", party="harbour-carers")


@pytest.mark.parametrize("edition", ["guide", "notice"])
def test_a_protocol_has_no_guide_and_no_notice(edition: str) -> None:
    with pytest.raises(NotHere, match="it authorises no sharing by itself"):
        ground.composed(ground.settled_protocol(ground.PROTOCOL), at(edition))


# --- summary --------------------------------------------------------------------------------------


def test_the_summary_is_a_sheet_that_says_between_whom_and_how_it_stands() -> None:
    document = made("summary", signed=SIGNED)
    assert document.sheet
    assert document.cover is None
    assert rows(document)["Between"] == "Wolds Council and the fire service"
    assert rows(document)["Status"] == "Draft. Signed by Wolds Council. Not yet signed by the fire service."
    assert (
        list(words(document.blocks))[-1]
        == "The full agreement (version 1.0, WD-ISA-09) counts. Numbers are those in it."
    )


def test_a_protocol_has_a_summary() -> None:
    document = ground.composed(ground.settled_protocol(ground.PROTOCOL), at("summary"))
    assert rows(document)["Partners"] == "Wolds Council, the fire service and Harbour Carers"


# --- guide ----------------------------------------------------------------------------------------

WITH_LIMITS = ground.COMPLETE.replace(
    "    used-by: [wolds-fire]\n", "    used-by: [wolds-fire]\n    not-for: [Enforcement of any kind]\n"
).replace(
    "flows:\n",
    "left-out:\n  - what: Diagnoses\n    because: A yes or no is enough.\n"
    "opt-outs:\n  no-visit:\n    what: A person may say no\n    made-at: the council\n    stops: [monthly-list]\n"
    "conditions:\n  told-first:\n    what: the person was told\nflows:\n",
)


def test_the_guide_says_what_when_how_never_and_whom_to_ring() -> None:
    found = rows(made("guide", WITH_LIMITS))
    assert found["What and when"] == (
        "The list of homes (Wolds Council to the fire service): full name, and address of the home. When: monthly."
    )
    assert found["Only if"] == "The person was told."
    assert found["How"].startswith("By SFTP. The sender checks the recipient")
    assert found["Never"] == (
        "Share nothing that is not listed here; above all not: diagnoses. Use it for nothing else; above all not for: "
        "enforcement of any kind. Never send it by: ordinary fax and personal email accounts."
    )
    assert found["A person says no"] == "A person may say no: the council."
    assert found["It goes wrong"].startswith("Tell the other partners affected immediately")
    assert "The fire service: incidents Duty Group Manager, 01999 555 0404 (24/7)" in found["Whom to ring"]


def test_a_guide_for_one_partner_has_only_its_own_flows() -> None:
    text = ground.COMPLETE.replace("parties:\n", "parties:\n  harbour-carers:\n").replace(
        "flows:\n",
        "flows:\n  note-to-carers:\n    what: A note to the carers\n    from: wolds-council\n    to: harbour-carers\n"
        "    data: name-and-address\n    purpose: choose-homes\n    when: monthly\n    how: sftp\n",
    )
    assert "A note to the carers" not in plain_text(made("guide", text, party="wolds-fire"))
    assert "A note to the carers" in plain_text(made("guide", text, party="harbour-carers"))


def test_what_is_meant_for_one_page_is_cut_until_it_fits() -> None:
    many = "".join(
        f"  item-{n}:\n    what: Item number {n} of the many that are shared here\n    about: adults-with-care-needs\n"
        f"    category: ordinary\n    needed-for:\n      choose-homes: To find the home.\n"
        for n in range(40)
    )
    ids = ", ".join(f"item-{n}" for n in range(40))
    text = ground.COMPLETE.replace("data:\n", f"data:\n{many}", 1).replace(
        "    data: name-and-address\n", f"    data: [{ids}]\n"
    )
    for edition in ("summary", "guide"):
        document = made(edition, text)
        assert compose_fit.height(document.blocks) <= compose_fit.PAGE - compose_fit.SHEET_HEAD
        assert " more, in table " in plain_text(document)


# --- a partner's pack -----------------------------------------------------------------------------


def test_a_pack_says_what_one_partner_sends_gets_and_must_still_do() -> None:
    found = rows(made("partner", ground.AGREEMENT, party="wolds-council"))
    assert found["You send"] == "The list of homes, to the fire service; monthly."
    assert "You get" not in found
    assert found["Your signature"] == "Sign version 1.0; you have not signed it yet."
    other = rows(made("partner", ground.AGREEMENT, party="wolds-fire"))
    assert other["You get"] == "The list of homes, from Wolds Council; monthly."
    assert "You send" not in other


def test_a_pack_lists_what_is_open_for_that_partner_alone() -> None:
    gap = "Condition for special category data"
    council = " ".join(under(made("partner", ground.AGREEMENT, party="wolds-council"), "to-do"))
    fire = " ".join(under(made("partner", ground.AGREEMENT, party="wolds-fire"), "to-do"))
    assert f"{gap} (table 5): the lawyers are choosing between two paragraphs." in council
    assert "Wolds Council Monitoring Officer will answer by 15 December 2026." in council
    assert gap not in fire


def test_a_pack_holds_the_law_and_the_answers_of_that_partner_alone() -> None:
    fire = plain_text(made("partner", ground.AGREEMENT, party="wolds-fire"))
    council = plain_text(made("partner", ground.AGREEMENT, party="wolds-council"))
    assert "Fire and Rescue Services Act 2004" in fire
    assert "Fire and Rescue Services Act 2004" not in council
    assert "at most 12 months after the date of the visit" in fire
    assert "at most 12 months after the date of the visit" not in council


def test_a_pack_names_what_the_protocol_settles_and_does_not_repeat_it() -> None:
    text = plain_text(made("partner"))
    assert "stands here unchanged: clauses 2.1, " in text
    assert "Each partner is a separate controller" not in text


def test_a_pack_of_a_protocol_leaves_out_the_terms_for_other_kinds_of_bodies() -> None:
    protocol = ground.PROTOCOL.replace(
        "settles:\n",
        "settles:\n  storage-and-hosting:\n    - for: [charity]\n      answer: cyber-essentials\n"
        "    - for: fire-and-rescue-authority\n      answer: separate-area\n",
    )
    settled = ground.settled_protocol(protocol)
    fire = plain_text(ground.composed(settled, at("partner", "wolds-fire")))
    carers = plain_text(ground.composed(settled, at("partner", "harbour-carers")))
    assert "Kept apart from other records" in fire
    assert "Holds Cyber Essentials" not in fire
    assert "Holds Cyber Essentials" in carers
    assert "Kept apart from other records" not in carers


# --- a privacy notice -----------------------------------------------------------------------------


def test_a_notice_tells_people_what_the_law_asks_for() -> None:
    text = plain_text(made("notice", WITH_LIMITS, party="wolds-council"))
    for said in (
        "We share information with the fire service. It is about adults known to need care and support.",
        "We do this to decide which homes to offer a safe and well visit.",
        "The information is: full name, and address of the home.",
        "The law that lets us do this: Care Act 2014, sections 6 and 7.",
        "Our lawful basis is: public task, Article 6(1)(e).",
        "A person may say no: the council.",
        "turn to our Data Protection Officer (dpo@wolds.example).",
        "complain to the Information Commissioner",
    ):
        assert said in text


def test_a_notice_says_how_long_it_is_kept_to_those_whose_partner_gets_it() -> None:
    kept = "How long it is kept: Becomes part of the recipient's own record and follows its retention schedule"
    assert kept in plain_text(made("notice", party="wolds-fire"))
    assert "How long it is kept" not in plain_text(made("notice", party="wolds-council"))


def test_a_notice_without_a_partner_holds_the_words_of_each() -> None:
    headings = [block.text for block in made("notice").blocks if isinstance(block, Heading)]
    assert headings == ["Wolds County Council", "Wolds and Dales Fire and Rescue Authority"]


def test_a_notice_has_no_protective_marking_and_says_what_is_missing() -> None:
    text = ground.AGREEMENT.replace("    article-6: 6(1)(e)\n    article-9:\n", "    article-9:\n")
    document = made("notice", text, party="wolds-council")
    assert document.marking == ""
    assert "Our lawful basis: Still to be agreed." in plain_text(document)


def test_where_nobody_can_be_identified_nobody_need_be_told() -> None:
    text = "kind: agreement\nid: gullies\ntitle: Gullies\ninformation: non-personal\nparties:\n  wolds-council:\n"
    with pytest.raises(NotHere, match="The information identifies nobody"):
        made("notice", text)


# --- tables of a pack have no numbers of their own -------------------------------------------------


def test_tables_of_a_pack_have_no_numbers_that_could_be_taken_for_those_of_the_full_edition() -> None:
    assert {block.caption for block in made("partner").blocks if isinstance(block, Table)} == {""}
