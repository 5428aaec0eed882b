"""Mutation testing of rule families: break the rules in small ways, and see whether their tests notice.

    python benchmarks/mutate.py LAW                   every mutant of a family, against the family's tests
    python benchmarks/mutate.py GOV --list            only count them
    python benchmarks/mutate.py LEP --function sensitive_processing_without_conditions
    python benchmarks/mutate.py LAW --every 4 --start 1 --seconds 240     a quarter of them, the second of each four

A mutant is one small change of the source: a comparison turned round, an operand dropped, a condition made always true
or false, a constant changed, a statement left out. It survives if all tests that run the changed function still pass.

Why not a ready tool: those tried mutate no decorated function (every rule is one), or start the tests anew for each
mutant. Here the tests are collected once; each mutant gets a fork of the process, in which the code of the function is
exchanged, and runs only the tests that were seen to call it.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests" / "checking"
_CHECKING = "isptool.checking"

FAMILIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "LAW": (
        (
            "rules.lawful_basis", "rules.law_conditions", "rules.law_documents", "rules.law_powers", "rules.law_words",
            "legal_layers", "legal_disclosures", "gateway_limits", "policy_documents", "schedule_1", "gathered",
        ),
        (
            "test_law_family.py", "test_law_conditions.py", "test_law_powers.py", "test_gateway_limits.py",
            "test_law_words.py", "test_lep_family.py", "test_examples.py -k LAW",
        ),
    ),
    "LEP": (("rules.law_enforcement",), ("test_lep_family.py", "test_examples.py -k LEP")),
    "CON": (("rules.confidentiality",), ("test_con_family.py", "test_examples.py -k CON")),
    "GOV": (
        ("rules.governance", "rules.signing", "life"),
        ("test_governance.py", "test_signing.py", "test_across.py", "test_examples.py -k GOV"),
    ),
}  # fmt: skip
"""Each family: its modules below `isptool.checking`, and its tests (a file, and which of it)."""


# ── mutants ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Mutant:
    """One small change of a module: where, what, and the tree that holds it."""

    module: str
    function: str
    """The outermost function or method that holds it, by its qualified name; empty for a constant of the module."""
    line: int
    what: str
    tree: ast.Module = field(compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.function or '(module)'}: {self.what}"


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

    def __init__(self) -> None:
        self.found: list[tuple[int, str, int, str]] = []
        self.number = -1
        self.inside: list[str] = []

    def generic_visit(self, node: ast.AST) -> None:
        self.number += 1
        for which, (what, _) in enumerate(changes(node)):
            line = getattr(node, "lineno", 0) or getattr(getattr(node, "target", None), "lineno", 0)
            self.found.append((self.number, ".".join(self.inside), line, f"{what}\0{which}"))
        super().generic_visit(node)

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
    """The tree of a module, with what is never changed marked."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        left: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef):
            left += [*node.decorator_list, node.args, node.returns]
        if isinstance(node, ast.ClassDef):
            left += node.decorator_list
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


def mutants(module: str) -> Iterator[Mutant]:
    """Every mutant of a module below `isptool.checking`."""
    path = ROOT / "src" / Path(*f"{_CHECKING}.{module}".split(".")).with_suffix(".py")
    source = path.read_text(encoding="utf-8")
    finder = _Finder()
    tree = _prepared(source)
    finder.visit(tree)
    for place, function, line, said in finder.found:
        what, _, which = said.partition("\0")
        changed = _Changer(place, int(which)).visit(copy.deepcopy(tree))
        yield Mutant(module, function, line, what, ast.fix_missing_locations(changed))


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
    value = getattr(value, "check", value)
    value = getattr(value, "__wrapped__", value)
    return value if isinstance(value, FunctionType) else None


def install(mutant: Mutant) -> None:
    """Put a mutant in the place of what is imported."""
    module = importlib.import_module(f"{_CHECKING}.{mutant.module}")
    if not mutant.function:
        _exchange_constants(module, mutant)
        return
    code = compile(mutant.tree, str(module.__file__), "exec", dont_inherit=True, flags=0x1000000)
    compiled = dict(_codes(code))
    _live(module)[mutant.function].__code__ = compiled[mutant.function]
    for value in vars(module).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()


def _exchange_constants(module: ModuleType, mutant: Mutant) -> None:
    """Run the assignments of a module again, functions and rules left as they are."""
    assigned = [each for each in mutant.tree.body if isinstance(each, ast.Assign | ast.AnnAssign)]
    kept = [each for each in assigned if "RULES" not in ast.dump(each)]
    tree = ast.Module([ast.ImportFrom("__future__", [ast.alias("annotations")], 0), *kept], [])
    exec(compile(ast.fix_missing_locations(tree), str(module.__file__), "exec"), vars(module))  # the mutant is our own


# ── running ──────────────────────────────────────────────────────────────────────────────────────────


