"""What search engines see: a title and a twin for every page, data about its subject, a map of the site."""

import json
import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.look.conftest import Town

pytestmark = pytest.mark.django_db(transaction=True)
LANGUAGES = ("en", "zh-hans")
LINK = re.compile(r'<a [^>]*?href="(/[^"#?]*)')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
TWIN = re.compile(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)"')
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]+)"')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)"')
#: what a visitor cannot see, or what is no page
ELSEWHERE = re.compile(r"^/(?:static|media|api|demo)/|/(?:me|console|logout)/|\.\w+$|/passes/.+\.pdf")


def pages(client: Client) -> dict[str, str]:
    """Every page that a visitor reaches by links and that may be indexed, by its path."""
    waiting, found, met = ["/en/", "/zh-hans/"], {}, set()
    for path in waiting:  # grows as we go
        if path in met or ELSEWHERE.search(path):
            continue
        met.add(path)
        answer = client.get(path)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            text = answer.content.decode()
            waiting += LINK.findall(text)
            if 'content="noindex' not in text:
                found[path] = text
    return found


@pytest.fixture
def site(town: Town, client: Client) -> dict[str, str]:
    found = pages(client)
    assert len(found) > 12
    return found


def title(text: str) -> str:
    return unescape("".join(TITLE.findall(text))).strip()


@pytest.mark.req("OPS-16")
def test_every_page_has_a_title_of_its_own_and_describes_itself(site: dict[str, str]) -> None:
    for language in LANGUAGES:
        titles = {path: title(text) for path, text in site.items() if path.startswith(f"/{language}/")}
        twice = {path: each for path, each in titles.items() if list(titles.values()).count(each) > 1}
        assert twice == {}
    assert [path for path, text in site.items() if len(title(text)) < 10 or not DESCRIPTION.search(text)] == []


@pytest.mark.req("OPS-16")
def test_every_page_names_its_twin_and_is_named_by_it(site: dict[str, str]) -> None:
    twins = {
        path: {code: urlsplit(unescape(address)).path for code, address in TWIN.findall(text)}
        for path, text in site.items()
    }
    for path, named in twins.items():
        assert set(named) == set(LANGUAGES), path
        assert path in named.values(), path
        for twin in named.values():
            assert twins[twin] == named, f"{path} and {twin} do not name each other"
    wrong = [path for path, text in site.items() if urlsplit(CANONICAL.findall(text)[0]).path != path]
    assert wrong == []


@pytest.mark.req("OPS-16")
def test_pages_say_to_machines_what_they_are_about(site: dict[str, str], town: Town) -> None:
    def kinds(path: str) -> list[str]:
        return [each["@type"] for block in DATA.findall(site[path]) for each in json.loads(block)["@graph"]]

    assert kinds("/en/") == ["WebSite", "Organization"]
    assert kinds(f"/en/tickets/s/{town.show}/") == ["TheaterEvent"]
    evening = json.loads(DATA.findall(site[f"/zh-hans/tickets/p/{town.performance}/"])[0])["@graph"][0]
    assert evening["name"] == "牡丹亭"
    assert evening["location"]["name"] == "灯下剧院"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT20:0\d:00\+08:00", evening["startDate"])
    assert {(offer["price"], offer["priceCurrency"]) for offer in evening["offers"]} == {
        *(("380.00", "CNY"), ("180.00", "CNY"), ("120.00", "CNY"))
    }
    assert evening["offers"][0]["availability"] == "https://schema.org/InStock"


@pytest.mark.req("OPS-16")
def test_the_map_of_the_site_names_what_may_be_found(site: dict[str, str], client: Client, town: Town) -> None:
    body = client.get("/sitemap.xml").content.decode()
    named = {urlsplit(address).path for address in re.findall(r"<loc>([^<]+)</loc>", body)}
    assert {path for path in named if path not in site} == set(), "the map leads to pages that no link leads to"
    wanted = [f"/{code}{path}" for code in LANGUAGES for path in ("/", "/whats-on/", f"/tickets/s/{town.show}/")]
    assert set(wanted) <= named
    assert body.count('hreflang="en"') == body.count('hreflang="zh-hans"') == len(re.findall("<url>", body))
    assert "Sitemap: " in client.get("/robots.txt").content.decode()


def test_data_cannot_end_its_own_element() -> None:
    from yaji.delivery.web.templatetags.structured import json_ld

    text = str(json_ld({"name": "</script><script>alert(1)</script> & more"}))
    assert text.count("</script>") == 1
    assert json.loads(DATA.findall(text)[0])["name"] == "</script><script>alert(1)</script> & more"
