"""Who may plug in what happens to a person's data."""

import pytest

from yaji.kit.privacy import ByRoom, NotARoom, Person, erasers, exporters


@pytest.mark.parametrize("registry", [exporters, erasers])
def test_a_plug_that_is_not_named_after_a_room_is_refused_at_start(registry: ByRoom[object]) -> None:
    """Erasing goes by the order of rooms: a name that is none of them would only fail when somebody leaves."""
    with pytest.raises(NotARoom, match=r"'order' is not the name of a room; one of .*orders"):
        registry.plug("order", lambda person: None)
    assert "order" not in registry


def test_a_room_plugs_under_its_own_name() -> None:
    def forget(person: Person) -> None:
        """Nothing is kept."""

    registry: ByRoom[object] = ByRoom("made up")
    registry.plug("orders", forget)
    assert registry["orders"] is forget
