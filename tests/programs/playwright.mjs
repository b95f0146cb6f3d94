// usage: node playwright.mjs PROGRAMS CHROMIUM STATE EXPECTED: loads the storage state into a context, and
// writes the context's own state beside it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [programs, executablePath, file, expected] = process.argv.slice(2);
const { chromium } = createRequire(path.join(programs, "x.js"))("playwright-core");
const say = (error) => console.log(JSON.stringify({ error }));

const proxy = { server: process.env.HTTPS_PROXY ?? process.env.https_proxy };
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"], proxy });
const open = (more) => browser.newContext({ ignoreHTTPSErrors: true, ...more });
const context = await open({ storageState: file });
const wanted = JSON.parse(readFileSync(expected));
const state = JSON.parse(readFileSync(file));
const other = await open();
await other.addCookies(state.cookies);
let error;
for (const [name, jar] of [["storageState", context], ["addCookies", other]]) {
  const found = Object.fromEntries((await jar.cookies()).map((it) => [it.name, it.value]));
  for (const [key, value] of Object.entries(wanted)) {
    if (found[key] !== value) error ??= `${name}: no ${key}`;
  }
}
for (const cookie of state.cookies) {
  const held = (await context.cookies()).find((it) => it.name === cookie.name && it.domain === cookie.domain);
  const late = Date.now() / 1000 + 399 * 86400;
  if (!held || (cookie.expires < late && Math.abs(held.expires - cookie.expires) > 1)) {
    error ??= `another end of ${cookie.name}`;
  }
}
if (wanted.SESSDATA) {
  const page = await context.newPage();
  await page.goto("https://api.bilibili.com/x/web-interface/nav");
  const reply = JSON.parse(await page.evaluate(() => document.body.innerText));
  if (!reply.data?.isLogin) error ??= "nav: not logged in";
  const stored = await context.storageState({ path: `${file}.back` });
  const items = stored.origins.flatMap((it) => it.localStorage).filter((it) => it.name === "ac_time_value");
  if (items[0]?.value !== state.origins[0].localStorage[0].value) error ??= "no refresh token in the storage";
}
await browser.close();
say(error);
