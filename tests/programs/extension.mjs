// usage: node extension.mjs PROGRAMS CHROMIUM FILE EXPECTED: sets the cookies of an export by `chrome.cookies.set`, the call that
// Cookie-Editor and EditThisCookie make, with the fields that each passes on, and writes what `chrome.cookies.getAll` returns, which
// is what both export.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

const [programs, executablePath, file, expected] = process.argv.slice(2);
const { chromium } = createRequire(path.join(programs, "x.js"))("playwright-core");
const folder = mkdtempSync(path.join(tmpdir(), "extension-"));
const permissions = { permissions: ["cookies"], host_permissions: ["<all_urls>"] };
const manifest = { manifest_version: 3, name: "cookies", version: "1", background: { service_worker: "x.js" }, ...permissions };
writeFileSync(path.join(folder, "manifest.json"), JSON.stringify(manifest));
writeFileSync(path.join(folder, "x.js"), "");

const wanted = JSON.parse(readFileSync(expected));
let error;
for (const extension of ["Cookie-Editor", "EditThisCookie"]) {
  const args = ["--no-sandbox", `--disable-extensions-except=${folder}`, `--load-extension=${folder}`];
  const context = await chromium.launchPersistentContext("", { executablePath, headless: false, args: [...args, "--headless=new"] });
  const worker = context.serviceWorkers()[0] ?? await context.waitForEvent("serviceworker");
  const found = await worker.evaluate(async ([cookies, extension]) => {
    for (const it of cookies) {
      const { name, value, path, secure, httpOnly, storeId } = it;
      const url = `https://${it.domain.replace(/^\./, "")}${path}`;
      const set = { url, name, value, path, secure, httpOnly, storeId };
      if (!it.hostOnly) set.domain = it.domain;
      if (!it.session) set.expirationDate = it.expirationDate;
      if (extension === "Cookie-Editor") set.sameSite = it.sameSite;
      await chrome.cookies.set(set);
    }
    return chrome.cookies.getAll({});
  }, [JSON.parse(readFileSync(file)), extension]);
  const held = Object.fromEntries(found.map((it) => [it.name, it.value]));
  for (const [name, value] of Object.entries(wanted)) {
    if (held[name] !== value) error ??= `${extension}: no ${name}`;
  }
  writeFileSync(`${file}.back`, JSON.stringify(found, null, 4));
  await context.close();
}
console.log(JSON.stringify({ error }));
