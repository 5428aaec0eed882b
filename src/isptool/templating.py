"""The one door to Jinja2: templates that an organisation may change, filled in a sandbox.

A template can say words, ask `if` and `for`, and print the values it is given; it cannot reach anything else.
A value that is printed never becomes part of the markup: each stands as one mark in the rendered text, and
the values are handed over beside it (`Rendered`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias

import jinja2
import jinja2.meta
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct

from isptool.errors import IspError

FIRST_MARK = 0xE000
"""The first of the characters that stand for printed values: Unicode's private use area, U+E000 to U+F8FF."""

_LAST_MARK = 0xF8FF
_RESERVED = re.compile("[\x00-\x08\x0b-\x1f\ue000-\uf8ff]")
_LINE_MARK = re.compile("\x1e[^\x1f]*\x1f")
_LINE_BEGINS = re.compile("(?:\x1e([^:\x1f]*):([0-9]+)\x1f)+")  # of several, the last: the words' own
_COLLECTED = "_printed_values"


class Line(Struct, frozen=True):
    """A line of rendered text, and the template and line from which it comes."""

    text: str
    template: str
    number: int


class Rendered(Struct, frozen=True):
    """A rendered template: its lines, and the printed values.

    The character `chr(FIRST_MARK + n)` in a line stands for `values[n]`.
    """

    name: str
    lines: tuple[Line, ...]
    values: tuple[Any, ...]


class Templates:
    """The templates of one run; each is parsed once.

    `text` gives the text of a template by its name, for `render` and for `{% include %}`; it raises `IspError`
    for a name that does not exist. There is no other way to reach a file.
    """

    def __init__(self, text: Callable[[str], str]) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=jinja2.FunctionLoader(lambda name: (_checked(name, text(name)), name, lambda: True)),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            extensions=[_LineMarks],
            finalize=_collected,
            cache_size=-1,
        )
        self._environment.globals.clear()

    def render(self, name: str, values: Mapping[str, Any]) -> Rendered:
        """Fill the template called `name`.

        Raises `IspError` with template and line for wrong syntax, for a name that the values do not have
        (with the nearest one they have), and for anything that the sandbox does not allow.
        """
        collected: list[Any] = []
        try:
            template = self._environment.get_template(name)
            text = template.render({**values, _COLLECTED: collected})
        except jinja2.TemplateSyntaxError as error:
            raise _not_read(error.name or name, error) from None
        except IspError:
            raise
        except Exception as error:  # whatever a template does wrong is the template's, with its line
            raise _objection(name, error, [key for key in values if not key.startswith("_")]) from None
        return Rendered(name, tuple(_lines(name, text)), tuple(collected))


