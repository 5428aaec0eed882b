"""What the tests of sealing stand on: a small county with a protocol and one agreement, moved by real commands."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cli.running import Ran, run
from isptool.library import templates_root
from isptool.sealing.shelf import Shelf, Version, open_shelf

EXAMPLE = Path(__file__).parents[2] / "examples" / "wolds-and-dales"
FLOOD, PROTOCOL = "flood-and-gully-data", "wolds-and-dales"
PARTIES = ("wolds-council", "dales-council", "wolds-fire")
DAY = "2 November 2026"


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """With this folder as the current one."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def county(folder: Path) -> Path:
    """A workspace in which the flood agreement can be signed; its protocol too."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("rendered", "sealed", "earlier"))
    for path in (folder / "agreements").glob("*.yaml"):
        if path.stem != FLOOD:
            path.unlink()
    shutil.rmtree(folder / "schedules", ignore_errors=True)
    protocol = folder / "protocols" / f"{PROTOCOL}.yaml"
    text = protocol.read_text(encoding="utf-8")
    text = text.replace("article-14-month, not-told-prejudice]", "article-14-month]")
    text = re.sub(
        r"^partners:\n(?:  .*\n)+", "partners: [wolds-council, dales-council, wolds-fire]\n", text, flags=re.M
    )
    text = re.sub(r"^groups:\n(?:  .*\n)+", "", text, flags=re.MULTILINE)
    protocol.write_text(text, encoding="utf-8")
    return folder


def did(*arguments: str) -> Ran:
    """Run a command that must succeed."""
    ran = run(list(arguments))
    assert ran.code == 0, (arguments, ran.output, ran.errors)
    return ran


def agreed(document: str = FLOOD, parties: Sequence[str] = PARTIES) -> None:
    """Agree a document in principle, with the silence of every party taken further."""
    did("move", document, "agreed-in-principle", *(each for party in parties for each in ("--escalated", party)))


def sealed(document: str = FLOOD) -> Version:
    """Agree and seal a document; its version."""
    agreed(document)
    did("move", document, "signing")
    return the_version(document)


def the_version(document: str = FLOOD, number: str = "") -> Version:
    """The version of a document on the shelf: the newest, or the one with this number."""
    shelf: Shelf = open_shelf(Path())
    return next(each for each in reversed(shelf.of(document)) if number in ("", each.version))


def signs(party: str, document: str = FLOOD, *, mark: str = "", code: int = 0, extra: Sequence[str] = ()) -> Ran:
    """Let a party sign by e-mail; with the mark of the sealed text unless another is given."""
    ran = run(
        [
            *("sign", document, "--partner", party, "--role", "chief-officer", "--post", "Chief Executive"),
            *("--method", "e-mail", "--mark", mark or the_version(document).mark, *extra),
        ]
    )
    assert ran.code == code, (ran.output, ran.errors)
    return ran


def joins(party: str, document: str = FLOOD) -> None:
    """Let a partner join the protocol, which must be out for signature or in force, and then the agreement."""
    did("move", PROTOCOL, "joining", "--partner", party)
    did("move", document, "joining", "--partner", party)


def change(path: str, old: str, new: str) -> None:
    """Change one place of a file."""
    file = Path(path)
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


AGREEMENT_FILE = f"agreements/{FLOOD}.yaml"
PROTOCOL_FILE = f"protocols/{PROTOCOL}.yaml"
TEMPLATES = templates_root()
