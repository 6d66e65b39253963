"""Plans that want to hurt: what is not a plan is refused at once, and nothing is unpacked or built of it."""

import io
import json
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yaji.verticals.tickets import operations
from yaji.verticals.tickets.errors import BadPlan
from yaji.verticals.tickets.factories import SMALL_PLAN, make_hall
from yaji.verticals.tickets.forms.places import read_plan
from yaji.verticals.tickets.models import Plan

#: unpacked it would be this large
BOMB = 64 * 1024 * 1024
MEMORY = 24 * 1024 * 1024


@pytest.fixture(scope="module")
def zip_bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("plan.csv", bytes(BOMB))
    return file.getvalue()


def stalls(**change):
    plan = json.loads(json.dumps(SMALL_PLAN))
    plan["sections"][0] |= change
    return plan


@pytest.fixture
def measured():
    """What a refusal may cost: a few megabytes, whatever was sent."""
    tracemalloc.start()
    yield
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < MEMORY


@pytest.mark.parametrize("name", ["plan.csv", "plan.json", "plan.zip", "plan.xlsx"])
def test_a_zip_bomb_is_refused_packed(name, zip_bomb, measured):
    assert len(zip_bomb) < BOMB / 500
    with pytest.raises(BadPlan):
        read_plan(SimpleUploadedFile(name, zip_bomb))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "plan",
    [
        stalls(seats=[10**9] * 4),
        stalls(rows=["A"] * 50_000, seats=[200] * 50_000),
        stalls(rows=["A", "A", "B", "C"]),
        stalls(seats=[8, 8, 8]),
        stalls(seats=[8, 8, 8, -1]),
        stalls(distance=1e308),
        stalls(curve=float("nan")),
    ],
    ids=[
        "a billion seats",
        "ten million seats",
        "a row twice",
        "rows without seats",
        "less than none",
        "far",
        "nowhere",
    ],
)
def test_a_plan_that_is_too_large_or_says_things_twice_makes_no_plan(house, owner, plan, measured):
    hall = make_hall(house, actor=owner)
    with pytest.raises(BadPlan):
        operations.add_plan(actor=owner, hall=hall.public_id, plan=plan)
    assert Plan.objects.count() == 1
