#!/usr/bin/env bash
# Behaviour: HTTrack reads the cookies.txt of its project folder and sends the cookies in the form of RFC 2109 (1997):
# `$Version=1; session=s; $Path=/`, which RFC 6265 (2011) took back: to a server of today `$Version` and `$Path` are
# cookies. It then writes the file anew, over the one that was given: each cookie gets the end 1999999999 (2033), one
# that ended in 2001 too, which it has sent; lines with `#HttpOnly_` are gone. A cookie of `.site.example` is not sent
# to site.example itself, and to a host with a port (http://www.site.example:8080/) none is sent at all.
# Version: HTTrack 3.49.4 (Debian 12).
# Output seen:
#   www.site.example gets $Version=1; session=s; $Path=/; ended=e; $Path=/
#   site.example gets nothing
#   www.site.example:8080 gets nothing
#   the file has 1999999999 session=s, 1999999999 ended=e
# Exit code 1 if that changes. It needs python3; a proxy on the loopback stands for the servers.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$proxy"; rm -r "$folder"' EXIT
cd "$folder"
apt-get download --quiet=2 httrack libhttrack2 2>/dev/null
for package in *.deb; do dpkg --extract "$package" root; done
mkdir project
printf '%s\t%s\t/\tFALSE\t%s\t%s\t%s\n' >project/cookies.txt \
    .site.example TRUE 4102444800 session s \
    .site.example TRUE 1000000000 ended e \
    '#HttpOnly_.site.example' TRUE 4102444800 hidden h
cat >proxy.py <<'PYTHON'
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Proxy(BaseHTTPRequestHandler):
    def do_GET(self):
        host = urlsplit(self.path).netloc
        if not self.path.endswith("/robots.txt"):
            print(f"{host} gets {self.headers.get('Cookie') or 'nothing'}", flush=True)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
with open("port", "w") as file:
    file.write(f"{server.server_port}\n")
server.serve_forever()
PYTHON
python3 proxy.py >out &
proxy=$!
until [ -s port ]; do sleep 0.1; done
libraries=$(dirname "$folder"/root/usr/lib/*/libhttrack.so.2)
for host in www.site.example site.example www.site.example:8080; do
    cp -r project "of-$host"
    LD_LIBRARY_PATH=$libraries root/usr/bin/httrack "http://$host/account" --path "$folder/of-$host" \
        --proxy "127.0.0.1:$(cat port)" --depth=1 --robots=0 --quiet >/dev/null 2>&1
done
awk -F '\t' 'NF == 7 { printf "%s %s %s=%s", (n++ ? "," : "the file has"), $5, $6, $7 } END { print "" }' \
    of-www.site.example/cookies.txt >>out
cat out
diff out - <<'SEEN'
www.site.example gets $Version=1; session=s; $Path=/; ended=e; $Path=/
site.example gets nothing
www.site.example:8080 gets nothing
the file has 1999999999 session=s, 1999999999 ended=e
SEEN
