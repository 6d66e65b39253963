"""Opens saved pages in a real browser and says what ran in them: a program of its own, beside the tests.

    python -m tests.security.open_pages FOLDER

Every ``*.html`` of the folder is opened without any page policy, as if the policy had failed, with the site's own
scripts. Prints JSON: for each page what a planted script did.
"""

import json
import sys
from pathlib import Path

from playwright.sync_api import Page, Route, sync_playwright

from tests.browser import FLAGS
from tools.services import chromium

DIST = Path(__file__).parents[2] / "yaji" / "delivery" / "web" / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}


def look(page: Page, file: Path) -> list[str]:
    """What the planted scripts of one page did."""
    said: list[str] = []

    def dismissed(dialog: object) -> None:
        said.append("dialog")
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", dismissed)
    page.goto(f"http://shop.test/{file.name}")
    page.wait_for_timeout(120)
    said += page.evaluate("() => window.ran || []")
    page.remove_listener("dialog", dismissed)
    return said


def main(folder: Path) -> None:
    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://shop.test/").partition("?")[0]
        asset = DIST / path.removeprefix("static/")
        if (folder / path).is_file():
            route.fulfill(body=(folder / path).read_bytes(), content_type="text/html; charset=utf-8")
        elif path.startswith("static/") and asset.is_file():
            route.fulfill(body=asset.read_bytes(), content_type=TYPES.get(asset.suffix, "application/octet-stream"))
        else:
            route.fulfill(status=404, body="")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_context().new_page()
        page.route("**/*", answer)
        found = {file.name: look(page, file) for file in sorted(folder.glob("*.html"))}
        browser.close()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
