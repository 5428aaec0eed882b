"""ANO: what identifies people and what only looks like it, keys, counts, assessments."""

from __future__ import annotations

import pytest

from isptool.checking.rules import KNOWN
from isptool.findings import Finding, Severity

from .ground import Bench, as_yaml, change


def found(
    code: str, item: dict[str, object] | None = None, base: str = "flood-assets", **more: object
) -> list[Finding]:
    data = {"data": {"assets": item}} if item else {}
    bench = Bench(change(as_yaml({**data, **more})), base)
    return [each for each in bench.checked(rules=[KNOWN[code]]).findings if each.code == code]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Full name and size", "Full name"),
        ("Names of residents by street", "Names of residents"),
        ("Surname", "Surname"),
        ("Address of the owner", "Address of the owner"),
        ("Home address", "Home address"),
        ("Name, grid reference", "Name"),
        ("Email of the site", "Email"),
        ("Size and NHS number", "NHS number"),
        ("Date of birth", "Date of birth"),
        ("Crime number", "Crime number"),
        ("UPRN and size", "UPRN"),
    ],
)
def test_what_identifies_people_is_quoted(text: str, words: str) -> None:
    (one,) = found("ANO-01", {"what": text})
    assert one.words == words
    assert one.severity is Severity.WARNING


@pytest.mark.parametrize(
    "text",
    [
        "Name of the street",
        "Pump name and size",
        "Site address and grid reference",
        "Address of the pumping station",
        "Asset number",
        "The company's registered name",
        "Images of no one are kept: condition only",
        "Species names",
    ],
)
def test_things_and_places_have_names_and_addresses_too(text: str) -> None:
    assert found("ANO-01", {"what": text}) == []


def test_the_item_can_answer_it() -> None:
    assert found("ANO-01", {"what": "UPRN", "not-identifying-because": "Public land, where nobody lives."}) == []


def test_an_item_about_people_is_not_asked() -> None:
    text = as_yaml({"data": {"name-and-address": {"what": "Surname"}}})
    assert Bench(change(text)).checked(select=["ANO-01"]).findings == ()


def test_an_item_without_a_category_follows_the_declaration() -> None:
    bench = Bench(
        change(as_yaml({"data": {"assets": {"what": "Surname"}}}), take_out=["agreement.data.assets.category"]),
        "flood-assets",
    )
    assert [each.code for each in bench.checked(select=["ANO"]).findings] == ["ANO-01"]


def test_a_key_held_by_a_party_is_named() -> None:
    answers = {"de-identification": {"answer": "pseudonymised", "key-holder": "wolds-council"}}
    (one,) = found("ANO-02", {"category": "aggregate"}, answers=answers)
    assert one.message == (
        "“assets” is pseudonymised and the Council holds the key, so it is personal data; it is classed as identifying "
        "nobody."
    )


def test_counts_are_found_by_kind_or_category() -> None:
    assert found("ANO-03", {"kind": "aggregate-counts"})
    assert found("ANO-03", {"category": "aggregate"})
    assert found("ANO-03") == []
    own = {"de-identification": {"in-our-words": "Counts under ten are left out."}}
    assert found("ANO-03", {"category": "aggregate"}, answers=own) == []


def test_what_an_anonymised_item_lacks_is_listed() -> None:
    answers = {"de-identification": {"answer": "depersonalised-geography", "finest-area": "outward postcode"}}
    (one,) = found("ANO-04", {"category": "anonymised"}, answers=answers)
    assert one.message == (
        "“assets” is said to be anonymised, without an assessment and a promise not to identify anybody."
    )


def test_a_licence_in_a_field_is_a_term_of_use() -> None:
    terms = {"answer": "no-warranty", "because": "B", "licence": "CC BY 4.0"}
    assert found("ANO-06", answers={"non-personal-terms": terms}) == []


def test_terms_are_asked_where_an_agreement_about_people_has_an_item_about_none() -> None:
    drains = {"what": "Hydrants", "kind": "reference-numbers", "fields": ["hydrant number"], "category": "non-personal"}
    flow = {
        "from": "wolds-council",
        "to": "wolds-fire",
        "data": ["drains"],
        "purpose": ["choose-homes"],
        "when": "daily",
    }
    terms = {"non-personal-terms": {"answer": "no-warranty", "because": "B"}}
    text = as_yaml({"data": {"drains": drains}, "flows": {"hydrants": {**flow, "how": "sftp"}}, "answers": terms})
    assert [each.code for each in Bench(change(text)).checked(select=["ANO-06"]).findings] == ["ANO-06"]
