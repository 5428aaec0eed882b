"""Settling, case by case: who moves what to whom, of whom a point is asked, and what the names mean.

Each case is its test's docstring, and both oracle and program must say it. A part prints as its state, its keys or
own words, its blanks, what is never allowed, the protocol it comes from, and whether it departs from what was settled
above it.
"""

from __future__ import annotations

from .scenario import Outcome

# ── cells ────────────────────────────────────────────────────────────────────────────────────────────


def test_no_cells_and_none_means_not_applicable(outcome: Outcome) -> None:
    """Nobody's information is named: of people nothing is asked, because their point says so; of items likewise.

    agreement: {parties: {council: {name: C}, police: {name: P}}}
    """
    assert outcome.state("whose") == "not-applicable"


def test_no_cells_and_none_means_open(outcome: Outcome) -> None:
    """No purpose and no flow yet: their points are still to be agreed.

    agreement: {parties: {council: {name: C}, police: {name: P}}}
    """
    assert outcome.cells("purposes") == outcome.cells("method") == outcome.cells("basis") == []
    assert outcome.state("purposes") == outcome.state("method") == outcome.state("basis") == "still-to-be-agreed"


def test_an_empty_document_leaves_everything_open(outcome: Outcome) -> None:
    """Nothing is written: the empty row makes nothing inapplicable.

    agreement: {}
    """
    assert outcome.state("whose") == outcome.state("item-need") == outcome.state("staff") == "still-to-be-agreed"


def test_a_non_personal_declaration_prevails(outcome: Outcome) -> None:
    """The agreement says its information is non-personal, and then names health data.

    agreement:
      information: non-personal
      parties: {council: {name: C}, police: {name: P}}
      data: {oxygen: {category: special-health}, roads: {category: non-personal}}
      flows: {list: {from: council, to: police, data: [oxygen, roads]}}
      purposes: {visits: {used-by: council}}
    """
    assert {row[-1] for row in outcome.rows} == {frozenset({"non-personal"})}
    assert {row[-2] for row in outcome.rows} == {""}
    assert outcome.state("item-need") == outcome.state("basis") == outcome.state("notice") == "not-applicable"
    assert outcome.cells("retention") == [("police", "non-personal"), ("police", "special-health")]
    assert outcome.found == {"contradicts non-personal oxygen"}


def test_people_who_have_died(outcome: Outcome) -> None:
    """Health data about the dead is not personal data; about the living it is.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      people: {adults: , ancestors: {living: no}}
      data:
        oxygen: {category: special-health, about: adults}
        cause-of-death: {category: special-health, about: ancestors}
      flows: {list: {from: council, to: police, data: [oxygen, cause-of-death]}}
    """
    assert outcome.cells("item-need") == [("oxygen",)]
    assert outcome.cells("whose") == [("adults",), ("ancestors",)]


def test_part_3_for_one_and_uk_gdpr_for_the_other(outcome: Outcome) -> None:
    """One flow for a law-enforcement purpose of the police: the council that tells them acts under the UK GDPR.

    agreement:
      parties: {council: {name: C, kind: county-council}, police: {name: P, kind: police-force}}
      purposes: {catch: {used-by: police, law-enforcement: yes}}
      data: {theft: {category: criminal-offence}}
      flows: {report: {from: council, to: police, data: theft, purpose: catch}}
    """
    regimes = {row[3]: (row[-2], set(row[-1])) for row in outcome.rows}
    assert regimes == {
        "council": ("uk-gdpr", {"personal", "criminal-offence"}),
        "police": ("part-3", {"law-enforcement"}),
    }
    assert outcome.cells("basis") == [("council", "catch")]
    assert outcome.cells("notice") == [("council",), ("police",)]


def test_a_purpose_used_by_a_group_of_nobody_is_not_the_recipients_own(outcome: Outcome) -> None:
    """`used-by` is written, though its group holds only itself: so Part 3 is not presumed for whoever receives.

    agreement:
      parties: {council: {name: C, kind: county-council}, police: {name: P, kind: police-force}}
      groups: {forces: [forces]}
      purposes: {catch: {used-by: forces, law-enforcement: yes}}
      data: {theft: {category: criminal-offence}}
      flows: {report: {from: council, to: police, data: theft, purpose: catch}}
    """
    assert {row[3]: row[-2] for row in outcome.rows} == {"council": "uk-gdpr", "police": "uk-gdpr"}
    assert outcome.found == {"group holds itself agreement forces"}


