"""What `isptool register` and `isptool site` do: open workspaces as a register, and print or save it."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from isptool.cli import options, saving, terminal
from isptool.cli.opening import Opened, id_and_version, law_of, open_settings
from isptool.cli.remembering import Remembered, doubts_before, keep_doubts
from isptool.errors import IspError
from isptool.model.partner import Partner
from isptool.model.signed import Signed
from isptool.reading.workspace import find_root, shown, yaml_files
from isptool.register.columns import DEA, as_data, to_csv
from isptool.register.doubts import Doubt, doubts
from isptool.register.entry import LIVE, Entry, Known, Register
from isptool.register.load import Loader, edition, together
from isptool.register.views import Filter, by, filtered

if TYPE_CHECKING:
    from isptool.writing.document import Document

_VERDICTS = 100
"""Of up to how many documents that are being made a board is told what each needs: they are checked whole."""

_ACROSS = 300
"""Up to how many documents the rules across documents are asked for a board: they settle every document whole."""


class Wish(Struct, frozen=True):
    """What is wanted of the register."""

    by: str | None
    filter: Filter
    related: str | None
    board: bool
    foi: str | None
    to: str
    output: str | None
    bom: bool
    cache: bool
    today: str | None


class Desk(Struct, frozen=True):
    """The register of the folders that were named, as at a day."""

    register: Register
    today: date
    title: str
    publisher: str
    workspaces: tuple[Opened, ...]
    partners: Mapping[str, Partner]
    """The partners of all of them."""
    stamp: str = ""
    """The digest of all that the register was made from; empty where nothing is to be kept."""


def open_register(names: Sequence[str], today: str | None, *, cache: bool = True) -> Desk:
    """The register of folders. Raises `IspError` where one of them is not in a workspace."""
    roots = _roots(names)
    opened = [open_settings(root) for root, _ in roots]
    day = options.as_at(today, opened[0].workspace)
    book = law_of([root for root, _ in roots])
    loader = Loader(book)
    loaded = []
    made_from = [edition(), day.isoformat()]
    gc.disable()  # thousands of small values that all stay: looking for garbage among them takes half the time
    try:
        for each, (root, below) in zip(opened, roots, strict=True):
            known = Known(shown(root), {}, each.points(), book, day)
            settings = each.workspace.settings.model if each.workspace.settings is not None else None
            known.publisher = (settings.publisher if settings is not None else None) or ""
            with ExitStack() as stack:
                if cache:
                    loader.memory = stack.enter_context(Remembered(root, edition()))
                read = loader.workspace(root, known, below)
            known.signed = _signed(root, read.entries, day)
            sealed = _in_force(root, read.entries, loader)
            loaded.append(read)
            made_from += [known.root, str(below), *read.read, *sealed, repr(sorted(known.signed.items()))]
            made_from += [repr([(name, key, likely.level) for name, point in known.points.items()
                                for key, likely in point.answers.items()])]  # fmt: skip
        gc.freeze()
    finally:
        gc.enable()
    register = together(loaded)
    titles = [each.workspace.settings.model.title for each in opened
              if each.workspace.settings is not None and each.workspace.settings.model is not None]  # fmt: skip
    publisher = next((each.known.publisher for each in loaded if each.known.publisher), "")
    title = next((each for each in titles if each), None) or shown(roots[0][0]) or "This workspace"
    partners = {name: partner for each in reversed(loaded) for name, partner in each.known.partners.items()}
    stamp = hashlib.sha256("\0".join(made_from).encode(errors="surrogateescape")).hexdigest() if cache else ""
    return Desk(register, day, title, publisher, tuple(opened), partners, stamp)


def _roots(names: Sequence[str]) -> list[tuple[Path, Path | None]]:
    found: dict[Path, Path | None] = {}
    for name in names or ["."]:
        path = Path(name)
        if path.is_file():
            raise IspError(f"{name} is a file; a register is made of folders.", f"Name its folder: {path.parent}.")
        if not path.is_dir():
            raise IspError(f"There is no folder {name}.", "Check the path.")
        root = find_root(path)
        if root is None:
            below = sorted(each.parent for depth in ("*/", "*/*/") for each in path.glob(f"{depth}isptool.yaml"))
            if not below:
                raise IspError(
                    f"{name} is not in a workspace, and none is in it.",
                    "Make one with `isptool init`, or name another.",
                )
            found.update(dict.fromkeys(each.absolute() for each in below))
            continue
        absolute = path.absolute()
        found[root] = None if absolute == root else absolute
    return list(found.items())


def _signed(root: Path, entries: Sequence[Entry], today: date) -> dict[str, Signed]:
    """What the records say of each document that has any."""
    if not (root / "sealed").is_dir():
        return {}
    from isptool.lifecycle.life import life_of, signed_of
    from isptool.sealing.shelf import open_shelf

    shelf = open_shelf(root)
    accepted = {each.id: each.facts.accepted_until for each in entries}
    found = {}
    for name in {version.document for version in shelf.versions}:
        until = accepted.get(name)
        life = life_of(shelf, name, today, date.fromisoformat(until) if until else None)
        if life.versions:
            found[name] = signed_of(life)
    return found


def _in_force(root: Path, entries: Sequence[Entry], loader: Loader) -> list[str]:
    """Let entries of which a version is in force tell of that version, as it was sealed, and not of the next one.

    The digests of the sealed files that they tell of now.
    """
    digests = []
    for entry in entries:
        records = entry.signed_facts
        if records.status not in LIVE or records.version in ("", entry.facts.version):
            continue
        source = root / "sealed" / entry.id / records.version / "source"
        for path in yaml_files(source):
            if id_and_version(path)[0] == entry.id:
                sealed = loader.one(path, entry.known)
                if sealed is not None and sealed.facts.kind == entry.facts.kind:
                    entry.as_in_force(sealed.facts)
                    digests.append(sealed.digest)
                    break
    return digests


def doubts_of(desk: Desk) -> tuple[Doubt, ...]:
    """Every doubt about the register, as it was worked out before where all that it is made from is the same."""
    files = signed_files(desk.register)
    root = desk.workspaces[0].workspace.root
    stamp = f"{desk.stamp} {sorted(files.items())}"
    found = doubts_before(root, stamp) if desk.stamp else None
    if found is None:
        found = doubts(desk.register, files)
        if desk.stamp:
            keep_doubts(root, stamp, found, len(desk.register.entries))
    return found


def signed_files(register: Register) -> dict[str, str]:
    """What is wrong with the signed files of records, by the name of the record's own file."""
    found = {}
    for entry in register.entries:
        name = entry.facts.file
        if not name:
            continue
        root = Path(entry.known.root)
        path = next((each for each in (root / name, Path(entry.file).parent / name) if each.is_file()), None)
        if path is None or not path.resolve().is_relative_to(root.resolve()):
            found[entry.file] = "is not there"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != entry.facts.sha256:
            found[entry.file] = "is not the file that was recorded"
    return found


