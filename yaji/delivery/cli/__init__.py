"""The ``yaji`` command: serve, look after, back up, and look inside. One file per sub-command."""
