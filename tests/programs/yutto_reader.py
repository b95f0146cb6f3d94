"""usage: yutto_reader.py FILE EXPECTED: the reader of the file, and `yutto auth status`."""

import json
import pathlib
import subprocess
import sys

from yutto.auth import load_auth

file, expected = sys.argv[1:]
wanted = json.load(open(expected))
info = load_auth(pathlib.Path(file), "default")
error = None
for name in ("SESSDATA", "bili_jct"):
    if info is None or info[name] != wanted[name]:
        error = error or f"another {name}"
command = [pathlib.Path(sys.executable).parent / "yutto", "auth", "status", "--auth-file", file]
ran = subprocess.run(command, capture_output=True, text=True)
if ran.returncode != 0:
    error = error or (ran.stdout + ran.stderr)[-300:]
print(json.dumps({"error": error}))
