"""LAW-01 to LAW-12, and every rule of law as it was decided: exact places and words, and the edges of each rule."""

from __future__ import annotations

from typing import Any

import pytest

from isptool.checking.rules import RULES
from isptool.findings import Gate, Severity

from .legal_ground import LIA, bodies, carers, fire, found, paths, raises, row, said, told, trust

# ── the rules as decided ─────────────────────────────────────────────────────────────────────────────

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
S, F, D = Gate.SIGNING, Gate.IN_FORCE, Gate.DRAFT
ERRORS = (1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16, 20, 21, 22, 24, 25, 26, 31)
WARNINGS = (9, 11, 12, 19, 23, 27, 28, 29, 30)
DECIDED = {
    **{f"LAW-{number:02}": (E, S, "accept") for number in ERRORS},
    **{f"LAW-{number:02}": (W, S, "yes") for number in WARNINGS},
    "LAW-17": (INFO, S, "yes"),
    "LAW-18": (W, F, "yes"),
    "LAW-32": (E, D, "accept"),
    **{f"LEP-0{number}": (E, S, "accept") for number in (1, 2, 3, 4, 5)},
    **{f"LEP-0{number}": (W, S, "yes") for number in (6, 7, 8, 9)},
    "CON-01": (E, S, "accept"),
    "CON-02": (W, S, "yes"),
    "CON-03": (E, S, "accept"),
    "CON-04": (W, S, "yes"),
    "CON-05": (W, S, "yes"),
    "CON-06": (INFO, S, "yes"),
}
"""Severity, gate, and who may answer it, as decided after review (LAW-11: words never decide an error)."""


def test_every_rule_is_there_as_decided() -> None:
    mine = {each.code: each for each in RULES if each.family in ("LAW", "LEP", "CON")}
    assert {code: (each.severity, each.gate, each.waivable) for code, each in mine.items()} == DECIDED


def test_a_rule_that_reads_words_asks_to_check() -> None:
    reading = [each for each in RULES if each.code in DECIDED and each.decides_from == "wording"]
    assert {each.code for each in reading} == {"LAW-11", "LAW-28", "LAW-29", "LEP-09"}
    assert all(each.severity is not Severity.ERROR for each in reading)
    assert all("check" in f"{each.message} {each.fix}" for each in reading)


def test_only_what_is_named_for_it_runs_where_nobody_is_concerned() -> None:
    about_nobody = {each.code for each in RULES if each.code in DECIDED and "non-personal" in each.profiles}
    assert about_nobody == {"LAW-24", "LAW-26", "LAW-28", "LAW-32", "CON-01"}
    protocols = {each.code for each in RULES if each.code in DECIDED and "protocol" in each.profiles}
    assert protocols == {"LAW-28", "LAW-32"}


# ── LAW-01 ───────────────────────────────────────────────────────────────────────────────────────────

NO_BASIS = "No lawful basis (Article 6) is named for"


def test_a_missing_basis_names_the_party_the_purpose_and_what_is_likely() -> None:
    (one,) = found("LAW-01", take_out=["agreement.law.2.article-6"])
    assert one.path == ("law", 2)
    assert one.message == f"{NO_BASIS} the Fire Service (“choose homes”)."
    assert one.fix == "Add `article-6:` to the law row for the Fire Service (likely: 6(1)(e), 6(1)(c))."


def test_bodies_that_share_a_law_row_are_named_in_one_finding() -> None:
    shared = row("referrers", "choose-homes", function="Care", article_9="9(2)(c)")
    assert said("LAW-01", shared, take_out=["agreement.law.1", "agreement.law.0"]) == [
        ("law.8", f"{NO_BASIS} the Council and the Trust (“choose homes”).")
    ]


def test_without_a_law_row_it_stands_at_the_purpose() -> None:
    (one,) = found("LAW-01", take_out=["agreement.law.3"])
    assert one.path == ("purposes", "choose-homes")
    assert one.on_key


