"""One small agreement from its YAML to its Markdown, word for word.

To renew the page after a change that was meant: `ISPTOOL_RENEW=1 pytest tests/composing/test_golden.py`, and read
the difference before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

from isptool.writing.markdown import to_markdown

from . import ground

GOLDEN = Path(__file__).parent / "golden"
ASKED = (
    "need-and-benefit", "purposes", "data-subjects", "parties", "contact-points", "data-items", "data-classification",
    "legal-power", "article-6-basis", "article-9-condition", "direction-and-frequency", "transfer-method", "dpia",
    "complaints", "incidents", "retention-and-disposal", "feedback", "start-and-duration", "review",
)  # fmt: skip
"""The points that this agreement is asked: few, so that the page is short."""


def test_a_small_agreement_is_printed_word_for_word() -> None:
    asked = {name: point for name, point in ground.points().items() if name in ASKED}
    settled = ground.settled((GOLDEN / "small.yaml").read_text(encoding="utf-8"), asked=asked)
    made = to_markdown(ground.composed(settled, asked=asked))
    page = GOLDEN / "small.md"
    if os.environ.get("ISPTOOL_RENEW"):
        page.write_text(made, encoding="utf-8", newline="\n")
    assert made == page.read_text(encoding="utf-8")
