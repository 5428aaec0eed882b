"""Everything that reading can object to, as data: code, name, what it means, why, and how to mend it.

`YML-01` to `YML-19` are about the file and its structure, `YML-20` to `YML-39` about YAML's traps for
prose and its grammar, `FMT-…` about keys and values, `STR-01` about what is missing or of the wrong kind.
The codes are stable: people cite them, and `isptool explain YML-07` prints this table.
"""

from __future__ import annotations

from dataclasses import dataclass

from isptool.findings import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of trouble that reading can find; `what` is its title, `why` and `fix` are sentences."""

    code: str
    name: str
    severity: Severity
    what: str
    why: str
    fix: str


_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

_TABLE = (
    Code(
        "YML-01",
        "not-a-plain-file",
        _ERROR,
        "This is a folder, a pipe or a device, not a file",
        "Only ordinary files are read: anything else could wait for ever or never end.",
        "Name a YAML file.",
    ),
    Code(
        "YML-02",
        "cannot-be-read",
        _ERROR,
        "The file is there but cannot be read",
        "The operating system refused.",
        "Check who may read the file, and that no link points to itself.",
    ),
    Code(
        "YML-03",
        "too-large",
        _ERROR,
        "The file is larger than 2 MB",
        "A protocol or an agreement is a few hundred lines; 2 MB is about 58,000. A larger file is something else.",
        "Check that this is the right file; split what is really that long into several documents.",
    ),
    Code(
        "YML-04",
        "not-utf-8",
        _ERROR,
        "The file is not saved as UTF-8",
        "In another encoding, letters with accents, dashes and quotation marks would be read as something else.",
        "Save the file as UTF-8 (most editors: Save with encoding).",
    ),
    Code(
        "YML-05",
        "utf-16",
        _ERROR,
        "The file is saved as UTF-16",
        'Some Windows programs call this encoding "Unicode". The files here are UTF-8.',
        "Save the file as UTF-8 (in Notepad: Save as, Encoding: UTF-8).",
    ),
    Code(
        "YML-06",
        "control-character",
        _ERROR,
        "The text holds an invisible control character",
        "It cannot be seen and would not print; it usually came with text pasted from another program.",
        "Delete it, or replace it with a space.",
    ),
    Code(
        "YML-07",
        "odd-line-break",
        _ERROR,
        "The text holds a line break that editors do not show as one",
        "YAML readers count it as the end of a line and most editors do not, so text would be split unseen.",
        "Replace it with a space or an ordinary line break.",
    ),
    Code(
        "YML-08",
        "syntax",
        _ERROR,
        "This is not YAML",
        "The file cannot be read beyond this place.",
        "Compare the line and the one above it with an example: `key: value`, two spaces for each step in.",
    ),
    Code(
        "YML-09",
        "empty",
        _ERROR,
        "The file is empty, or holds only comments",
        "There is nothing to read.",
        "Fill it in, start one with `isptool new`, or delete the file.",
    ),
    Code(
        "YML-10",
        "several-documents",
        _ERROR,
        "The file holds more than one document",
        "One file is one document; what stands after a line `---` would be overlooked.",
        "Move what follows `---` into a file of its own, or delete the line.",
    ),
    Code(
        "YML-11",
        "not-a-mapping",
        _ERROR,
        "The file does not begin with keys and values",
        "Every file says what it is: it begins with lines such as `kind: agreement`.",
        "Begin with `kind:` and write everything else under its key.",
    ),
    Code(
        "YML-12",
        "duplicate-key",
        _ERROR,
        "A key is written twice in the same block",
        "Only one of the two would count, and it is not for a reader to choose.",
        "Keep one, or join the two.",
    ),
    Code(
        "YML-13",
        "key-not-text",
        _ERROR,
        "A key is empty, a list or a block",
        "A key is a name: words or an id.",
        "Write the key as text before the colon.",
    ),
    Code(
        "YML-14",
        "tag",
        _ERROR,
        "A word that begins with `!` is taken as a YAML tag and vanishes from the text",
        "YAML gives an exclamation mark at the beginning of a value a meaning of its own; no tags are used here.",
        "Put the text in quotation marks, or under `|`.",
    ),
    Code(
        "YML-15",
        "merge-key",
        _ERROR,
        "A merge key (`<<`) is not read",
        "It is no part of YAML 1.2, and the text of one block would stand in another unseen.",
        "Write the keys out; for flows use `same-as:`.",
    ),
    Code(
        "YML-16",
        "too-deep",
        _ERROR,
        "Blocks are nested more than 64 deep",
        "No document of this kind needs more than a dozen steps; such depth is a mistake or an attack.",
        "Check the indentation and the brackets around this place.",
    ),
    Code(
        "YML-17",
        "expands-too-far",
        _ERROR,
        "References inside the file would repeat it far beyond its size",
        "A few lines of anchors and aliases can stand for more text than a computer can hold.",
        "Write the text out instead of repeating it by `*name`.",
    ),
    Code(
        "YML-18",
        "contains-itself",
        _ERROR,
        "A block refers to itself",
        "It would never end.",
        "Write the text out instead of repeating it by `*name`.",
    ),
    Code(
        "YML-19",
        "too-many-values",
        _ERROR,
        "The file holds more than 200,000 values",
        "A protocol or an agreement holds about a thousand.",
        "Check that this is the right file.",
    ),
)

CODES: dict[str, Code] = {code.code: code for code in _TABLE}
"""Every code of the reading floor, in the order of its number."""
