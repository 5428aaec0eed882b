"""Mutants: small changes of the source of a module, one at a time, each under a name that stays when lines move.

A mutant is made of one module's tree when it is put in the place of what is imported, not before: there are thousands.
"""

from __future__ import annotations

import ast
import copy
import functools
import importlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CHECKING = "isptool.checking"


@dataclass(frozen=True)
class Mutant:
    """One small change of a module: where, and what."""

    module: str
    function: str
    """The outermost function, method or class that holds it, by its qualified name; empty for the module itself."""
    lines: tuple[int, int]
    """The first and last line of the statement that holds it; of one with a block, of its head."""
    statement: str
    """That statement, as far as it fits."""
    what: str
    number: int
    """Which one it is of those that are the same in all this."""
    place: int
    which: int

    @property
    def name(self) -> str:
        """What it is called in the results: the same as long as its statement is."""
        nth = f" #{self.number}" if self.number > 1 else ""
        return f"{self.module}.{self.function or '(module)'}: {self.what}{nth} @ {self.statement}"

    def __str__(self) -> str:
        return f"{self.module}:{self.lines[0]} {self.function or '(module)'}: {self.what}"

    @property
    def in_a_class(self) -> bool:
        """Whether it stands in the body of a class, such as a default; not in a method."""
        return bool(self.function) and _is_class(self.function.rpartition(".")[2])

    def tree(self) -> ast.Module:
        """The tree of the module with the change made."""
        changed = _Changer(self.place, self.which).visit(copy.deepcopy(_tree(self.module)))
        tree: ast.Module = ast.fix_missing_locations(changed)
        return tree


_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Lt: (ast.LtE,), ast.LtE: (ast.Lt,), ast.Gt: (ast.GtE,),
    ast.GtE: (ast.Gt,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip


def changes(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], ast.AST | None]]]:
    """The changes that can be made to one node: what, and what makes it of a copy (None: the node is left out)."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in _COMPARED.get(type(node.ops[0]), ()):
            yield f"{type(node.ops[0]).__name__} → {other.__name__}", lambda n, o=other: _set(n, "ops", [o()])  # type: ignore[misc]
    if isinstance(node, ast.BoolOp):
        turned = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{type(node.op).__name__} → {turned.__name__}", lambda n: _set(n, "op", turned())
        for number in range(len(node.values)):
            yield f"operand {number + 1} dropped", lambda n, k=number: _without(n, k)  # type: ignore[misc]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped", lambda n: n.operand  # type: ignore[attr-defined]
    if isinstance(node, ast.If | ast.IfExp):
        for value in (True, False):
            yield f"condition → {value}", lambda n, v=value: _set(n, "test", ast.Constant(v))  # type: ignore[misc]
    if isinstance(node, ast.comprehension):
        for number in range(len(node.ifs)):
            yield f"filter {number + 1} dropped", lambda n, k=number: _less_filter(n, k)  # type: ignore[misc]
    if isinstance(node, ast.Constant):
        yield from _constants(node)
    if isinstance(node, ast.Continue):
        yield "continue → break", lambda _: ast.Break()
    if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
        yield "statement left out", lambda _: ast.Pass()
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield "return → None", lambda _: ast.Return(ast.Constant(None))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        turned_op = ast.Sub if isinstance(node.op, ast.Add) else ast.Add
        yield f"{type(node.op).__name__} → {turned_op.__name__}", lambda n: _set(n, "op", turned_op())


def _constants(node: ast.Constant) -> Iterator[tuple[str, Callable[[ast.AST], ast.AST]]]:
    value = node.value
    if isinstance(value, bool):
        yield f"{value} → {not value}", lambda _: ast.Constant(not value)
    elif isinstance(value, int):
        yield f"{value} → {value + 1}", lambda _: ast.Constant(value + 1)
    elif isinstance(value, str):
        yield f"{value!r} → changed", lambda _: ast.Constant(f"{value}XX" if value else "XX")


def _set(node: ast.AST, name: str, value: object) -> ast.AST:
    setattr(node, name, value)
    return node


def _without(node: ast.AST, number: int) -> ast.AST:
    assert isinstance(node, ast.BoolOp)
    values = [each for place, each in enumerate(node.values) if place != number]
    return values[0] if len(values) == 1 else ast.BoolOp(node.op, values)


def _less_filter(node: ast.AST, number: int) -> ast.AST:
    assert isinstance(node, ast.comprehension)
    node.ifs = [each for place, each in enumerate(node.ifs) if place != number]
    return node


class _Finder(ast.NodeVisitor):
    """Every place in a module that can be changed, by its number in the order of the walk."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.found: list[Mutant] = []
        self.number = -1
        self.inside: list[str] = []
        self.statements: list[ast.stmt] = []
        self.same: Counter[tuple[str, str, str]] = Counter()

    def generic_visit(self, node: ast.AST) -> None:
        self.number += 1
        if isinstance(node, ast.stmt):
            self.statements.append(node)
        for which, (what, _) in enumerate(changes(node)):
            function, lines, statement = ".".join(self.inside), _lines(self.statements[-1]), _said(self.statements[-1])
            self.same[function, statement, what] += 1
            number = self.same[function, statement, what]
            self.found.append(Mutant(self.module, function, lines, statement, what, number, self.number, which))
        super().generic_visit(node)
        if isinstance(node, ast.stmt):
            self.statements.pop()

    def visit(self, node: ast.AST) -> None:
        named = isinstance(node, ast.FunctionDef | ast.ClassDef)
        if _never_changed(node):
            self.number += sum(1 for _ in ast.walk(node))
            return
        outermost = named and (not self.inside or _is_class(self.inside[-1]))
        if outermost:
            self.inside.append(node.name)  # type: ignore[attr-defined]
        super().visit(node)
        if outermost:
            self.inside.pop()


