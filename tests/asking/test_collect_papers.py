"""`isptool form` and `isptool collect`: what a form of the process changes in a workspace, and what it leaves alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.running import run
from isptool import process_forms
from isptool.asking import words
from isptool.asking.form import Control
from isptool.asking.paper import Occasion, Paper, paper
from isptool.library import templates_root
from isptool.reading.source import read_file

from .filling import filled_controls

EXAMPLE = templates_root().parent / "examples" / "wolds-and-dales"


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "county")
    monkeypatch.chdir(tmp_path / "county")
    return tmp_path / "county"


def make(*arguments: str) -> Path:
    """A form made by the command, and where it is."""
    made = run(["form", *arguments])
    assert (made.code, made.errors) == (0, "")
    return Path(made.output.splitlines()[0])


def fill(path: Path, name: str, values: dict[str, str | bool]) -> str:
    """The form filled in, as Word writes it. `values` are by the ids of fields, or `field.box`."""
    controls: dict[str, Control] = {}
    occasion = Occasion(name, "x")
    blank: Paper = paper(process_forms.process_form(name), occasion, {}, words.load())
    for each in blank.asked():
        if each.field.boxes:
            controls |= {f"{each.id}.{key}": box for key, box in zip(each.field.boxes, each.controls, strict=True)}
        else:
            controls[each.id] = each.controls[0]
    path.write_bytes(filled_controls(path.read_bytes(), controls, values))
    return str(path)


def data_of(path: str) -> dict[str, object]:
    source = read_file(Path(path), path)
    assert source.findings == []
    found: dict[str, object] = source.data
    return found


# ── a request ────────────────────────────────────────────────────────────────────────────────────────


def test_a_request_is_filled_from_the_workspace_kept_and_made_again(county: Path) -> None:
    path = make("request", "safe-and-well-visits", "--for", "wolds-fire", "--with", "wolds-council")
    assert path == Path("rendered/request-safe-and-well-visits-wolds-fire-2026-11-02.docx")
    back = fill(path, "request", {"requester-person": "A Post, Prevention", "controllers": "Separate controllers"})
    before = {each: each.read_bytes() for each in sorted(county.rglob("*.yaml"))}
    collected = run(["collect", back, "--force"])
    assert (collected.code, collected.errors) == (0, "")
    record = "forms/request-safe-and-well-visits-wolds-fire-2026-11-02.yaml"
    assert f"Written: {record}." in collected.output
    assert "Next: Record the decision: isptool form decision safe-and-well-visits --for PARTNER" in collected.output
    said = data_of(record)
    assert (said["form"], said["about"], said["version"], said["partner"], said["on"]) == (
        "request", "safe-and-well-visits", "2.0", "wolds-fire", "2 November 2026",
    )  # fmt: skip
    answers = said["answers"]
    assert isinstance(answers, dict)
    assert answers["requester"] == "Wolds and Dales Fire and Rescue Authority"
    assert answers["holder"] == "Wolds County Council"
    assert answers["children"] == "no"
    assert answers["controllers"] == "separate"
    assert answers["lawful-basis"] == "Article 6(1)(e) UK GDPR (public task)"
    assert "Whether oxygen is kept in the home (yes or no)" in str(answers["information"])
    assert all(each.read_bytes() == content for each, content in before.items())
    checked = run(["validate", record])
    assert "FRM-05" in checked.output  # it was not signed, so it is not complete
    assert checked.code == 0
    again = make("--filled", str(said["id"]), "-o", "again")
    unchanged = run(["collect", str(again), "--force"])
    assert "Nothing to write: it stood there already." in unchanged.output


def test_a_form_that_comes_back_again_changes_only_what_it_says_otherwise(county: Path) -> None:
    path = make("exit", "safe-and-well-visits", "--for", "wolds-council", "--number", "exit-1")
    run(
        [
            "collect",
            fill(path, "exit", {"reason": "The partner leaves", "copies": "Adult social care system"}),
            "--force",
        ]
    )
    record = county / "forms" / "exit-1.yaml"
    record.write_text(record.read_text() + "# our note\n")
    run(["form", "--filled", "exit-1"])
    again = run(["collect", fill(path, "exit", {"copies": "Adult social care system\nOne mailbox"}), "--force"])
    assert again.output.count("\n+") == 4  # the head of the difference, `copies: |`, and two lines
    assert record.read_text().endswith("# our note\n")
    assert data_of("forms/exit-1.yaml")["answers"]["copies"].splitlines() == ["Adult social care system", "One mailbox"]  # type: ignore[index]


def test_nothing_is_written_where_nobody_can_be_asked(county: Path) -> None:
    path = make("exit", "safe-and-well-visits", "--for", "wolds-council", "--number", "exit-1")
    refused = run(["collect", fill(path, "exit", {"copies": "None"})])
    assert refused.code == 2
    assert "+    copies: None" in refused.output or "+  copies: None" in refused.output
    assert "Nothing was changed: nobody can be asked here." in refused.errors
    assert not (county / "forms" / "exit-1.yaml").exists()


# ── a variation, a partner, a review ─────────────────────────────────────────────────────────────────


def test_proposed_variations_become_comments_of_the_consultation_to_be_answered(county: Path) -> None:
    files = []
    for number, clause in enumerate(("clause 5.2", "data item telephone"), 1):
        path = make("variation", "safe-and-well-visits", "--for", "wolds-council", "--number", f"v-{number}")
        values: dict[str, str | bool] = {
            "clause": clause,
            "proposed": "Weekly.",
            "now": "Monthly.",
            "reason": "Winter.",
        }
        files.append(fill(path, "variation", values))
    collected = run(["collect", *files, "--force"])
    assert (collected.code, collected.errors) == (0, "")
    document = data_of("agreements/safe-and-well-visits.yaml")
    comments = document["consultation"][-1]["comments"]  # type: ignore[index]
    mine = [each for each in comments if each["said"].startswith("Proposed: Weekly.")]
    assert [(each["party"], each["about"]) for each in mine] == [
        ("wolds-council", "clause 5.2"), ("wolds-council", "data item telephone"),
    ]  # fmt: skip
    assert mine[0]["said"].split("\n\n") == ["Proposed: Weekly.", "Now: Monthly.", "Reason: Winter."]
    assert "Consultation: no answer yet to" in run(["points", "safe-and-well-visits"]).output
    again = run(["collect", *files, "--force"])
    assert "Nothing to write" in again.output


def test_a_partner_that_joins_is_described_and_named_by_the_protocol(county: Path) -> None:
    path = make("accession", "wolds-and-dales", "--for", "moorland-hospice")
    values: dict[str, str | bool] = {
        "name": "Moorland Hospice Limited", "called": "the hospice", "kind": "Charity", "nations.england": True,
        "ico-registration": "ZX000099", "day-to-day": "Matron, matron@hospice.example, 01999 555 909",
        "data-protection": "Company Secretary, dpo@hospice.example", "declaration.accepts": True,
    }  # fmt: skip
    before = Path("partners.yaml").read_text().splitlines()
    collected = run(["collect", fill(path, "accession", values), "--force"])
    assert collected.errors == ""
    entry = data_of("partners.yaml")["partners"]["moorland-hospice"]  # type: ignore[index]
    assert entry == {
        "name": "Moorland Hospice Limited", "called": "the hospice", "kind": "charity", "nations": ["england"],
        "ico-registration": "ZX000099",
        "contacts": {
            "day-to-day": {"post": "Matron", "mailbox": "matron@hospice.example", "phone": "01999 555 909"},
            "data-protection": {"post": "Company Secretary", "mailbox": "dpo@hospice.example"},
        },
    }  # fmt: skip
    assert Path("partners.yaml").read_text().splitlines()[: len(before)] == before
    assert data_of("protocols/wolds-and-dales.yaml")["partners"][-1] == "moorland-hospice"  # type: ignore[index]
    assert "isptool move wolds-and-dales joining --partner moorland-hospice" in collected.output
    assert run(["validate", "protocols/wolds-and-dales.yaml", "--select", "STR"]).code == 0


def test_a_kind_of_body_that_nobody_knows_is_left_to_be_written(county: Path) -> None:
    path = make("accession", "wolds-and-dales", "--for", "moorland-hospice")
    collected = run(["collect", fill(path, "accession", {"name": "Hospice", "kind": "Distrct council"}), "--force"])
    assert collected.code == 1
    assert "the kind of body “Distrct council” is none we know" in collected.output
    assert "perhaps district-council" in collected.output
    assert data_of("partners.yaml")["partners"]["moorland-hospice"] == {"name": "Hospice"}  # type: ignore[index]


def test_a_partner_that_is_known_keeps_what_its_form_leaves_empty(county: Path) -> None:
    path = make("accession", "wolds-and-dales", "--for", "wolds-fire")
    run(["collect", fill(path, "accession", {"ico-registration": "ZX999999"}), "--force"])
    entry = data_of("partners.yaml")["partners"]["wolds-fire"]  # type: ignore[index]
    old = read_file(EXAMPLE / "partners.yaml", "x").data["partners"]["wolds-fire"]
    assert entry == {**old, "ico-registration": "ZX999999"}
    assert data_of("protocols/wolds-and-dales.yaml")["partners"].count("wolds-fire") == 1  # type: ignore[attr-defined]


def test_a_review_of_what_is_not_in_force_is_kept_and_not_recorded(county: Path) -> None:
    path = make("review", "safe-and-well-visits", "--for", "wolds-fire", "--number", "review-1")
    collected = run(["collect", fill(path, "review", {"outcome": "It goes on unchanged"}), "--force"])
    assert (
        "safe-and-well-visits is not in force, so only the form is kept and no review is recorded." in collected.output
    )
    assert data_of("forms/review-1.yaml")["answers"]["outcome"] == "unchanged"  # type: ignore[index]
    assert not (county / "sealed").exists()


# ── wrong use ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "It is not said which form.\nSee `isptool form --list`.\n"),
        (["requests"], "There is no form called requests.\nDid you mean request?\n"),
        (["variation"], "The form variation is about a document, and none is named.\n"),
        (
            ["accession", "safe-and-well-visits"],
            "The form accession is about a protocol, and safe-and-well-visits is none.\n",
        ),
        (["request", "safe-and-well"], "There is no document called safe-and-well here.\n"),
        (
            ["request", "--for", "wolds-fires"],
            "--for wolds-fires: there is no such partner.\nDid you mean wolds-fire?\n",
        ),
        (["urgent", "--number", "No 1"], "No 1 cannot be the number of a form.\nFor example: --number no-1\n"),
        (["--filled", "request-9"], "No form with the number request-9 came back.\nThose that came back: none yet.\n"),
        (["urgent", "--to", "pdf"], "--to cannot be pdf.\nIt is one of: docx, md.\n"),
    ],
)
def test_wrong_use_is_told(county: Path, arguments: list[str], says: str) -> None:
    found = run(["form", *arguments])
    assert found.code == 2
    assert says in found.errors


def test_a_number_that_leads_out_of_the_folder_is_refused(county: Path) -> None:
    path = make("urgent", "--number", "urgent-1")
    import zipfile

    from isptool.asking.paper import ToldOfPaper
    from isptool.asking.read_form import open_form
    from isptool.cli.collecting_papers import ReturnedForms
    from isptool.cli.opening import Opened
    from isptool.errors import IspError
    from isptool.reading.workspace import open_workspace

    assert zipfile.is_zipfile(path)
    forms = ReturnedForms(Opened(open_workspace(Path())), None, force=True)
    told = ToldOfPaper(Occasion("urgent", "../../x"), "")
    with pytest.raises(IspError, match="has a number that no file can have"):
        forms.add(open_form(path.read_bytes(), "urgent.docx"), told)


def test_an_emergency_waits_for_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = run(["form", "urgent", "--today", "2026-11-02"])
    assert (made.code, made.errors) == (0, "")
    assert (tmp_path / "rendered" / "urgent-2026-11-02.docx").is_file()
    refused = run(["form", "exit", "visits"])
    assert (refused.code, refused.errors.splitlines()[0]) == (2, "Error: There is no document called visits here.")


def test_every_form_is_listed_with_what_it_is_about(county: Path) -> None:
    listed = run(["form", "--list"])
    assert [line.split()[0] for line in listed.output.splitlines()] == process_forms.process_form_names()
    assert "request            Data sharing request [about: agreement]. For an organisation that asks" in listed.output


@pytest.mark.parametrize("name", process_forms.process_form_names())
def test_every_form_is_made_in_word_and_markdown(county: Path, name: str) -> None:
    form = process_forms.process_form(name)
    document = {"nothing": [], "protocol": ["wolds-and-dales"]}.get(form.about, ["safe-and-well-visits"])
    made = run(["form", name, *document, "--for", "wolds-fire", "--to", "docx,md", "-o", "out"])
    assert (made.code, made.errors) == (0, "")
    (markdown,) = Path("out").glob("*.md")
    text = markdown.read_text(encoding="utf-8")
    assert text.startswith(f"# {form.title}\n")
    for code, _, field in form.fields():
        assert f"**{code}**" in text
        assert field.asks.split("*")[0][:20] in text
