"""REG: rules across documents, which count in a register of the workspace."""

from __future__ import annotations

import pytest

from isptool.checking.check import check
from isptool.checking.rules import KNOWN
from isptool.findings import Finding, Gate, Severity

from .ground import Bench, as_yaml, change, raised

ALL = ("wolds-council", "wolds-fire", "wolds-police", "wolds-trust", "harbour-carers")


def beside(
    code: str, others: object, agreement: object = None, base: str = "safe-and-well", **files: object
) -> list[Finding]:
    pieces = {name: as_yaml(piece) for name, piece in files.items()}
    return raised(code, as_yaml(agreement or {"note": "."}), base=base, others=as_yaml(others), **pieces)


def other(**changes: object) -> dict[str, object]:
    given = {key.replace("_", "-"): value for key, value in changes.items()}
    return {"winter-visits": {"base": "safe-and-well", "changes": {"title": "Winter visits", **given}}}


# ── REG-01 ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_sharing_in_two_agreements_is_said_once_at_the_later() -> None:
    (one,) = beside("REG-01", other())
    assert one.message == (
        "“Winter visits” already has the Council give the Fire Service the same for the same kind of purpose: "
        "health-summary and identity."
    )
    assert one.path == ("title",)
    assert "how this one stands to `winter-visits`" in one.fix
    later = {"winter-visits": {**other()["winter-visits"], "after": "yes"}}  # type: ignore[dict-item]
    assert beside("REG-01", later) == []
    assert raised("REG-01") == []


@pytest.mark.parametrize("name", ["winter-visits", "Winter visits", "WINTER VISITS"])
def test_it_may_be_said_how_the_two_stand_to_each_other(name: str) -> None:
    related = [{"relation": "sits-alongside", "document": name}]
    assert beside("REG-01", other(), {"related": related}) == []


def test_the_other_one_may_say_it() -> None:
    assert beside("REG-01", other(related=[{"relation": "extends", "document": "safe-and-well"}])) == []
    assert beside("REG-01", other(related=[{"relation": "none-found"}])) != []


@pytest.mark.parametrize("status", ["terminated", "superseded", "withdrawn"])
def test_what_has_ended_overlaps_with_nothing(status: str) -> None:
    ended = {"winter-visits": {**other()["winter-visits"], "signed": {"status": status}}}  # type: ignore[dict-item]
    assert beside("REG-01", ended) == []
    both = {**other(), "safe-and-well-2": {"after": "yes", "changes": {"title": "X"}}}
    assert len(beside("REG-01", both)) == 1


def test_a_document_that_ended_itself_is_left_alone() -> None:
    ended = {"safe-and-well": {"after": "yes", "signed": {"status": "terminated"}}}
    bench = Bench(change("note: .\n", others=as_yaml({**other(), **ended})))
    checked = bench.checked(Gate.REGISTER, rules=[KNOWN["REG-01"]])
    assert [each.code for each in checked.findings] == []


PURPOSES = ("choose-homes", "keep-safe-from-arson", "raise-concerns", "investigate-arson")
FLOWS = ("monthly-list", "threat-notice", "concern-from-visit", "fire-report")
NO_REFERRAL = {"carer-referral": {"from": "harbour-carers", "to": "wolds-police"}}


def test_another_purpose_or_other_recipients_make_another_sharing() -> None:
    assert beside("REG-01", other(purposes={each: {"kind": "research"} for each in PURPOSES})) == []
    elsewhere = {each: {"to": "harbour-carers"} for each in FLOWS}
    assert beside("REG-01", other(flows={**elsewhere, **NO_REFERRAL})) == []


def test_a_purpose_of_no_kind_is_compared_with_nothing() -> None:
    assert beside("REG-01", other(purposes={each: {"kind": None} for each in PURPOSES})) == []


def items(kind: object = None, what: str = "") -> dict[str, object]:
    """Every item but names and addresses of another kind, or of no kind and in these words."""
    names = ("oxygen-at-home", "concern", "arson-threat", "deliberate-fire")
    return {each: {"kind": kind, **({"what": what} if what else {})} for each in names}


def test_names_and_addresses_alone_are_no_overlap() -> None:
    assert beside("REG-01", other(data=items("aggregate-counts"), flows=NO_REFERRAL)) == []
    only_names = {"data": items("identity")}
    (one,) = beside("REG-01", other(data=items("identity"), flows=NO_REFERRAL), only_names)
    assert one.message.endswith(": identity.")
    assert beside("REG-01", other(data=items("identity"), flows=NO_REFERRAL)) == []
    assert beside("REG-01", other(), {**only_names, "flows": NO_REFERRAL}) == []


