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
  assert.notEqual(await session.pictured(), first);
  await page.click("#cancel");
  await session.reads("#end-text", /was cancelled/);
}
a_code_that_expires.example = "simulated";
a_code_that_expires.args = ["person=expire", "bilibili-web.lifetime=4s"];

/** The user declines on the phone. */
export async function a_user_who_declines(session) {
  await session.begin("115");
  await session.page.locator("#end").waitFor({ state: "visible", timeout: 30_000 });
  await session.reads("#end-text", /declined on the phone/);
}
a_user_who_declines.example = "simulated";
a_user_who_declines.args = ["person=scan@1s deny@2s"];
