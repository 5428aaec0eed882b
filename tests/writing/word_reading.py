"""Reading Word files back in tests: python-docx where it can, the parts of the zip where it cannot."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph


def parts(data: bytes) -> dict[str, str]:
    """The parts of a Word file that are text, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels", ".svg"))]
        return {name: archive.read(name).decode() for name in names}


def paragraphs(data: bytes) -> list[Paragraph]:
    """Every paragraph of the body, those in tables included, as an independent reader sees them."""
    return list(_walk(docx.Document(io.BytesIO(data))))


def _walk(container: object) -> Iterator[Paragraph]:
    for item in container.iter_inner_content():  # type: ignore[attr-defined]
        if isinstance(item, Table):
            for row in item.rows:
                for cell in row.cells:
                    yield from _walk(cell)
        else:
            yield item


def texts(data: bytes) -> list[str]:
    """The texts of all paragraphs that have one."""
    return [paragraph.text for paragraph in paragraphs(data) if paragraph.text]


def attributes(xml: str, tag: str, name: str) -> list[str]:
    """The values of one attribute of all elements with this tag, in order."""
    return [
        found[1]
        for element in re.findall(rf"<{tag}\b[^>]*>", xml)
        if (found := re.search(rf'\b{name}="([^"]*)"', element))
    ]
