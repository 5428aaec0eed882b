"""GOV-06 to GOV-11: who reviews and who signs: on whose authority, which version, and before sharing starts."""

from __future__ import annotations

from datetime import date

import pytest

from isptool.checking.life import later
from isptool.findings import Finding, Gate, Severity
from isptool.model.fields import Period

from .ground import as_yaml, raised

ALL = ("wolds-council", "wolds-fire", "wolds-police", "wolds-trust", "harbour-carers")
FIRST = "1 November 2026"
BEGAN = {"on": FIRST, "authorised-by": "Duty director of the Council", "because": "Two homes had burned."}


def signed(*parties: str, on: str = "20 October 2026", status: str = "", **more: object) -> dict[str, object]:
    offs = [{"party": each, "on": on} for each in parties or ALL]
    return {"status": status, "sign-offs": offs, **{key.replace("_", "-"): value for key, value in more.items()}}


def started(records: object = None, start: object = None, gate: Gate | None = None, **blocks: object) -> list[Finding]:
    start = start or {"answer": "fixed-date", "starts-on": FIRST}
    pieces = {"signed": as_yaml(records)} if records is not None else {}
    return raised("GOV-06", as_yaml({"start": start, **blocks}), gate=gate, **pieces)


# ── GOV-06 ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_day_has_come_and_nobody_has_signed() -> None:
    (one,) = started()
    assert one.message == (
        "Sharing takes effect on 1 November 2026, but the Council, the Fire Service, the Police, the Trust and Harbour "
        "Carers have not signed yet."
    )
    assert one.path == ("start", "starts-on")
    assert one.severity is Severity.ERROR


@pytest.mark.parametrize(("day", "said"), [("25 November 2026", True), ("26 November 2026", False)])
def test_a_day_that_is_still_to_come_is_in_order(day: str, said: bool) -> None:
    assert bool(started(start={"answer": "fixed-date", "starts-on": day})) is said


def test_everyone_signed_by_that_day() -> None:
    assert started(signed(on=FIRST)) == []
    assert started(signed(on="20 October 2026")) == []


def test_those_who_signed_later_are_named_with_their_day_and_those_who_did_not() -> None:
    offs = [
        {"party": "wolds-council", "on": FIRST},
        {"party": "wolds-fire", "on": "2 November 2026"},
        {"party": "wolds-police", "on": "2 November 2026"},
        {"party": "wolds-trust", "on": "5 November 2026"},
    ]
    (one,) = started({"sign-offs": offs})
    assert one.message == (
        "Sharing takes effect on 1 November 2026, but Harbour Carers has not signed yet, the Fire Service and the "
        "Police signed on 2 November 2026 and the Trust signed on 5 November 2026."
    )


def test_one_who_signed_before_the_day_and_again_later_had_signed() -> None:
    again = [*signed()["sign-offs"], {"party": "wolds-fire", "version": "1.1", "on": "20 November 2026"}]  # type: ignore[misc]
    assert started({"sign-offs": again}) == []


def test_to_decline_is_not_to_sign_but_to_agree_on_conditions_is() -> None:
    offs = [{"party": each, "on": "20 October 2026"} for each in ALL[:4]]
    declined = [*offs, {"party": "harbour-carers", "on": "20 October 2026", "decision": "decline"}]
    (one,) = started({"sign-offs": declined})
    assert one.message.endswith("but Harbour Carers has not signed yet.")
    conditions = [*offs, {"party": "harbour-carers", "on": "20 October 2026", "decision": "agree-with-conditions"}]
    assert started({"sign-offs": conditions}) == []


def test_a_sign_off_without_a_day_is_believed() -> None:
    offs = [{"party": each} for each in ALL]
    assert started({"sign-offs": offs}) == []


def test_each_on_signing_needs_nobody_else() -> None:
    assert started(signed("wolds-council", status="in-force"), {"answer": "each-on-signing"}) == []


def test_sharing_that_truly_began_is_said() -> None:
    assert started(began=BEGAN) == []
    assert started(began={**BEGAN, "on": "1 October 2026"}) == []


@pytest.mark.parametrize(
    ("began", "note"),
    [
        ({"on": FIRST}, "`began:` does not say `authorised-by:` and `because:`."),
        ({"authorised-by": "Director", "because": "Fire."}, "`began:` does not say `on:`."),
        ({**BEGAN, "on": "2 November 2026"}, "`began:` says 2 November 2026, which is after the start."),
    ],
)
def test_what_is_said_of_the_beginning_must_explain_it(began: dict[str, str], note: str) -> None:
    (one,) = started(began=began)
    assert one.message.endswith(f"have not signed yet. {note}")


def test_in_force_without_a_day_is_from_the_day_of_the_records() -> None:
    after_all = {"answer": "after-all-sign"}
    (one,) = started(signed(*ALL[:4], status="in-force", since="10 November 2026"), after_all, Gate.IN_FORCE)
    assert one.message == "Sharing takes effect on 10 November 2026, but Harbour Carers has not signed yet."
    assert one.path == ("start",)
    (late,) = started(signed(on="11 November 2026", status="in-force", since="10 November 2026"), after_all)
    assert late.message.endswith("and Harbour Carers signed on 11 November 2026.")
    (today,) = started(signed(*ALL[:4], status="in-force"), after_all)
    assert today.message.startswith("Sharing takes effect on 25 November 2026, but")
    assert started(signed(*ALL[:4], status="signing"), after_all) == []
    assert started(signed(on="25 November 2026", status="in-force"), after_all) == []


