"""Nouns every trade shares. A room here may lean on the rooms below it, never on a trade."""
