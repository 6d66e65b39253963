"""Payments: taking money through a provider and giving it back, each exactly once.

Promises: a payment that the provider captured is stated as a fact exactly once, whichever of browser
return, notice and reconciliation hears of it first and in whatever order they come; the refunds of a
payment never exceed it; nothing is asked of a provider while a transaction is open.
"""
