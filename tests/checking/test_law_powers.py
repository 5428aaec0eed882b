"""LAW-24 to LAW-26 and LAW-31: powers, and where they are law."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from isptool.findings import Severity
from isptool.model.signed import Signed, SignOff

from .ground import law
from .legal_ground import (
    bodies,
    carers,
    fields,
    fire,
    found,
    investigating,
    keeping,
    paths,
    raises,
    row,
    said,
    trust,
    with_gateway,
)  # fmt: skip

# ── LAW-24 ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_public_body_names_a_power_for_each_direction() -> None:
    words = "No power or duty to receive is named for the Police (“investigate arson”)."
    assert said("LAW-24", investigating()) == [("law.9", words)]
    (one,) = found("LAW-24", take_out=["agreement.law.9"])
    assert (one.path, one.message, one.on_key) == (("purposes", "investigate-arson"), words, True)
    assert found("LAW-24", investigating(function="Investigating offences")) == []
    assert found("LAW-24", investigating(requested_under="Wolds Order 2019, article 5")) == []
    assert found("LAW-24", investigating(duty="Police Act 1996, section 1")) == []


def test_a_power_for_one_direction_only() -> None:
    both_ways = {"fire-report": {"from": None, "to": None, "between": ["wolds-fire", "wolds-police"]}}
    gone = ["agreement.flows.fire-report.from", "agreement.flows.fire-report.to"]
    flows = {"fire-report": {"between": both_ways["fire-report"]["between"]}}
    receiving = investigating(power="police-common-law", as_="recipient")
    assert said("LAW-24", receiving, flows=flows, take_out=gone) == [
        ("purposes.investigate-arson", "No power or duty to disclose is named for the Police (“investigate arson”).")
    ]
    assert said("LAW-24", investigating(), flows=flows, take_out=gone) == [
        ("law.9", "No power or duty to disclose and receive is named for the Police (“investigate arson”).")
    ]


def test_bodies_in_one_law_row_and_a_gap() -> None:
    shared = row("referrers", "choose-homes", article_6="6(1)(d)", article_9="9(2)(c)")
    gone = ["agreement.law.1", "agreement.law.0"]
    assert said("LAW-24", shared, take_out=gone) == [
        ("law.8", "No power or duty to disclose is named for the Council and the Trust (“choose homes”).")
    ]
    later = {"not-yet": "The solicitor is looking", "who": "wolds-police", "until": "1 December 2026"}
    words = "No power or duty to receive is named for the Police (“investigate arson”). The solicitor is looking."
    assert said("LAW-24", investigating(power=later)) == [("law.9.power", words)]
    whole = row("wolds-police", "investigate-arson", **later)
    assert said("LAW-24", whole) == [("law.9", words)]


def test_what_other_rules_say_more_exactly() -> None:
    assert found("LAW-24", fire(power=None, article_6="6(1)(e)")) == []  # LAW-08
    assert found("LAW-24", fire(power=None, article_6="6(1)(c)")) == []  # LAW-07
    assert found("LAW-24", keeping(power=None, authorised_by=None)) == []  # LEP-03
    assert len(found("LAW-24", fire(power=None, article_6="6(1)(d)"))) == 1
    assert found("LAW-24", carers(article_6="6(1)(f)")) == []  # a charity needs none
    unknown = {"partners": bodies(harbour_carers="gp-practice")}
    assert found("LAW-24", carers(article_6="6(1)(f)"), files=unknown) == []  # PAR-04


NOT_YET = {"not-yet": "The solicitor is looking", "who": "wolds-police", "until": "1 December 2026"}
LOOKING = "No power or duty to receive is named for the Police (“investigate arson”). The solicitor is looking."


def test_a_gap_counts_also_where_a_wider_law_row_names_a_power() -> None:
    wider = row("wolds-police", power="police-common-law")
    assert said("LAW-24", investigating(power=NOT_YET), wider) == [("law.9.power", LOOKING)]


def test_a_gap_in_the_second_of_two_law_rows() -> None:
    narrower = row("wolds-police", "fire-report", power=NOT_YET)
    assert said("LAW-24", investigating(), narrower) == [("law.10.power", LOOKING)]


def test_what_is_passed_on_without_a_law_is_for_lep_03_and_the_rest_is_not() -> None:
    bare = keeping(power=None, authorised_by=None, article_6="6(1)(d)")
    assert found("LAW-24", bare, flows={"threat-notice": {"data": "arson-threat"}}) == []
    assert len(found("LEP-03", bare, flows={"threat-notice": {"data": "arson-threat"}})) == 1
    both = {"threat-notice": {"data": ["arson-threat", "name-and-address"]}}
    assert paths("LAW-24", bare, flows=both) == ["law.4"]


def test_law_rows_that_contradict_each_other_are_settlings_matter() -> None:
    other = row("investigate-arson", "wolds-police", power="Police Act 1996, section 30")
    assert found("LAW-24", investigating(power="police-common-law"), other) == []


def test_withheld_is_an_answer() -> None:
    assert found("LAW-24", investigating(power={"withheld-because": "Privileged advice"})) == []


def test_it_is_asked_where_nobody_is_concerned_and_without_a_purpose() -> None:
    assert said("LAW-24", base="flood-assets", take_out=["agreement.law.0.power"]) == [
        ("law.0", "No power or duty to disclose and receive is named for the Council (“plan drainage”).")
    ]
    gone = ["agreement.law", "agreement.flows.yearly-register.purpose", "agreement.purposes.plan-drainage.used-by"]
    assert said("LAW-24", base="flood-assets", take_out=gone) == [
        ("parties.wolds-council", "No power or duty to disclose and receive is named for the Council.")
    ]


# ── LAW-25 ───────────────────────────────────────────────────────────────────────────────────────────


def council(**facts: Any) -> dict[str, Any]:
    """The Council's row for choosing homes."""
    named = {"function": "Well-being", "article_6": "6(1)(e)", "article_9": "9(2)(c)"}
    return row("wolds-council", "choose-homes", **{**named, **facts})


