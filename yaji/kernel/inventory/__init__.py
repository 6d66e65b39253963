"""Everything scarce is a place in a pool, and no place is ever sold twice."""
