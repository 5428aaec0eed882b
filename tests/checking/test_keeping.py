"""KEE-01 to KEE-06, KEE-12 and KEE-13: retention, disposal, corrections, requests, and what people are told."""

from __future__ import annotations

import pytest

from isptool.findings import Finding

from .ground import NAMES, as_yaml, raised

POINT = "retention-and-disposal"
THEN_DELETE = {"answer": ["purpose-then-delete", "certificate"], "period": "12 months", "counted-from": "receipt"}
OWN_RECORD = {"answer": "recipient-schedule", "schedule": "its retention schedule"}


def kept(code: str, *answers: object, **blocks: object) -> list[Finding]:
    return raised(code, as_yaml({"answers": {POINT: list(answers)}, **blocks}))


def settled(code: str, point: str, **answer: object) -> list[Finding]:
    """What a rule says of the good protocol with another answer to one point."""
    given = {key.replace("_", "-"): value for key, value in answer.items()}
    return raised(code, base="wolds-and-dales", protocol=as_yaml({"settles": {point: given}}))


# ── KEE-01 ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_recipient_is_named_once_with_all_its_items() -> None:
    (one,) = kept("KEE-01", {"for": ["wolds-fire", "wolds-police"], **OWN_RECORD})
    assert one.message == "Say how long the Council may keep `name-and-address` and `concern`."
    assert one.path == ("answers", POINT)


def test_an_answer_that_lacks_something_says_what_and_points_at_it() -> None:
    (one,) = kept(
        "KEE-01",
        {"for": ["wolds-council", "wolds-police"], **OWN_RECORD},
        {"for": "wolds-fire", "answer": "purpose-then-delete"},
    )
    assert one.message == (
        "Say how long the Fire Service may keep `name-and-address`, `oxygen-at-home` and `arson-threat`: `period:` and "
        "`counted-from:` is missing."
    )
    assert one.path == ("answers", POINT, 1)


def test_every_recipient_is_asked_where_nothing_is_said() -> None:
    found = raised("KEE-01", "title: Visits\n", take_out=[f"agreement.answers.{POINT}"])
    assert [(each.message.split(" may keep")[0], each.path) for each in found] == [
        ("Say how long the Fire Service", ("answers", POINT)),
        ("Say how long the Council", ("answers", POINT)),
        ("Say how long the Police", ("answers", POINT)),
    ]


def test_recipients_of_the_same_items_are_named_together() -> None:
    text = as_yaml({"flows": {"fire-report": {"to": ["wolds-police", "wolds-trust"]}}})
    found = raised("KEE-01", text, take_out=[f"agreement.answers.{POINT}"])
    assert "Say how long the Police and the Trust may keep `deliberate-fire`." in [each.message for each in found]


def test_open_data_may_be_kept_for_ever() -> None:
    take_out = [f"agreement.answers.{POINT}"]
    terms = {"answer": "ogl", "licence": "Open Government Licence v3.0", "attribution": "Drains"}
    text = as_yaml({"answers": {"non-personal-terms": terms}})
    assert raised("KEE-01", text, base="flood-assets", take_out=take_out) == []
    (one,) = raised("KEE-01", "title: Drains\n", base="flood-assets", take_out=take_out)
    assert one.message == "Say how long Wolds Water and the Council may keep `assets`."
    assert raised("KEE-01", text, take_out=take_out) != []


# ── KEE-02 ───────────────────────────────────────────────────────────────────────────────────────────

YEAR = {"start": {"answer": "fixed-date", "starts-on": "1 January 2027"}}


def until(day: str) -> dict[str, object]:
    return {**YEAR, "end": {"answer": "fixed-term", "ends-on": day}}


