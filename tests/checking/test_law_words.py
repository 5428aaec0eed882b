"""LAW-28 to LAW-30 and LAW-32: outdated law, restricted items, necessity, citations that are not understood."""

from __future__ import annotations

from typing import Any

import pytest

from isptool.findings import Severity

from .legal_ground import bodies, carers, fields, fire, found, paths, row, said, told, trust

# ── LAW-28 ───────────────────────────────────────────────────────────────────────────────────────────


def source(text: str) -> dict[str, Any]:
    return {"oxygen-at-home": {"source": text}}


def test_outdated_words_are_quoted_with_what_took_their_place() -> None:
    (one,) = found("LAW-28", data=source("Reports under MoPI, and MoPI again"))
    assert one.path == ("data", "oxygen-at-home", "source")
    assert one.words == "MoPI"
    assert one.message == "“MoPI” is out of date. The new code replaced it in July 2023."
    assert one.fix == (
        "Write the Police Information and Records Management Code of Practice; check that the sentence is still right."
    )
    assert one.edit is None


def test_what_has_one_successor_is_mended_everywhere_in_the_text() -> None:
    (one,) = found("LAW-28", data=source("NHS Digital holds it; NHS Digital sends it; formerly NHS Digital"))
    assert one.edit is not None
    assert (one.edit.action, one.edit.path) == ("set", ("data", "oxygen-at-home", "source"))
    assert one.edit.value == "NHS England holds it; NHS England sends it; formerly NHS Digital"


@pytest.mark.parametrize(
    "words",
    [
        "the former clinical commissioning group",
        "formerly the clinical commissioning group",
        "which replaced the clinical commissioning group",
        "the successor of the clinical commissioning group",
        "until 2022 the clinical commissioning group",
        "the board took the place of the clinical commissioning group",
        "instead of the old clinical commissioning group",
    ],
)
def test_what_was_may_be_called_what_it_was_called(words: str) -> None:
    assert found("LAW-28", data=source(f"Register kept by {words}")) == []


def test_only_the_words_right_before_count() -> None:
    far = (
        "The former head of the service now works for the health team of the county in the clinical commissioning group"
    )
    assert len(found("LAW-28", data=source(far))) == 1


PAST = {
    "history": [{"version": "0.9", "what": "The clinical commissioning group left."}],
    "related": [{"relation": "replaces", "document": "Agreement with the clinical commissioning group"}],
    "earlier-versions": [{"version": "0.9", "valid-for": "The clinical commissioning group"}],
    "reviews": [{"role": "dpo", "advice": "The clinical commissioning group has gone."}],
    "consultation": [{"comments": [{"party": "wolds-trust", "said": "Not the clinical commissioning group"}]}],
    "references": {"policy": "Policy of the clinical commissioning group"},
}


@pytest.mark.parametrize("block", PAST)
def test_blocks_about_the_past_are_let_be(block: str) -> None:
    assert found("LAW-28", **{block: PAST[block]}) == []


def test_only_what_is_out_of_date_in_a_nation_of_the_parties_on_the_day() -> None:
    group = source("Register of the clinical commissioning group")
    assert len(found("LAW-28", data=group)) == 1
    parties = ("wolds_council", "wolds_fire", "wolds_police", "wolds_trust", "harbour_carers")
    scottish = bodies(**{each: {"nations": ["scotland"]} for each in parties})
    assert found("LAW-28", data=group, files={"partners": scottish}) == []
    nowhere = [f"partners.partners.{each.replace('_', '-')}.nations" for each in parties]
    assert len(found("LAW-28", data=group, take_out=nowhere)) == 1
    assert found("LAW-28", data=group, today="30 June 2022") == []
    assert len(found("LAW-28", data=group, today="1 July 2022")) == 1


def test_outdated_words_in_a_protocol_and_in_a_schedule() -> None:
    protocol = {"principles": ["We follow the Data Protection Act 1998."]}
    assert paths("LAW-28", base="wolds-and-dales", files={"protocol": protocol}) == ["principles.0"]
    held = {
        "kind": "schedules",
        "of": "safe-and-well",
        "schedules": {"wolds-trust": {"facts": {"Register": "NHS Digital"}}},
    }
    (one,) = found("LAW-28", files={"schedules": held})
    assert one.file == "schedules/safe-and-well.yaml"
    assert one.edit is not None


# ── LAW-29 ───────────────────────────────────────────────────────────────────────────────────────────


def oxygen(**facts: Any) -> dict[str, Any]:
    return {"oxygen-at-home": fields(facts)}


