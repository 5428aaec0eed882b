"""Where an agreement differs from what its protocol settled: which terms it may change, with which reason.

What cannot be changed is told with its clause, and how a change to the protocol is proposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from msgspec.structs import replace

from isptool.asking.draft import Around, Draft, entry
from isptool.asking.open_points import Offer, as_open
from isptool.asking.put import point_question
from isptool.asking.question import Question, Reply
from isptool.findings import Severity
from isptool.settling.settled import Part, Settled, SettledPoint, State
from isptool.writing.compose_provenance import permission

MAY: Mapping[str, str] = {
    "may-add": "may be added to",
    "may-be-stricter": "may be stricter",
    "may-depart": "may be departed from",
    "cannot-change": "cannot be changed here",
}
"""What an agreement may do with a term, in words."""
_REASON = {
    "may-be-stricter": "Why is this agreement stricter than clause {clause} of the protocol?",
    "may-depart": "Why does this agreement depart from clause {clause} of the protocol?",
}
_REPEATS = "STR-10"
"""The code of an answer that says what the protocol says: nothing differs."""
_ENTRIES = ("answers", "publish", "review", "sign-off", "start")


def questions(settled: Settled, draft: Draft, around: Around) -> Iterator[Question]:
    """Whether the agreement differs from its protocol, and then each answer that does, with its reason."""
    terms = list(_inherited(settled))
    if not terms:
        return
    if "differ" not in draft.notes:
        offers = tuple(
            sorted((_offer(settled, each, part) for each, part in terms), key=lambda each: bool(each.refused))
        )
        assert settled.protocol is not None
        yield Question(
            "differ",
            "Where this agreement differs",
            f"{len(terms)} points are settled in {settled.protocol.title}. Must any be different here? Enter for none.",
            "choices",
            why="What differs has to be read by every partner again, so it needs a reason that is printed beside it.",
            offers=tuple(offers),
        )
    by_id = {each.id: (each, part) for each, part in terms}
    for point_id in draft.notes.get("differ", ()):
        if point_id in by_id and not draft.has(*_place(by_id[point_id][0]).split(".")):
            each, part = by_id[point_id]
            yield _changed(settled, each, part, draft, around)


def take(draft: Draft, question: Question, reply: Reply) -> None:
    """Keep which points differ, or what one of them says instead, as the word of its protocol allows."""
    word, _, place = question.id.removeprefix("differ").removeprefix(".").partition(".")
    if place:
        draft.put(changed(word, reply), *place.split("."))
    else:
        draft.notes["differ"] = list(reply.keys)


def changed(word: str, reply: Reply) -> dict[str, Any]:
    """A reply as an answer that differs from a term which agreements may change as `word` says."""
    said = entry(replace(reply, because=""))
    if word == "may-add" and "answer" in said:
        said = {"also": said.pop("answer"), **said}
    if reply.because:
        said["stricter-because" if word == "may-be-stricter" else "because"] = reply.because
    return said


def proposal(settled: Settled, each: SettledPoint, part: Part) -> str:
    """What to do about a term that no agreement can change: its clause, and how to propose a change of the protocol."""
    version = next(
        version for version in settled.protocols if part.inherited and version.protocol.id == part.inherited.protocol
    )
    clause = f"clause {part.inherited.clause}" if part.inherited and part.inherited.clause else "it"
    owner = version.protocol.owner
    first, _, rest = (owner or "").partition(" ")
    post = f"{settled.name(first)} {rest}".strip() if first in settled.parties else owner
    whom = f"its owner ({post})" if post else "whoever keeps it"
    return (
        f"{each.point.code} {each.point.title} cannot be changed by an agreement: {clause} of {version.protocol.title} "
        f"settles it for all of them. To propose a change of the protocol, tell {whom}, or add a comment under "
        f"`consultation:` of {version.file}, with `about: {each.id}` and your reason in `said:`."
    )


# ── the terms ────────────────────────────────────────────────────────────────────────────────────────


def _inherited(settled: Settled) -> Iterator[tuple[SettledPoint, Part]]:
    """Every point that comes from a protocol, with the first part that does."""
    for each in settled.points.values():
        if each.point.home.partition(".")[0] in _ENTRIES:
            part = next((part for _, part in each.parts() if part.state is State.INHERITED), None)
            if part is not None and part.inherited is not None:
                yield each, part


def _word(settled: Settled, each: SettledPoint, part: Part) -> str:
    for version in settled.protocols:
        if part.inherited is not None and version.protocol.id == part.inherited.protocol:
            return permission(version.protocol, each.id, each.point, part)
    return each.point.word


def _offer(settled: Settled, each: SettledPoint, part: Part) -> Offer:
    word = _word(settled, each, part)
    clause = part.inherited.clause if part.inherited else ""
    said = f"{each.point.code} {each.point.title}, clause {clause}: {MAY[word]}"
    refused = proposal(settled, each, part) if word == "cannot-change" else ""
    return Offer(each.id, each.id, said, "", True, (), refused)


def _place(each: SettledPoint) -> str:
    return f"answers.{each.id}" if each.point.home == "answers" else each.point.home


def _changed(settled: Settled, each: SettledPoint, part: Part, draft: Draft, around: Around) -> Question:
    word = _word(settled, each, part)
    clause = part.inherited.clause if part.inherited else ""
    place = _place(each)
    question = point_question(f"differ.{word}.{place}", as_open(settled, each.id, around.book))
    said = part.own_words or " ".join(part.sentences)
    about = f"The protocol, clause {clause} ({MAY[word]}): {said}"

    def check(reply: Reply) -> str:
        return objection(draft, around, place, changed(word, reply))

    return replace(
        question, about=(about,), reason=_REASON.get(word, "").format(clause=clause), check=check,
        own_words=word != "may-add", may_wait=False,
    )  # fmt: skip


def objection(draft: Draft, around: Around, place: str, said: Mapping[str, Any]) -> str:
    """What settling says against an answer at a place of this draft; empty where it can stand there."""
    trial = Draft(draft.kind, deepcopy(draft.data))
    trial.put(said, *place.split("."))
    settled = trial.settled(around)
    path = tuple(place.split("."))
    found = settled.findings if settled is not None else ()
    here = [each for each in found if each.path[: len(path)] == path]
    against = [each for each in here if each.severity is Severity.ERROR or each.code == _REPEATS]
    return " ".join(f"{each.message} {each.fix}" for each in against[:1])
