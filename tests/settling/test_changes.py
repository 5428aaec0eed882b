"""What changed between two versions, its class, and who must sign again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from isptool.model.documents import Agreement, Protocol, Schedule
from isptool.model.node import Node, hyphenated
from isptool.settling.change_classes import (
    ALWAYS_ADMINISTRATIVE,
    ALWAYS_MINOR,
    MATERIAL_UNLESS_STRICTER,
    ChangeClass,
    class_of_point,
    heaviest,
    weight,
)
from isptool.settling.changes import Change, Changes, changes
from isptool.settling.settled import Settled

from .county import PROTOCOL, VISITS, settled

EVERYONE = ("wolds-council", "wolds-fire", "gp-practices")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("county")


@pytest.fixture(scope="module")
def visits(folder: Path) -> Settled:
    return settled(folder)


def brief(found: Changes) -> list[tuple[str, str, ChangeClass]]:
    return [(each.where, each.kind, each.change_class) for each in found.changes]


def one(found: Changes) -> Change:
    assert len(found.changes) == 1, brief(found)
    return found.changes[0]


def test_nothing_changed(folder: Path, visits: Settled) -> None:
    found = changes(visits, settled(folder, ("version: 2.0\n", "version: 2.0\nnote: For us.\n")))
    assert (found.changes, found.must_sign, found.change_class) == ((), (), None)


@pytest.mark.parametrize(
    ("words", "others", "where", "kind", "weighs"),
    [
        # administrative: a contact, a name, a link
        ("mailbox: gp.dpo@wdicb.example", "mailbox: dpo@wdicb.example",
         "parties.gp-practices.contacts.data-protection.mailbox", "changed", "administrative"),
        ("sharing/gp-practices", "sharing/practices", "parties.gp-practices.list", "changed", "administrative"),
        ("version: 2.0", "version: 2.1", "version", "changed", "administrative"),
        ("title: Safe and well visits", "title: Safe and sound visits", "title", "changed", "administrative"),
        ("  Fire service: WDF-ISA-09\n", "  Fire service: WDF-ISA-09\n  Council: WC-7\n", "references.Council", "added",
         "administrative"),
        ("answer: [one-page-guide, public-summary, easy-read]", "answer: [one-page-guide, public-summary]",
         "answers.communication", "changed", "administrative"),
        # minor: a clarification, a shorter period, stronger security, an added safeguard
        ("because the people in them", "since the people in them", "summary", "changed", "minor"),
        ("period: 12 months", "period: 6 months",
         "answers.retention-and-disposal (the fire service, ordinary; the fire service, special-health)", "changed",
         "minor"),
        ("      - Enforcement of any kind\n", "      - Enforcement of any kind\n      - Debt recovery\n",
         "purposes.choose-homes.not-for", "added", "minor"),
        ("left-out:\n", "left-out:\n  - what: Photographs\n", "left-out.0", "added", "minor"),
        ("about 4,000 a year", "about 5,000 a year", "people.adults-with-care-needs.number", "changed", "minor"),
        ("    volume: about 350 homes\n", "", "flows.monthly-list.volume", "removed", "minor"),
        ("oxygen-at-home:\n    what: Whether oxygen is kept in the home (yes or no)\n",
         "oxygen-at-home:\n    what: Whether oxygen is kept in the home (yes or no)\n    must-not: Be kept on paper.\n",
         "data.oxygen-at-home.must-not", "added", "minor"),
        ("  next: 3 May 2027", "  next: 3 June 2027", "review", "changed", "minor"),
        # material: a purpose, an item, a group of people, a basis, a power, a partner, a longer period
        ("period: 12 months", "period: 24 months",
         "answers.retention-and-disposal (the fire service, ordinary; the fire service, special-health)", "changed",
         "material"),
        ("      - Enforcement of any kind\n", "", "purposes.choose-homes.not-for", "removed", "material"),
        ("aim: Decide which", "aim: Record which", "purposes.choose-homes.aim", "changed", "material"),
        ("    category: ordinary\n    source", "    category: special-health\n    source",
         "data.name-and-address.category", "changed", "material"),
        ("power: frsa-2004-s6", "power: care-act-2014-s6", "law.0.power", "changed", "material"),
        ("article-6: 6(1)(e)", "article-6: 6(1)(c)", "law.0.article-6", "changed", "material"),
        ("    what: Adults known to need care and support\n", "    what: Everyone over 65\n",
         "people.adults-with-care-needs.what", "changed", "material"),
        ("    only-if: told-first\n", "", "flows.monthly-list.only-if", "removed", "material"),
    ],
)  # fmt: skip
def test_the_class_comes_from_the_key(
    folder: Path, visits: Settled, words: str, others: str, where: str, kind: str, weighs: ChangeClass
) -> None:
    found = changes(visits, settled(folder, (words, others)))
    assert (where, kind, weighs) in brief(found)
    if weighs != "material":
        assert found.must_sign == ()


def test_a_change_says_what_was_and_what_is(folder: Path, visits: Settled) -> None:
    change = one(changes(visits, settled(folder, ("period: 12 months", "period: 6 months"))))
    assert change.old.startswith("Deleted when the purpose is met, and at most 12 months after the day of the visit")
    assert change.new.startswith("Deleted when the purpose is met, and at most 6 months after the day of the visit")
    assert (change.why, change.part, change.point) == ("it is stricter", "own", "retention-and-disposal")
    assert change.concerns == EVERYONE, "those who supply it agreed to how long it is kept"


def test_only_those_whom_a_material_change_concerns_sign(folder: Path, visits: Settled) -> None:
    confidence = changes(visits, settled(folder, ("      answer: not-confidential", "      answer: public-interest")))
    assert confidence.change_class == "material"
    basis = changes(visits, settled(folder, ("function: Promoting fire safety\n    article-6: 6(1)(e)",
                                             "function: Promoting fire safety\n    article-6: 6(1)(c)")))  # fmt: skip
    assert basis.must_sign == ("wolds-fire",)
    aim = changes(visits, settled(folder, ("aim: Decide which", "aim: Record which")))
    assert aim.must_sign == EVERYONE


MORE = (
    ("  wolds-fire:\n", "  wolds-fire:\n  dales-council:\n"),
    ("referrers: [wolds-council, gp-practices]", "referrers: [wolds-council, gp-practices, dales-council]"),
)


def test_who_joins_signs_and_nobody_else(folder: Path, visits: Settled) -> None:
    """Accession is the exception to "a new partner is a material change"."""
    new = settled(folder, *MORE)
    found = changes(visits, new)
    assert found.joining == ("dales-council",)
    assert found.must_sign == ("dales-council",)
    assert [each.change_class for each in found.changes if each.where == "parties.dales-council"] == ["material"]


def test_a_new_flow_to_a_party_that_joins_is_signed_at_both_ends(folder: Path, visits: Settled) -> None:
    flow = (
        "flows:\n  copy:\n    from: wolds-fire\n    to: dales-council\n    data: telephone\n    purpose: choose-homes\n"
    )
    new = settled(folder, ("  wolds-fire:\n", "  wolds-fire:\n  dales-council:\n"), ("flows:\n", flow))
    assert changes(visits, new).must_sign == ("wolds-fire", "dales-council")


def test_who_leaves_does_not_sign_and_those_who_shared_with_it_do(folder: Path, visits: Settled) -> None:
    bigger = settled(folder, *MORE)
    found = changes(bigger, visits)
    assert found.leaving == ("dales-council",)
    assert "dales-council" not in found.must_sign
    assert "wolds-fire" in found.must_sign


def test_a_term_that_changed_in_the_protocol_is_an_inherited_change(folder: Path, visits: Settled) -> None:
    new = settled(folder, ("answer: separate", "answer: transfers-on-receipt"), file=PROTOCOL, of=VISITS)
    change = one(changes(visits, new))
    assert (change.point, change.part, change.change_class) == ("controller-relationship", "inherited", "material")
    assert change.concerns == EVERYONE


def test_why_it_departs_is_minor(folder: Path, visits: Settled) -> None:
    new = settled(folder, ("because: Practices sign over several months", "because: Practices sign slowly"))
    change = one(changes(visits, new))
    assert (change.why, change.change_class) == ("why it departs from what stands above", "minor")
    assert change.old.startswith("Practices sign over several months")


def test_the_wording_of_a_likely_answer_is_the_templates(folder: Path, visits: Settled) -> None:
    """A key never changes its meaning: better wording under it is no change of what was agreed."""
    from msgspec.structs import replace

    point = visits.points["automated-decisions"]
    cell = point.cells[0]
    part = replace(cell.parts[0], sentences=("Nothing is decided by a machine.",))
    reworded = replace(point, cells=(replace(cell, parts=(part,)), *point.cells[1:]))
    found = changes(visits, replace(visits, points={**visits.points, "automated-decisions": reworded}))
    change = one(found)
    assert (change.part, change.change_class, found.must_sign) == ("template", "minor", ())


def test_rows_without_a_name_are_told_apart_by_what_they_are_for(folder: Path, visits: Settled) -> None:
    row = "  - for: [wolds-fire, choose-homes]\n    power: frsa-2004-s6\n"
    first = "  - for: [wolds-council, wolds-fire, choose-homes]\n    regime: uk-gdpr\n"
    found = changes(visits, settled(folder, (row, first + row)))
    assert ("law.0", "added", "material") in brief(found)
    assert not [each for each in found.changes if each.where.startswith("law") and each.kind == "changed"]


def test_a_protocol(folder: Path) -> None:
    old = settled(folder, file=PROTOCOL)
    looser = changes(old, settled(folder, ("agreements: may-depart", "agreements: cannot-change"), file=PROTOCOL))
    change = one(looser)
    assert change.where == "settles.signatory-bodies.agreements" or change.where.endswith(".agreements")
    assert change.change_class == "material"
    assert set(looser.must_sign) == set(old.parties)
    joint = changes(old, settled(folder, ("answer: separate", "answer: transfers-on-receipt"), file=PROTOCOL))
    assert [each.where for each in joint.changes] == ["settles.controller-relationship"]


# ── the table of classes ─────────────────────────────────────────────────────────────────────────────

SETTLED = {"answers", "start", "end", "review", "publish", "sign-off"}
GAPS = {"note", "gaps", "not_applicable_because", "not_yet", "withheld_because", "still_to_be_agreed", "who", "until"}


def keys(model: type[Node], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every key of the language that can change, as a path; `x` stands for a name of the document's own."""
    for name, field in model.model_fields.items():
        here = (*path, hyphenated(name))
        if name in GAPS or here[-1] in SETTLED or here[0] in SETTLED or len(here) > 5:
            continue
        inside = list(_models(field.annotation))
        many = "dict" in str(field.annotation) or "list" in str(field.annotation)
        for each in inside:
            yield from keys(each, (*here, "x") if many else here)
        if not inside:
            yield (*here, "x") if many and "dict" in str(field.annotation) else here


