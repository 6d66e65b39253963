"""Messages: mail and notices in the reader's language, topics to follow, templates plugged in by rooms.

Promises: a message is recorded in the transaction that makes it true, goes out after the commit, and never twice for
one key. Who gets it and what it says lies sealed in the database.
"""
