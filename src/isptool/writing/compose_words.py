"""The words of documents by key: labels, what keys are called, the glossary, and the templates.

They are data that an organisation may change: `words/labels.yaml`, `words/glossary.yaml` and the `*.md.j2`
files below `templates/`. What the organisation's own file of words does not say is taken from ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from isptool import library
from isptool.errors import IspError
from isptool.writing.document import Run, Runs, Text

if TYPE_CHECKING:
    from isptool.templating import Templates

_CODE = re.compile(r"[_@]|://")
_BLANK = re.compile(r"\{([a-z-]+)\}")


class Term(Struct, frozen=True):
    """A term of the glossary: what it means, and the words by which a document that uses it is known."""

    term: str
    meaning: str
    found_as: tuple[str, ...]


class Words(Struct, frozen=True):
    """The words of one run. `labels` are by key, `names` by kind and key, `terms` in the order of the alphabet."""

    labels: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]
    terms: tuple[Term, ...]
    templates: Templates
    folders: tuple[Path, ...] = field(default=())

    def say(self, key: str, **values: str) -> str:
        """The label `key`, with `{blank}` filled from `values` (`a_b` fills `{a-b}`)."""
        label = self._label(key)
        if not values:
            return label
        filled = {name.replace("_", "-"): value for name, value in values.items()}
        return _BLANK.sub(lambda found: filled.get(found[1], found[0]), label)

    def runs(self, key: str, **values: str | Run | Sequence[Run]) -> tuple[Run, ...]:
        """The label `key` as running text, so that a cross reference or a gap can stand in a blank."""
        filled = {name.replace("_", "-"): value for name, value in values.items()}
        runs: list[Run] = []
        for position, part in enumerate(_BLANK.split(self._label(key))):
            value: str | Run | Sequence[Run] = filled.get(part, "") if position % 2 else part
            if isinstance(value, str):
                runs += [Text(value)] if value else []
            elif isinstance(value, (tuple, list)):
                runs.extend(value)
            elif not isinstance(value, Sequence):
                runs.append(value)
        return tuple(runs)

    def name(self, kind: str, key: str) -> str:
        """What a key of this kind is called (`role`, `controller` → Controller): its own words if it has no name."""
        return self.names.get(kind, {}).get(key) or phrase(key)

    def _label(self, key: str) -> str:
        try:
            return self.labels[key]
        except KeyError:
            raise IspError(f"words/labels.yaml has no label called {key}.", "Take it over from ours.") from None


@lru_cache(maxsize=4)
def load(folders: tuple[Path, ...] = ()) -> Words:
    """The words of documents: those in the user's `folders` first, ours where they say nothing.

    Raises `IspError` with the file for a file of words that cannot be read.
    """
    from isptool.templating import Templates

    labels: dict[str, str] = {}
    names: dict[str, dict[str, str]] = {}
    terms: dict[str, Term] = {}
    for folder in (library.templates_root(), *reversed(folders)):
        said = _read(folder / "words" / "labels.yaml")
        labels.update(_mapping(said.get("labels"), folder / "words" / "labels.yaml"))
        for kind, keys in said.get("names", {}).items():
            names.setdefault(kind, {}).update(_mapping(keys, folder / "words" / "labels.yaml"))
        terms.update(_terms(_read(folder / "words" / "glossary.yaml")))
    ordered = tuple(sorted(terms.values(), key=lambda term: term.term.casefold()))
    return Words(labels, names, ordered, Templates(lambda name: library.text(name, folders)), folders)


def labels(name: str, folders: tuple[Path, ...] = ()) -> Mapping[str, str]:
    """The labels of another file of words, `words/<name>.yaml`: those in the user's `folders` first, then ours.

    Raises `IspError` with the file for one that cannot be read.
    """
    found: dict[str, str] = {}
    for folder in (library.templates_root(), *reversed(folders)):
        path = folder / "words" / f"{name}.yaml"
        found.update(_mapping(_read(path).get("labels"), path))
    return found


def _read(path: Path) -> dict[str, Any]:
    from isptool.reading.source import read_file

    if not path.is_file():
        return {}
    source = read_file(path, str(path))
    if not source.usable or not isinstance(source.data, dict):
        first = source.findings[0] if source.findings else None
        at = f":{first.span.line}:{first.span.column}" if first and first.span else ""
        raise IspError(f"{path}{at}: {first.message if first else 'these are no words by key.'}")
    return source.data


def _mapping(data: Any, path: Path) -> dict[str, str]:
    if data is None:
        return {}
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        raise IspError(f"{path}: each key must have one text.")
    return data


def _terms(data: Mapping[str, Any]) -> Iterator[tuple[str, Term]]:
    for term, said in data.get("terms", {}).items():
        found_as = said.get("found-as") or [term]
        yield term, Term(term, said["means"], tuple([found_as] if isinstance(found_as, str) else found_as))


# --- small words ----------------------------------------------------------------------------------


def phrase(key: str) -> str:
    """A key as words: `risk-of-not-sharing` is Risk of not sharing."""
    return capital(key.replace("-", " "))


def capital(text: str) -> str:
    """The text with a capital letter at its beginning; an address or a name in a computer is left as it is."""
    if text[:1].isupper():
        return text
    return text if _CODE.search(text.partition(" ")[0]) else text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The text as it goes on in a sentence: a capital is made small unless it begins a name such as NHS."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def stopped(text: str) -> str:
    """The text as a sentence: with a full stop, unless it ends with a mark of its own."""
    text = text.rstrip()
    return text if not text or text[-1] in ".?!:;…" else f"{text}."


def unstopped(text: str) -> str:
    """The text without its full stop, to go on in a sentence or to stand in a table."""
    text = text.rstrip()
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence: `a, b and c`; with semicolons where one of them holds a comma."""
    found = list(dict.fromkeys(word for word in words if word))
    if len(found) < 2:
        return "".join(found)
    if any("," in word for word in found):
        return "; ".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"


def text_of(runs: Runs) -> str:
    """The plain words of running text; what a cross reference will print is left out."""
    if isinstance(runs, str):
        return runs
    return "".join(getattr(run, "text", "") for run in runs)
