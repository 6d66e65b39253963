"""The tools every room is built with. No tables, no business words."""
