"""SEC-01 to SEC-05, SEC-09 and SEC-10: routes, access, passing on; and the words that suggest an insecure route."""

from __future__ import annotations

import pytest

from isptool.checking.routes import (
    INSECURE,
    by_email,
    cloud_service,
    named_insecure,
    names_health_standard,
    names_standard,
    spoken,
    suspected_insecure,
)
from isptool.findings import Finding, Severity

from .ground import as_yaml, points, raised

FREE = ("protocol.settles.transfer-method",)


def flow(code: str, name: str = "monthly-list", **fields: object) -> list[Finding]:
    """What a rule says of one flow of the good agreement, with no route settled by the protocol."""
    given = {key.replace("_", "-"): value for key, value in fields.items()}
    return raised(code, as_yaml({"flows": {name: given}}), take_out=FREE)


# ── SEC-01 ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_flow_with_no_route_is_named_by_its_words() -> None:
    take_out = [*FREE, "agreement.flows.monthly-list.how", "agreement.flows.fire-report.how"]
    found = raised("SEC-01", "flows:\n  fire-report:\n    what:\n", take_out=take_out)
    assert [(each.message, each.path) for each in found] == [
        ("Say how “List of homes to consider” travels.", ("flows", "monthly-list", "how")),
        ("Say how `fire-report` travels.", ("flows", "fire-report", "how")),
    ]


def test_a_route_of_the_protocol_that_lacks_something_says_what() -> None:
    routes = as_yaml({"settles": {"transfer-method": {"answer": ["sftp", "encrypted-media-exception"]}}})
    (one,) = raised("SEC-01", "title: Visits\n", take_out=["agreement.flows.monthly-list.how"], protocol=routes)
    assert one.message == "Say how “List of homes to consider” travels in full: `approved-by:` is missing."


def test_a_route_that_is_not_agreed_yet_is_none() -> None:
    gap = {"not-yet": "IT is testing.", "who": "wolds-fire ICT", "until": "1 December 2026"}
    assert [each.path for each in flow("SEC-01", how=gap)] == [("flows", "monthly-list", "how")]


def test_each_flow_of_data_about_nobody_has_a_route_too() -> None:
    take_out = [*FREE, "agreement.flows.yearly-register.how"]
    assert raised("SEC-01", "title: Drains\n", base="flood-assets", take_out=take_out) != []


# ── SEC-02 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("how", "key"),
    [
        ("fax", "fax"),
        ("Fax", "fax"),
        ("by fax", "fax"),
        ("plain-email", "plain-email"),
        ("Unencrypted e-mail", "plain-email"),
        ("ordinary email.", "plain-email"),
        ("personal-email", "personal-email"),
        ("Gmail", "personal-email"),
        ("consumer-messaging", "consumer-messaging"),
        ("WhatsApp", "consumer-messaging"),
        ("unencrypted-media", "unencrypted-media"),
        ("unencrypted USB stick", "unencrypted-media"),
        ("untracked-post", "untracked-post"),
        ("ordinary post", "untracked-post"),
        ("First-class post", "untracked-post"),
        ("personal-cloud", "personal-cloud"),
        ("personal Dropbox", "personal-cloud"),
    ],
)
def test_a_route_that_is_named_insecure_is_an_error(how: str, key: str) -> None:
    (one,) = flow("SEC-02", how=how)
    what, instead = INSECURE[key]
    assert one.severity is Severity.ERROR
    assert one.message == (
        f"{what[:1].upper()}{what[1:]} is not secure enough for personal data (flow “List of homes to consider”)."
    )
    assert one.fix == f"Send it by {instead}."
    assert (one.path, one.words) == (("flows", "monthly-list", "how", 0), "")


def test_every_key_that_a_protocol_can_forbid_is_an_insecure_route() -> None:
    assert set(INSECURE) == set(points()["transfer-method"].never)
    for key in INSECURE:
        assert named_insecure(key) == key


def test_what_the_protocol_forbids_as_well_is_said() -> None:
    (one,) = raised("SEC-02", "flows:\n  monthly-list:\n    how: fax\n")
    assert one.message.endswith("Wolds and Dales Multi-Agency Information Sharing Protocol never allows it.")
    (other,) = raised("SEC-02", "flows:\n  monthly-list:\n    how: personal-cloud\n")
    assert "never allows" not in other.message


