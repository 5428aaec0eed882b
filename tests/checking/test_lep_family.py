"""LEP: law-enforcement processing, and where it meets the UK GDPR."""

from __future__ import annotations

from typing import Any

import pytest

from isptool.checking.places import dotted
from isptool.findings import Severity

from .legal_ground import bodies, carers, fields, fire, found, paths, row, said, scheduled, told, trust


def keeping(body: str = "wolds-police", **facts: Any) -> dict[str, Any]:
    """A row for keeping homes safe."""
    named = {"power": "police-common-law", "article_6": "6(1)(e)", "article_10": "official authority"}
    return row(body, "keep-safe-from-arson", **{**named, **facts})


def investigating(**facts: Any) -> dict[str, Any]:
    """The police's row for investigating, under Part 3."""
    named = {"regime": "part-3", "part_3": "35(2)(b)", "power": "police-common-law"}
    return row("wolds-police", "investigate-arson", **{**named, **facts})


NONE_OF_IT = "Part 3 is for competent authorities only. The UK GDPR applies to"

# ── LEP-01, LEP-02 ───────────────────────────────────────────────────────────────────────────────────


def test_part_3_is_for_competent_authorities() -> None:
    claimed = trust(regime="part-3", part_3="35(2)(b)")
    assert said("LEP-01", claimed) == [("law.1.regime", f"{NONE_OF_IT} the Trust (“choose homes”).")]
    assert said("LEP-01", trust(part_3="35(2)(b)")) == [("law.1.part-3", f"{NONE_OF_IT} the Trust (“choose homes”).")]
    in_alternative = trust(any_of=[{"part-3": "35(2)(b)"}])
    assert paths("LEP-01", in_alternative) == ["law.1.any-of.0.part-3"]
    assert found("LEP-01", trust(regime="uk-gdpr", part_3="36(4)")) == []
    assert found("LEP-01", trust(regime="uk-gdpr")) == []


@pytest.mark.parametrize("competent", ["yes", "for-some-purposes"])
def test_competent_authorities_are_judged_by_their_purpose(competent: str) -> None:
    files = {"partners": bodies(wolds_trust={"competent-authority": competent})}
    assert found("LEP-01", trust(regime="part-3"), files=files) == []
    assert paths("LEP-02", trust(regime="part-3"), files=files) == ["law.1.regime"]


def test_a_body_of_which_nobody_knows_is_not_judged() -> None:
    files = {"partners": bodies(wolds_trust="coroner")}
    assert found("LEP-01", trust(regime="part-3"), files=files) == []
    assert found("LEP-02", trust(regime="part-3"), files=files) == []


def test_a_wide_claim_where_a_narrower_row_says_otherwise() -> None:
    wide = {"for": ["choose-homes"], **fields({"regime": "part-3"})}
    narrow = [
        trust(regime="uk-gdpr"),
        row("wolds-council", "choose-homes", regime="uk-gdpr", article_6="6(1)(e)"),
        row("wolds-fire", "choose-homes", regime="uk-gdpr", article_6="6(1)(e)"),
    ]
    assert said("LEP-01", wide, *narrow) == [("law.10.regime", f"{NONE_OF_IT} Harbour Carers (“choose homes”).")]


def test_a_claim_in_one_row_and_the_citation_in_another() -> None:
    wide = {"for": ["wolds-trust"], **fields({"regime": "part-3"})}
    assert paths("LEP-01", wide, trust(part_3="35(2)(b)")) == ["law.1.part-3", "law.10.regime"]


def test_where_a_narrower_row_says_otherwise_the_purpose_is_not_judged() -> None:
    wide = {"for": ["wolds-police"], **fields({"regime": "part-3"})}
    assert paths("LEP-02", wide) == ["law.10.regime"]
    assert paths("LEP-02", wide, keeping(regime="uk-gdpr")) == []


def test_a_claim_for_data_that_nobody_sends_is_nobodys() -> None:
    item = {"about": "people-threatened", "category": "ordinary"}
    spare = {"for": ["spare"], **fields({"regime": "part-3"})}
    assert found("LEP-01", spare, data={"spare": item}) == []
    both = {"data": {"spare": item}, "files": quality("checked-before")}
    assert found("LEP-06", spare, **both) == []
    assert found("LEP-08", spare, **both) == []


