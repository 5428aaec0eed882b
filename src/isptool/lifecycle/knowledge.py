"""What the records say of every document of a workspace, as rules read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from isptool.lifecycle.life import Life, life_of, signed_of
from isptool.model.documents import Head
from isptool.model.signed import Signed
from isptool.sealing.data import answers, is_inherited, meant
from isptool.sealing.shelf import Shelf
from isptool.settling.settled import Settled


def accepted_until(document: Head) -> date | None:
    """The day until which a senior officer accepts that a review was missed; None where nobody does."""
    days = [each.until for each in document.accepted if each.rule == "GOV-04" and each.until is not None]
    return max(days, default=None)


def lives(shelf: Shelf, documents: Iterable[Settled], today: date) -> dict[str, Life]:
    """The life of each document, by its id; also of those that have records and no file any more."""
    found = {
        each.document.id: life_of(shelf, each.document.id, today, accepted_until(each.document)) for each in documents
    }
    for version in shelf.versions:
        if version.document not in found:
            found[version.document] = life_of(shelf, version.document, today)
    return found


def signed_of_all(known: Mapping[str, Life], documents: Iterable[Settled]) -> dict[str, Signed]:
    """What was signed of each document that has records, by its id."""
    found = {name: signed_of(life) for name, life in known.items() if life.versions}
    for each in documents:
        life = known.get(each.document.id)
        if life is not None and life.current is not None and not each.is_protocol:
            found[each.document.id] = signed_of(life, terms_changed=terms_changed(life, each))
    return found


def terms_changed(life: Life, today: Settled) -> tuple[str, ...]:
    """The points of which an agreement would inherit something else today than when it was sealed."""
    current = life.current
    content = current.version.parts.get("inherited") if current is not None else None
    if content is None:
        return ()
    try:
        sealed = json.loads(content)["answers"]
    except (ValueError, KeyError, TypeError):
        return ()  # that the sealed text was changed is said elsewhere
    fresh = answers(today, is_inherited)
    now = {point: meant(cells) for point, cells in fresh.items()}
    return tuple(point for point, cells in sealed.items() if point in now and meant(cells) != now[point])
