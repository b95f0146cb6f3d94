// Who can use the page, and how: the key, the keyboard, the languages, the colours.
import assert from "node:assert/strict";
import { CREDENTIAL, DONE, SCANNED, code } from "./events.mjs";

const KEY = `qrlg_${"3f9c".padStart(43, "a")}`;

/** A key is wanted; a wrong one is refused, the right one is kept for the tab. */
export async function a_key(session) {
  const { page } = session;
  session.secrets.push(KEY);
  await session.part("key");
  assert.equal(await page.evaluate(() => document.activeElement.id), "key-input");
  await session.assertAccessible();
  await session.shot("1-wanted");
  await page.fill("#key-input", "wrong");
  await page.keyboard.press("Enter");
  await session.reads("#key-problem", /does not accept/);
  await session.assertAccessible();
  await session.shot("2-wrong");
  await page.fill("#key-input", KEY);
  await page.keyboard.press("Enter");
  await session.begin("115");
  await session.play(code("https://115.com/scan/dg-1"));
  await session.pictured();
  await page.reload();
  await session.pictured();
  await session.play(SCANNED);
  await session.reads("#status", /Scanned/);
  await session.play(DONE);
  await session.part("done");
  await page.click("#get");
  await session.part("result");
  await page.click("#show");
  await session.assertKeptForTab();
  await page.click("#forget-key");
  await session.part("key");
  assert(!(await page.content()).includes(CREDENTIAL.seid), "credentials without a key");
  assert.equal(await page.evaluate(() => sessionStorage.getItem("qrlogin.key")), null);
  const other = await session.context.newPage();
  await other.goto(session.gateway.origin);
  await other.locator("#key").waitFor();
}
a_key.args = [KEY];
a_key.expected = [/status of 401/];

/** From the choice to the credentials without a mouse. */
export async function the_keyboard_alone(session) {
  const { page } = session;
  const focus = () => page.evaluate(() => {
    const { id, value, textContent } = document.activeElement;
    return id || value || textContent.trim();
  });
  /** Tab until this is focused. */
  const go = async (wanted) => {
    for (let count = 0; count < 40; count += 1) {
      await page.keyboard.press("Tab");
      if ((await focus()) === wanted) return;
    }
    assert.fail(`Tab does not lead to ${wanted}`);
  };
  await session.part("choose");
  await go("bilibili-web");
  for (let count = 0; count < 3; count += 1) await page.keyboard.press("ArrowDown");
  assert(await page.isChecked('input[value="115"]'));
  await session.shot("focus");
  await go("Show the code");
  await page.keyboard.press("Enter");
  await session.part("login");
  assert.equal(await focus(), "login-heading");
  await session.play(code("https://115.com/scan/dg-1"));
  await session.pictured();
  await go("cancel");
  await session.play({ type: "input_wanted", what: "the number", again: false });
  await page.locator("#answer:focus").waitFor();
  await page.keyboard.type("7");
  await page.keyboard.press("Enter");
  await session.gateway.line(/^answer 7$/);
  await session.play(DONE);
  await session.part("done");
  assert.equal(await focus(), "done-heading");
  await go("get");
  await page.keyboard.press("Space");
  await page.locator("#credential:focus").waitFor();
  await go("show");
  await page.keyboard.press("Space");
  assert.equal(await page.getAttribute("#show", "aria-pressed"), "true");
  await go("confirm");
  await page.keyboard.press("Enter");
  await session.part("end");
  assert.equal(await focus(), "end-heading");
  await go("again");
  await page.keyboard.press("Enter");
  await session.part("choose");
  assert.equal(await focus(), "choose-heading");
}

/** In Chinese from the start, and in English after the switch; also over a reload. */
export async function chinese_and_english(session) {
  const { page } = session;
  const noEnglish = async () => {
    const words = await page.evaluate(() => {
      const shown = [...document.querySelectorAll("[data-text]")].filter((it) => it.checkVisibility());
      return shown.filter((it) => it.lang === "en" && it.localName !== "option").map((it) => it.textContent);
    });
    assert.deepEqual(words, []);
  };
  await session.part("choose");
  assert.equal(await page.getAttribute("html", "lang"), "zh-Hans");
  assert.equal(await page.textContent("h1"), "扫码登录");
  for (const flow of await page.locator("#flows input").all()) {
    await flow.check();
    await page.click("summary");
    await noEnglish();
  }
  await session.shot("1-settings");
  await session.begin("115");
  await session.play(code("https://115.com/scan/dg-1"));
  await session.reads("#status", /请使用 115 App 扫描二维码/);
  await session.pictured();
  await noEnglish();
  await session.assertAccessible();
  await session.assertNarrow();
  await session.shot("2-code");
  await page.click("#language");
  await session.reads("#status", /Scan the code with the 115 app/);
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.equal(await page.getAttribute("#picture", "alt"), "The QR code to scan");
  await page.reload();
  await session.reads("#status", /Scan the code with the 115 app/);
  await page.click("#language");
  await session.play(DONE);
  await session.part("done");
  await page.click("#get");
  await session.part("result");
  await noEnglish();
  await session.shot("3-result");
}
chinese_and_english.context = { locale: "zh-CN" };

/** Dark colours, with enough contrast; the code is dark on white all the same. */
export async function dark_colours(session) {
  const { page } = session;
  await session.part("choose");
  await session.assertAccessible();
  await session.shot("1-choose");
  await session.begin("115");
  await session.play(code("https://115.com/scan/dg-1", 180, { notice: "returned a code for the other region" }));
  await session.pictured();
  await session.assertAccessible();
  const white = await page.evaluate(() => getComputedStyle(document.getElementById("picture")).backgroundColor);
  assert.equal(white, "rgb(255, 255, 255)");
  await session.shot("2-code");
  await session.play(DONE);
  await session.part("done");
  await page.click("#get");
  await session.part("result");
  await session.assertAccessible();
  await session.shot("3-result");
}
dark_colours.context = { colorScheme: "dark" };

/** On a wide screen, as an operator sees it. */
export async function a_wide_screen(session) {
  await session.part("choose");
  await session.shot("1-choose");
  await session.begin("taptap");
  await session.play(code("https://www.taptap.cn/qrcode/x", 180, { scan_with: "the TapTap app, or any camera" }));
  await session.pictured();
  await session.shot("2-code");
}
a_wide_screen.context = { viewport: { width: 1280, height: 900 } };

/** With large text nothing is cut off. */
export async function text_twice_as_large(session) {
  await session.part("choose");
  await session.page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
  await session.assertNarrow();
  await session.begin("115");
  await session.play(code("https://115.com/scan/dg-1"));
  await session.pictured();
  await session.assertNarrow();
  await session.shot("code");
}
