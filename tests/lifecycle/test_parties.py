"""Who joins, objects, takes another's place, or leaves: what is recorded, and that nobody else signs again."""

from __future__ import annotations

from pathlib import Path

from cli.running import run
from lifecycle.counties import first, in_force, state, status
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

LATER = ("--today", "1 December 2026")
"""After the time to object to what was done on 2 November is over."""


def parties(number: str = "1.0", *more: str, document: str = FLOOD) -> dict[str, str]:
    """How each party of a version stands."""
    versions = status(document, *more)["versions"]
    assert isinstance(versions, list)
    found = next(each for each in versions if each["version"] == number)
    return {each["party"]: each["stand"] for each in found["parties"]}


# ── objecting ────────────────────────────────────────────────────────────────────────────────────────


@in_force
def test_an_objection_holds_up_an_accession_until_it_is_taken_back(at: Path) -> None:
    joins("beck-homes")
    signs("beck-homes")
    ran = run(["move", FLOOD, "objecting", "--partner", "wolds-fire"])
    assert (ran.code, ran.output.splitlines()[0]) == (1, "  NO   It is said why.")
    said = did("move", FLOOD, "objecting", "--partner", "wolds-fire", "--because", "It is not insured.").output
    assert "objects to beck-homes in flood-and-gully-data 1.0" in said
    assert parties("1.0", *LATER) == {**dict.fromkeys(PARTIES, "signed"), "beck-homes": "joining"}
    assert "Beck Homes: joins on 2 November 2026; the fire service objects" in run(["status", FLOOD, *LATER]).output
    did("move", FLOOD, "not-objecting", "--partner", "wolds-fire")
    assert parties("1.0", *LATER)["beck-homes"] == "signed"
    assert len(list((the_version().folder / "parties").iterdir())) == 3


@in_force
def test_nobody_objects_who_is_no_party_or_when_the_time_is_over(at: Path) -> None:
    joins("beck-homes")
    for party, day in (("moorland-refuge", "2 November 2026"), ("beck-homes", "2 November 2026"),
                       ("wolds-fire", "1 December 2026")):  # fmt: skip
        ran = run(["move", FLOOD, "objecting", "--partner", party, "--because", "No.", "--today", day])
        assert (ran.code, f"nothing in {FLOOD} that {party} could object to today" in ran.errors) == (2, True)


@in_force
def test_who_objects_to_a_minor_change_must_sign_it_or_it_does_not_begin(at: Path) -> None:
    change(AGREEMENT_FILE, "version: 1.0", "version: 1.1")
    change(AGREEMENT_FILE, "ten metres out", "12 metres out")
    agreed()
    did("move", FLOOD, "signing")
    assert parties("1.1") == dict.fromkeys(PARTIES, "carried")
    did("move", FLOOD, "objecting", "--partner", "wolds-fire", "--because", "Twelve is too many.")
    assert (state("1.1"), parties("1.1")["wolds-fire"]) == ("signing", "objects")
    ran = run(["move", FLOOD, "in-force", *LATER])
    assert (ran.code, "Still to sign: the fire service." in ran.output) == (1, True)
    signs("wolds-fire", extra=LATER)
    assert state("1.1", *LATER) == "signed"
    did("move", FLOOD, "in-force", *LATER)


@in_force
def test_an_objection_holds_up_what_begins_for_each_as_it_signs_too(at: Path) -> None:
    """Without it the others would leave behind who objects, bound by a version that is no longer in force."""
    change(PROTOCOL_FILE, "version: 5.0", "version: 5.1")
    change(PROTOCOL_FILE, "Wolds Council: WD-ISP-5", "Wolds Council: WD-ISP-6")
    agreed(PROTOCOL)
    did("move", PROTOCOL, "signing")
    did("move", PROTOCOL, "objecting", "--partner", "wolds-fire", "--because", "It is our number.")
    ran = run(["move", PROTOCOL, "in-force", *LATER])
    assert ran.code == 1
    assert [line.strip() for line in ran.output.splitlines() if " NO " in f" {line} "] == [
        "NO   Nobody whose earlier signature would count objects.",
    ]
    assert "It must sign, or take that back (not-objecting): the fire service." in ran.output
    did("move", PROTOCOL, "not-objecting", "--partner", "wolds-fire")
    did("move", PROTOCOL, "in-force", *LATER)