def test_a_law_row_gives_the_regime(outcome: Outcome) -> None:
    """The law says Part 3 for the police as recipients only, whatever the purpose.

    agreement:
      parties: {council: {name: C, kind: county-council}, police: {name: P, kind: police-force}}
      flows: {ask: {from: police, to: council}, tell: {from: council, to: police}}
      law: [{for: police, as: recipient, regime: part-3}]
    """
    regimes = {(row[0], row[3]): row[-2] for row in outcome.rows}
    assert regimes == {
        ("ask", "police"): "uk-gdpr",
        ("ask", "council"): "uk-gdpr",
        ("tell", "council"): "uk-gdpr",
        ("tell", "police"): "part-3",
    }


def test_two_regimes_tie(outcome: Outcome) -> None:
    """Two law rows meet, neither narrower: as if neither were written, and a finding.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {tell: {from: council, to: police}}
      law: [{for: police, regime: part-4}, {for: tell, regime: part-3}]
    """
    assert {row[3]: row[-2] for row in outcome.rows} == {"council": "part-3", "police": "uk-gdpr"}
    assert outcome.found == {"tie law"}


def test_a_law_row_with_an_unknown_id(outcome: Outcome) -> None:
    """A slip of the pen must not put the whole agreement under Part 3.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      law: [{for: polcie, regime: part-3}]
    """
    assert {row[-2] for row in outcome.rows} == {"uk-gdpr"}
    assert outcome.found == {"unknown id law"}


def test_the_law_of_a_schedule(outcome: Outcome) -> None:
    """A party writes in its schedule that it acts under Part 3.

    agreement: {parties: {council: {name: C}, police: {name: P}}}
    schedules: {police: {law: [{regime: part-3}]}}
    """
    assert {row[3]: row[-2] for row in outcome.rows} == {"council": "uk-gdpr", "police": "part-3"}


def test_processor_for_one_purpose_and_controller_for_another(outcome: Outcome) -> None:
    """The trust hosts the data for the visits, and plans for itself.

    agreement:
      parties:
        council: {name: C}
        trust: {name: T, roles: [{role: processor, for: visits, on-behalf-of: council}]}
      purposes: {visits: , plans: }
      flows: {list: {from: council, to: trust, purpose: [visits, plans]}}
    """
    assert outcome.cells("basis") == [("council", "plans"), ("council", "visits"), ("trust", "plans")]
    assert outcome.cells("notice") == [("council",), ("trust",)]


def test_a_processor_in_everything_is_asked_nothing_of_a_controller(outcome: Outcome) -> None:
    """A role without `for` is held everywhere.

    agreement:
      parties: {council: {name: C}, firm: {name: F, roles: [{role: processor, on-behalf-of: council}]}}
      purposes: {visits: }
      flows: {list: {from: council, to: firm, purpose: visits}}
    """
    assert outcome.cells("basis") == [("council", "visits")]
    assert outcome.cells("notice") == [("council",)]
    assert outcome.cells("staff") == [("council",), ("firm",)]


def test_an_other_that_is_only_a_processor_is_no_recipient(outcome: Outcome) -> None:
    """The carrier only carries; the auditor is more.

    agreement:
      parties: {council: {name: C}}
      others: {carrier: {name: X, is: processor}, auditor: {name: Y, is: [processor, adviser]}}
      flows: {list: {from: council, to: [carrier, auditor]}}
    """
    assert outcome.cells("onward") == [("auditor",)]
    assert outcome.cells("method") == [("list",)]


def test_an_item_of_two_categories_about_two_groups(outcome: Outcome) -> None:
    """Each category with each group of people makes its own rows, on both sides.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      people: {adults: , children: }
      data: {note: {category: [ordinary, special-health], about: [adults, children]}}
      flows: {list: {from: council, to: police, data: note}}
    """
    assert len(outcome.rows) == 8
    assert outcome.cells("retention") == [("police", "ordinary"), ("police", "special-health")]


