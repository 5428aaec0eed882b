"""RSK: when an impact assessment is needed and how it stands; children; decisions that a machine takes."""

from __future__ import annotations

import pytest

from isptool.findings import Gate

from .ground import as_yaml, raised

DPIA = {"answer": "joint-dpia", "reference": "WD-DPIA-2026-07", "residual-risk": "low", "status": "complete"}
NO_MATCHING = {"answer": "no-matching"}
ADVICE = "The data protection officers agree."
SCREENED = {"answer": "screened-out", "screening-reason": "only flags", "date": "15 October 2026", "dpo-advice": ADVICE}


def document(dpia: object = None, matching: object = NO_MATCHING, **blocks: object) -> str:
    answers = {"dpia": dpia or {"answer": "in-progress"}, "identifiers-and-matching": matching}
    answers |= blocks.pop("answers", {})  # type: ignore[operator]
    return as_yaml({"answers": answers, **blocks})


def decisions(**answer: object) -> dict[str, object]:
    others = {"for": ["keep-safe-from-arson", "raise-concerns", "investigate-arson"], "answer": "none"}
    return {"automated-decisions": [{"for": "choose-homes", **answer}, others]}


# ── RSK-01 ───────────────────────────────────────────────────────────────────────────────────────────


def people(residents: str = "about 4,000", threatened: str = "about 60", **more: str) -> dict[str, object]:
    return {"people": {"residents": {"number": residents, **more}, "people-threatened": {"number": threatened}}}


def test_the_people_of_all_groups_are_added_up_and_named() -> None:
    (one,) = raised("RSK-01", document(**people("9,940", "60")))
    assert one.message == (
        "Sensitive information about 10,000 people or so (Adults with needs for care and support who live in the "
        "county and Adults whose home somebody has threatened to burn) is likely of a large scale, and no impact "
        "assessment is finished."
    )
    assert (one.path, one.on_key) == (("answers", "dpia", 0), True)
    assert raised("RSK-01", document(**people("9,939", "60"))) == []


def test_a_group_without_words_is_called_by_its_id() -> None:
    nameless = {"people": {"residents": {"what": None, "number": "20,000"}, "people-threatened": {"number": None}}}
    (one,) = raised("RSK-01", document(**nameless))
    assert one.message.startswith("Sensitive information about 20,000 people or so (residents) is likely")
    (two,) = raised("RSK-01", document(people={"residents": {"what": None, "whole-area": "yes"}}))
    assert two.message.startswith("Sensitive information about everyone of an area (residents) is likely")


def test_everyone_of_an_area_is_many_whatever_their_number() -> None:
    (one,) = raised("RSK-01", document(**people("50", **{"whole-area": "yes"})))
    assert one.message.startswith(
        "Sensitive information about everyone of an area (Adults with needs for care and support who live in the "
    )


def test_groups_of_whom_only_names_are_shared_do_not_count() -> None:
    ordinary = {"oxygen-at-home": {"category": "ordinary"}, "concern": {"category": "ordinary"}}
    assert raised("RSK-01", document(data=ordinary, **people("20,000"))) == []


@pytest.mark.parametrize(
    ("dpia", "said"),
    [
        (DPIA, False),
        ({"answer": "joint-dpia", "residual-risk": "low"}, False),
        ({**DPIA, "status": "under review"}, False),
        ({**DPIA, "status": "not started"}, True),
        ({**DPIA, "status": "drafted"}, True),
        ({"answer": "each-own"}, False),
        ({"answer": "lead-dpia-adopted", "lead": "wolds-fire"}, False),
        ({"answer": "prior-consultation", "consulted-on": "1 October 2026", "outcome": "agreed"}, False),
        ({"in-our-words": "Done in March, reference 12."}, False),
        ({"withheld-because": "It names addresses."}, False),
        ({"answer": "in-progress"}, True),
        (SCREENED, True),
        ({"still-to-be-agreed": "Nobody knows."}, True),
        ({"not-yet": "Soon.", "who": "DPO", "until": "1 December 2026"}, True),
    ],
)
def test_what_counts_as_an_assessment(dpia: object, said: bool) -> None:
    assert bool(raised("RSK-01", document(dpia, **people("20,000")))) is said


