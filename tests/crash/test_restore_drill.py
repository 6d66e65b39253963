"""The short form of the drills: a site comes back from its backup, and a database from a moment before a mistake."""

import pytest

from tests.crash import point_in_time, restore_drill


@pytest.mark.req("TIX-43")
def test_a_site_comes_back_from_its_backup() -> None:
    result = restore_drill.run(rows=300)
    assert result["passed"], result
    assert result["media_back"]


@pytest.mark.postgres_server
@pytest.mark.req("TIX-43")
def test_a_database_goes_back_to_the_moment_before_a_mistake() -> None:
    result = point_in_time.run()
    assert result["passed"], result
