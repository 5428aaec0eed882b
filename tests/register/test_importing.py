"""Agreements that were written elsewhere: from a table to records, and into every view."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cli.running import run
from isptool.errors import IspError
from isptool.law.book import LawBook
from isptool.register.doubts import doubts
from isptool.register.importing import Import, lines_of, read_day, read_table
from isptool.register.similar import related, sought
from isptool.register.views import Filter, filtered

from .ground import PARTNERS, agreement, load, put, workspace

TABLE = """\
Agreement name,Organisations,Status,Legal gateway,Date signed,Review date,Data shared,File,Remarks
Hidden harm,Beckshire Council; Beckshire Constabulary; Probation Board,Live,Crime and Disorder Act 1998 section 115,\
12/03/2021,31/12/2025,Risk level;Convictions,records/harm.pdf,seen
"""


def _import(text: str, **given: str) -> Import:
    from isptool.model.partner import Partners
    from isptool.reading.shape import shape_by_kind
    from isptool.reading.source import read_text

    model = shape_by_kind(read_text(PARTNERS, "partners.yaml"), {"partners": Partners}).model
    assert isinstance(model, Partners)
    return read_table(lines_of(text), given, model.partners, LawBook.load())


def test_a_line_becomes_a_record() -> None:
    (record,) = _import(TABLE).records
    assert record.data == {
        "kind": "record",
        "id": "hidden-harm",
        "title": "Hidden harm",
        "status": "in-force",
        "gateway": ["cda-1998-s115"],
        "next-review": "31 December 2025",
        "parties": {
            "council": {"signed": "12 March 2021"},
            "police": {"signed": "12 March 2021"},
            "probation-board": {"name": "Probation Board", "signed": "12 March 2021"},
        },
        "data": {"risk-level": {"what": "Risk level"}, "convictions": {"what": "Convictions"}},
    }
    assert record.file == "records/harm.pdf"


def test_what_the_headings_do_not_say_is_said_and_what_no_field_takes_is_named() -> None:
    found = _import("What;With\nVisits;Beckshire Council\n", title="What")
    assert found.mapping == {"title": "What", "parties": "With"}
    assert _import(TABLE).unused == ["Remarks"]


@pytest.mark.parametrize(
    ("text", "given", "message", "hint"),
    [
        ("a,b\n1,2\n", {}, "No column is known to hold the title of each agreement.", "Say which: --column title=“a”."),
        ("Title\nA\n", {"titel": "Title"}, "A record has no field titel.", "Did you mean title?"),
        ("Title\nA\n", {"title": "Titel"}, "The table has no column “Titel”.", "Did you mean “Title”?"),
        ("", {}, "The table has no line of headings.", "Write the names of the columns in the first line."),
        (
            'Title\n"A\n',
            {},
            "This is no table in CSV: a quotation mark is opened, and not closed.",
            "Save the sheet as “CSV UTF-8”.",
        ),
    ],
)
def test_what_is_no_table_is_said(text: str, given: dict[str, str], message: str, hint: str) -> None:
    with pytest.raises(IspError) as raised:
        _import(text, **given)
    assert (raised.value.message, raised.value.hint) == (message, hint)


MESSY = """\
\ufeff;;Register of agreements;;Dates;
Ref;Name of ISA;Partners;Status;Start;Review date
ISA-001;Youth offending;Beckshire Council; Live;3/4/2019;TBC
ISA-001;Early help;"BECKSHIRE COUNCIL
Probation Board";Active;44562;31.3.2026
;;;;;
ISA-003;;Beckshire Council;;;
;;;;;
;;;;;
"""


def test_a_table_as_councils_keep_them() -> None:
    """A title above the headings, semicolons, three ways to write a day, a reference twice, and empty lines."""
    found = _import(MESSY)
    assert found.headings_line == 2
    assert found.mapping == {
        "title": "Name of ISA", "reference": "Ref", "parties": "Partners", "status": "Status", "starts": "Start",
        "next-review": "Review date",
    }  # fmt: skip
    assert [(each.data["title"], each.data.get("starts"), each.data.get("next-review")) for each in found.records] == [
        ("Youth offending", "3 April 2019", None),
        ("Early help", "1 January 2022", "31 March 2026"),
    ]
    assert found.records[1].data["parties"] == {"council": {}, "probation-board": {"name": "Probation Board"}}
    assert found.strangers == ["Probation Board"]
    assert [(each.line, each.message) for each in found.remarks] == [
        (3, "“TBC” is not read as a date, and was left out"),
        (4, "44562 is read as 1 January 2022: so Excel counts days"),
        (4, "its reference ISA-001 is that of line 3 as well"),
        (6, "it has no title, and was left out"),
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--foi", "x", "-o", "answer.pdf"], "Error: An answer to a request makes no .pdf file.\nChoose a name that ends in .docx or .zip.\n"),
        (["--to", "xlsx", "-o", "r.csv"], "Error: --to xlsx makes no .csv file.\nChoose a name that ends in .xlsx.\n"),
        (["--board", "--to", "docx", "-o", "b.doc"], "Error: --to docx makes no .doc file.\nChoose a name that ends in .docx.\n"),
    ],
)  # fmt: skip
def test_no_file_is_named_as_what_it_is_not(arguments: list[str], message: str, root: Path) -> None:
    ran = run(["register", *arguments])
    assert (ran.code, ran.errors) == (2, message)
    assert not (root / arguments[-1]).exists()


def test_lines_may_end_as_on_an_old_mac() -> None:
    assert [each.id for each in _import("Title,Status\rA,live\rB,live\r").records] == ["a", "b"]


@pytest.mark.parametrize("number", ["12", "2021", "27394", "73051", "445620"])
def test_other_numbers_are_no_days(number: str) -> None:
    (record,) = _import(f"Title,Start\nA,{number}\n").records
    assert "starts" not in record.data


def test_where_the_headings_are_and_who_is_no_partner_is_said(root: Path) -> None:
    put(root / "register.csv", MESSY)
    ran = run(["register", "--import", "register.csv", "--force"])
    assert "Headings: in line 2; what stands above them is left out.\n" in ran.output
    assert "In no partners.yaml by this name: Probation Board\n" in ran.output


def test_what_was_not_understood_is_said_with_its_line() -> None:
    text = "Title,Status,Start,End,Parties\nA,odd,32/1/2021,,Beckshire Counicl\n,live,,,\nA,live,1/5/2021,1/4/2021,\n"
    assert [(each.line, each.message) for each in _import(text).remarks] == [
        (2, "the status “odd” is not known; it became unknown"),
        (2, "“32/1/2021” is not read as a date, and was left out"),
        (2, "“Beckshire Counicl” is no partner's name; is it Beckshire Council? Then write it so in the table"),
        (3, "it has no title, and was left out"),
        (4, "the id a is taken; it became a-2"),
        (4, "it ends on 1 April 2021, before it starts on 1 May 2021"),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03/04/2021", date(2021, 4, 3)),
        ("3.4.21", date(2021, 4, 3)),
        ("2021-04-03 00:00:00", date(2021, 4, 3)),
        ("3 Apr 2021", date(2021, 4, 3)),
        ("31/02/2021", None),
        ("soon", None),
    ],
)
def test_days_are_read_as_tables_in_the_uk_write_them(text: str, day: date | None) -> None:
    assert read_day(text) == day


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(workspace(tmp_path, visits=agreement("visits")))
    put(tmp_path / "register.csv", TABLE)
    put(tmp_path / "records" / "harm.pdf", "%PDF-1.4 signed")
    return tmp_path


def test_records_count_in_every_view(root: Path) -> None:
    assert run(["register", "--import", "register.csv", "--force"]).code == 0
    register = load(root)
    entry = register.find("hidden-harm")
    assert entry is not None
    assert [each.id for each in filtered(register, Filter(partner=("police",))).entries] == ["visits", "hidden-harm"]
    assert [each.id for each in filtered(register, Filter(due=True)).entries] == ["hidden-harm"]
    visits = register.find("visits")
    assert visits is not None
    (found,) = related(sought(visits), register.entries, but="visits")
    assert found.entry.id == "hidden-harm"
    assert found.why[-1] == "same law: CDA 1998 s.115"
    assert entry.facts.file == "records/harm.pdf"


def test_the_first_sheet_of_a_workbook_that_holds_anything_is_read_line_by_line(root: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.create_sheet("Register").append(["Information sharing agreements of the council"])
    sheet = book["Register"]
    sheet.append(["ISA title", "Partners", "Status", "Review date", "File"])
    sheet.append([])
    harm = [
        "Hidden harm",
        "Beckshire Council\nBeckshire Constabulary",
        "Live",
        date(2025, 12, 31),
        "records/harm.pdf",
    ]
    sheet.append(harm)
    sheet.append([None, None, "Live"])
    book.create_sheet("Notes").append(["Ask the police"])
    book.save(root / "register.xlsx")
    ran = run(["register", "--import", "register.xlsx", "--force"])
    assert ran.output.splitlines()[:3] == [
        "Sheet: Register; not read: Notes.",
        "Headings: in line 2; what stands above them is left out.",
        "Columns: title = “ISA title”; parties = “Partners”; status = “Status”; next-review = “Review date”; file = “File”",
    ]
    assert "line 5: it has no title, and was left out" in ran.output
    assert ran.code == 1
    entry = load(root).find("hidden-harm")
    assert entry is not None
    assert [each.id for each in entry.facts.parties] == ["council", "police"]
    assert entry.facts.next_review == "2025-12-31"


def test_a_table_saved_as_unicode_text_is_read_as_such(root: Path) -> None:
    (root / "register.csv").write_text(TABLE.replace("Hidden harm", "Plant y cwm – ŵyl"), encoding="utf-16")
    assert run(["register", "--import", "register.csv", "--force"]).code == 0
    assert [each.facts.title for each in load(root).entries if each.facts.kind == "record"] == ["Plant y cwm – ŵyl"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0", "Error: old.xls is a workbook of a kind that is not read.\n"),
        ("torn.xlsx", b"PK\x03\x04torn", "Error: torn.xlsx is no workbook that can be read.\n"),
    ],
)
def test_what_is_no_workbook_that_can_be_read_is_said(root: Path, name: str, data: bytes, said: str) -> None:
    (root / name).write_bytes(data)
    ran = run(["register", "--import", name, "--force"])
    assert ran.errors.startswith(said)
    assert ran.code == 2


def test_nothing_is_written_where_nobody_can_be_asked(root: Path) -> None:
    ran = run(["register", "--import", "register.csv"])
    assert ran.code == 2
    assert "1 record was not written: nobody can be asked here." in ran.errors
    assert not (root / "records" / "hidden-harm.yaml").exists()


def test_importing_again_writes_nothing_and_a_change_is_shown(root: Path) -> None:
    run(["register", "--import", "register.csv", "--force"])
    before = (root / "records" / "hidden-harm.yaml").read_bytes()
    assert "1 record is as the table says" in run(["register", "--import", "register.csv", "--force"]).output
    assert (root / "records" / "hidden-harm.yaml").read_bytes() == before
    put(root / "register.csv", TABLE.replace("Live", "Ended"))
    ran = run(["register", "--import", "register.csv", "--force"])
    assert "-status: in-force" in ran.output
    assert "+status: terminated" in ran.output
    assert "status: terminated" in (root / "records" / "hidden-harm.yaml").read_text(encoding="utf-8")


def test_a_signed_file_that_was_changed_or_is_gone_is_found(root: Path) -> None:
    run(["register", "--import", "register.csv", "--force"])
    assert run(["register"]).code == 0
    put(root / "records" / "harm.pdf", "%PDF-1.4 changed")
    ran = run(["register"])
    assert ran.code == 1
    assert "error REG-19 records/harm.pdf is not the file that was recorded." in ran.output
    (root / "records" / "harm.pdf").unlink()
    assert "error REG-19 records/harm.pdf is not there." in run(["register"]).output


def test_a_file_outside_the_workspace_is_not_attached(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = put(tmp_path_factory.mktemp("outside") / "a.pdf", "%PDF")
    put(root / "register.csv", f"Title,File\nA,{outside}\n")
    ran = run(["register", "--import", "register.csv", "--force"])
    assert ran.code == 1
    assert f"line 2: the file {outside} lies outside the workspace" in ran.output


def test_a_record_is_checked_like_every_file(root: Path) -> None:
    put(root / "records" / "bad.yaml", "kind: record\nid: bad\ntitle: Bad\nstatus: lively\nstarts: 31/02/2021\n")
    register = load(root)
    (unread,) = register.unread
    assert unread.file.endswith("records/bad.yaml")
    assert run(["validate"]).code == 1


def test_a_record_whose_days_cannot_be(root: Path) -> None:
    put(
        root / "records" / "odd.yaml",
        "kind: record\nid: odd\ntitle: Odd\nowner: council Head\nparties:\n  council:\n    signed: 1 May 2027\n",
    )
    assert [(each.kind.code, each.message) for each in doubts(load(root))] == [
        ("REG-13", "Beckshire Council signed on 1 May 2027, which is still to come.")
    ]