def test_a_start_that_the_protocol_settles_is_shown_at_the_block() -> None:
    settles = {"start-and-duration": {"answer": ["after-all-sign", "open-ended"]}}
    records = as_yaml(signed(*ALL[:4], status="in-force", since="10 November 2026"))
    take_out = ["agreement.start", "agreement.end"]
    (one,) = raised(
        "GOV-06", "title: Visits\n", take_out=take_out, protocol=as_yaml({"settles": settles}), signed=records
    )
    assert (one.path, one.file) == (("start",), "agreements/safe-and-well.yaml")


def test_a_party_that_joined_later_counts_from_the_day_it_joined() -> None:
    offs = [{"party": each, "on": "20 October 2026"} for each in ALL[:4]]
    offs.append({"party": "harbour-carers", "on": "10 November 2026"})

    def joined(day: str) -> list[Finding]:
        return started({"sign-offs": offs}, parties={"harbour-carers": {"since": day}})

    assert joined("10 November 2026") == []
    assert joined("9 November 2026") != []
    assert joined("1 October 2026") != []
    without = {"sign-offs": offs[:4]}
    assert started(without, parties={"harbour-carers": {"since": "1 December 2026"}}) == []


@pytest.mark.parametrize(
    "party",
    [
        {"class": "Carers' charities of the county"},
        {"open-to": "any carers' charity"},
        {"to-be-named": "yes"},
        {"roles": {"role": "processor", "on-behalf-of": "wolds-council"}},
    ],
)
def test_whose_signature_is_not_needed(party: dict[str, object]) -> None:
    assert started(signed(*ALL[:4]), parties={"harbour-carers": party}) == []


@pytest.mark.parametrize(
    "roles",
    [
        [],
        [{"role": "host"}],
        [{"role": "processor", "for": "choose-homes", "on-behalf-of": "wolds-council"}],
        [{"role": "processor", "on-behalf-of": "wolds-council"}, {"role": "lead"}],
    ],
)
def test_whose_signature_is_needed(roles: list[object]) -> None:
    assert started(signed(*ALL[:4]), parties={"harbour-carers": {"roles": roles}}) != []


def test_a_start_in_a_schedule_is_for_its_party_alone() -> None:
    own = {"start": {"answer": "fixed-date", "starts-on": FIRST}}
    schedules = {"kind": "schedules", "of": "safe-and-well", "schedules": {"harbour-carers": own}}
    found = raised(
        "GOV-06", as_yaml({"start": {"answer": "after-all-sign"}}), schedules=as_yaml(schedules), signed="status:\n"
    )
    assert [(each.message, each.path, each.file) for each in found] == [
        (
            "Sharing takes effect on 1 November 2026, but Harbour Carers has not signed yet.",
            ("schedules", "harbour-carers", "start", "starts-on"),
            "schedules/safe-and-well.yaml",
        )
    ]


def test_each_party_may_start_on_its_own_day() -> None:
    def of(party: str, **start: str) -> dict[str, object]:
        return {party: {"start": {key.replace("_", "-"): value for key, value in start.items()}}}

    mine = {
        **of("wolds-council", answer="each-on-signing"),
        **of("wolds-fire", answer="fixed-date", starts_on="1 December 2026"),
        **of("wolds-trust", answer="fixed-date", starts_on="1 October 2026"),
        **of("harbour-carers", answer="fixed-date", starts_on=FIRST),
    }
    schedules = as_yaml({"kind": "schedules", "of": "safe-and-well", "schedules": mine})
    text = as_yaml({"start": {"answer": "after-all-sign"}})
    found = raised("GOV-06", text, schedules=schedules, signed="status:\n")
    assert sorted(each.path[1] for each in found) == ["harbour-carers", "wolds-trust"]
    began = as_yaml({"start": {"answer": "after-all-sign"}, "began": BEGAN})
    found = raised("GOV-06", began, schedules=schedules, signed="status:\n")
    assert [each.path[1] for each in found] == ["wolds-trust"]


def test_a_day_that_is_written_counts_before_the_day_of_the_records() -> None:
    records = signed(on="5 November 2026", status="in-force", since="10 November 2026")
    (one,) = started(records)
    assert one.message.startswith("Sharing takes effect on 1 November 2026, but")


def test_to_decline_without_a_day_is_not_to_sign() -> None:
    offs = [*signed(*ALL[:4])["sign-offs"], {"party": "harbour-carers", "decision": "decline"}]  # type: ignore[misc]
    (one,) = started({"sign-offs": offs})
    assert one.message.endswith("but Harbour Carers has not signed yet.")


