"""One character changed anywhere in what is sealed, signed, or sent back: found, and named."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.running import run

from .ground import AGREEMENT_FILE, FLOOD, change, county, did, inside, sealed, signs, the_version

KEYGEN = shutil.which("ssh-keygen")
needs_ssh = pytest.mark.skipif(KEYGEN is None, reason="there is no ssh-keygen here")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county with its flood agreement sealed, and signed by one on paper and by one with a key."""
    folder = county(tmp_path_factory.mktemp("county") / "signed")
    with inside(folder):
        sealed()
        signs("wolds-council")
        if KEYGEN is not None:
            key = folder.parent / "key"
            subprocess.run([KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
            line = " ".join(key.with_suffix(".pub").read_text().split()[:2])
            Path("sealed/allowed_signers").write_text(f'wolds-fire namespaces="signoff@isptool" {line}\n')
            did("sign", FLOOD, "--partner", "wolds-fire", "--role", "siro", "--post", "SIRO", "--key", str(key))
    return folder


@pytest.fixture
def here(signed: Path, tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(signed, tmp_path / "county")
    with inside(tmp_path / "county"):
        yield tmp_path / "county"


def verified(*arguments: str) -> tuple[dict[str, object], int]:
    ran = run(["verify", *(arguments or (FLOOD,)), "--to", "json"])
    return json.loads(ran.output), ran.code


def test_untouched_it_is_intact(here: Path) -> None:
    found, code = verified()
    assert (found["intact"], code) == (True, 0)


def test_one_character_anywhere_in_the_sealed_parts_is_found_and_the_part_named(here: Path) -> None:
    folder = the_version().folder
    for part in ("own", "inherited", "template"):
        path = folder / f"{part}.json"
        content = path.read_bytes()
        for position in range(0, len(content), max(1, len(content) // 40)):
            path.write_bytes(content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :])
            version = the_version()
            assert [(each.file, each.part) for each in version.damage() if each.part] == [
                (f"sealed/{FLOOD}/1.0/{part}.json", part)
            ]
            assert {version.broken(each.statement.covers) for each in version.statements()} == {(part,)}
        path.write_bytes(content)
    assert the_version().damage() == []


def test_one_character_in_any_other_sealed_file_is_found_and_the_file_named(here: Path) -> None:
    folder = the_version().folder
    files = [each for each in sorted(folder.rglob("*")) if each.is_file() and each.suffix != ".sig"]
    assert len(files) > 10
    for path in files:
        content = path.read_bytes()
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        name = path.as_posix()
        assert name in [each.file for each in the_version().damage()], name
        path.write_bytes(content)


def test_a_file_that_is_gone_and_one_that_was_put_there_are_named(here: Path) -> None:
    folder = the_version().folder
    (folder / "text.md").unlink()
    (folder / "schedule-dales-council.json").write_text("{}")
    found = {(each.file.rpartition("/")[2], each.what) for each in the_version().damage()}
    assert found == {
        ("text.md", "is gone"),
        ("schedule-dales-council.json", "was not sealed, and does not belong here"),
    }
    (folder / "seal.yaml").unlink()
    assert [each.what for each in the_version().damage()] == ["the record of what was sealed is gone"]


@needs_ssh
def test_a_signature_a_key_a_pattern_and_a_foreign_list(here: Path, tmp_path: Path) -> None:
    allowed = Path("sealed/allowed_signers")
    listed = allowed.read_text()
    statement = the_version().folder / "sign-offs" / "wolds-fire-siro.yaml"
    signature = statement.with_name(statement.name + ".sig")
    whole = signature.read_bytes()
    assert verified()[1] == 0
    lines = whole.split(b"\n")
    for number in range(len(lines) - 1):
        line = lines[number]
        other = (b"B" if line[5:6] == b"A" else b"A") + line[6:]
        signature.write_bytes(b"\n".join([*lines[:number], line[:5] + other, *lines[number + 1 :]]))
        assert verified()[1] == 1, number
    signature.unlink()
    assert "its signature is gone" in run(["verify", FLOOD]).output
    signature.write_bytes(whole)
    for text, said in (
        ("", "made with a key that is not listed for this partner"),
        (listed.replace("wolds-fire", "wolds-council"), "not listed for this partner"),
        (listed.replace("wolds-fire", "*"), "a pattern or a list"),
        (listed.replace("signoff@isptool", "git"), "namespaces lacks signoff@isptool"),
        (listed.replace("namespaces=", 'valid-before="20260101",namespaces='), "its key did not count that day"),
    ):
        allowed.write_text(text)
        ran = run(["verify", FLOOD])
        assert (ran.code, said in ran.output) == (1, True), (said, ran.output)
    outside = tmp_path / "trusted"
    outside.write_text(listed)
    assert run(["verify", FLOOD, "--signers", str(outside)]).code == 0
    assert "carries no time that can be trusted" in run(["verify", FLOOD, "--signers", str(outside)]).output


@needs_ssh
def test_ssh_keygen_alone_and_sshsig_alone_verify_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    statement = the_version().folder / "sign-offs" / "wolds-fire-siro.yaml"
    assert KEYGEN is not None
    command = [KEYGEN, "-Y", "verify", "-f", "sealed/allowed_signers", "-I", "wolds-fire", "-n", "signoff@isptool"]
    done = subprocess.run([*command, "-s", f"{statement}.sig"], input=statement.read_bytes(), capture_output=True)
    assert done.returncode == 0, done.stderr
    pytest.importorskip("sshsig")
    monkeypatch.setattr("isptool.cli.ssh.shutil.which", lambda name: None)
    assert verified()[1] == 0
    statement.write_bytes(statement.read_bytes().replace(b"SIRO", b"SIRo"))
    assert verified()[1] == 1


# ── the working file ─────────────────────────────────────────────────────────────────────────────────


def test_the_working_file_drifts_and_stays_intact(here: Path) -> None:
    change(AGREEMENT_FILE, "Setting insurance terms", "Setting insurance term")
    ran = run(["verify", FLOOD])
    assert ran.code == 0
    assert "  Intact: " in ran.output
    assert "Drifted: today's file says otherwise (1 material)" in ran.output
    assert "purposes.reduce-flooding.not-for" in ran.output


# ── a file that comes back ───────────────────────────────────────────────────────────────────────────


def _with(old: bytes, new: bytes, part: str = "word/document.xml") -> bytes:
    """The text that was sent, with one part of it changed, as another program would save it."""
    made = io.BytesIO()
    sent = zipfile.ZipFile(the_version().folder / "text.docx")
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in sent.namelist():
            content = sent.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new, 1)
            copy.writestr(name, content)
    return made.getvalue()


def test_the_file_that_was_sent_and_the_same_saved_again(here: Path) -> None:
    shutil.copy(the_version().folder / "text.docx", "back.docx")
    assert run(["verify", "back.docx"]).output.startswith("back.docx: exactly the file that was sent out")
    Path("back.docx").write_bytes(_with(b"", b""))
    assert run(["verify", "back.docx"]).output.startswith("back.docx: the text that was sent out")


def test_a_returned_file_is_compared_clause_by_clause(here: Path) -> None:
    Path("back.docx").write_bytes(_with(b"Setting insurance terms", b"Setting prices"))
    ran = run(["verify", "back.docx"])
    assert ran.code == 1
    assert "NOT the text that was sent out" in ran.output
    assert "      - Setting insurance terms." in ran.output
    assert "      + Setting prices." in ran.output


def test_changed_data_inside_a_returned_file_is_named(here: Path) -> None:
    part = next(
        name
        for name in zipfile.ZipFile(the_version().folder / "text.docx").namelist()
        if name.startswith("customXml/item")
        and b"digests" in zipfile.ZipFile(the_version().folder / "text.docx").read(name)
    )
    Path("back.docx").write_bytes(_with(b"digests", b"digestz", part))
    ran = run(["verify", "back.docx"])
    assert (ran.code, "data inside the Word file was changed" in ran.output) == (1, True), ran.output
