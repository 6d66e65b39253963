"""What tests share: races, statement counts, a clock to move, a database that can be flushed."""

from yaji.kit.testing.database import count_statements, flushable
from yaji.kit.testing.race import Outcome, race
from yaji.kit.testing.stopped import Hands, stopped_clock

__all__ = ["Hands", "Outcome", "count_statements", "flushable", "race", "stopped_clock"]
