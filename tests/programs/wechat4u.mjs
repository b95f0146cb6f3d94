// usage: node wechat4u.mjs PROGRAMS FILE EXPECTED: starts the client with the data, and writes its own.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [programs, file] = process.argv.slice(2);
const Wechat = createRequire(path.join(programs, "x.js"))("wechat4u");
const data = JSON.parse(readFileSync(file));
const bot = new Wechat(structuredClone(data));
let error;
for (const key of Object.keys(bot.CONF).filter((key) => /^(API_|origin|baseUri)/.test(key))) {
  if (data.CONF[key] === undefined) error ??= `no ${key} in CONF`;
}
const fresh = new Wechat();
if (data.CONF.origin === "https://wx.qq.com") {
  const others = Object.keys(data.CONF).filter((key) => fresh.CONF[key] !== data.CONF[key]);
  if (others.length > 0) error ??= `other values in CONF: ${others}`;
}
try {
  const reply = await bot.init();
  if (reply.BaseResponse.Ret !== 0) error ??= `init: ${reply.BaseResponse.Ret}`;
} catch (failure) {
  error ??= `init: ${failure.message ?? failure}`;
}
writeFileSync(`${file}.back`, JSON.stringify(bot.botData));
console.log(JSON.stringify({ error }));
process.exit(0);
