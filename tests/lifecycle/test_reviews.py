"""Views of officers, recorded in the way of a sign-off; what is noted between reviews; a new protocol confirmed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.running import run
from isptool.cli.recording import open_desk
from isptool.lifecycle.views import ROLES, views_of
from isptool.sealing.seal import digest
from lifecycle.counties import first, in_force, status
from sealing.ground import (
    AGREEMENT_FILE,
    FLOOD,
    PARTIES,
    PROTOCOL,
    PROTOCOL_FILE,
    agreed,
    change,
    did,
    sealed,
    signs,
    the_version,
)


def view(role: str, *more: str, party: str = "wolds-council") -> str:
    """Record a view; what was printed."""
    return did("review", "--view", FLOOD, "--role", role, "--partner", party, "--by", f"The {role} post", "--text",
               f"Content, says {role}.", *more).output  # fmt: skip


# ── views ────────────────────────────────────────────────────────────────────────────────────────────


@first
def test_every_officers_view_is_recorded_with_post_authority_day_method_evidence_and_the_text_seen(at: Path) -> None:
    page = Path("advice.pdf")
    page.write_bytes(b"%PDF advice")
    before = Path(AGREEMENT_FILE).read_bytes()
    for role in ("dpo", "caldicott", "iao", "siro", "legal", "security"):
        view(
            role, "--method", "e-mail", "--authority", "Scheme 4", "--on", "1 November 2026", "--evidence", "advice.pdf"
        )
    assert Path(AGREEMENT_FILE).read_bytes() == before
    found = {each.role: each for each in views_of(the_version())}
    assert set(found) == {"dpo", "caldicott", "iao", "siro", "legal", "security"} <= set(ROLES)
    assert found["dpo"].post == "The dpo post"
    text = (the_version().folder / "views" / "wolds-council-dpo.yaml").read_text(encoding="utf-8")
    for line in ('authority: "Scheme 4"', "method: e-mail", "date: 2026-11-01", "recorded: 2026-11-02",
                 f'  - "{digest(page.read_bytes())} advice.pdf"'):  # fmt: skip
        assert f"{line}\n" in text, text
    sealed()
    assert all(each.covers == dict(the_version().digests) for each in found.values())
    assert "view of the data protection officer of Wolds Council, 1 November 2026\n" in run(["status", FLOOD]).output
    assert run(["verify", FLOOD]).code == 0


@first
def test_a_calendar_takes_the_place_of_nothing_else(at: Path) -> None:
    settings = Path("isptool.yaml").read_bytes()
    ran = run(["review", "--ics", "isptool.yaml"])
    assert (ran.code, ran.errors) == (
        2,
        ("Error: isptool.yaml cannot be the name of a calendar.\nChoose a name that ends in .ics.\n"),
    )
    assert Path("isptool.yaml").read_bytes() == settings
    Path("notes.ics").write_text("mine", encoding="utf-8")
    assert run(["review", "--ics", "notes.ics"]).errors.startswith(
        "Error: notes.ics is there already, and is no calendar."
    )
    assert Path("notes.ics").read_text(encoding="utf-8") == "mine"
    for _ in range(2):
        assert run(["review", "--ics", "reviews.ics"]).code == 0


@first
def test_the_evidence_of_a_view_is_looked_up_again(at: Path) -> None:
    page = Path("advice.pdf")
    page.write_bytes(b"%PDF advice")
    view("dpo", "--on", "1 November 2026", "--evidence", "advice.pdf")
    sealed()
    ran = run(["verify", FLOOD])
    assert ran.code == 0
    assert (
        "    View of the data protection officer of Wolds Council, 1 November 2026, The dpo post\n"
        "      evidence advice.pdf: as it was attached\n"
    ) in ran.output
    assert (
        f"advice.pdf: the file that was attached to the view of the data protection officer of wolds-council on {FLOOD} "
        in (run(["verify", "advice.pdf"]).output)
    )
    page.write_bytes(b"%PDF other advice")
    ran = run(["verify", FLOOD])
    assert ran.code == 1
    assert "  NOT INTACT.\n" in ran.output
    assert "      evidence advice.pdf: is NOT the file that was attached: it was changed since\n" in ran.output
    (seen,) = json.loads(run(["verify", FLOOD, "--to", "json"]).output)["documents"][0]["views"]
    assert (seen["role"], seen["evidence"][0]["same"]) == ("dpo", False)
    assert run(["verify", "advice.pdf"]).code == 1
    page.unlink()
    ran = run(["verify", FLOOD])
    assert ran.code == 0
    assert "evidence advice.pdf: is kept elsewhere; its sha256 must be " in ran.output


@first
def test_rules_and_the_annex_see_a_recorded_view_and_no_signature_covers_it(at: Path) -> None:
    view("dpo")
    document = open_desk([], None).document(FLOOD).settled.document
    assert [(each.party, each.role, each.advice) for each in document.reviews] == [
        ("wolds-council", "dpo", "Content, says dpo.")
    ]
    did("render", AGREEMENT_FILE, "--to", "md", "-o", "shown")
    assert "Content, says dpo." in Path(f"shown/{FLOOD}.md").read_text(encoding="utf-8")
    sealed()
    signs("wolds-council")
    view("legal")
    assert run(["verify", FLOOD]).code == 0
    assert "Not drifted" in run(["verify", FLOOD]).output


@first
def test_a_view_given_before_the_text_changed_is_said_to_be_of_another_text(at: Path) -> None:
    view("dpo")
    change(AGREEMENT_FILE, "which gullies and culverts", "which roads, gullies and culverts")
    agreed()
    said = did("move", FLOOD, "signing").output
    assert (
        "The view of the data protection officer of Wolds Council was given on another text (what differs: own)" in said
    )
    assert "2 November 2026, on a text that differed (own)" in run(["status", FLOOD]).output


@first
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--role", "clerk", "--text", "Yes"], "--role cannot be clerk"),
        (["--role", "dpo"], "The view itself is missing"),
        (["--role", "dpo", "--text", "Yes", "--partner", "nobody"], "nobody takes no part"),
        (["--role", "dpo", "--text", "Yes", "--on", "1 January 2030"], "is still to come"),
    ],
)
def test_a_view_that_is_not_whole_is_refused(at: Path, arguments: list[str], said: str) -> None:
    ran = run(["review", "--view", FLOOD, *arguments])
    assert (ran.code, said in ran.errors) == (2, True), ran
    assert not Path("sealed").exists()


# ── between reviews ──────────────────────────────────────────────────────────────────────────────────


@in_force
def test_the_review_form_lists_what_was_noted_since(at: Path) -> None:
    for kind, text in (("incident", "A report named a house."), ("feedback", "Crews find it quick."),
                       ("complaint", "A resident asked what is kept.")):  # fmt: skip
        did(
            "review",
            "--note",
            FLOOD,
            "--kind",
            kind,
            "--text",
            text,
            "--partner",
            "wolds-fire",
            "--reference",
            "File 3",
        )
    did("move", FLOOD, "suspended", "--because", "The map was wrong.", "--partner", "dales-council")
    form = run(["review", "--form", FLOOD]).output
    sections = {part.partition("\n")[0]: part for part in form.split("\n## ")}
    assert "- 2 November 2026, feedback, the fire service: Crews find it quick. (File 3)" in sections["Use"]
    assert "- 2 November 2026, incident, the fire service: A report named a house. (File 3)" in sections["Problems"]
    assert "- 2 November 2026, suspended, Dales Council: The map was wrong." in sections["Problems"]
    assert "complaint, the fire service: A resident asked what is kept." in sections["People"]
    assert run(["verify", FLOOD]).code == 0
    assert "--kind cannot be gossip" in run(["review", "--note", FLOOD, "--kind", "gossip", "--text", "x"]).errors


@in_force
def test_an_outcome_is_recorded_and_sets_the_next_review_and_the_calendar_keeps_its_uid(at: Path) -> None:
    did("review", "--ics", "before.ics")
    did(
        "review",
        "--record",
        FLOOD,
        "--outcome",
        "unchanged",
        "--next",
        "1 June 2028",
        "--by",
        "Lead",
        "--text",
        "Fine.",
    )
    did("review", "--ics", "after.ics")
    before, after = (Path(f"{name}.ics").read_text(encoding="utf-8") for name in ("before", "after"))
    uids = [[line for line in text.splitlines() if line.startswith("UID:")] for text in (before, after)]
    assert sorted(uids[0]) == sorted(uids[1])
    assert "DTSTART;VALUE=DATE:20280601" in after
    assert "DTSTART;VALUE=DATE:20280601" not in before


# ── a new version of the protocol ────────────────────────────────────────────────────────────────────


def new_protocol(old: str, new: str) -> None:
    """A new version of the protocol with one change, sealed and signed by those who must."""
    change(PROTOCOL_FILE, "version: 5.0", "version: 5.1")
    change(PROTOCOL_FILE, old, new)
    agreed(PROTOCOL)
    did("move", PROTOCOL, "signing")


LATER = ("--today", "1 December 2026")
_DEFAULT = "answer: [not-without-consent-of-supplier, law-requires, safeguarding-exception, aggregate-ok]"


@in_force
def test_status_says_who_has_carried_which_agreement_with_them(at: Path) -> None:
    new_protocol("Share when it protects or helps someone", "Share at once when it protects someone")
    carrying = status(PROTOCOL)["carrying"]
    assert isinstance(carrying, list)
    assert [(each["party"], each["has_signed"], each["agreements"]) for each in carrying] == [
        (party, False, [FLOOD]) for party in sorted(PARTIES)
    ]
    said = signs("wolds-council", PROTOCOL).output
    assert f"It carries with it, as soon as all their parties have signed: {FLOOD}.\n" in said
    said = run(["status", PROTOCOL]).output
    assert f"    Wolds Council has signed 5.1, and carries with it: {FLOOD}\n" in said
    assert f"    Dales Council will, by signing 5.1, carry: {FLOOD}\n" in said
    said = run(["status", FLOOD]).output
    assert "SUSPECT. Signed by: Wolds Council. Not yet: Dales Council, the fire service.\n" in said


@in_force
def test_a_departure_from_a_changed_default_asks_for_confirmation(at: Path) -> None:
    new_protocol(_DEFAULT, _DEFAULT.replace("safeguarding-exception, ", ""))
    for party in PARTIES:
        signs(party, PROTOCOL)
    found = status(FLOOD, *LATER)["protocols"]
    assert isinstance(found, list)
    assert (found[0]["state"], found[0]["counts"], found[0]["unconfirmed"]) == ("to-confirm", "5.1", list(PARTIES))
    assert found[0]["to_confirm"] == [
        {"where": "answers.onward-sharing", "why": "the agreement departs from a default that changed"}
    ]
    for party in PARTIES:
        officer = json.loads(run(["status", "--partner", party, "--to", "json", *LATER]).output)
        assert [(each["document"], each["version"]) for each in officer["to_confirm"]] == [(FLOOD, "5.1")]
        # All that changed is administrative for this agreement, so one command confirms every agreement like it.
        did("review", "--confirm", f"{PROTOCOL}@5.1", "--partner", party, "--by", "Lead", *LATER)
    found = status(FLOOD, *LATER)["protocols"]
    assert isinstance(found, list)
    assert (found[0]["state"], found[0]["unconfirmed"]) == ("moved", [])
    assert len(list((the_version().folder / "confirmations").iterdir())) == len(PARTIES)


@in_force
def test_what_is_not_administrative_is_confirmed_one_agreement_at_a_time(at: Path) -> None:
    change(PROTOCOL_FILE, "corrections-within: 5 working", "corrections-within: 4 working")
    new_protocol(_DEFAULT, _DEFAULT.replace("safeguarding-exception, ", ""))
    for party in PARTIES:
        signs(party, PROTOCOL)
    bulk = ["review", "--confirm", f"{PROTOCOL}@5.1", "--partner", "wolds-fire", "--by", "Lead", *LATER]
    ran = run(bulk)
    assert (ran.code, "only those with no more than administrative changes are confirmed" in ran.errors) == (1, True)
    did(*bulk, "--agreement", FLOOD)
    found = status(FLOOD, *LATER)["protocols"]
    assert isinstance(found, list)
    assert found[0]["unconfirmed"] == ["wolds-council", "dales-council"]
