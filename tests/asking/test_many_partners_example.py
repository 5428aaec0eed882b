"""The example of one agreement for many partners: an umbrella with schedules, a standard form and a copy of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli.running import run
from isptool.library import templates_root

EXAMPLE = templates_root().parent / "examples" / "many-partners"


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "example")
    monkeypatch.chdir(tmp_path / "example")
    return tmp_path / "example"


def test_nothing_is_wrong_with_it_and_all_of_it_is_rendered(example: Path) -> None:
    checked = run(["validate", "--output-format", "json"])
    assert (checked.code, json.loads(checked.output)["summary"]["errors"]) == (0, 0)
    assert run(["render", "--to", "md", "-o", "out"]).code == 0
    text = Path("out/emergency-umbrella.md").read_text(encoding="utf-8")
    for said in ("WD-EM-02", "WD-EM-03", "WD-EM-04", "when its control room is staffed", "About 40 homes"):
        assert said in text
    pack = run(["render", "agreements/emergency-umbrella.yaml", "--edition", "partner", "--for", "beck-homes",
                "--to", "md", "-o", "out"])  # fmt: skip
    assert pack.code == 0
    assert "Beck Homes" in Path("out/emergency-umbrella.for-beck-homes.md").read_text(encoding="utf-8")


def test_its_schedules_are_what_the_table_says(example: Path) -> None:
    again = run(["new", "schedules", "emergency-umbrella", "--from", "partners.csv", "--force"])
    assert (again.code, again.output) == (0, "Nothing to write: it stood there already.\n")


def test_who_takes_no_part_in_a_purpose_sends_nothing_for_it(example: Path) -> None:
    from isptool.cli.opening import Opened
    from isptool.reading.workspace import open_workspace

    documents = Opened(open_workspace(example)).settled().documents
    umbrella = next(each for each in documents if each.document.id == "emergency-umbrella")
    sends = {(row.sender, row.purpose) for row in umbrella.rows if row.recipient == "wolds-council"}
    assert ("beck-homes", "find-people") in sends
    assert ("beck-homes", "rest-centres") not in sends
    assert ("dales-district-council", "rest-centres") in sends


def test_its_copy_of_the_standard_form_is_what_the_command_makes(example: Path) -> None:
    kept = Path("agreements/hill-school-counselling.yaml").read_text(encoding="utf-8")
    Path("agreements/hill-school-counselling.yaml").unlink()
    made = run(["new", "agreement", "hill-school-counselling", "--from", "school-counselling", "--no-input",
                "--party", "school=hill-school", "--set", "title=School counselling at Hill School",
                "--set", "version=1.0"])  # fmt: skip
    assert made.code == 0
    now = Path("agreements/hill-school-counselling.yaml").read_text(encoding="utf-8")
    assert now.replace('"yes"', "yes") == kept
