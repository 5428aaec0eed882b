"""Running commands in this process, as a person would in a shell, and reading transcripts of them.

A transcript is a Markdown file. What it needs stands in fenced blocks before the commands:

- ```` ```yaml agreements/a.yaml ```` and the like write a file,
- ```` ```setup ```` has one line a step: `copy small`, `fifo a.yaml`, `latin-1 a.yaml`, …,
- ```` ```console ```` has `$ ` and a command, then exactly what it prints, and `[exit N]` unless it is 0.

Run this file with `--write` to write down what the commands print now; read the difference before you keep it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from isptool.cli.entry import main
from isptool.library import templates_root

HERE = Path(__file__).resolve().parent
TRANSCRIPTS = HERE / "transcripts"
EXAMPLES = HERE.parent.parent / "examples"
_BLOCK = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CLEAN = {"NO_COLOR": "", "FORCE_COLOR": "", "COLUMNS": "100", "TERM": "dumb", "PYTHONUTF8": "1"}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, stdout and stderr as they came, and its exit code."""

    output: str
    errors: str
    code: int


class _Shared(io.StringIO):
    """A stream without bytes that writes to what both streams share, so that their order is kept."""

    def __init__(self, shared: list[str]) -> None:
        super().__init__()
        self.shared = shared

    def write(self, text: str) -> int:
        self.shared.append(text)
        return len(text)


def run(arguments: Sequence[str], *, encoding: str = "utf-8", environment: Mapping[str, str] = _CLEAN) -> Ran:
    """Run one command here and now; nobody is at the terminal."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n") for _ in range(2))
    code = _run(arguments, out, err, environment)
    return Ran(_text(out), _text(err), code)


def run_in_order(arguments: Sequence[str]) -> tuple[str, int]:
    """The same, with what both streams print in the order in which it came."""
    shared: list[str] = []
    code = _run(arguments, _Shared(shared), _Shared(shared), _CLEAN)
    return "".join(shared), code


def _run(arguments: Sequence[str], out: TextIO, err: TextIO, environment: Mapping[str, str]) -> int:
    with _environment(environment), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        stdin, sys.stdin = sys.stdin, io.StringIO()
        try:
            return main(list(arguments))
        finally:
            sys.stdin = stdin


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode(stream.encoding)


@contextlib.contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


# ── transcripts ──────────────────────────────────────────────────────────────────────────────────────


def _copy(name: str) -> None:
    source = HERE / name if (HERE / name).is_dir() else EXAMPLES / name
    shutil.copytree(source, Path(), dirs_exist_ok=True)


def _fifo(name: str) -> None:
    os.mkfifo(name)


def _encoded(name: str, encoding: str) -> None:
    path = Path(name)
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))


def _crlf(name: str) -> None:
    path = Path(name)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def _brackets(name: str, count: str) -> None:
    Path(name).write_text("kind: agreement\ntitle: " + "[" * int(count) + "\n", encoding="utf-8")


def _many(name: str, line: str, count: str) -> None:
    with Path(name).open("a", encoding="utf-8") as file:
        for number in range(int(count)):
            file.write(line.replace("N", str(number)).replace("\\n", "\n") + "\n")


def _replace(name: str, old: str, new: str) -> None:
    path = Path(name)
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new.replace("\\n", "\n")), encoding="utf-8")


STEPS: dict[str, Callable[..., None]] = {
    "copy": _copy,
    "fifo": _fifo,
    "encoded": _encoded,
    "crlf": _crlf,
    "brackets": _brackets,
    "many": _many,
    "replace": _replace,
    "remove": lambda name: Path(name).unlink(),
    "mkdir": lambda name: Path(name).mkdir(parents=True),
    "link": lambda name, to: Path(name).symlink_to(to),
}


def blocks(text: str) -> list[re.Match[str]]:
    """The fenced blocks of a transcript."""
    return list(_BLOCK.finditer(text))


def perform(
    text: str, run_line: Callable[[str], str] | None = None, steps: Mapping[str, Callable[..., None]] = STEPS
) -> str:
    """A transcript with what its commands print now, run in the current folder.

    `run_line` runs a command line in place of the usual, and `steps` are those that a `setup` block may have.
    """

    def block(found: re.Match[str]) -> str:
        kind, _, name = found[1].strip().partition(" ")
        if kind == "setup":
            for line in found[2].splitlines():
                step, *arguments = shlex.split(line)
                steps[step](*arguments)
        elif kind == "console":
            return f"```{found[1]}\n{_console(found[2], run_line or _ran)}```"
        elif name:
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(found[2], encoding="utf-8")
        return found[0]

    return _BLOCK.sub(block, text)


def _console(text: str, run_line: Callable[[str], str]) -> str:
    return "".join(f"{line}\n{run_line(line[2:])}" for line in text.splitlines() if line.startswith("$ "))


def _ran(line: str) -> str:
    program, *arguments = shlex.split(line)
    if program == "cat":
        return "".join(Path(name).read_text(encoding="utf-8") for name in arguments)
    assert program == "isptool", f"{program} is not run here"
    return printed(*run_in_order(arguments))


def printed(output: str, code: int) -> str:
    """What a transcript shows of a command: what it printed, and its exit code unless that is 0."""
    return _shown(output) + (f"[exit {code}]\n" if code else "")


def _shown(output: str) -> str:
    here = str(Path().absolute())
    output = output.replace(here, "/somewhere").replace(str(templates_root()), "/where/isptool/is/templates")
    return output if not output or output.endswith("\n") else output + "\n"


def main_write() -> None:
    """Write every transcript, and the tutorial, anew."""
    from cli import tutorial

    pages = dict.fromkeys(sorted(TRANSCRIPTS.glob("*.md")), perform) | {tutorial.PAGE: tutorial.perform}
    for path, performing in pages.items():
        text = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            now = performing(text)
        if now != text:
            path.write_text(now, encoding="utf-8")
            sys.stdout.write(f"wrote {path.name}\n")


if __name__ == "__main__" and "--write" in sys.argv:
    main_write()
