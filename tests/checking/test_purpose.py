"""PUR: vague purposes, catch-alls, who needs what, and identifiers of restricted use."""

from __future__ import annotations

import pytest

from isptool.checking.rules import KNOWN
from isptool.findings import Finding

from .ground import Bench, as_yaml, change


def found(code: str, agreement: str = "", *, take_out: tuple[str, ...] = (), **files: str) -> list[Finding]:
    checked = Bench(change(agreement, take_out=take_out, **files)).checked(KNOWN[code].gate, rules=[KNOWN[code]])
    return [each for each in checked.findings if each.code == code]


def aim(text: str) -> list[str]:
    return [each.words for each in found("PUR-04", as_yaml({"purposes": {"choose-homes": {"aim": text}}}))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("To share information.", "To share information"),
        ("Information sharing between the partners", "Information sharing"),
        ("Effective partnership working", "Effective partnership working"),
        ("As required by the agencies", "As required"),
        ("To improve services for local people", "To improve services"),
        ("To fulfil their statutory duties", "To fulfil their statutory duties"),
        ("Any lawful purpose", "Any lawful purpose"),
    ],
)
def test_a_purpose_that_says_nothing_is_quoted(text: str, words: str) -> None:
    assert aim(text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "To improve services for carers by offering each of them a yearly assessment.",
        "Share information at the panel so that it can decide which tenants to rehouse.",
        "Decide whether a child needs protection, and protect the child as necessary.",
        "Find people who are entitled to free school meals.",
    ],
)
def test_the_same_words_beside_a_real_aim_raise_nothing(text: str) -> None:
    assert aim(text) == []


def what(code: str, text: str, item: str = "name-and-address", **more: object) -> list[str]:
    fields = {key.replace("_", "-"): value for key, value in more.items()}
    return [each.words for each in found(code, as_yaml({"data": {item: {"what": text, **fields}}}))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Any relevant information", "Any relevant information"),
        ("All records held", "All records"),
        ("The full social care record", "full social care record"),
        ("Complete medical history", "Complete medical history"),
        ("Case file", "Case file"),
        ("Name, address, etc.", "etc."),
        ("Anything relevant to the case", "Anything relevant"),
        ("Contact details including but not limited to telephone", "including but not limited to"),
    ],
)
def test_a_catch_all_is_quoted(text: str, words: str) -> None:
    assert what("PUR-05", text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Case file number",
        "Full name, and address of the home",
        "Name of the data officer who holds all information systems in order",
        "Complete address",
        "The record number in the etched register",
        "Whether any information officer was told",
    ],
)
def test_an_item_with_a_limit_raises_nothing(text: str) -> None:
    assert what("PUR-05", text) == []


def test_a_relevance_test_without_a_decider_does_not_answer_a_catch_all() -> None:
    assert what("PUR-05", "Any relevant information", relevance_test="It shows risk.") == ["Any relevant information"]
    assert what("PUR-05", "Any relevant information", relevance_test="R", decided_by="Manager") == []


# ── categories ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "words", "category"),
    [
        ("Diagnosis and date", "Diagnosis", "special category data, health"),
        ("MARAC reference", "MARAC", "criminal offence data"),
        ("Ethnicity", "Ethnicity", "special category data, race or ethnic origin"),
        ("Arrest dates", "Arrest", "criminal offence data"),
    ],
)
def test_words_that_suggest_a_category_are_quoted_with_it(text: str, words: str, category: str) -> None:
    (one,) = found("PUR-13", as_yaml({"data": {"name-and-address": {"what": text}}}))
    assert one.words == words
    assert one.message.endswith(f"suggests {category}, and it is classed as ordinary.")
    assert one.path == ("data", "name-and-address", "what")


@pytest.mark.parametrize("text", ["A dash of the pen", "Terrace or semi", "Gps position", "Bailey Street"])
def test_parts_of_words_and_abbreviations_in_small_letters_are_not_read(text: str) -> None:
    assert what("PUR-13", text) == []


def test_fields_and_values_are_read_as_well_and_the_place_is_theirs() -> None:
    text = as_yaml({"data": {"name-and-address": {"fields": ["name", "religion"]}}})
    (one,) = found("PUR-13", text)
    assert one.path == ("data", "name-and-address", "fields", 1)


def test_an_item_of_a_special_category_is_not_asked_about_the_words_that_make_it_one() -> None:
    assert what("PUR-13", "Oxygen and hospital", item="oxygen-at-home") == []


# ── identifiers ──────────────────────────────────────────────────────────────────────────────────────


