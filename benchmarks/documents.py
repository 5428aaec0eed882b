"""What making a document costs, in CPU time, beside docxtpl making the Word file alone from the same content.

    python benchmarks/documents.py [ROUNDS]

Everything is warm, in one process, and takes turns, so that a busy moment of the machine falls on all of it;
medians. *The floor* is what no writer can save: turning the finished text into bytes, checking sums, compressing.
docxtpl is measured twice, each time with its form as bytes that are kept. *The same form*: our own Word file turned
into a form, with the same looks: every heading and sentence typed in, each table a head and a loop over its rows, the
title in headers and footers; so the file that comes out is the same file. *One loop*: the shortest form there can be,
one loop over headings, paragraphs, bullets and tables in the house style, with no contents, automatic numbers, links,
bold words, diagram, or columns by width. The bound is on the first. Exit code 1 where a bound is missed.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
import warnings
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COUNTY = ROOT / "examples" / "wolds-and-dales"
BOUND = "flood-and-gully-data"
"""The shortest agreement of the county, 15 pages: the bounds are for one of 16."""
AGREEMENTS = (BOUND, "safe-and-well-visits", "safeguarding-children")

WORD_AND_MARKDOWN_MS = 25.0
TIMES_DOCXTPL = 3.0
TABLE_OF_2000_ROWS_MS = 500.0
LINEAR = 1.6
"""How much dearer a row of the longest table may be than a row of the shortest one."""


def median_cpu(rounds: int, jobs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median CPU time of each job in milliseconds; they take turns."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for job in jobs.values():
        job()
    for _ in range(rounds):
        for name, job in jobs.items():
            began = time.process_time()
            job()
            taken[name].append(1000 * (time.process_time() - began))
    return {name: statistics.median(each) for name, each in taken.items()}


# ── docxtpl ──────────────────────────────────────────────────────────────────────────────────────────


def loop_form() -> bytes:
    """A form in the house style that prints any list of headings, paragraphs, bullets and tables."""
    import docx

    from isptool.library import house_style

    made = docx.Document(io.BytesIO(house_style()))
    body = made.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    for section in made.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            for paragraph in part.paragraphs:
                for run in paragraph.runs:
                    for token in ("title", "reference", "version", "marking", "mark"):
                        run.text = run.text.replace(f"[{token}]", f"{{{{ {token} }}}}")
    made.add_paragraph("{%p for b in blocks %}")
    styles = {"text": "Normal", "clause": "Clause", "bullet": "List Bullet", "note": "Provenance"}
    styles |= {f"heading-{level}": f"Heading {level}" for level in (1, 2, 3, 4)}
    for name, style in styles.items():
        made.add_paragraph(f"{{%p if b.is == '{name}' %}}")
        made.add_paragraph("{{ b.text }}", style=style)
        made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p if b.is == 'table' %}")
    table = made.add_table(rows=3, cols=3, style="House Table")
    cells = (("{%tr for row in b.rows %}", "", ""), ("{%tc for c in row %}", "{{ c }}", "{%tc endfor %}"),
             ("{%tr endfor %}", "", ""))  # fmt: skip
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            table.cell(row, column).paragraphs[0].style = "Table Text"
            table.cell(row, column).paragraphs[0].add_run(text)
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p endfor %}")
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def same_form(word: bytes) -> tuple[bytes, dict[str, list[list[str]]]]:
    """Our own Word file as a form: its sentences typed in, its tables loops; and the rows for them."""
    import docx

    made = docx.Document(io.BytesIO(word))
    rows: dict[str, list[list[str]]] = {}
    for number, table in enumerate(made.tables):
        texts = [[cell.text for cell in row.cells] for row in table.rows]
        first = 1 if table.rows[0]._tr.trPr is not None and "tblHeader" in table.rows[0]._tr.xml else 0
        rows[f"t{number}"] = texts[first:]
        kept = table.rows[first : first + 3]
        while len(table.rows) < first + 3:
            table.add_row()
        kept = list(table.rows)[first : first + 3]
        for row in list(table.rows)[first + 3 :]:
            table._tbl.remove(row._tr)
        cells = [f"{{{{ r[{column}] }}}}" for column in range(len(texts[0]))]
        for row, said in zip(kept, ([f"{{%tr for r in t{number} %}}"], cells, ["{%tr endfor %}"]), strict=True):
            for column, cell in enumerate(row.cells):
                for paragraph in cell.paragraphs[1:]:
                    paragraph._p.getparent().remove(paragraph._p)
                paragraph = cell.paragraphs[0]
                for child in list(paragraph._p)[1:]:
                    paragraph._p.remove(child)
                paragraph.add_run(said[column] if column < len(said) else "")
    for section in made.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            for paragraph in part.paragraphs:
                for run in paragraph.runs:
                    if made.core_properties.title and made.core_properties.title in run.text:
                        run.text = run.text.replace(made.core_properties.title, "{{ title }}")
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue(), rows


def as_loop(document: Any) -> list[dict[str, Any]]:
    """The same content as plain values for that form."""
    return list(_as_loop(document))


def _as_loop(document: Any) -> Iterator[dict[str, Any]]:
    from isptool.writing.document import Bullets, Callout, Clauses, Figure, Heading, KeyFacts, Para, Provenance, Table
    from isptool.writing.plain import line, words

    yield {"is": "heading-1", "text": document.title}
    for block in document.blocks:
        if isinstance(block, Heading):
            yield {"is": f"heading-{block.level}", "text": f"{block.number} {block.text}".strip()}
        elif isinstance(block, Para | Provenance | Callout):
            kind = "note" if isinstance(block, Provenance) else "text"
            yield {"is": kind, "text": line(block.runs, document.labels)}
        elif isinstance(block, Bullets):
            yield from ({"is": "bullet", "text": line(each, document.labels)} for each in block.items)
        elif isinstance(block, Clauses):
            for clause in block.items:
                yield {"is": "clause", "text": f"{clause.number} {line(clause.runs, document.labels)}"}
                yield from ({"is": "text", "text": each} for each in words(clause.more, document.labels))
        elif isinstance(block, Table | KeyFacts | Figure):
            found = block.table if isinstance(block, Figure) else block
            if found is None:
                continue
            head = [list(found.head)] if isinstance(found, Table) else []
            rows = [[_cell(cell, document.labels) for cell in row] for row in found.rows]
            yield {"is": "table", "rows": head + rows}


def _cell(cell: Any, labels: Any) -> str:
    from isptool.writing.document import Prose
    from isptool.writing.plain import line, words

    return "\n".join(words(cell.blocks, labels)) if isinstance(cell, Prose) else line(cell, labels)


def docxtpl_word(form: bytes, document: Any, values: dict[str, Any]) -> bytes:
    """What docxtpl makes of it, with values escaped, as ours are."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(form))
    heads = {name: getattr(document, name) for name in ("title", "reference", "version", "marking", "mark")}
    template.render({**heads, **values}, autoescape=True)
    saved = io.BytesIO()
    template.save(saved)
    return saved.getvalue()


