"""Text to YAML nodes to plain data, within bounds, through PyYAML.

Nothing is typed: every scalar stays the text that was typed, and the type of the field reads it. Depth
and number of nodes are counted while they come, since the C parser's recursion would otherwise end the
process; bounds on aliases come before anything walks the tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yaml.composer import Composer
from yaml.events import AliasEvent, NodeEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner
from yaml.tokens import Token

from isptool.findings import Edit, Span, ValuePath
from isptool.reading.decoding import Problem
from isptool.reading.scalars import quoted

try:
    from yaml.cyaml import CParser  # type: ignore[attr-defined]

    HAVE_LIBYAML = True
except ImportError:  # a build of PyYAML without its C part: the same result, some nineteen times slower
    HAVE_LIBYAML = False

DEEPEST = 64
MOST_NODES = 200_000
LARGEST_EXPANSION = 4_000_000
_BYTES_A_NODE = 16


class TooMuch(Exception):
    """A bound was passed while composing; `code` says which, `node` stands near the place."""

    def __init__(self, code: str, node: Node) -> None:
        super().__init__(code)
        self.code = code
        self.node = node


class _Untyped:
    """The composer's hook for types: none is resolved."""

    @staticmethod
    def resolve(_kind: object, _value: object, _implicit: object) -> None:
        return None


def _count(parser: Any) -> None:
    """Let a composer count its nodes and levels as they come, and stop with `TooMuch` where a bound is passed.

    It asks three times a node: counted in attributes of the composer, this would be a tenth of composing.
    """
    depth = nodes = 0

    def descend(parent: Node | None, _index: object) -> None:
        nonlocal depth, nodes
        depth += 1
        nodes += 1
        if parent is not None:
            if depth > DEEPEST + 1:
                raise TooMuch("YML-16", parent)
            if nodes > MOST_NODES:
                raise TooMuch("YML-19", parent)

    def ascend() -> None:
        nonlocal depth
        depth -= 1

    parser.descend_resolver, parser.ascend_resolver = descend, ascend


class _PureComposer(_Untyped, Reader, Scanner, Parser, Composer):
    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)


if HAVE_LIBYAML:

    class _CComposer(_Untyped, CParser):
        pass


def compose(text: str, *, pure: bool = False) -> Node | None:
    """The tree of nodes of a text, or nothing when it is empty.

    Raises `yaml.error.YAMLError` where the text is not YAML and `TooMuch` where a bound is passed.
    """
    parser: Any = _PureComposer(text) if pure or not HAVE_LIBYAML else _CComposer(text)
    _count(parser)
    try:
        node: Node | None = parser.get_single_node()
    finally:
        parser.dispose()
    return node


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, one after another. Raises `yaml.error.YAMLError` where they end in an error."""
    parser: Any = _CComposer(text) if HAVE_LIBYAML else _PureComposer(text)
    try:
        while parser.check_token():
            yield parser.get_token()
    finally:
        parser.dispose()


def unused_anchors(text: str) -> dict[int, str]:
    """The names given by `&name` that no `*name` uses, by the position in the text where they stand."""
    parser: Any = _CComposer(text) if HAVE_LIBYAML else _PureComposer(text)
    given: dict[str, int] = {}
    try:
        while parser.check_event():
            event: Any = parser.get_event()
            name = event.anchor if isinstance(event, NodeEvent) else None
            if name is not None and isinstance(event, AliasEvent):
                given.pop(name, None)
            elif name is not None:
                given[name] = event.start_mark.index
    finally:
        parser.dispose()
    return {index: name for name, index in given.items()}


def repeated(root: Node) -> Problem | None:
    """What is wrong with the aliases of a tree: a block within itself, or too much text by repetition."""
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        node, done = stack.pop()
        known = id(node)
        if done:
            open_nodes.discard(known)
            size = _BYTES_A_NODE + sum(sizes[id(child)] for child in _children(node))
            if size > LARGEST_EXPANSION:
                return Problem("YML-17", "References repeat this block far beyond the size of the file.", span_at(node))
            sizes[known] = size
        elif known in open_nodes:
            return Problem("YML-18", "This block refers to itself, so it would never end.", span_at(node))
        elif known not in sizes:
            if isinstance(node, ScalarNode):
                sizes[known] = _BYTES_A_NODE + len(node.value)
            else:
                open_nodes.add(known)
                stack.append((node, True))
                stack.extend((child, False) for child in _children(node))
    return None


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, SequenceNode):
        yield from node.value


def span_at(node: Node) -> Span:
    """The place of a node's first character (or of its whole text, for text on one line)."""
    start, end = node.start_mark, node.end_mark
    line, column = start.line + 1, start.column + 1
    if isinstance(node, ScalarNode) and end is not None and end.line == start.line:
        return Span(line, column, line, end.column + 1)
    return Span(line, column, line, column + 1)


