"""YAML's traps for prose: texts that YAML read without complaint and not as they were meant.

Each of these happened to careful people. What stops the parser is in `syntax`; here is what passes it:
words that vanish, texts that split, bullets that run together. Only what the text itself shows is said;
the schema asks `text_became_mapping` where it expected a text and found a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from isptool.findings import Edit, Finding, Span, ValuePath
from isptool.pattern import Pattern
from isptool.reading import composing
from isptool.reading.scalars import OTHER_NUMBER, quoted, safe_plain
from isptool.reading.source import Source

_HASH = Pattern(r"([ \t]+)#([^\r\n]*)")
_ANY_ANCHOR = Pattern(r"(?:^|[\s\[{,])&[A-Za-z0-9_-]")
_ODD_SPACE = Pattern("[\u00a0\u00ad\u2000-\u200b\u202f\u2060\u3000]")
_BULLET = Pattern(r"[-*•–] +\S")
_PART_OF_SENTENCE = Pattern(
    r"""(?i:and|or|but|which|who|that|unless|except|including|then|see)\ \S  # goes on
      | [^\d\W].*\s.*[.;!?]\Z                                                                 # ends
      | [^\d\W]\S*(?:\s+\S+){6}                                                               # is long
    """,
    re.VERBOSE,
)
_DRIVE = Pattern(r"(?<![A-Za-z])[A-Za-z]:\\[A-Za-z]|\\\\\\\\[A-Za-z]+\\[A-Za-z]")
_EMPTY_WORDS = ("~", "null", "Null", "NULL")


def find(source: Source) -> list[Finding]:
    """Every trap that a text fell into, in the order of the file. A text that is not usable yields none."""
    root = source.root
    if root is None:
        return []
    look = _Look(source)
    for path, node in _walk(root):
        look.at(path, node)
    return look.findings


def text_became_mapping(source: Source, path: ValuePath) -> Finding | None:
    """Why a block stands at `path` where a text was expected: `- Risk: the crew must know`, if that is why.

    Ask only where the schema expects a text. A block of one key with a text of one line is such a case.
    """
    root = source.root
    if root is None:
        return None
    node, _, found = composing.find(root, path)
    if not found or not isinstance(node, MappingNode) or node.flow_style or len(node.value) != 1:
        return None
    key, value = node.value[0]
    if not isinstance(key, ScalarNode) or not isinstance(value, ScalarNode) or not composing.text_of(key):
        return None
    start, end = key.start_mark, value.end_mark
    name = composing.text_of(key)
    message = f"A text was expected here, but YAML reads `{name}:` as a key."
    if start.line != end.line or value.style in ("|", ">"):
        return source.finding("YML-27", message, path=path, span=composing.span_at(key))
    span = Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
    typed = source.text[start.index : end.index]
    edit = None if _HASH.match(source.text, end.index) else Edit("replace", path, quoted(typed), span)
    return source.finding("YML-27", message, path=path, span=span, edit=edit)


def _walk(root: Node) -> Iterator[tuple[ValuePath, Node]]:
    """Every value once, in the order of the file, by the path at which it is met first."""
    seen: set[int] = set()
    stack: list[tuple[ValuePath, Node]] = [((), root)]
    while stack:
        path, node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield path, node
        if isinstance(node, MappingNode):
            for key, child in reversed(node.value):
                if isinstance(key, ScalarNode) and key.value:
                    stack.append(((*path, key.value), child))
        elif isinstance(node, SequenceNode):
            for at in range(len(node.value) - 1, -1, -1):
                stack.append(((*path, at), node.value[at]))


class _Look:
    """One pass over a tree. What a whole text does not hold is not looked for in its values."""

    def __init__(self, source: Source) -> None:
        text = source.text
        self.source = source
        self.text = text
        self.findings: list[Finding] = []
        self.has_hash = " #" in text or "\t#" in text
        self.has_bang = "!" in text
        self.has_odd_space = not text.isascii() and _ODD_SPACE.search(text) is not None
        has_anchor = "&" in text and _ANY_ANCHOR.search(text) is not None
        self.anchors = composing.unused_anchors(text) if has_anchor else {}

    def at(self, path: ValuePath, node: Node) -> None:
        if self.anchors and node.start_mark.index in self.anchors:
            self.vanished(path, node, self.anchors.pop(node.start_mark.index))
            return
        if isinstance(node, ScalarNode):
            if self.has_bang and not node.style and node.tag is None:
                self.lonely_bang(path, node)
            if node.style:
                self.in_quotes_or_folded(path, node)
            else:
                self.plain(path, node)
        elif isinstance(node, MappingNode):
            if node.flow_style:
                self.braces(path, node)
            if self.has_odd_space:
                self.keys(path, node)
        elif isinstance(node, SequenceNode) and node.flow_style:
            self.brackets(path, node)

    def add(
        self, code: str, message: str, path: ValuePath, span: Span, edit: Edit | None = None, fix: str = ""
    ) -> None:
        self.findings.append(self.source.finding(code, message, path=path, span=span, edit=edit, fix=fix))

    def typed(self, node: Node) -> str:
        text: str = self.text[node.start_mark.index : node.end_mark.index]
        return text

    # ── words that vanish ────────────────────────────────────────────────────────────────────────────

    def vanished(self, path: ValuePath, node: Node, name: str) -> None:
        start = node.start_mark
        span = Span(start.line + 1, start.column + 1, start.line + 1, start.column + 2 + len(name))
        edit = None
        if isinstance(node, ScalarNode) and not node.style and node.end_mark.line == start.line:
            edit = Edit("replace", path, quoted(self.typed(node)), composing.span_at(node))
        message = f"`&{name}` is taken as a name for reference, so the word is no longer part of the text."
        self.add("YML-23", message, path, span, edit)

    def lonely_bang(self, path: ValuePath, node: ScalarNode) -> None:
        typed = self.typed(node)
        if typed.startswith("!") and "\n" not in typed:
            span = composing.span_at(node)
            message = "`!` is taken as a YAML tag, so it is no longer part of the text."
            self.add("YML-14", message, path, span, Edit("replace", path, quoted(typed), span))

    def hash(self, path: ValuePath, node: ScalarNode) -> None:
        """Words after ` #`. A comment has two spaces before the hash, or a space after it, or follows an id."""
        match = _HASH.match(self.text, node.end_mark.index)
        if match is None or match[1] != " ":
            return
        value, rest = node.value, match[2].rstrip()
        words = len(value.split())
        if rest[:1].isdigit() or (rest[:1].isalpha() and words >= 2):
            lost = True
        else:
            goes_on = rest.startswith(" ") and (rest[1:2].islower() or rest[1:2].isdigit())
            lost = words >= 3 and goes_on and value[-1:] not in ".!?:;"
        if not lost:
            return
        end = node.end_mark
        column = end.column + len(match[1]) + 1
        line = end.line + 1
        edit = None
        if value and not rest.startswith(" ") and node.start_mark.line == end.line:
            whole = self.text[node.start_mark.index : match.end()].rstrip()
            start = node.start_mark.column + 1
            edit = Edit("replace", path, quoted(whole), Span(line, start, line, start + len(whole)))
        message = f"The text ends at ` #`; `{_short(f'#{rest}')}` is no longer part of it."
        self.add("YML-24", message, path, Span(line, column, line, column + 1 + len(rest)), edit)

    # ── texts that are read as something else ────────────────────────────────────────────────────────

    def plain(self, path: ValuePath, node: ScalarNode) -> None:
        value = node.value
        if self.has_hash:
            self.hash(path, node)
        if not value:
            return
        if node.end_mark.line != node.start_mark.line:
            self.bullets(path, node)
        elif value in _EMPTY_WORDS:
            edit = Edit("set", path, None) if value == "~" else None
            message = f"`{value}` means to YAML that nothing is there; here it is kept as that word."
            self.add("YML-29", message, path, composing.span_at(node), edit)
        elif (value[0].isdigit() or value[0] in "+-.") and OTHER_NUMBER.match(value):
            span = composing.span_at(node)
            message = f"`{value}` is kept as typed here; other programs read another number or none."
            self.add("YML-30", message, path, span, Edit("replace", path, quoted(value), span))

    def in_quotes_or_folded(self, path: ValuePath, node: ScalarNode) -> None:
        if node.style == "|":
            return
        if node.end_mark.line != node.start_mark.line:
            self.bullets(path, node)
        typed = self.typed(node)
        if node.style == '"' and "\\" in typed and _DRIVE.search(typed):
            span = composing.span_at(node)
            inner = typed[1:-1]
            edit = Edit("replace", path, f"'{inner}'", span) if "'" not in inner and '\\"' not in inner else None
            message = "In double quotation marks the backslashes of this path stand for other characters."
            self.add("YML-36", message, path, span, edit)

    def bullets(self, path: ValuePath, node: ScalarNode) -> None:
        """Lines that begin with a dash, under a text whose lines are joined."""
        lines = self.typed(node).rstrip().splitlines()
        folded = node.style == ">"
        shown = [line for line in lines[1 if folded else 0 :] if line.strip()]
        joined = [line.strip().rstrip("'\"") for line in shown[1:] if _BULLET.match(line.strip())]
        if not any(f" {line}" in node.value for line in joined):
            return
        start = node.start_mark
        message = f"{len(joined)} bullet{'' if len(joined) == 1 else 's'} below this text run on in one line with it."
        line = start.line + 1
        if folded:
            span = Span(line, start.column + 1, line, start.column + 2)
            self.add("YML-28", message, path, span, Edit("replace", path, "|", span), "Write `|` instead of `>`.")
            return
        span = Span(line, start.column + 1, node.end_mark.line + 1, node.end_mark.column + 1)
        self.add("YML-28", message, path, span, None if node.style else self.under_bar(path, lines, span))

    def under_bar(self, path: ValuePath, lines: list[str], span: Span) -> Edit | None:
        """The edit that puts a plain text of several lines under `|`, line for line."""
        below = [line for line in lines[1:] if line.strip()]
        indent = min(len(line) - len(line.lstrip(" ")) for line in below)
        after = self.source.line(span.end_line)[span.end_column - 1 :]
        if indent == 0 or after.strip():
            return None
        return Edit("replace", path, "\n".join(["|", " " * indent + lines[0], *lines[1:]]), span)

    def braces(self, path: ValuePath, node: MappingNode) -> None:
        empty = [
            key
            for key, value in node.value
            if isinstance(value, ScalarNode) and not value.style and not value.value and isinstance(key, ScalarNode)
        ]
        if not empty:
            return
        typed, span, edit = self.typed(node), composing.span_at(node), None
        if node.start_mark.line == node.end_mark.line:
            span = Span(span.line, span.column, span.line, node.end_mark.column + 1)
            if any(" " in key.value for key in empty):
                edit = Edit("replace", path, quoted(typed), span)
        message = f"`{_short(empty[0].value)}` stands in braces as a key without a value: the braces split your text."
        self.add("YML-25", message, path, span, edit)

    def brackets(self, path: ValuePath, node: SequenceNode) -> None:
        """A sentence in brackets. A list of names of things may be one, of several words too."""
        for child in node.value:
            if isinstance(child, ScalarNode) and not child.style and _PART_OF_SENTENCE.match(child.value):
                message = f"`{_short(child.value)}` reads like part of a sentence: brackets split a text at its commas."
                self.add("YML-26", message, path, composing.span_at(node))
                return

    def keys(self, path: ValuePath, node: MappingNode) -> None:
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                continue
            match = _ODD_SPACE.search(key.value)
            if match is None:
                continue
            meant = " ".join(re.sub("[\u00ad\u200b\u2060]", "", key.value).split())
            edit = Edit("rename-key", (*path, key.value), meant) if safe_plain(meant) else None
            message = f"The key `{meant}` holds a space that is none (U+{ord(match.group()):04X})."
            self.add("YML-37", message, (*path, key.value), composing.span_at(key), edit)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"
