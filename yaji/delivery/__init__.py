"""Composition only: the web site, the API, the console shell and the command line."""
