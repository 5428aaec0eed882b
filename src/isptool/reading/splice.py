"""Where in a file's text a change of one value goes: stretches of text to replace, found at the marks of its nodes.

Every line that a change does not concern stays byte for byte. What cannot be changed without touching
something else is refused, with the reason.
"""

from __future__ import annotations

import difflib
import re
from typing import Any, NamedTuple

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from isptool.findings import Span, ValuePath
from isptool.pattern import Pattern
from isptool.reading import composing, scalars
from isptool.reading.source import Source
from isptool.reading.write import STEP, WIDEST, below, in_brackets, text_beside

_LINE_END = Pattern(r"\r\n|\n|\r")
_HEADER = Pattern(r"[|>][0-9+-]*")
_COMMENT = Pattern(r"(?:^|[ \t])#")
_YES_NO = ("yes", "no", "Yes", "No", "YES", "NO", "true", "false")


class Refused(Exception):
    """A change that cannot be made with care; `reason` completes the sentence "…, because"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Splice(NamedTuple):
    """The text from `start` to `end` (positions in the text without its byte order mark) becomes `text`."""

    start: int
    end: int
    text: str


class Where(NamedTuple):
    """A value in the tree, the node of its key, the collection it is in, and whether brackets are around it."""

    node: Node
    key: Node | None
    parent: Node | None
    in_brackets: bool


class Splicer:
    """The splices for changes to one source. Paths are those of the source as it was read."""

    def __init__(self, source: Source) -> None:
        root = source.root
        if root is None:
            raise Refused("the file cannot be read yet")
        self.source = source
        self.text = source.text
        self.newline = source.newline
        self.root = root
        self.shared = _shared(root) if "*" in source.text and "&" in source.text else frozenset()

    # ── where things stand ───────────────────────────────────────────────────────────────────────────

    def find(self, path: ValuePath) -> Where | None:
        """The value at a path, if there is one; refuses what is repeated elsewhere or carries a name or tag."""
        where = Where(self.root, None, None, False)
        for step in path:
            node = where.node
            in_brackets = where.in_brackets or is_flow(node)
            below = _step(node, step)
            if below is None:
                return None
            where = Where(below[1], below[0], node, in_brackets)
            if id(where.node) in self.shared:
                raise Refused("its text is used in another place too, by a reference")
        if self.text[where.node.start_mark.index : where.node.start_mark.index + 1] in ("&", "!", "*"):
            raise Refused("a name for reference or a tag stands before it")
        return where

    def end(self, node: Node) -> int:
        """Where the last text of a value ends, before the comment or line end that follows it."""
        if isinstance(node, ScalarNode):
            if node.style in ("|", ">"):
                start: int = node.start_mark.index
                return start + len(self.text[start : node.end_mark.index].rstrip("\r\n"))
        elif not is_flow(node) and node.value:
            last = node.value[-1]
            return self.end(last[1] if isinstance(node, MappingNode) else last)
        index: int = node.end_mark.index
        return index

    def line_end(self, index: int) -> int:
        found = _LINE_END.search(self.text, index)
        return found.start() if found else len(self.text)

    def line_start(self, index: int) -> int:
        return max(self.text.rfind("\n", 0, index), self.text.rfind("\r", 0, index)) + 1

    def column(self, node: Node) -> int:
        """The column of the keys of a block, or of the dashes of a list."""
        column: int = node.start_mark.column
        if isinstance(node, MappingNode) and node.value and node.value[0][0].start_mark.index != node.start_mark.index:
            raise Refused("its keys are written with a question mark")
        return column

    def introduced(self, where: Where) -> int:
        """Where the colon or dash ends that a value stands after."""
        if where.key is not None:
            between = self.text[where.key.end_mark.index : where.node.start_mark.index]
            before_colon = len(between) - len(between.lstrip(" \t"))
            if between[before_colon : before_colon + 1] != ":":
                raise Refused("its key is written in an unusual way")
            index: int = where.key.end_mark.index + before_colon + 1
            return index
        dash = self.text.rfind("-", 0, where.node.start_mark.index)
        if dash < 0 or self.text[dash + 1 : where.node.start_mark.index].strip():
            raise Refused("its list is written in an unusual way")
        return dash + 1

    def indent_below(self, where: Where) -> int:
        """How far a value's own lines are indented below its key or dash."""
        return STEP + (self.column(where.parent) if where.parent is not None else -STEP)

    # ── how a value is written ───────────────────────────────────────────────────────────────────────

    def written(self, value: Any, indent: int, style: str = "", was: str | None = None) -> tuple[str, list[str]]:
        """A value as what stands on the line of its key, and the lines below it, indented."""
        if isinstance(value, list) and (not value or ((short := in_brackets(value)) and indent + len(short) <= WIDEST)):
            return short if value else "[]", []
        if isinstance(value, list | dict):
            return "", below(value, indent)
        text = scalars.plain(value)
        if text is None or not style:
            if text in _YES_NO and was in _YES_NO:
                return text, []
            return text_beside(value, indent)
        if "\n" in text and scalars.wants_block(text):
            return text_beside(text, indent)
        return scalars.on_one_line(text, style=style), []

    def lines(self, lines: list[str]) -> str:
        """Lines that go in after the end of another line."""
        return "".join(self.newline + line for line in lines)

    # ── changes ──────────────────────────────────────────────────────────────────────────────────────

    def set(self, where: Where, value: Any) -> list[Splice]:
        """The value becomes another one."""
        node = where.node
        if where.in_brackets:
            return [Splice(node.start_mark.index, self.end(node), self.between_brackets(where, value))]
        if isinstance(node, SequenceNode) and isinstance(value, list) and value and node.value and not is_flow(node):
            return self.set_items(where, value)
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            return self.set_block_text(where, value)
        if isinstance(node, ScalarNode) or is_flow(node):
            return self.set_on_line(where, value)
        return self.set_block(where, value)

    def between_brackets(self, where: Where, value: Any) -> str:
        node = where.node
        if isinstance(value, list | dict):
            short = in_brackets(value) if isinstance(value, list) else ""
            if not short:
                raise Refused("a block cannot stand in brackets")
            return short
        text = scalars.plain(value)
        if text is None:
            if where.key is None:
                raise Refused("a list in brackets cannot hold an empty entry")
            return ""
        style = (node.style or "") if isinstance(node, ScalarNode) else ""
        return text if isinstance(value, bool) else scalars.on_one_line(text, style=style, in_brackets=True)

    def set_on_line(self, where: Where, value: Any) -> list[Splice]:
        """Instead of a text or a list in brackets on the line of its key."""
        node = where.node
        start, end = node.start_mark.index, self.end(node)
        if not isinstance(node, ScalarNode):
            self.no_comment_in(start, end)
        style = (node.style or "") if isinstance(node, ScalarNode) else ""
        was = node.value if isinstance(node, ScalarNode) else None
        inline, lines = self.written(value, self.indent_below(where), style, was)
        introduced = self.introduced(where) if where.parent is not None else start
        if self.text[introduced:start].strip():
            raise Refused("a comment stands between its key and its value")
        after = self.lines(lines) if lines else ""
        if where.key is None and lines and not inline:  # a block in a list begins beside its dash
            inline, after = lines[0].strip(), self.lines(lines[1:])
        splices = [Splice(introduced, end, f" {inline}" if inline else "")]
        if after:
            splices.append(Splice(self.line_end(end), self.line_end(end), after))
        return splices

    def set_block_text(self, where: Where, value: Any) -> list[Splice]:
        """Instead of a text under `|` or `>`."""
        node = where.node
        start, end = node.start_mark.index, self.end(node)
        header_end = self.line_end(start)
        header = _HEADER.match(self.text, start)
        assert header is not None
        comment = self.text[header.end() : header_end].rstrip()
        indent = self.text_indent(node, where)
        text = None if isinstance(value, list | dict) else scalars.plain(value)
        if text and text.strip():
            parent = indent - STEP
            if where.parent is not None:
                parent = self.column(where.parent)
            new_header, body = scalars.block(text, indent, self.newline, str(indent - parent))
            if "-" in header.group():
                new_header += "-"
            return [Splice(start, end, new_header + comment + self.newline + body)]
        inline, lines = self.written(value, self.indent_below(where))
        introduced = self.introduced(where)
        if where.key is None and lines:
            raise Refused("a text under `|` in a list cannot become a block")
        return [Splice(introduced, end, (f" {inline}" if inline else "") + comment + self.lines(lines))]

    def text_indent(self, node: Node, where: Where) -> int:
        """How far the lines of a text under `|` are indented."""
        body = self.text[self.line_end(node.start_mark.index) : self.end(node)]
        first = next((line for line in _LINE_END.split(body) if line.strip()), "")
        header = _HEADER.match(self.text, node.start_mark.index)
        told = re.search(r"[1-9]", header.group()) if header else None
        if told is not None and where.parent is not None:
            return self.column(where.parent) + int(told.group())
        return len(first) - len(first.lstrip(" ")) or self.indent_below(where)

    def set_block(self, where: Where, value: Any) -> list[Splice]:
        """Instead of a block of keys or a list below its key."""
        node = where.node
        end = self.end(node)
        if where.parent is None:
            raise Refused("the whole file cannot be replaced")
        inline, lines = self.written(value, self.indent_below(where))
        introduced = self.introduced(where)
        if where.key is None:  # a block in a list begins beside its dash
            self.no_comment_in(introduced, end)
            body = inline + self.lines(lines) if inline else self.newline.join(lines).strip()
            return [Splice(introduced, end, f" {body}" if body else "")]
        head_end = self.line_end(introduced)
        self.no_comment_in(head_end, end)
        splices = [Splice(head_end, end, self.lines(lines))]
        if inline:
            splices.append(Splice(introduced, introduced, f" {inline}"))
        return splices

    def set_items(self, where: Where, value: list[Any]) -> list[Splice]:
        """A list below its key: items that stay are left alone, with their comments."""
        node = where.node
        old = [repr(scalars.plain_data(composing.build(each, self.text)[0])) for each in node.value]
        new = [repr(scalars.plain_data(each)) for each in value]
        splices: list[Splice] = []
        for kind, from_, to, new_from, new_to in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
            if kind == "equal":
                continue
            both = min(to - from_, new_to - new_from)
            for at in range(both):
                splices += self.set(Where(node.value[from_ + at], None, node, False), value[new_from + at])
            for at in range(from_ + both, to):
                splices += self.delete(Where(node.value[at], None, node, False))
            if new_from + both < new_to:
                splices += self.insert_items(node, to, value[new_from + both : new_to])
        return splices

    def insert_items(self, node: Node, at: int, values: list[Any]) -> list[Splice]:
        """Items that go into a list below its key, before the item at a position or at its end."""
        column = self.column(node)
        lines: list[str] = []
        for value in values:
            inline, below = self.written(value, column + STEP)
            if not inline and below:
                inline, below = below[0].strip(), below[1:]
            lines += [f"{' ' * column}- {inline}".rstrip(), *below]
        if at > 0:
            end = self.line_end(self.end(node.value[at - 1]))
            return [Splice(end, end, self.lines(lines))]
        start = self.line_start(node.start_mark.index)
        if self.text[start : node.start_mark.index].strip():
            raise Refused("the list begins beside the dash of another list")
        return [Splice(start, start, "".join(line + self.newline for line in lines))]

    def add_key(self, where: Where, key: str, value: Any) -> list[Splice]:
        """A new key at the end of a block that has keys already."""
        node = where.node
        name = scalars.on_one_line(key, in_brackets=where.in_brackets or is_flow(node))
        if where.in_brackets or is_flow(node):
            last = node.value[-1][1]
            if isinstance(last, ScalarNode) and not last.style and not last.value:
                raise Refused("the last key in these braces has no value")
            text = self.between_brackets(Where(node, node, node, True), value)
            return [Splice(self.end(last), self.end(last), f", {name}: {text}".rstrip())]
        column = self.column(node)
        inline, lines = self.written(value, column + STEP)
        first = f"{' ' * column}{name}: {inline}" if inline else f"{' ' * column}{name}:"
        end = self.line_end(self.end(node))
        return [Splice(end, end, self.lines([first, *lines]))]

    def rename(self, where: Where, key: str) -> list[Splice]:
        """A key is written otherwise."""
        if where.key is None:
            raise Refused("it is an item of a list and has no key")
        style = (where.key.style or "") if isinstance(where.key, ScalarNode) else ""
        name = scalars.on_one_line(key, style=style, in_brackets=where.in_brackets)
        return [Splice(where.key.start_mark.index, where.key.end_mark.index, name)]

    def delete(self, where: Where) -> list[Splice]:
        """A key with its value, or an item of a list, goes, with the comment that stands right above it."""
        parent = where.parent
        if parent is None:
            raise Refused("the whole file cannot be deleted")
        entries = [pair[0] for pair in parent.value] if isinstance(parent, MappingNode) else parent.value
        at = next(i for i, each in enumerate(entries) if each is (where.key or where.node))
        if is_flow(parent) or where.in_brackets:
            return [self.delete_between_brackets(parent, at, len(entries))]
        start = (where.key or where.node).start_mark.index if where.key is not None else self.introduced(where) - 1
        line = self.line_start(start)
        end = self.line_end(self.end(where.node))
        if self.text[line:start].strip():  # beside the dash of a list
            if at + 1 == len(entries):
                raise Refused("it is the only entry beside its dash")
            following = entries[at + 1]
            next_start: int = following.start_mark.index
            self.no_comment_in(self.end(where.node), next_start)
            return [Splice(start, next_start, "")]
        if at > 0:
            line = self.with_comment_above(line, start - line)
        if line == 0:
            after = _LINE_END.match(self.text, end)
            return [Splice(0, after.end() if after else end, "")]
        before = line - (2 if self.text[line - 2 : line] == "\r\n" else 1)
        return [Splice(before, end, "")]

    def with_comment_above(self, line: int, indent: int) -> int:
        """Where the comment begins that stands right above a line, indented as it is."""
        while line > 0:
            above = self.line_start(line - (2 if self.text[line - 2 : line] == "\r\n" else 1))
            if not self.text[above:line].startswith(" " * indent + "#"):
                break
            line = above
        return line

    def delete_between_brackets(self, parent: Node, at: int, count: int) -> Splice:
        def ends(index: int) -> tuple[int, int]:
            each = parent.value[index]
            first, last = each if isinstance(parent, MappingNode) else (each, each)
            return first.start_mark.index, self.end(last)

        start, end = ends(at)
        if at + 1 < count:
            end = ends(at + 1)[0]
        elif at > 0:
            start = ends(at - 1)[1]
        self.no_comment_in(start, end)
        return Splice(start, end, "")

    def no_comment_in(self, start: int, end: int) -> None:
        if any(_COMMENT.search(line) for line in _LINE_END.split(self.text[start:end])):
            raise Refused("a comment stands inside it and would be lost")


def is_flow(node: Node) -> bool:
    """Whether a list or block is written in brackets or braces."""
    return bool(getattr(node, "flow_style", False))


def line_starts(text: str) -> list[int]:
    """Where each line of a text begins."""
    return [0, *(found.end() for found in _LINE_END.finditer(text))]


def replaced(starts: list[int], span: Span, text: str, newline: str) -> Splice:
    """The text at a span becomes another, its line breaks written as those of the file."""
    start = starts[span.line - 1] + span.column - 1
    end = starts[span.end_line - 1] + span.end_column - 1
    return Splice(start, end, text.replace("\n", newline))


def _step(node: Node, step: str | int) -> tuple[Node | None, Node] | None:
    """The node of the key and of the value one step down."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and composing.text_of(key) == step:
                return key, value
    elif isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
        return None, node.value[step]
    return None


def _shared(root: Node) -> frozenset[int]:
    """The values that stand in more than one place of a tree, by reference."""
    seen: set[int] = set()
    twice: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            twice.add(id(node))
            continue
        seen.add(id(node))
        if isinstance(node, MappingNode):
            stack.extend(part for pair in node.value for part in pair)
        elif isinstance(node, SequenceNode):
            stack.extend(node.value)
    return frozenset(twice)
