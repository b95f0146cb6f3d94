// usage: node env.mjs PROGRAMS|- EVERYTHING FILE EXPECTED: compares the variables with the credentials in JSON. `-`: they
// are in the environment already.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [programs, everything, file, expected] = process.argv.slice(2);
let env = process.env;
if (programs !== "-") {
  env = createRequire(path.join(programs, "x.js"))("dotenv").parse(readFileSync(file));
}
const fields = JSON.parse(readFileSync(everything));
const pairs = Object.entries(JSON.parse(readFileSync(expected))).map(([name, value]) => `${name}=${value}`);
const wanted = {
  feishu: { FEISHU_APP_ID: fields.app_id, FEISHU_APP_SECRET: fields.app_secret, FEISHU_DOMAIN: fields.brand },
  "bilibili-web": { BILIBILI_COOKIE: pairs.join("; "), BILIBILI_REFRESH_TOKEN: fields.refresh_token },
  115: { PAN115_COOKIE: pairs.join("; "), PAN115_APP: fields.app, PAN115_USER_AGENT: fields.user_agent },
}[fields.flow];
const wrong = Object.keys(wanted).filter((name) => env[name] !== wanted[name]);
console.log(JSON.stringify({ error: wrong.length > 0 ? `another ${wrong.join(", ")}` : undefined }));
