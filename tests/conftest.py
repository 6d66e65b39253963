"""Fixtures of the tests that look at the whole house."""

from tests.browser import browser, browser_process, desktop, phone

__all__ = ["browser", "browser_process", "desktop", "phone"]
