"""The house style: found by name, filled by token, and what it lacks is said."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from msgspec.structs import replace
from word_reading import attributes, parts, texts

from isptool.errors import IspError
from isptool.writing.document import Clause, Clauses, Cover, Document, Heading, Para, Section, Table
from isptool.writing.word import HouseStyle, to_word

DOCUMENT = Document(
    "Safe & well",
    (Heading(1, "Aim", numbered=True), Clauses((Clause("Words."),)), Section("landscape"), Para("Wide.")),
    reference="WD-1", version="1.0", marking="OFFICIAL", mark="DRAFT", cover=Cover(),
)  # fmt: skip


def changed(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The house style with one part changed; an empty result leaves the part out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            contents = old.read(entry)
            if entry.filename == name:
                after = change(contents.decode())
                assert after != contents.decode()
                contents = after.encode()
            if contents:
                new.writestr(entry.filename, contents)
    return out.getvalue()


def test_all_missing_styles_are_named_at_once(house_bytes: bytes) -> None:
    def rename(xml: str) -> str:
        for name in ("Clause Level 2", "Open Point", "House Signature"):
            xml = xml.replace(f'w:val="{name}"', 'w:val="Something else"')
        return xml

    with pytest.raises(IspError) as error:
        HouseStyle.load(changed(house_bytes, "word/styles.xml", rename))
    assert error.value.message == (
        "The house style lacks these styles: Clause Level 2 (paragraph), Open Point (character), "
        "House Signature (table)."
    )
    assert "New Style" in error.value.hint


def test_a_bullet_style_without_its_bullet_is_missing(house_bytes: bytes) -> None:
    def without(xml: str) -> str:
        return re.sub(r'<w:numPr><w:numId w:val="1"/></w:numPr>', "", xml)

    with pytest.raises(IspError, match=r"List Bullet \(it has no bullet\)"):
        HouseStyle.load(changed(house_bytes, "word/styles.xml", without))


def test_styles_are_found_by_name_whatever_their_id_and_case(house_bytes: bytes) -> None:
    def other(xml: str) -> str:
        return xml.replace('w:styleId="Clause"', 'w:styleId="Klausel"').replace('w:val="Clause"', 'w:val="CLAUSE"')

    house = HouseStyle.load(changed(house_bytes, "word/styles.xml", other))
    assert '<w:pStyle w:val="Klausel"/>' in parts(to_word(DOCUMENT, house))["word/document.xml"]


def test_the_exact_name_goes_before_one_that_differs_in_case(house_bytes: bytes) -> None:
    def twice(xml: str) -> str:
        own = '<w:style w:type="paragraph" w:styleId="Theirs"><w:name w:val="Caption"/></w:style>'
        return xml.replace("<w:style ", f"{own}<w:style ", 1)

    assert HouseStyle.load(changed(house_bytes, "word/styles.xml", twice)).styles["caption"] == "Caption"


def test_tokens_are_found_across_runs(house_bytes: bytes) -> None:
    def split(xml: str) -> str:
        run = "</w:t></w:r><w:r><w:rPr><w:noProof/></w:rPr><w:t>"
        return xml.replace("[reference]", f"x[refer{run}en{run}ce]y").replace("[title]", f"[ti{run}tle]")

    house = HouseStyle.load(changed(house_bytes, "word/footer2.xml", split))
    xml = parts(to_word(DOCUMENT, house))["word/footer2.xml"]
    assert "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", xml)).startswith(
        "Safe &amp; wellOFFICIALxWD-1y · Version 1.0"
    )


def footer(document: Document, house: HouseStyle) -> str:
    """The words of the usual footer."""
    return "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", parts(to_word(document, house))["word/footer2.xml"]))


def test_the_footer_says_nothing_of_what_a_document_has_not(house: HouseStyle) -> None:
    assert footer(DOCUMENT, house) == "Safe &amp; wellOFFICIALWD-1 · Version 1.0 · Page 2 of 9"
    assert footer(replace(DOCUMENT, version=""), house) == "Safe &amp; wellOFFICIALWD-1 · Page 2 of 9"
    assert footer(replace(DOCUMENT, reference=""), house) == "Safe &amp; wellOFFICIALVersion 1.0 · Page 2 of 9"
    assert footer(replace(DOCUMENT, reference="", version=""), house) == "Safe &amp; wellOFFICIALPage 2 of 9"


def test_a_house_style_without_a_place_for_the_marking_is_refused_only_where_there_is_one(house_bytes: bytes) -> None:
    house = HouseStyle.load(changed(house_bytes, "word/footer3.xml", lambda xml: xml.replace("[marking]", "")))
    assert house.lacks_marking() == ("The footer of the landscape page has no [marking].",)
    with pytest.raises(IspError, match=r"The footer of the landscape page has no \[marking\]"):
        to_word(DOCUMENT, house)
    assert to_word(Document("T", (Para("Words."),), mark="DRAFT"), house)


def test_a_token_that_stands_nowhere_is_named(house_bytes: bytes) -> None:
    data = house_bytes
    for part in ("word/footer2.xml", "word/footer3.xml"):
        data = changed(data, part, lambda xml: xml.replace("[title]", "Our partnership"))
    assert HouseStyle.load(data).lacks_tokens() == ("[title]",)


def test_the_house_style_that_comes_with_isptool_lacks_nothing(house: HouseStyle) -> None:
    assert house.lacks_marking() == ()
    assert house.lacks_tokens() == ()
    assert house.portrait.width == 9638
    assert house.landscape.width == 14570


def test_without_a_landscape_section_one_is_made_and_its_right_tab_moves_out(house_bytes: bytes) -> None:
    def upright_only(xml: str) -> str:
        first = re.search(r"<w:p>(?:(?!</w:p>).)*<w:sectPr.*?</w:sectPr></w:pPr></w:p>", xml)
        last = re.findall(r"<w:sectPr.*?</w:sectPr>", xml)
        assert first
        return xml.replace(last[-1], last[0]).replace(first[0], "")

    house = HouseStyle.load(changed(house_bytes, "word/document.xml", upright_only))
    assert house.landscape.width == 14570
    made = parts(to_word(DOCUMENT, house))
    assert "OFFICIAL" in made["word/landscape-header.xml"]
    assert "Page " in made["word/landscape-footer.xml"]
    assert house.portrait.furniture["header-default"].part == "word/header2.xml"
    assert 'w:orient="landscape"' in made["word/document.xml"]
    document = docx.Document(io.BytesIO(to_word(DOCUMENT, house)))
    assert document.sections[1].header.paragraphs[0].text == "OFFICIAL\tDRAFT"


def test_own_pictures_and_numbering_of_the_house_come_along_and_its_words_do_not(house_bytes: bytes) -> None:
    house = HouseStyle.load(house_bytes)
    data = to_word(DOCUMENT, house)
    made = parts(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "word/media/image1.png" in archive.namelist()
    assert "image1.png" in made["word/_rels/header1.xml.rels"]
    assert not any("how this style looks" in text for text in texts(data))
    assert attributes(made["word/numbering.xml"], "w:num", "w:numId") == ["1", "2", "3", "4", "5"]
    assert "docProps/thumbnail.jpeg" not in made


def test_indents_of_numbered_clauses_come_from_their_styles(house_bytes: bytes) -> None:
    def wider(xml: str) -> str:
        return re.sub(
            r'(<w:name w:val="Clause"/>.*?<w:ind )w:left="737" w:hanging="737"',
            r'\1w:left="1000" w:hanging="900"',
            xml,
            count=1,
        )

    house = HouseStyle.load(changed(house_bytes, "word/styles.xml", wider))
    levels = parts(to_word(DOCUMENT, house))["word/numbering.xml"].split('w:abstractNumId="4"')[1].split("<w:lvl ")
    assert '<w:lvlText w:val="%1.%2"/>' in levels[2]
    assert '<w:ind w:left="1000" w:hanging="900"/>' in levels[2]


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("word/styles.xml", lambda xml: "<!DOCTYPE x>" + xml, "word/styles.xml in the house style declares"),
        ("word/document.xml", lambda xml: "", "not a Word file"),
        ("word/document.xml", lambda xml: xml.replace("w:sectPr", "w:other"), "no portrait page"),
    ],
)
def test_files_that_are_no_house_style(
    house_bytes: bytes, name: str, change: Callable[[str], str], message: str
) -> None:
    with pytest.raises(IspError, match=message):
        HouseStyle.load(changed(house_bytes, name, change))


def test_a_file_that_is_no_zip_and_one_with_macros(house_bytes: bytes) -> None:
    with pytest.raises(IspError, match="not a Word file"):
        HouseStyle.load(b"%PDF-1.7")
    out = io.BytesIO(house_bytes)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    with pytest.raises(IspError, match="holds macros"):
        HouseStyle.load(out.getvalue())


def test_every_style_of_the_house_is_at_least_twelve_points(house_bytes: bytes) -> None:
    sizes = {
        style.name: style.font.size.pt
        for style in docx.Document(io.BytesIO(house_bytes)).styles
        if style.type in (WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER) and style.font.size
    }
    assert len(sizes) > 10
    assert {name: size for name, size in sizes.items() if size < 12} == {}


def test_a_table_in_a_landscape_section_is_as_wide_as_it(house: HouseStyle) -> None:
    document = Document("T", (Section("landscape"), Table("", ("A", "B"), (("1", "2"),))))
    xml = parts(to_word(document, house))["word/document.xml"]
    assert sum(map(int, attributes(xml, "w:gridCol", "w:w"))) == 14570