@pytest.mark.parametrize(
    ("how", "words", "key"),
    [
        ("E-mail between the two teams", "E-mail", "plain-email"),
        ("Emailed with no encryption", "Emailed", "plain-email"),
        ("Sent from an unsecured e-mail account", "e-mail", "plain-email"),
        ("To the worker's Gmail account, by e-mail", "Gmail", "personal-email"),
        ("A text message to the carer", "text message", "consumer-messaging"),
        ("Telegram group of the wardens", "Telegram", "consumer-messaging"),
        ("Copied to a USB stick", "USB stick", "unencrypted-media"),
        ("On CD-ROM", "CD-ROM", "unencrypted-media"),
        ("Put in the post", "in the post", "untracked-post"),
        ("Royal Mail", "Royal Mail", "untracked-post"),
        ("Uploaded to Dropbox", "Dropbox", "personal-cloud"),
        ("Faxed to the desk", "Faxed", "fax"),
    ],
)
def test_words_that_suggest_an_insecure_route_only_ask(how: str, words: str, key: str) -> None:
    (one,) = flow("SEC-02", how=how)
    assert one.severity is Severity.WARNING
    assert one.words == words
    what = INSECURE[key][0]
    assert one.message == (
        f"Check “{words}”: {what} is not secure enough for personal data (flow “List of homes to consider”). If it is "
        "secure, say why in `secure-because:` of the flow."
    )
    assert flow("SEC-02", how=how, secure_because="It stays inside the case system.") == []


@pytest.mark.parametrize(
    "how",
    [
        "Uploaded to the portal, never sent by fax or ordinary e-mail",
        "Not by post",
        "By courier instead of fax",
        "Encrypted e-mail",
        "Secure email",
        "E-mail over CJSM",
        "NHSmail to NHSmail",
        "On an encrypted USB stick",
        "By tracked post, in the post room's double envelope",
        "Special delivery by post",
        "By post, signed for",
        "Shown at the weekly meeting",
        "sftp",
        "Through the case system",
        "By hand",
    ],
)
def test_words_that_suggest_nothing(how: str) -> None:
    assert flow("SEC-02", how=how) == []


def test_a_word_denied_in_one_clause_counts_in_another() -> None:
    (one,) = flow("SEC-02", how="Not by fax; by WhatsApp")
    assert one.words == "WhatsApp"
    (two,) = flow("SEC-02", how="Never by fax. In an emergency by fax")
    assert two.words == "fax"


def test_several_routes_are_all_looked_at_and_each_kind_is_said_once() -> None:
    found = flow("SEC-02", how=["sftp", "fax", "A memory stick, or another memory stick, or a text message"])
    assert [(each.path[-1], each.words) for each in found] == [
        (1, ""),
        (2, "text message"),
        (2, "memory stick"),
    ]


def test_fields_that_say_how_e_mail_is_protected_answer_it_for_e_mail_only() -> None:
    assert flow("SEC-02", how="E-mail to the team", standard="TLS 1.2 at both ends") == []
    assert flow("SEC-02", how="E-mail to the team", encryption="AES-256") == []
    assert flow("SEC-02", how="A text message to the team", standard="TLS 1.2 at both ends") != []
    assert flow("SEC-02", how="plain-email", standard="TLS 1.2 at both ends") != []
    assert flow("SEC-02", how="fax", secure_because="The machine is in a locked room.") != []


def test_the_second_route_is_looked_at_like_the_first() -> None:
    (one,) = flow("SEC-02", how="sftp", fallback="fax")
    assert one.severity is Severity.ERROR
    assert one.path == ("flows", "monthly-list", "fallback")
    assert "(fallback of “List of homes to consider”)" in one.message
    (two,) = flow("SEC-02", how="sftp", fallback="The team's WhatsApp group")
    assert two.severity is Severity.WARNING


def test_only_flows_about_people_are_looked_at() -> None:
    nobody = {each: {"category": "non-personal"} for each in ("name-and-address", "oxygen-at-home")}
    text = as_yaml({"flows": {"monthly-list": {"how": "fax"}}, "data": nobody})
    assert raised("SEC-02", text, take_out=FREE) == []
    (one,) = raised("SEC-02", as_yaml({"flows": {"monthly-list": {"how": "fax", "data": None}}}), take_out=FREE)
    assert one.path == ("flows", "monthly-list", "how", 0)


PIPES = {"pipes": {"what": "Pipes", "category": "non-personal", "needed-for": {"choose-homes": "Water."}}}


