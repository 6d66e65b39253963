"""Test suite wide settings."""

from yaji.kit.testing import flushable

pytest_plugins = ["tools.services"]


def pytest_configure() -> None:
    flushable()
