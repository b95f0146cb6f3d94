#!/usr/bin/env bash
# Behaviour: itchat-uos (PyPI) ends a login at WeChat's web with `skey` and `pass_ticket` in its loginInfo, which it saves for
# later starts (hotReload). Neither is the service's: the reply is fetched and not read, `skey` is empty and
# `pass_ticket` is the random device ID. A program that takes the session over from itchat.pkl gets two values that
# WeChat never issued. The wrong reply of an account without web login is not read either: KeyError 'wxsid'.
# Version: itchat-uos 1.4.1, Python 3.11.7. The reply is given by hand, no service is asked.
# Output seen:
#   skey '', pass_ticket is the device ID
#   an account without web login: KeyError 'wxsid'
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip -q install itchat-uos==1.4.1 requests==2.34.2
cat >login.py <<'PYTHON'
import contextlib
import sys

import requests

with contextlib.redirect_stdout(sys.stderr):  # It prints a block at import.
    import itchat
    from itchat.components import login

CONFIRMED = 'window.code=200;window.redirect_uri="https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=t";'
GOOD = ("<error><ret>0</ret><message></message><skey>@crypt_1a2b3c4d_0011</skey><wxsid>s</wxsid><wxuin>1</wxuin>"
        "<pass_ticket>ticket%2Fof%2Fservice</pass_ticket></error>")
REFUSED = "<error><ret>1203</ret><message>This account has no web login.</message></error>"


class Session:
    """Stands for the service: one reply, and the cookies that came with it."""

    def __init__(self, text, cookies):
        self.text = text
        self.cookies = requests.cookies.cookiejar_from_dict(cookies)

    def get(self, *_, **__):
        return self


def exchange(text, cookies):
    core = itchat.new_instance()
    core.s = Session(text, cookies)
    login.process_login_info(core, CONFIRMED)
    return core.loginInfo


info = exchange(GOOD, {"wxsid": "s", "wxuin": "1"})
ticket = "the device ID" if info["pass_ticket"] == info["deviceid"] else info["pass_ticket"]
print(f"skey {info['skey']!r}, pass_ticket is {ticket}")
try:
    exchange(REFUSED, {})
    print("an account without web login: no error")
except KeyError as error:
    print(f"an account without web login: KeyError {error}")
PYTHON
venv/bin/python login.py 2>/dev/null | tee out
diff out - <<'SEEN'
skey '', pass_ticket is the device ID
an account without web login: KeyError 'wxsid'
SEEN
