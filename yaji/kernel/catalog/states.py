"""States of an offer."""

from yaji.kit.states import Table

OFFER: Table = {
    "draft": {"open": "on_sale", "close": "closed"},
    "on_sale": {"pause": "paused", "close": "closed"},
    "paused": {"open": "on_sale", "close": "closed"},
    "closed": {},
}
