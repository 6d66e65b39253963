"""Reads of identity. What is private asks for the actor."""

from collections.abc import Iterable
from datetime import timedelta
from hmac import compare_digest

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from yaji.kernel.identity.errors import InvitationClosed, NotInvited
from yaji.kernel.identity.models import AccessToken, Approval, Consent, Invitation, Membership, Party, Standing, User
from yaji.kernel.identity.types import Security, handle, secret_hash
from yaji.kit import clock
from yaji.kit.actor import Actor, Grant
from yaji.kit.errors import NotFound
from yaji.kit.privacy import Person
from yaji.kit.vault import fingerprint


def actor_of(user: User, *, keys: Iterable[str] = ()) -> Actor:
    """The account as an actor: its roles and standing as they are now (two statements).

    ``ref`` is the account's public id; ``label`` a pseudonym, since audit rows outlive the account.
    """
    grants = Membership.objects.filter(user=user).values_list("role", "party__public_id")
    return Actor(
        ref=user.public_id,
        label=handle(user.public_id),
        kind="user",
        grants=frozenset(Grant(role, ref) for role, ref in grants),
        operator=user.is_operator,
        keys=frozenset(keys),
        standing=standing_of(user),
    )


def visitor(ref: str, *, keys: Iterable[str] = ()) -> Actor:
    """A browser nobody signed in with."""
    return Actor(ref=ref, label=handle(ref), kind="visitor", keys=frozenset(keys))


def standing_of(user: User) -> frozenset[str]:
    """Kinds of standing that hold for the account's person now, such as ``member``."""
    now = clock.now()
    rows = Standing.objects.filter(party__user=user, since__lte=now).exclude(until__lte=now)
    return frozenset(rows.values_list("kind", flat=True))


def party(ref: str) -> Party:
    """The party with that public id, or :class:`NotFound`."""
    row = Party.objects.filter(public_id=ref).first()
    if row is None:
        raise NotFound(ref=ref)
    return row


def party_by_slug(slug: str) -> Party:
    """The organisation with that address, or :class:`NotFound`."""
    row = Party.objects.filter(slug=slug, erased_at=None).first()
    if row is None:
        raise NotFound(slug=slug)
    return row


def parties(refs: Iterable[str]) -> dict[str, Party]:
    """Parties by public id, in one statement; unknown ones are left out."""
    return {row.public_id: row for row in Party.objects.filter(public_id__in=set(refs))}


def parties_of(actor: Actor, roles: Iterable[str] | None = None) -> QuerySet[Party]:
    """Organisations at which the actor holds a role (one of ``roles``, or any), oldest first."""
    refs = actor.parties(roles) if roles is not None else {grant.party for grant in actor.grants}
    return Party.objects.filter(public_id__in=refs, erased_at=None).order_by("id")


def teams(actor: Actor) -> QuerySet[Membership]:
    """The actor's own roles with their organisations, oldest first."""
    return Membership.objects.filter(user__public_id=actor.ref).select_related("party").order_by("id")


def user(ref: str) -> User:
    """The account with that public id, or :class:`NotFound`."""
    row = User.objects.select_related("person").filter(public_id=ref).first()
    if row is None:
        raise NotFound(ref=ref)
    return row


def account(actor: Actor) -> User | None:
    """The actor's own account with its person; None for visitors, devices and the system."""
    return User.objects.select_related("person").filter(public_id=actor.ref).first() if actor.kind == "user" else None


def person_of(actor: Actor) -> Party | None:
    """The party of the actor's own person: who buys, owns and is owed."""
    return Party.objects.filter(user__public_id=actor.ref).first() if actor.kind == "user" else None


def whose(user: User) -> Person:
    """The account as other rooms know it, with every address that is confirmed."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).order_by("pk").values_list("email", flat=True)
    others = tuple(email for email in confirmed if email != user.email)
    return Person(user=user.public_id, party=user.person.public_id, email=user.email or "", others=others)


def members(party: Party) -> QuerySet[Membership]:
    """Who works at an organisation, with account and person, oldest first."""
    return Membership.objects.filter(party=party).select_related("user__person", "party").order_by("id")


def invitations(party: Party) -> QuerySet[Invitation]:
    """Open invitations of an organisation, newest first; those past their time included."""
    return Invitation.objects.filter(party=party, state="open").select_related("party").order_by("-id")


def consents(actor: Actor) -> QuerySet[Consent]:
    """Every decision the actor has made, newest first."""
    return Consent.objects.filter(person=actor.ref).order_by("-id")


def agreed(actor: Actor, purpose: str, version: str = "") -> bool:
    """Whether the actor's latest decision about ``purpose`` is yes (for ``version``, if one is given)."""
    last = consents(actor).filter(purpose=purpose).first()
    return last is not None and last.given and (not version or last.version == version)


