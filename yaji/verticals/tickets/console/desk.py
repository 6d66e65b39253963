"""What every page of an organiser's desk carries. The same for every room."""

from yaji.kernel.identity.desk import desk

__all__ = ["desk"]
