"""Drifted? Today's settled file against what was sealed: what differs, in which part, and how much that weighs.

Drift is no error: it is the next version being written. Whether what was sealed is *intact* is another question, and
is never answered here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from msgspec import Struct

from isptool.model.signed import Part
from isptool.sealing.data import answers, is_beside, is_inherited, is_own, meant, own_data
from isptool.sealing.seal import Seal
from isptool.settling.change_classes import ChangeClass
from isptool.settling.changes import changes
from isptool.settling.settled import Settled


class Drift(Struct, frozen=True):
    """One difference: where, in which part of the seal, how much it weighs and why, and what was and is said."""

    where: str
    part: Part
    change_class: ChangeClass
    why: str
    old: str
    new: str
    concerns: tuple[str, ...] = ()
    party: str = ""


class Drifted(Struct, frozen=True):
    """Everything that differs, and the parties who would have to sign a new version."""

    drifts: tuple[Drift, ...]
    must_sign: tuple[str, ...] = ()
    joining: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that differ, each once."""
        return tuple(dict.fromkeys(each.part for each in self.drifts))


def drift(sealed: Settled, parts: Mapping[str, bytes], today: Settled, fresh: Seal) -> Drifted:
    """What differs between a sealed version and the document as it is today.

    `sealed` is the sealed version settled again from its own files, `parts` its sealed parts; `fresh` is the seal
    that today's document would have.
    """
    compared = changes(sealed, today)
    found = [
        Drift(
            each.where, each.part, each.change_class, each.why, each.old, each.new, each.concerns,
            each.party,
        )
        for each in compared.changes
        if not is_beside(each.where)
    ]  # fmt: skip
    found += _reworded(sealed, parts)
    found += _standing(parts, fresh)
    return Drifted(tuple(found), compared.must_sign, compared.joining)


def says_the_same(settled: Settled, parts: Mapping[str, bytes]) -> bool:
    """Whether a document says today what was sealed, however the library words it: its own data, and all answers."""
    own, inherited = _read(parts, "own"), _read(parts, "inherited")
    return (
        own.get("data") == own_data(settled.document)
        and meant(own.get("answers")) == meant(answers(settled, is_own))
        and meant(inherited.get("answers")) == meant(answers(settled, is_inherited))
    )


def _reworded(sealed: Settled, parts: Mapping[str, bytes]) -> Iterator[Drift]:
    """Sentences of likely answers that the library words otherwise today, though the answer is the same."""
    for part, chosen in (("own", is_own), ("inherited", is_inherited)):
        before = _read(parts, part).get("answers", {})
        after = answers(sealed, chosen)
        for point, cells in before.items():
            old, new = _sentences(cells), _sentences(after.get(point, []))
            for was, now in zip(old, new, strict=False):
                if was != now:
                    yield Drift(f"answers.{point}", "template", "administrative", "the library words it otherwise",
                                was, now)  # fmt: skip


def _sentences(cells: Any) -> list[str]:
    return list(dict.fromkeys(line for cell in cells for each in cell["parts"] for line in each.get("sentences", ())))


def _standing(parts: Mapping[str, bytes], fresh: Seal) -> Iterator[Drift]:
    """Standing sentences of the template that read otherwise today."""
    old = [each[1] for each in _read(parts, "template").get("words", [])]
    new = [each[1] for each in _read(fresh.parts, "template").get("words", [])]
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Drift("template", "template", "administrative", "a standing sentence", " ".join(old[start:end]),
                        " ".join(new[first:last]))  # fmt: skip


def _read(parts: Mapping[str, bytes], name: str) -> dict[str, Any]:
    try:
        found = json.loads(parts.get(name, b"{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def counted(drifts: Sequence[Drift]) -> str:
    """How many differences of which weight: `1 material, 2 minor`."""
    counts = {
        each: sum(drift.change_class == each for drift in drifts) for each in ("material", "minor", "administrative")
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)