def test_it_is_kept_longer_than_the_sharing_lasts() -> None:
    (one,) = kept("KEE-02", THEN_DELETE, **until("30 June 2027"))
    assert one.message == "12 months is longer than the sharing lasts (6 months)."
    assert one.path == ("answers", POINT, 0, "period")
    assert kept("KEE-02", THEN_DELETE, **until("31 December 2027")) == []
    assert kept("KEE-02", THEN_DELETE, **YEAR) == []
    assert kept("KEE-02", THEN_DELETE, **until("1 January 2027")) == []


def test_a_pilot_sets_a_limit() -> None:
    pilot = {"end": {"answer": "pilot", "pilot-length": "6 months"}, "start": {"answer": "after-all-sign"}}
    (one,) = kept("KEE-02", THEN_DELETE, **pilot)
    assert one.message == "12 months is longer than the pilot lasts (6 months)."
    assert kept("KEE-02", {**THEN_DELETE, "period": "6 months"}, **pilot) == []


def test_it_is_kept_longer_than_the_source_keeps_it() -> None:
    def source(period: str) -> dict[str, object]:
        return {"data": {"oxygen-at-home": {"source-keeps": period}}}

    (one,) = kept("KEE-02", THEN_DELETE, **source("11 months"))
    assert one.message == "12 months is longer than the source itself keeps `oxygen-at-home` (11 months)."
    assert kept("KEE-02", THEN_DELETE, **source("12 months")) == []
    others = {"for": ["wolds-council", "wolds-police"], **THEN_DELETE}
    assert kept("KEE-02", {"for": "wolds-fire", **OWN_RECORD}, others, **source("1 month")) == []


def test_a_law_or_a_schedule_allows_more() -> None:
    longer = {**THEN_DELETE, "authority": "Limitation Act 1980"}
    assert kept("KEE-02", longer, **until("30 June 2027")) == []
    assert kept("KEE-02", OWN_RECORD, **until("30 June 2027")) == []


# ── KEE-03 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("Kept indefinitely.", "indefinitely"),
        ("Held permanently on file", "permanently"),
        ("Kept as long as necessary", "as long as necessary"),
        ("For as long as it is needed", "For as long as it is needed"),
        ("Until no longer required", "Until no longer required"),
        ("Kept for ever", "for ever"),
        ("There is no limit", "no limit"),
        ("Never kept indefinitely", ""),
        ("It is not to be kept indefinitely", ""),
        ("As long as necessary, for 6 years at most", ""),
        ("For one year from the visit", ""),
    ],
)
def test_words_that_name_no_end(words: str, seen: str) -> None:
    found = kept("KEE-03", {"in-our-words": words})
    assert [each.words for each in found] == ([seen] if seen else [])
    if seen:
        assert found[0].message == f"Check “{seen}”: it names no event and no longest time."
        assert found[0].path == ("answers", POINT, 0, "in-our-words")


def test_the_name_of_a_schedule_is_read() -> None:
    (one,) = kept("KEE-03", {"answer": "recipient-schedule", "schedule": "kept permanently"})
    assert one.path == ("answers", POINT, 0, "schedule")
    assert kept("KEE-03", OWN_RECORD) == []


def test_own_words_of_a_protocol_are_read() -> None:
    (one,) = settled("KEE-03", POINT, in_our_words="Kept indefinitely.")
    assert one.path == ("settles", POINT, 0, "in-our-words")


# ── KEE-04 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"answer": "purpose-then-delete"}, True),
        ({"answer": ["purpose-then-delete", "certificate"]}, False),
        ({"answer": "purpose-then-delete", "disposal-method": "overwritten"}, True),
        ({"answer": "purpose-then-delete", "disposal-evidence": "a log"}, True),
        ({"answer": "purpose-then-delete", "disposal-method": "overwritten", "disposal-evidence": "a log"}, False),
        (OWN_RECORD, False),
        ({"in-our-words": "Deleted after a year."}, False),
    ],
)
def test_how_data_is_destroyed_and_who_will_know(answer: dict[str, object], said: bool) -> None:
    blanks = {key: value for key, value in THEN_DELETE.items() if key != "answer"}
    given = {**blanks, **answer} if "purpose-then-delete" in str(answer) else answer
    found = kept("KEE-04", {"for": "wolds-fire", **given}, {"for": ["wolds-council", "wolds-police"], **OWN_RECORD})
    assert [(each.message, each.path) for each in found] == (
        [
            (
                "It is not said how the data is destroyed by the Fire Service, and what shows it.",
                ("answers", POINT, 0),
            )
        ]
        if said
        else []
    )


