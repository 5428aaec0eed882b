"""The text of a new file: what is known, in the order of the language; the rest as gaps with their likely answers."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from isptool.asking.draft import Around, Draft
from isptool.asking.open_points import Circumstances, Offer, OpenPoint, open_points, rows_of
from isptool.asking.protocol import protocol_points
from isptool.model.partner import Partner
from isptool.model.terms import DataItem, Flow, People, Purpose
from isptool.reading.schema import typed_keys
from isptool.reading.write import Commented, block, write
from isptool.settling.settled import Settled

_WIDTH = 100
_GAP = {"still-to-be-agreed": None}
_LAW_LAYERS = ("law.power", "law.article-6", "law.article-9", "law.article-10", "law.part-3")

AGREEMENT_ORDER = (
    "kind", "format", "id", "title", "called", "version", "under", "follows", "status", "references", "marking",
    "owner", "drawn-up-by", "area", "shape", "summary", "related", "supports", "information", "not-personal-because",
    "parties", "others", "groups", "roles", "cases", "conditions", "purposes", "people", "data", "sets", "caveats",
    "holdings", "left-out", "flows", "law", "answers", "opt-outs", "start", "end", "began", "review", "sign-off",
    "publish",
)  # fmt: skip
"""The keys of an agreement as people write them: what it is, who, what for, what, how, on what law, the rest."""

PROTOCOL_ORDER = (
    "kind", "format", "id", "title", "called", "version", "status", "references", "marking", "owner", "drawn-up-by",
    "area", "summary", "related", "adopts", "partnership", "covers", "partners", "groups", "principles", "settles",
    "review", "sign-off", "publish",
)  # fmt: skip


def in_order(data: Mapping[str, Any], order: Sequence[str]) -> list[str]:
    """The keys of a document in the order of the language, keys it does not name at the end."""
    return [*(key for key in order if key in data), *(key for key in data if key not in order)]


def agreement_text(draft: Draft, around: Around, head: str, starters: Mapping[str, str]) -> str:
    """A new agreement as a file. `starters` are the comments for blocks about which nothing is known."""
    settled = draft.settled(around)
    points = open_points(settled, around.book) if settled is not None else ()
    data = draft.whole()
    answers = dict(draft.block("answers"))
    unsaid = [each for each in points if each.point.home == "answers" and each.id not in answers]
    alone = data.get("under") in (None, "none")
    left = [each for each in unsaid if alone or each.point.settled == "agreement"]
    later = [each for each in unsaid if each not in left]
    data.setdefault("answers", {})
    parts = [write({}, head=head).rstrip("\n")] if head else []
    scalars: dict[str, Any] = {}
    for key in _with_missing(data, starters):
        if key == "law" and not data.get("law") and settled is not None and (law := _law(settled, points, around)):
            parts += [_flushed(scalars), law]
        elif key not in data:
            parts += [_flushed(scalars), _as_comment(starters[key])]
        elif key == "answers":
            parts += [_flushed(scalars), _answers(answers, left), _as_comment(_usually(later))]
        elif key in starters or key in ("law", "related") or isinstance(data[key], dict):
            parts += [_flushed(scalars), block({key: _in_model_order(key, data[key])}).rstrip("\n")]
        else:
            scalars[key] = data[key]
    parts.append(_flushed(scalars))
    return "\n\n".join(part for part in parts if part) + "\n"


def protocol_text(draft: Draft, around: Around, head: str) -> str:
    """A new protocol as a file: every point that it usually settles, answered or with its likely answers above it."""
    settled = draft.settled(around)
    data = draft.whole()
    answered = dict(draft.block("settles"))
    settles: dict[str, Any] = {}
    split = draft.notes.get("split") or None
    open_ones = {each.id: each for each in protocol_points(settled, around, split)} if settled is not None else {}
    for point_id, point in around.points.items():
        if point_id in answered:
            value = answered[point_id]
            settles[point_id] = Commented(value, comment=f"{point.code} {point.title}", blank_before=True)
        elif point_id in open_ones:
            word = (split or {}).get(point_id, point.word)
            gap: dict[str, Any] = {**_GAP, **({"agreements": word} if word != point.word else {})}
            settles[point_id] = Commented(gap, comment=_about(open_ones[point_id]), blank_before=True)
    ordered = {key: data[key] for key in in_order(data, PROTOCOL_ORDER) if key != "settles"}
    parts = [write(ordered, head=head).rstrip("\n")]
    if settles:
        parts.append(block({"settles": settles}).rstrip("\n"))
    return "\n\n".join(parts) + "\n"


_MODELS: Mapping[str, type[BaseModel]] = {"purposes": Purpose, "people": People, "data": DataItem, "flows": Flow}


def _in_model_order(key: str, value: Any) -> Any:
    """A block of things by their ids, the keys of each in the order of the language."""
    if key not in _MODELS or not isinstance(value, dict):
        return value
    order = list(typed_keys(_MODELS[key]))
    return {
        name: {each: facts[each] for each in in_order(facts, order)} if isinstance(facts, dict) else facts
        for name, facts in value.items()
    }


def _with_missing(data: Mapping[str, Any], starters: Mapping[str, str]) -> list[str]:
    """The keys that are there and those for which there is a starter, in the order of the language."""
    wanted = {**dict.fromkeys(data), **dict.fromkeys(starters)}
    return in_order(wanted, AGREEMENT_ORDER)


def _flushed(scalars: dict[str, Any]) -> str:
    text = block(scalars).rstrip("\n") if scalars else ""
    scalars.clear()
    return text


def _as_comment(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.rstrip("\n").splitlines())


def _answers(answers: Mapping[str, Any], left: Sequence[OpenPoint]) -> str:
    """The answers that are there, then each point still open, with its question and likely answers above it."""
    if not answers and not left:
        return ""
    entries: dict[str, Any] = dict(answers)
    entries.update({each.id: Commented(_GAP, comment=_about(each), blank_before=True) for each in left})
    return block({"answers": entries}).rstrip("\n")


def _usually(later: Sequence[OpenPoint]) -> str:
    """What the protocol has not settled yet. A gap here would depart from it as soon as it does."""
    if not later:
        return ""
    said = "Usually settled in the protocol, and still open there. Write one here only where this sharing differs:"
    return "\n".join([said, *(f"- {each.id}: {each.point.title}" for each in later)])


def _about(each: OpenPoint) -> str:
    named = [cell.of for cell in each.cells if cell.of]
    lines = [f"{each.point.code} {each.point.title}", *_wrapped(each.point.question)]
    if named:
        lines += _wrapped(f"Asked of: {'; '.join(named[:6])}{' and more' if len(named) > 6 else ''}.")
    return "\n".join([*lines, *_likely(each.offers)])


def _likely(offers: Iterable[Offer]) -> list[str]:
    lines = []
    for offer in offers:
        if offer.fits:
            said = f"{offer.written or offer.key}: {offer.sentence}"
            lines += textwrap.wrap(said, _WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)
    return lines


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_on_hyphens=False)


def _law(settled: Settled, points: Iterable[OpenPoint], around: Around) -> str:
    """One row of law for each party, its layers still open, with the likely ones above them."""
    circumstances = Circumstances(settled, around.book)
    parties: dict[str, dict[str, Any]] = {}
    said: set[str] = set()
    for each in points:
        if each.point.home not in _LAW_LAYERS:
            continue
        attribute = each.point.home.partition(".")[2]
        for party in dict.fromkeys(dict(cell.coordinates).get("party", "") for cell in each.cells):
            if not party:
                continue
            likely = "\n".join(_likely(circumstances.offers(each.point, rows_of(settled, each.id, party))))
            comment = "" if likely in said else f"{each.point.code} {each.point.title}\n{likely}"
            said.add(likely)
            row = parties.setdefault(party, {"for": [party]})
            row[attribute] = Commented(_GAP, comment=comment)
    return block({"law": list(parties.values())}).rstrip("\n") if parties else ""


def partner_entry(draft: Draft) -> dict[str, Any]:
    """What is known of a partner, as its entry in a file of partners."""
    known = {key: value for key, value in draft.data.items() if value not in ({}, [], "")}
    return {key: known[key] for key in in_order(known, list(typed_keys(Partner)))}


def settings_text(title: str, nations: Sequence[str], head: str) -> str:
    """A new file of settings."""
    known: dict[str, Any] = {"kind": "workspace", "title": title}
    if nations:
        known["nations"] = list(nations)
    return write(known, head=head)


def partners_text(partners: Mapping[str, Mapping[str, Any]], head: str) -> str:
    """A new file of partners."""
    return write({"kind": "partners", "partners": dict(partners)}, head=head)
