"""What a composed agreement holds, and what it leaves out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from isptool.errors import IspError
from isptool.model.checked import AnsweredCheck, QuestionRow
from isptool.model.fields import show_date
from isptool.model.signed import Signed, SignOff
from isptool.writing.compose import compose
from isptool.writing.compose_annexes import colophon
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_words import load
from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    Clauses,
    Document,
    Figure,
    Gap,
    Heading,
    KeyFacts,
    Para,
    Prose,
    Provenance,
    Signatures,
    Table,
)
from isptool.writing.plain import line, plain_text, words

from . import ground


def document(text: str = ground.AGREEMENT, **how: object) -> Document:
    """An agreement, composed."""
    return ground.composed(ground.settled(text, **how))  # type: ignore[arg-type]


def changed(old: str, new: str, text: str = ground.AGREEMENT) -> str:
    """The agreement with one stretch of its text changed."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def added(text: str) -> str:
    """The agreement with more at its end."""
    return f"{ground.AGREEMENT}{text}"


def clause(document: Document, anchor: str) -> list[Block]:
    """What stands under the heading with this anchor, down to the next heading as high."""
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
    """The words of a clause, line for line."""
    return [text for text in words(clause(document, anchor), document.labels) if text]


def table(document: Document, anchor: str) -> Table:
    """The table with this anchor, wherever it stands."""
    for block in document.blocks:
        if isinstance(block, Table) and block.anchor == anchor:
            return block
        if isinstance(block, Figure) and block.table is not None and block.table.anchor == anchor:
            return block.table
    raise AssertionError(f"there is no table {anchor}")


def cell(document: Document, anchor: str, row: str, column: str) -> str:
    """The words of a cell, by the words that its row begins with and the head of its column."""
    found = table(document, anchor)
    for cells in found.rows:
        said = [
            "\n".join(words(each.blocks, document.labels)) if isinstance(each, Prose) else line(each, document.labels)
            for each in cells
        ]
        if said[0].startswith(row):
            return said[found.head.index(column)]
    raise AssertionError(f"there is no row {row} in {anchor}")


def glance(document: Document) -> dict[str, str]:
    """The rows of the first page."""
    facts = next(block for block in clause(document, "glance") if isinstance(block, KeyFacts))
    return {
        name: " ".join(words(said.blocks, document.labels)) if isinstance(said, Prose) else line(said, document.labels)
        for name, said in facts.rows
    }


# --- cover and first pages ------------------------------------------------------------------------


def test_the_cover_says_what_it_is_between_whom_and_how_it_stands() -> None:
    made = document()
    assert (made.title, made.reference, made.version) == ("Safe and well visits", "WD-ISA-09", "1.0")
    assert (made.kind, made.marking, made.mark) == ("Information sharing agreement", "OFFICIAL-SENSITIVE", "DRAFT")
    assert made.subtitle == "The council tells the fire service which homes to offer a visit."
    assert made.author == "Wolds Council Head of Prevention"
    assert made.cover is not None
    assert made.cover.parties == ("Wolds County Council", "Wolds and Dales Fire and Rescue Authority")
    assert made.cover.facts == (
        ("Status", "Draft"),
        ("Owner", "Wolds Council Head of Prevention"),
        ("Still to be agreed", "27 points; see the next page"),
    )


def test_the_first_page_says_the_whole_on_one_page() -> None:
    assert glance(document()) == {
        "Why": "Decide which homes to offer a safe and well visit.",
        "Who to whom": "The list of homes: from Wolds Council to the fire service",
        "What": "Full name, and address of the home; whether oxygen is kept in the home (yes or no).",
        "About whom": "Adults known to need care and support (about 4,000).",
        "Law": "Powers and duties: Fire and Rescue Services Act 2004, section 6; Care Act 2014, sections 6 and 7 "
        "Public task, Article 6(1)(e): Wolds Council and the fire service",
        "Each must": "Every party: send only by the agreed route (clause 5.3); keep it no longer than agreed "
        "(clause 8.2); tell the others at once when something goes wrong (clause 10.1)",
        "When": "Start and end: still to be agreed. Review: still to be agreed.",
    }


def test_a_document_with_gaps_says_so_at_its_beginning_and_lists_them() -> None:
    made = document()
    box = clause(made, "glance")[0]
    assert isinstance(box, Callout)
    assert (box.kind, box.label) == ("gap", "27 points still to be agreed")
    text = line(box.runs, made.labels)
    assert text.startswith("This document is not complete. Nobody should sign it,")
    assert "Passing it on (clause 7.3); " in text
    assert "Condition for special category data (table 5); " in text


