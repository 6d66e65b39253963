"""CSV files that a spreadsheet opens as text, never as formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

#: a cell that begins with one of these is read as a formula by spreadsheet programs
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download called ``name``.csv: UTF-8 with a mark, so that Chinese opens right everywhere."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([safe_cell(cell) for cell in head])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def safe_cell(value: object) -> object:
    """The value, with an apostrophe before text that would be a formula. Numbers stay numbers."""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(RISKY) else text
