"""The pages of the rules are what their rules and examples say."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from isptool import library
from isptool.checking.rules import KNOWN

ROOT = library.templates_root().parent
FOLDER = ROOT / "docs" / "rules"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", ROOT / "scripts" / "generate_docs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_of_rules_are_what_the_script_makes() -> None:
    made = script().rules()
    for path, text in made.items():
        assert path.read_text(encoding="utf-8") == text, "run: python scripts/generate_docs.py rules"
    assert {path.name for path in FOLDER.iterdir()} == {path.name for path in made}


def test_a_page_shows_what_why_and_both_examples() -> None:
    page = (FOLDER / "PAR-13.md").read_text(encoding="utf-8")
    assert page.startswith("# PAR-13: ICO registration missing or expired\n")
    assert KNOWN["PAR-13"].what in page
    assert f"**Why.** {KNOWN['PAR-13'].why}" in page
    assert "## It objects to" in page
    assert "# <- PAR-13" in page
    assert "## It accepts" in page
    assert "It can be waived in the document" in page


def test_the_list_has_every_rule_once() -> None:
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")
    for code in KNOWN:
        assert listed.count(f"[{code}]({code}.md)") == 1