def nations(*names: str) -> dict[str, Any]:
    return {"partners": bodies(wolds_council={"nations": list(names)})}


def test_a_power_of_another_nation() -> None:
    (one,) = found("LAW-25", council(power="lgewa-2021-s24"))
    assert one.path == ("law", 0, "power", 0)
    assert one.severity is Severity.ERROR
    assert one.message == "The law named (LGE(W)A 2021 s.24) is that of Wales, not of England: the Council."
    assert one.fix == "Name the law of that nation (likely: LA 2011 s.1)."
    assert found("LAW-25", council(power="localism-2011-s1")) == []
    assert paths("LAW-25", council(duty="hwa-2014-s95")) == ["law.0.duty.0"]
    assert paths("LAW-25", council(power=["lgewa-2021-s24", "Own Act 2001, section 1"])) == ["law.0.power.0"]


def test_all_equivalents_are_named() -> None:
    (one,) = found("LAW-25", council(power="sswba-2014-s164"))
    assert one.fix == "Name the law of that nation (likely: CA 1989 s.27, Care Act 2014 ss.6 and 7)."


def test_law_that_applied_there_once() -> None:
    files = {"partners": bodies(wolds_council={"nations": ["wales"], "kind": "welsh-principal-council"})}
    ((_, message),) = [
        each for each in said("LAW-25", council(power="children-act-1989-s17"), files=files) if "s.17" in each[1]
    ]
    assert message == (
        "The law named (CA 1989 s.17) is that of England, not of Wales: the Council. In Wales it applied "
        "until 5 April 2016."
    )
    files = {"partners": bodies(wolds_council={"nations": ["scotland"], "kind": "scottish-council"})}
    assert said("LAW-25", council(power="children-act-1989-s17"), files=files)[0] == (
        "law.0.power.0",
        "The law named (CA 1989 s.17) is that of England, not of Scotland: the Council.",
    )