def text_of(node: ScalarNode) -> str | None:
    """The text of a scalar as typed: nothing for an empty plain one; without last breaks under `|`."""
    value: str = node.value
    style = node.style
    if not style:
        return value or None
    if style in "|>":
        return value.rstrip("\n")
    return value


def build(root: Node, text: str) -> tuple[Any, list[Problem]]:
    """Plain data of a tree composed from `text`: mappings as dict, sequences as list, scalars as text or nothing.

    Of a key written twice the first counts; keys that are no text are left out. Each is a problem.
    """
    builder = _Builder(text)
    data = builder.value(root, 0)
    return data, builder.problems


class _Builder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.path: list[str | int] = []

    def value(self, node: Node, depth: int) -> Any:
        if node.tag is not None:
            self.tag(node)
        if isinstance(node, ScalarNode):
            return text_of(node)
        if depth >= DEEPEST:
            raise TooMuch("YML-16", node)
        path = self.path
        if isinstance(node, SequenceNode):
            items: list[Any] = []
            for at, child in enumerate(node.value):
                path.append(at)
                items.append(self.value(child, depth + 1))
                path.pop()
            return items
        assert isinstance(node, MappingNode)
        mapping: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, child in node.value:
            key = self.key(key_node)
            if key is None:
                continue
            path.append(key)
            if key in mapping:
                self.twice(key, key_node, lines[key])
            else:
                lines[key] = key_node.start_mark.line + 1
                mapping[key] = self.value(child, depth + 1)
            path.pop()
        return mapping

    def key(self, node: Node) -> str | None:
        if node.tag is not None:
            self.tag(node, is_key=True)
        if isinstance(node, ScalarNode):
            key = text_of(node)
            if key == "<<" and not node.style:
                self.add("YML-15", "`<<` copies the keys of another block, which is not done here.", node)
                return None
            if key:
                return key
            self.add("YML-13", "There is no key before this colon.", node)
            return None
        kind = "a list" if isinstance(node, SequenceNode) else "a block of its own"
        self.add("YML-13", f"This key is {kind}; a key is a name.", node)
        return None

    def twice(self, key: str, node: Node, line: int) -> None:
        message = f"`{key}` is written twice in this block: at line {line} and here. Only the first is read."
        self.add("YML-12", message, node)

    def tag(self, node: Node, *, is_key: bool = False) -> None:
        shown = str(node.tag).replace("tag:yaml.org,2002:", "!!")
        message = f"`{shown}` is taken as a YAML tag, so these letters are no longer part of the text."
        edit = None
        on_one_line = node.start_mark.line == node.end_mark.line
        if isinstance(node, ScalarNode) and not node.style and on_one_line and not is_key:
            typed = self.text[node.start_mark.index : node.end_mark.index]
            edit = Edit("replace", tuple(self.path), quoted(typed), span_at(node))
        self.add("YML-14", message, node, edit)

    def add(self, code: str, message: str, node: Node, edit: Edit | None = None) -> None:
        self.problems.append(Problem(code, message, span_at(node), path=tuple(self.path), edit=edit))


def find(root: Node, path: ValuePath) -> tuple[Node, Node | None, bool]:
    """The node at a path, the node of its key (none in a list or at the top), and whether all of it is there.

    Where a step is missing, the answer is for the nearest value above it. The first position of what is no
    list is the value itself: where one value or a list may stand, `ways.0` is `ways` if one value stands there.
    """
    node, key = root, None
    for step in path:
        if step == 0 and not isinstance(step, str) and not isinstance(node, SequenceNode):
            continue
        if isinstance(node, MappingNode):
            for key_node, child in node.value:
                if isinstance(key_node, ScalarNode) and text_of(key_node) == step:
                    node, key = child, key_node
                    break
            else:
                return node, key, False
        elif isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
            node, key = node.value[step], None
        else:
            return node, key, False
    return node, key, True
