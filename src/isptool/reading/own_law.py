"""The laws that a workspace adds to the law data: held against ours, and joined to the law book.

A power that is not in our data may exist: the data is curated and never complete. What stands in `law/*.yaml` counts
like our own, is printed and listed as the partnership's own, and is checked for what it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from isptool.findings import Edit, Finding, Severity, ValuePath
from isptool.law.book import LawBook
from isptool.law.rows import NATIONS
from isptool.law.spelling import spelled
from isptool.reading.codes import Code
from isptool.reading.nearest import nearest, sure

if TYPE_CHECKING:
    from isptool.model.own_law import OwnLaw, OwnLawFile, OwnLimit
    from isptool.reading.workspace import File

CODES = {
    code.code: code
    for code in (
        Code("OWN-01", "no-such-kind-in-law", Severity.ERROR, "A law of your own names a kind that there is not",
             "Kinds of bodies and purposes, and categories of data, are those of the law data, so that rules can hold "
             "a flow against the law.",
             "Correct it; `isptool explain kinds of body`, `kinds of purpose` or `categories of data` lists them."),
        Code("OWN-02", "law-has-our-id", Severity.ERROR, "A law of your own has the id of one of ours",
             "A document that cites the id must mean the same law in every workspace.",
             "Choose another id. If what we say of that law is wrong or old, tell those who maintain isptool."),
        Code("OWN-03", "law-twice", Severity.ERROR, "Two laws of your own have one id, or one citation",
             "A citation must mean one law only.",
             "Delete one, or tell them apart."),
        Code("OWN-04", "law-is-in-our-data", Severity.WARNING, "A law of your own is in our data already",
             "Two descriptions of one law drift apart, and the rules know the limits of ours.",
             "Delete it and cite ours."),
        Code("OWN-05", "own-law-not-looked-at", Severity.WARNING, "Nobody is named who read this law",
             "A power that nobody read counts as from general knowledge, and findings about it say “check”.",
             "Say where its text was read (`read-in:`) and by which post (`looked-at-by:`)."),
    )
}  # fmt: skip
"""What can be wrong with a law of a workspace's own, beside what reading finds."""


class OwnLaws(Struct, frozen=True):
    """The law book with the laws of a workspace joined to it; their ids, and by which file; and what is wrong."""

    book: LawBook
    ids: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def joined(files: Sequence[File[OwnLawFile]], book: LawBook) -> OwnLaws:
    """The law book of a workspace. A law with an error in it is left out, so that nothing rests on it."""
    if not files:
        return OwnLaws(book)
    rows: dict[str, Any] = {}
    aliases: dict[str, list[str]] = {}
    ids: dict[str, str] = {}
    findings: list[Finding] = []
    own = {law_id for file in files if file.model is not None for law_id in file.model.laws}
    for file in files:
        for law_id, law in (file.model.laws if file.model is not None else {}).items():
            found = list(_wrong(file, law_id, law, _Around(book, own, ids, aliases)))
            findings += found
            if any(each.severity is Severity.ERROR for each in found):
                continue
            ids[law_id] = file.shown_as
            rows[law_id] = compiled(law)
            for way in (law_id, law.citation, law.short or "", *law.aliases):
                if way and not book.meanings(way):
                    aliases.setdefault(spelled(way), [law_id])
    return OwnLaws(book.joined_with({"gateway": rows}, {"law": aliases}), ids, tuple(findings))


def compiled(law: OwnLaw) -> dict[str, Any]:
    """A law of a workspace in the form of the compiled law data."""
    said: dict[str, Any] = {
        "title": law.title,
        "citation": law.citation,
        "short": law.short or law.citation,
        "aliases": list(law.aliases),
        "as_at": law.as_at.isoformat(),
        "verified": "V" if law.read_in and law.looked_at_by else "K",
        "verified_in": f"{law.read_in}, by {law.looked_at_by}" if law.read_in and law.looked_at_by else "",
        "source": law.address or law.read_in or "",
        "nations": list(law.nations or NATIONS),
        "status": law.status,
        "replaced_by": list(law.replaced_by),
        "kind": law.kind,
        "givers": list(law.from_) or ["any"],
        "receivers": list(law.to) or ["any"],
        "purposes": list(law.purposes) or ["any"],
        "for_": law.allows,
        "lifts_confidentiality": {True: "yes", False: "no", None: "check"}[law.lifts_confidentiality],
        "does_not_reach": list(law.does_not_reach),
        "limits": [each for limit in law.limits for each in _limits(limit)],
    }
    for name, day in (("in_force_from", law.in_force_from), ("until", law.until)):
        if day is not None:
            said[name] = day.isoformat()
    return said