def test_few_open_points_are_listed_with_who_answers_by_when() -> None:
    made = document(ground.COMPLETE.replace("  dpia:\n    answer: each-own\n", DPIA_NOT_YET))
    box = clause(made, "glance")[0]
    assert isinstance(box, Callout)
    assert box.label == "1 point still to be agreed"
    assert line(box.runs, made.labels).split("\n")[1] == (
        "Data protection impact assessment (clause 6.4): Drafted. Wolds Council DPO will answer by 15 December 2026."
    )


DPIA_NOT_YET = """  dpia:
    not-yet: Drafted.
    who: wolds-council DPO
    until: 15 December 2026
"""


def test_a_complete_document_has_no_such_box() -> None:
    made = document(ground.COMPLETE)
    assert ground.settled(ground.COMPLETE).findings == ()
    assert not any(isinstance(block, Callout) for block in made.blocks)
    assert "Still to be agreed" not in plain_text(made)
    assert not any(isinstance(run, Gap) for block in made.blocks if isinstance(block, Para)
                   for run in (block.runs if isinstance(block.runs, tuple) else ()))  # fmt: skip


def test_an_accepted_error_stands_on_the_first_page_and_ends_with_its_date() -> None:
    made = document(
        added(
            "accepted:\n  - rule: LAW-13\n    because: Counsel advised.\n    by: wolds-council Chief Executive\n"
            "    advice: CA-77\n    until: 1 May 2027\n"
        )
    )
    box = clause(made, "glance")[0]
    assert isinstance(box, Callout)
    assert (box.kind, box.label) == ("warning", "An error that is accepted")
    assert line(box.runs) == (
        "Check LAW-13. Wolds Council Chief Executive accepts this: Counsel advised. Advice taken: CA-77. "
        "It is accepted until 1 May 2027."
    )


def test_what_was_accepted_until_yesterday_is_not_on_the_first_page() -> None:
    entry = "accepted:\n  - rule: LAW-13\n    because: Counsel advised.\n    by: Chief Executive\n    until: {}\n"
    last = ground.AT.today
    assert isinstance(clause(document(added(entry.format(show_date(last)))), "glance")[0], Callout)
    ended = clause(document(added(entry.format(show_date(last - timedelta(days=1))))), "glance")
    assert not [each for each in ended if isinstance(each, Callout) and each.label == "An error that is accepted"]


def test_what_checking_says_of_answered_checks_is_printed_in_its_words() -> None:
    check = AnsweredCheck(
        "GOV-10", "same-person", "The drafter also signs.", "a.yaml", "owner", "One person works here.", "SIRO",
        date(2026, 1, 2), date(2027, 1, 2),
    )  # fmt: skip
    at = replace(ground.AT, answered=(check,))
    made = ground.composed(ground.settled(), at)
    annex = said(made, "waivers")
    assert annex[-3:] == ["The drafter also signs.", "One person works here.", "SIRO answers for this."]
    assert said(made, "waiver-dates")[-3:] == ["GOV-10", "2 January 2026", "2 January 2027"]


def test_control_names_the_protocol_and_how_the_agreement_follows_it() -> None:
    protocol = "Wolds and Dales Multi-Agency Information Sharing Protocol, version 5.0. "
    moves = protocol + "It moves with the protocol when all parties have signed a new version."
    stays = protocol + "It stays with the version of the protocol under which it was signed."
    assert moves in said(document(), "control")
    assert stays in said(document(added("follows: as-signed\n")), "control")


# --- clauses and where they come from -------------------------------------------------------------


def provenance(made: Document, point: str) -> str:
    """Where the answer to a point is said to come from."""
    lines = [block for block in clause(made, f"point-{point}") if isinstance(block, Provenance)]
    return line(lines[0].runs) if lines else ""


@pytest.mark.parametrize(
    ("point", "words"),
    [
        ("controller-relationship", "Already agreed: protocol clause 5.1."),
        ("incidents", "Already agreed: protocol clause 9.1, which no agreement can change."),
        ("staff-responsibilities", "Adds to protocol clause 5.2."),
        ("feedback", "Departs from protocol clause 10.1, because the mailbox is closed."),
        ("transfer-method", "Stricter than protocol clause 6.1."),
        ("need-and-benefit", ""),
    ],
)
def test_each_clause_says_where_it_comes_from(point: str, words: str) -> None:
    assert provenance(document(), point) == words


