"""The law files are sound, and what is compiled is what they say."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from isptool.law import compiling
from isptool.law.book import LawBook
from isptool.law.compiled_file import read_compiled
from isptool.law.compiling import NOT_COMPILED, LawFileError, compiled_law
from isptool.law.entries import FAMILIES
from isptool.law.rows import CLASSES
from isptool.law.spelling import spelled
from isptool.reading.source import read_file

FOLDER = Path(compiling.__file__).parent
FILES = {
    path.relative_to(FOLDER).as_posix(): read_file(path, path.name).data for path in sorted(FOLDER.rglob("*.yaml"))
}
BOOK = LawBook.load()


def test_what_is_compiled_is_what_the_files_say() -> None:
    book, aliases = compiled_law(FILES)
    assert json.loads((FOLDER / "compiled.json").read_text(encoding="utf-8")) == book
    assert json.loads((FOLDER / "aliases.json").read_text(encoding="utf-8")) == aliases


@pytest.mark.parametrize("name", ["compiled.json", "aliases.json"])
def test_a_compiled_file_read_by_rows_is_the_same_as_read_as_a_whole(name: str) -> None:
    by_rows = {family: dict(rows) for family, rows in read_compiled(FOLDER / name).items()}
    assert by_rows == json.loads((FOLDER / name).read_text(encoding="utf-8"))


def test_an_empty_family_is_read_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "compiled.json"
    path.write_text('{\n"act":{},\n"body":{\n"police":{"title":"Police: \\"the force\\""}\n}\n}\n', encoding="utf-8")
    by_rows = {family: dict(rows) for family, rows in read_compiled(path).items()}
    assert by_rows == {"act": {}, "body": {"police": {"title": 'Police: "the force"'}}}


@pytest.mark.parametrize("family", list(FAMILIES))
def test_what_a_row_leaves_unsaid_is_the_same_in_both_shapes(family: str) -> None:
    light = CLASSES[family]
    fields = {name: field for name, field in FAMILIES[family].model_fields.items() if name not in NOT_COMPILED}
    annotated = {name for one in light.__mro__ for name in getattr(one, "__annotations__", ())}
    for name, field in fields.items():
        assert name in annotated, f"{family}: {name} has no place in {light.__name__}"
        if not field.is_required() and name not in ("citation", "short"):
            unsaid = getattr(light, name)
            assert (list(unsaid) if isinstance(field.default, list) else unsaid) == field.default, name


def test_the_script_finds_nothing_out_of_date() -> None:
    script = Path(__file__).parents[2] / "scripts" / "compile_data.py"
    done = subprocess.run([sys.executable, str(script), "--check", "law"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_family_of_rows_has_its_light_class() -> None:
    assert set(FAMILIES) == set(CLASSES)


def test_every_row_says_where_it_stands_and_how_well_it_is_known() -> None:
    for row in BOOK.entries():
        assert row.verified in ("V", "V~", "K"), row.id
        assert row.source or row.verified_in, row.id
        if row.verified != "K":
            assert row.verified_in, row.id
        assert row.citation, row.id
        assert row.nations, row.id


def test_no_text_names_a_file_or_a_mark_of_the_making() -> None:
    for name in ("compiled.json", "aliases.json"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert not re.search(r"\blaw\.md\b|/work/|/tmp/|TODO|TBC", text)


def test_citations_are_written_as_documents_print_them() -> None:
    assert BOOK.entry("cda-1998-s115").citation == "section 115 of the Crime and Disorder Act 1998"
    assert BOOK.entry("asbcpa-2014-sch4-para7").citation == (
        "paragraph 7 of Schedule 4 to the Anti-social Behaviour, Crime and Policing Act 2014"
    )
    assert BOOK.entry("svga-2006-s35").short == "SVGA 2006 ss.35 to 41"
    assert BOOK.entry("cda-1998-s115").source == "legislation.gov.uk/ukpga/1998/37/section/115"
    assert BOOK.entry("6-1-e").citation == "Article 6(1)(e) UK GDPR"


def test_an_alias_written_by_hand_means_one_row_alone() -> None:
    _, aliases = compiled_law(FILES)
    shared = {
        spelled(text)
        for data in FILES.values()
        for row in data["entries"].values()
        for text in row.get("shared-aliases", [])
    }
    hand_written = {
        spelled(text)
        for data in FILES.values()
        if data["family"] not in ("act", "body", "category", "purpose")
        for row in data["entries"].values()
        for text in row.get("aliases", [])
    }
    assert not shared & hand_written
    for alias in hand_written:
        assert len(aliases["law"][alias]) == 1, alias
    for alias in shared:
        assert len(aliases["law"][alias]) > 1, alias


# What the compiling refuses


def gateway(**said: Any) -> dict[str, Any]:
    row = {
        "title": "Drainage", "citation": "section 3 of the Wolds Drainage Act 1905", "kind": "power", "givers": ["any"],
        "receivers": ["any"], "purposes": ["any"], "for": "Drains.", "lifts-confidentiality": "no", "verified": "K",
    }  # fmt: skip
    return {name.replace("_", "-"): value for name, value in {**row, **said}.items() if value is not None}


def refusal(*rows: dict[str, Any], ids: tuple[str, ...] = ("wda-1905-s3", "wda-1905-s4")) -> str:
    entries = dict(zip(ids, rows, strict=False))
    local = {"local.yaml": {"family": "gateway", "as-at": "22 November 2026", "entries": entries}}
    with pytest.raises(LawFileError) as refused:
        compiled_law({**FILES, **local})
    return str(refused.value)


def test_an_id_is_used_once() -> None:
    assert refusal(gateway(), ids=("police",)) == "local.yaml: police stands in bodies.yaml too; an id is used once"


def test_a_reference_to_nothing_is_refused() -> None:
    assert refusal(gateway(givers=["wizard"])) == (
        "wda-1905-s3: givers names wizard, which is no body of the law files"
    )
    assert refusal(gateway(replaced_by=["wda-1906-s1"])) == (
        "wda-1905-s3: replaced-by names wda-1906-s1, which is no row of the law files"
    )
    assert refusal(gateway(equivalent_in={"wales": ["wda-1906-s1"]})) == (
        "wda-1905-s3: equivalent-in names wda-1906-s1, which is no row of the law files"
    )
    assert "limits names wizard" in refusal(gateway(limits=[{"kind": "only-to", "bodies": ["wizard"], "says": "No."}]))


def test_two_rows_cannot_claim_one_alias() -> None:
    assert refusal(gateway(aliases=["section 115"])) == (
        "wda-1905-s3: “s 115” already means cda-1998-s115; list it as shared"
    )
    assert refusal(gateway(shared_aliases=["section 115"])) == (
        "wda-1905-s3: “section 115” is shared here but cda-1998-s115 claims it alone"
    )


def test_a_row_that_was_read_says_where() -> None:
    assert refusal(gateway(verified="V")) == "wda-1905-s3 is marked V but does not say in what it was read"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (gateway(status="probably"), "status"),
        (gateway(nations=["cornwall"]), "nations"),
        (gateway(givers=["any", "police"]), "under givers, any stands alone"),
        (gateway(limits=[{"kind": "only-to", "says": "No."}]), "a limit of the kind only-to must list what it covers"),
        (gateway(citation=None), "needs an act and a provision, or a citation written out"),
        (gateway(colour="red"), "colour"),
        (gateway(in_force_from="soon"), "in-force-from"),
    ],
)
def test_a_row_of_the_wrong_shape_is_refused(row: dict[str, Any], words: str) -> None:
    said = refusal(row)
    assert said.startswith("local.yaml: wda-1905-s3: ")
    assert words in said


def test_a_pattern_that_does_not_keep_its_promises_is_refused() -> None:
    row = {
        "title": "Wolds Board", "term": "Wolds Board", "pattern": "Wolds Bord", "if-has": ["wolds"], "nations": ["uk"],
        "since": "1 April 2020", "new": "the Council", "one-for-one": "no", "why": "Merged.", "verified": "K",
        "found-in": ["the Wolds Board"], "not-in": ["the Council"],
    }  # fmt: skip
    local = {"family": "stale-term", "as-at": "22 November 2026", "entries": {"wolds-board": row}}
    with pytest.raises(LawFileError, match="wolds-board does not find 'the Wolds Board'"):
        compiled_law({**FILES, "local.yaml": local})


# Lightness


def imported_by(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))


def test_the_book_is_read_with_nothing_heavier_than_json() -> None:
    loaded = imported_by(
        "from isptool.law.book import LawBook\n"
        "from isptool.law.citation import parse, print_in_full\n"
        "book = LawBook.load()\n"
        "assert book.find('section 115').id == 'cda-1998-s115'\n"
        "assert print_in_full(parse('6(1)(e)'))\n"
    )
    assert "json" in loaded
    assert not loaded & {"pydantic", "yaml", "ruamel", "jinja2", "docx", "typer", "rich", "difflib", "sqlite3"}
    own = {name for name in loaded if name.startswith("isptool.")}
    assert own <= {"isptool.pattern"} | {name for name in own if name.startswith("isptool.law")}


def test_rows_are_made_only_when_they_are_asked_for() -> None:
    book = LawBook(BOOK.families, None)
    assert len(book.made) == 0
    book.entry("cda-1998-s115")
    assert len(book.made) == 1
    assert book.entry("cda-1998-s115") is book.entry("cda-1998-s115")
    assert not book.aliases_were_read
    book.find("section 115")
    assert book.aliases_were_read
