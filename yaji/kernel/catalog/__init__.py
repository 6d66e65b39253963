"""What can be bought: an Offer by a seller, with its price and terms. Knows no trade by name."""
