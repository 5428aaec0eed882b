"""Template words → blocks: Markdown with only the marks that a document has, and named blocks filled by code.

What a template may say: headings (`#` to `####`), paragraphs, lists (`-` for bullets, `1.` for clauses that are
numbered), **bold**, links (`https:`, `mailto:`, `tel:`), cross references (`[](#anchor)`, or with words of
their own), and a line `[[name]]` where a block that code makes is to stand. Anything else is an error with its
line. A heading may end with an anchor and options in braces: `# At a glance {glance, plain}`; `plain` takes its
number away, `annex` counts it by letters.

The values that a template prints are no Markdown: whatever stands in them is printed as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from isptool.errors import IspError
from isptool.templating import FIRST_MARK, Line, Rendered, nearest
from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    Clause,
    Clauses,
    Gap,
    Heading,
    LineBreak,
    Link,
    Para,
    Ref,
    Run,
    Runs,
    Text,
)
from isptool.writing.prose import safe_target

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_BLOCK = re.compile(r"\s*\[\[\s*(.+?)\s*\]\]\s*$")
_MARK = re.compile("[\ue000-\uf8ff]")
_ENCODED_MARK = re.compile("%E[EF]%[0-9A-F]{2}%[0-9A-F]{2}")
_OPTIONS = re.compile(r"\s*\{([a-z0-9, -]*)\}\s*$")
_UNSUPPORTED = {
    "em_open": "slanted words (one asterisk or underscore): documents have no italics",
    "code_inline": "code (words between backticks)",
    "code_block": "a paragraph that is set in by four spaces",
    "fence": "code (three backticks)",
    "html_block": "HTML",
    "html_inline": "HTML",
    "image": "a picture",
    "hr": "a line across the page",
    "blockquote_open": "a quotation (a line that begins with >)",
    "table_open": "a table: tables are named blocks that code fills",
    "s_open": "words struck through",
}


class Placed(Struct, frozen=True):
    """A filled template: its blocks, and the names of the blocks that it gave a place."""

    blocks: tuple[Block, ...]
    names: frozenset[str]


class _Unsupported(Exception):
    """A mark that documents do not have; `line` counts from 0 within the words that were read."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


def block_names(rendered: Rendered) -> frozenset[str]:
    """The names of the blocks for which a rendered template has a place."""
    return frozenset(_name(found[1], rendered.values) for line in rendered.lines if (found := _BLOCK.match(line.text)))


def place(rendered: Rendered, fills: Mapping[str, Sequence[Block]]) -> Placed:
    """The blocks of a rendered template, with `fills` standing where it names them.

    Raises `IspError` with template and line for a mark that documents do not have and for a name that
    `fills` does not hold (with the nearest one).
    """
    blocks: list[Block] = []
    names: set[str] = set()
    words: list[Line] = []
    for line in rendered.lines:
        found = _BLOCK.match(line.text)
        if not found:
            words.append(line)
            continue
        blocks.extend(_read(words, rendered.values))
        words = []
        name = _name(found[1], rendered.values)
        if name not in fills:
            raise IspError(
                f"{line.template}:{line.number}: there is no block called {name}{nearest(name, list(fills))}",
                f"The blocks are: {', '.join(sorted(fills))}.",
            )
        names.add(name)
        blocks.extend(fills[name])
    blocks.extend(_read(words, rendered.values))
    return Placed(tuple(blocks), frozenset(names))


def _name(text: str, values: Sequence[Any]) -> str:
    return _MARK.sub(lambda found: str(values[ord(found[0]) - FIRST_MARK]), text)


def _read(lines: Sequence[Line], values: Sequence[Any]) -> Iterator[Block]:
    if not any(line.text.strip() for line in lines):
        return
    text = "\n".join(line.text for line in lines)
    used: list[Any] = []

    def renumbered(found: re.Match[str]) -> str:
        used.append(values[ord(found[0]) - FIRST_MARK])
        return chr(FIRST_MARK + len(used) - 1)

    text = _MARK.sub(renumbered, text)
    try:
        parsed = _parsed(text)
    except _Unsupported as error:
        line = lines[min(error.line, len(lines) - 1)]
        raise IspError(
            f"{line.template}:{line.number}: the template holds {error.what}.",
            "A template may have headings, paragraphs, bullets, numbered clauses, bold words and links.",
        ) from None
    for block in parsed:
        yield _filled(block, used) if used else block