# ── printing ─────────────────────────────────────────────────────────────────────────────────────────


def make(names: Sequence[str], wish: Wish) -> int:
    """Print or save what is wanted of the register of these folders."""
    _check_name(wish)
    desk = open_register(names, wish.today, cache=wish.cache)
    whole = desk.register
    if not whole.entries and not whole.unread and not whole.decisions:
        raise IspError("There is nothing to enter in a register yet.", "Start with `isptool new agreement`.")
    shown_ones = filtered(whole, replace(wish.filter, words_of=_words_of))
    if wish.board and not shown_ones.entries:
        raise IspError(_nothing_found(desk), "A board is told of what is there: ask for less.")
    found = doubts_of(desk)
    content = _made(desk, shown_ones, found, wish)
    if wish.output is not None:
        _save(Path(wish.output), content)
    elif isinstance(content, bytes):
        raise IspError(
            f"--to {wish.to} makes a file.", "Say where it should go: -o register." + _ENDS.get(wish.to, wish.to)
        )
    else:
        terminal.emit(content, utf8=wish.to != "text")
    nothing = not shown_ones.entries and (wish.by is not None or not shown_ones.decisions)
    if nothing and wish.to == "text" and not wish.board and wish.related is None:
        terminal.note(_nothing_found(desk))
    for each in whole.unread:
        terminal.note(f"{each.file}: not read whole: {each.reason}")
    errors = any(each.kind.severity.value == "error" for each in found)
    return 1 if whole.unread or errors else 0


