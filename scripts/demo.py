"""`make demo`: validate and render the example county, and say where the Word files are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = Path("examples/wolds-and-dales")
OUT = Path("demo")
FIRST = {
    "safe-and-well-visits": "an agreement that is ready for consultation",
    "domestic-abuse-conference": "a draft: its first page says what is still to be agreed",
    "wolds-and-dales": "the protocol that both are made under",
}
"""The documents to look at first, and why."""


def isptool(*words: str) -> int:
    """Show a command as one would type it, and run it."""
    print(f"\n$ isptool {' '.join(words)}\n", flush=True)
    return subprocess.run([sys.executable, "-m", "isptool", *words], cwd=ROOT, check=False).returncode


def main() -> int:
    """The commands of the demonstration, in order; the exit code of the first that fails."""
    for words in (("validate", str(EXAMPLE)), ("render", str(EXAMPLE), "-o", str(OUT))):
        if code := isptool(*words):
            return code
    made = {path.stem: path.name for path in sorted((ROOT / OUT).glob("*.docx"))}
    print(f"\nThe Word files are in {ROOT / OUT}. Look first at:")
    for name, about in FIRST.items():
        print(f"  {made.pop(name, name).ljust(31)} {about}")
    print(f"The others: {', '.join(made.values())}.")
    command = Path(sys.executable).parent / "isptool"
    command = command.relative_to(ROOT) if command.is_relative_to(ROOT) else command
    print("\nWhat next:")
    print(f"  1. Change a word in {EXAMPLE / 'agreements/safe-and-well-visits.yaml'}, and run `make demo` again.")
    print("  2. See what the draft still needs, with the likely answers:")
    print(f"     {command} points {EXAMPLE / 'agreements/domestic-abuse-conference.yaml'}")
    print("  3. Start your own:")
    print(f"     {command} init sharing")
    return 0


if __name__ == "__main__":
    sys.exit(main())
