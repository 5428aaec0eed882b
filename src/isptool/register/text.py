"""The register as text for a terminal: a list, views, an entry's like, and the doubts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from isptool.register.doubts import Doubt
from isptool.register.entry import Entry, Register, shown_day
from isptool.register.similar import Similar
from isptool.register.views import Group


def listing(register: Register) -> Iterator[str]:
    """Each entry in a few lines: what it is, between whom, on what law, and what is due."""
    for number, entry in enumerate(register.entries):
        if number:
            yield ""
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    facts = entry.facts
    version = f" {facts.version}" if facts.version else ""
    if entry.being_written:
        version += f" ({entry.being_written} is being written)"
    yield f"{entry.id}{version}  {entry.status}  {facts.kind}"
    yield f"  {facts.title}"
    rows = [
        (
            "between" if not entry.is_protocol else "partners",
            "; ".join(entry.name(each) for each in entry.organisations),
        ),
        ("for", "; ".join(use.words.split("\n")[0] or use.kind.replace("-", " ") for use in facts.uses)),
        ("data", "; ".join(entry.words_of(item) for item in facts.items)),
        ("law", "; ".join(entry.powers)),
        ("under", facts.under if facts.under != "none" else ""),
        ("owner", entry.owner),
        ("dates", _dates(entry)),
        ("signed", _signed(entry)),
        ("file", facts.file or entry.file),
    ]
    for label, words in rows:
        if words:
            yield f"  {label:<9} {' '.join(words.split())}"


def decided(register: Register, titles: Mapping[str, str]) -> Iterator[str]:
    """Each decision in a few lines: what it came to, who decided and when, and what it led to. `titles` by outcome."""
    yield "Decisions"
    for entry in register.decisions:
        facts, followed = entry.facts, register.followed(entry)
        yield ""
        yield f"{entry.id}  {entry.status}  {shown_day(entry.starts)}".rstrip()
        yield f"  {facts.title}"
        led_to = f"{followed.id} ({followed.status})" if followed is not None else "nothing yet"
        rows = [
            ("outcome", f"{facts.called} {titles.get(facts.called, '')}"),
            ("between", "; ".join(entry.name(each) for each in entry.organisations)),
            ("decided by", entry.owner),
            ("led to", led_to if facts.called else ""),
            ("again", shown_day(entry.next_review)),
            ("file", entry.file),
        ]
        for label, words in rows:
            if words.strip():
                yield f"  {label:<10} {words.strip()}"


def _dates(entry: Entry) -> str:
    words = []
    if entry.starts:
        words.append(f"starts {shown_day(entry.starts)}")
    if entry.ends:
        words.append(f"ends {shown_day(entry.ends)}")
    days = entry.days_to_review
    if entry.next_review and days is not None:
        count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
        left = f"{count} ago" if days < 0 else "today" if days == 0 else f"in {count}"
        words.append(f"review {shown_day(entry.next_review)} ({left})")
    return "; ".join(words)


def _signed(entry: Entry) -> str:
    if not entry.signatories:
        return ""
    if entry.facts.kind == "record" and not entry.signed:
        return "not recorded"
    have = "; ".join(f"{entry.name(party)}{f' {shown_day(day)}' if day else ''}" for party, day in entry.signed)
    missing = "; ".join(entry.name(each) for each in entry.unsigned)
    if not have and not entry.signed_facts.status:
        return ""
    return f"{have or 'nobody'}{f'; not yet: {missing}' if missing else ''}"


def groups(found: Sequence[Group]) -> Iterator[str]:
    """The groups of a view, each with its entries."""
    for number, group in enumerate(found):
        if number:
            yield ""
        count = len(group.lines)
        yield f"{group.heading} ({count})"
        for line in group.lines:
            note = f" [{line.note}]" if line.note else ""
            yield f"  {line.entry.id}  {line.entry.status}  {line.entry.facts.title}{note}"


def alike(found: Sequence[Similar]) -> Iterator[str]:
    """Documents that are like one, the most alike first, each with why."""
    for number, each in enumerate(found):
        if number:
            yield ""
        yield f"{each.likeness:>3}%  {each.entry.id}  {each.entry.status}  {each.entry.facts.title}"
        for why in each.why:
            yield f"      {why}"
        yield f"      {each.entry.file}"


MOST = 20
"""How many doubts are printed."""


def doubtful(found: Sequence[Doubt]) -> Iterator[str]:
    """Each doubt in a line, and what to do; of very many the first, errors before warnings."""
    ranked = sorted(found, key=lambda each: each.kind.severity.value)
    for each in ranked[:MOST]:
        yield f"{each.file}: {each.kind.severity.value} {each.kind.code} {each.message}"
        yield f"   Fix: {each.kind.fix}"
    if len(ranked) > MOST:
        yield f"... and {len(ranked) - MOST} more: --to json has all of them."


def summed(register: Register, found: Sequence[Doubt], today: str) -> str:
    """The last line: how many, and what needs somebody."""
    count = len(register.entries)
    parts = [f"{count} document{'' if count == 1 else 's'} as at {today}"]
    if register.decisions:
        decisions = len(register.decisions)
        parts.append(f"{decisions} decision{'' if decisions == 1 else 's'}")
    for words, number in (
        ("overdue", sum(each.overdue for each in register.entries)),
        ("with signatures missing", sum(bool(each.unsigned) and each.status in _OUT for each in register.entries)),
        ("doubt" if len(found) == 1 else "doubts", len(found)),
        ("file that could not be read whole" if len(register.unread) == 1 else "files that could not be read whole",
         len(register.unread)),
    ):  # fmt: skip
        if number:
            parts.append(f"{number} {words}")
    return ", ".join(parts) + "."


_OUT = frozenset({"signing", "in-force", "under-review", "suspended", "expired"})