def test_an_inherited_clause_names_the_clause_that_the_protocol_prints() -> None:
    protocol = ground.composed(ground.settled_protocol())
    for point in ground.settled().clauses:
        found = provenance(document(), point)
        if found:
            assert f"protocol {label_of(protocol, f'point-{point}')}" in found


def label_of(made: Document, anchor: str) -> str:
    """What a cross reference to an anchor says."""
    return made.labels[anchor]


def test_a_proper_name_keeps_its_capital_after_because() -> None:
    made = document(changed("because: The mailbox is closed", "because: Wolds Council closed the mailbox"))
    assert (
        provenance(made, "feedback") == "Departs from protocol clause 10.1, because Wolds Council closed the mailbox."
    )


def test_one_sentence_is_a_paragraph_and_several_are_lettered() -> None:
    made = document()
    assert clause(made, "point-controller-relationship")[0] == Para(
        "Each partner is a separate controller of the copy it holds and decides for itself, within this agreement, "
        "how to handle it."
    )
    letters = clause(made, "point-staff-responsibilities")[0]
    assert isinstance(letters, Clauses)
    assert [each.number for each in letters.items] == ["2.3(a)", "2.3(b)", "2.3(c)"]


def test_own_words_keep_their_paragraphs_and_bullets() -> None:
    assert clause(document(), "point-complaints")[:2] == [
        Para("People may complain to either partner."),
        Bullets(("By e-mail, by post or in person.", "We acknowledge within 30 days.")),
    ]


def test_own_words_are_never_read_as_markdown() -> None:
    text = "# Not a heading *nor* slanted | 1. nor a list [[items]] {{ title }} <b>"
    made = document(
        changed("    risk-of-not-sharing: People", f"    risk-of-not-sharing: |\n      {text}\n\n      People")
    )
    assert f"If the information is not shared: {text}" in said(made, "point-need-and-benefit")


def test_what_does_not_apply_is_said_with_its_reason_and_not_printed_otherwise() -> None:
    made = document()
    assert said(made, "point-automated-decisions") == ["Does not apply: Nothing is scored or decided by a machine."]
    assert "point-non-personal-terms" not in made.labels  # it is about other data
    assert "point-signatory-bodies" not in made.labels  # it is the protocol's own


def test_what_is_not_yet_or_withheld_stands_in_a_panel() -> None:
    made = document(
        changed(
            "answers:\n",
            "answers:\n  dpia:\n    not-yet: Drafted.\n    who: wolds-council DPO\n    until: 15 December 2026\n"
            "  communication:\n    withheld-because: It would name a safe house.\n",
        )
    )
    assert clause(made, "point-dpia") == [
        Callout("gap", "Drafted. Wolds Council DPO will answer by 15 December 2026.", "Not yet")
    ]
    assert clause(made, "point-communication") == [Callout("note", "It would name a safe house.", "Withheld")]
    assert clause(made, "point-minimisation") == [
        Callout(
            "gap",
            "Why is each item necessary, could less do, and how are free text and attachments controlled?",
            "Still to be agreed",
        )
    ]


def test_an_answer_that_lacks_a_blank_says_which() -> None:
    made = document(changed("      period: 12 months\n", ""))
    assert said(made, "point-retention-and-disposal")[-1] == "Still to be agreed: Still missing: period."


def test_a_blank_that_is_a_gap_says_who_answers() -> None:
    made = document(
        changed(
            "      period: 12 months\n", "      period:\n        not-yet: The officers will say.\n        who: SIRO\n"
        )
    )
    assert said(made, "point-retention-and-disposal")[-1] == (
        "Period: not yet. The officers will say. SIRO will answer."
    )


def test_answers_that_differ_stand_in_a_table_by_whom_they_are_for() -> None:
    made = document(TWO_WAYS)
    found = clause(made, "point-retention-and-disposal")[0]
    assert isinstance(found, Table)
    assert found.head == ("For", "What is agreed")
    assert [row[0] for row in found.rows] == ["The fire service", "Everyone and everything else"]
    assert said(made, "point-retention-and-disposal")[-1] == (
        "Becomes part of the recipient's own record and follows its retention schedule, the county schedule."
    )


TWO_WAYS = ground.AGREEMENT.replace("    to: wolds-fire\n", "    to: [wolds-fire, harbour-carers]\n").replace(
    "  wolds-fire:\npurposes", "  wolds-fire:\n  harbour-carers:\npurposes"
).replace(
    "    - for: wolds-council\n      withheld-because: The retention schedule is being rewritten.\n",
    "    - answer: recipient-schedule\n      schedule: the county schedule\n",
)  # fmt: skip


