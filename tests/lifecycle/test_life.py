"""The life of a document on real records: what each move asks, what it records, and what follows from it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.running import run
from lifecycle.counties import first, in_force, out, state, status
from sealing.ground import (
    AGREEMENT_FILE,
    FLOOD,
    PARTIES,
    PROTOCOL,
    PROTOCOL_FILE,
    agreed,
    change,
    did,
    joins,
    sealed,
    signs,
    the_version,
)

GIT = shutil.which("git")


# ── moves ────────────────────────────────────────────────────────────────────────────────────────────


@first
def test_a_move_that_no_document_makes_is_refused_with_those_it_can_make(at: Path) -> None:
    ran = run(["move", FLOOD, "in-force"])
    assert (ran.code, ran.errors) == (
        2,
        (
            "Error: A document that is in consultation does not move to in-force.\n"
            "From consultation it can move to: agreed-in-principle, withdrawn.\n"
        ),
    )
    assert run(["move", FLOOD, "signd"]).errors.endswith("Did you mean signed?\n")
    assert "`isptool sign` records each" in run(["move", FLOOD, "signed"]).errors


@first
def test_guards_are_named_and_nothing_is_recorded(at: Path) -> None:
    ran = run(["move", FLOOD, "agreed-in-principle", "--escalated", "wolds-council"])
    assert ran.code == 1
    assert "NO   Dales Council has replied, or its silence was taken further." in ran.output
    assert ran.output.endswith(f"{FLOOD} was not moved to agreed-in-principle: 2 things do not hold yet.\n")
    assert not Path("sealed").exists()


@first
def test_an_error_at_the_gate_of_signing_holds_it_back(at: Path) -> None:
    agreed()
    change(AGREEMENT_FILE, "review:\n  next: 3 May 2027", "review:\n  next: 3 May 2020")
    ran = run(["move", FLOOD, "signing"])
    assert ran.code == 1
    assert "GOV-01" in ran.output
    assert not (Path("sealed") / FLOOD / "1.0" / "seal.yaml").exists()


@out
def test_a_sign_off_is_refused_for_another_text_party_day_or_post(at: Path) -> None:
    said = signs("wolds-council", mark="7F3A-91C2", code=1).errors
    assert "The mark 7F3A-91C2 is not that of the text out for signature" in said
    assert "does not sign" in signs("moorland-refuge", code=1).errors
    assert "is still to come" in signs("wolds-council", code=1, extra=["--on", "1 January 2030"]).errors
    assert "the text was sealed later" in signs("wolds-council", code=1, extra=["--on", "1 January 2020"]).errors
    assert "“Clerk” may not sign" in signs("wolds-council", code=1, extra=["--role", "other", "--post", "Clerk"]).errors
    assert the_version().statements() == []
    signs("wolds-council", extra=["--role", "other", "--post", "Clerk", "--authority", "Delegation 12 of 2026"])
    assert the_version().statements()[0].statement.authority == "Delegation 12 of 2026"


@out
def test_it_is_signed_when_all_have_signed_and_in_force_when_the_protocol_is_signed_too(at: Path) -> None:
    for party in PARTIES:
        assert state() == "signing"
        signs(party)
    assert state() == "signed"
    ran = run(["move", FLOOD, "in-force"])
    assert (ran.code, "The parties have signed the protocol" in ran.output) == (1, True)


@out
def test_who_declines_holds_it_up_until_it_agrees_and_both_are_kept(at: Path) -> None:
    for party in PARTIES[:2]:
        signs(party)
    signs("wolds-fire", extra=["--decision", "decline"])
    assert state() == "signing"
    signs("wolds-fire")
    assert state() == "signed"
    assert len(the_version().statements()) == 4


@out
def test_a_sealed_version_is_never_sealed_again_with_other_words(at: Path) -> None:
    signs("wolds-council")
    did("move", FLOOD, "consultation", "--because", "A correction.")
    assert state() == "consultation"
    change(AGREEMENT_FILE, "To plan clearing.", "To plan the clearing.")
    before = dict(the_version().digests)
    did("move", FLOOD, "agreed-in-principle", *[e for p in PARTIES for e in ("--escalated", p)])
    ran = run(["move", FLOOD, "signing"])
    assert (ran.code, "No other text is sealed as version 1.0" in ran.output) == (1, True)
    change(AGREEMENT_FILE, "version: 1.0", "version: 1.1")
    agreed()
    did("move", FLOOD, "signing")
    assert dict(the_version(number="1.0").digests) == before
    assert [each.statement.party for each in the_version(number="1.1").statements()] == []
    assert len(the_version(number="1.0").statements()) == 1


@in_force
def test_suspend_resume_review_and_expiry(at: Path) -> None:
    assert run(["move", FLOOD, "suspended"]).code == 1
    did("move", FLOOD, "suspended", "--because", "An incident.", "--flow", "storm-reports", "--partner", "wolds-fire")
    assert state() == "suspended"
    assert "suspended (storm-reports): An incident." in run(["status", FLOOD]).output
    did("move", FLOOD, "in-force", "--because", "Mended.")
    assert state() == "in-force"
    day = ("--today", "1 April 2027")
    did("move", FLOOD, "under-review", *day)
    assert run(["move", FLOOD, "in-force", *day]).code == 1
    did(
        "review",
        "--record",
        FLOOD,
        "--outcome",
        "unchanged",
        "--next",
        "3 May 2028",
        "--by",
        "Lead",
        "--confirmed",
        "wolds-council",
        "--confirmed",
        "dales-council",
        *day,
    )
    ran = run(["move", FLOOD, "in-force", *day])
    assert (ran.code, "NO   The fire service confirms what the review came to" in ran.output) == (1, True)
    did("move", FLOOD, "in-force", "--escalated", "wolds-fire", *day)
    assert state("1.0", "--today", "1 July 2028") == "in-force"
    assert state("1.0", "--today", "2 August 2028") == "expired"


@in_force
def test_a_minor_change_carries_the_signatures_and_a_material_one_does_not(at: Path) -> None:
    change(AGREEMENT_FILE, "version: 1.0", "version: 1.1")
    change(AGREEMENT_FILE, "ten metres out", "12 metres out")
    agreed()
    said = did("move", FLOOD, "signing").output
    assert "To sign: nobody." in said
    assert "The change from 1.0 is minor." in said
    assert state("1.1") == "signed"
    assert "The time to object" in run(["move", FLOOD, "in-force"]).output
    did("move", FLOOD, "in-force", "--today", "1 December 2026")
    assert (state("1.0", "--today", "1 December 2026"), state("1.1", "--today", "1 December 2026")) == (
        "superseded",
        "in-force",
    )
    change(AGREEMENT_FILE, "version: 1.1", "version: 2.0")
    change(AGREEMENT_FILE, "Decide which gullies", "Decide which roads and gullies")
    agreed()
    said = did("move", FLOOD, "signing", "--today", "1 December 2026").output
    assert "To sign: Wolds Council, Dales Council, the fire service." in said
    assert state("2.0", "--today", "1 December 2026") == "signing"


@in_force
def test_a_partner_joins_without_the_others_signing_again_and_leaves(at: Path) -> None:
    joins("beck-homes")
    signs("beck-homes", code=1, extra=["--role", "other", "--post", "Clerk"])
    signs("beck-homes")
    parties = {each["party"]: each["stand"] for each in status()["versions"][0]["parties"]}  # type: ignore[index]
    assert parties == {**dict.fromkeys(PARTIES, "signed"), "beck-homes": "joining"}
    later = ("--today", "1 December 2026")
    parties = {each["party"]: each["stand"] for each in status(FLOOD, *later)["versions"][0]["parties"]}  # type: ignore[index]
    assert set(parties.values()) == {"signed"}
    assert run(["move", FLOOD, "left", "--partner", "wolds-fire", *later, "--done", "All deleted"]).code == 1
    did("move", FLOOD, "leaving", "--partner", "wolds-fire", "--because", "Letter of 1 December", *later)
    much_later = ("--today", "1 April 2027")
    did("move", FLOOD, "left", "--partner", "wolds-fire", "--done", "All deleted; certificate 4", *much_later)
    assert "the fire service: left on 1 April 2027" in run(["status", FLOOD, *much_later]).output


# ── a new version of the protocol ────────────────────────────────────────────────────────────────────


@in_force
def test_an_agreement_is_suspect_until_all_have_signed_the_new_protocol_and_then_asks_or_moves(at: Path) -> None:
    change(PROTOCOL_FILE, "version: 5.0", "version: 5.1")
    change(PROTOCOL_FILE, "corrections-within: 5 working", "corrections-within: 4 working")
    agreed(PROTOCOL)
    did("move", PROTOCOL, "signing")
    found = status()["protocols"][0]  # type: ignore[index]
    assert found["newest"] == "5.1"
    assert (found["state"], found["waiting"], found["counts"]) == ("suspect", list(PARTIES), "5.0")
    said = run(["status", FLOOD]).output
    assert "protocol wolds-and-dales: sealed under 5.0, and 5.1 is out: SUSPECT." in said
    assert "inherits otherwise: answers.data-quality" in said
    # The change is minor, so nobody signs again: it counts when the time to object is over.
    found = status(FLOOD, "--today", "1 December 2026")["protocols"][0]  # type: ignore[index]
    assert (found["state"], found["waiting"], found["to_confirm"]) == ("moved", [], [])
    assert intact_and_drifted("1 December 2026") == (True, ["inherited"])


@in_force
def test_the_protocol_that_counts_is_the_newest_that_all_parties_have_signed(at: Path) -> None:
    change(PROTOCOL_FILE, "version: 5.0", "version: 5.1")
    change(PROTOCOL_FILE, "corrections-within: 5 working", "corrections-within: 4 working")
    assert "4 working days" not in rendered()
    agreed(PROTOCOL)
    did("move", PROTOCOL, "signing")
    before = rendered()
    assert "5 working days" in before
    assert "4 working days" not in before
    assert "4 working days" in rendered("1 December 2026")


@first
def test_an_agreement_that_follows_as_signed_stays_under_the_version_it_was_signed_with(at: Path) -> None:
    change(AGREEMENT_FILE, "under: wolds-and-dales", "under: wolds-and-dales\nfollows: as-signed")
    sealed(PROTOCOL)
    for party in PARTIES:
        signs(party, PROTOCOL)
    sealed()
    change(PROTOCOL_FILE, "version: 5.0", "version: 5.1")
    change(PROTOCOL_FILE, "corrections-within: 5 working", "corrections-within: 4 working")
    agreed(PROTOCOL)
    did("move", PROTOCOL, "signing")
    later = "1 December 2026"
    assert status(FLOOD, "--today", later)["protocols"][0]["state"] == "stays"  # type: ignore[index]
    assert "4 working days" not in rendered(later)


def rendered(day: str = "2 November 2026") -> str:
    did("render", AGREEMENT_FILE, "--to", "md", "-o", "shown", "--today", day)
    return Path(f"shown/{FLOOD}.md").read_text(encoding="utf-8")


def intact_and_drifted(day: str) -> tuple[bool, list[str]]:
    """Whether the agreement is intact, and the parts in which today's differs from what is sealed."""
    found = json.loads(run(["verify", FLOOD, "--to", "json", "--today", day]).output)
    return found["intact"], sorted({each["part"] for each in found["documents"][0]["drifted"]})


