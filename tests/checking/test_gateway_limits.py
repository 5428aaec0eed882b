"""LAW-27: how far a gateway reaches."""

from __future__ import annotations

from typing import Any

import pytest

from .legal_ground import (
    bodies,
    carers,
    fire,
    found,
    investigating,
    keeping,
    paths,
    raises,
    row,
    said,
    told,
    trust,
    with_gateway,
)  # fmt: skip

# ── LAW-27 ───────────────────────────────────────────────────────────────────────────────────────────

S115 = (
    "It works one way, to a relevant authority or someone who acts for it: the police, the local "
    "policing body, councils, "
    "probation and the listed health bodies. The list has been amended."
)


def test_section_115_reaches_relevant_authorities_only() -> None:
    (one,) = found("LAW-27", keeping(power="cda-1998-s115"))
    assert one.path == ("law", 4, "power", 0)
    assert one.message == (
        f"CDA 1998 s.115 does not reach the Fire Service. {S115} It is named by the Police (“keep safe from arson”)."
    )
    assert one.fix == "Name another power, or narrow the flow to what CDA 1998 s.115 covers."


@pytest.mark.parametrize(
    "kind", ["unitary-council", "integrated-care-board", "probation-service", "police", "nhs-body", "no-such-kind"]
)
def test_recipients_that_section_115_does_reach(kind: str) -> None:
    assert found("LAW-27", keeping(power="cda-1998-s115"), files={"partners": bodies(wolds_fire=kind)}) == []


def test_another_power_beside_it_answers_for_the_flow() -> None:
    assert found("LAW-27", keeping(power=["cda-1998-s115", "police-common-law"])) == []
    assert found("LAW-27", keeping(power=["cda-1998-s115", "Wolds Act 2001, section 3"])) == []
    assert paths("LAW-27", keeping(power=["cda-1998-s115", "daa-2021-s77"])) == ["law.4.power.0", "law.4.power.1"]
    unlawful = keeping(power=["cda-1998-s115", "cypsa-2014-s26"])
    assert paths("LAW-27", unlawful) == ["law.4.power.0"]  # LAW-25 and LAW-26 are about the other


def test_one_recipient_that_is_reached_does_not_answer_for_another() -> None:
    flows = {"threat-notice": {"to": ["wolds-fire", "wolds-council"]}}
    ((_, message),) = said("LAW-27", keeping(power="cda-1998-s115"), flows=flows)
    assert message.startswith("CDA 1998 s.115 does not reach the Fire Service. It works")


def test_a_body_of_unknown_nation_may_be_of_any() -> None:
    gone = ["partners.partners.wolds-police.nations"]
    assert paths("LAW-27", keeping(power="cda-1998-s115"), take_out=gone) == ["law.4.power.0"]


def test_what_is_not_law_yet_does_not_answer_for_the_flow() -> None:
    both = raises(power="hsca-2012-s251a", duty="children-act-2004-s16la")
    assert paths("LAW-27", both, today="22 November 2026") == ["law.7.power.0"]
    assert found("LAW-27", both) == []  # it may have started since


def test_the_narrower_law_row_is_the_one_that_counts() -> None:
    wider = row("wolds-police", power="police-common-law")
    assert paths("LAW-27", wider, keeping(power="cda-1998-s115")) == ["law.4.power.0"]


def test_sending_beyond_a_limit_does_not_answer_for_receiving() -> None:
    reply = {
        "from": "wolds-council", "to": "wolds-fire", "data": "oxygen-at-home", "purpose": "raise-concerns",
        "when": "per-event", "how": "sftp",
    }  # fmt: skip
    purposes = {"raise-concerns": {"kind": "serious-violence", "used-by": ["wolds-council", "wolds-fire"]}}
    ((_, message),) = said("LAW-27", raises(power="pcsca-2022-s16"), flows={"reply": reply}, purposes=purposes)
    assert "“What the crew saw" in message
    assert "“Whether oxygen is kept in the home (yes or no)”" in message


