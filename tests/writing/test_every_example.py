"""Every example in every edition: valid, read back whole by two independent readers, and said alike in all formats."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from examples import COUNTY, Example, composed, composed_from, every, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from openxml_audit import FileFormat, OpenXmlValidator
from word_reading import paragraphs

from isptool.library import house_style
from isptool.writing.html import to_html
from isptool.writing.markdown import to_markdown
from isptool.writing.prose import clean
from isptool.writing.word import HouseStyle, digest, embedded_data, to_word

EXAMPLES = every()
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: f"{each.id}-{each.edition}")


@cache
def house_of_the_tool() -> HouseStyle:
    return HouseStyle.load(house_style())


@cache
def word(example: Example) -> bytes:
    return to_word(composed(example), house_of_the_tool())


def said(example: Example) -> list[str]:
    """What the document says, squeezed: every paragraph, bullet and cell."""
    return [squeezed(each) for each in texts(composed(example)) if each.strip()]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_there_are_as_many_examples_as_there_should_be() -> None:
    assert len(EXAMPLES) >= 7
    assert {each.edition for each in EXAMPLES} >= {"full"}


@each_example
def test_python_docx_reads_back_every_word(example: Example) -> None:
    read = squeezed("".join(each.text for each in paragraphs(word(example))))
    assert [each for each in said(example) if each not in read] == []
    assert len(said(example)) > (40 if example.edition == "full" else 2)
    document = docx.Document(io.BytesIO(word(example)))
    assert document.core_properties.title == composed(example).title
    assert document.core_properties.language == "en-GB"


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.inside = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside += tag in ("style", "title", "svg")

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag in ("style", "title", "svg")

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.heard.append(data)


@each_example
def test_html_and_markdown_say_every_word_too(example: Example) -> None:
    page = _Words()
    page.feed(to_html(composed(example)))
    shown = squeezed("".join(page.heard))
    marks = re.compile(r"<br>|\*\*|^> ?", re.M)
    plain = squeezed(re.sub(r"(?s)\\(.)", r"\1", html.unescape(marks.sub("", to_markdown(composed(example))))))
    linked = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", plain)
    assert [each for each in said(example) if each not in shown] == []
    assert [each for each in said(example) if each not in linked] == []


@each_example
def test_the_page_asks_for_nothing_from_outside(example: Example) -> None:
    page = to_html(composed(example))
    assert "<script" not in page
    assert not re.search(r"""(?:src|data|srcset|poster|action)=["'](?!data:)""", page)
    assert not re.search(r"@import|url\(|<link\b|<iframe|<object|<embed", page)


@each_example
def test_the_same_example_makes_the_same_bytes_and_carries_its_data(example: Example) -> None:
    again = to_word(composed(example), HouseStyle.load(house_style()))
    assert again == word(example)
    assert digest(to_word(composed(example), house_of_the_tool(), store=True)) == digest(word(example))
    assert embedded_data(word(example)) == composed(example).embedded


# ── whatever people write ────────────────────────────────────────────────────────────────────────────

HOSTILE = st.lists(
    st.sampled_from(
        ["</w:t>", "<w:br/>", "&amp;", "&#x0;", "{{ title }}", "{% raw %}", "[[glance]]", "**", "_x_", "`", "|", "<!--",
         "-->", "]]>", "1.", "# a", "[a](b)", "\\", "$x$", "~~", "<script>", "'", '"', "£", "…", "\u200b", "\u202e",
         "🏠", "é", "مرحبا", "\ue000", "%s", "${x}", "@import", "end"]
    ),
    min_size=1, max_size=8,
).map(lambda words: "Own words: " + " ".join(words))  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(HOSTILE)
def test_an_answer_stands_in_every_format_whatever_it_says(words: str) -> None:
    """From the YAML to the words in the file; what no XML file may carry is the only thing that goes."""
    path = COUNTY / "agreements" / "safe-and-well-visits.yaml"
    text = path.read_text(encoding="utf-8")
    old = "because: A yes or no is enough to decide which home to visit first."
    assert old in text
    document = composed_from(path, text.replace(old, f"because: {json.dumps(words, ensure_ascii=False)}"))
    wanted = squeezed(clean(words).text)
    assert wanted in squeezed("".join(each.text for each in paragraphs(to_word(document, house_of_the_tool()))))
    page = _Words()
    page.feed(to_html(document))
    assert wanted in squeezed("".join(page.heard))
    assert wanted in rendered_markdown(to_markdown(document))


def rendered_markdown(text: str) -> str:
    """What a reader of Markdown sees, squeezed."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    shown = []
    for token in tokens:
        for child in token.children or ():
            shown.append(child.content if child.type in ("text", "code_inline") else "")
    return squeezed("".join(shown))


# ── slow: real validators and programs ───────────────────────────────────────────────────────────────


@pytest.mark.programs
@each_example
def test_the_schema_is_kept(example: Example, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """2 to 4 seconds each: what was found clean once is not looked at again while its contents stay the same."""
    assert request.config.cache is not None
    key = f"isptool/valid/{digest(word(example))}"
    if request.config.cache.get(key, False):
        return
    path = tmp_path / "example.docx"
    path.write_bytes(word(example))
    found = [str(each) for each in OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(path).errors]
    assert found == []
    request.config.cache.set(key, True)


@pytest.mark.programs
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_reads_back_every_word_of_every_example(tmp_path: Path) -> None:
    given, made = tmp_path / "given", tmp_path / "made"
    given.mkdir()
    for example in EXAMPLES:
        (given / f"{example.id}.{example.edition}.docx").write_bytes(word(example))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(made)]
    subprocess.run([*command, *map(str, sorted(given.iterdir()))], check=True, timeout=300, capture_output=True)
    for example in EXAMPLES:
        text = (made / f"{example.id}.{example.edition}.txt").read_text(encoding="utf-8-sig")
        read = squeezed(text)
        words = [each.text for each in paragraphs(word(example)) if each.text.strip()]
        assert [each for each in words if squeezed(each) not in read] == [], example


@pytest.mark.programs
@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdfinfo")), reason="needs LibreOffice and poppler")
def test_a_pdf_and_an_odt_are_made_of_every_example_in_one_start(tmp_path: Path) -> None:
    from isptool.cli.office import LibreOffice, Source

    program = Path(shutil.which("soffice") or "")
    sources = [Source(f"{each.id}.{each.edition}", word(each), b"") for each in EXAMPLES]
    for name, made in LibreOffice(program).convert(sources, "pdf"):
        assert made is not None, name
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(made)
        about = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True).stdout
        assert re.search(r"Tagged: +yes", about), name
    for name, made in LibreOffice(program).convert(sources, "odt"):
        assert made is not None, name
