"""`isptool law`: powers, duties, bases and conditions; their limits, whether they are in force, what replaced them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from isptool.cli.finding_law import Wanted
    from isptool.law.rows import Row
    from isptool.reading.own_law import OwnLaws

EXAMPLES = (
    "isptool law section 115",
    "isptool law --between police,council --about safeguarding --nation wales",
)

_MOST_IN_FULL = 1


def law(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORD]...",
            help="An id (cda-1998-s115), a citation as people write it, or any words.",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="duty, power, restriction, lawful-basis, outdated, ...")
    ] = None,
    nation: Annotated[
        str | None, typer.Option("--nation", metavar="NATION", help="england, wales, scotland or northern-ireland.")
    ] = None,
    status: Annotated[
        str | None,
        typer.Option("--status", metavar="STATUS", help="in-force, not-commenced, repealed, held-unlawful or check."),
    ] = None,
    about: Annotated[
        str | None,
        typer.Option("--about", metavar="WORDS", help="A kind of purpose or category of data; else words of the text."),
    ] = None,
    between: Annotated[
        str | None,
        typer.Option("--between", metavar="FROM,TO", help="Kinds of bodies, or partners: who gives, who receives."),
    ] = None,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="text or json.")] = "text",
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="Say what was in force on that day.")
    ] = None,
) -> int:
    """Find law: what it allows or requires, of whom, its limits, whether it is in force, and what replaced it.

    The data is curated and never complete, and it is not legal advice. A power that is missing can be added to the
    workspace under law/.
    """
    from isptool.cli import options, terminal
    from isptool.cli.finding_law import find, near
    from isptool.cli.opening import law_here

    options.one_of("--to", to, ("text", "json"))
    day = options.as_at(today, None) if today is not None else None
    own = law_here()
    wanted = _wanted(own, " ".join(words or ()).strip(), kind, nation, status, about, between)
    found = find(wanted, own.book)
    if not found:
        raise _nothing(wanted, near(wanted, own.book))
    if to == "json":
        terminal.emit(_as_json(found, own, day), utf8=True)
    elif len(found) <= _MOST_IN_FULL:
        terminal.say_wrapped("\n".join([_in_full(found[0], own, day), "", *_closing(own, found)]))
    else:
        terminal.say_wrapped("\n".join([*_in_lines(found, own, day), "", *_closing(own, found)]))
    return 0


# ── what is wanted ───────────────────────────────────────────────────────────────────────────────────


def _wanted(
    own: OwnLaws,
    words: str,
    kind: str | None,
    nation: str | None,
    status: str | None,
    about: str | None,
    between: str | None,
) -> Wanted:
    from isptool.cli import options
    from isptool.cli.finding_law import KINDS, NATIONS, STATUSES, Wanted

    giver, receiver = _ends(own, between) if between is not None else ("", "")
    purpose, category = "", ""
    if about is not None:
        known = own.book.find_purpose(about)
        sort = own.book.find_category(about) if known is None else None
        purpose, category = known.id if known else "", sort.id if sort else ""
        if not purpose and not category:
            words = f"{words} {about}".strip()
    return Wanted(
        words=words,
        kind=options.one_of("--kind", kind.lower(), tuple(KINDS)) if kind else "",
        nation=NATIONS[options.one_of("--nation", nation.lower().replace(" ", "-"), tuple(NATIONS))] if nation else "",
        status=options.one_of("--status", status.lower().replace(" ", "-"), STATUSES) if status else "",
        purpose=purpose,
        category=category,
        giver=giver,
        receiver=receiver,
    )


def _ends(own: OwnLaws, between: str) -> tuple[str, str]:
    from isptool.errors import IspError

    ends = [each.strip() for each in between.split(",")]
    if len(ends) != 2 or not all(ends):
        raise IspError(
            f"--between {between} does not name two.", "Write who gives, a comma, who receives: police,council."
        )
    return _body(own, ends[0]), _body(own, ends[1])


def _body(own: OwnLaws, text: str) -> str:
    """The kind of body that is meant: a kind, or that of a partner of the workspace around."""
    from isptool.cli.finding_law import body_of
    from isptool.errors import IspError

    found = body_of(text, own.book)
    if found is not None:
        return found.id
    partner = _partner_kind(text)
    if partner:
        return partner
    near = own.book.near_bodies(text)
    hint = f"Did you mean {' or '.join(row.id for row in near)}?" if near else "See `isptool explain kinds of body`."
    raise IspError(f"There is no kind of body, and no partner here, called {text}.", hint)


def _partner_kind(partner: str) -> str:
    from pathlib import Path

    from isptool.reading.workspace import find_root, read_files, yaml_files

    root = find_root(Path())
    if root is None:
        return ""
    paths = [path for path in yaml_files(root) if path.relative_to(root).parts[0].startswith("partners")]
    known = read_files(root, paths).partner_records().get(partner)
    return (known.kind or "") if known is not None else ""


def _nothing(wanted: Wanted, near: list[Row]) -> Exception:
    from isptool.errors import IspError

    names = ("words", "kind", "nation", "status", "purpose", "category", "giver", "receiver")
    given = {name: value for name in names if (value := getattr(wanted, name))}
    asked = ", ".join(f"“{value}”" if name == "words" else f"{name} {value}" for name, value in given.items())
    nearest = "; ".join(f"{row.id} ({row.title})" for row in near)
    hint = f"Nearest: {nearest}." if nearest else "Ask for less, or with other words."
    return IspError(
        f"Nothing in the law data answers to {asked}.",
        f"{hint} The data is never complete: a power that is missing can be added to the workspace under law/.",
    )


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────


def _in_full(row: Row, own: OwnLaws, day: date | None) -> str:
    from isptool.cli.law_pages import outdated_page, page
    from isptool.law.rows import Entry, StaleTerm

    if isinstance(row, StaleTerm):
        return outdated_page(row)
    assert isinstance(row, Entry)
    return page(row, own.book, own.ids.get(row.id, ""), day)


def _in_lines(found: list[Row], own: OwnLaws, day: date | None) -> Iterator[str]:
    """Three lines a row: what it is, how it is cited and whether it is law, what it allows."""
    from isptool.law.rows import Entry, StaleTerm
    from isptool.law.standing import nations_in_words, standing

    for row in found:
        if isinstance(row, StaleTerm):
            yield f"{row.id}  {row.term} (out of date)"
            yield f"    Replaced by {row.new} since {row.since.day} {row.since:%B %Y}. {row.why}"
            continue
        assert isinstance(row, Entry)
        mine = f" (the workspace's own: {own.ids[row.id]})" if row.id in own.ids else ""
        yield f"{row.id}  {row.title}{mine}"
        kind = str(getattr(row, "kind", "")).replace("-", " ")
        yield f"    {row.citation}; {f'{kind}; ' if kind else ''}{nations_in_words(row.nations)}"
        yield f"    {standing(row, day, own.book)}"
        for limit in getattr(row, "limits", ()):
            yield f"    Limit: {limit.says}"


def _closing(own: OwnLaws, found: list[Row]) -> Iterator[str]:
    days = sorted({row.as_at for row in found if row.id not in own.ids})
    as_at = f", as at {days[0].day} {days[0]:%B %Y}" if days else ""
    count = f"{len(found)} found. " if len(found) > _MOST_IN_FULL else ""
    yield f"{count}Curated data{as_at}: never complete, and not legal advice."


def _as_json(found: list[Row], own: OwnLaws, day: date | None) -> str:
    import json

    from isptool.cli.law_pages import as_data

    rows: list[dict[str, Any]] = [as_data(row, own.book, own.ids.get(row.id, ""), day) for row in found]
    whole = {"version": 1, "complete": False, "legal-advice": False, "law": rows}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