def test_all_for_whom_an_answer_is_are_named() -> None:
    answer = {"answer": "purpose-then-delete", "period": "12 months", "counted-from": "receipt"}
    (one,) = kept("KEE-04", answer)
    assert one.message == (
        "It is not said how the data is destroyed by the Fire Service, the Council and the Police, and what shows it."
    )
    assert one.fix == "Add it to the answer: certificate, or `disposal-method:` and `disposal-evidence:`."


@pytest.mark.parametrize(
    ("matching", "said"),
    [
        ({"answer": ["nhs-number", "manual-check"]}, True),
        ({"answer": ["upn", "match-is-a-lead"]}, True),
        ({"answer": ["name-dob-address", "uprn"]}, False),
        ({"answer": ["name-dob-address", "unmatched-returned"], "unmatched-deleted-within": "5 working days"}, False),
        ({"answer": ["name-dob-address", "manual-check"], "unmatched-action": "sent back"}, False),
        ({"answer": "manual-check"}, False),
        ({"answer": "no-matching"}, False),
        ({"in-our-words": "By hand."}, False),
    ],
)
def test_what_is_done_with_records_that_match_nobody(matching: object, said: bool) -> None:
    found = raised("KEE-04", as_yaml({"answers": {"identifiers-and-matching": matching}}))
    assert [(each.message, each.path) for each in found] == (
        [("It is not said what is done with records that match nobody.", ("answers", "identifiers-and-matching", 0))]
        if said
        else []
    )


def test_retention_may_say_it_as_well() -> None:
    answers = {
        "identifiers-and-matching": {"answer": ["nhs-number", "manual-check"]},
        POINT: {
            **THEN_DELETE,
            "answer": ["purpose-then-delete", "certificate", "unmatched-5-days"],
            "unmatched-within": "5 days",
        },
    }
    assert raised("KEE-04", as_yaml({"answers": answers})) == []


# ── KEE-05, KEE-06 ───────────────────────────────────────────────────────────────────────────────────

NOT_TOLD = as_yaml({"settles": {"rights-requests": {"answer": "receiver-handles"}}})


def quality(**answer: object) -> list[Finding]:
    given = {key.replace("_", "-"): value for key, value in answer.items()}
    settles = {"rights-requests": {"answer": "receiver-handles"}, "data-quality": given}
    return raised("KEE-05", base="wolds-and-dales", protocol=as_yaml({"settles": settles}))


def test_a_correction_reaches_everybody() -> None:
    (one,) = quality(answer="checked-before")
    assert one.message == "It is not said how a correction reaches everybody who has the data."
    assert one.path == ("settles", "data-quality", 0)
    assert quality(answer="corrections-5-days", corrections_within="5 working days") == []
    assert quality(in_our_words="Corrections go to all who have it.") == []
    assert quality(in_our_words="Everything is checked before it is sent.") != []


def test_whoever_corrects_may_tell_the_recipients() -> None:
    settles = {"rights-requests": {"answer": "tell-recipients"}, "data-quality": {"answer": "checked-before"}}
    assert raised("KEE-05", base="wolds-and-dales", protocol=as_yaml({"settles": settles})) == []


def test_what_a_protocol_says_of_quality_is_not_said_again_in_its_agreements() -> None:
    settles = {"rights-requests": {"answer": "receiver-handles"}, "data-quality": {"answer": "checked-before"}}
    assert raised("KEE-05", protocol=as_yaml({"settles": settles})) == []