@in_force
def test_who_joins_an_agreement_joins_its_protocol_too(at: Path) -> None:
    ran = run(["move", FLOOD, "joining", "--partner", "beck-homes"])
    assert (ran.code, "NO   beck-homes has signed the protocol, wolds-and-dales, or joins it." in ran.output) == (
        1,
        True,
    )
    did("move", PROTOCOL, "joining", "--partner", "beck-homes")
    did("move", FLOOD, "joining", "--partner", "beck-homes")


# ── successors ───────────────────────────────────────────────────────────────────────────────────────

_NEW_COUNCIL = """  beck-council:
    name: Beck and Dales Council
    called: Beck Council
    kind: unitary-council
    nations: [england]
    functions: [housing and homelessness]
    ico-registration: ZX000099
"""


@in_force
def test_a_body_that_takes_anothers_place_by_law_is_bound_and_nobody_signs_again(at: Path) -> None:
    change("partners.yaml", "  dales-council:\n", f"{_NEW_COUNCIL}  dales-council:\n")
    change("partners.yaml", "    name: Dales District Council\n",
           "    name: Dales District Council\n    ended: 1 November 2026\n    successor: beck-council\n")  # fmt: skip
    before = {path: path.read_bytes() for path in Path("sealed").rglob("*") if path.is_file()}
    ran = run(["move", FLOOD, "joining", "--partner", "beck-council"])
    assert (ran.code, "NO   It is said by what law it takes the place of dales-council." in ran.output) == (1, True)
    for document in (PROTOCOL, FLOOD):
        did("move", document, "joining", "--partner", "beck-council", "--because", "The Beck and Dales Order 2026")
    stands = parties()
    assert stands == {**dict.fromkeys(PARTIES, "signed"), "dales-council": "left", "beck-council": "carried"}
    assert parties("5.0", document=PROTOCOL)["beck-council"] == "carried"
    assert state() == "in-force"
    said = run(["status", FLOOD]).output
    assert "    Beck Council: in the place of Dales Council by law, which signed on 2 November 2026\n" in said
    assert "Dales Council: left on 2 November 2026, and Beck Council took its place by law\n" in said
    assert {path: path.read_bytes() for path in before} == before
    assert run(["verify", FLOOD]).code == 0


# ── leaving ──────────────────────────────────────────────────────────────────────────────────────────


@in_force
def test_who_leaves_gives_notice_does_the_exit_tasks_and_is_bound_until_then(at: Path) -> None:
    assert "It is said why" in run(["move", FLOOD, "leaving", "--partner", "wolds-fire"]).output
    said = did("move", FLOOD, "leaving", "--partner", "wolds-fire", "--because", "Letter WF-12").output
    assert "It is bound until " in said
    assert "list the copies; return, delete or keep them with the reason; certify it" in said
    assert parties() == dict.fromkeys(PARTIES, "signed")
    late = ("--today", "1 April 2027")
    ran = run(["move", FLOOD, "left", "--partner", "wolds-fire", *late])
    assert (ran.code, "NO   The exit tasks are done." in ran.output) == (1, True)
    early = run(["move", FLOOD, "left", "--partner", "wolds-fire", "--done", "All deleted"])
    assert (early.code, "NO   The time of notice is over." in early.output) == (1, True)
    did("move", FLOOD, "left", "--partner", "wolds-fire", "--done", "All deleted; certificate 4", *late)
    assert parties("1.0", *late) == {**dict.fromkeys(PARTIES, "signed"), "wolds-fire": "left"}
    assert "has left" in signs("wolds-fire", code=1, extra=late).errors
    record = (the_version().folder / "parties" / "wolds-fire-left.yaml").read_text(encoding="utf-8")
    assert '  - "All deleted; certificate 4"\n' in record


