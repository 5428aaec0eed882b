"""SEC-06 to SEC-08: countries, services, and how the security of recipients is assured."""

from __future__ import annotations

import pytest

from isptool.checking.countries import abroad, in_uk
from isptool.findings import Finding

from .ground import as_yaml, raised

# ── countries ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("place", "country", "uk"),
    [
        ("United Kingdom", "", True),
        ("UK", "", True),
        ("London, England", "", True),
        ("Great Britain", "", True),
        ("Northern Ireland", "", True),
        ("Northern Ireland and Ireland", "Ireland", False),
        ("Republic of Ireland", "Ireland", False),
        ("United Kingdom, with support from India", "India", False),
        ("the European Union", "European Union", False),
        ("EU", "EU", False),
        ("us, at the office", "", False),
        ("US", "US", False),
        ("germany", "Germany", False),
        ("Papua New Guinea", "Papua New Guinea", False),
        ("Isle of Man", "Isle of Man", False),
        ("Jersey", "Jersey", False),
        ("New Jersey data centre", "Jersey", False),
        ("its own data centre", "", False),
        ("Leeds", "", False),
    ],
)
def test_which_country_a_place_names(place: str, country: str, uk: bool) -> None:
    assert (abroad(place), in_uk(place)) == (country, uk)


# ── SEC-06 ───────────────────────────────────────────────────────────────────────────────────────────


def elsewhere(location: str = "India", protocol: bool = True, **blocks: object) -> list[Finding]:
    """What is said when the host of the good agreement is somewhere; without the protocol's word if asked."""
    text = as_yaml({"others": {"visit-hosting": {"location": location}}, **blocks})
    return raised("SEC-06", text, take_out=[] if protocol else ["protocol.settles.transfers-outside-uk"])


def allowed(**answer: object) -> dict[str, object]:
    given = {key.replace("_", "-"): value for key, value in answer.items()}
    return {"answers": {"transfers-outside-uk": given}}


def test_a_processor_abroad_with_no_mechanism() -> None:
    (one,) = elsewhere("United Kingdom, with support from India")
    assert one.message == (
        "Visit Hosting Limited keeps or reaches it in United Kingdom, with support from India, and nothing says what "
        "allows the transfer outside the United Kingdom; the agreement says that the data stays there."
    )
    assert one.path == ("others", "visit-hosting", "location")
    (two,) = elsewhere(protocol=False)
    assert two.message.endswith("and nothing says what allows the transfer outside the United Kingdom.")


@pytest.mark.parametrize("location", ["United Kingdom", "Wales", "its own data centre"])
def test_a_processor_that_is_not_known_to_be_abroad(location: str) -> None:
    assert elsewhere(location) == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"answer": "adequacy", "adequacy_countries": ["India"]}, False),
        ({"answer": "adequacy", "adequacy_countries": ["the Republic of India"]}, False),
        ({"answer": "adequacy", "adequacy_countries": ["France", "Ireland"]}, True),
        ({"answer": "idta", "idta_recipients": ["Visit Hosting Limited"]}, False),
        ({"answer": "idta", "idta_recipients": ["visit-hosting"]}, False),
        ({"answer": "idta", "idta_recipients": ["Somebody else"]}, True),
        ({"answer": "addendum", "addendum_recipients": ["Visit Hosting"]}, False),
        ({"answer": "exception", "exception_reason": "an emergency"}, False),
        ({"answer": "public-body-instrument"}, False),
        ({"answer": "part-3-chapter-5"}, False),
        ({"in_our_words": "Under the agreement of 2024 with the host."}, False),
        ({"answer": "none"}, True),
        ({"answer": "none", "outside_uk": [{"country": "India", "mechanism": "IDTA", "recipient": "X"}]}, False),
        ({"answer": "none", "outside_uk": [{"recipient": "visit-hosting", "mechanism": "IDTA"}]}, False),
        ({"answer": "none", "outside_uk": [{"country": "India"}]}, True),
        ({"answer": "none", "outside_uk": [{"country": "France", "mechanism": "IDTA"}]}, True),
    ],
)
def test_which_mechanism_covers_it(answer: dict[str, object], said: bool) -> None:
    assert bool(elsewhere("India", protocol=False, **allowed(**answer))) is said


