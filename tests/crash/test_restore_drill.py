"""The short form of the restore drill."""

from tests.crash import restore_drill


def test_a_site_comes_back_from_its_backup() -> None:
    result = restore_drill.run(rows=300)
    assert result["passed"], result
    assert result["media_back"]
