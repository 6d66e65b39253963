"""The site as a WSGI application, for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"yaji.settings.{os.environ.get('YAJI_ENV', 'dev')}")
application = get_wsgi_application()
