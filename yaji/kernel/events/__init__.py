"""What happened, who did it, and who must hear of it: facts, their outbox, idempotency keys, the schedule."""