@pytest.mark.parametrize(
    ("code", "how"), [("SEC-02", "fax"), ("SEC-03", "Secure e-mail"), ("SEC-04", "post-exception")]
)
def test_a_flow_about_nobody_does_not_hide_the_next(code: str, how: str) -> None:
    flows = {
        "monthly-list": {"data": "pipes", "how": how},
        "fire-report": {"how": how, "standard": None, "verification": None},
    }
    found = raised(code, as_yaml({"data": PIPES, "flows": flows}), take_out=FREE)
    assert [each.path[1] for each in found] == ["fire-report"]


def test_own_words_of_a_protocol_are_looked_at() -> None:
    text = as_yaml({"settles": {"transfer-method": {"in-our-words": "Secure portal; in an emergency by fax."}}})
    (one,) = raised("SEC-02", base="wolds-and-dales", protocol=text)
    assert one.message == (
        "Check “fax”: an ordinary fax is not secure enough for personal data (transfer method of the protocol)."
    )
    assert one.path == ("settles", "transfer-method", 0, "in-our-words")
    assert one.severity is Severity.WARNING
    plain = as_yaml({"settles": {"transfer-method": {"in-our-words": "By e-mail."}}})
    assert raised("SEC-02", base="wolds-and-dales", protocol=plain) != []
    assert raised("SEC-02", base="wolds-and-dales") == []


# ── SEC-03 ───────────────────────────────────────────────────────────────────────────────────────────


def test_own_words_about_e_mail_name_a_standard() -> None:
    (one,) = flow("SEC-03", how="Secure e-mail to the team")
    assert one.message == (
        "Check that both ends of “List of homes to consider” meet a secure standard for e-mail: “Secure e-mail to the "
        "team” does not say so."
    )
    assert (one.path, one.words) == (("flows", "monthly-list", "how", 0), "Secure e-mail to the team")


@pytest.mark.parametrize(
    "how",
    [
        "Secure e-mail (TLS 1.2)",
        "Encrypted e-mail, DMARC and DKIM at both ends",
        "NHSmail to NHSmail",
        "Secure e-mail to the government standard",
        "Secure portal, never by e-mail",
        "secure-email",
        "E-mail between the teams",
        "plain e-mail",
        "cjsm",
        "sftp",
    ],
)
def test_e_mail_of_which_no_standard_is_asked(how: str) -> None:
    assert flow("SEC-03", how=how) == []


@pytest.mark.parametrize("field", ["standard", "encryption", "verification"])
def test_a_field_that_says_how_it_is_protected_answers_it(field: str) -> None:
    assert flow("SEC-03", how="Secure e-mail to the team", **{field: "Both ends are checked."}) == []


def health(nations: str = "england", **fields: object) -> list[Finding]:
    """A flow that is not the first, sent by the Trust to an integrated care board."""
    board = {"name": "Wolds ICB", "kind": "integrated-care-board", "nations": [nations]}
    parties = {"wolds-icb": board}
    moved = {
        "from": "wolds-trust",
        "to": "wolds-icb",
        **{key.replace("_", "-"): value for key, value in fields.items()},
    }
    flows = {"fire-report": {"what": "List of homes to consider", "standard": None, "verification": None, **moved}}
    return raised("SEC-03", as_yaml({"parties": parties, "flows": flows}), take_out=FREE)


def test_between_health_bodies_in_england_it_is_the_standard_of_health_and_care() -> None:
    (one,) = health(how="secure-email", standard="TLS 1.2, DMARC")
    assert one.message == (
        "Check that both ends of “List of homes to consider” meet DCB1596, the secure standard of health and care for "
        "e-mail: “TLS 1.2, DMARC” does not say so."
    )
    assert (one.path, one.words) == (("flows", "fire-report", "standard"), "TLS 1.2, DMARC")
    assert health(how="secure-email", standard="DCB1596 at both ends") == []
    assert health(how="NHSmail", standard="TLS 1.2") == []
    assert health(how="secure-email") == []
    (own,) = health(how="Secure e-mail")
    assert "DCB1596" in own.message
    assert own.path == ("flows", "fire-report", "how", 0)
    assert health(how=["sftp", "secure-email"], standard="TLS 1.2") != []
    assert health(how="sftp", standard="TLS 1.2") == []


def test_elsewhere_another_standard_does() -> None:
    assert health("wales", how="secure-email", standard="TLS 1.2, DMARC") == []
    assert flow("SEC-03", how="secure-email", standard="TLS 1.2, DMARC") == []


