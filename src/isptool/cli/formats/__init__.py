"""How the findings of a check are written: one file a format, each a function from a report to text."""

from __future__ import annotations

from collections.abc import Callable

from isptool.cli.report import Report

FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab")
"""The names of the formats, as `--output-format` takes them."""


def formatter(name: str) -> Callable[[Report], str]:
    """The function that writes a report in a format of `FORMATS` other than text."""
    from importlib import import_module

    render: Callable[[Report], str] = import_module(f"isptool.cli.formats.{name}").render
    return render
