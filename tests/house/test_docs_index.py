"""The index of the documentation leads to every page, and no link in the documentation leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?\)")


def links(page: Path) -> set[Path]:
    """The files to which a page links, without what lies on the web."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`\n]*`", "", text)
    targets = {target.partition("#")[0] for target in _LINK.findall(text)}
    return {(page.parent / each).resolve() for each in targets if each and "://" not in each and ":" not in each}


def test_the_index_leads_to_every_page() -> None:
    """`python scripts/generate_docs.py index` makes it anew."""
    linked = links(DOCS / "README.md")
    pages = {*DOCS.glob("*.md"), *DOCS.glob("how-to/*.md"), *DOCS.glob("decisions/*.md"), *DOCS.glob("quality/*.md")}
    missing = sorted(each.relative_to(DOCS).as_posix() for each in pages - linked - {DOCS / "README.md"})
    assert missing == []


def test_no_link_leads_nowhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)} -> {target}" for page in pages for target in links(page) if not target.exists()
    ]
    assert broken == []