def test_items_of_no_kind_are_compared_by_their_words() -> None:
    mine = {"data": items([], "How much smoke")}
    (one,) = beside("REG-01", other(data=items([], "how much  SMOKE"), flows=NO_REFERRAL), mine)
    assert one.message.endswith(": how much smoke and identity.")
    assert beside("REG-01", other(data=items([], "How much water"), flows=NO_REFERRAL), mine) == []


def test_a_division_shares_as_its_organisation() -> None:
    parties = {"prevention": {"name": "Prevention", "of": "wolds-fire"}}
    flows = {"monthly-list": {"to": "prevention"}}
    assert beside("REG-01", other(parties=parties, flows=flows)) != []


def test_a_protocol_overlaps_with_no_agreement() -> None:
    assert beside("REG-01", {"other-protocol": {"base": "wolds-and-dales"}}) == []


# ── REG-02 ───────────────────────────────────────────────────────────────────────────────────────────


def moved(
    protocol_signed: object, agreement: object = None, protocol: object = None, version: str = "4.2", **files: object
) -> list[Finding]:
    records = {"status": "in-force", "protocol-version": version, "sign-offs": [{"party": each} for each in ALL]}
    pieces = {"signed": as_yaml(records)} | {name: as_yaml(each) for name, each in files.items()}
    if protocol_signed is not None:
        pieces["protocol_signed"] = as_yaml(protocol_signed)
    if protocol is not None:
        pieces["protocol"] = as_yaml(protocol)
    return raised("REG-02", as_yaml(agreement or {"note": "."}), **pieces)


def at_five(*parties: str, since: str = "1 May 2026", **more: object) -> dict[str, object]:
    offs = [{"party": each, "version": "5.0"} for each in parties]
    return {"status": "in-force", "version": "5.0", "since": since, "sign-offs": offs, **more}


def test_how_many_have_signed_the_new_version() -> None:
    (one,) = moved(at_five("wolds-council", "wolds-fire", "wolds-water"))
    assert one.message == (
        "“Wolds and Dales Multi-Agency Information Sharing Protocol” is at version 5.0 since 1 May 2026, which 2 of 5 "
        "parties here have signed; this agreement was signed under version 4.2."
    )
    assert (one.path, one.severity) == (("under",), Severity.WARNING)
    declined = at_five("wolds-council")
    declined["sign-offs"].append({"party": "wolds-fire", "version": "5.0", "decision": "decline"})  # type: ignore[attr-defined]
    declined["sign-offs"].append({"party": "wolds-trust", "version": "4.2"})  # type: ignore[attr-defined]
    (two,) = moved(declined)
    assert "which 1 of 5 parties here have signed" in two.message


def test_where_the_versions_are_the_same_or_unknown_nothing_is_said() -> None:
    assert moved(at_five(), version="5.0") == []
    assert moved(at_five(), version="") == []
    assert moved({"status": "in-force"}) == []
    assert moved(None) == []
    assert raised("REG-02", "note: .\n", protocol_signed=as_yaml(at_five())) == []
    assert moved(at_five(), {"under": "none"}) == []


def test_without_a_day_none_is_named() -> None:
    (one,) = moved({"status": "in-force", "version": "5.0"})
    assert "is at version 5.0, which 0 of 5 parties" in one.message


@pytest.mark.parametrize(
    ("valid_for", "follows", "error"),
    [
        ("6 months", "as-signed", True),
        ("7 months", "as-signed", False),
        ("6 months", "as-amended", False),
        ("24 November 2026", "as-signed", True),
        ("until 24 November 2026", "as-signed", True),
        ("25 November 2026", "as-signed", False),
        ("as long as it takes", "as-signed", False),
        (None, "as-signed", False),
    ],
)
def test_it_is_an_error_once_the_old_version_counts_no_longer(valid_for: str | None, follows: str, error: bool) -> None:
    earlier = [{"version": "4.1", "valid-for": "1 month"}, {"version": "4.2", "valid-for": valid_for}]
    (one,) = moved(at_five(since="1 May 2026"), {"follows": follows}, {"earlier-versions": earlier})
    assert (one.severity is Severity.ERROR) is error
    assert ("; the old version counted until" in one.message) is error


