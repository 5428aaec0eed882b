"""Which codes are asked for: `--select` and `--ignore` in words of people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

from isptool.checking.rule import Rule
from isptool.checking.rules import KNOWN
from isptool.errors import IspError


def chosen(rules: Sequence[Rule], select: Iterable[str], ignore: Iterable[str]) -> Callable[[str], bool]:
    """Whether findings of a code are asked for.

    Each word is a code (`LAW-13`), a family (`LAW`) or the name of a rule, in any case. With no `select`, all are.
    Raises `IspError` for a word that is none of these.
    """
    selected, ignored = _codes(select, rules), _codes(ignore, rules)

    def wanted(code: str) -> bool:
        return (not selected or code in selected) and code not in ignored

    return wanted


def _codes(words: Iterable[str], rules: Iterable[Rule]) -> frozenset[str]:
    by_word: dict[str, set[str]] = {}
    found: set[str] = set()
    for word in words:
        if not by_word:
            for rule in (*KNOWN.values(), *rules):
                for name in (rule.code, rule.family, rule.name):
                    by_word.setdefault(name.lower(), set()).add(rule.code)
        plain = word.strip().lower()
        if plain not in by_word:
            near = get_close_matches(plain, list(by_word), n=1, cutoff=0.6)
            meant = sorted(by_word[near[0]])[0] if near else ""
            hint = (
                f"Did you mean {meant if near[0] == meant.lower() else near[0]}?"
                if near
                else "Give a code such as LAW-13."
            )
            raise IspError(f"There is no rule or family called {word}.", hint)
        found.update(by_word[plain])
    return frozenset(found)
