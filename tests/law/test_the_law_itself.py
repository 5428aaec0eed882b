"""Facts that people get wrong, and the corrections: what the data must say and must never say."""

from __future__ import annotations

from datetime import date

import pytest

from isptool.law.book import LawBook, Paragraph
from isptool.law.rows import Article, Gateway

BOOK = LawBook.load()
TODAY = date(2026, 11, 22)


def gateway(row_id: str) -> Gateway:
    row = BOOK.entry(row_id)
    assert isinstance(row, Gateway)
    return row


@pytest.mark.parametrize("letter", ["ea", "f"])
def test_a_public_authority_cannot_use_either_legitimate_interest_for_its_tasks(letter: str) -> None:
    row = BOOK.entry(f"6-1-{letter}")
    assert isinstance(row, Article)
    assert row.public_authority_tasks == "no"


def test_a_recognised_legitimate_interest_began_in_february_2026_and_supports_no_automated_decision() -> None:
    row = BOOK.entry("6-1-ea")
    assert isinstance(row, Article)
    assert row.automated_decisions == "no"
    assert BOOK.in_force(row, date(2026, 2, 4)) is False
    assert BOOK.in_force(row, date(2026, 2, 5)) is True


def test_sections_17_and_27_of_the_children_act_left_wales_in_april_2016() -> None:
    for section in ("s17", "s27"):
        row = gateway(f"children-act-1989-{section}")
        assert row.nations == ("england",)
        assert BOOK.in_force(row, date(2016, 4, 5), "wales") is True
        assert BOOK.in_force(row, date(2016, 4, 6), "wales") is False
        assert BOOK.in_force(row, TODAY, "england") is True
        assert row.equivalent_in["wales"] == ("sswba-2014-s164",)


def test_the_serious_violence_gateway_lifts_confidence_but_bars_patient_and_health_body_information() -> None:
    row = gateway("pcsca-2022-s16")
    assert row.lifts_confidentiality == "yes"
    barred = [limit for limit in row.limits if limit.kind == "not-this-data"]
    assert [(limit.data, limit.from_) for limit in barred] == [
        (("special-health",), ()),
        (("personal",), ("nhs-body",)),
    ]
    assert BOOK.in_force(row, date(2023, 1, 30)) is False


def test_section_115_works_one_way_and_does_not_lift_confidence() -> None:
    row = gateway("cda-1998-s115")
    assert (row.kind, row.givers, row.lifts_confidentiality) == ("power", ("any",), "no")
    [limit] = [limit for limit in row.limits if limit.kind == "only-to"]
    assert BOOK.body_could_be("police", limit.bodies)
    assert not any(
        BOOK.body_could_be(kind, limit.bodies) for kind in ("charity", "acute-trust", "fire-and-rescue-authority")
    )
    assert "registered-provider" not in limit.bodies
    assert any("registered providers" in each for each in row.to_check)


def test_the_named_person_sections_were_never_law() -> None:
    for section in ("s23", "s26", "s27"):
        row = gateway(f"cypsa-2014-{section}")
        assert row.status == "held-unlawful"
        assert BOOK.in_force(row, date(2015, 1, 1)) is False
        assert BOOK.in_force(row, TODAY) is False


def test_the_duty_of_2026_to_share_about_children_has_not_started_and_may_have_since() -> None:
    row = gateway("children-act-2004-s16la")
    assert BOOK.in_force(row, TODAY) is False
    assert BOOK.in_force(row, date(2026, 11, 23)) is None


def test_what_nobody_knows_is_unknown_and_not_an_answer() -> None:
    assert BOOK.in_force(gateway("cpa-child-sexual-abuse-report"), TODAY) is None
    assert BOOK.in_force(gateway("pafera-2025-s3"), TODAY) is None


def test_copi_regulation_3_needs_no_advisory_group_and_the_gateway_lifts_confidence() -> None:
    row = gateway("nhsa-2006-s251")
    assert row.lifts_confidentiality == "yes"
    [approval] = [limit for limit in row.limits if limit.kind == "needs-approval"]
    assert "regulation 3 does not" in approval.says


