"""A protocol that adopts one with answers for some only: each is inherited apart, and none ties with another."""

from __future__ import annotations

from composing import ground
from isptool.settling.settled import Settled, State, Version

NATIONAL = """kind: protocol
id: national
title: National Accord
settles:
  incidents:
    - {for: special-category, answer: immediately-24h}
    - {for: criminal-offence, in-our-words: Within two hours., agreements: cannot-change}
"""


def local(settles: str) -> Settled:
    from isptool.settling.protocol import settle_protocol

    text = "kind: protocol\nid: local\ntitle: Local\nadopts: {id: national}\nsettles:\n" + settles
    return settle_protocol(
        ground.protocol(text),
        file="local.yaml",
        adopted=[Version(ground.protocol(NATIONAL), "national.yaml")],
        partners={},
        points=ground.points(),
        book=ground.vocabulary(),
    )


def said(settled: Settled) -> list[tuple[str, str]]:
    parts = [part for _, part in settled.points["incidents"].parts()]
    return [(part.state.value, " ".join([*part.keys, part.own_words]).strip()) for part in parts]


def test_each_answer_for_some_is_inherited_apart() -> None:
    settled = local("  foi-and-publication: {in-our-words: Each answers.}\n")
    assert said(settled) == [("inherited", "immediately-24h"), ("inherited", "Within two hours.")]
    assert [each.code for each in settled.findings] == []
    assert settled.points["incidents"].state is State.INHERITED


def test_an_answer_for_some_takes_the_place_of_the_same_and_leaves_the_others() -> None:
    settled = local("  incidents: {for: special-category, in-our-words: Within a day., because: We are small.}\n")
    assert said(settled) == [("answered", "Within a day."), ("inherited", "Within two hours.")]


def test_an_answer_for_some_is_held_to_what_the_adopted_one_says_of_the_same() -> None:
    settled = local("  incidents: {for: criminal-offence, in-our-words: Within a day.}\n")
    assert [each.code for each in settled.findings] == ["STR-08"]


def test_an_answer_for_all_leaves_nothing_inherited() -> None:
    settled = local("  incidents: {in-our-words: Within a day., because: We are small.}\n")
    assert said(settled) == [("answered", "Within a day.")]