class _FormSandbox(ImmutableSandboxedEnvironment):
    """What may happen inside somebody else's Word form: values are printed, asked about and gone through.

    Beside what the sandbox of Jinja2 forbids (anything that begins with an underscore, anything that changes a
    value), nothing can be called, nothing can be named and so doubled until it fills the memory, no other file can be
    reached, and no value can be printed without being escaped.
    """

    intercepted_binops = frozenset({"+", "*", "**", "%"})
    _FILTERS = frozenset({
        "capitalize", "count", "d", "default", "e", "escape", "first", "int", "join", "last", "length", "list", "lower",
        "rejectattr", "reverse", "select", "selectattr", "sort", "string", "title", "trim", "unique",
        "upper", "wordcount",
    })  # fmt: skip

    def __init__(self, *, autoescape: bool) -> None:
        super().__init__(undefined=jinja2.StrictUndefined, autoescape=autoescape)
        self.globals.clear()
        self.filters = {name: each for name, each in self.filters.items() if name in self._FILTERS}

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002
        return False

    def from_string(self, source: Any, *arguments: Any, **named: Any) -> jinja2.Template:
        for node in self.parse(source).find_all(tuple(_NOT_IN_A_FORM)):
            raise jinja2.exceptions.SecurityError(_not_in_a_form(node))
        return super().from_string(source, *arguments, **named)

    def call_binop(self, context: jinja2.runtime.Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not (isinstance(left, int) and isinstance(right, int)):
            raise jinja2.exceptions.SecurityError(f"a form cannot use {operator} here")
        return super().call_binop(context, operator, left, right)


_NOT_IN_A_FORM: Mapping[type[jinja2.nodes.Node], str] = {
    jinja2.nodes.Include: "a form cannot bring in another file",
    jinja2.nodes.Import: "a form cannot bring in another file",
    jinja2.nodes.FromImport: "a form cannot bring in another file",
    jinja2.nodes.Extends: "a form cannot bring in another file",
    jinja2.nodes.Call: "a form cannot call anything",
    jinja2.nodes.CallBlock: "a form cannot call anything",
    jinja2.nodes.Macro: "a form cannot define macros",
    jinja2.nodes.Assign: "a form cannot set names",
    jinja2.nodes.AssignBlock: "a form cannot set names",
    jinja2.nodes.With: "a form cannot set names",
    jinja2.nodes.Block: "a form has no blocks",
    jinja2.nodes.EvalContextModifier: "a form cannot print without escaping",
    jinja2.nodes.Pow: "a form cannot use **",
    jinja2.nodes.Mod: "a form cannot use %",
}


def _not_in_a_form(node: jinja2.nodes.Node) -> str:
    return next(words for kind, words in _NOT_IN_A_FORM.items() if isinstance(node, kind))


def sandbox(*, autoescape: bool) -> jinja2.Environment:
    """A sandboxed environment with strict names and no way to a file, for a partner's own Word form."""
    return _FormSandbox(autoescape=autoescape)


def form_objection(error: Exception) -> str:
    """In plain words, what a form did that it must not or cannot, as an end of a sentence; empty for other errors."""
    if isinstance(error, jinja2.exceptions.SecurityError):
        return f"does what no form may do: {str(error).rstrip('.')}"
    if isinstance(error, jinja2.UndefinedError):
        return f"asks for what there is not: {str(error).rstrip('.')}"
    if isinstance(error, (jinja2.TemplateError, TypeError)):
        return f"cannot be filled: {str(error).rstrip('.')}"
    return ""


class FormTrouble(Struct, frozen=True):
    """Something wrong with a form: in which line, and what, in words."""

    line: int
    message: str


Shape: TypeAlias = "str | list[Shape] | dict[str, Shape]"
"""What a form can print: text (a `str` that says what it is), a list of one shape, or named parts."""


def form_troubles(text: str, shape: Mapping[str, Shape]) -> list[FormTrouble]:
    """What is wrong with the tags in `text`: syntax, and names that are no field, each with the nearest one."""
    environment = sandbox(autoescape=True)
    try:
        tree = environment.parse(text)
    except jinja2.TemplateSyntaxError as error:
        return [FormTrouble(error.lineno, f"the tag cannot be read: {str(error.message or '').rstrip('.')}")]
    check = _FormCheck(shape, frozenset(environment.filters))
    check.visit_all(tree.body, {})
    return sorted(dict.fromkeys(check.troubles), key=lambda each: each.line)


def _is_text(node: jinja2.nodes.Node) -> bool:
    return isinstance(node, jinja2.nodes.Const) and isinstance(node.value, str)


def _hidden(node: jinja2.nodes.Filter) -> bool:
    """Whether a filter asks for a part (`attribute='a.b'`) whose name begins with an underscore."""
    given = (*node.args, *(each.value for each in node.kwargs))
    texts = [each.value for each in given if isinstance(each, jinja2.nodes.Const) and isinstance(each.value, str)]
    return any(part.startswith("_") for text in texts for part in text.split("."))


class _FormCheck:
    """Goes through the tags of a form and looks every name up in what a form can print."""

    def __init__(self, shape: Mapping[str, Shape], filters: frozenset[str]) -> None:
        self.shape = shape
        self.filters = filters
        self.troubles: list[FormTrouble] = []

    def visit_all(self, nodes: Iterable[jinja2.nodes.Node], scope: dict[str, Shape | None]) -> None:
        for node in nodes:
            self.visit(node, scope)

    def visit(self, node: jinja2.nodes.Node, scope: dict[str, Shape | None]) -> Shape | None:
        """Check a node; the shape of its value, None where that is not known."""
        nodes = jinja2.nodes
        if isinstance(node, nodes.Name):
            return self._name(node, scope)
        if isinstance(node, nodes.Getattr):
            return self._part(node, self.visit(node.node, scope), node.attr)
        if isinstance(node, nodes.Getitem):
            base = self.visit(node.node, scope)
            if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
                return self._part(node, base, node.arg.value)
            self.visit(node.arg, scope)
            return base[0] if isinstance(base, list) else None
        if isinstance(node, nodes.Filter):
            return self._filter(node, scope)
        if isinstance(node, nodes.For):
            self._loop(node, scope)
        elif isinstance(node, tuple(_NOT_IN_A_FORM)):
            self._say(node, _not_in_a_form(node))
        elif isinstance(node, (nodes.Mul, nodes.Add)) and any(_is_text(each) for each in (node.left, node.right)):
            self._say(node, f"a form cannot use {node.operator} on a text")
        else:
            self.visit_all(node.iter_child_nodes(), scope)
        return None

    def _name(self, node: jinja2.nodes.Name, scope: dict[str, Shape | None]) -> Shape | None:
        if node.name in scope:
            return scope[node.name]
        if node.name not in self.shape:
            known = [*self.shape, *scope]
            self._say(node, f"there is no field called {node.name}{nearest(node.name, known)}")
            return None
        return self.shape[node.name]

    def _part(self, node: jinja2.nodes.Node, base: Shape | None, name: str) -> Shape | None:
        if name.startswith("_"):
            self._say(node, f"{name} is not for a form")
        elif isinstance(base, dict):
            if name in base:
                return base[name]
            self._say(node, f"there is no field called {name} here{nearest(name, list(base))}")
        elif isinstance(base, list):
            self._say(node, f"{name} is asked of a list: go through it with {{% for … %}}")
        elif isinstance(base, str):
            self._say(node, f"{name} is asked of a text, which has no parts")
        return None

    def _filter(self, node: jinja2.nodes.Filter, scope: dict[str, Shape | None]) -> Shape | None:
        base = self.visit(node.node, scope) if node.node is not None else None
        self.visit_all((*node.args, *node.kwargs), scope)
        if _hidden(node):
            self._say(node, "what begins with an underscore is not for a form")
        if node.name not in self.filters:
            self._say(node, f"there is no filter called {node.name}{nearest(node.name, sorted(self.filters))}")
        if isinstance(base, list) and node.name in ("first", "last"):
            return base[0]
        return base if node.name in ("list", "sort", "reverse", "unique", "selectattr", "rejectattr") else None

    def _loop(self, node: jinja2.nodes.For, scope: dict[str, Shape | None]) -> None:
        over = self.visit(node.iter, scope)
        inside: dict[str, Shape | None] = {**scope, "loop": None}
        if isinstance(node.target, jinja2.nodes.Name):
            inside[node.target.name] = over[0] if isinstance(over, list) else None
        else:
            inside.update(dict.fromkeys(each.name for each in node.target.find_all(jinja2.nodes.Name)))
        if node.test is not None:
            self.visit(node.test, inside)
        self.visit_all(node.body, inside)
        self.visit_all(node.else_, scope)

    def _say(self, node: jinja2.nodes.Node, message: str) -> None:
        self.troubles.append(FormTrouble(node.lineno, message))


class Used(Struct, frozen=True):
    """A name that a template uses: its line, and whether it is a block that `has('name')` asks about."""

    line: int
    name: str
    is_block: bool = False


def names_used(name: str, text: str) -> list[Used]:
    """The values that the words of a template print or ask, and the blocks that they ask about.

    Raises `IspError` with file and line where the template cannot be read.
    """
    environment = jinja2.Environment()  # it is only read, never filled
    try:
        tree = environment.parse(text)
    except jinja2.TemplateSyntaxError as error:
        raise _not_read(name, error) from None
    free = jinja2.meta.find_undeclared_variables(tree)
    found = [Used(each.lineno, each.name) for each in tree.find_all(jinja2.nodes.Name) if each.name in free]
    for call in tree.find_all(jinja2.nodes.Call):
        if isinstance(call.node, jinja2.nodes.Name) and call.node.name == "has":
            asked = [each.value for each in call.args if isinstance(each, jinja2.nodes.Const)]
            found += [Used(call.lineno, str(each), is_block=True) for each in asked]
    return list(dict.fromkeys(found))


def nearest(wrong: str, right: list[str]) -> str:
    """`; did you mean x?` for the name most like a wrong one, or nothing."""
    found = get_close_matches(wrong, right, 1, 0.5)
    return f"; did you mean {found[0]}?" if found else ""


def _checked(name: str, text: str) -> str:
    found = _RESERVED.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise IspError(
            f"{name}:{line}: the template holds the character U+{ord(found[0]):04X}, which no document may hold.",
            "Delete it; it cannot be seen in most editors.",
        )
    return text.replace("\r\n", "\n")


class _LineMarks(Extension):
    """Begins every line of a template's words with a mark that names the line: it is read off again after filling."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        name = stream.name or ""
        for token in stream:
            if token.type != "data":
                yield token
                continue
            lines = token.value.split("\n")
            marked = "\n".join(f"\x1e{name}:{number}\x1f{line}" for number, line in enumerate(lines, token.lineno))
            yield Token(token.lineno, "data", marked)


@jinja2.pass_context
def _collected(context: jinja2.runtime.Context, value: Any) -> str:
    if isinstance(value, jinja2.Undefined):
        return str(value)  # a StrictUndefined objects here, with its name
    if value is None or value == "":
        return ""
    collected: list[Any] = context[_COLLECTED]
    if len(collected) > _LAST_MARK - FIRST_MARK:
        raise ValueError("it prints more than 6,400 values")
    collected.append(value)
    return chr(FIRST_MARK + len(collected) - 1)


def _lines(name: str, text: str) -> Iterator[Line]:
    template, number = name, 0
    for line in text.split("\n"):
        begins = _LINE_BEGINS.match(line)
        if begins:
            template, number = begins[1] or name, int(begins[2])
        yield Line(_LINE_MARK.sub("", line), template, number)


def _not_read(name: str, error: jinja2.TemplateSyntaxError) -> IspError:
    return IspError(
        f"{name}:{error.lineno}: the template cannot be read: {error.message}.",
        "Compare the line with the template that ships with isptool.",
    )


_UNDEFINED = re.compile(r"'([^']*)' is undefined|has no attribute '([^']*)'")


def _objection(name: str, error: Exception, known: list[str]) -> IspError:
    template, line = name, 0
    traceback = error.__traceback__
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if file == name or file.endswith(".j2"):
            template, line = file, traceback.tb_lineno
        traceback = traceback.tb_next
    where, said = f"{template}:{line}", str(error).rstrip(".")
    if isinstance(error, jinja2.UndefinedError):
        found = _UNDEFINED.search(str(error))
        wrong = (found[1] or found[2]) if found else ""
        if wrong:
            return IspError(
                f"{where}: there is nothing called {wrong} to print{nearest(wrong, known)}",
                f"A template may use: {', '.join(sorted(known))}.",
            )
    if isinstance(error, jinja2.exceptions.SecurityError):
        return IspError(f"{where}: the template does what no template may do: {said}.", "Take that part out.")
    return IspError(f"{where}: the template cannot be filled: {said}.", "Compare it with the one that ships.")


_OF_ANY_MAPPING = frozenset(dir(dict))


class _PageSandbox(ImmutableSandboxedEnvironment):
    """The sandbox of web pages, which are given hundreds of mappings each."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        # What mappings have beside their keys is judged by the sandbox; a key needs no judging, there as here.
        if type(obj) is dict and attribute not in _OF_ANY_MAPPING and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class Pages:
    """Web pages from templates: every value that is printed is escaped, and nothing else can be reached.

    `text` gives a template by its name. The macros of govuk-frontend-jinja are there for `{% from %}`, under
    `govuk_frontend_jinja/`. Raises `IspError` where that package, an extra, is not installed.
    """

    def __init__(self, text: Callable[[str], str]) -> None:
        try:
            macros = jinja2.PackageLoader("govuk_frontend_jinja")
        except (ImportError, ValueError):
            raise IspError(
                "The website needs a further package, which is not installed.",
                'Install it with `pip install "isptool[site]"`.',
            ) from None
        loaders: list[jinja2.BaseLoader] = [
            jinja2.PrefixLoader({"govuk_frontend_jinja": macros}),
            jinja2.FunctionLoader(lambda name: (_checked(name, text(name)), name, lambda: True)),
        ]
        self._environment = _PageSandbox(
            loader=jinja2.ChoiceLoader(loaders),
            undefined=jinja2.ChainableUndefined,  # the macros look into parameters that nobody gave
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=-1,
            auto_reload=False,  # else every use of a macro asks the disk whether it is still the same
        )

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """A page. Raises `IspError`, with template and line, for what a template does wrong."""
        try:
            return self._environment.get_template(name).render(**values)
        except jinja2.TemplateSyntaxError as error:
            raise _not_read(error.name or name, error) from None
        except IspError:
            raise
        except Exception as error:  # whatever a template does wrong is the template's, with its line
            raise _objection(name, error, list(values)) from None


def markup(html: str) -> Any:
    """Finished markup of ours (a drawing as SVG) as a value that `Pages` prints as it is."""
    from markupsafe import Markup

    return Markup(html)
