"""LocalText: a stored text in several languages, shown in the reader's, with fallback."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("en", "zh-hans")


class LocalText(dict[str, str]):
    """``{"en": "Tonight", "zh-hans": "今晚"}``; ``str()`` gives the active language's text."""

    def __str__(self) -> str:
        return self.in_language(get_language() or LANGUAGES[0])

    def __html__(self) -> str:
        from django.utils.html import escape

        return escape(str(self))

    def in_language(self, language: str) -> str:
        """The text in ``language``, else English, else whatever there is, else an empty string."""
        return self.get(language.lower()) or self.get("en") or next((text for text in self.values() if text), "")

    def __bool__(self) -> bool:
        return any(self.values())


def local(en: str, zh: str = "") -> LocalText:
    """Short form for tests and demo content."""
    return LocalText({"en": en, "zh-hans": zh} if zh else {"en": en})


class LocalTextField(models.JSONField):
    """A JSON column whose value is a :class:`LocalText`. Only known languages, only strings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", LocalText)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> LocalText:
        return LocalText(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return LocalText(value) if isinstance(value, Mapping) else value

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(dict(value) if isinstance(value, Mapping) else {"en": str(value or "")})

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, Mapping) or not all(k in LANGUAGES and isinstance(v, str) for k, v in value.items()):
            raise ValidationError(_("A text by language is needed."), code="local_text")
