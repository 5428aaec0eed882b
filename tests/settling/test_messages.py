"""What settling says of a mistake, to the letter: the path, the words, and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from isptool import library
from isptool.findings import Finding
from isptool.law.book import LawBook
from isptool.reading.workspace import read_files
from isptool.settling.codes import CODES
from isptool.settling.everything import settle_workspace

from .test_cases_homes import AGREEMENT, PARTNERS, PROTOCOL


def said(folder: Path, agreement: str = AGREEMENT, protocol: str = PROTOCOL, schedules: str = "") -> list[Finding]:
    files = {"partners.yaml": PARTNERS, "protocol.yaml": protocol, "agreement.yaml": agreement}
    if schedules:
        files["schedules.yaml"] = f"kind: schedules\nof: visits\nschedules:\n{schedules}"
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    workspace = read_files(folder, [folder / name for name in files])
    assert [each.message for file in workspace.files() for each in file.findings] == []
    done = settle_workspace(workspace, library.points(), LawBook.load())
    return [*done.findings, *(each for document in done.documents for each in document.findings)]


def answers(text: str) -> dict[str, str]:
    return {"agreement": f"{AGREEMENT}answers:\n  {text}\n"}


CASES = [
    (
        "SET-01", {"agreement": AGREEMENT.replace("parties:", "groups: {a: [b], b: [a]}\nparties:")},
        "groups.a", "Group `a` holds itself (a → b → a), so it stands for nobody.", "Take `a` out of the group it reaches.",
    ),
    (
        "SET-06", answers("who-has-access: {answer: case-team, list-checked-every: 3 months}"),
        "answers.who-has-access.0.list-checked-every",
        "`list-checked-every` belongs to `named-team`, which is not chosen here.",
        "Choose that answer, or delete the blank.",
    ),
    (
        "SET-07", answers("retention-and-disposal: {answer: purpose-then-delete, perod: 12 months, counted-from: x}"),
        "answers.retention-and-disposal.0.perod",
        "“Retention and disposal” has no field `perod` (did you mean `period`?).",
        ("Use one of: period, counted-from, schedule, adult-care-period, match-files-within, unmatched-within, "
        "authority, disposal-method, disposal-evidence."),
    ),
    (
        "SET-08", answers("who-has-access: {answer: case-teem}"),
        "answers.who-has-access.0.answer.0",
        "`case-teem` is not a likely answer of “Who may see it” (did you mean `case-team`?).",
        ("Choose one of: case-team, named-team, role-based, break-glass, bpss, nppv, dbs-enhanced; or write your own "
        "words under `in-our-words:`."),
    ),
    (
        "SET-09", answers("retention-and-disposal: {answer: purpose-then-delete, period: ages, counted-from: x}"),
        "answers.retention-and-disposal.0.period",
        ("`period` of “Retention and disposal”: `ages` is not read as a period: write it as 12 months, 5 working days or "
        "24 hours."),
        "It is how long it is kept at most.",
    ),
    (
        "SET-10", answers("purposes: {in-our-words: x}"),
        "answers.purposes", "“Purposes” is written under `purposes: … aim:`, not under `answers:`.",
        "Move it to `purposes: … aim:`.",
    ),
    (
        "SET-11",
        {"protocol": f"{PROTOCOL}  incidents: {{answer: immediately-24h, agreements: may-be-stricter}}\n"}
        | answers("incidents: {in-our-words: At once.}"),
        "answers.incidents.0",
        "An agreement may be stricter than protocol Wolds and Dales Protocol clause 6.1 on “Incidents”; say why this is stricter.",
        "Add `stricter-because:` with the reason.",
    ),
    (
        "SET-13", answers("controller-relationship: {answer: [separate, not-applicable]}"),
        "answers.controller-relationship.0.answer",
        "`separate` and `not-applicable` contradict each other in “Controllers”.", "Take one of them out.",
    ),
    (
        "SET-14", {"agreement": AGREEMENT.replace("under: wolds", "information: non-personal\nunder: wolds")},
        "data.address.category.0", "The agreement says its information is non-personal, but “Address” is ordinary.",
        "Correct the declaration, or the category; or say `not-identifying-because:` at the item.",
    ),
    (
        "SET-15", {"agreement": AGREEMENT.replace("category: ordinary", "category: ordinery")},
        "data.address.category.0", "`ordinery` is not a known category of data (did you mean `ordinary`?).",
        "Use a known kind; `isptool explain category of data` lists them.",
    ),
    (
        "SET-16", answers("who-has-access: {answer: case-team, in-our-words: Whoever needs it.}"),
        "answers.who-has-access.0.in-our-words",
        "“Who may see it” is answered twice here: `answer` and `in-our-words`.", "Keep one of them.",
    ),
    (
        "SET-17", {"schedules": "  dales-police: {}\n  somebody: {}\n"},
        "schedules.somebody", "`somebody` has a schedule but is no party of `visits`.", "Correct the id, or add the party.",
    ),
    (
        "SET-18", answers("who-has-acess: {answer: case-team}"),
        "answers.who-has-acess", "`who-has-acess` is not a point (did you mean `who-has-access`?).",
        "`isptool points` lists them.",
    ),
    (
        "SET-19", answers("dpia: {not-yet: It is being written.}"),
        "answers.dpia.0.not-yet",
        "“Data protection impact assessment” is not yet answered, and does not say `who:` and `until:`.",
        "Add `who:` and `until:`.",
    ),
    (
        "SET-21", {"agreement": AGREEMENT.replace("category: ordinary", "category: [special-health, anonymised, ordinary]")},
        "data.address.category",
        ("“Address” has the categories `anonymised` and `special-health` and `ordinary`: either people can be identified "
        "from it, or nobody can."),
        "Take out what does not apply; or make two items of it, one that identifies people and one that does not.",
    ),
    (
        "SET-22", {"protocol": f"{PROTOCOL}  controller-relationship: {{answer: host-is-processor}}\n"},
        "settles.controller-relationship.0.answer",
        "“Controllers”: `host-is-processor` is always an agreement's own, so settling it here has no effect.",
        "Take it out of the protocol.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "files", "path", "message", "fix"), CASES, ids=[each[0] for each in CASES])
def test_what_is_said(tmp_path: Path, code: str, files: dict[str, str], path: str, message: str, fix: str) -> None:
    found = next(each for each in said(tmp_path, **files) if each.code == code)
    assert (".".join(str(step) for step in found.path), found.message, found.fix) == (path, message, fix)


@pytest.mark.parametrize(
    "category", ["[ordinary, special-health]", "[confidential-commercial, ordinary]", "anonymised"]
)
def test_several_categories_may_stand_side_by_side(tmp_path: Path, category: str) -> None:
    """A dead person's record may name the living, and a firm's figures its owner."""
    text = AGREEMENT.replace("category: ordinary", f"category: {category}")
    assert [each.code for each in said(tmp_path, text) if each.code == "SET-21"] == []


def test_no_sentence_ends_twice() -> None:
    for code in CODES.values():
        assert not re.search(r"\.\.|\. \.", code.message + code.fix + code.why), code.code
