"""Make the examples of what partners send back: a form that is filled in, and a draft with changes and a comment.

They are kept in the examples as Word and a person left them; this script says how they were made, and makes them anew
when the documents of the county or the words of the form change: `make_returned_examples.py`.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from isptool.asking.draft import Around
from isptool.asking.forms import Forms
from isptool.asking.naming import Naming
from isptool.asking.word_form import to_word as form_to_word
from isptool.asking.words import load as load_words
from isptool.cli.opening import open_one
from isptool.cli.printing import printable
from isptool.cli.rendering import Order, Press
from isptool.library import house_style, points
from isptool.settling.canonical import canonical
from isptool.writing.document import Document
from isptool.writing.redline import redline
from isptool.writing.word import to_word
from isptool.writing.word_house import HouseStyle

ROOT = Path(__file__).resolve().parent.parent
COUNTY = ROOT / "examples" / "wolds-and-dales"
FILE = Path("agreements", "domestic-abuse-conference.yaml")
PARTY = "moorland-refuge"
SENT_BACK, AUTHOR = date(2026, 11, 5), "Legal services"

CHANGES = (
    ("within: 2 working days", "within: 1 working day"),
    ("not-yet: Drafted; the panel meets in December.", "not-yet: Drafted; the panel meets on 4 December."),
)
COMMENT = ("multi-agency risk assessment conference", "Please say who chairs the conference.")

ANSWERS: dict[str, str | bool] = {
    "P12.2": True, "P12.2.team": "The refuge's casework team", "P12.2.team-size": "about 6",
    "P12.2.list-checked-every": "3 months",
    "P17.1": True,
    "P39.n": "Our trustees are choosing a period.", "P39.who": "moorland-refuge Service Manager",
    "P39.until": "4 December 2026",
    "P46.w": "At our team meeting, and in the guide for volunteers.",
}  # fmt: skip
"""What the refuge answers, by the codes that stand in its form."""


def returned_form(fill: Any) -> bytes:
    """The refuge's form, filled in as Word saves it."""
    opened = open_one(str(FILE))
    settled = opened.settled().documents[0]
    around = Around(opened.workspace, points(), opened.law())
    words = load_words()
    form = Forms(settled, around.book, words, Naming(settled, around.points, around.book, words.documents)).of(PARTY)
    there = {control.id for question in form.questions for control in question.controls()}
    missing = sorted(set(ANSWERS) - there)
    if missing:
        raise SystemExit(f"The form has no {', '.join(missing)}; it has: {', '.join(sorted(there))}")
    data: bytes = fill(form_to_word(form, settled, words, HouseStyle.load(house_style())), form, ANSWERS)
    return data


def composed(day: date) -> tuple[Document, bytes, Press]:
    """The agreement as it is printed, what its file carries unseen, and the press."""
    opened = open_one(str(FILE))
    printed = printable(opened, day)[0]
    press = Press(opened, Order(str(opened.workspace.root), ("",), ("docx",), "full", day.isoformat()))
    return press.composed(printed), canonical(printed.settled), press


def returned_draft(comment: Any) -> bytes:
    """The agreement as the council's lawyers sent it back: two changes tracked, one comment."""
    day = date(2026, 11, 2)
    before, carried, press = composed(day)
    old = FILE.read_text(encoding="utf-8")
    new = old
    for was, now in CHANGES:
        if was not in new:
            raise SystemExit(f"{FILE} does not say “{was}”; choose another change.")
        new = new.replace(was, now, 1)
    try:
        FILE.write_text(new, encoding="utf-8")
        after = composed(day)[0]
    finally:
        FILE.write_text(old, encoding="utf-8")
    marked = redline(before, after, press.house, author=AUTHOR, on=SENT_BACK)
    whole = with_unseen(marked, to_word(replace(before, embedded=carried), press.house))
    data: bytes = comment(whole, *COMMENT, author=AUTHOR)
    return data


def with_unseen(data: bytes, other: bytes) -> bytes:
    """A file with the unseen data of another: a draft that was changed still carries what it was made of."""
    done = io.BytesIO()
    one, two = zipfile.ZipFile(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(other))
    with one, two, zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as new:
        for name in one.namelist():
            new.writestr(one.getinfo(name), one.read(name))
        for name in two.namelist():
            if name.startswith("customXml"):
                new.writestr(two.getinfo(name), two.read(name))
    return done.getvalue()


_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument"
_ADDED = (
    ("word/comments.xml", f"{_CONTENT}.wordprocessingml.comments+xml", "comments", "comments.xml"),
    ("customXml/itemProps1.xml", f"{_CONTENT}.customXmlProperties+xml", "customXml", "../customXml/item1.xml"),
)
"""The parts that were added to the draft: what they are, and how the document points to them."""


def evenly(data: bytes) -> bytes:
    """A Word file in which every part is known to the others, and whose bytes are the same each time."""
    done = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            for part, kind, relation, target in _ADDED:
                if part not in old.namelist():
                    continue
                if name == "[Content_Types].xml" and part.encode() not in content:
                    entry = f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'
                    content = content.replace(b"</Types>", entry.encode())
                if name == "word/_rels/document.xml.rels" and f"{_RELATIONS}/{relation}".encode() not in content:
                    entry = f'<Relationship Id="rId_{relation}" Type="{_RELATIONS}/{relation}" Target="{target}"/>'
                    content = content.replace(b"</Relationships>", f"{entry}</Relationships>".encode())
            part_info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part_info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part_info, content)
    return done.getvalue()


def main() -> None:
    """Write both files."""
    sys.path.insert(0, str(ROOT / "tests"))
    os.chdir(COUNTY)
    filling, drafts = importlib.import_module("asking.filling"), importlib.import_module("asking.commenting")
    folder = COUNTY / "returned"
    folder.mkdir(exist_ok=True)
    (folder / "form-from-moorland-refuge.docx").write_bytes(evenly(returned_form(filling.filled)))
    (folder / "draft-from-wolds-council.docx").write_bytes(evenly(returned_draft(drafts.commented)))


if __name__ == "__main__":
    main()
