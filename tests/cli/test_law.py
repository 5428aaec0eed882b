"""`isptool law`: every row can be found by its id and its citation, filters narrow, own laws are listed as own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from isptool.cli.finding_law import KINDS, Wanted, find, kinds_of, near
from isptool.law.book import LawBook
from isptool.law.rows import Entry, Gateway

from .running import run

BOOK = LawBook.load()
ROWS = (*BOOK.entries(), *BOOK.stale_terms())


def _ids(wanted: Wanted) -> list[str]:
    return [row.id for row in find(wanted, BOOK)]


@pytest.mark.parametrize("entry", list(BOOK.entries()), ids=lambda entry: entry.id)
def test_every_provision_is_found_by_its_id_and_its_citation(entry: Entry) -> None:
    assert _ids(Wanted(words=entry.id)) == [entry.id]
    assert entry.id in _ids(Wanted(words=entry.citation))


def test_every_outdated_term_is_found_by_its_title() -> None:
    for term in BOOK.stale_terms():
        assert term.id in _ids(Wanted(words=term.title, kind="outdated")), term.id


def test_every_kind_finds_something_and_every_row_has_a_kind() -> None:
    assert {kind for row in ROWS for kind in kinds_of(row)} == set(KINDS)


def test_a_power_and_duty_is_both() -> None:
    both = [row.id for row in BOOK.gateways() if row.kind == "duty-and-power"]
    assert both
    for kind in ("duty", "power"):
        assert set(both) <= set(_ids(Wanted(kind=kind)))


def test_a_nation_and_a_status_leave_out_the_others() -> None:
    for row in find(Wanted(nation="scotland", kind="gateway"), BOOK):
        assert isinstance(row, Gateway)
        assert "scotland" in row.nations
    assert _ids(Wanted(status="not-commenced", kind="duty"))
    assert all(row.status == "not-commenced" for row in find(Wanted(status="not-commenced"), BOOK))  # type: ignore[attr-defined]


def test_between_looks_at_both_ends() -> None:
    to_police = _ids(Wanted(giver="charity", receiver="police"))
    assert "cda-1998-s115" in to_police
    to_charity = _ids(Wanted(giver="police", receiver="charity"))
    assert "cda-1998-s115" not in to_charity
    assert "police-common-law" in to_charity
    assert "police-common-law" not in to_police


def test_a_category_leaves_out_what_does_not_reach_it() -> None:
    assert "pcsca-2022-s16" in _ids(Wanted(words="serious violence", kind="power"))
    barred = {row.id for row in BOOK.gateways() if row.does_not_reach}
    assert barred
    for row_id in barred:
        row = BOOK.entry(row_id)
        assert isinstance(row, Gateway)
        assert row_id not in _ids(Wanted(category=row.does_not_reach[0]))


def test_numbers_are_whole() -> None:
    """`section 11` is not found in `section 115`."""
    found = _ids(Wanted(words="crime section 11"))
    assert "cda-1998-s115" not in found
    assert "cda-1998-s115" in _ids(Wanted(words="crime section 115"))


def test_the_nearest_share_the_words() -> None:
    rows = [row.id for row in near(Wanted(words="crime and disorder act sektion 115"), BOOK)]
    assert rows[0] == "cda-1998-s115"
    assert len(rows) == 3


def test_json_says_what_the_row_says() -> None:
    said = json.loads(run(["law", "--kind", "restriction", "--to", "json"]).output)
    assert said["complete"] is False
    assert [row["id"] for row in said["law"]] == [row.id for row in BOOK.restrictions()]
    for row in said["law"]:
        assert row["citation"]
        assert row["standing"]
        assert row["as-at"]
        assert row["verified-means"]


def test_json_names_the_file_of_an_own_law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "isptool.yaml").write_text("kind: workspace\n", encoding="utf-8")
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "ours.yaml").write_text(
        "kind: law\nlaws:\n  wolds-act-1984-s12:\n    title: Flood wardens\n    citation: section 12 of the Wolds Act 1984\n"
        "    kind: power\n    allows: To tell.\n    as-at: 3 November 2026\n    until: 1 May 2026\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    row = json.loads(run(["law", "section 12 of the Wolds Act 1984", "--to", "json"]).output)["law"][0]
    assert row["added-by"] == "law/ours.yaml"
    assert row["id"] == "wolds-act-1984-s12"
    assert row["standing"] == (
        "No longer in force on 3 November 2026; it ended on 1 May 2026. From general knowledge: check it on "
        "legislation.gov.uk before relying on it."
    )
    assert "Flood wardens" in run(["explain", "wolds-act-1984-s12"]).output