def test_the_law_row_for_the_fewest_uses_is_the_place() -> None:
    wide = row("harbour-carers", explanation="A charity")
    narrow = row("harbour-carers", "carer-referral", "residents", explanation="Referrals")
    assert paths("LAW-01", wide, narrow, take_out=["agreement.law.3"])[-1] == "law.10"


def gap(**words: str) -> dict[str, str]:
    return {name.replace("_", "-"): text for name, text in words.items()}


def test_a_gap_is_the_place_and_its_words_are_said() -> None:
    later = gap(not_yet="Still with the trustees", who="harbour-carers", until="1 December 2026")
    assert said("LAW-01", carers(article_6=later)) == [
        ("law.3.article-6", f"{NO_BASIS} Harbour Carers (“choose homes”). Still with the trustees.")
    ]
    whole = carers(still_to_be_agreed="Not discussed yet.")
    assert said("LAW-01", whole) == [("law.3", f"{NO_BASIS} Harbour Carers (“choose homes”). Not discussed yet.")]


def test_a_gap_counts_also_where_a_wider_law_row_names_a_basis() -> None:
    later = gap(not_yet="Waiting for annex X.", who="harbour-carers", until="1 December 2026")
    words = [("law.3.article-6", f"{NO_BASIS} Harbour Carers (“choose homes”). Waiting for annex X.")]
    assert said("LAW-01", carers(article_6=later), row("harbour-carers", article_6="6(1)(f)")) == words
    ((path, _),) = said("LAW-01", carers(), row("harbour-carers", "carer-referral", article_6=later))
    assert path == "law.10.article-6"


def test_at_most_three_likely_bases_are_named() -> None:
    children = {"choose-homes": {"kind": "safeguarding-children"}}
    (one,) = found("LAW-01", purposes=children, take_out=["agreement.law.3.article-6"])
    assert one.fix.count("6(1)(") == 3


def test_that_it_does_not_apply_is_no_answer_under_the_uk_gdpr() -> None:
    ((path, message),) = said("LAW-01", carers(article_6=gap(not_applicable_because="We are small.")))
    assert path == "law.3.article-6"
    assert message.endswith(" That it does not apply (“We are small”) cannot be said under the UK GDPR.")
    other = row("wolds-police", "investigate-arson", regime="part-4", article_6=gap(not_applicable_because="Part 4"))
    assert found("LAW-01", other) == []


def test_withheld_is_an_answer() -> None:
    assert found("LAW-01", carers(article_6=gap(withheld_because="Privileged advice"))) == []


def test_a_processor_needs_none() -> None:
    held = {"role": "processor", "on-behalf-of": "wolds-fire", "contract": "C-1"}
    gone = ["agreement.law.3.article-6"]
    assert found("LAW-01", parties={"harbour-carers": {"roles": [held]}}, take_out=gone) == []


def test_law_rows_that_contradict_each_other_are_settlings_matter() -> None:
    other = row("choose-homes", "harbour-carers", article_6="6(1)(d)")
    assert found("LAW-01", carers(article_6="6(1)(f)", assessment=LIA), other) == []


def test_what_comes_from_the_police_and_is_about_the_dead_is_not_from_law_enforcement() -> None:
    dead = {"people-threatened": {"living": "no"}}
    living = {"name-and-address": {"about": "residents"}}
    gone = ["agreement.law.5.article-6"]
    assert paths("LAW-01", people=dead, data=living, take_out=gone) == ["law.5"]
    assert found("LEP-04", people=dead, data=living, take_out=gone) == []


def test_only_a_sender_can_say_that_it_is_used_for_something_else() -> None:
    claims = row("wolds-fire", "keep-safe-from-arson", power="frsa-2004-s6", part_3="36(4)")
    ordinary = {"threat-notice": {"data": "name-and-address"}}
    assert paths("LAW-01", claims, flows=ordinary) == ["law.5"]
    assert found("LEP-04", claims, flows=ordinary) == []


