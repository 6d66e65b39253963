"""Shapes of the API."""

from datetime import datetime

from ninja import Field, Schema

from yaji.kernel.identity.models import AccessToken, Consent, Invitation, Membership, Party, User
from yaji.kernel.identity.types import Role
from yaji.kit.text import LocalText


class Me(Schema):
    """The account behind this request. ``party`` is who buys, owns and is owed."""

    id: str
    party: str
    name: str
    email: str
    phone: str
    language: str
    timezone: str
    joined_at: datetime
    operator: bool
    standing: list[str]

    @classmethod
    def of(cls, user: User, standing: frozenset[str]) -> "Me":
        person = user.person
        return cls(
            id=user.public_id,
            party=person.public_id,
            name=person.person_name,
            email=user.email or "",
            phone=person.phone,
            language=user.language,
            timezone=user.timezone,
            joined_at=user.joined_at,
            operator=user.is_operator,
            standing=sorted(standing),
        )


class ProfileIn(Schema):
    """Fields left out stay as they are."""

    name: str | None = Field(None, max_length=80)
    phone: str | None = Field(None, pattern=r"^([+\d][\d -]{5,19})?$")
    language: str | None = None
    timezone: str | None = None


class OrganisationOut(Schema):
    id: str
    name: dict[str, str]
    about: dict[str, str]
    slug: str
    timezone: str
    contact_email: str

    @classmethod
    def of(cls, party: Party) -> "OrganisationOut":
        return cls(
            id=party.public_id,
            name=dict(party.name),
            about=dict(party.about),
            slug=party.slug or "",
            timezone=party.timezone,
            contact_email=party.contact_email,
        )


class Names(Schema):
    """A text by language."""

    en: str = Field("", max_length=2000)
    zh_hans: str = Field("", alias="zh-hans", max_length=2000)

    def text(self) -> LocalText:
        return LocalText({k: v for k, v in (("en", self.en), ("zh-hans", self.zh_hans)) if v})


class OrganisationIn(Schema):
    name: Names
    slug: str = Field("", pattern=r"^[a-z0-9-]{0,60}$")
    timezone: str = "Asia/Shanghai"
    contact_email: str = Field("", pattern=r"^([^@\s]+@[^@\s]+)?$", max_length=254)


class OrganisationPatch(Schema):
    """Fields left out stay as they are."""

    name: Names | None = None
    about: Names | None = None
    slug: str | None = Field(None, pattern=r"^[a-z0-9-]{1,60}$")
    timezone: str | None = None
    contact_email: str | None = Field(None, pattern=r"^([^@\s]+@[^@\s]+)?$", max_length=254)


class TeamOut(Schema):
    """One of my organisations, and my role there."""

    organisation: OrganisationOut
    role: str
    since: datetime


class MemberOut(Schema):
    user: str
    name: str
    email: str
    role: str
    since: datetime

    @classmethod
    def of(cls, member: Membership) -> "MemberOut":
        return cls(
            user=member.user.public_id,
            name=member.user.person.label,
            email=member.user.email or "",
            role=member.role,
            since=member.since,
        )


class RoleIn(Schema):
    role: Role


class InvitationIn(Schema):
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)
    role: Role
    language: str = "en"


class InvitationOut(Schema):
    id: str
    organisation: str
    role: str
    email: str
    expires_at: datetime

    @classmethod
    def of(cls, row: Invitation) -> "InvitationOut":
        return cls(
            id=row.public_id,
            organisation=row.party.public_id,
            role=row.role,
            email=row.email,
            expires_at=row.expires_at,
        )


class AcceptIn(Schema):
    secret: str = Field("", max_length=100)


class ConsentIn(Schema):
    purpose: str = Field(max_length=40)
    given: bool


class ConsentOut(Schema):
    purpose: str
    version: str
    given: bool
    source: str
    at: datetime

    @classmethod
    def of(cls, row: Consent) -> "ConsentOut":
        return cls(purpose=row.purpose, version=row.version, given=row.given, source=row.source, at=row.at)


class ConsentPage(Schema):
    items: list[ConsentOut]
    after: str | None


class TokenIn(Schema):
    name: str = Field(min_length=1, max_length=60)
    days: int = Field(90, ge=1, le=365)


class TokenMade(Schema):
    """``secret`` is shown this once."""

    id: str
    secret: str


class TokenOut(Schema):
    id: str
    name: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, row: AccessToken) -> "TokenOut":
        return cls(
            id=row.public_id,
            name=row.name,
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
        )


class EraseIn(Schema):
    """The account's own address, typed as confirmation."""

    email: str