def _words_of(entry: Entry) -> str:
    """The text of an entry's file; of one that tells of a sealed version, the text of the next one."""
    try:
        return Path(entry.file).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


_ENDS = {"sqlite": "db", "dea-csv": "csv", "ropa": "csv"}


def _nothing_found(desk: Desk) -> str:
    return f"None of {len(desk.register.entries)} documents has all of that."


def _made(desk: Desk, shown_ones: Register, found: Sequence[Doubt], wish: Wish) -> str | bytes:
    day = desk.today.isoformat()
    if wish.foi is not None:
        return _foi(desk, shown_ones, wish)
    if wish.board:
        return _board(desk, shown_ones, found, wish)
    if wish.related is not None:
        return _related(desk.register, wish)
    if wish.to == "xlsx":
        from isptool.register.workbook import to_xlsx

        return to_xlsx(shown_ones, found)
    if wish.to == "sqlite":
        from isptool.register.database import to_sqlite

        return to_sqlite(shown_ones, found, day)
    if wish.to in ("csv", "dea-csv", "ropa"):
        return _csv(shown_ones, wish)
    if wish.to == "json":
        return _json(_data(desk, shown_ones, found, wish))
    if wish.to == "docx":
        raise IspError("--to docx is for --board and --foi.", "The list itself: --to csv, xlsx, json or sqlite.")
    return _text(shown_ones, found, wish, desk)


def _csv(register: Register, wish: Wish) -> str:
    if wish.to == "ropa":
        from isptool.register.processing import to_ropa

        text = to_ropa(register.entries)
    else:
        text = to_csv(register.entries, DEA) if wish.to == "dea-csv" else to_csv(register.entries)
    return ("\ufeff" if wish.bom else "") + text


def _data(desk: Desk, register: Register, found: Sequence[Doubt], wish: Wish) -> dict[str, Any]:
    data: dict[str, Any] = {"version": 1, "as_at": desk.today.isoformat()}
    if wish.by is None:
        data["documents"] = [as_data(each) for each in register.entries]
        data["decisions"] = [_decision(each, desk) for each in register.decisions]
    else:
        data["by"] = wish.by
        data["groups"] = [
            {
                "heading": group.heading,
                "documents": [
                    {
                        "id": line.entry.id,
                        "title": line.entry.facts.title,
                        "status": line.entry.status,
                        "how": line.note,
                    }
                    for line in group.lines
                ],
            }
            for group in by(wish.by, register.entries)
        ]
    files = {each.file for each in register.entries}
    data["doubts"] = [
        {"code": each.kind.code, "severity": each.kind.severity.value, "file": each.file, "message": each.message,
         "fix": each.kind.fix}
        for each in found if each.file in files
    ]  # fmt: skip
    data["unread"] = [{"file": each.file, "reason": each.reason} for each in register.unread]
    return data


