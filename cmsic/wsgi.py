import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsic.settings.base")
application = get_wsgi_application()
reverse("home")  # before gunicorn forks: reading all addresses takes the first visitor of each process half a second
