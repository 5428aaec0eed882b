"""A record: a small YAML file that only the tool writes, whose last line is the digest of all lines before it.

    record: sign-off
    document: safe-and-well-visits
    covers:
      own: 3f6c…
    sha256: 9b1d…

It needs no YAML library to be read: a line is a key and a text (in JSON's quotation marks where it is not plain), or
begins a list or a mapping of such. Line ends are not part of what the digest is taken over, so that a system that
changes them changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from isptool.errors import IspError

Value: TypeAlias = str | Mapping[str, str] | tuple[str, ...]

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*\Z|[0-9a-f]{64}\Z|\d{4}-\d\d-\d\d\Z")
_YAML_WORDS = frozenset(("yes", "no", "on", "off", "true", "false", "null", "y", "n"))
_LINE = re.compile(r"(  )?(?:(- )|([A-Za-z0-9][\w.@/-]*):(?: |\Z))(.*)\Z", re.ASCII)
_LAST = "sha256"


class Record(Struct, frozen=True):
    """A record as read: its values, and whether its bytes are those that were written."""

    values: Mapping[str, Value]
    intact: bool

    def text(self, key: str) -> str:
        """A text; empty where the record has none of that name."""
        found = self.values.get(key, "")
        return found if isinstance(found, str) else ""

    def mapping(self, key: str) -> dict[str, str]:
        """A mapping of texts; empty where there is none."""
        found = self.values.get(key)
        return dict(found) if isinstance(found, Mapping) else {}

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where there is none."""
        found = self.values.get(key)
        return found if isinstance(found, tuple) else ()

    def digests(self, key: str) -> dict[str, str]:
        """A list of files, each written as its SHA-256 and its name, by name."""
        return {name: digest for digest, _, name in (each.partition(" ") for each in self.texts(key))}


def begun(kind: str, document: str, version: str) -> dict[str, Value]:
    """How every record begins: of which kind it is, in which format, and of which version of which document."""
    return {"record": kind, "format": "1", "document": document, "version": version}


def written(values: Mapping[str, Value]) -> bytes:
    """A record as the bytes of its file. What is empty is left out."""
    lines: list[str] = []
    for key, value in values.items():
        if not value:
            continue
        if isinstance(value, str):
            lines.append(f"{key}: {_quoted(value)}")
        elif isinstance(value, Mapping):
            lines += [f"{key}:", *(f"  {name}: {_quoted(each)}" for name, each in value.items())]
        else:
            lines += [f"{key}:", *(f"  - {_quoted(each)}" for each in value)]
    body = "".join(f"{line}\n" for line in lines)
    return f"{body}{_LAST}: {_digest(body)}\n".encode()


def read(content: bytes, shown_as: str) -> Record:
    """A record from the bytes of its file. Raises `IspError` where it is none at all."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise _no_record(shown_as, "it is not text") from None
    lines = text.replace("\r\n", "\n").split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    if not lines or not lines[-1].startswith(f"{_LAST}: "):
        raise _no_record(shown_as, "its last line is not its digest")
    body = "".join(f"{line}\n" for line in lines[:-1])
    intact = lines[-1] == f"{_LAST}: {_digest(body)}" and text.endswith("\n")
    values: dict[str, Value] = {}
    inside = ""
    for number, line in enumerate(lines[:-1], 1):
        found = _LINE.match(line)
        value = _unquoted(found[4]) if found else None
        if found is None or value is None:
            raise _no_record(shown_as, f"line {number} cannot be read")
        indented, item, key = found[1], found[2], found[3]
        if not indented and key and found[4] == "":
            inside = key
        elif not indented and key:
            values[key], inside = value, ""
        elif inside and item:
            values[inside] = (*_as_tuple(values.get(inside)), value)
        elif inside and key:
            held = values.get(inside)
            values[inside] = {**(held if isinstance(held, Mapping) else {}), key: value}
        else:
            raise _no_record(shown_as, f"line {number} cannot be read")
    return Record(values, intact)


def _as_tuple(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _quoted(value: str) -> str:
    if _PLAIN.match(value) and value.casefold() not in _YAML_WORDS and not re.match(r"\d+\Z|\d+e\d+\Z", value):
        return value
    return (
        json.dumps(value, ensure_ascii=False)
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
        .replace("\x85", "\\u0085")
    )


def _unquoted(text: str) -> str | None:
    if not text.startswith('"'):
        return text
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, str) else None


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _no_record(shown_as: str, why: str) -> IspError:
    return IspError(
        f"{shown_as} was changed since isptool wrote it: {why}.",
        "Take it from the history of the workspace (git), or ask whoever signed for it.",
    )
