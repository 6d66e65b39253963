"""How the site looks, answers to the hand and is found, in a real browser."""