def test_receiving_under_the_power_of_the_sender() -> None:
    receiving = row("wolds-fire", "keep-safe-from-arson", power="police-common-law", article_6="6(1)(e)")
    assert found("LAW-27", receiving) == []


def test_a_limit_of_givers_is_not_said_twice() -> None:
    assert limit("police-common-law") == ["Police common law power does not reach the Council. Only the police."]
    assert limit("", row=raises("wolds-fire", power="police-common-law")) == [
        "Police common law power does not reach the Fire Service. Only the police."
    ]


def test_a_party_that_no_flow_names_is_only_beyond_what_holds_for_all() -> None:
    def water(power: str) -> list[str]:
        return paths("LAW-27", row("wolds-water", power=power), parties={"wolds-water": None})

    for power in ("hsca-2012-s251a", "cda-1998-s115", "pcsca-2022-s16", "dea-2017-s64", "police-common-law"):
        assert water(power) == []
    assert water("housing-act-1996-s213b") == ["law.10.power.0"]


def test_what_is_about_nobody_is_no_personal_data() -> None:
    drains = {
        "from": "wolds-water", "to": "wolds-fire", "data": "pipes", "purpose": "choose-homes", "when": "once",
        "how": "sftp",
    }  # fmt: skip
    pipes = {"what": "Pipes", "category": "non-personal", "needed-for": {"choose-homes": "Water."}}
    facts = {"parties": {"wolds-water": None}, "flows": {"drains": drains}}
    one = row("wolds-water", "choose-homes", power="cda-1998-s17a")
    assert found("LAW-27", one, data={"pipes": pipes}, **facts) == []
    personal = {**pipes, "category": "ordinary", "about": "residents"}
    assert paths("LAW-27", one, data={"pipes": personal}, **facts) == ["law.10.power.0"]


CONSENT_NEEDED = {"power": None, "duty": "housing-act-1996-s213b", "article_6": "6(1)(c)"}


def homeless(*data: str) -> dict[str, Any]:
    flow = {"to": "wolds-council", "from": "wolds-trust", "when": "per-event", "data": list(data)}
    kind = {"kind": "homelessness-prevention", "used-by": ["wolds-council"]}
    return {"flows": {"monthly-list": flow}, "purposes": {"choose-homes": kind}}


def test_consent_counts_for_its_own_item_and_its_own_use() -> None:
    duty = trust(**CONSENT_NEEDED)
    # the good workspace: explicit consent for the name and address, none for the concern
    assert paths("LAW-27", duty, **homeless("name-and-address", "concern")) == ["law.1.duty.0"]
    public = {"duty-of-confidence": {"answer": "public-interest"}}
    case = {**homeless("name-and-address"), "answers": public}
    assert paths("LAW-27", duty, fire(article_6="6(1)(a)"), **case) == ["law.1.duty.0"]
    unread = trust(**{**CONSENT_NEEDED, "article_6": ["6(1)(c)", "6(1)(zz)"]})
    assert paths("LAW-27", unread, **case) == ["law.1.duty.0"]


def test_several_recipients_and_bodies_are_named_together() -> None:
    flows = {"threat-notice": {"to": ["wolds-fire", "harbour-carers"]}}
    ((_, message),) = said("LAW-27", keeping(power="cda-1998-s115"), flows=flows)
    assert message.startswith("CDA 1998 s.115 does not reach the Fire Service and Harbour Carers. It works")


def test_receiving_under_a_power_that_does_not_reach_the_recipient() -> None:
    keeping = row("wolds-fire", "keep-safe-from-arson", power="cda-1998-s115", article_6="6(1)(e)")
    assert said("LAW-27", keeping)[0] == (
        "law.5.power.0",
        (
            f"CDA 1998 s.115 does not reach the Fire Service. {S115} It is named by the Fire Service (“keep "
            f"safe from arson”)."
        ),
    )


