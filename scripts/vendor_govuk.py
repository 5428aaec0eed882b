"""Make `templates/site/govuk-frontend.css` from the package govuk-frontend: without its fonts, crest and crown.

    npm pack govuk-frontend@6.3.0 && tar xzf govuk-frontend-6.3.0.tgz
    python scripts/vendor_govuk.py package

Services that are not on GOV.UK may use the design system, and not its branding: see docs/decisions/0010-site.md.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "site"
_BRANDING = ("crest", "crown", "@font-face", "gds transport")


def stripped(css: str) -> str:
    """A style sheet without fonts that are fetched, the family GDS Transport, the crest and the crown."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", "arial,sans-serif").replace("GDS Transport", "arial")
    css = re.sub(r"[^{}]*\{[^{}]*(?:crest)[^{}]*\}", "", css)
    css = re.sub(r"[^{}]*(?:crown)[^{}]*\{[^{}]*\}", "", css, flags=re.I)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    left = [each for each in _BRANDING if each in css.lower()]
    if left or "url(" in css:
        raise SystemExit(f"The style sheet still holds: {', '.join(left) or 'url('}")
    return css


def main(package: Path) -> None:
    """Write the style sheet and its licence."""
    version = re.search(r'"version": "([^"]+)"', (package / "package.json").read_text(encoding="utf-8"))
    css = stripped((package / "dist" / "govuk" / "govuk-frontend.min.css").read_text(encoding="utf-8"))
    head = (
        f"/* govuk-frontend {version[1] if version else ''}, MIT (LICENCES.txt); changed: no fonts, no branding. */\n"
    )
    (FOLDER / "govuk-frontend.css").write_text(head + css.strip() + "\n", encoding="utf-8")
    licence = (package / "LICENSE.txt").read_text(encoding="utf-8") if (package / "LICENSE.txt").is_file() else ""
    print(licence[:80])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