def test_what_comes_from_law_enforcement_is_for_lep_04() -> None:
    assert found("LAW-01", take_out=["agreement.law.5.article-6"]) == []
    assert len(found("LEP-04", take_out=["agreement.law.5.article-6"])) == 1


# ── LAW-02 to LAW-08 ─────────────────────────────────────────────────────────────────────────────────

CLOSED = {
    "LAW-02": ("6(1)(f)", "Legitimate interests, 6(1)(f), is not open to a public authority for its own tasks"),
    "LAW-03": (
        "6(1)(ea) with Annex 1 paragraph 6",
        "Recognised legitimate interests, 6(1)(ea), is not open to a public authority doing its job",
    ),
}
OUTSIDE = {"choose-homes": {"outside-public-task": "yes"}}


@pytest.mark.parametrize("code", CLOSED)
def test_what_a_public_authority_cannot_use(code: str) -> None:
    basis, words = CLOSED[code]
    assert said(code, fire(article_6=basis)) == [
        ("law.2.article-6.0", (f"{words}: the Fire Service (“choose homes”)."))
    ]
    assert found(code, fire(article_6="6(1)(e)")) == []
    assert found(code, carers(article_6=basis)) == []
    assert found(code, fire(article_6=basis), purposes=OUTSIDE) == []
    assert len(found(code, fire(article_6=basis), purposes={"choose-homes": {"outside-public-task": "no"}})) == 1


@pytest.mark.parametrize("code", CLOSED)
def test_a_body_of_unknown_status_is_for_another_rule(code: str) -> None:
    basis, _ = CLOSED[code]
    unknown = {"partners": bodies(harbour_carers="gp-practice")}
    assert found(code, carers(article_6=basis), files=unknown) == []
    public = {"partners": bodies(harbour_carers={"kind": "gp-practice", "public-authority": "yes"})}
    assert len(found(code, carers(article_6=basis), files=public)) == 1


def test_how_to_use_a_basis_is_not_said_to_whom_it_is_closed() -> None:
    assert found("LAW-05", fire(article_6="6(1)(ea)")) == []
    assert found("LAW-06", fire(article_6="6(1)(ea)", annex_1="public task")) == []


def test_alternatives_fail_only_together() -> None:
    def either(first: str, second: str, **beside: Any) -> dict[str, Any]:
        return fire(any_of=[{"article-6": each, "annex-1": "crime"} for each in (first, second)], **beside)

    assert found("LAW-03", either("6(1)(ea)", "6(1)(e)")) == []
    assert found("LAW-03", either("6(1)(e)", "6(1)(ea)")) == []
    assert paths("LAW-03", either("6(1)(ea)", "6(1)(ea)")) == [
        "law.2.any-of.0.article-6.0",
        "law.2.any-of.1.article-6.0",
    ]
    assert paths("LAW-03", either("6(1)(ea)", "6(1)(e)", article_6="6(1)(ea)", annex_1="crime")) == [
        "law.2.article-6.0"
    ]


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ({}, "no law is named that gives it one"),
        ({"function": "Helping carers"}, "no law is named that gives it one"),
        ({"requested_under": "Harbour Order 2019, article 4"}, "no law is named that gives it one"),
        ({"power": "cda-1998-s115"}, "what is named (CDA 1998 s.115) gives it none"),
        (
            {"power": ["frsa-2004-s6", "cda-1998-s115"]},
            "what is named (FRSA 2004 s.6 and CDA 1998 s.115) gives it none",
        ),
    ],
)
def test_a_charity_cannot_borrow_a_public_task(named: dict[str, Any], says: str) -> None:
    words = f"Public task, 6(1)(e), covers a controller's own tasks only, and {says}: Harbour Carers (“choose homes”)."
    assert said("LAW-04", carers(article_6="6(1)(e)", **named)) == [("law.3.article-6.0", words)]


