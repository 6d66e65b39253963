"""Amounts of money: whole minor units of one currency, exact splits, formatting. Never a float."""
