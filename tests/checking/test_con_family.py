"""CON: confidentiality, which is answered beside data protection law."""

from __future__ import annotations

from typing import Any

import pytest

from isptool.findings import Severity

from .legal_ground import bodies, found, paths, raises, said, trust

NAME = "“Full name, and address of the home”"
OXYGEN = "“Whether oxygen is kept in the home (yes or no)”"
CONCERN = "“What the crew saw that made it worry (needs, injuries, self-neglect), and when”"
THREAT = "“That the home has been threatened with arson, and when”"
FIRE = "“Where, when and how a fire was set, and who was in the home”"
POINT = "duty-of-confidence"
ITEMS = ["name-and-address", "oxygen-at-home", "concern", "arson-threat", "deliberate-fire"]


def confidence(*answers: dict[str, Any]) -> dict[str, Any]:
    return {"answers": {POINT: list(answers)}}


def for_(*items: str, **answer: Any) -> dict[str, Any]:
    return {"for": list(items), **{name.replace("_", "-"): value for name, value in answer.items()}}


def rest(*but: str) -> dict[str, Any]:
    """The public interest for every item but these."""
    return for_(*(each for each in ITEMS if each not in but), answer="public-interest")


# ── CON-01 ───────────────────────────────────────────────────────────────────────────────────────────

CARE = "it is health or care information, or may hold some"


def test_confidential_information_is_asked_about_by_reason() -> None:
    first, second = found("CON-01", take_out=[f"agreement.answers.{POINT}"])
    assert (first.path, second.path) == (("data", "name-and-address"), ("data", "oxygen-at-home"))
    assert first.on_key
    assert first.message == (
        f"Say what allows {NAME} to be shared: people confide in the Trust. It is open too for {THREAT} and {FIRE}."
    )
    assert second.message == f"Say what allows {OXYGEN} and {CONCERN} to be shared: {CARE}."


def test_an_item_that_nobody_holds_in_confidence_is_for_another_rule() -> None:
    assert found("CON-01", **confidence(rest("arson-threat"))) == []
    assert len(found("CON-01", **confidence(rest("concern")))) == 1


@pytest.mark.parametrize(
    ("category", "why"),
    [
        ("special-health", CARE),
        ("special-sex-life", CARE),
        ("special-genetic", CARE),
        ("inferred", CARE),
        ("mixed-document", CARE),
        ("about-the-dead", "confidence is owed for it too"),
        ("confidential-commercial", "it is a commercial secret"),
        ("criminal-offence", ""),
        ("special-trade-union-membership", ""),
        ("ordinary", ""),
    ],
)
def test_which_categories_are_confidential(category: str, why: str) -> None:
    data = {"deliberate-fire": {"category": category}}
    expected = [("data.deliberate-fire", f"Say what allows {FIRE} to be shared: {why}.")] if why else []
    assert said("CON-01", data=data, **confidence(rest("deliberate-fire"))) == expected


@pytest.mark.parametrize(
    ("kind", "finds"),
    [
        ("hospice", True),
        ("legal-adviser", True),
        ("victim-support-service", True),
        ("charity", False),
        ("no-such-kind", False),
    ],
)
def test_in_whom_people_confide(kind: str, finds: bool) -> None:
    files = {"partners": bodies(harbour_carers=kind, wolds_trust="charity")}
    messages = [message for _, message in said("CON-01", files=files, **confidence(rest("name-and-address")))]
    assert messages == ([f"Say what allows {NAME} to be shared: people confide in Harbour Carers."] if finds else [])


def test_information_about_nobody_is_asked_only_where_it_is_secret() -> None:
    gone = [f"agreement.answers.{POINT}"]
    assert found("CON-01", base="flood-assets", take_out=gone) == []
    secret = {"assets": {"category": "confidential-commercial"}}
    assert said("CON-01", base="flood-assets", data=secret, take_out=gone) == [
        (
            "data.assets",
            (
                "Say what allows “Pipes, culverts and pumps, with grid reference, size and condition” to be shared: it "
                "is a commercial secret."
            ),
        )
    ]
    declared = {"assets": {"category": "special-health"}}
    assert found("CON-01", base="flood-assets", data=declared, take_out=gone) == []  # SET-14 says what is wrong


def test_an_approval_without_its_reference_is_for_con_03() -> None:
    one = confidence(for_("oxygen-at-home", answer="s251", s251_until="30 June 2027"), rest("oxygen-at-home"))
    assert found("CON-01", **one) == []


# ── CON-02 ───────────────────────────────────────────────────────────────────────────────────────────


