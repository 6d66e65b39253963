"""Importing this loads the rooms with the settings of a fresh checkout, whatever this shell has set."""

import os

import django

for _name in [name for name in os.environ if name.startswith("YAJI_")]:
    del os.environ[_name]
os.environ["DJANGO_SETTINGS_MODULE"] = "yaji.settings.dev"
django.setup()
