"""What `isptool site` does: from the register to a folder of files."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from isptool.cli import saving, terminal
from isptool.cli.editions import composed, wanted_of
from isptool.cli.faults import HINT, Fault
from isptool.cli.registering import Desk, open_register
from isptool.errors import IspError
from isptool.lifecycle.calendar import Event, to_ics
from isptool.model.documents import Settings
from isptool.model.fields import show_date
from isptool.reading.workspace import holds_settings
from isptool.register.edition import Edition
from isptool.register.entry import Entry
from isptool.register.public import Reader
from isptool.register.site import Maker, Site
from isptool.templating import Pages

ASSETS = ("govuk-frontend.css", "site.css", "site.js", "LICENCES.txt")
_LOGOS = (".png", ".jpg", ".jpeg")
_REMIND = (60, 14)
"""Days before a review on which the calendar reminds."""


class Wish(Struct, frozen=True):
    """What kind of site is wanted, and where."""

    output: str
    drafts: bool
    inside: bool
    word: bool
    editions: bool
    jobs: int | None
    cache: bool
    today: str | None


def make(names: Sequence[str], wish: Wish) -> int:
    """Write the site. 1 where a file of a workspace could not be read, or somebody's own file was in the way."""
    from isptool.library import text

    desk = open_register(names, wish.today, cache=wish.cache)
    folders = desk.workspaces[0].template_folders
    reader = Reader(wish.inside, wish.drafts)
    entries = reader.seen(desk.register.entries)
    if not entries:
        raise IspError(
            f"None of {len(desk.register.entries)} documents here is agreed and says that it is published.",
            "Write `publish:` in them or in their protocol; --drafts shows those that are still being made.",
        )
    assets = {f"assets/{name}": text(f"site/{name}", folders).encode("utf-8") for name in ASSETS}
    settings = _settings(desk)
    logo = _logo(desk, settings)
    if logo is not None:
        assets[f"assets/{logo[0]}"] = logo[1]
    site = Site(
        name="Register of information sharing",
        publisher=desk.publisher or desk.title,
        as_at=show_date(desk.today),
        licence=(settings.licence or "") if settings else "",
        count=len(entries),
        kept_back=len(desk.register.entries) - len(entries),
        logo=logo[0] if logo is not None else "",
    )
    word = _word(desk, reader) if wish.word else None
    editions = _Editions(wish)
    maker = Maker(Pages(lambda name: text(name, folders)), site, entries, reader, desk.today, word)
    if wish.editions and not wish.inside:
        maker.editions = editions.of
    code = _write(Path(wish.output), desk, maker, assets, entries)
    return max(code, editions.tell())


class _Editions:
    """The public editions of what is published; what cannot be composed is said at the end."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._refused: list[str] = []
        self._faults: list[tuple[str, Fault]] = []

    def of(self, entries: Mapping[str, Entry]) -> Iterator[Edition | None]:
        """The edition of each entry, by the stem of its pages, in this order."""
        wanted = [wanted_of(entry, stem, word=self._wish.word) for stem, entry in entries.items()]
        for entry, made in zip(entries.values(), composed(wanted, self._wish.jobs), strict=True):
            if made.fault is not None:
                self._faults.append((entry.file, made.fault))
            elif made.edition is None:
                self._refused.append(f"{entry.file}: its page has its particulars alone: {made.refused}")
            yield made.edition

    def tell(self) -> int:
        """Say what could not be composed, and return the exit code."""
        for each in self._refused:
            terminal.note(each)
        for file, fault in self._faults:
            said = f"{file}: {fault.sentence}. This is our fault, not the document's."
            terminal.say_error(fault.trace if terminal.debugging else said, HINT)
        return 3 if self._faults else 1 if self._refused else 0


def _write(folder: Path, desk: Desk, maker: Maker, assets: dict[str, bytes], entries: Sequence[Entry]) -> int:
    if folder.is_file():
        raise IspError(f"{folder} is a file.", "Name a folder for the site.")
    if holds_settings(folder):
        raise IspError(
            "The site would lie among the files of the workspace.", "Name a folder of its own for it, such as -o site."
        )
    rendered = saving.Rendered(folder)
    made: set[str] = set()
    in_the_way = []
    calendar = {"calendar.ics": _calendar(entries, desk)}
    for name, content in itertools.chain(assets.items(), calendar.items(), maker.files()):
        made.add(name)
        if not rendered.write(name, content):
            in_the_way.append(name)
    in_the_way += rendered.remove_others(made)
    rendered.close()
    count = "1 document" if len(entries) == 1 else f"{len(entries)} documents"
    terminal.say(f"{count} in {len(made)} files, written to {folder}. Open {folder / 'index.html'}.")
    for name in in_the_way:
        terminal.say_error(
            f"{folder / name} is not ours as it is, and was left.", "Move it, and run the command again."
        )
    for each in desk.register.unread:
        terminal.note(f"{each.file}: not read whole: {each.reason}")
    return 2 if in_the_way else 1 if desk.register.unread else 0


def _calendar(entries: Sequence[Entry], desk: Desk) -> bytes:
    events = []
    for entry in entries:
        version = entry.facts.version
        if not entry.is_live:
            continue
        if entry.next_review is not None:
            words = f"Review: {entry.facts.title}"
            events.append(Event("review", entry.id, version, entry.next_review, words, alarms=_REMIND))
        if entry.ends is not None:
            words = f"Ends: {entry.facts.title}"
            events.append(Event("end", entry.id, version, entry.ends, words, alarms=_REMIND))
    return to_ics(events, desk.today)


def _settings(desk: Desk) -> Settings | None:
    found = desk.workspaces[0].workspace.settings
    return found.model if found is not None else None


def _logo(desk: Desk, settings: Settings | None) -> tuple[str, bytes] | None:
    if settings is None or settings.logo is None:
        return None
    root = desk.workspaces[0].workspace.root
    path = (root / settings.logo).resolve()
    if path.suffix.lower() not in _LOGOS or not path.is_relative_to(root.resolve()) or not path.is_file():
        raise IspError(f"The logo {settings.logo} is no PNG or JPEG file of the workspace.", "Correct `logo:`.")
    return f"logo{path.suffix.lower()}", path.read_bytes()


def _word(desk: Desk, reader: Reader) -> Callable[[Entry], bytes]:
    from isptool.library import house_style
    from isptool.register.papers import particulars
    from isptool.writing.word import to_word
    from isptool.writing.word_house import HouseStyle

    house = HouseStyle.load(house_style(desk.workspaces[0].template_folders))

    def made(entry: Entry) -> bytes:
        return to_word(particulars(entry, reader.columns(entry), desk.publisher), house)

    return made
