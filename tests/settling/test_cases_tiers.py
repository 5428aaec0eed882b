"""Settling, case by case: what comes down from protocols, and what an agreement or a schedule may do with it.

Each case is its test's docstring, and both oracle and program must say it. A part prints as its state, its keys or
own words, its blanks, what is never allowed, the protocol it comes from, and whether it departs from what was settled
above it.
"""

from __future__ import annotations

from .scenario import Outcome

# ── tiers and permission ─────────────────────────────────────────────────────────────────────────────


def test_what_a_protocol_settles_is_inherited(outcome: Outcome) -> None:
    """A protocol settles incidents; the agreement says nothing.

    agreement: {parties: {council: {name: C}, police: {name: P}}}
    protocols: [{settles: {incidents: {answer: in-a-day}}}]
    """
    assert outcome.state("incidents") == "inherited"
    assert outcome.says("incidents") == ["inherited in-a-day from protocol-1"]
    assert outcome.found == set()


def test_default_overridden_without_because(outcome: Outcome) -> None:
    """The protocol's word is may-depart, and the agreement departs without saying why.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers: {incidents: {answer: by-letter}}
    protocols: [{settles: {incidents: {answer: in-a-day, agreements: may-depart}}}]
    """
    assert outcome.says("incidents") == ["answered by-letter departs"]
    assert outcome.found == {"needs because incidents"}


def test_default_overridden_with_because(outcome: Outcome) -> None:
    """The protocol's word is may-depart, and the agreement says why it departs.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers: {incidents: {answer: by-letter, because: The fire service has no night desk}}
    protocols: [{settles: {incidents: {answer: in-a-day, agreements: may-depart}}}]
    """
    assert outcome.says("incidents") == ["answered by-letter departs"]
    assert outcome.found == set()


def test_what_cannot_change(outcome: Outcome) -> None:
    """The point's own word is cannot-change, and a reason does not help.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers: {incidents: {answer: at-once, because: We like it, stricter-because: It is safer}}
    protocols: [{settles: {incidents: {answer: in-a-day}}}]
    """
    assert outcome.says("incidents") == ["answered at-once departs"]
    assert outcome.found == {"cannot change incidents"}


def test_shorter_period_is_stricter(outcome: Outcome) -> None:
    """Six months where the protocol says twelve: a blank alone keeps the inherited answer, and need not be explained.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      data: {address: {category: ordinary}}
      flows: {list: {from: council, to: police, data: address}}
      answers: {retention: {period: 6 months}}
    protocols: [{settles: {retention: {answer: delete, period: 12 months}}}]
    """
    assert outcome.says("retention", "police", "ordinary") == ["answered delete period=6 months departs"]
    assert outcome.state("retention") == "answered"
    assert outcome.found == set()


def test_longer_period_is_refused(outcome: Outcome) -> None:
    """Two years where the protocol says twelve months is looser, whatever the reason.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      data: {address: {category: ordinary}}
      flows: {list: {from: council, to: police, data: address}}
      answers: {retention: {period: 2 years, stricter-because: It is not}}
    protocols: [{settles: {retention: {answer: delete, period: 12 months}}}]
    """
    assert outcome.says("retention", "police", "ordinary") == ["answered delete period=2 years departs"]
    assert outcome.found == {"looser retention"}


def test_a_changed_blank_without_order_needs_a_reason(outcome: Outcome) -> None:
    """Nobody can compute whether another event to count from is stricter.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      data: {address: {category: ordinary}}
      flows: {list: {from: council, to: police, data: address}}
      answers: {retention: {counted-from: the visit}}
    protocols: [{settles: {retention: {answer: delete, period: 12 months, counted-from: the last contact}}}]
    """
    assert outcome.says("retention", "police", "ordinary") == [
        "answered delete counted-from=the visit period=12 months departs"
    ]
    assert outcome.found == {"needs stricter-because retention"}


def test_two_blanks_that_change_opposite_ways_show_nothing(outcome: Outcome) -> None:
    """More often trained, but to a lower level.

    agreement:
      parties: {council: {name: C}}
      answers: {staff: {months: 12, level: basic, stricter-because: More often}}
    protocols: [{settles: {staff: {answer: trained, months: 24, level: advanced, agreements: may-be-stricter}}}]
    """
    assert outcome.says("staff", "council") == ["answered trained level=basic months=12 departs"]
    assert outcome.found == set()


