"""PAR: names that are no bodies and names that are, addresses of people and of teams, roles and records."""

from __future__ import annotations

import pytest

from isptool.checking.rules import KNOWN
from isptool.findings import Finding

from .ground import NAMES, Bench, as_yaml, change


def found(
    code: str, agreement: str = "", *, base: str = "safe-and-well", take_out: tuple[str, ...] = (), **files: str
) -> list[Finding]:
    bench = Bench(change(agreement, take_out=take_out, **files), base)
    checked = bench.checked(KNOWN[code].gate, rules=[KNOWN[code]])
    return [each for each in checked.findings if each.code == code]


def partner(**fields: object) -> str:
    given = {key.replace("_", "-"): value for key, value in fields.items()}
    return as_yaml({"partners": {"harbour-carers": given}})


# ── PAR-05 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Wolds MASH", "it says “MASH”"),
        ("Safeguarding Adults Board", "it says “Board”"),
        ("Early Help Hub", "it says “Hub”"),
        ("Wolds Community Safety Partnership", "it says “Partnership”"),
        ("Prevention Team", "it says “Team”"),
    ],
)
def test_a_name_of_a_team_or_board_asks_to_check(name: str, why: str) -> None:
    (one,) = found("PAR-05", partners=partner(name=name, ico_registration=None))
    assert one.message == f"“{name}” may not be a legal body that can sign ({why})."
    assert (one.file, one.path) == (NAMES["partners"], ("partners", "harbour-carers", "name"))


@pytest.mark.parametrize(
    "name",
    [
        "Wolds Integrated Care Board",
        "Dales University Health Board",
        "Wolds and Dales Partnership NHS Foundation Trust",
        "Family Hub CIO",
        "Parole Board",
        "Youth Justice Board for England and Wales",
        "The Harbour Medical Partnership",
        "Home Team Housing Association",
        "Chief Constable of Wolds and Dales Police",
        "Unitas Learning",
        "Harbour Carers",
    ],
)
def test_a_name_of_a_legal_body_raises_nothing(name: str) -> None:
    assert found("PAR-05", partners=partner(name=name, ico_registration=None)) == []


def test_a_body_registered_with_the_ico_is_one() -> None:
    assert found("PAR-05", partners=partner(name="Early Help Hub")) == []


def test_a_kind_that_cannot_sign_is_found_whatever_its_name() -> None:
    (one,) = found(
        "PAR-05", partners=partner(name="Safer Wolds", kind="community-safety-partnership", ico_registration=None)
    )
    assert (
        one.message == "“Safer Wolds” may not be a legal body that can sign (its kind is community safety partnership)."
    )


def test_a_division_of_a_partner_is_no_party_without_a_body() -> None:
    text = "parties:\n  trust-team:\n    name: Discharge Team\n    of: wolds-trust\n"
    assert found("PAR-05", text) == []


# ── PAR-12 ───────────────────────────────────────────────────────────────────────────────────────────


def mailbox(address: str) -> list[Finding]:
    contacts = {"day-to-day": {"post": "Manager", "mailbox": address}}
    return found("PAR-12", partners=partner(contacts=contacts))


@pytest.mark.parametrize(
    "address",
    [
        "sam.example@harbour-carers.example",
        "s_example2@harbour-carers.example",
        "carers@gmail.com",
        "office@btinternet.com",
    ],
)
def test_an_address_of_one_person_is_found(address: str) -> None:
    (one,) = mailbox(address)
    assert one.message == f"Check “{address}”: it looks like one person's address (Manager). People move on."
    assert one.path == ("partners", "harbour-carers", "contacts", "day-to-day", "mailbox")


@pytest.mark.parametrize(
    "address",
    [
        "information.governance@wolds.example",
        "data.protection@wolds.example",
        "adult_social@wolds.example",
        "discharge@wolds.example",
        "mash@wolds.example",
        "caldicott.guardian@wolds.example",
        "ig-desk@wolds.example",
    ],
)
def test_a_shared_mailbox_raises_nothing(address: str) -> None:
    assert mailbox(address) == []


