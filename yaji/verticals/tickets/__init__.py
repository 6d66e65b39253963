"""Tickets: from a hall and a show to a seat on sale, a signed pass and somebody walking in, once."""
