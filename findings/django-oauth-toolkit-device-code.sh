#!/usr/bin/env bash
# Behaviour: django-oauth-toolkit's endpoint of the device flow (RFC 8628, 3.1) with the newest oauthlib that its
# own requirement (oauthlib>=3.3.0) lets pip install: every request for a code gets HTTP 500 and a web page
# (TypeError: an unexpected keyword argument `scope`). With oauthlib 3.3.1 the same request gets its codes. A
# poll after the end of the code is then answered `authorization_pending` and not `expired_token` (3.5), as long
# as the code was not typed on its page: a client that believes the words alone polls for ever.
# Version: django-oauth-toolkit 3.4.1 with oauthlib 4.0.1 and 3.3.1, Django 5.2.8, Python 3.11.7.
# Output seen:
#   oauthlib 4.0.1: with a scope 500, without 500
#   oauthlib 3.3.1: with a scope 200, without 200; after the end 400 authorization_pending
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
cat >project.py <<'PYTHON'
import logging
from datetime import timedelta
from importlib.metadata import version
from urllib.parse import urlencode

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="test", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
    OAUTH2_PROVIDER={"OAUTH_DEVICE_VERIFICATION_URI": "http://127.0.0.1/o/device/", "SCOPES": {"read": "Read"}},
)
django.setup()
logging.disable()

from django.core.management import call_command
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from oauth2_provider.models import get_application_model, get_device_grant_model

urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]
call_command("migrate", verbosity=0)
grant = "urn:ietf:params:oauth:grant-type:device_code"
get_application_model().objects.create(
    name="tv", client_id="tv", client_type="public", authorization_grant_type=grant, redirect_uris="")
client = Client(raise_request_exception=False)


def post(path, form):
    return client.post(path, urlencode(form), content_type="application/x-www-form-urlencoded")


def start(**form):
    return post("/o/device-authorization/", {"client_id": "tv", **form})


scoped, bare = start(scope="read"), start()
said = f"oauthlib {version('oauthlib')}: with a scope {scoped.status_code}, without {bare.status_code}"
if bare.status_code == 200:
    get_device_grant_model().objects.update(expires=timezone.now() - timedelta(hours=1))
    form = {"client_id": "tv", "grant_type": grant, "device_code": bare.json()["device_code"]}
    late = post("/o/token/", form)
    said += f"; after the end {late.status_code} {late.json()['error']}"
print(said)
PYTHON
for oauthlib in 4.0.1 3.3.1; do
    python3 -m venv "venv-$oauthlib"
    "venv-$oauthlib/bin/pip" -q install django-oauth-toolkit==3.4.1 "oauthlib==$oauthlib" django==5.2.8
    "venv-$oauthlib/bin/python" project.py | tee -a seen
done
cat >expected <<'TEXT'
oauthlib 4.0.1: with a scope 500, without 500
oauthlib 3.3.1: with a scope 200, without 200; after the end 400 authorization_pending
TEXT
diff expected seen