def test_law_that_applied_in_two_nations_once() -> None:
    once = with_gateway("children-act-1989-s17", nations_past={"wales": "2016-04-05", "scotland": "2010-10-31"})
    files = {"partners": bodies(wolds_council={"nations": ["wales", "scotland"], "kind": "welsh-principal-council"})}
    messages = [
        message for _, message in said("LAW-25", council(power="children-act-1989-s17"), files=files, book=once)
    ]
    assert messages[0].endswith(
        "the Council. In Wales it applied until 5 April 2016. In Scotland it applied until 31 October 2010."
    )


def test_own_words_and_bodies_of_unknown_nation_are_not_judged() -> None:
    assert found("LAW-25", council(power="Local Government (Wales) Act 1994, section 1")) == []
    gone = ["partners.partners.wolds-council.nations"]
    assert found("LAW-25", council(power="lgewa-2021-s24"), take_out=gone) == []


def test_a_law_row_for_bodies_of_several_nations_lists_a_law_for_each() -> None:
    welsh = {"partners": bodies(wolds_trust={"nations": ["wales"]})}
    gone = ["agreement.law.1", "agreement.law.0"]

    def shared(*powers: str) -> dict[str, Any]:
        return row("referrers", "choose-homes", power=list(powers), function="Well-being", article_9="9(2)(c)")

    assert found("LAW-25", shared("localism-2011-s1", "lgewa-2021-s24"), files=welsh, take_out=gone) == []
    assert said("LAW-25", shared("localism-2011-s1"), files=welsh, take_out=gone) == [
        ("law.8.power.0", "The law named (LA 2011 s.1) is that of England, not of Wales: the Trust.")
    ]
    assert said(
        "LAW-25", shared("localism-2011-s1", "lgewa-2021-s24", "lgisa-2003-s20"), files=welsh, take_out=gone
    ) == [
        ("law.8.power.2", "The law named (LGiSA 2003 s.20) is that of Scotland, not of England: the Council."),
        ("law.8.power.2", "The law named (LGiSA 2003 s.20) is that of Scotland, not of Wales: the Trust."),
    ]


def test_a_body_of_several_nations_whose_laws_reach_only_some() -> None:
    both = nations("england", "wales")
    (one,) = found("LAW-25", council(power="localism-2011-s1"), files=both)
    assert one.path == ("law", 0, "power", 0)
    assert one.severity is Severity.WARNING
    assert one.message == (
        "The law named (LA 2011 s.1 and Care Act 2014 s.42) is that of England, not of England and Wales: "
        "the Council. "
        "Check what is relied on in Wales."
    )
    assert one.fix == "Name the law of that nation."
    assert found("LAW-25", council(power=["localism-2011-s1", "lgewa-2021-s24"]), files=both) == []
    assert found("LAW-25", council(power=["localism-2011-s1", "Welsh Act 2001, section 1"]), files=both) == []


def test_a_law_of_somewhere_else_is_not_among_those_that_reach_only_some() -> None:
    findings = found("LAW-25", council(power=["lgisa-2003-s20", "localism-2011-s1"]), files=nations("england", "wales"))
    assert [(each.path[3], each.severity) for each in findings] == [(0, Severity.ERROR), (1, Severity.WARNING)]
    assert findings[1].message.startswith("The law named (LA 2011 s.1 and Care Act 2014 s.42) is that of England, not")


def test_a_body_with_law_of_its_own_does_not_hide_the_next() -> None:
    own = [council(power="Own Act 2001, section 1"), raises(power="Own Act 2001, section 2")]
    files = {"partners": bodies(wolds_trust={"nations": ["england", "wales"]})}
    (one,) = found("LAW-25", *own, trust(power="localism-2011-s1"), files=files)
    assert one.message.endswith("the Trust. Check what is relied on in Wales.")


# ── LAW-26 ───────────────────────────────────────────────────────────────────────────────────────────

S16LA = "children-act-2004-s16la"