@in_force
def test_rules_read_the_records(at: Path) -> None:
    found = json.loads(run(["validate", FLOOD, "--output-format", "json", "--today", "1 April 2027"]).output)
    assert found["documents"][0]["status"] == "in-force"
    assert [each["code"] for each in found["findings"] if each["code"] == "GOV-03"] == ["GOV-03"]
    path = the_version().folder / "own.json"
    path.write_bytes(path.read_bytes().replace(b"gullies", b"gulleys", 1))
    found = json.loads(run(["validate", FLOOD, "--output-format", "json"]).output)
    assert len([each for each in found["findings"] if each["code"] == "STR-12"]) == 3


# ── two branches, and a kill ─────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(GIT is None, reason="there is no git here")
@out
def test_two_people_sign_in_two_branches_and_they_merge(at: Path) -> None:
    def git(*arguments: str) -> None:
        assert GIT is not None
        who = ["-c", "user.name=A post", "-c", "user.email=post@wolds.example", "-c", "core.autocrlf=true"]
        subprocess.run([GIT, *who, *arguments], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "Sealed")
    for party in PARTIES[:2]:
        git("checkout", "-q", "-b", party, "main")
        signs(party)
        git("add", ".")
        git("commit", "-qm", party)
    git("checkout", "-q", "main")
    git("merge", "-q", PARTIES[0])
    git("merge", "-q", "--no-edit", PARTIES[1])
    assert {each.statement.party for each in the_version().statements() if each.intact} == set(PARTIES[:2])
    assert run(["verify", FLOOD]).code == 0


