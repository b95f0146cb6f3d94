// usage: node node_readers.mjs READER FILE ADDRESS
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { get } from "node:https";
import path from "node:path";

const [reader, file, address] = process.argv.slice(2);
const require = createRequire(path.join(process.env.READERS_NODE, "x.js"));

const send = (cookie) => get(address, { headers: { cookie } }, (answer) => answer.resume());

const readers = {
  // Its store is for an older tough-cookie, so the cookies are taken from it and asked which fit.
  "file-cookie-store": () => {
    const { CookieFile } = require("file-cookie-store");
    const { Cookie, CookieJar } = require("tough-cookie");
    new CookieFile(file).getAllCookies((error, cookies) => {
      if (error) throw error;
      const jar = new CookieJar();
      for (const { key, value, domain, path, secure, httpOnly, expires, hostOnly } of cookies) {
        const cookie = new Cookie({ key, value, path, secure, httpOnly, expires: new Date(expires) });
        if (!hostOnly) cookie.domain = domain.replace(/^\./, "");
        jar.setCookieSync(cookie, `https://${domain.replace(/^\./, "")}/`);
      }
      send(jar.getCookieStringSync(address));
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
