"""usage: bilibili_api_reader.py FILE EXPECTED"""

import asyncio
import json
import os
import sys

from bilibili_api import Credential, request_settings, select_client

file, expected = sys.argv[1:]
wanted = json.load(open(expected))
arguments = json.load(open(file))
select_client("httpx")
request_settings.set_proxy(os.environ.get("HTTPS_PROXY") or os.environ["https_proxy"])
request_settings.set_verify_ssl(False)
credential = Credential(**arguments)
error = None
held = credential.get_cookies()
for name in ("SESSDATA", "bili_jct", "DedeUserID"):
    if held.get(name) != wanted[name]:
        error = error or f"another {name}"
if held.get("ac_time_value") != arguments["ac_time_value"]:
    error = error or "another ac_time_value"
if not asyncio.run(credential.check_valid()):
    error = error or "check_valid: False"
print(json.dumps({"error": error}))
