"""One character changed at any place of what is sealed, signed, sent back, or being written: found, and named."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.running import run
from isptool.cli import sealing
from isptool.cli.recording import Desk, open_desk
from isptool.cli.returned import returned
from isptool.cli.signing import workspace_signers
from isptool.cli.ssh import verified
from isptool.errors import IspError
from isptool.lifecycle.drift import drift
from isptool.sealing.shelf import PARTIES as PARTY_RECORDS
from isptool.sealing.shelf import SIGN_OFFS

from .ground import AGREEMENT_FILE, FLOOD, PROTOCOL, county, did, inside, joins, sealed, signs, the_version

KEYGEN = shutil.which("ssh-keygen")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The county with its flood agreement sealed and signed by all, by one with a key; one party joins."""
    folder = county(tmp_path_factory.mktemp("county") / "signed")
    with inside(folder):
        sealed(PROTOCOL)
        sealed()
        signs("wolds-council", extra=["--reference", "File 7"])
        signs("dales-council")
        if KEYGEN is not None:
            key = folder.parent / "key"
            subprocess.run([KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
            line = " ".join(key.with_suffix(".pub").read_text().split()[:2])
            Path("sealed/allowed_signers").write_text(f'wolds-fire namespaces="signoff@isptool" {line}\n')
            did("sign", FLOOD, "--partner", "wolds-fire", "--role", "siro", "--post", "SIRO", "--key", str(key))
        joins("beck-homes")
        yield folder


def flipped(content: bytes, position: int, bit: int) -> bytes:
    """The content with one bit of one byte turned over."""
    return content[:position] + bytes([content[position] ^ (1 << bit)]) + content[position + 1 :]


def test_in_any_file_that_is_sealed_or_recorded(here: Path) -> None:
    files = [each for each in sorted(the_version().folder.rglob("*")) if each.is_file() and each.suffix != ".sig"]
    assert {each.parent.name for each in files} >= {SIGN_OFFS, "moves", PARTY_RECORDS, "protocols", "1.0"}

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(st.data())
    def anywhere(data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(files))
        content = path.read_bytes()
        position = data.draw(st.integers(0, len(content) - 1))
        try:
            path.write_bytes(flipped(content, position, data.draw(st.integers(0, 7))))
            assert path.as_posix() in {each.file for each in the_version().damage()}, position
        finally:
            path.write_bytes(content)

    anywhere()
    assert the_version().damage() == []


@pytest.mark.skipif(KEYGEN is None, reason="there is no ssh-keygen here")
def test_in_any_character_of_a_signature_made_with_a_key(here: Path) -> None:
    kept = next(each for each in the_version().statements() if each.signature)
    signers = workspace_signers(Path()).of("wolds-fire")
    assert not isinstance(verified(kept.content, kept.signature, signers, kept.statement.on), str)

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(st.integers(0, len(kept.signature) - 1), st.integers(0, 7))
    def anywhere(position: int, bit: int) -> None:
        changed = flipped(kept.signature, position, bit)
        assert isinstance(verified(kept.content, changed, signers, kept.statement.on), str), (position, bit)

    anywhere()
    last = kept.signature.rindex(b"=\n-----END") if b"=\n-----END" in kept.signature else 0
    for position in range(max(0, last - 3), len(kept.signature) - 1):
        for bit in range(8):
            changed = flipped(kept.signature, position, bit)
            assert isinstance(verified(kept.content, changed, signers, kept.statement.on), str), (position, bit)


# ── a file that comes back ───────────────────────────────────────────────────────────────────────────


def with_part(name: str, content: bytes) -> bytes:
    """The file that was sent, saved again with another content of one part."""
    made = io.BytesIO()
    with zipfile.ZipFile(the_version().folder / "text.docx") as sent, zipfile.ZipFile(made, "w") as copy:
        for each in sent.namelist():
            copy.writestr(each, content if each == name else sent.read(each))
    return made.getvalue()


def test_in_any_letter_that_can_be_read_in_a_returned_word_file(here: Path) -> None:
    desk = open_desk([], None)
    with zipfile.ZipFile(the_version().folder / "text.docx") as sent:
        parts = {each: sent.read(each).decode() for each in sent.namelist()
                 if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", each)}  # fmt: skip
    letters = [
        (name, found.start(1) + letter.start())
        for name, text in parts.items()
        for found in re.finditer(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", text)
        for letter in re.finditer(r"(?<!&)(?<!&[a-z])(?<!&[a-z]{2})(?<!&[a-z]{3})[A-Za-z0-9]", found[1])
    ]
    assert len(letters) > 10_000

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(st.sampled_from(letters))
    def anywhere(place: tuple[str, int]) -> None:
        name, position = place
        text = parts[name]
        other = "x" if text[position] != "x" else "y"
        back = Path("back.docx")
        back.write_bytes(with_part(name, (text[:position] + other + text[position + 1 :]).encode()))
        found = returned(desk, back)
        assert (found.same, found.exactly) == (False, False)
        assert len(found.changed) == 1, found.changed
        said = "\n".join(found.lines())
        assert "NOT the text that was sent out" in said
        assert found.changed[0].new in said

    anywhere()


def test_in_any_character_of_the_data_inside_a_returned_word_file(here: Path) -> None:
    desk = open_desk([], None)
    with zipfile.ZipFile(the_version().folder / "text.docx") as sent:
        name = next(each for each in sent.namelist() if each.startswith("customXml/item") and b"digests" in
                    sent.read(each))  # fmt: skip
        content = sent.read(name)
    head = content.index(b"<data")  # before it stands what any XML file says of itself

    @settings(max_examples=100, deadline=None, derandomize=True)
    @given(st.integers(0, len(content) - 1))
    def anywhere(position: int) -> None:
        other = b"x" if content[position : position + 1] != b"x" else b"y"
        back = Path("back.docx")
        back.write_bytes(with_part(name, content[:position] + other + content[position + 1 :]))
        found = returned(desk, back)
        said = "\n".join(found.lines())
        if position < head:
            assert "was written anew by another program; it says the same" in said, position
        else:
            assert not found.same, position
            assert "data inside" in said, (position, said)

    anywhere()


# ── the working file ─────────────────────────────────────────────────────────────────────────────────


def test_in_the_file_being_written_it_is_drift_or_shown_not_to_matter(here: Path) -> None:
    path = Path(AGREEMENT_FILE)
    text = f"# {'A remark that nobody signs. ' * 60}\n" + path.read_text(encoding="utf-8")
    version = the_version()
    before = sealing.open_sealed(open_desk([], None), version).settled
    seen = {"cannot be read": 0, "drift": 0, "the same": 0}

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(st.integers(0, len(text) - 1))
    def anywhere(position: int) -> None:
        other = "x" if text[position] != "x" else "y"
        path.write_text(text[:position] + other + text[position + 1 :], encoding="utf-8")
        try:
            desk = open_desk([], None)
            judged = desk.document(FLOOD)
        except IspError:
            seen["cannot be read"] += 1
            return
        fresh = sealing.fresh(desk, judged)[1]
        drifts = drift(before, version.parts, judged.settled, fresh).drifts
        same = {each: fresh.digests.get(each) == version.digests[each] for each in ("own", "inherited", "template")}
        assert drifts or all(same.values()), text[max(0, position - 40) : position + 40]
        seen["drift" if drifts else "the same"] += 1

    try:
        anywhere()
    finally:
        path.write_text(text.partition("\n")[2], encoding="utf-8")
    assert all(seen.values()), seen
    assert version.damage() == []


def test_the_desk_is_left_as_it_was(here: Path) -> None:
    assert isinstance(open_desk([], None), Desk)
    assert run(["verify", FLOOD]).code == 0