def test_the_day_until_which_it_counted_is_said() -> None:
    earlier = {"earlier-versions": [{"version": "4.2", "valid-for": "6 months"}]}
    (one,) = moved(at_five(since="1 May 2026"), {"follows": "as-signed"}, earlier)
    assert "; the old version counted until 1 November 2026; this agreement" in one.message
    assert one.fix.endswith("have this agreement signed again under the new one.")
    (two,) = moved({"status": "in-force", "version": "5.0"}, {"follows": "as-signed"}, earlier)
    assert two.severity is Severity.WARNING


@pytest.mark.parametrize("status", ["terminated", "withdrawn"])
def test_a_protocol_that_has_ended(status: str) -> None:
    (one,) = moved({"status": status})
    assert f"has ended ({status}); this agreement was signed under version 4.2." in one.message
    (two,) = moved({"status": status}, version="")
    assert two.message.endswith("this agreement was signed under it.")
    assert moved({"status": "superseded"}) == []


def test_the_records_of_the_whole_workspace_are_enough() -> None:
    records = {"wolds-and-dales": {"base": "wolds-and-dales", "signed": at_five()}}
    assert len(moved(None, others=records)) == 1


# ── REG-03 ───────────────────────────────────────────────────────────────────────────────────────────


def inheriting(
    *terms: str, base: str = "safe-and-well", status: str = "in-force", **changes: object
) -> dict[str, object]:
    signed = {"status": status, "terms-changed": list(terms)}
    return {"base": base, "after": "yes", "signed": signed, "changes": changes}


def test_each_point_is_said_once_with_the_agreements_that_inherit_it() -> None:
    others = {
        "visits": inheriting("incidents", "complaints"),
        "drains": inheriting("incidents", base="flood-assets"),
        "calm": inheriting(),
    }
    found = raised("REG-03", base="wolds-and-dales", others=as_yaml(others))
    differs = "differs from the version under which"
    titles = "Safe and well visits and Drains, culverts and pumps"
    assert [(each.message, each.path) for each in found] == [
        (f"“Incidents” {differs} 2 agreements were signed: {titles}.", ("settles", "incidents")),
        (f"“Complaints” {differs} 1 agreement was signed: Safe and well visits.", ("settles", "complaints")),
    ]


@pytest.mark.parametrize(
    "agreement", [inheriting("incidents", status="terminated"), inheriting("incidents", under="none")]
)
def test_agreements_that_do_not_inherit_are_not_affected(agreement: dict[str, object]) -> None:
    assert raised("REG-03", base="wolds-and-dales", others=as_yaml({"visits": agreement})) == []
    assert raised("REG-03", base="wolds-and-dales") == []


def test_a_point_that_is_not_known_is_called_by_its_id() -> None:
    (one,) = raised("REG-03", base="wolds-and-dales", others=as_yaml({"visits": inheriting("no-such-point")}))
    assert one.message.startswith("“no-such-point” differs")


# ── REG-04 ───────────────────────────────────────────────────────────────────────────────────────────


def described(here: object, there: object = None, party: str = "wolds-council") -> list[str]:
    others = {"visits": {"base": "safe-and-well", "changes": {"parties": {party: there}} if there else {}}}
    found = beside("REG-04", others, {"parties": {party: here}}, base="flood-assets")
    return [each.message for each in found]


def test_one_body_has_one_name() -> None:
    assert described({"name": "Wolds Unitary Council"}) == [
        "The Council is “Wolds Unitary Council” here, and “Wolds County Council” in partners.yaml."
    ]
    assert described({"name": "wolds  county council"}) == []
    assert described({"called-here": "WCC"}) == []


def test_one_name_has_one_id() -> None:
    same = described({"name": "Wolds County Council", "kind": "county-council"}, party="the-county")
    assert same == ["Wolds County Council is `the-county` here, and `wolds-council` in partners.yaml."]


def test_names_are_compared_with_the_documents_before() -> None:
    scouts = {"name": "Wolds Scouts", "kind": "charity"}
    assert described(scouts, {**scouts, "name": "Scouts of the Wolds"}, "scouts") == [
        "Wolds Scouts is “Wolds Scouts” here, and “Scouts of the Wolds” in “Safe and well visits”."
    ]
    assert described(scouts, scouts, "scouts") == []