def test_up_the_ladder_is_stricter(outcome: Outcome) -> None:
    """`never-onward` stands before `with-leave`.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers: {onward: {answer: never-onward}}
    protocols: [{settles: {onward: {answer: with-leave}}}]
    """
    assert outcome.says("onward", "police") == ["answered never-onward departs"]
    assert outcome.found == set()


def test_down_the_ladder_is_looser(outcome: Outcome) -> None:
    """`freely` stands after `with-leave`.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers: {onward: {answer: freely, stricter-because: It is not}}
    protocols: [{settles: {onward: {answer: with-leave}}}]
    """
    assert outcome.says("onward", "police") == ["answered freely departs"]
    assert outcome.found == {"looser onward"}


def test_fewer_of_a_menu_is_stricter(outcome: Outcome) -> None:
    """Of two transfer methods the agreement allows one.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers: {method: {answer: email}}
    protocols: [{settles: {method: {answer: [email, post]}}}]
    """
    assert outcome.says("method", "list") == ["answered email departs"]
    assert outcome.found == set()


def test_fewer_of_what_all_apply_is_looser(outcome: Outcome) -> None:
    """Of two things done with staff the agreement keeps one.

    agreement:
      parties: {council: {name: C}}
      answers: {staff: {answer: vetted}}
    protocols: [{settles: {staff: {answer: [vetted, trained], months: 12, agreements: may-be-stricter}}}]
    """
    assert outcome.says("staff", "council") == ["answered vetted departs"]
    assert outcome.found == {"looser staff"}


def test_also_adds_where_adding_is_allowed(outcome: Outcome) -> None:
    """The word is may-add, and the agreement only adds.

    agreement:
      parties: {council: {name: C}}
      answers: {staff: {also: trained, months: 12}}
    protocols: [{settles: {staff: {answer: vetted}}}]
    """
    assert outcome.says("staff", "council") == ["answered vetted trained months=12 departs"]
    assert outcome.found == set()


def test_answering_afresh_where_only_adding_is_allowed(outcome: Outcome) -> None:
    """The word is may-add, and the agreement replaces.

    agreement:
      parties: {council: {name: C}}
      answers: {staff: {answer: trained, months: 12, because: We prefer it}}
    protocols: [{settles: {staff: {answer: vetted}}}]
    """
    assert outcome.says("staff", "council") == ["answered trained months=12 departs"]
    assert outcome.found == {"may only add staff"}


def test_writing_the_same_again(outcome: Outcome) -> None:
    """The agreement repeats what the protocol says.

    agreement:
      parties: {council: {name: C}}
      answers: {incidents: {answer: in-a-day}}
    protocols: [{settles: {incidents: {answer: in-a-day}}}]
    """
    assert outcome.says("incidents") == ["answered in-a-day"]
    assert outcome.found == {"writes the same again incidents"}


def test_every_tier_above_is_asked(outcome: Outcome) -> None:
    """The local protocol lets agreements depart; the national one, which says the same, does not.

    agreement:
      parties: {council: {name: C}}
      answers: {incidents: {answer: by-letter, because: It is enough}}
    protocols:
      - settles: {incidents: {answer: in-a-day, agreements: may-depart}}
      - settles: {incidents: {answer: in-a-day, agreements: cannot-change}}
    """
    assert outcome.says("incidents") == ["answered by-letter departs"]
    assert outcome.found == {"cannot change incidents", "writes the same again incidents"}


def test_a_protocol_is_held_to_the_one_it_adopts(outcome: Outcome) -> None:
    """The local protocol loosens what the national one allows only to be stricter.

    agreement: {parties: {council: {name: C}, police: {name: P}}, flows: {list: {from: council, to: police}}}
    protocols:
      - settles: {onward: {answer: freely}}
      - settles: {onward: {answer: with-leave}}
    """
    assert outcome.says("onward", "police") == ["inherited freely from protocol-1"]
    assert outcome.found == {"looser onward"}


def test_a_gap_over_a_settled_term_is_a_departure(outcome: Outcome) -> None:
    """Not yet, where the protocol says within a day: never stricter.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers: {onward: {not-yet: We are asking, stricter-because: It is safer, who: C, until: 1 May 2027}}
    protocols: [{settles: {onward: {answer: with-leave}}}]
    """
    assert outcome.says("onward", "police") == ["not-yet departs"]
    assert outcome.state("onward") == "not-yet"
    assert outcome.found == {"looser onward"}


