"""Forms about a document in force: its review recorded, a partner that joins, and a certificate when one leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.running import run
from sealing import ground
from sealing.ground import FLOOD, did

from .test_collect_papers import data_of, fill, make


@pytest.fixture
def in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The county with its flood agreement in force, under a protocol in force."""
    ground.county(tmp_path / "county")
    monkeypatch.chdir(tmp_path / "county")
    for document in (ground.PROTOCOL, FLOOD):
        ground.sealed(document)
        for party in ground.PARTIES:
            ground.signs(party, document)
    did("move", ground.PROTOCOL, "in-force")
    ran = run(["move", FLOOD, "in-force"])
    assert ran.code == 0, ran.output
    return tmp_path / "county"


def test_a_review_is_filled_from_the_records_and_recorded(in_force: Path) -> None:
    path = make("review", FLOOD, "--for", "wolds-council", "--number", "review-1")
    collected = run(["collect", fill(path, "review", {
        "outcome": "It goes on unchanged", "next-review": "1 October 2027", "reviewed-by": "Flood Risk Manager",
        "reviewed-on": "2 November 2026", "reasons": "It works.",
    }), "--force"])  # fmt: skip
    assert collected.errors == ""
    record = f"sealed/{FLOOD}/1.0/reviews/2026-11-02-review.yaml"
    assert f"review recorded in {record}: unchanged." in collected.output
    kept = data_of(record)
    assert (kept["outcome"], kept["next"], kept["by"], kept["text"]) == (
        "unchanged", "2027-10-01", "Flood Risk Manager", "It works.",
    )  # fmt: skip
    answers = data_of("forms/review-1.yaml")["answers"]
    assert isinstance(answers, dict)
    signed = answers["signed"].splitlines()
    assert len(signed) == 3
    assert all(line.startswith("- ") and line.endswith(": signed") for line in signed)
    assert answers["changed"] == "Nothing in the working file."
    assert "1 October 2027" in run(["status", FLOOD]).output


def test_a_review_without_a_day_to_come_is_kept_and_not_recorded(in_force: Path) -> None:
    path = make("review", FLOOD, "--for", "wolds-council", "--number", "review-1")
    collected = run(
        ["collect", fill(path, "review", {"outcome": "It goes on unchanged", "reviewed-by": "X"}), "--force"]
    )
    assert collected.code == 1
    assert "No review is recorded" in collected.output
    assert not list(Path("sealed").rglob("*-review.yaml"))


def test_a_partner_joins_the_protocol_by_its_form_and_the_others_do_not_sign_again(in_force: Path) -> None:
    path = make("accession", ground.PROTOCOL, "--for", "moorland-hospice")
    values: dict[str, str | bool] = {"name": "Moorland Hospice", "kind": "Charity", "nations.england": True}
    collected = run(["collect", fill(path, "accession", values), "--force"])
    (line,) = (each for each in collected.output.splitlines() if "joining --partner" in each)
    command = line.partition("isptool ")[2].split()
    joined = run(command)
    assert joined.code == 0, joined.output + joined.errors
    status = run(["status", ground.PROTOCOL]).output

    (hospice,) = (line for line in status.splitlines() if "ospice" in line and "join" in line)
    assert hospice


def test_a_partner_that_leaves_certifies_what_became_of_every_copy(in_force: Path) -> None:
    did("move", FLOOD, "leaving", "--partner", "wolds-fire", "--because", "Its letter of 2 November")
    path = make("exit", FLOOD, "--for", "wolds-fire", "--number", "exit-1")
    collected = run(["collect", fill(path, "exit", {"reason": "The partner leaves", "copies": "None"}), "--force"])
    (line,) = (each for each in collected.output.splitlines() if "left --partner" in each)
    assert line == (
        f"Next: A partner that left: isptool move {FLOOD} left --partner wolds-fire --done 'exit certificate exit-1'"
    )
    import shlex

    command = shlex.split(line.partition("isptool ")[2])
    left = run([*command, "--today", "2027-03-01"])
    assert left.code == 0, left.output + left.errors
