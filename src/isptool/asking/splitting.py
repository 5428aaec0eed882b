"""What a protocol settles for all agreements, and what an agreement may do with each point: the split."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from isptool.asking.open_points import Offer
from isptool.asking.question import Question
from isptool.model.point import Point

LEFT = "left"
WORDS: Mapping[str, str] = {
    "cannot-change": "The protocol settles it, and no agreement can change it.",
    "may-add": "The protocol settles it, and an agreement may add to it.",
    "may-be-stricter": "The protocol settles it, and an agreement may be stricter.",
    "may-depart": "The protocol settles it, and an agreement may depart from it and says why.",
    LEFT: "The protocol says nothing of it: each agreement answers it.",
}
"""The five ways a point may be sorted, and what each means."""
_SHORT: Mapping[str, str] = {
    "cannot-change": "No agreement can change",
    "may-add": "An agreement may add to",
    "may-be-stricter": "An agreement may be stricter about",
    "may-depart": "An agreement may depart, saying why, from",
    LEFT: "Left to each agreement",
}


def our_split(points: Mapping[str, Point], covers: tuple[str, ...] = ()) -> dict[str, str]:
    """How the points are sorted where nobody says otherwise: each point's own word, or left to agreements.

    Points that no protocol can settle are not in it, nor those that concern no kind of data in `covers` (empty: all).
    """
    return {
        name: LEFT if point.settled == "agreement" else point.word
        for name, point in points.items()
        if can_be_settled(point) and (not covers or set(covers) & set(point.applies_to))
    }


def can_be_settled(point: Point) -> bool:
    """Whether a protocol can settle a point: it is asked of protocols, or a term that they may hold."""
    if point.home == "records" or (point.asked_in and "protocol" not in point.asked_in):
        return False
    return point.settled != "agreement" or point.home == "answers"


def split_lines(split: Mapping[str, str], points: Mapping[str, Point]) -> tuple[str, ...]:
    """A split in words: one line for each way in which points are sorted, with the points."""
    lines = []
    for word, said in _SHORT.items():
        names = [f"{points[each].code} {points[each].title}" for each, sorted_as in split.items() if sorted_as == word]
        if names:
            lines.append(f"{said} ({len(names)}): {', '.join(names)}.")
    return tuple(lines)


def questions(
    split: Mapping[str, str] | None, points: Mapping[str, Point], covers: tuple[str, ...]
) -> Iterator[Question]:
    """Whether our split is taken; where it is not, how each point is sorted. `split` is what was decided so far."""
    ours = our_split(points, covers)
    if split is None:
        yield Question(
            "split", "What the protocol settles",
            "Each point is settled once for all agreements, or left to them. Take this split? n goes through the "
            "points one by one.",
            "yes-no", why="What is settled once need not be agreed, checked or read again in any agreement.",
            about=split_lines(ours, points), usual="y",
        )  # fmt: skip
        return
    offers = tuple(Offer(word, word, said, "", True, ()) for word, said in WORDS.items())
    for name, word in ours.items():
        if name not in split:
            point = points[name]
            yield Question(
                f"split.{name}", f"{point.code} {point.title}: settled once, or left?", point.question, "choice",
                why=point.why, offers=offers, usual=word,
            )  # fmt: skip
