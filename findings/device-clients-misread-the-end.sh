#!/usr/bin/env bash
# Behaviour: three client libraries with the OAuth device flow of one service each, and what they make of a login that the
# user declines. tidalapi (TIDAL) polls on after `access_denied` until the code ends, and then reports that the user
# was too slow. twitchAPI (Twitch) reads neither errors nor `interval`: it polls each second where the service says
# five, and after a decline until the code ends. pytrakt (Trakt) has a sentence for each way a login ends (404, 409,
# 410, 418), and prints none of them: picking the sentence raises AttributeError.
# Version: tidalapi 0.8.11, twitchAPI 4.5.0, pytrakt 4.4.6, Python 3.11.7. Replies are given by hand or come from a
# server on the loopback.
# Output seen:
#   tidalapi, declined before poll 2 of 4: 4 polls, TimeoutError: You took too long to log in
#   twitchAPI, interval 5, declined before poll 1: 3 polls in 3 seconds, TimeoutError: Timed out waiting for auth complete
#   pytrakt, 410 (expired): AttributeError: 'dict' object has no attribute 'response'
#   pytrakt, 418 (declined): AttributeError: 'dict' object has no attribute 'response'
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip -q install pytrakt==4.4.6 tidalapi==0.8.11 twitchAPI==4.5.0
cat >poll.py <<'PYTHON'
import asyncio
import contextlib
import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
import tidalapi
from trakt.api import HttpClient
from trakt.auth.device import DeviceAuthAdapter
from trakt.config import AuthConfig
from twitchAPI.oauth import CodeFlow


def response(status, body):
    reply = requests.Response()
    reply.status_code = status
    reply._content = json.dumps(body).encode() if body is not None else b""
    reply.headers["Content-Type"] = "application/json"
    return reply


def trakt(status):
    replies = [response(400, None), response(status, None)]  # 400 is Trakt's "pending".

    class Session:
        def request(self, _, url, **__):
            if url.endswith("/token"):
                return replies.pop(0)
            return response(200, {"device_code": "d", "user_code": "5055CC52", "interval": 0, "expires_in": 600,
                                  "verification_url": "https://trakt.example/activate"})

    client = HttpClient("https://trakt.example", Session())
    login = DeviceAuthAdapter(client, AuthConfig("trakt.json").update(CLIENT_ID="c", CLIENT_SECRET="s"))
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            login.authenticate()
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    return printed.getvalue()


def tidal():
    polls = []

    class Session:
        def post(self, url, *_, **__):
            if "device_authorization" in url:
                return response(200, {"deviceCode": "d", "userCode": "ABCDE", "verificationUri": "link.tidal.example",
                                      "verificationUriComplete": "link.tidal.example/ABCDE", "expiresIn": 1, "interval": 0.25})
            polls.append(url)
            return response(400, {"error": "authorization_pending" if len(polls) < 2 else "access_denied"})

    session = tidalapi.Session()
    session.request_session = Session()
    _, future = session.login_oauth()
    error = future.exception()
    return f"{len(polls)} polls, {type(error).__name__}: {error}"


async def twitch():
    polls = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self):
            start = {"device_code": "d", "user_code": "ABCDEFGH", "interval": 5, "expires_in": 3,
                     "verification_uri": "https://twitch.example/activate"}
            if self.path != "/device":
                polls.append(self.path)
            body = json.dumps(start if self.path == "/device" else {"error": "access_denied"}).encode()
            self.send_response(200 if self.path == "/device" else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class App:
        app_id = "c"
        session_timeout = None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    login = CodeFlow(App(), [])
    login.auth_base_url = f"http://127.0.0.1:{server.server_port}/"
    await login.get_code()
    try:
        await login.wait_for_auth_complete()
        return "a token"
    except TimeoutError as error:
        return f"{len(polls)} polls in 3 seconds, TimeoutError: {error}"


print("tidalapi, declined before poll 2 of 4:", tidal())
print("twitchAPI, interval 5, declined before poll 1:", asyncio.run(twitch()))
print("pytrakt, 410 (expired):", trakt(410))
print("pytrakt, 418 (declined):", trakt(418))
PYTHON
venv/bin/python poll.py | tee out
diff out - <<'SEEN'
tidalapi, declined before poll 2 of 4: 4 polls, TimeoutError: You took too long to log in
twitchAPI, interval 5, declined before poll 1: 3 polls in 3 seconds, TimeoutError: Timed out waiting for auth complete
pytrakt, 410 (expired): AttributeError: 'dict' object has no attribute 'response'
pytrakt, 418 (declined): AttributeError: 'dict' object has no attribute 'response'
SEEN
