"""A YAML file as it was typed: its text, its plain data, what is wrong with it, and where every value stands.

Nothing is typed here: every scalar is the text that was written (`no`, `0123`, `5.0`), and the type of
the field it belongs to reads it. Bounds and refusals are findings; only a file that is not there stops.
"""

from __future__ import annotations

import difflib
import errno
import os
import stat
from pathlib import Path
from typing import Any

from yaml.error import YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode

from isptool.errors import IspError
from isptool.findings import Edit, Finding, Severity, Span, ValuePath
from isptool.reading import composing, syntax
from isptool.reading.codes import CODES, Code
from isptool.reading.composing import TooMuch
from isptool.reading.decoding import Problem, decode, inspect, lines_of

LARGEST_FILE = 2_000_000
"""Bytes. About 58,000 lines of an agreement."""


class Source:
    """One file, read: what it says, and where.

    `data` is plain: mappings are dict, sequences are list, a scalar is the text as typed (nothing where
    it is empty and unquoted; without its last line breaks under `|`). It may be looked at when `usable`.
    `text` is without the byte order mark that `bom` remembers; `newline` is how its lines end.
    """

    __slots__ = ("_lines", "_root", "bom", "data", "findings", "newline", "path", "shown_as", "text", "usable")

    def __init__(self, shown_as: str, path: Path | None = None) -> None:
        self.shown_as = shown_as
        self.path = path
        self.text = ""
        self.data: Any = None
        self.findings: list[Finding] = []
        self.usable = False
        self.newline = "\n"
        self.bom = False
        self._root: Node | None = None
        self._lines: list[str] | None = None

    def line(self, number: int) -> str:
        """The text of one line, counted from 1, without its end; empty beyond the last."""
        if self._lines is None:
            self._lines = lines_of(self.text)
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    @property
    def root(self) -> Node | None:
        """The tree of YAML nodes; composed again when it has been let go, none where the text is not usable."""
        if self._root is None and self.usable:
            self._root = composing.compose(self.text)
        return self._root

    def release(self) -> None:
        """Let go of the tree, which is several times larger than the data. Look-ups still work, more slowly."""
        self._root = None
        self._lines = None

    def span(self, path: ValuePath, *, key: bool = False) -> Span:
        """Where a value stands, or its key.

        A scalar gives its whole text (its first line, under `|`), a list or block its first character,
        an empty value the place after the colon. Where the path leads to nothing, the nearest key above
        it, or the beginning of the list item that should hold it.
        """
        root = self.root
        if root is None:
            return Span(1, 1, 1, 1)
        node, key_node, found = composing.find(root, path)
        if key_node is not None and (key or not found):
            return composing.span_at(key_node)
        return self._span_of(node)

    def is_plain(self, path: ValuePath) -> bool:
        """Whether a scalar was typed without quotation marks and not under `|` or `>`."""
        return self.style(path) == "plain"

    def style(self, path: ValuePath) -> str:
        """How a value was typed: plain, single, double, literal, folded, list, mapping; empty if not there."""
        root = self.root
        if root is None:
            return ""
        node, _, found = composing.find(root, path)
        if not found:
            return ""
        if isinstance(node, ScalarNode):
            return _STYLES[node.style or ""]
        return "mapping" if isinstance(node, MappingNode) else "list"

    def finding(
        self,
        code: str | Code,
        message: str,
        *,
        path: ValuePath = (),
        span: Span | None = None,
        on_key: bool = False,
        fix: str = "",
        edit: Edit | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        """A finding with a code of this floor, or of a floor above, at a span of this file or where a path stands."""
        entry = CODES[code] if isinstance(code, str) else code
        if span is None and self.usable:
            span = self.span(path, key=on_key)
        return Finding(
            code=entry.code,
            name=entry.name,
            severity=severity or entry.severity,
            message=message,
            file=self.shown_as,
            span=span,
            path=path,
            why=entry.why,
            fix=fix or entry.fix,
            edit=edit,
            source_line=self.line(span.line) if span is not None else "",
        )

    def _span_of(self, node: Node) -> Span:
        if not isinstance(node, ScalarNode):
            return composing.span_at(node)
        start, end = node.start_mark, node.end_mark
        line, column = start.line + 1, start.column + 1
        if node.style and node.style in "|>":
            header = self.line(line)[start.column :].split("#", 1)[0].rstrip()
            return Span(line, column, line, column + len(header))
        return Span(line, column, end.line + 1, end.column + 1)

    def _add(self, problems: list[Problem]) -> None:
        for problem in problems:
            self.findings.append(
                self.finding(
                    problem.code,
                    problem.message,
                    path=problem.path,
                    span=problem.span,
                    fix=problem.fix,
                    edit=problem.edit,
                    severity=problem.severity,
                )
            )


_STYLES = {"": "plain", "'": "single", '"': "double", "|": "literal", ">": "folded"}


def read_text(text: str | bytes, shown_as: str) -> Source:
    """Read YAML that is already in memory. Everything wrong with it is in the source's findings."""
    source = Source(shown_as)
    _read(source, text)
    return source


def read_file(path: Path, shown_as: str) -> Source:
    """Read a YAML file. What cannot be read is a finding; a file that is not there raises `IspError`."""
    source = Source(shown_as, path)
    try:
        raw = _bytes_of(path)
    except Problematic as refused:
        source._add([refused.problem])
        return source
    except OSError as error:
        if error.errno in _NOT_THERE:
            raise IspError(f"There is no file {shown_as}.", _nearest(path)) from None
        reason = "its links lead round in a circle" if error.errno == errno.ELOOP else _reason(error)
        source._add([Problem("YML-02", f"This file cannot be read: {reason}.")])
        return source
    except ValueError:  # a NUL in the name
        raise IspError(f"{shown_as!r} cannot be the name of a file.", "Check the name.") from None
    _read(source, raw)
    return source


_NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG}


