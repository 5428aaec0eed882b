"""Objections of one kind as one hit."""

from __future__ import annotations

import pytest

from isptool.checking.gathered import Objection, gathered
from isptool.findings import Severity


def test_those_that_differ_only_in_party_and_purpose_are_one() -> None:
    (one,) = gathered(
        [
            Objection(("law", 0), "the Council", "“visits”"),
            Objection(("law", 0), "the Trust"),
            Objection(("law", 0), "the Council", "“alarms”"),
        ]
    )
    assert dict(one.with_values) == {
        "who": "the Council and the Trust",
        "purposes": "“visits” and “alarms”",
        "who_for_what": "the Council and the Trust (“visits” and “alarms”)",
    }
    assert (one.path, one.file, one.note, one.words, one.on_key, one.severity) == (("law", 0), "", "", "", False, None)


def test_without_a_purpose_only_the_party_is_named() -> None:
    (one,) = gathered([Objection(("law", 0), "the Council")])
    assert (one.with_values["purposes"], one.with_values["who_for_what"]) == ("", "the Council")


@pytest.mark.parametrize(
    "other",
    [
        Objection(("law", 1), "the Trust"),
        Objection(("law", 0), "the Trust", file="schedules/visits.yaml"),
        Objection(("law", 0), "the Trust", values={"section": "s.1"}),
        Objection(("law", 0), "the Trust", note="Not yet."),
        Objection(("law", 0), "the Trust", severity=Severity.INFO),
        Objection(("law", 0), "the Trust", on_key=True),
        Objection(("law", 0), "the Trust", words="without consent"),
    ],
)
def test_what_differs_otherwise_stays_apart_in_its_order(other: Objection) -> None:
    hits = list(gathered([Objection(("law", 0), "the Council"), other, Objection(("law", 0), "the Police")]))
    assert [each.with_values["who"] for each in hits] == ["the Council and the Police", "the Trust"]
    second = hits[1]
    assert (second.path, second.file, second.note, second.words, second.on_key, second.severity) == (
        other.path, other.file, other.note, other.words, other.on_key, other.severity,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "on_key"),
    [
        (("purposes", "visits"), True),
        (("parties", "wolds-fire"), True),
        (("flows", "list"), True),
        (("data", "address"), True),
        (("people", "residents"), False),
        (("data", "address", "category"), False),
        (("data",), False),
    ],
)
def test_what_is_missing_from_a_thing_stands_at_its_name(path: tuple[str, ...], on_key: bool) -> None:
    (one,) = gathered([Objection(path, "the Council")])
    assert one.on_key is on_key
