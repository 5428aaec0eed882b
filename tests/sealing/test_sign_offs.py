"""What is recorded with a sign-off: evidence by its digest, on whose authority, and a name that is never published."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.running import run

from .ground import AGREEMENT_FILE, FLOOD, county, did, inside, sealed, signs, the_version

_PERSON = "Persephone Quillfeather"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county with its flood agreement out for signature."""
    folder = county(tmp_path_factory.mktemp("county") / "out")
    with inside(folder):
        sealed()
    return folder


@pytest.fixture
def here(out: Path, tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(out, tmp_path / "county")
    with inside(tmp_path / "county"):
        yield tmp_path / "county"


def test_evidence_is_attached_by_its_digest_and_verify_names_a_file_that_was_changed(here: Path) -> None:
    page, elsewhere = Path("papers/page 1.pdf"), here.parent / "certificate.pdf"
    page.parent.mkdir()
    page.write_bytes(b"%PDF signed page")
    elsewhere.write_bytes(b"%PDF certificate")
    signs("wolds-council", extra=["--evidence", str(page), "--evidence", str(elsewhere)])
    statement = the_version().statements()[0].statement
    certificate = hashlib.sha256(b"%PDF certificate").hexdigest()
    assert statement.evidence == {
        "papers/page 1.pdf": hashlib.sha256(b"%PDF signed page").hexdigest(), "certificate.pdf": certificate,
    }  # fmt: skip
    ran = run(["verify", FLOOD])
    assert ran.code == 0
    assert "      evidence papers/page 1.pdf: as it was attached\n" in ran.output
    assert f"      evidence certificate.pdf: is kept elsewhere; its sha256 must be {certificate}\n" in ran.output
    page.write_bytes(b"%PDF signed pagE")
    ran = run(["verify", FLOOD])
    assert ran.code == 1
    assert "  NOT INTACT.\n" in ran.output
    assert "evidence papers/page 1.pdf: is NOT the file that was attached: it was changed since\n" in ran.output
    found = json.loads(run(["verify", FLOOD, "--to", "json"]).output)["documents"][0]["statements"][0]["evidence"]
    assert [(each["file"], each["same"]) for each in found] == [("papers/page 1.pdf", False), ("certificate.pdf", None)]


def test_a_file_shown_later_is_told_to_be_evidence_or_not(here: Path) -> None:
    page = here.parent / "page.pdf"
    page.write_bytes(b"%PDF signed page")
    signs("wolds-council", extra=["--evidence", str(page)])
    ran = run(["verify", str(page)])
    assert (ran.code, "the file that was attached to the sign-off of flood-and-gully-data 1.0 by wolds-council"
            in ran.output) == (0, True)  # fmt: skip
    page.write_bytes(b"%PDF other page")
    ran = run(["verify", str(page)])
    assert (ran.code, "NOT the file of that name that was attached to" in ran.output) == (1, True)
    (here / "other.pdf").write_bytes(b"x")
    assert "was attached to no sign-off and no view here" in run(["verify", "other.pdf"]).output


def test_evidence_that_is_not_there_or_two_of_one_name_are_refused(here: Path) -> None:
    assert "There is no file gone.pdf" in signs("wolds-council", code=2, extra=["--evidence", "gone.pdf"]).errors
    for folder in ("a", "b"):
        (here.parent / folder).mkdir()
        (here.parent / folder / "page.pdf").write_bytes(folder.encode())
    extra = ["--evidence", str(here.parent / "a" / "page.pdf"), "--evidence", str(here.parent / "b" / "page.pdf")]
    assert "Two files of evidence are called page.pdf" in signs("wolds-council", code=2, extra=extra).errors
    assert the_version().statements() == []


def test_a_delegates_authority_is_recorded_and_shown(here: Path) -> None:
    signs("wolds-council", extra=["--post", "Deputy", "--role", "other", "--authority", "Delegation 12 of 2026"])
    said = run(["verify", FLOOD]).output
    assert "Wolds Council agrees, 2 November 2026, Deputy, on the authority of Delegation 12 of 2026; by e-mail" in said
    text = (the_version().folder / "sign-offs" / "wolds-council-other.yaml").read_text(encoding="utf-8")
    assert 'authority: "Delegation 12 of 2026"\n' in text


def test_a_signatorys_name_is_in_the_record_and_in_nothing_that_is_printed_or_published(here: Path) -> None:
    signs("wolds-council", extra=["--name", _PERSON])
    assert the_version().statements()[0].statement.name == _PERSON
    for edition in ("full", "public", "summary", "guide"):
        did("render", AGREEMENT_FILE, "--to", "md,html,docx", "-o", "shown", "--edition", edition)
    did("register", ".", "--to", "json")
    shown = [run(["register", ".", "--to", to]).output for to in ("text", "json", "csv")]
    shown += [run(["status"]).output, run(["status", "--to", "json"]).output, run(["verify", FLOOD]).output]
    assert all(_PERSON not in each for each in shown)
    from isptool.writing.word_text import visible_lines

    files = [each for each in Path("shown").rglob("*") if each.is_file()]
    assert {each.suffix for each in files} >= {".md", ".html", ".docx"}
    for each in files:
        content = each.read_bytes()
        text = "\n".join(line.text for line in visible_lines(content)) if each.suffix == ".docx" else content.decode()
        assert "Quillfeather" not in text, each


def test_each_of_the_ten_questions_says_by_how_many_partners_it_is_confirmed(here: Path) -> None:
    def confirmed() -> list[int | None]:
        found = json.loads(run(["validate", FLOOD, "--output-format", "json"]).output)
        return [each["confirmed_by"] for each in found["questions"]]

    assert confirmed() == [None] * 10
    signs("wolds-council")
    signs("wolds-fire", extra=["--decision", "decline"])
    assert confirmed() == [1] * 10
    signs("wolds-fire")
    assert confirmed() == [2] * 10
    assert "confirmed by 2 partners" in run(["validate", FLOOD]).output


def test_without_ssh_keygen_and_without_sshsig_it_says_what_to_install(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs("wolds-council")
    folder = the_version().folder / "sign-offs"
    (folder / "wolds-council-chief-officer.yaml.sig").write_bytes(
        b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQAAAAR0ZXN0\n-----END SSH SIGNATURE-----\n"
    )
    Path("sealed/allowed_signers").write_text("wolds-council ssh-ed25519 dGVzdHRlc3Q=\n")
    monkeypatch.setattr("isptool.cli.ssh.shutil.which", lambda name: None)
    monkeypatch.setattr("isptool.cli.ssh.key_in", lambda signature: "dGVzdHRlc3Q=")
    monkeypatch.setitem(__import__("sys").modules, "sshsig", None)
    ran = run(["verify", FLOOD])
    assert (ran.code, "pip install 'isptool[ssh]'" in ran.errors) == (2, True), ran
