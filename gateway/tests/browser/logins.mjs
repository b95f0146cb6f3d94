// Logins on the page, played event by event.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { CREDENTIAL, DONE, SCANNED, code, failed } from "./events.mjs";

/** From the choice to the end, with copy and download. */
export async function a_whole_login(session) {
  const { page } = session;
  session.secrets.push(CREDENTIAL.seid);
  await session.part("choose");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await session.assertAccessible();
  await session.assertNarrow();
  await session.shot("1-choose");
  await session.begin("115");
  await session.reads("#status", /Getting a code/);
  await session.shot("2-starting");
  await session.play(code("https://115.com/scan/dg-1"));
  await session.reads("#status", /Scan the code with the 115 app/);
  await session.pictured();
  await session.reads("#left", /Valid for [23]:\d\d/);
  await session.assertAccessible();
  await session.assertNarrow();
  await session.shot("3-code");
  await session.play({ ...SCANNED, name: "小明" });
  await session.reads("#status", /Scanned by 小明/);
  await session.shot("4-scanned");
  await session.play({ type: "confirmed" });
  await session.reads("#status", /Fetching the credentials/);
  assert(await page.locator("#code").isHidden());
  await session.play(DONE);
  await session.part("done");
  assert.equal(await page.evaluate(() => document.activeElement.id), "done-heading");
  await session.shot("5-done");
  await page.click("#get");
  await session.part("result");
  assert(!(await page.content()).includes(CREDENTIAL.seid), "not masked");
  await session.reads("#warnings", /There is no KID/);
  await session.assertAccessible();
  await session.assertNarrow();
  await session.shot("6-masked");
  await page.click("#show");
  assert.deepEqual(JSON.parse(await page.textContent("#credential")), CREDENTIAL);
  await session.shot("7-shown");
  await session.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.selectOption("#format", "header");
  await session.reads("#credential", /Hidden: \d+ characters/);
  await page.click("#copy");
  await session.reads("#result-status", /Copied/);
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, `UID=${CREDENTIAL.uid}; CID=${CREDENTIAL.cid}; SEID=${CREDENTIAL.seid}`);
  await session.reads("#left-out", /app, user_agent/);
  await page.selectOption("#format", "netscape");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
  assert.equal(download.suggestedFilename(), "115-cookies.txt");
  assert.match(await readFile(await download.path(), "utf8"), /\tSEID\ts9e8i7d6\n/);
  await session.assertKeptForTab();
  await page.click("#confirm");
  await session.reads("#end-text", /no longer has the credentials/);
  assert(!(await page.content()).includes(CREDENTIAL.seid), "not removed");
  assert.equal(await page.evaluate(() => sessionStorage.getItem("qrlogin.login")), null);
  await session.shot("8-finished");
  await page.click("#again");
  await session.part("choose");
}

/** A code is replaced by a new one, with another picture. */
export async function a_renewed_code(session) {
  await session.begin("115");
  await session.play(code("https://115.com/scan/dg-1", 20));
  const first = await session.pictured();
  await session.play(code("https://115.com/scan/dg-2"));
  await session.reads("#status", /Here is a new code/);
  await session.picturedAnew(first);
  // As a scanner sees it: with the border, and as it is stored.
  const ratio = await session.page.evaluate(() => {
    const { naturalWidth, naturalHeight } = document.getElementById("picture");
    return naturalWidth / naturalHeight;
  });
  assert.equal(ratio, 1);
}

/** The time that is left counts down, and says when it is over. */
export async function a_code_that_is_about_to_end(session) {
  await session.begin("115");
  await session.play(code("https://115.com/scan/dg-1", 2));
  await session.reads("#left", /Valid for 0:0\d/);
  await session.reads("#left", /Expiring/);
}

/** The user types what the phone shows; a wrong input is wanted again. */
export async function a_typed_step(session) {
  const { page } = session;
  const wanted = { type: "input_wanted", what: "the number shown on the phone", again: false };
  await session.begin("wechat-web");
  await session.play(code("https://login.weixin.qq.com/l/x", 180, { scan_with: "WeChat" }));
  await session.play(SCANNED);
  await session.play(wanted);
  await page.getByLabel("Type the number shown on the phone").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "answer");
  await session.assertAccessible();
  await session.assertNarrow();
  await session.shot("1-wanted");
  await page.keyboard.type("41");
  await page.keyboard.press("Enter");
  await session.gateway.line(/^answer 41$/);
  await session.reads("#status", /Waiting for the service/);
  await session.play({ ...wanted, again: true });
  await session.reads("#answer-problem", /did not accept/);
  assert.equal(await page.inputValue("#answer"), "");
  await session.assertAccessible();
  await session.shot("2-again");
  await page.keyboard.type("42");
  await page.keyboard.press("Enter");
  await session.gateway.line(/^answer 42$/);
  await session.play({ type: "confirmed" });
  await session.reads("#status", /Confirmed/);
}

