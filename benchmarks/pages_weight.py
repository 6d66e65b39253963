"""What a first visit loads: the HTML of every kind of page of the demo town, script, style and fonts (P9).

    uv run python benchmarks/pages_weight.py [--short]

Pages are met by links, as a visitor, as a buyer and as an organiser, one for each address of the site, in both
languages (``--short``: in English, as a visitor and a buyer). HTML counts as the browser keeps it, before
compression; script is everything a page without an island loads, compressed; fonts are all that the style names.
Two pages with an island are told beside them. Needs a built front end.
"""

import argparse
import gzip
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks._ground import ROOT, migrated, report, scratch

DIST = ROOT / "yaji" / "delivery" / "web" / "static" / "dist"
HTML_KB, SCRIPT_KB, FONTS_KB = 60, 90, 150
LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)')
PASSED_BY = re.compile(r"^/(?:static|media|api|demo)/|logout|/files/|\.(?:pdf|ics|csv|json|zip|xml|txt)\b")


def pages(client: Any, language: str) -> dict[str, str]:
    """One page for each address of the site that ``client`` reaches by links: its route and its HTML."""
    from django.urls import Resolver404, resolve

    found: dict[str, str] = {}
    waiting = [f"/{language}/", f"/{language}/me/", f"/{language}/console/"]
    met: set[str] = set()
    for path in waiting:  # grows as we go
        try:
            name = resolve(path.split("?")[0]).route
        except Resolver404:
            continue
        if name in met or PASSED_BY.search(path):
            continue
        met.add(name)
        answer = client.get(path, follow=True)
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            found[name] = answer.content.decode()
            waiting += LINK.findall(found[name])
    return found


def everybody(short: bool) -> dict[str, int]:
    """The weight of each page, in bytes, by language, role and route."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    weights = {}
    roles = ("", "buyer@demo.example") if short else ("", "buyer@demo.example", "organiser@demo.example")
    for language in ("en",) if short else ("en", "zh-hans"):
        for address in roles:
            client = Client(HTTP_HOST="localhost")
            if address:
                user = get_user_model()._default_manager.get(email=address)
                client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            for route, text in pages(client, language).items():
                weights[f"{route} ({language}, {address or 'visitor'})"] = len(text.encode())
    return weights


def loaded(manifest: dict[str, Any], entry: str) -> int:
    """Bytes of script, compressed, of an entry and all that it imports at once."""
    waiting, size = [entry], 0
    for key in waiting:  # grows as we go
        chunk = manifest[key]
        size += len(gzip.compress((DIST / chunk["file"]).read_bytes(), 6))
        waiting += [each for each in chunk.get("imports", []) if each not in waiting]
    return size


def seed() -> None:
    from yaji.delivery.cli.demo import demo_modules

    for module in demo_modules():
        if hasattr(module, "seed"):
            module.seed()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="in English, as a visitor and a buyer")
    short = parser.parse_args().short
    manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    script = loaded(manifest, "main.ts")
    islands = {key: loaded(manifest, key) for key, chunk in manifest.items() if chunk.get("isDynamicEntry")}
    fonts = sum(path.stat().st_size for path in (DIST / "assets").glob("*.woff2"))
    os.environ["YAJI_DEMO"] = "1"  # the demo town refuses to be built on a real site
    with scratch("yaji_bench_pages"):
        migrated()
        seed()
        weights = everybody(short)
    heaviest = dict(sorted(weights.items(), key=lambda pair: -pair[1])[:5])
    facts = {"pages": len(weights), "heaviest_kb": {name: round(size / 1000, 1) for name, size in heaviest.items()}}
    told = {"islands_kb": {key: round(size / 1000, 1) for key, size in islands.items()}}
    met = [
        report("P9", "HTML of the heaviest page", max(weights.values()) / 1000, "KB", HTML_KB, **facts),
        report("P9", "script of a page without an island, gzip", script / 1000, "KB", SCRIPT_KB, **told),
        report("P9", "all web fonts together", fonts / 1000, "KB", FONTS_KB),
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
