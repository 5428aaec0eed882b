"""What an organisation may copy and change: points, checklists, words and looks, the user's folder first.

Every file has a *name*: its path below `templates/`, with forward slashes (`points/a-context.yaml`). A file in
one of the user's own folders stands in place of ours of the same name, file by file; a file that only the
user has is added. Our own points and checklists are read from one compiled file, the user's from their YAML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from isptool.errors import IspError
from isptool.findings import Finding, Severity, ValuePath
from isptool.reading.codes import Code

if TYPE_CHECKING:
    from isptool.model.decision import DecisionTree
    from isptool.model.headings import HeadingMap
    from isptool.model.node import Node
    from isptool.model.point import Checklist, Point, PointFile
    from isptool.reading.source import Source

Kind = Literal["points", "checklists", "decide", "maps"]
COMPILED: Mapping[Kind, str] = {
    "points": "compiled.json",
    "checklists": "compiled.json",
    "decide": "compiled-decide.json",
    "maps": "compiled-maps.json",
}
"""The files that `scripts/compile_data.py` makes of our own. What few commands need is apart, so that it costs few."""

# ── files ────────────────────────────────────────────────────────────────────────────────────────────


def templates_root() -> Path:
    """The folder of the templates that ship with the tool: in the installed package, else in the checkout."""
    package = Path(__file__).resolve().parent
    for folder in (package / "templates", package.parent.parent / "templates"):
        if folder.is_dir():
            return folder
    raise IspError("The templates that ship with isptool are not there.", "Install isptool again.")


def find(name: str, folders: Sequence[Path] = ()) -> Path:
    """The file called `name`, in the first of the user's `folders` that has it, else ours.

    Raises `IspError` when there is none, or when the name would lead out of the folder.
    """
    pure = PurePosixPath(name)
    if not pure.parts or pure.is_absolute() or ".." in pure.parts or "\\" in name or "\0" in name or ":" in name:
        raise IspError(f"{name!r} cannot be the name of a template.", "Use its path below templates/.")
    places = [*folders, templates_root()]
    for folder in places:
        path = folder.joinpath(*pure.parts)
        if path.is_file():
            return path
    looked = ", ".join(str(folder) for folder in places)
    raise IspError(f"There is no template called {name}.", f"Looked in: {looked}.")


def text(name: str, folders: Sequence[Path] = ()) -> str:
    """The text of one template, line breaks as `\\n`. Raises `IspError` when it is not there or is not UTF-8."""
    try:
        return _bytes(name, folders).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise IspError(f"{find(name, folders)} is not saved as UTF-8.", "Save it as UTF-8.") from None


def house_style(folders: Sequence[Path] = ()) -> bytes:
    """The Word file that gives documents their looks. Raises `IspError` when it cannot be read."""
    return _bytes("house-style.docx", folders)


def _bytes(name: str, folders: Sequence[Path]) -> bytes:
    path = find(name, folders)
    try:
        return path.read_bytes()
    except OSError as error:
        raise IspError(f"{path} cannot be read: {error.strerror}.") from None


# ── points and checklists ────────────────────────────────────────────────────────────────────────────


def points(folders: Sequence[Path] = ()) -> dict[str, Point]:
    """All points by id, in the order of documents, each with the section it is printed in.

    Raises `IspError`, with the place in the file, when a file of the user's own is wrong.
    """
    if not folders:
        return dict(_our_points())
    _stop_at_the_first(_check_points(folders))
    return _in_order(_read_all("points", folders).values())


def checklists(folders: Sequence[Path] = ()) -> dict[str, Checklist]:
    """All checklists by id, in the order of their files' names.

    Raises `IspError`, with the place in the file, when a file of the user's own is wrong.
    """
    if folders:
        _stop_at_the_first(_check_points(folders))
    return {file.model.id: file.model for _, file in sorted(_read_all("checklists", folders).items())}


def decision_tree(folders: Sequence[Path] = ()) -> DecisionTree:
    """The questions whether to share and by what, the outcomes and the red flags.

    Raises `IspError`, with the place in the file, when a file of the user's own is wrong.
    """
    files = _read_all("decide", folders)
    _stop_at_the_first([found for file in files.values() for found in file.findings])
    tree = _tree(files.values())
    _stop_at_the_first(list(_tree_findings(files, tree)))
    return tree


def heading_names(folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """The names of the forms whose headings are known: those of their files."""
    return tuple(sorted(_read_all("maps", folders)))


def heading_map(name: str, folders: Sequence[Path] = ()) -> HeadingMap:
    """The headings of one form.

    Raises `IspError`, with the place in the file, when its file is the user's own and is wrong.
    """
    file = _read_all("maps", folders)[name]
    _stop_at_the_first([*file.findings, *_map_findings({name: file}, points(folders))])
    model: HeadingMap = file.model
    return model


def homes(known: Mapping[str, Point]) -> dict[str, dict[str, str]]:
    """Where likely answers are written in a document, but for `answers:`, where every point has its own entry.

    Place (`related.relation`, `law.power`, `end`, …) → key → id of the point it belongs to.
    """
    found: dict[str, dict[str, str]] = {}
    for point_id, point in known.items():
        for key, answer in point.answers.items():
            place = answer.home or point.home
            if place != "answers":
                found.setdefault(place, {})[key] = point_id
    return found


def check(folders: Sequence[Path]) -> list[Finding]:
    """Everything wrong with the user's own points, checklists, headings and questions, each with its place."""
    point_files = _read_all("points", folders)
    known = {point_id for file in point_files.values() if file.model for point_id in file.model.points}
    found = _check_points(folders)
    map_files = _read_all("maps", folders)
    found += [each for file in map_files.values() for each in file.findings]
    found += _map_findings(map_files, known)
    tree_files = _read_all("decide", folders)
    wrong = [each for file in tree_files.values() for each in file.findings]
    return [*found, *(wrong or _tree_findings(tree_files, _tree(tree_files.values())))]


