"""One presenter and one indexer for each kind: a second is a mistake that shows at the start."""

from typing import Any

import pytest

from yaji.kernel.catalog.ports import indexers, presenters
from yaji.kernel.catalog.types import Card, Document, OfferDraft, ShareCard
from yaji.kit.registry import AlreadyPlugged, NotPlugged, Registry
from yaji.kit.text import local


class Shop:
    """A trade that sells one thing, and knows no other."""

    def cards(self, subjects):
        known = {
            "thing_1": Card(ref="thing_1", title=local("A", "甲"), line=local("B", "乙"), url_name="x", url_kwargs={})
        }
        return {subject: known[subject] for subject in subjects if subject in known}

    def share(self, subject):
        card = self.cards([subject]).get(subject)
        return card and ShareCard(title=card.title, description=card.line, image="", url_name="x", url_kwargs={})

    def documents(self, subjects):
        return [Document(ref=s, kind="thing", url_name="x", url_kwargs={}, title=local(s, s), summary=local("", ""),
                         category="c") for s in subjects or ["thing_1"]]  # fmt: skip

    def refs(self, subjects):
        return list(subjects)


@pytest.mark.parametrize("registry", [presenters, indexers], ids=lambda registry: registry.name)
def test_a_second_plug_for_a_kind_is_refused(registry: Registry[Any]) -> None:
    with registry.instead("thing", Shop()):
        with pytest.raises(AlreadyPlugged, match=r"thing.*plugged twice"):
            registry.plug("thing", Shop())
        assert "thing" in registry
    assert "thing" not in registry
    with pytest.raises(NotPlugged, match="thing"):
        registry["thing"]


def test_a_trade_is_reached_by_its_kind_alone() -> None:
    shop = Shop()
    with presenters.instead("thing", shop), indexers.instead("thing", shop):
        assert presenters["thing"].cards(["thing_1", "thing_2"]).keys() == {"thing_1"}
        assert presenters["thing"].share("thing_2") is None
        assert [document.ref for document in indexers["thing"].documents(None)] == ["thing_1"]
        assert indexers.get("nothing") is None


def test_every_kind_with_a_presenter_has_an_indexer_and_the_other_way_round() -> None:
    assert [kind for kind, _ in presenters.items()] == [kind for kind, _ in indexers.items()]


def test_terms_of_one_offer_are_not_shared_with_another() -> None:
    words: dict[str, Any] = {
        "seller": "p",
        "title": local("", ""),
        "detail": local("", ""),
        "currency": "CNY",
        "price": 1,
        "pool": 1,
    }
    one, two = (OfferDraft(kind="thing", subject=subject, **words) for subject in ("a", "b"))
    one.terms["commission_bp"] = 100
    assert two.terms == {}
