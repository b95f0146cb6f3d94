// The JavaScript of the document of 115driver's gateway, on our gateway, in a page of its origin.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

/** The calls of the document's example, for want of the document. */
const OWN = `async function qrCodeLogin() {
  const post = (call, body) => fetch("/api/v1/115/qrcode/" + call, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  }).then((response) => response.json());
  const { uid, sign, time } = await post("start", {});
  document.getElementById("qr-code").src = "/api/v1/115/qrcode/image";
  const poll = async () => {
    const { status } = await post("status", { uid, sign, time });
    if (status < 0) throw new Error("no login");
    if (status !== 2) return setTimeout(poll, 2000);
    const { success, credentials } = await post("login", { uid, sign, time, app: "web" });
    if (success) localStorage.setItem("115credentials", JSON.stringify(credentials));
  };
  poll();
}`;

async function script({ document }) {
  if (!document) return OWN;
  const [, found] = /^```javascript\n(.*?)^```/ms.exec(await readFile(document, "utf8")) ?? [];
  assert(found, `no JavaScript in ${document}`);
  return found;
}

/** As printed, with the picture by the document's own line, which is a GET and cannot work. */
export async function the_documents_javascript(session) {
  const { page } = session;
  const calls = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    const call = pathname.replace("/api/v1/115/qrcode/", "");
    calls.push(`${response.request().method()} ${call} ${response.status()}`);
  });
  await page.evaluate(() => document.body.append(Object.assign(new Image(), { id: "qr-code" })));
  await page.addScriptTag({ content: await script(session.harness.options) });
  const [started] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith("/start")),
    page.evaluate("qrCodeLogin()"),
  ]);
  const body = await started.json();
  const stored = await page.waitForFunction(() => localStorage.getItem("115credentials"), null, {
    timeout: 60_000,
  });
  const credentials = JSON.parse(await stored.jsonValue());
  assert.deepEqual(Object.keys(credentials).sort(), ["cid", "kid", "seid", "uid"]);
  for (const value of Object.values(credentials)) assert.match(value, /./);
  assert(calls.includes("POST start 200") && calls.includes("POST login 200"), calls.join(", "));
  assert(calls.includes("GET image 405"), calls.join(", "));
  assert(calls.filter((call) => call === "POST status 200").length >= 2, calls.join(", "));
  // The ways that work: the picture in the answer, and the call with a body.
  const drawn = await page.evaluate(async ({ qrcode_image: data, uid }) => {
    const response = await fetch("/api/v1/115/qrcode/image", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ uid }),
    });
    const bitmap = await createImageBitmap(await response.blob());
    const image = new Image();
    image.src = data;
    await image.decode();
    return [bitmap.width, image.naturalWidth];
  }, body);
  assert(drawn[0] > 100);
  assert.equal(drawn[0], drawn[1]);
}
the_documents_javascript.example = "simulated";
the_documents_javascript.blank = true;
the_documents_javascript.args = ["person=scan@3s confirm@6s"];
the_documents_javascript.expected = [/status of 405/, /^console: Login successful!/];