def _limits(limit: OwnLimit) -> Iterator[dict[str, Any]]:
    """One limit of the law data for each of the things that a limit says; one of words alone for none."""
    named = {
        ("only-to", "bodies"): limit.only_to,
        ("only-from", "bodies"): limit.only_from,
        ("not-this-data", "data"): limit.not_this_data,
        ("only-for", "purposes"): limit.only_for,
    }
    kinds = [{"kind": kind, "says": limit.says, where: list(ids)} for (kind, where), ids in named.items() if ids]
    yield from kinds or [{"kind": "other", "says": limit.says}]


# ── what may be wrong ────────────────────────────────────────────────────────────────────────────────


class _Around(Struct, frozen=True):
    """What a law is held against: our book, the ids of all own laws, and those that were taken up before it."""

    book: LawBook
    own: set[str]
    ids: Mapping[str, str]
    aliases: Mapping[str, list[str]]


def _wrong(file: File[OwnLawFile], law_id: str, law: OwnLaw, around: _Around) -> Iterator[Finding]:
    here: ValuePath = ("laws", law_id)
    book = around.book
    if law_id in around.ids:
        yield _say(file, "OWN-03", here, f"`{law_id}` stands in {around.ids[law_id]} too.")
    if book.meanings(law_id) == (law_id,):
        yield _say(file, "OWN-02", here, f"`{law_id}` is {book.entry(law_id).citation} in our data.")
    yield from _citation(file, here, law, around)
    for path, ids, known, what in _kinds(law, book):
        for number, each in enumerate(ids):
            if each not in known:
                yield _unknown(file, (*here, *path), number, len(ids), each, known, what)
    for number, each in enumerate(law.replaced_by):
        if book.meanings(each) != (each,) and each not in around.own:
            path = (*here, "replaced-by")
            yield _unknown(file, path, number, len(law.replaced_by), each, [*around.own], "law")
    if not (law.read_in and law.looked_at_by):
        yield _say(file, "OWN-05", here, f"Nobody is named who read {law.citation}.")


def _citation(file: File[OwnLawFile], here: ValuePath, law: OwnLaw, around: _Around) -> Iterator[Finding]:
    for key, ways in (("citation", [law.citation]), ("short", [law.short or ""]), ("aliases", law.aliases)):
        for way in ways:
            if not way:
                continue
            ours = around.book.meanings(way)
            if len(ours) == 1:
                entry = around.book.entry(ours[0])
                said = f"“{way}” is `{entry.id}` in our data ({entry.title})."
                yield _say(file, "OWN-04", (*here, key), said)
            other = around.aliases.get(spelled(way))
            if other is not None:
                yield _say(file, "OWN-03", (*here, key), f"“{way}” is `{other[0]}` already.")


def _kinds(law: OwnLaw, book: LawBook) -> Iterator[tuple[ValuePath, Sequence[str], set[str], str]]:
    bodies = {row.id for row in book.bodies()} | {"any"}
    purposes = {row.id for row in book.purposes()} | {"any"}
    data = {row.id for row in book.categories()}
    yield ("from",), law.from_, bodies, "kind of body"
    yield ("to",), law.to, bodies, "kind of body"
    yield ("purposes",), law.purposes, purposes, "kind of purpose"
    yield ("does-not-reach",), law.does_not_reach, data, "category of data"
    for number, limit in enumerate(law.limits):
        at = ("limits", number)
        yield (*at, "only-to"), limit.only_to, bodies, "kind of body"
        yield (*at, "only-from"), limit.only_from, bodies, "kind of body"
        yield (*at, "only-for"), limit.only_for, purposes, "kind of purpose"
        yield (*at, "not-this-data"), limit.not_this_data, data, "category of data"


def _unknown(
    file: File[OwnLawFile], path: ValuePath, number: int, count: int, word: str, known: Iterable[str], what: str
) -> Finding:
    near = nearest(word, known)
    place = path if count == 1 and file.source.is_plain(path) else (*path, number)
    meant = f" Did you mean `{near}`?" if near else ""
    edit = Edit("set", place, near) if near and sure(word, near) else None
    return _say(file, "OWN-01", place, f"`{word}` is no {what}.{meant}", edit)


def _say(file: File[OwnLawFile], code: str, path: ValuePath, message: str, edit: Edit | None = None) -> Finding:
    return file.source.finding(CODES[code], message, path=path, on_key=len(path) == len(("laws", "id")), edit=edit)
