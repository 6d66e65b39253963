"""Find orders again by e-mail."""

from yaji.kernel.orders import mails, queries
from yaji.kit.operation import operation


@operation
def send_links(*, email: str, language: str) -> None:
    """Mail links to the orders of an address, if there are any. The answer is the same either way."""
    orders = queries.orders_by_email(email)
    if orders:
        mails.send_links(email.strip(), orders, language)
