"""Markdown: what an independent reader reads back is what was said, whatever was typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
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
    Flow,
    FlowDiagram,
    FlowParty,
    Gap,
    Heading,
    KeyFacts,
    LineBreak,
    Link,
    Para,
    Prose,
    Ref,
    Signature,
    Signatures,
    Table,
    Text,
)
from isptool.writing.markdown import to_markdown
from isptool.writing.prose import clean

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
WANTED = {
    "inline", "paragraph_open", "paragraph_close", "heading_open", "heading_close", "bullet_list_open",
    "bullet_list_close", "list_item_open", "list_item_close", "blockquote_open", "blockquote_close",
    "table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close", "tr_open",
    "tr_close", "th_open", "th_close", "td_open", "td_close", "html_block",
}  # fmt: skip


def of(*blocks: Block) -> str:
    return to_markdown(Document("T", blocks))


def plain(token: Token) -> str:
    """The text of an inline token, with line breaks for breaks."""
    done = ""
    for child in token.children or ():
        if child.type == "text":
            done += child.content
        elif child.type in ("softbreak", "hardbreak") or child.content == "<br>":
            done += "\n"
        else:
            assert child.type in ("strong_open", "strong_close", "link_open", "link_close") or child.content in (
                "<strong>",
                "</strong>",
            ), child
    return done


def read(markdown: str) -> list[str]:
    """The texts of all blocks that an independent reader finds, their spaces made single."""
    tokens = READER.parse(markdown)
    assert {token.type for token in tokens} <= WANTED, {token.type for token in tokens} - WANTED
    return [" ".join(plain(token).split()) for token in tokens if token.type == "inline"]


HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from("&<>\"'|*_#1.)-+=~`[]()!\\:$@\n\t  \x00\ufffe\ud800🙂א")), max_size=30
)


@settings(max_examples=150, deadline=None)
@given(HOSTILE)
@example("& < > \" ' | * _ # 1. &amp; &#35; &copy;")
@example("# no heading")
@example("- no bullet\n+ none\n* none\n1. none\n2) none")
@example("no setext\n===\nheading\n---\n***\n___")
@example("    no code\n\tnone\n```\nnone\n~~~")
@example("a | b\n--- | ---\n1 | 2")
@example("[no](link) ![no](image) <no@autolink.example> <b>no</b> `no` ~~no~~ **no** \\ \\* [x]: y")
@example("[x]: https://wolds.example/ 'no reference'")
@example("one\n\ntwo\r\nthree\u2028four")
@example("🙂 עברית العربية 汉字")
@example("long *words* " * 800)
@example("")
@example("\x1f0:")
def test_a_reader_reads_back_every_text(text: str) -> None:
    markdown = of(
        Heading(1, f"h {text}", "h", numbered=True),
        Para(text),
        Para((Text("r"), Text(text, bold=True), Text(text), Gap(text), LineBreak(), Text(text))),
        Bullets((text, f"b {text}")),
        Clauses((Clause(text, more=(Bullets((text,)), Para(text)), note=f"n {text}"),)),
        Callout("gap", text),
        Table(f"t {text}", (text, "the other head"), ((text, Prose((Para(text), Bullets((text,))))), ("row", text))),
        KeyFacts(((f"k {text}", text), ("own", Prose((Para(f"p {text}"), Bullets((text,)), Para(f"q {text}"))))), text),
        Signatures((Signature(f"s {text}", (f"l {text}",), text, text, text, text),)),
    )
    words = " ".join(clean(text).text.split())
    found = read(markdown)

    def joined(*parts: str) -> str:
        return " ".join(" ".join(parts).split())

    assert found[:1] == ["T"]
    rest = found[1:]
    assert joined("1 h", words) in rest
    assert joined("Still to be agreed:", words) in rest
    assert joined("1.1", words) in rest
    assert joined("n", words) in rest
    assert joined("b", words) in rest
    assert joined("Table 1: t", words) in rest
    assert joined(f"{joined('k', words)}:", words) in rest
    assert joined("Signed for s", words) in rest
    assert joined("l", words) in rest
    squeezed = ["".join(each.split()) for each in rest]
    bare = "".join(words.split())
    assert f"r{bare * 4}" in squeezed
    assert f"{bare}•{bare}" in squeezed  # own words in a cell
    assert {joined("own: p", words), joined("q", words)} <= set(rest)
    if words:
        # a paragraph, a bullet, a bullet and a paragraph of the clause, table head, row and cell, a nested bullet,
        # the caption of the facts and the four fields of the signature
        assert rest.count(words) >= 13


def test_the_sample_is_read_back_whole() -> None:
    markdown = to_markdown(agreement())
    without_diagram = re.sub(r"```mermaid.*?```\n", "", markdown, flags=re.S)
    found = read(without_diagram)
    assert "7.3(b)(i) the number of homes on the list, and" in found
    assert found.count("OFFICIAL-SENSITIVE · DRAFT") == 2
    assert "Still to be agreed: the Article 9 condition of the acute trust. Its Caldicott Guardian decides by 15 " in (
        "\n".join(found)
    )


def test_numbers_are_text_and_headings_one_level_down() -> None:
    markdown = of(
        Heading(1, "Aim", numbered=True),
        Clauses((Clause("C"), Clause("D", level=2))),
        Heading(2, "Aside"),
        Heading(1, "Words", annex=True),
    )
    assert markdown == "# T\n\n## 1 Aim\n\n**1.1** C\n\n**1.1(a)** D\n\n### Aside\n\n## Annex A: Words\n"


def test_contents_lead_to_the_headings_by_the_names_that_hosts_give_them() -> None:
    markdown = of(
        Contents(levels=2), Heading(1, "T"), Heading(1, "People's rights & duties", numbered=True),
        Heading(2, "Deep"), Heading(1, "T"), Heading(1, "Words", annex=True),
    )  # fmt: skip
    assert (
        "- [T](#t-1)\n- [1 People's rights & duties](#1-peoples-rights--duties)\n  - [Deep](#deep)\n- [T](#t-2)\n"
        "- [Annex A: Words](#annex-a-words)\n" in markdown
    )


def test_tables_are_tables_with_line_breaks_and_bold_row_heads() -> None:
    markdown = of(Table("Items", ("What", "Why"), (("Name\nand age", (Gap("Not yet"),)),)))
    assert markdown.endswith(
        "**Table 1: Items**\n\n| What | Why |\n| --- | --- |\n| **Name**<br>**and age** | **Not yet** |\n"
    )


def test_two_lists_in_a_row_stay_two() -> None:
    tokens = READER.parse(of(Bullets(("a",)), Bullets(("b",)), KeyFacts((("c", "d"),))))
    assert [token.type for token in tokens].count("bullet_list_open") == 3


@pytest.mark.parametrize(
    ("runs", "markdown"),
    [
        ((Text("at "), Text("once", bold=True), Text(", please")), "at **once**, please"),
        ((Text("a"), Text("(b)", bold=True), Text("c")), "a<strong>(b)</strong>c"),
        ((Text("a "), Text("(b)", bold=True), Text(" c")), "a **(b)** c"),
        ((Text("a"), Text(" b ", bold=True), Text("c")), "a **b** c"),
        ((Text("x", bold=True), Text("y", bold=True)), "**x**<strong>y</strong>"),
        ((Link("the [site]", "https://wolds.example/?a=(b)"),), "[the \\[site\\]](<https://wolds.example/?a=(b)>)"),
        ((Link("bad", "javascript:alert(1)"),), "bad"),
    ],
)
def test_runs(runs: tuple[Text, ...], markdown: str) -> None:
    assert of(Para(runs)) == f"# T\n\n{markdown}\n"


def test_a_cross_reference_says_the_number() -> None:
    assert "see clause 1.1" in of(
        Heading(1, "Aim", numbered=True), Clauses((Clause("C", "c"),)), Para((Text("see "), Ref("c")))
    )


def test_a_diagram_is_mermaid_whatever_the_names() -> None:
    diagram = FlowDiagram(
        (FlowParty("a", 'A "one" | two #3 `x` <b>', "Note"), FlowParty("b", "B")), (Flow("a", "b", ("One\nline",)),)
    )
    assert of(Figure(diagram, "Flows")).startswith(
        "# T\n\n```mermaid\nflowchart LR\n"
        '    p0["A #34;one#34; #124; two #35;3 #96;x#96; #60;b#62;<br>Note"]\n    p1["B"]\n'
        '    p0 -->|"One line"| p1\n```\n\n**Figure 1: Flows**\n\nDiagram of information flows from A'
    )
