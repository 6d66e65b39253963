"""Find orders again by e-mail."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from yaji.kernel.orders import mails, queries
from yaji.kernel.orders.errors import ContactMissing
from yaji.kit.operation import operation


@operation
def send_links(*, email: str, language: str) -> None:
    """Mail links to the orders of an address, if there are any. The answer is the same either way.

    Raises ContactMissing for what is no address.
    """
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise ContactMissing(field="email") from None
    orders = queries.orders_by_email(email)
    if orders:
        mails.send_links(email, orders, language)