def test_a_regulator_or_adviser_abroad_that_receives_nothing_is_left_alone() -> None:
    def other(**fields: object) -> list[Finding]:
        return raised("SEC-06", as_yaml({"others": {"helper": {"name": "Helper", "location": "Spain", **fields}}}))

    for role in ("regulator", "public", "adviser"):
        assert other(**{"is": role}) == []
    for role in ("processor", "recipient", "operator", "supplier"):
        assert other(**{"is": role}) != []
    flow = {
        "flows": {"more": {"from": "wolds-fire", "to": "helper", "data": "name-and-address", "purpose": "choose-homes"}}
    }
    text = as_yaml({"others": {"helper": {"name": "Helper", "location": "Spain", "is": "adviser"}}, **flow})
    assert raised("SEC-06", text) != []


ABROAD = {"name": "Dublin Fire Brigade", "kind": "fire-and-rescue-authority", "law-of": "Ireland"}
TO_DUBLIN = {"from": "wolds-fire", "to": "dublin", "data": "name-and-address", "purpose": "choose-homes"}


def test_a_party_under_another_law_counts_where_it_receives() -> None:
    (one,) = raised("SEC-06", as_yaml({"parties": {"dublin": ABROAD}, "flows": {"abroad": TO_DUBLIN}}))
    assert one.message.startswith("Dublin Fire Brigade is in Ireland, and nothing says")
    assert one.path == ("parties", "dublin", "law-of")
    sends = {**TO_DUBLIN, "from": "dublin", "to": "wolds-fire"}
    assert raised("SEC-06", as_yaml({"parties": {"dublin": ABROAD}, "flows": {"abroad": sends}})) == []


def test_the_mechanism_of_a_law_row_covers_its_recipient() -> None:
    blocks = {"parties": {"dublin": ABROAD}, "flows": {"abroad": TO_DUBLIN}}
    row = {"for": ["dublin", "choose-homes"], "transfer": "adequacy regulations"}
    assert raised("SEC-06", as_yaml({**blocks, "law": [row]})) == []
    other = {"for": ["wolds-police", "investigate-arson"], "transfer": "adequacy regulations"}
    assert raised("SEC-06", as_yaml({**blocks, "law": [other]})) != []


def test_holdings_and_stores_abroad_count() -> None:
    holding = {"backup": {"what": "The backup of the visit system", "location": "Iceland"}}
    (one,) = raised("SEC-06", as_yaml({"holdings": holding}))
    assert one.message.startswith("The backup of the visit system lies in Iceland,")
    assert one.path == ("holdings", "backup", "location")
    stores = [
        {"for": "wolds-fire", "also": "case-system", "location": "Norway"},
        {"for": "wolds-council", "also": "case-system", "location": "United Kingdom"},
    ]
    (two,) = raised("SEC-06", as_yaml({"answers": {"storage-and-hosting": stores}}))
    assert two.message.startswith("The Fire Service keeps or reaches it in Norway,")
    assert two.path == ("answers", "storage-and-hosting", 0, "location")


def test_one_store_of_several_recipients_is_said_once() -> None:
    stores = {"also": "case-system", "location": "Norway"}
    assert len(raised("SEC-06", as_yaml({"answers": {"storage-and-hosting": stores}}))) == 1


# ── SEC-07 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("role", "said"),
    [("processor", True), ("operator", True), ("supplier", False), ("recipient", False), ("adviser", False)],
)
def test_of_which_others_the_country_is_asked(role: str, said: bool) -> None:
    text = as_yaml({"others": {"helper": {"name": "Helper Limited", "is": role}}})
    found = raised("SEC-07", text)
    assert [(each.message, each.path) for each in found] == (
        [("Say in which country Helper Limited stores the data, keeps copies and gives support.", ("others", "helper"))]
        if said
        else []
    )


def test_a_place_that_names_no_country_is_asked_about() -> None:
    (one,) = raised("SEC-07", as_yaml({"others": {"visit-hosting": {"location": "Leeds"}}}))
    assert one.message == (
        "Say in which country Visit Hosting Limited stores the data, keeps copies and gives support: “Leeds” does not "
        "say."
    )
    assert one.path == ("others", "visit-hosting", "location")
    assert raised("SEC-07", as_yaml({"others": {"visit-hosting": {"location": "Chile"}}})) == []


def test_a_cloud_service_among_the_holdings() -> None:
    def holding(**fields: object) -> list[Finding]:
        return raised("SEC-07", as_yaml({"holdings": {"store": fields}}))

    (one,) = holding(what="SharePoint site of the team")
    assert one.message == (
        "Say in which country “SharePoint site of the team” stores the data, keeps copies and gives support "
        "(“SharePoint”)."
    )
    assert (one.path, one.words) == (("holdings", "store", "what"), "SharePoint")
    assert holding(what="The store", form="cloud") != []
    assert holding(what="SharePoint site of the team", location="United Kingdom") == []
    assert holding(what="The visit system") == []


