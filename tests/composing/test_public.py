"""The public edition: only what is allowed comes out, each gap says why, and nothing else moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pydantic import BaseModel

from isptool import library
from isptool.errors import IspError
from isptool.model import answer, documents, terms
from isptool.model.documents import Agreement, Protocol
from isptool.model.node import hyphenated
from isptool.model.partner import Partners
from isptool.model.signed import Signed, SignOff
from isptool.writing import publication
from isptool.writing.compose_words import load
from isptool.writing.document import Document, Heading, KeyFacts
from isptool.writing.html import to_html
from isptool.writing.markdown import to_markdown
from isptool.writing.plain import plain_text
from isptool.writing.publication import left_out, without_contacts
from isptool.writing.redacted import KINDS
from isptool.writing.word import to_word
from isptool.writing.word_house import HouseStyle
from isptool.writing.word_package import read

from . import ground
from .everything import Filling
from .test_editions import under

AT = replace(ground.AT, edition="public")
RULES = publication.load()


def public(text: str = ground.COMPLETE, **more: Any) -> Document:
    """The public edition of an agreement."""
    return ground.composed(ground.settled(text), replace(AT, **more))


def reasons(document: Document) -> dict[str, str]:
    """The letters of the reasons, and the reasons."""
    blocks = list(document.blocks)
    at = next(n for n, each in enumerate(blocks) if isinstance(each, Heading) and each.anchor == "not-published")
    facts = next(each for each in blocks[at:] if isinstance(each, KeyFacts))
    return {letter: str(why) for letter, why in facts.rows}


# --- default deny ---------------------------------------------------------------------------------


def _texts(made: Mapping[str, Any]) -> Iterator[str]:
    """Every text of plain data."""
    for value in made.values() if isinstance(made, dict) else made:
        if isinstance(value, str):
            yield value
        elif isinstance(value, (dict, list)):
            yield from _texts(value)


def everything() -> tuple[Filling, dict[str, dict[str, Any]]]:
    """An agreement, its partners and its schedules with everything in them, and the document published."""
    filling = Filling()
    made = {name: filling.model(cls) for name, cls in (("partners", Partners), ("agreement", Agreement))}
    made["schedules"] = filling.model(documents.Schedules)
    made["agreement"]["publish"] = {"answer": ["publish-full"]}
    return filling, made


def may_be_published(where: tuple[str, str]) -> bool:
    """Whether the list lets a field of a class of the model out."""
    classes = {each.__name__: kind for each, kind in KINDS.items()} | {"Head": "head", "Row": "", "Answer": "answer"}
    kind = classes.get(where[0], "")
    return where[1] in RULES.fields.get(kind, ()) or where[1] in ("until", "not-applicable-because", "withheld-because")


def test_of_a_document_with_everything_in_it_only_the_allowed_fields_come_out() -> None:
    filling, parts = everything()
    known = Partners.model_validate(parts["partners"]).partners
    upper = ground.PROTOCOL.replace("id: wolds-and-dales", "id: upper")
    settled = ground.settled(parts["agreement"], under=upper, schedules=parts["schedules"], known=known)
    document = ground.composed(settled, AT)
    house = HouseStyle.load(library.house_style())
    word = b"".join(part.data() for part in read(to_word(document, house), "made").values()).decode("utf-8", "ignore")
    outputs = {"plain": plain_text(document), "word": word, "html": to_html(document), "md": to_markdown(document)}
    names = {("Partner", "name"), ("Partner", "called")}  # of organisations: who takes part is public
    denied = [(where, text) for where, text in filling.texts if not may_be_published(where) and where not in names]
    leaked = [
        f"{where[0]} {where[1]}: {text} ({form})"
        for where, text in denied
        for form, said in outputs.items()
        if text.rstrip(".") in said
    ]
    assert leaked == []
    assert len(denied) > 80
    assert any(text.rstrip(".") in outputs["plain"] for where, text in filling.texts if may_be_published(where))


def test_every_class_that_the_list_names_is_one_of_the_model_and_every_field_is_one_of_the_class() -> None:
    by_kind: dict[str, set[str]] = {}
    for cls, kind in KINDS.items():
        by_kind.setdefault(kind, set()).update(hyphenated(name) for name in cls.model_fields)
    assert set(RULES.fields) == set(by_kind)
    for kind, fields in RULES.fields.items():
        assert fields <= by_kind[kind], kind
    named = {each.partition(".")[0] for each in RULES.withheld if "." in each}
    assert named <= set(by_kind)


def test_contacts_registration_views_and_waivers_are_in_no_class_of_the_list() -> None:
    never: tuple[type[BaseModel], ...] = (
        terms.Waiver,
        terms.AcceptedError,
        terms.Review,
        terms.Consultation,
        terms.Holding,
    )
    assert not set(KINDS) & set(never)
    assert answer.Answer in KINDS


def test_contacts_and_posts_are_taken_out_of_every_format() -> None:
    text = ground.COMPLETE.replace(
        "parties:\n", "owner: wolds-council Prevention Officer\ndrawn-up-by: The prevention team\nparties:\n", 1
    )
    document = public(text)
    for said in (plain_text(document), to_html(document), to_markdown(document)):
        for secret in (
            "dpo@wolds.example",
            "01999 555 0404",
            "Duty Group Manager",
            "Prevention Officer",
            "prevention team",
        ):
            assert secret not in said
    assert document.cover is not None
    assert ("Owner", "Wolds Council") in document.cover.facts


def test_security_is_left_out_and_says_so() -> None:
    document = public()
    letters = reasons(document)
    security = next(letter for letter, why in letters.items() if why.startswith("How the information is protected."))
    for point in ("transfer-method", "storage-and-hosting", "who-has-access"):
        assert under(document, f"point-{point}") == [f"[Not published: {security}]"]
    assert f"[Not published: {security}]" in " ".join(under(document, "flow-monthly-list"))
    assert "SFTP" not in plain_text(document)


@pytest.mark.parametrize("secret", ["ring 01999 555 0101", "write to a.person@wolds.example", "call +44 1999 555 010"])
def test_mailboxes_and_telephone_numbers_are_taken_out_of_own_words(secret: str) -> None:
    text = ground.COMPLETE.replace("    answer: serious-harm\n", f"    in-our-words: In doubt, {secret} at once.\n")
    said = " ".join(under(public(text), "point-necessity-and-human-rights"))
    assert secret.split(" ", 1)[1] not in said
    assert "at once." in said


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 9), st.text("0123456789", min_size=8, max_size=9), st.sampled_from(["", " ", "-"]))
def test_telephone_numbers_are_found_however_they_are_grouped(first: int, rest: str, mark: str) -> None:
    number = f"0{first}{rest[:3]}{mark}{rest[3:]}"
    assert without_contacts(f"Ring {number}.") == f"Ring {left_out('people')}."


@pytest.mark.parametrize(
    "kept", ["the Act of 2018, section 10", "3 May 2027", "about 4,000 a year", "WD-ISA-09", "0345"]
)
def test_dates_figures_and_references_are_no_telephone_numbers(kept: str) -> None:
    assert without_contacts(kept) == kept


# --- what the document itself says ----------------------------------------------------------------


def changed(old: str, new: str) -> str:
    """The agreement with something else in it."""
    assert old in ground.COMPLETE
    return ground.COMPLETE.replace(old, new, 1)


ITEM = "    what: Full name, and address of the home\n"


def test_an_item_that_is_not_published_is_marked_with_the_reason_that_the_document_gives() -> None:
    document = public(changed(ITEM, f"{ITEM}    publish: no\n    publish-reason: It would name a safe house.\n"))
    letters = {why: letter for letter, why in reasons(document).items()}
    mark = f"[Not published: {letters['It would name a safe house.']}]"
    assert mark in under(document, "information")
    assert "Full name" not in plain_text(document)
    assert "To write, and to find the home." not in plain_text(document)


def test_a_single_field_can_be_left_out() -> None:
    flow = "    what: The list of homes\n"
    document = public(changed(flow, f"{flow}    volume: about 350 homes\n    publish-without: [volume]\n"))
    said = " ".join(under(document, "flow-monthly-list"))
    assert "How much [Not published:" in said
    assert "350" not in plain_text(document)
    assert "The list of homes" in plain_text(document)


def test_a_flow_that_is_not_published_shows_no_arrow_and_neither_end() -> None:
    document = public(changed("    what: The list of homes\n", "    what: The list of homes\n    publish: no\n"))
    assert "The list of homes" not in plain_text(document)
    heading = next(each for each in document.blocks if isinstance(each, Heading) and each.anchor == "flow-monthly-list")
    assert heading.text.startswith("[Not published: ")
    assert "Wolds Council" not in " ".join(under(document, "flow-monthly-list"))


def test_an_answer_that_is_left_out_by_default_can_be_published() -> None:
    document = public(
        changed(
            "  who-has-access:\n    answer: case-team\n", "  who-has-access:\n    answer: case-team\n    publish: yes\n"
        )
    )
    assert under(document, "point-who-has-access") == ["Only staff who work on the case."]


def test_an_answer_that_is_published_by_default_can_be_left_out() -> None:
    document = public(changed("  dpia:\n    answer: each-own\n", "  dpia:\n    answer: each-own\n    publish: no\n"))
    assert [each.startswith("[Not published: ") for each in under(document, "point-dpia")] == [True]


def test_own_sections_are_published_only_if_they_say_so() -> None:
    own = "sections:\n  - title: Tactics\n    text: We come at dawn.\n{more}parties:\n"
    hidden = public(changed("parties:\n", own.format(more="")))
    assert "Tactics" not in plain_text(hidden)
    assert "We come at dawn." not in plain_text(hidden)
    shown = public(changed("parties:\n", own.format(more="    publish: yes\n")))
    assert "We come at dawn." in plain_text(shown)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            changed("    used-by: [wolds-fire]\n", "    used-by: [wolds-fire]\n    publish: no\n"),
            "`publish: no` cannot stand in a purpose",
        ),
        (
            changed(ITEM, f"{ITEM}    publish-without: [wat]\n"),
            "`publish-without: wat` names no field that stands there; did you mean what",
        ),
        (
            changed("publish:\n  answer: publish-full\n", ""),
            "safe-and-well-visits does not say whether it is published.",
        ),
        (
            changed("  answer: publish-full\n", "  answer: not-published\n  prejudiced: law enforcement\n"),
            "safe-and-well-visits says that it is not published: Not published, because law enforcement would be",
        ),
    ],
)
def test_what_cannot_be_published_so_is_refused(text: str, message: str) -> None:
    with pytest.raises(IspError, match=message):
        public(text)


def test_where_only_a_summary_is_published_nothing_else_is() -> None:
    text = changed("  answer: publish-full\n", "  answer: summary-only\n  exemption: section 31 of the 2000 Act\n")
    document = public(text)
    headings = [each.text for each in document.blocks if isinstance(each, Heading)]
    assert headings[0] == "At a glance"
    assert "1.1" not in [each.number for each in document.blocks if isinstance(each, Heading)]


# --- the rest stays where it is -------------------------------------------------------------------


def test_clauses_keep_the_numbers_of_the_full_edition() -> None:
    full = ground.composed(ground.settled(ground.COMPLETE))
    numbers = {each.anchor: each.number for each in full.blocks if isinstance(each, Heading) and each.number}
    shown = {each.anchor: each.number for each in public().blocks if isinstance(each, Heading) and each.number}
    inside = {"contacts", "registration"}  # of an annex that is left out whole
    assert shown == {anchor: number for anchor, number in numbers.items() if anchor not in inside}
    assert len(shown) > 40


def test_every_page_says_that_it_is_the_public_edition_and_carries_no_data() -> None:
    document = public(ground.COMPLETE.replace("called: ISA\n", "called: ISA\nmarking: OFFICIAL-SENSITIVE\n"))
    assert document.marking == "Public edition"
    assert document.embedded is None
    assert "OFFICIAL-SENSITIVE" not in [document.marking, document.subject, document.author]


def test_who_signed_is_published_and_by_which_post_is_not() -> None:
    signed = Signed((SignOff("wolds-fire", "1.0", None, post="Assistant Prevention Officer"),))
    document = public(signed=signed)
    assert under(document, "signatures")[0] == "Signed by the fire service. Not yet signed by Wolds Council."
    assert "Assistant Prevention Officer" not in plain_text(document)


def test_a_protocol_has_a_public_edition_with_its_partners_and_terms() -> None:
    settled = ground.settled_protocol(ground.PROTOCOL + "publish:\n  answer: publish-full\n")
    document = ground.composed(settled, AT)
    text = plain_text(document)
    assert "Wolds and Dales Fire and Rescue Authority (called “the fire service” here)" in text
    assert "Each partner is a separate controller" in text
    assert "sharing@wolds.example" not in text
    assert isinstance(settled.document, Protocol)


# --- the list -------------------------------------------------------------------------------------


def test_an_organisation_can_publish_less_with_a_list_of_its_own(tmp_path: Path) -> None:
    ours = (library.templates_root() / publication.FILE).read_text(encoding="utf-8")
    (tmp_path / publication.FILE).write_text(ours.replace("  - dpia\n", ""), encoding="utf-8")
    document = public(words=load((tmp_path,)))
    assert under(document, "point-dpia")[0].startswith("[Not published: ")


@pytest.mark.parametrize(
    ("list_", "message"),
    [
        ("kind: publication\npionts: [dpia]\n", "there is no `pionts:` in a list of what is published"),
        (
            "kind: publication\nreasons:\n  people: They work here.\n",
            "`reasons:` does not say what `not-cleared` means",
        ),
        (
            "reasons:\n  people: They work.\n  not-cleared: No.\npoints: dpia\n",
            "a list holds something that is no word: dpia",
        ),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_its_file(tmp_path: Path, list_: str, message: str) -> None:
    (tmp_path / publication.FILE).write_text(list_, encoding="utf-8")
    with pytest.raises(IspError, match=message) as error:
        publication.load((tmp_path,))
    assert str(tmp_path / publication.FILE) in error.value.message
