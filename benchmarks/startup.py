"""What starting the program costs, in CPU time, as multiples of an empty Python measured in the same run.

    python benchmarks/startup.py [ROUNDS] [FOLDER OF THE PEERS' PROGRAMS]

Each command runs once first, so that its modules are compiled, as they are where it is installed; the compiled
files are kept apart, in a folder of their own. Then the commands take turns, so that a busy moment of the
machine falls on all of them; the median of each is compared with the median of `python -c pass`. Bounds are the
project's own; exit code 1 where one is missed.

Beside `validate` run two peers, each on what it is made for: check-jsonschema checks the same agreement against our own
schema, datacontract-cli lints the empty data contract that it writes itself. They are found on the PATH, or in the folder
that is named (the `bin` of an environment of their own, `pip install check-jsonschema datacontract-cli`); one that is
not there is said and not measured.
"""

from __future__ import annotations

import os
import resource
import shutil
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
OURS: dict[str, tuple[list[str], float]] = {
    PASS: (["-c", "pass"], 1.0),
    "--version": (["-c", MAIN, "--version"], 2.0),
    "--help (piped)": (["-c", MAIN, "--help"], 8.0),
    "explain YML-28": (["-c", MAIN, "explain", "YML-28"], 0),
    "validate AGREEMENT": (["-c", MAIN, "validate", str(AGREEMENT)], 26.0),
    "validate WORKSPACE": (["-c", MAIN, "validate", str(EXAMPLE)], 0),
}
"""What Python is given for each command, and its bound in multiples of `python -c pass`; 0 is not bounded."""

PEERS = {
    "check-jsonschema AGREEMENT": ["check-jsonschema", "--schemafile", "schema.json", str(AGREEMENT)],
    "datacontract lint": ["datacontract", "lint", "contract.yaml"],
}
"""The commands of the peers, in a folder that holds our schema and a contract."""


def cpu(command: list[str], environment: dict[str, str], folder: str) -> float:
    """The CPU time of one run of a command in a folder, in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, check=False, cwd=folder
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr.decode()}")
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def peers(path: str | None, environment: dict[str, str], folder: str) -> dict[str, list[str]]:
    """The commands of the peers that are here; what they read is made in the folder."""
    found: dict[str, list[str]] = {}
    for name, (program, *arguments) in PEERS.items():
        whole = shutil.which(program, path=path)
        if whole is None:
            print(f"{program} is not here, and not measured")
        else:
            found[name] = [whole, *arguments]
    schema = subprocess.run(
        [sys.executable, "-c", MAIN, "schema", "agreement"], stdout=subprocess.PIPE, env=environment, check=True
    )
    (Path(folder) / "schema.json").write_bytes(schema.stdout)
    if "datacontract lint" in found:
        program = found["datacontract lint"][0]
        subprocess.run(
            [program, "init", "contract.yaml"], stdout=subprocess.DEVNULL, env=environment, check=True, cwd=folder
        )
    return found


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as compiled, tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        commands = {name: [sys.executable, *arguments] for name, (arguments, _) in OURS.items()}
        commands |= peers(sys.argv[2] if len(sys.argv) > 2 else None, environment, folder)
        measured: dict[str, list[float]] = {name: [] for name in commands}
        for command in commands.values():
            cpu(command, environment, folder)
        for _ in range(rounds):
            for name, command in commands.items():
                measured[name].append(cpu(command, environment, folder))
    unit = statistics.median(measured[PASS])
    missed = 0
    print(f"{'command':28} {'CPU ms':>8} {'(min)':>8} {'x pass':>7} {'bound':>6}")
    for name, times in measured.items():
        median = statistics.median(times)
        ratio = median / unit
        bound = OURS[name][1] if name in OURS else 0
        over = bool(bound) and name != PASS and ratio > bound
        missed += over
        shown = f"{bound:6.0f}" if bound else "     -"
        print(f"{name:28} {median:8.0f} {min(times):8.0f} {ratio:7.1f} {shown}{'  missed' if over else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