def test_what_was_not_law_on_the_day_of_the_data() -> None:
    (one,) = found("LAW-26", raises(duty=S16LA, power=None), today="22 November 2026")
    assert one.path == ("law", 7, "duty", 0)
    assert one.severity is Severity.ERROR
    assert one.message == (
        "CA 2004 s.16LA is not law that can be relied on. Enacted but not started on 22 November 2026: "
        "check whether it "
        "has been commenced since. To check: Whether commencement regulations have been made."
    )


def test_what_may_have_started_since_is_to_be_checked() -> None:
    (one,) = found("LAW-26", raises(duty=S16LA, power=None))
    assert one.severity is Severity.WARNING
    assert one.message.startswith(
        "CA 2004 s.16LA has to be checked. Whether it was in force on 25 November 2026 is not known"
    )


def test_what_was_held_unlawful() -> None:
    (one,) = found("LAW-26", raises(duty="cypsa-2014-s26", power=None))
    assert one.severity is Severity.ERROR
    assert one.message.startswith(
        "CYP(S)A 2014 s.26 is not law that can be relied on. Held unlawful and never in force"
    )


def test_own_words_are_not_judged_and_what_is_law_is_let_be() -> None:
    assert found("LAW-26", raises(power="Wolds Act 2031, section 1")) == []
    assert found("LAW-26") == []


@pytest.mark.parametrize(
    ("field", "text", "path"),
    [
        ("article_6", "6(1)(ea) crime", "law.7.article-6.0"),
        ("authorised_by", S16LA, "law.7.authorised-by"),
        ("requested_under", S16LA, "law.7.requested-under"),
    ],
)
def test_every_field_that_names_law_is_read(field: str, text: str, path: str) -> None:
    assert path in paths("LAW-26", raises(**{field: text}), today="4 February 2026")
    assert path not in paths("LAW-26", raises(), today="4 February 2026")


def test_alternatives_are_read_too() -> None:
    either = raises(article_6=None, any_of=[{"article-6": "6(1)(e)"}, {"article-6": "6(1)(ea)"}])
    assert paths("LAW-26", either, today="4 February 2026") == ["law.7.any-of.1.article-6.0"]


def signed(*sign_offs: SignOff) -> Signed:
    return Signed(sign_offs, "in-force")


RLI = {"article_6": "6(1)(ea) crime"}


def test_a_signed_text_is_judged_by_the_law_of_its_first_signature() -> None:
    early = signed(SignOff("wolds-fire", "1.0", date(2026, 3, 1)), SignOff("wolds-council", "1.0", date(2026, 2, 4)))
    assert paths("LAW-26", carers(**RLI), signed=early) == ["law.3.article-6.0"] * 2
    assert all(
        "Not yet in force on 4 February 2026" in message for _, message in said("LAW-26", carers(**RLI), signed=early)
    )
    late = signed(SignOff("wolds-fire", "1.0", date(2026, 2, 5)))
    assert found("LAW-26", carers(**RLI), signed=late) == []
    other_version = signed(SignOff("wolds-fire", "0.9", date(2026, 2, 4)))
    assert found("LAW-26", carers(**RLI), signed=other_version) == []
    declined = signed(SignOff("wolds-fire", "1.0", date(2026, 2, 4), decision="decline"))
    assert found("LAW-26", carers(**RLI), signed=declined) == []
    undated = signed(SignOff("wolds-fire", "1.0", None))
    assert found("LAW-26", carers(**RLI), signed=undated) == []


def test_what_changed_since_is_only_said() -> None:
    # the law data has no repealed row to sign under, so one is made here: a law that ended after the signature
    ended = with_gateway("frsa-2004-s6", status="repealed", until="2026-11-22")
    on = signed(SignOff("wolds-fire", "1.0", date(2026, 11, 20)))
    one = next(each for each in found("LAW-26", signed=on, book=ended) if each.path == ("law", 2, "power", 0))
    assert one.severity is Severity.WARNING
    assert one.message.startswith(
        "FRSA 2004 s.6 was law on 20 November 2026, when this was signed, and is no longer. No longer in "
        "force on 25 November 2026"
    )


