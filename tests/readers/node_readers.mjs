// usage: node node_readers.mjs READER FILE ADDRESS
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { get } from "node:https";
import path from "node:path";

const [reader, file, address] = process.argv.slice(2);
const require = createRequire(path.join(process.env.READERS_NODE, "x.js"));

const send = (cookie) => get(address, { headers: { cookie } }, (answer) => answer.resume());

const readers = {
  // It is a store for the version of tough-cookie that it brings along.
  "file-cookie-store": () => {
    const Store = require("file-cookie-store");
    const { CookieJar } = createRequire(require.resolve("file-cookie-store"))("tough-cookie");
    const jar = new CookieJar(new Store(file, { lockfile: false }));
    jar.getCookieString(address, (error, cookies) => {
      if (error) throw error;
      send(cookies);
    });
  },
  cookiefile: () => {
    const { CookieMap } = require("cookiefile");
    const { hostname, pathname } = new URL(address);
    const all = new CookieMap(file);
    send(all.toRequestHeader({ Domain: hostname, Path: pathname, Secure: true }).replace(/^Cookie: */, ""));
  },
  "undici-header": () => {
    const { request } = require("undici");
    return request(address, { headers: { cookie: readFileSync(file, "utf8") } });
  },
};
await readers[reader]();
