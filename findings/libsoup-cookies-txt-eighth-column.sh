#!/usr/bin/env bash
# Behaviour: libsoup (GNOME's HTTP library) keeps cookies in a cookies.txt and writes an eighth column into it, the
# SameSite of the cookie, `None` for a cookie that has none. The form has seven columns, and each reader does something
# else: Python's MozillaCookieJar refuses the whole file, curl skips each such line
# without a word, and wget takes the tab and the word for a part of the value and sends them.
# Version: libsoup 3.2.3 (Debian 12), curl 7.88.1, libcurl 8.23.0 (curl_cffi 0.17.0), wget 1.21.3, Python 3.11.7.
# Output seen:
#   columns: 8
#   Python: invalid Netscape format cookies file
#   curl sends: nothing
#   libcurl 8 sends: nothing
#   wget sends: session=s\tNone
# Exit code 1 if that changes. It needs curl, wget and python3; the server is on the loopback.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
for package in libsoup-3.0-0 libglib2.0-0 libpsl5 libnghttp2-14 libbrotli1 libsqlite3-0; do
    apt-get download --quiet=2 "$package" 2>/dev/null
done
for package in *.deb; do dpkg --extract "$package" root; done
python3 -m venv venv
venv/bin/pip -q install curl_cffi==0.17.0
cat >write.py <<'PYTHON'
import ctypes

soup, glib = ctypes.CDLL("libsoup-3.0.so.0"), ctypes.CDLL("libglib-2.0.so.0")
glib.g_uri_parse.restype = ctypes.c_void_p
soup.soup_cookie_jar_text_new.restype = ctypes.c_void_p
soup.soup_cookie_jar_set_cookie.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p]
uri = glib.g_uri_parse(b"http://127.0.0.1/", 0, None)
jar = soup.soup_cookie_jar_text_new(b"cookies.txt", False)
soup.soup_cookie_jar_set_cookie(jar, uri, b"session=s; Path=/; Max-Age=86400")
PYTHON
LD_LIBRARY_PATH=$(dirname "$folder"/root/usr/lib/*/libsoup-3.0.so.0) python3 write.py
cat >read.py <<'PYTHON'
import http.cookiejar
import subprocess
import sys
import threading
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

seen = []


class Server(BaseHTTPRequestHandler):
    def do_GET(self):
        seen.append((self.headers.get("Cookie") or "nothing").replace("\t", r"\t"))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


warnings.simplefilter("ignore")
columns = [line.split("\t") for line in open("cookies.txt") if "\t" in line]
print("columns:", len(columns[0]))
try:
    http.cookiejar.MozillaCookieJar("cookies.txt").load()
    print("Python: reads the file")
except http.cookiejar.LoadError as error:
    print("Python:", str(error).split(" '")[0])
server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
LIBCURL = """
import sys, curl_cffi
curl = curl_cffi.Curl()
curl.setopt(curl_cffi.CurlOpt.URL, sys.argv[1].encode())
curl.setopt(curl_cffi.CurlOpt.COOKIEFILE, b"cookies.txt")
curl.perform()
"""
for name, command in {
    "curl": ["curl", "--silent", "--cookie", "cookies.txt", url],
    "libcurl 8": [sys.argv[1], "-c", LIBCURL, url],
    "wget": ["wget", "--quiet", "--output-document=-", "--load-cookies=cookies.txt", url],
}.items():
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    print(f"{name} sends: {seen[-1]}")
PYTHON
python3 read.py venv/bin/python 2>/dev/null | tee out
diff out - <<'SEEN'
columns: 8
Python: invalid Netscape format cookies file
curl sends: nothing
libcurl 8 sends: nothing
wget sends: session=s\tNone
SEEN
