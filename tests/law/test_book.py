"""Finding provisions as people write them, the trees of bodies and categories, and the way gateways are narrowed."""

from __future__ import annotations

from datetime import date

import pytest

from isptool.law.book import LawBook
from isptool.law.compiling import compiled_law
from isptool.law.rows import Gateway
from isptool.law.spelling import spelled

BOOK = LawBook.load()


@pytest.mark.parametrize(
    ("text", "row_id"),
    [
        ("cda-1998-s115", "cda-1998-s115"),
        ("section 115", "cda-1998-s115"),
        ("s.47", "children-act-1989-s47"),
        ("s.115 CDA 1998", "cda-1998-s115"),
        ("S115 of the Crime & Disorder Act", "cda-1998-s115"),
        ("Crime and Disorder Act 1998, section 115", "cda-1998-s115"),
        ("G51", "cda-1998-s115"),
        ("6(1)(e)", "6-1-e"),
        ("Art. 6(1)(e) UK GDPR", "6-1-e"),
        ("UK GDPR article 6(1)(ea)", "6-1-ea"),
        ("9(2)(g)", "9-2-g"),
        ("DPA 2018 Sch 1 para 18", "schedule-1-paragraph-18"),
        ("Schedule 1 paragraph 6", "schedule-1-paragraph-6"),
        ("paragraph 18 of Schedule 1 to the Data Protection Act 2018", "schedule-1-paragraph-18"),
        ("Schedule 1, Part 2, paragraph 18", "schedule-1-paragraph-18"),
        ("Schedule 8 para 4", "schedule-8-paragraph-4"),
        ("s 35(2)(b) DPA 2018", "dpa-2018-s35-2-b"),
        ("Care Act section 45", "care-act-2014-s45"),
        ("s.16LA Children Act 2004", "children-act-2004-s16la"),
        ("section 163 SSWBA 2014", "sswba-2014-s162"),
        ("section 44C of the Police, Crime, Sentencing and Courts Act 2022", "pcsca-2022-s44a"),
        ("COPI Regulations", "nhsa-2006-s251"),
        ("section 251 NHS Act 2006", "nhsa-2006-s251"),
        ("Civil Contingencies Act", "cca-2004-s6"),
        ("cca", "cca-2004-s6"),
        ("Clare’s Law", "police-common-law"),
        ("MAPPA", "cja-2003-s325"),
        ("GRA 2004 s.22", "gra-2004-s22"),
        ("s 170 DPA 2018", "dpa-2018-s170"),
        ("IDTA", "transfer-idta"),
    ],
)
def test_a_provision_is_found_as_people_write_it(text: str, row_id: str) -> None:
    found = BOOK.find(text)
    assert found is not None
    assert found.id == row_id


def test_what_may_mean_several_is_none_of_them_and_all_are_near() -> None:
    assert BOOK.find("section 17") is None
    assert sorted(BOOK.meanings("s.17")) == ["cda-1998-s17", "children-act-1989-s17", "pcsca-2022-s17"]
    assert {row.id for row in BOOK.near("section 17")} == set(BOOK.meanings("section 17"))
    assert BOOK.find("section 17 Children Act 1989") is BOOK.entry("children-act-1989-s17")


def test_what_is_not_there_is_none_and_what_is_like_it_is_near() -> None:
    assert BOOK.find("Crime and Disorder Act 1998 section 11") is None
    assert "cda-1998-s115" in [row.id for row in BOOK.near("Crime and Disorder Act 1998 section 11")]
    assert BOOK.near("cda 1998 s151")[0].short.startswith("CDA 1998")
    assert BOOK.find("") is None
    assert BOOK.near("zzzzzzzzzzzz") == ()
    with pytest.raises(KeyError):
        BOOK.entry("cda-1998-s9999")


def test_an_id_of_something_that_cannot_be_cited_is_no_provision() -> None:
    assert BOOK.find("police") is None
    with pytest.raises(KeyError):
        BOOK.entry("police")


@pytest.mark.parametrize(
    ("kind", "wider"),
    [
        ("county-council", "local-authority"),
        ("ambulance-trust", "nhs-body"),
        ("ambulance-trust", "fire-ambulance"),
        ("scottish-fire-and-rescue-service", "fire-ambulance"),
        ("contracted-prison", "probation-prison-yot"),
        ("police", "police"),
        ("revenue-and-customs", "government-department"),
        ("academy", "school-college"),
    ],
)
def test_a_narrower_kind_of_body_is_also_the_wider(kind: str, wider: str) -> None:
    assert BOOK.body_is_a(kind, wider)
    assert kind == wider or not BOOK.body_is_a(wider, kind)


def test_a_law_could_cover_a_body_that_it_names_more_widely_or_more_narrowly() -> None:
    assert BOOK.body_could_be("county-council", ["local-authority"])
    assert BOOK.body_could_be("police", ["territorial-police-force"])
    assert BOOK.body_could_be("charity", ["any"])
    assert not BOOK.body_could_be("acute-trust", ["integrated-care-board", "police"])