def test_the_protocols_answers_by_kind_of_body_are_told_by_the_parties_here() -> None:
    above = ground.PROTOCOL.replace(
        "  transfers-outside-uk:",
        "  storage-and-hosting:\n    - for: charity\n      answer: cyber-essentials\n"
        "    - for: [local-authority, fire-ambulance]\n      answer: cyber-essentials-plus\n  transfers-outside-uk:",
    )
    made = document(TWO_WAYS, under=above)
    found = clause(made, "point-storage-and-hosting")[0]
    assert isinstance(found, Table)
    assert {str(row[0]) for row in found.rows} == {"The fire service", "Harbour Carers"}


def test_one_sided_duties_and_conditions_are_printed() -> None:
    made = document(
        changed(
            "  automated-decisions:",
            "  dpia:\n    answer: each-own\n    duties:\n      - of: wolds-fire\n        towards: wolds-council\n"
            "        text: Send the assessment.\n    rights:\n      - of: wolds-council\n        text: Ask for it.\n"
            "    only-if: told-first\n  automated-decisions:",
        )
        + "conditions:\n  told-first:\n    what: People have been told.\n    evidence: The letter\n    met: not-yet\n"
    )
    assert said(made, "point-dpia") == [
        "Each controller has its own assessment.",
        "The fire service, towards Wolds Council, must: Send the assessment.",
        "Wolds Council may: Ask for it.",
        "Only if these conditions are met: told first (clause 1.6(a)).",
    ]
    assert said(made, "conditions")[1:] == [
        "Told first: People have been told.", "Shown by: The letter", "It is not met yet.",
    ]  # fmt: skip
    assert "The fire service: Send the assessment" in glance(made)["Each must"]


# --- parties, information, flows ------------------------------------------------------------------


def test_the_table_of_parties_gives_name_kind_and_role() -> None:
    made = document(
        changed("  wolds-fire:\npurposes", "  wolds-fire:\n    roles:\n      - role: processor\n        on-behalf-of: "
                "wolds-council\n        contract: C-1\npurposes")
    )  # fmt: skip
    assert (
        cell(made, "parties-table", "Wolds County Council (called “Wolds Council” here)", "Kind of body")
        == "Unitary council"
    )
    assert cell(made, "parties-table", "Wolds County", "Role here") == "Controller"
    assert cell(made, "parties-table", "Wolds and Dales", "Role here") == (
        "Processor, on behalf of Wolds Council, under contract C-1"
    )


def test_joint_controllers_are_called_so() -> None:
    made = document(
        changed(
            "answers:\n",
            "answers:\n  controller-relationship:\n    answer: joint-hub\n    because: They run it together\n"
            "    joint-controllers: [wolds-council, wolds-fire]\n    hub: the visits hub\n    arrangement: Annex 1\n",
        )
    )
    assert cell(made, "parties-table", "Wolds County", "Role here") == "Joint controller"


def test_each_item_says_about_whom_its_category_its_source_and_why() -> None:
    made = document()
    column = "About whom, category, and where it comes from"
    assert cell(made, "items-table", "Full name", column) == (
        "Adults known to need care and support\nOrdinary personal data\nFrom: The adult social care system"
    )
    assert cell(made, "items-table", "Full name", "Why it is needed") == "To write, and to find the home."
    assert not table(made, "items-table").landscape


def test_many_items_or_purposes_lie_on_their_side() -> None:
    more = "".join(
        f"  item-{n}:\n    what: Item {n}\n    category: ordinary\n    about: adults-with-care-needs\n"
        for n in range(11)
    )
    made = document(changed("flows:\n", f"{more}flows:\n"))
    found = table(made, "items-table")
    assert found.landscape
    assert found.head == ("Information", "About", "Category", "Where it comes from", "Why it is needed")


