"""A buyer in a browser without script: from the choice of places to the order, page by page."""

from urllib.parse import urlsplit

from yaji.verticals.tickets.models import Performance

JSON = {"Accept": "application/json"}


class Shopper:
    """Buys over the pages, as the links and forms lead. ``settled`` runs what follows each commit."""

    def __init__(self, client, settled, language="en"):
        self.client, self.settled, self.language = client, settled, language

    def quote(self, row: Performance, query: str):
        """The price of a choice, line by line."""
        return self.client.get(f"/{self.language}/tickets/p/{row.public_id}/quote?{query}", headers=JSON).json()

    def hold(self, row: Performance, query: str) -> str:
        """Hold the places at the price shown; the order's ref."""
        said = self.quote(row, query)
        wants = [f"{w['offer']}:{w['qty']}:{','.join(map(str, w['seats']))}" for w in said["wants"]]
        form = {"want": wants, "expected": str(said["expected"]), "key": f"a key for {query}"}
        answer = self.client.post(f"/{self.language}/orders/place/", form)
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"]).rstrip("/").split("/")[-2]

    def hosted(self, order: str, name="Lin Yu", email="lin@example.org") -> str:
        """Fill in the checkout; the address of the provider's page."""
        page = f"/{self.language}/orders/{order}/checkout/"
        key = self.client.get(page).context["form"]["key"]
        answer = self.settled(self.client.post, page, {"key": key, "name": name, "email": email})
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"])

    def pay(self, hosted: str, method="card"):
        """Pay there and come back; the order's page."""
        back = self.settled(self.client.post, hosted, {"do": "plain", "method": method})["Location"]
        answer = self.settled(self.client.get, back)
        assert "payment=captured" in answer["Location"]
        return self.client.get(answer["Location"])

    def buy(self, row: Performance, query: str, method="card", **who: str) -> str:
        """The whole way; the order's ref."""
        order = self.hold(row, query)
        assert self.pay(self.hosted(order, **who), method).status_code == 200
        return order

    def give_back(self, order: str) -> str:
        """Return everything that can be returned; the order's page afterwards."""
        page = f"/{self.language}/orders/{order}/return/"
        context = self.client.get(page).context
        units = [unit["value"] for unit in context["units"]]
        form = {"unit": units, "confirm": "1", "key": context["key"]}
        answer = self.settled(self.client.post, page, form)
        assert answer.status_code == 302, answer.content.decode()
        return str(self.client.get(urlsplit(answer["Location"]).path).content.decode())
