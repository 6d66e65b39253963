"""Texts in two languages as pairs of fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yaji.kit.text import LocalText

LANGUAGES = (("en", "en"), ("zh", "zh-hans"))


class PairedForm(forms.Form):
    """A form whose ``pairs`` are texts in both languages: ``title`` is typed as ``title_en`` and ``title_zh``."""

    pairs: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.needed:
            if not data.get(f"{name}_en") and not data.get(f"{name}_zh"):
                self.add_error(f"{name}_en", _("Say it in at least one language."))
        return data

    def text(self, name: str) -> LocalText:
        """What was typed for ``name``, in the languages in which something was."""
        found = {language: self.cleaned_data.get(f"{name}_{tail}", "") for tail, language in LANGUAGES}
        return LocalText({language: text for language, text in found.items() if text})

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, str]:
        """The pairs of a stored row, as initial values."""
        return {
            f"{name}_{tail}": getattr(row, name).get(language, "") for name in cls.pairs for tail, language in LANGUAGES
        }


def line(label: Any, *, most: int = 120, needed: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=needed, help_text=help_text)


def area(label: Any, *, most: int = 4000, rows: int = 5) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, widget=forms.Textarea(attrs={"rows": rows}))
