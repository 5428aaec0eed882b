"""Mutation testing of rule families: break the rules in small ways, and see whether their tests notice.

    python benchmarks/mutate.py LAW                   every mutant of a family, against the family's tests
    python benchmarks/mutate.py GOV --list            only count them
    python benchmarks/mutate.py LEP --function sensitive_processing_without_conditions
    python benchmarks/mutate.py LAW --results law.jsonl --seconds 600     and again with the same file: the next
    python benchmarks/mutate.py LAW --results law.jsonl --again           those of the file that were not killed
    python benchmarks/mutate.py LAW --results law.jsonl --summary         what the file says, and nothing run

A mutant is one small change of the source: a comparison turned round, an operand dropped, a condition made always true
or false, a constant changed, a statement left out. It survives if all tests that reach its statement still pass. One
that survives for a reason stands with it in docs/quality/mutation.md, by its name; any other fails the run.

Why not a ready tool: those tried mutate no decorated function (every rule is one), or start the tests anew for each
mutant. Here the tests are collected once; each mutant gets a fork of the process, in which the code of the function is
exchanged, and runs only the tests that were seen to reach the changed statement: first those that killed others of the
same function. What does not depend on the rules is worked out once: the workspaces of the tests, read and settled.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from mutants import CHECKING, ROOT, Mutant, clear_caches, install, mutants, used_in

TESTS = ROOT / "tests" / "checking"
PAGE = ROOT / "docs" / "quality" / "mutation.md"

FAMILIES: dict[str, tuple[str, ...]] = {
    "LAW": (
        "rules.lawful_basis", "rules.law_conditions", "rules.law_documents", "rules.law_powers", "legal_layers",
        "legal_disclosures", "gateway_limits", "policy_documents", "schedule_1", "gathered", "rules.law_words",
    ),
    "LEP": ("rules.law_enforcement",),
    "CON": ("rules.confidentiality",),
    "GOV": ("rules.governance", "rules.signing", "life"),
}  # fmt: skip
"""Each family, and its modules below `isptool.checking`."""

KILLED, SURVIVED, UNREACHED = "killed", "survived", "no test reaches it"
BROKEN = "could not be put in place"
OPEN = (SURVIVED, UNREACHED, BROKEN)
"""What is not killed."""


# ── running ──────────────────────────────────────────────────────────────────────────────────────────


class Session:
    """The tests of the rules, collected once, and which statements each of them reaches."""

    def __init__(self, modules: Iterable[str]) -> None:
        self.files = {str(importlib.import_module(f"{CHECKING}.{each}").__file__): each for each in modules}
        self.items: list[pytest.Item] = []
        self.reached: dict[str, set[tuple[str, int]]] = {}
        self.seconds: dict[str, float] = {}
        self.kills: Counter[tuple[str, str, str]] = Counter()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run every test once, noting what it reaches; the runs against mutants come later."""
        self.items = list(session.items)
        _worked_out_once()
        for item in self.items:
            self._note(item)
        gc.collect()
        gc.freeze()
        self.run()
        return True

    def _note(self, item: pytest.Item) -> None:
        reached: set[tuple[str, int]] = set()

        def note(frame: Any, *_: Any) -> Any:
            module = self.files.get(frame.f_code.co_filename)
            if module is None:
                return None

            def line(frame: Any, *_: Any) -> Any:
                reached.add((module, frame.f_lineno))
                return line

            return line(frame)

        clear_caches()
        started = time.perf_counter()
        sys.settrace(note)
        passed = self._passes(item)
        sys.settrace(None)
        if not passed:
            raise SystemExit(f"{item.nodeid} fails without any mutant")
        self.reached[item.nodeid] = reached
        self.seconds[item.nodeid] = time.perf_counter() - started

    @staticmethod
    def _passes(item: pytest.Item) -> bool:
        from _pytest.runner import runtestprotocol

        return all(report.passed or report.skipped for report in runtestprotocol(item, nextitem=None, log=False))

    def against(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that a mutant may fail: those that killed most of its function first, then the quickest."""
        ranges = used_in(mutant) if mutant.in_a_class or not mutant.function else [mutant.lines]
        lines = {(mutant.module, line) for first, last in ranges or () for line in range(first, last + 1)}
        wanted = [each for each in self.items if ranges is None or not lines.isdisjoint(self.reached[each.nodeid])]
        of = mutant.module, mutant.function
        return sorted(wanted, key=lambda item: (-self.kills[(*of, item.nodeid)], self.seconds[item.nodeid]))

    def outcome(self, mutant: Mutant) -> tuple[str, str]:
        """What becomes of a mutant, in a process of its own: the outcome, and the test that killed it."""
        tests = self.against(mutant)
        if not tests:
            return UNREACHED, ""
        limit = 10 + 5 * sum(self.seconds[item.nodeid] for item in tests)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            self._child(mutant, tests, writing)
        os.close(writing)
        ends = time.monotonic() + limit
        while time.monotonic() < ends:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                with os.fdopen(reading) as said:
                    test = said.read()
                code = os.waitstatus_to_exitcode(status)
                if code == 1:
                    self.kills[mutant.module, mutant.function, test] += 1
                return {0: SURVIVED, 1: KILLED}.get(code, BROKEN), test
            time.sleep(0.002)
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(reading)
        return KILLED, f"(not done after {limit:.0f} s)"

    def _child(self, mutant: Mutant, tests: list[pytest.Item], writing: int) -> None:
        """Install a mutant and run the tests until one fails; ends the process."""
        code, said = 2, ""
        try:
            gc.disable()
            for number in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), number)
            install(mutant)
            code = 0
            for item in tests:
                if not self._passes(item):
                    code, said = 1, item.nodeid
                    break
        except BaseException as error:
            said = said or f"{type(error).__name__}: {error}"
            code = 2 if code else 1
        os.write(writing, said.encode())
        os._exit(code)

    def run(self) -> None:
        """To be filled by the caller."""


def _worked_out_once() -> None:
    """Read and settle each workspace of the tests once: reading and settling know nothing of rules."""
    ground: Any = next(value for name, value in sys.modules.items() if name.endswith("checking.ground"))
    read: dict[tuple[str, str], Any] = {}
    settled: dict[tuple[object, ...], Any] = {}
    read_text, model, settle = ground.read_text, ground.Bench.model, ground.Bench.settled

    def of(bench: Any) -> tuple[object, ...]:
        return (tuple(bench.change.files.items()), bench.change.without, bench.base)

    def read_once(text: str, shown_as: str) -> Any:
        if (text, shown_as) not in read:
            read[text, shown_as] = read_text(text, shown_as)
        return read[text, shown_as]

    def model_once(bench: Any, name: str) -> Any:
        key = (*of(bench), name)
        if key not in settled:
            settled[key] = model(bench, name)
        return settled[key]

    def settled_once(bench: Any, document: Any = None) -> Any:
        if document is not None:
            return settle(bench, document)
        if of(bench) not in settled:
            settled[of(bench)] = settle(bench)
        return settled[of(bench)]

    ground.read_text, ground.Bench.model, ground.Bench.settled = read_once, model_once, settled_once


# ── results ──────────────────────────────────────────────────────────────────────────────────────────


class Results:
    """What became of each mutant, by its name; in a file, one JSON object a line, the last of a name counts."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.of: dict[str, dict[str, Any]] = {}
        if path is not None and path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                said = json.loads(line)
                self.of[said["mutant"]] = said

    def add(self, mutant: Mutant, outcome: str, by: str, seconds: float) -> None:
        """Keep one result, and write it out at once."""
        said = {"mutant": mutant.name, "outcome": outcome, "by": by, "seconds": round(seconds, 2)}
        self.of[mutant.name] = said
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(said, ensure_ascii=False) + "\n")

    def outcome(self, mutant: Mutant) -> str:
        """What became of a mutant; empty where it has not been run."""
        return str(self.of.get(mutant.name, {}).get("outcome", ""))

    def without_reason(self, found: list[Mutant]) -> list[Mutant]:
        """The mutants that were run and not killed, and for which the page gives no reason."""
        return [each for each in found if self.outcome(each) in OPEN and each.name not in reasons()]

    def summary(self, found: list[Mutant]) -> list[str]:
        """The results as lines: each module's count, then every mutant for which the page must be mended."""
        lines = []
        for module in [*dict.fromkeys(each.module for each in found), "all"]:
            count = Counter(self.outcome(each) for each in found if module in ("all", each.module))
            said = ", ".join(f"{count[each]} {each}" for each in (KILLED, *OPEN) if count[each])
            lines.append(f"{module}: {sum(count.values())} mutants: {said or 'none run'}; {count['']} not run")
        lines += [f"{self.outcome(each)}: `{each.name}` (line {each.lines[0]})" for each in self.without_reason(found)]
        killed = {each.name for each in found if self.outcome(each) == KILLED}
        lines += [f"killed, and yet on the page: `{each}`" for each in sorted(killed & reasons())]
        return lines