def test_a_restricted_item_is_named_with_the_words_and_the_law() -> None:
    (one,) = found("LAW-29", data=oxygen(what="Adoption and IVF history"))
    assert one.path == ("data", "oxygen-at-home")
    assert one.on_key
    assert one.message == (
        "“Adoption and IVF history” (“Adoption” and “IVF”): check whether ACA 2002 ss.56 to 65 and HFEA 1990 s.33A "
        "restricts it. Nothing says which exception is relied on."
    )


@pytest.mark.parametrize(
    ("facts", "finds"),
    [
        ({"what": "Address of an adopted child"}, True),
        ({"fields": ["adoption order"]}, True),
        ({"source": "Adoption register"}, True),
        ({"what": "Adoptionless words"}, False),
        ({"what": "Preadoption"}, False),
        ({"source": "Adoption register", "restriction_met_by": "The person asked for it."}, False),
    ],
)
def test_what_suggests_a_restriction(facts: dict[str, Any], finds: bool) -> None:
    assert bool(found("LAW-29", data=oxygen(**facts))) is finds


def test_words_elsewhere_in_the_document_suggest_nothing() -> None:
    assert found("LAW-29", summary="It is not about adoption.") == []


def test_an_item_without_words_is_read_by_its_id() -> None:
    item = {"about": "residents", "category": "special-health", "needed-for": {"choose-homes": "Why"}}
    flows = {"monthly-list": {"data": ["name-and-address", "adoption-history"]}}
    ((_, message),) = said("LAW-29", data={"adoption-history": item}, flows=flows)
    assert message.startswith("“adoption history” (“adoption”): check whether ACA 2002 ss.56 to 65 restricts it.")


def test_an_exception_in_a_law_row_that_covers_the_sender() -> None:
    item = oxygen(what="Adoption history")
    named = {"restriction": "aca-2002-s56", "exception": "The adopted person agreed"}
    assert found("LAW-29", trust(**named), data=item) == []
    assert len(found("LAW-29", fire(**named), data=item)) == 1  # the recipient's row is not the sender's
    assert len(found("LAW-29", trust(restriction="aca-2002-s56"), data=item)) == 1


DWP = {"partners": bodies(wolds_trust="work-and-pensions-department")}


def test_what_an_authority_holds_under_its_own_act() -> None:
    assert said("LAW-29", trust(power=None, function="Welfare"), files=DWP) == [
        (
            f"data.{item}",
            (
                f"{words} (from the Trust): check whether SSAA 1992 s.123 and WRA 2012 s.132 restricts it. Nothing "
                f"says which "
                "exception is relied on."
            ),
        )
        for item, words in (
            ("name-and-address", "“Full name, and address of the home”"),
            ("oxygen-at-home", "“Whether oxygen is kept in the home (yes or no)”"),
        )
    ]


@pytest.mark.parametrize(
    ("named", "finds"),
    [
        ({"power": "wra-2012-s131"}, False),
        ({"power": None, "duty": "care-act-2014-s45"}, False),
        ({"power": "Welfare Act 1999, section 2"}, False),
        ({"power": "nhsa-2006-s82"}, True),  # an implied power opens no secret
        ({"power": None}, True),
    ],
)
def test_lawful_authority_for_what_it_holds(named: dict[str, Any], finds: bool) -> None:
    assert bool(found("LAW-29", trust(**named), files=DWP)) is finds


def test_what_an_authority_receives_is_not_what_it_holds() -> None:
    receives = {"partners": bodies(wolds_fire="work-and-pensions-department")}
    flows = {
        "concern-from-visit": {"from": "wolds-council", "to": "wolds-fire"},
        "fire-report": {"from": "wolds-council"},
    }
    assert found("LAW-29", files=receives, flows=flows) == []


def test_words_of_an_id_are_words() -> None:
    item = {"about": "residents", "category": "ordinary", "needed-for": {"choose-homes": "Why"}}
    flows = {"monthly-list": {"data": ["name-and-address", "family-court-order"]}}
    ((_, message),) = said("LAW-29", data={"family-court-order": item}, flows=flows)
    assert message.startswith("“family court order” (“family court”): check whether AJA 1960 s.12; FPR Part 12 ch VII")


def test_an_exception_counts_for_the_items_of_its_law_row_alone() -> None:
    item = oxygen(what="Adoption history")
    named = {"restriction": "aca-2002-s56", "exception": "The adopted person agreed"}
    assert len(found("LAW-29", row("wolds-trust", "name-and-address", **named), data=item)) == 1
    assert found("LAW-29", row("wolds-trust", "oxygen-at-home", **named), data=item) == []


