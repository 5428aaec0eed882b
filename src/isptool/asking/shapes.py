"""The shapes that sharing takes: who sends to whom in each, laid out as an agreement begins with it.

One-way: the first sends to the others. Reciprocal: each sends to each. Joint: all decide together and work in one
record. Hub: the others send to the first, which gives back to each what concerns it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from isptool.errors import IspError

SHAPES = ("one-way", "reciprocal", "joint", "hub")
PARTNERS, RECIPIENTS, MEMBERS, RECORD = "partners", "recipients", "members", "shared-record"


def laid_out(shape: str, parties: Sequence[str]) -> dict[str, Any]:
    """Shape, parties, groups and flows of a new agreement; for joint controllers their roles, record and answer too.

    Raises `IspError` where there are too few parties, or one twice.
    """
    if len(parties) < 2 or len(set(parties)) < len(parties):
        raise IspError(
            f"Sharing that is {shape} is between two parties at least, each named once.",
            "Say --between wolds-council,wolds-fire; the sender of one-way sharing, and a hub, come first.",
        )
    first, *others = parties
    taken = {PARTNERS, RECIPIENTS, MEMBERS, RECORD} & set(parties)
    if taken:
        raise IspError(f"A party cannot be called {taken.pop()} here.", "Give it another id in partners.yaml.")
    found: dict[str, Any] = {"shape": shape, "parties": dict.fromkeys(parties)}
    if shape == "one-way":
        if len(others) > 1:
            found["groups"] = {RECIPIENTS: others}
        to = f"each of {RECIPIENTS}" if len(others) > 1 else others[0]
        found["flows"] = {"supply": {"from": first, "to": to}}
    elif shape == "reciprocal":
        if len(others) == 1:
            found["flows"] = {
                f"from-{first}": {"from": first, "to": others[0]},
                f"from-{others[0]}": {"from": others[0], "to": first},
            }
        else:
            found["groups"] = {PARTNERS: list(parties)}
            found["flows"] = {"exchange": {"between": f"each pair of {PARTNERS}"}}
    elif shape == "hub":
        found["groups"] = {MEMBERS: others}
        found["flows"] = {
            "to-the-hub": {"from": f"each of {MEMBERS}", "to": first, "only-own": True},
            "from-the-hub": {"from": first, "to": f"each of {MEMBERS}", "only-own": True, "after": "to-the-hub"},
        }
    else:
        found["parties"] = {each: {"roles": [{"role": "joint-controller"}]} for each in parties}
        found["holdings"] = {
            RECORD: {"what": "The record that the partners share", "held-by": first, "controller": list(parties)}
        }
        found["flows"] = {"enter": {"from": "everyone", "to": "everyone-else", "into": RECORD}}
        found["answers"] = {
            "controller-relationship": {"answer": "joint-hub", "joint-controllers": list(parties), "hub": "the record"}
        }
    return found


def named(standard: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A standard form with its parties named: a copy in which each party to be named has the id of a partner.

    `names` are ids of partners by the id in the form. What the form says of the party (its class, that it is to be
    named) goes; what else it says stays. Raises `IspError` where the form has no such party, or where one is left over.
    """
    parties = standard.get("parties") or {}
    to_name = [name for name, party in parties.items() if isinstance(party, dict) and _is_yes(party.get("to-be-named"))]
    for name, partner in names.items():
        if name not in to_name:
            there = ", ".join(to_name) or "none"
            raise IspError(f"The form has no party to be named that is called {name}.", f"To be named: {there}.")
        if partner in parties and partner not in names:
            raise IspError(f"{partner} is a party of the form already.", "Name another partner.")
    copy: dict[str, Any] = deepcopy(dict(standard))
    for name, partner in names.items():
        copy = _renamed(copy, name, partner)
        party = copy["parties"][partner]
        for key in ("to-be-named", "class", "list", "joins-by", "open-to", "kind", "nations"):
            party.pop(key, None)
        copy["parties"][partner] = party or None
    return copy


def _is_yes(value: object) -> bool:
    return str(value).lower() in ("yes", "true")


def _renamed(value: Any, old: str, new: str) -> Any:
    """Plain data in which an id is another: as a key, as a value of its own, or behind `each of` and `each pair of`."""
    if isinstance(value, dict):
        return {new if key == old else key: _renamed(each, old, new) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, old, new) for each in value]
    if isinstance(value, str):
        for before in ("", "each of ", "each pair of "):
            if value == before + old:
                return before + new
        if value.startswith(f"{old} ") and "\n" not in value and len(value) < 120 and value[len(old) + 1].isupper():
            return f"{new}{value[len(old) :]}"  # a post: the id of its organisation, then its title
    return value
