"""A protocol tried on agreements, and one that adopts another: what is counted, and what is left to settle."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli.running import run
from isptool.library import templates_root

EXAMPLE = templates_root().parent / "examples" / "wolds-and-dales"
STANDALONE = """kind: agreement
id: standalone
title: Standalone
under: none
parties:
  wolds-council:
  wolds-fire:
purposes:
  visit:
    aim: Visit homes.
    used-by: [wolds-fire]
people:
  residents: {what: Residents, children: no}
data:
  address: {what: Address, about: residents, category: ordinary, needed-for: {visit: To find it.}}
flows:
  list: {from: wolds-council, to: wolds-fire, data: address, purpose: visit, when: monthly, how: sftp}
answers:
  transfer-method:
    answer: fax
  complaints:
    in-our-words: Nobody may complain.
"""


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "county")
    (tmp_path / "county" / "agreements" / "standalone.yaml").write_text(STANDALONE, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "county")
    return tmp_path / "county"


def test_a_protocol_is_tried_on_agreements_and_nothing_is_changed(county: Path) -> None:
    before = {each: each.read_bytes() for each in county.rglob("*.yaml")}
    found = run(["new", "protocol", "wolds-and-dales", "--try", "safe-and-well-visits", "--try", "standalone",
                 "--to", "json"])  # fmt: skip
    assert found.errors == ""
    data = json.loads(found.output)
    visits, alone = data["agreements"]
    stand = json.loads(run(["points", "safe-and-well-visits", "--to", "json"]).output)
    assert len(visits["left"]) == stand["points"]["open"] == visits["left_today"]
    assert visits["under"] == "wolds-and-dales"
    assert visits["conflicts"] == []
    assert alone["under"] is None
    assert alone["left_today"] > len(alone["left"]) > 0
    assert "incidents" in alone["inherits"]
    assert {each["code"] for each in alone["conflicts"]} == {"STR-08"}
    assert any("Complaints" in each["message"] for each in alone["conflicts"])
    assert found.code == 1
    assert {each: each.read_bytes() for each in county.rglob("*.yaml")} == before


def test_the_table_says_the_same_and_names_what_is_left_in_all(county: Path) -> None:
    found = run(["new", "protocol", "wolds-and-dales", "--try", "domestic-abuse-conference", "--try", "standalone"])
    lines = found.output.splitlines()
    assert lines[0] == "wolds-and-dales 5.0 (protocols/wolds-and-dales.yaml) tried on 2 agreements."
    assert lines[1].split() == ["agreement", "inherits", "answers", "left", "today", "departs", "conflicts"]
    assert lines[2].split()[0] == "domestic-abuse-conference"
    assert lines[3].split()[0] == "standalone"
    assert any(line.startswith("   conflict: ") and line.endswith("(STR-08)") for line in lines)
    (alike,) = (line for line in lines if line.startswith("Every one of them would still have to agree: "))
    assert "P20 Lawful basis" in alike


def test_an_agreement_outside_the_workspace_can_be_tried_by_its_path(county: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.yaml").write_text(STANDALONE.replace("id: standalone", "id: elsewhere"), encoding="utf-8")
    found = run(["new", "protocol", "wolds-and-dales", "--try", "../elsewhere.yaml", "--to", "json"])
    assert json.loads(found.output)["agreements"][0]["id"] == "elsewhere"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["agreement", "x", "--try", "standalone", "--no-input"], "--try is for protocols"),
        (["protocol", "wolds-and-dales", "--try", "stand-alone"], "Did you mean standalone?"),
        (
            ["protocol", "wolds-and-dales", "--try", "protocols/wolds-and-dales.yaml"],
            "is no agreement that can be read",
        ),
        (["protocol", "x", "--no-input", "--adopts", "wolds-and-dale"], "Did you mean wolds-and-dales?"),
        (["agreement", "x", "--no-input", "--adopts", "wolds-and-dales"], "--adopts is for protocols."),
    ],
)
def test_wrong_use_is_told(county: Path, arguments: list[str], says: str) -> None:
    found = run(["new", *arguments])
    assert found.code == 2
    assert says in found.errors


def test_a_protocol_that_adopts_another_asks_only_what_that_leaves_open(county: Path) -> None:
    made = run(["new", "protocol", "dales", "--adopts", "wolds-and-dales", "--no-input", "--try", "standalone"])
    assert made.errors == ""
    text = Path("protocols/dales.yaml").read_text(encoding="utf-8")
    assert "adopts:\n  id: wolds-and-dales\n  version: 5.0\n" in text
    assert "covers: [personal, special-category, criminal-offence, law-enforcement, non-personal]\n" in text
    assert "  incidents:\n" not in text  # it is settled by the adopted one
    assert "dales 0.1 (protocols/dales.yaml) tried on 1 agreement." in made.output
    stand = json.loads(run(["points", "dales", "--to", "json"]).output)["points"]
    assert stand["inherited"] > 20
    assert run(["validate", "protocols/dales.yaml", "--select", "SET"]).code == 0


def test_another_version_than_the_one_adopted_is_said_with_its_place(county: Path) -> None:
    run(["new", "protocol", "dales", "--adopts", "wolds-and-dales", "--no-input"])
    path = Path("protocols/dales.yaml")
    path.write_text(path.read_text().replace("  version: 5.0", "  version: 4.2"))
    found = run(["validate", "--select", "SET-23"])
    line = 1 + path.read_text().splitlines().index("  version: 4.2")
    assert f"protocols/dales.yaml:{line}:12: warning SET-23" in found.output
    assert "and the file here is version 5.0" in found.output
