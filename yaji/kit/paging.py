"""Keyset paging: a page is “the next n after this row”, so page 900 costs what page 1 costs."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from yaji.kit.errors import BadInput

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """``rows`` and, if there are more, the ``after`` cursor of the next page."""

    rows: list[M]
    after: str | None


def page(rows: QuerySet[M], *, by: str = "-id", after: str | None = None, size: int = 24) -> Page[M]:
    """One page of ``rows`` ordered by ``by`` (``-`` for descending) with the primary key as tie-break."""
    down = by.startswith("-")
    name = by.lstrip("-")
    order = [by] if name in ("id", "pk") else [by, "-pk" if down else "pk"]
    if after:
        rows = rows.filter(_beyond(name, down, _decode(after)))
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, _encode(found[-1], name) if more else None)


def _beyond(name: str, down: bool, mark: list[Any]) -> Q:
    sign = "lt" if down else "gt"
    if name in ("id", "pk"):
        return Q(**{f"pk__{sign}": mark[1]})
    return Q(**{f"{name}__{sign}": mark[0]}) | Q(**{name: mark[0], f"pk__{sign}": mark[1]})


def _encode(row: models.Model, name: str) -> str:
    value = row
    for part in name.split("__"):
        value = getattr(value, part)
    return base64.urlsafe_b64encode(json.dumps([str(value), row.pk]).encode()).decode().rstrip("=")


def _decode(cursor: str) -> list[Any]:
    try:
        mark = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if isinstance(mark, list) and len(mark) == 2 and isinstance(mark[1], int):
            return mark
    except (binascii.Error, ValueError):
        pass
    raise BadInput(detail="after")
