// Logins on the page that a worker runs, at simulated services.
import assert from "node:assert/strict";

/** The flows that need no setting. */
const FLOWS = [
  "bilibili-web", "bilibili-tv", "wechat-web", "115", "115-gateway", "phi-api", "taptap",
];

/** Every flow, from the choice to its credentials. */
export async function a_login_of_every_flow(session) {
  const { page } = session;
  for (const flow of FLOWS) {
    await session.begin(flow);
    await session.pictured();
    await page.locator("#done").waitFor({ state: "visible", timeout: 30_000 });
    await page.click("#get");
    await session.part("result");
    await page.click("#show");
    const credential = JSON.parse(await page.textContent("#credential"));
    assert.equal(credential.flow, flow);
    await page.click("#confirm");
    await session.reads("#end-text", /no longer has the credentials/);
    await page.click("#again");
  }
}
a_login_of_every_flow.example = "simulated";
a_login_of_every_flow.args = ["person=scan@1s confirm@2s"];

/** The first code expires, its successor is scanned. */
export async function a_code_that_expires(session) {
  const { page } = session;
  await session.begin("bilibili-web");
  const first = await session.pictured();
  await page.locator("#status").filter({ hasText: /Here is a new code/ }).waitFor({ timeout: 30_000 });
  await session.picturedAnew(first);
  await page.click("#cancel");
  await session.reads("#end-text", /was cancelled/);
}
a_code_that_expires.example = "simulated";
a_code_that_expires.args = ["person=expire", "bilibili-web.lifetime=4s"];

/** A bot, whose number is on the phone: a wrong one first, then the right one. */
export async function a_typed_number(session) {
  const { page } = session;
  await session.begin("wechat-ilink");
  await session.pictured();
  const answer = page.locator("#answer");
  await answer.waitFor({ state: "visible", timeout: 30_000 });
  await session.shot("1-wanted");
  await page.keyboard.type("1234");
  await page.keyboard.press("Enter");
  await page.locator("#answer-problem").filter({ hasText: /did not accept/ }).waitFor({ timeout: 30_000 });
  await session.shot("2-again");
  await page.keyboard.type("4711");
  await page.keyboard.press("Enter");
  await page.locator("#done").waitFor({ state: "visible", timeout: 30_000 });
  await page.click("#get");
  await session.part("result");
  await page.click("#show");
  assert.equal(JSON.parse(await page.textContent("#credential")).flow, "wechat-ilink");
  await session.shot("3-done");
}
a_typed_number.example = "simulated";
a_typed_number.args = ["person=scan@1s confirm@20s", "wechat-ilink.number=4711"];

/** The user declines on the phone. */
export async function a_user_who_declines(session) {
  await session.begin("115");
  await session.page.locator("#end").waitFor({ state: "visible", timeout: 30_000 });
  await session.reads("#end-text", /declined on the phone/);
}
a_user_who_declines.example = "simulated";
a_user_who_declines.args = ["person=scan@1s deny@2s"];
