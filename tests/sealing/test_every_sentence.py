"""Every printed sentence of a document's text is covered by exactly one of the four parts of its seal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from isptool.cli import sealing
from isptool.cli.recording import open_desk
from isptool.lifecycle.seal_up import above_digests
from isptool.sealing.seal import Seal, make_seal
from isptool.settling.settled import Settled, State
from isptool.writing.compose_sealed import Printed
from isptool.writing.word import to_word
from isptool.writing.word_text import Line, visible_lines

from .ground import EXAMPLE, county, inside

_SCHEDULES = """kind: schedules
of: flood-and-gully-data
schedules:
  wolds-council:
    reference: WC-7
    volume: about 900 gullies
  dales-council:
    reference: DC-2
    volume: about 300 gullies
"""
Made = tuple[Settled, Printed, Seal, dict[str, str], list[Line]]


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """Every document of the example county, and one with schedules: composed, sealed, and read back from Word."""
    found: dict[str, Made] = {}
    folder = county(tmp_path_factory.mktemp("county") / "with-schedules")
    (folder / "schedules").mkdir()
    (folder / "schedules" / "flood.yaml").write_text(_SCHEDULES, encoding="utf-8")
    for root in (EXAMPLE, folder):
        with inside(root):
            desk = open_desk([], None)
            shop = sealing.workshop(desk, looks=True)
            assert shop.house is not None
            for name, judged in desk.judged.items():
                printed, seal = sealing.fresh(desk, judged, shop)
                lines = visible_lines(to_word(printed.document, shop.house))
                above = above_digests(judged.settled, desk.shelf)
                found[f"{root.name}: {name}"] = (judged.settled, printed, seal, above, lines)
    return found


def test_it_looks_at_agreements_protocols_and_schedules(every: dict[str, Made]) -> None:
    assert {made[0].document.kind for made in every.values()} == {"agreement", "protocol"}
    assert len(every) > 7
    assert any("schedule-wolds-council" in made[2].parts for made in every.values())


def test_one_word_changed_in_any_sentence_changes_exactly_the_part_it_belongs_to(every: dict[str, Made]) -> None:
    @settings(max_examples=120, deadline=None, derandomize=True)
    @given(st.data())
    def changed(data: st.DataObject) -> None:
        settled, printed, seal, above, _ = every[data.draw(st.sampled_from(sorted(every)))]
        at = data.draw(st.integers(0, len(printed.sentences) - 1))
        sentence = printed.sentences[at]
        position = data.draw(st.integers(0, len(sentence.text)))
        text = f"{sentence.text[:position]}x{sentence.text[position:]}"
        sentences = [*printed.sentences[:at], replace(sentence, text=text), *printed.sentences[at + 1 :]]
        again = make_seal(settled, sentences, above).digests
        broken = {name for name, digest in seal.digests.items() if again[name] != digest}
        part = f"schedule-{sentence.party}" if sentence.belongs == "schedule" else sentence.belongs
        assert broken == ({part} - {"beside"}), sentence

    changed()


def test_every_printed_line_of_the_word_file_is_in_a_part_or_known_to_be_beside_the_text(
    every: dict[str, Made],
) -> None:
    for name, (settled, printed, seal, _, lines) in every.items():
        if settled.count(State.OPEN, State.PARTLY, State.NOT_YET):
            continue  # a text with open points is not sealed
        covered = _Covered(seal)
        beside = {each.text for each in printed.sentences if each.belongs == "beside"}
        left = [line for line in lines if not covered.has(line.text) and not _is_beside(line, beside, covered)]
        assert [(line.under, line.text) for line in left] == [], name
        printed_lines = {_CAPTION.sub("", line.text) for line in lines}
        assert {each for each in covered.plain if each not in printed_lines} == set(), name


class _Covered:
    """The sentences of the parts. A reference stands in them by the name of its clause, and in print by its number."""

    def __init__(self, seal: Seal) -> None:
        words = [each[1] for part in seal.parts.values() for each in json.loads(part)["words"]]
        self.plain = {each for each in words if not _REFERENCE.search(each)}
        self.patterns = [re.compile(_pattern(each), re.DOTALL) for each in words if _REFERENCE.search(each)]

    def has(self, printed: str) -> bool:
        text = _CAPTION.sub("", printed)
        return text in self.plain or any(each.fullmatch(text) for each in self.patterns)


_REFERENCE = re.compile(r"\[[a-z0-9-]+\]")
_NUMBER = r"(?:(?:[Cc]lause|[Ss]ection|[Tt]able|[Ff]igure|[Aa]nnex) )?+[A-Z0-9.]{1,6}(?:\([a-z]\))?"
_CAPTION = re.compile(r"(?:Table|Figure) [A-Z0-9.]+: ")


def _pattern(text: str) -> str:
    return _NUMBER.join(re.escape(each) for each in _REFERENCE.split(text))


_TO_FILL_IN = ("Signature", "Name", "Post", "Date")


_COVER = ("Status", "Out for signature", "Between", "Document", "Reference")
_CONTENTS = re.compile(r"(?:[0-9]+|Annex [A-Z]:) (.+)")


def _is_beside(line: Line, beside: set[str], covered: _Covered) -> bool:
    """Labels of the cover, the list of contents, boxes to sign in, the annex of particulars, head and foot of pages."""
    listed = _CONTENTS.fullmatch(line.text) if line.under == "About this document" else None
    contents = line.text == "Contents" or (listed is not None and (covered.has(listed[1]) or listed[1] in beside))
    boxes = line.under == "Signatures" and (line.text in _TO_FILL_IN or line.text.startswith("Signed for "))
    cover = not line.under and line.text in _COVER
    page = line.under.startswith(("(header", "(footer"))
    return contents or boxes or cover or page or _CAPTION.sub("", line.text) in beside or _numbered(line, beside)


def _numbered(line: Line, beside: set[str]) -> bool:
    return any(_REFERENCE.search(each) and re.fullmatch(_pattern(each), line.text) for each in beside)


def test_the_order_puts_the_parts_together_again_as_the_text_that_was_composed(every: dict[str, Made]) -> None:
    for _, printed, seal, _, _ in every.values():
        parts = {name: json.loads(content) for name, content in seal.parts.items()}
        taken = {name: iter(part["words"]) for name, part in parts.items()}
        together = [next(taken[part]) for part, count in parts["own"]["order"] for _ in range(int(count))]
        three = [each for each in printed.sentences if each.belongs in ("own", "inherited", "template")]
        assert together == [[each.place, each.text] for each in three]
        assert all(_rest(taken[name]) == [] for name in ("own", "inherited", "template"))


def _rest(words: Iterator[list[str]]) -> list[list[str]]:
    return list(words)
