"""What `isptool register --foi` makes: a draft answer to a request for information, alone or as a pack."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from isptool.model.fields import show_date
from isptool.register.columns import DEA, to_csv
from isptool.register.entry import Entry, Register
from isptool.register.papers import request_answer
from isptool.register.public import Reader

if TYPE_CHECKING:
    from isptool.cli.registering import Desk
    from isptool.writing.document import Document

_WHEN = (1980, 1, 1, 0, 0, 0)
"""The day that stands in the pack for each file: the earliest that a ZIP file can say."""


def answer(desk: Desk, register: Register, asked: str, attached: Mapping[str, str] | None = None) -> Document:
    """The draft answer. `attached` are the files of the pack, by the file of the entry they belong to."""
    return request_answer(
        register.entries,
        asked=asked,
        received="",
        publisher=desk.publisher,
        as_at=show_date(desk.today),
        attached=attached or {},
    )


def pack(desk: Desk, register: Register, asked: str) -> tuple[bytes, list[str]]:
    """The answer, the list as CSV, and the public edition of each document that is published, as one ZIP file.

    Also what could not be composed, and why: it is not in the pack.
    """
    from isptool.cli.registering import as_word

    made, refused = _editions(register.entries)
    names = {file: f"documents/{stem}.docx" for file, (stem, _) in made.items()}
    files = {
        "answer.docx": as_word(desk, answer(desk, register, asked, names)),
        "what-we-hold.csv": ("\ufeff" + to_csv(register.entries, _LISTED)).encode(),
        **{names[file]: content for file, (_, content) in made.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_DEFLATED)
    return out.getvalue(), refused


_LISTED = tuple(
    each for each in DEA if each.key in ("id", "name", "controller_names", "start_date", "end_date", "review_date")
)
"""What a list of everything that is held says also of documents that may be withheld."""


def _editions(entries: Sequence[Entry]) -> tuple[dict[str, tuple[str, bytes]], list[str]]:
    """The public edition as a Word file of each document that is published, by the entry's file, with its stem."""
    from isptool.cli.editions import composed, wanted_of
    from isptool.cli.saving import file_name

    wanted, taken = {}, set[str]()
    for each in entries:
        if each.facts.kind == "record" or not Reader().sees(each):
            continue
        stem, number = file_name(each.id, ""), 2
        while stem in taken:
            stem, number = file_name(f"{each.id}-{number}", ""), number + 1
        taken.add(stem)
        wanted[each.file] = wanted_of(each, stem, word=True)
    made, refused = {}, []
    for file, done in zip(wanted, composed(list(wanted.values()), 1), strict=True):
        if done.edition is not None:
            made[file] = (wanted[file].stem, done.edition.word)
        else:
            why = done.fault.sentence if done.fault is not None else done.refused
            refused.append(f"{file}: not in the pack: {why}")
    return made, refused