def test_a_flow_is_a_clause_with_all_that_is_said_of_it() -> None:
    made = document(
        changed(
            "    how: sftp\n",
            "    how: sftp\n    by-day: 5th working day\n    decided-by: wolds-fire Prevention Manager\n"
            "    duty: must\n    must-not:\n      - Keep a copy\n",
        )
    )
    facts = clause(made, "flow-monthly-list")[0]
    assert isinstance(facts, KeyFacts)
    assert [(name, said if isinstance(said, str) else "…") for name, said in facts.rows] == [
        ("From, and to", "Wolds Council, to the fire service"),
        ("Information", "…"),
        ("What for", "Choose homes"),
        ("When", "Monthly, by the 5th working day."),
        ("How", "SFTP"),
        ("Details", "…"),
    ]
    details = dict(facts.rows)["Details"]
    assert isinstance(details, tuple)
    assert line(details, made.labels) == (
        "Decided by: The fire service Prevention Manager. It must be sent. The recipient must not: Keep a copy."
    )
    assert glance(made)["Each must"].endswith("Wolds Council must send: The list of homes")


def test_a_flow_without_a_route_of_its_own_refers_to_the_clause_that_it_inherits() -> None:
    made = document(changed("    how: sftp\n", ""))
    facts = clause(made, "flow-monthly-list")[0]
    assert isinstance(facts, KeyFacts)
    how = dict(facts.rows)["How"]
    assert isinstance(how, tuple)
    assert line(how, made.labels) == "As clause 5.3 says."


def test_the_picture_has_an_arrow_for_each_flow_and_leads_to_the_clauses_that_say_the_same() -> None:
    made = document(TWO_WAYS)
    figure = next(block for block in made.blocks if isinstance(block, Figure))
    drawing = figure.drawing
    assert [(each.sender, each.recipient, each.lines) for each in drawing.flows] == [  # type: ignore[union-attr]
        ("wolds-council", "wolds-fire", ("The list of homes",)),
        ("wolds-council", "harbour-carers", ("The list of homes",)),
    ]
    assert figure.table is None, "each flow is said once more only, in its own clause"
    after = made.blocks[made.blocks.index(figure) + 1]
    assert isinstance(after, Para)
    assert line(after.runs, made.labels) == "The flow is set out in words in clause 5.1."
    assert ends(made, "monthly-list") == "Wolds Council, to the fire service and Harbour Carers"


def ends(made: Document, flow: str) -> str:
    """From whom and to whom a flow is, as its clause says."""
    facts = clause(made, f"flow-{flow}")[0]
    assert isinstance(facts, KeyFacts)
    said = dict(facts.rows)["From, and to"]
    assert isinstance(said, str)
    return said


def test_ends_of_flows_read_as_people_say_them() -> None:
    text = changed(
        "    from: wolds-council\n    to: wolds-fire\n", "    from: each of referrers\n    to: everyone-else\n"
    )
    made = document(text + "groups:\n  referrers: [wolds-council, wolds-fire]\n")
    assert ends(made, "monthly-list") == "Each of the referrers, to every other party"
    assert "Referrers: Wolds Council and the fire service." in said(made, "parties")
    both = changed("    from: wolds-council\n    to: wolds-fire\n", "    between: [wolds-council, wolds-fire]\n")
    assert ends(document(both), "monthly-list") == "Wolds Council and the fire service, to each other"
    assert glance(document(both))["Who to whom"] == "The list of homes: between Wolds Council and the fire service"


def test_a_flow_that_is_like_another_takes_what_it_does_not_say() -> None:
    made = document(
        changed(
            "law:\n", "  second-list:\n    what: The second list\n    same-as: monthly-list\n    when: weekly\nlaw:\n"
        )
    )
    facts = clause(made, "flow-second-list")[0]
    assert isinstance(facts, KeyFacts)
    rows = dict(facts.rows)
    assert (rows["From, and to"], rows["When"]) == ("Wolds Council, to the fire service", "Weekly.")
    assert rows["Like"] == "The list of homes"
    following = made.blocks[made.blocks.index(next(each for each in made.blocks if isinstance(each, Figure))) + 1]
    assert isinstance(following, Para)
    assert line(following.runs, made.labels) == "Both flows are set out in words in clauses 5.1 and 5.2."


# --- the law --------------------------------------------------------------------------------------


def test_the_law_is_cited_in_full_for_each_party_and_purpose() -> None:
    made = document()
    assert cell(made, "law-powers", "The fire service", "Powers and duties") == (
        "Power: Section 6 of the Fire and Rescue Services Act 2004 (promotion of fire safety)\n"
        "Function: Promoting fire safety"
    )
    column = "Lawful basis, and conditions for sensitive information"
    assert cell(made, "law-bases", "The fire service", column).split("\n") == [
        "Article 6(1)(e) UK GDPR (public task)",
        (
            "Article 9(2)(g) UK GDPR (substantial public interest) with Schedule 1 paragraph 6 to the Data Protection "
            "Act 2018 (statutory etc and government purposes)"
        ),
    ]
    assert cell(made, "law-bases", "Wolds Council", column).split("\n")[1] == (
        "Condition for special category data: not yet. The lawyers are choosing between two paragraphs. Wolds Council "
        "Monitoring Officer will answer by 15 December 2026."
    )


