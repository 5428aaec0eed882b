"""The questions for a new protocol: what it is, what it settles, and each point that it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from isptool.asking import splitting
from isptool.asking.draft import Around, Draft, entry
from isptool.asking.open_points import OpenPoint, as_open, open_points
from isptool.asking.put import plain_offers, point_question
from isptool.asking.question import Question, Reply
from isptool.settling.settled import Settled

_COVERS = {
    "personal": "Information about people",
    "special-category": "Health, ethnicity, beliefs and the other special categories",
    "criminal-offence": "Offences and allegations of offences",
    "law-enforcement": "Sharing by the police and others for law enforcement (Part 3)",
    "non-personal": "Information about nobody",
}
_PRINCIPLES = {
    "protect": "Share when it protects or helps someone and the law allows it; say so openly when it does not.",
    "no-more": "Share what is needed, with those who need it, for as long as it is needed.",
    "open": "Be open with people about what is shared, unless telling them would put someone at risk.",
    "no-barrier": "Data protection law is no barrier to fair and lawful sharing, and is not to be used as one.",
    "right": "Check that it is right before it is shared, and tell each other when it is not.",
    "safe": "Keep it safe on the way and afterwards, and say at once when something goes wrong.",
    "once": "Let people tell their story once.",
    "free": "Information that identifies nobody is shared freely, unless there is a reason not to.",
}
_SPLIT = "split"


class ProtocolInterview:
    """What is still to be asked for a protocol, from what its draft says so far.

    How the points were sorted is kept in the notes of the draft, under `split`: point → word, or `left`.
    """

    def __init__(self, draft: Draft, around: Around) -> None:
        self.draft = draft
        self.around = around

    def questions(self) -> list[Question]:
        """Every question still to be asked: what it is, the split of the points, then each point it settles."""
        facts = [each for each in self._facts() if not self.draft.has(*each.id.split("."))]
        sorting = list(splitting.questions(self._split, self.around.points, self._covers))
        settled = self.draft.settled(self.around)
        return [*facts, *sorting, *(self._points(settled) if settled is not None else ())]

    def take(self, question: Question, reply: Reply) -> None:
        """Keep a reply in the draft."""
        path = question.id.split(".")
        if path[0] == _SPLIT:
            self._sort(path[1:], reply)
        elif path[0] == "settles":
            self.draft.put(self._settlement(path[1], reply), *path)
        elif path[0] == "principles":
            said = [_PRINCIPLES[key] for key in reply.keys]
            self.draft.put(said or [line for line in reply.words.split("\n") if line.strip()], *path)
        elif path[-1] in ("functions", "benefits"):
            self.draft.put([each.strip() for each in re.split(r"[;\n]", reply.words) if each.strip()], *path)
        else:
            self.draft.put(list(reply.keys) or reply.words, *path)

    # ── what it is ───────────────────────────────────────────────────────────────────────────────────

    def _facts(self) -> Iterator[Question]:
        yield Question("title", "Title", "What is the protocol called?", "text", required=True)
        why = "Why do the partners need to share?"
        yield Question("partnership.purpose", "Purpose", why, "text")
        text = "Which functions of the partners does it support? Part them with semicolons."
        yield Question("partnership.functions", "Functions", text, "text")
        text = "Who benefits, and how? Part the benefits with semicolons."
        yield Question("partnership.benefits", "Benefits", text, "text")
        yield Question("partnership.board", "Board", "Which board answers for it?", "text")
        yield Question("partnership.secretariat", "Secretariat", "Who keeps the protocol and the register?", "text")
        text = "By which principles do you share? Choose, or use your own words."
        yield Question("principles", "Principles", text, "choices", offers=plain_offers(_PRINCIPLES))
        partners = self.around.partner_names()
        if partners:
            text = "Which partners are bound by it?"
            yield Question("partners", "Partners", text, "choices", offers=plain_offers(partners), required=True)
        text = "What kinds of information does it cover?"
        yield Question("covers", "What it covers", text, "choices", offers=plain_offers(_COVERS))

    # ── what it settles ──────────────────────────────────────────────────────────────────────────────

    @property
    def _covers(self) -> tuple[str, ...]:
        covers = self.draft.data.get("covers") or ()
        return (covers,) if isinstance(covers, str) else tuple(covers)

    @property
    def _split(self) -> Mapping[str, str] | None:
        split = self.draft.notes.get(_SPLIT)
        return split if isinstance(split, dict) else None

    def _sort(self, path: list[str], reply: Reply) -> None:
        """Take our split, or begin with none; or sort one point."""
        if path:
            self.draft.notes[_SPLIT] = {**self.draft.notes[_SPLIT], path[0]: reply.keys[0]}
        else:
            ours = splitting.our_split(self.around.points, self._covers)
            self.draft.notes[_SPLIT] = ours if reply.yes else {}

    def _points(self, settled: Settled) -> Iterator[Question]:
        for each in protocol_points(settled, self.around, self._split):
            if not self.draft.has("settles", each.id):
                yield point_question(f"settles.{each.id}", each)

    def _settlement(self, point: str, reply: Reply) -> dict[str, object]:
        """What is settled, and what agreements may do with it where that is not what they usually may."""
        word = (self._split or {}).get(point, "")
        usual = self.around.points[point].word
        return {**entry(reply), **({"agreements": word} if word not in ("", splitting.LEFT, usual) else {})}


def protocol_points(settled: Settled, around: Around, split: Mapping[str, str] | None = None) -> list[OpenPoint]:
    """The open points that are a protocol's to settle: by the split as far as it goes, and by ours for the rest."""
    found = {each.id: each for each in open_points(settled, around.book)}
    decided = {**splitting.our_split(around.points), **(split or {})}
    return [
        found[name] if name in found else as_open(settled, name, around.book)
        for name, point in settled.points.items()
        if decided.get(name, splitting.LEFT) != splitting.LEFT and (name in found or point.point.settled == "agreement")
    ]
