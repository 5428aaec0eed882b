"""The register as files: a workbook, a database, papers; and what is remembered between two runs."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from cli.running import run
from isptool.cli.remembering import FOLDER, Remembered
from isptool.model.signed import Signed
from isptool.register.database import SCHEMA, to_sqlite
from isptool.register.doubts import doubts
from isptool.register.facts import Facts
from isptool.register.load import edition
from isptool.register.papers import request_answer
from isptool.register.processing import HEADINGS, to_ropa
from isptool.register.workbook import to_xlsx
from isptool.writing.document import Bullets, Document, Heading, KeyFacts, Table

from .ground import EXAMPLE, agreement, load, put, workspace

DOCS = Path(__file__).resolve().parents[2] / "docs"

# ── the database ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("db") / "register.db"
    register = load(EXAMPLE)
    path.write_bytes(to_sqlite(register, doubts(register), "2026-11-02"))
    return path


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        (
            ("select d.id from documents d join parties p using (file) "
            "where p.organisation = 'wolds-and-dales-police' and d.kind = 'agreement' order by d.id"),
            [("domestic-abuse-conference",), ("safeguarding-children",)],
        ),
        (
            ("select distinct f.recipient from flows f join items i on i.file = f.file and i.id = f.item "
            "where i.words like '%date of birth%' and f.sender = 'beck-homes' order by 1"),
            [("dales-council",), ("wolds-council",)],
        ),
        ("select count(*) from documents where special_category", [(5,)]),
        ("select citation from powers where id = 'cca-2004-s6'", [("CCA 2004 s.6",)]),
        ("select name from partners where id = 'wolds-fire'", [("Wolds and Dales Fire and Rescue Authority",)]),
        ("select days_to_review from documents where id = 'storm-emergency-sharing'", [(91,)]),
        ("select value from about where name = 'as_at'", [("2026-11-02",)]),
        ("select distinct d.id from documents d join systems s using (file) where s.name like '%GP record%'",
         [("safe-and-well-visits",)]),
        ("pragma integrity_check", [("ok",)]),
    ],
)  # fmt: skip
def test_questions_that_people_ask(database: Path, question: str, rows: list[tuple[object, ...]]) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute(question).fetchall() == rows


def test_every_table_and_column_is_described() -> None:
    page = (DOCS / "register.md").read_text(encoding="utf-8")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        tables = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            described = page.partition(f"### {table}\n")[2].partition("\n### ")[0]
            for column in connection.execute(f"pragma table_info({table})"):
                assert f"`{column[1]}`" in described, f"{table}.{column[1]}"


# ── the workbook ─────────────────────────────────────────────────────────────────────────────────────


def test_a_workbook_holds_the_list_and_every_view(tmp_path: Path) -> None:
    root = workspace(tmp_path, visits=agreement("visits", title="=1+1"))
    register = load(root)
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(register, doubts(register))))
    assert book.sheetnames == [
        "Register", "By partner", "By gateway", "By item", "By system", "By status", "By post", "Doubts",
    ]  # fmt: skip
    sheet = book["Register"]
    heads = [cell.value for cell in sheet[1]]
    row = dict(zip(heads, list(sheet[2]), strict=True))
    assert row["Id"].value == "visits"
    assert row["Name"].value == "'=1+1"
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert sheet.freeze_panes == "C2"
    assert [cell.value for cell in book["By gateway"][2]][:2] == ["CDA 1998 s.115", "visits"]


# ── a record of processing ───────────────────────────────────────────────────────────────────────────


def test_a_record_of_processing_has_a_row_for_each_controller(tmp_path: Path) -> None:
    text = agreement("visits").replace(
        "law:\n", "law:\n  - for: police\n    article-6: 6(1)(e)\n    article-9: 9(2)(g) with Schedule 1 paragraph 10\n"
    )
    rows = list(csv.DictReader(io.StringIO(to_ropa(load(workspace(tmp_path, visits=text)).entries))))
    assert list(rows[0]) == list(HEADINGS)
    assert [row["Controller"] for row in rows] == ["Beckshire Council", "The Chief Constable of Beckshire"]
    council, police = rows
    assert council["Recipients"] == "The Chief Constable of Beckshire"
    assert police["Recipients"] == ""
    assert police["Source of the data"] == "Beckshire Council; Case system"
    assert council["Powers and duties"] == "CDA 1998 s.115"
    assert police["Powers and duties"] == ""
    assert police["Condition (Article 9)"] == "9(2)(g) with Schedule 1 paragraph 10"
    assert council["Special category or criminal offence data"] == "special health"
    assert council["Categories of individuals"] == "Residents"
    assert council["Controller contact"] == "Information Sharing Officer, sharing@beckshire.example"


def test_what_is_not_personal_is_no_processing() -> None:
    assert "Flood and gully data" not in to_ropa(load(EXAMPLE).entries)


# ── what is remembered ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A workspace of as many agreements as are worth remembering."""
    root = workspace(tmp_path)
    for number in range(100):
        put(root / "agreements" / f"a{number:03}.yaml", agreement(f"a{number:03}", purpose="fraud"))
    return root


