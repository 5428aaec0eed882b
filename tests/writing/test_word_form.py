"""A partner's own Word form: what is wrong in it is named, what is filled is escaped, and it can do nothing else."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from isptool.errors import IspError
from isptool.writing.form_values import SHAPE, shape
from isptool.writing.word_form import fill, misfits

FIELDS: dict[str, Any] = {
    "title": "the title",
    "marking": "the marking",
    "parties": [{"name": "the name", "contact": {"mailbox": "the mailbox"}}],
    "answers": {"incidents": "what is agreed"},
    "left_out": ["something"],
}
VALUES: dict[str, Any] = {
    "title": "Safe & well <visits>",
    "marking": "",
    "parties": [
        {"name": "Wolds Council", "contact": {"mailbox": "dpo@wolds.example"}},
        {"name": "R&D </w:t><w:br/> Ltd", "contact": {"mailbox": ""}},
    ],
    "answers": {"incidents": "Tell {{ title }} at once.\nThen write it down."},
    "left_out": [],
}


def form(*paragraphs: str, change: Callable[[Any], None] | None = None) -> bytes:
    """A form with a heading and these paragraphs."""
    made = docx.Document()
    made.add_heading("The agreement", 1)
    for text in paragraphs:
        made.add_paragraph(text)
    if change is not None:
        change(made)
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def said(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs][1:]


def wrong(*paragraphs: str) -> list[str]:
    return [str(each) for each in misfits(form(*paragraphs), FIELDS)]


# ── filled ───────────────────────────────────────────────────────────────────────────────────────────


def test_values_stand_where_their_tags_stood_and_change_nothing_else() -> None:
    filled = fill(form("It is called {{ title }}.", "{{ answers.incidents }}"), VALUES)
    assert said(filled) == ["It is called Safe & well <visits>.", "Tell {{ title }} at once.\nThen write it down."]


def test_a_list_makes_rows_and_paragraphs() -> None:
    def rows(made: Any) -> None:
        table = made.add_table(rows=3, cols=2)
        cells = (("{%tr for p in parties %}", ""), ("{{ p.name }}", "{{ p.contact.mailbox }}"), ("{%tr endfor %}", ""))
        for row, texts in enumerate(cells):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text

    given = form("{%p for p in parties %}", "- {{ p.name }}", "{%p endfor %}", "{%p if left_out %}", "Never shared",
                 "{%p else %}", "Nothing is left out", "{%p endif %}", change=rows)  # fmt: skip
    assert misfits(given, FIELDS) == []
    filled = fill(given, VALUES)
    assert said(filled) == ["- Wolds Council", "- R&D </w:t><w:br/> Ltd", "Nothing is left out"]
    [table] = docx.Document(io.BytesIO(filled)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Wolds Council", "dpo@wolds.example"],
        ["R&D </w:t><w:br/> Ltd", ""],
    ]


def test_a_header_is_filled_too_and_properties_are_left_alone() -> None:
    def header(made: Any) -> None:
        made.sections[0].header.paragraphs[0].text = "{{ title }}"
        made.core_properties.title = "{{ title }}"

    filled = docx.Document(io.BytesIO(fill(form("A form", change=header), VALUES)))
    assert filled.sections[0].header.paragraphs[0].text == "Safe & well <visits>"
    assert filled.core_properties.title == "{{ title }}"


def test_the_same_form_and_document_make_the_same_bytes() -> None:
    given = form("{{ title }}")
    assert fill(given, VALUES) == fill(given, VALUES)
    with zipfile.ZipFile(io.BytesIO(fill(given, VALUES))) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# ── checked first ────────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_field_is_named_by_heading_and_paragraph_with_the_nearest_one() -> None:
    assert wrong("Called {{ titel }}") == [
        "under “The agreement”, paragraph 2 (Called {{ titel }}): there is no field called titel; did you mean title?"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{% for p in parties %}{{ p.nam }}{% endfor %}", "there is no field called nam here; did you mean name?"),
        ("{{ answers.incident }}", "there is no field called incident here; did you mean incidents?"),
        ("{{ answers['incident'] }}", "there is no field called incident here; did you mean incidents?"),
        ("{{ parties.name }}", "name is asked of a list: go through it with {% for … %}"),
        ("{{ title.name }}", "name is asked of a text, which has no parts"),
        ("{% if titles %}x{% endif %}", "there is no field called titles; did you mean title?"),
        ("{{ title|uper }}", "there is no filter called uper; did you mean upper?"),
        ("{{ title", "the tag cannot be read: unexpected end of template, expected 'end of print statement'"),
        ("{% for p in parties %}{{ p.name }}", "the tag cannot be read: "),
        ("{{ p.name }}", "there is no field called p"),
        ("{{ parties[0].mail }}", "there is no field called mail here"),
        ("{{ (parties|first).mail }}", "there is no field called mail here"),
        ("{% for p in parties|sort(attribute='name') %}{{ p.mail }}{% endfor %}", "there is no field called mail here"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(text: str, message: str) -> None:
    found = wrong(text)
    assert len(found) == 1, found
    assert message in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "{{ title|upper }} {{ marking or 'OFFICIAL' }} {{ parties|length }} {{ parties[0].name }}",
        "{% for p in parties if p.contact.mailbox %}{{ loop.index }}. {{ p['name'] }}{% endfor %}",
        "{%p for p in parties %}",
        "{% for each in left_out %}{{ each }}{% else %}nothing{% endfor %}",
        "“{{ title }}” {# a remark #} {{ ‘a’ ~ title }}",
    ],
)
def test_what_is_right_is_not_complained_of(text: str) -> None:
    closing = ("{%p endfor %}",) if text.startswith("{%p") else ()
    assert wrong(text, *closing) == []


def test_headers_are_checked_and_named() -> None:
    def header(made: Any) -> None:
        made.sections[0].header.paragraphs[0].text = "{{ refrence }}"

    found = misfits(form("{{ title }}", change=header), FIELDS)
    assert [str(each) for each in found] == [
        "in the header, paragraph 1 ({{ refrence }}): there is no field called refrence"
    ]


def test_every_field_that_is_offered_is_one_that_documents_have() -> None:
    assert wrong() == []
    offered = shape(["incidents"])
    assert offered["answers"] == {"incidents": "what is agreed"}
    assert set(offered) == set(SHAPE)


# ── hostile forms ────────────────────────────────────────────────────────────────────────────────────

HOSTILE = [
    "{{ cycler.__init__.__globals__.os.popen('touch {mark}').read() }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ title.__class__ }}",
    "{{ title|attr('__class__') }}",
    "{{ title['__class__'] }}",
    "{{ parties|map(attribute='__class__')|list }}",
    "{{ parties|selectattr('__class__')|list }}",
    "{{ parties|sort(attribute='__class__.__mro__')|list }}",
    "{{ lipsum.__globals__['os'].system('touch {mark}') }}",
    "{{ self._TemplateReference__context }}",
    "{{ self.__init__.__globals__ }}",
    "{% include '/etc/passwd' %}",
    "{% import '/etc/passwd' as words %}",
    "{% from '/etc/passwd' import words %}",
    "{% extends '/etc/passwd' %}",
    "{{ title.format(title) }}",
    "{{ '{0.__class__}'.format(title) }}",
    "{{ title.upper() }}",
    "{{ range(999999999)|list }}",
    "{{ 'x' * 999999999 }}",
    "{{ '%0999999999d' % 1 }}",
    "{{ 2 ** 999999999 }}",
    "{{ title|center(999999999) }}",
    "{{ title|replace('a', title) }}",
    "{% set a = title ~ title %}{% set a = a ~ a %}{{ a }}",
    "{% with a = title ~ title %}{{ a }}{% endwith %}",
    "{% macro f(a) %}{{ f(a ~ a) }}{% endmacro %}{{ f(title) }}",
    "{% call title() %}{% endcall %}",
    "{% for a in parties recursive %}{{ loop(parties) }}{% endfor %}",
    "{{ title|safe }}",
    "{{ config }}",
    "{% do title %}",
    "{% block a %}{% endblock %}",
    "{% autoescape false %}{{ title }}{% endautoescape %}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_form_is_refused_by_the_check_and_by_the_filling(text: str, tmp_path: Path) -> None:
    mark = tmp_path / "was-here"
    given = form(text.replace("{mark}", str(mark)))
    assert misfits(given, FIELDS), "the check sees it"
    with pytest.raises(IspError, match=r"^The form "):
        fill(given, VALUES)
    assert not mark.exists()


def test_a_hostile_tag_that_the_check_cannot_see_is_still_refused() -> None:
    """A tag in an attribute, such as an alternative text, is no words of a paragraph; filling meets it all the same."""

    def described(made: Any) -> None:
        made.paragraphs[1]._p.get_or_add_pPr().set(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}rsidR", "{{ title.__class__ }}"
        )

    given = form("plain", change=described)
    assert misfits(given, FIELDS) == []
    with pytest.raises(IspError, match="does what no form may do"):
        fill(given, VALUES)


def _repacked(data: bytes, change: Callable[[str, bytes], bytes], add: dict[str, bytes] | None = None) -> bytes:
    done = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(done, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return done.getvalue()


def test_a_form_that_would_call_home_is_refused() -> None:
    away = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'attachedTemplate" Target="https://elsewhere.example/a.dotm" TargetMode="External"/></Relationships>'
    )

    def attached(name: str, content: bytes) -> bytes:
        return content.replace(b"</Relationships>", away) if name == "word/_rels/document.xml.rels" else content

    given = _repacked(form("{{ title }}"), attached)
    for use in (lambda: misfits(given, FIELDS), lambda: fill(given, VALUES)):
        with pytest.raises(IspError, match="which Word would fetch on opening it"):
            use()


def test_macros_entities_and_other_files_are_refused() -> None:
    given = form("{{ title }}")
    with pytest.raises(IspError, match="holds macros"):
        misfits(_repacked(given, lambda _, content: content, {"word/vbaProject.bin": b"x"}), FIELDS)
    entity = re.compile(rb"(<\?xml[^>]*\?>)")

    def declared(name: str, content: bytes) -> bytes:
        return entity.sub(rb'\1<!DOCTYPE a [<!ENTITY x "y">]>', content) if name == "word/document.xml" else content

    with pytest.raises(IspError, match="declares a document type"):
        misfits(_repacked(given, declared), FIELDS)
    for data in (b"no zip at all", b"PK\x03\x04", b""):
        with pytest.raises(IspError, match="not a Word file"):
            misfits(data, FIELDS)


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(IspError) as caught:
        fill(form("{{ title }}"), VALUES)
    assert caught.value.hint == "Install it with: pip install 'isptool[forms]'"
    assert misfits(form("{{ titel }}"), FIELDS), "checking needs nothing"