# --- values ---------------------------------------------------------------------------------------


def _filled(block: Block | Callout, values: Sequence[Any]) -> Block:
    if isinstance(block, Heading):
        return replace(block, text=_text(block.text, values))
    if isinstance(block, Para):
        return Para(_runs(block.runs, values))
    if isinstance(block, Bullets):
        return Bullets(tuple(_runs(item, values) for item in block.items))
    assert isinstance(block, Clauses)
    return Clauses(tuple(_clause(clause, values) for clause in block.items))


def _clause(clause: Clause, values: Sequence[Any]) -> Clause:
    more = tuple(filled for block in clause.more if isinstance(filled := _filled(block, values), (Para, Bullets)))
    return replace(clause, runs=_runs(clause.runs, values), more=more)


def _text(text: str, values: Sequence[Any]) -> str:
    return _MARK.sub(lambda found: str(values[ord(found[0]) - FIRST_MARK]), text)


def _runs(runs: Runs, values: Sequence[Any]) -> Runs:
    filled: list[Run] = []
    for run in (Text(runs),) if isinstance(runs, str) else runs:
        if isinstance(run, Link):
            filled.append(Link(_text(run.text, values), safe_target(_text(run.target, values))))
        elif isinstance(run, Text) and _MARK.search(run.text):
            filled.extend(_split(run, values))
        else:
            filled.append(run)
    return tuple(filled)


def _split(run: Text, values: Sequence[Any]) -> Iterator[Run]:
    words = ""
    for part in re.split("([\ue000-\uf8ff])", run.text):
        if not part:
            continue
        value = values[ord(part) - FIRST_MARK] if _MARK.fullmatch(part) else part
        if isinstance(value, (Text, Link, Ref, Gap, LineBreak)):
            if words:
                yield Text(words, run.bold)
            yield value
            words = ""
        else:
            words += str(value)
    if words:
        yield Text(words, run.bold)


# --- Markdown -------------------------------------------------------------------------------------


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


@lru_cache(maxsize=512)
def _parsed(text: str) -> tuple[Block, ...]:
    """Words as blocks; their marks are still in them. The same words are read once."""
    return tuple(_Reader(_markdown().parse(text)).blocks())


