"""What `validate` checks, what it counts, and when it refuses."""

from __future__ import annotations

import json
import os
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from isptool.checking import check as checking
from isptool.checking.rules import RULES
from isptool.cli import judging

from .running import EXAMPLES, HERE, run


@pytest.fixture(autouse=True)
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(HERE / "small", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edit(name: str, old: str, new: str) -> None:
    path = Path(name)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def checked(*arguments: str) -> dict[str, Any]:
    ran = run(["validate", *arguments, "--output-format", "json"])
    found: dict[str, Any] = json.loads(ran.output)
    assert found["summary"]["exit_code"] == ran.code
    return found


def documents(*arguments: str) -> list[str]:
    return [each["id"] for each in checked(*arguments)["documents"]]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], ["wolds", "visits"]),
        (["."], ["wolds", "visits"]),
        (["visits"], ["visits"]),
        (["visits@1.0"], ["visits"]),
        (["agreements/visits.yaml"], ["visits"]),
        (["agreements"], ["visits"]),
        (["protocols", "agreements/visits.yaml"], ["wolds", "visits"]),
        (["visits", "visits"], ["visits"]),
        (["partners.yaml"], []),
    ],
)
def test_what_a_name_means(arguments: list[str], found: list[str]) -> None:
    assert documents(*arguments) == found


def test_an_absolute_path_means_the_same() -> None:
    assert documents(str(Path("agreements/visits.yaml").absolute())) == ["visits"]


def test_several_workspaces_at_once(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "wolds-and-dales", "county")
    found = documents("county/agreements/safe-and-well-visits.yaml", "visits")
    assert found == ["safe-and-well-visits", "visits"]


def test_a_file_outside_any_workspace_is_checked_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "visits.yaml"
    shutil.copy("agreements/visits.yaml", elsewhere)
    found = checked(str(elsewhere))
    assert [each["id"] for each in found["documents"]] == ["visits"]
    assert "STR-04" in [each["code"] for each in found["findings"]]  # its protocol is not there


def test_files_that_were_not_named_speak_up_only_where_they_could_not_be_read() -> None:
    edit("partners.yaml", "called: Wolds Council", "called: Wolds Council\n    ico_registration: ZX1")
    assert [each["file"] for each in checked("visits", "--select", "FMT")["findings"]] == []
    edit("partners.yaml", "nations: [england]", "nations: [narnia]")
    found = checked("visits", "--select", "FMT")["findings"]
    assert {each["file"] for each in found} == {"partners.yaml"}


def test_a_protocol_that_could_not_be_read_is_said_once() -> None:
    edit("protocols/wolds.yaml", "status: consultation", "status: [consultation")
    found = checked()["findings"]
    assert [(each["code"], each["file"]) for each in found if each["severity"] == "error"] == [
        ("YML-35", "protocols/wolds.yaml")
    ]


def test_an_edit_that_holds_a_list_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    from isptool.findings import Edit, Finding, Severity

    listed = Finding(
        "STR-99", "x", Severity.INFO, "m", file="partners.yaml", edit=Edit("set", ("a",), ["b", {"c": "d"}])
    )
    monkeypatch.setattr(judging, "check_templates", lambda folders: [listed, listed])
    codes = [each["code"] for each in checked()["findings"]]
    assert codes.count("STR-99") == 1


def test_gates_decide_what_counts() -> None:
    draft = checked("visits")
    signing = checked("visits", "--gate", "signing")
    assert draft["summary"]["errors"] == 0
    assert draft["summary"]["later"] > 20
    assert signing["summary"]["errors"] > 20
    assert {each["code"] for each in signing["findings"]} >= {"STR-02"}
    assert (run(["validate", "visits"]).code, run(["validate", "visits", "--gate", "signing"]).code) == (0, 1)


def test_select_and_ignore_take_codes_families_and_names_with_commas() -> None:
    edit("agreements/visits.yaml", "status: draft", "staus: draft")
    edit("agreements/visits.yaml", "needed-for:", "needed_for:")

    def codes(*arguments: str) -> set[str]:
        return {each["code"] for each in checked("visits", *arguments)["findings"]}

    assert codes("--select", "FMT") == {"FMT-01", "FMT-02"}
    assert codes("--select", "FMT-02,YML") == {"FMT-02"}
    assert codes("--select", "FMT-02", "--select", "unknown-key") == {"FMT-01", "FMT-02"}
    assert "FMT-01" not in codes("--ignore", "fmt-01")