def test_somebody_answers_requests() -> None:
    (one,) = settled("KEE-06", "rights-requests", answer="tell-recipients")
    assert one.message == "Say who answers people's requests about their data."
    assert one.path == ("settles", "rights-requests", 0)
    assert settled("KEE-06", "rights-requests", answer="receiver-handles") == []
    assert settled("KEE-06", "rights-requests", answer="single-front-door", rights_lead="wolds-council") == []
    assert settled("KEE-06", "rights-requests", answer="tell-recipients", handled_by="each officer") == []
    assert settled("KEE-06", "rights-requests", in_our_words="Each of us.") == []


def test_an_open_answer_about_requests_is_asked_for_where_it_belongs() -> None:
    take_out = ["protocol.settles.rights-requests"]
    assert [each.path for each in raised("KEE-06", base="wolds-and-dales", take_out=take_out)] == [
        ("settles", "rights-requests")
    ]
    assert [each.path for each in raised("KEE-06", "title: Visits\n", take_out=take_out)] == [
        ("answers", "rights-requests")
    ]
    gap = as_yaml({"answers": {"rights-requests": {"still-to-be-agreed": "Who?"}}})
    assert [each.path for each in raised("KEE-06", gap, take_out=take_out)] == [("answers", "rights-requests", 0)]


# ── KEE-12 ───────────────────────────────────────────────────────────────────────────────────────────


def notice(take_out: tuple[str, ...] = (), agreement: str = "", **council: object) -> list[tuple[str, object, str]]:
    given = {key.replace("_", "-"): value for key, value in council.items()}
    partners = as_yaml({"partners": {"wolds-council": given}}) if given else ""
    pieces = {"partners": partners} if partners else {}
    paths = [f"partners.partners.wolds-council.{each}" for each in take_out]
    found = raised("KEE-12", agreement or "title: Visits\n", take_out=paths, **pieces)
    return [(each.message, each.path, each.file) for each in found]


def test_a_notice_that_is_not_recorded_or_has_no_date() -> None:
    partner = ("partners", "wolds-council")
    assert notice(("privacy-notice",)) == [
        ("The privacy notice of the Council is not recorded.", (*partner, "privacy-notice"), NAMES["partners"])
    ]
    assert notice(("privacy-notice-updated",)) == [
        (
            "The privacy notice of the Council has no date, so nobody can tell whether it covers this.",
            (*partner, "privacy-notice-updated"),
            NAMES["partners"],
        )
    ]
    assert notice() == []


@pytest.mark.parametrize(
    ("names", "missing"),
    [
        (["wolds-fire"], ""),
        (["fire-and-rescue-authority"], ""),
        (["fire-ambulance"], ""),
        (["police"], "the Fire Service"),
    ],
)
def test_a_notice_names_those_to_whom_the_party_gives(names: list[str], missing: str) -> None:
    found = notice(privacy_notice_names=names)
    assert [each[0] for each in found] == (
        [f"The privacy notice of the Council does not name {missing} as a recipient."] if missing else []
    )


def test_of_whom_no_notice_is_asked() -> None:
    joint = as_yaml(
        {
            "answers": {
                "transparency": {"answer": "joint-notice", "notice-at": "https://wolds.example", "because": "One."}
            }
        }
    )
    assert notice(("privacy-notice",), joint) == []
    a_class = as_yaml({"parties": {"wolds-council": {"class": "Councils of the county"}}})
    assert notice(("privacy-notice",), a_class) == []
    abroad = as_yaml({"parties": {"wolds-council": {"law-of": "Ireland"}}})
    assert notice(("privacy-notice",), abroad) == []
    here = as_yaml({"parties": {"wolds-council": {"called-here": "the Council"}}})
    assert notice(("privacy-notice",), here) != []


