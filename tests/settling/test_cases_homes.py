"""Settling, case by case: the points that have a block of their own, with the points and the law that ship."""

from __future__ import annotations

from pathlib import Path

import pytest

from isptool import library
from isptool.law.book import LawBook
from isptool.reading.workspace import read_files
from isptool.settling.everything import settle_workspace
from isptool.settling.settled import Settled

PARTNERS = """\
kind: partners
partners:
  wolds-council: {name: Wolds Council, kind: county-council, nations: england}
  dales-police: {name: Dales Police, kind: police, nations: england}
"""
PROTOCOL = """\
kind: protocol
id: wolds-and-dales
title: Wolds and Dales Protocol
version: 1.0
partners: [wolds-council, dales-police]
settles:
  transfer-method:
    answer: secure-email
    never: fax
"""
AGREEMENT = """\
kind: agreement
id: visits
title: Visits
version: 1.0
under: wolds-and-dales
parties:
  wolds-council:
  dales-police:
purposes:
  visit: {aim: Decide which homes to visit., used-by: dales-police}
people:
  adults: {what: Adults, kind: adults-at-risk}
data:
  address: {what: Address, about: adults, category: ordinary, kind: contact}
flows:
  list: {from: wolds-council, to: dales-police, data: address, purpose: visit, when: monthly}
  reply: {from: dales-police, to: wolds-council, data: address, purpose: visit}
law:
  - for: wolds-council
    as: sender
    power: la-2011-s1
review:
  answer: annual
"""