def test_a_power_counts_for_the_items_and_the_side_of_its_law_row_alone() -> None:
    bare = trust(power=None, function="Welfare")
    narrower = row("wolds-trust", "choose-homes", "name-and-address", power="wra-2012-s131")
    assert paths("LAW-29", bare, narrower, files=DWP) == ["data.oxygen-at-home"]
    back = {
        "from": "wolds-council", "to": "wolds-trust", "data": "oxygen-at-home", "purpose": "choose-homes",
        "when": "once", "how": "sftp",
    }  # fmt: skip
    received = row("wolds-trust", "choose-homes", "back", power="wra-2012-s131")
    both = ["data.name-and-address", "data.oxygen-at-home"]
    assert paths("LAW-29", bare, received, files=DWP, flows={"back": back}) == both


def test_a_sender_of_unknown_kind_holds_nothing_by_its_kind() -> None:
    unknown = {"partners": bodies(wolds_trust="no-such-kind")}
    assert found("LAW-29", trust(power=None), files=unknown) == []


def test_a_restriction_inside_a_gateway_is_for_law_27() -> None:
    assert found("LAW-29", data=oxygen(what="Patient oxygen list")) == []


def test_what_nobody_sends_and_what_is_about_nobody_is_not_restricted() -> None:
    assert found("LAW-29", data={"spare": {"what": "Adoption history", "category": "ordinary"}}) == []
    assert found("LAW-29", data=oxygen(what="Adoption counts by street", category="aggregate")) == []


# ── LAW-30 ───────────────────────────────────────────────────────────────────────────────────────────

NECESSITY = "What is said on necessity and human rights"
REST = ["keep-safe-from-arson", "raise-concerns", "investigate-arson"]


def necessity(*answers: dict[str, Any], elsewhere: dict[str, str] | None = None) -> list[tuple[str, str]]:
    given = [fields(each) for each in answers]
    return said("LAW-30", answers={"necessity-and-human-rights": given}, elsewhere=elsewhere)


def test_standing_sentences_alone_say_nothing() -> None:
    rest = {"for": REST, "in_our_words": "We asked whether a flag would do."}
    assert necessity({"for": "choose-homes", "answer": "serious-harm"}, rest) == [
        ("answers.necessity-and-human-rights.0", f"{NECESSITY} holds only standing sentences (“choose homes”).")
    ]


@pytest.mark.parametrize(
    ("answer", "more"),
    [
        ("less-intrusive-rejected", {"why_not": "it reached nobody", "options_considered": ["a leaflet"]}),
        ("targeted", {"criteria": "homes that were threatened"}),
        ("safeguards", {"safeguards": ["a manager checks each list"]}),
        ("equality-considered", {"groups": ["older people"], "equality_assessment": "EIA 3"}),
        ("serious-harm", {"aim": "To stop people dying in fires"}),
        ("serious-harm", {"rational_link": "The list leads the crew to the right doors"}),
        ("serious-harm", {"less_intrusive_option": "A leaflet was tried"}),
        ("serious-harm", {"fair_balance": "One visit against a life"}),
        ("serious-harm", {"equality_note": "Older people gain most"}),
    ],
)
def test_a_field_of_its_own_says_something(answer: str, more: dict[str, Any]) -> None:
    assert necessity({"answer": answer, **more}) == []


def test_what_is_not_answered_here_is_for_another_rule() -> None:
    rest = {"for": REST, "in_our_words": "We asked whether a flag would do."}
    assert necessity({"for": "choose-homes", "withheld-because": "It is sensitive"}, rest) == []


def test_where_the_equality_assessment_is_says_nothing_of_this_sharing() -> None:
    ((_, message),) = necessity({"answer": "serious-harm", "equality_assessment": "EIA 3"})
    assert message.startswith(f"{NECESSITY} holds only standing sentences")


def test_an_answer_that_is_in_order_does_not_hide_the_next() -> None:
    rest = {"for": REST, "answer": "serious-harm"}
    others = "“keep safe from arson”, “raise concerns” and “investigate arson”"
    standing = [("answers.necessity-and-human-rights.1", f"{NECESSITY} holds only standing sentences ({others}).")]
    assert necessity({"for": "choose-homes", "withheld-because": "It is sensitive"}, rest) == standing
    assert necessity({"for": "choose-homes", "in_our_words": "We asked whether a flag would do."}, rest) == standing


WORDS = "It is needed because the crew must know which homes to visit first."