_KILL = """
import os, pathlib, sys, tempfile
stop, count = int(sys.argv[1]), 0
def counted(function):
    def called(*given, **named):
        global count
        count += 1
        if count == stop:
            os._exit(9)
        return function(*given, **named)
    return called
tempfile.mkstemp = counted(tempfile.mkstemp)
os.fsync = counted(os.fsync)
for name in ("replace", "unlink"):
    setattr(pathlib.Path, name, counted(getattr(pathlib.Path, name)))
from isptool.cli.entry import main
os._exit(main(sys.argv[2:]))
"""


@out
def test_a_kill_at_any_step_of_sign_leaves_the_old_state_or_the_new(at: Path) -> None:
    arguments = ["sign", FLOOD, "--partner", "wolds-council", "--role", "siro", "--post", "SIRO", "--method", "e-mail",
                 "--mark", the_version().mark]  # fmt: skip
    folder = the_version().folder / "sign-offs"
    states = []
    for stop in range(1, 40):
        ran = subprocess.run([sys.executable, "-c", _KILL, str(stop), *arguments], capture_output=True)
        found = the_version()
        assert found.damage() == [], stop
        states.append(len(found.statements()))
        shutil.rmtree(folder, ignore_errors=True)
        if ran.returncode == 0:
            break
        assert ran.returncode == 9, ran.stderr
    assert ran.returncode == 0
    assert states[0] == 0
    assert states[-1] == 1
    assert len(states) > 4


