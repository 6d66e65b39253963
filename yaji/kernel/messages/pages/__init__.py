"""The end of following by link, and the demo's mailbox."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from yaji.kernel.messages import operations, queries
from yaji.kernel.messages.errors import BadLink
from yaji.kernel.messages.http import actor_of
from yaji.kernel.messages.rendering import read_unsubscribe_token

#: a mail is a stranger's page: it may show its own style and pictures, open links in a full window, and nothing else
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation allow-popups "
    "allow-popups-to-escape-sandbox"
)
FILE_POLICY = "default-src 'none'; sandbox"


@csrf_exempt  # mail programs post here for their reader (RFC 8058); the token in the address is the permission
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask (a program that follows every link must not end anything), then end."""
    if read_unsubscribe_token(token) is None:
        raise BadLink()
    done = request.method == "POST"
    if done:
        operations.unfollow_by_link(actor=actor_of(request), token=token)
    return render(request, "messages/unsubscribe.html", {"done": done})


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """All mails of the demo, newest first."""
    found = queries.mailbox(after=request.GET.get("after"))
    following = f"?after={found.after}" if found.after else ""
    return _private(render(request, "messages/mailbox.html", {"mails": found.rows, "next_url": following}))


@require_safe
def mail(request: HttpRequest, ref: str) -> HttpResponse:
    """One mail with its attachments; its HTML in a frame that can do nothing."""
    found = queries.demo_message(ref)
    return _private(render(request, "messages/mail.html", {"mail": found, "files": list(found.attachments.all())}))


@require_safe
@xframe_options_sameorigin
def mail_html(request: HttpRequest, ref: str) -> HttpResponse:
    """The HTML of a mail under its own strict policy; links open in the whole window."""
    text = queries.demo_message(ref).html.replace("<head>", '<head><base target="_top">', 1)
    response = HttpResponse(text, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = MAIL_POLICY
    return _private(response)


@require_safe
def attachment(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One attachment, to be saved."""
    file = queries.demo_attachment(ref, number)
    response = HttpResponse(
        operations.content_of(file),
        content_type=file.mime,
        headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": FILE_POLICY},
    )
    response["Content-Disposition"] = _disposition(file.name)
    return _private(response)


def _disposition(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


#: mounted at the root, without a language in front
urlpatterns = [
    path("unsubscribe/<str:token>", unsubscribe, name="messages_unsubscribe"),
    path("demo/mail", mailbox, name="demo_mailbox"),
    path("demo/mail/<slug:ref>", mail, name="demo_mail"),
    path("demo/mail/<slug:ref>/html", mail_html, name="demo_mail_html"),
    path("demo/mail/<slug:ref>/files/<int:number>", attachment, name="demo_mail_file"),
]
