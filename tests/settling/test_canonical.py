"""The canonical form: the same for all that says the same, and other for all that does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from isptool.settling.canonical import as_bytes, canonical, data_of, digest
from isptool.settling.settled import Settled

from .county import PROTOCOL, VISITS, settled


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("county")


@pytest.fixture(scope="module")
def visits(folder: Path) -> Settled:
    return settled(folder)


def test_it_is_rfc_8785(visits: Settled) -> None:
    written = canonical(visits)
    data = json.loads(written)
    assert data["format"] == 1
    again = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert written.decode() == again, "sorted keys, no spaces, no numbers but a whole one"


def test_it_holds_the_file_what_is_above_and_how_every_point_stands(visits: Settled) -> None:
    data = data_of(visits)
    assert data["document"]["data"]["oxygen-at-home"] == {
        "what": "Whether oxygen is kept in the home (yes or no)",
        "about": ["adults-with-care-needs"],
        "category": ["special-health"],
        "source": "GP record",
        "form": "flag",
        "optional": True,
        "needed-for": {"choose-homes": "Oxygen makes a fire spread faster; the crew must know."},
    }
    assert [(each["id"], each["version"]) for each in data["under"]] == [("wolds-and-dales", "5.0")]
    assert len(data["under"][0]["sha256"]) == 64
    cells = data["settled"]["retention-and-disposal"]["cells"]
    retention = next(each["parts"][0] for each in cells if each["of"]["party"] == "wolds-fire")
    assert retention["fields"]["period"] == "12 months"
    assert retention["sentences"][0].startswith("Deleted when the purpose is met, and at most 12 months after")
    incidents = data["settled"]["incidents"]["cells"][0]["parts"][0]
    assert incidents["state"] == "inherited"
    assert incidents["inherited"]["protocol"] == "wolds-and-dales"


@pytest.mark.parametrize(
    "change",
    [
        ("version: 2.0\n", "version: 2.0 # for the board\n"),
        ("version: 2.0\n", "version: '2.0'\nnote: Ask the panel once more.\n"),
        ("version: 2.0\n", "x-colour: blue\nversion: 2.0\n"),
        ("    date: 14 September 2026\n", "    date: 2026-09-14\n"),
        ("period: 12 months", "period: twelve months"),
        ("  telephone:\n    what: Telephone number, and the language the person prefers\n    kind: contact\n",
         "  telephone:\n    kind: contact\n    what: Telephone number, and the language the person prefers\n"),
        ("data: [name-and-address]", "data: name-and-address"),
    ],
)  # fmt: skip
def test_what_says_the_same_makes_the_same_bytes(folder: Path, visits: Settled, change: tuple[str, str]) -> None:
    assert canonical(settled(folder, change)) == canonical(visits)


@pytest.mark.parametrize(
    "change",
    [
        ("version: 2.0", "version: 2.00"),
        ("period: 12 months", "period: 13 months"),
        ("Oxygen makes a fire spread faster", "Oxygen makes a fire spread  faster"),
        ("team-size: \"12\"", "team-size: \"13\""),
        ("duty: may", "duty: must"),
        ("review:\n  next: 3 May 2027", "review:\n  next: 4 May 2027"),
    ],
)  # fmt: skip
def test_what_says_something_else_does_not(folder: Path, visits: Settled, change: tuple[str, str]) -> None:
    assert canonical(settled(folder, change)) != canonical(visits)


def test_a_changed_term_of_the_protocol_is_seen_in_the_agreement(folder: Path, visits: Settled) -> None:
    other = settled(folder, ("answer: separate", "answer: joint"), file=PROTOCOL, of=VISITS)
    was, now = data_of(visits), data_of(other)
    assert was["document"] == now["document"]
    assert was["under"][0]["sha256"] != now["under"][0]["sha256"]
    assert was["settled"]["controller-relationship"] != now["settled"]["controller-relationship"]


def test_text_is_in_composed_form(folder: Path) -> None:
    one = settled(folder, ("a stranger.", "a stranger or Zoe\u0308."))
    other = settled(folder, ("a stranger.", "a stranger or Zo\u00eb."))
    assert canonical(one) == canonical(other)


def test_the_digest_is_of_the_canonical_bytes() -> None:
    assert as_bytes({"b": "é", "a": [True, {}]}) == '{"a":[true,{}],"b":"é"}'.encode()
    assert digest({"a": "b"}) == "db4a7ecb114bc66c623a06c4ff6fe8daa2f49cc270ebbf7a1f81e22ab061c837"