def used_in(mutant: Mutant) -> list[tuple[int, int]] | None:
    """The lines of the functions of its module that use the constant in which a mutant stands.

    None where that cannot be said: where another module or a test imports it, or it is used when the module is
    imported.
    """
    body = _tree(mutant.module).body
    if mutant.in_a_class:
        return None
    statement = next((each for each in body if each.lineno == mutant.lines[0]), None)
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return None
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    names = {each.id for each in targets if isinstance(each, ast.Name)}
    if names & _imported_elsewhere(mutant.module):
        return None
    lines = []
    for each in body:
        if each is not statement and names & {node.id for node in ast.walk(each) if isinstance(node, ast.Name)}:
            if not isinstance(each, ast.FunctionDef | ast.ClassDef) or _decorated_with(each, names):
                return None
            lines.append((each.body[0].lineno, each.end_lineno or each.lineno))
    return lines


def _decorated_with(function: ast.FunctionDef | ast.ClassDef, names: set[str]) -> bool:
    """Whether a decorator uses one of these names."""
    return any(isinstance(node, ast.Name) and node.id in names for d in function.decorator_list for node in ast.walk(d))


@functools.cache
def _imported_elsewhere(module: str) -> frozenset[str]:
    """The names that other modules of the rules and their tests import."""
    own = _path(module)
    paths = [*own.parents[len(module.split(".")) - 1].rglob("*.py"), *(ROOT / "tests" / "checking").glob("*.py")]
    nodes = [node for each in paths if each != own for node in ast.walk(ast.parse(each.read_text(encoding="utf-8")))]
    return frozenset(name.name for node in nodes if isinstance(node, ast.ImportFrom) for name in node.names)


def _lines(statement: ast.stmt) -> tuple[int, int]:
    """The first and last line of a statement, or of the head of one with a block."""
    block = getattr(statement, "body", None)
    last = max(statement.lineno, block[0].lineno - 1) if block else statement.end_lineno or statement.lineno
    return statement.lineno, last


def _said(statement: ast.stmt) -> str:
    """A statement in one line of at most 100 letters; of one with a block, its head."""
    return ast.unparse(statement).partition("\n")[0][:100]


def _is_class(name: str) -> bool:
    """Whether a qualified name is that of a class, by how it is written."""
    return name.strip("_")[:1].isupper()