def test_of_a_party_that_shares_nothing_about_people_no_notice_is_asked() -> None:
    assert raised("KEE-12", as_yaml({"parties": {"wolds-water": None}})) == []
    part = {"more": {"from": "wolds-water", "to": "wolds-fire", "data": "name-and-address", "purpose": "choose-homes"}}
    assert raised("KEE-12", as_yaml({"parties": {"wolds-water": None}, "flows": part})) != []
    pipes = {"pipes": {"what": "Pipes", "category": "non-personal", "needed-for": {"choose-homes": "Water."}}}
    flow = {"more": {**part["more"], "data": "pipes"}}
    assert raised("KEE-12", as_yaml({"parties": {"wolds-water": None}, "flows": flow, "data": pipes})) == []


def test_a_party_that_is_in_no_list_of_partners_is_left_alone() -> None:
    party = {"scouts": {"name": "Wolds Scouts", "kind": "charity"}}
    flow = {"more": {"from": "wolds-fire", "to": "scouts", "data": "name-and-address", "purpose": "choose-homes"}}
    assert raised("KEE-12", as_yaml({"parties": party, "flows": flow})) == []
    one_of_it = as_yaml({"partners": {"wolds-fire": {"privacy-notice-names": ["wolds-council", "police"]}}})
    (found,) = raised("KEE-12", as_yaml({"parties": party, "flows": flow}), partners=one_of_it)
    assert found.message == "The privacy notice of the Fire Service does not name Wolds Scouts as a recipient."


# ── KEE-13 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "what", "keys"),
    [
        ({}, "under which exemption and who decides that", "`exemption:` and `exemption-decided-by:`"),
        ({"exemption": "Schedule 2 paragraph 2"}, "who decides that", "`exemption-decided-by:`"),
        ({"exemption_decided_by": "the manager"}, "under which exemption", "`exemption:`"),
    ],
)
def test_what_is_missing_where_people_are_not_told(fields: dict[str, object], what: str, keys: str) -> None:
    (one,) = settled("KEE-13", "transparency", answer=["layered", "not-told-prejudice"], **fields)
    assert one.message == f"People are not told in some cases, and it is not said {what}."
    assert one.fix.startswith(f"Add {keys} under transparency")
    assert one.path == ("settles", "transparency", 0)


def test_where_people_are_told_or_the_exemption_is_named_nothing_is_said() -> None:
    named = {"exemption": "Schedule 2 paragraph 2", "exemption_decided_by": "the manager"}
    assert settled("KEE-13", "transparency", answer="not-told-prejudice", **named) == []
    assert settled("KEE-13", "transparency", answer="layered") == []
    prejudice = as_yaml({"settles": {"transparency": {"answer": "not-told-prejudice"}}})
    assert raised("KEE-13", protocol=prejudice) == []
    own = as_yaml({"answers": {"transparency": {"answer": "not-told-prejudice"}}})
    assert [each.path for each in raised("KEE-13", own)] == [("answers", "transparency", 0)]


def test_what_only_adds_to_the_protocol_is_judged_for_what_it_adds() -> None:
    settles = {"transparency": {"answer": ["layered", "not-told-prejudice"], "agreements": "may-add"}}
    first_contact = as_yaml({"answers": {"transparency": {"also": "at-first-contact"}}})
    assert raised("KEE-13", first_contact, protocol=as_yaml({"settles": settles})) == []
    settles = {"transparency": {"answer": "layered", "agreements": "may-add"}}
    added = as_yaml({"answers": {"transparency": {"also": "not-told-prejudice"}}})
    assert [each.path for each in raised("KEE-13", added, protocol=as_yaml({"settles": settles}))] == [
        ("answers", "transparency", 0)
    ]


def test_an_answer_that_only_adds_is_not_judged_for_what_the_protocol_left_out() -> None:
    settles = {
        "rights-requests": {"answer": "receiver-handles"},
        "data-quality": {"answer": "checked-before", "agreements": "may-add"},
    }
    added = as_yaml({"answers": {"data-quality": {"also": "fact-opinion"}}})
    assert raised("KEE-05", added, protocol=as_yaml({"settles": settles})) == []
    own = as_yaml({"answers": {"data-quality": {"answer": "fact-opinion"}}})
    assert raised("KEE-05", own, protocol=as_yaml({"settles": settles})) != []


