"""The API of media, as four clients see it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from ninja import NinjaAPI
from ninja.testing import TestClient

from yaji.kernel.media import api
from yaji.kernel.media.factories import make_asset, picture
from yaji.kernel.media.tests.people import HOUSE, NOBODY, OWNER, STAFF, STRANGER
from yaji.kit.errors import Refusal
from yaji.kit.http.refusals import as_json

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def client():
    site = NinjaAPI(urls_namespace="media-test")

    @site.exception_handler(Refusal)
    def refused(request, refusal):
        return site.create_response(request, as_json(refusal), status=refusal.status)

    site.add_router("", api.router)
    return TestClient(site)


def upload(client, who, content: bytes, **form):
    sent = SimpleUploadedFile("../evil.html", content, content_type="text/html")
    return client.post("", data={"purpose": "picture", **form}, FILES={"file": sent}, actor=who)


def test_upload_list_describe_remove(client):
    made = upload(client, OWNER, picture(), owner=HOUSE, alt_en="Hills", alt_zh="山")
    assert made.status_code == 201, made.content
    found = made.json()
    assert (found["mime"], found["alt"], found["public"]) == ("image/jpeg", {"en": "Hills", "zh-hans": "山"}, True)
    assert {size["width"] for size in found["sizes"]} == {320, 640}
    url = f"/{found['id']}"
    assert client.get(url, actor=OWNER).json() == found
    assert [item["id"] for item in client.get("", actor=OWNER).json()["items"]] == [found["id"]]
    told = client.put(url, json={"alt": {"en": "Peaks"}, "rights": "CC0"}, actor=OWNER)
    assert (told.json()["alt"], told.json()["rights"]) == ({"en": "Peaks"}, "CC0")
    assert client.delete(url, actor=OWNER).status_code == 204
    assert client.get(url, actor=OWNER).status_code == 404


@pytest.mark.parametrize(("who", "status"), [(NOBODY, 403), (STRANGER, 403), (OWNER, 201), (STAFF, 201)])
def test_who_uploads_for_a_house(client, who, status):
    assert upload(client, who, picture(), owner=HOUSE).status_code == status


@pytest.mark.parametrize(("who", "read", "write"), [(NOBODY, 404, 403), (STRANGER, 404, 403), (STAFF, 200, 200)])
def test_others(client, who, read, write):
    url = f"/{make_asset(OWNER).public_id}"
    assert client.get(url, actor=who).status_code == read
    assert client.put(url, json={"alt": {"en": "x"}}, actor=who).status_code == write
    assert client.delete(url, actor=who).status_code == (204 if write == 200 else write)


def test_a_refusal_is_named(client):
    answer = upload(client, OWNER, b"<html>")
    assert (answer.status_code, answer.json()["code"]) == (415, "media.format_not_allowed")
    assert "JPG, PNG, WEBP" in answer.json()["message"]


@pytest.mark.parametrize("alt", [{"en": "x" * 501}, {"fr": "Collines"}])
def test_words_in_shape_only(client, alt):
    url = f"/{make_asset(OWNER).public_id}"
    assert client.put(url, json={"alt": alt}, actor=OWNER).status_code == 422