def implied(*items: str, **case: Any) -> list[tuple[str, str]]:
    return said("CON-02", **confidence(for_(*items, answer="implied-consent-direct-care"), rest(*items)), **case)


def test_implied_consent_for_something_else() -> None:
    words = "Implied consent fits the person's own care only, and"
    where = f"answers.{POINT}.0.answer.0"
    assert implied("oxygen-at-home") == [(where, f"{words} {OXYGEN} is used for “choose homes”.")]
    assert implied("name-and-address") == [
        (where, f"{words} {NAME} is used for “choose homes”, “keep safe from arson” and “raise concerns”.")
    ]
    assert found("CON-02") == []


@pytest.mark.parametrize(
    ("kind", "finds"), [("direct-care", False), ("mental-health", False), ("public-health", True), ("research", True)]
)
def test_the_kind_of_purpose_decides(kind: str, finds: bool) -> None:
    assert bool(implied("oxygen-at-home", purposes={"choose-homes": {"kind": kind}})) is finds


def test_a_purpose_of_unknown_kind_is_asked_about() -> None:
    ((_, message),) = implied("oxygen-at-home", take_out=["agreement.purposes.choose-homes.kind"])
    assert message == (
        f"Implied consent fits the person's own care only, and {OXYGEN} is used for “choose homes”, which "
        f"is not said to be that."
    )


def test_only_the_uses_that_an_answer_covers_are_judged() -> None:
    one = [
        for_("name-and-address", "raise-concerns", answer="implied-consent-direct-care"),
        for_("name-and-address", answer="public-interest"),
        rest("name-and-address"),
    ]
    case = confidence(*one)
    assert said("CON-02", **case)[0][1].endswith("is used for “raise concerns”.")
    care = {"raise-concerns": {"kind": "direct-care"}}
    assert found("CON-02", purposes=care, **case) == []


def test_the_place_of_a_key_among_others_and_of_one_that_is_added() -> None:
    two = confidence(
        for_("oxygen-at-home", answer=["public-interest", "implied-consent-direct-care"]), rest("oxygen-at-home")
    )
    assert paths("CON-02", **two) == [f"answers.{POINT}.0.answer.1"]
    added = confidence(
        for_("oxygen-at-home", answer="public-interest", also="implied-consent-direct-care"), rest("oxygen-at-home")
    )
    assert paths("CON-02", **added) == [f"answers.{POINT}.0.also.0"]


def test_an_answer_in_a_schedule() -> None:
    held = {
        "kind": "schedules",
        "of": "safe-and-well",
        "schedules": {
            "wolds-trust": {"answers": {POINT: {"for": "oxygen-at-home", "answer": "implied-consent-direct-care"}}},
            "wolds-council": {"volume": "350"},
        },
    }
    (one,) = found("CON-02", files={"schedules": held})
    assert one.file == "schedules/safe-and-well.yaml"
    assert one.path == ("schedules", "wolds-trust", "answers", POINT, 0, "answer", 0)


def test_an_item_for_no_purpose_is_not_judged() -> None:
    gone = ["agreement.flows.monthly-list.purpose"]
    assert implied("oxygen-at-home", take_out=gone) == []


# ── CON-03 ───────────────────────────────────────────────────────────────────────────────────────────


def approval(**fields: str) -> dict[str, Any]:
    return confidence(for_("oxygen-at-home", answer="s251", **fields), rest("oxygen-at-home"))


REFERENCE = {"s251_reference": "26/CAG/0042"}


@pytest.mark.parametrize(
    ("fields", "path", "trouble"),
    [
        ({**REFERENCE, "s251_until": "24 November 2026"}, "s251-until", "ended on 24 November 2026"),
        ({"s251_until": "30 June 2027"}, "answer.0", "is relied on without the reference of its approval"),
        (REFERENCE, "answer.0", "is relied on without the day on which the approval ends"),
        ({}, "answer.0", "is relied on without the reference of its approval and the day on which the approval ends"),
    ],
)
def test_an_approval_has_a_reference_and_has_not_ended(fields: dict[str, str], path: str, trouble: str) -> None:
    assert said("CON-03", **approval(**fields)) == [(f"answers.{POINT}.0.{path}", f"Section 251 support {trouble}.")]


def test_an_approval_that_ends_today_still_holds() -> None:
    assert found("CON-03", **approval(**REFERENCE, s251_until="25 November 2026")) == []


