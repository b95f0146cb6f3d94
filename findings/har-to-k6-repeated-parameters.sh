#!/usr/bin/env bash
# Behaviour: har-to-k6 (Grafana's own converter of HAR to load tests) changes parameters that stand more than once.
# In a form, `resource=a&resource=b` becomes the one parameter `resource` with the value `a,b` (sent as a%2Cb); it
# does so even if the HAR has the body as `text` too, and then warns that `text` and `params` do not match, which
# they do. In a query, where a HAR has the parameters in `url` and again in `queryString`, the second one of a name
# is sent twice. OAuth has such requests: RFC 8707 repeats `resource`.
# Version: har-to-k6 0.14.16 (npm), Node.js 20.20.2.
# Output seen:
#   http.post('https://site.example/token', 'resource=a%2Cb', {
#   http.post('https://site.example/token', 'resource=a%2Cb', {
#   http.get('https://site.example/poll?id=1&id=2&id=2')
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund har-to-k6@0.14.16
cat >convert.js <<'JS'
const { liHARToK6Script } = require("har-to-k6");

const mimeType = "application/x-www-form-urlencoded";
const response = {
  status: 200, statusText: "OK", httpVersion: "HTTP/1.1", cookies: [], headers: [], redirectURL: "",
  content: { size: 0, mimeType: "text/plain" }, headersSize: -1, bodySize: -1,
};
const entry = (method, url, queryString, postData) => ({
  startedDateTime: "2026-11-29T12:00:00.000Z", time: 1, response, cache: {}, timings: { send: 0, wait: 1, receive: 0 },
  request: {
    method, url, queryString, httpVersion: "HTTP/1.1", cookies: [], headersSize: -1, bodySize: -1,
    headers: postData ? [{ name: "Content-Type", value: mimeType }] : [],
    ...(postData && { postData: { mimeType, ...postData } }),
  },
});
const twice = (name, ...values) => values.map((value) => ({ name, value }));
const params = twice("resource", "a", "b");
const entries = [
  entry("POST", "https://site.example/token", [], { params }),
  entry("POST", "https://site.example/token", [], { params, text: "resource=a&resource=b" }),
  entry("GET", "https://site.example/poll?id=1&id=2", twice("id", "1", "2")),
];
liHARToK6Script({ log: { version: "1.2", creator: { name: "test", version: "1" }, entries } }).then(({ main }) => {
  for (const call of main.match(/http\.(get|post)\(.*/g)) console.log(call);
});
JS
node convert.js 2>/dev/null | tee out
diff out - <<'SEEN'
http.post('https://site.example/token', 'resource=a%2Cb', {
http.post('https://site.example/token', 'resource=a%2Cb', {
http.get('https://site.example/poll?id=1&id=2&id=2')
SEEN
