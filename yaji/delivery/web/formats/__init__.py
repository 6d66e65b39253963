"""How dates and times are written where a language alone does not say: by Django's ``FORMAT_MODULE_PATH``."""