def test_what_else_is_open_is_said_with_it() -> None:
    one = confidence(for_("oxygen-at-home", answer="s251"), rest("oxygen-at-home", "concern"))
    assert said("CON-03", **one)[0][1].endswith(f" Confidentiality is open too for {CONCERN}.")
    ended = confidence(
        for_("oxygen-at-home", answer="s251", s251_until="1 May 2026", **REFERENCE), rest("oxygen-at-home", "concern")
    )
    assert said("CON-03", **ended)[0][1] == "Section 251 support ended on 1 May 2026."


def test_section_251_as_a_power_needs_its_approval_too() -> None:
    power = trust(power="nhsa-2006-s251")
    words = "Section 251 support is named as a power, and no approval is recorded under confidentiality."
    assert said("CON-03", power) == [("law.1.power.0", words)]
    assert found("CON-03", power, **approval(**REFERENCE, s251_until="30 June 2027")) == []
    covid = confidence(for_("oxygen-at-home", answer="copi-regulation-3"), rest("oxygen-at-home"))
    assert found("CON-03", power, **covid) == []
    assert found("CON-03", trust(power="nhsa-2006-s82")) == []


# ── CON-04 ───────────────────────────────────────────────────────────────────────────────────────────

NO_GUARDIAN = "No view of a Caldicott Guardian is recorded for {}, whose health or care records are shared."
WITHOUT_TRUST = ["agreement.reviews.6"]
WITHOUT_COUNCIL = ["agreement.reviews.5"]


def test_whoever_shares_care_records_has_asked_its_guardian() -> None:
    (one,) = found("CON-04", take_out=WITHOUT_TRUST)
    assert (one.path, one.on_key) == (("parties", "wolds-trust"), True)
    assert one.message == NO_GUARDIAN.format("the Trust")
    assert said("CON-04", take_out=WITHOUT_COUNCIL) == [("parties.wolds-council", NO_GUARDIAN.format("the Council"))]
    both = [{"party": each, "role": "dpo", "advice": "Agreed."} for each in ("wolds-trust", "wolds-council")]
    assert paths("CON-04", reviews=both) == ["parties.wolds-council", "parties.wolds-trust"]


def test_what_no_confidence_is_owed_for_needs_no_guardian() -> None:
    free = confidence(
        for_("name-and-address", "oxygen-at-home", answer="not-confidential"),
        rest("name-and-address", "oxygen-at-home"),
    )
    assert found("CON-04", take_out=WITHOUT_TRUST, **free) == []
    partly = confidence(for_("oxygen-at-home", answer="not-confidential"), rest("oxygen-at-home"))
    assert len(found("CON-04", take_out=WITHOUT_TRUST, **partly)) == 1


@pytest.mark.parametrize(
    ("category", "finds"), [("ordinary", True), ("aggregate", False), ("about-the-dead", True), ("non-personal", False)]
)
def test_whatever_a_care_body_sends_about_people_comes_from_its_records(category: str, finds: bool) -> None:
    data = {"name-and-address": {"category": category}, "oxygen-at-home": {"category": category}}
    assert bool(found("CON-04", data=data, take_out=WITHOUT_TRUST)) is finds


@pytest.mark.parametrize(
    ("people", "category", "finds"),
    [
        ({"kind": "adults-at-risk"}, "special-health", True),
        ({"kind": "service-users", "care-and-support-needs": "yes"}, "special-health", True),
        ({"kind": "service-users"}, "special-health", False),
        ({"kind": "adults-at-risk"}, "ordinary", False),
    ],
)
def test_what_comes_from_a_councils_adult_care(people: dict[str, str], category: str, finds: bool) -> None:
    gone = [*WITHOUT_COUNCIL, "agreement.people.residents.care-and-support-needs"]
    data = {"oxygen-at-home": {"category": category}}
    assert bool(found("CON-04", people={"residents": people}, data=data, take_out=gone)) is finds


def test_other_bodies_and_receivers_need_no_guardian() -> None:
    assert found("CON-04", files={"partners": bodies(wolds_council="no-such-kind")}, take_out=WITHOUT_COUNCIL) == []
    assert found("CON-04", files={"partners": bodies(wolds_council="charity")}, take_out=WITHOUT_COUNCIL) == []
    receives = {"monthly-list": {"from": "wolds-council"}, "concern-from-visit": {"to": "wolds-trust"}}
    assert found("CON-04", flows=receives, take_out=WITHOUT_TRUST) == []


def test_a_health_body_that_is_no_party_has_no_guardian_here() -> None:
    other = {"visit-hosting": {"name": "County Hospital", "is": "recipient"}}
    flows = {"monthly-list": {"from": ["wolds-council", "visit-hosting"]}}
    assert found("CON-04", others=other, flows=flows, take_out=WITHOUT_TRUST) == []


# ── CON-05 ───────────────────────────────────────────────────────────────────────────────────────────