def test_strict_lets_warnings_fail() -> None:
    edit("agreements/visits.yaml", "needed-for:", "needed_for:")
    assert run(["validate", "visits", "--select", "FMT"]).code == 0
    assert run(["validate", "visits", "--select", "FMT", "--strict"]).code == 1


def test_the_day_is_the_option_the_settings_or_the_clock() -> None:
    assert checked("visits")["summary"]["as_at"] == "2026-11-02"
    assert checked("visits", "--today", "15 December 2026")["summary"]["as_at"] == "2026-12-15"
    edit("isptool.yaml", "as-at: 2 November 2026\n", "")
    from datetime import date

    before = date.today()  # noqa: DTZ011
    said = date.fromisoformat(checked("visits")["summary"]["as_at"])
    assert before <= said <= date.today()  # noqa: DTZ011


def test_a_result_goes_to_a_file_whole_and_never_over_a_document() -> None:
    ran = run(["validate", "visits", "--output", "result.txt"])
    assert ran.output == ""
    assert ran.errors.endswith("Written to result.txt.\n")
    assert Path("result.txt").read_text(encoding="utf-8") == run(["validate", "visits"]).output
    assert run(["validate", "visits", "--output", "result.txt"]).code == 0
    before = Path("agreements/visits.yaml").read_bytes()
    ran = run(["validate", "visits", "--output", "agreements/visits.yaml"])
    assert ran.code == 2
    assert "by its name is no result of a check" in ran.errors
    assert Path("agreements/visits.yaml").read_bytes() == before


def test_a_rule_that_fails_itself_is_our_fault_and_the_others_still_run(monkeypatch: pytest.MonkeyPatch) -> None:
    edit("agreements/visits.yaml", "status: draft", "staus: draft")
    from msgspec.structs import replace

    def broken(doc: Any, at: Any) -> Any:
        raise KeyError("a name in a document")

    first = next(each for each in RULES if each.check is not None and "agreement" in each.profiles and not each.needs)
    rules = [replace(first, check=broken), *(each for each in RULES if each is not first)]
    monkeypatch.setattr(judging, "check", partial(checking.check, rules=rules))
    ran = run(["validate", "visits"])
    assert ran.code == 3
    assert "FMT-01" in ran.output
    assert f"isptool's own rule {first.code} failed: that is our fault; the others still ran." in ran.output
    assert "a name in a document" not in ran.output + ran.errors
    assert "--debug" in ran.errors
    assert "a name in a document" in run(["validate", "visits", "--debug"]).errors


def test_a_check_that_checked_nothing_is_no_success() -> None:
    Path("agreements/visits.yaml").unlink()
    Path("protocols/wolds.yaml").unlink()
    ran = run(["validate"])
    assert (ran.code, ran.output) == (2, "")
    assert ran.errors.startswith("Error: Nothing was checked")
    assert run(["validate", "agreements"]).code == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_finding() -> None:
    Path("agreements/visits.yaml").chmod(0)
    assert [each["code"] for each in checked()["findings"]] == ["YML-02"]


def test_the_example_county_is_checked_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES / "wolds-and-dales")
    found = checked()
    assert len(found["documents"]) == 7
    assert found["summary"]["rules_that_failed"] == []
    assert {each["document"] for each in found["questions"]} == {each["id"] for each in found["documents"]}


def test_what_is_wrong_with_a_partner_is_said_once_however_many_agreements_name_it() -> None:
    text = Path("agreements/visits.yaml").read_text(encoding="utf-8")
    for name in ("second", "third"):
        Path(f"agreements/{name}.yaml").write_text(text.replace("id: visits", f"id: {name}"), encoding="utf-8")
    found = checked("--gate", "signing")
    at_partners = [
        (each["code"], each["line"], each["message"]) for each in found["findings"] if each["file"] == "partners.yaml"
    ]
    assert len(found["documents"]) == 4
    assert at_partners, "something is wrong with a partner of the small workspace"
    assert sorted(set(at_partners)) == sorted(at_partners)
