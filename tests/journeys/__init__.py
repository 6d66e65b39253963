"""What people came for, walked in a real browser."""
