import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaji.kernel.money.errors import NotAnAmount
from yaji.kernel.money.formatting import format_money
from yaji.kernel.money.parsing import parse_amount
from yaji.kernel.money.types import CurrencyMismatch, Money, basis_points, split_minor

ratios = st.lists(st.integers(0, 10_000), min_size=1, max_size=20).filter(sum)


@given(st.integers(-(10**12), 10**12), ratios)
def test_a_split_adds_up_and_stays_within_one_unit(total, weights):
    parts = split_minor(total, weights)
    assert sum(parts) == total
    for part, ratio in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * ratio) < sum(weights)


def test_rounding_each_share_alone_would_lose_a_fen():
    """The control: naive rounding fails the property above."""
    naive = [round(100 * r / 3) for r in (1, 1, 1)]
    assert sum(naive) != 100
    assert split_minor(100, [1, 1, 1]) == [34, 33, 33]


def test_currencies_do_not_mix():
    with pytest.raises(CurrencyMismatch):
        Money(1, "CNY") + Money(1, "EUR")
    with pytest.raises(CurrencyMismatch):
        assert Money(1, "CNY") < Money(1, "EUR")


@pytest.mark.parametrize("bad", [1.5, True, "1", None])
def test_only_whole_minor_units(bad):
    with pytest.raises(TypeError):
        Money(bad, "CNY")


@pytest.mark.parametrize("text", ["", "-1", "1.234", "NaN", "1e3", "inf", "１８０", "¥5", "1/2", "9" * 20, "٣"])
def test_what_is_not_an_amount_is_refused(text):
    with pytest.raises(NotAnAmount):
        parse_amount(text, "CNY")


def test_amounts_are_read_to_the_minor_unit():
    assert parse_amount("1,180.5", "CNY") == Money(118050, "CNY")
    assert parse_amount("180", "JPY") == Money(180, "JPY")


def test_format_says_which_yuan_where_it_is_ambiguous():
    assert format_money(Money(18000, "CNY"), "en") == "CN¥180.00"
    assert format_money(Money(18000, "CNY"), "zh-hans") == "¥180.00"
    assert format_money(Money(-7600, "CNY"), "zh-hans") == "−¥76.00"


@pytest.mark.parametrize(
    ("amount", "points", "expected"), [(10_000, 500, 500), (1, 5_000, 1), (-1, 5_000, -1), (99, 100, 1)]
)
def test_basis_points_round_half_away_from_zero(amount, points, expected):
    assert basis_points(amount, points) == expected