def test_word_for_word_as_in_another_agreement() -> None:
    folded = {"answer": None, "in_our_words": WORDS.replace("must know", "must\nknow")}
    all_four = "“choose homes”, “keep safe from arson”, “raise concerns” and “investigate arson”"
    assert necessity(folded, elsewhere={WORDS: "Warm homes"}) == [
        ("answers.necessity-and-human-rights.0", f"{NECESSITY} stands word for word in “Warm homes” ({all_four}).")
    ]
    assert necessity(folded, elsewhere={"Other words altogether": "Warm homes"}) == []
    assert necessity({**folded, "aim": "To stop people dying in fires"}, elsewhere={WORDS: "Warm homes"}) == []


@pytest.mark.parametrize(("length", "finds"), [(39, False), (40, True)])
def test_short_words_may_be_the_same_by_chance(length: int, finds: bool) -> None:
    words = "x" * length
    assert bool(necessity({"in_our_words": words}, elsewhere={words: "Warm homes"})) is finds


# ── LAW-32 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "text", "problem", "example"),
    [
        ("article-6", "6(1)(g)", "is no basis in Article 6. Did you mean 9(2)(g)?", "6(1)(e)"),
        ("article-6", "public task", "is no citation that can stand here. Did you mean 6(1)(e)?", "6(1)(e)"),
        (
            "article-9",
            "9(2)(g) with Schedule 1 paragraph 99",
            "names paragraph 99, but the conditions of Schedule 1 end at 37.",
            "9(2)(g) with Schedule 1 paragraph 18",
        ),
        (
            "article-9",
            "6(1)(e)",
            "is a basis in Article 6; it belongs under article-6.",
            "9(2)(g) with Schedule 1 paragraph 18",
        ),
        (
            "article-10",
            "Article 10",
            "names neither official authority nor a paragraph of Schedule 1. Did you mean official authority?",
            "official authority, or Schedule 1 paragraph 10",
        ),
        ("part-3", "35(2)", "is no ground of law-enforcement processing. Did you mean 35(2)(b)?", "35(2)(b)"),
        (
            "schedule-8",
            "Schedule 8 paragraph 12",
            "names paragraph 12, but the conditions of Schedule 8 are 1 to 9.",
            "Schedule 8 paragraph 4",
        ),
        (
            "schedule-1",
            "paragraph 50",
            "names paragraph 50, but the conditions of Schedule 1 end at 37.",
            "paragraph 18",
        ),
        (
            "annex-1",
            "helping out",
            "is no condition of Annex 1 (crime, emergency, public task, safeguarding, security).",
            "crime",
        ),
    ],
)
def test_a_citation_that_is_not_understood(field: str, text: str, problem: str, example: str) -> None:
    (one,) = found("LAW-32", row("wolds-fire", "choose-homes", **{field: text}))
    assert one.path == (("law", 2, field) if field == "annex-1" else ("law", 2, field, 0))
    assert one.severity is Severity.ERROR
    assert one.message == f"“{text}” {problem}"
    assert one.fix == f"Write it as in {example}. `isptool law` finds ids, bases and conditions."


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("article-6", "Article 6(1)(e) UK GDPR (public task)"),
        ("article-9", "9(2)(g) with paragraphs 16 to 18"),
        ("article-10", "official authority"),
        ("part-3", "s.36(4) DPA 2018"),
        ("schedule-8", "paragraph 4"),
        ("schedule-1", "18"),
        ("annex-1", "paragraph 5"),
    ],
)
def test_a_citation_that_is_understood(field: str, text: str) -> None:
    assert found("LAW-32", row("wolds-fire", "choose-homes", **{field: text})) == []


@pytest.mark.parametrize("field", ["power", "duty", "requested-under", "restriction", "exception", "authorised-by"])
def test_what_looks_like_an_id_of_the_law_data_must_be_one(field: str) -> None:
    (one,) = found("LAW-32", row("wolds-fire", "choose-homes", **{field: "frsa-2004-s66"}))
    assert one.path == (("law", 2, field, 0) if field in ("power", "duty") else ("law", 2, field))
    assert (
        one.message == "“frsa-2004-s66” is not in the law data. Did you mean frsa-2004-s6 (Promotion of fire safety)?"
    )
    assert one.fix.startswith(
        "Write an id of the law data, or name the law in words, by Act and section. `isptool law` finds"
    )
    assert one.severity is Severity.ERROR


