"""The site's own address in links is that of the live server."""

import pytest


@pytest.fixture(autouse=True)
def _own_address(live_server, settings):
    settings.SITE_URL = live_server.url