def test_e_mail_about_nobody_is_left_alone() -> None:
    nobody = {each: {"category": "non-personal"} for each in ("name-and-address", "oxygen-at-home")}
    text = as_yaml({"flows": {"monthly-list": {"how": "Secure e-mail"}}, "data": nobody})
    assert raised("SEC-03", text, take_out=FREE) == []


# ── SEC-04 ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("post-exception", "“List of homes to consider” goes by post only: that should be the exception."),
        (
            ["post-exception", "encrypted-media-exception"],
            "“List of homes to consider” goes by post and on removable media only: that should be the exception.",
        ),
        (["sftp", "post-exception"], ""),
        ("sftp", ""),
    ],
)
def test_paper_and_media_are_the_exception(how: object, said: str) -> None:
    found = flow("SEC-04", how=how, approved_by="Prevention manager")
    assert [each.message for each in found] == ([said] if said else [])


def test_somebody_approves_the_exception() -> None:
    (one,) = flow("SEC-04", how=["sftp", "post-exception"])
    assert one.message == "“List of homes to consider” goes by post: nobody is named who approves it."
    assert one.path == ("flows", "monthly-list", "how")
    (two,) = flow("SEC-04", how=["post-exception", "and sometimes a colleague brings it"])
    assert "nobody is named" in two.message


def test_objects_and_data_about_nobody_may_be_carried() -> None:
    def carried(**fields: object) -> list[Finding]:
        data = dict.fromkeys(("name-and-address", "oxygen-at-home"), fields)
        text = as_yaml({"flows": {"monthly-list": {"how": "post-exception"}}, "data": data})
        return raised("SEC-04", text, take_out=FREE)

    assert carried(form="object") == []
    assert carried(form="document") != []
    assert carried(category="non-personal") == []


# ── SEC-05 ───────────────────────────────────────────────────────────────────────────────────────────

LOGGED = as_yaml({"settles": {"request-and-decision": {"answer": "decision-log"}}})


def phoned(protocol: str = LOGGED, **fields: object) -> list[Finding]:
    given = {"how": "By telephone to the desk", **{key.replace("_", "-"): value for key, value in fields.items()}}
    text = as_yaml({"flows": {"carer-referral": {"verification": None, "record": None, **given}}})
    return raised("SEC-05", text, take_out=FREE, protocol=protocol)


def test_what_is_missing_when_somebody_rings_is_named() -> None:
    (one,) = phoned()
    assert one.message == (
        "Check “telephone” (“Referral by a carer”): it is not said how the caller is checked and what is written down "
        "afterwards."
    )
    assert (one.path, one.words) == (("flows", "carer-referral", "how", 0), "telephone")
    (two,) = phoned(verification="Rung back")
    assert two.message.endswith("it is not said what is written down afterwards.")
    (three,) = phoned(record="Written in the log")
    assert three.message.endswith("it is not said how the caller is checked.")
    assert phoned(verification="Rung back", record="Written in the log") == []


def test_the_urgent_route_of_the_protocol_answers_it() -> None:
    urgent = {"answer": ["urgent-phone"], "confirmed-within": "24 hours"}
    assert phoned(as_yaml({"settles": {"request-and-decision": urgent}})) == []
    own = {"in-our-words": "Callers are rung back, and the call is written down."}
    assert phoned(as_yaml({"settles": {"request-and-decision": own}})) == []


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("Phoned through", "Phoned"),
        ("A phone call at once", "phone call"),
        ("Encrypted e-mail, the passphrase by telephone", ""),
        ("Sent to the desk; the PIN by phone", ""),
        ("Never by telephone", ""),
        ("A microphone recording", ""),
    ],
)
def test_which_words_say_that_somebody_rings(how: str, words: str) -> None:
    assert [each.words for each in phoned(how=how)] == ([words] if words else [])


def test_a_second_route_by_telephone_counts_and_data_about_nobody_does_not() -> None:
    (one,) = phoned(how="sftp", fallback="By phone")
    assert one.path == ("flows", "carer-referral", "fallback")
    nobody = as_yaml(
        {"flows": {"carer-referral": {"how": "By phone"}}, "data": {"name-and-address": {"category": "non-personal"}}}
    )
    assert raised("SEC-05", nobody, take_out=FREE, protocol=LOGGED) == []