def _never_changed(node: ast.AST) -> bool:
    """Docstrings, annotations, imports, and the words of rules: their pages are compared in another test."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    return getattr(node, "never_changed", False)


def _prepared(source: str) -> ast.Module:
    """The tree of a module, with what is never changed marked.

    That are, beside what stands in `_never_changed`, the words under which `At.once` keeps something, types, and
    constants that only decorators use.
    """
    tree = ast.parse(source)
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
    decorating = [node for each in functions for d in each.decorator_list for node in ast.walk(d)]
    used = Counter(each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load))
    used.subtract(each.id for each in decorating if isinstance(each, ast.Name))
    for node in ast.walk(tree):
        left: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef):
            left += [*node.decorator_list, node.args, node.returns]
        if isinstance(node, ast.ClassDef):
            left += [*node.decorator_list, *node.keywords]
        if isinstance(node, ast.Call):
            left += [each for each in node.keywords if each.arg == "strict"]  # of zip: both are always as long
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.startswith("once"):
            left.append(node.args[0])
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
            left.append(node.slice)
        if isinstance(node, ast.Assign) and all(
            isinstance(t, ast.Name) and t.id in used and not used[t.id] for t in node.targets
        ):
            left.append(node.value)
        if isinstance(node, ast.AnnAssign):
            left.append(node.annotation)
            if isinstance(node.target, ast.Name) and node.target.id == "RULES":
                left.append(node.value)
        for each in left:
            if each is not None:
                each.never_changed = True  # type: ignore[attr-defined]
    return tree


class _Changer(ast.NodeTransformer):
    """Makes one change at one place."""

    def __init__(self, place: int, which: int) -> None:
        self.place = place
        self.which = which
        self.number = -1

    def visit(self, node: ast.AST) -> Any:
        if _never_changed(node):
            self.number += sum(1 for _ in ast.walk(node))
            return node
        self.number += 1
        if self.number == self.place:
            return list(changes(node))[self.which][1](node)
        return self.generic_visit(node)


def _path(module: str) -> Path:
    return ROOT / "src" / Path(*f"{CHECKING}.{module}".split(".")).with_suffix(".py")


@functools.cache
def _tree(module: str) -> ast.Module:
    return _prepared(_path(module).read_text(encoding="utf-8"))


def mutants(module: str) -> list[Mutant]:
    """Every mutant of a module below `isptool.checking`."""
    finder = _Finder(module)
    finder.visit(_tree(module))
    return finder.found


# ── exchanging code ──────────────────────────────────────────────────────────────────────────────────


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    """The functions and methods in compiled code, by qualified name."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each.co_qualname, each
            if _is_class(each.co_qualname):
                yield from _codes(each)


def _live(module: ModuleType) -> dict[str, FunctionType]:
    """The functions and methods of an imported module, by qualified name; of a rule, the function that checks."""
    found: dict[str, FunctionType] = {}
    for value in vars(module).values():
        for each in (value, *(vars(value).values() if isinstance(value, type) else ())):
            function = _function(each)
            if function is not None and function.__module__ == module.__name__:
                found[function.__qualname__] = function
    return found


def _function(value: Any) -> FunctionType | None:
    """The function behind a rule, a property or a cached function."""
    if isinstance(value, property):
        value = value.fget
    value = getattr(value, "__func__", value)
    value = getattr(value, "check", value)
    value = getattr(value, "__wrapped__", value)
    return value if isinstance(value, FunctionType) else None


def install(mutant: Mutant) -> None:
    """Put a mutant in the place of what is imported, also where others import a constant from."""
    module = importlib.import_module(f"{CHECKING}.{mutant.module}")
    if mutant.function and not mutant.in_a_class:
        code = compile(mutant.tree(), str(module.__file__), "exec", dont_inherit=True, flags=0x1000000)
        compiled = dict(_codes(code))
        _live(module)[mutant.function].__code__ = compiled[mutant.function]
    else:
        _exchange_constants(module, mutant)
    clear_caches()


def clear_caches() -> None:
    """Forget what functions of the rules have worked out."""
    for name, imported in list(sys.modules.items()):
        if name.startswith(CHECKING):
            for value in vars(imported).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def _exchange_constants(module: ModuleType, mutant: Mutant) -> None:
    """Run the assignments of a module again (of a change in a class, classes too), functions and rules left as they are."""
    again = (ast.Assign, ast.AnnAssign, *((ast.ClassDef,) if mutant.in_a_class else ()))
    kept = [each for each in mutant.tree().body if isinstance(each, again) and "RULES" not in ast.dump(each)]
    tree = ast.Module([ast.ImportFrom("__future__", [ast.alias("annotations")], 0), *kept], [])
    before = dict(vars(module))
    exec(compile(ast.fix_missing_locations(tree), str(module.__file__), "exec"), vars(module))  # the mutant is our own
    for name, value in vars(module).items():
        if name in before and value is not before[name]:
            for other in list(sys.modules.values()):
                if getattr(other, "__dict__", {}).get(name) is before[name]:
                    setattr(other, name, value)
