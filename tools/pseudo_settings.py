"""Settings in which every translated text is marked ⟦so⟧, to see what is not translated."""

from yaji.settings.dev import *  # noqa: F403  # a settings module extends another this way
from yaji.settings.env import ROOT

LOCALE_PATHS = [ROOT / "var" / "pseudo"]
