"""Citations in typed fields: read as people write them, printed in full, and the same after both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isptool.law.book import LawBook, Paragraph
from isptool.law.citation import (
    FIELDS,
    Article6,
    Article9,
    Article10,
    Citation,
    CitationError,
    Part3,
    Schedule8,
    parse,
    parse_annex_1,
    parse_schedule_1,
    print_in_full,
    rows_of,
    valid_forms,
)

BOOK = LawBook.load()
SIX = Paragraph(6)
EIGHTEEN = Paragraph(18)
EXTENDING_TEN = Paragraph(36, 10)


@pytest.mark.parametrize(
    ("text", "citation"),
    [
        ("6(1)(e)", Article6("e")),
        ("Article 6(1)(e)", Article6("e")),
        ("Art. 6.1.e UK GDPR", Article6("e")),
        ("UK GDPR Article 6(1)(e) (public task)", Article6("e")),
        ("Article 6(1)(e) – public task", Article6("e")),
        ("6-1-e-public-task", Article6("e")),
        ("6(1)(ea)", Article6("ea")),
        ("Article 6(1)(ea) with Annex 1 paragraph 5", Article6("ea", ("rli-crime",))),
        ("6(1)(ea) crime", Article6("ea", ("rli-crime",))),
        ("6(1)(ea) (safeguarding)", Article6("ea", ("rli-safeguarding",))),
        ("6(1)(ea), Annex 1 paras 6 to 8", Article6("ea", ("rli-safeguarding",))),
        ("6(1)(ea) Annex 1 para 4", Article6("ea", ("rli-emergency",))),
        ("6(1)(ea) answering a public task request", Article6("ea", ("rli-public-task-request",))),
        ("9(2)(h)", Article9("h")),
        ("9-2-g-spi", Article9("g")),
        ("9(2)(g) with Schedule 1 paragraph 6", Article9("g", (SIX,))),
        ("Article 9(2)(g), DPA 2018 Sch 1 Part 2 paras 18 and 6", Article9("g", (SIX, EIGHTEEN))),
        ("9(2)(g) with Sch. 1 para. 6 and Sch. 1 para. 18", Article9("g", (SIX, EIGHTEEN))),
        ("9(2)(g) with paragraphs 16 to 18", Article9("g", (Paragraph(16), Paragraph(17), EIGHTEEN))),
        ("official authority", Article10(official_authority=True)),
        ("Article 10 (official authority)", Article10(official_authority=True)),
        ("Schedule 1 paragraph 36 with 10", Article10(paragraphs=(EXTENDING_TEN,))),
        ("Article 10 with Sch 1 para 36 extending paragraph 10", Article10(paragraphs=(EXTENDING_TEN,))),
        ("Schedule 1 paragraphs 6, 18 and 36 with 10", Article10(paragraphs=(SIX, EIGHTEEN, EXTENDING_TEN))),
        ("Schedule 1 paragraph 36", Article10(paragraphs=(Paragraph(36),))),
        ("35(2)(b)", Part3("35(2)(b)")),
        ("section 35(2)(b) of the Data Protection Act 2018", Part3("35(2)(b)")),
        ("s.36(4) of Part 3 DPA 2018", Part3("36(4)")),
        ("35(5) with Schedule 8 paragraph 4", Part3("35(5)", (4,))),
        ("Schedule 8 paragraph 4", Schedule8((4,))),
        ("Sch 8 paras 4, 1", Schedule8((1, 4))),
    ],
)
def test_a_citation_is_read_as_people_write_it(text: str, citation: Citation) -> None:
    assert parse(text) == citation


@pytest.mark.parametrize(
    ("text", "field", "citation"),
    [
        ("paragraph 4", "schedule-8", Schedule8((4,))),
        ("paragraph 6", "article-10", Article10(paragraphs=(SIX,))),
        ("10, official authority", "article-10", Article10(official_authority=True)),
    ],
)
def test_a_bare_paragraph_is_understood_where_the_field_is_known(text: str, field: str, citation: Citation) -> None:
    assert parse(text, field) == citation
    if text.startswith("paragraph"):
        with pytest.raises(CitationError):
            parse(text)


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("6(1)(g)", "article-6", "is no basis in Article 6. Did you mean 9(2)(g)?"),
        ("public task", "article-6", "is no citation that can stand here. Did you mean 6(1)(e)?"),
        ("9(2)(g)", "article-6", "is a condition in Article 9; it belongs under article-9."),
        ("6(1)(ea) Annex 1 para 9", "article-6", "names paragraph 9 of Annex 1, which ends at paragraph 8."),
        ("", "article-6", "is no citation that can stand here."),
        ("Article 10", "article-10", ("names neither official authority nor a paragraph of Schedule 1."
         " Did you mean official authority?")),
        ("official authority and Schedule 1 paragraph 6", "article-10", ("names official authority and Schedule 1;"
         " give each a row of its own.")),
        ("Schedule 1 paragraph 36 with 30", "article-10", ("lets paragraph 36 extend 30, but it extends the"
         " conditions of Part 2 (6 to 28).")),
        ("6(1)(e) and 6(1)(c)", "article-6", ("says more than one citation (“6 1 c”); put other law on its own line."
         " Did you mean 6(1)(e)?")),
        ("9(2)(g) with Schedule 1 paragraph 5", "article-9", ("names paragraph 5 of Schedule 1, which is about policy"
         " documents and no condition.")),
        ("9(2)(g) with Schedule 1 paragraph 50", "article-9", ("names paragraph 50, but the conditions of Schedule 1"
         " end at 37.")),
        ("35(2)", "part-3", "is no ground of law-enforcement processing. Did you mean 35(2)(b)?"),
        ("Schedule 8 paragraph 12", "schedule-8", "names paragraph 12, but the conditions of Schedule 8 are 1 to 9."),
    ],
)  # fmt: skip
def test_what_is_no_citation_is_refused_with_a_plain_sentence(text: str, field: str, said: str) -> None:
    with pytest.raises(ValueError, match="“") as refusal:
        parse(text, field)
    assert str(refusal.value) == f"“{text}” {said}"


def test_in_full() -> None:
    assert print_in_full(parse("9(2)(g) with Schedule 1 paragraph 6")) == (
        "Article 9(2)(g) UK GDPR (substantial public interest) with Schedule 1 paragraph 6 to the Data Protection"
        " Act 2018 (statutory etc and government purposes)"
    )
    assert print_in_full(parse("9(2)(g) with Schedule 1 paragraphs 6 and 18")) == (
        "Article 9(2)(g) UK GDPR (substantial public interest) with Schedule 1 paragraphs 6 (statutory etc and"
        " government purposes) and 18 (safeguarding of children and of individuals at risk) to the Data Protection"
        " Act 2018"
    )
    assert print_in_full(parse("6(1)(ea) crime")) == (
        "Article 6(1)(ea) UK GDPR (recognised legitimate interest) with Annex 1 paragraph 5 (crime)"
    )
    assert print_in_full(parse("official authority")) == "Article 10 UK GDPR (control of official authority)"
    assert print_in_full(parse("Schedule 1 paragraph 36 with 10")) == (
        "Article 10 UK GDPR under Schedule 1 paragraph 36 extending paragraph 10 to the Data Protection Act 2018"
        " (preventing or detecting unlawful acts)"
    )
    assert print_in_full(parse("35(5) with Schedule 8 paragraph 4")) == (
        "section 35(5) of the Data Protection Act 2018 (strictly necessary sensitive processing) with Schedule 8"
        " paragraph 4 to the Data Protection Act 2018 (safeguarding of children and of individuals at risk)"
    )


def test_the_rows_that_a_citation_names() -> None:
    named = [row.id for row in rows_of(parse("9(2)(g) with Schedule 1 paragraph 6"))]
    assert named == ["9-2-g", "schedule-1-paragraph-6"]
    assert [row.id for row in rows_of(parse("Schedule 1 paragraph 36 with 10"))] == [
        "10-schedule-1", "schedule-1-paragraph-36", "schedule-1-paragraph-10",
    ]  # fmt: skip
    assert [row.id for row in rows_of(parse("6(1)(ea) crime"))] == ["6-1-ea", "rli-crime"]
    assert [row.id for row in rows_of(parse("35(5) with Schedule 8 paragraph 4"))] == [
        "dpa-2018-s35-5", "schedule-8-paragraph-4",
    ]  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_every_valid_form_is_read_in_its_own_field(field: str) -> None:
    forms = valid_forms(field)
    assert len(forms) > 4
    for form, name in forms.items():
        assert str(parse(form, field)) == form
        assert name


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("crime", ("rli-crime",)),
        ("rli-crime", ("rli-crime",)),
        ("paragraph 5", ("rli-crime",)),
        ("Annex 1 para 7", ("rli-safeguarding",)),
        ("answering a public task request", ("rli-public-task-request",)),
    ],
)
def test_a_condition_of_annex_1_by_itself(text: str, ids: tuple[str, ...]) -> None:
    assert parse_annex_1(text) == ids


def test_no_condition_of_annex_1() -> None:
    with pytest.raises(CitationError) as refusal:
        parse_annex_1("crimes")
    assert str(refusal.value) == (
        "“crimes” is no condition of Annex 1 (crime, emergency, public task, safeguarding, security)."
        " Did you mean crime?"
    )
    assert refusal.value.nearest == "crime"


def test_paragraphs_of_schedule_1_by_themselves() -> None:
    assert parse_schedule_1("18") == (EIGHTEEN,)
    assert parse_schedule_1("paragraphs 6 and 18") == (SIX, EIGHTEEN)
    assert parse_schedule_1("36 with 10") == (EXTENDING_TEN,)
    with pytest.raises(CitationError):
        parse_schedule_1("official authority")


# Round trips

_conditions = [row.paragraph for row in BOOK.schedule_1_paragraphs() if row.condition == "yes"]
_paragraphs = st.one_of(
    st.sampled_from(_conditions).map(Paragraph),
    st.sampled_from(BOOK.schedule_1(36).extends).map(lambda extended: Paragraph(36, extended)),
)
_schedule_1 = st.lists(_paragraphs, min_size=1, max_size=4, unique=True).map(
    lambda found: tuple(sorted(found, key=lambda one: (one.number, one.extends or 0)))
)
_schedule_8 = st.lists(st.integers(1, 9), min_size=1, max_size=4, unique=True).map(lambda found: tuple(sorted(found)))
_annex_1 = st.lists(
    st.sampled_from([row.id for row in BOOK.articles("recognised-legitimate-interest")]), max_size=3, unique=True
).map(lambda ids: tuple(row.id for row in BOOK.articles("recognised-legitimate-interest") if row.id in ids))
citations: st.SearchStrategy[Citation] = st.one_of(
    st.builds(Article6, st.sampled_from("abcdef")),
    st.builds(Article6, st.just("ea"), _annex_1),
    st.builds(Article9, st.sampled_from("abcdefghij"), st.one_of(st.just(()), _schedule_1)),
    st.builds(Article10, st.just(True)),
    st.builds(Article10, st.just(False), _schedule_1),
    st.builds(
        Part3,
        st.sampled_from([row.section for row in BOOK.part_3() if row.basis == "yes"]),
        st.one_of(st.just(()), _schedule_8),
    ),
    st.builds(Schedule8, _schedule_8),
)


@given(citations)
def test_what_is_printed_is_read_back_as_it_was(citation: Citation) -> None:
    assert parse(str(citation)) == citation
    assert parse(print_in_full(citation)) == citation


@given(st.text(alphabet="0123456789()aegj ,.artice schdulp-withx", max_size=40))
def test_any_text_is_a_citation_or_is_refused_in_words(text: str) -> None:
    try:
        citation: Citation | None = parse(text)
        refused = ""
    except CitationError as refusal:
        citation, refused = None, str(refusal)
    if citation is None:
        assert refused.startswith(f"“{text}”")
    else:
        assert parse(str(citation)) == citation
