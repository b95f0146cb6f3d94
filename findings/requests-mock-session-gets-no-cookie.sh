#!/usr/bin/env bash
# Behaviour: requests-mock gives a cookie to the response (`response.cookies`) and never to the `Session`, be it set by a
# `Set-Cookie` header or by its own `cookies=`. So the session that a test logs in sends no cookie to the next address
# and none after a redirect, while a real one does, and so does one with `responses`. A test of a login by cookies
# fails with the right program, and passes with one that copies `response.cookies` by hand.
# Version: requests-mock 1.12.1, responses 0.26.3, requests 2.34.2, urllib3 2.8.0, Python 3.11.7.
# Output seen:
#   requests-mock, Set-Cookie: response has session, the next request sends None
#   requests-mock, cookies=: response has session, the next request sends None
#   requests-mock, redirect: the next request sends None
#   responses, Set-Cookie: response has session, the next request sends session=s
#   responses, redirect: the next request sends session=s
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip -q install requests-mock==1.12.1 responses==0.26.3 requests==2.34.2 urllib3==2.8.0
cat >login.py <<'PYTHON'
import requests
import requests_mock
import responses

LOGIN, ACCOUNT = "https://site.example/login", "https://site.example/account"
SET = {"Set-Cookie": "session=s; Path=/"}
REDIRECT = {**SET, "Location": ACCOUNT}


def visit():
    session = requests.Session()
    return " ".join(session.get(LOGIN).cookies.keys()), session.get(ACCOUNT).request.headers.get("Cookie")


for name, settings in {"Set-Cookie": {"headers": SET}, "cookies=": {"cookies": {"session": "s"}}}.items():
    with requests_mock.Mocker() as mock:
        mock.get(LOGIN, **settings)
        mock.get(ACCOUNT)
        has, sends = visit()
    print(f"requests-mock, {name}: response has {has}, the next request sends {sends}")
with requests_mock.Mocker() as mock:
    mock.get(LOGIN, status_code=302, headers=REDIRECT)
    mock.get(ACCOUNT)
    sends = requests.Session().get(LOGIN).request.headers.get("Cookie")
print(f"requests-mock, redirect: the next request sends {sends}")
with responses.RequestsMock() as mock:
    mock.get(LOGIN, headers=SET)
    mock.get(ACCOUNT)
    has, sends = visit()
print(f"responses, Set-Cookie: response has {has}, the next request sends {sends}")
with responses.RequestsMock() as mock:
    mock.get(LOGIN, status=302, headers=REDIRECT)
    mock.get(ACCOUNT)
    sends = requests.Session().get(LOGIN).request.headers.get("Cookie")
print(f"responses, redirect: the next request sends {sends}")
PYTHON
venv/bin/python login.py | tee out
diff out - <<'SEEN'
requests-mock, Set-Cookie: response has session, the next request sends None
requests-mock, cookies=: response has session, the next request sends None
requests-mock, redirect: the next request sends None
responses, Set-Cookie: response has session, the next request sends session=s
responses, redirect: the next request sends session=s
SEEN