def test_the_answer_to_what_was_sent_under_the_same_power() -> None:
    reply = {
        "answer": {
            "from": "wolds-police",
            "to": "wolds-fire",
            "data": "deliberate-fire",
            "purpose": "investigate-arson",
            "when": "per-event",
            "how": "sftp",
        }
    }
    assert found("LAW-27", told(power="cda-1998-s115"), flows=reply) == []


def test_a_condition_of_consent() -> None:
    duty = {"power": None, "duty": "housing-act-1996-s213b", "article_6": "6(1)(c)"}
    flows = {"monthly-list": {"to": "wolds-council", "from": "wolds-trust", "when": "per-event"}}
    kind = {"choose-homes": {"kind": "homelessness-prevention", "used-by": ["wolds-council"]}}
    words = (
        "HA 1996 s.213B does not reach people who have not agreed. The person must agree, and chooses the "
        "authority. It is "
    )
    public = {"duty-of-confidence": {"answer": "public-interest"}}
    case: dict[str, Any] = {"flows": flows, "purposes": kind, "answers": public}
    assert said("LAW-27", trust(**duty), **case) == [("law.1.duty.0", f"{words}named by the Trust (“choose homes”).")]
    agreed = {"agreed": {"what": "The person agreed"}}
    on_flow = {**case, "flows": {"monthly-list": {**flows["monthly-list"], "only-if": "agreed"}}, "conditions": agreed}
    assert found("LAW-27", trust(**duty), **on_flow) == []
    on_purpose = {
        **case,
        "purposes": {"choose-homes": {**kind["choose-homes"], "only-if": "agreed"}},
        "conditions": agreed,
    }
    assert found("LAW-27", trust(**duty), **on_purpose) == []
    basis = trust(**{**duty, "article_6": ["6(1)(c)", "6(1)(a)"]})
    assert found("LAW-27", basis, **case) == []
    same = {"flows": {**flows, "again": {"same-as": "monthly-list"}}, **{k: v for k, v in case.items() if k != "flows"}}
    assert len(found("LAW-27", trust(**duty), **same)) == 1


def test_confidentiality_answered_by_consent_is_consent() -> None:
    duty = trust(power=None, duty="housing-act-1996-s213b", article_6="6(1)(c)")
    flows = {"monthly-list": {"to": "wolds-council", "from": "wolds-trust", "when": "per-event"}}
    kind = {"choose-homes": {"kind": "homelessness-prevention", "used-by": ["wolds-council"]}}
    assert found("LAW-27", duty, flows=flows, purposes=kind) == []  # the good workspace: explicit consent


def limit(power: str, **case: Any) -> list[str]:
    """What is said of a power of the Council for raising concerns, up to who names it."""
    one = case.pop("row", None) or raises(power=power)
    return [message.partition(" It is named")[0] for _, message in said("LAW-27", one, **case)]


@pytest.mark.parametrize(
    ("power", "kind", "says"),
    [
        (
            "hsca-2012-s251a",
            "safeguarding-adults",
            "HSCA 2012 s.251A does not reach this purpose. Only for the care of the person.",
        ),
        (
            "pcsca-2022-s16",
            "safeguarding-adults",
            (
                "PCSC Act 2022 s.16 does not reach “What the crew saw that made it worry (needs,"
                " injuries, self-neglect), and when”. It does not authorise disclosing patient information."
            ),
        ),
        (
            "daa-2021-s77",
            "domestic-abuse",
            (
                "DAA 2021 s.77 does not reach any sharing. It creates no power; the police use their power at "
                "common law."
            ),
        ),
        (
            "cda-1998-s17a",
            "community-safety",
            (
                "CDA 1998 s.17A does not reach personal data. It does not reach personal data; only the"
                " depersonalised information that SI 2007/1831 prescribes."
            ),
        ),
        (
            "wra-2012-s131",
            "safeguarding-adults",
            "WRA 2012 s.131 does not reach this purpose. The regulations must list the purpose.",
        ),
        (
            "lga-1972-s111",
            "safeguarding-adults",
            (
                "LGA 1972 s.111 may not reach (check) this without the function it serves"
                " (`function:`). It needs a function that the sharing helps; it is no lawful basis on its own."
            ),
        ),
        (
            "police-common-law",
            "safeguarding-adults",
            "Police common law power does not reach the Council. Only the police.",
        ),
        ("frsa-2004-s6", "fire-safety", ""),
    ],
)
def test_limits(power: str, kind: str, says: str) -> None:
    found_ = limit(power, purposes={"raise-concerns": {"kind": kind}})
    assert (says in found_) if says else power == "frsa-2004-s6"


