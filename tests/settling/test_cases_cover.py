"""Settling, case by case: which answer counts where, with its blanks, gaps and additions.

Each case is its test's docstring, and both oracle and program must say it. A part prints as its state, its keys or
own words, its blanks, what is never allowed, the protocol it comes from, and whether it departs from what was settled
above it.
"""

from __future__ import annotations

from .scenario import Outcome

# ── cover ────────────────────────────────────────────────────────────────────────────────────────────


def test_tie_between_a_party_and_a_purpose(outcome: Outcome) -> None:
    """Neither `for: council` nor `for: choose-homes` is narrower; where both cover, it is a tie, and open.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      purposes: {choose-homes: {used-by: [council, police]}, plans: {used-by: council}}
      answers:
        basis:
          - {for: council, answer: consent}
          - {for: choose-homes, answer: public-task, task: safety}
    """
    assert outcome.says("basis", "council", "choose-homes") == ["still-to-be-agreed"]
    assert outcome.says("basis", "council", "plans") == ["answered consent"]
    assert outcome.says("basis", "police", "choose-homes") == ["answered public-task task=safety"]
    assert outcome.state("basis") == "partly"
    assert outcome.found == {"tie basis"}


def test_two_answers_that_say_the_same_are_no_tie(outcome: Outcome) -> None:
    """Two scopes meet, and both say the same.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      purposes: {choose-homes: {used-by: [council, police]}}
      answers: {basis: [{for: council, answer: consent}, {for: choose-homes, answer: consent}]}
    """
    assert outcome.says("basis", "council", "choose-homes") == ["answered consent"]
    assert outcome.found == set()


def test_the_order_of_keys_is_no_difference(outcome: Outcome) -> None:
    """Two scopes meet, and name the same keys in another order.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers: {method: [{for: council, answer: [email, post]}, {for: list, answer: [post, email]}]}
    """
    assert outcome.says("method", "list") == ["answered email post"]
    assert outcome.found == set()


def test_a_tie_of_blanks(outcome: Outcome) -> None:
    """The same answer with two different blanks.

    agreement:
      parties: {council: {name: C}}
      answers: {staff: [{answer: trained, months: 12}, {answer: trained, months: 24}]}
    """
    assert outcome.says("staff", "council") == ["still-to-be-agreed trained"]
    assert "tie staff" in outcome.found


def test_a_member_is_narrower_than_its_group(outcome: Outcome) -> None:
    """The group says one thing, one of its members another.

    agreement:
      parties: {council: {name: C}, police: {name: P}, trust: {name: T}}
      groups: {responders: [police, trust]}
      answers:
        staff:
          - {for: responders, answer: vetted}
          - {for: police, answer: trained, months: 12}
    """
    assert outcome.says("staff", "trust") == ["answered vetted"]
    assert outcome.says("staff", "police") == ["answered trained months=12"]
    assert outcome.says("staff", "council") == ["still-to-be-agreed"]
    assert outcome.found == set()


def test_a_nested_group_is_narrower(outcome: Outcome) -> None:
    """A group within a group.

    agreement:
      parties: {council: {name: C}, police: {name: P}, trust: {name: T}}
      groups: {health: [trust], responders: [police, health]}
      answers:
        staff:
          - {for: responders, answer: vetted}
          - {for: health, answer: trained, months: 12}
    """
    assert outcome.says("staff", "police") == ["answered vetted"]
    assert outcome.says("staff", "trust") == ["answered trained months=12"]
    assert outcome.found == set()


def test_a_narrower_kind_of_body(outcome: Outcome) -> None:
    """In a protocol: all public bodies, and the police among them.

    agreement:
      parties:
        council: {name: C, kind: county-council}
        police: {name: P, kind: police-force}
        firm: {name: F, kind: company}
    protocols:
      - settles:
          staff:
            - {for: public-body, answer: vetted}
            - {for: police-force, answer: trained, months: 12}
    """
    assert outcome.says("staff", "council") == ["inherited vetted from protocol-1"]
    assert outcome.says("staff", "police") == ["inherited trained months=12 from protocol-1"]
    assert outcome.says("staff", "firm") == ["still-to-be-agreed"]