def test_a_protocols_gap_does_not_come_down(outcome: Outcome) -> None:
    """Neither its not-yet nor its withheld answers anything here.

    agreement: {parties: {council: {name: C}}}
    protocols:
      - settles: {incidents: {not-yet: Later, who: C, until: 1 May 2027}, staff: {withheld-because: Secret}}
    """
    assert outcome.says("incidents") == ["still-to-be-agreed"]
    assert outcome.says("staff", "council") == ["still-to-be-agreed"]


def test_a_protocols_gap_leaves_what_is_above_it(outcome: Outcome) -> None:
    """The local protocol has no answer yet; the national one has.

    agreement: {parties: {council: {name: C}}}
    protocols:
      - settles: {incidents: {not-yet: Later, who: C, until: 1 May 2027}}
      - settles: {incidents: {answer: at-once}}
    """
    assert outcome.says("incidents") == ["inherited at-once from protocol-2"]


def test_not_applicable_comes_down(outcome: Outcome) -> None:
    """A protocol may say for all its agreements that a point does not apply.

    agreement: {parties: {council: {name: C}}}
    protocols: [{settles: {staff: {not-applicable-because: No staff see it}}}]
    """
    assert outcome.says("staff", "council") == ["not-applicable"]
    assert outcome.state("staff") == "not-applicable"


def test_a_particular_does_not_inherit(outcome: Outcome) -> None:
    """Who answers for the staff, and of whom leave is asked, are always the agreement's own.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
    protocols:
      - settles:
          staff: {answer: [vetted, led], post: Chief Officer}
          onward: {answer: with-leave, leave-of: council}
    """
    assert outcome.says("staff", "council") == ["inherited vetted from protocol-1"]
    assert outcome.says("onward", "police") == ["inherited with-leave from protocol-1"]


def test_a_particular_is_no_departure(outcome: Outcome) -> None:
    """The agreement names its own officer, and of whom leave is asked.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers:
        staff: {also: led, post: Head of Training}
        onward: {leave-of: police}
    protocols:
      - settles:
          staff: {answer: [vetted, led], post: Chief Officer, agreements: cannot-change}
          onward: {answer: with-leave, leave-of: council, agreements: cannot-change}
    """
    assert outcome.says("staff", "council") == ["answered vetted led post=Head of Training"]
    assert outcome.says("onward", "police") == ["answered with-leave leave-of=police"]
    assert outcome.found == set()


def test_adding_where_a_protocol_says_not_applicable(outcome: Outcome) -> None:
    """The council adds a term, the police a particular: both put something where the protocol says there is nothing.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers:
        staff:
          - {for: council, also: vetted}
          - {for: police, also: led, post: Head of Training}
    protocols: [{settles: {staff: {not-applicable-because: No staff see it, agreements: cannot-change}}}]
    """
    assert outcome.says("staff", "council") == ["answered vetted departs"]
    assert outcome.says("staff", "police") == ["answered led post=Head of Training departs"]
    assert outcome.found == {"cannot change staff"}


def test_answering_with_a_particular_is_the_same_as_adding_it(outcome: Outcome) -> None:
    """However it is written, the protocol's *not applicable* no longer stands.

    agreement:
      parties: {police: {name: P}}
      answers: {staff: {answer: led, post: Head of Training}}
    protocols: [{settles: {staff: {not-applicable-because: No staff see it, agreements: cannot-change}}}]
    """
    assert outcome.says("staff", "police") == ["answered led post=Head of Training departs"]
    assert outcome.found == {"cannot change staff"}


def test_where_adding_is_allowed_something_may_be_added_to_nothing(outcome: Outcome) -> None:
    """The word is may-add, and the agreement only adds, a term and a particular.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers:
        staff:
          - {for: council, also: vetted}
          - {for: police, also: led, post: Head of Training}
    protocols: [{settles: {staff: {not-applicable-because: No staff see it}}}]
    """
    assert outcome.says("staff", "council") == ["answered vetted departs"]
    assert outcome.says("staff", "police") == ["answered led post=Head of Training departs"]
    assert outcome.found == set()


