"""The console's pages about an organisation itself: its team, and how it presents itself."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yaji.kernel.identity import operations, policies, queries
from yaji.kernel.identity.desk import desk
from yaji.kernel.identity.forms import InviteForm, OrganisationPageForm, RoleForm
from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.identity.models import Membership, Party
from yaji.kernel.identity.types import ROLES
from yaji.kit.actor import Actor
from yaji.kit.errors import Refusal, require
from yaji.kit.http.throttle import Limit, spend

app_name = "identity_console"

#: invitations are mails to strangers: slow, so that a team page is no mailing machine
INVITES = Limit("identity.invite", per_minute=2, burst=10)


@never_cache
@login_required
def team(request: HttpRequest, party: str) -> HttpResponse:
    """Who works here as what, open invitations, and a form to invite."""
    actor = actor_of_request(request)
    require(policies.may_see_team(actor, party))
    require(request.method != "POST" or policies.may_manage_team(actor, party))
    house = queries.party(party)
    roles = policies.roles_to_give(actor, party)
    form = InviteForm(request.POST or None, roles=roles, initial={"role": "viewer", "language": get_language()})
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _invited(request, actor, house, form.cleaned_data)
        except Refusal as no:
            refusal = no
    context = {
        **desk(request, party),
        "members": [_member_row(actor, member, roles) for member in queries.members(house)],
        "invitations": _invitation_rows(actor, house),
        "form": form if roles else None,
        "refusal": refusal,
        "may_edit": policies.may_edit_organisation(actor, party),
    }
    return render(request, "identity/console/team.html", context, status=refusal.status if refusal else 200)


def _invited(request: HttpRequest, actor: Actor, house: Party, data: dict[str, Any]) -> HttpResponse:
    spend(INVITES, actor.ref)
    operations.invite(actor=actor, party=house.public_id, **data)
    messages.success(request, _("The invitation is on its way to {email}.").format(email=data["email"]))
    return redirect("identity_console:team", party=house.public_id)


def _member_row(actor: Actor, member: Membership, roles: list[str]) -> dict[str, Any]:
    mine = member.user.public_id == actor.ref
    may_change = policies.may_give(actor, member.party.public_id, member.role)
    return {
        "ref": member.user.public_id,
        "name": member.user.person.label,
        "email": member.user.email or "",
        "role": member.role,
        "role_name": ROLES[member.role],
        "since": member.since,
        "mine": mine,
        "roles": [(role, ROLES[role]) for role in roles] if may_change else [],
        "may_remove": mine or may_change,
    }


def _invitation_rows(actor: Actor, house: Party) -> list[dict[str, Any]]:
    if not policies.may_manage_team(actor, house.public_id):
        return []
    rows = queries.invitations(house)
    return [
        {"row": row, "role_name": ROLES[row.role], "may": policies.may_give(actor, house.public_id, row.role)}
        for row in rows
    ]


@require_POST
@login_required
def change_role(request: HttpRequest, party: str, user: str) -> HttpResponse:
    form = RoleForm(request.POST, roles=list(ROLES))
    if form.is_valid():
        operations.change_role(actor=actor_of_request(request), party=party, user=user, role=form.cleaned_data["role"])
        messages.success(request, _("The role is changed."))
    return redirect("identity_console:team", party=party)


@require_POST
@login_required
def remove(request: HttpRequest, party: str, user: str) -> HttpResponse:
    actor = actor_of_request(request)
    operations.remove_member(actor=actor, party=party, user=user)
    messages.success(request, _("They are no longer on the team."))
    if user == actor.ref:
        return redirect("identity:organisations")
    return redirect("identity_console:team", party=party)


@require_POST
@login_required
def revoke(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    operations.revoke_invitation(actor=actor_of_request(request), invitation=ref)
    messages.success(request, _("The invitation is revoked."))
    return redirect("identity_console:team", party=party)


@never_cache
@login_required
def organisation(request: HttpRequest, party: str) -> HttpResponse:
    """Name, address, time zone and a few words about the house."""
    actor = actor_of_request(request)
    require(policies.may_edit_organisation(actor, party))
    house = queries.party(party)
    form = OrganisationPageForm(request.POST or None, initial=_initial(house))
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        plain = {name: data[name] for name in ("slug", "timezone", "contact_email")}
        try:
            operations.update_organisation(
                actor=actor, party=party, name=form.text("name"), about=form.text("about"), **plain
            )
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("Saved."))
            return redirect("identity_console:organisation", party=party)
    context = {**desk(request, party), "form": form, "refusal": refusal}
    return render(request, "identity/console/organisation.html", context, status=refusal.status if refusal else 200)


def _initial(house: Party) -> dict[str, Any]:
    return {
        "name_en": house.name.get("en", ""),
        "name_zh": house.name.get("zh-hans", ""),
        "about_en": house.about.get("en", ""),
        "about_zh": house.about.get("zh-hans", ""),
        "slug": house.slug,
        "timezone": house.timezone,
        "contact_email": house.contact_email,
    }


urlpatterns = [
    path("<str:party>/team/", team, name="team"),
    path("<str:party>/team/invitations/<str:ref>/revoke/", revoke, name="revoke"),
    path("<str:party>/team/<str:user>/role/", change_role, name="change_role"),
    path("<str:party>/team/<str:user>/remove/", remove, name="remove"),
    path("<str:party>/organisation/", organisation, name="organisation"),
]
