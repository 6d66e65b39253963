"""The operator's desk: questions to answer, and mails that did not go out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yaji.kernel.messages import operations, queries
from yaji.kernel.messages.forms import AnswerForm
from yaji.kernel.messages.http import actor_of
from yaji.kernel.messages.models import Question
from yaji.kernel.messages.states import QUESTION
from yaji.kernel.messages.types import SUBJECTS
from yaji.kit.errors import Refusal
from yaji.kit.states import may_move

app_name = "messages_console"


def _nav(current: str) -> list[dict[str, object]]:
    """The operator's navigation."""
    links = (
        (_("Overview"), "console_home", "home"),
        (_("Questions"), "messages_console:questions", "mail"),
        (_("Failed mails"), "messages_console:failed", "warning"),
    )
    items = [{"label": label, "url": reverse(n), "icon": icon, "current": n == current} for label, n, icon in links]
    return [{"title": "", "items": items}]


@never_cache
@login_required
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What was asked: those that wait first to be seen, any by its code, order or address."""
    state = request.GET.get("state", "open")
    state = state if state in QUESTION else ""
    words = request.GET.get("q", "")[:254]
    found = queries.questions(
        actor_of(request), state="" if words else state, text=words, after=request.GET.get("after")
    )
    tabs = [("open", _("Open")), ("answered", _("Answered")), ("closed", _("Closed")), ("all", _("All"))]
    context = {
        "rows": [_row(row) for row in found.rows],
        "next_url": f"?state={state or 'all'}&after={found.after}" if found.after else "",
        "tabs": [{"key": key, "label": label, "current": key == (state or "all")} for key, label in tabs],
        "words": words,
        "console_nav": _nav("messages_console:questions"),
    }
    return render(request, "messages/console/questions.html", context)


def _row(row: Question) -> dict[str, object]:
    return {"row": row, "about": SUBJECTS.get(row.subject, ""), "answers": list(row.answers.all())}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, ref: str) -> HttpResponse:
    """One question, its answers, and the next one."""
    actor = actor_of(request)
    queries.questions(actor, size=1)  # refuses whoever is not the operator, also the one who asked
    row = queries.question_for(actor, ref)
    form = AnswerForm(request.POST or None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer(actor=actor, question=ref, text=form.cleaned_data["text"])
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("The answer is on its way."))
            return redirect("messages_console:questions")
    context = {
        **_row(row),
        "form": form if may_move(row.state, "answer", QUESTION) else None,
        "refusal": refusal,
        "console_nav": _nav("messages_console:questions"),
    }
    return render(request, "messages/console/question.html", context, status=refusal.status if refusal else 200)


@require_POST
@login_required
def close(request: HttpRequest, ref: str) -> HttpResponse:
    operations.close(actor=actor_of(request), question=ref)
    messages.success(request, _("The question is closed."))
    return redirect("messages_console:questions")


@never_cache
@login_required
@require_safe
def failed(request: HttpRequest) -> HttpResponse:
    """Mails that did not go out, with the reason and a button."""
    found = queries.failed(actor_of(request), after=request.GET.get("after"))
    context = {
        "mails": found.rows,
        "next_url": f"?after={found.after}" if found.after else "",
        "console_nav": _nav("messages_console:failed"),
    }
    return render(request, "messages/console/failed.html", context)


@require_POST
@login_required
def resend(request: HttpRequest, ref: str) -> HttpResponse:
    operations.resend(actor=actor_of(request), message=ref)
    messages.success(request, _("It is tried again now."))
    return redirect("messages_console:failed")


urlpatterns = [
    path("questions/", questions, name="questions"),
    path("questions/<str:ref>/", question, name="question"),
    path("questions/<str:ref>/close/", close, name="close"),
    path("mails/failed/", failed, name="failed"),
    path("mails/<str:ref>/resend/", resend, name="resend"),
]
