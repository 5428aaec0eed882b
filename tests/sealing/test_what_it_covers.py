"""What leaves every signature standing, and what breaks exactly the part that it is in: the two lists, line by line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.running import run
from isptool.cli import sealing
from isptool.cli.recording import open_desk
from isptool.lifecycle.drift import Drifted, drift
from isptool.sealing.data import own_data
from isptool.sealing.seal import Seal
from isptool.sealing.words import PARTS

from .ground import (
    AGREEMENT_FILE,
    FLOOD,
    PARTIES,
    PROTOCOL,
    PROTOCOL_FILE,
    TEMPLATES,
    change,
    county,
    did,
    inside,
    joins,
    sealed,
    signs,
    the_version,
)

_SCHEDULES = """kind: schedules
of: flood-and-gully-data
schedules:
  wolds-council:
    reference: WC-7
    volume: about 900 gullies
  dales-council:
    reference: DC-2
    volume: about 300 gullies
"""


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county with its flood agreement sealed, two schedules in it, and signed by all."""
    folder = county(tmp_path_factory.mktemp("county") / "signed")
    (folder / "schedules").mkdir()
    (folder / "schedules" / "flood.yaml").write_text(_SCHEDULES, encoding="utf-8")
    with inside(folder):
        sealed()
        for party in PARTIES:
            signs(party)
    return folder


