"""What checking costs: all rules over many agreements of 150 to 250 lines, reading included, beside a peer.

    python benchmarks/rules.py [AGREEMENTS]

Everything is measured in CPU time, in one process, once over fresh files: reading and shaping, settling, the rules, the
whole of `isptool validate`; then the five slowest rules. What rules share is worked out once a document, and is charged
to the first that asks for it. The peer is yamllint, which reads the same files and looks at their form alone. The bound
is 6 CPU seconds for 1,000 agreements, reading included; the exit code is 1 where it is missed.
"""

from __future__ import annotations

import gc
import io
import json
import platform
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent))
from county import write

BOUND_S = 6.0
OF = 1_000
PARTNERS = 200
SLOWEST = 5


T = TypeVar("T")


def cpu(job: Callable[[], T]) -> tuple[float, T]:
    """The CPU time of a job in seconds, and what it returns."""
    gc.collect()
    began = time.process_time()
    made = job()
    return time.process_time() - began, made


def measured(folder: Path) -> dict[str, float]:
    """The seconds of each part, and of each rule under its code."""
    from isptool.checking.check import check
    from isptool.checking.rule import At
    from isptool.law.book import LawBook
    from isptool.library import points
    from isptool.reading.workspace import open_workspace
    from isptool.settling.everything import settle_workspace

    found: dict[str, float] = {}
    known, book = points(), LawBook.load()
    found["reading and shaping"], workspace = cpu(lambda: open_workspace(folder))
    found["settling"], settled = cpu(lambda: settle_workspace(workspace, known, book))
    at = At(
        today=date(2026, 11, 2),
        law=book,
        points=known,
        partners=workspace.partner_records(),
        others=settled.documents,
    )
    rules: Counter[str] = Counter()

    def all_rules() -> None:
        for document in settled.documents:
            checked = check(document, at, clock=time.process_time)
            rules.update(checked.seconds)

    found["the rules"], _ = cpu(all_rules)
    return found | {f"rule {code}": seconds for code, seconds in rules.items()}


def validated(folder: Path) -> float:
    """The CPU seconds of `isptool validate` over the workspace, in this process, its JSON thrown away."""
    from isptool.cli.entry import main

    def run() -> None:
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()):
            main(["validate", str(folder), "--output-format", "json"])
        assert json.loads(out.getvalue())["version"] == 1

    return cpu(run)[0]


def linted(folder: Path) -> tuple[float, str]:
    """The CPU seconds of yamllint over the same files, and its version; nothing where it is not installed."""
    try:
        import yamllint
        from yamllint import linter
        from yamllint.config import YamlLintConfig
    except ImportError:
        return 0.0, ""
    config = YamlLintConfig("extends: default")
    files = sorted(folder.rglob("*.yaml"))

    def run() -> None:
        for path in files:
            with path.open(encoding="utf-8") as file:
                list(linter.run(file, config))

    return cpu(run)[0], str(yamllint.__version__)


def main(arguments: list[str]) -> int:
    """Print the figures; 1 where the bound is missed."""
    count = int(arguments[0]) if arguments else 200
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, count, PARTNERS)
        lines = sum(path.read_text(encoding="utf-8").count("\n") for path in (folder / "agreements").rglob("*.yaml"))
        parts = measured(folder)
        whole = validated(folder)
        peer, version = linted(folder)
    print(f"{count} agreements, {lines // count} lines each, {PARTNERS} partners; Python {platform.python_version()}")
    for part in ("reading and shaping", "settling", "the rules"):
        print(f"  {part:22} {parts[part]:7.2f} s  {1000 * parts[part] / count:7.2f} ms an agreement")
    print(f"  {'isptool validate':22} {whole:7.2f} s  {1000 * whole / count:7.2f} ms an agreement")
    if version:
        ratio = whole / peer
        print(
            f"  {'yamllint ' + version:22} {peer:7.2f} s  {1000 * peer / count:7.2f} ms; ours takes {ratio:.2f} times that"
        )
    print("The slowest rules:")
    rules = sorted(((seconds, name) for name, seconds in parts.items() if name.startswith("rule ")), reverse=True)
    for seconds, name in rules[:SLOWEST]:
        print(f"  {name.removeprefix('rule ')}  {1e6 * seconds / count:6.0f} µs an agreement")
    total = sum(seconds for seconds, _ in rules)
    print(
        f"  all {len(rules)} rules: {1e6 * total / count:.0f} µs, {1e6 * total / count / len(rules):.1f} µs a rule on average"
    )
    bound = BOUND_S * count / OF
    print(f"Bound: {bound:.2f} s for {count} ({BOUND_S:.0f} s for {OF:,}). {'Kept.' if whole <= bound else 'MISSED.'}")
    return 0 if whole <= bound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
