"""A shelf of its own for each test."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def shelf(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