def test_an_answer_that_is_not_there_is_asked_for_where_it_belongs() -> None:
    (one,) = raised("RSK-01", as_yaml(people("20,000")), take_out=["agreement.answers.dpia"])
    assert one.path == ("answers", "dpia")


# ── RSK-02 ───────────────────────────────────────────────────────────────────────────────────────────


def triggers(text: str) -> str:
    (one,) = raised("RSK-02", text)
    start = "An impact assessment is needed, and none is finished: "
    assert one.message.startswith(start)
    assert (one.path, one.on_key) == (("answers", "dpia", 0), True)
    return one.message.removeprefix(start)


@pytest.mark.parametrize("key", ["nhs-number", "upn", "name-dob-address", "uprn"])
def test_matching_needs_an_assessment(key: str) -> None:
    assert triggers(document(matching={"answer": [key, "manual-check"]})) == "records are matched."


def test_automated_matching_and_a_decision_by_a_machine_need_one() -> None:
    matched = decisions(answer="matching-only")
    assert triggers(document(answers=matched)) == "records are matched."
    decided = decisions(answer="significant-decision")
    assert triggers(
        document(answers=decided, people={"residents": {"at-risk": "no", "care-and-support-needs": "no"}})
    ) == ("a machine takes a significant decision and children or people at risk are scored.")


NOT_AT_RISK = {"kind": "service-users", "at-risk": "no", "care-and-support-needs": "no"}


def test_scores_need_one_where_people_are_children_or_at_risk() -> None:
    score = decisions(answer="decision-support")
    assert triggers(document(answers=score)) == "children or people at risk are scored."
    calm = {"residents": NOT_AT_RISK, "people-threatened": {"children": "no"}}
    assert raised("RSK-02", document(answers=score, people=calm)) == []
    assert raised("RSK-02", document(answers=score, people={**calm, "residents": {**NOT_AT_RISK, "at-risk": "yes"}}))
    young = {**calm, "people-threatened": {"children": "some"}}
    assert triggers(document(answers=score, people=young)) == "children or people at risk are scored."


CALM = {"residents": NOT_AT_RISK, "people-threatened": {"kind": "service-users", "children": "no"}}
ORDINARY = {
    each: {"category": "ordinary", "kind": "reference-numbers"}
    for each in ("oxygen-at-home", "concern", "arson-threat", "deliberate-fire")
}


def test_which_uses_need_one_even_where_nothing_else_is_risky() -> None:
    def alone(**more: object) -> bool:
        return bool(raised("RSK-02", document(**{"people": CALM, "data": ORDINARY, **more})))

    assert not alone()
    assert alone(matching={"answer": "uprn"})
    assert alone(answers=decisions(answer="significant-decision"))
    assert alone(answers=decisions(answer="decision-support"), people={**CALM, "residents": {"at-risk": "yes"}})
    assert alone(purposes={each: {"kind": "domestic-abuse"} for each in ("choose-homes", "raise-concerns")})
    assert not alone(answers=decisions(**TOOL))


def test_advice_without_screening_is_no_screening() -> None:
    assert raised("RSK-02", document({"answer": "in-progress", "dpo-advice": ADVICE}, {"answer": "uprn"})) != []


def test_a_flow_without_a_purpose_tells_nothing_of_where_people_are() -> None:
    flow = {"more": {"from": "wolds-fire", "to": "wolds-council", "data": "name-and-address"}}
    assert raised("RSK-02", document(flows=flow)) == []


TOOL = {"answer": "ai-assessed", "ai-assessment": "Annex B"}


def test_a_tool_of_artificial_intelligence_counts_together_with_another_risk() -> None:
    calm = {"residents": NOT_AT_RISK}
    ordinary = {
        each: {"category": "ordinary"} for each in ("oxygen-at-home", "concern", "arson-threat", "deliberate-fire")
    }
    tool = decisions(**TOOL)
    assert raised("RSK-02", document(answers=tool, people=calm, data=ordinary)) == []
    assert triggers(document(answers=tool, people=calm)) == "a tool of artificial intelligence is used."
    assert triggers(document(answers=tool)) == (
        "children or people at risk are scored and a tool of artificial intelligence is used."
    )


