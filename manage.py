#!/usr/bin/env python
"""Django's own command line, for development. Users have `yaji`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"yaji.settings.{os.environ.get('YAJI_ENV', 'dev')}")
    execute_from_command_line(sys.argv)
