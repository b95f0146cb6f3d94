#!/bin/sh
# bilibili-api-python 17.4.2 (PyPI): QrCodeLogin reads the cookies of a finished web login from the query of `data.url` alone.
# An answer in the form of 2026, whose url holds a one-time ticket and whose cookies stand in Set-Cookie, is reported as
# DONE all the same; get_credential() then returns a Credential with empty sessdata, bili_jct and dedeuserid, and a good
# refresh token. The first sign of it is CredentialNoSessdataException at a later call.
#
# Seen on 2026-11-28:
#   url with cookies: DONE sessdata='s' bili_jct='j' dedeuserid='1' ac_time_value='r'
#   url with a ticket: DONE sessdata='' bili_jct='' dedeuserid='' ac_time_value='r'
#
# Installs the package into a temporary folder; answers are given by hand, no service is asked. Exits 1 if that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install bilibili-api-python==17.4.2 aiohttp==3.14.5
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
import sys
from bilibili_api import login_v2

COOKIES = "https://passport.biligame.com/x/passport-login/web/crossDomain?DedeUserID=1&SESSDATA=s&bili_jct=j"
TICKET = "https://passport.biligame.com/x/passport-login/web/crossDomain?ticket=t&gourl=https%3A%2F%2Fwww.bilibili.com"


def answers(url):
    class Api:
        """Stands for the service: a success of the poll, whatever is asked."""

        def __init__(self, **_):
            pass

        def update_params(self, **_):
            return self

        @property
        def result(self):
            async def success():
                return {"url": url, "refresh_token": "r", "timestamp": 1, "code": 0, "message": ""}

            return success()

    return Api


async def log_in(url):
    login_v2.Api = answers(url)
    login = login_v2.QrCodeLogin(platform=login_v2.QrCodeLoginChannel.WEB)
    state = await login.check_state()
    got = login.get_credential()
    names = ["sessdata", "bili_jct", "dedeuserid", "ac_time_value"]
    return state.name + "".join(f" {name}={getattr(got, name)!r}" for name in names)


seen = [asyncio.run(log_in(url)) for url in (COOKIES, TICKET)]
print("url with cookies:", seen[0])
print("url with a ticket:", seen[1])
sys.exit(seen != [
    "DONE sessdata='s' bili_jct='j' dedeuserid='1' ac_time_value='r'",
    "DONE sessdata='' bili_jct='' dedeuserid='' ac_time_value='r'",
])
PYTHON
