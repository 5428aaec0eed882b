"""Every row of the law reference is in the data. The lists are written out by hand, not made from the data."""

from __future__ import annotations

import re

import pytest

from isptool.law.book import LawBook

BOOK = LawBook.load()

GATEWAYS = """
G01 lga-1972-s111 | G02 localism-2011-s1 | G03 lgewa-2021-s24 | G04 lgisa-2003-s20 | G05 lgani-2014-s79
G06 cca-2004-s6 | G06a ccr-scotland-2005-responders | G07 enterprise-act-2002-part-9 | G08 licensing-act-2003-s185
G09 rpr-2001-reg23 | G10 housing-act-2004-s237 | G11 children-act-1989-s17 | G12 children-act-1989-s27
G13 children-act-1989-s47 | G14 children-act-2004-s10 | G15 children-act-2004-s11 | G16 children-act-2004-s16e
G17 children-act-2004-s16h | G18 children-act-2004-s16la | G19 children-act-2004-s16lc | G20a children-act-2004-s25
G20b children-act-2004-s28 | G21a education-act-2002-s175 | G21b education-act-2002-s157 | G22a education-act-1996-s13
G22b education-act-1996-s13a | G22c education-act-1996-s436a | G23 education-act-1996-s537a | G24 esa-2008-s14
G25 esa-2008-s16 | G26 cda-1998-s37 | G27 sswba-2014-s130 | G28 csa-1995-s21 | G29 chsa-2011-s60 | G30 sbni-2011-s10
G31 cscani-2015-s2 | G32a cnio-1995-art46 | G32b cnio-1995-art66 | G33 care-act-2014-s45 | G34 care-act-2014-s42
G35 care-act-2014-s6 | G36a sswba-2014-s128 | G36b sswba-2014-s137 | G36c sswba-2014-s162 | G36d sswba-2014-s164
G37a aspsa-2007-s4 | G37b aspsa-2007-s5 | G37c aspsa-2007-s10 | G38 hsca-2012-s251b | G39 hsca-2012-s251a
G40 hsca-2012-s254 | G41 nhsa-2006-s251 | G42a nhsa-2006-s75 | G42b nhsa-2006-s82 | G43a hpnr-2010-reg2
G43b hpnr-wales-2010-reg2 | G44 phsa-2008-s13 | G45 pbjwsa-2014-s49 | G46 mhctsa-2003-s34 | G47 hsccdpani-2016-s1
G48 hsca-2008-s76 | G49a svga-2006-s35 | G49b svgnio-2007-art37 | G49c pvgsa-2007-s3 | G50 cja-2009-sch5
G51 cda-1998-s115 | G52 cda-1998-s17a | G53 cda-1998-s17 | G54 police-common-law | G55 daa-2021-s77
G56 pcsca-2022-s16 | G57 pcsca-2022-s17 | G58 pcsca-2022-s44a | G59 cja-2003-s325 | G60 oma-2007-s14
G61 asbcpa-2014-sch4-para7 | G62 ctsa-2015-s38 | G63 ctsa-2015-s26 | G64 cta-2008-s19 | G65 cca-2013-s7
G66 fgma-2003-s5b | G67a msa-2015-s52 | G67b htecjsvani-2015-s13 | G68 cpa-child-sexual-abuse-report
G69 vpa-2024-s13 | G70 dvcva-2004-s9 | G71 prsra-2011-s10 | G72 pa-1997-s113b | G73 asbsa-2004-s139
G74 mosa-2005-s10 | G75 pfrsa-2012-s20 | G76 cjnio-2008-art49 | G77 clani-1967-s5 | G78 housing-act-1996-s213b
G79 housing-act-1996-s213 | G80 hwa-2014-s95 | G81 dea-2017-s35 | G82 dea-2017-s36 | G83 dea-2017-s48
G84 dea-2017-s56 | G85 dea-2017-s64 | G86 rsa-1953-s19aa | G87 laaa-2014-sch9 | G88a pawa-2004-s64a
G88b pfasa-2000-s26a | G88c aanio-2003-art4a | G89 sca-2007-s68 | G90 wra-2012-s131 | G91 pafera-2025-s3
G92 iaa-1999-s20 | G93 niaa-2002-s129 | G94 charities-act-2011-s54 | G95 srsa-2007-s45a
G96 frsa-2004-s6 | G97 frsa-2004-s7 | G98 fsa-2005-s8 | G99 frsnio-2006-art4 | G100 fwma-2010-s13
G101 fwma-2010-s14 | G102 eir-2004 | G103 eisr-2004 | G104 re-use-psi-2015 | G105 foia-2000-s1 | G106 foisa-2002-s1
G107a cypsa-2014-s23 | G107b cypsa-2014-s26 | G107c cypsa-2014-s27
"""

