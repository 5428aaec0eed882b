"""LAW-13 to LAW-23: conditions for the most sensitive data, and policy documents."""

from __future__ import annotations

from typing import Any

import pytest

from .legal_ground import bodies, fields, fire, found, keeping, paths, raises, row, said, told, trust

OXYGEN = "“Whether oxygen is kept in the home (yes or no)”"


# ── LAW-13 to LAW-15, LAW-22 ─────────────────────────────────────────────────────────────────────────


def test_a_missing_condition_stands_at_the_item() -> None:
    (one,) = found("LAW-13", take_out=["agreement.law.2.article-9"])
    assert one.path == ("data", "oxygen-at-home", "category", 0)
    assert one.message == (
        f"Special category data ({OXYGEN}) needs an Article 9 condition, and none is named for the Fire Service "
        "(“choose homes”)."
    )
    assert one.fix == "Add `article-9:` to the law row for the Fire Service (likely: 9(2)(g))."


def test_the_category_that_matters_of_an_item_with_several() -> None:
    both = {"oxygen-at-home": {"category": ["ordinary", "special-health"]}}
    assert paths("LAW-13", data=both, take_out=["agreement.law.2.article-9"]) == ["data.oxygen-at-home.category.1"]


def test_several_items_are_named_together() -> None:
    more = {"name-and-address": {"category": "special-sex-life"}}
    findings = said("LAW-13", data=more, take_out=["agreement.law.2.article-9"])
    both = f"(“Full name, and address of the home” and {OXYGEN})"
    (one,) = [each for each in findings if both in each[1]]
    assert one[0] == "data.name-and-address.category.0"
    assert one[1].endswith("none is named for the Fire Service (“choose homes”).")


def test_an_item_without_words_is_called_by_its_id() -> None:
    gone = ["agreement.law.2.article-9", "agreement.data.oxygen-at-home.what"]
    assert said("LAW-13", take_out=gone)[0][1].startswith("Special category data (“oxygen at home”) needs")


def test_where_nothing_is_likely_nothing_is_guessed() -> None:
    planning = {"choose-homes": {"kind": "service-planning"}}
    (one,) = found("LAW-13", purposes=planning, take_out=["agreement.law.2.article-9"])
    assert one.fix == "Add `article-9:` to the law row for the Fire Service."


def test_official_authority_is_likely_for_the_police() -> None:
    (one,) = found("LAW-22", keeping(article_10=None))
    assert "(likely: official authority, Schedule 1 paragraph 36, Schedule 1 paragraph 33)" in one.fix


def test_a_gap_is_the_place() -> None:
    later = {"not-yet": "Our solicitor is choosing", "who": "wolds-fire", "until": "1 December 2026"}
    ((path, message),) = said("LAW-13", fire(article_6="6(1)(e)", article_9=later))
    assert path == "law.2.article-9"
    assert message.endswith("for the Fire Service (“choose homes”). Our solicitor is choosing.")


def test_that_it_does_not_apply_is_no_answer() -> None:
    claimed = fire(article_6="6(1)(e)", article_9={"not-applicable-because": "It is only a flag."})
    ((path, message),) = said("LAW-13", claimed)
    assert path == "law.2.article-9"
    assert message.endswith(" That it does not apply (“It is only a flag”) cannot be said under the UK GDPR.")


def test_what_comes_from_law_enforcement_is_for_lep_04() -> None:
    threat = {"arson-threat": {"category": ["criminal-offence", "special-health"]}}
    (one,) = said("LAW-13", data=threat, take_out=["agreement.law.5.article-10"])
    assert one[1].endswith("none is named for the Police (“keep safe from arson”).")
    assert found("LAW-22", take_out=["agreement.law.5.article-10"]) == []


def test_two_rows_that_contradict_each_other_are_no_missing_condition() -> None:
    tie = row("choose-homes", "wolds-fire", article_9="9(2)(c)")
    assert found("LAW-13", fire(article_6="6(1)(e)"), tie) == []
    tie = row("investigate-arson", "wolds-fire", article_10="official authority")
    assert found("LAW-22", told(), tie) == []


