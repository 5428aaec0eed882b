"""Where the program begins and ends: fast answers first, then the commands; every way to fail has its exit code.

0 nothing wrong · 1 the documents are wrong · 2 wrong use, or something cannot be read or written · 3 our own fault.
Nothing heavy may be imported here: `isptool --version` answers before typer is loaded.
"""

from __future__ import annotations

import errno
import gc
import os
import sys

TYPE_CHECKING = False  # `typing` itself would take as long as all else that `--version` does
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

_ROOM = "Make room where the output goes, or send it elsewhere. What was already saved is whole."
CLEAN, FOUND, STOPPED, OUR_FAULT = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. `arguments` are those after the program's name.

    Without them this is the program itself: it ends here, and does not return.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given in (["--version"], ["-V"]):
        from isptool import __version__

        print(f"isptool {__version__}")  # noqa: T201
        if arguments is None:
            _end(CLEAN)
        return CLEAN
    code = _guarded(given)
    if arguments is None:
        _end(code)
    return code


def tidy_seldom() -> None:
    """Let the collector of garbage run seldom, in this process: also what one begins with that works for a command.

    It would run dozens of times while modules load, and for every few values composed; few commands make garbage in
    circles.
    """
    gc.set_threshold(300_000, 50, 100)


def _guarded(given: list[str]) -> int:
    tidy_seldom()
    debug, given = _taken_out("--debug", given)
    from isptool.cli import terminal

    terminal.debugging = debug
    terminal.prepare_streams()
    try:
        code = _run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever was reading has gone (`isptool validate | head`): there is nobody to tell.
        _close_quietly()
        return STOPPED
    except KeyboardInterrupt:
        terminal.say_error("Stopped. What was already written is whole; nothing else was changed.")
        return STOPPED
    except Exception as error:
        return _failed(error, debug)
    return code


def _run(given: list[str]) -> int:
    from isptool.cli.program import program
    from isptool.cli.terminal import is_terminal

    run = program(rich=is_terminal(sys.stdout))
    gc.freeze()
    code = run(given)
    return code if isinstance(code, int) else CLEAN


def _failed(error: Exception, debug: bool) -> int:
    from isptool.cli import terminal
    from isptool.errors import IspError

    if isinstance(error, IspError):
        terminal.say_error(f"Error: {error.message}", error.hint)
        return STOPPED
    if hasattr(error, "format_message"):  # typer's own errors have no public base class
        terminal.say_error(*_wrong_use(error))
        return STOPPED
    if isinstance(error, OSError) and error.filename is not None:
        terminal.say_error(f"Error: {error.filename}: {error.strerror}.", "Check the path and who may use it.")
        return STOPPED
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EFBIG, errno.EIO):
        terminal.say_error(f"Error: What was to be printed could not be written: {error.strerror}.", _ROOM)
        return STOPPED
    from isptool.cli import faults

    ours = faults.fault(error)
    if debug:
        sys.stderr.write(ours.trace)
    else:
        what = (
            f"{ours.sentence}. This is our fault, not a fault of your documents; nothing half-written was left behind."
        )
        terminal.say_error(what, faults.HINT)
    return OUR_FAULT


def _wrong_use(error: Exception) -> tuple[str, str]:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "isptool"
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(error), ""
    message = str(error.format_message())  # type: ignore[attr-defined]
    return f"Error: {message}", f"Try `{command} --help`."


def _taken_out(option: str, given: list[str]) -> tuple[bool, list[str]]:
    """Whether the option stands anywhere before `--`, and the arguments without it."""
    end = given.index("--") if "--" in given else len(given)
    kept = [each for each in given[:end] if each != option]
    return len(kept) < end, kept + given[end:]


def _end(code: int) -> NoReturn:
    """Leave without taking apart, value by value, all that was read: a tenth of the time of a short command."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            code = code or STOPPED
    os._exit(code)


def _close_quietly() -> None:
    # Otherwise Python tries to flush once more at its end, and complains.
    quiet = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(quiet, stream.fileno())
        except (OSError, ValueError):
            continue