def _check_points(folders: Sequence[Path]) -> list[Finding]:
    """Everything wrong with the user's own points and checklists: what no command can do without."""
    found: list[Finding] = []
    point_files = _read_all("points", folders)
    for file in point_files.values():
        found.extend(file.findings)
        if file.source and file.model:
            found.extend(_at(file.source, hit) for hit in _objections(file.model))
    found.extend(_twice(point_files))
    known = {point_id for file in point_files.values() if file.model for point_id in file.model.points}
    for file in _read_all("checklists", folders).values():
        found.extend(file.findings)
        if file.source and file.model:
            found.extend(_at(file.source, hit) for hit in _unknown_points(file.model, known))
    return found


class _File(Struct, frozen=True):
    """A file of points or checklists: `source` is set for a file of the user's own, `model` unless it is wrong."""

    model: Any
    source: Source | None = None
    findings: tuple[Finding, ...] = ()


def _stop_at_the_first(found: list[Finding]) -> None:
    errors = [each for each in found if each.severity is Severity.ERROR]
    if errors:
        first = errors[0]
        place = f"{first.file}:{first.span.line}:{first.span.column}" if first.span else first.file
        more = f" There is more: {len(errors)} errors in all." if len(errors) > 1 else ""
        raise IspError(f"{place}: {first.message}{more}", first.fix or "See `isptool check-templates`.")


@lru_cache(maxsize=4)
def _compiled(name: str) -> dict[str, dict[str, Any]]:
    path = templates_root() / name
    try:
        loaded: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise IspError(f"{path} cannot be read.", "Install isptool again.") from None
    return loaded


def _model(kind: Kind) -> type[Node]:
    if kind == "decide":
        from isptool.model.decision import TreeFile

        return TreeFile
    if kind == "maps":
        from isptool.model.headings import HeadingMap

        return HeadingMap
    from isptool.model.point import Checklist, PointFile

    return PointFile if kind == "points" else Checklist


@lru_cache(maxsize=8)
def _ours(kind: Kind) -> dict[str, _File]:
    model = _model(kind)
    return {
        Path(name).stem: _File(model.model_validate(data)) for name, data in _compiled(COMPILED[kind])[kind].items()
    }


@lru_cache(maxsize=1)
def _our_points() -> dict[str, Point]:
    return _in_order(_ours("points").values())


def _in_order(files: Iterator[_File] | Any) -> dict[str, Point]:
    found: dict[str, Point] = {}
    for file in sorted(files, key=lambda each: str(each.model.order)):
        for point_id, point in file.model.points.items():
            found[point_id] = point if point.section else point.model_copy(update={"section": file.model.section})
    return found


