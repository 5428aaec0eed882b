"""What is printed about an agreement or protocol and is none itself: a sheet, a form, a table of replies."""

from __future__ import annotations

from collections.abc import Sequence

from isptool.model.documents import Head
from isptool.writing.document import Block, Document


def about_document(head: Head, title: str, blocks: Sequence[Block], *, embedded: bytes | None = None) -> Document:
    """A paper about the document with this head, whose title, reference, version and marking stand on each page."""
    return Document(
        title,
        tuple(blocks),
        kind=head.title,
        reference=next(iter(head.references.values()), head.id),
        version=head.version or "",
        marking=head.marking or "",
        subject=head.title,
        embedded=embedded,
    )
