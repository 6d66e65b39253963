"""Organisations, and who works for them as what."""

import secrets
from datetime import timedelta
from hmac import compare_digest

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from yaji.kernel.events.steps import record
from yaji.kernel.identity import events, mails, policies, queries, states
from yaji.kernel.identity.errors import (
    AddressTaken,
    AlreadyInvited,
    AlreadyMember,
    InvitationClosed,
    LastOwner,
    NotInvited,
)
from yaji.kernel.identity.models import Invitation, Membership, Party
from yaji.kernel.identity.types import INVITATION_DAYS, ORGANISATION, ROLES, Invited, secret_hash
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import BadInput, NotFound, require
from yaji.kit.ids import human_code
from yaji.kit.operation import operation
from yaji.kit.states import move
from yaji.kit.text import LocalText
from yaji.kit.vault import fingerprint


@operation
def create_organisation(
    *, actor: Actor, name: LocalText, slug: str = "", timezone: str = "Asia/Shanghai", contact_email: str = ""
) -> Party:
    """A new organisation, with the actor as its owner. ``slug`` is its address; made from the name if empty."""
    require(policies.may_create_organisation(actor))
    user = queries.lock_account(actor)
    party = Party(
        kind=ORGANISATION,
        name=name,
        slug=slug or _slug(name),
        timezone=timezone,
        contact_email=contact_email,
    )
    _save(party)
    Membership.objects.create(party=party, user=user, role="owner")
    record(
        [
            events.OrganisationCreated(subject=party.public_id),
            events.MemberJoined(subject=party.public_id, user=user.public_id, role="owner"),
        ],
        actor=actor,
    )
    return party


@operation
def update_organisation(
    *,
    actor: Actor,
    party: str,
    name: LocalText | None = None,
    about: LocalText | None = None,
    slug: str | None = None,
    timezone: str | None = None,
    contact_email: str | None = None,
) -> Party:
    """Change what the public sees of an organisation. None leaves a field as it is."""
    require(policies.may_edit_organisation(actor, party))
    row = _organisation(party)
    given = {"name": name, "about": about, "slug": slug, "timezone": timezone, "contact_email": contact_email}
    changes = {field: value for field, value in given.items() if value is not None and value != getattr(row, field)}
    if changes:
        for field, value in changes.items():
            setattr(row, field, value)
        _save(row)
        record([events.OrganisationChanged(subject=party, fields=sorted(changes))], actor=actor)
    return row


@operation
def invite(*, actor: Actor, party: str, email: str, role: str, language: str = "en") -> Invited:
    """Offer ``role`` to whoever reads the mail to ``email``. The link is good for 7 days and for one use."""
    require(policies.may_give(actor, party, _known(role)))
    row = _organisation(party)
    if Membership.objects.filter(party=row, user__in=_holders(email)).exists():
        raise AlreadyMember(party=party)
    mark = fingerprint(email)
    for earlier in Invitation.objects.filter(party=row, email_fingerprint=mark, state="open"):
        if not earlier.expired:
            raise AlreadyInvited(invitation=earlier.public_id)
        move(earlier, "revoke", states.INVITATION, email="", email_fingerprint="")
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        party=row,
        role=role,
        email=email.strip().lower(),
        email_fingerprint=mark,
        secret_hash=secret_hash(secret),
        invited_by=actor.ref,
        expires_at=clock.now() + timedelta(days=INVITATION_DAYS),
    )
    record([events.MemberInvited(subject=party, invitation=invitation.public_id, role=role)], actor=actor)
    mails.send_invitation(invitation, secret=secret, language=language)
    return Invited(invitation.public_id, secret)


@operation
def revoke_invitation(*, actor: Actor, invitation: str) -> None:
    """Make an open invitation worthless and forget the address it went to."""
    row = queries.lock_invitation(invitation)
    require(policies.may_give(actor, row.party.public_id, row.role))
    move(row, "revoke", states.INVITATION, email="", email_fingerprint="")
    record([events.InvitationRevoked(subject=row.party.public_id, invitation=invitation)], actor=actor)


@operation
def accept_invitation(*, actor: Actor, invitation: str, secret: str = "") -> Membership:
    """Join the team: by the link's secret, or because the invited address is verified on the actor's account."""
    require(policies.may_edit_self(actor))
    user = queries.lock_account(actor)
    row = queries.lock_invitation(invitation)
    if row.state != "open" or row.expired:
        raise InvitationClosed(invitation=invitation)
    by_link = bool(secret) and compare_digest(row.secret_hash, secret_hash(secret))
    if not by_link and not queries.is_addressee(user, row):
        raise NotInvited()
    if Membership.objects.filter(party=row.party, user=user).exists():
        raise AlreadyMember(party=row.party.public_id)
    move(row, "accept", states.INVITATION, accepted_by=user.public_id, email="", email_fingerprint="")
    membership = Membership.objects.create(party=row.party, user=user, role=row.role)
    record([events.MemberJoined(subject=row.party.public_id, user=user.public_id, role=row.role)], actor=actor)
    return membership


@operation
def change_role(*, actor: Actor, party: str, user: str, role: str) -> Membership:
    """Give a member another role. Only owners make or unmake owners; the last owner stays one."""
    row = _organisation(party)
    member = _member(row, user)
    require(policies.may_give(actor, party, member.role) and policies.may_give(actor, party, _known(role)))
    before = member.role
    if before == role:
        return member
    _keep_an_owner(member)
    member.role = role
    member.save(update_fields=["role"])
    record([events.RoleChanged(subject=party, user=user, before=before, after=role)], actor=actor)
    return member


@operation
def remove_member(*, actor: Actor, party: str, user: str) -> None:
    """Take somebody off the team; anybody may take off themselves. The last owner can't leave."""
    row = _organisation(party)
    member = _member(row, user)
    require(actor.ref == user or policies.may_give(actor, party, member.role))
    _keep_an_owner(member)
    member.delete()
    record([events.MemberLeft(subject=party, user=user, role=member.role)], actor=actor)


def _organisation(ref: str) -> Party:
    # locked, so that two owners can't leave at the same moment
    row = queries.lock_party(ref)
    if row.kind != ORGANISATION:
        raise NotFound(ref=ref)
    return row


def _member(party: Party, user: str) -> Membership:
    member = Membership.objects.select_related("user__person").filter(party=party, user__public_id=user).first()
    if member is None:
        raise NotFound(ref=user)
    return member


def _keep_an_owner(member: Membership) -> None:
    others = Membership.objects.filter(party=member.party, role="owner").exclude(pk=member.pk)
    if member.role == "owner" and not others.exists():
        raise LastOwner(party=member.party.public_id)


def _known(role: str) -> str:
    if role not in ROLES:
        raise BadInput(detail=f"role {role}")
    return role


def _holders(email: str) -> list[int]:
    rows = EmailAddress.objects.filter(email=email.strip().lower(), verified=True)
    return list(rows.values_list("user_id", flat=True))


def _slug(name: LocalText) -> str:
    made = slugify(name.in_language("en"))[:48]
    if not made or Party.objects.filter(slug=made).exists():
        return f"{made or 'house'}-{human_code(6).lower()}"
    return made


def _save(party: Party) -> None:
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError as error:
        raise AddressTaken(slug=party.slug) from error
