#!/usr/bin/env bash
# Behaviour: Steam replaces the QR code of a login from time to time: a poll returns `new_challenge_url` and
# `new_client_id`. steam-session (npm; steam-user logs in with it) polls with the new ID from then on and drops the
# new link: `qrChallengeUrl` is a value of startWithQR() alone, there is no event for it, and no member of a session
# holds it. The code on the screen is that of the old ID, and polls are for another one. The link is only in the text
# of the event `debug`. (`loginTimeout` is 30 seconds by default, which hides most of it.)
# Version: steam-session 1.9.4, Node.js 20.20.2. The replies come from a transport of our own, no server.
# Output seen:
#   the first link: https://s.team/q/1/1001
#   polls: 1001 1001 2002
#   events: polling remoteInteraction authenticated
#   the new link is in: the event debug
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund steam-session@1.9.4
cat >login.cjs <<'JS'
const { EAuthTokenPlatformType, LoginSession } = require("steam-session");
const { getProtoForMethod } = require("steam-session/dist/protobufs.js");

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (aud) => `${part({ typ: "JWT" })}.${part({ sub: "76561197960265729", aud })}.${part("signature")}`;
const replies = [
  {},
  { new_client_id: "2002", new_challenge_url: "https://s.team/q/1/2002" },
  { had_remote_interaction: true, refresh_token: jwt(["web", "renew", "derive"]), account_name: "user" },
];
const polls = [];
const transport = {
  close() {},
  async sendRequest({ apiInterface, apiMethod, requestData }) {
    const { request, response } = getProtoForMethod(apiInterface, apiMethod);
    let reply = {
      client_id: "1001", challenge_url: "https://s.team/q/1/1001", request_id: Buffer.from("r"), interval: 0.05, version: 1,
      allowed_confirmations: [{ confirmation_type: 4 }],
    };
    if (apiMethod === "PollAuthSessionStatus") {
      polls.push(String(request.toObject(request.decode(requestData), { longs: String }).client_id));
      reply = replies.shift();
    }
    return { result: 1, responseData: Buffer.from(response.encode(response.fromObject(reply)).finish()) };
  },
};

const session = new LoginSession(EAuthTokenPlatformType.WebBrowser, { transport });
const events = [];
const places = new Set();
const emit = session.emit.bind(session);
session.emit = (name, ...values) => {
  if (!name.startsWith("debug")) events.push(name);
  if (JSON.stringify(values).includes("q/1/2002")) places.add(`the event ${name}`);
  return emit(name, ...values);
};
session.on("error", (error) => console.log(`error: ${error.message}`));
session.on("timeout", () => console.log("time-out"));
session.on("authenticated", () => {
  const { _handler, ...members } = session;
  for (const [name, value] of Object.entries(members)) {
    if (String(JSON.stringify(value)).includes("q/1/2002")) places.add(name);
  }
  console.log(`polls: ${polls.join(" ")}`);
  console.log(`events: ${events.join(" ")}`);
  console.log(`the new link is in: ${[...places].join(", ")}`);
});
session.startWithQR().then(({ qrChallengeUrl }) => console.log(`the first link: ${qrChallengeUrl}`));
JS
node login.cjs | tee out
diff out - <<'SEEN'
the first link: https://s.team/q/1/1001
polls: 1001 1001 2002
events: polling remoteInteraction authenticated
the new link is in: the event debug
SEEN
