#!/usr/bin/env bash
# Behaviour: @azure/msal-node (Microsoft's own library) in the OAuth device flow. A `slow_down`, which RFC 8628 (3.5)
# calls a form of `authorization_pending` ("polling should continue"), ends the login with an error. And `interval` is
# optional in RFC 8628 (3.2), 5 seconds if it is left out: msal-node waits undefined * 1000 milliseconds, that is not
# at all, and polls as fast as the server replies until the code ends. `verification_uri_complete` is not handed on, so
# no program can make a QR code of it.
# Version: @azure/msal-node 7.2.3, Node.js 20.20.2. The replies come from a network client of our own, no server.
# Output seen:
#   pending, slow_down, token: ended after 2 polls (post_request_failed)
#   given to the program: deviceCode expiresIn interval message userCode verificationUri
#   no interval, a code of 2 seconds: more than 100 polls (device_code_expired)
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @azure/msal-node@7.2.3
cat >poll.mjs <<'JS'
import { PublicClientApplication } from "@azure/msal-node";

const origin = "https://id.example";
const metadata = {
  issuer: `${origin}/`, authorization_endpoint: `${origin}/authorize`, token_endpoint: `${origin}/token`,
  device_authorization_endpoint: `${origin}/device`, jwks_uri: `${origin}/keys`,
};
const start = {
  device_code: "d", user_code: "WDJB-MJHT", verification_uri: `${origin}/device`,
  verification_uri_complete: `${origin}/device?user_code=WDJB-MJHT`, message: "Enter the code.",
};
const token = { access_token: "a", token_type: "Bearer", expires_in: 3600 };

async function login(more, replies) {
  let polls = 0;
  let given;
  const reply = (body) => ({ status: body.error ? 400 : 200, headers: {}, body });
  const networkClient = {
    sendGetRequestAsync: async () => reply(metadata),
    async sendPostRequestAsync(url) {
      if (url.startsWith(`${origin}/device`)) return reply({ ...start, ...more });
      polls += 1;
      return reply(replies[Math.min(polls, replies.length) - 1]);
    },
  };
  const app = new PublicClientApplication({
    auth: { clientId: "c", authority: `${origin}/`, knownAuthorities: ["id.example"], protocolMode: "OIDC" },
    system: { networkClient },
  });
  const deviceCodeCallback = (shown) => { given = Object.keys(shown).sort().join(" "); };
  try {
    await app.acquireTokenByDeviceCode({ scopes: ["email"], deviceCodeCallback });
    return { polls, given, end: "a token" };
  } catch (error) {
    return { polls, given, end: error.errorCode };
  }
}

const pending = { error: "authorization_pending" };
const slow = await login({ expires_in: 60, interval: 1 }, [pending, { error: "slow_down" }, token]);
const bare = await login({ expires_in: 2 }, [pending]);
const seen = [
  `pending, slow_down, token: ended after ${slow.polls} polls (${slow.end})`,
  `given to the program: ${slow.given}`,
  `no interval, a code of 2 seconds: ${bare.polls > 100 ? "more than 100" : bare.polls} polls (${bare.end})`,
];
seen.forEach((line) => console.log(line));
JS
node poll.mjs | tee out
diff out - <<'SEEN'
pending, slow_down, token: ended after 2 polls (post_request_failed)
given to the program: deviceCode expiresIn interval message userCode verificationUri
no interval, a code of 2 seconds: more than 100 polls (device_code_expired)
SEEN