def test_something_in_place_of_nothing_cannot_be_shown_to_be_stricter(outcome: Outcome) -> None:
    """The word is may-be-stricter, and a reason is wanted; a protocol between them that adds is held to it too.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers: {method: {also: email}}
    protocols:
      - settles: {method: {also: post, agreements: may-add}}
      - settles: {method: {not-applicable-because: Nothing is sent}}
    """
    assert outcome.says("method", "list") == ["answered post email departs"]
    assert outcome.found == {"needs stricter-because method"}


def test_what_replaced_a_gap_binds_those_below_it(outcome: Outcome) -> None:
    """The nearer protocol added a way where the farther one had none, and nothing may be added to that.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers: {method: {also: email, stricter-because: It is encrypted}}
    protocols:
      - settles: {method: {also: post, agreements: cannot-change, stricter-because: It is all there was}}
      - settles: {method: {not-applicable-because: Nothing is sent}}
    """
    assert outcome.says("method", "list") == ["answered post email departs"]
    assert outcome.found == {"cannot change method"}


def test_a_particular_put_where_nothing_is_asked_for_departs_with_its_reason(outcome: Outcome) -> None:
    """Of the oxygen the narrower row chooses; the wider one still adds who answers for the staff, and says why.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      data: {oxygen: {category: special-health}}
      flows: {list: {from: council, to: police, data: oxygen}}
    schedules:
      council:
        answers:
          staff:
            - {for: oxygen, answer: vetted, post: Head of Training}
            - {answer: trained, also: led, stricter-because: They see oxygen}
    protocols: [{settles: {staff: {not-applicable-because: No staff see it, agreements: may-be-stricter}}}]
    """
    assert outcome.says("staff", "council") == ["answered vetted led post=Head of Training departs"]
    assert outcome.found == set()


def test_a_fact_changed_beside_not_applicable_is_not_shown_to_be_looser(outcome: Outcome) -> None:
    """Nobody says anything else of the power; only the section that stands beside it is another.

    agreement:
      parties: {council: {name: C, kind: county-council}, police: {name: P, kind: police-force}}
      flows: {list: {from: council, to: police}}
    protocols:
      - settles: {power: {section: 6}}
      - settles: {power: {not-applicable-because: Nobody needs one, section: 115, agreements: may-be-stricter}}
    """
    assert outcome.found == {"needs stricter-because power"}


def test_a_tie_keeps_no_blank_of_what_it_ties_over(outcome: Outcome) -> None:
    """Two answers tie, one of them what the protocol adds; its strength went with it, though a third adds it again.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers: {method: [{answer: upload, portal: the gate}, {answer: email}, {also: upload}]}
    protocols: [{settles: {method: {also: upload, strength: 256}}}]
    """
    assert outcome.says("method", "list") == ["still-to-be-agreed upload portal=the gate"]
    assert outcome.found == {"tie method"}


def test_where_a_row_of_a_protocol_sets_two_slots_its_blanks_stand_beside_the_first(outcome: Outcome) -> None:
    """The second row names who leads, which never comes down, and a gap, which does not count; its months do.

    agreement:
      parties: {council: {name: C}}
    protocols:
      - settles:
          staff: [{answer: trained}, {answer: led, withheld-because: Not for everybody, months: 12}]
    """
    assert outcome.says("staff", "council") == ["inherited trained months=12 from protocol-1"]


def test_what_is_added_over_a_gap_stands_alone(outcome: Outcome) -> None:
    """The agreement leaves open what the protocol settled; to e-mail instead of the portal is not to add e-mail to it.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers: {method: {for: everyone, still-to-be-agreed: }}
    schedules: {police: {answers: {method: {also: email}}}}
    protocols: [{settles: {method: {answer: upload, portal: the hub, agreements: may-be-stricter}}}]
    """
    assert outcome.says("method", "list") == ["answered email departs"]
    assert outcome.found == {"looser method", "needs stricter-because method"}


def test_what_adds_nothing_gives_no_reason(outcome: Outcome) -> None:
    """Beside a gap of the same tier `also` adds nothing, so its reason is none for the gap.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers:
        incidents:
          - {withheld-because: Not for everybody}
          - {also: at-once, because: It is urgent}
    protocols: [{settles: {incidents: {answer: in-a-day, agreements: may-depart}}}]
    """
    assert outcome.says("incidents") == ["withheld departs"]
    assert outcome.found == {"needs because incidents"}