def test_a_flow_that_does_not_say_what_it_carries_is_not_asked_about_roles() -> None:
    assert found("LEP-06", take_out=["agreement.flows.fire-report.data"]) == []


def test_bodies_abroad_have_their_own_law() -> None:
    assert found("LEP-01", carers(regime="part-3"), parties={"harbour-carers": {"law-of": "Ireland"}}) == []
    assert len(found("LEP-01", carers(regime="part-3"))) == 1


def test_part_3_is_for_law_enforcement() -> None:
    (one,) = found("LEP-02", keeping(regime="part-3"))
    assert one.path == ("law", 4, "regime")
    assert one.severity is Severity.ERROR
    assert one.message == "Part 3 is for law enforcement only, and this is not: the Police (“keep safe from arson”)."
    assert found("LEP-02", investigating()) == []
    assert found("LEP-02", keeping(part_3="36(4)")) == []


@pytest.mark.parametrize(
    ("purpose", "severity"),
    [
        ({"law-enforcement": "no", "kind": "prevent-detect-crime"}, Severity.ERROR),
        ({"law-enforcement": "yes", "kind": "fire-safety"}, None),
        ({"kind": "prevent-detect-crime"}, None),
        ({"kind": "fire-safety"}, Severity.ERROR),
        ({"kind": "domestic-abuse"}, Severity.WARNING),
        ({"kind": "no-such-kind"}, Severity.WARNING),
    ],
)
def test_the_field_of_the_purpose_decides_and_then_its_kind(purpose: dict[str, str], severity: Severity | None) -> None:
    findings = found("LEP-02", keeping(regime="part-3"), purposes={"keep-safe-from-arson": purpose})
    assert [each.severity for each in findings] == ([severity] if severity else [])


def test_a_purpose_of_which_nothing_is_said_is_asked_about() -> None:
    (one,) = found("LEP-02", keeping(regime="part-3"), take_out=["agreement.purposes.keep-safe-from-arson.kind"])
    assert one.severity is Severity.WARNING
    assert one.message.startswith("Part 3 is for law enforcement only, and nothing says that this is: the Police")


def test_a_row_without_a_purpose_is_not_judged() -> None:
    wide = {"for": ["wolds-police"], **fields({"regime": "part-3"})}
    gone = ["agreement.flows.threat-notice.purpose"]
    assert paths("LEP-02", wide, take_out=gone) == []


# ── LEP-03, LEP-04 ───────────────────────────────────────────────────────────────────────────────────

UNAUTHORISED = "What is held for law enforcement is passed on, and no law is named that authorises it:"


def test_what_is_held_for_law_enforcement_is_not_passed_on_without_law() -> None:
    bare = keeping(power=None)
    assert said("LEP-03", bare) == [("law.4", f"{UNAUTHORISED} the Police (“keep safe from arson”).")]
    (one,) = found("LEP-03", take_out=["agreement.law.4"])
    assert (one.path, one.on_key, one.file) == (
        ("purposes", "keep-safe-from-arson"),
        True,
        "agreements/safe-and-well.yaml",
    )
    assert len(found("LEP-03", keeping(power=None, function="Protecting life"))) == 1


@pytest.mark.parametrize(
    "named",
    [
        {"authorised_by": "police-common-law"},
        {"power": "police-common-law"},
        {"duty": "Police Act 1996, section 1"},
        {"requested_under": "Wolds Order 2019, article 5"},
        {"any_of": [{"authorised-by": "police-common-law"}]},
    ],
)
def test_what_authorises_it(named: dict[str, Any]) -> None:
    assert found("LEP-03", keeping(**{"power": None, **named})) == []


@pytest.mark.parametrize(
    ("category", "finds"),
    [
        ("criminal-offence", True),
        ("mixed-document", True),
        ("sensitive-processing", True),
        ("ordinary", False),
        ("special-health", False),
        ("aggregate", False),
    ],
)
def test_what_is_taken_to_be_held_for_law_enforcement(category: str, finds: bool) -> None:
    data = {"arson-threat": {"category": category}}
    assert bool(found("LEP-03", keeping(power=None), data=data)) is finds