def test_each_of_everyone_else_and_between(outcome: Outcome) -> None:
    """Who sends to whom; nobody sends to itself.

    agreement:
      parties: {council: {name: C}, police: {name: P}, trust: {name: T}}
      groups: {two: [council, police]}
      flows:
        a: {from: each of two, to: two}
        b: {from: everyone-else, to: trust}
        c: {between: [council, trust]}
        d: {between: each pair of two}
        e: {same-as: b, to: police}
    """
    moves = {(row[0], row[1], row[2]) for row in outcome.rows}
    assert moves == {
        ("a", "council", "police"), ("a", "police", "council"),
        ("b", "council", "trust"), ("b", "police", "trust"),
        ("c", "council", "trust"), ("c", "trust", "council"),
        ("d", "council", "police"), ("d", "police", "council"),
        ("e", "council", "police"), ("e", "trust", "police"),
    }  # fmt: skip


def test_everyone_else_of_two(outcome: Outcome) -> None:
    """Everyone else is every party but the one at the other end, pair by pair; here the other end is two.

    agreement:
      parties: {council: {name: C}, police: {name: P}, trust: {name: T}}
      flows: {a: {from: everyone-else, to: [council, police]}}
    """
    assert {row[1:3] for row in outcome.rows} == {
        ("trust", "council"),
        ("trust", "police"),
        ("council", "police"),
        ("police", "council"),
    }


def test_between_a_group_and_a_party(outcome: Outcome) -> None:
    """Between the two and the trust, and not among the two.

    agreement:
      parties: {council: {name: C}, police: {name: P}, trust: {name: T}}
      groups: {two: [council, police]}
      flows: {a: {between: [two, trust]}}
    """
    assert {row[1:3] for row in outcome.rows} == {
        ("trust", "council"), ("trust", "police"), ("council", "trust"), ("police", "trust"),
    }  # fmt: skip


def test_cases_that_a_for_names(outcome: Outcome) -> None:
    """A flow that names no case happens in every case, because an answer names one.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      cases: {urgent: , routine: }
      flows: {list: {from: council, to: police}, alarm: {from: council, to: police, cases: urgent}}
      answers: {method: [{answer: post}, {for: urgent, answer: email}]}
    """
    assert outcome.says("method", "list") == ["answered email", "answered post"]
    assert outcome.says("method", "alarm") == ["answered email"]
    assert outcome.found == set()


def test_cases_of_two_purposes(outcome: Outcome) -> None:
    """Each purpose has its own case.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      cases: {urgent: , routine: }
      purposes: {rescue: {cases: urgent}, plans: {cases: routine}}
      flows: {list: {from: council, to: police, purpose: [rescue, plans]}}
    """
    assert {(row[6], row[9]) for row in outcome.rows} == {("rescue", "urgent"), ("plans", "routine")}


def test_what_no_flow_names(outcome: Outcome) -> None:
    """A user of a purpose, an item, a purpose and a group of people that stand in no flow have rows of their own.

    agreement:
      parties: {council: {name: C}, police: {name: P}, trust: {name: T}}
      purposes: {visits: {used-by: trust}, plans: }
      people: {adults: , children: }
      data: {address: {category: ordinary, about: adults}, mood: {category: special-health}}
      flows: {list: {from: council, to: police, data: mood, purpose: visits}}
    """
    without_flow = {tuple(each for each in row[:10] if each) for row in outcome.rows if not row[0]}
    assert without_flow == {("trust", "visits"), ("address", "ordinary", "adults"), ("plans",), ("children",)}