def test_criminal_offence_data_without_authority() -> None:
    (one,) = found("LAW-22", take_out=["agreement.law.8.article-10"])
    assert one.path == ("data", "deliberate-fire", "category", 0)
    assert one.message == (
        "Criminal offence data (“Where, when and how a fire was set, and who was in the home”) needs "
        "official authority "
        "or a condition of Schedule 1, and neither is named for the Fire Service (“investigate arson”)."
    )
    assert one.fix == (
        "Add `article-10:` to the law row for the Fire Service (likely: Schedule 1 paragraph 36, Schedule "
        "1 paragraph 6, "
        "Schedule 1 paragraph 33)."
    )


@pytest.mark.parametrize(
    ("condition", "instead"),
    [
        ("9(2)(g)", ", and none is named"),
        ("9(2)(g) with Schedule 1 paragraph 2", ", not 2"),
        ("9(2)(g) with Schedule 1 paragraphs 1 and 36", ", not 1 and 36"),
    ],
)
def test_substantial_public_interest_needs_its_paragraph(condition: str, instead: str) -> None:
    words = (
        f"Substantial public interest, 9(2)(g), needs a paragraph of Schedule 1 (6 to 28){instead}: the Fire Service"
    )
    assert said("LAW-14", fire(article_6="6(1)(e)", article_9=condition)) == [
        ("law.2.article-9.0", f"{words} (“choose homes”).")
    ]
    assert found("LAW-15", fire(article_6="6(1)(e)", article_9=condition)) == []


@pytest.mark.parametrize("number", ["6", "28"])
def test_the_paragraphs_of_part_2(number: str) -> None:
    assert found("LAW-14", fire(article_6="6(1)(e)", article_9=f"9(2)(g) with Schedule 1 paragraph {number}")) == []
    assert found("LAW-14", fire(article_6="6(1)(e)", article_9="9(2)(g)", schedule_1=number)) == []


@pytest.mark.parametrize(("letter", "needed"), [("b", 1), ("h", 2), ("i", 3), ("j", 4)])
def test_the_paragraph_of_each_condition(letter: str, needed: int) -> None:
    bare = raises(article_9=f"9(2)({letter})")
    words = f"9(2)({letter}) needs Schedule 1 paragraph {needed}"
    assert said("LAW-15", bare) == [
        ("law.7.article-9.0", f"{words}, and none is named: the Council (“raise concerns”).")
    ]
    assert found("LAW-14", bare) == []
    wrong = raises(article_9=f"9(2)({letter}) with Schedule 1 paragraph 18")
    assert said("LAW-15", wrong)[0][1] == f"{words}, not 18: the Council (“raise concerns”)."
    assert found("LAW-15", raises(article_9=f"9(2)({letter}) with Schedule 1 paragraph {needed}")) == []


@pytest.mark.parametrize("letter", "acdef")
def test_conditions_that_need_no_paragraph(letter: str) -> None:
    bare = fire(article_6="6(1)(e)", article_9=f"9(2)({letter})")
    assert found("LAW-15", bare) == []
    assert found("LAW-14", bare) == []


# ── LAW-16 to LAW-18 ─────────────────────────────────────────────────────────────────────────────────


def without(*parties: str) -> list[str]:
    """The paths of the policy documents of these partners."""
    return [f"partners.partners.{each}.policy-documents" for each in parties]


def test_a_policy_document_is_asked_of_each_body_that_relies_on_it() -> None:
    words = "Schedule 1 paragraph 6 needs an appropriate policy document, and none is recorded for the Trust"
    assert said("LAW-16", take_out=without("wolds-trust")) == [("law.1.article-9.0", f"{words} (“choose homes”).")]
    assert paths("LAW-16", take_out=without("wolds-fire")) == [
        "law.2.article-9.0",
        "law.6.article-9.0",
        "law.5.article-10.0",
    ]


def test_several_paragraphs_are_named_together() -> None:
    two = fire(article_6="6(1)(e)", article_9="9(2)(g) with Schedule 1 paragraphs 6 and 17")
    (first, *_) = said("LAW-16", two, take_out=without("wolds-fire"))
    assert first[1].startswith("Schedule 1 paragraphs 6 and 17 needs an appropriate policy document")


def test_only_paragraphs_that_go_with_the_condition_count() -> None:
    wrong = trust(article_9="9(2)(h) with Schedule 1 paragraphs 2 and 18")
    assert found("LAW-16", wrong, take_out=without("wolds-trust")) == []
    assert found("LAW-16", trust(article_9="9(2)(c)", schedule_1="18"), take_out=without("wolds-trust")) == []


