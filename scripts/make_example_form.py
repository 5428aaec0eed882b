"""Make the example of a partner's own Word form, as a fire service might send it.

It is kept in the examples as it is; this script says how it was made, and makes it anew: `make_example_form.py`.
"""

from __future__ import annotations

import io
from pathlib import Path

import docx
from docx.document import Document
from docx.shared import Pt

from isptool.writing import word_package

FORM = Path(__file__).resolve().parent.parent / "examples/wolds-and-dales/forms/fire-service-sharing-form.docx"


def table(form: Document, head: tuple[str, ...], loop: str, cells: tuple[str, ...]) -> None:
    """A table with a row for each of a list: the rows with the tags leave nothing behind."""
    made = form.add_table(rows=4, cols=len(head), style="Table Grid")
    for row, texts in enumerate((head, (f"{{%tr {loop} %}}",), cells, ("{%tr endfor %}",))):
        for column, text in enumerate(texts):
            made.cell(row, column).text = text


def make() -> bytes:
    """The form, as bytes that are the same each time."""
    form = docx.Document()
    form.styles["Normal"].font.name = "Arial"
    form.styles["Normal"].font.size = Pt(12)
    properties = form.core_properties
    properties.title, properties.author, properties.comments = "Information sharing: notice to the service", "", ""
    form.add_heading("Information sharing: notice to the service", 0)
    form.add_paragraph("Wolds and Dales Fire and Rescue Service, form IS-3. Marked {{ marking or 'OFFICIAL' }}.")
    form.add_heading("1. The agreement", 1)
    form.add_paragraph("{{ title }}, version {{ version }}, under {{ protocol.title }} version {{ protocol.version }}.")
    form.add_paragraph("{{ summary }}")
    form.add_heading("2. Who takes part", 1)
    table(
        form, ("Organisation", "Registration with the ICO", "Data protection officer"), "for party in parties",
        ("{{ party.name }}", "{{ party.ico_registration }}", "{{ party.data_protection.mailbox }}"),
    )  # fmt: skip
    form.add_heading("3. What the service receives, and why", 1)
    table(
        form, ("Item", "Category", "Why it is needed"), "for item in data",
        ("{{ item.what }}", "{{ item.category }}", "{{ item.needed_for }}"),
    )  # fmt: skip
    form.add_heading("4. On what law", 1)
    form.add_paragraph("{%p for row in law %}")
    form.add_paragraph("{{ row.whom_and_what }}: {{ row.power }}; {{ row.article_6 }}; {{ row.article_9 }}")
    form.add_paragraph("{%p endfor %}")
    form.add_heading("5. How long it is kept", 1)
    form.add_paragraph("{{ answers.retention_and_disposal }}")
    form.add_heading("6. If something goes wrong", 1)
    form.add_paragraph("{{ answers.incidents }}")
    form.add_heading("7. Still open", 1)
    form.add_paragraph("{%p for point in open_points %}")
    form.add_paragraph("{{ point.title }}: {{ point.question }}")
    form.add_paragraph("{%p else %}")
    form.add_paragraph("Nothing.")
    form.add_paragraph("{%p endfor %}")
    saved = io.BytesIO()
    form.save(saved)
    parts = word_package.read(saved.getvalue(), "The form")
    return word_package.write(parts.values())


if __name__ == "__main__":
    FORM.parent.mkdir(exist_ok=True)
    FORM.write_bytes(make())