def test_earlier_versions_may_have_been_signed_before_records_began() -> None:
    earlier = [{"version": "0.9"}]
    assert started(**{"earlier-versions": earlier}) == []
    assert started(signed(*ALL[:4]), **{"earlier-versions": earlier}) != []


def test_a_protocol_takes_effect_like_an_agreement() -> None:
    def protocol(start: object, **partners: object) -> list[Finding]:
        joining = {"partners": {**dict.fromkeys((*ALL, "wolds-water")), **partners}} if partners else {}
        text = as_yaml({"start": start, **joining})
        return raised("GOV-06", base="wolds-and-dales", protocol=text, signed=as_yaml(signed()))

    day = {"answer": "fixed-date", "starts-on": FIRST}
    (one,) = protocol(day)
    assert one.message == "Sharing takes effect on 1 November 2026, but Wolds Water has not signed yet."
    assert one.path == ("start", "starts-on")
    assert protocol(day, **{"wolds-water": {"joins": "planned"}}) == []
    assert protocol(day, **{"wolds-water": {"since": "1 December 2026"}}) == []
    assert protocol(day, **{"wolds-water": {"since": "1 October 2026"}}) != []
    assert protocol({"answer": "each-on-signing"}) == []
    assert protocol({"answer": "fixed-date", "starts-on": "soon"}) == []
    assert raised("GOV-06", base="wolds-and-dales") == []


# ── GOV-07 ───────────────────────────────────────────────────────────────────────────────────────────

MAY = ["ceo-protocol", "siro", "caldicott-guardian", "director", "superintendent", "headteacher-partner", "trustee-ceo"]


def by(party: str = "wolds-council", may: object = None, base: str = "safe-and-well", **off: str) -> list[Finding]:
    """What is said of one sign-off, where all kinds of posts may sign, or those given."""
    settles = {"settles": {"who-may-sign": may or {"answer": MAY}}}
    records = as_yaml({"sign-offs": [{"party": party, "on": "20 November 2026", **off}]})
    return raised("GOV-07", base=base, protocol=as_yaml(settles), signed=records)


def test_a_post_that_may_not_sign_is_an_error_with_those_who_may() -> None:
    (one,) = by(role="police-officer", post="Superintendent")
    assert one.message == (
        "“Superintendent” may not sign for the Council; the chief officer, the Senior Information Risk Owner, the "
        "Caldicott Guardian or the director or head of the service may."
    )
    assert (one.path, one.severity) == (("parties", "wolds-council"), Severity.ERROR)


@pytest.mark.parametrize(
    ("party", "role", "may"),
    [
        ("wolds-council", "chief-officer", True),
        ("wolds-council", "siro", True),
        ("wolds-council", "caldicott", True),
        ("wolds-trust", "caldicott", True),
        ("wolds-fire", "caldicott", False),
        ("wolds-fire", "director", True),
        ("wolds-police", "police-officer", True),
        ("wolds-fire", "police-officer", False),
        ("wolds-council", "headteacher", False),
        ("wolds-council", "practice-partner", False),
        ("harbour-carers", "chief-officer", True),
        ("harbour-carers", "other", False),
        ("wolds-council", "dpo", True),
    ],
)
def test_who_may_sign_for_which_body(party: str, role: str, may: bool) -> None:
    assert bool(by(party, role=role, post="The post")) is not may


@pytest.mark.parametrize(
    ("kind", "role", "may"),
    [
        ("academy", "headteacher", True),
        ("academy", "practice-partner", False),
        ("gp-practice", "practice-partner", True),
        ("gp-practice", "headteacher", False),
    ],
)
def test_who_may_sign_for_a_school_or_a_practice(kind: str, role: str, may: bool) -> None:
    partner = as_yaml({"partners": {"harbour-carers": {"kind": kind}}})
    records = as_yaml({"sign-offs": [{"party": "harbour-carers", "role": role}]})
    settles = as_yaml({"settles": {"who-may-sign": {"answer": MAY}}})
    found = raised("GOV-07", "title: Visits\n", protocol=settles, signed=records, partners=partner)
    assert bool(found) is not may


@pytest.mark.parametrize("role", ["siro", "caldicott", "director"])
def test_a_post_may_sign_only_where_the_answer_lets_it(role: str) -> None:
    assert by(may={"answer": "trustee-ceo"}, role=role) != []


def test_a_protocol_is_signed_by_a_chief_officer() -> None:
    (one,) = by(base="wolds-and-dales", role="siro", post="SIRO")
    assert one.message == "“SIRO” may not sign for the Council; the chief officer may."
    assert one.path == ("partners", "wolds-council")
    assert by(base="wolds-and-dales", role="chief-officer") == []
    assert by(base="wolds-and-dales", may={"answer": "siro"}, role="siro") == []