@pytest.mark.parametrize(
    "named",
    [
        {"duty": "Harbour Carers Act 1987, section 2"},
        {"power": "Harbour Carers Act 1987, section 2"},
        {"power": "dea-2017-s35"},
    ],
)
def test_a_charity_with_a_task_of_its_own(named: dict[str, str]) -> None:
    assert found("LAW-04", carers(article_6="6(1)(e)", **named)) == []


def test_public_bodies_and_bodies_of_unknown_status_may_have_a_public_task() -> None:
    assert found("LAW-04", fire(article_6="6(1)(e)", power=None)) == []
    assert found("LAW-04", carers(article_6="6(1)(e)"), files={"partners": bodies(harbour_carers="gp-practice")}) == []
    assert found("LAW-04", carers(article_6="6(1)(d)")) == []


def test_alternatives_that_all_fail_fail_beside_a_basis_that_does_not() -> None:
    neither = fire(article_6="6(1)(e)", any_of=[{"article-6": "6(1)(f)"}, {"article-6": "6(1)(f)"}])
    assert paths("LAW-02", neither) == ["law.2.any-of.0.article-6.0", "law.2.any-of.1.article-6.0"]


def test_the_condition_of_annex_1() -> None:
    words = (
        "Recognised legitimate interests, 6(1)(ea), holds only for the interests in Annex 1. Say which it "
        "is: Harbour Carers"
    )
    assert said("LAW-05", carers(article_6="6(1)(ea)")) == [("law.3.article-6.0", f"{words} (“choose homes”).")]
    assert found("LAW-05", carers(article_6="6(1)(ea) crime")) == []
    assert found("LAW-05", carers(article_6="6(1)(ea)", annex_1="crime")) == []
    assert found("LAW-05", carers(article_6="6(1)(f)", assessment=LIA)) == []
    # words that are not understood have a finding of their own (LAW-32)
    assert found("LAW-05", carers(article_6="6(1)(ea)", annex_1="helping out")) == []


def test_the_request_says_what_it_is_for() -> None:
    words = (
        "A request for another's public task must itself say that the data is needed for a task laid down by law: "
        "Harbour Carers (“choose homes”)."
    )
    assert said("LAW-06", carers(article_6="6(1)(ea)", annex_1="public task")) == [("law.3.article-6.0", words)]
    assert len(found("LAW-06", carers(article_6="6(1)(ea)", annex_1="public task", request_states_task="no"))) == 1
    assert len(found("LAW-06", carers(article_6="6(1)(ea) with Annex 1 paragraph 1"))) == 1
    assert found("LAW-06", carers(article_6="6(1)(ea)", annex_1="public task", request_states_task="yes")) == []
    assert found("LAW-06", carers(article_6="6(1)(ea)", annex_1="crime")) == []
    assert found("LAW-06", carers(article_6="6(1)(f)", annex_1="public task")) == []


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ({}, "none is named"),
        ({"function": "Fire safety"}, "none is named"),
        ({"power": "frsa-2004-s6"}, "what is named (FRSA 2004 s.6) only permits it"),
        ({"duty": "cda-1998-s115"}, "what is named (CDA 1998 s.115) only permits it"),
        ({"power": "Fires Act 1999, section 3"}, "what is named (“Fires Act 1999, section 3”) only permits it"),
    ],
)
def test_a_power_is_no_obligation(named: dict[str, str], says: str) -> None:
    words = (
        f"Legal obligation, 6(1)(c), needs a law that requires the sharing, and {says}: the Fire Service "
        f"(“choose homes”)."
    )
    assert said("LAW-07", fire(**{"power": None, "article_6": "6(1)(c)", **named})) == [("law.2.article-6.0", words)]


@pytest.mark.parametrize(
    "named",
    [
        {"duty": "Fires Act 1999, section 3"},
        {"power": "care-act-2014-s45"},
        {"duty": "care-act-2014-s45"},
        {"requested_under": "Fires Act 1999, section 4"},
        {"power": "frsa-2004-s6", "duty": "Fires Act 1999, section 3"},
    ],
)
def test_what_obliges(named: dict[str, str]) -> None:
    assert found("LAW-07", fire(**{"power": None, "article_6": "6(1)(c)", **named})) == []


