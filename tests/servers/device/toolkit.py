"""A Django project with django-oauth-toolkit and its own device pages.

    python3 toolkit.py PORT DATABASE [CERTIFICATE KEY]
"""
import ssl
import subprocess
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings

port, database, *tls = sys.argv[1:]
origin = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
rsa_key = subprocess.run(["openssl", "genrsa", "2048"], capture_output=True, text=True, check=True).stdout
settings.configure(
    DEBUG=False,
    SECRET_KEY="test",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database, "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE"}}},
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        # It sets Content-Length, as in any project; without it a body ends with the connection.
        "django.middleware.common.CommonMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
        ]},
    }],
    CSRF_TRUSTED_ORIGINS=[origin],
    LOGIN_URL="/admin/login/",
    STATIC_URL="/static/",
    OAUTH2_PROVIDER={
        "OAUTH_DEVICE_VERIFICATION_URI": f"{origin}/o/device/",
        "OAUTH_DEVICE_VERIFICATION_URI_COMPLETE": origin + "/o/device/?user_code={user_code}",
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": rsa_key,
        "PKCE_REQUIRED": False,
        "SCOPES": {"openid": "OpenID", "read": "Read", "write": "Write"},
    },
)
django.setup()

from django.contrib import admin  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402
from oauth2_provider.models import get_application_model  # noqa: E402

urlpatterns = [
    path("admin/", admin.site.urls),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
]

call_command("migrate", verbosity=0)
get_user_model().objects.create_superuser("person", password="password")
Application = get_application_model()
for client_id, grant, secret in [
    ("tv", "urn:ietf:params:oauth:grant-type:device_code", ""),
    ("secret", "urn:ietf:params:oauth:grant-type:device_code", "a-secret-of-the-test"),
    ("web", "authorization-code", ""),
]:
    Application.objects.create(
        name=client_id,
        client_id=client_id,
        client_secret=secret,
        client_type="confidential" if secret else "public",
        authorization_grant_type=grant,
        redirect_uris="https://web.example/",
        algorithm="RS256",
    )


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


server = make_server("127.0.0.1", int(port), get_wsgi_application(), Server, Quiet)
if tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*tls)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.base_environ["wsgi.url_scheme"] = "https"
    server.base_environ["HTTPS"] = "on"
print("ready", flush=True)
server.serve_forever()
