"""States of a performance, of a pass and of a scanner."""

from yaji.kit.states import Table

PERFORMANCE: Table = {
    "draft": {"open": "on_sale", "cancel": "cancelled"},
    "on_sale": {"pause": "paused", "cancel": "cancelled", "end": "over"},
    "paused": {"open": "on_sale", "cancel": "cancelled", "end": "over"},
    "cancelled": {},
    "over": {},
}
#: states in which everybody may see a performance
PUBLIC = ("on_sale", "paused", "cancelled", "over")

PASS: Table = {
    "valid": {"use": "used", "revoke": "revoked"},
    "used": {},
    "revoked": {},
}

DEVICE: Table = {
    "pairing": {"pair": "active", "revoke": "revoked"},
    "active": {"revoke": "revoked"},
    "revoked": {},
}
