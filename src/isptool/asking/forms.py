"""How forms are made: the questions of a settled document, each with its controls, for one partner after another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from isptool.asking.asked import codes, is_own
from isptool.asking.form import CITATIONS, Control, Coordinates, Form, FormAnswer, FormQuestion, Kind, cell_name
from isptool.asking.likely import CALLED
from isptool.asking.naming import Naming
from isptool.asking.open_points import Circumstances, Offer
from isptool.asking.words import AskingWords
from isptool.law.book import LawBook
from isptool.model.point import Point, PointField
from isptool.settling.settled import Cell, Settled, SettledPoint, State
from isptool.writing.compose_words import capital, listed

LEFT_TO_THE_LEAD = frozenset({"under", "records", "parties.kind"})
"""Homes of points that no partner answers in a form: whoever leads the document does."""
_ONLY_KEYS = frozenset({"data.category"})
"""Homes where nothing but a key can stand."""
CONTACTS = {
    "day-to-day": ("post", "mailbox"),
    "data-protection": ("post", "mailbox"),
    "incidents": ("post", "mailbox", "phone"),
}
"""The contacts that a form asks for, and what of each."""
_PIECES = re.compile(r"\{([a-z0-9-]+)\}")
_LONGEST_CHOICE = 180


class Forms:
    """Makes the forms of one settled document. What several partners are asked is made once."""

    def __init__(self, settled: Settled, book: LawBook, words: AskingWords, naming: Naming) -> None:
        self.settled = settled
        self.words = words
        self.naming = naming
        self.circumstances = Circumstances(settled, book)
        self.codes = codes({name: each.point for name, each in settled.points.items()})
        called = settled.parties
        self.parties = tuple((capital(facts.called), name) for name, facts in called.items() if not facts.is_other)
        self._of_all: dict[tuple[str, bool], FormQuestion | None] = {}
        self._named: dict[tuple[str, Coordinates], frozenset[str]] = {}

    def of(self, party: str, *, everything: bool = False) -> Form:
        """The form of one partner. With `everything`, what is answered is asked too: to know what comes back."""
        made = _Maker(self, party, everything=everything)
        questions = [
            each for point in self.settled.points.values() if (each := self._question(made, point)) is not None
        ]
        document = self.settled.document
        return Form(
            document.id,
            document.version or "",
            party,
            tuple(each for each in questions if each.party),
            tuple(each for each in questions if not each.party),
        )

    def _question(self, made: _Maker, point: SettledPoint) -> FormQuestion | None:
        if any(cell.coordinates for cell in point.cells) or is_own(point.point):
            return made.question(point)
        key = (point.id, made.everything)
        if key not in self._of_all:
            self._of_all[key] = made.question(point)
        return self._of_all[key]

    def concerned(self, point: SettledPoint, cell: Cell) -> frozenset[str]:
        """Those whom a cell that is nobody's own concerns; empty where it concerns everybody."""
        key = (point.id, cell.coordinates)
        if key not in self._named:
            rows = [self.settled.rows[row] for part in cell.parts for row in part.rows] if cell.coordinates else []
            named = {each for row in rows for each in (row.actor, row.sender, row.recipient) if each}
            self._named[key] = frozenset(named)
        return self._named[key]