def test_the_nhs_number_is_judged_for_each_recipient_and_purpose() -> None:
    # In an item that goes to the fire service for fire safety it is out of place …
    (one,) = found("PUR-14", as_yaml({"data": {"name-and-address": {"what": "Name and NHS number"}}}))
    assert one.message == (
        "Check the NHS number in “Name and NHS number”: the Fire Service is no health or care body and receives it for "
        "`choose-homes`, which is no health or care purpose."
    )
    # … though a health body is a party; in one that only goes to a council to protect adults it is not.
    assert found("PUR-14", as_yaml({"data": {"concern": {"what": "Concern and NHS number"}}})) == []
    # A purpose of care makes it right for anybody.
    care = {"purposes": {"choose-homes": {"kind": "direct-care"}, "keep-safe-from-arson": {"kind": "direct-care"}}}
    assert found("PUR-14", as_yaml({**care, "data": {"oxygen-at-home": {"what": "Oxygen and NHS number"}}})) == []


@pytest.mark.parametrize("text", ["UPN", "National Insurance number", "Passport number", "PNC ID"])
def test_other_identifiers_of_restricted_use(text: str) -> None:
    assert what("PUR-15", f"Name and {text}")[0].lower() == text.lower()


def test_the_police_may_have_a_police_number() -> None:
    assert what("PUR-15", "Where the fire was set, PNC ID", item="deliberate-fire") == []


# ── who needs what ───────────────────────────────────────────────────────────────────────────────────


def test_a_recipient_that_does_not_use_the_purpose_is_found() -> None:
    text = as_yaml({"purposes": {"raise-concerns": {"used-by": ["wolds-trust"]}}})
    assert [each.message for each in found("PUR-08", text)] == [
        f"The Council receives “{item}” for `raise-concerns`, and is not among those who use it."
        for item in ("Full name, and address of the home", "concern")
    ]


def test_a_user_named_by_a_nested_group_is_among_those_who_use_it() -> None:
    text = as_yaml(
        {
            "groups": {"referrers": ["wolds-council", "wolds-trust"], "all-referrers": ["referrers"]},
            "purposes": {"raise-concerns": {"used-by": ["all-referrers"]}},
        }
    )
    assert found("PUR-08", text) == []


def test_a_purpose_without_users_is_open_to_both_ends() -> None:
    assert found("PUR-08", take_out=("agreement.purposes.raise-concerns.used-by",)) == []


def test_an_item_in_a_set_is_pointed_at_by_the_list() -> None:
    text = as_yaml(
        {
            "sets": {"visit-data": {"holds": ["name-and-address", "concern", "oxygen-at-home"]}},
            "flows": {"concern-from-visit": {"data": ["visit-data"]}},
        }
    )
    (one,) = found("PUR-08", text)
    assert one.path == ("flows", "concern-from-visit", "data")


def test_an_item_of_a_set_with_a_source_has_one() -> None:
    text = as_yaml({"sets": {"equipment": {"holds": ["oxygen-at-home"], "source": "Equipment register"}}})
    assert found("PUR-11", text, take_out=("agreement.data.oxygen-at-home.source",)) == []


def test_a_purpose_that_only_an_item_names_has_data() -> None:
    text = as_yaml(
        {
            "purposes": {"plan": {"aim": "Plan the visits of the year."}},
            "data": {"oxygen-at-home": {"needed-for": {"plan": "To plan."}}},
        }
    )
    assert found("PUR-03", text) == []
    (one,) = found("PUR-03", as_yaml({"purposes": {"plan": {"aim": "Plan the visits of the year."}}}))
    assert one.path == ("purposes", "plan")


def test_a_purpose_outside_the_public_task_may_rest_on_a_request() -> None:
    answer = {"answer": "annex-2", "annex-2-case": "public-task request"}
    text = {"answers": {"compatible-purpose": answer}}
    (one, *_) = found("PUR-10", as_yaml(text))
    assert one.message == (
        "The public-task request of Annex 2 is not open to the Fire Service for `choose-homes`, which is a task of its "
        "own."
    )
    outside = {
        each: {"outside-public-task": "yes"} for each in ("choose-homes", "keep-safe-from-arson", "raise-concerns")
    }
    outside["investigate-arson"] = {"outside-public-task": "yes"}
    assert found("PUR-10", as_yaml({**text, "purposes": outside})) == []


def test_free_text_says_what_is_missing() -> None:
    out = ("agreement.data.concern.checked-by", "agreement.data.concern.needed-for", "agreement.data.concern.free-text")
    text = as_yaml({"answers": {"minimisation": {"answer": "each-item-justified"}}})
    (one,) = found("PUR-06", text, take_out=out)
    assert one.message == (
        "“concern” can carry other people's data: say why it is needed and who checks it before it is sent."
    )
    assert found("PUR-06", as_yaml({"data": {"concern": {"free-text": "excluded"}}}), take_out=out[:2]) == []
