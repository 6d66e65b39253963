"""What an invitation can become. Expiry is judged by the clock, not stored."""

from yaji.kit.states import Table

INVITATION: Table = {
    "open": {"accept": "accepted", "revoke": "revoked"},
    "accepted": {},
    "revoked": {},
}
