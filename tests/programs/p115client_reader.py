"""usage: p115client_reader.py FILE EXPECTED: reads the file, and writes its own beside it."""

import json
import pathlib
import sys

from p115client import P115Client

file, expected = sys.argv[1:]
wanted = json.load(open(expected))
client = P115Client(pathlib.Path(file))
held = {cookie.name: cookie.value for cookie in client.cookies}
error = None if held == wanted else f"other cookies: {sorted(held)}"
client.cookies_path = pathlib.Path(f"{file}.back")
client._write_cookies()
print(json.dumps({"error": error}))
