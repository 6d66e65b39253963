"""Shapes of the API."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

Language = Annotated[str, Field(pattern=r"^(en|zh-hans)$")]
#: a text by language, as it is stored and shown
Texts = dict[Language, str]
#: a text by language, as it may be sent
TextsIn = Annotated[dict[Language, Annotated[str, Field(max_length=8000, pattern=r"^[^\x00]*$")]], Field(max_length=2)]


class Amount(Schema):
    """Minor units (fen, cents) of an ISO 4217 currency."""

    minor: int
    currency: str
