"""The one router of this room: buyers and sellers share paths, so they must be told to one place."""

from typing import Any

from ninja import Router

from yaji.kit.http.shapes import Refused

router = Router()

#: refusals of anything that reads one order: what is not one's own isn't there
SEE: dict[int, Any] = {404: Refused}
#: refusals of anything that changes one order
CHANGE: dict[int, Any] = {404: Refused, 409: Refused, 422: Refused}
