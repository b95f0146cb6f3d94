"""usage: biliup_reader.py FILE EXPECTED: both readers of biliup, and its writer."""

import json
import sys

import stream_gears
from biliup.plugins.bili_webup import BiliBili, Data

file, expected = sys.argv[1:]
error = None
# The reader in Rust, which uploads and records use: it wants every part of the file.
if not stream_gears.login_by_cookies(file, None):
    error = "stream_gears: not logged in"
with BiliBili(Data()) as client:
    client.persistence_path = file
    client.load()
    client.login_by_cookies(client.cookies)
    client.persistence_path = f"{file}.back"
    client.store()
print(json.dumps({"error": error}))
