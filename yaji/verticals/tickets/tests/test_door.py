"""At the door: every pass lets one person in, once, and every refusal says why."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from yaji.kernel.identity.factories import make_actor, make_visitor
from yaji.kit import clock
from yaji.kit.errors import Forbidden, NotFound
from yaji.kit.ids import human_code, mint
from yaji.kit.states import IllegalMove
from yaji.kit.testing import race
from yaji.verticals.tickets import moments, operations, printing, queries
from yaji.verticals.tickets.errors import (
    DoorClosed,
    PairingClosed,
    PassForged,
    PassReplaced,
    PassRevoked,
    PassUnknown,
    PassUsed,
    WrongDay,
    WrongShow,
)
from yaji.verticals.tickets.factories import buy, make_performance
from yaji.verticals.tickets.models import CheckIn, Device, Pass, Performance
from yaji.verticals.tickets.passes import Token, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(house, owner):
    return make_performance(house, actor=owner)


@pytest.fixture
def carried(settled, row):
    buyer = make_actor()
    order = settled(buy, buyer, row, seats=[3, 4])
    return queries.passes_of_order(buyer, order)


@pytest.fixture
def door(house):
    return make_actor(roles={house: "door"})


def scan(actor, row, code, **more):
    return operations.check_in(actor=actor, performance=row.public_id, code=code, **more)


def test_a_pass_lets_in_once_and_says_when_and_where(door, row, carried):
    first, second = carried
    code = printing.token_of(first)
    said = scan(door, row, code, gate="North gate")
    assert (said.label["en"], said.inside, said.expected) == ("Row A, seat 4", 1, 2)
    with pytest.raises(PassUsed) as refusal:
        scan(door, row, code, gate="South gate")
    assert refusal.value.facts["gate"] == "North gate"
    assert refusal.value.facts["time"] == moments.moment(CheckIn.objects.get().at, row.zone)
    assert scan(door, row, printing.spoken_code(second.code).lower()).inside == 2
    with pytest.raises(PassUsed):
        scan(door, row, second.code)
    assert CheckIn.objects.count() == 2
    assert sorted(CheckIn.objects.values_list("way", flat=True)) == ["code", "typed"]


def test_the_same_scan_sent_twice_is_one_entry(door, row, carried):
    code = printing.token_of(carried[0])
    first, again = (scan(door, row, code, key="scan1") for _ in range(2))
    assert (first.pass_ref, first.inside) == (again.pass_ref, again.inside)
    assert CheckIn.objects.count() == 1
    with pytest.raises(PassUsed):
        scan(door, row, code, key="scan2")


def tonight(row, hours=2):
    """Move a performance to so many hours from now."""
    start = clock.now() + timedelta(hours=hours)
    Performance.objects.filter(pk=row.pk).update(starts_at=start, ends_at=start + timedelta(hours=2))


def test_every_reason_has_a_name_and_changes_nothing(settled, house, owner, door, row, carried):
    first = carried[0]
    genuine = printing.token_of(first)
    other_day = make_performance(house, actor=owner, show=row.show, hall=row.plan.hall)
    other_show = make_performance(house, actor=owner)
    forged = sign(Token(mint("pas"), row.public_id, 1, row.starts_at))
    altered = genuine[:30] + ("A" if genuine[30] != "A" else "B") + genuine[31:]
    replaced = sign(Token(first.public_id, row.public_id, 2, row.starts_at))
    for refusal, at, code in [
        (WrongDay, other_day, genuine),
        (WrongShow, other_show, genuine),
        (PassForged, row, forged),
        (PassForged, row, altered),
        (PassForged, row, "A" * 176),
        (PassReplaced, row, replaced),
        (PassUnknown, row, human_code(10)),
        (PassUnknown, row, first.code[:-1] + ("2" if first.code[-1] != "2" else "3")),
        (PassUnknown, row, ""),
        (PassUnknown, row, "' OR 1=1 --"),
    ]:
        with pytest.raises(refusal):
            scan(door, at, code)
    Pass.objects.filter(pk=first.pk).update(state="revoked")
    with pytest.raises(PassRevoked):
        scan(door, row, genuine)
    Performance.objects.filter(pk=row.pk).update(state="cancelled")
    with pytest.raises(DoorClosed):
        scan(door, row, printing.token_of(carried[1]))
    assert not CheckIn.objects.exists()
    assert set(Pass.objects.values_list("state", flat=True)) == {"revoked", "valid"}


def test_four_clients_at_the_door(four, house, row, carried):
    code = printing.token_of(carried[0])
    finance = make_actor(roles={house: "finance"})
    for actor in (four["nobody"], four["stranger"], four["viewer"], finance):
        with pytest.raises(NotFound):
            scan(actor, row, code)
        assert not queries.attendees(actor, row)
        assert not queries.performances_at_door(actor)
    assert not CheckIn.objects.exists()
    assert scan(four["manager"], row, code)


def test_check_ins_are_never_changed(door, row, carried):
    scan(door, row, carried[0].code)
    for write in (lambda: CheckIn.objects.update(gate="x"), lambda: CheckIn.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_the_list_at_the_door(door, row, carried):
    scan(door, row, carried[0].public_id, by_list=True, gate="list")
    rows = list(queries.attendees(door, row))
    assert [hasattr(p, "check_in") for p in rows] == [True, False]
    with pytest.raises(PassUnknown):
        scan(door, row, mint("pas"), by_list=True)


def test_what_is_on_now(house, owner, door, row):
    soon = make_performance(house, actor=owner, starts_at=clock.now() + timedelta(hours=3))
    make_performance(house, actor=owner, starts_at=clock.now() + timedelta(hours=3), on_sale=False)
    assert queries.performances_at_door(door) == [soon]


# Devices


def test_a_phone_is_paired_once(house, owner):
    made = operations.make_device(actor=owner, organiser=house, name="Phone 1", gate="North gate")
    device, bearer = operations.pair_device(actor=make_visitor(), device=made.device, secret=made.secret)
    assert queries.device_by_secret(bearer) == device
    for secret in (made.secret, bearer, "", "x"):
        with pytest.raises(PairingClosed):
            operations.pair_device(actor=make_visitor(), device=made.device, secret=secret)
    assert queries.device_by_secret(made.secret) is None
    stored = Device.objects.get().secret_hash
    assert bearer not in stored
    assert made.secret not in stored


def test_a_paired_phone_lets_in_for_its_house_only(house, owner, row, carried):
    tonight(row)
    made = operations.make_device(actor=owner, organiser=house, name="Phone 1")
    device, _ = operations.pair_device(actor=make_visitor(), device=made.device, secret=made.secret)
    actor = queries.actor_of_device(device)
    with pytest.raises(Forbidden):
        operations.make_device(actor=actor, organiser=house, name="Phone 2")
    other = mint("par")
    elsewhere = make_performance(other, actor=make_actor(roles={other: "owner"}))
    with pytest.raises(NotFound):
        scan(actor, elsewhere, carried[0].code)
    assert scan(actor, row, carried[0].code)
    assert CheckIn.objects.get().device == device.public_id


@pytest.mark.parametrize("hours", [-9, 13])
def test_a_phone_works_about_the_time_of_a_performance_and_people_always(house, owner, door, row, carried, hours):
    made = operations.make_device(actor=owner, organiser=house, name="Phone 1")
    device, _ = operations.pair_device(actor=make_visitor(), device=made.device, secret=made.secret)
    actor = queries.actor_of_device(device)
    tonight(row, hours)
    for by_list in (False, True):
        with pytest.raises(DoorClosed):
            scan(actor, row, carried[0].public_id if by_list else carried[0].code, by_list=by_list)
    assert not queries.attendees(actor, row)
    assert not CheckIn.objects.exists()
    assert queries.attendees(door, row).count() == 2
    assert scan(door, row, carried[0].code)
    tonight(row, 11)
    assert queries.attendees(actor, row).count() == 2
    assert scan(actor, row, carried[1].code)


def test_a_phone_is_a_scanner_for_sixty_days_whatever_it_keeps(house, owner):
    made = operations.make_device(actor=owner, organiser=house, name="Phone 1")
    device, bearer = operations.pair_device(actor=make_visitor(), device=made.device, secret=made.secret)
    for days, lasts in ((59, True), (60, False)):
        Device.objects.update(created_at=clock.now() - timedelta(days=days))
        assert (queries.device_by_secret(bearer) == device) is lasts
        assert queries.devices_of(owner, house).exists() is lasts


def test_a_revoked_phone_is_out_at_once(house, owner):
    made = operations.make_device(actor=owner, organiser=house, name="Phone 1")
    _, bearer = operations.pair_device(actor=make_visitor(), device=made.device, secret=made.secret)
    operations.revoke_device(actor=owner, device=made.device)
    assert queries.device_by_secret(bearer) is None
    assert queries.device_by_secret("") is None
    with pytest.raises(IllegalMove):
        operations.revoke_device(actor=owner, device=made.device)


def test_a_pairing_code_does_not_last(house, owner):
    made = operations.make_device(actor=owner, organiser=house, name="Phone 1")
    Device.objects.update(pair_until=clock.now() - timedelta(seconds=1))
    with pytest.raises(PairingClosed):
        operations.pair_device(actor=make_visitor(), device=made.device, secret=made.secret)


def test_four_clients_and_devices(four, house, door):
    for actor in (four["nobody"], four["stranger"], four["viewer"], door):
        with pytest.raises(Forbidden):
            operations.make_device(actor=actor, organiser=house, name="x")
        assert not queries.devices_of(actor, house)
    made = operations.make_device(actor=four["manager"], organiser=house, name="x")
    for actor in (four["nobody"], four["stranger"], four["viewer"], door):
        with pytest.raises(Forbidden):
            operations.revoke_device(actor=actor, device=made.device)
    assert operations.revoke_device(actor=four["manager"], device=made.device).state == "revoked"
    with pytest.raises(NotFound):
        operations.revoke_device(actor=four["manager"], device=mint("dev"))


# Races: two scanners, one pass


@pytest.mark.django_db(transaction=True)
def test_of_many_scans_at_once_one_lets_in(house, owner, door):
    row = make_performance(house, actor=owner)
    buyer = make_actor()
    carried = queries.passes_of_order(buyer, buy(buyer, row, seats=[3]))[0]
    code = printing.token_of(carried)
    outcomes = race(lambda i: scan(door, row, code, gate=f"gate {i}"))
    assert [o.won for o in outcomes].count(True) == 1
    assert all(isinstance(o.error, PassUsed) for o in outcomes if not o.won)
    assert CheckIn.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_guard_several_get_in(house, owner):
    """The same scans with read-then-write in place of lock and conditional update: the race is real."""
    row = make_performance(house, actor=owner)
    buyer = make_actor()
    carried = queries.passes_of_order(buyer, buy(buyer, row, seats=[3]))[0]
    looked = threading.Barrier(4)

    def naive(_i):
        connection.ensure_connection()
        state = Pass.objects.values_list("state", flat=True).get(pk=carried.pk)
        looked.wait()
        if state != "valid":
            raise PassUsed()
        Pass.objects.filter(pk=carried.pk).update(state="used")
        return True

    outcomes = race(naive, times=4)
    assert [o.won for o in outcomes].count(True) == 4
