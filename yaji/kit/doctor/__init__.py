"""Examinations of a running site: each names what is wrong and where the cure stands.

Rooms plug a :class:`Check` into :data:`checks` from their ``plugs.py``; the command line and the console
show the same answers. A check only reads.
"""

from yaji.kit.doctor import builtin as _builtin
from yaji.kit.doctor.registry import Check, Finding, Level, Result, checks, examine, worst

_builtin.plug()

__all__ = ["Check", "Finding", "Level", "Result", "checks", "examine", "worst"]
