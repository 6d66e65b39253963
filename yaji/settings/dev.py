"""Settings of a laptop: the demo, and work on the code."""

from yaji.settings.base import *  # noqa: F403  # a settings module extends another this way

DEBUG = False
