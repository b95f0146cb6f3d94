#!/usr/bin/env bash
# Behaviour: the recorder of `responses` (the usual mock of requests in Python tests) writes two `Set-Cookie` lines of one
# response as one line with a comma. requests sets both cookies while it records; in the test that plays the file back
# the second one is missing: the login of a service that sets several cookies at once cannot be replayed. vcrpy 9.4.2
# keeps a list of lines and plays both.
# Version: responses 0.26.3, vcrpy 9.4.2, requests 2.34.2, Python 3.11.7.
# Output seen:
#   recorded with responses: SESSDATA bili_jct; played: SESSDATA
#   recorded with vcrpy: SESSDATA bili_jct; played: SESSDATA bili_jct
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip -q install responses==0.26.3 vcrpy==9.4.2 requests==2.34.2
cat >record.py <<'PYTHON'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests
import responses
import vcr
from responses import _recorder


class Server(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Set-Cookie", "SESSDATA=s; Path=/; HttpOnly")
        self.send_header("Set-Cookie", "bili_jct=j; Path=/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/login"


def log_in():
    session = requests.Session()
    session.get(url)
    return " ".join(session.cookies.keys())


recorded = _recorder.record(file_path="login.yaml")(log_in)()
with responses.RequestsMock() as mock:
    mock._add_from_file(file_path="login.yaml")
    played = log_in()
print(f"recorded with responses: {recorded}; played: {played}")
with vcr.use_cassette("login.vcr.yaml"):
    recorded = log_in()
with vcr.use_cassette("login.vcr.yaml", record_mode="none"):
    played = log_in()
print(f"recorded with vcrpy: {recorded}; played: {played}")
PYTHON
venv/bin/python record.py | tee out
diff out - <<'SEEN'
recorded with responses: SESSDATA bili_jct; played: SESSDATA
recorded with vcrpy: SESSDATA bili_jct; played: SESSDATA bili_jct
SEEN
