"""Upload, describe, remove, render: what comes of them and who may."""

import io

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from yaji.kernel.events.queries import facts_about
from yaji.kernel.media import errors, operations, queries, shelves, sizes, steps
from yaji.kernel.media.factories import SVG, file, make_asset, picture
from yaji.kernel.media.models import Asset, Rendition
from yaji.kernel.media.ports import in_use
from yaji.kernel.media.tests.people import DOOR, HOUSE, NOBODY, OWNER, STAFF, STRANGER
from yaji.kit.actor import SYSTEM
from yaji.kit.errors import BadInput, Forbidden, NotFound
from yaji.kit.operation import NoTransaction, operation
from yaji.kit.testing import count_statements, race
from yaji.kit.text import local

pytestmark = pytest.mark.django_db

FOUR = [(NOBODY, False), (STRANGER, False), (OWNER, True), (STAFF, True)]


def widths(asset: Asset) -> list[tuple[int, str]]:
    return sorted(asset.renditions.values_list("width", "mime"))


@pytest.mark.parametrize(
    ("who", "allowed"), [(NOBODY, False), (STRANGER, False), (DOOR, False), (OWNER, True), (STAFF, True)]
)
def test_keepers_upload_for_their_house(who, allowed):
    if allowed:
        assert make_asset(who, owner=HOUSE).owner == HOUSE
    else:
        with pytest.raises(Forbidden):
            make_asset(who, owner=HOUSE)
        assert not Asset.objects.exists()


def test_people_upload_for_themselves_and_visitors_do_not():
    assert make_asset(STRANGER).owner == STRANGER.ref
    with pytest.raises(Forbidden):
        make_asset(NOBODY)