def test_a_protocol_may_say_of_itself_who_signs() -> None:
    def signed_by(role: str, **block: object) -> list[Finding]:
        records = as_yaml({"sign-offs": [{"party": "wolds-council", "role": role}]})
        take_out = ["protocol.settles.who-may-sign"]
        own = as_yaml({"sign-off": {key.replace("_", "-"): value for key, value in block.items()}})
        return raised("GOV-07", base="wolds-and-dales", take_out=take_out, protocol=own, signed=records)

    (one,) = signed_by("director", answer="siro")
    assert one.message == (
        "The director or head of the service may not sign for the Council; the chief officer or the Senior Information "
        "Risk Owner may."
    )
    assert signed_by("siro", answer="siro") == []
    assert signed_by("director", in_our_words="A senior officer.") == []


def test_a_recorded_authority_or_decline_is_enough() -> None:
    assert by(role="other", post="Team manager", authority="Delegation 2026/3") == []
    assert by(role="other", post="Team manager", decision="decline") == []
    assert by(role="other", post="Team manager") != []
    assert by() == []


def test_a_post_that_the_protocol_names_may_sign() -> None:
    may = {"answer": "siro", "also-signed-by": ["Monitoring officer"]}
    assert by(may=may, role="other", post="Deputy monitoring officer") == []
    assert by(may=may, role="other", post="Officer") != []
    assert by(may=may, role="other") != []


def test_words_of_a_post_only_ask_to_check() -> None:
    (one,) = by(post="Team manager")
    assert one.severity is Severity.WARNING
    assert one.message.startswith("Check: “Team manager” may not sign for the Council")
    for post in ("Chief Executive", "SIRO", "Caldicott Guardian", "Director of children's services", "Head of housing"):
        assert by(post=post) == []
    assert by("wolds-police", post="Detective Superintendent") == []
    assert by("wolds-fire", post="Superintendent") != []
    assert by("wolds-council", post="Deputy Chief Executive") == []


def test_a_capacity_without_a_post_is_called_by_its_name() -> None:
    (one,) = by("wolds-fire", role="caldicott")
    assert one.message.startswith("The Caldicott Guardian may not sign for the Fire Service; the chief officer,")
    (two,) = by("wolds-fire", role="other")
    assert two.message.startswith("The post recorded may not sign for the Fire Service;")


def test_own_words_on_who_may_sign_are_not_judged() -> None:
    assert by(may={"in-our-words": "A senior officer."}, role="other", post="Clerk") == []
    other = as_yaml({"sign-offs": [{"party": "somebody", "role": "other", "post": "Clerk"}]})
    assert raised("GOV-07", "title: Visits\n", signed=other) == []


def test_a_body_of_unknown_kind_may_be_of_any() -> None:
    partner = as_yaml({"partners": {"harbour-carers": {"kind": None}}})
    records = as_yaml({"sign-offs": [{"party": "harbour-carers", "role": "caldicott"}]})
    settles = as_yaml({"settles": {"who-may-sign": {"answer": MAY}}})
    assert raised("GOV-07", "title: Visits\n", protocol=settles, signed=records, partners=partner) == []


# ── GOV-08 ───────────────────────────────────────────────────────────────────────────────────────────


def view(role: str, party: str = "") -> dict[str, str]:
    found = {"role": role, "post": "The post", "on": "20 October 2026", "advice": "Agreed."}
    return {**found, "party": party} if party else found


def views(*reviews: object, **blocks: object) -> list[str]:
    return [
        each.message for each in raised("GOV-08", as_yaml({"reviews": list(reviews), **blocks}), signed="status:\n")
    ]


IAO = view("iao", "wolds-fire")


def test_the_officers_whose_view_is_missing_are_named_by_party() -> None:
    assert views(IAO, view("dpo", "wolds-fire")) == [
        "No view of the data protection officer is recorded for the Council, the Police, the Trust and Harbour Carers."
    ]
    assert views(IAO, *(view("dpo", each) for each in ALL)) == []


@pytest.mark.parametrize("role", ["dpo", "data-protection-officer", "data-protection"])
def test_a_view_without_a_party_counts_for_all(role: str) -> None:
    assert views(IAO, view(role)) == []


@pytest.mark.parametrize("role", ["iao", "information-asset-owner"])
def test_one_owner_of_the_information_is_enough(role: str) -> None:
    assert views(view("dpo"), view(role, "wolds-trust")) == []
    assert views(view("dpo")) == ["No view of an information asset owner is recorded."]


def test_where_a_high_risk_remains_the_senior_officer_has_seen_it() -> None:
    high = {"answers": {"dpia": {"answer": "joint-dpia", "reference": "1", "residual-risk": "high"}}}
    said = "No view of the Senior Information Risk Owner is recorded for "
    assert views(IAO, view("dpo"), view("siro", "wolds-fire"), **high) == [
        f"{said}the Council, the Police, the Trust and Harbour Carers."
    ]
    assert views(IAO, view("dpo"), view("senior-information-risk-owner"), **high) == []
    text = as_yaml({"reviews": [IAO, view("dpo")], **high})
    records = {"sign-offs": [{"party": each, "role": "siro"} for each in ALL[:4]]}
    (one,) = raised("GOV-08", text, signed=as_yaml(records))
    assert one.message == f"{said}Harbour Carers."
    other = {"sign-offs": [{"party": each, "role": "director"} for each in ALL]}
    assert raised("GOV-08", text, signed=as_yaml(other)) != []