def test_genetic_and_biometric_data_count_together_with_people_at_risk() -> None:
    for category, words in (
        ("special-genetic", "genetic data is used"),
        ("special-biometric", "biometric data is used"),
    ):
        data = {"oxygen-at-home": {"category": category}}
        assert triggers(document(data=data)) == f"{words}."


def test_samples_of_people_who_have_died_are_no_risk_to_them() -> None:
    genetic = {"oxygen-at-home": {"category": "special-genetic"}}
    assert raised("RSK-02", document(data=genetic, people={"residents": {"living": "no"}})) == []


def test_two_that_count_only_together_are_enough() -> None:
    both = {"oxygen-at-home": {"category": ["special-genetic", "special-biometric"]}}
    calm = {"residents": NOT_AT_RISK}
    assert triggers(document(data=both, people=calm)) == "biometric data is used and genetic data is used."


@pytest.mark.parametrize(("exemption", "said"), [("UK GDPR Article 14(5)(b)", True), ("Schedule 2 paragraph 2", False)])
def test_not_telling_because_it_is_too_much_effort(exemption: str, said: bool) -> None:
    told = {"transparency": {"answer": "not-told-prejudice", "exemption": exemption, "exemption-decided-by": "Manager"}}
    found = raised("RSK-02", document(answers=told))
    assert bool(found) is said
    if said:
        assert "people are not told, because it is impossible or too much effort" in found[0].message


@pytest.mark.parametrize(
    ("purpose", "kind", "said"),
    [
        ("domestic-abuse", "identity", True),
        ("modern-slavery", "contact", True),
        ("domestic-abuse", "health-summary", False),
        ("fire-safety", "identity", False),
    ],
)
def test_whereabouts_of_people_who_are_threatened_at_home(purpose: str, kind: str, said: bool) -> None:
    text = document(
        purposes={"keep-safe-from-arson": {"kind": purpose}},
        data={"arson-threat": {"kind": kind}, "name-and-address": {"kind": "reference-numbers"}},
    )
    found = raised("RSK-02", text)
    assert bool(found) is said
    if said:
        assert found[0].message.endswith("it tells where people are who are threatened at home.")


def test_it_is_screened_out_only_with_advice_and_never_at_a_large_scale() -> None:
    matching = {"answer": "nhs-number"}
    assert raised("RSK-02", document(SCREENED, matching)) == []
    assert raised("RSK-02", document({**SCREENED, "dpo-advice": None} | {"note": "x"}, matching)) != []
    assert raised("RSK-02", document(matching=matching, **people("20,000"))) == []
    assert raised("RSK-02", document(DPIA, matching)) == []


# ── RSK-03 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ({"children": "yes"}, True),
        ({"children": "some"}, True),
        ({"children": "no", "kind": "children"}, False),
        ({"children": None, "kind": "children"}, True),
        ({"children": "some", "best-interests": "It keeps them safe."}, False),
    ],
)
def test_children_without_a_statement(group: dict[str, object], said: bool) -> None:
    found = raised("RSK-03", document(people={"residents": group}))
    assert bool(found) is said
    if said:
        (one,) = found
        assert one.message == (
            "Say how the sharing serves the best interests of the children among “Adults with needs for care and "
            "support who live in the county”, and assess the risk."
        )
        assert (one.path, one.on_key) == (("people", "residents"), True)


def test_children_without_words_are_called_by_their_id() -> None:
    (one,) = raised("RSK-03", document(people={"residents": {"what": None, "children": "yes"}}))
    assert "the children among “residents”" in one.message


@pytest.mark.parametrize(
    "dpia", [DPIA, SCREENED, {"answer": "screened-out", "screening-reason": "x", "date": "1 May 2026"}]
)
def test_an_assessment_or_its_screening_looks_at_children_too(dpia: object) -> None:
    assert raised("RSK-03", document(dpia, people={"residents": {"children": "some"}})) == []


def test_children_who_are_in_no_flow_are_nobody_to_speak_for() -> None:
    group = {"pupils": {"what": "Pupils", "children": "yes", "number": "40"}}
    assert raised("RSK-03", document(people=group)) == []


STATUS = "`status:` (drafted, complete or under review)"