def _decision(entry: Entry, desk: Desk) -> dict[str, Any]:
    facts, followed = entry.facts, desk.register.followed(entry)
    days = {"decided_on": entry.starts, "look_again": entry.next_review}
    return {
        "id": entry.id, "title": facts.title, "status": entry.status, "outcome": facts.called,
        "decided_by": entry.owner, "partners": [entry.name(each) for each in entry.organisations],
        "purposes": [each.kind for each in facts.uses], "data": [each.id for each in facts.items],
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "led_to": followed.id if followed is not None else None, "file": entry.file,
    }  # fmt: skip


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _text(register: Register, found: Sequence[Doubt], wish: Wish, desk: Desk) -> str:
    from isptool.model.fields import show_date
    from isptool.register import text

    files = {each.file for each in register.entries}
    mine = [each for each in found if each.file in files]
    if wish.by is None:
        lines = list(text.listing(register))
    else:
        lines = list(text.groups(_fitting(by(wish.by, register.entries), wish)))
    if mine and wish.by is None:
        lines += ["", *text.doubtful(mine)]
    decisions = wish.by is None and bool(register.decisions)
    if decisions:
        lines += [
            *([""] if lines else []),
            *text.decided(replace(register, entries=desk.register.entries), _outcomes(desk)),
        ]
    if register.entries or decisions:
        lines += ["", text.summed(register, mine, show_date(desk.today))]
    return _wrapped(lines)


def _outcomes(desk: Desk) -> dict[str, str]:
    """The titles of what a decision can come to, by code."""
    from isptool.library import decision_tree

    tree = decision_tree(desk.workspaces[0].template_folders)
    return {code: outcome.title for code, outcome in tree.outcomes.items()}


def _fitting(groups: Sequence[Any], wish: Wish) -> list[Any]:
    """Of a view by the very thing that is filtered, only the headings that were asked for."""
    words = {"partner": wish.filter.partner, "gateway": wish.filter.gateway, "item": wish.filter.item,
             "system": wish.filter.system, "post": wish.filter.post}.get(wish.by or "", ())  # fmt: skip
    kept = [group for group in groups if any(word.casefold() in group.heading.casefold() for word in words)]
    return kept or list(groups)


