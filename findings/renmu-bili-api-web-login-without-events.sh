#!/usr/bin/env bash
# Behaviour: @renmu/bili-api (npm, the library of a recorder of Bilibili live streams) has two logins by QR code of the same
# interface, for the TV app and for the web. Listeners that are added to the web login as its README says,
# login.on("completed", …), are never called: `on` is bound to the login, and the events come from its `emitter`. The
# login succeeds at the service, and the program that waits for it does not get the cookies. login.emitter.on(…) works.
# In both logins the event `scan` comes with each poll while nothing has been scanned yet (86101, 86039).
# Version: @renmu/bili-api 2.15.0, Node.js 20.20.2. The replies are given by hand, no service is asked.
# Output seen:
#   TV, on: start scan scan completed end
#   web, on: nothing
#   web, emitter.on: start scan scan completed end
# Exit code 1 if that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @renmu/bili-api@2.15.0
cat >login.mjs <<'JS'
import { TvQrcodeLogin, WebQrcodeLogin } from "@renmu/bili-api";

const url = "https://passport.biligame.com/x/passport-login/web/crossDomain?DedeUserID=1&SESSDATA=s&bili_jct=j";
const tv = [{ code: 86039 }, { code: 86039 }, { code: 0, data: { cookie_info: { cookies: [] } } }];
const web = [{ code: 86101 }, { code: 86101 }, { code: 0, url, refresh_token: "r" }].map((data) => ({ code: 0, data }));

async function events(login, replies, events) {
  const seen = [];
  login.interval = 50;
  login.getQrcode = async () => ({ url: "https://account.bilibili.com/", auth_code: "k", qrcode_key: "k" });
  login.poll = async () => replies.shift();
  const ended = new Promise((done) => login.emitter.once("end", () => setTimeout(done, 10)));
  for (const name of ["start", "scan", "completed", "end", "error"]) events.on(name, () => seen.push(name));
  await login.login();
  await ended;
  return seen.join(" ") || "nothing";
}

const [first, second, third] = [new TvQrcodeLogin(), new WebQrcodeLogin(), new WebQrcodeLogin()];
console.log(`TV, on: ${await events(first, [...tv], first)}`);
console.log(`web, on: ${await events(second, [...web], second)}`);
console.log(`web, emitter.on: ${await events(third, [...web], third.emitter)}`);
JS
node login.mjs | tee out
diff out - <<'SEEN'
TV, on: start scan scan completed end
web, on: nothing
web, emitter.on: start scan scan completed end
SEEN
