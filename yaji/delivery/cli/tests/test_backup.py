"""A backup brings everything back, refuses to be what it isn't, and leaves what is there alone when it fails."""

import io
import json
import sqlite3
import stat
import tarfile
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from pytest_django import Settings

from yaji.delivery.cli import archives, backup, dumps, main, restore
from yaji.kernel.events.models import FactRow
from yaji.kit import triggers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """A media folder of this test's own, with one picture."""
    folder = tmp_path / "media"
    (folder / "posters").mkdir(parents=True)
    (folder / "posters" / "a.webp").write_bytes(b"picture")
    settings.MEDIA_ROOT = folder
    return folder


@pytest.fixture
def filled() -> None:
    get_user_model()._default_manager.create(email="mei@example.org")
    FactRow.objects.create(kind="shop.opened", subject="x", actor_ref="system", actor_label="")


@pytest.mark.usefixtures("filled")
def test_what_was_backed_up_comes_back(tmp_path: Path, media: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kept.tar.gz"
    assert main.main(["backup", str(file)]) == 0
    before = dumps.counts()
    with triggers.lifted(connection):
        FactRow.objects.all().delete()
    get_user_model()._default_manager.create(email="later@example.org")
    (media / "posters" / "a.webp").unlink()

    assert main.main(["restore", str(file), "--replace"]) == 0
    assert dumps.counts() == before
    assert FactRow.objects.get().kind == "shop.opened"
    assert (media / "posters" / "a.webp").read_bytes() == b"picture"
    assert triggers.missing(connection) == []
    assert "yaji doctor" in capsys.readouterr().out


@pytest.mark.usefixtures("filled")
def test_it_counts_what_the_file_holds_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    manifest = backup.take(tmp_path / "kept.tar.gz")
    assert manifest.counts["events_fact"] == 1
    assert manifest.engine == connection.vendor
    assert manifest.migrations["events"]
    assert stat.S_IMODE((tmp_path / "kept.tar.gz").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name != "media"] == ["kept.tar.gz"]


@pytest.mark.usefixtures("filled")
def test_what_is_there_is_not_written_over_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kept.tar.gz"
    file.write_text("something else")
    assert main.main(["backup", str(file)]) == 1
    assert file.read_text() == "something else"
    assert main.main(["backup", str(file), "--force"]) == 0
    assert main.main(["restore", str(file)]) == 1
    assert "--replace" in capsys.readouterr().err


def test_a_broken_file_changes_nothing(tmp_path: Path, media: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = tmp_path / "good.tar.gz"
    backup.take(good)
    content = good.read_bytes()
    get_user_model()._default_manager.create(email="mei@example.org")
    for name, broken in {"cut": content[: len(content) // 2], "noise": b"x" * 4096, "empty": b""}.items():
        file = tmp_path / name
        file.write_bytes(broken)
        assert main.main(["restore", str(file), "--replace"]) == 1, name
        assert "Not restored" in capsys.readouterr().err
    assert get_user_model()._default_manager.count() == 1
    assert (media / "posters" / "a.webp").exists()


def made_up(file: Path, name: str, *, sha256: str = "0" * 64, engine: str = "", kind: bytes = tarfile.REGTYPE) -> Path:
    """An archive with one file of somebody else's choosing in it."""
    manifest = {"format": archives.FORMAT, "engine": engine or connection.vendor, "at": "", "version": "", "counts": {}}
    with tarfile.open(file, "w:gz") as tar:
        for member, content in {
            archives.MANIFEST: json.dumps(manifest | {"sha256": sha256}).encode(),
            name: b"x",
        }.items():
            info = tarfile.TarInfo(member)
            info.size = len(content)
            info.type = kind if member == name else tarfile.REGTYPE
            info.linkname = "/etc/passwd" if info.type == tarfile.SYMTYPE else ""
            tar.addfile(info, io.BytesIO(content))
    return file


@pytest.mark.parametrize("name", ["../outside", "/outside", "media/../../outside", "media", "other/file"])
def test_a_name_that_leads_out_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(archives.NotABackup):
        archives.unpack(made_up(tmp_path / "bad.tar.gz", name), tmp_path / "out")
    assert not (tmp_path / "outside").exists()


def test_a_link_is_refused(tmp_path: Path) -> None:
    with pytest.raises(archives.NotABackup):
        archives.unpack(made_up(tmp_path / "bad.tar.gz", "media/a", kind=tarfile.SYMTYPE), tmp_path / "out")


def test_a_database_that_was_swapped_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(archives.NotABackup, match="not the one"):
        archives.unpack(made_up(tmp_path / "bad.tar.gz", archives.DATABASE), tmp_path / "out")


def test_another_engines_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x")
    file = made_up(tmp_path / "bad.tar.gz", archives.DATABASE, sha256=archives.digest(tmp_path / "x"), engine="another")
    with pytest.raises(archives.NotABackup, match="another"):
        restore.bring_back(file, replace=True)


@pytest.mark.sqlite
def test_a_database_in_use_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "kept.tar.gz"
    backup.take(file)
    other = sqlite3.connect(str(connection.settings_dict["NAME"]))
    other.execute("SELECT count(*) FROM sqlite_master").fetchone()
    try:
        with pytest.raises(dumps.CannotDump, match="stop"):
            restore.bring_back(file, replace=True)
    finally:
        other.close()


def test_a_table_that_lost_rows_on_the_way_is_named() -> None:
    manifest = archives.Manifest(
        engine=connection.vendor, at="", version="", sha256="", counts={**dumps.counts(), "events_fact": 7}
    )
    assert restore.differences(manifest) == ["events_fact: 7 rows in the backup, 0 here"]