def test_a_holding(outcome: Outcome) -> None:
    """What comes from the register, is part of it, or goes into it.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      holdings: {register: {what: The register}}
      data:
        address: {category: ordinary, source: register}
        mood: {category: special-health}
        age: {category: aggregate, part-of: register}
      flows:
        list: {from: council, to: police, data: [address, mood, age]}
        back: {from: police, to: council, data: mood, into: register}
      answers: {retention: {for: register, answer: return}}
    """
    assert outcome.says("retention", "police", "ordinary") == ["answered return"]
    assert outcome.says("retention", "police", "aggregate") == ["answered return"]
    assert outcome.says("retention", "police", "special-health") == ["still-to-be-agreed"]
    assert outcome.says("retention", "council", "special-health") == ["answered return"]


# ── names ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_group_that_holds_itself(outcome: Outcome) -> None:
    """It stands for nobody.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      groups: {ring: [council, round], round: [ring]}
      answers: {staff: [{for: ring, answer: vetted}]}
    """
    assert outcome.says("staff", "council") == ["still-to-be-agreed"]
    assert outcome.found == {
        "group holds itself agreement ring",
        "group holds itself agreement round",
        "covers nothing staff agreement 0",
    }


def test_a_group_that_holds_a_group_that_holds_itself(outcome: Outcome) -> None:
    """Only the inner one holds itself.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      groups: {ring: [ring, police], outer: [council, ring]}
      answers: {staff: [{for: outer, answer: vetted}]}
    """
    assert outcome.says("staff", "council") == ["answered vetted"]
    assert outcome.says("staff", "police") == ["still-to-be-agreed"]
    assert outcome.found == {"group holds itself agreement ring"}


def test_an_id_used_twice(outcome: Outcome) -> None:
    """A purpose has the name of a party.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      purposes: {police: {used-by: council}}
    """
    assert outcome.found == {"used twice police"}


def test_an_exchange_role(outcome: Outcome) -> None:
    """Whoever finds tells whoever keeps: a role is the parties that may take it, by group too, or everybody.

    agreement:
      parties: {council: {name: C}, police: {name: P}, trust: {name: T}}
      groups: {two: [council, police]}
      roles: {finder: {what: Who finds, may-be: two}, keeper: {what: Who keeps}}
      flows: {tell: {from: finder, to: keeper}}
    """
    assert {row[1:3] for row in outcome.rows} == {
        ("council", "police"), ("council", "trust"), ("police", "council"), ("police", "trust"),
    }  # fmt: skip


def test_an_id_of_the_document_wins_over_a_word(outcome: Outcome) -> None:
    """A party is called like a kind of body, and like a kind of data.

    agreement:
      parties: {charity: {name: V, kind: county-council}, personal: {name: P, kind: charity}}
      answers: {staff: [{for: charity, answer: vetted}]}
    """
    assert outcome.says("staff", "charity") == ["answered vetted"]
    assert outcome.says("staff", "personal") == ["still-to-be-agreed"]


def test_a_protocol_knows_its_own_partners_only(outcome: Outcome) -> None:
    """The trust is no partner of the protocol, so the protocol does not know that id.

    agreement: {parties: {council: {name: C}, trust: {name: T}}}
    protocols:
      - partners: [council]
        settles: {staff: [{for: council, answer: vetted}, {for: trust, answer: vetted}]}
    """
    assert outcome.says("staff", "council") == ["inherited vetted from protocol-1"]
    assert outcome.says("staff", "trust") == ["still-to-be-agreed"]


def test_a_protocols_group_is_all_its_members(outcome: Outcome) -> None:
    """Of the two signers only the council takes part here; the council is still narrower than the signers.

    agreement: {parties: {council: {name: C}, police: {name: P}}}
    protocols:
      - partners: [council, trust]
        groups: {signers: [council, trust]}
        settles: {staff: [{for: signers, answer: vetted}, {for: council, answer: trained, months: 12}]}
    """
    assert outcome.says("staff", "council") == ["inherited trained months=12 from protocol-1"]
    assert outcome.found == set()


def test_what_also_made_counts_as_written_there(outcome: Outcome) -> None:
    """The local protocol adds to the national one; the whole is the local protocol's.

    agreement: {parties: {council: {name: C}}}
    protocols:
      - settles: {staff: {also: trained, months: 12}}
      - settles: {staff: {answer: vetted}}
    """
    assert outcome.says("staff", "council") == ["inherited vetted trained months=12 from protocol-1"]