def statute(text: str, *items: str) -> dict[str, Any]:
    named = items or ("deliberate-fire",)
    return confidence(for_(*named, answer="statute", statute=text), rest(*named))


def test_a_power_does_not_lift_confidentiality() -> None:
    (one,) = found("CON-05", **statute("cda-1998-s115"))
    assert one.path == ("answers", POINT, 0, "statute")
    assert one.severity is Severity.WARNING
    assert one.message == f"CDA 1998 s.115 gives a power and does not lift confidentiality: {FIRE}."
    both = said("CON-05", **statute("section 115 of the Crime and Disorder Act 1998", "concern", "deliberate-fire"))
    assert [message for _, message in both] == [
        f"CDA 1998 s.115 gives a power and does not lift confidentiality: {CONCERN} and {FIRE}."
    ]


def test_where_nobody_knows_whether_it_does_this_asks_to_check() -> None:
    (one,) = found("CON-05", **statute("hsca-2012-s251b"))
    assert one.severity is Severity.INFO
    assert one.message == f"Check: HSCA 2012 s.251B may give a power without lifting confidentiality: {FIRE}."


@pytest.mark.parametrize("text", ["pcsca-2022-s16", "Wolds Act 1999, section 4", "gra-2004-s22"])
def test_what_lifts_it_or_is_not_known_is_let_be(text: str) -> None:
    assert found("CON-05", **statute(text)) == []
    assert found("CON-05") == []


def test_a_statute_beside_another_answer_is_no_answer() -> None:
    both = confidence(
        for_("deliberate-fire", answer=["public-interest", "statute"], statute="cda-1998-s115"), rest("deliberate-fire")
    )
    assert len(found("CON-05", **both)) == 1


# ── CON-06 ───────────────────────────────────────────────────────────────────────────────────────────

OPT_OUT = (
    "Patients in England may refuse that their data is used for planning or research. Say how the "
    "national data opt-out is "
    "applied to what the Trust sends (“choose homes”)."
)
PUBLIC = confidence(for_(*ITEMS, answer="public-interest"))


def planning(kind: str = "service-planning") -> dict[str, Any]:
    return {"choose-homes": {"kind": kind}}


@pytest.mark.parametrize("kind", ["service-planning", "research", "health-service-management", "statistics"])
def test_the_national_data_opt_out(kind: str) -> None:
    assert said("CON-06", purposes=planning(kind), **PUBLIC) == [("purposes.choose-homes", OPT_OUT)]


def test_other_purposes_and_other_bodies() -> None:
    assert found("CON-06", **PUBLIC) == []
    assert found("CON-06", purposes=planning("direct-care"), **PUBLIC) == []
    charity = {"partners": bodies(wolds_trust="charity")}
    assert found("CON-06", purposes=planning(), files=charity, **PUBLIC) == []
    receives = {
        "monthly-list": {"from": "wolds-council"},
        "concern-from-visit": {"to": "wolds-trust", "purpose": "choose-homes"},
    }
    assert found("CON-06", purposes=planning(), flows=receives, **PUBLIC) == []


@pytest.mark.parametrize(
    ("nation", "finds"), [(["england"], True), (["wales"], False), (["england", "wales"], True), ([], True)]
)
def test_it_is_englands(nation: list[str], finds: bool) -> None:
    files = {"partners": bodies(wolds_trust={"nations": nation})}
    assert bool(found("CON-06", purposes=planning(), files=files, **PUBLIC)) is finds


@pytest.mark.parametrize("answer", ["explicit-consent", "copi-regulation-3", "not-confidential"])
def test_where_it_does_not_apply(answer: str) -> None:
    one = confidence(for_("oxygen-at-home", answer=answer), rest("oxygen-at-home"))
    assert found("CON-06", purposes=planning(), **one) == []


def test_ordinary_data_is_not_asked_about() -> None:
    data = {"oxygen-at-home": {"category": "ordinary"}}
    assert found("CON-06", purposes=planning(), data=data, **PUBLIC) == []


def test_where_it_is_addressed() -> None:
    rights = {"rights-requests": {"also": "national-data-opt-out"}, **PUBLIC["answers"]}
    assert found("CON-06", purposes=planning(), answers=rights) == []
    out = {"national-data-opt-out": {"what": "The national data opt-out", "stops": ["monthly-list"]}}
    assert found("CON-06", purposes=planning(), opt_outs=out, **PUBLIC) == []


def test_what_other_families_are_told_stays_apart() -> None:
    assert found("CON-05", raises(power="cda-1998-s115")) == []  # a power is no answer on confidentiality
