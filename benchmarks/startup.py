"""What starting the program costs, in CPU time, as multiples of an empty Python measured in the same run.

    python benchmarks/startup.py [ROUNDS]

Each command runs once first, so that its modules are compiled, as they are where it is installed; the compiled
files are kept apart, in a folder of their own. Then the commands take turns, so that a busy moment of the
machine falls on all of them; the median of each is compared with the median of `python -c pass`. Bounds are the
project's own; exit code 1 where one is missed.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "wolds-and-dales"
AGREEMENT = EXAMPLE / "agreements" / "safe-and-well-visits.yaml"
MAIN = "import sys; from isptool.cli.entry import main; sys.exit(main())"

PASS = "python -c pass"
COMMANDS: dict[str, tuple[list[str], float]] = {
    PASS: (["-c", "pass"], 1.0),
    "--version": (["-c", MAIN, "--version"], 2.0),
    "--help (piped)": (["-c", MAIN, "--help"], 8.0),
    "explain YML-28": (["-c", MAIN, "explain", "YML-28"], 0),
    "validate AGREEMENT": (["-c", MAIN, "validate", str(AGREEMENT)], 26.0),
    "validate WORKSPACE": (["-c", MAIN, "validate", str(EXAMPLE)], 0),
}
"""Each command and its bound in multiples of `python -c pass`; 0 means measured, not bounded."""


def cpu(arguments: list[str], environment: dict[str, str]) -> float:
    """The CPU time of one run of Python with these arguments, in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr.decode()}")
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    measured: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for arguments, _ in COMMANDS.values():
            cpu(arguments, environment)
        for _ in range(rounds):
            for name, (arguments, _) in COMMANDS.items():
                measured[name].append(cpu(arguments, environment))
    unit = statistics.median(measured[PASS])
    missed = 0
    print(f"{'command':24} {'CPU ms':>8} {'(min)':>8} {'x pass':>7} {'bound':>6}")
    for name, (_, bound) in COMMANDS.items():
        median = statistics.median(measured[name])
        ratio = median / unit
        over = bool(bound) and name != PASS and ratio > bound
        missed += over
        shown = f"{bound:6.0f}" if bound else "     -"
        print(f"{name:24} {median:8.0f} {min(measured[name]):8.0f} {ratio:7.1f} {shown}{'  missed' if over else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
