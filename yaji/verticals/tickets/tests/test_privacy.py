"""A person's own data through every room: taken along whole, and gone everywhere once the account is erased."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.db import connection

from yaji.kernel.identity import exports, operations
from yaji.kernel.identity.factories import make_actor, make_user, make_visitor
from yaji.kernel.ledger.queries import transfers_about
from yaji.kernel.media import operations as media
from yaji.kernel.media.factories import file, picture
from yaji.kernel.messages import operations as messages
from yaji.kernel.messages.queries import messages_to
from yaji.kernel.orders import operations as orders
from yaji.kernel.orders.errors import BeingPaid
from yaji.kernel.orders.queries import order_for
from yaji.kit.actor import SYSTEM
from yaji.kit.ids import mint
from yaji.kit.text import local
from yaji.verticals.tickets.factories import buy, make_performance, pay, place

pytestmark = pytest.mark.django_db
EMAIL, NAME = "lin@example.org", "Lin Yu"  # whom the factory's purchases are for


@pytest.fixture
def row(house, owner):
    return make_performance(house, actor=owner)


@pytest.fixture
def lin():
    return make_user(EMAIL, name=NAME)


def archive(user):
    """The archive as {name: bytes}."""
    with exports.archive(make_actor(user)) as out, zipfile.ZipFile(io.BytesIO(out.read())) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def everything():
    """Every value of every row of every table, as the models read it: sealed columns opened."""
    return repr([list(model._base_manager.values_list()) for model in apps.get_models()])


def bought_in_every_way(settled, lin, row):
    actor = make_actor(lin)
    mine = settled(buy, actor, row, seats=[3, 4])
    as_guest = settled(buy, make_visitor(), row, seats=[7])
    messages.follow(actor=actor, topic=f"show:{row.show.public_id}")
    media.upload(actor=actor, file=file(picture(400, 300)), purpose="avatar", alt=local("A portrait of Lin"))
    return mine, as_guest


def test_everything_a_person_did_is_in_one_archive_and_nothing_of_others(settled, lin, row):
    mine, as_guest = bought_in_every_way(settled, lin, row)
    found = archive(lin)
    orders_found = json.loads(found["orders/orders.json"])
    assert [order["id"] for order in orders_found] == [mine, as_guest]
    assert orders_found[0]["contact"]["email"] == EMAIL
    assert orders_found[0]["total"] == order_for(SYSTEM, mine).total
    passes = json.loads(found["tickets/passes.json"])
    assert len(passes) == 3
    mails = json.loads(found["messages/mails.json"])
    assert {"tickets.passes", "orders.paid"} <= {mail["kind"] for mail in mails}
    assert json.loads(found["messages/follows.json"])[0]["topic"] == f"show:{row.show.public_id}"
    (upload,) = json.loads(found["media/uploads.json"])
    assert found[f"media/{upload['file']}"].startswith(b"\xff\xd8")
    other = archive(make_user("other@example.org", name="Noor"))
    assert json.loads(other["orders/orders.json"]) == json.loads(other["tickets/passes.json"]) == []
    assert EMAIL not in repr(other)


def test_after_erasure_no_table_knows_the_person_and_the_books_are_whole(settled, lin, row):
    mine, as_guest = bought_in_every_way(settled, lin, row)
    money = [(t.debit_id, t.credit_id, t.amount) for t in transfers_about([mine, as_guest])]
    before = everything()
    for personal in (EMAIL, NAME, "portrait"):
        assert personal in before, "or this would prove nothing"
    total = order_for(SYSTEM, mine).total
    settled(operations.erase_account, actor=make_actor(lin))
    after = everything()
    for personal in (EMAIL, NAME, "portrait"):
        assert personal not in after
    assert messages_to(email=EMAIL).count() == 0
    row_after = order_for(SYSTEM, mine)
    assert (row_after.state, row_after.total, row_after.contact, row_after.buyer) == ("paid", total, {}, lin.public_id)
    assert order_for(SYSTEM, as_guest).contact == {}
    assert [(t.debit_id, t.credit_id, t.amount) for t in transfers_about([mine, as_guest])] == money


def test_others_keep_what_is_theirs(settled, lin, row):
    bought_in_every_way(settled, lin, row)
    noor = make_user("noor@example.org", name="Noor Haddad")
    kept = media.upload(actor=make_actor(noor), file=file(picture(300, 300)), purpose="avatar")
    settled(operations.erase_account, actor=make_actor(lin))
    assert "noor@example.org" in everything()
    assert archive(noor)[f"media/files/{kept.public_id}.jpg"]


def test_a_payment_under_way_is_waited_for(settled, lin, row):
    actor = make_actor(lin)
    order = place(actor, row, seats=[1])
    orders.check_out(actor=actor, order=order, name=NAME, email=EMAIL, details={}, language="en")
    settled(orders.pay, actor=actor, order=order, provider="sandbox", return_path="/", key=mint("key"))
    with pytest.raises(BeingPaid):
        operations.erase_account(actor=actor)
    assert order_for(SYSTEM, order).contact["email"] == EMAIL
    settled(pay, actor, order)
    settled(operations.erase_account, actor=actor)
    assert order_for(SYSTEM, order).contact == {}


def test_sealed_columns_hide_the_person_from_a_copy_of_the_database(settled, lin, row):
    bought_in_every_way(settled, lin, row)
    names = connection.introspection.table_names()
    with connection.cursor() as cursor:
        seen = set()
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}"')
            if NAME in repr(cursor.fetchall()):
                seen.add(name)
    assert seen == set()