def test_a_category_is_narrower_than_its_parent(outcome: Outcome) -> None:
    """Health, mental health within it, and the kind of data that holds both.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      data:
        beliefs: {category: inferred}
        oxygen: {category: special-health}
        mood: {category: special-mental-health}
        address: {category: ordinary}
      flows: {list: {from: council, to: police, data: [beliefs, oxygen, mood, address]}}
      answers:
        retention:
          - {for: special-category, answer: delete, period: 3 months}
          - {for: special-health, answer: delete, period: 6 months}
          - {for: special-mental-health, answer: return}
    """
    assert outcome.says("retention", "police", "inferred") == ["answered delete period=3 months"]
    assert outcome.says("retention", "police", "special-health") == ["answered delete period=6 months"]
    assert outcome.says("retention", "police", "special-mental-health") == ["answered return"]
    assert outcome.says("retention", "police", "ordinary") == ["still-to-be-agreed"]
    assert outcome.found == set()


def test_naming_one_kind_more_is_narrower(outcome: Outcome) -> None:
    """`for: [council, visits]` is within `for: council`.

    agreement:
      parties: {council: {name: C}}
      purposes: {visits: {used-by: council}, plans: {used-by: council}}
      answers:
        basis:
          - {for: [council, visits], answer: consent}
          - {for: council, answer: public-task, task: safety}
    """
    assert outcome.says("basis", "council", "visits") == ["answered consent"]
    assert outcome.says("basis", "council", "plans") == ["answered public-task task=safety"]
    assert outcome.found == set()


def test_one_cell_in_parts(outcome: Outcome) -> None:
    """One recipient gets ordinary data for two purposes, and keeps it differently; the cell is as its worst part.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      purposes: {visits: , plans: }
      data: {address: {category: ordinary}}
      flows: {list: {from: council, to: police, data: address, purpose: [visits, plans]}}
      answers:
        retention:
          - {for: visits, answer: return}
          - {for: plans, not-yet: Later, who: C, until: 1 May 2027}
    """
    assert outcome.says("retention", "police", "ordinary") == ["answered return", "not-yet"]
    assert outcome.found == set()


def test_a_cell_of_which_a_part_is_open_is_partly(outcome: Outcome) -> None:
    """The only cell of a point is answered for one party, so all its cells are still to be agreed.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers: {incidents: {for: council, answer: at-once}}
    """
    assert outcome.says("incidents") == ["answered at-once", "still-to-be-agreed"]
    assert outcome.state("incidents") == "partly"


def test_an_answer_that_covers_nothing(outcome: Outcome) -> None:
    """The police get nothing, so they keep nothing.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      data: {address: {category: ordinary}}
      flows: {list: {from: police, to: council, data: address}}
      answers: {retention: [{for: police, answer: return}, {for: council, answer: return}]}
    """
    assert outcome.says("retention", "council", "ordinary") == ["answered return"]
    assert outcome.found == {"covers nothing retention agreement 0"}


def test_an_answer_to_a_point_that_does_not_apply(outcome: Outcome) -> None:
    """No special category data, so the question of need is not asked.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers: {item-need: {for: police, answer: needed}}
    """
    assert outcome.state("item-need") == "not-applicable"
    assert outcome.found == {"covers nothing item-need agreement 0"}


def test_an_unknown_id(outcome: Outcome) -> None:
    """A slip of the pen in a `for`: of what kind it was meant to be nobody knows, so the answer covers nothing.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers: {staff: {for: [council, polcie], answer: vetted}}
    """
    assert outcome.says("staff", "council") == ["still-to-be-agreed"]
    assert outcome.found == {"unknown id staff agreement 0 for 1"}


def test_an_unknown_id_in_a_schedule(outcome: Outcome) -> None:
    """The same slip in a schedule.

    agreement: {parties: {council: {name: C}, police: {name: P}}}
    schedules: {police: {answers: {staff: {for: polcie, answer: vetted}}}}
    """
    assert outcome.says("staff", "police") == ["still-to-be-agreed"]
    assert outcome.found == {"unknown id staff police 0 for 0"}


def test_a_party_of_unknown_kind_is_left_open(outcome: Outcome) -> None:
    """What a protocol says for public bodies does not reach a party of a kind that nobody knows.

    agreement: {parties: {council: {name: C, kind: county-council}, quango: {name: Q, kind: quango}}}
    protocols: [{settles: {staff: {for: public-body, answer: vetted}}}]
    """
    assert outcome.says("staff", "council") == ["inherited vetted from protocol-1"]
    assert outcome.says("staff", "quango") == ["still-to-be-agreed"]
    assert outcome.state("staff") == "partly"
    assert outcome.found == {"unknown kind quango"}


