"""A payment provider that moves no money: its own tables, its own hosted page, signed notices.

It stands for a separate company. The rest of payments reaches it through the ``Gateway`` port only, and
it reaches the site through the public entrance for notices only.
"""
