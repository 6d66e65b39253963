"""Everything the house knows about a person, in one ZIP of readable JSON."""

import zipfile
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from yaji.kernel.identity import queries
from yaji.kernel.identity.models import Invitation, Standing, User
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound
from yaji.kit.privacy import ExportFile, Person, exporters, json_file

_IN_MEMORY = 1_048_576


def archive(actor: Actor) -> IO[bytes]:
    """The actor's own data as an open ZIP file, at its beginning. Not inside a transaction: it may be long."""
    user = queries.account(actor)
    if user is None:
        raise NotFound(ref=actor.ref)
    person = queries.whose(user)
    out: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # open: the caller reads it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file in _all_files(actor, user, person):
            bundle.writestr(file.name, file.data)
    out.seek(0)
    return out


def _all_files(actor: Actor, user: User, person: Person) -> Iterator[ExportFile]:
    yield from _own_files(actor, user)
    for name, exporter in exporters.items():
        files: Iterable[ExportFile] = exporter(person)
        for file in files:
            yield ExportFile(f"{name}/{file.name}", file.data)


def _own_files(actor: Actor, user: User) -> Iterator[ExportFile]:
    yield json_file("account.json", account(user))
    yield json_file("team.json", _teams(user))
    yield json_file(
        "consents.json", list(queries.consents(actor).values("purpose", "version", "given", "source", "at"))
    )
    yield json_file("security.json", _security(actor, user))


def account(user: User) -> dict[str, object]:
    """The profile, as shown and as exported."""
    return {
        "id": user.public_id,
        "party": user.person.public_id,
        "name": user.person.person_name,
        "email": user.email,
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "phone": user.person.phone,
        "language": user.language,
        "timezone": user.timezone,
        "joined_at": user.joined_at,
        "standing": list(Standing.objects.filter(party=user.person).values("kind", "since", "until", "source")),
    }


def _teams(user: User) -> list[dict[str, object]]:
    rows = user.memberships.select_related("party").order_by("id")
    sent = Invitation.objects.filter(invited_by=user.public_id).values("public_id", "role", "state", "created_at")
    return [
        *({"organisation": m.party.public_id, "name": m.party.name, "role": m.role, "since": m.since} for m in rows),
        *({"invitation": row} for row in sent),
    ]


def _security(actor: Actor, user: User) -> dict[str, object]:
    return {
        "last_login": user.last_login,
        "two_step": list(Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")),
        "devices": list(UserSession.objects.filter(user=user).values("created_at", "ip", "last_seen_at", "user_agent")),
        "tokens": list(queries.tokens(actor).values("public_id", "name", "created_at", "expires_at", "last_used_at")),
    }
