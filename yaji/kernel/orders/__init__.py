"""From a wish to a paid order and back: quotes, orders, their lines, what was paid and what was returned."""
