"""What the API of every room speaks of in the same words: refusals, and the key of a request."""

from typing import Annotated, Any

from ninja import Header, Schema

#: what makes a repeated request the same request
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=80,
        pattern=r"^[!-~]+$",
        description="Chosen by the caller. The same key with the same body again has the effect of once.",
    ),
]


class Refused(Schema):
    """Why not, and what to do next. Nothing was changed."""

    code: str
    message: str
    next_step: str
    facts: dict[str, Any]
    request_id: str