class _Maker:
    """Makes the questions of one form."""

    def __init__(self, forms: Forms, party: str, *, everything: bool) -> None:
        self.forms = forms
        self.party = party
        self.everything = everything
        self.settled, self.words, self.naming = forms.settled, forms.words, forms.naming
        self.circumstances, self.codes, self.parties = forms.circumstances, forms.codes, forms.parties

    def question(self, each: SettledPoint) -> FormQuestion | None:
        """The question of a point to this partner; None where there is none."""
        point, code = each.point, self.codes[each.id]
        if point.home in LEFT_TO_THE_LEAD or (each.state is State.NOT_APPLICABLE and not self.everything):
            return None
        cells = [cell for cell in each.cells if self._concerns(each, cell)]
        asked = [cell for cell in cells if self.everything or cell.state.left_to_agree]
        if not asked and (each.cells or not each.state.left_to_agree):
            return None
        rows = {row for cell in cells for part in cell.parts for row in part.rows}
        offers = self.circumstances.offers(point, rows)
        numbers = {key: number for number, key in enumerate(self._numbered(point, offers), 1)}
        chosen = _in_common([cell for cell in asked if cell.state.left_to_agree])
        answers = tuple(self._answer(code, point, offer, numbers[offer.key], rows, chosen) for offer in offers)
        contacts = self._contacts(code) if point.home == "parties.contacts" else ()
        if contacts:
            answers = ()
        settled_above = chosen is not None and self._settled_above(asked)
        if settled_above:
            answers = tuple(each for each in answers if each.offer.key in (chosen or {}))
        gaps = not contacts and not settled_above
        whole = tuple(cell.coordinates for cell in asked if cell.coordinates)
        return FormQuestion(
            code=code,
            point_id=each.id,
            point=point,
            party=self.party if is_own(point) else "",
            cells=whole,
            open=tuple(cell.coordinates for cell in asked if cell.coordinates and cell.state.left_to_agree),
            scope=self._scope(code, asked) if len(whole) > 1 else (),
            whom=self._whom(point, asked),
            said=self._said(asked),
            choice=self._choice(code, answers, chosen) if point.choose == "one" and answers else None,
            answers=answers,
            contacts=contacts,
            own_words=self._own_words(code, point) if gaps else None,
            not_yet=self._not_yet(code) if gaps else None,
            does_not_apply=self._lines(f"{code}.x", "form-does-not-apply") if gaps else None,
        )

    def _concerns(self, each: SettledPoint, cell: Cell) -> bool:
        if is_own(each.point):
            return cell.at("party") == self.party
        concerned = self.forms.concerned(each, cell)
        return not concerned or self.party in concerned

    @staticmethod
    def _numbered(point: Point, offers: Sequence[Offer]) -> list[str]:
        """The keys of answers in the order by which they are numbered, whatever is likely here."""
        known = [key for key in point.answers if any(offer.key == key for offer in offers)]
        return [*known, *(offer.key for offer in offers if offer.key not in point.answers)]

    # ── answers ──────────────────────────────────────────────────────────────────────────────────────

    def _answer(
        self, code: str, point: Point, offer: Offer, number: int, rows: set[int], chosen: Mapping[str, str] | None
    ) -> FormAnswer:
        name = f"{code}.{number}"
        likely = point.answers.get(offer.key)
        pieces = tuple(self._pieces(name, point, offer, rows, chosen or {})) if likely else (offer.sentence,)
        tick = None
        if point.choose != "one":
            ticked = chosen is not None and offer.key in chosen
            tick = Control(name, "tick", self.words.say("form-tick-title", code=name), ticked=ticked)
        return FormAnswer(name, offer, pieces, tick)

    def _pieces(
        self, name: str, point: Point, offer: Offer, rows: set[int], chosen: Mapping[str, str]
    ) -> Iterator[str | Control]:
        text = point.answers[offer.key].text.replace("[", "").replace("]", "")
        text = text[:1].upper() + text[1:]
        to_type = {blank.name: blank.field for blank in offer.blanks}
        met: set[str] = set()
        for position, piece in enumerate(_PIECES.split(text)):
            if position % 2 == 0:
                if piece:
                    yield piece
            elif piece in to_type and piece not in met:
                met.add(piece)
                yield self._blank(f"{name}.{piece}", piece, to_type[piece], chosen.get(f"{offer.key}.{piece}", ""))
            else:
                yield self._filled(point, piece, rows)

    def _filled(self, point: Point, blank: str, rows: set[int]) -> str:
        """A blank that facts fill: by its value where that is one, else by its name."""
        source = point.fields[blank].filled_from if blank in point.fields else None
        column = {"party": "actor"}.get(source or "", source or "")
        if column in ("actor", "sender", "recipient", "purpose"):
            values = {getattr(self.settled.rows[row], column) for row in rows} - {""}
            if len(values) == 1:
                return self.naming.name(values.pop())
        return f"({CALLED.get(blank, blank.replace('-', ' '))})"

    def _blank(self, name: str, blank: str, spec: PointField, value: str) -> Control:
        called = CALLED.get(blank, blank.replace("-", " "))
        title = capital(called)
        choices: tuple[tuple[str, str], ...] = ()
        if spec.is_ == "one-of":
            choices = tuple((each.replace("-", " "), each) for each in spec.values)
        elif spec.is_ == "yes-no":
            choices = tuple((self.words.documents.say(each), each) for each in ("yes", "no"))
        elif spec.is_ == "party":
            choices = self.parties
        if choices:
            shown = next((show for show, each in choices if each == value), value)
            return Control(name, "choice", title, self.words.say("form-choose", what=called), choices, value=shown)
        kind: Kind = "date" if spec.is_ == "date" else "lines" if spec.is_ in ("prose", "texts") else "line"
        key = "form-blank-usual" if spec.default else "form-blank"
        prompt = self.words.say(key, what=called, usual=spec.default or "")
        return Control(name, kind, title, prompt, value=value)

    def _choice(self, code: str, answers: Sequence[FormAnswer], chosen: Mapping[str, str] | None) -> Control:
        shown: dict[str, str] = {}
        for each in answers:
            text = f"{each.id} {each.words}"
            shown[text if len(text) <= _LONGEST_CHOICE else f"{text[: _LONGEST_CHOICE - 1]}…"] = each.offer.key
        value = next((text for text, key in shown.items() if chosen is not None and key in chosen), "")
        title = self.words.say("form-choice-title", code=code)
        return Control(f"{code}.a", "choice", title, self.words.say("form-choice"), tuple(shown.items()), value=value)

    def _contacts(self, code: str) -> tuple[Control, ...]:
        facts = self.settled.parties.get(self.party)
        known = dict(facts.partner.contacts) if facts is not None and facts.partner is not None else {}
        known |= dict(facts.party.contacts) if facts is not None and facts.party is not None else {}
        made = []
        for role, fields in CONTACTS.items():
            for name in fields:
                value = getattr(known.get(role), name, None) or ""
                title = capital(f"{self.words.documents.name('contact', role)}: {self.words.say(f'form-{name}')}")
                prompt = self.words.say("form-blank", what=self.words.say(f"form-{name}"))
                made.append(Control(f"{code}.{role}.{name}", "line", title, prompt, value=value))
        return tuple(made)

    # ── what is common to all questions ──────────────────────────────────────────────────────────────

    def _lines(self, name: str, key: str) -> Control:
        return Control(name, "lines", self.words.say(f"{key}-title"), self.words.say(key))

    def _own_words(self, code: str, point: Point) -> Control | None:
        if point.home in _ONLY_KEYS:
            return None
        return self._lines(f"{code}.w", "form-citation" if point.home in CITATIONS else "form-own-words")

    def _settled_above(self, asked: Sequence[Cell]) -> bool:
        """Whether a protocol settled what is asked, and only facts are missing that are always an agreement's own."""
        parts = [part for cell in asked for part in cell.parts if part.state.left_to_agree]
        return bool(parts) and all(part.keys and part.place and part.place.file != self.settled.file for part in parts)

    def _not_yet(self, code: str) -> tuple[Control, Control, Control]:
        say = self.words.say
        return (
            Control(f"{code}.n", "lines", say("form-not-yet-title"), say("form-not-yet")),
            Control(f"{code}.who", "line", say("form-who-title"), say("form-who")),
            Control(f"{code}.until", "date", say("form-until-title"), say("form-until")),
        )

    def _scope(self, code: str, asked: Sequence[Cell]) -> tuple[tuple[Coordinates, Control], ...]:
        found = []
        for cell in asked:
            name, title = cell_name(cell.coordinates), self.naming.without_party(cell.coordinates)
            found.append((cell.coordinates, Control(f"{code}.for.{name}", "tick", title, ticked=True)))
        return tuple(found)

    def _whom(self, point: Point, asked: Sequence[Cell]) -> str:
        naming = self.naming.without_party if is_own(point) else self.naming.of_whom
        return listed(dict.fromkeys(name for cell in asked if (name := naming(cell.coordinates))))

    def _said(self, asked: Sequence[Cell]) -> str:
        gaps: dict[str, None] = {}
        missing: dict[str, None] = {}
        for cell in asked:
            for part in cell.parts:
                if not part.state.left_to_agree:
                    continue
                if part.gap and part.gap.lower() != "still to be agreed":
                    who = ", ".join(filter(None, (self.naming.post(part.who), part.until)))
                    gaps[f"{part.gap} ({who})" if who else part.gap] = None
                missing.update((blank.replace("-", " "), None) for blank in part.missing)
        lines = [self.words.say("sheet-so-far", said=each) for each in gaps]
        lines += [self.words.say("sheet-missing", what=f"{listed(missing)}.")] if missing else []
        return "\n".join(lines)


def _in_common(asked: Sequence[Cell]) -> dict[str, str] | None:
    """The answers already chosen in every one of these open cells, with their blanks; None where there are none.

    `key` → empty, and `key.blank` → the value of the blank as it is printed.
    """
    found: dict[str, str] | None = None
    for cell in asked:
        for part in cell.parts:
            own: dict[str, str] = dict.fromkeys(part.keys, "")
            own |= {f"{key}.{name}": value.text for key in part.keys for name, value in part.fields.items()}
            if found is not None and own != found:
                return None
            found = own
    return found or None
