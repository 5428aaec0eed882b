"""Files that a script makes from data: written where they differ, or only compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Made = Mapping[Path, str]
"""What a job makes: the text of each file."""


def run(script: str, jobs: Mapping[str, Callable[[], Made]], arguments: Sequence[str]) -> int:
    """Run the jobs that `arguments` name, or all; `--check` writes nothing, and the code is 1 if a file differs."""
    check = "--check" in arguments
    wanted = [name for name in arguments if name != "--check"] or list(jobs)
    unknown = [name for name in wanted if name not in jobs]
    if unknown:
        print(f"No such job: {', '.join(unknown)}. There are: {', '.join(jobs)}.")
        return 2
    stale = 0
    for name in wanted:
        for path, text in jobs[name]().items():
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale += 1
            shown = path.relative_to(ROOT)
            if check:
                print(f"{shown} is out of date: run python scripts/{script} {name}")
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
                print(f"wrote {shown}")
    return 1 if check and stale else 0
