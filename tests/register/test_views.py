"""Views, filters, likeness and doubts."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.running import run
from isptool.register.doubts import KINDS, doubts
from isptool.register.health import health
from isptool.register.similar import Sought, related, sought
from isptool.register.views import Filter, by, filtered

from .ground import EXAMPLE, PARTNERS, agreement, load, put, workspace


def _ids(wanted: Filter) -> list[str]:
    return [each.id for each in filtered(load(EXAMPLE), wanted).entries]


def test_everything_we_share_with_the_police() -> None:
    assert _ids(Filter(partner=("police",), kind=("agreement",))) == [
        "domestic-abuse-conference", "safeguarding-children",
    ]  # fmt: skip


def test_who_gets_dates_of_birth() -> None:
    register = filtered(load(EXAMPLE), Filter(item=("date of birth",)))
    found = {group.heading: group.lines for group in by("item", register.entries) if "date of birth" in group.heading}
    assert list(found) == [
        "Name, date of birth, address and safe way of contact",
        "Name, date of birth, and how to reach the person safely",
        "Name, date of birth, sex, and addresses of the child and household",
    ]
    (line,) = found["Name, date of birth, and how to reach the person safely"]
    assert line.entry.id == "homelessness-duty-to-refer"
    assert line.note == (
        "to Wolds County Council; Dales District Council; Wolds and Dales Hospitals NHS Foundation Trust; "
        "Beck Homes Limited"
    )


def test_what_breaks_if_this_system_is_replaced() -> None:
    register = filtered(load(EXAMPLE), Filter(system=("social care",)))
    assert [each.id for each in register.entries] == ["safe-and-well-visits", "storm-emergency-sharing"]
    lines = {group.heading: group.lines for group in by("system", register.entries)}["Adult social care system"]
    assert lines[1].note == (
        "source of: Name, address, and number of people in the home; What help each person needs to be moved. "
        "needed by: Wolds and Dales Fire and Rescue Authority"
    )


def test_a_system_that_only_carries_a_flow_names_who_needs_it(tmp_path: Path) -> None:
    text = agreement("visits").replace("    how: secure-email\n", "    how: portal\n    portal: The county portal\n")
    found = by("system", load(workspace(tmp_path, visits=text)).entries)
    notes = {group.heading: group.lines[0].note for group in found}
    assert notes["The county portal"] == "needed by: The Chief Constable of Beckshire"


def test_which_documents_name_this_abolished_body(tmp_path: Path) -> None:
    section = "sections:\n  - title: History\n    text: >\n      Begun by the Beckshire\n      Rural District, which is no more.\n"
    root = workspace(tmp_path, visits=agreement("visits", more=section), other=agreement("other", purpose="fraud"))
    ran = run(["register", str(root), "--find", "beckshire rural district", "--to", "csv"])
    assert [line.partition(",")[0] for line in ran.output.splitlines()] == ["id", "visits"]
    ran = run(["register", str(root), "--partner", "Beckshire Constabulary", "--to", "csv"])
    assert [line.partition(",")[0] for line in ran.output.splitlines()] == ["id", "other", "visits"]


def test_a_body_is_found_by_a_name_it_had_before(tmp_path: Path) -> None:
    register = load(workspace(tmp_path, visits=agreement("visits")))
    assert [e.id for e in filtered(register, Filter(partner=("constabulary",))).entries] == ["visits"]
    assert filtered(register, Filter(partner=("fire",))).entries == ()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(gateway=("1998 s.115",)), ["visits"]),
        (Filter(gateway=("cda-1998-s115",)), ["visits"]),
        (Filter(gateway=("housing",)), []),
        (Filter(post=("head of safety",)), ["visits"]),
        (Filter(text=("KNOWN RISKS",)), ["visits"]),
        (Filter(status=("draft",), text=("nothing",)), []),
        (Filter(kind=("protocol",)), []),
        (Filter(unsigned=True), ["visits"]),
        (Filter(due=True), []),
    ],
)
def test_filters(tmp_path: Path, wanted: Filter, found: list[str]) -> None:
    register = load(workspace(tmp_path, visits=agreement("visits")))
    assert [each.id for each in filtered(register, wanted).entries] == found


def test_views_group_without_regard_to_capitals(tmp_path: Path) -> None:
    other = agreement("other").replace("source: Case system", "source: case System")
    register = load(workspace(tmp_path, visits=agreement("visits"), other=other))
    (group,) = by("system", register.entries)
    assert group.heading == "case System"
    assert [line.entry.id for line in group.lines] == ["other", "visits"]
    assert group.lines[0].note == "source of: Name and date of birth. needed by: The Chief Constable of Beckshire"
    partners = {each.heading: each.lines[0].note for each in by("partner", register.entries)}
    assert partners == {"Beckshire Council": "gives", "The Chief Constable of Beckshire": "gets"}


# ── likeness ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_most_alike_come_first_with_why(tmp_path: Path) -> None:
    register = load(
        workspace(
            tmp_path, visits=agreement("visits"), twin=agreement("twin"), other=agreement("other", purpose="fraud")
        )
    )
    entry = register.find("visits")
    assert entry is not None
    found = related(sought(entry), register.entries, but="visits")
    assert [(each.entry.id, each.likeness) for each in found] == [("twin", 100), ("other", 70)]
    assert found[0].why == (
        "same partners: Beckshire Council, The Chief Constable of Beckshire",
        "same purpose: crime prevention",
        "same data: identity, risk assessment",
        "same law: CDA 1998 s.115",
    )


def test_one_partner_and_a_name_are_no_likeness(tmp_path: Path) -> None:
    register = load(workspace(tmp_path, visits=agreement("visits")))
    assert related(Sought(frozenset({"council"}), items=frozenset({"identity"})), register.entries) == ()


# ── doubts ───────────────────────────────────────────────────────────────────────────────────────────


def _doubts(root: Path) -> list[tuple[str, str, str]]:
    return [(each.kind.code, each.document, each.message) for each in doubts(load(root))]


def test_a_sound_register_has_no_doubts(tmp_path: Path) -> None:
    assert _doubts(workspace(tmp_path, visits=agreement("visits"))) == []
    assert _doubts(EXAMPLE) == []


def test_one_id_twice(tmp_path: Path) -> None:
    root = workspace(tmp_path, a=agreement("same", purpose="fraud"), b=agreement("same", title="Another"))
    assert [each for each in _doubts(root) if each[0] == "REG-11"] == [
        ("REG-11", "same", f"`same` is the id of {root}/agreements/a.yaml as well.")
    ]


def test_a_body_in_three_spellings(tmp_path: Path) -> None:
    root = workspace(tmp_path, visits=agreement("visits"))
    put(
        root / "partners.yaml",
        PARTNERS + "  beckshire-cc:\n    name: Council of Beckshire\n  bc:\n    name: BECKSHIRE  COUNCIL\n",
    )
    assert [each[2] for each in _doubts(root) if each[0] == "REG-12"] == [
        "One body seems to have several ids: `council` (“Beckshire Council”) and `bc` (“BECKSHIRE  COUNCIL”)."
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            (
                "start:\n  answer: fixed-date\n  starts-on: 1 May 2027\n"
                "end:\n  answer: fixed-term\n  ends-on: 1 May 2026\n"
            ),
            "It ends on 1 May 2026, before it starts on 1 May 2027.",
        ),
        ("review:\n  next: 1 May 2926\n", "1 May 2926 is no likely day for an agreement."),
    ],
)
def test_days_that_cannot_be(tmp_path: Path, more: str, message: str) -> None:
    assert _doubts(workspace(tmp_path, visits=agreement("visits", more=more))) == [("REG-13", "visits", message)]


def test_two_agreements_for_one_sharing_that_keep_for_different_times(tmp_path: Path) -> None:
    root = workspace(tmp_path, a=agreement("a"), b=agreement("b", period="6 years"))
    assert _doubts(root) == [
        (
            "REG-14", "b",
            ("“About a” already has Beckshire Council give The Chief Constable of Beckshire risk assessment for the "
            "same kind of purpose."),
        ),
        (
            "REG-15", "b",
            ("The Chief Constable of Beckshire keeps identity from Beckshire Council for 6 years here, and for 1 year "
            "in “About a”."),
        ),
    ]  # fmt: skip


def test_the_same_time_in_other_words_is_the_same_time(tmp_path: Path) -> None:
    root = workspace(tmp_path, a=agreement("a", purpose="fraud"), b=agreement("b", period="1 year"))
    assert _doubts(root) == []


def test_not_said_of_two_that_say_how_they_stand_to_each_other(tmp_path: Path) -> None:
    more = "related:\n  - document: a\n    relation: sits-alongside\n"
    assert _doubts(workspace(tmp_path, a=agreement("a"), b=agreement("b", more=more))) == []


def test_a_body_that_was_abolished_is_named_with_its_successor(tmp_path: Path) -> None:
    root = workspace(tmp_path, visits=agreement("visits"))
    put(
        root / "partners.yaml",
        PARTNERS.replace("    kind: police\n", "    kind: police\n    ended: 1 April 2026\n    successor: fire\n"),
    )
    assert _doubts(root) == [
        (
            "REG-18",
            "visits",
            "The Chief Constable of Beckshire ended on 1 April 2026; its successor is Beckshire Fire Authority.",
        )
    ]


def test_nobody_owns_it_and_its_protocol_is_not_here(tmp_path: Path) -> None:
    text = agreement("visits").replace("under: none", "under: gone").replace("owner: council Head of Safety\n", "")
    assert [each[0] for each in _doubts(workspace(tmp_path, visits=text))] == ["REG-16", "REG-17"]


# ── files that cannot be read, and health ────────────────────────────────────────────────────────────


def test_one_unreadable_file_is_named_and_the_rest_stands(tmp_path: Path) -> None:
    root = workspace(tmp_path, visits=agreement("visits"))
    put(root / "agreements" / "broken.yaml", "kind: agreement\nid: [\n")
    (root / "agreements" / "latin.yaml").write_bytes(b"kind: agreement\ntitle: caf\xe9\n")
    put(root / "agreements" / "part.yaml", agreement("part", purpose="fraud").replace("version: 1.0", "version: []"))
    register = load(root)
    assert [each.id for each in register.entries] == ["part", "visits"]
    assert [each.file.rpartition("/")[2] for each in register.unread] == ["broken.yaml", "latin.yaml", "part.yaml"]
    assert register.unread[0].reason.startswith("line 2: ")
    assert register.unread[2].reason.startswith("a part of it is left out: line 4: ")


def test_health_counts_and_names_the_first(tmp_path: Path) -> None:
    root = workspace(tmp_path, a=agreement("a"), b=agreement("b"))
    register = load(root)
    made = health(register, doubts(register), "Small")
    assert dict(made.counts) == {
        "Protocols": 0, "Agreements": 2, "Status: draft": 2, "Share special category data": 2,
        "Share criminal offence data": 0, "Are about children": 0, "Send data outside the UK": 0,
    }  # fmt: skip
    (concern,) = made.concerns
    assert (concern.what, concern.count) == ("Two agreements for one sharing (REG-14)", 1)
    assert concern.first[0][0] == "About b"
    assert made.worry == 1


@pytest.mark.parametrize("code", KINDS)
def test_what_each_doubt_means_is_explained(code: str) -> None:
    kind = KINDS[code]
    words = " ".join(run(["explain", code]).output.split())
    assert kind.when in words
    assert f"Why: {kind.why}" in words
    assert f"To mend it {kind.fix}" in words