@pytest.mark.parametrize(
    "party",
    [
        {"name": "Drainage", "of": "wolds-council"},
        {"name": "Drainage", "office": "drainage engineer"},
        {"name": "Drainage", "class": "Councils"},
    ],
)
def test_a_part_or_a_class_has_a_name_of_its_own(party: dict[str, str]) -> None:
    assert described(party) == []


def contact(role: str, mailbox: str) -> dict[str, object]:
    return {"contacts": {role: {"post": "The post", "mailbox": mailbox}}}


@pytest.mark.parametrize(
    ("role", "what"),
    [
        ("data-protection", "data protection"),
        ("siro", "the Senior Information Risk Owner"),
        ("caldicott", "the Caldicott Guardian"),
    ],
)
def test_a_post_of_which_there_is_one_has_one_address(role: str, what: str) -> None:
    there = {
        "data-protection": "data.protection@wolds-council.example",
        "siro": "siro@wolds-council.example",
        "caldicott": "caldicott@wolds-council.example",
    }[role]
    assert described(contact(role, "other@wolds-council.example")) == [
        f"For {what}, the Council is at other@wolds-council.example here, and at {there} in partners.yaml."
    ]
    assert described(contact(role, there.upper())) == []


def test_contacts_of_every_day_may_differ() -> None:
    assert described(contact("day-to-day", "drains@wolds-council.example")) == []
    assert described({"contacts": {"siro": {"post": "Director"}}}) == []


def test_contacts_are_compared_with_the_documents_before() -> None:
    scouts = {"name": "Wolds Scouts", "kind": "charity"}
    mine, theirs = contact("dpo", "a@scouts.example"), contact("dpo", "b@scouts.example")
    (one,) = described({**scouts, **mine}, {**scouts, **theirs}, "scouts")
    assert one == (
        "For data protection, Wolds Scouts is at a@scouts.example here, and at b@scouts.example in “Safe and well "
        "visits”."
    )
    assert described({**scouts, **mine}, {**scouts, **mine}, "scouts") == []


def test_where_it_stands() -> None:
    others = {"visits": {"base": "safe-and-well"}}
    (one,) = beside("REG-04", others, {"parties": {"wolds-council": {"name": "X Council"}}}, base="flood-assets")
    assert one.path == ("parties", "wolds-council", "name")
    wrong = {"parties": {"wolds-council": contact("siro", "x@wolds-council.example")}}
    (two,) = beside("REG-04", others, wrong, base="flood-assets")
    assert two.path == ("parties", "wolds-council", "contacts", "siro", "mailbox")


# ── REG-05 ───────────────────────────────────────────────────────────────────────────────────────────


def sharing_nothing(others: object, **protocol: object) -> list[str]:
    found = raised(
        "REG-05", base="wolds-and-dales", protocol=as_yaml(protocol or {"note": "."}), others=as_yaml(others)
    )
    assert all(each.path == ("partners", "wolds-water") and each.on_key for each in found)
    return [each.message for each in found]


VISITS = {"visits": {"base": "safe-and-well", "after": "yes"}}


def test_a_partner_that_shares_nothing() -> None:
    assert sharing_nothing(VISITS) == ["Wolds Water takes part in this protocol, and in no agreement here."]
    assert sharing_nothing({**VISITS, "drains": {"base": "flood-assets", "after": "yes"}}) == []


def test_before_there_is_any_agreement_nothing_is_said() -> None:
    assert sharing_nothing({}) == []
    assert sharing_nothing({"another": {"base": "wolds-and-dales"}}) == []
    ended = {"visits": {"base": "safe-and-well", "after": "yes", "signed": {"status": "terminated"}}}
    assert sharing_nothing(ended) == []


def test_a_partner_that_is_planned_or_in_a_class_is_left_alone() -> None:
    planned = {**dict.fromkeys(ALL), "wolds-water": {"joins": "planned"}}
    assert sharing_nothing(VISITS, partners=planned) == []
    since = {**dict.fromkeys(ALL), "wolds-water": {"since": "1 May 2026"}}
    assert sharing_nothing(VISITS, partners=since) != []

    def of_kind(kind: str) -> list[str]:
        water = {"parties": {"companies": {"class": "Water companies", "kind": kind}}}
        return sharing_nothing({"visits": {"base": "safe-and-well", "after": "yes", "changes": water}})

    assert of_kind("water-company") == of_kind("company") == []
    assert of_kind("charity") != []


