"""Entries: what the register says of one document."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isptool.model.signed import Signed, SignOff
from isptool.register.columns import COLUMNS, DEA, as_data, cell, to_csv
from isptool.register.facts import Facts, Item, Lately, Leg, PartyIn, Term, as_text, from_text

from .ground import EXAMPLE, agreement, load, put, workspace


def test_the_fields_of_the_digital_economy_act_register() -> None:
    assert [each.key for each in DEA] == [
        "id", "name", "purpose", "benefits", "legal_power", "disclosed_information", "controllers", "controller_names",
        "sharing_method", "processors", "processor_names", "retention_period", "start_date", "end_date", "review_date",
        "contact", "areas", "area_names",
    ]  # fmt: skip


def test_an_agreement_of_the_example_county() -> None:
    entry = load(EXAMPLE).find("storm-emergency-sharing")
    assert entry is not None
    data = as_data(entry)
    assert data["legal_power"] == ["CCA 2004 s.6", "FRSA 2004 s.7"]
    assert data["controller_names"] == ["Wolds County Council", "Wolds and Dales Fire and Rescue Authority"]
    assert data["start_date"] == "2026-10-24"
    assert data["review_date"] == "2027-02-01"
    assert data["days_to_review"] == 91
    assert data["contact"] == "sharing@wolds.example"
    assert data["lead"] == "Wolds County Council, Head of Emergency Planning"
    assert data["special_category"] is True
    assert data["children"] is True
    assert data["parent_protocol"] == "wolds-and-dales"
    assert data["dpia"] == "not yet: A short assessment is being written after the event."
    assert str(data["retention_period"]).startswith(
        "Deleted when the purpose is met, and at most 30 days after the end"
    )


def test_what_an_agreement_leaves_to_its_protocol_is_the_protocols() -> None:
    entry = load(EXAMPLE).find("domestic-abuse-conference")
    assert entry is not None
    assert entry.agreed("transfers-outside-uk") == "The data stays in the UK, including backups and access for support."
    assert entry.outside_uk is False


def test_who_has_signed_is_said_by_the_records(tmp_path: Path) -> None:
    root = workspace(tmp_path, visits=agreement("visits"))
    signed = Signed(
        (SignOff("council", "1.0", date(2026, 5, 1)), SignOff("police", "1.0", date(2026, 5, 2), decision="decline")),
        status="signing",
        version="1.0",
    )
    entry = load(root, signed={"visits": signed}).find("visits")
    assert entry is not None
    assert entry.status == "signing"
    assert entry.signed == (("council", date(2026, 5, 1)),)
    assert entry.unsigned == ("police",)


def test_an_earlier_version_that_was_signed_is_not_this_one(tmp_path: Path) -> None:
    root = workspace(tmp_path, visits=agreement("visits"))
    offs = (SignOff("council", "0.9", date(2025, 5, 1)), SignOff("police", "0.9", date(2025, 5, 1), recorded=True))
    entry = load(root, signed={"visits": Signed(offs, status="signing", version="1.0")}).find("visits")
    assert entry is not None
    assert entry.unsigned == ("council",)


@pytest.mark.parametrize(
    ("status", "ends", "late"),
    [
        ("in-force", "1 November 2026", True),
        ("in-force", "2 November 2026", False),
        ("terminated", "1 May 2020", False),
    ],
)
def test_what_has_run_out_is_overdue(tmp_path: Path, status: str, ends: str, late: bool) -> None:
    more = f"end:\n  answer: fixed-term\n  ends-on: {ends}\n"
    root = workspace(tmp_path, visits=agreement("visits", more=more))
    entry = load(root, signed={"visits": Signed(status=status, version="1.0")}).find("visits")
    assert entry is not None
    assert entry.overdue is late


def test_a_party_that_takes_no_part_is_no_end_of_the_flow(tmp_path: Path) -> None:
    root = workspace(tmp_path, visits=agreement("visits"))
    put(
        root / "schedules" / "visits.yaml",
        "kind: schedules\nof: visits\nschedules:\n  police:\n    takes-part:\n      safety:\n        takes-part: no\n",
    )
    entry = load(root).find("visits")
    assert entry is not None
    assert entry.legs[0].recipients == ()
    assert load(workspace(tmp_path / "b", visits=agreement("visits"))).entries[0].legs[0].recipients == ("police",)


def test_a_group_that_holds_groups_and_everyone_else(tmp_path: Path) -> None:
    text = agreement("visits").replace(
        "    from: council\n    to: police\n", "    from: each of all\n    to: everyone-else\n"
    )
    text = text.replace("purposes:\n", "groups:\n  all: [public, police]\n  public: [council]\npurposes:\n")
    entry = load(workspace(tmp_path, visits=text)).entries[0]
    assert entry.legs[0].senders == ("council", "police")
    assert entry.legs[0].recipients == ("council", "police")
    assert entry.recipients_of("person") == ("council", "police")


def test_what_is_in_force_is_told_as_it_was_sealed(tmp_path: Path) -> None:
    import shutil

    from cli.running import run

    root = tmp_path / "signed"
    shutil.copytree(EXAMPLE.parent / "signed-agreement", root)
    working = root / "protocols" / "wolds-and-dales.yaml"
    text = working.read_text(encoding="utf-8")
    put(working, text.replace("version: 5.0", "version: 6.0").replace("title: Wolds", "title: New Wolds"))
    first = run(["register", str(root), "--kind", "protocol"]).output
    assert first.startswith("wolds-and-dales 5.0 (6.0 is being written)  in-force  protocol\n  Wolds and Dales")


# ── what is kept, and what is printed ────────────────────────────────────────────────────────────────

_WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
_MANY = st.lists(_WORDS, max_size=3).map(tuple)


@given(_WORDS, _WORDS, _MANY, st.booleans())
def test_facts_come_back_as_they_were(one: str, two: str, many: tuple[str, ...], said: bool) -> None:
    facts = Facts(
        "agreement", one, two, references=many,
        parties=(PartyIn(one, two, other=said, roles=many),), items=(Item(two, one, many),),
        legs=(Leg(one, senders=many),), terms=(Term(one, blanks=(many, many)),), posts=((one, two),),
    )  # fmt: skip
    kept = from_text(as_text(facts), Lately(), pytest.fail)
    assert tuple(getattr(kept, name) for name in Facts._fields) == facts


@pytest.mark.parametrize("name", Facts._fields)
@pytest.mark.parametrize("harm", ["7", "[7]", "[[[[]]]]", "null", "{}", "[", '"a" "b"', "", "[" * 100_000])
def test_a_field_of_another_shape_is_not_believed(name: str, harm: str) -> None:
    right = Facts("agreement", "a", "A", items=(Item("b", "B"),))
    texts = as_text(Facts("agreement", "x", "X")).split("\x1e")
    texts[Facts._fields.index(name)] = harm
    kept = from_text("\x1e".join(texts), Lately(), lambda: right)
    assert getattr(kept, name) == getattr(right, name)


def test_of_what_was_read_long_ago_only_the_text_stays() -> None:
    lately = Lately(2)
    kept = [from_text(as_text(Facts("agreement", f"a{n}", "A")), lately, pytest.fail) for n in range(3)]
    assert [each.id for each in kept] == ["a0", "a1", "a2"]
    assert [sorted(vars(each)) for each in kept] == [[], ["id"], ["id"]]
    assert [each.title for each in kept] == ["A", "A", "A"]
    assert [sorted(vars(each)) for each in kept] == [[], ["title"], ["title"]]


def test_facts_with_a_field_too_few_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^not as many fields"):
        from_text(as_text(Facts("agreement", "a", "A")).rpartition("\x1e")[0], Lately(), pytest.fail)
    with pytest.raises(AttributeError):
        getattr(from_text(as_text(Facts("agreement", "a", "A")), Lately(), pytest.fail), "colour")  # noqa: B009


@pytest.mark.parametrize("text", ["=1+1", "+44 1999", "-1", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0"])
def test_no_text_becomes_a_formula(text: str) -> None:
    made = cell(text)
    assert isinstance(made, str)
    assert made.startswith("'")
    assert cell([text, "b"]).startswith("'")  # type: ignore[union-attr]


def test_our_own_numbers_stay_numbers() -> None:
    assert cell(-5) == -5
    assert cell(True) == "yes"
    assert cell(None) == ""
    assert cell("a\x1b[31mb\nc") == "a[31mb\nc"


def test_csv_has_a_line_for_each_document() -> None:
    import csv
    import io

    register = load(EXAMPLE)
    rows = list(csv.DictReader(io.StringIO(to_csv(register.entries))))
    assert [row["id"] for row in rows] == [each.id for each in register.entries]
    assert list(rows[0]) == [each.key for each in COLUMNS]
    assert rows[0]["id"] == "wolds-and-dales"


PROTOCOL = """\
kind: protocol
id: above
title: Above
partners: [council, police]
settles:
  retention-and-disposal:
    answer: {answer}
"""


@pytest.mark.parametrize(
    ("answer", "own", "printed"),
    [
        ("certificate", "", "Destruction is certified"),
        ("recipient-schedule", "", ""),  # always an agreement's own
        (
            "certificate",
            "    also: unmatched-5-days\n    unmatched-within: 5 working days\n",
            "Destruction is certified",
        ),
        (
            "certificate",
            "    also: unmatched-5-days\n    unmatched-within: 5 working days\n",
            "nobody are destroyed within",
        ),
        ("certificate", "    answer: child-social-care\n", "75 years"),
    ],
)
def test_what_comes_down_from_a_protocol(tmp_path: Path, answer: str, own: str, printed: str) -> None:
    text = agreement("visits").partition("answers:\n")[0].replace("under: none", "under: above")
    text += f"answers:\n  retention-and-disposal:\n{own}" if own else ""
    root = workspace(tmp_path, visits=text)
    put(root / "protocols" / "above.yaml", PROTOCOL.format(answer=answer))
    entry = load(root).find("visits")
    assert entry is not None
    found = entry.agreed("retention-and-disposal")
    assert printed in found
    assert bool(found) is bool(printed)
    assert ("Destruction" in found) is (answer == "certificate" and "answer:" not in own)
