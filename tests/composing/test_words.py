"""The words of documents by key: nothing missing, nothing left over, an organisation's own first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from isptool import library
from isptool.errors import IspError
from isptool.writing import compose_words
from isptool.writing.compose_words import capital, listed, load, phrase, small, stopped, unstopped
from isptool.writing.document import Ref, Text
from isptool.writing.plain import plain_text

from . import ground

SOURCE = Path(compose_words.__file__).parent
MADE_UP = frozenset({"law-duty", "law-power", "review-next", "review-lead", "takes-part-yes", "takes-part-no"})
"""Keys that the code puts together; the tests of the pages that print them see that they are right."""


def source() -> str:
    """The code that composes."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.glob("compose*.py")))


def test_every_label_that_the_code_asks_for_is_there() -> None:
    labels = load().labels
    asked = set(re.findall(r"""(?:\bsay|\.runs)\(\s*"([a-z0-9-]+)\"""", source()))
    assert asked - labels.keys() == set()


def test_every_label_that_is_there_is_asked_for() -> None:
    words = set(re.findall(r"""["']([a-z0-9-]+)["']""", source()))
    words |= {f"{each}-caption" for each in ("ten-questions", "protocol-questions")}
    words |= {f"{each}-because" for each in ("departs", "stricter", "adds")}
    words |= {f"{each}-towards" for each in ("duty", "right")}
    assert load().labels.keys() - words - MADE_UP == set()


def test_every_label_of_a_fact_is_that_of_a_field() -> None:
    """`item.source` and the like: the field must be one that the code prints of that kind of thing."""
    names = load().names["fact"]
    fields = set(re.findall(r'"([a-z0-9_]+)"', source()))
    wrong = [
        name
        for name in names
        if (key := name.rpartition(".")[2].partition("=")[0].replace("-", "_")) not in fields
        and f"{key}_" not in fields
    ]
    assert wrong == []


def test_a_label_is_filled_and_may_hold_a_cross_reference() -> None:
    words = load()
    assert words.say("protocol-clause", clause="7.2") == "protocol clause 7.2"
    assert words.runs("as-clause", clause=Ref("x")) == (Text("As "), Ref("x"), Text(" says."))


def test_an_unknown_label_is_refused() -> None:
    with pytest.raises(IspError, match=r"words/labels\.yaml has no label called nothing\."):
        load().say("nothing")


def test_an_organisations_own_words_come_first_and_the_rest_is_ours(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    (folder / "labels.yaml").write_text(
        "kind: words\nlabels:\n  not-yet: Coming\nnames:\n  role:\n    controller: Data controller\n", encoding="utf-8"
    )
    (folder / "glossary.yaml").write_text(
        "kind: glossary\nterms:\n  Controller:\n    means: Whoever decides.\n", encoding="utf-8"
    )
    own = load((tmp_path,))
    assert (own.say("not-yet"), own.say("withheld")) == ("Coming", "Withheld")
    made = ground.composed(ground.settled(), replace(ground.AT, words=own))
    text = plain_text(made)
    assert "Data controller" in text
    assert "Whoever decides." in text
    assert "An organisation that decides why and how" not in text


def test_an_organisations_own_template_comes_first(tmp_path: Path) -> None:
    (tmp_path / "agreement").mkdir()
    ours = library.text("agreement/full.md.j2")
    (tmp_path / "agreement" / "full.md.j2").write_text(ours.replace("# Why we share", "# Our aim"), encoding="utf-8")
    made = ground.composed(ground.settled(), replace(ground.AT, words=load((tmp_path,))))
    assert made.labels["why"] == "section 1"
    assert "Our aim" in plain_text(made)


def test_a_template_that_would_leave_out_what_was_agreed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "agreement").mkdir()
    ours = library.text("agreement/full.md.j2")
    (tmp_path / "agreement" / "full.md.j2").write_text(ours.replace("[[law]]\n", ""), encoding="utf-8")
    with pytest.raises(IspError) as caught:
        ground.composed(ground.settled(), replace(ground.AT, words=load((tmp_path,))))
    assert caught.value.message == ("agreement/full.md.j2 has no place for the block law, and this document fills it.")
    assert caught.value.hint == "Put [[law]] on a line of its own where it should stand."


def test_sections_that_a_template_does_not_place_stand_where_the_others_do(tmp_path: Path) -> None:
    (tmp_path / "agreement").mkdir()
    ours = library.text("agreement/full.md.j2")
    (tmp_path / "agreement" / "full.md.j2").write_text(ours.replace("[[terms: Security]]\n", ""), encoding="utf-8")
    made = ground.composed(ground.settled(), replace(ground.AT, words=load((tmp_path,))))
    assert made.labels["point-transfers-outside-uk"].startswith(
        "clause 11."
    )  # after Running this agreement, now section 10


def test_a_question_about_a_block_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    (tmp_path / "agreement").mkdir()
    ours = library.text("agreement/full.md.j2")
    (tmp_path / "agreement" / "full.md.j2").write_text(ours.replace("has('people')", "has('peple')"), encoding="utf-8")
    with pytest.raises(IspError, match=r"there is no block called peple; did you mean people\?"):
        ground.composed(ground.settled(), replace(ground.AT, words=load((tmp_path,))))


def test_words_that_cannot_be_read_are_refused_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "labels.yaml").write_text("labels:\n  a: [b\n", encoding="utf-8")
    with pytest.raises(IspError, match=r"labels\.yaml:\d+:\d+: "):
        load((tmp_path,))


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (phrase("risk-of-not-sharing"), "Risk of not sharing"),
        (capital("the police"), "The police"),
        (capital("asset_id"), "asset_id"),
        (capital("https://x.example"), "https://x.example"),
        (small("Promotion of fire safety"), "promotion of fire safety"),
        (small("NHS body"), "NHS body"),
        (small("A duty"), "a duty"),
        (stopped("Yes"), "Yes."),
        (stopped("Yes?"), "Yes?"),
        (unstopped("Yes."), "Yes"),
        (unstopped("and so on..."), "and so on..."),
        (listed(["a", "b", "c"]), "a, b and c"),
        (listed(["a, b", "c"]), "a, b; c"),
        (listed(["a", "", "a"]), "a"),
    ],
)
def test_small_words(made: str, wanted: str) -> None:
    assert made == wanted
