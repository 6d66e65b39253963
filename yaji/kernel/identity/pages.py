"""The account's own pages, under ``/me/``."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yaji.kernel.identity import exports, http, operations, queries
from yaji.kernel.identity.confirmation import freshly_confirmed
from yaji.kernel.identity.forms import (
    ConsentForm,
    EraseForm,
    OrganisationForm,
    ProfileForm,
    TokenForm,
)
from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.identity.models import User
from yaji.kernel.identity.ports import purposes
from yaji.kernel.identity.types import ROLES
from yaji.kit import clock
from yaji.kit.errors import Forbidden, NotFound, Refusal
from yaji.kit.http.throttle import Limit, spend
from yaji.kit.paging import page

app_name = "identity"

EXPORTS = Limit("identity.export", per_minute=0.2, burst=3)
ORGANISATIONS = Limit("identity.organisation", per_minute=0.2, burst=5)


def _account(request: HttpRequest) -> User:
    user = queries.account(actor_of_request(request))
    if user is None:
        raise Forbidden()
    return user


def _show(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    context.setdefault("account_items", http.account_items(request))
    return render(request, f"identity/{template}.html", context, status=status)


@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Everything about the account on one page, two clicks from anything."""
    actor, user = actor_of_request(request), _account(request)
    return _show(
        request,
        "home",
        account=user,
        links=[item for item in http.account_items(request) if item["room"] != "identity"],
        greeting=queries.display_name(user),
        teams=queries.teams(actor),
        invitations=queries.invitations_to(actor),
        security=queries.security_of(user),
        standings=queries.standings(user),
        now=clock.now(),
    )


@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    user = _account(request)
    initial = {
        "name": user.person.person_name,
        "phone": user.person.phone,
        "language": user.language,
        "timezone": user.timezone,
    }
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        operations.update_profile(actor=actor_of_request(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("identity:profile")
    return _show(request, "profile", form=form, account=user)


@never_cache
@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """My teams and invitations, and a form for a new organisation."""
    actor = actor_of_request(request)
    form = OrganisationForm(request.POST or None, initial={"timezone": _account(request).timezone})
    if request.method == "POST" and form.is_valid():
        spend(ORGANISATIONS, actor.ref)
        operations.create_organisation(
            actor=actor,
            name=form.text("name"),
            timezone=form.cleaned_data["timezone"],
            contact_email=form.cleaned_data["contact_email"],
        )
        messages.success(request, _("The organisation is ready, and you own it."))
        return redirect("identity:organisations")
    invitations = queries.invitations_to(actor)
    return _show(request, "organisations", form=form, teams=queries.teams(actor), invitations=invitations)


@require_POST
@login_required
def leave(request: HttpRequest, party: str) -> HttpResponse:
    actor = actor_of_request(request)
    operations.remove_member(actor=actor, party=party, user=actor.ref)
    messages.success(request, _("You have left the team."))
    return redirect("identity:organisations")


@never_cache
@login_required
def invitation(request: HttpRequest, ref: str, secret: str = "") -> HttpResponse:
    """What one is invited to, and the button that accepts it."""
    actor = actor_of_request(request)
    if request.method == "POST":
        operations.accept_invitation(actor=actor, invitation=ref, secret=secret)
        messages.success(request, _("Welcome to the team."))
        return redirect("identity:organisations")
    row = queries.invitation_for(actor, ref, secret)
    return _show(request, "invitation", invitation=row, role=ROLES[row.role])


@never_cache
@login_required
def privacy(request: HttpRequest) -> HttpResponse:
    """Switches for every optional purpose, the log of decisions, export and erasure."""
    actor = actor_of_request(request)
    if request.method == "POST":
        form = ConsentForm(request.POST)
        if not form.is_valid():
            raise NotFound()
        operations.decide_consent(actor=actor, **form.cleaned_data)
        messages.success(request, _("Noted."))
        return redirect("identity:privacy")
    choices = [
        {"key": key, "purpose": purpose, "given": queries.agreed(actor, key)}
        for key, purpose in purposes.items()
        if purpose.optional
    ]
    titles = {key: purpose.title for key, purpose in purposes.items()}
    decisions = page(queries.consents(actor), after=request.GET.get("after"), size=20)
    log = [{"row": row, "title": titles.get(row.purpose, row.purpose)} for row in decisions.rows]
    return _show(request, "privacy", choices=choices, log=log, after=decisions.after)


@require_POST
@login_required
@freshly_confirmed
def export(request: HttpRequest) -> HttpResponse:
    """Everything the house knows about the actor, as a ZIP."""
    actor = actor_of_request(request)
    spend(EXPORTS, actor.ref)
    operations.record_export(actor=actor)
    response = FileResponse(exports.archive(actor), as_attachment=True, filename="yaji-my-data.zip")
    response["Content-Type"] = "application/zip"
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]  # a streaming response is a response


@never_cache
@login_required
@freshly_confirmed
def erase(request: HttpRequest) -> HttpResponse:
    user = _account(request)
    form = EraseForm(request.POST or None, expected=user.email or "")
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            operations.erase_account(actor=actor_of_request(request))
        except Refusal as no:
            refusal = no
        else:
            logout(request)
            http.forget(request)
            messages.success(request, _("Your account is erased. Thank you for having been here."))
            return redirect("/")
    return _show(request, "erase", refusal.status if refusal else 200, form=form, refusal=refusal)


@never_cache
@login_required
@freshly_confirmed
def tokens(request: HttpRequest) -> HttpResponse:
    actor = actor_of_request(request)
    form = TokenForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        made = operations.create_token(actor=actor, **form.cleaned_data)
        form = TokenForm()
    return _show(request, "tokens", form=form, made=made, tokens=queries.tokens(actor), now=clock.now())


@require_POST
@login_required
def revoke_token(request: HttpRequest, ref: str) -> HttpResponse:
    operations.revoke_token(actor=actor_of_request(request), token=ref)
    messages.success(request, _("The token no longer works."))
    return redirect("identity:tokens")


urlpatterns = [
    path("", home, name="home"),
    path("profile/", profile, name="profile"),
    path("organisations/", organisations, name="organisations"),
    path("organisations/<str:party>/leave/", leave, name="leave"),
    path("invitations/<str:ref>/", invitation, name="invitation"),
    path("invitations/<str:ref>/<str:secret>/", invitation, name="invitation_by_link"),
    path("privacy/", privacy, name="privacy"),
    path("privacy/export/", export, name="export"),
    path("privacy/erase/", erase, name="erase"),
    path("tokens/", tokens, name="tokens"),
    path("tokens/<str:ref>/revoke/", revoke_token, name="revoke_token"),
]