def test_a_picture_is_shown_at_once_and_larger_ones_follow(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        asset = make_asset(OWNER, picture(2000, 1000))
        assert widths(asset) == [(320, "image/webp"), (640, "image/jpeg"), (640, "image/webp")]
    assert [width for width, mime in widths(asset) if mime == "image/webp"] == [320, 640, 960, 1280, 1920, 2000]
    assert [width for width, mime in widths(asset) if mime == "image/jpeg"] == [640, 1280]
    for size in asset.renditions.all():
        found = Image.open(io.BytesIO(shelves.read(size.file)))
        assert (found.size, found.get_format_mimetype()) == ((size.width, size.height), size.mime)
        assert size.height == round(size.width / 2)
    operations.render(asset=asset.public_id)
    assert asset.renditions.count() == 8
    operations.render(asset="med_GONE")


@pytest.mark.parametrize("width", [1, 16, 319, 320, 500, 640, 641, 1280, 2559, 2560, 9000])
def test_widths_never_enlarge_and_always_show_something(width):
    every = [*sizes.at_once(width), *sizes.later(width)]
    assert every
    assert max(every) <= width
    assert len(every) == len(set(every))
    assert max(every) == min(width, 2560) or width < 640


def test_transparency_survives():
    asset = make_asset(OWNER, picture(700, 300, "PNG", mode="RGBA"))
    assert (640, "image/png") in widths(asset)
    assert asset.fallback_url().endswith(".png")


def test_documents_are_private_and_kept_as_they_came():
    asset = operations.upload(actor=OWNER, file=file(b"%PDF-1.7 text", "a.pdf"), purpose="document")
    assert (asset.kind, asset.public, asset.url(), asset.width) == ("document", False, "", 0)
    assert shelves.read(asset.file) == b"%PDF-1.7 text"
    assert asset.file.startswith("private/")
    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.filter(pk=asset.pk).update(public=True)


def test_private_pictures_have_no_address(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        asset = make_asset(OWNER, picture(1400, 900), purpose="private_picture")
    assert (asset.public, asset.renditions.count(), asset.url(320)) == (False, 0, "")


def test_refused_words_and_purposes():
    with pytest.raises(errors.UnknownPurpose):
        make_asset(OWNER, purpose="weapon")
    with pytest.raises(BadInput):
        make_asset(OWNER, alt=local("x" * 501))
    assert not Asset.objects.exists()


def test_nothing_stays_on_the_shelf_when_the_rows_cannot_be_written(shelf, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(operations, "record", fail)
    with pytest.raises(RuntimeError):
        make_asset(OWNER)
    assert list(shelf.rglob("*.*")) == []
    assert not Asset.objects.exists()


def test_upload_does_not_run_inside_an_operation(shelf):
    with pytest.raises(NoTransaction):
        operation(make_asset)(OWNER)
    assert list(shelf.rglob("*.*")) == []


def test_what_happened_is_on_record():
    asset = make_asset(OWNER)
    operations.remove(actor=OWNER, asset=asset.public_id)
    said = [(fact.kind, fact.actor_ref) for fact in facts_about(asset.public_id)]
    assert sorted(said) == [("media.removed", OWNER.ref), ("media.stored", OWNER.ref)]


@pytest.mark.parametrize(("who", "allowed"), FOUR)
def test_who_describes_and_removes(who, allowed, shelf, django_capture_on_commit_callbacks):
    asset = make_asset(OWNER)
    words = {"actor": who, "asset": asset.public_id}
    if not allowed:
        for act in (lambda: operations.describe(alt=local("Hills"), **words), lambda: operations.remove(**words)):
            with pytest.raises(Forbidden):
                act()
        assert queries.get_asset(asset.public_id).alt == asset.alt
        return
    assert operations.describe(alt=local("Hills", "山"), rights="© us", **words).rights == "© us"
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove(**words)
    assert (Asset.objects.count(), Rendition.objects.count(), list(shelf.rglob("*.*"))) == (0, 0, [])


def test_what_a_room_shows_is_not_removed(shelf, django_capture_on_commit_callbacks):
    asset, other = make_asset(OWNER), make_asset(OWNER)
    with in_use.instead("wall", lambda refs: {asset.public_id} & set(refs)):
        with pytest.raises(errors.StillInUse), django_capture_on_commit_callbacks(execute=True):
            operations.remove(actor=OWNER, asset=asset.public_id)
        operations.remove(actor=OWNER, asset=other.public_id)
    assert list(Asset.objects.all()) == [asset]
    assert shelves.read(asset.file)
    with in_use.instead("wall", lambda refs: []):
        operations.remove(actor=OWNER, asset=asset.public_id)
    assert not Asset.objects.exists()


@operation
def claim(ref, **fields):
    steps.claim(ref, **{"purpose": "picture", "owners": {OWNER.ref, HOUSE}, **fields})


def test_only_ones_own_pictures_of_the_right_purpose_are_claimed():
    mine, house, strange = make_asset(OWNER), make_asset(OWNER, owner=HOUSE), make_asset(STRANGER)
    claim(mine.public_id)
    claim(house.public_id)
    for ref in (strange.public_id, "med_GONE"):
        with pytest.raises(errors.NotYourPicture):
            claim(ref)
    with pytest.raises(errors.AnotherPurpose):
        claim(mine.public_id, purpose="avatar")


@pytest.mark.parametrize(("who", "allowed"), FOUR)
def test_originals_are_for_their_keepers(who, allowed):
    asset = make_asset(OWNER)
    if allowed:
        assert queries.get_original(who, asset.public_id) == asset
    else:
        with pytest.raises(NotFound):
            queries.get_original(who, asset.public_id)


def test_my_assets_are_mine_and_my_houses():
    mine, house = make_asset(OWNER), make_asset(OWNER, owner=HOUSE)
    make_asset(STRANGER)
    assert queries.my_assets(OWNER).rows == [house, mine]
    assert queries.files_of(OWNER.ref) == [(mine.public_id, mine.file)]


def test_a_list_of_pictures_costs_two_statements():
    refs = [make_asset(OWNER).public_id for _ in range(4)]
    for chosen in (refs[:2], refs):
        with count_statements() as statements:
            urls = [asset.url(320) for asset in queries.get_assets([*chosen, "", "med_GONE"]).values()]
        assert (len(urls), len(statements)) == (len(chosen), 2)
    assert queries.get_assets([""]) == {}


@operation
def paint(**fields):
    return steps.store_painting(svg=SVG, alt=local("Hills", "山"), **fields)


def test_a_painting_is_stored_once_and_shown_as_drawn():
    first, again = paint(raster_bytes=picture(1600, 1000, "PNG")), paint()
    assert first == again
    assert widths(first) == [(800, "image/svg+xml"), (1280, "image/jpeg")]
    assert (first.kind, first.width, first.height, first.public) == ("painting", 800, 500, True)
    assert first.url(2000).endswith(".svg")
    assert first.fallback_url().endswith(".jpg")
    assert paint(owner=HOUSE) != first
    with pytest.raises(NoTransaction):
        steps.store_painting(svg=SVG, alt=local("Hills"), actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_two_jobs_for_one_picture_make_each_size_once(monkeypatch):
    asset = make_asset(OWNER, picture(1000, 600))
    Rendition.objects.filter(asset=asset, width__gt=640).delete()
    outcomes = race(lambda i: operations.render(asset=asset.public_id), times=4)
    assert all(outcome.won for outcome in outcomes), outcomes
    assert [width for width, mime in widths(asset) if mime == "image/webp"] == [320, 640, 960, 1000]