def _said(root: Path) -> list[object]:
    with Remembered(root, edition()) as memory:
        return [
            (each.file, *(getattr(each.facts, name) for name in Facts._fields)) for each in load(root, memory=memory)
        ]


def test_nothing_is_kept_for_a_small_register(tmp_path: Path) -> None:
    _said(workspace(tmp_path, visits=agreement("visits")))
    assert not (tmp_path / FOLDER).exists()


def test_what_is_remembered_says_the_same_after_any_edit(many: Path) -> None:
    first = _said(many)
    kept = many / FOLDER / "register.sqlite"
    assert kept.is_file()
    assert _said(many) == first
    put(many / "agreements" / "a007.yaml", agreement("changed", title="Changed"))
    (many / "agreements" / "a008.yaml").rename(many / "agreements" / "z008.yaml")
    (many / "agreements" / "a009.yaml").unlink()
    after = _said(many)
    kept.unlink()
    assert _said(many) == after
    assert after != first


def test_what_was_read_is_not_read_again(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _said(many)
    monkeypatch.setattr("isptool.register.load.read_text", None)
    assert _said(many) == first


@pytest.mark.parametrize(
    "harm",
    [
        "update files set facts = '[[1,2,3],[]]'",
        "update files set facts = '{}'",
        "update files set facts = '[null'",
        "update files set facts = x'00ff'",
        "update about set value = 'another edition'",
        "drop table files",
        "garbage",
        "folder",
    ],
)
def test_what_is_damaged_is_not_believed(many: Path, harm: str) -> None:
    first = _said(many)
    kept = many / FOLDER / "register.sqlite"
    if harm == "garbage":
        kept.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    elif harm == "folder":
        kept.unlink()
        kept.mkdir()
    else:
        with closing(sqlite3.connect(kept)) as connection, connection:
            connection.execute(harm)
    assert _said(many) == first
    assert _said(many) == first


def test_a_link_in_place_of_the_cache_is_left_alone(many: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (many / FOLDER).symlink_to(elsewhere, target_is_directory=True)
    assert len(_said(many)) == 100
    assert list(elsewhere.iterdir()) == []


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


def test_csv_with_a_mark_for_excel(tmp_path: Path) -> None:
    out = tmp_path / "register.csv"
    assert run(["register", str(EXAMPLE), "--to", "csv", "--bom", "-o", str(out)]).code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbfid,name,purpose,")
    assert run(["register", str(EXAMPLE), "--to", "dea-csv"]).output.startswith("id,name,purpose,")


def test_json_says_what_could_not_be_read(tmp_path: Path) -> None:
    root = workspace(tmp_path, visits=agreement("visits"))
    put(root / "agreements" / "broken.yaml", "kind: agreement\nid: [\n")
    ran = run(["register", str(root), "--to", "json"])
    assert ran.code == 1
    data = json.loads(ran.output)
    assert [each["id"] for each in data["documents"]] == ["visits"]
    assert data["unread"][0]["file"].endswith("agreements/broken.yaml")
    assert "broken.yaml: not read whole: line 2:" in ran.errors


def test_several_workspaces_make_one_register(tmp_path: Path) -> None:
    workspace(tmp_path / "one", visits=agreement("visits"))
    workspace(tmp_path / "two", visits=agreement("visits", purpose="fraud"))
    ran = run(["register", str(tmp_path / "one"), str(tmp_path / "two"), "--to", "json"])
    data = json.loads(ran.output)
    assert [each["id"] for each in data["documents"]] == ["visits", "visits"]
    assert [each["code"] for each in data["doubts"]] == ["REG-11"]
    assert ran.code == 1


def test_a_board_paper_and_an_answer_to_a_request_are_word_files(tmp_path: Path) -> None:
    import docx

    paper, answer = tmp_path / "board.docx", tmp_path / "answer.docx"
    assert run(["register", str(EXAMPLE), "--board", "--to", "docx", "-o", str(paper)]).code == 0
    assert run(["register", str(EXAMPLE), "--foi", "All you share", "--partner", "refuge", "-o", str(answer)]).code == 0
    words = "\n".join(each.text for each in docx.Document(str(paper)).paragraphs)
    assert "As at 2 November 2026 nothing in the register needs attention." in words
    told = docx.Document(str(answer))
    text = "\n".join(each.text for each in told.paragraphs)
    assert "As at 2 November 2026 we hold 3 documents that your request is about." in text
    assert "Domestic abuse – the multi-agency risk assessment conference (not agreed yet: draft)" in text


def test_an_answer_gives_what_the_public_may_read_and_names_what_is_to_be_considered(tmp_path: Path) -> None:
    said = "publish:\n  answer: publish-{}\n"
    root = workspace(
        tmp_path,
        visits=agreement("visits", title="Visits to homes", more=said.format("full")),
        risks=agreement("risks", title="Risks of people", purpose="fraud", more=said.format("redacted")),
        quiet=agreement("quiet", title="Quiet", purpose="homelessness-prevention"),
        sketch=agreement("sketch", title="Sketch", purpose="early-help", more=said.format("full")),
    )
    in_force = Signed(status="in-force", version="1.0")
    register = load(root, signed=dict.fromkeys(("visits", "risks", "quiet"), in_force))
    made = request_answer(
        register.entries,
        asked="All",
        received="",
        publisher="",
        as_at="today",
        attached={"agreements/risks.yaml": "r.docx"},
    )
    given = {heading: dict(facts.rows) for heading, facts in _facts_below_headings(made)}
    assert list(given) == ["Risks of people", "Visits to homes"]
    assert given["Visits to homes"]["Sharing method"] == "secure email"
    assert not {"Sharing method", "Retention", "Benefits"} & given["Risks of people"].keys()
    said_of_all = repr(made)
    for kept in ("Head of Safety", "sharing@", "Case system", "yaml", "Days to review", "Controller ids"):
        assert kept not in said_of_all, kept
    (considered,) = (each for each in made.blocks if isinstance(each, Bullets) and "Quiet" in repr(each))
    assert considered.items == ("Quiet (not said)", "Sketch (not agreed yet: draft)")
    after = made.blocks[made.blocks.index(considered) + 1 :]
    assert [type(each).__name__ for each in after] == ["Para", "Bullets"]  # what to consider, apart from the list
    (held,) = (each for each in made.blocks if isinstance(each, Table))
    assert {row[1] for row in held.rows} == {"Beckshire Council\nThe Chief Constable of Beckshire"}
    assert {row[0]: row[4] for row in held.rows} == {
        "Visits to homes": "published", "Risks of people": "published with details left out", "Quiet": "not said",
        "Sketch": "not agreed yet: draft",
    }  # fmt: skip


def _facts_below_headings(made: Document) -> Iterator[tuple[str, KeyFacts]]:
    for heading, block in zip(made.blocks, made.blocks[1:], strict=False):
        if isinstance(heading, Heading) and isinstance(block, KeyFacts):
            yield heading.text, block


def test_a_board_is_told_what_each_document_being_made_still_needs(tmp_path: Path) -> None:
    import docx

    root = workspace(tmp_path / "w", visits=agreement("visits"))
    judged = json.loads(run(["validate", str(root), "--output-format", "json"]).output)["documents"][0]["verdict"]
    data = json.loads(run(["register", str(root), "--board", "--to", "json"]).output)
    assert data["being_made"] == [["About visits", judged]]
    assert "to do before" in judged
    assert f"\nBeing made\n  About visits: {judged}\n" in run(["register", str(root), "--board"]).output
    paper = tmp_path / "board.docx"
    assert run(["register", str(root), "--board", "--to", "docx", "-o", str(paper)]).code == 0
    rows = [[cell.text for cell in row.cells] for table in docx.Document(str(paper)).tables for row in table.rows]
    assert ["About visits", judged] in rows


def test_a_pack_for_a_request_holds_the_answer_the_list_and_the_public_editions(tmp_path: Path) -> None:
    import zipfile

    import docx

    signed = EXAMPLE.parent / "signed-agreement"
    out, again = tmp_path / "answer.zip", tmp_path / "again.zip"
    assert run(["register", str(signed), "--foi", "All you share", "-o", str(out)]).code == 0
    with zipfile.ZipFile(out) as pack:
        assert pack.namelist() == ["answer.docx", "what-we-hold.csv", "documents/wolds-and-dales.docx"]
        (tmp_path / "answer.docx").write_bytes(pack.read("answer.docx"))
        (tmp_path / "one.docx").write_bytes(pack.read("documents/wolds-and-dales.docx"))
        listed = pack.read("what-we-hold.csv").decode("utf-8-sig")
    assert listed.startswith("id,name,controller_names,start_date,end_date,review_date\r\n")
    assert [line.partition(",")[0] for line in listed.splitlines()] == ["id", "wolds-and-dales", "flood-and-gully-data"]
    answer = "\n".join(each.text for each in docx.Document(str(tmp_path / "answer.docx")).paragraphs)
    assert "The document itself, with reasons where something is left out: documents/wolds-and-dales.docx" in answer
    assert "Flood and gully data (not agreed yet: signing)" in answer
    words = "\n".join(each.text or "" for each in docx.Document(str(tmp_path / "one.docx")).element.body.iter())
    assert "Not published" in words
    assert "Information Security Duty Officer" not in words
    run(["register", str(signed), "--foi", "All you share", "-o", str(again)])
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--to", "xlsx"], "--to xlsx makes a file."),
        (["--to", "docx"], "--to docx is for --board and --foi."),
        (["--related", "storm"], "There is no document called storm in this register."),
        (["--by", "colour"], "--by cannot be colour."),
        (["--board", "--partner", "nobody"], "None of 7 documents has all of that."),
        (["nowhere"], "There is no folder nowhere."),
    ],
)
def test_wrong_use(arguments: list[str], error: str) -> None:
    paths = [] if arguments[0] == "nowhere" else [str(EXAMPLE)]
    ran = run(["register", *paths, *arguments])
    assert ran.code == 2
    assert error in ran.errors