def _read_all(kind: Kind, folders: Sequence[Path]) -> dict[str, _File]:
    files = dict(_ours(kind))
    for folder in reversed(folders):
        paths = [path for path in sorted((folder / kind).glob("*")) if path.suffix in (".yaml", ".yml")]
        files |= {path.stem: _read(path, kind) for path in paths}
    return files


def _read(path: Path, kind: Kind) -> _File:
    from isptool.reading.shape import shape
    from isptool.reading.source import read_file
    from isptool.reading.workspace import shown

    source = read_file(path, shown(path))
    shaped = shape(source, _model(kind))
    return _File(shaped.model, source, (*source.findings, *shaped.findings))


# ── what may be wrong with a file of the user's own ──────────────────────────────────────────────────

CODES = {
    code.code: code
    for code in (
        Code("LIB-01", "undeclared-blank", Severity.ERROR, "A sentence has a blank that its point does not declare",
             "A blank has a type, so that forms and rules know what belongs in it.",
             "Declare it under `fields`, or correct its name."),
        Code("LIB-02", "no-such-answer", Severity.ERROR, "A likely answer is named that its point does not have",
             "Only the likely answers of the same point can be ordered or exclude each other.",
             "Correct the key."),
        Code("LIB-03", "name-not-free", Severity.ERROR, "A field has a name that every answer uses for something else",
             "A field is written beside `answer`, so the words that stand there already are taken.",
             "Choose another name."),
        Code("LIB-04", "point-twice", Severity.ERROR, "Two files hold the same point",
             "Only one of them can count.",
             "Delete one, or give your file the name of ours to stand in its place."),
        Code("LIB-05", "optional-blank", Severity.ERROR, "Square brackets and `optional-blanks` do not agree",
             "A blank that may stay empty stands in square brackets, so that the sentence still reads well without it.",
             "Put the blank in square brackets, or take it out of `optional-blanks`."),
        Code("LIB-06", "shared-blank", Severity.ERROR, "Two answers that may be chosen together share a blank",
             "One blank holds one value, and it could belong to either.",
             "Give each its own blank, or let one exclude the other."),
        Code("LIB-07", "no-such-point", Severity.ERROR, "A checklist names a point that there is not",
             "The question would never be answered.",
             "Correct the id of the point."),
        Code("LIB-08", "no-values", Severity.ERROR, "A field that is one of several does not say of which",
             "Without its values nothing can be chosen.",
             "List them under `values`."),
        Code("LIB-09", "way-to-nowhere", Severity.ERROR, "The questions of a decision do not lead where they should",
             "Each answer leads to a question or an outcome, nothing comes round again, and nothing is left unasked.",
             "Correct the code, or add what it names."),
        Code("LIB-10", "no-point-to-place", Severity.ERROR, "A heading names a point that there is not",
             "Nothing could ever be printed under it.",
             "Correct the id of the point; docs/points.md lists them all."),
        Code("LIB-11", "placed-twice", Severity.ERROR, "A point stands under two headings of one form",
             "What is agreed is printed once, so that it can be cited, and changed, in one place.",
             "Take it out under one of them."),
    )
}  # fmt: skip
"""What can be wrong with points and checklists of the user's own, beside what reading finds."""


class _Objection(Struct, frozen=True):
    code: str
    path: ValuePath
    message: str


def _at(source: Source, objection: _Objection) -> Finding:
    return source.finding(CODES[objection.code], objection.message, path=objection.path)


def _objections(file: PointFile) -> Iterator[_Objection]:
    taken = _taken_names()
    for point_id, point in file.points.items():
        here: ValuePath = ("points", point_id)
        for name, field in point.fields.items():
            if name in taken and point.home == "answers":
                yield _Objection("LIB-03", (*here, "fields", name), f"`{name}` means something else beside `answer`.")
            if field.is_ == "one-of" and not field.values:
                yield _Objection("LIB-08", (*here, "fields", name), f"`{name}` is one of several, but of which?")
        for key in point.ladder:
            if key not in point.answers:
                yield _Objection("LIB-02", (*here, "ladder"), f"`{key}` is no likely answer of `{point_id}`.")
        yield from _answer_objections(here, point)
        yield from _shared_blanks(here, point)


