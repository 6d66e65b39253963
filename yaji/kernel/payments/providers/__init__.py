"""One folder per payment provider. A folder with a ``models`` module has tables of its own."""
