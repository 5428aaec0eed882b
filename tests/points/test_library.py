"""Finding templates: ours, the user's own in their place, and what is wrong with them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from isptool import library
from isptool.errors import IspError
from isptool.reading.source import read_file

ROOT = library.templates_root()

OWN = """\
kind: points
section: Lone working
order: K
version: 1
points:
  lone-working:
    code: P51
    title: Lone working
    question: How are lone workers told of a risk?
    why: A visit alone is safer with what others already know.
    serves: [Q5]
    settled: agreement
    applies-to: [personal]
    asked-of: document
    choose: any-of
    fields:
      told-by:
        is: post
        what: Who tells them.
    answers:
      telephone:
        text: Lone workers are told by {told-by} before the visit.
      marker:
        text: A marker is kept on the record.
    sources: [Own]
"""


def own(folder: Path, text: str, name: str = "points/k-lone-working.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


# ── ours ─────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_compiled_is_what_the_yaml_says() -> None:
    compiled: dict[str, dict[str, object]] = {}
    for name in dict.fromkeys(library.COMPILED.values()):
        compiled |= json.loads((ROOT / name).read_text(encoding="utf-8"))
    assert list(compiled) == list(library.COMPILED)
    for kind in compiled:
        paths = {path.name: path for path in (ROOT / kind).glob("*.yaml")}
        assert set(compiled[kind]) == set(paths)
        for name, path in paths.items():
            source = read_file(path, name)
            assert source.findings == []
            assert compiled[kind][name] == source.data, name


def test_our_own_files_have_nothing_wrong_with_them(tmp_path: Path) -> None:
    for kind in library.COMPILED:
        for path in (ROOT / kind).glob("*.yaml"):
            own(tmp_path, path.read_text(encoding="utf-8"), f"{kind}/{path.name}")
    assert library.check([tmp_path]) == []
    assert library.points([tmp_path]) == library.points()
    assert library.checklists([tmp_path]) == library.checklists()


def test_a_point_has_the_section_of_its_file_unless_it_says_another() -> None:
    known = library.points()
    assert known["transfer-method"].section == "Transfer"
    assert known["storage-and-hosting"].section == "Security"
    assert list(dict.fromkeys(point.section for point in known.values())) == [
        "Context", "Purpose", "Partners", "Data", "Law", "Transfer", "Security", "Quality", "Rights", "Incidents",
        "Governance",
    ]  # fmt: skip


def test_changing_the_points_one_was_given_changes_nobody_elses() -> None:
    library.points().clear()
    assert len(library.points()) == 53


def test_importing_the_library_does_not_import_pydantic_or_yaml() -> None:
    program = (
        "import sys, isptool.library; print([m for m in ('pydantic', 'yaml', 'ruamel', 'jinja2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# ── files by name ────────────────────────────────────────────────────────────────────────────────────


def test_the_users_folder_comes_first_file_by_file(tmp_path: Path) -> None:
    mine = own(tmp_path / "mine", "mine", "checklists/ten-questions.yaml")
    theirs = own(tmp_path / "theirs", "theirs", "checklists/ten-questions.yaml")
    own(theirs, "only theirs", "protocol/words.md")
    assert library.find("checklists/ten-questions.yaml", [mine, theirs]) == mine / "checklists/ten-questions.yaml"
    assert library.text("protocol/words.md", [mine, theirs]) == "only theirs"
    assert library.find("points/a-context.yaml", [mine, theirs]) == ROOT / "points/a-context.yaml"


def test_a_text_is_read_without_a_byte_order_mark_and_with_plain_line_breaks(tmp_path: Path) -> None:
    (tmp_path / "words.md").write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    assert library.text("words.md", [tmp_path]) == "one\ntwo\n"


def test_a_text_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words.md").write_bytes("caf\xe9".encode("latin-1"))
    with pytest.raises(IspError, match=r"words\.md is not saved as UTF-8") as stopped:
        library.text("words.md", [tmp_path])
    assert stopped.value.hint == "Save it as UTF-8."


@pytest.mark.parametrize(
    "name", ["../pyproject.toml", "/etc/hostname", "points/../../README.md", "a\\b", "", "c:x", "a\0b"]
)
def test_a_name_cannot_lead_out_of_the_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(IspError, match="cannot be the name of a template"):
        library.find(name, [tmp_path])


def test_a_name_that_there_is_not_says_where_was_looked(tmp_path: Path) -> None:
    with pytest.raises(IspError, match=r"There is no template called forms/nothing\.md") as stopped:
        library.find("forms/nothing.md", [tmp_path])
    assert stopped.value.hint == f"Looked in: {tmp_path}, {ROOT}."


def test_the_house_style_is_the_users_own_if_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "house-style.docx").write_bytes(b"PK mine")
    assert library.house_style([tmp_path]) == b"PK mine"
    assert library.house_style()[:2] == b"PK"


# ── points and checklists of one's own ───────────────────────────────────────────────────────────────


def test_a_file_that_only_the_user_has_is_added_in_its_order(tmp_path: Path) -> None:
    known = library.points([own(tmp_path, OWN)])
    assert list(known)[:53] == list(library.points())
    assert list(known)[53:] == ["lone-working"]
    assert known["lone-working"].section == "Lone working"
    assert known["lone-working"].number == 51


def test_a_file_of_the_same_name_stands_in_place_of_ours(tmp_path: Path) -> None:
    known = library.points([own(tmp_path, OWN.replace("order: K", "order: I"), "points/i-incidents.yaml")])
    assert "incidents" not in known
    assert list(known)[-8] == "lone-working"
    assert known["purposes"] == library.points()["purposes"]


def test_of_two_folders_of_ones_own_the_first_wins(tmp_path: Path) -> None:
    first = own(tmp_path / "first", OWN.replace("title: Lone working", "title: First"))
    second = own(tmp_path / "second", OWN.replace("title: Lone working", "title: Second"))
    assert library.points([first, second])["lone-working"].title == "First"


def test_a_checklist_of_ones_own_is_added(tmp_path: Path) -> None:
    text = (
        "kind: checklist\nid: board\ntitle: The board asks\nfor: protocol\nsource: Own\nlicence: Ours\n"
        "questions:\n  - id: B1\n    question: Who signs?\n    answered-by: [who-may-sign]\n"
    )
    lists = library.checklists([own(tmp_path, text, "checklists/board.yaml")])
    assert list(lists) == ["board", "ico-code", "protocol-questions", "ten-questions"]
    assert lists["board"].questions[0].answered_by == ["who-may-sign"]


BROKEN = [
    ("        text: A marker", "        txt: A marker", "FMT-01", 24, 9),
    ("A marker is kept", "A {marker} is kept", "LIB-01", 24, 15),
    ("sources: [Own]", "sources: [Own]\n    ladder: [shouting]", "LIB-02", 26, 13),
    ("text: A marker is kept on the record.", "text: A marker.\n        excludes: [letter]", "LIB-02", 25, 19),
    ("      told-by:", "      until:", "LIB-03", 18, 9),
    ("  lone-working:", "  incidents:", "LIB-04", 7, 5),
    ("told by {told-by} before", "told[ by {told-by}] before", "LIB-05", 22, 15),
    ("A marker is kept", "A marker of {told-by} is kept", "LIB-06", 24, 15),
    ("is: post", "is: one-of", "LIB-08", 18, 9),
]


@pytest.mark.parametrize(("right", "wrong", "code", "line", "column"), BROKEN)
def test_what_is_wrong_with_points_of_ones_own_is_said_with_its_place(
    right: str, wrong: str, code: str, line: int, column: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert right in OWN
    monkeypatch.chdir(tmp_path)
    folder = own(tmp_path / "templates", OWN.replace(right, wrong))
    first = next(each for each in library.check([folder]) if each.code == code)
    assert first.span
    assert (first.file, first.span.line, first.span.column) == ("templates/points/k-lone-working.yaml", line, column)
    assert first.message.endswith((".", "?"))
    assert first.fix
    assert first.source_line == OWN.replace(right, wrong).splitlines()[line - 1]
    with pytest.raises(IspError, match=r"templates/points/k-lone-working\.yaml:\d+:\d+: "):
        library.points([folder])


def test_every_code_of_the_library_is_met_by_a_test() -> None:
    met = {code for _, _, code, _, _ in BROKEN if code.startswith("LIB")} | {"LIB-07", "LIB-09"}
    met |= {"LIB-10", "LIB-11"}  # with the headings of forms
    assert met == set(library.CODES)


def test_questions_of_ones_own_that_lead_nowhere_are_said_with_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "decide" / "questions.yaml").read_text(encoding="utf-8")
    assert text.count("leads-to: O17") == 2
    folder = own(tmp_path / "templates", text.replace("leads-to: O17", "leads-to: O71", 1), "decide/questions.yaml")
    line = text[: text.index("leads-to: O17")].count("\n") + 1
    assert [(each.code, each.message, each.span and each.span.line) for each in library.check([folder])] == [
        ("LIB-09", "O71 is neither a question nor an outcome.", line)
    ]
    with pytest.raises(IspError, match=rf"^templates/decide/questions.yaml:{line}:.*O71 is neither"):
        library.decision_tree([folder])


def test_a_question_of_ones_own_stands_in_place_of_ours(tmp_path: Path) -> None:
    text = (ROOT / "decide" / "flags.yaml").read_text(encoding="utf-8")
    folder = own(
        tmp_path, text.replace("Any of the people are children", "Any of them is under 18"), "decide/flags.yaml"
    )
    tree = library.decision_tree([folder])
    assert tree.flags["children"].asks == "Any of them is under 18"
    assert tree.questions == library.decision_tree().questions


def test_points_that_are_no_yaml_stop_with_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = own(tmp_path / "templates", "kind: points\nsection: [one\norder: K\n")
    with pytest.raises(IspError, match=r"^templates/points/k-lone-working\.yaml:\d+:\d+: ") as stopped:
        library.points([folder])
    assert "Traceback" not in stopped.value.message
    assert stopped.value.hint


def test_several_errors_are_counted(tmp_path: Path) -> None:
    text = OWN.replace("A marker is kept", "A {marker} is kept").replace("told by {told-by}", "told by {whom}")
    with pytest.raises(IspError, match="There is more: 2 errors in all"):
        library.points([own(tmp_path, text)])


def test_a_checklist_that_names_a_point_there_is_not_is_a_finding(tmp_path: Path) -> None:
    text = (
        "kind: checklist\nid: board\ntitle: The board asks\nfor: protocol\nsource: Own\nlicence: Ours\n"
        "questions:\n  - id: B1\n    question: Who signs?\n    answered-by: [who-signs]\n"
    )
    found = library.check([own(tmp_path, text, "checklists/board.yaml")])
    assert [(each.code, each.message, each.span and each.span.line) for each in found] == [
        ("LIB-07", "There is no point `who-signs`.", 10)
    ]
    with pytest.raises(IspError, match="There is no point `who-signs`"):
        library.checklists([tmp_path])