@pytest.mark.parametrize(
    ("facts", "finds"),
    [
        ({"competent-authority": "yes"}, True),
        ({"competent-authority": "for-some-purposes"}, True),
        ({"competent-authority": "no"}, False),
        ({"kind": "unitary-council"}, False),
        ({"kind": "probation-service"}, True),
    ],
)
def test_who_holds_it_for_law_enforcement(facts: dict[str, str], finds: bool) -> None:
    assert bool(found("LEP-03", keeping(power=None), files={"partners": bodies(wolds_police=facts)})) is finds


def test_law_enforcement_and_receiving_are_another_matter() -> None:
    reply = {
        "answer": {
            "from": "wolds-police",
            "to": "wolds-fire",
            "data": "deliberate-fire",
            "purpose": "investigate-arson",
        }
    }
    assert found("LEP-03", investigating(power=None), flows=reply) == []
    assert found("LEP-03", row("wolds-fire", "keep-safe-from-arson", article_6="6(1)(e)")) == []


def test_whoever_cites_section_36_needs_the_law() -> None:
    council = {"partners": bodies(wolds_police="unitary-council")}
    for cited, finds in (("36(4)", True), ("36(3)", True), ("35(2)(b)", False), ("36(9)", False)):
        assert bool(found("LEP-03", keeping(power=None, part_3=cited), files=council)) is finds
    either = keeping(power=None, any_of=[{"part-3": "36(4)"}])
    assert bool(found("LEP-03", either, files=council))


WITH = (
    "From the Police, law-enforcement data goes to the Fire Service (“keep safe from arson”). The "
    "recipient's own use of it is under the UK GDPR, and needs"
)
ARTICLE_6 = "a lawful basis (Article 6)"
ARTICLE_9 = "a condition for special category data (Article 9)"
ARTICLE_10 = "an authority for criminal offence data (Article 10)"


def receiving(**facts: Any) -> dict[str, Any]:
    """The Fire Service's row for what it receives from the police."""
    return row("wolds-fire", "keep-safe-from-arson", **{"power": "frsa-2004-s6", **facts})


def test_what_is_about_the_dead_or_for_nothing_yet_is_not_passed_on_without_a_law() -> None:
    bare = keeping(power=None, authorised_by=None)
    assert len(found("LEP-03", bare)) == 1
    assert found("LEP-03", bare, people={"people-threatened": {"living": "no"}}) == []
    assert found("LEP-03", bare, take_out=["agreement.flows.threat-notice.purpose"]) == []


def test_what_a_competent_authority_holds_for_law_enforcement_by_its_category() -> None:
    gone = ["agreement.law.5.article-6"]
    for category in ("criminal-offence", "mixed-document", "law-enforcement", "sensitive-processing"):
        assert len(found("LEP-04", data={"arson-threat": {"category": category}}, take_out=gone)) == 1
    assert found("LEP-04", data={"arson-threat": {"category": "ordinary"}}, take_out=gone) == []
    two = {"name-and-address": {"category": "criminal-offence"}}
    assert said("LEP-04", data=two, take_out=gone)[0][1].startswith("From the Police, law-enforcement data goes")


def test_a_recipient_outside_part_3_has_bases_of_its_own() -> None:
    (one,) = found("LEP-04", receiving())
    assert one.path == ("law", 5)
    assert one.message == f"{WITH} {ARTICLE_6} and {ARTICLE_10}."
    assert one.fix == (
        "Add `article-6:` and `article-10:` to the law row for the Fire Service (likely: 6(1)(e), "
        "6(1)(c)). What is named "
        "for the sender does not cover the recipient."
    )
    assert said("LEP-04", receiving(article_6="6(1)(e)")) == [("law.5", f"{WITH} {ARTICLE_10}.")]
    assert said("LEP-04", receiving(article_10="Schedule 1 paragraph 6")) == [("law.5", f"{WITH} {ARTICLE_6}.")]
    assert found("LEP-04", receiving(article_6="6(1)(e)", article_10="Schedule 1 paragraph 6")) == []


def test_mixed_documents_need_all_three() -> None:
    data = {"arson-threat": {"category": "mixed-document"}}
    assert said("LEP-04", receiving(), data=data)[0][1] == f"{WITH} {ARTICLE_6}, {ARTICLE_9} and {ARTICLE_10}."


