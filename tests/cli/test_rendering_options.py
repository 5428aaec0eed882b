"""What `render` puts inside a Word file, and how a file is known again."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from isptool.writing.word import digest, embedded_data

from .running import run

COUNTY = Path(__file__).resolve().parents[2] / "examples" / "wolds-and-dales"
VISITS = COUNTY / "agreements" / "safe-and-well-visits.yaml"
FORM = COUNTY / "forms" / "fire-service-sharing-form.docx"


def rendered(folder: Path, *options: str) -> Path:
    ran = run(["render", str(VISITS), "-o", str(folder), *options])
    assert ran.code == 0, ran.errors
    return folder / "safe-and-well-visits.docx"


def test_the_word_file_carries_its_data_in_canonical_form(tmp_path: Path) -> None:
    data = embedded_data(rendered(tmp_path).read_bytes())
    assert data is not None
    read = json.loads(data)
    assert read["format"] == 1
    assert read["document"]["id"] == "safe-and-well-visits"
    assert json.dumps(read, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() == data


def test_it_carries_none_when_it_is_not_to(tmp_path: Path) -> None:
    assert embedded_data(rendered(tmp_path, "--no-data").read_bytes()) is None


def test_the_digest_is_of_what_the_files_say(tmp_path: Path) -> None:
    ran = run(["render", str(VISITS), "--to", "docx,md", "-o", str(tmp_path), "--digest"])
    told = dict(re.findall(r"(\S+)  sha256:([0-9a-f]{64})", ran.output))
    word, text = tmp_path / "safe-and-well-visits.docx", tmp_path / "safe-and-well-visits.md"
    assert told == {
        str(word): digest(word.read_bytes()),
        str(text): hashlib.sha256(text.read_bytes()).hexdigest(),
    }


def test_a_partners_own_form_is_filled(tmp_path: Path) -> None:
    import docx

    ran = run(["render", str(VISITS), "--template", str(FORM), "-o", str(tmp_path)])
    made = tmp_path / "safe-and-well-visits.fire-service-sharing-form.docx"
    assert (ran.output, ran.errors, ran.code) == (f"{made}\n", "", 0)
    document = docx.Document(str(made))
    assert document.paragraphs[3].text == (
        "Safe and well visits – finding the homes most at risk of fire, version 2.0, "
        "under Wolds and Dales Multi-Agency Information Sharing Protocol version 5.0."
    )
    assert [row.cells[0].text for row in document.tables[0].rows] == [
        "Organisation",
        "Wolds County Council",
        "Wolds and Dales Fire and Rescue Authority",
        "GP practices in the county that have signed the protocol",
    ]
    assert "{{" not in "".join(each.text for each in document.paragraphs)


def test_a_form_that_does_not_fit_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    import docx

    form = docx.Document()
    form.add_heading("Who", 1)
    form.add_paragraph("{{ titel }} {{ parties.name }}")
    form.save(str(tmp_path / "form.docx"))
    ran = run(["render", str(VISITS), "--template", str(tmp_path / "form.docx"), "-o", str(tmp_path / "out")])
    assert ran.code == 2
    assert "under “Who”, paragraph 2" in ran.errors
    assert "there is no field called titel; did you mean title?" in ran.errors
    assert "name is asked of a list" in ran.errors
    assert not (tmp_path / "out").exists()
    gone = run(["render", str(VISITS), "--template", str(tmp_path / "none.docx"), "-o", str(tmp_path / "out")])
    assert gone.errors.startswith(f"Error: There is no form {tmp_path / 'none.docx'}.")


# ── check-templates ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    for name in ("agreement", "protocol", "points", "forms", "words"):
        (folder / name).mkdir(parents=True)
    return folder


def test_our_own_templates_have_nothing_to_mend() -> None:
    from isptool.library import templates_root

    ran = run(["check-templates", str(templates_root())])
    assert (ran.output, ran.code) == ("", 0)
    assert re.fullmatch(r"Checked \d+ files: nothing to mend\.\n", ran.errors)


def test_everything_wrong_in_a_folder_is_named_with_its_place(templates: Path) -> None:
    (templates / "agreement" / "full.md.j2").write_text(
        "# At a glance {glance}\n\n{{ titel }}\n\n[[glanse]]\n\n{% if has('peple') %}x{% endif %}\n"
    )
    (templates / "protocol" / "full.md.j2").write_text("# One\n\n{% if title %}\n")
    (templates / "points" / "own.yaml").write_text("kind: points\nsection: Own\norder: K\nversion: 1\npoints: 5\n")
    (templates / "house-style.docx").write_bytes(b"no Word file")
    ran = run(["check-templates", str(templates)])
    assert ran.code == 1
    lines = [line.removeprefix(f"{templates}/") for line in ran.output.splitlines() if not line.startswith("   ")]
    assert "agreement/full.md.j2:3: there is nothing called titel to print; did you mean title?" in lines
    assert "agreement/full.md.j2:5: there is no block called glanse; did you mean glance?" in lines
    assert "agreement/full.md.j2:7: there is no block called peple; did you mean people?" in lines
    assert [line for line in lines if line.startswith("protocol/full.md.j2:3: the template cannot be read")]
    assert [line for line in lines if line.startswith("points/own.yaml:5:")]
    assert [line for line in lines if line.startswith("house-style.docx: ") and "not a Word file" in line]
    assert ran.errors == f"Checked 4 files: {len(lines)} to mend.\n"


def test_a_house_style_without_a_style_and_a_token(templates: Path) -> None:
    import io

    import docx

    from isptool.library import house_style

    house = docx.Document(io.BytesIO(house_style()))
    house.styles["Clause"].element.getparent().remove(house.styles["Clause"].element)
    saved = io.BytesIO()
    house.save(saved)
    (templates / "house-style.docx").write_bytes(saved.getvalue())
    ran = run(["check-templates", str(templates)])
    assert ran.code == 1
    assert "house-style.docx: The house style lacks these styles: Clause (paragraph)." in ran.output
    house = docx.Document(io.BytesIO(house_style()))
    for section in house.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            for paragraph in part.paragraphs:
                for run_ in paragraph.runs:
                    run_.text = run_.text.replace("[reference]", "")
            for table in part.tables:
                for cell in table._cells:
                    for paragraph in cell.paragraphs:
                        for run_ in paragraph.runs:
                            run_.text = run_.text.replace("[reference]", "")
    saved = io.BytesIO()
    house.save(saved)
    (templates / "house-style.docx").write_bytes(saved.getvalue())
    ran = run(["check-templates", str(templates)])
    assert (
        "house-style.docx: no header or footer holds [reference], so that reference is printed on no page" in ran.output
    )


def test_checking_nothing_is_said_and_is_no_success(tmp_path: Path) -> None:
    ran = run(["check-templates", str(tmp_path)])
    assert ran.code == 2
    assert ran.errors.startswith(f"Error: Nothing was checked: there are no templates of your own in {tmp_path}.")
    assert run(["check-templates", str(COUNTY)]).code == 2
    gone = run(["check-templates", str(tmp_path / "none")])
    assert (gone.code, gone.errors.splitlines()[0]) == (2, f"Error: There is no {tmp_path / 'none'}.")


def test_a_form_alone_is_checked(tmp_path: Path) -> None:
    ran = run(["check-templates", str(FORM)])
    assert (ran.output, ran.errors, ran.code) == ("", "Checked 1 file: nothing to mend.\n", 0)


def test_every_field_is_listed_and_every_listed_tag_is_a_field() -> None:
    from isptool.library import points
    from isptool.templating import form_troubles
    from isptool.writing.form_values import shape

    ran = run(["check-templates", "--fields"])
    assert "{{ title }}                            the title\n" in ran.output
    tags = "\n".join(re.sub(r"\{%p ", "{% ", line) for line in ran.output.splitlines()[3:])
    assert form_troubles(tags, shape(points())) == []
    assert "answers.retention_and_disposal" in ran.output
