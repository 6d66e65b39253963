"""How payments and refunds move, as data.

The states of an intent that a provider can report are ranked, and a move only ever leads to a higher
rank. So the state after any number of reports is the highest of them, in whatever order they came,
however often, and whoever brought them: late, doubled and shuffled notices need no special case.
"""

from collections.abc import Mapping

from yaji.kit.states import Table

INTENT: Table = {
    "created": {
        "open": "pending",
        "authorise": "authorised",
        "capture": "captured",
        "fail": "failed",
        "cancel": "cancelled",
        "expire": "expired",
    },
    "pending": {
        "authorise": "authorised",
        "capture": "captured",
        "fail": "failed",
        "cancel": "cancelled",
        "expire": "expired",
    },
    "authorised": {"capture": "captured", "fail": "failed", "cancel": "cancelled", "expire": "expired"},
    "expired": {"cancel": "cancelled", "fail": "failed", "capture": "captured"},
    "cancelled": {"fail": "failed", "capture": "captured"},
    "failed": {"capture": "captured"},
    "captured": {},
}

REFUND: Table = {
    "requested": {"send": "sent", "complete": "done", "fail": "failed"},
    "sent": {"complete": "done", "fail": "failed"},
    "failed": {"complete": "done"},
    "done": {},
}

#: still under way: the buyer may be looking at the provider's page
IN_FLIGHT = ("created", "pending", "authorised")
#: over without money
UNSUCCESSFUL = ("expired", "cancelled", "failed")

#: what the provider's word for a payment asks of ours
VERB_OF_CHARGE: Mapping[str, str] = {
    "pending": "open",
    "authorised": "authorise",
    "captured": "capture",
    "failed": "fail",
    "cancelled": "cancel",
    "expired": "expire",
}
#: what the provider's word for a refund asks of ours
VERB_OF_REFUND: Mapping[str, str] = {"pending": "send", "done": "complete", "failed": "fail"}
