"""The meeting sheet: every point that is left, why it matters, likely answers to tick, room to write, who and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from isptool.asking.about_document import about_document
from isptool.asking.asked import codes
from isptool.asking.likely import sentence
from isptool.asking.naming import Naming
from isptool.asking.open_points import Offer, OpenCell, OpenPoint
from isptool.asking.words import AskingWords
from isptool.model.point import Point
from isptool.settling.settled import Settled, State
from isptool.writing.compose_words import capital, listed, small, stopped
from isptool.writing.document import Block, Cell, Document, Para, Prose, Table, Text

_BOX = "\N{BALLOT BOX}"
_SPACE = "……… "
_LINE = "………………………"
_WIDE = f"{_LINE}{_LINE}……"
_MOST = 6
"""How many of those asked are named before the rest is counted."""


def sheet(
    settled: Settled, found: Sequence[OpenPoint], points: Mapping[str, Point], words: AskingWords, naming: Naming
) -> Document:
    """The sheet of one document, for a meeting: four or five points to a page."""
    document = settled.document
    blocks: list[Block] = [Para(_stand(settled, words))]
    if found:
        named = codes(points)
        rows = tuple(_row(each, named[each.id], words, naming) for each in found)
        head = (words.say("sheet-head"),)
        blocks += [
            Para(_meeting(words)),
            Table("", head, rows, row_heads=False, description=words.say("sheet-described")),
        ]
    return about_document(document, words.say("sheet-title"), blocks)


def _stand(settled: Settled, words: AskingWords) -> str:
    document = settled.document
    left = settled.count(State.OPEN, State.PARTLY, State.NOT_YET)
    inherited = settled.count(State.INHERITED)
    answered = settled.count(State.ANSWERED, State.WITHHELD)
    stand = words.say(
        "sheet-stand-protocol" if settled.is_protocol else "sheet-stand",
        reference=" ".join(filter(None, (document.id, document.version))),
        settled=str(inherited + answered),
        of=str(inherited + answered + left),
        inherited=str(inherited),
        answered=str(answered),
        open=str(left),
    )
    return f"{stand} {words.say('sheet-how') if left else words.say('sheet-nothing')}"


def _meeting(words: AskingWords) -> tuple[Text, ...]:
    return (
        Text(f"{words.say('sheet-meeting')} ", bold=True),
        Text("……………………  "),
        Text(f"{words.say('sheet-present')} ", bold=True),
        Text(_LINE + "…………"),
    )


def _row(each: OpenPoint, code: str, words: AskingWords, naming: Naming) -> tuple[Cell, ...]:
    whom = whom_in_short(each.cells, naming, words)
    asked = f" ({small(words.say('sheet-for', whom=whom))})" if whom else ""
    name = f"{code} {each.point.title}{asked}"
    said = [Para((Text(name, bold=True),)), Para(f"{each.point.question} {each.point.why}")]
    said += [Para(f"{_BOX} {_answer(each.point, offer)}") for offer in each.offers if offer.fits]
    others = [offer.written or offer.key for offer in each.offers if not offer.fits]
    if others:
        said.append(Para(stopped(words.say("sheet-unlikely", answers=", ".join(_phrase(key) for key in others)))))
    said += _so_far(each.cells, words)
    said.append(Para((Text(f"{words.say('sheet-own')} ", bold=True), Text(_WIDE))))
    said += _who(each.cells, words, naming)
    return (Prose(tuple(said)),)


def whom_in_short(cells: Sequence[OpenCell], naming: Naming, words: AskingWords) -> str:
    """Of whom a point is left open, the first few by name; what all have in common is not said."""
    kinds = {kind for cell in cells for kind, _ in cell.coordinates}
    differ = {kind for kind in kinds if len({dict(cell.coordinates).get(kind) for cell in cells}) > 1}
    named = differ | ({"party"} & kinds) or kinds
    whom = list(
        dict.fromkeys(naming.of_whom(tuple(pair for pair in cell.coordinates if pair[0] in named)) for cell in cells)
    )
    more = [words.say("sheet-more", count=str(len(whom) - _MOST))] if len(whom) > _MOST else []
    return listed([*whom[:_MOST], *more])


def _answer(point: Point, offer: Offer) -> str:
    likely = point.answers.get(offer.key)
    if likely is None:
        return offer.sentence
    to_write = {blank.name for blank in offer.blanks}
    return capital(sentence(likely, lambda blank: _SPACE if blank in to_write else ""))


def _phrase(key: str) -> str:
    return key if "(" in key or " " in key else key.replace("-", " ")


def _so_far(cells: Sequence[OpenCell], words: AskingWords) -> list[Para]:
    said = dict.fromkeys(cell.gap for cell in cells if cell.gap)
    missing = dict.fromkeys(blank.replace("-", " ") for cell in cells for blank in cell.missing)
    lines = [words.say("sheet-so-far", said=each) for each in said]
    lines += [words.say("sheet-missing", what=stopped(listed(missing)))] if missing else []
    return [Para(line) for line in lines]


def _who(cells: Sequence[OpenCell], words: AskingWords, naming: Naming) -> list[Para]:
    """Who answers by when, as far as that is known; else room to write it."""
    waiting = dict.fromkeys((naming.post(cell.who), cell.until) for cell in cells if cell.who or cell.until)
    return [
        Para(
            (
                Text(f"{words.say('sheet-who')} ", bold=True),
                Text(f"{who or _LINE}  "),
                Text(f"{words.say('sheet-by')} ", bold=True),
                Text(until or _LINE),
            )
        )
        for who, until in waiting or {("", ""): None}
    ]
