"""Facts identity states. Who and what by public id; names and addresses never."""

from dataclasses import dataclass
from typing import ClassVar

from yaji.kernel.events.types import Fact


@dataclass(frozen=True)
class OrganisationCreated(Fact):
    kind: ClassVar[str] = "identity.organisation_created"


@dataclass(frozen=True)
class OrganisationChanged(Fact):
    kind: ClassVar[str] = "identity.organisation_changed"
    fields: list[str]


@dataclass(frozen=True)
class MemberInvited(Fact):
    """``subject`` is the organisation."""

    kind: ClassVar[str] = "identity.member_invited"
    invitation: str
    role: str


@dataclass(frozen=True)
class InvitationRevoked(Fact):
    kind: ClassVar[str] = "identity.invitation_revoked"
    invitation: str


@dataclass(frozen=True)
class MemberJoined(Fact):
    kind: ClassVar[str] = "identity.member_joined"
    user: str
    role: str


@dataclass(frozen=True)
class RoleChanged(Fact):
    kind: ClassVar[str] = "identity.role_changed"
    user: str
    before: str
    after: str


@dataclass(frozen=True)
class MemberLeft(Fact):
    kind: ClassVar[str] = "identity.member_left"
    user: str
    role: str


@dataclass(frozen=True)
class ProfileChanged(Fact):
    """``subject`` is the account; ``fields`` names what changed, not to what."""

    kind: ClassVar[str] = "identity.profile_changed"
    fields: list[str]


@dataclass(frozen=True)
class StandingChanged(Fact):
    """``subject`` is the party; ``holds`` until ``until`` (ISO 8601), or without end if None."""

    kind: ClassVar[str] = "identity.standing_changed"
    standing: str
    until: str | None


@dataclass(frozen=True)
class TokenCreated(Fact):
    kind: ClassVar[str] = "identity.token_created"
    token: str


@dataclass(frozen=True)
class TokenRevoked(Fact):
    kind: ClassVar[str] = "identity.token_revoked"
    token: str


@dataclass(frozen=True)
class DataExported(Fact):
    kind: ClassVar[str] = "identity.data_exported"


@dataclass(frozen=True)
class AccountErased(Fact):
    kind: ClassVar[str] = "identity.account_erased"


@dataclass(frozen=True)
class ApprovalAsked(Fact):
    """``subject`` is the request; ``about`` is what it would change."""

    kind: ClassVar[str] = "identity.approval_asked"
    about: str
    what: str
    amount: int
    currency: str


@dataclass(frozen=True)
class ApprovalDecided(Fact):
    """A second person said yes or no."""

    kind: ClassVar[str] = "identity.approval_decided"
    about: str
    what: str
    approved: bool