# ── each as it signs; the ends of a document ─────────────────────────────────────────────────────────


@first
def test_each_on_signing_begins_between_two_and_the_third_comes_in_later(at: Path) -> None:
    change(AGREEMENT_FILE, "review:\n", "start:\n  answer: each-on-signing\nreview:\n")
    sealed(PROTOCOL)
    for party in PARTIES:
        signs(party, PROTOCOL)
    did("move", PROTOCOL, "in-force")
    sealed()
    signs(PARTIES[0])
    ran = run(["move", FLOOD, "in-force"])
    assert (ran.code, "NO   At least two parties have signed." in ran.output) == (1, True)
    signs(PARTIES[1])
    did("move", FLOOD, "in-force")
    assert (state(), parties()) == ("in-force", {PARTIES[0]: "signed", PARTIES[1]: "signed", PARTIES[2]: "not-yet"})
    assert "Fire and Rescue" not in rendered_mark()
    assert rendered_mark().startswith("OFFICIAL · IN FORCE · version 1.0 · ")
    assert " · between those who signed: Wolds Council, Dales Council" in rendered_mark()
    signs(PARTIES[2])
    assert parties() == dict.fromkeys(PARTIES, "signed")
    assert rendered_mark().startswith("OFFICIAL · SIGNED · version 1.0 · ")


@first
def test_without_each_on_signing_two_of_three_do_not_begin(at: Path) -> None:
    sealed(PROTOCOL)
    for party in PARTIES:
        signs(party, PROTOCOL)
    sealed()
    for party in PARTIES[:2]:
        signs(party)
    ran = run(["move", FLOOD, "in-force"])
    assert (ran.code, "Every party has signed, or each begins as it signs" in ran.output) == (1, True)


def rendered_mark() -> str:
    """What stands on every page of the agreement as rendered today."""
    did("render", AGREEMENT_FILE, "--to", "md", "-o", "shown")
    text = Path(f"shown/{FLOOD}.md").read_text(encoding="utf-8")
    return next(line for line in text.splitlines() if "SIGNED" in line or "IN FORCE" in line or "·" in line).strip(
        "*> "
    )


@in_force
def test_withdrawn_terminated_and_superseded_end_it_and_keep_everything(at: Path) -> None:
    assert "It is said why" in run(["move", FLOOD, "terminated", "--done", "Certificate 1"]).output
    ran = run(["move", FLOOD, "superseded"])
    assert (ran.code, "Its successor is in force" in ran.output) == (1, True)
    did("move", FLOOD, "superseded", "--successor", PROTOCOL)
    assert state() == "superseded"
    assert "Superseded is the end of it." in run(["move", FLOOD, "in-force", "--because", "x"]).errors
    assert len(the_version().statements()) == len(PARTIES)
    assert run(["verify", FLOOD]).code == 0


@in_force
def test_terminated_says_why_and_where_the_certificates_are(at: Path) -> None:
    did("move", FLOOD, "terminated", "--because", "The law changed.", "--done", "Deleted: certificate 9")
    assert state() == "terminated"
    assert "ENDED" in run(["render", AGREEMENT_FILE, "--to", "md", "-o", "shown"]).output or "ENDED" in Path(
        f"shown/{FLOOD}.md"
    ).read_text(encoding="utf-8")
    assert "is not out for signature" in signs(PARTIES[0], code=2).errors


@first
def test_withdrawn_from_each_status_before_it_is_signed(at: Path) -> None:
    assert run(["move", FLOOD, "withdrawn"]).code == 1
    agreed()
    did("move", FLOOD, "signing")
    signs(PARTIES[0])
    did("move", FLOOD, "withdrawn", "--because", "The council will not share.")
    assert state() == "withdrawn"
    assert "Withdrawn is the end of it." in run(["move", FLOOD, "signing"]).errors
    assert len(the_version().statements()) == 1