@pytest.mark.parametrize(
    ("answer", "finds"),
    [
        ({"for": "wolds-trust", "in-our-words": "It is IG-14."}, False),
        ({"for": "wolds-fire", "in-our-words": "It is WF-1."}, True),
        ({"for": "wolds-trust", "answer": "not-needed", "because": "So it is."}, True),
    ],
)
def test_own_words_of_the_partner_record_it(answer: dict[str, str], finds: bool) -> None:
    answers = {"policy-documents": [answer]}
    assert bool(found("LAW-16", answers=answers, take_out=without("wolds-trust"))) is finds


def test_a_link_in_the_answer_records_it_and_what_the_protocol_says_of_all_does_not() -> None:
    at_a_link = {"for": "wolds-trust", "answer": "apd-published", "policy-document": "https://wolds-trust.example/apd"}
    assert found("LAW-16", answers={"policy-documents": [at_a_link]}, take_out=without("wolds-trust")) == []
    above = {"protocol": {"settles": {"policy-documents": {"in-our-words": "Each partner has one."}}}}
    assert paths("LAW-16", files=above, take_out=without("wolds-trust")) == ["law.1.article-9.0"]


def test_a_class_of_bodies_has_no_documents_recorded() -> None:
    practices = row(
        "gp-practices", "choose-homes", article_6="6(1)(e)", article_9="9(2)(g) with Schedule 1 paragraph 6"
    )
    flows = {"monthly-list": {"to": ["wolds-fire", "gp-practices"]}}
    purposes = {"choose-homes": {"used-by": ["wolds-fire", "gp-practices"]}}
    parties = {"gp-practices": {"class": "GP practices"}}
    assert paths("LAW-16", practices, flows=flows, purposes=purposes, parties=parties) == ["law.10.article-9.0"]


def test_the_law_row_may_name_it() -> None:
    assert found("LAW-16", trust(policy_document="IG-14"), take_out=without("wolds-trust")) == []
    beside = row("wolds-trust", policy_document="IG-14")
    assert found("LAW-16", trust(), beside, take_out=without("wolds-trust")) == []


ALWAYS = ["law.2.article-9.0", "law.6.article-9.0", "law.5.article-10.0"]
"""What the Fire Service needs a document for, beside telling the police."""
TELLING = "law.8.article-10.0"


@pytest.mark.parametrize("paragraph", ["13", "10", "36 with 10", "29", "36 with 13"])
def test_no_policy_document_is_needed(paragraph: str) -> None:
    one = told(article_10=f"Schedule 1 paragraph {paragraph}")
    assert paths("LAW-16", one, take_out=without("wolds-fire")) == ALWAYS


@pytest.mark.parametrize("paragraph", ["6", "36", "36 with 6", "35", "37"])
def test_a_policy_document_is_needed(paragraph: str) -> None:
    one = told(article_10=f"Schedule 1 paragraph {paragraph}")
    messages = dict(said("LAW-16", one, take_out=without("wolds-fire")))
    number = paragraph.replace(" with 6", " (extending 6)")
    assert messages[TELLING].startswith(f"Schedule 1 paragraph {number} needs an appropriate policy document")


def test_the_waiver_of_paragraph_10_is_for_disclosing() -> None:
    receiving = row(
        "wolds-fire",
        "keep-safe-from-arson",
        power="frsa-2004-s6",
        article_6="6(1)(e)",
        article_10="Schedule 1 paragraph 10",
    )
    assert "law.5.article-10.0" in paths("LAW-16", receiving, take_out=without("wolds-fire"))
    sending = row(
        "wolds-police",
        "keep-safe-from-arson",
        power="police-common-law",
        article_6="6(1)(e)",
        article_10="Schedule 1 paragraph 10",
    )
    assert paths("LAW-16", sending, take_out=without("wolds-police")) == ["law.4.article-10.0"]


@pytest.mark.parametrize(
    ("facts", "waived"),
    [
        ({"competent-authority": "yes"}, True),
        ({"competent-authority": "for-some-purposes"}, True),  # a body of Schedule 7 all the same
        ({"competent-authority": "no"}, False),
        ({"kind": "unitary-council"}, False),
        ({"kind": "unitary-council", "competent-authority": "yes"}, True),
        ({"kind": "no-such-kind", "competent-authority": "for-some-purposes"}, False),
    ],
)
def test_the_waiver_of_paragraph_10_is_for_a_competent_authority(facts: dict[str, str], waived: bool) -> None:
    files = {"partners": bodies(wolds_police=facts)}
    assert (TELLING not in paths("LAW-16", files=files, take_out=without("wolds-fire"))) is waived


