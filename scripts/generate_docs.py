"""Write the pages of `docs/` that say what the data says.

    python scripts/generate_docs.py            write every page
    python scripts/generate_docs.py points     write the pages of one job
    python scripts/generate_docs.py --check    change nothing; exit 1 if a page is out of date

One line in `JOBS` is one job: its name, and the function that makes its pages. A job returns the text of each
page; nothing else here writes. A test holds every page against what its job makes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isptool.checking.example import Change
    from isptool.checking.rule import Rule
    from isptool.model.point import Checklist, LikelyAnswer, Point, PointField
    from isptool.register.doubts import Kind

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
Made = Mapping[Path, str]

# ── points ───────────────────────────────────────────────────────────────────────────────────────────

_SETTLED = {
    "protocol-fixed": "once, in the protocol",
    "protocol-default": "in the protocol; an agreement may differ",
    "agreement": "in each agreement",
}
_CHOOSE = {"one": "one answer", "any-of": "one or several answers", "all-of": "every answer that fits"}


def points() -> Made:
    """The points as data → one page: where each is written, and each with its answers and fields."""
    from isptool import library

    return {DOCS / "points.md": points_page(library.points(), library.checklists())}


def points_page(known: Mapping[str, Point], lists: Mapping[str, Checklist]) -> str:
    """The page about points, in Markdown."""
    return "\n".join(
        [
            "# The points",
            "",
            "<!-- Made by scripts/generate_docs.py from templates/points; change those, not this page. -->",
            "",
            "A protocol and an agreement settle fifty points. Three of them have two halves, one that a protocol",
            f"settles and one that is each agreement's own, so there are {len(known)} entries.",
            "",
            *_homes(known),
            *_checklists(lists),
            *(line for point_id, point in known.items() for line in _point(point_id, point)),
        ]
    )


def _homes(known: Mapping[str, Point]) -> Iterator[str]:
    yield from (
        "## Where each point is written",
        "",
        "Each point has one home in an agreement: its own block, or an entry under `answers:`. In a protocol every",
        "point stands under `settles:`, whatever its home. `records` are the sign-off records that the tool writes.",
        "An answer that is written in another place than its point says so below.",
        "",
        "| | Point | Written in | Asked of | Settled |",
        "|---|---|---|---|---|",
    )
    for point_id, point in known.items():
        written = f"`{point.home}`" + (f" and `{point.second_home}`" if point.second_home else "")
        asked = point.asked_of.replace("-", " ")
        yield f"| {point.code} | [`{point_id}`](#{point_id}) | {written} | {asked} | {_SETTLED[point.settled]} |"
    yield ""


def _checklists(lists: Mapping[str, Checklist]) -> Iterator[str]:
    yield from ("## The questions they answer", "")
    for each in lists.values():
        yield from (f"### {each.title}", "", f"Source: {each.source}. {each.licence}", "")
        for question in each.questions:
            answered = ", ".join(f"[`{point_id}`](#{point_id})" for point_id in question.answered_by)
            yield f"- **{question.id}** {question.question} {answered}"
        yield ""


def _point(point_id: str, point: Point) -> Iterator[str]:
    yield from (f'## <a id="{point_id}"></a>{point.code} {point.title}', "", point.question, "", f"*{point.why}*", "")
    yield f"- Id: `{point_id}`; section {point.section}; serves {', '.join(point.serves)}"
    yield f"- Applies to: {', '.join(point.applies_to)}"
    yield f"- Settled {_SETTLED[point.settled]}"
    if point.settled != "agreement":
        yield f"- What an agreement may do if the protocol does not say: `{point.word}`"
    asked = "once, of the document" if point.asked_of == "document" else f"of each {point.asked_of.replace('-', ' ')}"
    used = ", any of which may be used" if point.together == "any-may-be-used" else ""
    yield f"- Asked {asked}; takes {_CHOOSE[point.choose]}{used}"
    if point.asked_in:
        yield f"- Must be answered only in: {', '.join(point.asked_in)}"
    if point.ladder:
        yield f"- Strictest first: {', '.join(f'`{key}`' for key in point.ladder)}"
    yield from ("", "| Answer | Text |", "|---|---|")
    for key, answer in point.answers.items():
        yield f"| `{key}` | {_cell(_about(answer, point))} |"
    if point.never:
        yield from ("", "May be forbidden with `never:`, beside any answer: " + _listed(point.never) + ".")
    if point.fields:
        yield from ("", "| Field | Holds | |", "|---|---|---|")
        for name, field in point.fields.items():
            yield f"| `{name}` | {_type(field)} | {_cell(_field(field))} |"
    yield from ("", "Sources: " + "; ".join(point.sources) + ".", "")


def _about(answer: LikelyAnswer, point: Point) -> str:
    parts = [answer.text]
    if answer.hint:
        parts.append(f"*{answer.hint}*")
    if answer.home and answer.home != point.home:
        parts.append(f"Written in `{answer.home}`.")
    if answer.excludes:
        parts.append("Not with " + ", ".join(f"`{key}`" for key in answer.excludes) + ".")
    for word, fits in (("Fits", answer.fits), ("Only for", answer.only_for)):
        if fits:
            kinds = (fits.bodies, fits.nations, fits.data, fits.purposes)
            parts.append(f"{word} " + "; ".join(", ".join(each) for each in kinds if each) + ".")
    return " ".join(parts)


def _field(field: PointField) -> str:
    parts = [field.what]
    if field.values:
        parts.append("One of: " + ", ".join(field.values) + ".")
    if field.columns:
        parts.append(
            "Each row: " + ", ".join(f"`{name}` ({_type(each)})" for name, each in field.columns.items()) + "."
        )
    if field.default:
        parts.append(f"Usually {field.default}.")
    if field.order not in ("none", "ladder"):
        parts.append(f"Stricter is {field.order}.")
    if field.filled_from:
        parts.append("Taken from what is written already; not typed.")
    elif field.level == "particular":
        parts.append("Each agreement's own.")
    return " ".join(parts)


def _type(field: PointField) -> str:
    return field.is_.replace("-", " ")


def _listed(words: Mapping[str, str]) -> str:
    return "; ".join(f"`{key}` ({text})" for key, text in words.items())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────

_SEVERITY = {"error": "an error", "warning": "a warning", "info": "advice"}
_GATE = {
    "draft": "from the first draft on",
    "consultation": "from consultation on",
    "signing": "before signing",
    "in-force": "while in force",
    "register": "across documents",
}
_WHO_MAY_ANSWER = {
    "yes": "It can be waived in the document with a reason, a post and a date (`waivers:`).",
    "accept": "A senior officer can accept it until a day (`accepted:`); it cannot be waived.",
    "no": "Nobody can set it aside.",
}
_FILE = {
    "agreement": "In the agreement",
    "protocol": "In the protocol",
    "partners": "In partners.yaml",
    "schedules": "In the schedules",
    "signed": "The records of signing",
    "protocol-signed": "The records of signing of the protocol",
    "others": "Other documents of the workspace",
}


def rules() -> Made:
    """Every rule → its page, and the list of all of them."""
    from isptool.checking.rules import KNOWN
    from isptool.register.doubts import KINDS

    folder = DOCS / "rules"
    pages = {folder / f"{code}.md": "\n".join(_rule_page(rule)) for code, rule in KNOWN.items()}
    pages |= {folder / f"{code}.md": "\n".join(_doubt_page(doubt)) for code, doubt in KINDS.items()}
    return {folder / "README.md": "\n".join(_rule_list(KNOWN)), **pages}


def _rule_list(known: Mapping[str, Rule]) -> Iterator[str]:
    from isptool.checking.rules import FAMILIES
    from isptool.register.doubts import KINDS

    yield from (
        "# The rules",
        "",
        "<!-- Made by scripts/generate_docs.py from src/isptool/checking; change that, not this page. -->",
        "",
        "A rule counts from its gate on: before it, what it finds is counted and shown with `--gate`. Errors are in",
        "the way of signing; warnings want a mend or a reason; advice is advice.",
        "",
    )
    for family, title in FAMILIES.items():
        members = sorted((each for each in known.values() if each.family == family), key=lambda each: each.code)
        if not members:
            continue
        yield from (f"## {family}: {title}", "", "| | | Is | Counts | Waivable |", "|---|---|---|---|---|")
        for rule in members:
            waivable = {"yes": "yes", "accept": "accepted only", "no": "no"}[rule.waivable]
            is_ = _SEVERITY[rule.severity.value].removeprefix("an ").removeprefix("a ")
            yield f"| [{rule.code}]({rule.code}.md) | {rule.title} | {is_} | {_GATE[rule.gate.value]} | {waivable} |"
        for doubt in (each for each in KINDS.values() if each.code.startswith(f"{family}-")):
            is_ = _SEVERITY[doubt.severity.value].removeprefix("an ").removeprefix("a ")
            yield f"| [{doubt.code}]({doubt.code}.md) | {doubt.title} | {is_} | in `isptool register` | no |"
        yield ""


def _rule_page(rule: Rule) -> Iterator[str]:
    yield f"# {rule.code}: {rule.title}"
    yield from ("", "<!-- Made by scripts/generate_docs.py from src/isptool/checking; change that, not this page. -->")
    yield from ("", rule.what, "", f"**Why.** {rule.why}", "")
    for paragraph in rule.more:
        yield from (paragraph, "")
    yield f"It is {_SEVERITY[rule.severity.value]}, and counts {_GATE[rule.gate.value]}."
    yield _WHO_MAY_ANSWER[rule.waivable]
    if rule.decides_from == "wording":
        yield "It reads words, so it only asks to check."
    yield from ("", f"It says: {_blanks(rule.message)}", "", f"**How to mend it.** {_blanks(rule.fix)}", "")
    yield from _examples(rule.code)
    if rule.serves:
        yield from (f"Serves: {', '.join(rule.serves)}.", "")
    if rule.cites:
        yield from (f"Sources: {'; '.join(rule.cites)}.", "")


def _doubt_page(doubt: Kind) -> Iterator[str]:
    yield f"# {doubt.code}: {doubt.title}"
    yield from ("", "<!-- Made by scripts/generate_docs.py from src/isptool/register; change that, not this page. -->")
    yield from ("", f"**What.** {doubt.when}", "", f"**Why.** {doubt.why}", "")
    yield f"It is {_SEVERITY[doubt.severity.value]}, and is said by `isptool register` of a register as a whole."
    yield from ("", f"**How to mend it.** {doubt.fix}", "")
    yield from _examples(doubt.code)


def _examples(code: str) -> Iterator[str]:
    from isptool.checking.example import example_of

    example = example_of(code)
    if example is not None:
        for title, changes in (("It objects to", example.failing), ("It accepts", example.passing)):
            yield from (f"## {title}", "")
            for change in changes:
                yield from _example(change)


def _example(change: Change) -> Iterator[str]:
    from isptool.checking.example import SAVED, visible

    if change.gate != "signing":
        yield from (f"Checked at the gate `{change.gate}`.", "")
    if change.says:
        yield from (change.says, "")
    if change.without:
        yield from (f"Taken out: {', '.join(_taken_out(path) for path in change.without)}.", "")
    for file, how in change.saved.items():
        yield from (f"`{file}` is {SAVED[how]}.", "")
    for file, text in change.files.items():
        begun = f", which began as a copy of {_begun(change.copies[file])}" if file in change.copies else ""
        fence = "```yaml" if file in _FILE or file.endswith(".yaml") else "```text"
        yield from (f"{_FILE.get(file) or f'In `{file}`{begun}'}:", "", fence, *visible(text), "```", "")


def _begun(of: str) -> str:
    from isptool.checking.example import SHIPPED

    return "ours" if of == SHIPPED else f"`{of}`"


def _taken_out(path: str) -> str:
    if ": " in path:
        file, _, key = path.rpartition(": ")
        return f"`{key}` (in `{file}`)"
    file, _, rest = path.partition(".")
    return f"`{rest}` ({_FILE[file].lower()})"


def _blanks(words: str) -> str:
    """A message or fix with its blanks shown as blanks."""
    return re.sub(r"\{(\w+)\}", lambda found: f"*{found[1].replace('_', ' ')}*", words)


# ── commands ─────────────────────────────────────────────────────────────────────────────────────────


def commands() -> Made:
    """The command tree → a page for each command, and the list of all of them."""
    from isptool.cli.command_pages import pages

    return {DOCS / "commands" / name: text for name, text in pages().items()}


# ── the index ────────────────────────────────────────────────────────────────────────────────────────

_INDEX = (
    ("How to", ("how-to/decide.md", "how-to/protocol.md", "how-to/ask-and-collect.md", "how-to/forms.md",
                "how-to/many-partners.md", "how-to/sign.md", "comparing-versions.md", "documents.md",
                "formats-and-forms.md", "register.md", "how-to/publish.md", "ci.md"), ("how-to",)),
    ("Reference", ("commands/README.md", "points.md", "rules/README.md", "settling.md"), ()),
    ("Why it is as it is", ("quality/benchmarks.md", "adding-a-rule.md"), ("decisions", "quality", ".")),
)  # fmt: skip
"""The sections of the index: their title, the pages that stand first, and the folders of which the rest follow."""


def index() -> Made:
    """The titles of the pages → the index of the documentation."""
    return {DOCS / "README.md": index_page()}


def index_page() -> str:
    """The index, in Markdown: each page once, by its own title."""
    listed = {"README.md", "tutorial.md"}
    lines = [
        "# The documentation",
        "",
        "<!-- Made by scripts/generate_docs.py from the titles of the pages; change those, not this page. -->",
        "",
        "Begin with the [tutorial](tutorial.md): from “should we share?” to “signed, published and reviewed”, in one",
        "folder, every command run by a test.",
    ]
    for title, first, folders in _INDEX:
        there = [name for name in first if (DOCS / name).is_file()]
        rest = [
            path.relative_to(DOCS).as_posix() for folder in folders for path in sorted((DOCS / folder).glob("*.md"))
        ]
        pages = [name for name in dict.fromkeys([*there, *rest]) if name not in listed]
        listed.update(pages)
        lines += ["", f"## {title}", "", *(f"- [{_title(DOCS / name, title)}]({name})" for name in pages)]
    more = "[What else may be changed](../templates/README.md) without a program: templates, points, words, looks."
    return "\n".join([*lines, "", more, ""])


def _title(path: Path, section: str) -> str:
    """The title of a page, without the words that its section begins with."""
    first = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# "))
    title = re.sub(r"^\d+\. ", "", first.removeprefix("# "))
    words = title.removeprefix(f"{section} ")
    return words[:1].upper() + words[1:]


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────


def pictures() -> Made:
    """The picture of `isptool validate` in the README: what it prints of the example county, with one line missing."""
    sys.path.insert(0, str(ROOT / "scripts"))
    from picture_terminal import picture

    return {DOCS / "pictures" / "validate.svg": picture()}


# ── jobs ─────────────────────────────────────────────────────────────────────────────────────────────

JOBS: dict[str, Callable[[], Made]] = {
    "points": points,
    "rules": rules,
    "commands": commands,
    "pictures": pictures,
    "index": index,
}


if __name__ == "__main__":
    from generated import run

    sys.exit(run("generate_docs.py", JOBS, sys.argv[1:]))