def test_a_purpose_within_or_unknown_is_let_be() -> None:
    assert limit("hsca-2012-s251a", purposes={"raise-concerns": {"kind": "direct-care"}}) == []
    assert limit("hsca-2012-s251a", purposes={"raise-concerns": {"kind": "mental-health"}}) == []
    gone = ["agreement.purposes.raise-concerns.kind"]
    assert limit("hsca-2012-s251a", take_out=gone) == []


def test_an_objective_that_is_named_answers_for_the_purpose() -> None:
    prescribed = "WRA 2012 s.131 does not reach this purpose. The regulations must list the purpose."
    assert prescribed in limit("wra-2012-s131")
    assert limit("", row=raises(power="wra-2012-s131", objective="Adult care")) == []
    assert prescribed not in limit("wra-2012-s131", purposes={"raise-concerns": {"kind": "early-help"}})


def test_a_function_that_is_named_answers_for_an_implied_power() -> None:
    assert limit("", row=raises(power="lga-1972-s111", function="Adult care")) == []


def test_a_law_for_any_purpose_is_for_any() -> None:
    anything = with_gateway("wra-2012-s131", purposes=["any"])
    assert limit("wra-2012-s131", book=anything) == []


def test_a_mixed_document_is_beyond_what_does_not_reach_special_category_data_alone() -> None:
    limits = [{"kind": "not-this-data", "data": ["ordinary"], "says": "Not what is ordinary."}]
    mixed = {"concern": {"category": "mixed-document"}, "name-and-address": {"category": "special-health"}}
    assert limit("pcsca-2022-s16", data=mixed, book=with_gateway("pcsca-2022-s16", limits=limits)) == []
    limits = [{"kind": "not-this-data", "data": ["special-health"], "says": "Not health."}]
    both = limit("pcsca-2022-s16", data=mixed, book=with_gateway("pcsca-2022-s16", limits=limits))
    assert [each.count("“") for each in both] == [2]


MIXED = {"concern": {"category": "mixed-document"}}


@pytest.mark.parametrize(
    ("category", "finds"), [("special-health", True), ("mixed-document", True), ("ordinary", False)]
)
def test_which_data_a_gateway_does_not_reach(category: str, finds: bool) -> None:
    said_ = limit(
        "pcsca-2022-s16",
        data={"concern": {"category": category}},
        purposes={"raise-concerns": {"kind": "serious-violence"}},
    )
    assert bool([each for each in said_ if "patient information" in each]) is finds


@pytest.mark.parametrize(
    ("kind", "finds"), [("acute-trust", True), ("fire-and-rescue-authority", False), ("no-such-kind", False)]
)
def test_a_limit_for_some_senders_only(kind: str, finds: bool) -> None:
    files = {"partners": bodies(wolds_fire=kind)}
    purposes = {"raise-concerns": {"kind": "serious-violence"}}
    said_ = limit("", row=raises("wolds-fire", power="pcsca-2022-s16"), files=files, purposes=purposes)
    whole = [each for each in said_ if "health or social care authority" in each]
    assert bool(whole) is finds
    if finds:
        assert whole[0].startswith(
            "PCSC Act 2022 s.16 does not reach “Full name, and address of the home” and “What the crew saw"
        )