def test_the_waivers_are_not_for_those_who_are_told() -> None:
    telling = {"concern-from-visit": {"to": "wolds-police"}}
    told_police = raises("wolds-police", article_9="9(2)(g) with Schedule 1 paragraph 10")
    purposes = {"raise-concerns": {"used-by": ["wolds-council", "wolds-police"]}}
    where = paths("LAW-16", told_police, flows=telling, purposes=purposes, take_out=without("wolds-police"))
    assert where == ["law.10.article-9.0"]
    doping = {"partners": bodies(wolds_police="anti-doping-body")}
    told_27 = row("wolds-police", "investigate-arson", article_10="Schedule 1 paragraph 27")
    assert paths("LAW-16", told_27, files=doping, take_out=without("wolds-police")) == ["law.9.article-10.0"]


def test_the_waiver_is_lost_where_the_body_also_tells_somebody_else() -> None:
    flows = {"fire-report": {"to": ["wolds-police", "wolds-council"]}}
    assert TELLING in paths("LAW-16", flows=flows, take_out=without("wolds-fire"))


def test_the_waiver_of_paragraph_27_is_for_the_anti_doping_body() -> None:
    one = told(article_10="Schedule 1 paragraph 27")
    assert TELLING in paths("LAW-16", one, take_out=without("wolds-fire"))
    doping = {"partners": bodies(wolds_police="anti-doping-body")}
    assert paths("LAW-16", one, files=doping, take_out=without("wolds-fire")) == ALWAYS


def test_official_authority_needs_no_policy_document() -> None:
    assert found("LAW-16", take_out=without("wolds-police")) == []
    beside = keeping(article_10="official authority", schedule_1="6")
    assert found("LAW-16", beside, take_out=without("wolds-police")) == []


def test_of_two_alternatives_one_without_a_document_suffices() -> None:
    either = trust(
        article_9=None, any_of=[{"article-9": "9(2)(c)"}, {"article-9": "9(2)(g) with Schedule 1 paragraph 6"}]
    )
    assert found("LAW-16", either, take_out=without("wolds-trust")) == []


def test_a_policy_document_that_the_law_waives() -> None:
    words = "No policy document is required for Schedule 1 {} here: the Fire Service (“investigate arson”)."
    for paragraph, name in [
        ("10", "paragraph 10"),
        ("13", "paragraph 13"),
        ("10 and 13", "paragraphs 10 and 13"),
        ("36 with 10", "paragraph 36 (extending 10)"),
    ]:
        one = told(article_10=f"Schedule 1 paragraph {paragraph}", policy_document="WF-1")
        assert said("LAW-17", one) == [("law.8.policy-document", words.format(name))]
    for paragraph in ("6", "29", "10 and 6", "36"):
        assert found("LAW-17", told(article_10=f"Schedule 1 paragraph {paragraph}", policy_document="WF-1")) == []
    assert found("LAW-17", told()) == []


def test_a_policy_document_that_something_else_in_the_row_needs() -> None:
    mixed = {"deliberate-fire": {"category": ["special-health", "criminal-offence"]}}
    both = told(policy_document="WF-1", article_9="9(2)(g) with Schedule 1 paragraph 18")
    assert found("LAW-17", both, data=mixed) == []
    assert len(found("LAW-17", told(policy_document="WF-1", article_9="9(2)(c)"), data=mixed)) == 1
    assert found("LAW-17", told(policy_document="WF-1", schedule_8="Schedule 8 paragraph 1")) == []
    assert found("LAW-17", told(policy_document="WF-1", part_3="35(5)")) == []


def documents(*entries: dict[str, Any]) -> dict[str, Any]:
    """A change to partners.yaml: the policy documents of the Fire Service."""
    return {"partners": bodies(wolds_fire={"policy-documents": [{"title": "Policy", **each} for each in entries]})}


