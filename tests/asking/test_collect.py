"""`isptool collect`: the full circle, and everything that may come back instead of a form."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.running import run
from isptool.asking import words
from isptool.asking.form import CITATIONS
from isptool.asking.forms import Forms
from isptool.asking.word_form import to_word
from isptool.cli import terminal
from isptool.reading.source import read_file

from . import ground
from .filling import by_id, changed, filled, without_bookmarks, without_tags

PARTIES = ("wolds-council", "wolds-fire", "moorland-refuge")


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The county to work in, with a folder of what came back beside it."""
    shutil.copytree(ground.COUNTY, tmp_path / "county")
    (tmp_path / "back").mkdir()
    monkeypatch.chdir(tmp_path / "county")
    return tmp_path / "county"


def back(name: str, data: bytes) -> str:
    """A file that came back."""
    path = Path("..", "back", name)
    path.write_bytes(data)
    return str(path)


# ── the full circle ──────────────────────────────────────────────────────────────────────────────────

SAVED_BY: dict[str, Callable[[bytes], bytes]] = {
    "Word": lambda data: data,
    "a program that drops tags": lambda data: changed(data, without_tags),
    "a program that keeps only text": lambda data: changed(data, without_bookmarks),
}
FOUND = {"Word": "tag", "a program that drops tags": "bookmark", "a program that keeps only text": "visible code"}


