"""An HTTPS server on 127.0.0.1 that writes down the Cookie header of each request.

It runs in a network of its own (see `run`), in which every host of the flows is 127.0.0.1.
"""

import http.server
import pathlib
import ssl
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        cookies = self.headers.get_all("Cookie") or []
        with self.server.log.open("a") as log:
            log.write("; ".join(cookies) + "\n")
        body = b"<html><title>ok</title></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


def main(folder):
    folder = pathlib.Path(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    # wget2 and others would speak HTTP/2 otherwise.
    context.set_alpn_protocols(["http/1.1"])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 443), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.log = folder / "wire"
    server.log.touch()
    (folder / "ready").touch()
    server.serve_forever()


main(sys.argv[1])
