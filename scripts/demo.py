"""`make demo`: validate and render the example county, and say where the Word files are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = Path("examples/wolds-and-dales")
OUT = Path("demo")


def isptool(*words: str) -> int:
    """Show a command as one would type it, and run it."""
    print(f"\n$ isptool {' '.join(words)}\n", flush=True)
    return subprocess.run([sys.executable, "-m", "isptool", *words], cwd=ROOT, check=False).returncode


def main() -> int:
    """The commands of the demonstration, in order; the exit code of the first that fails."""
    for words in (("validate", str(EXAMPLE)), ("render", str(EXAMPLE), "-o", str(OUT))):
        if code := isptool(*words):
            return code
    files = sorted((ROOT / OUT).glob("*.docx"))
    print(f"\nThe Word files are in {ROOT / OUT}:")
    for path in files:
        print(f"  {path.name}")
    print("\nOpen one in Word. Then change examples/wolds-and-dales and run `make demo` again.")
    print(f"To use the command yourself: {Path(sys.executable).parent / 'isptool'} --help")
    return 0 if files else 1


if __name__ == "__main__":
    sys.exit(main())
