"""What is out of date in agreements that were written elsewhere: plain paragraphs of Word, Markdown and text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from isptool.checking.rule import Rule, decided_elsewhere
from isptool.findings import Finding, Gate, Severity, Span
from isptool.law.outdated import apart, occurring, places
from isptool.law.rows import NATIONS, StaleTerm
from isptool.law.standing import in_words, nations_in_words
from isptool.pattern import Pattern

NOT_READ = decided_elsewhere(
    "OLD-01",
    "old-agreement-not-read",
    Severity.ERROR,
    gate=Gate.DRAFT,
    message="{file} could not be read: {reason}",
    fix="{hint}",
    page="""
    Every Word, Markdown and text file of a folder that is scanned can be read.

    A file that was passed over in silence would look as if nothing in it were out of date.
    """,
    decided_in="checking (old agreements)",
    waivable="no",
)
NOT_LOOKED_INTO = decided_elsewhere(
    "OLD-02",
    "old-agreement-of-another-kind",
    Severity.INFO,
    gate=Gate.DRAFT,
    message="{file} was not looked into: {reason}",
    fix="{hint}",
    page="""
    Agreements that lie in a scanned folder as PDF, or as Word files of the old kind, are named.

    Only .docx, Markdown and plain text are read. What is left out is said, so that nobody takes it for checked.
    """,
    decided_in="checking (old agreements)",
    waivable="no",
)
RULES: tuple[Rule, ...] = (NOT_READ, NOT_LOOKED_INTO)
"""What a scan says of the files themselves. What it finds in them is LAW-28."""

_OF_THE_PAST = Pattern(
    r"(?:\d[\d.]*\s*)?(?:(?:document|version|revision|amendment|change|review|legislati\w+)s?\s+)?"
    r"(?:history|histories|version control|document control|change log|revisions?|amendment record|previous versions"
    r"|superseded (?:documents|versions)|background and history)\W*\Z",
    re.IGNORECASE,
)
_AROUND = 45
"""Characters of a paragraph that are shown on each side of what was found."""


class Paragraph(Struct, frozen=True):
    """One paragraph that says something.

    `number` counts within its `part` (the body of a Word file is "", then "header", "footer", "footnotes" …); a text
    file has the `line` in which it begins as well. `heading` is the one it stands under. A heading has `level` 1 or
    more.
    """

    number: int
    text: str
    part: str = ""
    heading: str = ""
    level: int = 0
    line: int = 0


def outdated(
    file: str, paragraphs: Iterable[Paragraph], terms: Sequence[StaleTerm], as_rule: Rule
) -> Iterator[Finding]:
    """Every outdated citation of one file, once for each paragraph and term, in order, as findings of LAW-28.

    What stands under a heading such as “Document history” is let be, and what is said to be past.
    """
    past = 0
    for paragraph in paragraphs:
        if paragraph.level and (not past or paragraph.level <= past):
            past = paragraph.level if _OF_THE_PAST.match(paragraph.heading.strip()) else 0
        if past:
            continue
        text = " ".join(paragraph.text.split()) if not paragraph.line else paragraph.text
        found = [(a, b, term) for term in occurring(text.lower(), terms) for a, b in places(text, term)]
        said: set[str] = set()
        for start, end, term in apart(found):
            if term.id not in said:
                said.add(term.id)
                yield _finding(file, paragraph, text, (start, end), term, as_rule)


def where(paragraph: Paragraph) -> str:
    """`paragraph 14 (Legal basis)`, `footnotes, paragraph 2`."""
    part = f"{paragraph.part}, " if paragraph.part else ""
    heading = " ".join(paragraph.heading.split())
    under = f" ({heading[:60]})" if heading and heading != " ".join(paragraph.text.split()) else ""
    return f"{part}paragraph {paragraph.number}{under}"


def _finding(file: str, paragraph: Paragraph, text: str, at: tuple[int, int], term: StaleTerm, known: Rule) -> Finding:
    start, end = at
    nations = "" if set(term.nations) == set(NATIONS) else f" in {nations_in_words(term.nations)}"
    since = f"out of date{nations} since {in_words(term.since)}"
    place = where(paragraph)
    cited = " ".join(text[start:end].split())
    path = (paragraph.part or "body", paragraph.number)
    return Finding(
        code=known.code,
        name=known.name,
        severity=known.severity,
        message=f"{place[:1].upper()}{place[1:]}: “{cited}” has been {since}. {term.why}",
        file=file,
        span=_span(paragraph, text, start, end),
        path=path,
        why=known.why,
        fix=f"Write {term.new}; check that the sentence is still right.",
        sources=(term.source,) if term.source else (),
        serves=known.serves,
        words=cited,
        source_line=around(text, start, end),
    )


def around(text: str, start: int, end: int) -> str:
    """What was found with the words around it, cut at words."""
    left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
    while left > 0 and left < start and not text[left - 1].isspace():
        left += 1
    while right < len(text) and right > end and not text[right].isspace():
        right -= 1
    middle = " ".join(text[left:right].split())
    return ("... " if left > 0 else "") + middle + (" ..." if right < len(text) else "")


def _span(paragraph: Paragraph, text: str, start: int, end: int) -> Span | None:
    """Where a text file holds it; a Word file has no lines."""
    if not paragraph.line:
        return None

    def at(offset: int) -> tuple[int, int]:
        before = text[:offset]
        return paragraph.line + before.count("\n"), offset - (before.rfind("\n") + 1) + 1

    (line, column), (end_line, end_column) = at(start), at(end)
    return Span(line, column, end_line, end_column)


def not_read(file: str, reason: str, hint: str) -> Finding:
    """A file that is broken, or cannot be opened."""
    return _of_file(NOT_READ, file, reason, hint)


def not_looked_into(file: str, reason: str, hint: str) -> Finding:
    """A file of a kind that is not read."""
    return _of_file(NOT_LOOKED_INTO, file, reason, hint)


def _of_file(said: Rule, file: str, reason: str, hint: str) -> Finding:
    values = {"file": file, "reason": reason, "hint": hint}
    return Finding(
        code=said.code,
        name=said.name,
        severity=said.severity,
        gate=said.gate,
        message=said.message.format_map(values),
        file=file,
        why=said.why,
        fix=said.fix.format_map(values),
    )
