"""`isptool validate`: every finding in every file, then how the questions stand, then what it all means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from isptool.cli.options import Paths, Today

if TYPE_CHECKING:
    from isptool.cli.opening import Opened
    from isptool.cli.report import Report

EXAMPLES = (
    "isptool validate examples/wolds-and-dales",
    "isptool validate examples/wolds-and-dales/agreements/safe-and-well-visits.yaml --gate signing",
)


def validate(
    paths: Paths = None,
    output_format: Annotated[
        str, typer.Option("--output-format", metavar="FORMAT", help="text, json, sarif, junit, github or gitlab.")
    ] = "text",
    output: Annotated[
        str | None, typer.Option("--output", metavar="FILE", help="Write the result to a file, not to the screen.")
    ] = None,
    gate: Annotated[
        str | None,
        typer.Option(
            "--gate", metavar="GATE", help="draft, consultation, signing or in-force; else each document's own."
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings too make the check fail.")] = False,
    select: Annotated[
        list[str] | None, typer.Option("--select", metavar="CODE", help="Only these: LAW-13, or a family such as LAW.")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="CODE", help="Not these: a code or a family.")
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what can be mended mechanically: each change is shown first.")
    ] = False,
    scan: Annotated[
        str | None,
        typer.Option(
            "--scan", metavar="FOLDER", help="Old Word, Markdown and text agreements: each outdated citation."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Make those changes without asking.")] = False,
    today: Today = None,
) -> int:
    """Check documents and print every finding, with its line, why it matters and what to do.

    In a draft an unanswered point is an open point, no error; see what is still wanted with --gate signing.
    """
    from isptool.cli import options, terminal
    from isptool.cli.formats import FORMATS
    from isptool.cli.opening import open_named
    from isptool.errors import IspError
    from isptool.findings import Gate

    options.one_of("--output-format", output_format, FORMATS)
    asked = Gate(options.one_of("--gate", gate, tuple(each.value for each in Gate))) if gate is not None else None
    if output is not None:
        _check_output(output)
    if scan is not None:
        return _scan(scan, output_format, output, today, strict=strict, beside=bool(paths or fix or gate))
    opened = open_named(paths or [])
    from isptool.cli.judging import report

    def checked(opened: list[Opened]) -> Report:
        return report(
            opened,
            options.as_at(today, opened[0].workspace),
            gate=asked,
            select=_words(select),
            ignore=_words(ignore),
            strict=strict,
        )

    made = checked(opened)
    if not made.files or (not made.documents and not made.findings and not any(each.only for each in opened)):
        raise IspError(
            "Nothing was checked: there is no document here yet.",
            "Start one with `isptool new agreement`, or name a file.",
        )
    if fix:
        from isptool.cli.fixing import fix as mend

        if mend(opened, made.findings, force=force):
            made = checked(open_named(paths or []))
    text = _rendered(made, output_format, to_file=output is not None)
    if output is None:
        terminal.emit(text, utf8=output_format != "text")
    else:
        _save(output, text, made)
    if made.traces:
        from isptool.cli.faults import HINT

        terminal.say_error("\n".join(made.traces) if terminal.debugging else HINT)
    return made.exit_code


def _scan(folder: str, output_format: str, output: str | None, today: str | None, *, strict: bool, beside: bool) -> int:
    """Scan a folder of old agreements, and say or write what is out of date in them."""
    import sys
    from pathlib import Path

    from isptool.cli import options, terminal
    from isptool.cli.formats import formatter
    from isptool.cli.opening import open_settings
    from isptool.cli.scanning import as_text, scan
    from isptool.errors import IspError

    if beside:
        raise IspError("--scan stands alone: old agreements have no gate, and nothing in them is mended.")
    around = open_settings(Path()).workspace
    settings = around.settings.model if around.settings is not None else None
    scanned = scan(
        Path(folder), options.as_at(today, around), settings.nations if settings is not None else (), strict=strict
    )
    if output_format != "text":
        text = formatter(output_format)(scanned.report)
    else:
        text = as_text(scanned, terminal.Ink(output is None and terminal.wants_colour(sys.stdout)))
    if output is None:
        terminal.emit(text, utf8=output_format != "text")
    else:
        _save(output, text, scanned.report)
    return scanned.report.exit_code


_RESULTS = (".json", ".sarif", ".xml", ".txt", ".log", "")


def _check_output(output: str) -> None:
    """See to it that a result never takes the place of a document."""
    from pathlib import Path

    from isptool.errors import IspError

    path = Path(output)
    if path.exists() and path.suffix.lower() not in _RESULTS:
        raise IspError(
            f"{output} is there already, and by its name is no result of a check.",
            f"Choose a name that ends in {', '.join(each for each in _RESULTS if each)}.",
        )


def _words(given: list[str] | None) -> list[str]:
    return [word for each in given or () for word in each.split(",") if word.strip()]


def _rendered(made: Report, output_format: str, *, to_file: bool) -> str:
    import sys

    from isptool.cli import terminal
    from isptool.cli.formats import formatter

    if output_format != "text":
        return formatter(output_format)(made)
    from isptool.cli.formats.text import render

    if to_file:
        return render(made)
    return render(made, terminal.Ink(terminal.wants_colour(sys.stdout)), terminal.width())


def _save(output: str, text: str, made: Report) -> None:
    from pathlib import Path

    from isptool.cli import saving, terminal
    from isptool.cli.report import counted

    saving.write_whole(Path(output), saving.as_bytes(text))
    terminal.note(f"{counted(made)} Written to {output}.")
