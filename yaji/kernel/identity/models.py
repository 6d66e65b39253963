"""Tables of identity. Names and phones are sealed; the e-mail address is not (README says why)."""

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from yaji.kernel.identity import states
from yaji.kernel.identity.types import KINDS, ORGANISATION, PERSON, ROLES, handle
from yaji.kit import clock, triggers
from yaji.kit.ids import mint
from yaji.kit.states import states_check
from yaji.kit.text import LocalTextField
from yaji.kit.vault import SealedTextField


def new_user_ref() -> str:
    return mint("usr")


def new_party_ref() -> str:
    return mint("par")


def new_invitation_ref() -> str:
    return mint("inv")


def new_token_ref() -> str:
    return mint("tok")


def new_approval_ref() -> str:
    return mint("apr")


def known_timezone(value: str) -> None:
    """Validator: an IANA zone such as ``Asia/Shanghai``."""
    if value not in available_timezones():
        raise ValidationError(_("Choose a time zone from the list."), code="timezone")


class UserManager(BaseUserManager["User"]):
    """Creates accounts. Every account has its person, from the first moment."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email, **fields)
        user.set_password(password)  # None: not usable, the account signs in by code or passkey
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The operator's first account (``manage.py createsuperuser``)."""
        return self.create_user(email, password, is_operator=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """An account: how somebody signs in. Who they are is their :class:`Party`."""

    public_id = models.CharField(max_length=30, unique=True, default=new_user_ref, editable=False)
    # None once erased, which frees the address for a new account
    email = models.EmailField(_("e-mail address"), unique=True, null=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    language = models.CharField(_("language"), max_length=10, default="en")
    timezone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai", validators=[known_timezone])
    joined_at = models.DateTimeField(default=clock.now)
    erased_at = models.DateTimeField(null=True)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=None) | Q(email=Lower(F("email"))), name="identity_user_email_lower"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(email=None, is_active=False), name="identity_user_erased_is_empty"
            ),
        ]

    def __str__(self) -> str:
        # a pseudonym, because this is what ends up in logs
        return handle(self.public_id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new account gets its person in the same transaction."""
        if self.email:
            self.email = self.email.lower()
        new = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if new:
                Party.objects.create(kind=PERSON, user=self, timezone=self.timezone)


class Party(models.Model):
    """A person or an organisation: whoever can sell, own, owe and be owed."""

    public_id = models.CharField(max_length=30, unique=True, default=new_party_ref, editable=False)
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    user = models.OneToOneField(User, models.PROTECT, null=True, related_name="person")
    #: public name of an organisation; a person's name is personal and lies sealed
    name = LocalTextField(blank=True)
    about = LocalTextField(blank=True)
    slug = models.SlugField(max_length=60, unique=True, null=True)
    contact_email = models.EmailField(blank=True)
    timezone = models.CharField(max_length=64, default="Asia/Shanghai", validators=[known_timezone])
    person_name = SealedTextField(blank=True, default="")
    phone = SealedTextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=PERSON, user__isnull=False) | Q(kind=ORGANISATION, user__isnull=True),
                name="identity_party_person_has_account",
            ),
        ]

    @property
    def label(self) -> str:
        """The name to show: never empty, in the active language; a pseudonym where no name is known."""
        return self.person_name or str(self.name) or handle(self.public_id)


class Membership(models.Model):
    """One account's role at one organisation."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=list(ROLES.items()))
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "user"], name="identity_membership_once"),
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="identity_membership_role"),
        ]


class Invitation(models.Model):
    """An offer of a role, sent to an address. The link's secret is stored as a hash only."""

    public_id = models.CharField(max_length=30, unique=True, default=new_invitation_ref, editable=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=12, choices=list(ROLES.items()))
    # both emptied once the invitation is closed: the address is then no longer needed
    email = SealedTextField(blank=True, default="")
    email_fingerprint = models.CharField(max_length=64, blank=True, default="", db_index=True)
    secret_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="open")
    invited_by = models.CharField(max_length=30)
    accepted_by = models.CharField(max_length=30, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            states_check(states.INVITATION, "identity_invitation_state"),
            models.UniqueConstraint(
                fields=["party", "email_fingerprint"], condition=Q(state="open"), name="identity_invitation_open_once"
            ),
        ]

    @property
    def expired(self) -> bool:
        return bool(self.expires_at <= clock.now())


class Consent(models.Model):
    """One decision of one person about one purpose. Rows are only ever added."""

    #: public id of the account or visitor: a pseudonym, so the log may outlive the account
    person = models.CharField(max_length=30)
    purpose = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    given = models.BooleanField()
    source = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "-id"], name="identity_consent_latest")]


class Standing(models.Model):
    """A dated fact about a party that prices and rights may depend on, such as ``member``."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="standings")
    kind = models.CharField(max_length=40)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)
    source = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="identity_standing_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["party", "kind"], name="identity_standing_by_party")]

    def holds(self, at: datetime) -> bool:
        """Whether the fact is true at that moment; ``until`` itself is outside."""
        return self.since <= at and (self.until is None or at < self.until)


class AccessToken(models.Model):
    """A key for programs: acts as its account. Only a hash of it is stored."""

    public_id = models.CharField(max_length=30, unique=True, default=new_token_ref, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)


class Approval(models.Model):
    """A request that needs the yes of a second person: no hand alone may do what ``kind`` names.

    ``body`` is what the asking room needs to carry it out; it never changes once asked.
    """

    public_id = models.CharField(max_length=30, unique=True, default=new_approval_ref, editable=False)
    party = models.CharField(max_length=32)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=32)
    body = models.JSONField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    why = SealedTextField()
    state = models.CharField(max_length=12, default="waiting")
    #: pseudonyms of who asked and who decided, with the labels of the audit trail
    asked_by = models.CharField(max_length=64)
    asked_label = models.CharField(max_length=80)
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_label = models.CharField(max_length=80, blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            states_check(states.APPROVAL, "identity_approval_state"),
            # the guard itself: what is approved was approved by somebody else
            models.CheckConstraint(
                condition=~Q(state="approved") | (~Q(decided_by="") & ~Q(decided_by=F("asked_by"))),
                name="identity_approval_two_persons",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(state="waiting"), name="identity_approval_waits_once"
            ),
        ]
        indexes = [models.Index(fields=["party", "state", "-id"], name="identity_approval_by_party")]


triggers.declare(
    *triggers.append_only("identity_consent"),
    *triggers.append_only(
        "identity_approval", thawed=("state", "asked_label", "decided_by", "decided_label", "decided_at")
    ),
)
