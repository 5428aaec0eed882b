"""From answers to an outcome: the way through the questions, what is added on it, and what is left to find out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from isptool.asking.open_points import Offer
from isptool.asking.question import Question, Reply
from isptool.errors import IspError
from isptool.model.decision import DecisionTree, Found, FoundBy, Outcome, Sharing, TreeQuestion, Way, split_reason

Find = Callable[[FoundBy, Sharing], "Found | None"]
"""What the register says of a question; None where it cannot say."""


def no_register(kind: FoundBy, sharing: Sharing) -> Found | None:  # noqa: ARG001
    """Where there is no workspace, nothing is found."""
    return None


class Given(Struct, frozen=True):
    """An answer that somebody gave: its key, and why."""

    answer: str
    because: str = ""


class Taken(Struct, frozen=True):
    """One question on the way: how it was answered, why, and what the register said of it."""

    code: str
    question: TreeQuestion
    answer: str
    because: str
    found: Found | None
    by_register: bool
    """Whether nobody answered it, so that what the register found counts."""

    @property
    def way(self) -> Way:
        """The way that the answer opened."""
        return next(way for key, way in self.question.answers.items() if key == self.answer)


class Journey(Struct, frozen=True):
    """How far the answers lead: the questions on the way, and the outcome or the question that is to be answered."""

    path: tuple[Taken, ...]
    at: str
    """The code of the outcome; without one, of the question that is next."""
    outcome: Outcome | None
    found: Found | None = None
    """What the register says of the question that is next."""

    @property
    def tasks(self) -> tuple[str, ...]:
        """The codes of the outcomes added on the way, each once."""
        return tuple(dict.fromkeys(code for each in self.path for code in each.way.adds))

    @property
    def checks(self) -> tuple[str, ...]:
        """What was not known, and must still be found out."""
        return tuple(each.way.check for each in self.path if each.way.check)

    @property
    def values(self) -> Mapping[str, str]:
        """What was found and can be filled into commands; what was found last counts."""
        found: dict[str, str] = {}
        for each in self.path:
            found.update(each.found.values if each.found is not None else {})
        return found


def follow(
    tree: DecisionTree,
    given: Mapping[str, Given],
    sharing: Sharing = Sharing(),  # noqa: B008 - it is frozen
    find: Find = no_register,
    *,
    accept: bool = True,
) -> Journey:
    """The way from the first question, as far as the answers lead.

    A question that nobody answered is answered from the register, if `accept` and the register can say. Raises
    `IspError` for an answer that a question does not have.
    """
    path: list[Taken] = []
    code = tree.first
    while code in tree.questions:
        question = tree.questions[code]
        found = find(question.found_by, sharing) if question.found_by is not None else None
        mine = given.get(code)
        if mine is None and (found is None or not accept):
            return Journey(tuple(path), code, None, found)
        answer = mine.answer if mine is not None else found.answer if found is not None else ""
        if answer not in question.answers:
            raise IspError(
                f"{code} cannot be answered with {answer}.", f"It takes: {', '.join(question.answers)}. {question.why}"
            )
        path.append(Taken(code, question, answer, mine.because if mine else "", found, mine is None))
        code = path[-1].way.leads_to
    return Journey(tuple(path), code, tree.outcomes[code])


def unused(journey: Journey, given: Mapping[str, Given]) -> tuple[str, ...]:
    """The codes of answers that the way never came to."""
    taken = {each.code for each in journey.path}
    return tuple(code for code in given if code not in taken)


# ── in a conversation ────────────────────────────────────────────────────────────────────────────────

LETTERS = {"y": "yes", "n": "no", "k": "not-known"}
"""What may be typed for an answer."""
FACTS = ("partners", "purposes", "data")
"""What is asked before the register is."""


@dataclass
class DecisionInterview:
    """Asks the questions of a tree, one after another; `offers` has those for partners, purposes and data."""

    tree: DecisionTree
    find: Find = no_register
    offers: Mapping[str, tuple[Offer, ...]] = field(default_factory=dict)
    title: str = ""
    facts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    given: dict[str, Given] = field(default_factory=dict)
    flags: tuple[str, ...] | None = None

    @property
    def sharing(self) -> Sharing:
        """What is known of the sharing."""
        return Sharing(*(self.facts.get(each, ()) for each in FACTS))

    def journey(self, *, accept: bool = False) -> Journey:
        """How far it has come; with `accept`, what nobody answered is answered from the register."""
        return follow(self.tree, self.given, self.sharing, self.find, accept=accept)

    def questions(self) -> list[Question]:
        """The question that is next, alone: the others depend on it."""
        return list(self._next())

    def _next(self) -> Iterator[Question]:
        if not self.title:
            text = "What is to be shared, in a few words?"
            yield Question("title", "What it is about", text, "text", required=True, how="a few words; q stop")
            return
        journey = self.journey()
        if journey.outcome is None:
            question = self.tree.questions[journey.at]
            missing = [each for each in FACTS if each not in self.facts] if question.found_by is not None else []
            yield self._fact(missing[0]) if missing else self._tree_question(journey.at, question, journey.found)
        elif self.flags is None:
            yield self._flags()

    def _fact(self, name: str) -> Question:
        about, text = _FACT_WORDS[name]
        why = "With it the register can be searched for agreements and protocols that are there already."
        offers = self.offers.get(name, ())
        typed = "numbers, such as 1 or 1,3, or words with commas between" if offers else "words with commas between"
        how = f"{typed}; s skip, ? why, b back, q stop"
        return Question(name, about, text, "choices", why=why, offers=offers, own_words=True, how=how)

    def _tree_question(self, code: str, question: TreeQuestion, found: Found | None) -> Question:
        offers = tuple(Offer(key, key, way.means, "", True, ()) for key, way in question.answers.items())
        about = (f"The register: {found.says}",) if found is not None else ()
        letters = {letter: key for letter, key in LETTERS.items() if key in question.answers}
        usual = found.answer if found is not None else ""
        typed = "y, n or k (not known)" if "k" in letters else "y or n"
        typed += f"; Enter for {usual}" if usual else ""
        return Question(
            code,
            f"{code} {question.about}",
            question.question,
            "choice",
            why=f"{question.why} (Source: {'; '.join(question.sources)})",
            offers=offers,
            about=about,
            own_words=True,
            required=not usual,
            usual=usual,
            letters=letters,
            how=f"{typed}; a reason may follow: no, because …; ? why, b back, q stop",
            read=lambda line: _read_answer(line, question),
        )

    def _flags(self) -> Question:
        offers = tuple(Offer(key, key, flag.asks, "", True, ()) for key, flag in self.tree.flags.items())
        return Question(
            "flags",
            "What asks for more care",
            "Which of these are so?",
            "choices",
            why="Each of them asks for more care, whatever the outcome.",
            offers=offers,
            how="numbers, such as 1 or 1,3; Enter for none of them; b back, q stop",
        )

    def take(self, question: Question, reply: Reply) -> None:
        """Keep a reply."""
        if question.id == "title":
            self.title = reply.words
        elif question.id == "flags":
            self.flags = reply.keys
        elif question.id in FACTS:
            self.facts[question.id] = reply.keys or tuple(_meant(each, question.offers) for each in parted(reply.words))
        else:
            answer, because = _read_answer(reply.words, self.tree.questions[question.id]) if reply.words else ("", "")
            self.given[question.id] = Given(reply.keys[0] if reply.keys else answer, because)

    def forget(self, question: str) -> None:
        """Ask a question again: by its id."""
        if question == "title":
            self.title = ""
        elif question == "flags":
            self.flags = None
        self.facts.pop(question, None)
        self.given.pop(question, None)

    def skip(self, question: Question) -> None:
        """Keep that nothing was replied: no partners, purposes, data or flags are known."""
        if question.id == "flags":
            self.flags = ()
        elif question.id in FACTS:
            self.facts[question.id] = ()


_FACT_WORDS = {
    "partners": ("Who takes part", "Which organisations share it, yours included? Several with commas between."),
    "purposes": ("What for", "What is it for? One or several, or your own words."),
    "data": ("What", "What kind of information is it? One or several, or your own words."),
}


def parted(words: str) -> tuple[str, ...]:
    """The parts of a text with commas, without the spaces around them."""
    return tuple(each.strip() for each in words.split(",") if each.strip())


def _meant(word: str, offers: Sequence[Offer]) -> str:
    """The key of the offer that a word among others means, by its number, key or name; else the word itself."""
    if word.isdigit() and 1 <= int(word) <= len(offers):
        return offers[int(word) - 1].key
    said = word.casefold()
    return next((each.key for each in offers if said in (each.key.casefold(), each.sentence.casefold())), word)


def _read_answer(line: str, question: TreeQuestion) -> tuple[str, str]:
    """The answer and reason of a typed line. Raises `ValueError` where it does not begin with an answer."""
    letter = re.match(r"\s*([ynk])(?=\s*(?:[,;:–-]|because\b|\Z))", line, re.I)
    whole = LETTERS[letter[1].lower()].replace("-", " ") + line[letter.end() :] if letter else line
    answer, because = split_reason(whole)
    if answer not in question.answers:
        raise ValueError(f"does not begin with an answer to this: {', '.join(question.answers)}")
    return answer, because


def decide(interview: DecisionInterview, ask: Callable[[Question], Reply]) -> bool:
    """Ask until there is an outcome and the red flags are known, or until somebody stops. Whether it came so far."""
    asked: list[str] = []
    while waiting := interview.questions():
        reply = ask(waiting[0])
        if reply.stop or reply.enough:
            return False
        if reply.back:
            if asked:
                interview.forget(asked.pop())
            continue
        asked.append(waiting[0].id)
        if reply.skipped:
            interview.skip(waiting[0])
        else:
            interview.take(waiting[0], reply)
    return True
