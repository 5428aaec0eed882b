"""What the register says of an agreement, a protocol, those who are missing, and a framework."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.running import EXAMPLES
from isptool.cli.registering import open_register
from isptool.model.decision import Found, FoundBy, Sharing
from isptool.register.precedents import Precedents

VISITS = "Safe and well visits – finding the homes most at risk of fire (safe-and-well-visits, consultation)"
NOT_YET = "It is not in force yet: join in making it, and share nothing under it before it is."
ISP = "Wolds and Dales Multi-Agency Information Sharing Protocol (wolds-and-dales, {status})"


def found(
    folder: Path, kind: FoundBy, *partners: str, purposes: tuple[str, ...] = (), data: tuple[str, ...] = ()
) -> Found | None:
    desk = open_register([str(folder)], None, cache=False)
    return Precedents(desk.register, ("england",)).find(kind, Sharing(partners, purposes, data))


@pytest.fixture
def county(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES / "wolds-and-dales", tmp_path / "county")
    return tmp_path / "county"


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES / "signed-agreement", tmp_path / "signed")
    return tmp_path / "signed"


# ── an agreement that is there already ───────────────────────────────────────────────────────────────


def test_an_agreement_that_covers_all_of_it_is_used(county: Path) -> None:
    assert found(
        county, "agreement", "wolds-council", "wolds-fire", purposes=("fire-safety",), data=("identity",)
    ) == Found(
        "yes", f"{VISITS} covers these partners, purposes and data. {NOT_YET}", {"agreement": "safe-and-well-visits"}
    )


def test_one_that_lacks_something_is_named_with_what_it_lacks(county: Path) -> None:
    assert found(county, "agreement", "wolds-council", "wolds-fire", "wolds-icb", purposes=("fire-safety",), data=("identity", "offending")) == Found(
        "no",
        f"Nothing covers all of it. Nearest is {VISITS}: it lacks NHS Wolds and Dales Integrated Care Board and data of the "
        "kind offending. It may be varied, or joined.",
        {"agreement": "safe-and-well-visits"},
    )  # fmt: skip


def test_nothing_that_is_alike_is_no(county: Path) -> None:
    assert found(county, "agreement", "moorland-refuge", purposes=("research",)) == Found(
        "no", "No agreement in the register is like it (of 6)."
    )


def test_the_same_partners_alone_make_no_agreement_alike(county: Path) -> None:
    answer = found(county, "agreement", "wolds-council", "wolds-fire", purposes=("research",), data=("offending",))
    assert answer == Found("no", "No agreement in the register is like it (of 6).")


def test_an_agreement_that_has_run_out_is_renewed_and_does_not_count(county: Path) -> None:
    (county / "agreements" / "safe-and-well-visits.yaml").unlink()
    (county / "records").mkdir()
    (county / "records" / "visits.yaml").write_text(
        "kind: record\nid: old-visits\ntitle: Old visits\nstatus: expired\nparties: [wolds-council, wolds-fire]\n"
        "purpose: Visits.\npurpose-kinds: [fire-safety]\ndata: {names: {what: Names, kind: identity}}\n",
        encoding="utf-8",
    )
    assert found(
        county, "agreement", "wolds-council", "wolds-fire", purposes=("fire-safety",), data=("identity",)
    ) == Found(
        "no",
        "Old visits (old-visits, expired) covers this, but does not count now. Renew it rather than write another.",
    )


def test_one_in_force_goes_before_one_that_is_being_made(county: Path) -> None:
    (county / "records").mkdir()
    (county / "records" / "visits.yaml").write_text(
        "kind: record\nid: a-visits\ntitle: Visits in force\nstatus: in-force\nparties: [wolds-council, wolds-fire]\n"
        "purpose: Visits.\npurpose-kinds: [fire-safety]\ndata: {names: {what: Names, kind: identity}}\n",
        encoding="utf-8",
    )
    answer = found(county, "agreement", "wolds-council", "wolds-fire", purposes=("fire-safety",), data=("identity",))
    assert answer == Found("yes", "Visits in force (a-visits, in force) covers these partners, purposes and data.")


@pytest.mark.parametrize("kind", ["agreement", "protocol", "missing", "framework"])
def test_of_a_sharing_of_which_nothing_is_known_nothing_is_said(county: Path, kind: FoundBy) -> None:
    assert found(county, kind) is None


def test_partners_alone_are_not_enough_to_look_for_an_agreement(county: Path) -> None:
    assert found(county, "agreement", "wolds-council", "wolds-fire") is None


# ── a protocol ───────────────────────────────────────────────────────────────────────────────────────


def test_a_protocol_that_all_have_signed_is_found(signed: Path) -> None:
    assert found(signed, "protocol", "wolds-council", "dales-council") == Found(
        "yes",
        ISP.format(status="in force") + " is signed by all of them. Check that it covers this kind of purpose.",
        {"protocol": "wolds-and-dales"},
    )


def test_those_who_have_not_signed_and_those_who_are_not_named_are_told_apart(signed: Path, county: Path) -> None:
    names = "Wolds County Council and Dales District Council"
    assert found(county, "protocol", "wolds-council", "dales-council") == Found(
        "no",
        f"{ISP.format(status='consultation')} names {names}, but no signature of theirs is recorded.",
        {"protocol": "wolds-and-dales", "missing": "wolds-council"},
    )
    assert found(signed, "protocol", "wolds-council", "Village Hall Trust") == Found(
        "no",
        f"{ISP.format(status='in force')} does not name Village Hall Trust.",
        {"protocol": "wolds-and-dales", "missing": ""},
    )


def test_a_protocol_that_names_none_of_them_is_not_theirs(signed: Path) -> None:
    assert found(signed, "protocol", "a", "b") == Found(
        "no", "No protocol in the register names any of these partners."
    )
    assert found(signed, "missing", "a", "b") == Found(
        "no", "There is no protocol in the register that they could join."
    )


def test_those_who_are_missing_can_join(signed: Path, county: Path) -> None:
    assert found(signed, "missing", "wolds-council", "new-body") == Found(
        "yes",
        f"new-body can become bound by {ISP.format(status='in force')} by a declaration of acceptance; ask its keeper.",
        {"protocol": "wolds-and-dales", "missing": "new-body"},
    )
    answer = found(county, "missing", "wolds-council")
    assert answer is not None
    assert answer.says.endswith("by signing it, since it names them.")


# ── a framework ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("nation", "framework"), [("wales", "Wales Accord on the Sharing of Personal Information (WASPI)"), ("scotland", "Scottish Information Sharing Toolkit")]
)  # fmt: skip
def test_partners_of_one_nation_are_led_to_its_framework(nation: str, framework: str, county: Path) -> None:
    path = county / "partners.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("nations: [england]", f"nations: [{nation}]"), encoding="utf-8")
    answer = found(county, "framework", "wolds-council", "wolds-fire")
    assert answer is not None
    assert answer.answer == "yes"
    assert framework in answer.says
    assert "check what it asks of them" in answer.says


def test_in_england_a_neighbours_protocol_may_fit(county: Path) -> None:
    assert found(county, "framework", "wolds-council", "wolds-fire") == Found(
        "no", "The register knows of no framework for these partners; ask neighbouring partnerships too."
    )
    answer = found(county, "framework", "parish-council", "village-hall")
    assert answer is not None
    assert (answer.answer, answer.values) == ("yes", {"framework": "wolds-and-dales"})