def libreoffice(data: bytes) -> bytes:
    """The file opened and saved again by LibreOffice."""
    import tempfile

    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not on this computer")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "in", "form.docx")
        path.parent.mkdir()
        path.write_bytes(data)
        profile = Path(folder, "profile").as_uri()
        subprocess.run(
            [program, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "docx", "--outdir", folder,
             str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return Path(folder, "form.docx").read_bytes()


def circle(county: Path, saved: Callable[[bytes], bytes], found: str) -> None:
    """A new agreement, its forms filled by everybody, taken over, checked and printed."""
    ran = run(["new", "agreement", "alarms", "--no-input", "--answers", str(_answers(county)), "--protocol", "wolds"])
    assert ran.code == 0, ran.errors
    desk = ground.Desk(county)
    settled = ground.settle(desk.around, "alarms")
    files, said = [], {}
    for party in PARTIES[:2]:
        made = Forms(settled, desk.around.book, words.load(), ground.naming(settled)).of(party)
        values: dict[str, str | bool] = {}
        for question in made.questions:
            if question.point_id == "staff-responsibilities":  # settled above, but for one fact
                values |= {control.id: "Head of service" for control in question.answers[0].blanks.values()}
            elif question.point.home in CITATIONS and question.own_words is not None:
                values[question.own_words.id] = "6(1)(e)"
            elif question.own_words is not None:
                text = f'On {question.code}, A & B say <this> for everybody.\nIt is "so".'
                if question.party:
                    text = text.replace("everybody", party)
                values[question.own_words.id] = text
                said[question.point_id, question.party] = text
        data = filled(to_word(made, settled, words.load(), ground.house()), made, values)
        files.append(back(f"{party}.docx", saved(data)))
    ran = run(["collect", *files, "--force"])
    assert ran.code == 0, ran.output + ran.errors
    assert f"found by {found}" in ran.output
    after = ground.settle(ground.Desk(county).around, "alarms")
    left = {name for name, point in after.points.items() if point.state.left_to_agree}
    assert left <= {"contact-points", "signatures", "data-classification", "policy-documents"}
    for (point, party), text in said.items():
        for cell in after.points[point].cells:
            if not party or cell.at("party") == party:
                assert [" ".join(part.own_words.split()) for part in cell.parts] == [" ".join(text.split())], point
    ran = run(["validate", "alarms", "--gate", "draft"])
    assert ran.code == 0, ran.output
    ran = run(["render", "alarms", "--to", "md,docx", "-o", "printed"])
    assert ran.code == 0, ran.errors
    printed = (county / "printed" / "alarms.md").read_text()
    assert 'On P46, A & B say \\<this\\> for everybody. It is "so".' in printed


def _answers(county: Path) -> Path:
    path = county.parent / "known.yaml"
    path.write_text(
        "title: Alarms\nparties: [wolds-council, wolds-fire]\n".replace(
            "[wolds-council, wolds-fire]", "{wolds-council: , wolds-fire: }"
        )
        + "purposes:\n  fit:\n    kind: fire-safety\n    aim: Fit alarms.\n    used-by: [wolds-fire]\n"
        "people:\n  adults:\n    what: Adults\n    kind: adults-at-risk\n    number: about 400\n"
        "data:\n  alarm:\n    what: Whether there is an alarm\n    kind: identity\n    about: adults\n"
        "    category: ordinary\n    needed-for:\n      fit: To know where none is.\n"
        "flows:\n  list:\n    from: wolds-council\n    to: wolds-fire\n    data: [alarm]\n    purpose: fit\n"
    )
    return path


@pytest.mark.parametrize("program", SAVED_BY)
def test_the_full_circle(county: Path, program: str) -> None:
    circle(county, SAVED_BY[program], FOUND[program])


@pytest.mark.programs
def test_the_full_circle_through_libreoffice(county: Path) -> None:
    circle(county, libreoffice, "bookmark")


@pytest.mark.programs
def test_libreoffice_loses_nothing_that_was_filled_in(county: Path) -> None:
    values: dict[str, str | bool] = {
        "P12.2": True, "P12.2.team": 'A & <B> "c"', "P12.2.team-size": "about 12",
        "P12.2.list-checked-every": "3 months", "P25.for.alarm": False, "P25.1": True,
        "P26.w": "One\nTwo — שלום 🙂", "P28.n": "Soon", "P28.until": "15 December 2026",
        "P31.a": "P31.4 Monthly, by the ….", "P31.4.by-day": "5th",
    }  # fmt: skip
    data = ground.returned("moorland-refuge", values)
    before, after = (ground.read("moorland-refuge", each) for each in (data, libreoffice(data)))
    assert set(after.ways) == {"bookmark"}
    assert [(each.question.code, each.cells, each.reply) for each in after.answered] == [
        (each.question.code, each.cells, each.reply) for each in before.answered
    ]


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────


def test_the_difference_is_shown_first_and_a_no_changes_nothing(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = back("fire.docx", ground.returned("wolds-fire", {"P46.1": True}))
    before = (county / "agreements" / "visits.yaml").read_bytes()
    asked: list[str] = []
    monkeypatch.setattr(terminal, "can_ask", lambda: True)
    monkeypatch.setattr(terminal, "agrees", lambda question: bool(asked.append(question)))
    ran = run(["collect", name])
    assert ran.code == 0
    assert "+  communication:\n+    answer: one-page-guide\nNothing was changed.\n" in ran.output
    assert asked == ["Make these changes?"]
    assert (county / "agreements" / "visits.yaml").read_bytes() == before


def test_where_nobody_can_be_asked_nothing_is_changed_without_force(county: Path) -> None:
    name = back("fire.docx", ground.returned("wolds-fire", {"P46.1": True}))
    before = (county / "agreements" / "visits.yaml").read_bytes()
    ran = run(["collect", name])
    assert ran.code == 2
    assert ran.errors.endswith("nobody can be asked here.\nAdd --force to make these changes.\n")
    assert (county / "agreements" / "visits.yaml").read_bytes() == before


def test_what_partners_disagree_on_is_shown_with_both_answers(county: Path) -> None:
    names = [back("fire.docx", ground.returned("wolds-fire", {"P46.1": True})),
             back("council.docx", ground.returned("wolds-council", {"P46.2": True, "P45.w": "By mail."}))]  # fmt: skip
    ran = run(["collect", *names, "--force"])
    assert ran.code == 1
    assert (
        "Answered differently, so nothing was written: P46 Making it known\n"
        "   the fire service (../back/fire.docx): one-page-guide\n"
        "   Wolds Council (../back/council.docx): team-briefing\n"
    ) in ran.output
    answers = read_file(county / "agreements" / "visits.yaml", "x").data["answers"]
    assert "communication" not in answers
    assert answers["feedback"] == {"in-our-words": "By mail."}


def test_what_was_not_taken_is_named_with_its_code(county: Path) -> None:
    values: dict[str, str | bool] = {"P39.1": True, "P39.1.period": "a while", "P46.1": True}
    name = back("refuge.docx", ground.returned("moorland-refuge", values))
    ran = run(["collect", name, "--force"])
    assert ran.code == 1
    assert "../back/refuge.docx: visits, Moorland Refuge: 1 answer, found by tag\n" in ran.output
    assert "   not taken: P39.1.period “a while”: a while is not read as a period" in ran.output
    assert "1 answer written to agreements/visits.yaml." in ran.output


def test_a_form_that_nobody_filled_changes_nothing(county: Path) -> None:
    ran = run(["collect", back("empty.docx", ground.file("wolds-fire")), "--force"])
    assert ran.code == 0
    assert "no answers, found by tag" in ran.output
    assert ran.output.endswith("visits: nothing to write.\n")


# ── what may come back instead ───────────────────────────────────────────────────────────────────────


def zipped(**parts: bytes) -> bytes:
    """A zip with these parts; `_` in a name is `/`."""
    done = io.BytesIO()
    with zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", ".").replace("_", "/"), content)
    return done.getvalue()


def lying() -> bytes:
    """A zip whose part says that it is small and is 200 MB."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(b" " * 200_000_000) + packed.flush()
    name = b"word/document.xml"
    head = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, 0, len(body), 1000, len(name), 0)
    entry = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, 0, len(body), 1000, len(name), 0, 0, 0, 0, 0, 0
    )
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry) + len(name), len(head) + len(name) + len(body), 0
    )
    return head + name + body + entry + name + end


SPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><w:document " + SPACE + b"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
)  # fmt: skip
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document '
    + SPACE + b"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
)  # fmt: skip
DEEP = b"<w:document " + SPACE + b">" + b"<w:p>" * 100_000 + b"</w:p>" * 100_000 + b"</w:document>"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def other_agreement() -> bytes:
    return ground.file("wolds-fire").replace(b"", b"")


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "old.doc": (lambda: OLD, "is a Word file of the old kind (.doc)."),
    "locked.docx": (lambda: OLD + "EncryptedPackage".encode("utf-16-le"), "is protected with a password."),
    "scan.pdf": (lambda: b"%PDF-1.7 ...", "is a PDF: what was filled in or changed cannot be read from it."),
    "rich.rtf": (lambda: b"{\\rtf1 ...", "is rich text (.rtf)."),
    "open.odt": (lambda: zipped(mimetype=b"application/vnd.oasis.opendocument.text"),
                 "is an OpenDocument text (.odt)."),
    "list.xlsx": (lambda: zipped(xl_workbook__xml=b"<workbook/>"), "is a workbook of Excel."),
    "empty.docx": (lambda: b"", "is empty."),
    "page.docx": (lambda: b"<html>", "is not a Word file (.docx)."),
    "half.docx": (lambda: ground.file("wolds-fire")[:5000], "is not a Word file (.docx)."),
    "other.docx": (lambda: zipped(a__txt=b"x"), "is not a Word document (.docx)."),
    "bomb.docx": (lambda: zipped(word_document__xml=b" " * 80_000_000), "holds more than 64 MB."),
    "lying.docx": (lying, "word/document.xml in the file is not what the file says it is."),
    "laughs.docx": (lambda: zipped(word_document__xml=LAUGHS),
                    "was not read: word/document.xml in it declares entities, as no Word file does."),
    "outside.docx": (lambda: zipped(word_document__xml=OUTSIDE),
                     "was not read: word/document.xml in it declares entities, as no Word file does."),
    "deep.docx": (lambda: zipped(word_document__xml=DEEP), "cannot be read: word/document.xml in it is broken."),
    "letter.docx": (lambda: zipped(word_document__xml=b"<w:document " + SPACE + b"/>"),
                    "is no form that isptool made, and holds no tracked changes and no comments."),
}  # fmt: skip


@pytest.fixture
def untouched(county: Path) -> Iterator[Path]:
    """Nothing in the workspace changes."""
    before = {path: path.read_bytes() for path in county.rglob("*") if path.is_file()}
    yield county
    assert {path: path.read_bytes() for path in county.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_form_is_said_in_a_line(untouched: Path, name: str) -> None:
    make, said = BAD[name]
    ran = run(["collect", back(name, make()), "--force"])
    assert ran.code == 2
    first = ran.errors.splitlines()[0]
    assert said in first
    assert ran.errors.endswith("Nothing was taken from this file.\n")
    assert "Traceback" not in ran.errors


def test_a_file_that_is_not_there_and_a_folder(untouched: Path) -> None:
    ran = run(["collect", "nowhere.docx", ".", "--force"])
    assert ran.code == 2
    assert ran.errors.splitlines()[0] == "nowhere.docx is not there."
    assert ". is a folder." in ran.errors


def test_a_form_of_another_agreement(untouched: Path) -> None:
    from isptool.settling.everything import settle_workspace

    here = ground.around(ground.EXAMPLES)
    found = settle_workspace(here.workspace, here.points, here.book)
    document = next(each for each in found.documents if each.document.id == "domestic-abuse-conference")
    made = Forms(document, here.book, words.load(), ground.naming(document)).of("moorland-refuge")
    data = to_word(made, document, words.load(), ground.house())
    ran = run(["collect", back("other.docx", data), "--force"])
    assert ran.code == 2
    assert ran.errors.splitlines()[0] == (
        "../back/other.docx is a form of domestic-abuse-conference, which is not in this workspace."
    )


def test_a_form_of_an_older_version(untouched: Path, county: Path) -> None:
    old = (county / "agreements" / "visits.yaml").read_text()
    data = filled(ground.file("wolds-fire"), ground.made("wolds-fire"), {"P46.1": True})
    (county / "agreements" / "visits.yaml").write_text(old.replace("version: 1.0", "version: 1.1"))
    ran = run(["collect", back("old.docx", data), "--force"])
    (county / "agreements" / "visits.yaml").write_text(old)
    assert ran.code == 2
    assert (
        ran.errors.splitlines()[0] == "../back/old.docx was made for version 1.0 of visits, which is now version 1.1."
    )
    assert "answer" not in ran.output


def test_a_form_of_somebody_who_takes_no_part(untouched: Path, county: Path) -> None:
    old = (county / "agreements" / "visits.yaml").read_text()
    text = old.replace("  moorland-refuge:\n", "", 1)
    data = ground.returned("moorland-refuge", {"P46.1": True})
    (county / "agreements" / "visits.yaml").write_text(text)
    ran = run(["collect", back("refuge.docx", data), "--force"])
    (county / "agreements" / "visits.yaml").write_text(old)
    assert ran.code == 2
    assert ran.errors.splitlines()[0] == (
        "../back/refuge.docx is a form for moorland-refuge, which takes no part in visits."
    )


def test_one_bad_file_does_not_stop_the_others(county: Path) -> None:
    good = back("fire.docx", ground.returned("wolds-fire", {"P46.1": True}))
    ran = run(["collect", back("old.doc", OLD), good, "--force"])
    assert ran.code == 2
    assert "1 answer written to agreements/visits.yaml." in ran.output
    assert "is a Word file of the old kind" in ran.errors


def test_every_control_of_every_form_can_be_filled_and_is_read_back() -> None:
    for party in PARTIES:
        made = ground.made(party)
        values: dict[str, str | bool] = {}
        for control in by_id(made).values():
            if control.kind == "tick":
                values[control.id] = True
            elif control.choices:
                values[control.id] = control.choices[-1][0]
            else:
                values[control.id] = "15 December 2026" if control.kind == "date" else f"text of {control.id}"
        found = ground.read(party, ground.returned(party, values))
        assert set(found.ways) == {"tag"}
        assert sum(found.ways.values()) >= len(values)
        told = {each.code.split(".")[0] for each in found.unread} | {each.question.code for each in found.answered}
        assert told == {each.code for each in made.questions}
