"""What tests share: races, statement counts, actors, a database that can be flushed."""

from yaji.kit.testing.database import count_statements, flushable
from yaji.kit.testing.race import Outcome, race

__all__ = ["Outcome", "count_statements", "flushable", "race"]
