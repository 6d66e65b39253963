"""Orders over HTTP: everything their pages do, for buyers and for who sells."""

from yaji.kernel.orders.api import buying, selling
from yaji.kernel.orders.api.routes import router

prefix = "/orders"
__all__ = ["buying", "prefix", "router", "selling"]