def _answer_objections(here: ValuePath, point: Point) -> Iterator[_Objection]:
    for key, answer in point.answers.items():
        at = (*here, "answers", key)
        for blank in answer.blanks:
            if blank not in point.fields:
                yield _Objection("LIB-01", (*at, "text"), f"The sentence has a blank `{blank}` that is not declared.")
        for other in [*answer.excludes, *([answer.replaced_by] if answer.replaced_by else [])]:
            if other not in point.answers:
                where = "excludes" if other in answer.excludes else "replaced-by"
                yield _Objection("LIB-02", (*at, where), f"`{other}` is no likely answer of this point.")
        bracketed = set(re.findall(r"\{([a-z0-9-]+)\}", "".join(re.findall(r"\[[^][]*\]", answer.text))))
        for blank in sorted(bracketed ^ set(answer.optional_blanks)):
            yield _Objection(
                "LIB-05",
                (*at, "text"),
                f"`{blank}` stands in square brackets but not in `optional-blanks`."
                if blank in bracketed
                else f"`{blank}` may stay empty, but does not stand in square brackets.",
            )


def _shared_blanks(here: ValuePath, point: Point) -> Iterator[_Objection]:
    if point.choose == "one":
        return
    keys = list(point.answers)
    for at, key in enumerate(keys):
        for other in keys[:at]:
            shared = set(point.answers[key].blanks) & set(point.answers[other].blanks)
            typed = sorted(blank for blank in shared if blank in point.fields and not point.fields[blank].filled_from)
            if typed and not point.contradicts(key, other):
                yield _Objection(
                    "LIB-06",
                    (*here, "answers", key, "text"),
                    f"`{key}` and `{other}` may be chosen together and share the blank `{typed[0]}`.",
                )


def _unknown_points(checklist: Checklist, known: set[str]) -> Iterator[_Objection]:
    for at, question in enumerate(checklist.questions):
        for point_id in question.answered_by:
            if point_id not in known:
                yield _Objection("LIB-07", ("questions", at, "answered-by"), f"There is no point `{point_id}`.")


def _map_findings(files: Mapping[str, _File], known: Collection[str]) -> Iterator[Finding]:
    codes = {"unknown": "LIB-10", "twice": "LIB-11"}
    for file in files.values():
        if file.source and file.model:
            for kind, path, message in file.model.objections(known):
                yield _at(file.source, _Objection(codes[kind], path, message))


def _tree(files: Iterable[_File]) -> DecisionTree:
    from isptool.model.decision import DecisionTree

    models = [file.model for file in files if file.model]
    ours = [file.model for file in _ours("decide").values()]  # a copy needs only the labels that it words otherwise
    return DecisionTree(
        next((each.title for each in models if each.title), ""),
        next((each.first for each in models if each.first), ""),
        {code: question for each in models for code, question in each.questions.items()},
        {code: outcome for each in models for code, outcome in each.outcomes.items()},
        {key: flag for each in models for key, flag in each.flags.items()},
        {key: label for each in (*ours, *models) for key, label in each.labels.items()},
    )


def _tree_findings(files: Mapping[str, _File], tree: DecisionTree) -> Iterator[Finding]:
    """What is wrong with a tree that has a file of the user's own, each in the file that holds the place, if any."""
    sources = [(file.model, file.source) for file in files.values() if file.source and file.model]
    if not sources:
        return
    for path, message in tree.objections():
        held = [source for model, source in sources if len(path) > 1 and path[1] in getattr(model, path[0])]
        yield _at(held[0] if held else sources[0][1], _Objection("LIB-09", path if held else (), message))


def _twice(files: Mapping[str, _File]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for stem, file in sorted(files.items(), key=lambda each: each[1].source is not None):
        for point_id in file.model.points if file.model else ():
            if point_id in seen and file.source:
                message = f"The point `{point_id}` stands in {seen[point_id]}.yaml too."
                yield _at(file.source, _Objection("LIB-04", ("points", point_id), message))
            seen.setdefault(point_id, stem)


@lru_cache(maxsize=1)
def _taken_names() -> frozenset[str]:
    """The keys that stand in every answer, so that no field may be called so."""
    from isptool.model.answer import Settlement

    return frozenset(field.alias or name for name, field in Settlement.model_fields.items())