def _wrapped(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    width = terminal.width()
    broken = (one for line in lines for one in terminal.wrapped(terminal.printable(line), width) or [""])
    return "\n".join(broken) + "\n"


def _related(register: Register, wish: Wish) -> str:
    from isptool.register import text
    from isptool.register.similar import related, sought

    assert wish.related is not None
    entry = register.find(wish.related)
    if entry is None:
        from isptool.reading.nearest import nearest

        near = nearest(wish.related, [each.id for each in register.entries])
        hint = f"Did you mean {near}?" if near else "See the ids: `isptool register`."
        raise IspError(f"There is no document called {wish.related} in this register.", hint)
    found = related(sought(entry), filtered(register, wish.filter).entries, but=entry.id)
    if wish.to == "json":
        data = [{"id": each.entry.id, "title": each.entry.facts.title, "likeness": each.likeness, "why": list(each.why),
                 "file": each.entry.file} for each in found]  # fmt: skip
        return _json({"version": 1, "of": entry.id, "related": data})
    if not found:
        return f"Nothing in this register is like {entry.id}.\n"
    return _wrapped([f"Like {entry.id} ({entry.facts.title}):", "", *text.alike(found)])


def _board(desk: Desk, register: Register, found: Sequence[Doubt], wish: Wish) -> str | bytes:
    from isptool.register import health

    files = {each.file for each in register.entries}
    across = _across(desk) if len(desk.register.entries) <= _ACROSS else []
    mine = [each for each in found if each.file in files]
    made = health.health(register, mine, desk.title, across, _making(desk, register))
    if wish.to == "docx":
        from isptool.register.papers import board_paper

        return as_word(desk, board_paper(made))
    if wish.to == "json":
        return _json({
            "version": 1, "title": made.title, "as_at": desk.today.isoformat(), "counts": dict(made.counts),
            "concerns": [{"what": each.what, "count": each.count, "first": [list(one) for one in each.first]}
                         for each in made.concerns],
            "soon": [list(each) for each in made.soon], "being_made": [list(each) for each in made.making],
        })  # fmt: skip
    lines = list(health.as_text(made))
    if len(desk.register.entries) > _ACROSS:
        lines += ["", "The rules across documents: isptool validate --gate register --select REG"]
    return _wrapped(lines)


def _making(desk: Desk, register: Register) -> list[tuple[str, str]]:
    """What is being made, and what checking says of the next step of each: nothing of very many."""
    from isptool.checking.questions import verdict
    from isptool.cli.judging import judge
    from isptool.cli.opening import open_named

    drafts = [
        each
        for each in register.entries
        if each.status in ("draft", "consultation", "signing") and each.facts.kind in ("protocol", "agreement")
    ]
    if not drafts or len(drafts) > _VERDICTS:
        return []
    said = {
        judged.settled.file: verdict(judged.settled, judged.checked)
        for opened in open_named([each.file for each in drafts])
        for judged in judge(opened, desk.today, count_later=True)[0]
    }
    found = [(each.facts.title, said[each.file]) for each in drafts if each.file in said]
    found.sort(key=lambda each: -(each[1].before_next + each[1].before_signing))
    return [(title, stands.text) for title, stands in found]


def _across(desk: Desk) -> list[tuple[str, str]]:
    """What the rules across documents find, but for overlaps, which the register finds itself."""
    from isptool.cli.judging import judge
    from isptool.cli.opening import open_named
    from isptool.findings import Gate

    found = []
    for each in desk.workspaces:
        for judged in judge(open_named([str(each.workspace.root)])[0], desk.today, gate=Gate.REGISTER, select=["REG"])[
            0
        ]:
            title = judged.settled.document.title
            found += [(title, f"{one.message} ({one.code})") for one in judged.checked.findings
                      if one.code.startswith("REG") and one.code != "REG-01"]  # fmt: skip
    return found


def _foi(desk: Desk, register: Register, wish: Wish) -> bytes:
    from isptool.cli.answering import answer, pack

    if wish.output is None or not wish.output.lower().endswith(".zip"):
        return as_word(desk, answer(desk, register, wish.foi or ""))
    content, refused = pack(desk, register, wish.foi or "")
    for each in refused:
        terminal.note(each)
    return content


def as_word(desk: Desk, document: Document) -> bytes:
    """A paper about the register as a Word file in the house style of its workspace."""
    from isptool.library import house_style
    from isptool.writing.word import to_word
    from isptool.writing.word_house import HouseStyle

    return to_word(document, HouseStyle.load(house_style(desk.workspaces[0].template_folders)))


_ENDINGS = {
    "xlsx": (".xlsx",), "sqlite": (".db", ".sqlite"), "json": (".json",), "docx": (".docx",), "csv": (".csv", ".txt"),
    "dea-csv": (".csv", ".txt"), "ropa": (".csv", ".txt"), "text": (".txt", ".md"),
}  # fmt: skip
"""With what the name of a file ends that holds a form of the register."""
_OTHERS = frozenset({".pdf", ".doc", ".odt", ".html", ".xls", ".zip"}).union(*_ENDINGS.values())


def _check_name(wish: Wish) -> None:
    """See to it that no file is named as what it is not. Raises `IspError`."""
    suffix = Path(wish.output or "").suffix.lower()
    fitting = (".docx", ".zip") if wish.foi is not None else _ENDINGS[wish.to]
    if suffix in _OTHERS and suffix not in fitting:
        what = "An answer to a request" if wish.foi is not None else f"--to {wish.to}"
        raise IspError(f"{what} makes no {suffix} file.", f"Choose a name that ends in {' or '.join(fitting)}.")


_RESULTS = (".csv", ".json", ".xlsx", ".db", ".sqlite", ".docx", ".zip", ".txt", "")


def _save(path: Path, content: str | bytes) -> None:
    if path.exists() and path.suffix.lower() not in _RESULTS:
        raise IspError(
            f"{path} is there already, and by its name is no register.",
            f"Choose a name that ends in {', '.join(each for each in _RESULTS if each)}.",
        )
    saving.write_whole(path, content if isinstance(content, bytes) else content.encode("utf-8"))
    terminal.note(f"Written to {path}.")
