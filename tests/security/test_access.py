"""The access matrix: every address, every method, everybody, equal to the declared table (access.toml)."""

import pytest

from tests.security import matrix
from tests.security.bodies import BODIES
from tests.security.table import TABLE, blanks, body_of, expected, filled, questions
from tests.security.world import World, undone

pytestmark = pytest.mark.django_db

#: who asks with a method that an address does not have: the most powerful, and nobody
BOLD = ("nobody", "owner", "operator")


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    there, declared = set(matrix.addresses()), set(TABLE)
    assert there - declared == set(), "new addresses: say in access.toml who may"
    assert declared - there == set(), "addresses that are gone"


def test_what_is_sent_is_sent_somewhere() -> None:
    asked = {f"{key.split()[0]} {address}" for address, key in questions()}
    assert set(BODIES) - asked == set()


@pytest.mark.req("TIX-42")
@pytest.mark.parametrize(("address", "key"), questions(), ids=lambda text: text.replace(" ", "~"))
def test_everybody_gets_the_declared_answer(world: World, address: str, key: str) -> None:
    method, _, instead = key.partition(" with ")
    path = matrix.path_of(address, filled(world, address, instead))
    make = body_of(address, key)
    assert matrix.answers(world, method, path, make) == expected(TABLE[address][key])


@pytest.mark.parametrize("address", list(TABLE))
def test_other_methods_are_refused(world: World, address: str) -> None:
    path = matrix.path_of(address, filled(world, address))
    declared = {key.split()[0] for key in TABLE[address]}
    wrong = {
        f"{method} {who}": answer
        for method in matrix.METHODS
        if method not in declared
        for who in BOLD
        if (answer := matrix.ask(world, who, method, path)) not in matrix.DENIED
    }
    assert wrong == {}


def crossed() -> list[tuple[str, str]]:
    """Addresses that name a house and a thing of it: the two must belong together."""
    return [
        (address, key)
        for address, key in questions()
        if "<str:party>" in address and len(blanks(address)) > 0 and " with " not in key
    ]


@pytest.mark.parametrize(("address", "key"), crossed(), ids=lambda text: text.replace(" ", "~"))
def test_a_right_in_one_house_opens_nothing_of_another(world: World, address: str, key: str) -> None:
    """The owner of another house names their own house and a thing of this one."""
    path = matrix.path_of(address, {**filled(world, address), "party": world.refs["elsewhere"]})
    make = body_of(address, key)
    assert matrix.ask(world, "other", key, path, make) in matrix.DENIED


@pytest.mark.parametrize(("address", "key"), crossed(), ids=lambda text: text.replace(" ", "~"))
def test_a_thing_is_not_shown_under_another_house(world: World, address: str, key: str) -> None:
    """The owner names a thing of their own under a house that is not theirs: its name must not be shown to them."""
    path = matrix.path_of(address, {**filled(world, address), "party": world.refs["elsewhere"]})
    make = body_of(address, key)
    with undone():
        response = matrix.send(world, "owner", key, path, make)
        assert "Another House" not in response.content.decode()


def test_the_comparison_bites(world: World) -> None:
    """A hole made on purpose is seen: with every right open, strangers read a stranger's order."""
    path = matrix.path_of("orders/<str:ref>/", {"ref": world.refs["order"]})
    said = expected(TABLE["orders/<str:ref>/"]["GET"])
    assert matrix.answers(world, "GET", path) == said
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("yaji.kernel.orders.queries.may_see", lambda *_: True)
        assert matrix.answers(world, "GET", path) != said
