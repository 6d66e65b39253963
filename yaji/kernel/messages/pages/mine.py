"""Pages in the reader's language: ask or tell us; notices, and what one follows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yaji.kernel.messages import operations, queries
from yaji.kernel.messages.forms import AskForm
from yaji.kernel.messages.http import actor_of, spend_question
from yaji.kernel.messages.models import Question
from yaji.kernel.messages.ports import topics
from yaji.kernel.messages.types import SUBJECTS
from yaji.kit.actor import Actor
from yaji.kit.errors import Refusal
from yaji.kit.ids import mint

app_name = "messages"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A question, praise, a complaint: one form for everybody, and what one has asked before."""
    actor = actor_of(request)
    start = {"order": request.GET.get("order", "")[:20], "subject": request.GET.get("about", "")}
    form = AskForm(request.POST or None, signed_in=actor.kind == "user", initial=start)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            row = _asked(request, actor, form.cleaned_data)
            return redirect("messages:asked", code=row.code)
        except Refusal as no:
            refusal = no
    context = {
        "form": form,
        "refusal": refusal,
        "key": request.POST.get("key") or mint("key"),
        "questions": [_shown(row) for row in queries.questions_of(actor)],
    }
    return render(request, "messages/ask.html", context, status=refusal.status if refusal else 200)


def _shown(row: Question) -> dict[str, Any]:
    return {"row": row, "about": SUBJECTS.get(row.subject, ""), "answers": list(row.answers.all())}


def _asked(request: HttpRequest, actor: Actor, data: dict[str, Any]) -> Question:
    spend_question(request, data.get("email") or actor.ref)
    key = request.POST.get("key", "")[:80] or mint("key")
    return operations.ask(actor=actor, key=key, language=get_language() or "en", **data)


@never_cache
@require_safe
def asked(request: HttpRequest, code: str) -> HttpResponse:
    """Thank you, and what happens next. Says nothing about who asked what."""
    return render(request, "messages/asked.html", {"code": code[:12]})


@never_cache
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What happened, newest first, and what one follows, with a way to stop."""
    actor = actor_of(request)
    found = queries.notices(actor, after=request.GET.get("after"))
    followed = _named(queries.topics_of(actor))
    following = f"?after={found.after}" if found.after else ""
    context = {"notices": found.rows, "next_url": following, "followed": followed}
    return render(request, "messages/notices.html", context)


def _named(followed: list[str]) -> list[dict[str, str]]:
    """Topics with the words and the address their rooms give them; one question to each room."""
    by_kind: dict[str, list[str]] = {}
    for topic in followed:
        kind, _sep, ref = topic.partition(":")
        by_kind.setdefault(kind, []).append(ref)
    named = {kind: topics[kind](refs) if kind in topics else {} for kind, refs in by_kind.items()}
    rows = []
    for topic in followed:
        kind, _sep, ref = topic.partition(":")
        label, url = named[kind].get(ref, (topic, ""))
        rows.append({"topic": topic, "label": label, "url": url})
    return rows


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Everything was read."""
    operations.read_notices(actor=actor_of(request))
    return redirect("messages:notices")


@require_POST
def unfollow(request: HttpRequest) -> HttpResponse:
    """Hear no more of a topic."""
    operations.unfollow(actor=actor_of(request), topic=request.POST.get("topic", ""))
    return redirect("messages:notices")


#: mounted below the language
urlpatterns = [
    path("ask/", ask, name="ask"),
    path("ask/thanks/<slug:code>/", asked, name="asked"),
    path("me/notices/", notices, name="notices"),
    path("me/notices/read/", read, name="read"),
    path("me/notices/unfollow/", unfollow, name="unfollow"),
]
