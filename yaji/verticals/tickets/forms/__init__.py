"""Forms of the console: shape only; operations decide."""