def test_each_tier_speaks_for_the_blanks_that_it_wrote(outcome: Outcome) -> None:
    """The national protocol lets its level be departed from; the nearer one, to which nothing may be done, names none.

    agreement:
      parties: {council: {name: C}}
      answers: {staff: {level: basic, because: It is a small council}}
    protocols:
      - settles: {staff: {answer: vetted, because: It is usual here, agreements: cannot-change}}
      - settles: {staff: {answer: vetted, level: advanced, agreements: may-depart}}
    """
    assert outcome.says("staff", "council") == ["answered vetted level=basic departs"]
    assert {each for each in outcome.found if not each.startswith("writes the same")} == set()


def test_a_blank_that_no_standing_answer_uses_departs_from_nothing(outcome: Outcome) -> None:
    """The strength belongs to the portal, which the nearer protocol has taken away.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers: {method: {strength: 64}}
    protocols:
      - settles: {method: {answer: email, because: The portal was closed, stricter-because: The portal was closed}}
      - settles: {method: {answer: upload, portal: the hub, strength: 128}}
    """
    assert outcome.says("method", "list") == ["inherited email from protocol-1"]
    assert outcome.found == {"blank without its answer method agreement 0 strength"}


def test_what_a_tier_leaves_unnamed_is_free(outcome: Outcome) -> None:
    """The protocol says how strong, and leaves it to the agreement through which portal.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers: {method: {portal: the hub}}
    protocols: [{settles: {method: {answer: upload, strength: 128}}}]
    """
    assert outcome.says("method", "list") == ["answered upload portal=the hub strength=128"]
    assert outcome.found == set()


def test_a_changed_fact_is_a_departure(outcome: Outcome) -> None:
    """Where the notice stands is a fact of the point, and the protocol settled it.

    agreement:
      parties: {council: {name: C, kind: county-council}}
      answers: {notice: {where: our own site}}
    protocols: [{settles: {notice: {answer: joint-notice, where: the county's site}}}]
    """
    assert outcome.says("notice", "council") == ["answered joint-notice where=our own site departs"]
    assert outcome.found == {"needs because notice"}


def test_a_tie_above_settles_nothing(outcome: Outcome) -> None:
    """The protocol says two things; whatever the agreement says, it departs from nothing.

    agreement:
      parties: {council: {name: C}}
      answers: {incidents: {answer: at-once}}
    protocols: [{settles: {incidents: [{answer: in-a-day}, {answer: by-letter}]}}]
    """
    assert outcome.says("incidents") == ["answered at-once"]
    assert outcome.found == {"tie incidents"}


def test_never_of_a_national_protocol_hits_the_agreement(outcome: Outcome) -> None:
    """What the national protocol forbids stays forbidden two tiers below.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers: {method: {answer: [email, post]}}
    protocols:
      - settles: {method: {never: upload}}
      - settles: {method: {never: [post, fax]}}
    """
    assert outcome.says("method", "list") == ["answered email post never fax never post never upload"]
    assert outcome.found == {"never allowed method"}


def test_what_a_protocol_adds_beside_its_own_not_applicable_is_not_departed_from(outcome: Outcome) -> None:
    """For the council the protocol says not applicable, and beside that its `also` adds nothing; so says the agreement.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers: {staff: {not-applicable-because: So it is}}
    protocols:
      - settles: {staff: [{also: vetted}, {for: council, not-applicable-because: So it is}]}
        partners: [council, police]
    """
    assert outcome.says("staff", "council") == ["not-applicable"]


def test_what_is_never_allowed_is_not_asked_for_a_reason(outcome: Outcome) -> None:
    """No reason could allow what the protocol forbids.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
      answers: {method: {answer: post}}
    protocols:
      - settles: {method: {answer: email, never: post, agreements: may-depart}}
    """
    assert outcome.found == {"never allowed method"}


def test_beside_what_is_never_allowed_a_reason_is_asked_where_it_could_help(outcome: Outcome) -> None:
    """One flow goes by what the protocol forbids, the other only otherwise than the protocol says.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}, reply: {from: police, to: council}}
      answers: {method: [{for: list, answer: post}, {for: reply, answer: upload, portal: the hub}]}
    protocols:
      - settles: {method: {answer: email, never: post, agreements: may-depart}}
    """
    assert outcome.found == {"never allowed method", "needs because method"}