def test_only_those_who_may_give_may_rely_on_it() -> None:
    assert said("LAW-27", trust(power="frsa-2004-s6"))[0][1] == (
        "FRSA 2004 s.6 may not reach (check) the Trust. It is for: fire and rescue authority. It is named by the Trust "
        "(“choose homes”)."
    )
    assert limit("", row=raises("wolds-fire", power="nhsa-2006-s82")) == [
        "NHSA 2006 s.82 may not reach (check) the Fire Service. It is for: NHS body and local authority."
    ]
    # whoever receives may rely on a gateway to it
    assert limit("children-act-2004-s16h") == []
    # a charity needs no power, and is not told whose it is
    assert found("LAW-27", carers(power="frsa-2004-s6", article_6="6(1)(f)")) == []
    unknown = {"partners": bodies(wolds_trust="no-such-kind")}
    assert found("LAW-27", trust(power="frsa-2004-s6"), files=unknown) == []


def test_a_giver_that_is_a_kind_of_those_named_or_may_be_one() -> None:
    assert found("LAW-27", raises(power="care-act-2014-s42")) == []
    wide = {"partners": bodies(wolds_fire="fire-ambulance")}
    assert found("LAW-27", fire(power="frsa-2004-s6"), files=wide) == []


def test_who_may_receive_is_not_who_may_give() -> None:
    assert said("LAW-27", told(power="wra-2012-s131"))[0][1].startswith("WRA 2012 s.131 does not reach")
    sent_by_police = keeping(power="licensing-act-2003-s185", function="Licensing")
    assert "this purpose" in said("LAW-27", sent_by_police)[0][1]


def test_a_gateway_that_answers_requests_and_a_flow_that_runs_by_itself() -> None:
    monthly = {"concern-from-visit": {"when": "monthly"}}
    says = (
        "CA 2004 s.16H may not reach (check) a flow that runs by itself (`concern-from-visit`, monthly). "
        "The request must say"
    )
    assert limit("children-act-2004-s16h", flows=monthly)[0].startswith(says)
    assert limit("children-act-2004-s16h") == []
    asked = raises(power="children-act-2004-s16h", requested_under="children-act-2004-s16h")
    assert found("LAW-27", asked, flows=monthly) == []
    only = raises(power=None, requested_under="children-act-2004-s16h")
    assert found("LAW-27", only, flows=monthly) == []
    by_another = raises(power="children-act-2004-s16h", requested_under="hsca-2012-s251a")
    assert found("LAW-27", by_another, flows=monthly) == []
    either = raises(power=None, any_of=[{"requested-under": "children-act-2004-s16h"}])
    assert found("LAW-27", either, flows=monthly) == []


def test_a_gateway_for_de_identified_data() -> None:
    files = {"partners": bodies(wolds_council="university")}
    purposes = {"raise-concerns": {"kind": "research"}}
    one = raises("wolds-fire", power="dea-2017-s64", function="Research")
    says = [each for each in limit("", row=one, files=files, purposes=purposes) if "de-identified" in each]
    assert says[0].startswith(
        "DEA 2017 s.64 may not reach (check) “Full name, and address of the home” and “What the crew saw"
    )
    some = {
        "de-identification": [
            {"for": "name-and-address", "answer": "pseudonymised", "key-holder": "wolds-fire"},
            {"for": ["concern", "oxygen-at-home", "arson-threat", "deliberate-fire"], "answer": "identifiable"},
        ]
    }
    (rest,) = [each for each in limit("", row=one, files=files, purposes=purposes, answers=some) if "de-ident" in each]
    assert rest.startswith("DEA 2017 s.64 may not reach (check) “What the crew saw")
    coded = {"de-identification": {"answer": "pseudonymised", "key-holder": "wolds-fire"}}
    assert [
        each for each in limit("", row=one, files=files, purposes=purposes, answers=coded) if "de-identified" in each
    ] == []


def test_in_law_enforcement_a_gateway_may_not_reach_personal_data_either() -> None:
    assert next(message for _, message in said("LAW-27", investigating(power="cda-1998-s17a"))).startswith(
        "CDA 1998 s.17A does not reach personal data."
    )
