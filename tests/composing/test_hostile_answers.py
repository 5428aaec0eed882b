"""Every text of an agreement stands in the Word file, whatever people write: nothing is lost on the way from the YAML."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import docx
from docx.table import Table
from hypothesis import given, settings
from hypothesis import strategies as st

from isptool.library import house_style
from isptool.model.documents import Agreement, Schedules
from isptool.model.partner import Partners
from isptool.writing.html import to_html
from isptool.writing.prose import clean
from isptool.writing.word import HouseStyle, to_word

from . import ground
from .everything import NOT_PRINTED, Field, Filling

UPPER = ground.PROTOCOL.replace("id: wolds-and-dales", "id: upper")
HOSTILE = st.lists(
    st.sampled_from(
        ["</w:t></w:r>", "<w:br/>", "&amp;", "&#x0;", "{{ title }}", "{% raw %}", "[[glance]]", "**", "_x_", "`", "|",
         "<!--", "]]>", "1.", "# a", "[a](b)", "\\", "$x$", "<script>", "'", '"', "£", "…", "\u200b", "\u202e", "🏠",
         "مرحبا", "\ue000", "%s", "[title]", "[mark]", "https://x.example/a?b=1&c=2", "a" * 60]
    ),
    min_size=1, max_size=4,
).map(" ".join)  # fmt: skip
TYPED: frozenset[Field] = frozenset({("Contact", "mailbox"), ("Consultation", "replied")})
"""Fields that take no free text: an address is one word, a day is a day."""


@cache
def house() -> HouseStyle:
    return HouseStyle.load(house_style())


def squeezed(text: str) -> str:
    """A text without its spaces, and without a last full stop, which a list or a table may leave out."""
    return re.sub(r"\s+", "", text).rstrip(".")


def filled() -> tuple[dict[str, Any], list[str]]:
    """An agreement, its partners and its schedules with a text in every field, and those texts that are printed."""
    filling = Filling()
    models = {"partners": Partners, "agreement": Agreement, "schedules": Schedules}
    made = {name: filling.model(model) for name, model in models.items()}
    texts = [
        words
        for where, words in filling.texts
        if where not in NOT_PRINTED and where not in TYPED and words.startswith(("Word", "Prose"))
    ]
    return made, texts


def spiked(data: Any, texts: frozenset[str], spike: str) -> Any:
    """The same data with something hostile in each of those texts."""
    if isinstance(data, dict):
        return {spiked(key, texts, spike): spiked(value, texts, spike) for key, value in data.items()}
    if isinstance(data, list):
        return [spiked(each, texts, spike) for each in data]
    return f"{data} {spike} end" if data in texts else data


def read(container: Any) -> Iterator[str]:
    """Every paragraph that python-docx sees."""
    for item in container.iter_inner_content():
        if isinstance(item, Table):
            for row in item.rows:
                for cell in row.cells:
                    yield from read(cell)
        else:
            yield item.text


@settings(max_examples=4, deadline=None)
@given(HOSTILE)
def test_each_of_several_hundred_texts_stands_whole_in_the_word_file_and_on_the_page(spike: str) -> None:
    parts, texts = filled()
    parts = spiked(parts, frozenset(texts), spike)
    known = Partners.model_validate(parts["partners"]).partners
    settled = ground.settled(parts["agreement"], under=UPPER, schedules=parts["schedules"], known=known)
    document = ground.composed(settled)
    shown = squeezed("".join(read(docx.Document(io.BytesIO(to_word(document, house()))))))
    page = squeezed(re.sub(r"<[^>]*>", "", re.sub(r"(?s)<(style|svg|title)\b.*?</\1>", "", to_html(document))))
    wanted = [clean(f"{text} {spike} end").text for text in texts]
    assert [text for text in wanted if squeezed(text) not in shown] == []
    escaped = [squeezed(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) for text in wanted]
    escaped = [text.replace('"', "&quot;").replace("'", "&#x27;") for text in escaped]
    assert [text for text in escaped if text not in page] == []
    assert len(wanted) > 200
    assert json.dumps(parts, ensure_ascii=False).count(" end") > 200