def test_a_policy_document_past_its_review() -> None:
    (one,) = found("LAW-18", files=documents({"review": "24 November 2026"}))
    assert (one.path, one.file) == (("partners", "wolds-fire", "policy-documents", 0, "review"), "partners.yaml")
    assert one.message == "The policy document of the Fire Service was to be reviewed by 24 November 2026."
    assert found("LAW-18", files=documents({"review": "25 November 2026"})) == []
    second = found("LAW-18", files=documents({"review": "1 January 2027"}, {"review": "1 May 2026"}))
    assert [each.path[3] for each in second] == [1]


@pytest.mark.parametrize(
    ("covers", "lacking"),
    [
        (["paragraph 6", "paragraph 18"], ""),
        (["6", "18"], ""),
        (["Schedule 1 paragraphs 6 and 18"], ""),
        (["paragraph 6"], "paragraph 18"),
        (["paragraph 1"], "paragraphs 6 and 18"),
        (["Schedule 8 paragraph 6", "Schedule 8 paragraph 1"], "paragraphs 6 and 18"),
        (["all our sensitive work"], ""),
        ([], ""),
    ],
)
def test_what_a_policy_document_covers(covers: list[str], lacking: str) -> None:
    words = f"The policy document of the Fire Service does not say that it covers Schedule 1 {lacking}."
    expected = [("partners.wolds-fire.policy-documents.0.covers", words)] if lacking else []
    assert said("LAW-18", files=documents({"covers": covers})) == expected


def test_a_document_for_the_paragraph_that_36_extends_will_do() -> None:
    one = told(article_10="Schedule 1 paragraph 36 with 17")
    assert found("LAW-18", one, files=documents({"covers": ["6", "17", "18"]})) == []
    ((_, message),) = said("LAW-18", one, files=documents({"covers": ["6", "18"]}))
    assert message.endswith("covers Schedule 1 paragraph 36 (extending 17).")


def test_what_needs_no_document_is_not_asked_to_be_covered() -> None:
    assert found("LAW-18", told(article_10="Schedule 1 paragraph 10"), files=documents({"covers": ["6", "18"]})) == []


def test_a_body_without_documents_does_not_hide_the_next_and_one_that_needs_none_is_not_asked() -> None:
    old = {"title": "Policy", "review": "1 May 2026"}
    (one,) = found("LAW-18", take_out=without("wolds-council", "wolds-trust"), files=documents(old))
    assert one.path[1] == "wolds-fire"
    journal = trust(article_9="9(2)(g) with Schedule 1 paragraph 13")
    assert found("LAW-18", journal, files={"partners": bodies(wolds_trust={"policy-documents": [old]})}) == []
    asked = {"partners": bodies(wolds_trust={"policy-documents": [old]})}
    assert len(found("LAW-18", trust(), files=asked)) == 1


def test_a_body_without_documents_or_without_need_is_not_asked_about_them() -> None:
    assert found("LAW-18", take_out=without("wolds-fire")) == []
    old = {"policy-documents": [{"title": "Policy", "review": "1 May 2026"}]}
    assert found("LAW-18", files={"partners": bodies(harbour_carers=old)}) == []


# ── LAW-19 ───────────────────────────────────────────────────────────────────────────────────────────

RESIDENTS = ["agreement.people.residents.care-and-support-needs", "agreement.people.residents.kind"]
PARA_18 = (
    "Paragraph 18 (safeguarding) covers children, and adults with needs for care and support who cannot protect "
    "themselves. Nothing says that {} are either: {} (“raise concerns”)."
)


@pytest.mark.parametrize(
    ("facts", "finds"),
    [
        ({"kind": "service-users"}, True),
        ({"kind": "service-users", "at_risk": "yes"}, True),
        ({"kind": "service-users", "children": "some"}, True),
        ({"kind": "service-users", "care_and_support_needs": "no"}, True),
        ({"kind": ["children", "staff"]}, True),
        ({"kind": "suspects-offenders"}, True),
        ({"kind": "service-users", "living": "some"}, True),
        ({"kind": "service-users", "care_and_support_needs": "yes"}, False),
        ({"kind": "service-users", "children": "yes"}, False),
        ({"kind": ["adults-at-risk", "service-users"]}, False),
        ({"kind": "children"}, False),
    ],
)
def test_whom_paragraph_18_covers(facts: dict[str, Any], finds: bool) -> None:
    where = paths("LAW-19", people={"residents": fields(facts)}, take_out=RESIDENTS)
    assert where == (["law.6.article-9.0", "law.7.article-9.0"] if finds else [])