def _models(annotation: Any) -> Iterator[type[Node]]:
    if isinstance(annotation, type) and issubclass(annotation, Node):
        yield annotation
    for each in get_args(annotation):
        yield from _models(each)


def test_every_key_of_the_language_has_a_class() -> None:
    paths = [*keys(Agreement), *keys(Protocol), *keys(Schedule, ("schedules", "x"))]
    assert len(paths) > 250
    unknown = sorted({".".join(path) for path in paths if "no class" in weight(path).why})
    assert [each for each in unknown if not each.startswith("settles.")] == []


def test_what_has_no_class_is_material() -> None:
    assert weight(("something-new",)).of("changed") == "material"
    assert "no class" in weight(("something-new",)).why


def test_the_most_exact_key_counts() -> None:
    assert weight(("parties", "a", "contacts", "b", "mailbox")).of("changed") == "administrative"
    assert weight(("parties", "a", "roles", "0", "role")).of("changed") == "material"
    assert weight(("parties", "a")).of("added") == "material"
    assert weight(("law", "0", "assessment")).of("changed") == "administrative"


def test_every_point_with_a_class_of_its_own_is_a_point() -> None:
    from isptool.library import points

    named = ALWAYS_ADMINISTRATIVE | ALWAYS_MINOR | MATERIAL_UNLESS_STRICTER
    assert named <= set(points())
    assert not ALWAYS_ADMINISTRATIVE & ALWAYS_MINOR
    assert not (ALWAYS_ADMINISTRATIVE | ALWAYS_MINOR) & MATERIAL_UNLESS_STRICTER


@pytest.mark.parametrize(
    ("point", "stricter", "weighs"),
    [
        ("retention-and-disposal", True, "minor"),
        ("retention-and-disposal", False, "material"),
        ("retention-and-disposal", None, "material"),
        ("storage-and-hosting", True, "minor"),
        ("storage-and-hosting", False, "material"),
        ("storage-and-hosting", None, "minor"),
        ("review", False, "minor"),
        ("feedback", False, "administrative"),
        ("a-point-of-our-own", None, "minor"),
        ("a-point-of-our-own", False, "material"),
    ],
)
def test_the_class_of_a_point(point: str, stricter: bool | None, weighs: ChangeClass) -> None:
    assert class_of_point(point, stricter) == weighs


def test_the_heaviest_class_counts() -> None:
    assert heaviest(["minor", "material", "administrative"]) == "material"
    assert heaviest(["administrative", "minor"]) == "minor"
    assert heaviest([]) is None
