"""Texts of the interface and their translations, without GNU gettext.

    python -m tools.messages extract   bring every .po file up to date with the sources
    python -m tools.messages check     nothing missing, empty, fuzzy or obsolete; the same placeholders and tags
    python -m tools.messages compile   write the .mo files that Django reads
    python -m tools.messages pseudo DIR    a locale in which every translated text is marked ⟦so⟧

Source texts are English. Islands of the front end get their texts from templates, so no script is read.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "yaji"
LOCALES = SOURCES / "locale"
DOMAIN = "django"
TRANSLATIONS = ("zh_Hans",)
NOT_SHOWN = {"tests", "migrations", "static", "locale"}
STAMP = LOCALES / ".ready.mo"

#: argument positions as Babel counts them; ``c`` marks the context
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_LITERAL = r"""[ubr]{0,2}(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
_CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({_LITERAL})(?:\s*,\s*({_LITERAL}))?(?:\s*,\s*({_LITERAL}))?", re.DOTALL)
_PLACEHOLDER = re.compile(r"%\(\w+\)[\d.]*[a-z]|\{\w*[^{}]*\}|%[sdf]")
_TAG = re.compile(r"</?\w[^>]*>")
_VOLATILE = (
    *("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Report-Msgid-Bugs-To", "Last-Translator"),
    *("Project-Id-Version", "Language-Team"),
)

Id = str | tuple[str, str]


def sources() -> Iterator[Path]:
    """Every file that may hold a text people read."""
    for path in sorted(SOURCES.rglob("*")):
        parts = path.relative_to(SOURCES).parts
        template = "templates" in parts and path.suffix in (".html", ".txt", ".xml")
        if (path.suffix == ".py" or template) and not NOT_SHOWN & set(parts):
            yield path


def texts_of(path: Path) -> Iterator[tuple[Id, str | None]]:
    """Texts in one file, each with its context or None; plurals are pairs."""
    if path.suffix == ".py":
        with path.open("rb") as file:
            for _line, message, _comments, context in extract("python", file, KEYWORDS, options={"encoding": "utf-8"}):
                yield tuple(message) if isinstance(message, list | tuple) else message, context  # type: ignore[misc]
    else:
        yield from _template_texts(path)


def _template_texts(path: Path) -> Iterator[tuple[Id, str | None]]:
    for function, *literals in _CALL.findall(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        values = [ast.literal_eval(literal) for literal in literals if literal]
        context = values.pop(0) if function in ("pgettext", "npgettext") else None
        yield (values[0], values[1]) if function.startswith("n") else values[0], context


def template() -> Catalog:
    """All texts of the sources, untranslated."""
    catalog = Catalog(domain=DOMAIN, charset="utf-8")
    for path in sources():
        for message, context in texts_of(path):
            if message:
                catalog.add(message, locations=[(path.relative_to(ROOT).as_posix(), 1)], context=context)
    return catalog


def po_file(locale: str) -> Path:
    return LOCALES / locale / "LC_MESSAGES" / f"{DOMAIN}.po"


def load(locale: str) -> Catalog:
    path = po_file(locale)
    if not path.exists():
        return Catalog(locale=locale, domain=DOMAIN, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale, domain=DOMAIN)


def update(locale: str) -> bytes:
    """The translation file as it should be: every text of the sources, old translations kept."""
    catalog = load(locale)
    catalog.update(template(), no_fuzzy_matching=True)
    catalog.fuzzy = False
    catalog.header_comment = (
        "# Texts of the interface. Written by `python -m tools.messages extract`; translate msgstr."
    )
    out = io.BytesIO()
    write_po(out, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    lines = out.getvalue().decode().splitlines()
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in _VOLATILE))]
    return ("\n".join(kept) + "\n").encode()


def problems(locale: str) -> list[str]:
    """What keeps a translation from being complete and right, one line each."""
    catalog, wanted = load(locale), template()
    have = {_key(message): message for message in catalog if message.id}
    want = {_key(message) for message in wanted if message.id}
    found = [f"missing: {key[0]!r}" for key in sorted(want - set(have), key=str)]
    found += [f"obsolete: {key[0]!r}" for key in sorted(set(have) - want, key=str)]
    for key in sorted(want & set(have), key=str):
        found += [f"{complaint}: {key[0]!r}" for complaint in complaints(have[key])]
    return [f"{locale}: {line}" for line in found]


def complaints(message: Message) -> Iterator[str]:
    """What is wrong with one translated message."""
    translations = message.string if isinstance(message.string, list | tuple) else (message.string,)
    if message.fuzzy:
        yield "fuzzy"
    if not all(translations) or not translations:
        yield "empty"
    source = message.id[-1] if isinstance(message.id, list | tuple) else message.id
    for text in filter(None, translations):
        if sorted(_PLACEHOLDER.findall(source)) != sorted(_PLACEHOLDER.findall(text)):
            yield "other placeholders"
        if sorted(_TAG.findall(source)) != sorted(_TAG.findall(text)):
            yield "other tags"


def _key(message: Message) -> tuple[Id, str | None]:
    return (tuple(message.id) if isinstance(message.id, list | tuple) else message.id, message.context)  # type: ignore[return-value]


def compile_all() -> None:
    for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=path.parts[-3]))
    LOCALES.mkdir(exist_ok=True)
    STAMP.touch()


def pseudo(folder: Path, locale: str = "zh_Hans") -> None:
    """Write a locale whose translations are the sources, marked and a third longer."""
    catalog = Catalog(locale=locale, domain=DOMAIN, charset="utf-8", fuzzy=False)
    for message in template():
        if message.id:
            source = message.id[-1] if isinstance(message.id, list | tuple) else message.id
            text = f"⟦{source}{'·' * (len(source) // 3)}⟧"
            catalog.add(message.id, (text,) if message.pluralizable else text, context=message.context)
    target = folder / locale / "LC_MESSAGES" / f"{DOMAIN}.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_mo(file, catalog)


def main(words: list[str]) -> int:
    if not settings.configured:
        settings.configure(USE_I18N=False)  # templatize asks for nothing more
    match words:
        case ["extract"]:
            for locale in TRANSLATIONS:
                content = update(locale)
                po_file(locale).parent.mkdir(parents=True, exist_ok=True)
                po_file(locale).write_bytes(content)
        case ["check"]:
            found = [line for locale in TRANSLATIONS for line in problems(locale)]
            print("\n".join(found) or "Translations are complete.")
            return int(bool(found))
        case ["compile"]:
            compile_all()
        case ["pseudo", folder]:
            pseudo(Path(folder))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