# ── RSK-04 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("dpia", "what", "how"),
    [
        ({**DPIA, "status": None}, "how far it is", STATUS),
        ({"answer": "each-own"}, "how far it is", STATUS),
        ({"answer": "lead-dpia-adopted", "lead": "wolds-fire"}, "how far it is", STATUS),
        ({**SCREENED, "dpo-advice": None}, "what the data protection officer advised", "`dpo-advice:`"),
        (
            {"answer": "not-needed-non-personal"},
            "why none is needed for information about people",
            "or choose joint-dpia, each-own, lead-dpia-adopted or screened-out in its place",
        ),
    ],
)
def test_what_is_not_recorded(dpia: dict[str, object], what: str, how: str) -> None:
    (one,) = raised("RSK-04", document({key: value for key, value in dpia.items() if value is not None}))
    assert one.message == f"The answer on the impact assessment does not say {what}."
    assert one.fix == f"Say it beside the answer under dpia: {how}."
    assert (one.path, one.on_key) == (("answers", "dpia", 0), True)


@pytest.mark.parametrize(
    "dpia",
    [
        DPIA,
        SCREENED,
        {"answer": "in-progress"},
        {"answer": "prior-consultation", "consulted-on": "1 October 2026", "outcome": "agreed"},
        {"answer": ["joint-dpia", "prior-consultation"], "reference": "1", "residual-risk": "low",
         "consulted-on": "1 October 2026", "outcome": "agreed"},
        {"in-our-words": "Done."},
    ],
)  # fmt: skip
def test_what_is_recorded_well_enough(dpia: object) -> None:
    assert raised("RSK-04", document(dpia)) == []


# ── RSK-05 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("risk", "said"), [("high", True), ("medium", False), ("low", False)])
def test_a_high_risk_goes_to_the_ico(risk: str, said: bool) -> None:
    found = raised("RSK-05", document({**DPIA, "residual-risk": risk}))
    assert [each.path for each in found] == ([("answers", "dpia", 0, "residual-risk")] if said else [])


def test_a_high_risk_that_went_to_the_ico_is_in_order() -> None:
    consulted = {"answer": ["joint-dpia", "prior-consultation"], "consulted-on": "1 October 2026", "outcome": "agreed"}
    assert raised("RSK-05", document({**DPIA, **consulted, "residual-risk": "high"})) == []


# ── RSK-06 ───────────────────────────────────────────────────────────────────────────────────────────

FIXED = {"answer": "fixed-date", "starts-on": "10 October 2026"}
BEGAN = {"on": "10 October 2026", "authorised-by": "Duty director", "because": "It could not wait."}


def early(dpia: object, start: object = FIXED, **blocks: object) -> list[str]:
    return [each.message for each in raised("RSK-06", document(dpia, start=start, **blocks))]


def test_it_starts_before_the_assessment_was_finished() -> None:
    dpia = {**DPIA, "date": "11 October 2026"}
    (one,) = raised("RSK-06", document(dpia, start=FIXED))
    assert one.message == (
        "Sharing starts on 10 October 2026, and the impact assessment was only finished on 11 October 2026."
    )
    assert one.path == ("start", "starts-on")
    assert early({**DPIA, "date": "10 October 2026"}) == []
    assert early(DPIA) == []


@pytest.mark.parametrize(
    "dpia", [{"answer": "in-progress"}, {**DPIA, "status": "drafted"}, {**DPIA, "status": "not started"}]
)
def test_it_started_and_the_assessment_is_not_finished(dpia: object) -> None:
    assert early(dpia) == ["Sharing starts on 10 October 2026, and the impact assessment is not finished."]
    assert early(dpia, {**FIXED, "starts-on": "26 November 2026"}) == []
    assert early(dpia, {**FIXED, "starts-on": "25 November 2026"}) != []


def test_the_day_on_which_it_is_expected_is_compared() -> None:
    def waiting(until: str) -> dict[str, str]:
        return {"not-yet": "The panel meets.", "who": "wolds-council DPO", "until": until}

    december = {**FIXED, "starts-on": "1 December 2026"}
    assert early(waiting("15 December 2026"), december) == [
        "Sharing starts on 1 December 2026, and the impact assessment is only expected by 15 December 2026."
    ]
    assert early(waiting("1 December 2026"), december) == []