# ── schedules ────────────────────────────────────────────────────────────────────────────────────────


def test_a_schedule_answers_for_its_party(outcome: Outcome) -> None:
    """A point that is the agreement's own may be answered party by party.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      purposes: {visits: {used-by: [council, police]}}
      answers: {basis: {answer: consent}}
    schedules: {police: {answers: {basis: {answer: public-task, task: safety}}}}
    """
    assert outcome.says("basis", "council", "visits") == ["answered consent"]
    assert outcome.says("basis", "police", "visits") == ["answered public-task task=safety"]
    assert outcome.found == set()


def test_a_schedule_cannot_change_what_the_agreement_settled(outcome: Outcome) -> None:
    """A point that protocols usually settle, settled here by the agreement.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers: {staff: {answer: vetted}}
    schedules: {police: {answers: {staff: {answer: trained, months: 12, because: We want to}}}}
    """
    assert outcome.says("staff", "council") == ["answered vetted"]
    assert outcome.says("staff", "police") == ["answered trained months=12 departs"]
    assert outcome.found == {"cannot change staff"}


def test_a_schedule_that_says_the_same(outcome: Outcome) -> None:
    """The schedule repeats the agreement.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers: {staff: {answer: vetted}}
    schedules: {police: {answers: {staff: {answer: vetted}}}}
    """
    assert outcome.says("staff", "police") == ["answered vetted"]
    assert outcome.found == {"writes the same again staff"}


def test_a_schedule_fills_the_agreements_gap(outcome: Outcome) -> None:
    """The agreement has no answer yet, one party has.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      answers: {staff: {not-yet: Later, who: C, until: 1 May 2027}}
    schedules: {police: {answers: {staff: {answer: vetted}}}}
    """
    assert outcome.says("staff", "council") == ["not-yet"]
    assert outcome.says("staff", "police") == ["answered vetted"]
    assert outcome.state("staff") == "partly"
    assert outcome.found == set()


def test_two_schedules_tie_over_one_flow(outcome: Outcome) -> None:
    """For a point asked of each flow a schedule covers the flows at either end, so two schedules may meet.

    agreement:
      parties: {council: {name: C}, police: {name: P}}
      flows: {list: {from: council, to: police}}
    schedules:
      council: {answers: {method: {answer: email}}}
      police: {answers: {method: {answer: post}}}
    """
    assert outcome.says("method", "list") == ["still-to-be-agreed"]
    assert outcome.found == {"tie method"}


def test_a_party_that_takes_no_part(outcome: Outcome) -> None:
    """The flow for the visits carries only those that take part; the other purpose is as it was.

    agreement:
      parties: {council: {name: C}, police: {name: P}, trust: {name: T}}
      groups: {receivers: [police, trust]}
      purposes: {visits: {used-by: receivers}, plans: {used-by: trust}}
      flows:
        list: {from: council, to: each of receivers, purpose: visits}
        plan: {from: council, to: trust, purpose: plans}
    schedules: {trust: {takes-part: {visits: {takes-part: no}}}}
    """
    assert outcome.cells("basis") == [
        ("council", "plans"),
        ("council", "visits"),
        ("police", "visits"),
        ("trust", "plans"),
    ]
    assert outcome.found == set()


# ── points that protocols alone are asked ────────────────────────────────────────────────────────────


def test_a_point_that_agreements_are_not_asked(outcome: Outcome) -> None:
    """Who keeps the register is the protocol's to say; an agreement that is silent leaves nothing open.

    agreement: {parties: {council: {name: C}}}
    """
    assert outcome.state("secretariat") == "not-applicable"
    assert outcome.cells("secretariat") == []


def test_a_point_that_agreements_are_not_asked_but_that_is_settled(outcome: Outcome) -> None:
    """The protocol says who keeps it.

    agreement: {parties: {council: {name: C}}}
    protocols: [{settles: {secretariat: {answer: county}}}]
    """
    assert outcome.says("secretariat") == ["inherited county from protocol-1"]


def test_a_point_that_agreements_are_not_asked_and_a_protocols_gap(outcome: Outcome) -> None:
    """The protocol has not agreed it yet, which is as if it were not written.

    agreement: {parties: {council: {name: C}}}
    protocols: [{settles: {secretariat: {still-to-be-agreed: }}}]
    """
    assert outcome.state("secretariat") == "not-applicable"