def test_a_gap_is_said_and_recipients_are_gathered() -> None:
    later = {"not-yet": "The solicitor is looking", "who": "wolds-fire", "until": "1 December 2026"}
    ((path, message),) = said("LEP-04", receiving(article_6=later, article_10="Schedule 1 paragraph 6"))
    assert (path, message) == ("law.5.article-6", f"{WITH} {ARTICLE_6}. The solicitor is looking.")
    flows = {"threat-notice": {"to": ["wolds-fire", "wolds-council"]}}
    (one,) = found("LEP-04", flows=flows, take_out=["agreement.law.5"])
    assert one.path == ("purposes", "keep-safe-from-arson")
    assert one.message.startswith(
        "From the Police, law-enforcement data goes to the Fire Service and the Council (“keep"
    )


@pytest.mark.parametrize("category", ["ordinary", "special-health"])
def test_what_the_police_do_not_hold_for_law_enforcement(category: str) -> None:
    data = {"arson-threat": {"category": category}}
    assert found("LEP-04", receiving(), data=data) == []
    assert len(found("LAW-01", receiving(), data=data)) == 1


def test_what_is_sent_under_part_3_is_law_enforcement_whatever_it_holds() -> None:
    data = {"arson-threat": {"category": "ordinary"}}
    purpose = {
        "keep-safe-from-arson": {"kind": "prevent-detect-crime", "law-enforcement": "yes", "used-by": ["wolds-police"]}
    }
    assert len(found("LEP-04", receiving(), data=data, purposes=purpose)) == 1
    cites_36 = keeping(part_3="36(4)", authorised_by="police-common-law")
    assert len(found("LEP-04", receiving(), cites_36, data=data)) == 1


def test_a_recipient_under_part_3_is_not_asked() -> None:
    purpose = {"keep-safe-from-arson": {"law-enforcement": "yes", "kind": "prevent-detect-crime"}}
    assert found("LEP-04", receiving(regime="part-3", part_3="35(2)(b)"), purposes=purpose) == []


def test_another_purpose_of_the_same_body_is_not_meant() -> None:
    assert found("LEP-04", row("wolds-fire", "choose-homes", power="frsa-2004-s6", article_9="9(2)(c)")) == []


def test_counts_and_tied_rows_are_no_matter_of_this() -> None:
    data = {"arson-threat": {"category": "aggregate"}, "name-and-address": {"category": "aggregate"}}
    assert found("LEP-04", receiving(), data=data) == []
    tie = row("keep-safe-from-arson", "wolds-fire", article_6="6(1)(d)")
    one = receiving(article_6="6(1)(e)", article_10="Schedule 1 paragraph 6")
    assert found("LEP-04", one, tie) == []


# ── LEP-05 ───────────────────────────────────────────────────────────────────────────────────────────

MIXED = {"deliberate-fire": {"category": "mixed-document"}}
FIRE_ITEM = "“Where, when and how a fire was set, and who was in the home”"
NECESSARY = "the reasons why it is strictly necessary (`strictly-necessary:`)"
SCHEDULE_8 = "a condition of Schedule 8 (`schedule-8:`)"
POLICY = "an appropriate policy document"
NO_POLICY = ["partners.partners.wolds-police.policy-documents"]
BECAUSE = {"strictly_necessary": "No charge without the injuries."}
CONDITION = {"schedule_8": "Schedule 8 paragraph 1"}


@pytest.mark.parametrize(
    ("facts", "gone", "lacks"),
    [
        ({}, NO_POLICY, f"{NECESSARY}, {SCHEDULE_8} and {POLICY}"),
        ({}, [], f"{NECESSARY} and {SCHEDULE_8}"),
        (BECAUSE, [], SCHEDULE_8),
        (CONDITION, [], NECESSARY),
        ({**BECAUSE, **CONDITION}, NO_POLICY, POLICY),
        ({**BECAUSE, "part_3": "35(5) with Schedule 8 paragraph 4"}, [], ""),
        ({**BECAUSE, **CONDITION}, [], ""),
        ({**BECAUSE, **CONDITION, "policy_document": "P-1"}, NO_POLICY, ""),
        ({"part_3": "35(4)"}, [], ""),
        ({"part_3": "35(99)"}, [], f"{NECESSARY} and {SCHEDULE_8}"),
        ({"part_3": "35(4)"}, NO_POLICY, POLICY),
    ],
)
def test_what_sensitive_processing_needs(facts: dict[str, Any], gone: list[str], lacks: str) -> None:
    words = f"Sensitive processing of {FIRE_ITEM} under Part 3 needs {lacks}: the Police (“investigate arson”)."
    expected = [("law.9.part-3.0", words)] if lacks else []
    assert said("LEP-05", investigating(**facts), data=MIXED, take_out=gone) == expected