def test_an_answer_of_a_schedule_is_judged_in_the_schedule() -> None:
    answer = {"answer": ["purpose-then-delete"], "period": "12 months", "counted-from": "receipt"}
    schedules = {"kind": "schedules", "of": "safe-and-well", "schedules": {"wolds-fire": {"answers": {POINT: answer}}}}
    (one,) = raised("KEE-04", "title: Visits\n", schedules=as_yaml(schedules))
    assert one.file == NAMES["schedules"]
    assert one.path == ("schedules", "wolds-fire", "answers", POINT, 0)


def test_a_party_that_is_in_order_does_not_hide_the_next() -> None:
    paths = [f"partners.partners.wolds-{each}.privacy-notice" for each in ("fire", "police")]
    parties = {"wolds-council": {"class": "Councils"}}
    found = raised("KEE-12", as_yaml({"parties": parties}), take_out=paths)
    assert sorted(each.path[1] for each in found) == ["wolds-fire", "wolds-police"]


def test_an_answer_that_is_in_order_does_not_hide_the_next() -> None:
    rest = {"for": ["wolds-fire", "wolds-council"]}
    later = kept("KEE-02", {"for": "wolds-police", **OWN_RECORD}, {**rest, **THEN_DELETE}, **until("30 June 2027"))
    assert [each.path for each in later] == [("answers", POINT, 1, "period")]
    words = {"for": "wolds-police", "in-our-words": "Deleted."}
    bare = {key: value for key, value in THEN_DELETE.items() if key != "answer"}
    for_ever = kept("KEE-04", words, {**rest, "answer": "purpose-then-delete", **bare})
    assert [each.path for each in for_ever] == [("answers", POINT, 1)]
    assert for_ever[0].on_key


@pytest.mark.parametrize(
    ("code", "point", "answer"),
    [
        ("KEE-05", "data-quality", {"answer": "checked-before"}),
        ("KEE-06", "rights-requests", {"answer": "consult-source", "source-asked-within": "5 days"}),
        ("KEE-13", "transparency", {"answer": "not-told-prejudice"}),
    ],
)
def test_the_finding_stands_at_the_name_of_the_answer(code: str, point: str, answer: dict[str, str]) -> None:
    settles = {"rights-requests": {"answer": "receiver-handles"}, point: answer}
    (one,) = raised(code, base="wolds-and-dales", protocol=as_yaml({"settles": settles}))
    assert one.on_key


def test_an_open_answer_stands_at_its_name() -> None:
    (one,) = raised("KEE-06", base="wolds-and-dales", take_out=["protocol.settles.rights-requests"])
    assert one.on_key
    found = raised("KEE-01", "title: Visits\n", take_out=[f"agreement.answers.{POINT}"])
    assert all(each.on_key for each in found)


def test_what_would_mend_it_is_said() -> None:
    (one,) = raised("KEE-04", as_yaml({"answers": {"identifiers-and-matching": {"answer": ["upn", "manual-check"]}}}))
    assert one.fix == "Add it to the answer: unmatched-returned, or unmatched-5-days under retention-and-disposal."
    for field, mend in (
        ("privacy-notice", "`privacy-notice:` with its live address"),
        ("privacy-notice-updated", "`privacy-notice-updated:` with the day it was last changed"),
    ):
        (found,) = raised("KEE-12", "title: Visits\n", take_out=[f"partners.partners.wolds-fire.{field}"])
        assert found.fix == f"Put it right, and then in partners.yaml: {mend}."
    names = as_yaml({"partners": {"wolds-fire": {"privacy-notice-names": "charity"}}})
    (last,) = raised("KEE-12", "title: Visits\n", partners=names)
    assert last.fix == "Put it right, and then in partners.yaml: `privacy-notice-names:` with all whom it names."