RESTRICTIONS = """
X1 gra-2004-s22 | X2 ssaa-1992-s123 | X3 wra-2012-s132 | X4 crca-2005-s18 | X5 dea-2017-s41 | X6 aca-2002-s56
X7 hfea-1990-s33a | X8 abortion-1991-reg5 | X9 sexual-health-confidentiality | X10 anonymity-and-reporting
X11 aja-1960-s12 | X12 enterprise-act-2002-s245 | X13 ipa-2016 | X14 roa-1974-s9 | X15 privilege-and-case-material
X16 pcsca-2022-s16-4
"""


def pairs(table: str) -> dict[str, str]:
    numbered = [pair.split() for pair in re.split(r"[|\n]", table) if pair.strip()]
    return {pair[0]: pair[1] for pair in numbered}


def test_the_gateways_are_those_of_the_reference_and_no_others() -> None:
    assert {row.number: row.id for row in BOOK.gateways()} == pairs(GATEWAYS)
    assert {int(re.sub(r"\D", "", number)) for number in pairs(GATEWAYS)} == set(range(1, 108))


def test_the_restrictions_are_the_sixteen_of_the_reference() -> None:
    assert {row.number: row.id for row in BOOK.restrictions()} == pairs(RESTRICTIONS)
    assert len(pairs(RESTRICTIONS)) == 16


def test_the_bases_and_conditions() -> None:
    assert [row.id for row in BOOK.articles("lawful-basis")] == [
        f"6-1-{at}" for at in ("a", "b", "c", "d", "e", "ea", "f")
    ]
    assert [row.id for row in BOOK.articles("special-category-condition")] == [
        f"9-2-{letter}" for letter in "abcdefghij"
    ]
    assert [row.id for row in BOOK.articles("recognised-legitimate-interest")] == [
        "rli-public-task-request", "rli-security", "rli-emergency", "rli-crime", "rli-safeguarding",
    ]  # fmt: skip
    assert [row.id for row in BOOK.articles("criminal-offence-basis")] == ["10-official-authority", "10-schedule-1"]
    assert len(BOOK.articles("compatible-purpose")) == 9


def test_schedule_1_has_all_forty_one_paragraphs_in_their_parts() -> None:
    by_part = {1: range(1, 5), 2: range(5, 29), 3: range(29, 38), 4: range(38, 42)}
    assert {row.paragraph: row.part for row in BOOK.schedule_1_paragraphs()} == {
        number: part for part, numbers in by_part.items() for number in numbers
    }
    not_conditions = {row.paragraph for row in BOOK.schedule_1_paragraphs() if row.condition == "no"}
    assert not_conditions == {5, 38, 39, 40, 41}


def test_the_tests_that_paragraphs_of_schedule_1_hold() -> None:
    rows = BOOK.schedule_1_paragraphs()
    assert {row.paragraph for row in rows if row.spi_test == "yes"} == {6, 10, 11, 12, 13, 16, 17, 18, 19, 20, 28}
    assert {row.paragraph for row in rows if row.no_consent_test == "yes"} == {9, 10, 11, 12, 16, 17, 18, 19, 21, 28}
    assert {row.paragraph for row in rows if row.no_consent_test == "conditional"} == {20, 23, 24}


def test_what_schedule_1_paragraph_each_article_9_condition_needs() -> None:
    needed = {row.article: row.schedule_1 for row in BOOK.articles("special-category-condition") if row.schedule_1}
    assert needed == {
        "9(2)(b)": (1,),
        "9(2)(g)": tuple(range(6, 29)),
        "9(2)(h)": (2,),
        "9(2)(i)": (3,),
        "9(2)(j)": (4,),
    }


def test_schedule_8_has_nine_conditions_that_all_need_a_policy_document() -> None:
    assert [row.paragraph for row in BOOK.schedule_8_paragraphs()] == list(range(1, 10))
    assert {row.apd for row in BOOK.schedule_8_paragraphs()} == {"yes"}


@pytest.mark.parametrize(
    "section",
    [
        "30", "31", "35(2)", "35(2)(a)", "35(2)(b)", "35(3)", "35(4)", "35(5)", "35(8)", "36(3)", "36(4)", "37", "38",
        "39", "40", "42", "44 to 48", "58", "59", "62", "64 and 65", "67 and 68", "72 to 78",
    ],
)  # fmt: skip
def test_part_3(section: str) -> None:
    assert section in {row.section for row in BOOK.part_3()}


