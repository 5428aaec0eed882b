"""`isptool diff`: against a file, against what is sealed, as text, JSON and tracked changes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sealing.ground import FLOOD, change, county, inside, sealed

from .running import run

COUNTY = Path(__file__).resolve().parents[2] / "examples" / "wolds-and-dales"
OLD = COUNTY / "earlier" / "safe-and-well-visits-1.9.yaml"
NEW = COUNTY / "agreements" / "safe-and-well-visits.yaml"


def test_the_text_says_what_it_means_first() -> None:
    ran = run(["diff", str(OLD), str(NEW)])
    assert (ran.errors, ran.code) == ("", 0)
    lines = ran.output.splitlines()
    assert lines[0].endswith("(agreement safe-and-well-visits), version 1.9 -> version 2.0")
    assert re.fullmatch(r"Changes: 2 material, \d+ minor, \d+ administrative\.", lines[1])
    assert lines[2].startswith("Must sign: ")
    assert "  data.oxygen-at-home: added (a data item)" in lines
    at = next(n for n, line in enumerate(lines) if line.startswith("  answers.retention-and-disposal"))
    assert lines[at].endswith(": changed (it is stricter)")
    assert "at most [-24-]{+12+} months after" in lines[at + 1]
    assert lines.index("Clause by clause") > at


def test_json_has_the_same_facts() -> None:
    data = json.loads(run(["diff", str(OLD), str(NEW), "--to", "json"]).output)
    assert data["version"] == 1
    assert (data["old"]["version"], data["new"]["version"], data["class"]) == ("1.9", "2.0", "material")
    assert data["must_sign"] == ["wolds-council", "wolds-fire", "gp-practices"]
    [oxygen] = [each for each in data["changes"] if each["where"] == "data.oxygen-at-home"]
    assert oxygen == {
        "where": "data.oxygen-at-home",
        "kind": "added",
        "class": "material",
        "why": "a data item",
        "part": "own",
        "party": None,
        "point": None,
        "old": None,
        "new": "Whether oxygen is kept in the home (yes or no)",
        "concerns": ["wolds-council", "wolds-fire", "gp-practices"],
    }
    retention = next(each for each in data["clauses"] if each["title"] == "Retention and disposal")
    assert retention["kind"] == "changed"
    assert "24 months" in retention["lines"][0]["old"]
    assert "12 months" in retention["lines"][0]["new"]


def test_tracked_changes_bear_the_name_and_the_day_that_were_given(tmp_path: Path) -> None:
    made = tmp_path / "changes.docx"
    ran = run(
        ["diff", str(OLD), str(NEW), "--to", "docx", "-o", str(made), "--author", "IG team", "--today", "2026-11-25"]
    )
    assert (ran.output, ran.code) == (f"{made}\n", 0)
    with zipfile.ZipFile(io.BytesIO(made.read_bytes())) as archive:
        body = archive.read("word/document.xml").decode()
        heads = "".join(archive.read(name).decode() for name in archive.namelist() if "header" in name)
    assert 'w:author="IG team" w:date="2026-11-25T00:00:00Z"' in body
    assert "CHANGES FROM VERSION 1.9 TO VERSION 2.0" in heads
    # made again, it replaces what it made; what somebody has touched it leaves
    assert run(["diff", str(OLD), str(NEW), "--to", "docx", "-o", str(made)]).code == 0
    made.write_bytes(made.read_bytes() + b" ")
    again = run(["diff", str(OLD), str(NEW), "--to", "docx", "-o", str(made)])
    assert again.code == 2
    assert f"{made} was left as it is" in again.errors


def test_a_file_from_anywhere_is_read_with_the_protocol_of_the_other(tmp_path: Path) -> None:
    """As after `git show REVISION:agreements/x.yaml > old.yaml`: nothing that is inherited looks changed."""
    old = tmp_path / "old.yaml"
    old.write_text(NEW.read_text(encoding="utf-8").replace("period: 12 months", "period: 9 months"), encoding="utf-8")
    data = json.loads(run(["diff", str(old), str(NEW), "--to", "json"]).output)
    assert [(each["where"].partition(" ")[0], each["class"]) for each in data["changes"]] == [
        ("answers.retention-and-disposal", "material")
    ]
    back = json.loads(run(["diff", str(NEW), str(old), "--to", "json"]).output)
    assert [each["class"] for each in back["changes"]] == ["minor"]


def test_what_cannot_be_read_is_not_compared(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(NEW.read_text(encoding="utf-8").replace("version: 2.0", "version: [2.0"), encoding="utf-8")
    ran = run(["diff", str(broken), str(NEW)])
    assert ran.code == 2
    assert ran.errors.startswith(f"Error: {broken} cannot be compared: line ")


def test_what_a_document_says_cannot_steer_the_terminal(tmp_path: Path) -> None:
    old = tmp_path / "old.yaml"
    text = NEW.read_text(encoding="utf-8").replace('team-size: "12"', 'team: "\\e[31mred\\a"\n      team-size: "12"', 1)
    old.write_text(text.replace("      team: the prevention team\n", ""), encoding="utf-8")
    ran = run(["diff", str(old), str(NEW)])
    assert ran.code == 0, ran.errors
    assert "\x1b" not in ran.output
    assert "\a" not in ran.output


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    with inside(county(tmp_path / "county")):
        yield tmp_path / "county"


def test_a_word_file_is_not_named_as_another(small: Path) -> None:
    ran = run(["diff", FLOOD, FLOOD, "--to", "docx", "-o", "changes.pdf"])
    assert ran.code == 2
    assert ran.errors == (
        "Error: --to docx makes a Word file, and changes.pdf is named as another.\nLet its name end in .docx.\n"
    )
    assert not (small / "changes.pdf").exists()


def test_the_working_file_against_what_is_sealed(small: Path) -> None:
    version = sealed()
    name = f"{FLOOD}@{version.version}"
    assert "Nothing changed" in run(["diff", name, FLOOD]).output
    change(f"agreements/{FLOOD}.yaml", f"version: {version.version}", "version: 9.0")
    data = json.loads(run(["diff", name, FLOOD, "--to", "json"]).output)
    assert (data["old"]["version"], data["new"]["version"]) == (version.version, "9.0")
    assert [each["where"] for each in data["changes"]] == ["version"]
    assert data["must_sign"] == []
    gone = run(["diff", f"{FLOOD}@0.1", FLOOD])
    assert gone.code == 2
    assert gone.errors.splitlines()[1] == f"Sealed are: {name}."


def test_a_version_that_nobody_sealed(small: Path) -> None:
    ran = run(["diff", f"{FLOOD}@0.1", FLOOD])
    assert ran.code == 2
    assert ran.errors.splitlines()[1].startswith(f"Nothing of {FLOOD} is sealed yet. Save the older version as a file")
