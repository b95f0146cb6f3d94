#!/usr/bin/env bash
# Behaviour: many servers end a session with `Expires=Thu, 01-Jan-70 00:00:01 GMT`, the form of Netscape's own text.
# RFC 6265 (5.1.1) reads the years 70 to 99 as 19xx. Python's http.cookiejar (requests, httpx) takes the year
# that is nearest to now, so since 2020 the year 70 is 2070; libcurl has its border one year off and reads 70 as 2070
# too. The cookie that was to be removed is kept for decades, with the new value, and sent. aiohttp and tough-cookie
# remove it. Each year moves Python's border by one: in 2026 it is 76, so 1976 and earlier are in the future.
# Version: http.cookiejar of Python 3.11.7 in requests 2.34.2 and httpx 0.28.1; libcurl 8.23.0 in curl_cffi 0.17.0
# (curl 7.88.1 does the same); aiohttp 3.14.5; tough-cookie 6.1.0, Node.js 20.20.2.
# Output seen in 2026:
#   01-Jan-70: requests keeps, httpx keeps, libcurl keeps, aiohttp removes, tough-cookie removes
#   01-Jan-71: requests keeps, httpx keeps, libcurl removes, aiohttp removes, tough-cookie removes
#   01-Jan-1970: requests removes, httpx removes, libcurl removes, aiohttp removes, tough-cookie removes
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip -q install requests==2.34.2 httpx==0.28.1 curl_cffi==0.17.0 aiohttp==3.14.5
npm install --silent --no-audit --no-fund tough-cookie@6.1.0
cat >remove.js <<'JS'
const { CookieJar } = require("tough-cookie");
const jar = new CookieJar();
for (const header of process.argv.slice(2)) jar.setCookieSync(header, "http://www.site.example/");
console.log(jar.getCookieStringSync("http://www.site.example/") ? "keeps" : "removes");
JS
cat >remove.py <<'PYTHON'
import asyncio
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import aiohttp
import httpx
import requests
from curl_cffi import requests as libcurl

FIRST = "session=s; Path=/"


def removal(year):
    return f"session=gone; Path=/; Expires=Thu, 01-Jan-{year} 00:00:01 GMT"


class Server(BaseHTTPRequestHandler):
    """/in sets the cookie, /out/YEAR removes it, /seen replies with the cookies that came."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = (self.headers.get("Cookie") or "").encode()
        self.send_response(200)
        if self.path == "/in":
            self.send_header("Set-Cookie", FIRST)
        if self.path.startswith("/out/"):
            self.send_header("Set-Cookie", removal(self.path[5:]))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
origin = f"http://127.0.0.1:{server.server_port}"


def visit(client, year):
    seen = [client.get(origin + path).text for path in ("/in", f"/out/{year}", "/seen")]
    assert seen[1] == "session=s"
    return "keeps" if seen[2] else "removes"


async def visit_by_aiohttp(year):
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        for path in ("/in", f"/out/{year}", "/seen"):
            async with client.get(origin + path) as reply:
                seen = await reply.text()
    return "keeps" if seen else "removes"


for year in ("70", "71", "1970"):
    node = subprocess.run(["node", "remove.js", FIRST, removal(year)], capture_output=True, text=True, check=True)
    told = {
        "requests": visit(requests.Session(), year),
        "httpx": visit(httpx.Client(), year),
        "libcurl": visit(libcurl.Session(), year),
        "aiohttp": asyncio.run(visit_by_aiohttp(year)),
        "tough-cookie": node.stdout.strip(),
    }
    print(f"01-Jan-{year}: " + ", ".join(f"{name} {does}" for name, does in told.items()))
PYTHON
venv/bin/python remove.py | tee out
diff out - <<'SEEN'
01-Jan-70: requests keeps, httpx keeps, libcurl keeps, aiohttp removes, tough-cookie removes
01-Jan-71: requests keeps, httpx keeps, libcurl removes, aiohttp removes, tough-cookie removes
01-Jan-1970: requests removes, httpx removes, libcurl removes, aiohttp removes, tough-cookie removes
SEEN
