"""The shapes of sharing, a standard form with its party named, and one agreement for many: new, validated, rendered."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cli.running import run
from isptool.asking.shapes import SHAPES, laid_out, named
from isptool.errors import IspError
from isptool.library import templates_root
from isptool.reading.source import read_file

EXAMPLE = templates_root().parent / "examples" / "wolds-and-dales"
SCHOOL = Path(__file__).resolve().parent.parent / "expressiveness" / "school-to-be-named.yaml"
TABLE = """Partner,Kind of body,ICO number,Ref,Volume,Starts on,choose-homes,Ward
wolds-council,,,WC/1,about 300,1 April 2027,yes,North
Hill Surgery,GP practice,ZX111,HS/2,about 40,when its system is ready,no,
Beck Homes,,,BH/3,12,01/05/2027,since 1 June 2027,South
"""


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "county")
    monkeypatch.chdir(tmp_path / "county")
    return tmp_path / "county"


def data_of(path: str) -> dict[str, Any]:
    source = read_file(Path(path), path)
    assert source.findings == []
    found: dict[str, Any] = source.data
    return found


# ── shapes ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("shape", "count", "flows"),
    [
        ("one-way", 2, {"supply": ("a", "b")}),
        ("one-way", 3, {"supply": ("a", "each of recipients")}),
        ("reciprocal", 2, {"from-a": ("a", "b"), "from-b": ("b", "a")}),
        ("hub", 3, {"to-the-hub": ("each of members", "a"), "from-the-hub": ("a", "each of members")}),
        ("joint", 3, {"enter": ("everyone", "everyone-else")}),
    ],
)
def test_who_sends_to_whom(shape: str, count: int, flows: dict[str, tuple[str, str]]) -> None:
    found = laid_out(shape, ["a", "b", "c"][:count])
    assert {name: (flow["from"], flow["to"]) for name, flow in found["flows"].items()} == flows


@pytest.mark.parametrize(
    ("shape", "moves"),
    [
        ("one-way", {("wolds-council", "wolds-fire"), ("wolds-council", "dales-council")}),
        ("reciprocal", {(a, b) for a in ("wolds-council", "wolds-fire", "dales-council")
                        for b in ("wolds-council", "wolds-fire", "dales-council") if a != b}),
        ("joint", {(a, b) for a in ("wolds-council", "wolds-fire", "dales-council")
                   for b in ("wolds-council", "wolds-fire", "dales-council") if a != b}),
        ("hub", {("wolds-fire", "wolds-council"), ("dales-council", "wolds-council"),
                 ("wolds-council", "wolds-fire"), ("wolds-council", "dales-council")}),
    ],
)  # fmt: skip
def test_each_shape_is_begun_validated_settled_and_rendered(
    county: Path, shape: str, moves: set[tuple[str, str]]
) -> None:
    made = run(["new", "agreement", f"s-{shape}", "--shape", shape, "--no-input",
                "--between", "wolds-council,wolds-fire,dales-council"])  # fmt: skip
    assert (made.code, made.errors) == (0, "")
    checked = run(["validate", f"agreements/s-{shape}.yaml", "--output-format", "json"])
    found = json.loads(checked.output)
    assert (checked.code, found["summary"]["errors"]) == (0, 0)
    assert _moves(county, f"s-{shape}") == moves
    rendered = run(["render", f"agreements/s-{shape}.yaml", "-o", "out"])
    assert rendered.output.split() == [f"out/s-{shape}.docx", f"out/s-{shape}.md"]
    text = Path(f"out/s-{shape}.md").read_text(encoding="utf-8")
    assert all(name in text for name in ("Wolds County Council", "Dales District Council", "Fire and Rescue Authority"))


def _moves(county: Path, name: str) -> set[tuple[str, str]]:
    from isptool.cli.opening import Opened
    from isptool.reading.workspace import open_workspace

    settled = next(each for each in Opened(open_workspace(county)).settled().documents if each.document.id == name)
    return {(row.sender, row.recipient) for row in settled.rows if row.sender}


def test_joint_controllers_have_their_role_a_record_and_their_answer() -> None:
    found = laid_out("joint", ["a", "b"])
    assert found["parties"]["b"] == {"roles": [{"role": "joint-controller"}]}
    assert found["holdings"]["shared-record"]["controller"] == ["a", "b"]
    assert found["answers"]["controller-relationship"]["joint-controllers"] == ["a", "b"]


@pytest.mark.parametrize("parties", [["a"], ["a", "a"], []])
def test_sharing_is_between_two(parties: list[str]) -> None:
    for shape in SHAPES:
        with pytest.raises(IspError, match="between two parties at least"):
            laid_out(shape, parties)


# ── a standard form ──────────────────────────────────────────────────────────────────────────────────


def test_a_standard_form_is_copied_with_its_party_named_everywhere(county: Path) -> None:
    shutil.copy(SCHOOL, "agreements/standard.yaml")
    assert (
        run(["validate", "agreements/standard.yaml", "--select", "STR"]).code == 1
    )  # north-council is described nowhere
    Path("partners.yaml").write_text(
        Path("partners.yaml").read_text()
        + "  north-council: {name: North Council, kind: unitary-council, nations: [england]}\n"
        + "  hill-school: {name: Hill School, kind: academy, nations: [england]}\n"
    )
    made = run(["new", "agreement", "hill-counselling", "--from", "school-to-be-named", "--party", "school=hill-school",
                "--no-input", "--set", "title=School counselling at Hill School"])  # fmt: skip
    assert (made.code, made.errors) == (0, "")
    copy = data_of("agreements/hill-counselling.yaml")
    assert copy["parties"] == {"north-council": None, "hill-school": None}
    assert copy["flows"]["refer"]["from"] == "hill-school"
    assert copy["flows"]["tell-school"]["to"] == "hill-school"  # an id of its own stays
    assert copy["purposes"]["support-in-class"]["used-by"] in ("hill-school", ["hill-school"])
    retention = copy["answers"]["retention-and-disposal"]
    assert retention[0]["for"] == ["hill-school", "young-person-says-yes"]
    assert copy["answers"]["disputes-and-liability"]["duties"][0]["towards"] == "hill-school"
    assert run(["validate", "agreements/hill-counselling.yaml", "--select", "STR,SET"]).code == 0
    assert run(["render", "agreements/hill-counselling.yaml", "-o", "out", "--to", "md"]).code == 0
    assert "Hill School" in Path("out/hill-counselling.md").read_text(encoding="utf-8")


def test_what_the_form_says_of_its_party_goes_and_a_post_keeps_its_organisation() -> None:
    form = {
        "owner": "school Head Teacher",
        "summary": "school dinners and the rest",
        "parties": {
            "council": None,
            "school": {"to-be-named": "yes", "class": "A school", "called-here": "the school"},
        },
        "groups": {"all": ["council", "school"]},
        "flows": {"x": {"from": "each of school", "to": "council", "by": "school Office"}},
    }
    copy = named(form, {"school": "hill"})
    assert copy["parties"] == {"council": None, "hill": {"called-here": "the school"}}
    assert copy["groups"] == {"all": ["council", "hill"]}
    assert copy["flows"] == {"x": {"from": "each of hill", "to": "council", "by": "hill Office"}}
    assert (copy["owner"], copy["summary"]) == ("hill Head Teacher", "school dinners and the rest")
    assert form["owner"] == "school Head Teacher"


def test_only_a_party_that_is_to_be_named_can_be_named() -> None:
    with pytest.raises(IspError, match="no party to be named that is called council"):
        named({"parties": {"council": None}}, {"council": "x"})
    with pytest.raises(IspError, match="council is a party of the form already"):
        named({"parties": {"council": None, "s": {"to-be-named": "yes"}}}, {"s": "council"})


# ── one agreement for many ───────────────────────────────────────────────────────────────────────────


def test_a_table_of_partners_becomes_a_schedule_for_each(county: Path) -> None:
    Path("partners.csv").write_text(TABLE, encoding="utf-8")
    made = run(["new", "schedules", "safe-and-well-visits", "--from", "partners.csv", "--force"])
    assert made.code == 0
    assert "Row 3: “Hill Surgery” cannot be an id, so hill-surgery is used." in made.errors
    file = data_of("schedules/safe-and-well-visits.yaml")
    assert (file["kind"], file["of"], file["group"]) == ("schedules", "safe-and-well-visits", "referrers")
    assert file["schedules"]["beck-homes"] == {
        "reference": "BH/3",
        "volume": "12",
        "start": {"answer": "fixed-date", "starts-on": "1 May 2027"},
        "takes-part": {"choose-homes": {"takes-part": "yes", "since": "1 June 2027"}},
        "facts": {"Ward": "South"},
    }
    assert file["schedules"]["hill-surgery"]["start"] == {"in-our-words": "when its system is ready"}
    assert data_of("partners.yaml")["partners"]["hill-surgery"] == {
        "name": "Hill Surgery", "kind": "gp-practice", "ico-registration": "ZX111",
    }  # fmt: skip
    document = data_of("agreements/safe-and-well-visits.yaml")
    assert list(document["parties"])[-2:] == ["hill-surgery", "beck-homes"]
    assert document["groups"]["referrers"][-2:] == ["hill-surgery", "beck-homes"]
    assert run(["validate", "agreements/safe-and-well-visits.yaml", "--select", "STR,SET"]).code == 0
    assert run(["render", "agreements/safe-and-well-visits.yaml", "--to", "md", "-o", "out"]).code == 0
    text = Path("out/safe-and-well-visits.md").read_text(encoding="utf-8")
    assert all(each in text for each in ("WC/1", "HS/2", "BH/3", "when its system is ready"))
    moves = _moves(county, "safe-and-well-visits")
    assert ("beck-homes", "wolds-fire") in moves
    assert ("hill-surgery", "wolds-fire") not in moves  # it takes no part in that purpose


def test_a_table_that_comes_again_changes_only_what_it_says(county: Path) -> None:
    Path("partners.csv").write_text(TABLE, encoding="utf-8")
    order = ["new", "schedules", "safe-and-well-visits", "--from", "partners.csv", "--force"]
    run(order)
    path = Path("schedules/safe-and-well-visits.yaml")
    path.write_text(path.read_text().replace("reference: WC/1", "reference: WC/1  # our note"))
    once = path.read_text()
    assert "Nothing to write: it stood there already." in run(order).output
    assert path.read_text() == once
    Path("partners.csv").write_text(TABLE.replace("about 300", "about 350"), encoding="utf-8")
    run(order)
    assert path.read_text() == once.replace("volume: about 300", "volume: about 350")


def test_nothing_is_written_where_nobody_can_be_asked(county: Path) -> None:
    Path("partners.csv").write_text(TABLE, encoding="utf-8")
    found = run(["new", "schedules", "safe-and-well-visits", "--from", "partners.csv"])
    assert found.code == 2
    assert "Nothing was changed: nobody can be asked here." in found.errors
    assert not Path("schedules/safe-and-well-visits.yaml").exists()


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("Ref,Volume\n1,2\n", "No column says which partner a row is of."),
        ("Partner,Ref\n,1\n", "Row 2 names no partner: left out."),
        ("Partner,Ref\nwolds-fire,1\nWolds-Fire,2\n", "Row 3 is of wolds-fire, which stands in another row already"),
        (
            "Partner,Kind of body\nX,Distrct council\n",
            "Row 2: no kind of body is called “Distrct council”; perhaps district",
        ),
        (
            "Partner,choose-homes\nwolds-fire,perhaps\n",
            "Row 2: “perhaps” under “choose-homes” is not yes, no or a day.",
        ),
    ],
)
def test_rows_that_are_not_understood_are_told(county: Path, table: str, told: str) -> None:
    Path("partners.csv").write_text(table, encoding="utf-8")
    assert told in run(["new", "schedules", "safe-and-well-visits", "--from", "partners.csv", "--force"]).errors


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["schedules"], "Schedules need an agreement, and a table with a row for each partner."),
        (["schedules", "safe-and-wel-visits", "--from", "partners.csv"], "Did you mean safe-and-well-visits?"),
        (["agreement", "x", "--no-input", "--shape", "hub"], "--shape and --between together"),
        (
            ["agreement", "x", "--no-input", "--shape", "star", "--between", "wolds-fire,beck-homes"],
            "--shape cannot be star",
        ),
        (["agreement", "x", "--no-input", "--shape", "hub", "--between", "wolds-fire,beck"], "no partner called beck"),
        (["agreement", "x", "--no-input", "--party", "school"], "--party school does not say who."),
    ],
)
def test_wrong_use_is_told(county: Path, arguments: list[str], says: str) -> None:
    Path("partners.csv").write_text(TABLE, encoding="utf-8")
    found = run(["new", *arguments])
    assert found.code == 2
    assert says in found.errors
