"""The register as an SQLite database, for queries and for Datasette. The tables are described in docs/register.md."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing

from isptool.register.columns import COLUMNS
from isptool.register.doubts import Doubt
from isptool.register.entry import Entry, Register

SCHEMA = """
create table documents (
  id text not null, kind text not null, title text not null, status text not null, version text,
  purpose text, benefits text, under text, owner text, lead text, contact text, area text,
  start_date text, end_date text, review_date text, days_to_review integer,
  retention text, method text, dpia text, dpia_date text, publication text,
  special_category integer not null, criminal_offence integer not null, children integer not null,
  part_3 integer not null, outside_uk integer,
  signed integer not null, unsigned integer not null, overdue integer not null,
  sha256 text not null, file text primary key
);
create table partners (id text primary key, name text not null, kind text, ended text, successor text);
create table parties (
  file text not null references documents(file), id text not null, organisation text not null, name text not null,
  role text not null, is_party integer not null, must_sign integer not null, signed_on text, has_signed integer not null
);
create table purposes (file text not null references documents(file), id text not null, kind text, words text);
create table items (
  file text not null references documents(file), id text not null, words text not null, kinds text, categories text,
  source text
);
create table flows (
  file text not null references documents(file), id text not null, words text, sender text not null,
  recipient text not null, item text, purpose text, often text, how text, system text
);
create table powers (file text not null references documents(file), id text not null, citation text not null);
create table bases (file text not null references documents(file), article text not null, words text not null);
create table systems (file text not null references documents(file), name text not null);
create table posts (file text not null references documents(file), party text, post text not null);
create table doubts (file text not null, code text not null, severity text not null, message text not null);
create table unread (file text not null, reason text not null);
create table about (name text primary key, value text not null);
create index parties_organisation on parties(organisation);
create index items_words on items(words);
create index powers_id on powers(id);
create index systems_name on systems(name);
create index flows_ends on flows(sender, recipient);
"""

_MOST_PAIRS = 2_000
"""A flow between more pairs than this stands with its groups as ends, `everyone of N`, instead of pair by pair."""


def to_sqlite(register: Register, doubts: Iterable[Doubt], today: str) -> bytes:
    """The whole register as the bytes of a database file."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        for entry in register.entries:
            _document(connection, entry)
        _many(connection, "doubts", ((d.file, d.kind.code, d.kind.severity.value, d.message) for d in doubts))
        _many(connection, "unread", ((each.file, each.reason) for each in register.unread))
        _many(connection, "about", [("as_at", today), ("made_by", "isptool register")])
        connection.commit()
        return connection.serialize()


def _many(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    values = list(rows)
    if values:
        marks = ", ".join("?" * len(values[0]))
        connection.executemany(f"insert or ignore into {table} values ({marks})", values)


def _document(connection: sqlite3.Connection, entry: Entry) -> None:
    facts, file = entry.facts, entry.file
    of = {each.key: each.value(entry) for each in COLUMNS}
    row = (
        entry.id, facts.kind, facts.title, entry.status, facts.version, "\n".join(use.words for use in facts.uses),
        of["benefits"], facts.under, entry.owner, entry.lead, entry.contact, facts.area, of["start_date"],
        of["end_date"], of["review_date"], entry.days_to_review, of["retention_period"], entry.method, of["dpia"],
        of["dpia_date"], entry.publication, entry.special, entry.criminal, entry.children, entry.part_3,
        entry.outside_uk, len(entry.signed), len(entry.unsigned), entry.overdue, facts.sha256 or entry.digest, file,
    )  # fmt: skip
    _many(connection, "documents", [row])
    partners = entry.known.partners
    signed = dict(entry.signed)
    _many(
        connection,
        "partners",
        (
            (each, p.name, p.kind, p.ended.isoformat() if p.ended else None, p.successor)
            for each in entry.organisations
            if (p := partners.get(each)) is not None
        ),
    )
    _many(
        connection,
        "parties",
        (
            (
                file, each.id, each.of or each.id, entry.name(each.id), ", ".join(each.roles), not each.other,
                each.signs, day.isoformat() if (day := signed.get(each.id)) else None, each.id in signed,
            )
            for each in facts.parties
        ),
    )  # fmt: skip
    _many(connection, "purposes", ((file, each.id, each.kind, each.words) for each in facts.uses))
    _many(
        connection,
        "items",
        (
            (file, each.id, entry.words_of(each), ", ".join(each.kinds), ", ".join(each.categories), each.source)
            for each in facts.items
        ),
    )
    _many(connection, "flows", _flows(entry))
    _many(connection, "powers", ((file, each, entry.known.power(each)) for each in entry.grounds("powers")))
    _many(
        connection,
        "bases",
        (
            (file, article, words)
            for article, kind in (("6", "article_6"), ("9", "article_9"), ("10", "article_10"), ("Part 3", "part_3"))
            for words in entry.grounds(kind)
        ),
    )
    _many(connection, "systems", ((file, each) for each in facts.systems))
    _many(connection, "posts", ((file, party, post) for party, post in facts.posts))


def _flows(entry: Entry) -> Iterable[tuple[object, ...]]:
    for leg in entry.legs:
        pairs = [(one, other) for one in leg.senders for other in leg.recipients if one != other]
        if len(pairs) > _MOST_PAIRS:
            pairs = [(f"everyone of {len(leg.senders)}", f"everyone of {len(leg.recipients)}")]
        for sender, recipient in pairs:
            for item in leg.items or ("",):
                for purpose in leg.purposes or ("",):
                    how = ", ".join(leg.how)
                    yield (
                        entry.file, leg.id, leg.words, sender, recipient, item, purpose, leg.when, how, leg.system,
                    )  # fmt: skip
