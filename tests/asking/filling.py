"""Forms filled in by program as Microsoft Word writes them: what it adds, splits and takes away.

Told from files that Word made: a filled control loses `showingPlcHdr` and the colour of the prompt; its text is cut
into runs at spelling marks; a line break is `w:br`; a day stands in `w:fullDate` too, the value of a drop-down in
`w:lastValue`; a ticked box has its number and another letter; every paragraph gets marks of the session (`w:rsidR`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any

from lxml import etree

from isptool.asking.form import Control, Form
from isptool.model.fields import Misread, read_date

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def changed(data: bytes, edit: Any, part: str = "word/document.xml") -> bytes:
    """A Word file in which one part is edited: `edit` gets the root of its XML, and may return another."""
    old = zipfile.ZipFile(io.BytesIO(data))
    done = io.BytesIO()
    with zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == part:
                root = etree.fromstring(content)
                root = edit(root) or root
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(entry, content)
    return done.getvalue()


def without_part(data: bytes, part: str) -> bytes:
    """A Word file that lost one part."""
    old = zipfile.ZipFile(io.BytesIO(data))
    done = io.BytesIO()
    with zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != part:
                new.writestr(entry, old.read(entry))
    return done.getvalue()


def by_id(form: Form) -> dict[str, Control]:
    """Every control of a form by its id."""
    return {control.id: control for question in form.questions for control in question.controls()}


def filled(data: bytes, form: Form, values: Mapping[str, str | bool]) -> bytes:
    """A form filled as Word writes it. `values` are by the ids of controls; of a drop-down, the text it shows."""
    return filled_controls(data, by_id(form), values)


def filled_controls(data: bytes, controls: Mapping[str, Control], values: Mapping[str, str | bool]) -> bytes:
    """A Word file whose `controls`, by their ids, are filled as Word writes them."""

    def edit(root: Any) -> None:
        found = {each.find(f"{W}sdtPr/{W}tag").get(f"{W}val"): each for each in root.iter(f"{W}sdt")}
        for name, value in values.items():
            _fill(found[controls[name].tag], controls[name], value)
        for number, paragraph in enumerate(root.iter(f"{W}p")):
            paragraph.set(f"{W}rsidR", f"00A{number:05X}")

    return changed(data, edit)


def _fill(sdt: Any, control: Control, value: str | bool) -> None:
    properties, content = sdt.find(f"{W}sdtPr"), sdt.find(f"{W}sdtContent")
    for prompt in properties.findall(f"{W}showingPlcHdr"):
        properties.remove(prompt)
    for run in list(content):
        content.remove(run)
    if isinstance(value, bool):
        properties.find(f"{W14}checkbox/{W14}checked").set(f"{W14}val", "1" if value else "0")
        content.append(_run("\u2612" if value else "\u2610"))
        return
    if control.kind == "choice":
        shown = dict(control.choices)
        properties.find(f"{W}dropDownList").set(f"{W}lastValue", shown[value])
    if control.kind == "date" and (day := _day(value)) is not None:
        properties.find(f"{W}date").set(f"{W}fullDate", f"{day.isoformat()}T00:00:00Z")
    for number, line in enumerate(value.split("\n")):
        if number:
            content.append(_broken())
        middle = len(line) // 2
        content.append(_run(line[:middle]))
        content.append(etree.Element(f"{W}proofErr", {f"{W}type": "spellStart"}))
        content.append(_run(line[middle:]))
        content.append(etree.Element(f"{W}proofErr", {f"{W}type": "spellEnd"}))


def _day(value: str) -> date | None:
    try:
        return read_date(value)
    except Misread:
        return None


def _run(text: str) -> Any:
    run = etree.Element(f"{W}r", {f"{W}rsidR": "00B7C1D2"})
    inside = etree.SubElement(run, f"{W}t")
    inside.set(SPACE, "preserve")
    inside.text = text
    return run


def _broken() -> Any:
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}br")
    return run


def without_tags(root: Any) -> None:
    """As LibreOffice saves it: no tags, no prompts marked as such, drop-downs and dates without their titles."""
    for properties in root.iter(f"{W}sdtPr"):
        for name in ("tag", "alias", "showingPlcHdr"):
            for each in properties.findall(f"{W}{name}"):
                properties.remove(each)


def without_bookmarks(root: Any) -> None:
    """As programs save it that know neither controls nor bookmarks: plain text in a table."""
    without_tags(root)
    for name in ("bookmarkStart", "bookmarkEnd"):
        for each in list(root.iter(f"{W}{name}")):
            each.getparent().remove(each)
    for sdt in list(root.iter(f"{W}sdt")):
        place = sdt.getparent()
        at = place.index(sdt)
        for child in reversed(list(sdt.find(f"{W}sdtContent"))):
            place.insert(at, child)
        place.remove(sdt)