def test_no_view_is_asked_of_a_class_or_of_a_party_under_another_law() -> None:
    reviews = [IAO, *(view("dpo", each) for each in ALL[:4])]
    assert views(*reviews, parties={"harbour-carers": {"class": "Carers' charities"}}) == []
    assert views(*reviews, parties={"harbour-carers": {"law-of": "Ireland"}}) == []
    assert views(*reviews, parties={"harbour-carers": {"called-here": "HC"}}) != []


def test_no_view_is_asked_of_a_party_that_has_nothing_about_people() -> None:
    sent = {"from": "wolds-water", "to": "wolds-fire", "data": "pipes"}
    drains = {"parties": {"wolds-water": None}, "flows": {"drains": sent}}
    pipes = {"data": {"pipes": {"what": "Pipes", "category": "non-personal", "needed-for": {"choose-homes": "Water."}}}}
    assert views(IAO, *(view("dpo", each) for each in ALL), **drains, **pipes) == []
    assert views(IAO, *(view("dpo", each) for each in ALL), parties={"wolds-water": None}) == []
    sent = {"drains": {**sent, "data": "name-and-address"}}
    assert views(IAO, *(view("dpo", each) for each in ALL), parties={"wolds-water": None}, flows=sent) != []


def test_the_finding_stands_at_the_views() -> None:
    (one,) = raised("GOV-08", as_yaml({"reviews": [view("dpo")]}))
    assert (one.path, one.on_key) == (("reviews",), True)


# ── GOV-09 ───────────────────────────────────────────────────────────────────────────────────────────


def officer(**off: str) -> list[Finding]:
    records = as_yaml({"sign-offs": [{"party": "wolds-council", **off}]})
    return raised("GOV-09", "title: Visits\n", signed=records)


def test_a_data_protection_officer_only_advises() -> None:
    (one,) = officer(role="dpo", post="Data protection officer")
    assert one.message == (
        "A data protection officer signs for the Council (“Data protection officer”), and should only advise."
    )
    assert one.path == ("parties", "wolds-council")
    (two,) = officer(role="dpo")
    assert "(“data protection officer”)" in two.message
    assert officer(post="Group DPO") != []
    assert officer(post="Head of data protection policy") == []
    assert officer(role="director", post="Director and Data Protection Officer") == []
    assert officer(role="dpo", decision="decline") == []
    assert officer() == []
    other = as_yaml({"sign-offs": [{"party": "somebody", "role": "dpo"}]})
    assert raised("GOV-09", "title: Visits\n", signed=other) == []


def test_nor_is_one_named_among_those_who_may_sign() -> None:
    may = {"who-may-sign": {"answer": "siro", "also-signed-by": ["Monitoring officer", "Data Protection Officer"]}}
    (one,) = raised("GOV-09", base="wolds-and-dales", protocol=as_yaml({"settles": may}))
    assert one.message == "A data protection officer signs here (“Data Protection Officer”), and should only advise."
    assert (one.path, one.words) == (("settles", "who-may-sign", 0, "also-signed-by"), "Data Protection Officer")
    assert raised("GOV-09", "title: Visits\n", protocol=as_yaml({"settles": may})) == []


# ── GOV-10 ───────────────────────────────────────────────────────────────────────────────────────────


def alone(
    drafter: str = "Head of prevention", post: str = "Head of prevention", *more: object, **off: str
) -> list[Finding]:
    mine = {**view("iao", "wolds-fire"), "post": "Head of prevention"}
    records = {"sign-offs": [{"party": "wolds-fire", "post": post, **off}]}
    text = as_yaml({"drawn-up-by": drafter, "reviews": [mine, *more]})
    return raised("GOV-10", text, signed=as_yaml(records))


def test_somebody_else_looked_at_it() -> None:
    (one,) = alone()
    assert one.message == (
        "For the Fire Service, “Head of prevention” drew it up, gave the only view on it, and signed it."
    )
    assert one.path == ("drawn-up-by",)
    assert alone(post="Chief Fire Officer") == []
    assert alone("Head of Prevention, Fire Service") != []
    assert alone("wolds-fire Head of prevention") != []
    assert alone("Head of prevention services") != []
    assert alone("Assistant head of preventions") == []
    assert alone("The prevention team") == []
    assert alone("wolds-council Head of prevention") == []
    assert alone("Head of prevention of the Council") == []
    assert alone(decision="decline") == []
    assert alone(post="") == []


def test_another_view_of_the_same_party_is_a_second_pair_of_eyes() -> None:
    assert alone("Head of prevention", "Head of prevention", view("dpo", "wolds-fire")) == []
    assert alone("Head of prevention", "Head of prevention", view("dpo", "wolds-council")) != []
    nobody = as_yaml({"drawn-up-by": "Head of prevention", "reviews": []})
    records = as_yaml({"sign-offs": [{"party": "wolds-fire", "post": "Head of prevention"}]})
    assert raised("GOV-10", nobody, signed=records) == []
    other = as_yaml({"sign-offs": [{"party": "somebody", "post": "Head of prevention"}]})
    assert raised("GOV-10", nobody, signed=other) == []


