"""The web site as a whole: addresses, shell, home, failures, health."""
