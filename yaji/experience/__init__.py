"""How people find and enjoy what is offered. Knows Offers, not trades."""