def test_a_contact_in_the_agreement_is_pointed_at_there() -> None:
    text = "parties:\n  harbour-carers:\n    contacts:\n      deputy:\n        mailbox: sam.example@carers.example\n"
    (one,) = found("PAR-12", text)
    assert (one.file, one.path) == (
        NAMES["safe-and-well"],
        ("parties", "harbour-carers", "contacts", "deputy", "mailbox"),
    )


# ── who takes part ───────────────────────────────────────────────────────────────────────────────────


def test_a_class_of_bodies_is_several_and_needs_no_place_in_the_protocol() -> None:
    text = (
        "parties:\n  practices:\n    class: General practices of the county\n    kind: gp-practice\n"
        "groups:\n  referrers: [wolds-council, wolds-trust, practices]\n"
    )
    assert found("PAR-02", text) == []
    alone = (
        "parties:\n  practices:\n    class: General practices\n    kind: gp-practice\n"
        "purposes:\n  plan-drainage:\n    used-by: practices\n"
        "flows:\n  yearly-register:\n    between: each pair of all\n"
        "groups:\n  all: [practices]\n"
    )
    out = ("agreement.parties.wolds-council", "agreement.parties.wolds-water")
    assert found("PAR-01", alone, base="flood-assets", take_out=out) == []


def test_a_party_that_takes_part_in_no_flow_need_not_be_in_the_protocol() -> None:
    text = "parties:\n  observer:\n    name: Wolds Parish Council\n    kind: parish-council\n"
    assert found("PAR-02", text) == []


def test_a_partner_that_has_not_signed_the_protocol_is_found_where_signatures_are_known() -> None:
    from msgspec.structs import replace

    from isptool.checking.check import check
    from isptool.findings import Gate
    from isptool.model.signed import Signed, SignOff

    bench = Bench(change())
    signed = Signed(
        tuple(SignOff(each, "5.0", None) for each in bench.model("protocol").partners if each != "wolds-trust")
    )
    at = replace(bench.at(Gate.SIGNING), protocol_signed={"wolds-and-dales": signed})
    (one,) = check(bench.settled(), at, gate=Gate.SIGNING, select=["PAR-02"]).findings
    assert one.message == (
        "The Trust takes part, but has not signed Wolds and Dales Multi-Agency Information Sharing Protocol."
    )


def test_the_public_and_a_regulator_are_bound_by_nothing_and_a_recipient_by_something() -> None:
    def to(is_: str, **more: str) -> list[Finding]:
        others = {"somebody": {"name": "Somebody", "is": is_, **{key.replace("_", "-"): v for key, v in more.items()}}}
        flow = {"from": "wolds-fire", "to": "somebody", "data": ["concern"], "purpose": ["raise-concerns"]}
        return found("PAR-03", as_yaml({"others": others, "flows": {"notice": flow}}))

    assert to("public") == []
    assert to("regulator") == []
    assert to("recipient", bound_by="A confidentiality undertaking") == []
    (one,) = to("recipient")
    assert one.message == "Flow `notice` goes to Somebody, which is not a party, and nothing says what binds it."
    assert one.path == ("flows", "notice", "to")


def test_the_public_authority_status_is_not_asked_where_nobody_is_concerned() -> None:
    text = as_yaml({"partners": {"wolds-water": {"kind": "gp-practice"}}})
    assert found("PAR-04", base="flood-assets", partners=text) == []
    (one,) = found("PAR-04", partners=partner(kind="gp-practice"))
    assert one.message == "Say whether Harbour Carers is a public authority; the lawful basis depends on it."
    assert one.path == ("partners", "harbour-carers", "public-authority")


def test_a_party_under_another_law_is_not_asked_for_its_status() -> None:
    assert (
        found("PAR-04", "parties:\n  harbour-carers:\n    law-of: Ireland\n", partners=partner(kind="gp-practice"))
        == []
    )


