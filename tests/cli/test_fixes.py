"""`validate --fix`: the four mechanical mends, each shown first, each the smallest edit, comments and all else kept."""

from __future__ import annotations

import shutil
from itertools import takewhile
from pathlib import Path

import pytest

from .running import HERE, run

FILE = Path("agreements/visits.yaml")
PROTOCOL = Path("protocols/wolds.yaml")


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HERE / "small", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)


def _change(old: str, new: str, path: Path = FILE) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def _fixed(select: str, gate: str = "signing") -> tuple[str, str]:
    """The file before and after. Without --force nothing is changed, and the difference is shown all the same."""
    before = FILE.read_text(encoding="utf-8")
    asked = run(["validate", "visits", "--select", select, "--gate", gate, "--fix"])
    assert FILE.read_text(encoding="utf-8") == before
    done = run(["validate", "visits", "--select", select, "--gate", gate, "--fix", "--force"])
    after = FILE.read_text(encoding="utf-8")
    shown = _difference(done.output)
    assert shown == _difference(asked.output)
    gone, new = _differing(before, after)
    assert [each[1:] for each in shown if each.startswith("-")] == gone
    assert [each[1:] for each in shown if each.startswith("+")] == new
    return before, after


def _difference(output: str) -> list[str]:
    """The lines of the difference that is shown before a file is changed, without its head."""
    lines = output.splitlines()
    if not lines or not lines[0].startswith("--- "):
        return []
    return list(takewhile(lambda line: line[:1] in " -+@", lines[2:]))


def _differing(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    return [each for each in old if each not in new], [each for each in new if each not in old]


def test_outdated_law_one_for_one() -> None:
    _change(
        "    what: Whether oxygen is kept in the home\n",
        "    # as NHS England holds it\n"
        "    what: Whether oxygen is kept in the home\n"
        "    source: 'NHS Digital holds it; NHS Digital sends it; formerly NHS Digital'   # asked on 3 May\n",
    )
    before, after = _fixed("LAW-28")
    assert _differing(before, after) == (
        ["    source: 'NHS Digital holds it; NHS Digital sends it; formerly NHS Digital'   # asked on 3 May"],
        ["    source: 'NHS England holds it; NHS England sends it; formerly NHS Digital'   # asked on 3 May"],
    )


def test_outdated_law_that_a_person_must_judge_is_left() -> None:
    _change("    what: Whether oxygen is kept in the home\n", "    what: Whether the CCG gave oxygen\n")
    before, after = _fixed("LAW-28")
    assert after == before


COMPLAINTS = """\
  complaints:  # as the county wrote it
    # word for word
    in-our-words: |
      People may complain to either partner.

      - By e-mail, by post or in person.
"""


@pytest.mark.parametrize("place", ["first", "last", "alone"])
def test_a_repeated_protocol_text_goes_and_nothing_else(place: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    head, _, answers = text.partition("answers:\n")
    before = "# ours\nanswers:  # the rest is the protocol's\n"
    kept = {"first": answers, "last": answers, "alone": ""}[place]
    written = {"first": COMPLAINTS + answers, "last": answers + COMPLAINTS, "alone": COMPLAINTS}[place]
    FILE.write_text(head + before + written, encoding="utf-8")
    assert "STR-10" in run(["validate", "visits"]).output
    _, after = _fixed("STR-10", "draft")
    assert after.rstrip("\n") == (head + before + kept).rstrip("\n")
    again = run(["validate", "visits"]).output
    assert "STR-10" not in again
    assert "FMT" not in again
    assert "YML" not in again


def test_a_text_that_adds_to_the_protocol_is_no_repetition() -> None:
    _change("answers:\n", "answers:\n" + COMPLAINTS.replace("in person.", "in person, or by telephone."))
    before, after = _fixed("STR-10", "draft")
    assert after == before


def test_a_misspelt_key() -> None:
    _change("    by-day: 5th working day\n", "    by_dy: 5th working day  # of the month\n")
    before, after = _fixed("FMT", "draft")
    assert _differing(before, after) == (
        ["    by_dy: 5th working day  # of the month"],
        ["    by-day: 5th working day  # of the month"],
    )


def _words(text: str) -> list[str]:
    return text.replace("[", " ").replace("]", " ").replace(",", " ").split()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("    to: wolds-fire\n", "    to: wolds-fier   # the crews\n"),
        ("    data: [address, oxygen]\n", "    data: [address, oxigen] # both\n"),
        ("    purpose: choose-homes\n", "    purpose: chose-homes\n"),
        ("  - for: [wolds-fire, choose-homes]\n", "  - for: [wolds-fire, choose-home]\n"),
        ("under: wolds\n", "under: wold   # the county's\n"),
        ("    used-by: [wolds-fire]\n", "    used-by:\n      # only they\n      - wolds_fire\n"),
        ("    answer: purpose-then-delete\n", "    answer: purpose-then-delte\n"),
        ("    category: special-health\n", "    category: special-helth  # oxygen\n"),
    ],
)
def test_a_misspelt_reference(right: str, wrong: str) -> None:
    _change(right, wrong)
    before, after = _fixed("STR-04,SET,FMT", "draft")
    gone, new = _differing(before, after)
    assert len(gone) == len(new) == 1
    assert set(_words(right)) <= set(_words(after))
    assert new[0].partition("#")[1:] == gone[0].partition("#")[1:]
    assert "STR-04" not in run(["validate", "visits"]).output


def test_one_of_a_group_keeps_the_words_before_it() -> None:
    _change("purposes:\n", "groups:\n  referrers: [wolds-council]\npurposes:\n")
    _change("    from: wolds-council\n", "    from: each of referers  # all\n")
    before, after = _fixed("STR-04", "draft")
    assert _differing(before, after) == (
        ["    from: each of referers  # all"],
        ["    from: each of referrers  # all"],
    )


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("    purpose: choose-homes\n", "    purpose: choose-houses\n"),
        ("    data: [address, oxygen]\n", "    data: [address, adults]\n"),
        ("  wolds-fire:\n", "  wolds-fier:\n"),
    ],
)
def test_what_is_not_sure_is_left(right: str, wrong: str) -> None:
    _change(right, wrong)
    before, after = _fixed("STR-04", "draft")
    assert next(line for line in before.splitlines() if line.strip() == wrong.strip()) in after.splitlines()


def test_another_number_is_another_thing() -> None:
    _change("    purpose: choose-homes\n", "    purpose: visit-2\n")
    _change("purposes:\n", "purposes:\n  visit-1:\n    kind: fire-safety\n    aim: To visit.\n")
    before, after = _fixed("STR-04", "draft")
    assert after == before