@pytest.mark.parametrize(
    ("row_id", "kind"),
    [
        ("housing-act-1996-s213b", "needs-consent"),
        ("care-act-2014-s45", "needs-request"),
        ("wra-2012-s131", "needs-prescribed-purpose"),
        ("dea-2017-s35", "needs-listed-body"),
        ("dea-2017-s35", "needs-register-entry"),
        ("hsca-2012-s251b", "not-if-the-person-objects"),
        ("daa-2021-s77", "creates-no-power"),
        ("cda-1998-s17a", "not-personal-data"),
        ("dea-2017-s64", "de-identified-only"),
        ("ctsa-2015-s38", "not-if-contrary-to-data-protection-law"),
        ("asbsa-2004-s139", "onward-limits"),
        ("children-act-2004-s16lc", "needs-regulations"),
    ],
)
def test_limits_are_there_in_a_form_that_a_rule_can_use(row_id: str, kind: str) -> None:
    assert kind in {limit.kind for limit in gateway(row_id).limits}


def test_direct_care_is_all_that_the_duty_of_2012_reaches() -> None:
    [limit] = [limit for limit in gateway("hsca-2012-s251b").limits if limit.kind == "only-for"]
    assert limit.purposes == ("direct-care", "mental-health")
    [bodies] = [limit for limit in gateway("hsca-2012-s251b").limits if limit.kind == "only-to"]
    assert BOOK.body_is_a("gp-practice", bodies.bodies[0])
    assert not any(BOOK.body_is_a("police", one) for one in bodies.bodies)


def test_a_power_is_no_obligation() -> None:
    assert gateway("cda-1998-s115").requires is False
    assert gateway("care-act-2014-s45").requires is True
    assert gateway("cca-2004-s6").requires is True
    assert gateway("localism-2011-s1").requires is False


def test_an_implied_power_never_lifts_confidence() -> None:
    assert {row.lifts_confidentiality for row in BOOK.gateways() if row.kind in ("implied", "guidance")} == {"no"}


def test_a_power_only_lifts_confidence_where_that_was_read() -> None:
    lifting = {row.id: row.verified for row in BOOK.gateways() if row.lifts_confidentiality == "yes"}
    assert lifting == {"pcsca-2022-s16": "V", "nhsa-2006-s251": "V", "asbsa-2004-s139": "V"}


def test_parish_councils_are_no_public_authorities_and_scottish_landlords_are_for_some_purposes() -> None:
    assert BOOK.body("parish-council").public_authority == "no"
    assert not BOOK.body_is_a("parish-council", "local-authority")
    assert BOOK.body("scottish-registered-social-landlord").public_authority == "for-some-purposes"
    assert BOOK.body("registered-provider").public_authority == "no"
    assert BOOK.body("gp-practice").public_authority == "for-some-purposes"


def test_competent_authorities() -> None:
    assert BOOK.body("territorial-police-force").competent_authority == "yes"
    assert BOOK.body("county-council").competent_authority == "for-some-purposes"
    assert BOOK.body("charity").competent_authority == "no"
    assert BOOK.body("acute-trust").competent_authority == "no"


def test_boards_cannot_sign() -> None:
    for row in BOOK.bodies():
        if BOOK.body_is_a(row.id, "partnership-board"):
            assert row.can_sign == "no", row.id


# When an appropriate policy document is needed


def needing(*paragraphs: Paragraph | int, **facts: bool) -> list[int]:
    return [paragraph.number for paragraph in BOOK.apd_required(paragraphs, **facts)]


def test_which_paragraphs_need_a_policy_document() -> None:
    conditions = [row.paragraph for row in BOOK.schedule_1_paragraphs() if row.condition == "yes"]
    assert needing(*conditions) == [1, *range(6, 13), *range(14, 29), 35, 36, 37]


def test_the_policy_document_is_waived_for_a_disclosure_to_a_competent_authority() -> None:
    assert needing(10, 18, to_competent_authority=True) == [18]
    assert needing(10, to_anti_doping_body=True) == [10]
    assert needing(27, to_anti_doping_body=True) == []
    assert needing(13) == []


def test_paragraph_36_takes_over_the_rule_and_the_waivers_of_what_it_extends() -> None:
    assert needing(Paragraph(36, 10)) == [36]
    assert needing(Paragraph(36, 10), to_competent_authority=True) == []
    assert needing(Paragraph(36, 13)) == []
    assert needing(Paragraph(36, 27), to_anti_doping_body=True) == []
    assert needing(Paragraph(36, 18), to_competent_authority=True) == [36]
    assert needing(36, to_competent_authority=True) == [36]


def test_paragraph_37_follows_paragraph_20() -> None:
    assert needing(37, to_competent_authority=True) == [37]


def test_schedule_1_has_no_other_paragraph() -> None:
    with pytest.raises(KeyError):
        BOOK.apd_required([42])