@pytest.mark.parametrize(
    ("category", "finds"), [("special-health", True), ("inferred", True), ("criminal-offence", False)]
)
def test_what_is_sensitive(category: str, finds: bool) -> None:
    assert bool(found("LEP-05", investigating(), data={"deliberate-fire": {"category": category}})) is finds


def test_without_a_citation_it_stands_at_the_law_row() -> None:
    assert paths("LEP-05", investigating(part_3=None), data=MIXED) == ["law.9"]


def test_only_sensitive_items_are_named() -> None:
    flows = {"fire-report": {"data": ["name-and-address", "deliberate-fire"]}}
    ((_, message),) = said("LEP-05", investigating(), data=MIXED, flows=flows)
    assert message.startswith(f"Sensitive processing of {FIRE_ITEM} under Part 3")


def test_where_part_3_is_claimed_wrongly_that_is_said_and_no_more() -> None:
    data = {"arson-threat": {"category": "mixed-document"}}
    assert found("LEP-05", keeping(regime="part-3", part_3="35(2)(b)"), data=data) == []
    no_authority = {"partners": bodies(wolds_police={"competent-authority": "no"})}
    assert found("LEP-05", investigating(), data=MIXED, files=no_authority) == []


# ── LEP-06 to LEP-09 ─────────────────────────────────────────────────────────────────────────────────

WHO = "who is suspect, convicted, victim or witness"
OPINION = "what is fact and what opinion"
UNSAID = ["agreement.data.deliberate-fire.role-in-case", "agreement.data.deliberate-fire.fact-or-opinion"]


def quality(*answers: str, **more: str) -> dict[str, Any]:
    return {"protocol": {"settles": {"data-quality": {"answer": list(answers), **fields(more)}}}}


@pytest.mark.parametrize(
    ("files", "lacks"),
    [
        (quality("checked-before"), f"{WHO} or {OPINION}"),
        (quality("fact-opinion"), WHO),
        (quality("data-subject-categories"), OPINION),
        (quality("checked-before", fact_and_opinion="In two columns"), WHO),
        (quality("fact-opinion", "data-subject-categories"), ""),
    ],
)
def test_the_answer_on_data_quality_may_tell_them_apart(files: dict[str, Any], lacks: str) -> None:
    expected = [("flows.fire-report", f"In “fire-report” nothing shows {lacks}.")] if lacks else []
    assert said("LEP-06", files=files, take_out=UNSAID) == expected


def test_an_item_that_shows_it_is_enough_and_one_that_does_not_is_believed() -> None:
    nothing = quality("checked-before")
    assert found("LEP-06", files=nothing) == []
    shows_no_role = {"deliberate-fire": {"role-in-case": "no"}}
    assert said("LEP-06", data=shows_no_role) == [("flows.fire-report", f"In “fire-report” nothing shows {WHO}.")]
    no_opinion = {"deliberate-fire": {"fact-or-opinion": "no"}}
    assert said("LEP-06", data=no_opinion) == [("flows.fire-report", f"In “fire-report” nothing shows {OPINION}.")]
    beside = {"fire-report": {"data": ["deliberate-fire", "arson-threat"]}}
    both_no = {"deliberate-fire": {"role-in-case": "no", "fact-or-opinion": "no"}}
    assert found("LEP-06", data=both_no, flows=beside) == []


def test_only_flows_under_part_3_are_asked() -> None:
    data = {"concern": {"role-in-case": "no", "fact-or-opinion": "no"}, "arson-threat": {"role-in-case": "no"}}
    assert found("LEP-06", data=data) == []


LOG = "Say how what happens in “fire-report” is logged: it runs through an automated system, under Part 3."