def test_a_cloud_service_in_which_a_recipient_keeps_it() -> None:
    def stored(**fields: object) -> list[Finding]:
        given = {"for": "wolds-fire", "also": ["case-system"], **fields}
        return raised("SEC-07", as_yaml({"answers": {"storage-and-hosting": [given]}}))

    (one,) = stored(**{"case-system": "the visit system in Azure"})
    assert one.message == (
        "Say in which country “the visit system in Azure” of the Fire Service stores the data, keeps copies and gives "
        "support (“Azure”)."
    )
    assert one.path == ("answers", "storage-and-hosting", 0, "case-system")
    assert stored(**{"case-system": "the visit system in Azure", "location": "United Kingdom"}) == []
    assert stored(**{"case-system": "the visit system"}) == []


# ── SEC-08 ───────────────────────────────────────────────────────────────────────────────────────────


def unassured(**of_police: object) -> list[Finding]:
    """The Police without any recorded assurance, and an answer on storage for it."""
    stores = [
        {"for": ["wolds-fire", "wolds-council"], "also": "cyber-essentials-plus"},
        {"for": "wolds-police", **of_police},
    ]
    text = as_yaml({"answers": {"storage-and-hosting": stores}})
    return raised("SEC-08", text, take_out=["partners.partners.wolds-police.assurance"])


def test_a_recipient_of_which_no_standard_is_recorded() -> None:
    (one,) = unassured(also="case-system")
    assert one.message == (
        "The Police receives sensitive information, and no security standard that it meets is recorded."
    )
    assert one.path == ("parties", "wolds-police")


@pytest.mark.parametrize(
    "answer",
    [
        {"also": "police-assured"},
        {"also": "iso-27001"},
        {"also": "cyber-essentials"},
        {"also": "cyber-essentials-plus"},
        {"also": "dspt-standards-met"},
        {"also": "case-system", "standards": ["CAF"]},
        {"in-our-words": "As the national policy for police data requires."},
    ],
)
def test_which_answers_name_a_standard(answer: dict[str, object]) -> None:
    assert unassured(**answer) == []


def test_what_is_recorded_of_the_partner_counts() -> None:
    text = as_yaml({"answers": {"storage-and-hosting": {"also": "case-system"}}})
    without = ["partners.partners.wolds-police.assurance"]
    assert raised("SEC-08", text) == []
    dspt = as_yaml({"partners": {"wolds-police": {"dspt": "Standards Met"}}})
    assert raised("SEC-08", text, take_out=without, partners=dspt) == []


def test_of_whom_it_is_not_asked() -> None:
    text = {"answers": {"storage-and-hosting": {"also": "case-system"}}}
    without = [f"partners.partners.wolds-{each}.assurance" for each in ("police", "fire", "council")]
    without.append("partners.partners.wolds-council.dspt")
    # The Fire Service has health data from the Trust, which is another rule's; the Council from the Fire Service.
    assert [each.path[-1] for each in raised("SEC-08", as_yaml(text), take_out=without)] == [
        "wolds-council",
        "wolds-police",
    ]
    ordinary = {each: {"category": "ordinary"} for each in ("concern", "deliberate-fire")}
    assert raised("SEC-08", as_yaml({**text, "data": ordinary}), take_out=without) == []
    classes = {"wolds-police": {"class": "Police forces of the region"}, "wolds-council": {"class": "Councils"}}
    assert raised("SEC-08", as_yaml({**text, "parties": classes}), take_out=without) == []
    care = as_yaml({"partners": {"wolds-police": {"kind": "hospice"}, "wolds-council": {"kind": "acute-trust"}}})
    assert raised("SEC-08", as_yaml(text), take_out=without, partners=care) == []
    nobody = {each: {"category": "criminal-offence", "about": "the-dead"} for each in ("deliberate-fire",)}
    dead = {**text, "people": {"the-dead": {"what": "People who died", "living": "no"}}, "data": nobody}
    assert [each.path[-1] for each in raised("SEC-08", as_yaml(dead), take_out=without)] == ["wolds-council"]


def test_a_supplier_that_receives_something_keeps_it() -> None:
    text = {"others": {"helper": {"name": "Helper Limited", "is": "supplier"}}}
    flow = {"flows": {"more": {**TO_DUBLIN, "to": "helper"}}}
    assert [each.path for each in raised("SEC-07", as_yaml({**text, **flow}))] == [("others", "helper")]
    sends = {"flows": {"more": {**TO_DUBLIN, "from": "helper", "to": "wolds-fire"}}}
    assert raised("SEC-07", as_yaml({**text, **sends})) == []
