"""Accounts and teams over HTTP: everything their pages do."""

from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest
from ninja import Router, Status

from yaji.kernel.identity import exports, http, operations, policies, queries
from yaji.kernel.identity.confirmation import is_fresh
from yaji.kernel.identity.errors import ConfirmFirst
from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.identity.models import User
from yaji.kernel.identity.schemas import (
    AcceptIn,
    ConsentIn,
    ConsentOut,
    ConsentPage,
    EraseIn,
    InvitationIn,
    InvitationOut,
    Me,
    MemberOut,
    OrganisationIn,
    OrganisationOut,
    OrganisationPatch,
    ProfileIn,
    RoleIn,
    TeamOut,
    TokenIn,
    TokenMade,
    TokenOut,
)
from yaji.kit.errors import BadInput, Forbidden, require
from yaji.kit.http.throttle import Limit, spend
from yaji.kit.paging import page

router = Router(tags=["Accounts and teams"])

ARCHIVE = {
    "responses": {
        200: {
            "description": "A ZIP archive",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}
EXPORTS = Limit("identity.export", per_minute=0.2, burst=3)
ORGANISATIONS = Limit("identity.organisation", per_minute=0.2, burst=5)
INVITES = Limit("identity.invite", per_minute=2, burst=10)


def _account(request: HttpRequest) -> User:
    user = queries.account(actor_of_request(request))
    if user is None:
        raise Forbidden()
    return user


def _confirm(request: HttpRequest) -> None:
    if not is_fresh(request):
        raise ConfirmFirst()


@router.get("/me", response=Me, summary="My account")
def me(request: HttpRequest) -> Me:
    return Me.of(_account(request), actor_of_request(request).standing)


@router.patch("/me", response=Me, summary="Change my profile")
def change_me(request: HttpRequest, body: ProfileIn) -> Me:
    operations.update_profile(actor=actor_of_request(request), **body.dict())
    return me(request)


@router.delete("/me", response={204: None}, summary="Erase my account")
def erase_me(request: HttpRequest, body: EraseIn) -> Status[None]:
    """Needs the address as confirmation, and a browser session that signed in within the last minutes."""
    user = _account(request)
    _confirm(request)
    if body.email.strip().lower() != user.email:
        raise BadInput(detail="email")
    operations.erase_account(actor=actor_of_request(request))
    logout(request)
    http.forget(request)
    return Status(204, None)


@router.get("/me/export", summary="Everything the house knows about me, as a ZIP", openapi_extra=ARCHIVE)
def export(request: HttpRequest) -> FileResponse:
    actor = actor_of_request(request)
    require(policies.may_edit_self(actor))
    if not http.is_by_token(request):
        _confirm(request)
    spend(EXPORTS, actor.ref)
    operations.record_export(actor=actor)
    return FileResponse(
        exports.archive(actor), as_attachment=True, filename="yaji-my-data.zip", content_type="application/zip"
    )


@router.get("/me/consents", response=ConsentPage, summary="My decisions, newest first")
def consents(request: HttpRequest, after: str | None = None) -> ConsentPage:
    actor = actor_of_request(request)
    require(policies.may_edit_self(actor))
    found = page(queries.consents(actor), after=after, size=50)
    return ConsentPage(items=[ConsentOut.of(row) for row in found.rows], after=found.after)


@router.post("/me/consents", response={201: ConsentOut}, summary="Agree or withdraw")
def decide(request: HttpRequest, body: ConsentIn) -> Status[ConsentOut]:
    row = operations.decide_consent(
        actor=actor_of_request(request), purpose=body.purpose, given=body.given, source="api"
    )
    return Status(201, ConsentOut.of(row))


@router.get("/me/tokens", response=list[TokenOut], summary="My access tokens")
def tokens(request: HttpRequest) -> list[TokenOut]:
    actor = actor_of_request(request)
    require(policies.may_edit_self(actor))
    return [TokenOut.of(row) for row in queries.tokens(actor)]


@router.post("/me/tokens", response={201: TokenMade}, summary="Make an access token")
def create_token(request: HttpRequest, body: TokenIn) -> Status[TokenMade]:
    """Needs a browser session that signed in within the last minutes, so that no token makes another."""
    actor = actor_of_request(request)
    require(policies.may_edit_self(actor))
    _confirm(request)
    made = operations.create_token(actor=actor, name=body.name, days=body.days)
    return Status(201, TokenMade(id=made.token, secret=made.secret))


@router.delete("/me/tokens/{token}", response={204: None}, summary="Revoke an access token")
def revoke_token(request: HttpRequest, token: str) -> Status[None]:
    operations.revoke_token(actor=actor_of_request(request), token=token)
    return Status(204, None)


@router.get("/me/invitations", response=list[InvitationOut], summary="Invitations to my verified addresses")
def my_invitations(request: HttpRequest) -> list[InvitationOut]:
    actor = actor_of_request(request)
    require(policies.may_edit_self(actor))
    return [InvitationOut.of(row) for row in queries.invitations_to(actor)]


@router.post("/invitations/{invitation}/accept", response=MemberOut, summary="Join a team")
def accept(request: HttpRequest, invitation: str, body: AcceptIn) -> MemberOut:
    """By the ``secret`` of the mailed link, or without it if the invited address is verified on my account."""
    member = operations.accept_invitation(actor=actor_of_request(request), invitation=invitation, secret=body.secret)
    return MemberOut.of(member)


@router.delete("/invitations/{invitation}", response={204: None}, summary="Revoke an invitation")
def revoke(request: HttpRequest, invitation: str) -> Status[None]:
    operations.revoke_invitation(actor=actor_of_request(request), invitation=invitation)
    return Status(204, None)


@router.get("/organisations", response=list[TeamOut], summary="My organisations and roles")
def organisations(request: HttpRequest) -> list[TeamOut]:
    actor = actor_of_request(request)
    require(policies.may_edit_self(actor))
    return [
        TeamOut(organisation=OrganisationOut.of(row.party), role=row.role, since=row.since)
        for row in queries.teams(actor)
    ]


@router.post("/organisations", response={201: OrganisationOut}, summary="Found an organisation")
def create_organisation(request: HttpRequest, body: OrganisationIn) -> Status[OrganisationOut]:
    actor = actor_of_request(request)
    if not body.name.text():
        raise BadInput(detail="name")
    spend(ORGANISATIONS, actor.ref)
    party = operations.create_organisation(
        actor=actor,
        name=body.name.text(),
        slug=body.slug,
        timezone=body.timezone,
        contact_email=body.contact_email,
    )
    return Status(201, OrganisationOut.of(party))


@router.patch("/organisations/{party}", response=OrganisationOut, summary="Change an organisation")
def change_organisation(request: HttpRequest, party: str, body: OrganisationPatch) -> OrganisationOut:
    row = operations.update_organisation(
        actor=actor_of_request(request),
        party=party,
        name=body.name.text() if body.name else None,
        about=body.about.text() if body.about else None,
        slug=body.slug,
        timezone=body.timezone,
        contact_email=body.contact_email,
    )
    return OrganisationOut.of(row)


@router.get("/organisations/{party}/members", response=list[MemberOut], summary="The team")
def members(request: HttpRequest, party: str) -> list[MemberOut]:
    require(policies.may_see_team(actor_of_request(request), party))
    return [MemberOut.of(member) for member in queries.members(queries.party(party))]


@router.patch("/organisations/{party}/members/{user}", response=MemberOut, summary="Change a role")
def change_role(request: HttpRequest, party: str, user: str, body: RoleIn) -> MemberOut:
    member = operations.change_role(actor=actor_of_request(request), party=party, user=user, role=body.role)
    return MemberOut.of(member)


@router.delete("/organisations/{party}/members/{user}", response={204: None}, summary="Remove from the team")
def remove(request: HttpRequest, party: str, user: str) -> Status[None]:
    """Somebody else, or myself."""
    operations.remove_member(actor=actor_of_request(request), party=party, user=user)
    return Status(204, None)


@router.get("/organisations/{party}/invitations", response=list[InvitationOut], summary="Open invitations")
def invitations(request: HttpRequest, party: str) -> list[InvitationOut]:
    require(policies.may_manage_team(actor_of_request(request), party))
    return [InvitationOut.of(row) for row in queries.invitations(queries.party(party))]


@router.post("/organisations/{party}/invitations", response={201: InvitationOut}, summary="Invite somebody")
def invite(request: HttpRequest, party: str, body: InvitationIn) -> Status[InvitationOut]:
    actor = actor_of_request(request)
    require(policies.may_manage_team(actor, party))
    spend(INVITES, actor.ref)
    invited = operations.invite(actor=actor, party=party, email=body.email, role=body.role, language=body.language)
    return Status(201, InvitationOut.of(queries.invitation(invited.invitation)))