/** A code to be typed elsewhere, with the address. */
export async function a_code_for_another_device(session) {
  await session.begin("115");
  const more = { user_code: "WDJB-MJHT", verification_uri: "https://example.com/device" };
  await session.play(code("https://example.com/device?c=WDJB-MJHT", 180, more));
  await session.reads("#user-code", /^WDJB-MJHT$/);
  const link = session.page.locator("#verification a");
  assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
  await session.assertAccessible();
  await session.assertNarrow();
  await session.shot("code");
}

/** The user declines: reason, advice, and the way on. */
export async function a_declined_login(session) {
  const { page } = session;
  await session.begin("115");
  await session.play(code("https://115.com/scan/dg-1"));
  await session.play(failed({ error: "denied" }));
  await session.reads("#end-text", /declined on the phone/);
  await session.reads("#end-advice", /Start a new login/);
  await session.assertAccessible();
  await session.shot("end");
  await page.click("#again");
  await session.part("choose");
  assert(await page.isChecked('input[value="115"]'));
}

/** The service's own message is shown. */
export async function a_refusal_of_the_service(session) {
  await session.part("choose");
  await session.page.check('input[value="115-open"]');
  await session.page.fill("#setting-client_id", "100195125");
  await session.page.click("#choose-form button.primary");
  await session.play(failed({
    error: "rejected", code: "40140", message: "应用未通过审核", advice: "check_app",
  }));
  await session.reads("#end-text", /rejected the login/);
  await session.reads("#end-advice", /developer console/);
  await session.reads("#end-message", /应用未通过审核/);
  await session.assertNarrow();
  await session.shot("end");
}

/** The login is cancelled, here and at the gateway. */
export async function a_cancelled_login(session) {
  const { page } = session;
  await session.begin("115");
  await session.play(code("https://115.com/scan/dg-1"));
  const id = await page.evaluate(() => JSON.parse(sessionStorage.getItem("qrlogin.login")).id);
  await page.click("#cancel");
  await session.reads("#end-text", /was cancelled/);
  const login = await (await fetch(`${session.gateway.origin}/v1/logins/${id}`)).json();
  assert.equal(login.stage, "cancelled");
}

/** A login goes on where it was, after a reload in each stage. */
export async function a_login_over_reloads(session) {
  const { page } = session;
  await session.begin("115");
  await page.reload();
  await session.reads("#status", /Getting a code/);
  await session.play(code("https://115.com/scan/dg-1"));
  await session.pictured();
  await page.reload();
  await session.pictured();
  await session.play(SCANNED);
  await session.reads("#status", /Scanned/);
  await session.play(DONE);
  await session.part("done");
  await page.reload();
  await page.click("#get");
  await session.reads("#credential", /Hidden/);
  await page.reload();
  await page.click("#get");
  await page.click("#show");
  await session.reads("#credential", /s9e8i7d6/);
  await session.assertKeptForTab();
}

/** Options that hold for every flow, and what the gateway makes of them. */
export async function advanced_options(session) {
  const { page } = session;
  await session.part("choose");
  await page.check('input[value="115"]');
  await page.click("summary");
  await page.selectOption("#patience", { label: "10 min" });
  assert.deepEqual(await page.locator("#patience option").allTextContents(), [
    "as long as the codes are valid", "1 min", "2 min", "5 min", "10 min", "20 min", "30 min",
  ]);
  await page.fill("#webhook", "https://internal.example/ended");
  await session.assertAccessible();
  await session.assertNarrow();
  await session.shot("1-filled");
  const [refused] = await Promise.all([
    page.waitForRequest("**/v1/logins"),
    page.click("#choose-form button.primary"),
  ]);
  const { patience, webhook } = refused.postDataJSON();
  assert.deepEqual({ patience, webhook }, { patience: 600, webhook: "https://internal.example/ended" });
  await session.reads("#webhook-problem", /does not connect to that host/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "webhook");
  await page.click("#language");
  await session.reads("#choose label", /等待时限/);
  await session.reads("#choose label", /回调地址/);
  await session.shot("2-refused");
  await page.fill("#webhook", "");
  await page.click("#choose-form button.primary");
  await session.part("login");
}
advanced_options.expected = [/status of 422/];

/** The setting that is wrong is named, and shown. */
export async function a_setting_that_is_refused(session) {
  const { page } = session;
  await session.part("choose");
  await page.check('input[value="wechat-web"]');
  await page.click("summary");
  await page.fill("#setting-host", "internal.example");
  await session.shot("settings");
  await session.assertAccessible();
  await page.click("summary");
  await page.click("#choose-form button.primary");
  await session.reads("#setting-host-problem", /does not connect to that host/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "setting-host");
  await session.assertAccessible();
  await session.assertNarrow();
  await session.shot("refused");
  assert.equal(await page.getAttribute("#setting-extspam", "type"), "password");
}
a_setting_that_is_refused.expected = [/status of 422/];