def test_a_public_task_needs_its_law() -> None:
    words = "Name the law that gives the Fire Service this task (“choose homes”)."
    assert said("LAW-08", fire(power=None, article_6="6(1)(e)")) == [("law.2.article-6.0", words)]
    assert found("LAW-08", fire(power=None, article_6="6(1)(e)", function="Fire safety")) == []
    assert found("LAW-08", fire(article_6="6(1)(e)")) == []
    assert found("LAW-08", fire(power=None, article_6="6(1)(d)")) == []
    assert found("LAW-08", carers(article_6="6(1)(e)")) == []  # a charity: LAW-04
    assert found("LAW-08", carers(article_6=["6(1)(c)", "6(1)(e)"])) == []


def test_two_bases_of_which_each_lacks_its_law() -> None:
    both = fire(power=None, article_6=["6(1)(c)", "6(1)(e)"])
    assert paths("LAW-08", both) == ["law.2.article-6.1"]
    assert paths("LAW-07", both) == ["law.2.article-6.0"]


def test_a_competent_authority_that_passes_on_data_is_for_lep_03() -> None:
    bare = row("wolds-police", "keep-safe-from-arson", article_6="6(1)(e)", article_10="official authority")
    assert found("LAW-08", bare) == []
    assert len(found("LEP-03", bare)) == 1


# ── LAW-09 to LAW-12 ─────────────────────────────────────────────────────────────────────────────────

CONSENT = {"article_6": "6(1)(a)", "withdrawal": "By telephone; what was shared is then deleted."}
OPTIONAL = {"choose-homes": {"optional-service": "yes"}}
NOT_FREE = "Consent is rarely free where"


def test_consent_where_a_public_body_acts_anyway() -> None:
    (one,) = found("LAW-09", fire(**CONSENT))
    assert one.path == ("law", 2, "article-6", 0)
    assert one.message == (
        f"{NOT_FREE} a public body will act anyway: the Fire Service (“choose homes”). Public task, "
        f"6(1)(e), is likely "
        "to fit better."
    )
    assert one.fix == (
        "Change the basis, and be open with people about the sharing. Asking them can stay as a courtesy, or for "
        "confidentiality. If they may truly refuse the service, say `optional-service: yes` at the purpose."
    )
    assert found("LAW-09", fire(**CONSENT), purposes=OUTSIDE) == []
    assert found("LAW-09", fire(**CONSENT), purposes=OPTIONAL) == []
    assert found("LAW-09", fire(article_6="6(1)(d)")) == []
    assert found("LAW-09", carers(**CONSENT)) == []


def test_consent_beside_a_duty() -> None:
    better = "Legal obligation, 6(1)(c), is likely to fit better."
    assert said("LAW-09", carers(duty="Carers Act 1995, section 1", **CONSENT))[0][1] == (
        f"{NOT_FREE} the law requires the sharing (Carers Act 1995, section 1): Harbour Carers (“choose "
        f"homes”). {better}"
    )
    assert said("LAW-09", carers(power="children-act-2004-s16h", **CONSENT))[0][1] == (
        f"{NOT_FREE} the law requires the sharing (CA 2004 s.16H): Harbour Carers (“choose homes”). {better}"
    )
    assert found("LAW-09", carers(power="Carers Act 1995, section 2", **CONSENT)) == []
    assert found("LAW-09", carers(duty="Carers Act 1995, section 1", **CONSENT), purposes=OPTIONAL) == []


