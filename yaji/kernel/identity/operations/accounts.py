"""One's own account: profile, consents, export, the way out; and what the house grants."""

from datetime import datetime
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings

from yaji.kernel.events.steps import record
from yaji.kernel.identity import events, policies, queries, states, steps
from yaji.kernel.identity.errors import StillOwner
from yaji.kernel.identity.models import AccessToken, Consent, Invitation, Membership, Party, Standing, User
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import BadInput, require
from yaji.kit.operation import operation
from yaji.kit.privacy import erase_everywhere
from yaji.kit.states import move
from yaji.kit.vault import fingerprint


@operation
def register(*, user: User, agreed: dict[str, bool] | None = None) -> User:
    """Store a new account with its person, and what was agreed to while opening it.

    The one operation without an actor: there is none before it. allauth's sign-up calls it.
    """
    user.save()
    actor = queries.actor_of(user)
    for purpose, given in (agreed or {}).items():
        steps.decide(actor=actor, purpose=purpose, given=given, source="signup")
    return user


@operation
def update_profile(
    *,
    actor: Actor,
    name: str | None = None,
    phone: str | None = None,
    language: str | None = None,
    timezone: str | None = None,
) -> Party:
    """Change what is given of the actor's own profile. None leaves a field as it is."""
    require(policies.may_edit_self(actor))
    _check_profile(language, timezone)
    user = queries.lock_account(actor)
    person = queries.lock_party(user.person.public_id)
    changed = _assign(person, {"person_name": name, "phone": phone, "timezone": timezone})
    changed += _assign(user, {"language": language, "timezone": timezone})
    if changed:
        person.save()
        user.save()
        record([events.ProfileChanged(subject=user.public_id, fields=sorted(set(changed)))], actor=actor)
    return person


@operation
def decide_consent(*, actor: Actor, purpose: str, given: bool, source: str = "privacy") -> Consent:
    """Write down a decision of the actor; see :func:`steps.decide`."""
    require(actor.kind in ("user", "visitor"))
    return steps.decide(actor=actor, purpose=purpose, given=given, source=source)


@operation
def change_standing(
    *, actor: Actor, party: str, kind: str, holds: bool, until: datetime | None = None, source: str = ""
) -> Standing | None:
    """Grant a standing from now, or end it. For the operator."""
    require(policies.may_change_standing(actor))
    if holds:
        return steps.grant_standing(actor=actor, party=party, kind=kind, until=until, source=source)
    steps.end_standing(actor=actor, party=party, kind=kind)
    return None


@operation
def appoint_operator(*, actor: Actor, user: str, operator: bool = True) -> User:
    """Make an account one of those who run the site, or no longer."""
    require(actor.operator)
    row = queries.user(user)
    row.is_operator = operator
    row.save(update_fields=["is_operator"])
    verdict = "operator" if operator else "user"
    record([events.RoleChanged(subject="site", user=user, before="", after=verdict)], actor=actor)
    return row


@operation
def record_export(*, actor: Actor) -> None:
    """Note that the actor took a copy of their data. The copy itself: see ``exports.archive``."""
    require(policies.may_edit_self(actor))
    record([events.DataExported(subject=actor.ref)], actor=actor)


@operation
def erase_account(*, actor: Actor) -> None:
    """Blank everything personal about the actor and close the account, for good.

    What stays are facts, orders and ledger rows that name the account by a public id which now leads to
    nobody. The address is free for a new account. Refuses while the actor owns an organisation, or while
    a room's eraser refuses.
    """
    require(policies.may_edit_self(actor))
    user = queries.lock_account(actor)
    _refuse_owners(user)
    erase_everywhere(queries.whose(user))
    _withdraw_everything(actor)
    _blank_rows_about(user)
    _blank(user)
    record([events.AccountErased(subject=user.public_id)], actor=actor)


def _check_profile(language: str | None, timezone: str | None) -> None:
    if language is not None and language not in dict(settings.LANGUAGES):
        raise BadInput(detail="language")
    if timezone is not None and timezone not in available_timezones():
        raise BadInput(detail="timezone")


def _assign(row: User | Party, values: dict[str, str | None]) -> list[str]:
    changed = {
        field: value.strip() for field, value in values.items() if value is not None and value != getattr(row, field)
    }
    for field, value in changed.items():
        setattr(row, field, value)
    return list(changed)


def _refuse_owners(user: User) -> None:
    owned = Party.objects.filter(memberships__user=user, memberships__role="owner").order_by("id")
    if owned:
        raise StillOwner(organisations=", ".join(party.label for party in owned))


def _withdraw_everything(actor: Actor) -> None:
    latest: dict[str, Consent] = {}
    for row in queries.consents(actor):
        latest.setdefault(row.purpose, row)
    Consent.objects.bulk_create(
        Consent(person=actor.ref, purpose=row.purpose, version=row.version, given=False, source="erasure")
        for row in latest.values()
        if row.given
    )


def _blank_rows_about(user: User) -> None:
    addresses = [user.email or "", *EmailAddress.objects.filter(user=user).values_list("email", flat=True)]
    marks = [fingerprint(address) for address in addresses if address]
    for invitation in Invitation.objects.filter(email_fingerprint__in=marks, state="open"):
        move(invitation, "revoke", states.INVITATION, email="", email_fingerprint="")
    Membership.objects.filter(user=user).delete()
    AccessToken.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    UserSession.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    now = clock.now()
    Standing.objects.filter(party=user.person, since__lte=now).exclude(until__lte=now).update(until=now)


def _blank(user: User) -> None:
    now = clock.now()
    Party.objects.filter(pk=user.person.pk).update(person_name="", phone="", slug=None, contact_email="", erased_at=now)
    user.email = None
    user.is_active = user.is_operator = False
    user.last_login = None
    user.erased_at = now
    user.set_unusable_password()
    user.save()