def test_a_kind_of_body_is_of_health_or_care_by_itself_or_by_a_wider_kind() -> None:
    assert [BOOK.is_health_or_care(kind) for kind in ("acute-trust", "hospice", "police", "wizard", "")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_a_general_power_of_a_council_is_for_any_purpose() -> None:
    assert "localism-2011-s1" in {row.id for row in BOOK.gateways(giver="county-council", purpose="flood-risk")}


def test_an_unknown_kind_of_body_is_nothing() -> None:
    assert not BOOK.body_is_a("wizard", "wizard")
    assert BOOK.wider_bodies("wizard") == ()
    assert BOOK.wider_bodies("hospice") == ("hospice", "care-provider", "charity")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Council", "local-authority"),
        ("ICB", "integrated-care-board"),
        ("Town council", "parish-council"),
        ("school", "school-college"),
    ],
)  # fmt: skip
def test_a_kind_of_body_is_found_by_its_names(text: str, kind: str) -> None:
    found = BOOK.find_body(text)
    assert found is not None
    assert found.id == kind


def test_near_kinds_of_bodies_and_categories() -> None:
    assert BOOK.near_bodies("polise")[0].id == "police"
    assert BOOK.near_categories("special-helth")[0].id == "special-health"
    assert BOOK.find_body("wizard") is None


def test_the_tree_of_categories() -> None:
    assert BOOK.category_is_a("special-health", "special-category")
    assert BOOK.category_is_a("special-health", "personal")
    assert BOOK.category_is_a("inferred", "special-category")
    assert BOOK.category_is_a("sensitive-processing", "law-enforcement")
    assert not BOOK.category_is_a("ordinary", "special-category")
    assert not BOOK.category_is_a("confidential-commercial", "personal")
    found = BOOK.find_category("Special category data, health")
    assert found is not None
    assert found.id == "special-health"


def test_gateways_are_narrowed_to_the_bodies_the_nation_and_the_purpose() -> None:
    ids = {
        row.id
        for row in BOOK.gateways(
            nation="scotland", giver="charity", receiver="scottish-council", purpose="asb-case-review"
        )
    }
    assert "asbsa-2004-s139" in ids
    assert "cda-1998-s115" in ids
    assert "asbcpa-2014-sch4-para7" not in ids
    english = {
        row.id
        for row in BOOK.gateways(
            nation="england", giver="police", receiver="local-authority", purpose="safeguarding-children"
        )
    }
    assert {"children-act-2004-s16e", "police-common-law"} <= english
    assert not {row for row in english if row.startswith(("sswba", "csa-", "chsa"))}


def test_a_wide_kind_finds_the_gateways_of_its_narrower_ones() -> None:
    assert "pbjwsa-2014-s49" in {row.id for row in BOOK.gateways(giver="nhs-body", receiver="local-authority")}


def test_a_gateway_that_does_not_reach_the_data_is_left_out() -> None:
    with_health = {row.id for row in BOOK.gateways(data="special-health")}
    assert "pcsca-2022-s16" not in with_health
    assert "cda-1998-s17a" not in with_health
    assert "cda-1998-s17a" in {row.id for row in BOOK.gateways(data="aggregate")}


def test_local_rows_join_the_book_and_replace_ours() -> None:
    files = {
        "local.yaml": {
            "family": "gateway",
            "as-at": "1 June 2027",
            "entries": {
                "cda-1998-s115": {
                    "title": "Ours, better", "kind": "power",
                    "citation": "section 115 of the Crime and Disorder Act 1998",
                    "givers": ["any"], "receivers": ["any"], "purposes": ["any"], "for": "Anything.",
                    "lifts-confidentiality": "check", "verified": "V", "verified-in": "the council's legal team",
                },
                "wolds-act-1905-s3": {
                    "title": "Drainage of the Wolds", "kind": "duty",
                    "citation": "section 3 of the Wolds Drainage Act 1905",
                    "givers": ["water-company"], "receivers": ["any"], "purposes": ["any"], "for": "Drains.",
                    "lifts-confidentiality": "no", "verified": "K",
                },
            },
        }
    }  # fmt: skip
    book = BOOK.joined_with(*compiled_law(files, BOOK.families))
    local = book.find("wolds-act-1905-s3")
    assert isinstance(local, Gateway)
    assert book.find("s.3 Wolds Drainage Act 1905") is local
    assert book.entry("cda-1998-s115").as_at == date(2027, 6, 1)
    assert BOOK.entry("cda-1998-s115").title != "Ours, better"
    assert book.find("6(1)(e)") is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("s.115 of the Crime & Disorder Act 1998", "Section 115 Crime and Disorder Act 1998"),
        ("6(1)(e)", "6.1.e"),
        ("Sch.1 para.18", "Schedule 1 Paragraph 18"),
        ("§115", "section 115"),
        ("General Data Protection Regulation", "GDPR"),
    ],
)
def test_one_spelling(one: str, other: str) -> None:
    assert spelled(one) == spelled(other)


def test_every_row_of_every_family_can_be_made() -> None:
    families = (
        BOOK.entries(), BOOK.bodies(), BOOK.categories(), BOOK.purposes(), BOOK.identifiers(), BOOK.dpia_triggers(),
        BOOK.stale_terms(), BOOK.acts(),
    )  # fmt: skip
    for rows in families:
        for row in rows:
            assert row.title
            assert row.as_at == date(2026, 11, 22)
