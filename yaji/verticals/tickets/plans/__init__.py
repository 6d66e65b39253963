"""Seating plans: our versioned format, what it compiles to, and the way in from a CSV file.

Everything here is pure: documents in, values out, no database.
"""

from yaji.verticals.tickets.plans.compiled import Area, Compiled, Row, compile_plan
from yaji.verticals.tickets.plans.format import FORMAT, VERSION, PlanDocument, parse_plan
from yaji.verticals.tickets.plans.table import plan_from_csv

__all__ = [
    "FORMAT",
    "VERSION",
    "Area",
    "Compiled",
    "PlanDocument",
    "Row",
    "compile_plan",
    "parse_plan",
    "plan_from_csv",
]
