"""Settings by environment: ``YAJI_ENV`` is dev (default), test or prod."""
