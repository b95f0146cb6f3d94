#!/usr/bin/env bash
# Behaviour: @octokit/auth-oauth-device (GitHub's own package for the device flow) keeps a `slow_down` for one
# poll only. RFC 8628 (3.5) adds the 5 seconds to "this and all subsequent requests", and GitHub's reply names
# the new interval in `interval`. The package waits the first interval and 7 seconds once, then polls at the
# first interval again; the `interval` of the reply is not read. The first poll is made at once, without any
# wait. A server that enforces its interval replies `slow_down` to every second poll from then on.
# Version: @octokit/auth-oauth-device 8.0.5 (npm), Node.js 20.20.2. The replies are those of GitHub's
# documentation, from a server on the loopback.
# Output seen (seconds before each poll, in whole seconds):
#   poll 1 after 0: authorization_pending
#   poll 2 after 1: slow_down, interval 6
#   poll 3 after 8: authorization_pending
#   poll 4 after 1: authorization_pending
#   poll 5 after 1: a token
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @octokit/auth-oauth-device@8.0.5 @octokit/request@10.0.5
cat >poll.mjs <<'JS'
import { createServer } from "node:http";
import { createOAuthDeviceAuth } from "@octokit/auth-oauth-device";
import { request } from "@octokit/request";

const replies = [
  { error: "authorization_pending" },
  { error: "slow_down", interval: 6 },
  { error: "authorization_pending" },
  { error: "authorization_pending" },
  { access_token: "gho_x", token_type: "bearer", scope: "" },
];
const gaps = [];
let last;
const server = createServer((call, reply) => {
  let body = {
    device_code: "d", user_code: "WDJB-MJHT", verification_uri: "https://github.com/login/device",
    expires_in: 900, interval: 1,
  };
  if (call.url.endsWith("/access_token")) {
    body = replies[gaps.length];
    gaps.push(Math.floor((performance.now() - last) / 1000));
    const said = body.access_token ? "a token" : [body.error, body.interval && `interval ${body.interval}`].filter(Boolean).join(", ");
    console.log(`poll ${gaps.length} after ${gaps.at(-1)}: ${said}`);
  }
  last = performance.now();
  reply.setHeader("Content-Type", "application/json; charset=utf-8");
  reply.end(JSON.stringify(body));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const auth = createOAuthDeviceAuth({
  clientType: "oauth-app", clientId: "c", onVerification() {},
  request: request.defaults({ baseUrl: `http://127.0.0.1:${server.address().port}` }),
});
await auth({ type: "oauth" });
server.close();
server.closeAllConnections();
process.exitCode = gaps.join() === "0,1,8,1,1" ? 0 : 1;
JS
node poll.mjs