@pytest.mark.parametrize(
    ("flow", "finds"),
    [
        ({"when": "real-time"}, True),
        ({"how": "api"}, True),
        ({"how": "direct-system-access"}, True),
        ({"how": ["sftp", "api"]}, True),
        ({"how": "sftp"}, False),
        ({"when": "real-time", "record": "The system logs it."}, False),
    ],
)
def test_automated_systems_say_where_they_log(flow: dict[str, Any], finds: bool) -> None:
    expected = [("flows.fire-report", LOG)] if finds else []
    assert said("LEP-07", flows={"fire-report": flow}) == expected


def test_a_log_of_the_flow_that_this_one_equals() -> None:
    flows = {
        "fire-report": {"when": "real-time", "record": "The system logs it."},
        "again": {"same-as": "fire-report"},
    }
    assert found("LEP-07", flows=flows) == []


def test_other_flows_need_no_log() -> None:
    assert found("LEP-07", flows={"threat-notice": {"when": "real-time"}}) == []


REQUEST = (
    "“fire-report” answers requests of the Police about victims. Such a request must be necessary and "
    "proportionate for a "
    "reasonable line of enquiry, in writing, and the victim is given notice."
)
ON_REQUEST = {"fire-report": {"when": "on-request"}}


def test_requests_of_the_police_about_victims() -> None:
    assert said("LEP-08", flows=ON_REQUEST) == [("flows.fire-report", REQUEST)]
    assert found("LEP-08") == []
    assert found("LEP-08", flows=ON_REQUEST, take_out=["agreement.flows.fire-report.purpose"]) == []
    elsewhere = fire(power="pcsca-2022-s44a")
    assert len(found("LEP-08", elsewhere, flows=ON_REQUEST)) == 1


@pytest.mark.parametrize(
    ("case", "finds"),
    [
        ({"people": {"people-threatened": {"kind": "suspects-offenders"}}}, False),
        ({"purposes": {"investigate-arson": {"law-enforcement": "no"}}}, False),
        ({"files": {"partners": bodies(wolds_police={"nations": ["scotland"], "kind": "police-scotland"})}}, False),
        ({"files": {"partners": bodies(wolds_police={"nations": ["wales"]})}}, True),
        ({"files": {"partners": bodies(wolds_police="unitary-council")}}, False),
        ({"files": {"partners": bodies(wolds_police="no-such-kind")}}, False),
        ({"take_out": ["partners.partners.wolds-police.nations"]}, True),
        ({"take_out": ["agreement.data.deliberate-fire.about"]}, False),
    ],
)
def test_which_requests_are_meant(case: dict[str, Any], finds: bool) -> None:
    assert bool(found("LEP-08", flows=ON_REQUEST, **case)) is finds


@pytest.mark.parametrize(
    "one",
    [
        told(power="pcsca-2022-s44a"),
        told(requested_under="section 44A"),
        investigating(requested_under="pcsca-2022-s44a"),
    ],
)
def test_either_end_may_name_the_sections(one: dict[str, Any]) -> None:
    assert found("LEP-08", one, flows=ON_REQUEST) == []


@pytest.mark.parametrize(
    ("answer", "finds"),
    [
        ({"also": "written-form", "request-form": "F1", "request-must-state": ["the line of enquiry"]}, False),
        (
            {"in-our-words": "On the statutory form, with notice to the victim.", "because": "The law asks for it."},
            False,
        ),
        ({"also": "written-form", "request-form": "F1"}, True),
    ],
)
def test_what_a_request_must_state(answer: dict[str, Any], finds: bool) -> None:
    rest = {"for": ["monthly-list", "carer-referral"], "also": "automatic"}
    answers = {"request-and-decision": [{"for": "fire-report", **answer}, rest]}
    assert bool(found("LEP-08", flows=ON_REQUEST, answers=answers)) is finds
    elsewhere = {"request-and-decision": [{"for": "monthly-list", **answer}]}
    assert len(found("LEP-08", flows=ON_REQUEST, answers=elsewhere)) == 1


