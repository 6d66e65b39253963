"""What both engines give of an entry ``e`` that has the words."""

COLUMNS = "e.id, e.starts_at AS soon, e.category, e.city_code, e.price_units"