# ── the runs ─────────────────────────────────────────────────────────────────────────────────────────


def floor(parts: list[bytes], markdown: str) -> int:
    """Serialise, sum and compress what was made: nothing that makes these files can cost less."""
    size = len(markdown.encode())
    for part in parts:
        data = part.decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape")
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        size += len(deflate.compress(data) + deflate.flush()) + (zlib.crc32(data) & 1)
    return size


def an_agreement(name: str, rounds: int) -> bool:
    """One whole agreement of the example county; whether a bound was missed."""
    from isptool.cli.opening import open_named
    from isptool.cli.printing import printable
    from isptool.cli.rendering import Order, Press
    from isptool.library import house_style
    from isptool.settling.canonical import canonical
    from isptool.writing.document import numbered
    from isptool.writing.html import to_html
    from isptool.writing.markdown import to_markdown
    from isptool.writing.word import HouseStyle, to_word
    from isptool.writing.word_package import read

    [opened] = open_named([str(COUNTY / "agreements" / f"{name}.yaml")])
    day = date(2026, 11, 2)
    [printed] = printable(opened, day)
    press = Press(opened, Order(str(COUNTY), (printed.settled.file,), ("docx", "md"), "full", day.isoformat()))
    house = HouseStyle.load(house_style())
    document = press.composed(printed)
    made = to_word(document, house)
    kept = {part.name for part in house.kept}
    fresh = [part.data() for part in read(made, "it").values() if part.name not in kept]
    words = to_markdown(document)
    form, blocks = loop_form(), as_loop(numbered(document))
    same, rows = same_form(made)

    def both() -> None:
        composed = numbered(press.composed(printed))
        to_word(composed, house)
        to_markdown(composed)

    ours = "composed, Word and Markdown"
    jobs: dict[str, Callable[[], object]] = {
        ours: both,
        "  composed": lambda: press.composed(printed),
        "  numbered": lambda: numbered(document),
        "  Word": lambda: to_word(document, house),
        "  Markdown": lambda: to_markdown(document),
        "the floor of both": lambda: floor(fresh, words),
        "docxtpl, Word alone, same form": lambda: docxtpl_word(same, document, rows),
        "docxtpl, Word alone, one loop": lambda: docxtpl_word(form, document, {"blocks": blocks}),
        "HTML": lambda: to_html(document),
        "canonical data": lambda: canonical(printed.settled),
    }
    found = median_cpu(rounds, jobs)
    print(f"{document.title}: {len(blocks)} blocks, Word {len(made) // 1024} KB, Markdown {len(words) // 1024} KB")
    for job, each in found.items():
        print(f"  {job:30} {each:8.1f} ms  {each / found['the floor of both']:6.1f} x the floor")
    ratio, least = (found[f"docxtpl, Word alone, {form}"] / found[ours] for form in ("same form", "one loop"))
    print(
        f"docxtpl's Word file alone costs {ratio:.1f} times ({least:.1f} times with one loop) what both of ours cost."
    )
    if name != BOUND:
        return False
    missed = found[ours] > WORD_AND_MARKDOWN_MS or ratio < TIMES_DOCXTPL
    print(f"Bounds: {WORD_AND_MARKDOWN_MS:.0f} ms, {TIMES_DOCXTPL:.0f} times{'  MISSED' if missed else ''}")
    return missed