def test_law_that_the_book_does_not_know_is_printed_as_typed() -> None:
    made = document(changed("    power: frsa-2004-s6\n", "    power: The Wolds Fire Order 1999, article 4\n"))
    assert cell(made, "law-powers", "The fire service", "Powers and duties") == (
        "Power: The Wolds Fire Order 1999, article 4\nFunction: Promoting fire safety"
    )


def test_parties_that_rely_on_the_same_law_stand_together() -> None:
    text = changed(
        "    article-9:\n      not-yet: The lawyers are choosing between two paragraphs.\n"
        "      who: wolds-council Monitoring Officer\n      until: 15 December 2026\n",
        "    article-9: 9(2)(g) with Schedule 1 paragraph 6\n",
    )
    assert [row[0] for row in table(document(text), "law-bases").rows] == ["Wolds Council and the fire service"]


def test_alternatives_are_told_as_such() -> None:
    made = document(
        changed("    power: frsa-2004-s6\n", "    any-of:\n      - power: frsa-2004-s6\n      - power: The old Order\n")
    )
    assert cell(made, "law-powers", "The fire service", "Powers and duties").split("\n") == [
        "Any one of these suffices:",
        "Power: section 6 of the Fire and Rescue Services Act 2004 (promotion of fire safety)",
        "Power: The old Order",
        "Function: Promoting fire safety",
    ]


def test_what_serves_for_disclosing_or_receiving_alone_says_so() -> None:
    text = changed("    power: frsa-2004-s6\n", "    as: recipient\n    power: frsa-2004-s6\n").replace(
        "    from: wolds-council\n    to: wolds-fire\n", "    between: [wolds-council, wolds-fire]\n"
    )
    text = text.replace("answers:\n", "  - for: wolds-fire\n    as: sender\n    duty: frsa-2004-s7\nanswers:\n", 1)
    made = document(text)
    assert cell(made, "law-powers", "The fire service", "Powers and duties").split("\n") == [
        "Only to disclose:",
        "Duty: Section 7 of the Fire and Rescue Services Act 2004 (fire-fighting)",
        "Only to receive and use:",
        "Power: Section 6 of the Fire and Rescue Services Act 2004 (promotion of fire safety)",
        "Function: Promoting fire safety",
    ]


# --- the tail -------------------------------------------------------------------------------------


def test_own_sections_stand_after_the_section_that_they_name() -> None:
    made = document(
        added("sections:\n  - title: Volunteers\n    text: They help.\n    after: The parties\n"
              "  - title: Thanks\n    text: To all.\n")
    )  # fmt: skip
    top = [block.text for block in made.blocks if isinstance(block, Heading) and block.level == 1]
    assert top[top.index("The parties") + 1] == "Volunteers"
    assert top[top.index("The ten questions") - 1] == "Thanks"
    assert said(made, "volunteers") == ["They help."]


def test_annexes_opt_outs_cases_and_an_early_start_are_said() -> None:
    made = document(
        added(
            "annexes:\n  form:\n    title: The form\n    text: Name and address.\n"
            "opt-outs:\n  no-visit:\n    what: No visit\n    made-at: the council\n    stops: monthly-list\n"
            "cases:\n  urgent:\n    what: An urgent case\n    when: Life is at risk.\n"
            "began:\n  on: 1 March 2026\n  because: A fire had cost two lives.\n  authorised-by: wolds-council SIRO\n"
        )
    )
    assert said(made, "annex-form") == ["Name and address."]
    assert said(made, "opt-outs")[-3:] == ["No visit", "Made at: The council", "The list of homes"]
    assert said(made, "cases") == ["An urgent case", "When: Life is at risk."]
    assert said(made, "began") == [
        "Sharing under this agreement began on 1 March 2026, before it was signed.",
        "Because: A fire had cost two lives.",
        "It was authorised by Wolds Council SIRO.",
    ]


def test_non_personal_sharing_says_so_and_asks_for_no_lawful_basis() -> None:
    made = document(NON_PERSONAL)
    text = plain_text(made)
    assert "The information identifies nobody." in said(made, "why")
    assert "Drains are not people." in said(made, "why")
    assert "law-bases" not in made.labels
    assert "people" not in made.labels
    assert "Controller" not in text.split("Words used here")[0]
    assert table(made, "items-table").head[1] == "Category, and where it comes from"