def test_consent_for_safeguarding() -> None:
    flow = {"carer-referral": {"purpose": "raise-concerns", "to": "wolds-council"}}
    charity = row("harbour-carers", "raise-concerns", **CONSENT)
    assert said("LAW-09", charity, flows=flow)[0][1] == (
        f"{NOT_FREE} somebody must be kept safe: Harbour Carers (“raise concerns”). A recognised "
        f"legitimate interest, "
        "6(1)(ea) with safeguarding, is likely to fit better."
    )
    council = raises(**CONSENT)
    words = (
        f"{NOT_FREE} somebody must be kept safe: the Council (“raise concerns”). Public task, 6(1)(e), is "
        f"likely to fit better."
    )
    assert [message for _, message in said("LAW-09", council)] == [words]
    outside = {"raise-concerns": {"outside-public-task": "yes"}}
    assert [message for _, message in said("LAW-09", council, purposes=outside)] == [words]


def test_a_purpose_without_a_kind_is_no_safeguarding() -> None:
    assert found("LAW-09", carers(**CONSENT), take_out=["agreement.purposes.choose-homes.kind"]) == []


@pytest.mark.parametrize(
    ("one_row", "path", "who"),
    [
        (carers(article_6="6(1)(a)"), "law.3.article-6.0", "Harbour Carers"),
        (fire(article_6="6(1)(e)", article_9="9(2)(a)"), "law.2.article-9.0", "the Fire Service"),
    ],
)
def test_consent_can_be_withdrawn(one_row: dict[str, Any], path: str, who: str) -> None:
    words = f"Say how people withdraw their consent, and what happens then: {who} (“choose homes”)."
    assert said("LAW-10", one_row) == [(path, words)]
    assert found("LAW-10", {**one_row, "withdrawal": "By telephone."}) == []
    assert found("LAW-10", one_row, row("choose-homes", withdrawal="By telephone.")) == []
    assert len(found("LAW-10", one_row, row("raise-concerns", withdrawal="By telephone."))) == 1


def test_other_bases_need_no_withdrawal() -> None:
    assert (
        found("LAW-10", carers(article_6="6(1)(f)", assessment=LIA), fire(article_6="6(1)(e)", article_9="9(2)(d)"))
        == []
    )


@pytest.mark.parametrize(
    ("made_at", "stops", "finds"),
    [
        ("the prevention team", ["choose-homes"], False),
        ("the prevention team", ["carer-referral"], False),
        ("the prevention team", ["monthly-list"], True),
        ("the prevention team", [], True),
        (None, ["choose-homes"], True),
    ],
)
def test_an_opt_out_is_a_withdrawal_if_it_says_where_and_stops_this(
    made_at: str, stops: list[str], finds: bool
) -> None:
    out = {"what": "A person may say no", "stops": stops, **({"made-at": made_at} if made_at else {})}
    assert bool(found("LAW-10", carers(article_6="6(1)(a)"), opt_outs={"no-referral": out})) is finds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sent whether or not the person agrees.", "whether or not the person agrees"),
        ("It is noted even if they object.", "even if they object"),
        (
            "Kept even where a person at first said yes and refuses.",
            "even where a person at first said yes and refuses",
        ),
        ("Sent even when somebody says no", "even when somebody says no"),
        ("Regardless of whether anyone consents", "Regardless of whether anyone consents"),
        ("regardless of their consent", "regardless of their consent"),
        ("It is shared anyway", "shared anyway"),
        ("We share it anyway", "share it anyway"),
        ("Consent is not required", "Consent is not required"),
        ("consent was not sought", "consent was not sought"),
        ("without their consent", "without their consent"),
        ("without the person's consent", "without the person's consent"),
        ("without consent", "without consent"),
        ("a refusal does not stop it", "refusal does not stop"),
        ("an objection will not prevent it", "objection will not prevent"),
        ("People cannot opt out", "cannot opt out"),
        ("People can not refuse", "can not refuse"),
    ],
)
def test_words_that_say_that_it_happens_anyway(text: str, words: str) -> None:
    (one,) = found("LAW-11", carers(**CONSENT), flows={"carer-referral": {"record": text}})
    assert one.path == ("flows", "carer-referral", "record")
    assert one.words == words
    assert one.message == (
        f"“{words}”: check whether the sharing happens without consent. Then consent is not the basis of "
        f"Harbour Carers "
        "(“choose homes”)."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Only if the person agrees",
        "When a person objects it is stopped",
        "Even when it rains. The person agrees first",
        "Even if the list is late; a person who objects is left out",
        "With their consent",
        "Consent is required",
        "A refusal stops it",
        "People can opt out",
    ],
)
def test_words_that_do_not(text: str) -> None:
    assert found("LAW-11", carers(**CONSENT), flows={"carer-referral": {"record": text}}) == []