class _Reader:
    """Reads markdown-it's tokens as blocks."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = list(tokens)
        self.at = 0

    def blocks(self) -> Iterator[Block]:
        while self.at < len(self.tokens):
            token = self._next()
            if token.type == "heading_open":
                yield self._heading(token)
            elif token.type == "paragraph_open":
                yield Para(self._paragraph())
            elif token.type == "bullet_list_open":
                yield self._bullets()
            elif token.type == "ordered_list_open":
                yield Clauses(tuple(self._clauses(1)))
            else:
                raise self._unsupported(token)

    def _next(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def _heading(self, token: Token) -> Heading:
        level = int(token.tag[1])
        if level > 4:
            raise self._unsupported(token, "a heading of a fifth level: there are four")
        if not token.markup.startswith("#"):
            raise self._unsupported(token, "a heading that is underlined; begin it with # instead")
        inline = self._next()
        self._next()
        text = "".join(run.text for run in self._inline(inline) if isinstance(run, Text))
        anchor, options = "", frozenset[str]()
        found = _OPTIONS.search(text)
        if found:
            text = text[: found.start()]
            first, *rest = [word.strip() for word in found[1].split(",")]
            anchor, options = first, frozenset(rest)
            for unknown in sorted(options - {"plain", "annex"}):
                raise self._unsupported(token, f"a heading with {unknown}: it may be plain or annex")
        numbered = level <= 2 and not options
        return Heading(level, text, anchor, numbered=numbered, annex="annex" in options)

    def _paragraph(self) -> Runs:
        runs = self._inline(self._next())
        self._next()
        return runs[0].text if len(runs) == 1 and isinstance(runs[0], Text) and not runs[0].bold else runs

    def _bullets(self) -> Bullets:
        items: list[Runs] = []
        while (token := self._next()).type != "bullet_list_close":
            if token.type == "list_item_open":
                items.append("")
            elif token.type == "paragraph_open":
                if items[-1]:
                    raise self._unsupported(token, "a bullet of two paragraphs")
                items[-1] = self._paragraph()
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                raise self._unsupported(token, "a list within a bullet")
            elif token.type != "list_item_close":
                raise self._unsupported(token)
        return Bullets(tuple(items))

    def _clauses(self, level: int) -> Iterator[Clause]:
        clause: Clause | None = None
        while (token := self._next()).type != "ordered_list_close":
            if token.type == "list_item_open":
                clause = None
            elif token.type == "paragraph_open" and clause is None:
                clause = Clause(self._paragraph(), level=level)
            elif token.type == "paragraph_open" and clause is not None:
                clause = replace(clause, more=(*clause.more, Para(self._paragraph())))
            elif token.type == "bullet_list_open" and clause is not None:
                clause = replace(clause, more=(*clause.more, self._bullets()))
            elif token.type == "ordered_list_open" and clause is not None and level < 3:
                yield clause
                yield from self._clauses(level + 1)
                clause = None
            elif token.type == "list_item_close":
                if clause is not None:
                    yield clause
            else:
                raise self._unsupported(token)

    def _inline(self, token: Token) -> tuple[Run, ...]:
        runs: list[Run] = []
        bold, target, linked = 0, "", ""
        line = token.map[0] if token.map else 0
        for child in token.children or ():
            if child.type in ("text", "softbreak"):
                words = child.content if child.type == "text" else " "
                line += child.type == "softbreak"
                if target:
                    linked += words
                elif words:
                    _append(runs, words, bold > 0)
            elif child.type == "hardbreak":
                runs.append(LineBreak())
                line += 1
            elif child.type in ("strong_open", "strong_close"):
                bold += 1 if child.type == "strong_open" else -1
            elif child.type == "link_open":
                target, linked = str(child.attrGet("href") or ""), ""
            elif child.type == "link_close":
                runs.append(_link(target, linked, line))
                target = ""
            else:
                raise _Unsupported(line, _UNSUPPORTED.get(child.type, child.type.replace("_", " ")))
        _check_loose(runs, line)
        return tuple(runs)

    def _unsupported(self, token: Token, what: str = "") -> _Unsupported:
        name = _UNSUPPORTED.get(token.type, token.type.removesuffix("_open").replace("_", " "))
        return _Unsupported(token.map[0] if token.map else 0, what or name)


def _append(runs: list[Run], words: str, bold: bool) -> None:
    last = runs[-1] if runs else None
    if isinstance(last, Text) and last.bold == bold:
        runs[-1] = Text(last.text + words, bold)
    else:
        runs.append(Text(words, bold))


def _link(target: str, words: str, line: int) -> Run:
    if target.startswith("#"):
        return Ref(target[1:], words)
    decoded = _ENCODED_MARK.sub(lambda found: unquote(found[0]), target)
    if not _MARK.search(decoded) and not safe_target(decoded):
        raise _Unsupported(line, f"a link to {target}: links lead to https://, mailto: or tel:")
    return Link(words, decoded)


def _check_loose(runs: Sequence[Run], line: int) -> None:
    for run in runs:
        if isinstance(run, Text) and "[[" in run.text:
            raise _Unsupported(line, "a named block ([[…]]) among other words; it stands on a line of its own")
        if isinstance(run, Text) and "](" in run.text:
            raise _Unsupported(line, "a link that leads nowhere: links lead to https://, mailto: or tel:")
