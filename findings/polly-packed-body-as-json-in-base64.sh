#!/usr/bin/env bash
# Behaviour: Polly.js (Netflix's recorder of HTTP) writes HAR. For a body that came packed with gzip it says
# `encoding: "base64"`, while `text` is not base64 but a JSON list of base64 strings: ["H4sI…"]. The bytes in it are
# the packed ones; HAR 1.2 wants `text` unpacked. A strict reader of base64 refuses the text; one that skips other
# characters (Python by default, Node.js) gets gzip bytes where it expects JSON.
# An image that came unpacked, in the same recording, is plain base64.
# Version: @pollyjs/core, adapter-node-http 6.0.6, persister-fs 6.0.6 (npm), Node.js 20.20.2, Python 3.11.7.
# Output seen:
#   image: base64, plain
#   packed JSON: base64, ["H4sI…"]
#   read as base64: strict refused, lenient 1f8b…, and not {"code":0}
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @pollyjs/core@6.0.6 @pollyjs/adapter-node-http@6.0.6 @pollyjs/persister-fs@6.0.6
cat >record.cjs <<'JS'
const http = require("node:http");
const zlib = require("node:zlib");
const { Polly } = require("@pollyjs/core");
const adapter = require("@pollyjs/adapter-node-http");
const persister = require("@pollyjs/persister-fs");

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const server = http.createServer((call, reply) => {
  if (call.url === "/image") return reply.setHeader("Content-Type", "image/png").end(png);
  reply.setHeader("Content-Type", "application/json").setHeader("Content-Encoding", "gzip");
  reply.end(zlib.gzipSync('{"code":0}'));
});
const get = (url) => new Promise((done) => http.get(url, (reply) => reply.resume().on("end", done)));

Polly.register(adapter);
Polly.register(persister);
server.listen(0, "127.0.0.1", async () => {
  const polly = new Polly("login", {
    adapters: ["node-http"], persister: "fs", persisterOptions: { fs: { recordingsDir: "recordings" } },
  });
  for (const path of ["image", "poll"]) await get(`http://127.0.0.1:${server.address().port}/${path}`);
  await polly.stop();
  process.exit();
});
JS
node record.cjs
cat >read.py <<'PYTHON'
import base64
import binascii
import json
import pathlib

[file] = pathlib.Path("recordings").rglob("*.har")
for entry in json.loads(file.read_text())["log"]["entries"]:
    content = entry["response"]["content"]
    text = content["text"]
    if content["mimeType"] == "image/png":
        base64.b64decode(text, validate=True)
        print(f"image: {content['encoding']}, plain")
        continue
    print(f"packed JSON: {content['encoding']}, {text[:6]}…{text[-2:]}")
    try:
        base64.b64decode(text, validate=True)
        strict = "reads it"
    except binascii.Error:
        strict = "refused"
    lenient = base64.b64decode(text)
    print(f"read as base64: strict {strict}, lenient {lenient[:2].hex()}…, and not {{\"code\":0}}")
PYTHON
python3 read.py | tee out
diff out - <<'SEEN'
image: base64, plain
packed JSON: base64, ["H4sI…"]
read as base64: strict refused, lenient 1f8b…, and not {"code":0}
SEEN