# ── SEC-09, SEC-10 ───────────────────────────────────────────────────────────────────────────────────


def access(**of_police: object) -> list[Finding]:
    rest = {"for": ["wolds-fire", "wolds-council"], "answer": "case-team"}
    return raised("SEC-09", as_yaml({"answers": {"who-has-access": [rest, {"for": "wolds-police", **of_police}]}}))


@pytest.mark.parametrize("key", ["case-team", "role-based"])
def test_an_answer_that_limits_access(key: str) -> None:
    assert access(answer=[key, "bpss"]) == []


def test_vetting_alone_limits_nothing_but_a_list_of_roles_does() -> None:
    (one,) = access(answer="bpss")
    assert one.message == "At the Police, access is not limited to those who need it."
    assert one.path == ("answers", "who-has-access", 1)
    assert access(answer="bpss", access=[{"party": "wolds-police", "role": "Desk officer"}]) == []


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("All staff of the force.", "All staff"),
        ("Any officer may look.", "Any officer"),
        ("Every member of staff.", "Every member of staff"),
        ("All of the staff", "All of the staff"),
        ("All our prevention staff", "All our prevention staff"),
        ("Everyone who works at the force", "Everyone who works"),
        ("All officers who work on the case", ""),
        ("All staff in the prevention team", ""),
        ("All staff with a need to know", ""),
        ("The desk officers", ""),
    ],
)
def test_own_words_that_limit_nothing_ask_to_check(words: str, seen: str) -> None:
    found = access(**{"in-our-words": words})
    assert [each.words for each in found] == ([seen] if seen else [])
    if seen:
        assert found[0].message == (f"At the Police, access is not limited to those who need it: check “{seen}”.")
        assert found[0].path == ("answers", "who-has-access", 1, "in-our-words")


def test_recipients_with_one_answer_are_named_together() -> None:
    (one,) = raised("SEC-09", as_yaml({"answers": {"who-has-access": {"answer": "bpss"}}}))
    assert one.message == "At the Fire Service, the Council and the Police, access is not limited to those who need it."


def test_passing_on_is_asked_where_the_answer_is_or_belongs() -> None:
    without = ["protocol.settles.onward-sharing"]
    (one,) = raised("SEC-10", "title: Visits\n", take_out=without)
    assert one.path == ("answers", "onward-sharing")
    gap = as_yaml({"answers": {"onward-sharing": {"answer": "named-recipients"}}})
    (two,) = raised("SEC-10", gap, take_out=without)
    assert two.path == ("answers", "onward-sharing", 0)
    assert raised("SEC-10", "title: Drains\n", base="flood-assets", take_out=without) != []
    assert raised("SEC-10") == []


# ── words ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_personal_account_is_not_said_to_be_plain_e_mail_as_well() -> None:
    assert [each.key for each in suspected_insecure("To her Gmail account by e-mail")] == ["personal-email"]


@pytest.mark.parametrize(
    ("text", "is_mail"), [("By e-mail", True), ("NHSmail", True), ("Not by email", False), ("By hand", False)]
)
def test_whether_something_goes_by_e_mail(text: str, is_mail: bool) -> None:
    assert by_email(text) is is_mail


@pytest.mark.parametrize(
    ("text", "any_standard", "of_health"),
    [
        ("TLS", True, False),
        ("SPF and DKIM", True, False),
        ("DCB 1596", True, True),
        ("nhs.net", True, True),
        ("the government's secure e-mail standard", True, False),
        ("secure", False, False),
    ],
)
def test_which_words_name_a_standard(text: str, any_standard: bool, of_health: bool) -> None:
    assert (names_standard(text), names_health_standard(text)) == (any_standard, of_health)


def test_the_words_that_name_a_telephone_or_a_cloud() -> None:
    assert spoken("They telephoned the desk") == "telephoned"
    assert spoken("They wrote to the desk") == ""
    for text, words in (("Office 365", "Office 365"), ("in SharePoint", "SharePoint"), ("AWS", "AWS"), ("Excel", "")):
        assert cloud_service(text) == words


def test_an_open_answer_on_passing_on_stands_at_its_name() -> None:
    (one,) = raised("SEC-10", "title: Visits\n", take_out=["protocol.settles.onward-sharing"])
    assert one.on_key
    (two,) = access(answer="bpss")
    assert two.on_key
    (three,) = access(**{"in-our-words": "All staff."})
    assert not three.on_key
