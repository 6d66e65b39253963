"""States of an order and of its lines."""

from yaji.kit.states import Table

ORDER: Table = {
    "placed": {"settle": "paid", "lapse": "lapsed", "cancel": "cancelled"},
    "paid": {"refund": "refunded", "close": "closed"},
    "closed": {"refund": "refunded"},
    "lapsed": {},
    "cancelled": {},
    "refunded": {},
}

LINE: Table = {
    "held": {"settle": "sold", "drop": "dropped"},
    "sold": {"release": "released", "refund": "refunded"},
    "released": {"refund": "refunded"},
    "dropped": {},
    "refunded": {},
}