def test_each_party_may_start_on_its_own_day() -> None:
    own = {"start": {"answer": "fixed-date", "starts-on": "1 October 2026"}}
    schedules = {"kind": "schedules", "of": "safe-and-well", "schedules": {"harbour-carers": own}}
    text = document({**DPIA, "date": "5 October 2026"}, start={"answer": "after-all-sign"})
    (one,) = raised("RSK-06", text, schedules=as_yaml(schedules))
    assert (one.path, one.file) == (
        ("schedules", "harbour-carers", "start", "starts-on"),
        "schedules/safe-and-well.yaml",
    )


def test_a_start_without_a_day_is_never_too_early() -> None:
    assert early({"answer": "in-progress"}, {"answer": "after-all-sign"}) == []


@pytest.mark.parametrize(
    ("began", "said"),
    [
        (BEGAN, False),
        ({**BEGAN, "on": "9 October 2026"}, False),
        ({**BEGAN, "on": "11 October 2026"}, True),
        ({**BEGAN, "authorised-by": None}, True),
        ({**BEGAN, "because": None}, True),
        ({**BEGAN, "on": None}, True),
    ],
)
def test_sharing_that_truly_began_is_said(began: dict[str, object], said: bool) -> None:
    given = {key: value for key, value in began.items() if value is not None}
    assert bool(early({"answer": "in-progress"}, began=given)) is said


def test_a_document_in_force_counts_from_the_day_it_came_into_force() -> None:
    def found(signed: str) -> list[str]:
        text = document({**DPIA, "date": "15 October 2026"}, start={"answer": "after-all-sign"})
        return [each.message for each in raised("RSK-06", text, gate=Gate.IN_FORCE, signed=signed)]

    assert found("status: in-force\nsince: 14 October 2026\n") == [
        "Sharing starts on 14 October 2026, and the impact assessment was only finished on 15 October 2026."
    ]
    assert found("status: in-force\n") == []
    assert found("status: signed\nsince: 14 October 2026\n") == []


# ── RSK-07 ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_review_of_the_assessment_is_missed_from_the_next_day_on() -> None:
    def missed(day: str) -> list[str]:
        return [each.message for each in raised("RSK-07", document({**DPIA, "review-date": day}))]

    assert missed("24 November 2026") == ["The impact assessment was to be looked at again by 24 November 2026."]
    assert missed("25 November 2026") == []


def change_on(day: str, how: str) -> list[dict[str, str]]:
    return [{"version": "1.0", "on": day, "class": how, "what": "An item."}]


@pytest.mark.parametrize(
    ("history", "said"),
    [
        (change_on("16 October 2026", "material"), True),
        (change_on("15 October 2026", "material"), False),
        (change_on("16 October 2026", "minor"), False),
        (change_on("16 October 2026", "administrative"), False),
        ([{"version": "1.0", "class": "material", "what": "An item."}], False),
        ([*change_on("1 October 2026", "material"), *change_on("20 October 2026", "material")], True),
    ],
)
def test_it_is_older_than_a_material_change(history: object, said: bool) -> None:
    found = raised("RSK-07", document({**DPIA, "date": "15 October 2026"}, history=history))
    assert bool(found) is said
    if said:
        assert found[0].path == ("answers", "dpia", 0, "date")


def test_a_material_change_of_the_records_counts_as_well() -> None:
    text = document({**DPIA, "date": "15 October 2026"})
    (one,) = raised("RSK-07", text, signed="status: in-force\nchanged: 3 November 2026\n")
    assert one.message == (
        "The impact assessment is of 15 October 2026, and the sharing was changed on 3 November 2026."
    )


# ── RSK-08, RSK-09 ───────────────────────────────────────────────────────────────────────────────────

SAFEGUARDS = {"decision-safeguards": ["people are told", "they may contest it"], "human-review": "The manager"}


@pytest.mark.parametrize(
    ("without", "what", "keys"),
    [
        ("human-review", "who looks at a result again, and what that person may change", "`human-review:`"),
        ("decision-safeguards", "how people are told, can be heard and can contest it", "`decision-safeguards:`"),
    ],
)
def test_a_safeguard_that_is_missing_is_named(without: str, what: str, keys: str) -> None:
    given = {key: value for key, value in SAFEGUARDS.items() if key != without}
    answers = decisions(answer="significant-decision", **given)
    (one,) = raised("RSK-08", document(DPIA, answers=answers))
    assert one.message == f"A significant decision is taken by a machine, and it is not said {what}."
    assert one.fix == f"Add {keys} beside the answer."
    assert one.path == ("answers", "automated-decisions", 0)