@pytest.fixture
def here(signed: Path, tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(signed, tmp_path / "county")
    with inside(tmp_path / "county"):
        yield tmp_path / "county"


def today() -> tuple[Seal, Drifted]:
    """The seal that the document would have today, and how it differs from the sealed one."""
    desk = open_desk([], None)
    judged = desk.document(FLOOD)
    fresh = sealing.fresh(desk, judged)[1]
    version = the_version()
    before = sealing.open_sealed(desk, version).settled
    return fresh, drift(before, version.parts, judged.settled, fresh)


def broken(fresh: Seal) -> set[str]:
    """The parts whose digest is not the sealed one any more."""
    old = the_version().digests
    return {name for name in {*old, *fresh.digests} if old.get(name) != fresh.digests.get(name)}


def intact() -> bool:
    """Whether verify says that all that was signed is as it was given."""
    found = json.loads(run(["verify", FLOOD, "--to", "json"]).output)
    return bool(found["intact"]) and len(found["documents"][0]["statements"]) == len(PARTIES)


# ── what leaves every signature standing ─────────────────────────────────────────────────────────────


def _reordered() -> None:
    path = Path(AGREEMENT_FILE)
    lines = path.read_text(encoding="utf-8").split("\n")
    start = lines.index("caveats:")
    moved, rest = lines[start : start + 2], lines[:start] + lines[start + 2 :]
    path.write_text("# A remark.\n" + "\n".join([*moved, *rest]), encoding="utf-8")


STANDING: dict[str, Callable[[], object]] = {
    "a renewed registration": lambda: change("partners.yaml", "ico-registration: ", "ico-registration: Z1 or "),
    "a changed mailbox": lambda: change("partners.yaml", "mailbox: ", "mailbox: new."),
    "reordered YAML and comments": _reordered,
    "migrate": lambda: did("migrate"),
    "a file that says its format": lambda: change(
        AGREEMENT_FILE, "kind: agreement\n", 'kind: agreement\nformat: "1"\n'
    ),
    "a changed status": lambda: change(AGREEMENT_FILE, "status: consultation", "status: draft"),
    "a view that is recorded": lambda: did("review", "--view", FLOOD, "--role", "legal", "--text", "Content."),
    "a remark in the file": lambda: change(AGREEMENT_FILE, "shape: reciprocal", "note: Ask again.\nshape: reciprocal"),
    "another file name": lambda: Path(AGREEMENT_FILE).rename("agreements/renamed.yaml"),
}


@pytest.mark.parametrize("what", STANDING)
def test_leaves_every_signature_standing(what: str, here: Path) -> None:
    assert broken(today()[0]) == set()
    STANDING[what]()
    fresh, drifted = today()
    assert broken(fresh) == set()
    assert drifted.parts == ()
    assert intact()


def test_a_new_optional_field_leaves_every_signature_standing(here: Path) -> None:
    from isptool.model.documents import Agreement
    from isptool.model.fields import Text

    class Later(Agreement):
        welcome: Text | None = None

    document = open_desk([], None).document(FLOOD).settled.document
    again = Later.model_construct(**{name: getattr(document, name) for name in type(document).model_fields})
    assert own_data(again) == own_data(document)


def test_a_new_release_of_points_templates_and_law_leaves_every_signature_standing(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise AssertionError("what is sealed is verified without the library")

    version = the_version()
    for name in ("points", "checklists", "house_style"):
        monkeypatch.setattr(f"isptool.library.{name}", gone)
    monkeypatch.setattr("isptool.law.book.LawBook.load", gone)
    assert version.damage() == []
    assert [each.intact and version.broken(each.statement.covers) == () for each in version.statements()] == [True] * 3


def test_an_accession_leaves_every_signature_standing(here: Path) -> None:
    old = dict(the_version().digests)
    path = Path("schedules/flood.yaml")
    path.write_text(path.read_text() + "  beck-homes:\n    reference: BH-1\n", encoding="utf-8")
    change(AGREEMENT_FILE, "  wolds-fire:\n", "  wolds-fire:\n  beck-homes:\n")
    sealed(PROTOCOL)
    joins("beck-homes")
    new = dict(the_version().digests)
    assert set(new) - set(old) == {"schedule-beck-homes"}
    assert {name: new[name] for name in old} == old
    assert intact()
    signs("beck-homes")
    covers = [each.statement.covers for each in the_version().statements() if each.statement.party == "beck-homes"]
    assert set(covers[0]) == {*PARTS, "schedule-beck-homes"}


# ── what breaks exactly the part that it is in ───────────────────────────────────────────────────────


def _template() -> None:
    folder = Path("templates/agreement")
    folder.mkdir(parents=True)
    text = (TEMPLATES / "agreement" / "full.md.j2").read_text(encoding="utf-8")
    old = "Only what is listed here is shared."
    assert old in text
    (folder / "full.md.j2").write_text(text.replace(old, "Nothing else is shared."), encoding="utf-8")


BREAKING: dict[str, tuple[str, Callable[[], object]]] = {
    "a purpose": ("own", lambda: change(AGREEMENT_FILE, "which gullies and culverts to clear first", "what to clear")),
    "an item": ("own", lambda: change(AGREEMENT_FILE, "what: Location, size", "what: Location, depth, size")),
    "a period": ("own", lambda: change(AGREEMENT_FILE, "kept while the asset exists", "kept for 12 months")),
    "an inherited answer": (
        "inherited",
        lambda: change(PROTOCOL_FILE, "corrections-within: 5 working", "corrections-within: 4 working"),
    ),
    "a template sentence": ("template", _template),
    "one schedule": ("schedule-wolds-council", lambda: change("schedules/flood.yaml", "900", "950")),
}


@pytest.mark.parametrize("what", BREAKING)
def test_breaks_exactly_the_part_it_is_in(what: str, here: Path) -> None:
    part, make = BREAKING[what]
    make()
    fresh, drifted = today()
    assert broken(fresh) == {part}
    assert drifted.parts == (part.partition("-")[0],)
    assert intact()


def test_one_partys_schedule_leaves_the_signatures_of_the_others_alone(here: Path) -> None:
    path = the_version().folder / "schedule-wolds-council.json"
    path.write_bytes(path.read_bytes().replace(b"900", b"950"))
    version = the_version()
    found = {each.statement.party: version.broken(each.statement.covers) for each in version.statements()}
    assert found == {"wolds-council": ("schedule",), "dales-council": (), "wolds-fire": ()}
