"""HTML: one page for everybody, that says what the document says and runs nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sample_agreement import agreement

from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    Clause,
    Clauses,
    Contents,
    Document,
    Figure,
    Gap,
    Heading,
    KeyFacts,
    Link,
    Para,
    Picture,
    Prose,
    Ref,
    Signature,
    Signatures,
    Table,
    Text,
)
from isptool.writing.html import to_html
from isptool.writing.html_style import STYLE
from isptool.writing.prose import clean

VOID = {"br", "meta", "img", "path", "rect", "polygon"}


class Page(HTMLParser):
    """What a browser would find: elements with their attributes, and the text of each block."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: list[str] = [""]
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "br":
            self.texts[-1] += "\n"
        elif tag not in ("strong", "mark", "a", "span"):
            self.texts.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag not in ("strong", "mark", "a", "span"):
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(to_html(agreement()))


def of(*blocks: Block) -> str:
    return to_html(Document("T", blocks))


HOSTILE = st.text(st.one_of(st.characters(), st.sampled_from("&<>\"'\n\t\x00\ufffe\ud800🙂א;#")), max_size=30)


@settings(max_examples=100, deadline=None)
@given(HOSTILE)
@example("</p><script>alert(1)</script>")
@example('" onmouseover="alert(1)')
@example("&amp; &lt; &#60;")
@example("one\n\ntwo")
@example("long " * 2000)
def test_every_text_is_read_back_and_none_of_it_is_markup(text: str) -> None:
    document = Document(
        text, (
            Heading(1, f"h{text}", f"a{text}", numbered=True), Para(f"p{text}"), Para((Ref(f"a{text}", f"f{text}"),)),
            Para((Text(f"r{text}"), Text(text, bold=True), Link(f"l{text}", "https://wolds.example"), Gap(f"g{text}"))),
            Bullets((f"b{text}",)), Clauses((Clause(f"c{text}", more=(Para(f"m{text}"),), note=f"n{text}"),)),
            Callout("note", f"k{text}"), Table(f"t{text}", (f"th{text}",), ((f"tc{text}",),), description=f"td{text}"),
            KeyFacts(((f"kl{text}", Prose((Para(f"kv{text}"),))),), f"kc{text}"),
            Signatures((Signature(f"s{text}", (f"sl{text}",), f"ss{text}"),)),
        ),
        subtitle=f"su{text}", kind=f"ki{text}", reference=text, version=text, marking=f"mg{text}", mark=f"mk{text}",
    )  # fmt: skip
    page = Page(to_html(document))
    words = clean(text).text
    found = set(page.texts)
    for lead in ("p", "f", "b", "m", "n", "th", "tc", "kl", "kv", "kc", "sl", "ss", "su", "ki", "mg", "mk"):
        assert f"{lead}{words}" in found, lead
    for whole in (
        f"r{words}{words}l{words}g{words}", f"1 h{words}", f"1.1 c{words}", f"Note: k{words}",
        f"Table 1: t{words} td{words}", f"Signed for s{words}", words,
    ):  # fmt: skip
        assert whole in found, whole
    assert {tag for tag, _ in page.elements} <= {
        "html", "head", "meta", "title", "style", "body", "a", "header", "footer", "p", "div", "main", "h1", "h2",
        "strong", "mark", "ul", "li", "span", "table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt",
        "dd", "br",
    }  # fmt: skip
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def test_landmarks_language_title_and_a_way_past_them(page: Page) -> None:
    assert page.all("html") == [{"lang": "en-GB"}]
    assert [len(page.all(tag)) for tag in ("header", "nav", "main", "footer", "h1")] == [1] * 5
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    assert page.all("main") == [{"id": "main", "tabindex": "-1"}]
    assert "Safe and well visits (DRAFT)" in page.texts
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.all("meta")


def test_headings_have_no_gaps(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[:2] == [1, 2]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_every_link_inside_leads_somewhere(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids)) > 50
    inside = {attributes["href"][1:] for attributes in page.all("a") if attributes["href"].startswith("#")}
    assert inside <= set(ids)
    named = " ".join(attributes.get("aria-labelledby", "") for _, attributes in page.elements).split()
    assert set(named) <= set(ids)


def test_tables_have_captions_scopes_and_can_be_scrolled_with_the_keyboard(page: Page) -> None:
    assert len(page.all("table")) == len(page.all("caption")) == 8
    assert {attributes["scope"] for attributes in page.all("th")} == {"col", "row"}
    scrolled = [attributes for attributes in page.all("div") if attributes.get("class") in ("wide", "drawing")]
    assert len(scrolled) == 9
    for attributes in scrolled:
        assert attributes["role"] == "region"
        assert attributes["tabindex"] == "0"
        assert attributes.get("aria-labelledby") or attributes.get("aria-label")


def test_the_diagram_names_itself_and_its_table_follows(page: Page) -> None:
    (svg,) = page.all("svg")
    assert svg["role"] == "img"
    assert svg["aria-labelledby"] == "picture-1-title picture-1-desc"
    tags = [tag for tag, _ in page.elements]
    assert tags.index("svg") < tags.index("figcaption") < tags.index("table", tags.index("svg"))
    assert "Figure 1: Who gives what to whom" in page.texts


def test_the_page_needs_nothing_else(page: Page) -> None:
    html = to_html(agreement())
    assert not {"script", "link", "iframe", "object", "form"} & {tag for tag, _ in page.elements}
    assert "url(" not in html
    assert "@import" not in html
    assert all(
        attributes["href"].startswith(("#", "https://", "mailto:")) for attributes in page.all("a") if attributes
    )


def test_a_picture_made_elsewhere_is_an_image_and_runs_nothing() -> None:
    html = of(Figure(Picture(b"<svg onload='alert(1)'/>", b"", 100, 50), "A map", "The county"))
    (image,) = Page(html).all("img")
    assert image["alt"] == "The county"
    assert image["src"].startswith("data:image/svg+xml;base64,")
    assert "onload" not in html


def test_links_that_could_run_something_are_words() -> None:
    html = of(Para((Link("click", "javascript:alert(1)"), Link("mail", "mailto:dpo@wolds.example"))))
    assert [each["href"] for each in Page(html).all("a")] == ["#main", "mailto:dpo@wolds.example"]
    assert "click" in html


def test_open_points_are_marked_in_words_and_not_only_in_colour(page: Page) -> None:
    html = to_html(agreement())
    assert "<mark>Still to be agreed</mark>" in html
    assert '<div class="callout gap" role="note"><p><strong>Still to be agreed:</strong> the Article 9' in html


def test_without_contents_there_is_no_empty_navigation() -> None:
    assert "<nav" not in of(Para("Words."))
    assert "<nav" in of(Contents(), Heading(1, "One"))


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_of_letters_stands_out_from_every_ground_it_is_on() -> None:
    colours = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", STYLE))
    grounds = {"#ffffff", colours["band"], *re.findall(r"background:(#[0-9a-f]{6})", STYLE)} - {"#ffdd00"}
    assert len(grounds) == 6
    for letters in ("ink", "navy", "teal", "muted", "link"):
        for ground in grounds:
            assert _contrast(colours[letters], ground) >= 4.5, (letters, ground)
    assert _contrast(colours["ink"], "#ffdd00") >= 4.5
    assert _contrast(colours["navy"], colours["tint"]) >= 4.5
    assert _contrast("#ffffff", colours["navy"]) >= 4.5
    for border, ground in (("#b86200", "#fff3d6"), ("#a3210f", "#fbeae7"), (colours["teal"], "#e8f2f4")):
        assert _contrast(border, ground) >= 3