def test_a_division_takes_part_for_its_organisation() -> None:
    part = {"parties": {"pumps": {"name": "Pumps", "of": "wolds-water"}}}
    assert sharing_nothing({"visits": {"base": "safe-and-well", "after": "yes", "changes": part}}) == []


# ── REG-06 ───────────────────────────────────────────────────────────────────────────────────────────


def numbered(mine: str, *theirs: str, owner: str = "The Council", after: bool = False) -> list[str]:
    others = {
        f"other-{number}": {
            "base": "safe-and-well",
            "after": "yes" if after else "no",
            "changes": {"title": f"Other {number}", "references": {owner: each}},
        }
        for number, each in enumerate(theirs)
    }
    found = beside("REG-06", others, {"references": {"The Council": mine}}, base="flood-assets")
    assert all(each.path == ("references", "The Council") for each in found)
    return [each.message for each in found]


def test_a_number_is_used_once() -> None:
    assert numbered("WC-1", "WC-1") == ["WC-1 is the number of “Other 0” as well."]
    assert numbered("WC-1", "wc-1 ") == ["WC-1 is the number of “Other 0” as well."]
    assert numbered("WC-1", "WC-1", owner="The Police") == ["WC-1 is the number of “Other 0” as well."]
    assert numbered("WC-1", "WC-2") == []
    assert numbered("WC-1", "WC-1", after=True) == []


def test_a_number_is_in_its_series() -> None:
    assert numbered("FLOOD/7", "WC-ISA-1", "WC-ISA-22", "WC-DSA-333") == [
        "FLOOD/7 is out of the series of The Council, whose numbers look like WC-ISA-1."
    ]
    assert numbered("WC-ISA-4444", "WC-ISA-1", "WC-ISA-22", "WC-DSA-333") == []
    assert numbered("FLOOD/7", "WC-ISA-1", "WC-ISA-22") == []
    assert numbered("FLOOD/7", "WC-ISA-1", "WC-ISA-22", "WC/3") == []
    assert numbered("FLOOD/7", "WC-ISA-1", "WC-ISA-22", "WC-ISA-3", owner="The Police") == []
    assert numbered("FLOOD/7", "WC-1", "WC-2", "WC-3", after=True) != []


def test_a_number_that_is_used_twice_is_not_out_of_series_as_well() -> None:
    assert len(numbered("FLOOD/7", "FLOOD/7", "WC-1", "WC-2", "WC-3")) == 1


# ── the workspace ────────────────────────────────────────────────────────────────────────────────────


def test_before_the_gate_of_a_register_they_are_counted_and_decide_nothing() -> None:
    bench = Bench(change("note: .\n", others=as_yaml(other())))
    checked = check(bench.settled(), bench.at(Gate.SIGNING), rules=[KNOWN["REG-01"]], gate=Gate.SIGNING)
    assert checked.findings == ()
    assert [each.code for each in checked.later] == ["REG-01"]


def test_one_that_ended_does_not_hide_the_next() -> None:
    ended = {"old-visits": {**other()["winter-visits"], "signed": {"status": "terminated"}}}  # type: ignore[dict-item]
    protocol = {"another": {"base": "wolds-and-dales"}}
    (one,) = beside("REG-01", {**protocol, **ended, **other()})
    assert one.message.startswith("“Winter visits” already has")


def test_a_party_that_is_in_order_does_not_hide_the_next() -> None:
    parties = {
        "wolds-council": {"class": "Councils", "name": "X"},
        "wolds-water": {"name": "Wolds Waterworks", **contact("day-to-day", "a@wolds-water.example")},
    }
    (one,) = beside("REG-04", {"visits": {"base": "safe-and-well"}}, {"parties": parties}, base="flood-assets")
    assert one.path == ("parties", "wolds-water", "name")


def test_a_contact_of_every_day_does_not_hide_the_next() -> None:
    posts = {"day-to-day": {"mailbox": "a@wolds-council.example"}, "siro": {"mailbox": "b@wolds-council.example"}}
    assert len(described({"contacts": posts})) == 1


def test_a_number_that_is_used_twice_does_not_hide_the_next() -> None:
    others = {
        "visits": {"base": "safe-and-well", "changes": {"references": {"The Council": "WC-1", "The Police": "P-1"}}}
    }
    mine = {"references": {"The Council": "WC-1", "The Police": "P-1"}}
    found = beside("REG-06", others, mine, base="flood-assets")
    assert [each.path for each in found] == [("references", "The Council"), ("references", "The Police")]
