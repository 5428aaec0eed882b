"""What is wrong with a document, as values: a finding says which value, what, why and how to mend it.

A *hit* names a value by its path; a *finding* is a hit with its place in a file. Rules and readers
yield hits or findings; nobody below the command line prints them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from msgspec import Struct, field

ValuePath = tuple[str | int, ...]
"""The keys and list positions that lead to a value, as they are written in the YAML."""


class Severity(Enum):
    """How bad: an error blocks signature, a warning wants a fix or a written reason, info is advice."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Gate(Enum):
    """The first status at which a finding counts. Before its gate it is counted and never decides the exit."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    SIGNING = "signing"
    IN_FORCE = "in-force"
    REGISTER = "register"

    def __init__(self, _value: str) -> None:
        self.order = len(type(self).__members__)
        """Its place in the life of a document, from 0."""

    def bites(self, at: Gate) -> bool:
        """Whether a finding with this gate counts for a document checked at gate `at`."""
        return self.order <= at.order


class Span(Struct, frozen=True):
    """A stretch of a file: lines and columns count from 1, columns in code points, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Edit(Struct, frozen=True):
    """A mechanical mend of one value: the smallest change that `validate --fix` can make.

    `action` is one of

    - `set`: the value at `path` becomes `value`; a key that is not there yet is added,
    - `add-item`: `value` goes to the end of the list at `path`,
    - `rename-key`: the key at `path` is written `value`,
    - `delete`: the key or list item at `path` goes,
    - `replace`: the text of the file at `span` becomes `value`; only what stands at `path` may change by it.

    `value` is plain data: text, nothing, yes/no, or lists and mappings of such.
    """

    action: str
    path: ValuePath
    value: Any = ""
    span: Span | None = None


class Hit(Struct, frozen=True):
    """One value that a rule objects to, by path.

    `on_key` points at the key instead of the value; `with_values` fills the rule's message and fix;
    `note` is one more plain sentence of explanation. `file` is set where the value stands in another
    file than the document being checked (a partner, the protocol, a schedule). `words` is the part of the
    value that it is about, as typed, so that its place can be pointed at; `severity` is set where this one value
    is worse, or less bad, than the rule usually says; `serves` where it serves other questions than its rule;
    `edit` mends it, where that is mechanical.

    `more_values` makes values that take work to word; it is asked only where the finding is said, not where it is
    counted. Then `with_values` alone tells the hit from the others of its rule.
    """

    path: ValuePath
    with_values: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    on_key: bool = False
    file: str = ""
    words: str = ""
    severity: Severity | None = None
    serves: tuple[str, ...] = ()
    edit: Edit | None = None
    more_values: Callable[[], Mapping[str, str]] | None = None


class Finding(Struct, frozen=True):
    """One thing wrong with one document, with its place.

    `code` is stable and is what people cite (`LAW-13`); `name` says it in words with hyphens.
    `message` says what is wrong, `why` gives the reason, `fix` what to do. `sources` are citations,
    `serves` the checklist questions (`Q7`, `PQ1`). `file` is shown as the person would type it.
    """

    code: str
    name: str
    severity: Severity
    message: str
    file: str = ""
    span: Span | None = None
    path: ValuePath = ()
    gate: Gate = Gate.DRAFT
    document: str = ""
    why: str = ""
    fix: str = ""
    sources: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    edit: Edit | None = None
    waived: str = ""
    on_key: bool = False
    words: str = ""
    """As in the hit that it comes from: where in the value, or at its key, it points."""
    source_line: str = ""
    """The line of the file at `span`, kept so that the terminal can show it."""
