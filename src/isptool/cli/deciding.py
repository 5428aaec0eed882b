"""What `isptool decide` does: read answers, ask for the rest, look into the register, print and keep the outcome."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from isptool.asking.deciding import DecisionInterview, decide, no_register, unused
from isptool.asking.decision_record import Decided, as_data, as_lines, as_yaml, given
from isptool.asking.likely import choosable, sentence
from isptool.asking.open_points import Offer
from isptool.asking.plain import PlainAsker
from isptool.asking.question import Question
from isptool.cli import options, saving, terminal
from isptool.cli.opening import Opened, open_settings
from isptool.errors import IspError
from isptool.library import decision_tree
from isptool.model.decision import Decision
from isptool.model.fields import slug
from isptool.reading.workspace import find_root, shown

if TYPE_CHECKING:
    from isptool.asking.deciding import Find
    from isptool.model.decision import DecisionTree

FOLDER = "decisions"
"""The folder of a workspace that keeps the records of decisions."""
_POINTS = {"purposes": "P05", "data": "P13"}
"""The points whose likely answers say what a sharing is for, and what is shared."""
_FACTS = {"title": "title", "by": "decided-by", "decided-by": "decided-by"}
_LISTS = frozenset({"partners", "purposes", "data", "flags"})


class Wish(Struct, frozen=True):
    """What is wanted."""

    name: str | None
    answers: str | None
    set: tuple[str, ...]
    no_input: bool
    to: str
    output: str | None
    force: bool
    workspace: str
    today: str | None


class _Around(Struct, frozen=True):
    """What stands around a decision: the workspace (or only its settings), what it knows, the day."""

    opened: Opened
    tree: DecisionTree
    find: Find
    partners: Mapping[str, str]
    offers: Mapping[str, tuple[Offer, ...]]
    today: date
    publisher: str
    in_workspace: bool

    @property
    def names(self) -> dict[str, str]:
        """The names of partners, and the sentences of purposes and data, by key."""
        lists = (self.offers.get(each, ()) for each in _POINTS)
        return {**{each.key: each.sentence.rstrip(".") for offers in lists for each in offers}, **self.partners}


def make(wish: Wish) -> int:
    """Decide, print the outcome, and keep the record where an id is given."""
    if wish.name is not None and (not wish.name or slug(wish.name) != wish.name):
        raise IspError(
            f"{wish.name} cannot be an id: ids are lower-case letters, digits and hyphens.",
            f"For example: {slug(wish.name) or 'fire-visits'}",
        )
    known = _known(wish)
    around = _around(wish)
    interview = _interview(known, around)
    asks = not wish.no_input and terminal.can_ask() and wish.to == "text"
    if asks:
        asker = PlainAsker(terminal.read_line, terminal.say, terminal.width())
        finished = decide(interview, lambda question: asker.ask(question, 0))
        name = wish.name
        if finished and name is None:
            name = _ask_for_id(asker, interview.title)
    else:
        name = wish.name
        _answer_alone(interview, wish, around)
    return _finish(interview, known, around, wish, name, accept=not asks)


# ── what is known ────────────────────────────────────────────────────────────────────────────────────


def _known(wish: Wish) -> Decision:
    from isptool.cli.formats.text import finding_lines
    from isptool.findings import Severity
    from isptool.reading.shape import shape
    from isptool.reading.source import read_file, read_text
    from isptool.reading.write import write

    data: dict[str, Any] = {}
    if wish.answers is not None:
        source = read_file(Path(wish.answers), wish.answers)
        found = [*source.findings, *shape(source, Decision).findings]
        errors = [each for each in found if each.severity is Severity.ERROR]
        for each in errors:
            terminal.note("\n".join(finding_lines(each)) + "\n")
        if errors:
            raise IspError(
                f"{wish.answers} cannot be used as it stands.", "Mend what is shown above. Nothing was kept."
            )
        data = dict(source.data)
    for setting in wish.set:
        _set(data, setting)
    if not data:
        return Decision.model_validate({})
    shaped = shape(read_text(write(data), "--set"), Decision)
    for finding in shaped.findings:
        if finding.severity is Severity.ERROR or shaped.model is None:
            where = ".".join(str(step) for step in finding.path)
            raise IspError(f"--set {where}: {finding.message}", finding.fix or "")
    assert shaped.model is not None
    return shaped.model


def _set(data: dict[str, Any], given_: str) -> None:
    name, equals, value = (each.strip() for each in given_.partition("="))
    if not equals or not name or not value:
        raise IspError(f"--set {given_} has no value.", "Write --set T7=no, or --set title='Fire visits'.")
    if name in _LISTS:
        data[name] = [each.strip() for each in value.split(",") if each.strip()]
    elif name in _FACTS:
        data[_FACTS[name]] = value
    elif name[:1].upper() == "T" and name[1:2].isdigit():
        code, _, part = (name[:1].upper() + name[1:]).partition(".")
        old = data.get("answers") or {}
        data["answers"] = {**old, code: {**_as_mapping(old.get(code)), part: value} if part else value}
    else:
        raise IspError(
            f"--set {name} is not known.",
            f"It takes a question (T7=no), or: {', '.join(sorted({*_LISTS, 'title', 'by'}))}.",
        )


def _as_mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"answer": value} if value else {}


def _around(wish: Wish) -> _Around:
    folder = Path(wish.workspace)
    if not folder.is_dir():
        raise IspError(f"There is no folder {wish.workspace}.", "Name the folder of a workspace.")
    opened = open_settings(folder)
    today = options.as_at(wish.today, opened.workspace)
    partners: Mapping[str, str] = {}
    find: Find = no_register
    publisher = ""
    in_workspace = find_root(folder) is not None
    if in_workspace:
        from isptool.cli.registering import open_register
        from isptool.register.precedents import Precedents

        desk = open_register([wish.workspace], wish.today)
        settings = opened.workspace.settings.model if opened.workspace.settings is not None else None
        find = Precedents(desk.register, tuple(settings.nations) if settings is not None else ()).find
        partners = {name: partner.name for name, partner in desk.partners.items()}
        publisher = desk.publisher
    points = {point.code: point for point in opened.points().values()}
    offers = {
        name: tuple(Offer(key, key, sentence(likely), "", True, ()) for key, likely in choosable(points[code]).items())
        for name, code in _POINTS.items()
        if code in points
    }
    offers["partners"] = tuple(Offer(key, key, name, "", True, ()) for key, name in partners.items())
    return _Around(
        opened, decision_tree(opened.template_folders), find, partners, offers, today, publisher, in_workspace
    )


def _interview(known: Decision, around: _Around) -> DecisionInterview:
    facts = {"partners": known.partners, "purposes": known.purposes, "data": known.data}
    unknown = [each for each in known.flags if each not in around.tree.flags]
    if unknown:
        raise IspError(f"There is no red flag {unknown[0]}.", f"There are: {', '.join(around.tree.flags)}.")
    unasked = [code for code in known.answers if code not in around.tree.questions]
    if unasked:
        raise IspError(f"There is no question {unasked[0]}.", f"There are: {', '.join(around.tree.questions)}.")
    return DecisionInterview(
        around.tree,
        around.find,
        around.offers,
        known.title or "",
        {name: tuple(keys) for name, keys in facts.items() if keys},
        given(known),
        tuple(known.flags) if "flags" in known.model_fields_set else None,
    )


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────


def _ask_for_id(asker: PlainAsker, title: str) -> str | None:
    """The id under which the record is kept; None where it is not to be kept."""

    def read(line: str) -> str:
        if slug(line) != line:
            raise ValueError(
                f"is not an id: lower-case letters, digits and hyphens, such as {slug(line) or 'fire-visits'}"
            )
        return line

    text = f"An id under which the record is kept, such as {slug(title)[:40].strip('-') or 'fire-visits'}."
    how = "an id; Enter keeps nothing"
    reply = asker.ask(Question("id", "The record of this decision", text, "text", how=how, read=read), 0)
    return reply.words or None


def _answer_alone(interview: DecisionInterview, wish: Wish, around: _Around) -> None:
    """See to it that there is an outcome without anybody being asked. Raises `IspError` where an answer is missing."""
    journey = interview.journey(accept=True)
    if journey.outcome is None:
        question = around.tree.questions[journey.at]
        so_far = ", ".join(f"{each.code} {each.answer}" for each in journey.path)
        began = f" So far: {so_far}." if so_far else ""
        nobody = "" if wish.no_input or wish.to != "text" else ", and nobody can be asked here"
        raise IspError(
            f"{journey.at} is not answered{nobody}: {question.question}{began}",
            f"Add --set {journey.at}={' or '.join(question.answers)}, or run it in a terminal.",
        )
    interview.title = interview.title or (wish.name or "").replace("-", " ").capitalize() or "This sharing"
    interview.flags = interview.flags or ()


# ── the outcome ──────────────────────────────────────────────────────────────────────────────────────


def _finish(
    interview: DecisionInterview, known: Decision, around: _Around, wish: Wish, name: str | None, *, accept: bool
) -> int:
    journey = interview.journey(accept=accept)
    folder = Path(wish.output) if wish.output is not None else around.opened.home / FOLDER
    path = folder / f"{name}.yaml" if name else None
    again = known if known.id == name else Decision()
    decided = Decided(
        around.tree,
        journey,
        interview.title,
        around.today,
        interview.sharing,
        interview.flags or (),
        name or "",
        known.decided_by or "",
        _from(path, around) if path is not None else "",
        around.names,
        around.in_workspace,
        frozenset(around.partners),
        again.led_to or "",
        again.look_again,
    )
    if journey.outcome is None or interview.flags is None:
        return _broken_off(decided, path, wish)
    for code in unused(journey, interview.given):
        terminal.note(f"{code} was answered, and did not matter: the way led past it.")
    files, left = _keep(decided, path, around, wish) if path is not None else ([], [])
    if wish.to == "json":
        data = {**as_data(decided), "files": [shown(each) for each in files]}
        terminal.emit(json.dumps(data, ensure_ascii=False, indent=2) + "\n", utf8=True)
    else:
        _print(decided, around, files)
    for each in left:
        terminal.say_error(f"{shown(each)} was left as it is: it was changed since isptool wrote it, or not isptool's.")
    return 2 if left else 0


def _print(decided: Decided, around: _Around, files: list[Path]) -> None:
    lines = list(as_lines(decided))
    if around.in_workspace and around.opened.home != Path.cwd():
        lines += ["", f"The commands are meant for the folder {shown(around.opened.home)}."]
    if files:
        lines += ["", f"Kept in {', '.join(shown(each) for each in files)}."]
    terminal.say_wrapped("\n".join(lines))


def _from(path: Path, around: _Around) -> str:
    """A path as it is typed in the folder of the workspace, for which the commands are meant."""
    root = around.opened.home if around.in_workspace else Path.cwd()
    try:
        return path.absolute().relative_to(root.absolute()).as_posix()
    except ValueError:
        return path.absolute().as_posix()


def _broken_off(decided: Decided, path: Path | None, wish: Wish) -> int:
    terminal.say("Nothing is decided yet.")
    if path is None or not decided.journey.path:
        return 0
    if _write_record(path, as_yaml(decided), wish):
        terminal.say(f"The answers so far are in {shown(path)}.")
        terminal.say(f"Go on with: isptool decide {decided.id} --answers {shown(path)}")
    return 0


def _keep(decided: Decided, path: Path, around: _Around, wish: Wish) -> tuple[list[Path], list[Path]]:
    """The files in which a decision is kept, and those that were left because somebody else changed them."""
    from isptool.asking.decision_paper import decision_paper
    from isptool.library import house_style
    from isptool.writing.markdown import to_markdown
    from isptool.writing.word import to_word
    from isptool.writing.word_house import HouseStyle

    paper = decision_paper(decided, author=around.publisher)
    contents = {
        "docx": to_word(paper, HouseStyle.load(house_style(around.opened.template_folders))),
        "md": to_markdown(paper).encode(),
    }
    if not _write_record(path, as_yaml(decided), wish):
        return [], []
    files, left = [path], list[Path]()
    rendered = saving.Rendered(path.parent)
    for form, content in contents.items():
        kept = rendered.write(f"{path.stem}.{form}", content)
        (files if kept else left).append(path.with_suffix(f".{form}"))
    rendered.close()
    return files, left


def _write_record(path: Path, text: str, wish: Wish) -> bool:
    """Write the record; one that is there already is changed only where somebody agrees."""
    if not path.exists():
        saving.create(path, saving.as_bytes(text))
        return True
    old = path.read_bytes().decode("utf-8", "replace")
    if old == text:
        return True
    ask = terminal.agrees if terminal.can_ask() else None
    say = terminal.note if wish.to == "json" else terminal.say
    if not saving.change(path, old, text, force=wish.force, show=say, agree=ask):
        say(f"{shown(path)} was left as it is.")
        return False
    return True