def test_before_the_sections_began_nothing_is_asked() -> None:
    from msgspec.structs import replace

    from isptool.checking.check import check
    from isptool.checking.rules import KNOWN
    from isptool.findings import Gate
    from isptool.law.book import LawBook

    from .ground import Bench, as_yaml, change, law

    book = law()
    gateways = {**book.families["gateway"]}
    gateways["pcsca-2022-s44a"] = {**gateways["pcsca-2022-s44a"], "in_force_from": "2027-01-01"}
    later = LawBook({**book.families, "gateway": gateways}, None)
    bench = Bench(change(as_yaml({"flows": ON_REQUEST})))
    at = replace(bench.at(Gate.SIGNING), law=later)
    assert check(bench.settled(), at, rules=[KNOWN["LEP-08"]], gate=Gate.SIGNING).findings == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Intelligence about who set it", "Intelligence"),
        ("Source reports", "Source reports"),
        ("What an informant said", "informant"),
        ("Covert recordings", "Covert"),
        ("A 3x5x2 report", "3x5x2"),
        ("CHIS product", "CHIS"),
        ("Business intelligence dashboard", ""),
        ("Artificial intelligence score", ""),
        ("Referral to the intelligence services", ""),
        ("Counterintelligence", ""),
        ("Source of the fire", ""),
    ],
)
def test_words_that_suggest_intelligence(text: str, words: str) -> None:
    findings = found("LEP-09", data={"deliberate-fire": {"what": text}})
    assert [each.message for each in findings] == (
        [
            (
                f"“{text}” (“{words}”): check whether it is intelligence. Nothing says how it is graded and who "
                f"may act on it."
            )
        ]
        if words
        else []
    )
    assert [each.path for each in findings] == ([("data", "deliberate-fire")] if words else [])


def test_handling_answers_and_what_nobody_sends_is_not_asked() -> None:
    what = {"what": "Intelligence about who set it"}
    assert found("LEP-09", data={"deliberate-fire": {**what, "handling": "Graded 3x5x2"}}) == []
    assert found("LEP-09", data={"spare": {**what, "category": "criminal-offence"}}) == []
    assert len(found("LEP-09", data={"deliberate-fire": {"fields": ["intelligence log"]}})) == 1


@pytest.mark.parametrize("name", ["intelligence-log", "source-report"])
def test_an_item_without_words_is_read_by_its_id(name: str) -> None:
    item = {"about": "people-threatened", "category": "criminal-offence", "needed-for": {"investigate-arson": "Why"}}
    flows = {"fire-report": {"data": ["deliberate-fire", name]}}
    assert paths("LEP-09", data={name: item}, flows=flows) == [f"data.{name}"]


# ── where the findings stand ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("LEP-06", {"data": {"deliberate-fire": {"role-in-case": "no"}}}),
        ("LEP-07", {"flows": {"fire-report": {"how": "api"}}}),
        ("LEP-08", {"flows": ON_REQUEST}),
        ("LEP-09", {"data": {"deliberate-fire": {"what": "Intelligence"}}}),
    ],
)
def test_what_a_flow_or_an_item_lacks_stands_at_its_name(code: str, changed: dict[str, Any]) -> None:
    assert [each.on_key for each in found(code, **changed)] == [True]


@pytest.mark.parametrize(
    ("code", "body", "one", "path"),
    [
        ("LEP-01", "wolds-trust", {"for": "choose-homes", "regime": "part-3"}, "law.0.regime"),
        ("LEP-02", "wolds-police", {"for": "keep-safe-from-arson", "regime": "part-3"}, "law.0.regime"),
        ("LEP-03", "wolds-police", {"for": "keep-safe-from-arson", "article-6": "6(1)(d)"}, "law.0"),
        ("LEP-04", "wolds-fire", {"for": "keep-safe-from-arson", "power": "frsa-2004-s6"}, "law.0"),
        ("LEP-05", "wolds-police", {"for": "investigate-arson", "part-3": "35(2)(b)"}, "law.0.part-3.0"),
    ],
)
def test_what_a_schedule_says_is_judged_in_the_schedule(code: str, body: str, one: dict[str, Any], path: str) -> None:
    gone = {"LEP-03": ["agreement.law.4"], "LEP-04": ["agreement.law.5"], "LEP-05": ["agreement.law.9"]}
    (it,) = found(code, files=scheduled(body, one), data=MIXED if code == "LEP-05" else {}, take_out=gone.get(code, []))
    assert it.file == "schedules/safe-and-well.yaml"
    assert dotted(it.path) == f"schedules.{body}.{path}"
