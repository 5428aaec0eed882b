"""Files nobody can read, in every command that reads files: one clear line with the place and what to try, no more.

Each kind of damage is done to a document, to the settings and to the partners; the first line is held to the letter.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from isptool.reading import source

from .running import STEPS, run

VISITS = Path("agreements/visits.yaml")
BOMB = "kind: agreement\na: &a [" + ", ".join(["ha"] * 9) + "]\n"
BOMB += "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))


def _text(text: str) -> Callable[[Path], None]:
    return lambda path: _write(path, text.encode())


def _write(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(data)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "not UTF-8": (
        lambda path: _write(path, b"kind: agreement\ntitle: Caf\xe9\n"),
        ":2:11",
        "YML-04 This is not UTF-8: byte 0xe9 at line 2, column 11 has no meaning in it (in Windows-1252 it would be é).",
    ),
    "UTF-16": (
        lambda path: _write(path, "kind: agreement\n".encode("utf-16")),
        "",
        "YML-05 This file is saved as UTF-16, not UTF-8.",
    ),
    "a NUL": (_text("kind: agreement\nid: a\0b\n"), ":2:6", "YML-06 Here stands a NUL character (U+0000), which nobody can see."),
    "a tab": (_text("kind: agreement\nparties:\n\tfire:\n"), ":3:1", "YML-31 This line is indented with a tab."),
    "empty": (_text(""), "", "YML-09 This file is empty, or holds only comments."),
    "two documents": (_text("kind: agreement\n---\nkind: agreement\n"), ":2:1", "YML-10 A second document begins here."),
    "a list": (_text("- kind: agreement\n"), ":1:1", "YML-11 This file begins with a list, not with keys and values."),
    "100,000 brackets": (_text("title: " + "[" * 100_000), ":1:71", "YML-16 Blocks are nested more than 64 deep."),
    "100,000 dashes": (_text("- " * 100_000), ":1:129", "YML-16 Blocks are nested more than 64 deep."),
    "an alias bomb": (_text(BOMB), ":7:4", "YML-17 References repeat this block far beyond the size of the file."),
    "a pipe": (_pipe, "", "YML-01 This is a pipe, not a file."),
}  # fmt: skip


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    STEPS["copy"]("small")


def files() -> set[str]:
    return {path.as_posix() for path in Path().rglob("*") if not path.is_dir()}


@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes on Windows")
def test_a_document(kind: str) -> None:
    damage, place, said = DAMAGE[kind]
    damage(VISITS)
    code, message = said.split(" ", 1)
    line = f"line {place.split(':')[1]}: " if place else ""
    before = files()

    ran = run(["validate", str(VISITS)])
    assert (ran.output.splitlines()[0], ran.errors, ran.code) == (f"{VISITS}{place}: error {said}", "", 1)
    assert code in run(["validate", "--output-format", "sarif"]).output

    ran = run(["render", str(VISITS)])
    assert (ran.output, ran.errors, ran.code) == ("", f"{VISITS} was not rendered: {line}{message}\n", 1)

    ran = run(["points", str(VISITS)])
    assert (ran.output, ran.code) == ("", 2)
    assert ran.errors == (
        f"Error: {VISITS} cannot be settled as it stands. {message}\n"
        f"See what is wrong with `isptool validate {VISITS}`.\n"
    )

    for option in ("--from", "--answers"):
        ran = run(["new", "agreement", "fresh", "--no-input", option, str(VISITS)])
        assert (ran.output, ran.code) == ("", 2)
        assert ran.errors.splitlines()[0] == f"{VISITS}{place}: error {said}"
        assert ran.errors.splitlines()[-2:] == [
            f"Error: {VISITS} cannot be used as it stands.",
            "Mend what is shown above. Nothing was written.",
        ]
    assert files() == before


@pytest.mark.parametrize("name", ["isptool.yaml", "partners.yaml"])
@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes on Windows")
def test_what_every_document_rests_on(kind: str, name: str) -> None:
    """Without settings or partners a document would look whole and be wrong, so nothing is made of it."""
    damage, place, said = DAMAGE[kind]
    damage(Path(name))
    line = f":{place.split(':')[1]}" if place else ""
    before = files()

    found = [each for each in run(["validate"]).output.splitlines() if ": error " in each]
    assert found == [f"{name}{place}: error {said}"], "nothing that only follows from it is said"

    commands = [
        ["render"], ["render", str(VISITS)], ["points"], ["points", "visits"], ["new", "agreement", "fresh", "--no-input"],
        ["new", "partner", "fresh", "--no-input"], ["status"], ["move", "visits", "consultation"],
    ]  # fmt: skip
    if name == "isptool.yaml":
        commands += [["config"], ["schema"], ["schema", "agreement"]]
    for command in commands:
        ran = run(command)
        first, second = ran.errors.splitlines()
        assert (ran.output, first, ran.code) == ("", f"Error: {name}{line} cannot be read: {said.split(' ', 1)[1]}", 2)
        assert second.endswith(". Every document rests on this file, so nothing was done.")
    assert files() == before


@pytest.mark.parametrize("name", ["isptool.yaml", "partners.yaml", "agreements/visits.yaml", "protocols/wolds.yaml"])
def test_a_file_that_nobody_may_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who runs as root may read everything, so the refusal of the system is played here."""
    real = os.open

    def refused(path: str | Path, *arguments: int) -> int:
        if str(path).endswith(name):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments)

    monkeypatch.setattr(source.os, "open", refused)
    ran = run(["validate"])
    assert (
        ran.output.splitlines()[0]
        == f"{name}: error YML-02 This file cannot be read: you have no permission to read it."
    )
    assert [each for each in ran.output.splitlines() if ": error " in each] == [ran.output.splitlines()[0]]
    assert (ran.errors, ran.code) == ("", 1)
    assert run(["render"]).code in (1, 2)
    assert not Path("rendered/visits.docx").exists()