class Session:
    """The tests of a family, collected once, and which functions each of them calls."""

    def __init__(self, modules: tuple[str, ...]) -> None:
        self.files = {str(importlib.import_module(f"{_CHECKING}.{each}").__file__): each for each in modules}
        self.items: list[pytest.Item] = []
        self.calls: dict[str, set[tuple[str, str]]] = {}
        self.seconds: dict[str, float] = {}
        self.tried = 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run every test once, noting what it calls; the runs against mutants come later."""
        self.items = list(session.items)
        for item in self.items:
            called: set[tuple[str, str]] = set()

            def note(frame: Any, event: str, _: Any, called: set[tuple[str, str]] = called) -> None:
                if event == "call" and (module := self.files.get(frame.f_code.co_filename)):
                    called.add((module, frame.f_code.co_qualname.partition(".<locals>")[0]))

            started = time.perf_counter()
            sys.setprofile(note)
            passed = self._passes(item)
            sys.setprofile(None)
            if not passed:
                raise SystemExit(f"{item.nodeid} fails without any mutant")
            self.calls[item.nodeid] = called
            self.seconds[item.nodeid] = time.perf_counter() - started
        self.run()
        return True

    @staticmethod
    def _passes(item: pytest.Item) -> bool:
        from _pytest.runner import runtestprotocol

        return all(report.passed or report.skipped for report in runtestprotocol(item, nextitem=None, log=False))

    def against(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that a mutant may fail, the quickest first."""
        wanted = [
            item
            for item in self.items
            if any(
                module == mutant.module and (not mutant.function or name == mutant.function)
                for module, name in self.calls[item.nodeid]
            )
        ]
        return sorted(wanted, key=lambda item: self.seconds[item.nodeid])

    def survives(self, mutant: Mutant, limit: float = 60) -> bool:
        """Whether all tests pass against a mutant, each mutant in a process of its own."""
        child = os.fork()
        if child == 0:
            try:
                os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                install(mutant)
                os._exit(0 if all(self._passes(item) for item in self.against(mutant)) else 1)
            except BaseException:
                os._exit(2)
        ends = time.monotonic() + limit
        while time.monotonic() < ends:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status) == 0
            time.sleep(0.002)
        os.kill(child, 9)
        os.waitpid(child, 0)
        return False

    def run(self) -> None:
        """To be filled by the caller."""


def main() -> int:
    """Run the mutants of a family; exit 1 if any survives."""
    asked = argparse.ArgumentParser(description="Mutation testing of one family of rules.")
    asked.add_argument("family", choices=FAMILIES)
    asked.add_argument("--function", default="", help="only this function")
    asked.add_argument("--module", default="", help="only this module")
    asked.add_argument("--list", action="store_true", help="only count the mutants")
    asked.add_argument("--every", type=int, default=1, help="only each so many, evenly over the family")
    asked.add_argument("--start", type=int, default=0, help="with --every: which of them first, from 0")
    asked.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long, and count what is left")
    wanted = asked.parse_args()
    modules, tests = FAMILIES[wanted.family]
    found = [
        each
        for module in modules
        if wanted.module in ("", module)
        for each in mutants(module)
        if wanted.function in ("", each.function)
    ][wanted.start :: wanted.every]
    if wanted.list:
        print(f"{len(found)} mutants")
        return 0
    session = Session(modules)
    survivors: list[Mutant] = []
    untested: list[Mutant] = []

    def run() -> None:
        started = time.monotonic()
        for number, mutant in enumerate(found, 1):
            if time.monotonic() - started > wanted.seconds:
                break
            session.tried = number
            if not session.against(mutant):
                untested.append(mutant)
            elif session.survives(mutant):
                survivors.append(mutant)
                print(f"survived: {mutant}", flush=True)
            if number % 20 == 0:
                print(
                    f"{number} of {len(found)}, {len(survivors)} survived, {time.monotonic() - started:.0f} s",
                    flush=True,
                )

    session.run = run  # type: ignore[method-assign]
    files, only = [], []
    for each in tests:
        name, _, which = each.partition(" -k ")
        if (TESTS / name).is_file():
            files.append(str(TESTS / name))
            if which:
                only.append(which)
    words = " or ".join([*only, *(Path(each).stem for each in files if "examples" not in each)])
    pytest.main(["-q", "-p", "no:cacheprovider", *files, "-k", words], plugins=[session])
    for each in untested:
        print(f"no test calls it: {each}")
    if not session.tried:
        raise SystemExit("the tests could not be run; try them with pytest first")
    killed = session.tried - len(survivors) - len(untested)
    said = f"{session.tried} mutants, {killed} killed, {len(survivors)} survived, {len(untested)} without a test"
    said += f"; {len(found) - session.tried} not run" if session.tried < len(found) else ""
    print(f"{wanted.family}: {said}")
    return 1 if survivors or untested else 0


if __name__ == "__main__":
    sys.exit(main())
