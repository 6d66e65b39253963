"""Test suite wide settings."""

from yaji.kit.testing import flushable


def pytest_configure() -> None:
    flushable()
