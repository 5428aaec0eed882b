"""Documents for the tests of settling, made by Hypothesis as plain data: few ids, so that answers meet and collide."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from isptool.model.point import Point

from .ground import POINTS
from .scenario import Data, Scenario

PARTIES = ("council", "police", "trust", "charity", "firm")
KINDS = {
    "council": "county-council",
    "police": "police-force",
    "trust": "nhs-trust",
    "charity": "charity",
    "firm": "company",
}
BODY_WORDS = ("public-body", "local-authority", "health-body", "county-council", "charity", "nhs-trust")
CATEGORIES = (
    "ordinary",
    "special-health",
    "special-mental-health",
    "criminal-offence",
    "mixed-document",
    "non-personal",
    "confidential-commercial",
    "aggregate",
    "inferred",
)
CATEGORY_WORDS = ("personal", "special-category", "non-personal", "special-health", "ordinary", "criminal-offence")
PURPOSE_WORDS = ("protect", "plan", "detect")
PERMISSIONS = ("cannot-change", "may-add", "may-be-stricter", "may-depart")
GAPS = ("not-applicable-because", "not-yet", "withheld-because", "still-to-be-agreed")
BLANKS = {
    "period": ("3 months", "6 months", "12 months"),
    "counted-from": ("the visit", "the last contact"),
    "store": ("the county archive", "the record office"),
    "portal": ("the gate", "the hub"),
    "strength": ("128", "256"),
    "months": ("12", "24"),
    "post": ("Head of Training", "Chief Officer"),
    "level": ("advanced", "basic"),
    "task": ("housing", "safety"),
    "from": ("1 April 2027", "1 May 2027"),
    "until-day": ("31 March 2028", "30 June 2028"),
    "leave-of": ("council", "police"),
    "section": ("6", "115"),
    "where": ("the county's site", "the force's site"),
}

COMPANIES = [company for size in (2, 3, 4, 5) for company in combinations(PARTIES, size)]
"""Who may take part together: two to five of the parties."""

Draw = st.DrawFn


@cache
def _one_of(options: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(options)


@cache
def _up_to(most: int) -> st.SearchStrategy[int]:
    return st.integers(0, most)


def _one(draw: Draw, options: Sequence[Any]) -> Any:
    return draw(_one_of(tuple(options)))


def _some(draw: Draw, options: Sequence[str], least: int = 0, most: int = 2) -> list[str]:
    if not options:
        return []
    most = min(most, len(options))
    least = min(least, most)
    count = least + draw(_up_to(most - least))
    return list(dict.fromkeys(_one(draw, options) for _ in range(count)))


def _sometimes(draw: Draw, of_ten: int) -> bool:
    return draw(_up_to(9)) < of_ten


class _Ids:
    """The ids of one agreement, by the kind they have in a `for`."""

    def __init__(self) -> None:
        self.party: list[str] = []
        self.group: list[str] = []
        self.other: list[str] = []
        self.role: list[str] = []
        self.purpose: list[str] = []
        self.item: list[str] = []
        self.set: list[str] = []
        self.people: list[str] = []
        self.flow: list[str] = []
        self.case: list[str] = []
        self.holding: list[str] = []

    def parties(self) -> list[str]:
        """All that may stand at an end of a flow."""
        return self.party + self.group + self.other + self.role


def _for(draw: Draw, ids: _Ids) -> list[str]:
    """What an answer of the agreement is for: mostly one or two ids of one or two kinds."""
    shape = draw(_up_to(19))
    if shape < 6:
        return []
    if shape == 6:
        return ["everyone"]
    found = _some(draw, ids.party + ids.group, 1, 2) if shape < 16 else []
    if shape in (13, 16):
        found += _some(draw, ids.purpose + ids.item + ids.set + ids.flow, 1, 2)
    if shape in (14, 17):
        rarer = [*ids.people, *ids.case, *ids.holding, *ids.role, *ids.other]
        found.append(_one(draw, [*rarer, *ids.purpose, *ids.party]))
    if shape in (15, 18):
        found.append(_one(draw, BODY_WORDS + CATEGORY_WORDS + PURPOSE_WORDS))
    if shape == 19:
        found.append(_one(draw, ["nosuch", *ids.flow, *ids.item, *ids.party]))
    return found


def _blanks_of(point: Point) -> list[str]:
    return [name for name, declared in point.fields.items() if declared.filled_from is None]


@st.composite
def answers(draw: Draw, point: Point, protocol: bool, most_keys: int = 2) -> Data:
    """What one answer says, without its `for`."""
    keys = list(point.answers)
    said: Data = {}
    shape = draw(_up_to(19))
    if shape < 9:
        said["answer"] = _some(draw, keys, 1, most_keys)
    elif shape < 11:
        said["also"] = _some(draw, keys, 1, 1)
    elif shape < 15:
        said[_one(draw, GAPS)] = _one(draw, ["So it is", "We cannot say"])
    elif shape == 15:
        said["in-our-words"] = _one(draw, ["As we say", "As they say"])
    elif shape == 17:
        said |= {"answer": _some(draw, keys, 1, 1), _one(draw, ["in-our-words", *GAPS]): "As we say"}
    elif shape == 16:
        said["answer"] = _some(draw, keys, 1, 1)
        said["also"] = _some(draw, keys, 1, 1)
    if _sometimes(draw, 2):
        said["never"] = _some(draw, [*keys, *point.never], 1, 1)
    if _blanks_of(point) and (shape >= 18 or _sometimes(draw, 6)):
        for name in _some(draw, _blanks_of(point), 1, 2):
            said[name] = _one(draw, BLANKS[name])
    if protocol:
        if _sometimes(draw, 4):
            said["agreements"] = _one(draw, PERMISSIONS)
    else:
        if _sometimes(draw, 2):
            said["because"] = "It is needed here"
        if _sometimes(draw, 2):
            said["stricter-because"] = "It is safer"
    return said or {"answer": [keys[0]]}


def _party(draw: Draw, name: str, partners: Data, uses: list[str]) -> Data | None:
    party: Data = {}
    kind = _one(draw, [None, "mystery"]) if draw(_up_to(11)) == 0 else KINDS[name]
    if kind and _sometimes(draw, 7):
        partners[name] = {"kind": kind}
    else:
        party |= {"name": name, "kind": kind} if kind else {"name": name}
    if draw(_up_to(11)) == 0:
        party["public-authority"] = _one(draw, ["yes", "no"])
    if draw(_up_to(9)) == 0:
        party["competent-authority"] = _one(draw, ["yes", "no", "for-some-purposes"])
    if _sometimes(draw, 2):
        party["roles"] = [{"role": _one(draw, ["processor", "processor", "host"]), "for": _some(draw, uses)}]
    return party or None


def _flow(draw: Draw, ids: _Ids, number: int) -> Data:
    flow: Data = {}
    shape = draw(_up_to(11))
    if shape == 0 and ids.flow:
        flow["same-as"] = _one(draw, ids.flow)
        if _sometimes(draw, 5):
            flow["purpose"] = _some(draw, ids.purpose)
        return flow
    if shape == 1:
        flow["between"] = _some(draw, ids.parties(), 2, 3)
    elif shape == 2 and ids.group:
        flow["between"] = f"each pair of {_one(draw, ids.group)}"
    elif shape == 3:
        flow["between"] = "everyone"
    elif shape == 4:
        flow |= {"from": "everyone-else", "to": _some(draw, ids.party, 1, 2)}
    elif shape == 5:
        flow |= {"from": _some(draw, ids.parties(), 1, 1), "to": "everyone-else"}
    elif shape == 6 and ids.group:
        flow |= {"from": f"each of {_one(draw, ids.group)}", "to": _some(draw, ids.parties(), 1, 1)}
    elif shape == 7:
        flow |= {"from": _some(draw, ids.party, 1, 1), "to": "everyone"}
    else:
        flow |= {"from": _some(draw, ids.parties(), 1, 2), "to": _some(draw, ids.parties(), 1, 2)}
    flow["data"] = _some(draw, ids.item + ids.set, int(_sometimes(draw, 8)))
    flow["purpose"] = _some(draw, ids.purpose, int(_sometimes(draw, 6)))
    if ids.case and _sometimes(draw, 2):
        flow["cases"] = _some(draw, ids.case, 1, 2)
    if ids.holding and _sometimes(draw, 2):
        flow["into"] = ids.holding[0]
    return flow


def _facts(draw: Draw, partners: Data) -> tuple[Data, _Ids]:
    """All of an agreement but its answers."""
    ids = _Ids()
    document: Data = {}
    if draw(_up_to(9)) == 0:
        document["information"] = "non-personal"
    if _sometimes(draw, 3):
        document["area"] = "Wolds and Dales"
    ids.party = list(_one(draw, COMPANIES))
    ids.purpose = ["visits", "plans"][: _one(draw, [0, 1, 1, 2, 2])]
    ids.item = ["address", "oxygen", "offences"][: _one(draw, [0, 1, 1, 2, 2, 2, 3])]
    ids.people = ["adults", "ancestors"][: _one(draw, [0, 1, 2])]
    if _sometimes(draw, 3):
        ids.case = ["urgent", "routine"]
    if _sometimes(draw, 3):
        ids.holding = ["register"]
    if _sometimes(draw, 3):
        ids.other = [_one(draw, ["carrier", "adviser"])]
    if _sometimes(draw, 2):
        ids.role = ["finder"]
    names = ["north", "south", "both"][: _one(draw, [0, 1, 2, 3])]
    if names:
        looped = draw(_up_to(11)) == 0
        document["groups"] = {}
        for place, name in enumerate(names):
            pool = ids.party + (names if looped else names[:place])
            document["groups"][name] = _some(draw, pool, 1, 2)
        ids.group = names
    document["parties"] = {name: _party(draw, name, partners, ids.purpose + ids.item) for name in ids.party}
    if ids.other:
        document["others"] = {name: {"name": name, "is": _is(name)} for name in ids.other}
    if ids.role:
        document["roles"] = {"finder": {"what": "Who finds", "may-be": _some(draw, ids.party)}}
    if ids.case:
        document["cases"] = dict.fromkeys(ids.case)
    if ids.holding:
        document["holdings"] = {"register": {"what": "The register"}}
    document["purposes"] = {}
    for name in ids.purpose:
        purpose: Data = {"used-by": _some(draw, ids.party + ids.group)}
        if _sometimes(draw, 4):
            purpose["kind"] = _one(draw, PURPOSE_WORDS)
        if _sometimes(draw, 3):
            purpose["law-enforcement"] = "yes"
        if ids.case and _sometimes(draw, 2):
            purpose["cases"] = _some(draw, ids.case, 1, 1)
        document["purposes"][name] = purpose
    document["people"] = {name: {"living": "no"} if name == "ancestors" else None for name in ids.people}
    document["data"] = {}
    for name in ids.item:
        item: Data = {"category": _some(draw, CATEGORIES, int(_sometimes(draw, 8))), "about": _some(draw, ids.people)}
        if ids.holding and _sometimes(draw, 4):
            item[_one(draw, ["part-of", "source"])] = "register"
        document["data"][name] = item
    if len(ids.item) > 1 and _sometimes(draw, 4):
        document["sets"] = {"basics": {"holds": ids.item[:2]}, "all-items": {"holds": ["basics", *ids.item[2:]]}}
        ids.set = ["basics", "all-items"]
    document["flows"] = {}
    for number in range(_one(draw, [0, 1, 1, 2, 2, 3, 3])):
        name = f"flow-{number}"
        document["flows"][name] = _flow(draw, ids, number)
        ids.flow.append(name)
    if _sometimes(draw, 3):
        document["law"] = []
        for _ in range(_one(draw, [1, 2, 3])):
            row: Data = {"for": _for(draw, ids), "regime": _one(draw, ["part-3", "uk-gdpr", "part-3", "part-4"])}
            if _sometimes(draw, 2):
                row["as"] = _one(draw, ["sender", "recipient"])
            document["law"].append(row)
    return document, ids


def _is(other: str) -> list[str]:
    return ["processor"] if other == "carrier" else ["processor", "adviser"]


def _protocol(draw: Draw, chosen: list[str]) -> Data:
    partners = _some(draw, [*PARTIES], 2, 5)
    protocol: Data = {"partners": partners}
    words = ["everyone", *partners, *partners, *BODY_WORDS[:3], *CATEGORY_WORDS[:3], *PURPOSE_WORDS[:1]]
    if _sometimes(draw, 5):
        protocol["groups"] = {"signers": _some(draw, partners, 1, 2)}
        words += ["signers", "signers"]
        if _sometimes(draw, 4):
            protocol["groups"]["all-signers"] = _some(draw, ["signers", *partners], 1, 2)
            words.append("all-signers")
    protocol["settles"] = {}
    for point in chosen:
        settlements: list[Data] = []
        for _ in range(_one(draw, [1, 0, 1, 1, 2, 2])):
            said = draw(answers(POINTS[point], True))
            wanted = _some(draw, words, 1, 2) if settlements or _sometimes(draw, 4) else []
            settlements.append({"for": wanted} | said)
        if settlements:
            protocol["settles"][point] = settlements
    return protocol


@st.composite
def scenarios(draw: Draw) -> Scenario:
    """An agreement with its protocols, schedules and partners; two or three points are answered, and often."""
    partners: Data = {}
    agreement, ids = _facts(draw, partners)
    chosen = _some(draw, [*POINTS], 1, 3)
    protocols = [_protocol(draw, chosen) for _ in range(_one(draw, [0, 1, 1, 1, 2, 2]))]
    if protocols:
        agreement["under"] = "protocol-1"
    agreement["answers"] = {}
    for point in chosen:
        count = _one(draw, [1, 0, 1, 2, 2, 3, 3])
        if count:
            agreement["answers"][point] = [
                {"for": _for(draw, ids)} | draw(answers(POINTS[point], False)) for _ in range(count)
            ]
    schedules: Data = {}
    if _sometimes(draw, 4):
        for party in _some(draw, ids.party, 1, 2):
            schedule: Data = {}
            if ids.purpose and _sometimes(draw, 5):
                schedule["takes-part"] = {
                    name: {"takes-part": _one(draw, ["yes", "no", "no"])} for name in _some(draw, ids.purpose, 1, 2)
                }
            schedule["answers"] = {
                point: [{"for": _for(draw, ids)} | draw(answers(POINTS[point], False))] for point in _some(draw, chosen)
            }
            schedules[party] = schedule
    return Scenario(agreement, protocols, schedules, partners)
