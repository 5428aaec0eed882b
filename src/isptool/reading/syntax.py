"""What the YAML parser could not read, in plain words and at the right place."""

from __future__ import annotations

from yaml.error import YAMLError

from isptool.findings import Span
from isptool.reading.decoding import Problem


def explain(text: str, error: YAMLError) -> list[Problem]:
    """The problems behind a parser's error."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return [Problem("YML-08", "This file cannot be read as YAML.")]
    span = Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
    if "but found another document" in str(error.args):
        return [Problem("YML-10", "A second document begins here.", span)]
    return [Problem("YML-08", "The file cannot be read as YAML from here on.", span)]