class Problematic(Exception):
    """What stands at the path is not a file that can be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _bytes_of(path: Path) -> bytes:
    # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):
        flags |= getattr(os, name, 0)
    if path.is_dir():  # some systems refuse to open a folder, and then say that permission is missing
        if not os.access(path, os.R_OK | os.X_OK):
            raise Problematic(Problem("YML-02", "This folder may not be read, so nothing in it was."))
        raise Problematic(Problem("YML-01", "This is a folder, not a file."))
    handle = os.open(path, flags)
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            kind = "pipe" if stat.S_ISFIFO(about.st_mode) else "device"
            raise Problematic(Problem("YML-01", f"This is a {kind}, not a file."))
        if about.st_size > LARGEST_FILE:
            raise Problematic(_too_large(about.st_size))
        # The size can be a lie: a file may grow, and what the kernel makes up has none.
        parts: list[bytes] = []
        wanted = LARGEST_FILE + 1
        while wanted > 0 and (part := os.read(handle, min(wanted, 1 << 20))):
            parts.append(part)
            wanted -= len(part)
    finally:
        os.close(handle)
    if wanted <= 0:
        raise Problematic(_too_large(LARGEST_FILE + 1))
    return b"".join(parts)


def _too_large(size: int) -> Problem:
    shown = f"{size / 1_000_000:.1f}" if size < 100_000_000 else f"{size // 1_000_000}"
    return Problem("YML-03", f"This file has {shown} MB; at most {LARGEST_FILE // 1_000_000} MB are read.")


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "you have no permission to read it"
    return f'the system says "{error.strerror or error}"'


def _nearest(path: Path) -> str:
    folder = path.parent
    try:
        names = [entry.name for entry in os.scandir(folder)]
    except OSError:
        return f"There is no folder {folder} either; check the path."
    near = difflib.get_close_matches(path.name, names[:2000], n=1, cutoff=0.6)
    return f"Did you mean {folder / near[0]}?" if near else "Check the path, and the folder you are in."


def _read(source: Source, text: str | bytes) -> None:
    if len(text) > LARGEST_FILE:
        source._add([_too_large(len(text))])
        return
    decoded = decode(text) if isinstance(text, bytes) else inspect(text)
    source.text, source.bom, source.newline = decoded.text, decoded.bom, decoded.newline
    source._add(decoded.problems)
    if decoded.problems:
        return
    try:
        root = composing.compose(source.text)
        if root is None or (isinstance(root, ScalarNode) and not root.value and not root.style):
            source._add([Problem("YML-09", "This file is empty, or holds only comments.")])
            return
        if "*" in source.text and "&" in source.text:
            problem = composing.repeated(root)
            if problem is not None:
                source._add([problem])
                return
        data, problems = composing.build(root, source.text)
    except TooMuch as bound:
        entry = CODES[bound.code]
        source._add([Problem(bound.code, f"{entry.what}.", composing.span_at(bound.node))])
        return
    except YAMLError as error:
        source._add(syntax.explain(source.text, error))
        return
    source._root = root
    source._add(problems)
    if isinstance(data, dict):
        source.data, source.usable = data, True
    else:
        kind = "a list" if isinstance(data, list) else "text"
        message = f"This file begins with {kind}, not with keys and values."
        source._add([Problem("YML-11", message, composing.span_at(root))])