# ── reviews ──────────────────────────────────────────────────────────────────────────────────────────


@in_force
def test_reviews_due_overdue_and_lapsed_and_the_calendar(at: Path) -> None:
    assert run(["review"]).code == 0
    ran = run(["review", "--today", "1 April 2027"])
    assert (ran.code, "due: Flood and gully data" in ran.output) == (0, True)
    ran = run(["review", "--today", "10 May 2027"])
    assert (ran.code, "overdue: Flood and gully data" in ran.output) == (1, True)
    assert "lapsed: Flood and gully data" in run(["review", "--today", "10 September 2027"]).output
    did("review", "--ics", "a.ics")
    text = Path("a.ics").read_bytes().decode()
    assert f"UID:review-{FLOOD}@isptool\r\n" in text
    assert "DTSTART;VALUE=DATE:20270503\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    form = run(["review", "--form", FLOOD]).output
    assert "# Review of Flood and gully data" in form


@out
def test_reminders_after_5_10_and_15_days(at: Path) -> None:
    assert "Day" not in run(["review", "--chase", "--today", "5 November 2026"]).output
    for day, number in (("7 November 2026", 5), ("12 November 2026", 10), ("17 November 2026", 15)):
        said = run(["review", "--chase", "--today", day]).output
        assert said.count(f"Subject: Day {number}: signature of Flood and gully data") == 3
    said = run(["status", "--partner", "wolds-fire"]).output
    assert f"mark {the_version().mark}" in said
    assert "To: prevention@wdfire.example" in said