def reasons() -> set[str]:
    """The names of the mutants for which the page gives a reason."""
    return {line[3:-1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("- `")}


def main() -> int:
    """Run the mutants of a family; exit 1 if any survives without a reason."""
    asked = argparse.ArgumentParser(description="Mutation testing of one family of rules.")
    asked.add_argument("family", choices=FAMILIES)
    asked.add_argument("--function", default="", help="only this function")
    asked.add_argument("--module", default="", help="only this module")
    asked.add_argument("--tests", nargs="*", default=[], help="only these files of tests (by default all of the rules)")
    asked.add_argument("-k", default="", help="only tests whose names pytest chooses by this")
    asked.add_argument("--list", action="store_true", help="only count the mutants")
    asked.add_argument("--every", type=int, default=1, help="only each so many, evenly over the family")
    asked.add_argument("--start", type=int, default=0, help="with --every: which of them first, from 0")
    asked.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long, and count what is left")
    asked.add_argument("--results", type=Path, help="a file to add results to; what it has already is not run again")
    asked.add_argument("--again", action="store_true", help="with --results: run those again that were not killed")
    asked.add_argument("--summary", action="store_true", help="with --results: only say what the file has")
    wanted = asked.parse_args()
    modules = FAMILIES[wanted.family]
    found = [
        each
        for module in modules
        if wanted.module in ("", module)
        for each in mutants(module)
        if wanted.function in ("", each.function)
    ][wanted.start :: wanted.every]
    results = Results(wanted.results)
    if wanted.list:
        print(f"{len(found)} mutants")
        return 0
    if not wanted.summary:
        again = OPEN if wanted.again else ()
        _run(Session(modules), [each for each in found if results.outcome(each) in ("", *again)], results, wanted)
    print("\n".join(results.summary(found)))
    return 1 if results.without_reason(found) else 0


def _run(session: Session, left: list[Mutant], results: Results, wanted: argparse.Namespace) -> None:
    """Run mutants against the tests of the rules, for as long as is wanted."""

    def run() -> None:
        started = time.monotonic()
        for number, mutant in enumerate(left, 1):
            if time.monotonic() - started > wanted.seconds:
                break
            since = time.monotonic()
            outcome, by = session.outcome(mutant)
            results.add(mutant, outcome, by, time.monotonic() - since)
            if outcome in OPEN:
                print(f"{outcome}: {mutant}", flush=True)
            if number % 20 == 0:
                print(f"{number} of {len(left)}, {time.monotonic() - started:.0f} s", flush=True)

    session.run = run  # type: ignore[method-assign]
    tests = [str(TESTS / each) for each in wanted.tests] or [str(TESTS)]
    said = pytest.main(
        ["-q", "-p", "no:cacheprovider", "-m", "not programs", "-k", wanted.k, *tests], plugins=[session]
    )
    if not session.reached:
        raise SystemExit(f"the tests could not be run (pytest says {said}); try them with pytest first")


if __name__ == "__main__":
    sys.exit(main())