# ── roles ────────────────────────────────────────────────────────────────────────────────────────────


def test_own_words_are_an_arrangement() -> None:
    text = (
        "parties:\n  wolds-fire:\n    roles:\n      - role: joint-controller\n"
        "answers:\n  controller-relationship:\n    in-our-words: The Fire Service answers people and tells the ICO.\n"
        "    because: It runs the list.\n"
    )
    assert found("PAR-06", text) == []


def test_a_host_with_a_contract_is_no_processor_on_equal_terms() -> None:
    host = "parties:\n  wolds-trust:\n    roles:\n      - role: processor\n        contract: C1\n"
    assert found("PAR-08", host) == []
    both = "parties:\n  wolds-trust:\n    roles:\n      - role: processor\n      - role: controller\n"
    assert found("PAR-08", both) == []
    (one,) = found("PAR-09", both)
    assert one.path == ("parties", "wolds-trust", "roles", 0)


def test_a_contract_that_is_not_there_yet_has_a_name_and_is_no_finding() -> None:
    gap = {"not-yet": "Being tendered", "who": "DPO", "until": "1 May 2027"}
    assert found("PAR-09", as_yaml({"others": {"visit-hosting": {"contract": gap}}})) == []


# ── records ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_contact_under_another_common_name_counts() -> None:
    contacts = {
        "spoc": {"mailbox": "a@b.example"},
        "dpo": {"mailbox": "a@b.example"},
        "breach": {"phone": "01000 000000"},
    }
    bench_text = as_yaml({"partners": {"harbour-carers": {"contacts": contacts}}})
    out = ("partners.partners.harbour-carers.contacts",)
    assert found("PAR-11", partners=bench_text, take_out=out) == []


def test_the_missing_contacts_are_listed_once_a_party() -> None:
    out = tuple(f"partners.partners.wolds-fire.contacts.{role}" for role in ("data-protection", "incidents"))
    (one,) = found("PAR-11", take_out=out)
    assert one.message == "The Fire Service has no contact for data protection and incidents."
    assert one.fix == "Add the post and a shared mailbox under its `contacts:` (`data-protection:` and `incidents:`)."


def test_assurance_named_for_the_recipient_in_the_agreement_counts() -> None:
    out = ("partners.partners.wolds-council.dspt", "partners.partners.wolds-council.assurance")
    assert found("PAR-14", take_out=out) == []
    text = "answers:\n  storage-and-hosting:\n    for: [wolds-fire, wolds-police]\n    also: cyber-essentials-plus\n"
    assert found("PAR-14", text, take_out=out) == []  # the Council receives no health data from a health body
    out = ("partners.partners.wolds-fire.assurance",)
    text = "answers:\n  storage-and-hosting:\n    for: [wolds-council, wolds-police]\n    also: cyber-essentials-plus\n"
    (one,) = found("PAR-14", text, take_out=out)
    assert one.message == (
        "The Fire Service receives health data from the Trust, but no DSPT status or equivalent assurance is recorded."
    )


def test_a_registration_that_ends_today_is_current() -> None:
    assert found("PAR-13", partners=partner(ico_registration_until="25 November 2026")) == []
    (one,) = found("PAR-13", partners=partner(ico_registration_until="24 November 2026"))
    assert one.message == "The ICO registration ended on 24 November 2026 for Harbour Carers."


def test_a_body_that_has_ended_names_its_successor() -> None:
    (one,) = found("PAR-15", partners=partner(ended="25 November 2026", successor="wolds-trust"))
    assert one.message == "Harbour Carers ended on 25 November 2026; Wolds Acute Hospitals NHS Trust took its place."
    (one,) = found("PAR-15", partners=partner(ended="25 November 2026"))
    assert one.message == "Harbour Carers ended on 25 November 2026; name its successor."
    assert found("PAR-15", partners=partner(ended="26 November 2026")) == []
