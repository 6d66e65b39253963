"""Refusals: what the house says no to, by name, with a next step.

A refusal is a class with a code, an HTTP status and the facts of the case. It is translated where
it is shown, never where it is raised.
"""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

_known: dict[str, type["Refusal"]] = {}


class Refusal(Exception):
    """An answer of *no* that the person asking can act on. Nothing was changed."""

    code: ClassVar[str] = "kit.refused"
    status: ClassVar[int] = 409
    message: ClassVar[Text] = _("This can't be done right now.")
    next_step: ClassVar[Text] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            twin = _known.setdefault(cls.code, cls)
            if twin is not cls and twin.__qualname__ != cls.__qualname__:
                raise TypeError(f"two refusals share the code {cls.code}")

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code

    @property
    def text(self) -> str:
        """The message in the active language, with the facts filled in."""
        return str(self.message).format_map(_Lenient(self.facts))

    @property
    def advice(self) -> str:
        """What to do next, in the active language; may be empty."""
        return str(self.next_step).format_map(_Lenient(self.facts))


class _Lenient(dict[str, Any]):
    """A missing fact leaves a dash in a message instead of an error page."""

    def __missing__(self, key: str) -> str:
        return "–"


class Forbidden(Refusal):
    code = "kit.forbidden"
    status = 403
    message = _("You may not do this.")
    next_step = _("Sign in with an account that has this right, or ask the owner for it.")


class NotFound(Refusal):
    code = "kit.not_found"
    status = 404
    message = _("There is nothing here.")
    next_step = _("Check the address, or search for what you were looking for.")


class BadInput(Refusal):
    """Shape errors outside a form: ``errors`` maps a field to what is wrong with it."""

    code = "kit.bad_input"
    status = 422
    message = _("Something in what was sent isn't right: {detail}")
    next_step = _("Correct it and send it again. Nothing was changed.")


class TooMany(Refusal):
    code = "kit.too_many"
    status = 429
    message = _("That was a little fast.")
    next_step = _("Wait {seconds} seconds and try again.")


def known_refusals() -> dict[str, type[Refusal]]:
    """Every refusal that has been imported, by code: the source of the reference page."""
    return dict(sorted(_known.items()))


def require(allowed: bool) -> None:
    """Refuse with :class:`Forbidden` unless ``allowed``. The first line of most operations."""
    if not allowed:
        raise Forbidden()