NON_PERSONAL = """
kind: agreement
id: drains
title: Drains
called: DSA
under: wolds-and-dales
information: non-personal
not-personal-because: Drains are not people.
parties: {wolds-council: , wolds-fire: }
purposes:
  clear-drains:
    kind: flood-risk
    aim: Decide which drains to clear.
data:
  drains:
    what: Where drains are
    category: non-personal
    source: The highways system
    needed-for: {clear-drains: To find them.}
flows:
  list:
    what: The list
    from: wolds-council
    to: wolds-fire
    data: drains
    purpose: clear-drains
    when: monthly
    how: api
"""


def test_the_ten_questions_say_how_each_stands_and_where() -> None:
    made = document(ground.COMPLETE)
    found = table(made, "questions-table")
    assert len(found.rows) == 10
    assert {line(row[1]) for row in found.rows if not isinstance(row[1], Prose)} == {"Answered"}
    where = found.rows[7][2]
    assert not isinstance(where, Prose)
    assert line(where, made.labels) == ("In section 7; clauses 2.2, 2.4, 5.3, 5.4, 6.4, 8.2 and 10.1; figure 1")


def test_an_open_question_says_which_points_are_open() -> None:
    made = document(ground.COMPLETE.replace("  dpia:\n    answer: each-own\n", DPIA_NOT_YET))
    eighth = table(made, "questions-table").rows[7]
    assert eighth[1] == (Gap("Partly answered"),)
    assert not isinstance(eighth[2], Prose)
    assert line(eighth[2], made.labels).endswith("; figure 1 (open: Data protection impact assessment)")


def test_what_checking_says_of_the_questions_counts() -> None:
    row = QuestionRow("Q1", "?", "", "answered", (), confirmed_by=3)
    made = ground.composed(ground.settled(ground.COMPLETE), replace(ground.AT, questions=(row,)))
    assert table(made, "questions-table").rows[0][1] == "Answered; confirmed by 3 partners"


def test_contacts_and_registration_stand_in_an_annex_that_no_signature_covers() -> None:
    made = document()
    blocks = list(made.blocks)
    annex = next(block for block in blocks if isinstance(block, Heading) and block.anchor == "particulars")
    assert annex.annex
    body = plain_text(replace(made, blocks=tuple(blocks[: blocks.index(annex)])))
    for kept in ("dpo@wolds.example", "01999 555 0404", "ZX000001", "Duty Group Manager"):
        assert kept not in body
        assert kept in " ".join(said(made, "particulars"))
    assert said(made, "particulars")[0] == (
        "This annex is kept up to date without signing again. No signature covers it."
    )


def test_each_party_has_one_place_to_sign_and_no_name_is_filled_in() -> None:
    made = document()
    found = next(block for block in made.blocks if isinstance(block, Signatures))
    assert [each.party for each in found.items] == ["Wolds County Council", "Wolds and Dales Fire and Rescue Authority"]
    assert all((each.name, each.post, each.date, each.signature) == ("", "", "", "") for each in found.items)


def test_a_sign_off_fills_post_date_and_decision_but_never_a_name() -> None:
    signed = Signed(
        (
            SignOff("wolds-fire", "1.0", date(2026, 12, 1), "Chief Fire Officer", "Scheme of delegation"),
            SignOff("wolds-council", "1.0", date(2026, 12, 2), "Director", broken=("own",)),
        )
    )
    made = ground.composed(ground.settled(), replace(ground.AT, signed=signed, mark="FOR SIGNATURE 7F3A-91C2"))
    found = next(block for block in made.blocks if isinstance(block, Signatures))
    council, fire = found.items
    assert (council.post, council.date) == ("", "")  # that signature no longer matches the text
    assert (fire.signature, fire.post, fire.date, fire.name) == ("Agreed", "Chief Fire Officer", "1 December 2026", "")
    assert fire.lines == ("On the authority of: Scheme of delegation",)
    assert made.mark == "FOR SIGNATURE 7F3A-91C2"


def test_the_glossary_explains_only_what_is_used_and_own_terms_first() -> None:
    made = document(added("glossary:\n  Controller: Whoever decides here.\n  Zone: A part of the county.\n"))
    facts = clause(made, "glossary")[0]
    assert isinstance(facts, KeyFacts)
    terms = dict(facts.rows)
    assert terms["Controller"] == Prose((Para("Whoever decides here."),))
    assert "Zone" in terms
    assert "Special category data" in terms
    assert not {"MAPPA", "UPN", "Section 251 support"} & terms.keys()