class Workspace:
    """Files of one folder, written and settled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {"partners.yaml": PARTNERS, "protocol.yaml": PROTOCOL, "agreement.yaml": AGREEMENT}

    def change(self, file: str, old: str, new: str) -> None:
        """Write `new` in place of `old`, which must stand in the file once."""
        assert self.files[file].count(old) == 1
        self.files[file] = self.files[file].replace(old, new)

    def settle(self) -> tuple[Settled, set[tuple[str, str]]]:
        """The agreement settled, and code and path of everything found."""
        for name, text in self.files.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        workspace = read_files(self.folder, [self.folder / name for name in self.files])
        done = settle_workspace(workspace, library.points(), LawBook.load())
        agreement = next(each for each in done.documents if not each.is_protocol)
        found = [*done.findings, *(each for document in done.documents for each in document.findings)]
        found += [each for file in workspace.files() for each in file.findings]
        return agreement, {(each.code, ".".join(str(step) for step in each.path)) for each in found}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def says(settled: Settled, point: str) -> dict[str, list[tuple[str, tuple[str, ...], str]]]:
    """State, keys and own words of each part, by cell."""
    return {
        " ".join(each for _, each in cell.coordinates): [
            (part.state.value, part.keys, part.own_words) for part in cell.parts
        ]
        for cell in settled.points[point].cells
    }


def test_blocks_answer_their_points(workspace: Workspace) -> None:
    """Aim, kind of people, category, frequency, power and review stand in their blocks, and answer."""
    settled, found = workspace.settle()
    assert says(settled, "purposes") == {"visit": [("answered", (), "Decide which homes to visit.")]}
    assert says(settled, "data-subjects")["adults"][0][:2] == ("answered", ("adults-at-risk",))
    assert says(settled, "data-classification")["address"][0][:2] == ("answered", ("ordinary",))
    assert says(settled, "direction-and-frequency") == {
        "list": [("answered", ("monthly",), "")],
        "reply": [("still-to-be-agreed", (), "")],
    }
    assert says(settled, "legal-power") == {
        "wolds-council sender": [("answered", (), "la-2011-s1")],
        "dales-police recipient": [("still-to-be-agreed", (), "")],
        "dales-police sender": [("still-to-be-agreed", (), "")],
        "wolds-council recipient": [("still-to-be-agreed", (), "")],
    }
    assert says(settled, "review")[""][0][:2] == ("answered", ("annual",))
    assert found == set()


def test_a_protocol_settles_what_a_block_leaves_out(workspace: Workspace) -> None:
    """Neither flow says how, and the protocol does."""
    settled, _ = workspace.settle()
    assert says(settled, "transfer-method") == {
        "list": [("inherited", ("secure-email",), "")],
        "reply": [("inherited", ("secure-email",), "")],
    }


def test_a_block_in_the_other_place(workspace: Workspace) -> None:
    """A purpose under `answers:` is an error, and does not stand in the place of its block."""
    workspace.files["agreement.yaml"] += "answers:\n  purposes: {in-our-words: To visit.}\n"
    settled, found = workspace.settle()
    assert says(settled, "purposes") == {"visit": [("answered", (), "Decide which homes to visit.")]}
    assert found == {("SET-10", "answers.purposes")}


def test_never_reaches_into_a_block(workspace: Workspace) -> None:
    """The protocol forbids the fax, and a flow goes by fax."""
    workspace.change("agreement.yaml", "when: monthly", "when: monthly, how: fax")
    _, found = workspace.settle()
    assert {each for each in found if each[1] == "flows.list.how"} == {("SET-05", "flows.list.how")}


def test_a_protocol_that_adopts_itself(workspace: Workspace) -> None:
    """One protocol adopts another, that adopts the first: a finding, and both are read once."""
    workspace.change("protocol.yaml", "version: 1.0", "version: 1.0\nadopts: {id: national}")
    workspace.files["national.yaml"] = (
        "kind: protocol\nid: national\ntitle: National\nversion: 1.0\npartners: [wolds-council]\n"
        "adopts: {id: wolds-and-dales}\nsettles:\n  dpia: {answer: done-each}\n"
    )
    settled, found = workspace.settle()
    assert [each.protocol.id for each in settled.protocols] == ["wolds-and-dales", "national"]
    assert ("SET-02", "adopts.id") in found


@pytest.mark.parametrize(
    ("word", "written", "code", "because"),
    [
        ("may-depart", "how: sftp", "STR-09", ""),
        ("may-depart", "how: sftp, because: The list is long.", "", "The list is long."),
        ("may-be-stricter", "how: sftp", "SET-11", ""),
        ("may-be-stricter", "how: sftp, stricter-because: Nobody can forward it.", "", "Nobody can forward it."),
        ("may-be-stricter", "how: sftp, because: The list is long.", "SET-11", "The list is long."),
        ("cannot-change", "how: sftp, because: The list is long.", "STR-08", "The list is long."),
    ],
)
def test_a_flow_says_why_it_departs(workspace: Workspace, word: str, written: str, code: str, because: str) -> None:
    """The protocol settles how, and one flow goes another way."""
    workspace.change("protocol.yaml", "answer: secure-email", f"answer: secure-email\n    agreements: {word}")
    workspace.change("agreement.yaml", "when: monthly", f"when: monthly, {written}")
    settled, found = workspace.settle()
    assert found == ({(code, "flows.list.how")} if code else set())
    [part] = settled.points["transfer-method"].cells[0].parts
    assert (part.departs, part.keys, part.because) == (True, ("sftp",), because)


@pytest.mark.parametrize(
    ("point", "old", "new"),
    [
        ("data-classification", "address: {what: Address,", "address: {BECAUSE, what: Address,"),
        ("article-6-basis", "    power: la-2011-s1", "    article-6: 6(1)(e)\n    BECAUSE"),
        ("data-subjects", "adults: {what: Adults,", "adults: {BECAUSE, what: Adults,"),
        ("purposes", "visit: {aim:", "visit: {BECAUSE, aim:"),
        ("direction-and-frequency", "when: monthly", "when: monthly, BECAUSE"),
    ],
)
def test_every_block_that_answers_a_point_can_say_why_it_departs(
    workspace: Workspace, point: str, old: str, new: str
) -> None:
    """Without the reason it is a finding; with it, none, and the reason is kept with the answer."""
    workspace.change(
        "protocol.yaml", "settles:", f"settles:\n  {point}: {{in-our-words: As always, agreements: may-depart}}"
    )
    workspace.change(
        "agreement.yaml", old, new.replace("BECAUSE, ", "").replace(", BECAUSE", "").replace("\n    BECAUSE", "")
    )
    _, found = workspace.settle()
    assert [code for code, _ in found if code == "STR-09"] == ["STR-09"]
    workspace.files["agreement.yaml"] = AGREEMENT
    workspace.change("agreement.yaml", old, new.replace("BECAUSE", "because: It is so here"))
    settled, found = workspace.settle()
    assert [code for code, _ in found if code == "STR-09"] == []
    reasons = {part.because for cell in settled.points[point].cells for part in cell.parts if part.departs}
    assert reasons == {"It is so here"}