def test_a_file_in_place_of_a_folder_hides_nothing() -> None:
    Path("agreements").rename("elsewhere")
    Path("agreements").write_text("not a folder\n", encoding="utf-8")
    ran = run(["validate"])
    assert ran.code == 1
    assert ran.output.startswith("agreements:1:1: error YML-11 This file begins with text, not with keys and values.\n")


def test_a_folder_that_nobody_may_read_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    scan, access = os.scandir, os.access

    def refused(path: object = ".") -> object:
        if str(path).endswith("agreements"):
            raise PermissionError(13, "Permission denied")
        return scan(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", refused)
    monkeypatch.setattr(os, "access", lambda path, *more: not str(path).endswith("agreements") and access(path, *more))
    ran = run(["validate"])
    assert ran.code == 1
    assert ran.output.startswith("agreements: error YML-02 This folder may not be read, so nothing in it was.\n")


def test_a_protocol_that_cannot_be_read_leaves_no_print_of_what_rests_on_it() -> None:
    Path("protocols/wolds.yaml").write_text("kind: protocol\nid: wolds\nsettles:\n\tincidents:\n")
    ran = run(["render", str(VISITS)])
    assert (ran.output, ran.code) == ("", 1)
    assert ran.errors == (
        f"{VISITS} was not rendered: it rests on protocols/wolds.yaml, of which not all can be read: "
        "line 4: This line is indented with a tab.\n"
    )
    Path("protocols/wolds.yaml").write_text(
        "kind: protocol\nid: wolds\ntitle: Wolds\nversion: 1.0\nstatus: draft\nsettels:\n"
    )
    ran = run(["render", str(VISITS)])
    assert (ran.output, ran.code) == ("", 1)
    assert ran.errors == (
        f"{VISITS} was not rendered: it rests on protocols/wolds.yaml, of which not all can be read: "
        "line 6: `settels` is no key here. Did you mean `settles`? (1 more: see `isptool validate`)\n"
    )


def test_a_party_that_cannot_be_read_whole_is_not_printed_by_halves() -> None:
    STEPS["replace"]("partners.yaml", "  wolds-council:\n", "  wolds-council:\n    nmae: Wolds County Council\n")
    ran = run(["render", str(VISITS)])
    assert (ran.output, ran.code) == ("", 1)
    assert ran.errors.startswith(
        f"{VISITS} was not rendered: one of its parties cannot be read whole: partners.yaml: line "
    )
    assert "`nmae` is no key here." in ran.errors


@pytest.mark.parametrize(("prefix", "newline"), [(b"\xef\xbb\xbf", b"\n"), (b"", b"\r\n"), (b"\xef\xbb\xbf", b"\r\n")])
def test_a_byte_order_mark_and_windows_lines_change_nothing(prefix: bytes, newline: bytes) -> None:
    plain = run(["validate", str(VISITS)])
    run(["render", str(VISITS), "--to", "md", "-o", "plain"])
    for path in ("isptool.yaml", "partners.yaml", "agreements/visits.yaml", "protocols/wolds.yaml"):
        Path(path).write_bytes(prefix + Path(path).read_bytes().replace(b"\n", newline))
    assert run(["validate", str(VISITS)]) == plain
    run(["render", str(VISITS), "--to", "md", "-o", "windows"])
    assert Path("windows/visits.md").read_bytes() == Path("plain/visits.md").read_bytes()


OWN = Path("templates/points/own.yaml")


@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes on Windows")
def test_points_of_ones_own(kind: str) -> None:
    OWN.parent.mkdir(parents=True)
    OWN.write_text("")
    damage, place, said = DAMAGE[kind]
    damage(OWN)
    for command in (["validate"], ["render"], ["points", "visits"], ["schema", "agreement"], ["explain", "visits-own"]):
        ran = run(command)
        assert (ran.output, ran.code) == ("", 2)
        assert ran.errors.splitlines()[0] == f"Error: {OWN}{place}: {said.split(' ', 1)[1]}"
        assert len(ran.errors.splitlines()) == 2, "and what to try"


def test_what_ours_means_is_explained_all_the_same() -> None:
    Path("isptool.yaml").write_text("- a list\n")
    assert run(["explain", "YML-11"]).output.startswith("YML-11 ")
    assert run(["explain", "incidents"]).output.startswith("P")


def test_points_of_ones_own_are_explained() -> None:
    OWN.parent.mkdir(parents=True)
    OWN.write_text(
        "kind: points\nsection: Lone working\norder: K\nversion: 1\npoints:\n  lone-working:\n    code: P51\n"
        "    title: Lone working\n    question: How are lone workers told?\n    why: A visit alone is safer.\n"
        "    serves: [Q5]\n    settled: agreement\n    applies-to: [personal]\n    asked-of: document\n"
        "    choose: any-of\n    answers:\n      telephone:\n        text: They are told before the visit.\n    sources: [Own]\n"
    )
    assert run(["explain", "lone-working"]).output.startswith("P51 Lone working (lone-working)\n")
    assert run(["explain", "lone-workings"]).errors.endswith("Did you mean lone-working?\n")


def test_a_partner_nobody_describes_is_said_once() -> None:
    """Not also that its kind of body is unknown, which only follows."""
    STEPS["replace"](str(VISITS), "wolds-council:", "wolds-counsil:")
    codes = [
        each.split()[2]
        for each in run(["validate", str(VISITS)]).output.splitlines()
        if each.startswith(f"{VISITS}:8:")
    ]
    assert codes == ["STR-06", "STR-04"], "that nothing uses it, and that nobody describes it"


def test_a_folder_without_a_workspace(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("nothing"))
    for command in (["validate"], ["render"], ["points"], ["new", "agreement", "a", "--no-input"]):
        ran = run(command)
        assert (ran.output, ran.code) == ("", 2)
        first, second = ran.errors.splitlines()
        assert first.endswith(" is not in a workspace: no folder from there upwards holds isptool.yaml.")
        assert second == "Make one with `isptool init`, or give the path of a file."
    assert files() == set()


@pytest.mark.parametrize(
    ("old", "new", "fix"),
    [
        (
            "parties:\n  wolds-council:\n  wolds-fire:\n",
            "parties: [wolds-council, wolds-fire]\n",
            "Write each on a line of its own below `parties`, with a colon after it: `wolds-council:`.",
        ),
        (
            "    what: Adults known to need care and support\n",
            "    what: [Adults]\n",
            "Brackets make it a list or block; put the text in quotation marks, or under `|`.",
        ),
        (
            "data:\n  address:\n",
            "holdings:\n  record: The care record\ndata:\n  address:\n",
            "Write `what: The care record` on the line below `record`, two spaces further in.",
        ),
    ],
)
def test_a_list_or_a_word_where_a_block_belongs(old: str, new: str, fix: str) -> None:
    STEPS["replace"](str(VISITS), old, new)
    said = run(["validate", str(VISITS), "--select", "STR-01"]).output
    assert f"   Fix: {fix}\n" in said
