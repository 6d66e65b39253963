"""Finding things: by word, category, city, date and price. Knows documents, not trades.

Promises: both database engines give the same answers; a query of any shape is answered, never refused;
what is over is not listed; a search costs a fixed number of statements.
"""