def names(refs: Iterable[str]) -> dict[str, str]:
    """Names to show for account or party ids; pseudonyms where there is no name (any more)."""
    wanted = set(refs)
    found = {ref: handle(ref) for ref in wanted}
    people = Party.objects.filter(user__public_id__in=wanted).select_related("user")
    found.update({row.user.public_id: row.label for row in people if row.user and row.person_name})
    found.update({ref: row.label for ref, row in parties(wanted).items()})
    return found


def standings(user: User) -> QuerySet[Standing]:
    """Every standing the account's person has or had, newest first."""
    return Standing.objects.filter(party__user=user).order_by("-since")


def security_of(user: User) -> Security:
    """How the account is guarded (three statements)."""
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return Security(
        password=user.has_usable_password(),
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        authenticator=Authenticator.Type.TOTP in kinds,
        recovery_codes=Authenticator.Type.RECOVERY_CODES in kinds,
        devices=UserSession.objects.filter(user=user).count(),
    )


def display_name(user: User) -> str:
    """How pages greet the account: the person's name, else the address before the @, else a pseudonym."""
    person = getattr(user, "person", None)
    if person is not None and person.person_name:
        return str(person.person_name)
    return (user.email or "").partition("@")[0] or str(user)


def lock_party(ref: str) -> Party:
    """The party, locked until the transaction ends, or :class:`NotFound`."""
    row = Party.objects.select_for_update().filter(public_id=ref, erased_at=None).first()
    if row is None:
        raise NotFound(ref=ref)
    return row


def lock_account(actor: Actor) -> User:
    """The actor's own account, locked until the transaction ends, or :class:`NotFound`."""
    row = User.objects.select_for_update().filter(public_id=actor.ref, erased_at=None).first()
    if row is None:
        raise NotFound(ref=actor.ref)
    return row


def invitation(ref: str) -> Invitation:
    """The invitation with its organisation, or :class:`NotFound`."""
    row = Invitation.objects.select_related("party").filter(public_id=ref).first()
    if row is None:
        raise NotFound(ref=ref)
    return row


def lock_invitation(ref: str) -> Invitation:
    """The invitation, locked until the transaction ends, or :class:`NotFound`."""
    row = Invitation.objects.select_for_update(of=("self",)).select_related("party").filter(public_id=ref).first()
    if row is None:
        raise NotFound(ref=ref)
    return row


def is_addressee(user: User, invitation: Invitation) -> bool:
    """Whether one of the account's verified addresses is the invited one."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return invitation.email_fingerprint in {fingerprint(address) for address in addresses}


def invitation_for(actor: Actor, ref: str, secret: str = "") -> Invitation:
    """An open invitation, shown to whoever has its secret or its address. Refuses like accepting would."""
    row = invitation(ref)
    by_link = bool(secret) and compare_digest(row.secret_hash, secret_hash(secret))
    who = None if by_link else account(actor)
    if not by_link and (who is None or not is_addressee(who, row)):
        # closed ones have forgotten their address, so a stranger can't tell closed from not invited
        raise InvitationClosed(invitation=ref) if row.state != "open" else NotInvited()
    if row.state != "open" or row.expired:
        raise InvitationClosed(invitation=ref)
    return row


def invitations_to(actor: Actor) -> QuerySet[Invitation]:
    """Open invitations to the actor's verified addresses."""
    addresses = EmailAddress.objects.filter(user__public_id=actor.ref, verified=True).values_list("email", flat=True)
    marks = [fingerprint(address) for address in addresses]
    rows = Invitation.objects.filter(email_fingerprint__in=marks, state="open", expires_at__gt=clock.now())
    return rows.select_related("party").order_by("-id")


def tokens(actor: Actor) -> QuerySet[AccessToken]:
    """The actor's own tokens, newest first; those past their time included."""
    return AccessToken.objects.filter(user__public_id=actor.ref).order_by("-id")


def actor_by_token(secret: str) -> Actor | None:
    """Whom a token acts as, or None. Notes the use, at most once an hour."""
    now = clock.now()
    row = (
        AccessToken.objects.select_related("user")
        .filter(secret_hash=secret_hash(secret), expires_at__gt=now, user__is_active=True)
        .first()
    )
    if row is None:
        return None
    if row.last_used_at is None or now - row.last_used_at > timedelta(hours=1):
        AccessToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return actor_of(row.user)


def approvals_waiting(party: str, kind: str) -> QuerySet[Approval]:
    """Requests of a party that wait for a second person, oldest first. The caller has checked who looks."""
    return Approval.objects.filter(party=party, kind=kind, state="waiting").order_by("id")


def approvals_about(subject: str, kind: str) -> QuerySet[Approval]:
    """Every request about ``subject``, oldest first. The caller has checked who looks."""
    return Approval.objects.filter(subject=subject, kind=kind).order_by("id")


def approval(ref: str, kind: str) -> Approval:
    """The request. Raises NotFound."""
    row = Approval.objects.filter(public_id=ref, kind=kind).first()
    if row is None:
        raise NotFound()
    return row
