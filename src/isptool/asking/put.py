"""How questions are put: ids, likely answers and open points as things to choose, and replies as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from isptool.asking.likely import choosable, sentence
from isptool.asking.open_points import Offer, OpenPoint, blanks_of
from isptool.asking.question import Question, Reply
from isptool.model.point import Point


def plain_offers(names: Mapping[str, str]) -> tuple[Offer, ...]:
    """Ids with their names, as things to choose."""
    return tuple(Offer(key, key, name if name != key else "", "", True, ()) for key, name in names.items())


def likely_offers(point: Point) -> tuple[Offer, ...]:
    """The likely answers of a point as things to choose, whatever the circumstances."""
    return tuple(
        Offer(key, key, sentence(likely), likely.hint or "", True, blanks_of(point, likely))
        for key, likely in choosable(point).items()
    )


def own_blanks(offer: Offer, reply: Reply) -> dict[str, str]:
    """The blanks of one chosen answer, as typed."""
    return {blank.name: reply.blanks[blank.name] for blank in offer.blanks if blank.name in reply.blanks}


def value_of(reply: Reply) -> Any:
    """A reply as one value: a key, several keys, or words."""
    keys = list(reply.keys)
    return keys[0] if len(keys) == 1 else keys or reply.words


def point_question(place: str, each: OpenPoint) -> Question:
    """The question of an open point, to be answered at a place of the file."""
    point = each.point
    named = [cell.of for cell in each.cells if cell.of]
    about: Sequence[str] = [f"Asked of: {'; '.join(named[:6])}{' and more' if len(named) > 6 else ''}"] if named else []
    return Question(
        place,
        f"{point.code} {point.title}",
        point.question,
        "choice" if point.choose == "one" else "choices",
        why=point.why,
        offers=each.offers,
        about=tuple(about),
        own_words=True,
        may_wait=True,
    )