def beside(kind: str, **residents: Any) -> dict[str, Any]:
    """A second group of people whom the concern is about."""
    return {
        "people": {"others": {"what": "Others in the home", "kind": kind}, "residents": fields(residents)},
        "data": {"concern": {"about": ["residents", "others"]}},
    }


@pytest.mark.parametrize("kind", ["family-and-carers", "suspects-offenders", "staff"])
def test_whose_data_comes_along_beside_someone_protected(kind: str) -> None:
    assert found("LAW-19", **beside(kind, children="yes"), take_out=RESIDENTS) == []
    residents = "“Adults with needs for care and support who live in the county”"
    expected = [PARA_18.format(residents, each) for each in ("the Fire Service", "the Council")]
    assert [message for _, message in said("LAW-19", **beside(kind, children="some"), take_out=RESIDENTS)] == expected
    assert len(found("LAW-19", **beside(kind), take_out=RESIDENTS)) == 4  # nobody is protected, so both groups, twice


def test_victims_beside_someone_protected_are_asked_about() -> None:
    assert [message for _, message in said("LAW-19", **beside("victims-and-witnesses", children="yes"))] == [
        PARA_18.format("“Others in the home”", each) for each in ("the Fire Service", "the Council")
    ]


def test_people_protected_by_another_purpose_do_not_count() -> None:
    threatened = {"people-threatened": {"children": "yes"}}
    only_staff = {"concern": {"about": "residents"}, "name-and-address": {"about": "residents"}}
    where = paths("LAW-19", people={**threatened, "residents": {"kind": "staff"}}, data=only_staff, take_out=RESIDENTS)
    assert where == ["law.6.article-9.0", "law.7.article-9.0"]


def test_a_group_without_words_is_called_by_its_id() -> None:
    gone = [*RESIDENTS, "agreement.people.residents.what"]
    assert "Nothing says that “residents” are either" in said("LAW-19", people={"residents": {}}, take_out=gone)[0][1]


@pytest.mark.parametrize(("paragraph", "finds"), [("18", True), ("36 with 18", True), ("17", False), ("36", False)])
def test_which_paragraphs_are_judged(paragraph: str, finds: bool) -> None:
    one = told(article_10=f"Schedule 1 paragraph {paragraph}")
    about = {"deliberate-fire": {"about": "residents"}}
    where = paths("LAW-19", one, data=about, people={"residents": {"kind": "service-users"}}, take_out=RESIDENTS)
    assert (TELLING in where) is finds


def test_those_who_have_died_need_no_protection() -> None:
    def residents(living: str) -> dict[str, Any]:
        return {"residents": {"kind": "service-users", "living": living}}

    assert found("LAW-19", people=residents("no"), take_out=RESIDENTS) == []
    assert len(found("LAW-19", people=residents("some"), take_out=RESIDENTS)) == 2


def test_what_is_about_nobody_in_particular_is_not_judged() -> None:
    assert found("LAW-19", take_out=["agreement.data.concern.about"]) == []


# ── LAW-20, LAW-21, LAW-23 ───────────────────────────────────────────────────────────────────────────

CARE = "Health or social care, 9(2)(h), needs a health or care purpose and a duty of secrecy, and"
H = "9(2)(h) with Schedule 1 paragraph 2"


@pytest.mark.parametrize(
    "kind",
    [
        "direct-care", "public-health", "safeguarding-adults", "safeguarding-children", "early-help", "well-being",
        "service-planning", "domestic-abuse", "victim-support", "emergency-planning", "missing-people",
        "modern-slavery", "local-functions",
    ],
)  # fmt: skip
def test_purposes_that_may_be_care(kind: str) -> None:
    assert found("LAW-20", raises(article_9=H), purposes={"raise-concerns": {"kind": kind}}) == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("prevent-detect-crime", "preventing, detecting and investigating crime"),
        ("fraud", "fraud against the public sector"),
    ],
)
def test_purposes_that_certainly_are_not_care(kind: str, words: str) -> None:
    one = raises(article_9=H, secrecy="The nurses")
    assert said("LAW-20", one, purposes={"raise-concerns": {"kind": kind}}) == [
        ("law.7.article-9.0", f"{CARE} {words} is neither: the Council (“raise concerns”).")
    ]


