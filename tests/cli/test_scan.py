"""`validate --scan`: old Word, Markdown and text agreements; every outdated citation with its place and its successor."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from isptool.asking.old_agreements import paragraphs
from isptool.checking.old_agreements import outdated
from isptool.checking.rules import KNOWN
from isptool.law.book import LawBook

from .running import run

DAY = "2026-11-22"
LAW_28 = KNOWN["LAW-28"]
TERMS = LawBook.load().stale_terms()


def _agreement() -> docx.document.Document:
    made = docx.Document()
    made.add_heading("Information sharing agreement: early help", 0)
    made.add_heading("1 Purpose", 1)
    made.add_paragraph("The partners share to help families early.")
    made.add_paragraph("")
    made.add_heading("2 Legal basis", 1)
    made.add_paragraph("Sharing is in line with the Data Protection Act 1998 and meets a Schedule 2 condition.")
    made.add_paragraph(
        "The UK GDPR and the Data Protection Act 2018, which replaced the Data Protection Act 1998, apply."
    )
    table = made.add_table(1, 2)
    table.cell(0, 0).text = "NHS Wolds Clinical Commissioning Group"
    table.cell(0, 1).text = "Accountable officer"
    made.add_paragraph("Police forms under s.29(3) are retained under MoPI. Sent by GCSx.")
    made.add_heading("9 Document history", 1)
    made.add_paragraph("1.0, May 2009: written under the Data Protection Act 1998.")
    made.add_heading("10 Signatures", 1)
    made.add_paragraph("For the Local Safeguarding Children Board")
    made.sections[0].footer.paragraphs[0].text = "NOT PROTECTIVELY MARKED"
    return made


@pytest.fixture
def drawer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "drawer"
    folder.mkdir()
    _agreement().save(str(folder / "early-help.docx"))
    return folder


def _headlines(output: str) -> list[str]:
    return [line.strip() for line in output.splitlines() if line.startswith("  ") and not line.startswith("   ")]


def test_a_word_agreement_paragraph_by_paragraph(drawer: Path) -> None:
    ran = run(["validate", "--scan", str(drawer), "--today", DAY])
    assert ran.errors == ""
    assert ran.code == 0
    assert ran.output.startswith("drawer/early-help.docx\n")
    found = ran.output.partition("\n\n")[0].splitlines()[1:]
    assert found == [
        (
            "  Paragraph 5 (2 Legal basis): “Data Protection Act 1998” has been out of date since 25 May 2018. "
            "The Act of 2018 repealed it."
        ),
        "      Sharing is in line with the Data Protection Act 1998 and meets a Schedule 2 condition.",
        "      Fix: Write the UK GDPR and the Data Protection Act 2018; check that the sentence is still right.",
        (
            "  Paragraph 5 (2 Legal basis): “Schedule 2 condition” has been out of date since 25 May 2018. "
            "The conditions for processing stood in Schedules 2 and 3 to the Act of 1998; in the Act of 2018 those are "
            "exemptions."
        ),
        "      ... the Data Protection Act 1998 and meets a Schedule 2 condition.",
        (
            "      Fix: Write Article 6, and Article 9 with Schedule 1 to the Data Protection Act 2018; check that the "
            "sentence is still right."
        ),
        (
            "  Paragraph 7 (2 Legal basis): “Clinical Commissioning Group” has been out of date in England since "
            "1 July 2022. Integrated care boards took over on 1 July 2022; one board often follows several groups."
        ),
        "      NHS Wolds Clinical Commissioning Group",
        "      Fix: Write the integrated care board; check that the sentence is still right.",
        (
            "  Paragraph 9 (2 Legal basis): “s.29(3)” has been out of date since 25 May 2018. "
            "Section 29 of the Act of 1998 let the crime and taxation exemption apply; Schedule 2 does now."
        ),
        "      Police forms under s.29(3) are retained under MoPI. Sent by GCSx.",
        (
            "      Fix: Write paragraph 2 of Schedule 2 to the Data Protection Act 2018; check that the sentence is still "
            "right."
        ),
        (
            "  Paragraph 9 (2 Legal basis): “MoPI” has been out of date in England and Wales since 20 July 2023. "
            "The new code replaced it in July 2023."
        ),
        "      ... forms under s.29(3) are retained under MoPI. Sent by GCSx.",
        (
            "      Fix: Write the Police Information and Records Management Code of Practice; check that the sentence is "
            "still right."
        ),
        (
            "  Paragraph 9 (2 Legal basis): “GCSx” has been out of date since 31 March 2019. "
            "The domains were closed in March 2019."
        ),
        "      ... s.29(3) are retained under MoPI. Sent by GCSx.",
        (
            "      Fix: Write gov.uk e-mail that meets the government's secure e-mail policy (TLS, SPF, DKIM, DMARC); "
            "check that the sentence is still right."
        ),
        (
            "  Paragraph 13 (10 Signatures): “Local Safeguarding Children Board” has been out of date in England since "
            "29 September 2019. The Children and Social Work Act 2017 replaced the boards."
        ),
        "      For the Local Safeguarding Children Board",
        (
            "      Fix: Write the safeguarding partners (council, integrated care board and police); check that the "
            "sentence is still right."
        ),
        (
            "  Footer, paragraph 1: “NOT PROTECTIVELY MARKED” has been out of date since 2 April 2014. "
            "The Government Security Classifications replaced the old markings."
        ),
        "      NOT PROTECTIVELY MARKED",
        "      Fix: Write OFFICIAL; check that the sentence is still right.",
    ]
    assert "Scanned 1 file as at 22 November 2026: 8 outdated citations in 1 file.\n" in ran.output


def test_warnings_fail_only_when_strict(drawer: Path) -> None:
    assert run(["validate", "--scan", str(drawer), "--today", DAY]).code == 0
    assert run(["validate", "--scan", str(drawer), "--today", DAY, "--strict"]).code == 1


def test_the_day_decides(drawer: Path) -> None:
    """In 2010 the Act of 1998 was the law; only what was old then is listed."""
    output = run(["validate", "--scan", str(drawer), "--today", "2010-06-01"]).output
    assert "no outdated citations" in output


def test_the_nations_of_the_settings_decide(drawer: Path, tmp_path: Path) -> None:
    (tmp_path / "isptool.yaml").write_text("kind: workspace\nnations: [scotland]\n", encoding="utf-8")
    output = run(["validate", "--scan", "drawer", "--today", DAY]).output
    assert "Data Protection Act 1998" in output
    assert "MoPI”" not in output
    assert "Clinical Commissioning Group" not in output


TEXT = """# Notes

