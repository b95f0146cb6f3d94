// What the page does when the way to the gateway is bad.
import assert from "node:assert/strict";
import { DONE, SCANNED, code } from "./events.mjs";

/** The stream breaks: the page connects again, from the event that it has seen last. */
export async function a_stream_that_breaks(session) {
  const { page } = session;
  const seen = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/events")) seen.push(request.headers()["last-event-id"]);
  });
  await session.begin("115");
  await session.play(code("https://115.com/scan/dg-1"));
  await session.pictured();
  session.proxy.cut();
  await session.reads("#lost", /interrupted/);
  await session.shot("lost");
  await session.play(SCANNED);
  session.proxy.isCut = false;
  await session.reads("#status", /Scanned/);
  await page.waitForFunction(() => document.getElementById("lost").textContent === "");
  assert.equal(seen[0], undefined);
  assert.equal(seen.at(-1), "1");
}
a_stream_that_breaks.proxied = true;
a_stream_that_breaks.expected = [/ERR_(EMPTY_RESPONSE|CONNECTION_RESET|INCOMPLETE_CHUNKED)/];

/** A proxy that holds streams back: long polls. */
export async function a_proxy_without_streams(session) {
  const { page } = session;
  let polls = 0;
  await page.route("**/events*", (route) => {
    if (new URL(route.request().url()).searchParams.has("wait")) {
      polls += 1;
      return route.continue();
    }
    return route.fulfill({ status: 504, body: "" });
  });
  await session.begin("115");
  await session.play(code("https://115.com/scan/dg-1"));
  await session.pictured();
  await session.play(SCANNED);
  await session.reads("#status", /Scanned/);
  await session.play(DONE);
  await session.part("done");
  assert(polls >= 2, `${polls} long polls`);
}
a_proxy_without_streams.expected = [/status of 504/];

/** A proxy that holds a stream back until its end: after some silence, long polls. */
export async function a_proxy_that_holds_streams(session) {
  const { page } = session;
  await page.clock.install();
  await page.reload();
  const held = [];
  await page.route("**/events", (route) => held.push(route));
  const [stream] = await Promise.all([page.waitForRequest("**/events"), session.begin("115")]);
  assert.equal(stream.headers().accept, "text/event-stream");
  await session.play(code("https://115.com/scan/dg-1"));
  await page.clock.fastForward(45_000);
  await session.pictured();
  await session.play(SCANNED);
  await session.reads("#status", /Scanned/);
  assert.equal(held.length, 1);
}

/** The machine's clock is an hour behind: the time that is left is by the gateway's. */
export async function a_clock_that_is_wrong(session) {
  await session.page.clock.install({ time: Date.now() - 3_600_000 });
  await session.page.reload();
  await session.begin("115");
  await session.play(code("https://115.com/scan/dg-1"));
  await session.reads("#left", /Valid for (2:5\d|3:0\d)/);
}

/** An answer to the start is lost: the same request finds the same login. */
export async function a_start_without_an_answer(session) {
  const { page } = session;
  const keys = [];
  await page.route("**/v1/logins", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    if (keys.length > 1) return route.continue();
    await route.fetch();
    return route.abort("connectionreset");
  });
  await session.part("choose");
  await page.click("#choose-form button.primary");
  await session.reads("#choose-problem", /cannot be reached/);
  await session.shot("problem");
  await page.click("#choose-form button.primary");
  await session.part("login");
  assert.equal(keys[0], keys[1]);
}
a_start_without_an_answer.expected = [/ERR_CONNECTION_RESET/];

/** What follows an event fails: the event comes again, and the picture is fetched again. */
export async function calls_that_fail_once(session) {
  const { page } = session;
  const failed = new Set();
  await page.route(/\/v1\/logins\/[^/]+(\/code\.png)?$/, (route) => {
    const { pathname } = new URL(route.request().url());
    const isFirst = !failed.has(pathname) && failed.isReady;
    if (!isFirst) return route.continue();
    failed.add(pathname);
    return route.fulfill({ status: 502, body: "" });
  });
  await session.begin("115");
  await session.reads("#status", /Getting a code/);
  failed.isReady = true;
  await session.play(code("https://115.com/scan/dg-1"));
  await session.reads("#picture-problem", /could not be loaded/);
  await session.pictured();
  assert(await page.locator("#picture-problem").isHidden());
  assert.equal(failed.size, 2);
}
calls_that_fail_once.expected = [/status of 502/];

/** The gateway has forgotten the login of this tab. */
export async function a_login_that_is_gone(session) {
  const { page } = session;
  await session.part("choose");
  await page.evaluate(() => {
    const login = { id: "AAAAAAAAAAAAAAAAAAAAAA", secret: "x", flow: "115" };
    sessionStorage.setItem("qrlogin.login", JSON.stringify(login));
  });
  await page.reload();
  await session.reads("#end-text", /no longer has this login/);
  await page.click("#again");
  await session.part("choose");
}
a_login_that_is_gone.expected = [/status of 404/];

/** The parser of events, by itself: every end of line, wherever the text is cut. */
export async function events_cut_anywhere(session) {
  const outcome = await session.page.evaluate(async () => {
    const { EventParser } = await import("/page/client.js");
    const texts = ["\n", "\r\n", "\r"].map((end) => [
      ":", "id: 7", "event: code", "data: {\"a\":1,", "data: \"b\":2}", "", ": a comment", "",
      "id: 8", "event: done", "data", "", "",
    ].join(end));
    return texts.flatMap((text) => [...text].map((_, cut) => {
      const parser = new EventParser();
      const parts = [text.slice(0, cut), text.slice(cut)];
      // The last return may be the first half of an end of line.
      return JSON.stringify(parts.flatMap((part) => parser.push(part)));
    }));
  });
  const wanted = JSON.stringify([
    { id: "7", type: "code", data: "{\"a\":1,\n\"b\":2}" }, { id: "8", type: "done", data: "" },
  ]);
  assert(outcome.length > 100);
  for (const events of outcome) assert.equal(events, wanted);
}
