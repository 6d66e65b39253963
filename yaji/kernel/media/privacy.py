"""A person's own uploads: handed over as the files they are, and taken away with the account."""

from collections.abc import Iterator

from yaji.kernel.media import shelves, steps
from yaji.kernel.media.models import Asset
from yaji.kit.actor import SYSTEM
from yaji.kit.privacy import ExportFile, Person, erasers, exporters, json_file

ROOM = "media"


def export(person: Person) -> Iterator[ExportFile]:
    """A list of what was uploaded, and each file in the form in which it is kept."""
    rows = list(_assets(person))
    yield json_file("uploads.json", [_about(row) for row in rows])
    for row in rows:
        yield ExportFile(f"files/{_name(row)}", shelves.read(row.file))


def erase(person: Person) -> None:
    """Remove the person's files. One that a row of another room still needs stays, without an owner."""
    for row in _assets(person):
        if not steps.take_away(row, actor=SYSTEM):
            row.owner, row.rights = "", ""
            row.save(update_fields=["owner", "rights"])


def plug() -> None:
    exporters.plug(ROOM, export)
    erasers.plug(ROOM, erase)


def _assets(person: Person) -> list[Asset]:
    return list(Asset.objects.filter(owner__in=[person.user, person.party]).order_by("pk"))


def _name(row: Asset) -> str:
    return f"{row.public_id}.{row.file.rpartition('.')[2]}"


def _about(row: Asset) -> dict[str, object]:
    facts = {"purpose": row.purpose, "kind": row.kind, "mime": row.mime, "bytes": row.bytes}
    return {"file": f"files/{_name(row)}", "at": row.created_at, "alt": row.alt, "rights": row.rights, **facts}
