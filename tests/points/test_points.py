"""The points as data: nothing of the list is lost, every blank is a field, and what is named exists."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import pytest

from isptool import library
from isptool.model import answer, documents, partner, terms
from isptool.model.node import Node, hyphenated
from isptool.model.point import LikelyAnswer, Point, PointField
from points import originals

POINTS = library.points()
CODES = [f"P{number:02d}" for number in range(1, 51)]
KINDS = {
    "P": "personal",
    "S": "special-category",
    "C": "criminal-offence",
    "L": "law-enforcement",
    "N": "non-personal",
}
MODELS: dict[str, type[Node]] = {
    "related": terms.Related,
    "under": documents.Agreement,
    "local-form-of": documents.Agreement,
    "supports": documents.Agreement,
    "purposes": terms.Purpose,
    "people": terms.People,
    "parties": terms.Party,
    "parties.contacts": partner.Contact,
    "data": terms.DataItem,
    "law": terms.LawRow,
    "flows": terms.Flow,
}
"""The model of each block that has fields of its own; the other homes hold answers, with any blank beside them."""


def of(code: str) -> dict[str, Point]:
    return {point_id: point for point_id, point in POINTS.items() if point.code == code}


# ── nothing is lost ──────────────────────────────────────────────────────────────────────────────────


def test_fifty_points_three_of_them_in_two_halves_in_the_order_of_documents() -> None:
    codes = [point.code for point in POINTS.values()]
    assert codes == sorted(codes)
    assert sorted(set(codes)) == CODES
    assert [point_id for point_id, point in POINTS.items() if codes.count(point.code) == 2] == [
        "parties",
        "signatory-bodies",
        "schedule-1-condition",
        "policy-documents",
        "who-may-sign",
        "signatures",
    ]


@pytest.mark.parametrize("code", CODES)
def test_every_likely_answer_of_the_list_is_there(code: str) -> None:
    keys = {key for point in of(code).values() for key in point.answers}
    wanted = {key for key in originals.ANSWERS[code].split() if (code, key) not in originals.DROPPED}
    assert wanted - {originals.NEVER[1]} <= keys
    assert not keys & {key for _, key in originals.DROPPED}


def test_the_list_had_368_answers_of_which_one_was_dropped_and_one_became_a_prohibition() -> None:
    listed = [(code, key) for code in CODES for key in originals.ANSWERS[code].split()]
    present = {(point.code, key) for point in POINTS.values() for key in point.answers}
    assert len(listed) == 368
    assert set(listed) - present == originals.DROPPED | {originals.NEVER}


def test_what_is_never_used_is_named_by_key() -> None:
    never = POINTS["transfer-method"].never
    assert list(never)[:4] == ["fax", "personal-email", "consumer-messaging", "unencrypted-media"]
    assert never["fax"] == "ordinary fax"
    assert not set(never) & set(POINTS["transfer-method"].answers)


@pytest.mark.parametrize(("settled", "codes"), originals.SETTLED.items())
def test_who_settles_each_point(settled: str, codes: str) -> None:
    halves = {"P07": "signatory-bodies", "P22": "schedule-1-condition", "P50": "who-may-sign"}
    for code in codes.split():
        point = POINTS[halves[code]] if code in halves else next(iter(of(code).values()))
        assert point.settled == settled, code


def test_the_other_half_of_a_split_point_is_settled_by_the_other() -> None:
    assert POINTS["parties"].settled == "agreement"
    assert POINTS["policy-documents"].settled == "protocol-default"
    assert POINTS["signatures"].settled == "agreement"


@pytest.mark.parametrize("code", CODES)
def test_each_point_serves_the_questions_of_the_list(code: str) -> None:
    wanted = [question for question, codes in originals.SERVES.items() if code in codes.split()]
    for point in of(code).values():
        assert sorted(point.serves) == sorted(wanted)


@pytest.mark.parametrize("code", CODES)
def test_each_point_applies_to_the_kinds_of_data_of_the_list(code: str) -> None:
    letters = next((kinds for kinds, codes in originals.NOT_FOR_EVERY_KIND.items() if code in codes.split()), "PSCLN")
    for point in of(code).values():
        assert point.applies_to == [KINDS[letter] for letter in letters]


def test_under_a_good_protocol_28_points_are_left_24_without_sensitive_data_and_15_for_non_personal_data() -> None:
    def left(*kinds: str) -> int:
        return sum(
            any(point.settled == "agreement" and set(point.applies_to) & set(kinds) for point in of(code).values())
            and code not in ("P07", "P50")  # in the count of the list, the halves that a protocol settles
            for code in CODES
        )

    assert left(*KINDS.values()) == 28
    assert left("personal") == 24
    assert left("non-personal") == 15


# ── blanks and fields ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("point_id", POINTS)
def test_every_blank_is_a_declared_field(point_id: str) -> None:
    point = POINTS[point_id]
    blanks = {blank for each in point.answers.values() for blank in each.blanks}
    assert blanks <= set(point.fields)


@pytest.mark.parametrize("point_id", POINTS)
def test_every_field_stands_in_a_sentence_or_in_the_list(point_id: str) -> None:
    point = POINTS[point_id]
    listed = {
        hyphenated(where.split(".")[-1]) if where.startswith("model ") else where.removeprefix("field ").split(".")[0]
        for where in originals.FIELDS[point.code].values()
    }
    assert set(point.facts()) <= listed | set(originals.FURTHER.get(point_id, "").split())


def test_the_written_list_of_further_fields_has_nothing_to_spare() -> None:
    for point_id, names in originals.FURTHER.items():
        assert set(names.split()) <= set(POINTS[point_id].facts()), point_id


@pytest.mark.parametrize("code", CODES)
def test_every_further_fact_of_the_list_has_a_place(code: str) -> None:
    classes: dict[str, Any] = {
        name: each for module in (terms, partner, documents) for name, each in vars(module).items()
    }
    for entry, where in originals.FIELDS[code].items():
        kind, _, name = where.partition(" ")
        if kind == "model":
            model, field = name.split(".")
            assert field in classes[model].model_fields, entry
        elif kind == "field":
            top, _, column = name.partition(".")
            found = [point.fields[top] for point in of(code).values() if top in point.fields]
            assert found, entry
            assert not column or column in found[0].columns, entry
        else:
            assert where in (originals.CELL, originals.KEY), entry


@pytest.mark.parametrize("point_id", POINTS)
def test_answers_that_may_be_chosen_together_share_no_blank(point_id: str) -> None:
    point = POINTS[point_id]
    for key, other in combinations(point.answers, 2):
        if not point.contradicts(key, other):
            shared = set(point.answers[key].blanks) & set(point.answers[other].blanks)
            assert not {blank for blank in shared if not point.fields[blank].filled_from}, (key, other)


@pytest.mark.parametrize("point_id", POINTS)
def test_no_field_is_called_like_something_every_answer_has(point_id: str) -> None:
    taken = {hyphenated(name) for name in answer.Settlement.model_fields}
    assert {"answer", "for", "until", "who", "note", "agreements", "not-yet"} <= taken
    assert not taken & set(POINTS[point_id].fields)


@pytest.mark.parametrize("point_id", POINTS)
def test_a_blank_of_a_block_is_a_field_of_that_block(point_id: str) -> None:
    point = POINTS[point_id]
    for key, each in point.answers.items():
        home = each.home or point.home
        model = MODELS.get(home) or MODELS.get(home.split(".")[0])
        if model is None or (point_id, key) == ("purposes", "no-other-use"):  # that one a protocol settles
            continue
        names = {field.alias or name for name, field in model.model_fields.items()}
        typed = {blank for blank in each.blanks if not point.fields[blank].filled_from}
        assert typed <= names, (key, home)


@pytest.mark.parametrize("point_id", POINTS)
def test_each_home_is_a_place_in_a_document(point_id: str) -> None:
    point = POINTS[point_id]
    for home in filter(None, [point.home, point.second_home, *(each.home for each in point.answers.values())]):
        block, _, name = home.partition(".")
        if home in ("answers", "records"):
            continue
        assert block in {hyphenated(each) for each in documents.Agreement.model_fields}, home
        if name:
            names = {field.alias or each for each, field in MODELS[block].model_fields.items()}
            assert name in names, home


def _every_field(fields: dict[str, PointField]) -> list[PointField]:
    return [each for field in fields.values() for each in (field, *field.columns.values())]


@pytest.mark.parametrize("point_id", POINTS)
def test_a_field_has_what_its_type_needs(point_id: str) -> None:
    for field in _every_field(POINTS[point_id].fields):
        assert (field.is_ == "one-of") == bool(field.values)
        assert (field.is_ == "rows") == bool(field.columns)
        assert field.order != "ladder" or field.is_ == "one-of"
        if field.order in ("shorter", "longer"):
            assert field.is_ == "duration"
        if field.order in ("fewer", "more"):
            assert field.is_ in ("count", "percent")
        if field.order in ("earlier", "later"):
            assert field.is_ == "date"
        assert field.what.endswith(".")


def test_the_usual_values_can_be_read_as_what_they_are() -> None:
    from isptool.model.fields import read_count, read_period

    for point in POINTS.values():
        for field in _every_field(point.fields):
            if field.default and field.is_ == "duration":
                assert str(read_period(field.default)) == field.default
            if field.default and field.is_ == "count":
                assert read_count(field.default).number


def test_whom_to_ring_which_recipients_and_which_country_are_never_settled_by_a_protocol() -> None:
    own = {
        "contact-points": "hours",
        "incidents": "tell reported-by-lead",
        "onward-sharing": "onward-to",
        "transfers-outside-uk": "adequacy-countries idta-recipients addendum-recipients outside-uk",
        "request-and-decision": "request-mailbox",
        "review": "next lead",
        "signatures": "party post name authority date method conditions",
    }
    for point_id, names in own.items():
        point = POINTS[point_id]
        assert [name for name in names.split() if point.fields[name].level != "particular"] == [], point_id
    settled = POINTS["incidents"].fields["tell-partners-within"]
    assert (settled.level, settled.order) == ("term", "shorter")


def test_a_point_that_a_protocol_settles_has_an_answer_that_comes_down_whole() -> None:
    for point_id, point in POINTS.items():
        if point.settled != "agreement":
            assert any(
                each.level == "term" and all(point.fields[blank].level == "term" for blank in each.required_blanks)
                for each in point.answers.values()
            ), point_id


# ── what is named exists ─────────────────────────────────────────────────────────────────────────────


def _law(family: str) -> dict[str, Any]:
    from isptool.law import compiling

    folder = library.templates_root().parent / "src" / "isptool" / "law"
    book: dict[str, Any] = json.loads((folder / "compiled.json").read_text(encoding="utf-8"))
    assert family in compiling.FAMILIES
    return book[family]


@pytest.mark.parametrize("point_id", POINTS)
def test_keys_that_are_named_are_answers_of_the_point(point_id: str) -> None:
    point = POINTS[point_id]
    for key, each in point.answers.items():
        assert set(each.excludes) <= set(point.answers) - {key}
        assert set(each.optional_blanks) == set(each.blanks) - set(each.required_blanks)
    assert set(point.ladder) <= set(point.answers)


def test_what_an_answer_fits_is_in_the_vocabularies() -> None:
    bodies, purposes = set(_law("body")), set(POINTS["purposes"].answers) - {"no-other-use"}
    for point_id, point in POINTS.items():
        for key, each in point.answers.items():
            for fits in filter(None, (each.fits, each.only_for)):
                assert set(fits.bodies) <= bodies, (point_id, key)
                assert set(fits.purposes) <= purposes, (point_id, key)
                assert set(fits.data) <= set(point.applies_to), (point_id, key)
                assert fits.bodies or fits.nations or fits.data or fits.purposes, (point_id, key)


def test_kinds_of_purposes_bodies_and_data_are_those_of_the_law_data() -> None:
    assert set(POINTS["purposes"].answers) - {"no-other-use"} <= set(_law("purpose"))
    assert set(POINTS["parties"].answers) <= set(_law("body"))
    chosen = {key for key, row in _law("category").items() if row.get("choose", "yes") == "yes"}
    assert set(POINTS["data-classification"].answers) - {"special-other"} == chosen


def test_an_answer_that_stands_for_a_law_names_its_row() -> None:
    rows = {row for family in ("article", "schedule-1", "schedule-8", "part-3") for row in _law(family)}
    named = {
        (point_id, key): each.law
        for point_id, point in POINTS.items()
        for key, each in point.answers.items()
        if each.law
    }
    assert set(named.values()) <= rows
    assert named["article-6-basis", "6-1-e-public-task"] == "6-1-e"
    assert named["schedule-1-condition", "para-18-safeguarding"] == "schedule-1-paragraph-18"
    assert named["criminal-offence-basis", "official-authority"] == "10-official-authority"
    for point_id in ("article-6-basis", "article-9-condition", "schedule-1-condition", "criminal-offence-basis"):
        assert all((point_id, key) in named for key in POINTS[point_id].answers)


def test_every_recognised_legitimate_interest_that_is_offered_is_one_of_annex_1() -> None:
    from isptool.law.citation import parse_annex_1

    offered = POINTS["article-6-basis"].fields["annex-1"].values
    assert {parse_annex_1(value) for value in offered} == {
        ("rli-crime",),
        ("rli-safeguarding",),
        ("rli-emergency",),
        ("rli-public-task-request",),
        ("rli-security",),
    }


# ── what a protocol settles ──────────────────────────────────────────────────────────────────────────


def test_what_an_agreement_may_do_follows_from_who_settles_the_point() -> None:
    allowed = {
        "protocol-fixed": {"cannot-change", "may-be-stricter"},
        "protocol-default": {"may-depart", "may-be-stricter"},
        "agreement": {"may-depart"},
    }
    for point_id, point in POINTS.items():
        assert point.word in allowed[point.settled], point_id


def test_a_point_that_may_be_stricter_has_something_by_which_stricter_can_be_told() -> None:
    for point_id, point in POINTS.items():
        if point.word == "may-be-stricter":
            orders = [field for field in point.fields.values() if field.order != "none"]
            assert orders or point.ladder or point.together == "any-may-be-used", point_id


def test_cells_that_were_mended() -> None:
    asked = {
        "purposes": "purpose",
        "legal-power": "public-body-and-direction",
        "article-6-basis": "controller-and-purpose",
        "data-subjects": "people",
        "data-classification": "item",
        "contact-points": "party",
        "who-has-access": "recipient",
        "transparency": "controller",
        "transfer-method": "flow",
        "retention-and-disposal": "recipient-and-category",
        "transfers-outside-uk": "document",
        # not in the list as such: the kind of body is asked of each party, a policy document of each controller
        "parties": "party",
        "policy-documents": "controller",
        "signatures": "party",
    }
    assert {point_id: POINTS[point_id].asked_of for point_id in asked} == asked


def test_start_and_end_are_one_point_in_two_blocks() -> None:
    point = POINTS["start-and-duration"]
    assert (point.home, point.second_home) == ("start", "end")
    assert {key: each.home for key, each in point.answers.items()} == {
        "after-all-sign": "start",
        "fixed-date": "start",
        "each-on-signing": "start",
        "preconditions": "start",
        "open-ended": "end",
        "fixed-term": "end",
        "until-event": "end",
        "pilot": "end",
    }


def test_homes_say_where_each_answer_is_written() -> None:
    homes = library.homes(POINTS)
    assert homes["end"]["fixed-term"] == "start-and-duration"
    assert homes["flows.how"]["sftp"] == "transfer-method"
    assert homes["related.relation"]["several-protocols"] == "parent-protocol"
    assert homes["law.schedule-8"].keys() == {"sch8-1", "sch8-2", "sch8-4"}
    assert "answers" not in homes


def test_a_likely_answer_says_what_it_is_limited_to_and_what_it_suits() -> None:
    narrow = {"purposes": ["research"], "bodies": ["police"]}
    likely = LikelyAnswer.model_validate({"text": "So.", "only-for": {"nations": ["wales"]}, "fits": narrow})
    assert likely.limits == (
        ("nations", frozenset({"wales"})),
        ("bodies", frozenset({"police"})),
        ("purposes", frozenset({"research"})),
    )
    assert LikelyAnswer.model_validate({"text": "So."}).limits == ()


def test_a_point_knows_which_of_its_fields_cite_the_law() -> None:
    citing = {name: point.citations for name, point in POINTS.items() if point.citations}
    assert citing
    for name, fields in citing.items():
        assert [POINTS[name].fields[each].is_ for each in fields] == ["citation"] * len(fields)
    assert not any(
        field.is_ == "citation"
        for name, point in POINTS.items()
        if name not in citing
        for field in point.fields.values()
    )