def test_a_purpose_of_unknown_kind_is_not_judged() -> None:
    assert found("LAW-20", raises(article_9=H), take_out=["agreement.purposes.raise-concerns.kind"]) == []
    assert found("LAW-20", raises(article_9=H), purposes={"raise-concerns": {"kind": "no-such-kind"}}) == []


def test_who_owes_secrecy() -> None:
    ((path, message),) = said("LAW-20", raises("wolds-fire", article_9=H))
    assert path == "law.6.article-9.0"
    assert message == f"{CARE} nothing says who owes that duty: the Fire Service (“raise concerns”)."
    assert found("LAW-20", raises("wolds-fire", article_9=H, secrecy="The nurses of the prevention team")) == []


@pytest.mark.parametrize(
    "kind", ["acute-trust", "hospice", "unitary-council", "integration-joint-board", "no-such-kind"]
)
def test_bodies_that_give_or_arrange_care_owe_it(kind: str) -> None:
    files = {"partners": bodies(wolds_fire=kind)}
    assert found("LAW-20", raises("wolds-fire", article_9=H), files=files) == []


def test_what_is_said_not_to_be_confidential_is_not_held_in_secrecy() -> None:
    confidence = {
        "duty-of-confidence": [
            {"for": "concern", "answer": "not-confidential"},
            {
                "for": ["name-and-address", "oxygen-at-home", "arson-threat", "deliberate-fire"],
                "answer": "public-interest",
            },
        ]
    }
    open_secret = "“What the crew saw that made it worry (needs, injuries, self-neglect), and when”"
    assert said("LAW-20", raises(article_9=H), answers=confidence)[0][1] == (
        f"{CARE} the document says that {open_secret} is not confidential: the Council (“raise concerns”)."
    )
    assert found("LAW-20", raises(article_9=H, secrecy="The social workers"), answers=confidence) == []


def test_another_item_that_is_not_confidential_changes_nothing() -> None:
    confidence = {
        "duty-of-confidence": [
            {"for": "deliberate-fire", "answer": "not-confidential"},
            {"for": ["name-and-address", "oxygen-at-home", "arson-threat", "concern"], "answer": "public-interest"},
        ]
    }
    assert found("LAW-20", raises(article_9=H), answers=confidence) == []


def test_a_condition_for_members_does_not_leave_the_body() -> None:
    words = (
        "The condition for not-for-profit bodies, 9(2)(d), allows no disclosure outside the body: the "
        "Trust (“choose homes”)."
    )
    assert said("LAW-21", trust(article_9="9(2)(d)")) == [("law.1.article-9.0", words)]
    assert found("LAW-21", fire(article_6="6(1)(e)", article_9="9(2)(d)")) == []  # it only receives
    assert found("LAW-21", trust(article_9=["9(2)(d)", "9(2)(a)"])) == []
    assert len(found("LAW-21", trust(article_9=["9(2)(d)", "9(2)(c)"]))) == 1


@pytest.mark.parametrize("basis", ["6(1)(c)", "6(1)(e)"])
def test_explicit_consent_beside_a_statutory_basis(basis: str) -> None:
    agreed = fire(article_6=basis, article_9="9(2)(a)", withdrawal="By telephone.")
    words = (
        f"Explicit consent, 9(2)(a), stands beside the statutory basis {basis}. Check whether people can really refuse:"
    )
    assert said("LAW-23", agreed) == [("law.2.article-9.0", f"{words} the Fire Service (“choose homes”).")]
    assert found("LAW-23", agreed, purposes={"choose-homes": {"optional-service": "yes"}}) == []


def test_the_first_statutory_basis_is_named() -> None:
    agreed = fire(article_6=["6(1)(c)", "6(1)(e)"], article_9="9(2)(a)")
    assert "the statutory basis 6(1)(c). Check" in said("LAW-23", agreed)[0][1]


def test_explicit_consent_beside_another_basis_or_another_condition() -> None:
    assert found("LAW-23", fire(article_6="6(1)(d)", article_9="9(2)(a)")) == []
    assert found("LAW-23", fire(article_6="6(1)(e)", article_9="9(2)(c)")) == []
    elsewhere = raises("wolds-fire", article_6="6(1)(d)", article_9="9(2)(a)")
    assert found("LAW-23", elsewhere) == []  # the statutory basis is that of another purpose