def test_document_control_says_what_made_it_and_that_it_is_no_advice() -> None:
    made = document()
    lines = [line(block.runs, made.labels) for block in made.blocks if isinstance(block, Provenance)]
    assert lines[:2] == [
        (
            "Made with isptool 0.1.0, as at 25 November 2026. The law that it cites was looked up in law data as it "
            f"stood on {show_date(ground.book().as_at)}, which is never complete. It is not legal advice."
        ),
        (
            "It holds 14 sentences from the library of likely answers, in sections 1, 2, 5, 7, 8, 10 and 11; table 2; "
            "figure 1."
        ),
    ]


def test_a_standalone_agreement_says_that_it_has_no_protocol() -> None:
    made = document(changed("under: wolds-and-dales", "under: none"), under=None)
    assert said(made, "why")[1] == "There is no protocol above it. Every term on which the parties rely stands here."
    assert not any(isinstance(block, Provenance) and "protocol" in line(block.runs) for block in made.blocks)


def test_an_agreement_with_nothing_in_it_yet_can_be_printed() -> None:
    made = document("kind: agreement\nid: new\ntitle: New\n", under=None)
    box = clause(made, "glance")[0]
    assert isinstance(box, Callout)
    assert box.label.endswith("points still to be agreed")
    assert said(made, "information")[0] == (
        "Still to be agreed: Which data items are shared, from which source, and which purpose needs each one?"
    )


# --- schedules ------------------------------------------------------------------------------------

SCHEDULES = """
kind: schedules
of: safe-and-well-visits
schedules:
  wolds-fire:
    reference: WF-1
    volume: 300 homes a month
    answers:
      storage-and-hosting:
        in-our-words: It is kept in the visits system.
    contacts:
      siro:
        post: Deputy Chief
"""


def test_a_schedule_is_an_annex_of_its_own_and_leaves_the_body_alone() -> None:
    without, made = document(), document(schedules=SCHEDULES)
    assert said(made, "schedule-wolds-fire") == [
        (
            "What differs for the fire service. Where this schedule and the agreement differ, the schedule counts for "
            "this party."
        ),
        "Reference",
        "WF-1",
        "How much",
        "300 homes a month",
        "Storage and security",
        "It is kept in the visits system.",
    ]
    assert said(made, "point-storage-and-hosting") == ["Each party's schedule says this for that party."]
    assert "Deputy Chief" in " ".join(said(made, "particulars"))
    assert "WF-1" not in plain_text(without)


def test_another_volume_in_a_schedule_changes_that_schedule_alone() -> None:
    one = document(schedules=SCHEDULES).blocks
    other = document(schedules=SCHEDULES.replace("300 homes", "400 homes")).blocks
    assert [(a, b) for a, b in zip(one, other, strict=True) if a != b] == [
        (
            KeyFacts((("Reference", "WF-1"), ("How much", "300 homes a month"))),
            KeyFacts((("Reference", "WF-1"), ("How much", "400 homes a month"))),
        )
    ]


# --- templates of an organisation -----------------------------------------------------------------


def test_cross_references_all_lead_somewhere() -> None:
    from isptool.writing.markdown import to_markdown

    for made in (document(), document(ground.COMPLETE), document(NON_PERSONAL), document(TWO_WAYS)):
        assert to_markdown(made)  # raises for a reference to nothing


def test_an_edition_that_there_is_not_is_refused() -> None:
    with pytest.raises(IspError, match=r"There is no edition called poem"):
        ground.composed(ground.settled(), replace(ground.AT, edition="poem"))


def test_composing_twice_makes_the_same_document() -> None:
    settled = ground.settled()
    first, second = (
        compose(settled, points=ground.points(), checklists=ground.checklists(), book=ground.book(), at=ground.AT)
        for _ in range(2)
    )
    assert first == second


def test_the_law_data_of_a_workspace_may_be_newer_than_ours() -> None:
    settled = ground.settled()
    own = {"gateway": {"local-act": {"title": "Local Act 2026", "citation": "Local Act 2026", "as_at": "2027-01-05"}}}
    matter = Matter(
        settled, ground.points(), ground.checklists(), ground.book().joined_with(own, {}), ground.AT, load()
    )
    last = line(colophon(matter)[0].runs)
    assert "in law data as it stood on 5 January 2027, which" in last