# ── LAW-31 ───────────────────────────────────────────────────────────────────────────────────────────

OBJECTIVE = "the objective that regulations set (`objective:`)"
CODE = "the code of practice (`code-of-practice:`)"
REGISTER = "the entry in the public register (`register-entry:`)"


@pytest.mark.parametrize(
    ("facts", "lacks"),
    [
        ({}, f"{OBJECTIVE}, {CODE} and {REGISTER}"),
        ({"objective": "Fuel poverty"}, f"{CODE} and {REGISTER}"),
        ({"objective": "Fuel poverty", "code_of_practice": "Part 5 code"}, REGISTER),
        ({"objective": "Fuel poverty", "register_entry": "DEA-1"}, CODE),
        ({"code_of_practice": "Part 5 code", "register_entry": "DEA-1"}, OBJECTIVE),
        ({"objective": "Fuel poverty", "code_of_practice": "Part 5 code", "register_entry": "DEA-1"}, ""),
    ],
)
def test_what_the_digital_economy_act_asks_for(facts: dict[str, str], lacks: str) -> None:
    words = f"Sharing under DEA 2017 s.35 needs {lacks}: the Fire Service."
    expected = [("law.2.power.0", words)] if lacks else []
    assert said("LAW-31", fire(power="dea-2017-s35", article_6="6(1)(e)", **facts)) == expected


def test_each_chapter_asks_for_its_own() -> None:
    assert said("LAW-31", fire(power="dea-2017-s56", article_6="6(1)(e)"))[0][1] == (
        f"Sharing under DEA 2017 s.56 needs {CODE} and {REGISTER}: the Fire Service."
    )
    assert said("LAW-31", fire(power="dea-2017-s36", article_6="6(1)(e)"))[0][1].count("code of practice") == 1
    assert found("LAW-31", fire(power="rsa-1953-s19aa", article_6="6(1)(e)")) == []
    assert found("LAW-31", fire(power="dea-2017-s41", article_6="6(1)(e)")) == []  # a restriction, not a gateway


def test_another_law_row_for_the_same_may_say_it() -> None:
    beside = row("choose-homes", objective="Fuel poverty", code_of_practice="Part 5 code", register_entry="DEA-1")
    assert found("LAW-31", fire(power="dea-2017-s35", article_6="6(1)(e)"), beside) == []


def test_a_law_row_that_covers_nobody_is_asked_too() -> None:
    nobody = {"for": ["investigate-arson", "harbour-carers"], **fields({"power": "dea-2017-s56"})}
    assert said("LAW-31", nobody) == [
        ("law.10.power.0", f"Sharing under DEA 2017 s.56 needs {CODE} and {REGISTER}: the parties.")
    ]
    assert found("LAW-31", {**nobody, "code-of-practice": "Part 5 code", "register-entry": "DEA-1"}) == []


def test_only_parties_under_the_law_of_the_uk_are_asked() -> None:
    def who(**blocks: Any) -> str:
        ((_, message),) = said("LAW-31", row("choose-homes", power="dea-2017-s35"), **blocks)
        return message.rpartition(": ")[2]

    hosting = {
        "from": "wolds-fire", "to": "visit-hosting", "data": "name-and-address", "purpose": "choose-homes",
        "when": "per-event", "how": "sftp",
    }  # fmt: skip
    assert who(flows={"to-host": hosting}) == "the Council, the Fire Service, the Trust and Harbour Carers."
    assert who(parties={"harbour-carers": {"law-of": "Ireland"}}) == "the Council, the Fire Service and the Trust."


def test_where_no_other_nation_has_an_equivalent_nothing_is_guessed() -> None:
    assert law().entry("cypsa-2014-s26").equivalent_in.get("england", ()) == ()
    (one,) = found("LAW-25", council(duty="cypsa-2014-s26"))
    assert "XX" not in f"{one.message}{one.fix}"
    assert "likely" not in f"{one.message}{one.fix}"