def test_a_body_that_may_be_public_is_asked(outcome: Outcome) -> None:
    """A public body's power is asked of bodies whose status is unknown, and not of a charity.

    agreement:
      parties:
        council: {name: C, kind: county-council}
        clinic: {name: H, kind: health-body}
        charity: {name: V, kind: charity}
      flows: {list: {from: council, to: [clinic, charity]}}
    """
    assert outcome.cells("power") == [("clinic", "recipient"), ("council", "sender")]


# ── blanks, gaps, also ───────────────────────────────────────────────────────────────────────────────


def test_a_missing_blank_leaves_it_open(outcome: Outcome) -> None:
    """Deleted, but nobody says when.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      data: {address: {category: ordinary}}
      flows: {list: {from: council, to: police, data: address}}
      answers: {retention: {answer: delete}}
    """
    assert outcome.says("retention", "police", "ordinary") == ["still-to-be-agreed delete"]
    assert outcome.found == set()


def test_a_blank_without_its_answer(outcome: Outcome) -> None:
    """A period beside an answer that has none.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      data: {address: {category: ordinary}}
      flows: {list: {from: council, to: police, data: address}}
      answers: {retention: {answer: return, period: 3 months}}
    """
    assert outcome.says("retention", "police", "ordinary") == ["answered return"]
    assert outcome.found == {"blank without its answer retention agreement 0 period"}


def test_a_blank_goes_with_its_key(outcome: Outcome) -> None:
    """The protocol's period belonged to deletion; archiving has its own.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      data: {address: {category: ordinary}}
      flows: {list: {from: council, to: police, data: address}}
      answers: {retention: {answer: archive, stricter-because: It is}}
    protocols: [{settles: {retention: {answer: delete, period: 12 months}}}]
    """
    assert outcome.says("retention", "police", "ordinary") == ["still-to-be-agreed archive departs"]


def test_a_blank_stays_with_a_key_that_was_added(outcome: Outcome) -> None:
    """The protocol added training to vetting; the agreement keeps only the training.

    agreement:
      parties: {council: {name: C}}
      answers: {staff: {answer: trained, because: Vetting is done elsewhere}}
    protocols: [{settles: {staff: {answer: vetted, also: trained, months: 24, agreements: may-depart}}}]
    """
    assert outcome.says("staff", "council") == ["answered trained months=24 departs"]
    assert outcome.found == set()


def test_a_blank_beside_a_slot_that_lost(outcome: Outcome) -> None:
    """The general period is for deleting; where the police return the data nobody misses or minds it.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      data: {address: {category: ordinary}}
      flows: {list: {between: [council, police], data: address}}
      answers: {retention: [{answer: delete, period: 3 months}, {for: police, answer: return}]}
    """
    assert outcome.says("retention", "council", "ordinary") == ["answered delete period=3 months"]
    assert outcome.says("retention", "police", "ordinary") == ["answered return"]
    assert outcome.found == set()


def test_a_blank_replaced_everywhere_is_not_without_its_answer(outcome: Outcome) -> None:
    """Every party says its own number of months.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers: {staff: [{answer: trained, months: 12}, {for: [council, police], answer: trained, months: 24}]}
    """
    assert outcome.says("staff", "police") == ["answered trained months=24"]
    assert outcome.found == set()


def test_a_gap_stands_whatever_also_adds(outcome: Outcome) -> None:
    """Not yet for all, and beside it something is added for one party.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers: {staff: [{not-yet: Later, who: C, until: 1 May 2027}, {for: police, also: vetted}]}
    """
    assert outcome.says("staff", "police") == ["not-yet"]
    assert outcome.state("staff") == "not-yet"


def test_answered_twice(outcome: Outcome) -> None:
    """A key and own words in one answer: the first counts.

    agreement:
      parties: {council: {name: C}}
      answers: {incidents: {answer: at-once, in-our-words: As soon as we can}}
    """
    assert outcome.says("incidents") == ["answered at-once"]
    assert outcome.found == {"answered twice incidents agreement 0"}


def test_a_blank_filled_from_a_fact(outcome: Outcome) -> None:
    """The area is written in the head, and a purpose stands in some rows only.

    agreement:
      area: Wolds and Dales
      parties: {council: {name: C, kind: county-council}, police: {name: P, kind: police-force}}
      purposes: {visits: }
      flows: {list: {from: council, to: police, purpose: visits}, note: {from: police, to: council}}
      answers: {incidents: {answer: in-a-week}, power: {answer: common-law}}
    """
    assert outcome.state("incidents") == "answered"
    assert outcome.says("power", "council", "sender") == ["answered common-law"]
    assert outcome.says("power", "council", "recipient") == ["still-to-be-agreed common-law"]