# ── GOV-11 ───────────────────────────────────────────────────────────────────────────────────────────


def versions(*offs: dict[str, str], version: str = "1.0", **blocks: object) -> list[Finding]:
    given = [{"party": "wolds-trust", **each} for each in offs]
    records = as_yaml({"status": "in-force", "version": version, "sign-offs": given})
    return raised("GOV-11", as_yaml({"title": "Visits", **blocks}), signed=records)


def test_everyone_signed_the_version_that_is_in_force() -> None:
    (one,) = versions({"version": "0.8"}, {"version": "0.9"})
    assert one.message == "The Trust signed version 0.9; in force is 1.0."
    assert (one.path, one.on_key) == (("parties", "wolds-trust"), True)
    assert versions({"version": "0.9"}, {"version": "1.0"}) == []
    assert versions({"version": "1.0"}, {"version": "1.1"}) == []
    assert versions() == []


def test_the_working_file_may_be_a_later_version() -> None:
    text = as_yaml({"version": "2.0"})
    records = as_yaml({"version": "1.0", "sign-offs": [{"party": "wolds-trust", "version": "1.0"}]})
    assert raised("GOV-11", text, signed=records) == []
    unsaid = as_yaml({"sign-offs": [{"party": "wolds-trust", "version": "1.0"}]})
    (one,) = raised("GOV-11", text, signed=unsaid)
    assert one.message == "The Trust signed version 1.0; in force is 2.0."


def test_a_small_change_or_an_earlier_version_that_still_counts() -> None:
    assert versions({"version": "0.9", "recorded": "yes"}) == []
    still = [{"version": "0.9", "valid-for": "The Trust"}]
    assert versions({"version": "0.9"}, **{"earlier-versions": still}) == []
    assert versions({"version": "0.8"}, **{"earlier-versions": still}) != []
    assert versions({"version": "0.9"}, **{"earlier-versions": [{"version": "0.9"}]}) != []


def test_a_version_that_was_declined_is_not_signed() -> None:
    assert versions({"version": "0.9", "decision": "decline"}) == []
    (one,) = versions({"version": "0.9"}, {"version": "1.0", "decision": "decline"})
    assert one.message == "The Trust signed version 0.9; in force is 1.0."


HEAD = "Head of prevention"


def off(party: str, **fields: str) -> dict[str, str]:
    return {"party": party, "on": "20 November 2026", **fields}


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("GOV-07", off("wolds-fire", role="other", post="Clerk")),
        ("GOV-09", off("wolds-fire", role="dpo", post="Data protection officer")),
        ("GOV-10", off("wolds-fire", role="director", post=HEAD)),
    ],
)
def test_a_sign_off_that_is_in_order_does_not_hide_the_next(code: str, bad: dict[str, str]) -> None:
    good = [
        off("somebody", role="dpo", post=HEAD),
        off("wolds-trust", role="dpo", post="Data protection officer", decision="decline"),
        off("wolds-council", role="siro", post="Senior Information Risk Owner"),
        off("wolds-police"),
    ]
    text = as_yaml({"drawn-up-by": HEAD, "reviews": [{**view("iao", "wolds-fire"), "post": HEAD}]})
    found = raised(code, text, signed=as_yaml({"sign-offs": [*good, bad]}))
    assert len(found) == 1


def test_the_finding_stands_at_the_name_of_the_party() -> None:
    assert [each.on_key for each in by(role="other", post="Clerk")] == [True]
    assert [each.on_key for each in officer(role="dpo")] == [True]


def test_a_party_that_signed_the_version_in_force_does_not_hide_the_next() -> None:
    offs = [{"party": "wolds-council", "version": "1.0"}, {"party": "wolds-trust", "version": "0.9"}]
    (one,) = raised("GOV-11", "title: Visits\n", signed=as_yaml({"version": "1.0", "sign-offs": offs}))
    assert one.path == ("parties", "wolds-trust")


@pytest.mark.parametrize(
    ("party", "post", "may"),
    [
        ("wolds-council", "Interim Chief Executive", True),
        ("wolds-police", "Chief Constable", True),
        ("wolds-police", "Acting Chief Constable", True),
        ("wolds-fire", "Chief Fire Officer", True),
        ("wolds-trust", "Accountable Officer", True),
        ("wolds-council", "Chief Officer", True),
        ("wolds-police", "Chief Inspector", True),
        ("wolds-police", "Assistant Chief Constable", True),
        ("wolds-police", "Commander", True),
        ("wolds-council", "Assistant to the Chief Executive", False),
        ("wolds-council", "Assistant Chief Executive", True),
        ("wolds-council", "Headteacher", False),
        ("wolds-council", "Senior partner", False),
        ("wolds-council", "Team leader", False),
    ],
)
def test_how_posts_are_called(party: str, post: str, may: bool) -> None:
    assert bool(by(party, post=post)) is not may


