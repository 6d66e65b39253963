"""What becomes of a message, and of a question.

``sending`` is held by exactly one worker. If that worker is lost, nobody can know whether the mail left, so the
message fails with the reason ``unknown`` rather than go out twice; the operator may send it again.
"""

from yaji.kit.states import Table

MESSAGE: Table = {
    "queued": {"claim": "sending"},
    "sending": {"deliver": "sent", "delay": "queued", "give_up": "failed"},
    "sent": {},
    "failed": {"resend": "queued"},
}

#: an answered question may be answered again; a closed one is opened by asking anew
QUESTION: Table = {
    "open": {"answer": "answered", "close": "closed"},
    "answered": {"answer": "answered", "close": "closed"},
    "closed": {},
}
