"""What an invitation and a request for a second person's yes can become. Expiry is judged by the clock, not stored."""

from yaji.kit.states import Table

INVITATION: Table = {
    "open": {"accept": "accepted", "revoke": "revoked"},
    "accepted": {},
    "revoked": {},
}

APPROVAL: Table = {
    "waiting": {"approve": "approved", "decline": "declined"},
    "approved": {},
    "declined": {},
}
