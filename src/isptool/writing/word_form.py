"""A partner's own Word form: checked, then filled, by docxtpl, in a sandbox.

The form is somebody else's file. Before it is filled, every tag in it is looked up in what a form can print, and what
is wrong is named by heading and paragraph. While it is filled, it can print, ask and go through lists, and nothing
else; what is printed is escaped, so that no answer can change the form.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from isptool.errors import IspError
from isptool.templating import FormTrouble, Shape, form_objection, form_troubles, sandbox
from isptool.writing import word_package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAGGED = re.compile(r"(\{[{%#])-?\s*(?:tr|tc|p|r)\s")
_CELL_TAGS = re.compile(r"\{%\s*(?:vm|hm)\s*%\}")
_CELL_VALUES = re.compile(r"\{%\s*(?:colspan|cellbg)\s+([^%]*?)\s*%\}")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_FETCHED = ("attachedTemplate", "oleObject", "subDocument", "frame", "externalLink")
"""What Word fetches from another place when it opens the file: a form with one could call home."""

_PLACES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")


class Misfit(Struct, frozen=True):
    """Something in a form that cannot be filled: where, in words a person can follow, and what."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


def misfits(form: bytes, shape: Mapping[str, Shape]) -> list[Misfit]:
    """Everything in a form that is no field, or cannot be read, each with its heading and paragraph.

    Raises `IspError` if the form is no Word file, or one that a form must not be.
    """
    found: list[Misfit] = []
    for name, part in _parts(form).items():
        if not _PLACES.fullmatch(name):
            continue
        lines = list(_lines(part.data()))
        text = "\n".join(line.text for line in lines)
        for trouble in form_troubles(text, shape):
            found.append(Misfit(_where(name, lines, trouble), trouble.message))
    return found


def fill(form: bytes, values: Mapping[str, Any]) -> bytes:
    """The form with the values of one document in it.

    Raises `IspError` where the form asks for what there is not, or does what no form may do. Needs docxtpl, which
    comes with `isptool[forms]`.
    """
    _parts(form)
    template = _template(form)
    try:
        template.render(dict(values), sandbox(autoescape=True))
    except Exception as error:
        objection = form_objection(error)
        if not objection:
            raise
        raise IspError(
            f"The form {objection}.", "See what is wrong in it with `isptool check-templates FORM`."
        ) from None
    done = io.BytesIO()
    template.save(done)
    parts = word_package.read(done.getvalue(), "The filled form")
    return word_package.write(parts.values())  # once more, for python-docx writes today's date into the zip


def _template(form: bytes) -> Any:
    try:
        from docxtpl import DocxTemplate
    except ImportError:
        raise IspError(
            "Filling a partner's own Word form needs docxtpl, which is not installed.",
            "Install it with: pip install 'isptool[forms]'",
        ) from None

    class Form(DocxTemplate):  # type: ignore[misc, unused-ignore]
        """A form whose properties (title, author) are left as they are."""

        def render_properties(self, context: Any, jinja_env: Any = None) -> None:
            """docxtpl fills them too; nobody sees them in Word, and they are not escaped as text."""

    return Form(io.BytesIO(form))


def _parts(form: bytes) -> dict[str, word_package.Part]:
    """The parts of a form. Raises `IspError` for one with macros, entities, or anything Word would fetch."""
    parts = word_package.read(form, "The form")
    if "word/document.xml" not in parts:
        raise IspError("The form is not a Word file (.docx).", "Save it in Word as a .docx file.")
    for name, part in parts.items():
        if name.endswith("vbaProject.bin"):
            raise IspError("The form holds macros.", "Save it in Word as a .docx file, without macros.")
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in part.data():
            raise IspError(f"{name} in the form declares a document type.", "Save it again in Word.")
        if name.endswith(".rels"):
            text = part.data().decode("utf-8", "replace")
            for kind in _FETCHED:
                if re.search(rf'Type="[^"]*/{kind}"[^>]*TargetMode="External"', text) or re.search(
                    rf'TargetMode="External"[^>]*Type="[^"]*/{kind}"', text
                ):
                    raise IspError(
                        f"The form brings in something from elsewhere ({kind}), which Word would fetch on opening it.",
                        "Take it out in Word, or ask the partner for a form without it.",
                    )
    return parts


class _Line(Struct, frozen=True):
    text: str
    number: int
    heading: str


def _lines(xml: bytes) -> Iterator[_Line]:
    """The paragraphs of a part in order, each one line, under the heading that stands over it."""
    from lxml import etree

    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    heading = ""
    for number, paragraph in enumerate(root.iter(f"{_W}p"), 1):
        own = [each for each in paragraph.iter(f"{_W}t") if next(each.iterancestors(f"{_W}p")) is paragraph]
        text = "".join(each.text or "" for each in own)
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        level = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        is_heading = level is not None or (style is not None and "heading" in style.get(f"{_W}val", "").lower())
        if is_heading and text.strip() and "{%" not in text:
            heading = " ".join(text.split())
        yield _Line(_as_jinja(text), number, heading)


def _as_jinja(text: str) -> str:
    """A paragraph with docxtpl's own tags as plain ones, on one line."""
    text = _TAGGED.sub(r"\1 ", text.translate(_QUOTES) if "{" in text else text)
    text = _CELL_VALUES.sub(r"{{ \1 }}", _CELL_TAGS.sub("", text))
    return " ".join(text.splitlines())


def _where(part: str, lines: list[_Line], trouble: FormTrouble) -> str:
    line = lines[min(trouble.line, len(lines)) - 1]
    place = _PLACES.fullmatch(part)
    kind = re.sub(r"\d", "", place[1]) if place else ""
    inside = "" if kind == "document" else f"in the {kind.rstrip('s')}, "
    under = f"under “{line.heading}”, " if line.heading else ""
    words = " ".join(line.text.split())
    shown = f"{words[:57]}…" if len(words) > 58 else words
    return f"{inside}{under}paragraph {line.number} ({shown})"
