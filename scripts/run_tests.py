"""Run the checks in the order of what fails fastest: style, types, floors, then the tests.

`--lint` stops before the tests; `--programs` runs only the tests that start real programs.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sysconfig.get_path("scripts"))

LINT = (
    ("style", ["ruff", "check", "src", "tests", "scripts", "benchmarks"]),
    ("layout of the code", ["ruff", "format", "--check", "--quiet", "src", "tests", "scripts", "benchmarks"]),
    ("types", ["mypy", "--no-error-summary"]),
    ("floors", ["lint-imports", "--no-cache"]),
)


def run(title: str, command: list[str]) -> bool:
    """Run one check with the environment's own programs; say how it went."""
    began = time.monotonic()
    print(f"── {title}", flush=True)
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, check=False)
    print(f"   {'ok' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
    return done.returncode == 0


def main() -> int:
    """Every check that was asked for; 1 if any failed."""
    if "--programs" in sys.argv:
        return 0 if run("tests with real programs", ["pytest", "-m", "programs"]) else 1
    good = all([run(title, command) for title, command in LINT])
    if "--lint" not in sys.argv:
        good = run("tests", ["pytest", "-m", "not programs", "-n", "2", "--dist", "worksteal"]) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
