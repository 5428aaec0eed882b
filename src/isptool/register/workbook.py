"""The register as an Excel workbook: one sheet for the list, one for each view. Needs XlsxWriter, an extra."""

from __future__ import annotations

import io
from collections.abc import Sequence

from isptool.errors import IspError
from isptool.register.columns import COLUMNS, Column, cell
from isptool.register.doubts import Doubt
from isptool.register.entry import Register
from isptool.register.views import VIEWS, by

_LONGEST = 32_000
"""Characters that a cell takes (Excel: 32,767)."""

_WIDE = frozenset({"purpose", "benefits", "disclosed_information", "retention_period", "name"})


def to_xlsx(register: Register, doubts: Sequence[Doubt], columns: Sequence[Column] = COLUMNS) -> bytes:
    """The register as the bytes of a workbook. Raises `IspError` where XlsxWriter is not installed."""
    try:
        import xlsxwriter
    except ImportError:
        raise IspError(
            "Excel files need a further package, which is not installed.",
            'Install it with `pip install "isptool[excel]"`, or choose --to csv.',
        ) from None
    out = io.BytesIO()
    # No text becomes a formula, a number or a link: what stands in a document is text.
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, plain)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    body = book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(name: str, heads: Sequence[str], rows: Sequence[Sequence[str | int]], widths: Sequence[int]) -> None:
        made = book.add_worksheet(name)
        for number, words in enumerate(heads):
            made.set_column(number, number, widths[number])
            made.write_string(0, number, words, head)
        for line, row in enumerate(rows, 1):
            for number, value in enumerate(row):
                if isinstance(value, int):
                    made.write_number(line, number, value, body)
                else:
                    made.write_string(line, number, value[:_LONGEST], body)
        made.freeze_panes(1, 2)
        made.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
        made.set_landscape()
        made.repeat_rows(0)
        made.fit_to_pages(1, 0)

    rows = [[_value(each, entry) for each in columns] for entry in register.entries]
    sheet("Register", [each.heading for each in columns], rows, [44 if each.key in _WIDE else 20 for each in columns])
    for view in VIEWS:
        lines = [
            (group.heading, line.entry.id, line.entry.facts.title, line.entry.status, line.note)
            for group in by(view, register.entries)
            for line in group.lines
        ]
        heads = (view.capitalize(), "Id", "Title", "Status", "How")
        sheet(f"By {view}", heads, [[_guarded(each) for each in line] for line in lines], (36, 28, 44, 16, 36))
    doubtful = [(each.file, each.kind.code, each.kind.severity.value, each.message) for each in doubts]
    doubtful += [(each.file, "", "error", each.reason) for each in register.unread]
    sheet("Doubts", ("File", "Code", "Severity", "What"), [[_guarded(each) for each in line] for line in doubtful],
          (44, 12, 12, 80))  # fmt: skip
    book.close()
    return out.getvalue()


def _value(column: Column, entry: object) -> str | int:
    return cell(column.value(entry))  # type: ignore[arg-type]


def _guarded(text: str) -> str:
    return str(cell(text))
