"""What a Word file says once every tracked change is accepted, or every one rejected: written anew, from the standard.

ECMA-376 part 1, 17.13.5: inserted and deleted runs, rows and paragraph marks, and former paragraph properties. A
paragraph whose mark goes runs on into the next one, whose properties hold for both.
"""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from typing import Any, Literal

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def body(data: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))[0]


def settled(data: bytes, how: Literal["accept", "reject"]) -> Any:
    """The body with every tracked change accepted or rejected."""
    stays, goes = ("ins", "del") if how == "accept" else ("del", "ins")
    tree = deepcopy(body(data))
    for row in list(tree.iter(f"{W}tr")):
        marks = {each.tag for each in row.findall(f"{W}trPr/*")}
        if f"{W}{goes}" in marks:
            row.getparent().remove(row)
        for each in row.findall(f"{W}trPr/{W}{stays}"):
            each.getparent().remove(each)
    for table in list(tree.iter(f"{W}tbl")):
        if table.find(f"{W}tr") is None:
            table.getparent().remove(table)
    for mark in list(tree.iter(f"{W}{goes}")):
        if mark.getparent().tag != f"{W}rPr":
            mark.getparent().remove(mark)
    for mark in list(tree.iter(f"{W}{stays}")):
        if mark.getparent().tag != f"{W}rPr":
            for each in list(mark):
                mark.addprevious(each)
            mark.getparent().remove(mark)
    for change in list(tree.iter(f"{W}pPrChange")):
        properties = change.getparent()
        properties.remove(change)
        if how == "reject":
            former = change.find(f"{W}pPr")
            for tag in ("rPr", "sectPr"):
                former.extend(properties.findall(f"{W}{tag}"))
            properties.getparent().replace(properties, former)
    for container in [tree, *tree.iter(f"{W}tc")]:
        join(container, goes)
    for each in list(tree.iter(f"{W}delText")):
        each.tag = f"{W}t"
    for each in list(tree.iter(f"{W}delInstrText")):
        each.tag = f"{W}instrText"
    return tree


def join(container: Any, goes: str) -> None:
    carried: list[Any] = []
    for child in list(container):
        if child.tag != f"{W}p":
            continue
        content = [each for each in child if each.tag != f"{W}pPr"]
        mark = child.find(f"{W}pPr/{W}rPr")
        if mark is not None and mark.find(f"{W}{goes}") is not None:
            carried += content
            container.remove(child)
            continue
        if mark is not None:
            mark.getparent().remove(mark)
        for each in content:
            child.remove(each)
        child.extend([*carried, *content])
        carried = []
    assert not any(each.iter(f"{W}t") for each in carried if said_by(each)), "words are left without a paragraph"


def said(tree: Any) -> list[Any]:
    """Paragraphs and tables as they read: style, numbering and looks of every word; empty lines that only part
    tables are left out, for a reader sees a space there and no paragraph."""
    found: list[Any] = []
    for child in tree:
        if child.tag == f"{W}p":
            paragraph = read(child)
            if paragraph[2] or paragraph[0] != "TableGap":
                found.append(paragraph)
        elif child.tag == f"{W}tbl":
            rows = [
                [[read(each) for each in cell if each.tag == f"{W}p"] for cell in row.findall(f"{W}tc")]
                for row in child.findall(f"{W}tr")
            ]
            found.append(["table", child.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val"), rows])
    return found


def read(paragraph: Any) -> list[Any]:
    properties = paragraph.find(f"{W}pPr")
    number = [each.get(f"{W}val") for each in properties.findall(f"{W}numPr/*")]
    words: list[tuple[str, str]] = []
    for run in paragraph.iter(f"{W}r"):
        look = run.find(f"{W}rPr")
        looks = "" if look is None else "".join(f"{each.tag}{sorted(each.attrib.values())}" for each in look)
        text = said_by(run)
        if text and words and words[-1][0] == looks:
            words[-1] = (looks, words[-1][1] + text)
        elif text:
            words.append((looks, text))
    return [properties.find(f"{W}pStyle").get(f"{W}val"), number, words]


def said_by(run: Any) -> str:
    shown = {f"{W}br": "\n", f"{W}tab": "\t", f"{W}drawing": "<picture>"}
    return "".join(
        (each.text or "") if each.tag in (f"{W}t", f"{W}delText") else shown.get(each.tag, "") for each in run.iter()
    )


def marks(data: bytes) -> int:
    """How many tracked changes a file holds."""
    tree = body(data)
    return sum(1 for tag in ("ins", "del", "pPrChange") for _ in tree.iter(f"{W}{tag}"))
