"""The public editions that a website prints: each document as `render --edition public` composes it, cut into parts."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from isptool.cli.entry import tidy_seldom
from isptool.cli.faults import Fault
from isptool.errors import IspError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from isptool.cli.printing import Printable
    from isptool.cli.rendering import Press
    from isptool.register.edition import Edition
    from isptool.register.entry import Entry

_ENOUGH = 100
"""With more documents than this, starting further processes costs less than it saves."""
_MOST_UNASKED = 4
"""So many processes work where nobody says how many: each takes some hundred megabytes, and a container may have fewer
cores than it shows."""
_AT_ONCE = 60
"""How many documents of a workspace are settled at once: all of a thousand would take much room."""


class Wanted(Struct, frozen=True):
    """A document whose public edition is wanted: the path of its file, what its pages are called, the day (ISO), and
    whether it is wanted as a Word file too."""

    path: str
    stem: str
    day: str
    word: bool


class Composed(Struct, frozen=True):
    """The public edition of a document, or why there is none."""

    path: str
    edition: Edition | None = None
    refused: str = ""
    fault: Fault | None = None


def wanted_of(entry: Entry, stem: str, *, word: bool) -> Wanted:
    """What to compose for an entry: the sealed text of the version in force, else its file."""
    from isptool.cli.opening import id_and_version
    from isptool.reading.workspace import yaml_files

    path = Path(entry.file)
    if entry.being_written:
        source = Path(entry.known.root) / "sealed" / entry.id / entry.signed_facts.version / "source"
        path = next((each for each in yaml_files(source) if id_and_version(each)[0] == entry.id), path)
    return Wanted(str(path), stem, entry.known.today.isoformat(), word)


def composed(wanted: Sequence[Wanted], jobs: int | None = None) -> Iterator[Composed]:
    """The editions, in the order of `wanted`, whichever process composed them.

    `jobs` is how many processes work; none means one for each core, four at most, where there is enough to do for that.
    Where no further process can be started, this one does it all.
    """
    if jobs is None:
        jobs = min(_cores(), _MOST_UNASKED) if len(wanted) > _ENOUGH else 1
    size = min(_AT_ONCE, -(-len(wanted) // jobs)) if jobs > 1 else _AT_ONCE
    batches = [wanted[start : start + size] for start in range(0, len(wanted), size)]
    pool = _pool(min(jobs, len(batches))) if jobs > 1 and len(batches) > 1 else None
    if pool is None:
        for each in batches:
            yield from _composed(each)
        return
    waiting: deque[Future[list[Composed]]] = deque()
    with pool:
        for each in batches:
            waiting.append(pool.submit(_all, each))
            if len(waiting) > 2 * jobs:  # what is composed waits in memory until its pages are written
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _pool(workers: int) -> ProcessPoolExecutor | None:
    """So many processes to work for this one; none where the system has no means for that."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    try:
        fresh = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(workers, mp_context=fresh, initializer=tidy_seldom)
    except (ImportError, NotImplementedError, OSError):
        return None


def _cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _all(wanted: Sequence[Wanted]) -> list[Composed]:
    return list(_composed(wanted))


def _composed(wanted: Sequence[Wanted]) -> Iterator[Composed]:
    from isptool.cli.opening import open_named
    from isptool.cli.printing import printable
    from isptool.cli.rendering import Order, Press, unreadable
    from isptool.reading.workspace import shown

    found: dict[str, Composed] = {}
    day = wanted[0].day
    for opened in open_named([each.path for each in wanted]):
        press = Press(opened, Order("", (), (), "public", day))
        printed = {each.settled.file: each for each in printable(opened, date.fromisoformat(day))}
        for each in wanted:
            name = shown(Path(each.path))
            if name not in printed:
                continue
            unread = unreadable(opened, name)
            found[each.path] = (
                Composed(each.path, refused=f"A part of it could not be read: {unread}")
                if unread
                else _one(press, printed[name], each)
            )
    for each in wanted:
        yield found.get(each.path, Composed(each.path, refused="It could not be read."))


def _one(press: Press, printed: Printable, wanted: Wanted) -> Composed:
    from isptool.cli.faults import fault
    from isptool.register.edition import edition_of
    from isptool.writing.document import numbered

    try:
        document = numbered(press.composed(printed))
        word = press.written(document, "docx") if wanted.word else b""
        return Composed(wanted.path, edition_of(document, wanted.stem, word))
    except IspError as error:
        return Composed(wanted.path, refused=f"{error.message} {error.hint}".rstrip())
    except Exception as error:  # ours, whatever it is; the other pages can still be made
        return Composed(wanted.path, fault=fault(error))
