#!/usr/bin/env bash
# Behaviour: GitHub replies to a poll with HTTP 200 and {"error":"authorization_pending"}. openid-client (npm), a
# certified client library, does not read `error` in a reply with 200: pollDeviceAuthorizationGrant ends at the
# first poll, with an error about a missing `access_token`. With HTTP 400, as RFC 6749 (5.2) has it, the same
# reply is waited out. It also refuses a start reply whose `interval` is a string, while the same string is
# accepted for `expires_in`.
# Version: openid-client 6.9.0 with oauth4webapi 3.8.8, Node.js 20.20.2. Replies come from a server on the loopback.
# Output seen:
#   pending with 400: a token after 2 polls
#   pending with 200: ended after 1 poll (OAUTH_INVALID_RESPONSE)
#   expires_in as a string: started
#   interval as a string: refused (OAUTH_INVALID_RESPONSE)
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund openid-client@6.9.0 oauth4webapi@3.8.8
cat >poll.mjs <<'JS'
import { createServer } from "node:http";
import * as client from "openid-client";

const seen = [];
const say = (line) => { seen.push(line); console.log(line); };
async function login(status, start) {
  let polls = 0;
  const server = createServer((call, reply) => {
    let body = { device_code: "d", user_code: "WDJB-MJHT", verification_uri: "https://id.example/device", expires_in: 900, interval: 1, ...start };
    if (call.url === "/token") {
      polls += 1;
      body = polls === 1 ? { error: "authorization_pending" } : { access_token: "a", token_type: "bearer" };
      reply.statusCode = polls === 1 ? status : 200;
    }
    reply.setHeader("Content-Type", "application/json");
    reply.end(JSON.stringify(body));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const config = new client.Configuration({
    issuer: origin, token_endpoint: `${origin}/token`, device_authorization_endpoint: `${origin}/device`,
  }, "c", undefined, client.None());
  client.allowInsecureRequests(config);
  try {
    const started = await client.initiateDeviceAuthorization(config, {});
    if (start) return "started";
    await client.pollDeviceAuthorizationGrant(config, started);
    return `a token after ${polls} polls`;
  } catch (error) {
    return start ? `refused (${error.code})` : `ended after ${polls} poll (${error.code})`;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
say(`pending with 400: ${await login(400)}`);
say(`pending with 200: ${await login(200)}`);
say(`expires_in as a string: ${await login(400, { expires_in: "900" })}`);
say(`interval as a string: ${await login(400, { interval: "5" })}`);
const expected = [
  "pending with 400: a token after 2 polls",
  "pending with 200: ended after 1 poll (OAUTH_INVALID_RESPONSE)",
  "expires_in as a string: started",
  "interval as a string: refused (OAUTH_INVALID_RESPONSE)",
];
process.exitCode = seen.join() === expected.join() ? 0 : 1;
JS
node poll.mjs