@pytest.mark.parametrize(
    ("kind", "post"),
    [("academy", "Head teacher"), ("gp-practice", "GP partner"), ("gp-practice", "Managing partner")],
)
def test_how_posts_of_schools_and_practices_are_called(kind: str, post: str) -> None:
    partner = as_yaml({"partners": {"harbour-carers": {"kind": kind}}})
    settles = as_yaml({"settles": {"who-may-sign": {"answer": "headteacher-partner"}}})
    records = as_yaml({"sign-offs": [{"party": "harbour-carers", "post": post}]})
    assert raised("GOV-07", "title: Visits\n", protocol=settles, signed=records, partners=partner) == []


# ── what mutation testing asked for ──────────────────────────────────────────────────────────────────


def test_a_data_protection_officer_by_its_words_is_not_judged_twice() -> None:
    """It is GOV-09's that such an officer signs, also where only the words of the post are recorded."""
    records = {"sign-offs": [{"party": "wolds-fire", "post": "Data protection officer", "on": FIRST}]}
    assert raised("GOV-07", signed=as_yaml(records)) == []
    assert len(raised("GOV-09", signed=as_yaml(records))) == 1


def test_nobody_is_refused_where_nothing_says_who_may_sign() -> None:
    records = as_yaml({"sign-offs": [{"party": "wolds-fire", "post": "Trainee", "on": FIRST}]})
    assert len(raised("GOV-07", signed=records)) == 1
    assert raised("GOV-07", take_out=["protocol.settles.who-may-sign"], signed=records) == []


def test_no_owner_of_the_information_is_missed_where_nobody_is_asked() -> None:
    away = as_yaml({"parties": {each: {"law-of": "France"} for each in ALL}})
    assert raised("GOV-08", away, take_out=["agreement.reviews"]) == []


def test_the_view_that_is_missing_is_named_as_it_is_written() -> None:
    found = raised("GOV-08", take_out=["agreement.reviews"])
    assert [f"`role: {role}`" in each.fix for each, role in zip(found, ("dpo", "iao"), strict=True)] == [True, True]


def test_who_declined_has_not_signed_its_own_text() -> None:
    assert len(alone()) == 1
    assert alone(decision="decline") == []


def test_a_document_without_a_version_is_compared_by_none() -> None:
    records = as_yaml({"sign-offs": [{"party": "wolds-fire", "version": "0.9", "on": FIRST}]})
    (one,) = raised("GOV-11", take_out=["agreement.version"], signed=records, gate=Gate.IN_FORCE)
    assert "None" not in one.message


def test_a_beginning_that_nobody_authorised_is_not_said() -> None:
    for missing in ("authorised-by", "because"):
        began = {key: value for key, value in BEGAN.items() if key != missing}
        (one,) = started(began=began)
        assert one.message.endswith(f"`began:` does not say `{missing}:`.")


def test_a_period_of_years_is_counted_by_the_calendar() -> None:
    assert later(date(2024, 2, 29), Period(1, "year")) == date(2025, 2, 28)
    assert later(date(2026, 11, 25), Period(2, "year")) == date(2028, 11, 25)
    assert later(date(2026, 11, 25), Period(1, "quarter")) == date(2027, 2, 25)


def test_a_protocol_may_end_or_not() -> None:
    assert raised("GOV-05", base="wolds-and-dales") == []
    ended = as_yaml({"end": {"answer": "fixed-term", "ends-on": "1 November 2026"}})
    (one,) = raised("GOV-05", protocol=ended, base="wolds-and-dales")
    assert one.path == ("end", "ends-on")


def test_the_cycle_of_a_protocol_is_read_at_its_own_block() -> None:
    block = as_yaml({"review": {"next": "1 June 2027", "every": "48 months"}})
    assert ("review", "every") in [each.path for each in raised("GOV-02", protocol=block, base="wolds-and-dales")]


def test_a_view_without_a_post_is_another_pair_of_eyes() -> None:
    assert alone("Head of prevention", "Head of prevention", {"party": "wolds-fire", "role": "dpo", "on": FIRST}) == []


def test_the_guardian_of_a_care_provider_may_sign() -> None:
    partner = as_yaml({"partners": {"harbour-carers": {"kind": "adult-social-care-provider"}}})
    records = as_yaml({"sign-offs": [{"party": "harbour-carers", "role": "caldicott"}]})
    settles = as_yaml({"settles": {"who-may-sign": {"answer": MAY}}})
    assert raised("GOV-07", "title: Visits\n", protocol=settles, signed=records, partners=partner) == []


def test_an_officer_of_the_police_is_called_by_rank() -> None:
    (one,) = by("wolds-police", role="other", post="Clerk")
    assert one.message.endswith(
        "; the chief officer, the Senior Information Risk Owner, the director or head of the service or the officer of "
        "the rank that the force requires may."
    )


@pytest.mark.parametrize(
    ("kind", "may"), [("academy", "the headteacher"), ("gp-practice", "the partner of the practice")]
)
def test_who_signs_for_a_school_or_a_practice_is_named(kind: str, may: str) -> None:
    partner = as_yaml({"partners": {"harbour-carers": {"kind": kind}}})
    records = as_yaml({"sign-offs": [{"party": "harbour-carers", "role": "other", "post": "Clerk"}]})
    settles = as_yaml({"settles": {"who-may-sign": {"answer": "headteacher-partner"}}})
    (one,) = raised("GOV-07", "title: Visits\n", protocol=settles, signed=records, partners=partner)
    assert one.message == f"“Clerk” may not sign for Harbour Carers; the chief officer or {may} may."