We follow the Data Protection Act 2018.

- CRB checks for staff,
  and the eight data protection principles

## History

The Data Protection Act 1998 applied then.

### Deeper

It was the Data Protection Act 1998.

## Rights

Subject access requests are answered within 40 days.
"""


def test_markdown_by_line_and_column(drawer: Path) -> None:
    (drawer / "early-help.docx").unlink()
    (drawer / "notes.md").write_text(TEXT, encoding="utf-8")
    assert _headlines(run(["validate", "--scan", "drawer", "--today", DAY]).output)[:3] == [
        (
            "5:3 Paragraph 3 (Notes): “CRB” has been out of date in England and Wales since 1 December 2012. "
            "The Disclosure and Barring Service replaced the Criminal Records Bureau on 1 December 2012."
        ),
        (
            "6:11 Paragraph 3 (Notes): “eight data protection principles” has been out of date since 25 May 2018. "
            "The Act of 1998 had eight; Article 5 has its own."
        ),
        (
            "18:45 Paragraph 9 (Rights): “40 days” has been out of date since 25 May 2018. "
            "Forty days was the Data Protection Act 1998; Article 12 gives one month."
        ),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_in_the_encodings_of_old_files(encoding: str, drawer: Path) -> None:
    (drawer / "early-help.docx").unlink()
    text = "1. LEGAL BASIS\r\n\r\nThe partners’ duty is set out in the DPA 1998.\r\n"
    (drawer / "old.txt").write_bytes(text.encode(encoding))
    assert _headlines(run(["validate", "--scan", "drawer", "--today", DAY]).output) == [
        (
            "3:38 Paragraph 2 (1. LEGAL BASIS): “DPA 1998” has been out of date since 25 May 2018. "
            "The Act of 2018 repealed it."
        )
    ]


@pytest.mark.parametrize(
    "right",
    [
        "Sharing follows the UK GDPR and the Data Protection Act 2018.",
        "The Data Protection Act 2018 replaced the Data Protection Act 1998.",
        "The Data Protection Act 1998 was repealed in 2018.",
        "The DPA 1998 – now repealed – had eight.",
        "Until 2018 the Data Protection Act 1998 applied.",
        "This follows the earlier agreement, made under the repealed Data Protection Act 1998.",
        "NHS Wolds ICB (formerly NHS Wolds CCG)",
        "the former clinical commissioning group",
        "The integrated care board, successor of the Clinical Commissioning Group",
        "Article 22A of the UK GDPR",
        "Articles 22A to 22D",
        "section 29(3) of the Children Act 1989",
        "Section 129 of the Act",
        "records are kept for 40 days",
        "A grant of £10",
        "The Scottish Police Authority",
        "Crime and Disorder Act 1998 section 115",
        "paragraph 2 of Schedule 2 to the Data Protection Act 2018",
        "Access to Health Records Act 1990",
        "OFFICIAL-SENSITIVE",
    ],
)
def test_what_is_right_is_let_be(right: str) -> None:
    assert list(outdated("a.txt", paragraphs(right.encode(), "a.txt"), TERMS, LAW_28)) == []


@pytest.mark.parametrize(
    ("wrong", "cited"),
    [
        ("The CCG replaced nothing. The Data Protection Act 1998 applies.", ["CCG", "Data Protection Act 1998"]),
        ("It is no longer paper. The DPA 1998 applies.", ["DPA 1998"]),
        ("the Data Protection Act 1998 and the Data Protection Act 1998", ["Data Protection Act 1998"]),
    ],
)
def test_a_word_of_the_past_speaks_for_its_own_sentence(wrong: str, cited: list[str]) -> None:
    found = list(outdated("a.txt", paragraphs(wrong.encode(), "a.txt"), TERMS, LAW_28))
    assert [each.words for each in found] == cited


def test_every_term_is_found_and_what_is_right_is_not() -> None:
    """The texts that the law data gives for each term, as paragraphs of a file."""
    for term in TERMS:
        for text in term.found_in:
            assert list(outdated("a.txt", paragraphs(text.encode(), "a.txt"), [term], LAW_28)), text
        for text in term.not_in:
            assert not list(outdated("a.txt", paragraphs(text.encode(), "a.txt"), [term], LAW_28)), text


def test_struck_out_text_and_fields_are_not_read(drawer: Path) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = docx.Document()
    paragraph = made.add_paragraph("We follow the ")
    deleted = OxmlElement("w:del")
    run_ = OxmlElement("w:r")
    text = OxmlElement("w:delText")
    text.text = "Data Protection Act 1998"
    run_.append(text)
    deleted.append(run_)
    paragraph._p.append(deleted)
    paragraph.add_run("UK GDPR.")
    made.save(str(drawer / "early-help.docx"))
    said = paragraphs((drawer / "early-help.docx").read_bytes(), "early-help.docx")
    assert [each.text for each in said] == ["We follow the UK GDPR."]
    assert qn("w:del")


def _truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _flipped(data: bytes) -> bytes:
    chance = random.Random(7)
    out = bytearray(data)
    for _ in range(60):
        out[chance.randrange(len(out))] ^= 0xFF
    return bytes(out)


@pytest.mark.parametrize(
    ("name", "spoil", "reason"),
    [
        ("cut.docx", _truncated, "it is not a Word file (.docx)."),
        ("empty.docx", lambda data: b"", "it is empty."),
        ("text.docx", lambda data: b"Not Word at all.", "it is not a Word file (.docx)."),
        ("old.docx", lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "it is a Word file of the old kind (.doc)."),
        ("binary.txt", lambda data: b"a\0b", "it is not text."),
    ],
)
def test_what_is_broken_is_named_and_the_rest_is_read(
    name: str, spoil: Callable[[bytes], bytes], reason: str, drawer: Path
) -> None:
    (drawer / name).write_bytes(spoil((drawer / "early-help.docx").read_bytes()))
    ran = run(["validate", "--scan", "drawer", "--today", DAY])
    assert f"  error OLD-01 could not be read: {reason}\n" in ran.output
    assert "Scanned 1 file as at 22 November 2026: 8 outdated citations in 1 file; 1 could not be read." in ran.output
    assert ran.code == 1


def test_no_spoilt_file_ends_in_a_trace(drawer: Path) -> None:
    data = (drawer / "early-help.docx").read_bytes()
    chance = random.Random(11)
    for number in range(60):
        out = bytearray(data)
        for _ in range(chance.randrange(1, 40)):
            out[chance.randrange(len(out))] = chance.randrange(256)
        (drawer / f"{number:02}.docx").write_bytes(bytes(out[: chance.randrange(200, len(out))] if number % 3 else out))
    ran = run(["validate", "--scan", "drawer", "--today", DAY])
    assert ran.code in (0, 1)
    assert ran.errors == ""


def test_other_kinds_are_named_or_counted(drawer: Path) -> None:
    (drawer / "scan.pdf").write_bytes(b"%PDF-1.4")
    (drawer / "photo.jpg").write_bytes(b"x")
    (drawer / "~$early-help.docx").write_bytes(b"lock")
    ran = run(["validate", "--scan", "drawer", "--today", DAY])
    assert "drawer/scan.pdf\n  info OLD-02 was not looked into: it is a PDF.\n" in ran.output
    assert "in 1 file; 1 of a kind that is not read; 1 passed over." in ran.output
    assert ran.code == 0


def test_one_file_can_be_named(drawer: Path) -> None:
    assert "8 outdated citations" in run(["validate", "--scan", "drawer/early-help.docx", "--today", DAY]).output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--scan", "nowhere"], "There is no folder nowhere."),
        (["--scan", "none"], "Nothing was scanned: none holds no Word, Markdown or text file."),
        (["agreements", "--scan", "drawer"], "--scan stands alone: old agreements have no gate, and nothing in them"),
    ],
)
def test_a_scan_of_nothing_is_wrong_use(arguments: list[str], message: str, drawer: Path) -> None:
    (drawer.parent / "none").mkdir()
    ran = run(["validate", *arguments, "--today", DAY])
    assert ran.code == 2
    assert message in ran.errors


def test_json_and_the_other_formats_say_the_same(drawer: Path) -> None:
    (drawer / "notes.md").write_text(TEXT, encoding="utf-8")
    said = json.loads(run(["validate", "--scan", "drawer", "--today", DAY, "--output-format", "json"]).output)
    places = [(each["file"], each["path"], each["line"], each["column"]) for each in said["findings"]]
    assert places[0] == ("drawer/early-help.docx", ["body", 5], None, None)
    assert places[7] == ("drawer/early-help.docx", ["footer", 1], None, None)
    assert places[8] == ("drawer/notes.md", ["body", 3], 5, 3)
    assert said["summary"]["warnings"] == 11
    sarif = json.loads(run(["validate", "--scan", "drawer", "--today", DAY, "--output-format", "sarif"]).output)
    results = sarif["runs"][0]["results"]
    assert len(results) == 11
    assert results[0]["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "body.5"}]
    assert results[8]["locations"][0]["physicalLocation"]["region"]["startLine"] == 5
    for form in ("junit", "github", "gitlab"):
        output = run(["validate", "--scan", "drawer", "--today", DAY, "--output-format", form]).output
        assert output.count("has been out of date") >= 11, form


def test_the_result_can_be_written_to_a_file(drawer: Path, tmp_path: Path) -> None:
    ran = run(["validate", "--scan", "drawer", "--today", DAY, "--output", "found.txt"])
    assert "8 outdated citations" in (tmp_path / "found.txt").read_text(encoding="utf-8")
    assert ran.output == ""
