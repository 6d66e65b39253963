"""What other rooms plug into identity: links and purposes. A person's data: :mod:`yaji.kit.privacy`."""

from dataclasses import dataclass

from django.utils.functional import Promise

from yaji.kernel.identity.types import Purpose
from yaji.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class AccountLink:
    """An entry on the account's pages, such as “My orders”. ``url_name`` takes no arguments."""

    label: str | Promise
    url_name: str
    icon: str
    order: int = 50
    note: str | Promise = ""


purposes: Registry[Purpose] = Registry("identity.purposes")
account_links: Registry[AccountLink] = Registry("identity.account_links")