def test_an_officer_by_its_initials_is_not_judged_twice() -> None:
    assert by(post="Group DPO") == []
    assert by(post="Group clerk") != []


def test_own_words_for_some_leave_every_sign_off_alone() -> None:
    in_part = [{"for": "police", "answer": "superintendent"}, {"for": "charity", "in-our-words": "As delegated."}]
    assert by("wolds-police", may=in_part, role="other", post="Clerk") == []
    assert by("wolds-police", may=in_part[:1], role="other", post="Clerk") != []


def test_own_words_of_a_protocol_on_its_signing_stand_in_either_place() -> None:
    def clerk(settled: dict[str, str], own: dict[str, str]) -> list[Finding]:
        text = as_yaml({"settles": {"who-may-sign": settled}, "sign-off": own})
        records = as_yaml({"sign-offs": [{"party": "wolds-council", "role": "other", "post": "Clerk"}]})
        return raised("GOV-07", base="wolds-and-dales", protocol=text, signed=records)

    siro, words = {"answer": "siro"}, {"in-our-words": "As each scheme of delegation has it."}
    assert len(clerk(siro, siro)) == 1
    assert clerk(siro, words) == []
    assert clerk(words, siro) == []


def test_a_body_of_unknown_kind_may_have_any_post() -> None:
    def guardian(kind: str) -> list[Finding]:
        partner = as_yaml({"partners": {"harbour-carers": {"kind": kind}}})
        records = as_yaml({"sign-offs": [{"party": "harbour-carers", "role": "caldicott"}]})
        settles = as_yaml({"settles": {"who-may-sign": {"answer": MAY}}})
        return raised("GOV-07", "title: Visits\n", protocol=settles, signed=records, partners=partner)

    assert guardian("guild-of-carers") == []
    assert len(guardian("charity")) == 1


def test_a_sign_off_by_a_data_protection_officer_is_no_view() -> None:
    text = as_yaml({"reviews": [IAO, *(view("dpo", each) for each in ALL[1:])]})
    records = as_yaml({"sign-offs": [{"party": "wolds-council", "role": "dpo"}]})
    assert [each.message for each in raised("GOV-08", text, signed=records)] == [
        "No view of the data protection officer is recorded for the Council."
    ]


def test_the_view_of_the_senior_officer_is_named_as_it_is_written() -> None:
    high = {"answers": {"dpia": {"answer": "joint-dpia", "reference": "1", "residual-risk": "high"}}}
    (one,) = raised("GOV-08", as_yaml({"reviews": [IAO, view("dpo")], **high}))
    assert one.fix.startswith("Add it under `reviews:` with `party:`, `role: siro`,")


def test_who_is_named_nowhere_did_not_draw_it_up() -> None:
    nobody = as_yaml({"reviews": [{"party": "wolds-fire", "role": "iao"}]})
    records = as_yaml({"sign-offs": [{"party": "wolds-fire", "role": "director"}]})
    assert raised("GOV-10", nobody, signed=records) == []


def test_what_has_no_version_is_signed_without_one() -> None:
    records = as_yaml({"sign-offs": [{"party": "wolds-fire", "version": ""}]})
    assert raised("GOV-11", take_out=["agreement.version"], signed=records, gate=Gate.IN_FORCE) == []


def test_a_start_without_a_day_stands_where_it_is_written() -> None:
    own = {"start": {"answer": "after-all-sign"}}
    schedules = as_yaml({"kind": "schedules", "of": "safe-and-well", "schedules": {"harbour-carers": own}})
    records = as_yaml(signed(*ALL[:4], status="in-force", since="10 November 2026"))
    text = as_yaml({"start": {"answer": "each-on-signing"}})
    (one,) = raised("GOV-06", text, schedules=schedules, signed=records)
    assert one.message == "Sharing takes effect on 10 November 2026, but Harbour Carers has not signed yet."
    assert (one.path, one.file) == (("schedules", "harbour-carers", "start"), "schedules/safe-and-well.yaml")
    protocol = as_yaml({"start": {"answer": "after-all-sign"}})
    (two,) = raised("GOV-06", base="wolds-and-dales", protocol=protocol, signed=records)
    assert (two.path, two.file) == (("start",), "protocols/wolds-and-dales.yaml")


@pytest.mark.parametrize("day", [FIRST, "soon"])
def test_a_day_that_the_protocol_sets_or_that_is_none_starts_nothing_here(day: str) -> None:
    above = as_yaml({"settles": {"start-and-duration": {"answer": "fixed-date", "starts-on": FIRST}}})
    take_out = ["agreement.start", "agreement.end"]
    assert raised("GOV-06", "title: Visits\n", take_out=take_out, protocol=above) == []
    assert bool(started(start={"answer": "fixed-date", "starts-on": day})) is (day == FIRST)
