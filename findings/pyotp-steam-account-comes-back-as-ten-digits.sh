#!/usr/bin/env bash
# Behaviour: PyOTP reads an account of Steam Guard from an otpauth URI (`encoder=steam`) and makes its codes of five
# letters. The URI that the same object gives back (provisioning_uri, what a program draws as a QR code) has lost
# `encoder=steam` and says `digits=10`: PyOTP itself refuses it, and an app that takes it makes other codes, which
# Steam does not accept. With `digits=5` in the first URI it is the same.
# Version: pyotp 2.12.1, Python 3.11.7; npm otpauth 9.5.2, Node.js 20.20.2 as the app.
# Output seen:
#   read: Steam, code JPR62
#   given back: digits=10, no encoder
#   read again by pyotp: Digits may only be 6, 7, or 8
#   read again by otpauth: a code of 10 digits
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip -q install pyotp==2.12.1
npm install --silent --no-audit --no-fund otpauth@9.5.2
cat >app.mjs <<'JS'
import { URI } from "otpauth";

const code = URI.parse(process.argv[2]).generate({ timestamp: 1e12 });
console.log(`a code of ${code.length} digits`);
JS
cat >account.py <<'PYTHON'
import subprocess
from urllib.parse import parse_qs, urlsplit

import pyotp

uri = "otpauth://totp/Steam:user?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Steam&encoder=steam"
account = pyotp.parse_uri(uri)
print(f"read: {type(account).__name__}, code {account.at(1_000_000_000)}")
again = account.provisioning_uri()
query = parse_qs(urlsplit(again).query)
print(f"given back: digits={query['digits'][0]}, {'an' if 'encoder' in query else 'no'} encoder")
try:
    print(f"read again by pyotp: {type(pyotp.parse_uri(again)).__name__}")
except ValueError as error:
    print(f"read again by pyotp: {error}")
node = subprocess.run(["node", "app.mjs", again], capture_output=True, text=True, check=True)
print(f"read again by otpauth: {node.stdout.strip()}")
PYTHON
venv/bin/python account.py | tee out
diff out - <<'SEEN'
read: Steam, code JPR62
given back: digits=10, no encoder
read again by pyotp: Digits may only be 6, 7, or 8
read again by otpauth: a code of 10 digits
SEEN