def tables(rounds: int) -> bool:
    """Tables of 500 to 4,000 rows of seven columns."""
    from isptool.library import house_style
    from isptool.writing.document import Document, Table, numbered
    from isptool.writing.markdown import to_markdown
    from isptool.writing.word import HouseStyle, to_word

    house = HouseStyle.load(house_style())
    head = ("No.", "Information", "Category", "From", "To", "Why it is needed", "When")
    each = ("Oxygen kept in the home (yes or no)", "Health", "Wolds Council", "The fire service",
            "Oxygen makes a fire spread faster; the crew must know", "Monthly")  # fmt: skip

    def document(count: int) -> Any:
        rows = tuple((str(number), *each) for number in range(count))
        return Document("Items", (Table("Items", head, rows, anchor="items"),))

    counts = (500, 1000, 2000, 4000)
    made = {count: numbered(document(count)) for count in counts}
    jobs: dict[str, Callable[[], object]] = {}
    for count in counts:
        jobs[f"{count} rows, Word"] = lambda count=count: to_word(made[count], house)  # type: ignore[misc]
        jobs[f"{count} rows, Markdown"] = lambda count=count: to_markdown(made[count])  # type: ignore[misc]
    found = median_cpu(rounds, jobs)
    for name, taken in found.items():
        print(f"  {name:30} {taken:8.1f} ms  {1000 * taken / int(name.split()[0]):6.1f} µs a row")
    both = found["2000 rows, Word"] + found["2000 rows, Markdown"]
    growth = (found["4000 rows, Word"] / 4000) / (found["500 rows, Word"] / 500)
    missed = both > TABLE_OF_2000_ROWS_MS or growth > LINEAR
    print(f"2,000 rows, Word and Markdown: {both:.0f} ms; a row of 4,000 costs {growth:.2f} times a row of 500.")
    print(f"Bounds: {TABLE_OF_2000_ROWS_MS:.0f} ms, {LINEAR} times{'  MISSED' if missed else ''}")
    return missed


def main() -> int:
    warnings.simplefilter("ignore")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    missed = False
    for name in AGREEMENTS:
        missed |= an_agreement(name, rounds)
        print()
    return 1 if tables(max(3, rounds // 5)) | missed else 0


if __name__ == "__main__":
    sys.exit(main())
