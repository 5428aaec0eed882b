"""Everything that reading can object to, as data: code, name, what it means, why, and how to mend it.

`YML-01` to `YML-19` are about the file and its structure, `YML-20` to `YML-30` about YAML's traps for prose,
`YML-31` to `YML-37` about its grammar, `FMT-…` about keys and values, `STR-01` about what is missing or of the
wrong kind.
The codes are stable: people cite them, and `isptool explain YML-07` prints this table.
"""

from __future__ import annotations

from msgspec import Struct

from isptool.findings import Severity


class Code(Struct, frozen=True):
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
    Code(
        "YML-20",
        "colon-in-text",
        _ERROR,
        "A colon and a space in a text are read as a new key",
        "In YAML a word, a colon and a space begin a key wherever they stand on the line.",
        "Put the text in quotation marks, or under `|`.",
    ),
    Code(
        "YML-21",
        "begins-with-a-mark",
        _ERROR,
        "A text begins with a character that means something else to YAML",
        "Quotation marks, brackets, `@`, `%`, `>`, `|`, `!`, `?`, `-` and backticks have a meaning at the beginning of "
        "a value.",
        "Put the whole text in quotation marks, or under `|`.",
    ),
    Code(
        "YML-22",
        "star-word",
        _ERROR,
        "A text begins with `*` or `&`, which YAML takes for a reference",
        "`*word` repeats a text that was named `&word` elsewhere; here no such name is meant.",
        "Put the text in quotation marks, or under `|`.",
    ),
    Code(
        "YML-23",
        "vanished-word",
        _ERROR,
        "A word that begins with `&` is taken as a name for reference and vanishes from the text",
        "YAML reads `&word` at the beginning of a value as a name for what follows; nothing in this file uses it.",
        "Put the text in quotation marks, or under `|`.",
    ),
    Code(
        "YML-24",
        "words-after-hash",
        _WARNING,
        "Words after ` #` are no longer part of the text",
        "In YAML a space and `#` begin a comment, in the middle of a sentence too.",
        "If the words belong to the text, put it in quotation marks or under `|`. If they are a comment, "
        "put two spaces before the `#` and one after it.",
    ),
    Code(
        "YML-25",
        "comma-in-braces",
        _ERROR,
        "A text in braces was split into keys",
        "YAML reads braces as a block of keys and values, parted by commas. They are never needed here.",
        "Put the text in quotation marks or under `|`; write keys one to a line.",
    ),
    Code(
        "YML-26",
        "text-in-brackets",
        _WARNING,
        "A sentence in square brackets is a list, split at every comma",
        "Square brackets make a list. They are for ids: a comma in a text splits it unseen.",
        "Write each text on a line of its own after `- `; or, if it is one text, put it in quotation marks.",
    ),
    Code(
        "YML-27",
        "text-became-mapping",
        _ERROR,
        "A text with a colon became a key and a value",
        "A word, a colon and a space make a key, in a list too: `- Risk: the crew must know` is no longer a text.",
        "Put the text in quotation marks, or under `|`.",
    ),
    Code(
        "YML-28",
        "bullets-in-one-line",
        _WARNING,
        "Bullets under a text run on in one line",
        "A text that is not under `|` is one paragraph: the lines below it are joined, dashes and all.",
        "Write `|` after the colon and put the text and its bullets below it.",
    ),
    Code(
        "YML-29",
        "means-empty",
        _WARNING,
        "To YAML this word means that nothing is there",
        "Other programs read `~` and `null` as empty; here they are kept as they were typed.",
        "Leave the value empty, or put the word in quotation marks if it is meant.",
    ),
    Code(
        "YML-30",
        "other-number",
        _INFO,
        "Other programs read this as another number or text",
        "Versions of YAML differ over leading zeros, underscores, exponents and colons between digits. "
        "isptool keeps what was typed.",
        "Put it in quotation marks if other programs read this file.",
    ),
    Code(
        "YML-31",
        "tab",
        _ERROR,
        "A line is indented with a tab",
        "YAML allows only spaces at the beginning of a line: how wide a tab is differs from editor to editor.",
        "Replace the tab with spaces, two for each step.",
    ),
    Code(
        "YML-32",
        "indentation",
        _ERROR,
        "A line is not indented as its block is",
        "In YAML the spaces at the beginning of a line say what belongs to what.",
        "Begin the line exactly below the keys or dashes it belongs with.",
    ),
    Code(
        "YML-33",
        "unclosed-quote",
        _ERROR,
        "A quotation mark is opened and not closed",
        "A value that begins with a quotation mark or an apostrophe runs on to the next one, over many lines if need "
        "be.",
        "Close it on the same line; or, if the text only begins with it, put the whole text under `|`.",
    ),
    Code(
        "YML-34",
        "missing-colon",
        _ERROR,
        "A line is neither a key with a colon nor part of a text",
        "A key is followed by a colon and a space; lines of a text are indented below its key.",
        "Write `key: value`, or indent the line if it goes on with the text above.",
    ),
    Code(
        "YML-35",
        "unclosed-bracket",
        _ERROR,
        "A bracket is opened and not closed, or closed and not opened",
        "A value that begins with `[` or `{` runs on to the bracket that closes it.",
        "Close the bracket, or delete it; or, if it is part of a text, put the text in quotation marks or under `|`.",
    ),
    Code(
        "YML-36",
        "backslash",
        _ERROR,
        "A backslash in double quotation marks",
        "In double quotation marks a backslash and the next letter stand for one other character.",
        "Use single quotation marks around the text, or put it under `|`.",
    ),
    Code(
        "YML-37",
        "invisible-space",
        _ERROR,
        "A space that is none: a non-breaking or invisible one",
        "It came with pasted text. It looks like a space and YAML takes it for a letter.",
        "Delete it and type an ordinary space.",
    ),
    Code(
        "FMT-01",
        "unknown-key",
        _ERROR,
        "A key that has no meaning here",
        "A misspelt or misplaced key would be overlooked, with everything under it.",
        "Correct it or move it; a field of your own begins with `x-`, a remark is a `note:`.",
    ),
    Code(
        "FMT-02",
        "underscore",
        _WARNING,
        "A key is written with underscores",
        "Keys are written with hyphens, so that each has one spelling to search for. It was read as meant.",
        "Write hyphens; `isptool validate --fix` does it.",
    ),
    Code(
        "FMT-03",
        "not-understood",
        _ERROR,
        "A value cannot be read as what belongs there",
        "Dates, periods, numbers, citations and keys are checked, so that what is printed is what was meant.",
        "Write it as the message shows.",
    ),
    Code(
        "STR-01",
        "missing-or-wrong-kind",
        _ERROR,
        "A required key is missing, or its value is of the wrong kind",
        "Without it the document cannot be read.",
        "Add the key, or write its value as the message says.",
    ),
)

CODES: dict[str, Code] = {code.code: code for code in _TABLE}
"""Every code of the reading floor, in the order of its number."""