def test_words_matter_only_where_consent_is_the_basis() -> None:
    anyway = {"carer-referral": {"record": "Sent whether or not the person agrees."}}
    assert found("LAW-11", flows=anyway) == []
    assert found("LAW-11", carers(**CONSENT), reviews=[{"role": "dpo", "advice": "Lawful without consent."}]) == []
    ((_, message),) = said("LAW-11", carers(**CONSENT), fire(**CONSENT), flows=anyway)
    assert message.endswith("Then consent is not the basis of the Fire Service and Harbour Carers (“choose homes”).")


@pytest.mark.parametrize(
    "opinion",
    [
        {"consultation": [{"comments": [{"party": "wolds-trust", "said": "Unlawful without consent"}]}]},
        {"history": [{"version": "0.1", "what": "We said that it is shared without consent"}]},
        {"related": [{"document": "The old agreement", "text": "It shared without consent"}]},
        {"waivers": [{"rule": "LAW-12", "because": "Never without consent", "by": "DPO", "on": "1 July 2026"}]},
        {"accepted": [{"rule": "LAW-12", "because": "Never without consent", "by": "SIRO", "on": "1 July 2026"}]},
    ],
)
def test_what_is_said_about_the_document_is_no_word_of_it(opinion: dict[str, Any]) -> None:
    assert found("LAW-11", carers(**CONSENT), **opinion) == []


def test_consent_beside_another_basis_counts_too() -> None:
    anyway = {"carer-referral": {"record": "Sent without consent."}}
    both = carers(article_6=["6(1)(f)", "6(1)(a)"], withdrawal="By telephone.")
    assert len(found("LAW-11", both, flows=anyway)) == 1


VITAL = "Vital interests, 6(1)(d), suits emergencies and not a regular flow"


def test_vital_interests_for_a_list_sent_every_month() -> None:
    assert said("LAW-12", trust(article_6="6(1)(d)")) == [
        ("law.1.article-6.0", f"{VITAL} (`monthly-list`, monthly): the Trust (“choose homes”).")
    ]
    ((_, message),) = said("LAW-12", trust(article_6="6(1)(d)"), flows={"monthly-list": {"when": "real-time"}})
    assert message == f"{VITAL} (`monthly-list`, real time): the Trust (“choose homes”)."
    assert found("LAW-12", trust(article_6=["6(1)(d)", "6(1)(e)"])) == []
    assert found("LAW-12", trust(article_6="6(1)(e)")) == []
    assert found("LAW-12", carers(article_6="6(1)(d)")) == []


@pytest.mark.parametrize("often", ["daily", "weekly", "monthly", "quarterly", "annually", "real-time"])
def test_what_is_regular(often: str) -> None:
    assert len(found("LAW-12", carers(article_6="6(1)(d)"), flows={"carer-referral": {"when": often}})) == 1


@pytest.mark.parametrize("seldom", ["per-event", "once", "on-request", "per-meeting", "when the river rises"])
def test_what_is_not(seldom: str) -> None:
    assert found("LAW-12", carers(article_6="6(1)(d)"), flows={"carer-referral": {"when": seldom}}) == []


def test_the_rest_of_a_document_does_not_change_who_is_asked() -> None:
    assert found("LAW-02", told(article_6="6(1)(f)"))[0].message.endswith("the Fire Service (“investigate arson”).")
