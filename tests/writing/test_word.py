"""Word files: complete, valid, the same each time, and readable for everybody."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openxml_audit import FileFormat, OpenXmlValidator
from sample_agreement import FIRE, agreement
from word_reading import attributes, paragraphs, parts, texts

from isptool.errors import IspError
from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    Clause,
    Clauses,
    Cover,
    Document,
    Figure,
    Gap,
    Heading,
    KeyFacts,
    Link,
    PageBreak,
    Para,
    Picture,
    Prose,
    Ref,
    Section,
    Signature,
    Signatures,
    Table,
    Text,
)
from isptool.writing.prose import clean
from isptool.writing.word import HouseStyle, digest, embedded_data, to_word

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def sample(house: HouseStyle) -> bytes:
    return to_word(agreement(), house)


def body(house: HouseStyle, *blocks: Block) -> str:
    return parts(to_word(Document("Title", blocks), house))["word/document.xml"]


# --- valid, and the same each time --------------------------------------------------------------


def test_the_validator_finds_nothing_in_a_document_with_every_kind_of_block(sample: bytes, tmp_path: Path) -> None:
    kinds = {type(block).__name__ for block in agreement().blocks}
    assert kinds == {
        "Heading", "Para", "Bullets", "Clauses", "Table", "Figure", "KeyFacts", "Callout", "Signatures",
        "Contents", "PageBreak", "Section",
    }  # fmt: skip
    path = tmp_path / "sample.docx"
    path.write_bytes(sample)
    result = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(path)
    assert [str(error) for error in result.errors] == []


def test_the_same_document_is_the_same_bytes_in_another_process_with_another_hash_seed(sample: bytes) -> None:
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from sample_agreement import agreement\n"
        "from isptool.writing.word import HouseStyle, to_word\n"
        "house = HouseStyle.load(Path(sys.argv[2]).read_bytes())\n"
        "sys.stdout.buffer.write(to_word(agreement(), house))\n"
        "assert not {'docx', 'lxml', 'jinja2', 'pydantic', 'markdown_it'} & set(sys.modules)\n"
    )
    here = Path(__file__).parent
    style = here.parents[1] / "templates" / "house-style.docx"
    for seed in ("1", "77"):
        run = subprocess.run(
            [sys.executable, "-c", code, str(here), str(style)],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(here.parents[1] / "src")},
            capture_output=True,
            check=True,
        )
        assert run.stdout == sample


def test_the_digest_is_of_the_contents_and_not_of_the_compression(house: HouseStyle, sample: bytes) -> None:
    stored = to_word(agreement(), house, store=True)
    with zipfile.ZipFile(io.BytesIO(stored)) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
    assert stored != sample
    assert digest(stored) == digest(sample)
    assert digest(to_word(replace(agreement(), version="1.1"), house)) != digest(sample)


SMALL = Document(
    "Small & short",
    (
        Heading(1, "Purpose", "purpose", numbered=True),
        Para((Text("See "), Ref("aim"), Text(", "), Text("at once", bold=True), Text("."))),
        Clauses((Clause("To help\npeople.", "aim", note="Already agreed: protocol clause 7.2."),)),
        Table("Items", ("Item", "Why"), (("Name", (Gap("Still to be agreed"),)), ("Address", "To write"))),
        Signatures((Signature("Wolds Council", ("Controller",), post="Director"),)),
    ),
    reference="WD-1",
    version="1.0",
    marking="OFFICIAL",
    mark="FOR SIGNATURE 7F3A-91C2",
)


def test_small_document_part_by_part(house: HouseStyle, request: pytest.FixtureRequest) -> None:
    """Kept parts stand in `golden/`; after a wanted change, delete one and run again to have it written."""
    made = parts(to_word(SMALL, house))
    for name in ("word/document.xml", "word/header2.xml", "word/footer2.xml", "docProps/core.xml",
                 "word/_rels/document.xml.rels", "[Content_Types].xml"):  # fmt: skip
        path = GOLDEN / name.replace("/", "+")
        readable = made[name].replace("><", ">\n<")
        if not path.exists():
            path.write_text(readable, encoding="utf-8")
            pytest.fail(f"{path.name} was missing and has been written: look at it, and run again")
        assert readable == path.read_text(encoding="utf-8"), name


# --- complete -----------------------------------------------------------------------------------

HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from("&<>\"'|*_#1.\n\t\x00\x07\ufffe\ud800🙂א[]`~-")), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(HOSTILE)
@example("& < > \" ' | * _ # 1. ]]> <!-- --> </w:t>")
@example("first\nsecond\r\nthird\ttabbed\u2028fourth\x0bfifth")
@example("\x00\x08\x0e\x1f\x7f\ufffe\uffff\ud800 control")
@example("🙂 emoji, עברית, العربية, 汉字, e\u0301")
@example("long " * 2000)
@example("x" * 10_000)
def test_python_docx_reads_back_every_text(house: HouseStyle, text: str) -> None:
    document = Document(
        text, (
            Heading(1, f"h{text}", "h", numbered=True),
            Para(f"p{text}"),
            Para((Text(f"r{text}"), Text(text, bold=True), Link(f"l{text}", "tel:112"), Gap(f"g{text}"))),
            Bullets((f"b{text}",)),
            Clauses((Clause(f"c{text}", more=(Para(f"m{text}"),), note=f"n{text}"),)),
            Callout("note", f"k{text}", label=f"w{text}"),
            Table(
                f"t{text}", (f"th{text}", "x"),
                ((f"tc{text}", Prose((Para(f"tp{text}"), Bullets((f"tb{text}",))))),),
            ),
            KeyFacts(((f"kl{text}", f"kv{text}"),), f"kc{text}"),
            Signatures((Signature(f"s{text}", (f"sl{text}",), f"ss{text}", f"sn{text}", f"sp{text}", f"sd{text}"),)),
        ),
        subtitle=f"su{text}", kind=f"ki{text}", reference=text, version=text, marking=text, mark=text,
        embedded=text.encode("utf-8", "surrogatepass"), cover=Cover((f"co{text}",), ((f"cl{text}", f"cv{text}"),)),
    )  # fmt: skip
    data = to_word(document, house)
    words = clean(text).text
    read = set(texts(data))
    wanted = {
        f"{lead}{words}"
        for lead in ("h", "p", "b", "c", "m", "n", "th", "tc", "tp", "tb", "kl", "kv", "kc", "sl", "ss", "sn", "sp",
                     "sd", "su", "ki", "co", "cl", "cv")
    }  # fmt: skip
    wanted |= {f"r{words}{words}l{words}g{words}", f"w{words}: k{words}", f"Table 1: t{words}", f"Signed for s{words}"}
    assert wanted <= read
    assert not words or words in read  # the title
    assert embedded_data(data) == document.embedded


def test_line_ends_and_tabs_are_elements_and_not_characters(house: HouseStyle) -> None:
    xml = body(house, Para("one\n\ntwo\tthree"))
    assert (
        '<w:t xml:space="preserve">one</w:t><w:br/><w:br/><w:t xml:space="preserve">two</w:t><w:tab/>'
        '<w:t xml:space="preserve">three</w:t>' in xml
    )


def test_the_embedded_data_is_read_back_and_guarded(house: HouseStyle, sample: bytes) -> None:
    assert embedded_data(sample) == agreement().embedded
    assert embedded_data(to_word(SMALL, house)) is None
    for data in (b"", b"\r\n<&>\x00", "é\ufffe".encode(), b"\xff\xfe"):
        assert embedded_data(to_word(replace(SMALL, embedded=data), house)) == data
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            contents = old.read(entry)
            new.writestr(entry.filename, contents.replace(b"safe-and-well", b"safe-and-ill"))
    with pytest.raises(IspError, match="was changed after"):
        embedded_data(out.getvalue())
    with pytest.raises(IspError, match="not a Word file"):
        embedded_data(b"no zip")


def test_properties(sample: bytes) -> None:
    properties = docx.Document(io.BytesIO(sample)).core_properties
    assert properties.title == "Safe and well visits"
    assert properties.language == "en-GB"
    assert properties.author == "Wolds and Dales Information Sharing Partnership"
    assert properties.subject == "Fire safety at home"
    assert properties.category == "Information sharing agreement"
    assert properties.content_status == "DRAFT"
    assert properties.identifier == "WD-ISA-014"
    assert properties.created is not None
    assert properties.created.date().isoformat() == "2026-11-20"


# --- marks on the page --------------------------------------------------------------------------


def test_marking_and_state_stand_on_every_page_and_only_a_draft_has_a_watermark(house: HouseStyle) -> None:
    for mark, watermarks in (("DRAFT", 3), ("FOR SIGNATURE 7F3A-91C2", 0), ("DRAFTED BY HAND", 0)):
        made = parts(to_word(agreement(mark), house))
        heads = {name: xml for name, xml in made.items() if name.startswith("word/header")}
        feet = {name: xml for name, xml in made.items() if name.startswith("word/footer")}
        assert len(heads) == len(feet) == 3  # cover, upright pages, landscape pages
        for xml in heads.values():
            assert "OFFICIAL-SENSITIVE" in xml
            assert f">{mark}<" in xml or f"{mark}</w:t>" in xml
        assert all("OFFICIAL-SENSITIVE" in xml for xml in feet.values())
        assert sum("PowerPlusWaterMarkObject" in xml for xml in heads.values()) == watermarks
        assert not any(
            "[" in text for xml in (*heads.values(), *feet.values()) for text in re.findall(r">([^<]+)<", xml)
        )


def header_lines(mark: str, marking: str, house: HouseStyle) -> list[list[str]]:
    """The lines at the head of an upright and of a landscape page; a tab is `→`."""
    document = Document("T", (Para("Words."), Section("landscape"), Para("Wide.")), marking=marking, mark=mark)
    made = parts(to_word(document, house))
    heads = [xml for name, xml in sorted(made.items()) if name.startswith("word/header")]
    plain = (re.sub(r"<w:tab/>", "→", re.sub(r"<w:br/>", "\n", xml.partition("</w:pPr>")[2])) for xml in heads)
    return [re.sub(r"<[^>]+>", "", xml).split("\n") for xml in plain]


def test_a_state_too_long_for_the_line_of_the_marking_goes_on_below_it_at_the_right_edge(house: HouseStyle) -> None:
    short = "FOR SIGNATURE · version 1.0 · 5241-C5DC"
    assert header_lines(short, "OFFICIAL-SENSITIVE", house) == [[f"OFFICIAL-SENSITIVE→{short}"]] * 2
    signed = f"{short} · signed so far by Wolds Council, Dales Council & the fire service"
    upright, aside = header_lines(signed, "OFFICIAL-SENSITIVE", house)
    assert upright == [
        f"OFFICIAL-SENSITIVE→{short}", "→signed so far by Wolds Council, Dales Council &amp; the fire service",
    ]  # fmt: skip
    assert aside == upright, "it is too long for a landscape page too"
    assert header_lines(f"{short} · by Wolds Council, Dales Council", "OFFICIAL", house)[1] == [
        f"OFFICIAL→{short} · by Wolds Council, Dales Council"
    ]
    [lines, _] = header_lines("one " * 60, "OFFICIAL", house)
    assert "".join(lines).count("one") == 60
    assert len(lines) == 4


def test_first_page_furniture_is_for_the_cover_and_landscape_pages_have_their_own(sample: bytes) -> None:
    made = parts(sample)
    sections = re.findall(r"<w:sectPr>.*?</w:sectPr>", made["word/document.xml"])
    assert ["titlePg" in section for section in sections] == [True, False, False]
    assert ['w:orient="landscape"' in section for section in sections] == [False, True, False]
    rels = dict(re.findall(r'Id="(\w+)"[^>]*Target="([^"]*)"', made["word/_rels/document.xml.rels"]))

    def default_header(section: str) -> str:
        return rels[re.findall(r'headerReference w:type="default" r:id="(\w+)"', section)[0]]

    upright, aside, again = map(default_header, sections)
    assert upright == again != aside
    assert attributes(made[f"word/{aside}"], "w:tab", "w:pos")[-1] == "14570"


def test_without_a_cover_there_is_a_title_and_no_first_page_furniture(house: HouseStyle) -> None:
    xml = body(house, Para("Words."))
    assert "titlePg" not in xml
    assert "pageBreakBefore" not in xml
    assert "Title" in xml


# --- pages --------------------------------------------------------------------------------------


def test_a_landscape_table_takes_its_headings_and_lead_along(house: HouseStyle) -> None:
    wide = Table("Wide", ("A", "B"), (("1", "2"),), landscape=True)
    lead = (Heading(1, "Items"), Heading(2, "By name"), Para("All of them:"), Callout("note", "no more."))
    xml = body(house, Para("Before."), *lead, wide, wide, Para("After."))
    places = [match.start() for match in re.finditer("<w:sectPr>", xml)]
    first, second, third = (xml[start:end] for start, end in zip([0, *places], places, strict=False))
    assert "Items" not in first
    assert second.count("<w:tbl>") == 2
    assert "Before." in second  # the section's properties stand inside its last paragraph
    assert second.index("Before.") < second.index("Items") < second.index("All of them:") < second.index("<w:tbl>")
    assert "After." in third
    assert len(places) == 3


def test_a_table_whose_words_do_not_fit_upright_is_turned_without_being_asked(house: HouseStyle) -> None:
    address = "information.governance.team@wolds-and-dales-partnership.example"
    assert 'w:orient="landscape"' not in body(house, Table("", ("A", "B"), ((address, "x"),)))
    assert 'w:orient="landscape"' in body(house, Table("", ("A", "B"), ((address, address),)))


def test_section_turns_what_follows(house: HouseStyle) -> None:
    xml = body(house, Para("Upright."), Section("landscape"), Para("Aside."), Section("portrait"), Para("Again."))
    stretches = re.split(r"<w:sectPr>", xml)
    assert ['w:orient="landscape"' in stretch for stretch in stretches[1:]] == [False, True, False]


def test_a_page_break_is_a_property_of_the_next_paragraph(house: HouseStyle) -> None:
    xml = body(house, Para("One."), PageBreak(), Heading(1, "Two"))
    assert xml.count("<w:pageBreakBefore/>") == 1
    assert re.search(r'<w:pStyle w:val="Heading1"/><w:pageBreakBefore/>', xml)
    assert "w:br " not in xml


def test_no_two_tables_touch_and_none_ends_the_document(house: HouseStyle) -> None:
    table, facts = Table("", ("A",), (("1",),)), KeyFacts((("A", "1"),))
    xml = body(house, table, table, facts, facts, Table("C", ("A",), (("1",),)), PageBreak(), table)
    assert "</w:tbl><w:tbl>" not in xml
    assert "</w:tbl><w:sectPr" not in xml
    assert "</w:tbl></w:tc>" not in xml


# --- tables and signatures ----------------------------------------------------------------------


def test_columns_have_both_widths_fill_the_page_and_leave_addresses_whole(sample: bytes) -> None:
    xml = parts(sample)["word/document.xml"]
    for table in re.findall(r"<w:tbl>.*?</w:tbl>", xml):
        grid = [int(value) for value in attributes(table, "w:gridCol", "w:w")]
        first_row = re.findall(r"<w:tr>.*?</w:tr>", table)[0]
        assert [int(value) for value in attributes(first_row, "w:tcW", "w:w")] == grid
        assert sum(grid) in (9638, 14570)
    contacts = next(table for table in re.findall(r"<w:tbl>.*?</w:tbl>", xml) if "@wolds.example" in table)
    widths = [int(value) / 20 for value in attributes(contacts, "w:gridCol", "w:w")]
    assert widths[2] >= 213 + 10.8  # "information.governance@wolds.example" at 12 points, and the cell's margins


def test_weights_share_the_width_but_break_no_word(house: HouseStyle) -> None:
    table = Table("", ("A", "B"), (("antidisestablishmentarianism", "x"),), widths=(1, 99))
    widths = [int(value) / 20 for value in attributes(body(house, table), "w:gridCol", "w:w")]
    assert 168 < widths[0] < 190
    assert round(sum(widths)) == 482


def test_table_heads_repeat_rows_do_not_split_and_tables_say_what_they_are(sample: bytes) -> None:
    xml = parts(sample)["word/document.xml"]
    data = [table for table in re.findall(r"<w:tbl>.*?</w:tbl>", xml) if "HouseTable" in table]
    assert len(data) == 8
    for table in data:
        rows = re.findall(r"<w:tr>.*?</w:tr>", table)
        assert "<w:cantSplit/><w:tblHeader/>" in rows[0]
        assert all("<w:cantSplit/>" in row and "tblHeader" not in row for row in rows[1:])
        assert 'w:firstRow="1"' in table
        assert re.search(r'<w:tblCaption w:val="[^"]+"/>', table)
    assert "w:vMerge" not in xml
    assert "w:gridSpan" not in xml


def test_a_row_that_may_be_longer_than_a_page_may_split(house: HouseStyle) -> None:
    xml = body(house, Table("", ("A", "B"), (("1", "words " * 900), ("2", "short"))))
    rows = re.findall(r"<w:tr>.*?</w:tr>", xml)
    assert ["cantSplit" in row for row in rows] == [True, False, True]


def test_the_last_row_of_a_table_is_never_alone_on_a_page(house: HouseStyle) -> None:
    xml = body(house, Table("", ("A",), tuple((str(n),) for n in range(6))))
    rows = re.findall(r"<w:tr>.*?</w:tr>", xml)[1:]
    assert ["<w:keepNext/>" in row for row in rows] == [False, False, False, False, True, False]


def test_the_first_label_of_a_sheet_is_never_alone_under_its_heading(house: HouseStyle) -> None:
    xml = body(house, KeyFacts(tuple((f"Label {n}", "Words.") for n in range(5))))
    rows = re.findall(r"<w:tr>.*?</w:tr>", xml)
    assert ["<w:keepNext/>" in row for row in rows] == [True, False, False, True, False]


def test_a_signature_block_stays_on_one_page(house: HouseStyle) -> None:
    two = (Signature(FIRE, ("Controller",)), Signature("Wolds Council"))
    xml = body(house, Signatures(two))
    blocks = xml.split("Signed for ")[1:]
    assert len(blocks) == 2
    for block, with_the_next in zip(blocks, (True, False), strict=True):
        rows = re.findall(r"<w:tr>.*?</w:tr>", block)
        assert len(rows) == 2
        assert all("<w:cantSplit/>" in row for row in rows)
        assert ["<w:keepNext/>" in row for row in rows] == [True, with_the_next], "a few stay on one page together"
        labels = re.findall(r"<w:t xml:space=\"preserve\">(\w+)</w:t>", "".join(rows))
        assert labels == ["Signature", "Date", "Name", "Post"]
    assert re.search(r'<w:pStyle w:val="SignatureParty"/><w:keepNext/>', xml)
    many = body(house, Signatures(two * 3)).split("Signed for ")[1:]
    assert ["<w:keepNext/>" in re.findall(r"<w:tr>.*?</w:tr>", each)[-1] for each in many] == [False] * 6


# --- links, contents, references ----------------------------------------------------------------


def test_contents_have_links_and_no_page_numbers_and_nothing_asks_for_an_update(sample: bytes) -> None:
    made = parts(sample)
    xml = made["word/document.xml"]
    assert ' TOC \\o "1-1" \\n \\h \\z \\u ' in xml
    anchors = set(attributes(xml, "w:hyperlink", "w:anchor"))
    bookmarks = attributes(xml, "w:bookmarkStart", "w:name")
    assert len(anchors) > 15
    assert anchors <= set(bookmarks)
    assert len(bookmarks) == len({name.casefold() for name in bookmarks})
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name) for name in bookmarks)
    assert xml.count('"begin"') == xml.count('"separate"') == xml.count('"end"')
    for part in made.values():
        assert "updateFields" not in part
        assert "w:dirty" not in part
        assert "PAGEREF" not in part


def test_ids_are_unique(sample: bytes) -> None:
    xml = parts(sample)["word/document.xml"]
    ids = attributes(xml, "w:bookmarkStart", "w:id") + attributes(xml, "wp:docPr", "id")
    assert len(ids) == len(set(ids)) > 50


def test_long_and_similar_anchors_get_bookmarks_of_their_own(house: HouseStyle) -> None:
    names = ("a" * 60, "a" * 59 + "b", "x-y", "x_y", "X-Y", "1st", "ü")
    xml = body(house, *(Heading(1, "H", name) for name in names), Para(tuple(Ref(name) for name in names)))
    marks = attributes(xml, "w:bookmarkStart", "w:name")
    assert len({mark.casefold() for mark in marks}) == len(names)
    assert attributes(xml, "w:hyperlink", "w:anchor") == marks


def test_a_cross_reference_is_a_field_with_the_number_it_has_now(house: HouseStyle) -> None:
    xml = body(
        house, Heading(1, "Aim", "aim", numbered=True), Clauses((Clause("C", "c"), Clause("D", "d", level=2))),
        Para((Ref("c"), Text(" and "), Ref("d"))),
    )  # fmt: skip
    assert re.findall(r" (REF [^<]*?) </w:instrText>", xml) == [
        "REF c \\r \\h"
    ]  # 3.1(a) is no field: it would skip a level
    made = Document("T", (Heading(1, "Aim", "aim", numbered=True), Clauses((Clause("C", "c"),)), Para((Ref("c"),))))
    assert "clause 1.1" in texts(to_word(made, house))


def test_links_lead_only_to_the_web_mail_and_telephones(house: HouseStyle) -> None:
    targets = ("https://wolds.example/a?b=1&c=2", "mailto:dpo@wolds.example", "javascript:alert(1)", "file:///etc/passwd",
               "https://wolds.example/a b", "https://wolds.example/é")  # fmt: skip
    made = parts(to_word(Document("T", (Para(tuple(Link(target, target) for target in targets)),)), house))
    rels = made["word/_rels/document.xml.rels"]
    outside = re.findall(r'Target="([^"]*)" TargetMode="External"', rels)
    assert outside == [
        "https://wolds.example/a?b=1&amp;c=2",
        "mailto:dpo@wolds.example",
        "https://wolds.example/%C3%A9",
    ]
    assert all(target.replace("&", "&amp;") in made["word/document.xml"] for target in targets)


# --- readable for everybody ---------------------------------------------------------------------


def test_nothing_is_smaller_than_twelve_points_and_nothing_is_in_italics_capitals_or_justified(sample: bytes) -> None:
    made = parts(sample)
    for name in (
        "word/styles.xml",
        "word/document.xml",
        "word/numbering.xml",
        *(n for n in made if "header" in n or "footer" in n),
    ):
        xml = made[name]
        assert [size for tag in ("w:sz", "w:szCs") for size in attributes(xml, tag, "w:val") if int(size) < 24] == [], (
            name
        )
        assert not re.search(r"<w:(i|caps|smallCaps)(/| )", xml), name
        assert "both" not in attributes(xml, "w:jc", "w:val"), name
    assert attributes(made["word/styles.xml"], "w:sz", "w:val")[0] == "24"


def test_headings_are_word_headings_without_gaps(sample: bytes) -> None:
    styles = [paragraph.style.name for paragraph in paragraphs(sample) if paragraph.style]
    levels = [int(name[-1]) for name in styles if name.startswith("Heading ")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(1) == 16


def test_the_language_is_said_everywhere_and_can_be_another(house: HouseStyle) -> None:
    made = parts(to_word(SMALL, house))
    assert attributes(made["word/styles.xml"], "w:lang", "w:val") == ["en-GB"]
    assert attributes(made["word/settings.xml"], "w:themeFontLang", "w:val") == ["en-GB"]
    welsh = parts(to_word(replace(SMALL, language="cy-GB"), house))
    assert attributes(welsh["word/styles.xml"], "w:lang", "w:val") == ["cy-GB"]
    assert attributes(welsh["word/settings.xml"], "w:themeFontLang", "w:val") == ["cy-GB"]
    assert "<dc:language>cy-GB</dc:language>" in welsh["docProps/core.xml"]


def test_pictures_have_an_alternative_and_come_as_emf_with_svg(sample: bytes) -> None:
    made = parts(sample)
    alternatives = attributes(made["word/document.xml"], "wp:docPr", "descr")
    assert alternatives == [
        (
            "Diagram of 6 information flows between Wolds Council, GP practices in the county that have signed the "
            "protocol, Wolds Acute Hospitals NHS Trust, Harbour Carers (registered charity) and Wolds and Dales Fire "
            "and Rescue Service. The table after it says the same in words."
        )
    ]
    with zipfile.ZipFile(io.BytesIO(sample)) as archive:
        assert archive.read("word/media/figure1.emf")[40:44] == b" EMF"
    assert made["word/media/figure1.svg"].startswith("<svg")


def test_a_picture_made_elsewhere_is_fitted_to_the_page(house: HouseStyle) -> None:
    picture = Picture(b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"emf", 930, 100)
    xml = body(house, Figure(picture, "A map", "A map of the county"))
    assert attributes(xml, "wp:extent", "cx") == [str(round(481.9 * 12700))]
    assert attributes(xml, "wp:docPr", "descr") == ["A map of the county"]


def test_open_points_stand_on_the_face_of_the_document(house: HouseStyle) -> None:
    data = to_word(Document("T", (Callout("gap", "the period."), Para((Gap("Not yet agreed"),)))), house)
    found = {paragraph.text: paragraph for paragraph in paragraphs(data)}
    callout = found["Still to be agreed: the period."]
    assert callout.style is not None
    assert callout.style.name == "Callout Gap"
    assert callout.runs[0].bold
    run = found["Not yet agreed"].runs[0]
    assert run.style is not None
    assert run.style.name == "Open Point"