@pytest.mark.parametrize(
    "words",
    [
        "frsa-2004-s6",
        "section 115 of the Crime and Disorder Act 1998",
        "Fire and Rescue Services Act 2004, section 5A",
        "the common-law power",
        "pre-emption",
        "Royal Charter 1864",
        "section-99"[:7],
    ],
)
def test_own_words_for_a_power_are_let_be(words: str) -> None:
    assert found("LAW-32", row("wolds-fire", "choose-homes", power=words)) == []


def test_an_id_like_nothing_at_all_is_said_without_a_guess() -> None:
    assert said("LAW-32", row("wolds-fire", "choose-homes", power="zzzz-1-qqq")) == [
        ("law.2.power.0", "“zzzz-1-qqq” is not in the law data.")
    ]


def test_words_that_may_mean_several_provisions_are_pointed_out() -> None:
    (one,) = found("LAW-32", row("wolds-fire", "choose-homes", power="section 17"))
    assert one.path == ("law", 2, "power", 0)
    assert one.severity is Severity.INFO
    assert one.message == "“section 17” may mean CA 1989 s.17, CDA 1998 s.17 or PCSC Act 2022 s.17."
    assert one.fix.startswith(
        "Name the Act as well, or write the id: children-act-1989-s17, cda-1998-s17, pcsca-2022-s17. "
    )


def test_citations_in_answers() -> None:
    rest = {"for": REST, "answer": "same-purpose"}
    one = {"for": "choose-homes", "answer": "law-authorises", "authorising-law": "frsa-2004-s66"}
    assert paths("LAW-32", answers={"compatible-purpose": [one, rest]}) == [
        "answers.compatible-purpose.0.authorising-law"
    ]
    words = {**one, "authorising-law": "Fire and Rescue Services Act 2004, section 6"}
    assert found("LAW-32", answers={"compatible-purpose": [words, rest]}) == []


def test_a_power_is_not_said_twice_as_a_blank_of_its_point() -> None:
    assert paths("LAW-32", told(power="cda-1998-s1155")) == ["law.8.power.0"]


def test_citations_in_alternatives_and_schedules() -> None:
    either = row("wolds-fire", "choose-homes", any_of=[{"article-6": "6(1)(z)"}, {"article-6": "6(1)(e)"}])
    assert paths("LAW-32", either) == ["law.2.any-of.0.article-6.0"]
    law = [{"for": "choose-homes", "article-6": "6(1)(z)"}]
    held = {"kind": "schedules", "of": "safe-and-well", "schedules": {"wolds-trust": {"law": law}}}
    (one,) = found("LAW-32", files={"schedules": held})
    assert one.file == "schedules/safe-and-well.yaml"
    assert one.path == ("schedules", "wolds-trust", "law", 0, "article-6", 0)


def test_a_citation_in_a_schedules_answer() -> None:
    one = {"for": "choose-homes", "answer": "law-authorises", "authorising-law": "frsa-2004-s66"}
    held = {
        "kind": "schedules",
        "of": "safe-and-well",
        "schedules": {"wolds-trust": {"answers": {"compatible-purpose": one}}},
    }
    (found_,) = found("LAW-32", files={"schedules": held})
    assert found_.file == "schedules/safe-and-well.yaml"


def test_what_a_protocol_says_is_judged_with_the_protocol() -> None:
    terms = {"answer": ["notices-updated", "not-told-prejudice"], "exemption": "dpa-2018-s99x"}
    assert found("LAW-32", files={"protocol": {"settles": {"transparency": terms}}}) == []
    (one,) = found("LAW-32", base="wolds-and-dales", files={"protocol": {"settles": {"transparency": terms}}})
    assert one.path == ("settles", "transparency", 0, "exemption")


def test_a_law_row_for_a_purpose_that_nobody_has_yet_is_read_too() -> None:
    spare = {"spare": {"kind": "fire-safety", "aim": "To be seen."}}
    one = {"for": ["spare"], "power": "cda-1998-s115", "article-6": "6(1)(zz)"}
    assert paths("LAW-32", one, purposes=spare) == ["law.10.article-6.0"]
    assert found("LAW-27", one, purposes=spare) == []


EU = "Article 6(1)(e) of the EU GDPR"


def test_a_law_row_for_a_body_abroad_is_in_the_law_of_that_place() -> None:
    abroad = {"harbour-carers": {"law-of": "Ireland"}}
    assert found("LAW-32", carers(article_6=EU), parties=abroad) == []
    assert len(found("LAW-32", carers(article_6=EU))) == 1
    assert len(found("LAW-32", row("harbour-carers", "wolds-trust", "choose-homes", article_6=EU), parties=abroad)) == 1
    assert len(found("LAW-32", row("nobody-at-all", article_6=EU), parties=abroad)) == 1
