"""How long `isptool collect` takes for fifty forms of one agreement: CPU seconds of the whole command.

    python benchmarks/collecting.py [PARTNERS]

An agreement with fifty partners is made up, a form for each is filled in as Word saves it, and all of them are
collected by the command in a process of its own. Printed: how long the whole takes, how long the command takes with
nothing to read (Python, modules, the workspace), how long all forms take to be read alone, and each form's share.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

LIMIT = 2.0
"""CPU seconds for fifty forms."""


def protocol(names: list[str]) -> str:
    """The protocol of the example county, for these partners."""
    text = (ROOT / "examples" / "wolds-and-dales" / "protocols" / "wolds-and-dales.yaml").read_text()
    settles = text[text.index("\nsettles:") :]
    settles = settles[: re.search(r"\n(?!settles)[a-z]", settles).start()]  # type: ignore[union-attr]
    for old in ("wolds-fire", "dales-council", "wolds-and-dales-police", "wolds-icb", "wolds-acute-trust"):
        settles = settles.replace(old, names[0])
    partners = ", ".join(["wolds-council", *names])
    head = f"kind: protocol\nid: wolds\ntitle: Wolds protocol\nversion: 1.0\npartners: [{partners}]\n"
    return f"{head}covers: [personal, special-category]{settles}\n"


def workspace(root: Path, partners: int) -> None:
    """An agreement by which fifty trusts and the county exchange lists, under the protocol of the example county."""
    names = [f"trust-{number:02}" for number in range(partners)]
    (root / "protocols").mkdir(parents=True)
    (root / "agreements").mkdir()
    (root / "isptool.yaml").write_text("kind: workspace\ntitle: Wolds and Dales\nas-at: 2 November 2026\n")
    each = "".join(
        f"  {name}:\n    name: Wolds Trust {number}\n    called: Trust {number}\n    kind: nhs-trust\n"
        "    nations: [england]\n"
        for number, name in enumerate(names)
    )
    council = "  wolds-council:\n    name: Wolds County Council\n    kind: unitary-council\n    nations: [england]\n"
    (root / "partners.yaml").write_text(f"kind: partners\npartners:\n{council}{each}")
    (root / "protocols" / "wolds.yaml").write_text(protocol(names))
    parties = "".join(f"  {name}:\n" for name in names)
    (root / "agreements" / "lists.yaml").write_text(
        "kind: agreement\nid: lists\ntitle: Lists\nversion: 1.0\nunder: wolds\nstatus: draft\nparties:\n"
        f"  wolds-council:\n{parties}groups:\n  trusts: [{', '.join(names)}]\n"
        "purposes:\n  plan:\n    kind: service-planning\n    aim: Plan services.\n"
        "    used-by: [wolds-council, trusts]\n"
        "people:\n  adults:\n    what: Adults\n    kind: adults-at-risk\n    number: about 4,000\n"
        "data:\n  name:\n    what: Name and address\n    kind: identity\n    about: adults\n    category: ordinary\n"
        "    needed-for:\n      plan: To know where.\n  need:\n    what: Needs for care\n    kind: health-summary\n"
        "    about: adults\n    category: special-health\n    needed-for:\n      plan: To know what.\n"
        "flows:\n  lists:\n    from: each of trusts\n    to: wolds-council\n    data: [name, need]\n    purpose: plan\n"
        "    when: monthly\n    how: sftp\n  plans:\n    from: wolds-council\n    to: each of trusts\n"
        "    data: [name, need]\n    purpose: plan\n    when: monthly\n    how: sftp\n"
    )


def forms(root: Path, folder: Path) -> list[str]:
    """A form for each trust, filled as Word saves it: eight answers each, its own and those of all."""
    from asking.filling import filled
    from isptool.asking import words
    from isptool.asking.draft import Around
    from isptool.asking.forms import Forms
    from isptool.asking.naming import Naming
    from isptool.asking.word_form import to_word
    from isptool.law.book import LawBook
    from isptool.library import house_style, points
    from isptool.reading.workspace import open_workspace
    from isptool.settling.everything import settle_workspace
    from isptool.writing.word_house import HouseStyle

    around = Around(open_workspace(root), points(), LawBook.load())
    found = settle_workspace(around.workspace, around.points, around.book)
    settled = next(each for each in found.documents if each.document.id == "lists")
    said = words.load()
    naming = Naming(settled, around.points, around.book, said.documents)
    house = HouseStyle.load(house_style())
    folder.mkdir()
    names = []
    for party in settled.parties:
        if party == "wolds-council":
            continue
        made = Forms(settled, around.book, said, naming).of(party)
        values: dict[str, str | bool] = {
            "P12.2": True, "P12.2.team": f"The team of {party}", "P12.2.team-size": "about 12",
            "P12.2.list-checked-every": "3 months", "P20.1": True, "P19.w": "National Health Service Act 2006",
            "P39.2": True, "P39.2.schedule": f"the schedule of {party}", "P35.w": f"In the system of {party}.",
            "P29.w": "In our own privacy notice.", "P46.1": True, "P45.w": "By telephone.",
        }  # fmt: skip
        asked = {control.id for question in made.questions for control in question.controls()}
        data = filled(to_word(made, settled, said, house), made, {k: v for k, v in values.items() if k in asked})
        path = folder / f"{party}.docx"
        path.write_bytes(data)
        names.append(str(path))
    return names


def cpu(arguments: list[str], cwd: Path) -> tuple[float, str]:
    """CPU seconds of one run of the command, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-m", "isptool", *arguments], cwd=cwd, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout + done.stderr


def main() -> int:
    """Measure and print; 1 where fifty forms take longer than they may."""
    partners = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "county")
        workspace(root, partners)
        names = forms(root, Path(folder, "back"))
        idle = min(cpu(["points", "lists", "--to", "json"], root)[0] for _ in range(3))
        before = (root / "agreements" / "lists.yaml").read_bytes()
        times = []
        for _ in range(3):
            (root / "agreements" / "lists.yaml").write_bytes(before)
            taken, said = cpu(["collect", *names, "--force"], root)
            times.append(taken)
        from isptool.asking.read_form import open_form

        size = Path(names[0]).stat().st_size
        controls = len(open_form(Path(names[0]).read_bytes(), "x").contents.tags)

        start = time.process_time()
        for name in names:
            open_form(Path(name).read_bytes(), name)
        reading = time.process_time() - start
    best = min(times)
    print(said[-200:].strip().splitlines()[-1])
    rounds = ", ".join(f"{each:.2f}" for each in times)
    print(f"{len(names)} forms of {size // 1024} KB with {controls} controls: {best:.2f} CPU s (of {rounds})")
    print(f"opening the workspace and saying what is open: {idle:.2f} CPU s")
    print(f"opening and reading all forms: {reading:.2f} CPU s")
    print(f"each form: {1000 * (best - idle) / len(names):.0f} CPU ms")
    return 1 if partners <= 50 and best > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
