"""`isptool review` answers what changed in the law since a text was signed; its seal says against which law it stood."""

from __future__ import annotations

from pathlib import Path

from cli.running import run
from isptool.law.book import LawBook
from isptool.model.fields import show_date
from lifecycle.counties import first, in_force
from sealing.ground import FLOOD, PROTOCOL, did, the_version

TODAY = show_date(LawBook.load().as_at)


def _sealed_before(folder: Path) -> None:
    """As if it had been sealed in 2025."""
    seal = folder / "seal.yaml"
    seal.write_text(seal.read_text(encoding="utf-8").replace("date: 2026-11-02", "date: 2025-11-02"), encoding="utf-8")
    assert "date: 2025-11-02" in seal.read_text(encoding="utf-8")


@in_force
def test_the_seal_records_the_day_of_the_law_data(at: Path) -> None:
    assert the_version().seal.text("law-as-at") == LawBook.load().as_at.isoformat()


@in_force
def test_nothing_changed_since(at: Path) -> None:
    said = did("review", "--law", FLOOD).output
    assert (
        f"  It was sealed on 2 November 2026, checked against the law data as at {TODAY}; the law data is now as at"
        in said
    )
    assert "  Nothing changed in the law data since then. The data is never complete.\n" in said


@in_force
def test_what_changed_since_it_was_signed_is_told_on_its_own_and_in_the_form(at: Path) -> None:
    _sealed_before(the_version().folder)
    said = did("review", "--law", FLOOD).output
    change = "Since 19 June 2026: Complaints to controllers: Every controller makes it easy to complain"
    assert change in said
    form = did("review", "--form", FLOOD).output
    assert "## What changed in the law since then\n\n- It was sealed on 2 November 2025" in form
    assert f"- {change}" in form


@in_force
def test_all_that_is_in_force(at: Path) -> None:
    said = did("review", "--law", "all").output
    assert f"({FLOOD} 1.0)\n" in said
    assert f"({PROTOCOL} " in said


@first
def test_what_was_never_signed_is_judged_by_the_law_of_today(at: Path) -> None:
    ran = run(["review", "--law", FLOOD])
    assert ran.code == 2
    assert ran.errors == (
        f"Error: {FLOOD} is not in force.\n"
        "What is still being written is judged by the law of today: `isptool validate`.\n"
    )
