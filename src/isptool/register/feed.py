"""What has changed in a register, told from the days that its documents hold, as a feed (Atom, RFC 4287)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

from isptool.register.entry import Entry

MOST = 50


class Change(Struct, frozen=True):
    """Something that happened to a document on a day."""

    on: date
    entry: Entry
    what: str


def changes(entries: Iterable[Entry], today: date) -> tuple[Change, ...]:
    """The last changes, the newest first; nothing that is still to come."""
    found = []
    for entry in entries:
        version = f"version {entry.signed_facts.version} " if entry.signed_facts.version else ""
        told = [(entry.signed_facts.since, f"{version}came into force"), (entry.signed_facts.reviewed, "reviewed")]
        told += [(day, f"signed by {entry.name(party)}") for party, day in entry.signed]
        if entry.signed_facts.since is None:
            told.append((entry.starts, "sharing started"))
        told.append((entry.ends, "ended"))
        found += [Change(day, entry, what) for day, what in told if day is not None and day <= today]
    return tuple(sorted(found, key=lambda each: (each.on, each.entry.facts.title), reverse=True)[:MOST])


def to_atom(found: Iterable[Change], title: str, today: date, page: Callable[[Entry], str]) -> str:
    """The changes as a feed; links are to pages of the same site."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_words(title)}: changes</title>",
        f"<id>urn:isptool:register:{_words(title.replace(' ', '-'))}</id>",
        f"<updated>{today.isoformat()}T00:00:00Z</updated>",
        '<link rel="alternate" href="changes.html"/>',
        "<author><name>isptool</name></author>",
    ]
    for each in found:
        name = f"urn:isptool:{each.entry.id}:{each.on.isoformat()}:{each.what.replace(' ', '-')}"
        lines += [
            "<entry>",
            f"<title>{_words(each.entry.facts.title)}: {_words(each.what)}</title>",
            f"<id>{_words(name)}</id>",
            f"<updated>{each.on.isoformat()}T00:00:00Z</updated>",
            f"<link href={quoteattr(page(each.entry))}/>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def _words(text: str) -> str:
    return escape("".join(each for each in text if each.isprintable()))
