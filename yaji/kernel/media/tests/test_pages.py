"""How files are served: headers, caching, and to whom."""

import re

import pytest
from csp.middleware import CSPMiddleware
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from yaji.kernel.media import operations, pages, queries, shelves, steps
from yaji.kernel.media.factories import SVG, file, make_asset, picture
from yaji.kernel.media.tests.people import NOBODY, OWNER, STAFF, STRANGER
from yaji.kit.errors import NotFound
from yaji.kit.operation import operation
from yaji.kit.text import local

pytestmark = pytest.mark.django_db
rf = RequestFactory()


def get(url: str, **headers):
    _, media, ref, name = url.split("/")
    assert media == "media"
    return CSPMiddleware(lambda request: pages.rendition(request, ref, name))(rf.get(url, headers=headers))


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_rendition_is_served_inline_cached_for_ever_and_cannot_do_anything():
    asset = make_asset(OWNER)
    response = get(asset.url(300))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == f'inline; filename="{asset.public_id}.webp"'
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    size = next(size for size in asset.sizes if size.width == 320)
    assert body(response) == shelves.read(size.file)
    again = get(asset.url(300), **{"If-None-Match": response["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, response["ETag"])
    assert get(asset.url(300), **{"If-None-Match": '"other"'}).status_code == 200


def test_a_drawing_is_served_as_an_image_that_may_only_colour_itself():
    asset = operation(steps.store_painting)(svg=SVG, alt=local("Hills"))
    response = get(asset.url())
    assert response["Content-Type"] == "image/svg+xml"
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; sandbox")
    assert body(response) == SVG.encode()


@pytest.mark.parametrize(
    "name", ["640.webp", "640-000000000000.webp", "..%2F..%2Fsettings.py", "original.webp", "x" * 500, "640-.svg"]
)
def test_other_names_lead_nowhere(name):
    asset = make_asset(OWNER)
    with pytest.raises(NotFound):
        pages.rendition(rf.get("/"), asset.public_id, name)


def test_a_lost_file_is_a_404_and_no_error():
    asset = make_asset(OWNER)
    shelves.discard([size.file for size in asset.sizes])
    with pytest.raises(NotFound):
        get(asset.url())


def test_only_reading():
    asset = make_asset(OWNER)
    assert pages.rendition(rf.post("/"), asset.public_id, "x").status_code == 405


@pytest.mark.parametrize(("who", "allowed"), [(NOBODY, False), (STRANGER, False), (OWNER, True), (STAFF, True)])
def test_originals_leave_as_attachments_to_their_keepers(who, allowed):
    asset = operations.upload(actor=OWNER, file=file(b"a,b\n1,2\n"), purpose="table")
    request = rf.get(f"/media/{asset.public_id}/original")
    request.actor = who  # type: ignore[attr-defined]  # as identity's middleware does
    if not allowed:
        with pytest.raises(NotFound):
            pages.original(request, asset.public_id)
        return
    response = pages.original(request, asset.public_id)
    assert response["Content-Disposition"] == f'attachment; filename="{asset.public_id}.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert body(response) == b"a,b\n1,2\n"


def show(asset, tag: str) -> str:
    template = Template("{% load media %}{% picture asset " + tag + " %}")
    return template.render(Context({"asset": asset}))


def test_the_picture_tag_gives_sizes_and_words(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        asset = make_asset(OWNER, picture(1000, 500), alt=local('A "grey" hill', "灰色的山"))
    asset = queries.get_asset(asset.public_id)
    with translation.override("zh-hans"):
        html = show(asset, 'sizes="(min-width: 60rem) 20rem, 100vw" classes="poster"')
    assert re.findall(r"(\d+)w", html) == ["320", "640", "960", "1000"]
    assert 'width="1000" height="500"' in html
    assert 'alt="灰色的山"' in html
    assert 'loading="lazy"' in html
    assert "style=" not in html
    for url in re.findall(r"/media/[^\s\",]+", html):
        assert get(url).status_code == 200
    assert 'alt="A &quot;grey&quot; hill"' in show(asset, "eager=True")
    assert "loading" not in show(asset, "eager=True")
    assert show(None, "").strip() == ""


def test_the_picture_tag_shows_a_painting_as_drawn():
    asset = operation(steps.store_painting)(svg=SVG, alt=local("Hills"), raster_bytes=picture(800, 500))
    html = show(asset, "")
    assert f'src="{asset.url()}"' in html
    assert "<source" not in html


@pytest.mark.parametrize(("wanted", "given"), [(0, 320), (1, 320), (320, 320), (321, 640), (640, 640), (5000, 640)])
def test_the_narrowest_size_that_is_wide_enough(wanted, given):
    assert f"/{given}-" in make_asset(OWNER).url(wanted)


def test_small_pictures_are_shown_as_they_are():
    asset = make_asset(OWNER, picture(40, 30))
    assert [(size.width, size.mime) for size in asset.sizes] == [(40, "image/jpeg"), (40, "image/webp")]