def test_the_matrix_of_regimes_has_four_cells() -> None:
    for sender in ("part-3", "uk-gdpr"):
        for recipient in ("part-3", "uk-gdpr"):
            assert BOOK.direction(sender, recipient).recipient_needs
    assert "section 36(4)" in BOOK.direction("part-3", "uk-gdpr").sender_needs
    assert "Article 6" in BOOK.direction("part-3", "uk-gdpr").sender_needs


def test_the_changes_of_2025_and_when_they_began() -> None:
    began = {row.id: row.in_force_from and row.in_force_from.isoformat() for row in BOOK.changes()}
    assert began == {
        "duaa-2025-s70": "2026-02-05",
        "duaa-2025-s71": "2026-02-05",
        "duaa-2025-s103": "2026-06-19",
        "duaa-2025-s78": "2025-06-19",
        "duaa-2025-s76": "2026-02-05",
        "duaa-2025-s80": "2026-02-05",
        "duaa-2025-s85": "2026-02-05",
        "duaa-2025-s67": "2026-02-05",
        "duaa-2025-s81": "2026-02-05",
        "duaa-2025-s82": None,
        "duaa-2025-s121": "2026-02-05",
        "duaa-2025-s123": None,
        "duaa-2025-s45": None,
        "duaa-2025-s114": "2026-02-05",
        "duaa-2025-s117": None,
        "duaa-2025-s89": None,
    }


def test_the_offences_for_staff_guides() -> None:
    assert [row.short for row in BOOK.offences()] == ["DPA 2018 s.170", "DPA 2018 s.171", "DPA 2018 s.173"]


@pytest.mark.parametrize(
    ("row_id", "amount", "unit"),
    [
        ("breach-to-ico", 72, "hours"),
        ("rights-request", 1, "months"),
        ("told-when-data-comes-from-elsewhere", 1, "months"),
        ("complaint-acknowledgement", 30, "days"),
        ("freedom-of-information", 20, "working-days"),
        ("environmental-information", 20, "working-days"),
        ("ico-registration", 12, "months"),
        ("prior-consultation", 8, "weeks"),
        ("highest-fine", 17.5, "million-pounds"),
        ("policy-document-kept", 6, "months"),
    ],
)
def test_the_numbers_that_the_law_fixes(row_id: str, amount: float, unit: str) -> None:
    row = BOOK.time_limit(row_id)
    assert (row.amount, row.unit) == (amount, unit)


def test_the_eight_caldicott_principles_and_the_duties_beside_data_protection() -> None:
    assert [row.citation for row in BOOK.grounds("caldicott")][:8] == [f"Caldicott Principle {n}" for n in range(1, 9)]
    shorts = {row.short for row in BOOK.grounds()}
    assert {"HRA 1998 s.6, ECHR Art 8", "EqA 2010 s.149", "NIA 1998 s.75", "ICO Data Sharing Code"} <= shorts
    assert {row.id for row in BOOK.grounds("confidence-basis")} == {
        "confidence-explicit-consent", "confidence-implied-consent", "confidence-statute", "confidence-court-order",
        "confidence-s251", "confidence-public-interest", "confidence-best-interests",
    }  # fmt: skip


def test_the_likely_answers_of_the_points_are_kinds_of_bodies_and_purposes() -> None:
    bodies = {row.id for row in BOOK.bodies()}
    assert {
        "local-authority", "nhs-body", "police", "fire-ambulance", "housing-provider", "charity", "school-college",
        "probation-prison-yot", "government-department",
    } <= bodies  # fmt: skip
    assert len(bodies) >= 45
    assert {
        "safeguarding-children", "safeguarding-adults", "direct-care", "domestic-abuse", "offender-management",
        "prevent-detect-crime", "asb-case-review", "homelessness-prevention", "service-planning",
    } <= {row.id for row in BOOK.purposes()}  # fmt: skip


def test_the_categories_of_data() -> None:
    assert {
        "ordinary", "special-health", "special-race-or-ethnic-origin", "special-political-opinions",
        "special-religion-or-belief", "special-trade-union-membership", "special-genetic", "special-biometric",
        "special-sex-life", "special-sexual-orientation", "criminal-offence", "sensitive-processing", "inferred",
        "mixed-document", "confidential-commercial", "non-personal",
    } <= {row.id for row in BOOK.categories()}  # fmt: skip
