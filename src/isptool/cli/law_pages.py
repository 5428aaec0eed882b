"""One row of the law data in words and as data: what it is, whether it is law, and how well that is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from isptool.cli.labelled import labelled, listed
from isptool.law.book import LawBook
from isptool.law.rows import Entry, Frozen, Row, StaleTerm
from isptool.law.standing import in_force_in_words, nations_in_words, standing
from isptool.model.fields import show_date

VERIFIED = {
    "V": "read in its source",
    "V~": "seen in its source; its detail was not read",
    "K": "from general knowledge; check it before you rely on it",
}
"""What each mark says of how far a row was verified."""

_FACTS = {
    "kind": "Kind",
    "givers": "From",
    "receivers": "To",
    "purposes": "For",
    "does_not_reach": "Does not reach",
    "lifts_confidentiality": "Lifts confidence",
    "restricts": "Restricts",
    "exceptions": "Exceptions",
    "figure": "Limit",
    "counted_from": "Counted from",
    "apd": "Policy document",
}


def page(entry: Entry, book: LawBook, own: str = "", on: date | None = None) -> str:
    """Everything there is to say of a provision. `own` is the file of the workspace that adds it, if it is its own.

    Its standing is that of the day `on`, or of the day of the data.
    """
    lines = [f"{entry.title} ({entry.citation})", ""]
    said = [getattr(entry, name, "") for name in ("for_", "says", "fits")]
    lines += [each for each in said if isinstance(each, str) and each]
    lines += [""] if len(lines) > 2 else []
    lines += labelled(
        [
            ("Written as", getattr(entry, "article", "") or entry.id),
            ("In tables", entry.short),
            ("Also", ", ".join(entry.aliases)),
            ("Nations", nations_in_words(entry.nations)),
            ("Status", entry.status.replace("-", " ") + _since(entry)),
            ("Standing", in_force_in_words(entry, on, book)),
            ("Replaced by", ", ".join(_named(each, book) for each in entry.replaced_by)),
            *facts(entry),
            ("Note", entry.note),
            ("As at", show_date(entry.as_at)),
            ("Verified", verified(entry)),
            ("To check", " ".join(entry.to_check)),
            ("Source", entry.source),
            ("Added by", own),
        ]
    )
    limits = [(limit.kind.replace("-", " "), limit.says) for limit in getattr(entry, "limits", ())]
    needs = [("", each) for each in getattr(entry, "needs", ())]
    traps = [("", each) for each in getattr(entry, "traps", ())]
    for title, rows in (("It needs:", needs), ("Take care:", traps), ("Its limits:", limits)):
        lines += listed(title, rows)
    return "\n".join(lines)


def outdated_page(term: StaleTerm) -> str:
    """What there is to say of a citation or term that has been replaced."""
    mends = "`isptool validate --fix` can put it right" if term.one_for_one == "yes" else "a person must decide"
    rows = [
        ("Written as", term.id),
        ("Out of date", f"since {show_date(term.since)}"),
        ("Replaced by", term.new),
        ("Mending", mends),
        ("Nations", nations_in_words(term.nations)),
        ("As at", show_date(term.as_at)),
        ("Verified", verified(term)),
        ("Source", term.source),
    ]
    found = [("", each) for each in term.found_in]
    right = [("", each) for each in term.not_in]
    lines = [f"{term.title} (out of date)", "", term.why, "", *labelled(rows)]
    return "\n".join([*lines, *listed("Found in:", found), *listed("Right as it stands:", right)])


_OTHER = {
    "act": "an Act, Order or set of regulations",
    "identifier": "an identifying item",
    "dpia-trigger": "a use that needs a data protection impact assessment",
    "direction": "a cell of the matrix of regimes",
}
_OTHER_FACTS = {
    "short": "In tables",
    "also": "Also called",
    "address": "Where it stands",
    "identifies": "Identifies people",
    "for_bodies": "Only for",
    "for_purposes": "Only for purposes",
    "alone": "Alone enough",
    "sender": "The sender is under",
    "sender_needs": "The sender needs",
    "recipient": "The recipient is under",
    "recipient_needs": "The recipient needs",
    "signs": "Words that suggest it",
}


def other_page(row: Row) -> str:
    """What there is to say of a row that no document cites: an Act, an identifier, a trigger, a direction."""
    said = [str(getattr(row, name, "")) for name in ("says", "why")]
    rows = [("Written as", row.id), ("Also", ", ".join(row.aliases))]
    for name, label in _OTHER_FACTS.items():
        value = getattr(row, name, "")
        rows.append((label, ", ".join(value) if isinstance(value, tuple) else str(value)))
    rows += [("Note", row.note), ("As at", show_date(row.as_at)), ("Verified", verified(row)), ("Source", row.source)]
    lines = [f"{row.title} ({_OTHER[row.family]})", ""]
    lines += [*(each for each in said if each), *([""] if any(said) else [])]
    return "\n".join([*lines, *labelled(rows)])


def verified(row: Row) -> str:
    """How far a row was verified, in words, and in what it was read."""
    said = VERIFIED.get(row.verified, row.verified)
    return f"{said} ({row.verified_in})" if row.verified_in and row.verified_in != row.source else said


def facts(row: Row) -> Iterator[tuple[str, str]]:
    """What is particular to a family of rows: kind, who may give and receive, for what, and the like."""
    for name, label in _FACTS.items():
        value = getattr(row, name, "")
        text = ", ".join(value) if isinstance(value, tuple) else str(value)
        yield label, text.replace("-", " ")


def as_data(row: Row, book: LawBook, own: str = "", on: date | None = None) -> dict[str, Any]:
    """A row as plain data, with its standing in words and the file of the workspace that adds it, if one does."""
    said = {name.rstrip("_").replace("_", "-"): _plain(value) for name, value in vars(row).items()}
    if isinstance(row, Entry):
        said["status"] = row.status
        said["nations"] = list(row.nations)
        said["standing"] = standing(row, on, book)
    said["verified-means"] = VERIFIED.get(row.verified, row.verified)
    return {"id": row.id, "family": row.family, **said, **({"added-by": own} if own else {})}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Frozen):
        return {name.rstrip("_").replace("_", "-"): _plain(each) for name, each in vars(value).items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if hasattr(value, "items"):
        return {key: _plain(each) for key, each in value.items()}
    return value


def _named(row_id: str, book: LawBook) -> str:
    entry = book.entry(row_id)
    return f"{entry.short} ({entry.id})" if entry.short != row_id else row_id


def _since(entry: Entry) -> str:
    parts = [f"since {show_date(entry.in_force_from)}" if entry.in_force_from else ""]
    parts.append(f"until {show_date(entry.until)}" if isinstance(entry.until, date) else "")
    return "".join(f", {part}" for part in parts if part)
