"""Mails never decide about money: an address is refused at the check-out or written to, and nothing in between."""

import pytest

from yaji.kernel.catalog.ports import presenters
from yaji.kernel.messages.models import Message
from yaji.kernel.orders import errors
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.tests import trade as t
from yaji.kernel.orders.tests.books import faults

pytestmark = pytest.mark.django_db


class Broken:
    """A trade whose words can't be had."""

    def cards(self, subjects):
        raise RuntimeError("no words")

    def share(self, subject):
        raise RuntimeError("no words")


@pytest.mark.parametrize("email", ['"x"@example.com', "a@[127.0.0.1]", "a..b@example.com", "é@example.com"])
def test_an_address_that_cannot_be_written_to_is_refused_before_it_is_paid(email):
    ref = t.place(t.want(t.seats(), 1, 0))
    with pytest.raises(errors.ContactMissing) as caught:
        t.check_out(ref, email=email)
    assert caught.value.facts["field"] == "email"


def test_a_mail_that_cannot_be_written_keeps_nobody_from_what_they_paid(fake):
    ref = t.place(t.want(t.seats(), 1, 0))
    intent = t.begin(ref)
    with presenters.instead(t.KIND, Broken()):
        t.capture(fake, intent)
    assert Order.objects.get(public_id=ref).state == "paid"
    assert not Message.objects.filter(kind="orders.paid").exists()
    assert faults() == []
