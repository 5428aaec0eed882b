"""Where an answer comes from: already agreed in the protocol, added to, completed, stricter, departed from."""

from __future__ import annotations

from isptool.model.documents import Protocol
from isptool.model.point import Point
from isptool.settling.settled import Part, SettledPoint, State
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_words import unstopped


def provenance(matter: Matter, settled: SettledPoint, part: Part) -> str:
    """Where an answer comes from: already agreed, added to, completed, departed from; empty where it is all own."""
    if part.state is State.INHERITED and part.inherited is not None:
        return _inherited(matter, settled, part)
    number = matter.settled.clauses.get(settled.id, "")
    if matter.settled.is_protocol or not number or part.state.left_to_agree:
        return ""
    where = matter.words.say("protocol-clause", clause=number)
    above = _keys_above(matter, settled.id)
    more = above < set(part.keys)
    if part.departs and not more:
        because = matter.small(unstopped(part.because))
        stricter = _word_above(matter, settled) == "may-be-stricter"
        key = ("stricter" if stricter else "departs") + ("-because" if because else "")
        return matter.words.say(key, where=where, because=because)
    if more:
        because = matter.small(unstopped(part.because))
        return matter.words.say("adds-because" if because else "adds", where=where, because=because)
    if not above or not above <= set(part.keys):
        return ""
    own = any(value.place.document == matter.head.id for value in part.fields.values())
    return matter.words.say("completes" if own else "as-above", where=where)


def _inherited(matter: Matter, settled: SettledPoint, part: Part) -> str:
    assert part.inherited is not None
    protocol, number = part.inherited.protocol, part.inherited.clause
    nearest = matter.above
    if nearest is not None and nearest.id == protocol:
        where = matter.words.say("protocol-clause", clause=number)
    else:
        title = next(each.protocol.title for each in matter.settled.protocols if each.protocol.id == protocol)
        where = matter.words.say("clause-of", clause=number, title=title)
    fixed = _permission(matter, settled, part) == "cannot-change"
    return matter.words.say("already-agreed-fixed" if fixed else "already-agreed", where=where)


def _permission(matter: Matter, settled: SettledPoint, part: Part) -> str:
    """What an agreement may do with an inherited answer."""
    assert part.inherited is not None
    for version in matter.settled.protocols:
        if version.protocol.id == part.inherited.protocol:
            return permission(version.protocol, settled.id, settled.point, part)
    return settled.point.word


def _word_above(matter: Matter, settled: SettledPoint) -> str:
    """What the protocol lets this agreement do with the point."""
    above = matter.above
    words = {term.agreements or settled.point.word for term in above.settles.get(settled.id, [])} if above else set()
    return words.pop() if len(words) == 1 else ""


def permission(protocol: Protocol, point_id: str, point: Point, part: Part) -> str:
    """What an agreement may do with a term of a protocol: the term's own word, or else the point's."""
    terms = protocol.settles.get(point_id, [])
    position = part.place.path[-1] if part.place is not None and part.place.path[:1] == ("settles",) else None
    word = terms[position].agreements if isinstance(position, int) and position < len(terms) else None
    return word or point.word


def _keys_above(matter: Matter, point_id: str) -> set[str]:
    above = matter.above
    terms = above.settles.get(point_id, []) if above else []
    return {key for term in terms for key in (*term.answer, *term.also)}
