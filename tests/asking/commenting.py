"""Drafts with comments as Microsoft Word writes them."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from .filling import W, changed

SPACE = W.strip("{}")


def commented(data: bytes, on: str, text: str, author: str = "A. Lawyer") -> bytes:
    """A file with a comment on the first paragraph that holds these words, as Word writes it."""

    def edit(root: etree._Element) -> None:
        run_ = next(each for each in root.iter(f"{W}r") if on in "".join(each.itertext()))
        start, end, reference = (etree.Element(f"{W}{name}", {f"{W}id": "7"}) for name in
                                 ("commentRangeStart", "commentRangeEnd", "commentReference"))  # fmt: skip
        run_.addprevious(start)
        run_.addnext(end)
        holder = etree.Element(f"{W}r")
        holder.append(reference)
        end.addnext(holder)

    done = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(changed(data, edit))) as old, zipfile.ZipFile(done, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr(
            "word/comments.xml",
            f'<w:comments xmlns:w="{SPACE}"><w:comment w:id="7" w:author="{author}" w:date="2026-11-06T09:00:00Z">'
            f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:comment></w:comments>",
        )
    return done.getvalue()
