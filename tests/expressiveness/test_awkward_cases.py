"""Agreements that do not fit: each must be sayable, must read without error, and must settle to what it means.

The first five are known from practice; the last three nobody described to us.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from isptool import library
from isptool.findings import Severity
from isptool.law.book import LawBook
from isptool.reading.workspace import Workspace, read_files
from isptool.settling.everything import settle_workspace
from isptool.settling.settled import Settled, SettledPoint, State

HERE = Path(__file__).parent
CASES = sorted(
    each.stem for each in HERE.glob("*.yaml") if each.stem != "partners" and not each.stem.endswith(".schedules")
)


def read(name: str) -> tuple[Workspace, Settled]:
    files = [HERE / "partners.yaml", HERE / f"{name}.yaml"]
    schedules = HERE / f"{name}.schedules.yaml"
    workspace = read_files(HERE, [*files, schedules] if schedules.is_file() else files)
    return workspace, settle_workspace(workspace, library.points(), LawBook.load()).documents[0]


def cells(point: SettledPoint) -> dict[str, State]:
    return {" ".join(each for _, each in cell.coordinates): cell.state for cell in point.cells}


@pytest.mark.parametrize("name", CASES)
def test_it_can_be_said_without_an_error(name: str) -> None:
    workspace, settled = read(name)
    findings = [each for file in workspace.files() for each in file.findings] + list(settled.findings)
    assert [(each.code, each.path, each.message) for each in findings if each.severity is Severity.ERROR] == []


def test_there_are_eight() -> None:
    assert len(CASES) == 8


def test_each_council_has_its_own_schedule() -> None:
    _, settled = read("one-department-many-councils")
    powers = {
        cell.at("party"): [part.own_words for part in cell.parts]
        for cell in settled.points["legal-power"].cells
        if cell.at("direction") == "recipient"
    }
    assert powers["north-council"] == ["wra-2012-s131"]
    assert sorted(powers["glen-council"]) == ["lgisa-2003-s20", "wra-2012-s131"]
    assert cells(settled.points["article-6-basis"]).keys() == {
        "benefits-department council-tax-support",
        "benefits-department debt-advice",
        "north-council council-tax-support",
        "north-council debt-advice",
        "south-council council-tax-support",  # and not debt-advice: it takes no part in that
        "glen-council council-tax-support",
        "glen-council debt-advice",
    }
    schedules = dict(settled.schedules[0][1].schedules)
    assert [(party, each.reference, each.volume) for party, each in schedules.items()] == [
        ("north-council", "NC/44", "about 60,000 records a month"),
        ("south-council", "SC-2026-7", "about 41,000 records a month"),
        ("glen-council", None, "about 9,000 records a month"),
    ]
    assert settled.points["dpia"].state is State.PARTLY  # answered by one council's schedule only
    starts = [part.keys for _, part in settled.points["start-and-duration"].parts()]
    assert sorted(starts) == [("each-on-signing",), ("fixed-date",)]


def test_a_host_is_asked_for_a_basis_only_where_it_is_controller() -> None:
    _, settled = read("host-processor-and-controller")
    asked = cells(settled.points["article-6-basis"])
    assert "shared-record-host audit-use" in asked
    assert "shared-record-host direct-care" not in asked
    assert "north-council direct-care" in asked
    assert settled.points["controller-relationship"].state is State.ANSWERED
    said = {
        (part.keys, frozenset(settled.rows[row].purpose for row in part.rows))
        for _, part in settled.points["controller-relationship"].parts()
    }
    assert said == {
        (("host-is-processor",), frozenset({"direct-care"})),
        (("separate",), frozenset({"audit-use"})),
    }
    [kept] = [held for held in settled.parties["shared-record-host"].party.roles if held.role == "processor"]
    assert (kept.on_behalf_of, kept.contract) == (["north-council", "county-hospitals"], "SRS-CON-9")


def test_part_3_for_the_police_and_uk_gdpr_for_the_council_on_one_flow() -> None:
    _, settled = read("part-3-one-side")
    assert cells(settled.points["law-enforcement-basis"]) == {"county-police investigate-theft": State.ANSWERED}
    assert cells(settled.points["article-6-basis"]) == {
        "north-council investigate-theft": State.ANSWERED,
        "county-police remove-vehicles": State.ANSWERED,
        "north-council remove-vehicles": State.ANSWERED,
    }


def test_a_declaration_settles_every_data_protection_question() -> None:
    _, settled = read("external-catalogue")
    for point in ("article-6-basis", "dpia", "rights-requests", "transparency", "data-subjects"):
        assert settled.points[point].state is State.NOT_APPLICABLE
    (part,) = [part for _, part in settled.points["non-personal-terms"].parts()]
    assert part.state is State.ANSWERED
    assert {name: field.text for name, field in part.fields.items()} == {
        "licence": "Street Data Licence 2",
        "ip-owner": "The Mapping Agency",
        "attribution": "Contains street data of The Mapping Agency",
    }
    catalogue = settled.agreement.as_defined_in[settled.agreement.data["streets"].as_defined_in]
    assert (catalogue.title, catalogue.version) == ("National street catalogue", "7.1")
    assert part.duties == (
        (("north-council",), ("mapping-agency",), "Pass these terms on to any contractor who uses the data."),
    )


def test_a_search_in_two_stages_keeps_what_it_found_only_where_it_found() -> None:
    _, settled = read("two-stage-search")
    kept = {
        (cell.at("party"), part.keys, settled.rows[row].case)
        for cell, part in settled.points["retention-and-disposal"].parts()
        for row in part.rows
        if part.keys
    }
    assert ("north-council", ("recipient-schedule",), "traced") in kept
    assert ("north-council", ("purpose-then-delete",), "no-trace") in kept
    assert not any(keys == ("purpose-then-delete",) and case == "traced" for _, keys, case in kept)
    flows = {cell.at("flow") for cell in settled.points["direction-and-frequency"].cells}
    assert flows == {"first-request", "first-reply", "second-request", "second-reply"}


def test_the_second_stage_of_a_search_is_decided_case_by_case() -> None:
    _, settled = read("two-stage-search")
    asked = settled.agreement.flows["second-request"]
    assert (asked.duty, asked.decided_by) == ("may", "The department's tracing officer, case by case")
    assert (asked.after, asked.only_if) == (["first-reply"], ["match-found", "senior-approval"])
    assert settled.agreement.conditions["senior-approval"].met == "not-yet"
    assert {(row.item, row.case) for row in settled.rows if row.flow == "second-reply"} == {("address", "traced")}
    assert {row.case for row in settled.rows if row.flow == "first-reply"} == {"traced", "no-trace"}
    [reply] = settled.points["transfer-method"].cells[3].parts  # taken over from the first reply by `same-as`
    assert (settled.points["transfer-method"].cells[3].at("flow"), reply.keys) == ("second-reply", ("secure-email",))


def test_the_dead_are_confidential_and_not_personal() -> None:
    _, settled = read("tissue-and-the-dead")
    assert "county-police cause-of-death" not in cells(settled.points["article-6-basis"])
    assert "county-police next-of-kin" in cells(settled.points["article-6-basis"])
    assert "sample" in cells(settled.points["duty-of-confidence"])
    # Whoever gets only what is about the dead is not asked who may see personal data.
    assert [cell.at("party") for cell in settled.points["who-has-access"].cells] == ["county-hospitals"]
    assert {row.people for row in settled.rows if row.item == "sample"} == {"the-dead", "the-unborn"}
    assert settled.agreement.caveats.keys() == {"may-degrade"}
    assert settled.agreement.data["sample"].form == "object"


def test_a_party_under_another_law_is_not_asked_for_ours() -> None:
    _, settled = read("across-a-border")
    asked = cells(settled.points["article-6-basis"])
    assert set(asked) == {"border-surgeries treat", "county-hospitals treat"}
    assert set(asked.values()) == {State.ANSWERED}
    transfers = settled.points["transfers-outside-uk"]
    assert transfers.state is State.PARTLY


def test_consent_to_one_step_and_not_to_another() -> None:
    _, settled = read("school-to-be-named")
    rows = {(row.flow, row.case) for row in settled.rows if row.flow}
    assert ("tell-school", "young-person-says-yes") in rows
    assert ("tell-school", "young-person-says-no") not in rows
    assert ("refer", "young-person-says-no") in rows
    retention = cells(settled.points["retention-and-disposal"])
    assert retention == {"school inferred": State.ANSWERED, "north-council ordinary": State.ANSWERED}