def test_no_safeguards_are_asked_of_a_score_that_only_helps() -> None:
    assert raised("RSK-08", document(DPIA, answers=decisions(answer="decision-support"))) == []
    assert raised("RSK-08", document(DPIA, answers=decisions(answer="significant-decision", **SAFEGUARDS))) == []


FIRE = {"article-6": "6(1)(e)", "article-9": "9(2)(g) with Schedule 1 paragraph 6"}
SENDERS = [
    {"for": ["harbour-carers", "choose-homes"], "article-6": "6(1)(ea)", "annex-1": "safeguarding"},
    {
        "for": ["wolds-trust", "choose-homes"],
        "article-6": "6(1)(e)",
        "article-9": "9(2)(h) with Schedule 1 paragraph 2",
    },
]


def law(**of_fire: object) -> list[dict[str, object]]:
    return [{"for": ["wolds-fire", "choose-homes"], **FIRE, **of_fire}, *SENDERS]


def decided(law_rows: object, **more: object) -> list[tuple[str, object]]:
    answers = decisions(answer="significant-decision", **SAFEGUARDS, **more)
    found = raised("RSK-09", document(DPIA, answers=answers, law=law_rows))
    return [(each.message, each.path) for each in found]


BASIS = {"decision-basis": "Fire and Rescue Services Act 2004, section 6"}


def test_a_recognised_legitimate_interest_supports_no_such_decision() -> None:
    rows = law(**{"article-6": "6(1)(ea)", "annex-1": "safeguarding"})
    said = (
        "A recognised legitimate interest, 6(1)(ea), cannot support a significant decision by a machine: the Fire "
        "Service (for “Decide which homes to offer a safe and well visit, and plan the visit.”)."
    )
    assert decided(rows, **BASIS) == [(said, ("law", 2))]


def test_the_bases_of_those_who_only_send_do_not_matter() -> None:
    assert decided(law(), **BASIS) == []


@pytest.mark.parametrize(
    ("condition", "basis", "said"),
    [
        ("9(2)(a)", {}, False),
        ("9(2)(g) with Schedule 1 paragraph 6", {}, True),
        ("9(2)(h) with Schedule 1 paragraph 2", BASIS, True),
    ],
)
def test_special_category_data_needs_consent_or_a_law(condition: str, basis: dict[str, str], said: bool) -> None:
    found = decided(law(**{"article-9": condition}), **basis)
    assert bool(found) is said
    if said:
        assert found[0][0].startswith("Special category data without explicit consent, or a law that authorises")


def test_only_the_purpose_of_the_decision_is_looked_at() -> None:
    rows = [*law(), {"for": ["wolds-fire", "keep-safe-from-arson"], "article-6": "6(1)(ea)", "annex-1": "crime"}]
    assert decided(rows, **BASIS) == []
    score = document(DPIA, answers=decisions(answer="decision-support"), law=law(**{"article-6": "6(1)(ea)"}))
    assert raised("RSK-09", score) == []


def test_a_purpose_without_such_a_decision_does_not_hide_the_next() -> None:
    none = {"for": ["keep-safe-from-arson", "raise-concerns", "investigate-arson"], "answer": "none"}
    decision = {"for": "choose-homes", "answer": "significant-decision"}
    answers = {"automated-decisions": [none, decision]}
    assert [each.path for each in raised("RSK-08", document(DPIA, answers=answers))] == [
        ("answers", "automated-decisions", 1)
    ]
    assert raised("RSK-09", document(DPIA, answers=answers)) != []
    late = {"for": "raise-concerns", "answer": "significant-decision"}
    others = {"for": ["choose-homes", "keep-safe-from-arson", "investigate-arson"], "answer": "none"}
    (one,) = raised("RSK-09", document(DPIA, answers={"automated-decisions": [others, late]}))
    assert "“Decide whether an adult whom a crew is worried about" in one.message
