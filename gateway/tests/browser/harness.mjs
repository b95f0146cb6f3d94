// Gateways, the browser, and what every check wants to hold at its end.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** A wait for anything that a check expects, in ms. */
const PATIENCE = 10_000;
/** The width of a small phone. */
export const PHONE = { width: 360, height: 740 };

/** A gateway of an example, in a process of its own. */
export class Gateway {
  #child;
  #lines = [];
  #waiting = [];

  static async start(example, ...args) {
    const gateway = new Gateway();
    gateway.#child = spawn(join(process.env.EXAMPLES, example), args, {
      stdio: ["pipe", "pipe", "inherit"],
    });
    createInterface({ input: gateway.#child.stdout }).on("line", (line) => {
      gateway.#lines.push(line);
      gateway.#waiting.splice(0).forEach((wake) => wake());
    });
    gateway.origin = await gateway.line(/^http:/);
    return gateway;
  }

  /** The next line that fits. */
  async line(pattern) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const index = this.#lines.findIndex((line) => pattern.test(line));
      if (index >= 0) return this.#lines.splice(index, 1)[0];
      assert(Date.now() < end, `the gateway printed no ${pattern}: ${this.#lines}`);
      await new Promise((resolve) => {
        this.#waiting.push(resolve);
        setTimeout(resolve, 100);
      });
    }
  }

  /** Lets an event of the newest login happen. */
  async play(event) {
    this.#child.stdin.write(`${JSON.stringify(event)}\n`);
    await this.line(/^stored/);
  }

  async stop() {
    this.#child.kill();
    await new Promise((resolve) => this.#child.once("exit", resolve));
  }
}

/** A way to a gateway that can be cut. */
export class Proxy {
  isCut = false;
  #sockets = new Set();

  static async start(origin) {
    const proxy = new Proxy();
    const { hostname, port } = new URL(origin);
    proxy.server = createServer((socket) => {
      if (proxy.isCut) return socket.destroy();
      const gateway = connect(Number(port), hostname);
      for (const [one, other] of [[socket, gateway], [gateway, socket]]) {
        proxy.#sockets.add(one);
        one.on("error", () => other.destroy()).on("close", () => proxy.#sockets.delete(one));
        one.pipe(other);
      }
    });
    await new Promise((resolve) => proxy.server.listen(0, "127.0.0.1", resolve));
    proxy.origin = `http://127.0.0.1:${proxy.server.address().port}`;
    return proxy;
  }

  cut() {
    this.isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  stop() {
    this.cut();
    this.server.close();
  }
}

export class Harness {
  static async start(options) {
    const harness = new Harness();
    harness.options = options;
    harness.axe = await readFile(AXE, "utf8");
    harness.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM,
      // The sandbox does not start as root, as in a container.
      args: process.getuid() === 0 ? ["--no-sandbox"] : [],
    });
    return harness;
  }

  async stop() {
    await this.browser.close();
  }

  /**
   * A check in a new context. It can say `example`, `args`, `context`, `expected` problems, and
   * with `blank` that the tab starts on an empty page of the gateway's origin, with `proxied` that
   * the way to the gateway can be cut.
   */
  async run(name, check) {
    const { example = "by_hand", args = [], context = {}, expected = [] } = check;
    const gateway = await Gateway.start(example, "127.0.0.1:0", ...args);
    const proxy = check.proxied && (await Proxy.start(gateway.origin));
    if (proxy) gateway.origin = proxy.origin;
    const browser = await this.browser.newContext({
      locale: "en-GB",
      acceptDownloads: true,
      viewport: PHONE,
      reducedMotion: "reduce",
      ...context,
    });
    browser.setDefaultTimeout(PATIENCE);
    const session = new Session(this, name, gateway, browser, expected);
    session.proxy = proxy;
    try {
      await session.open(check.blank);
      await check(session);
      session.verify();
    } catch (error) {
      await session.shot("failed").catch(() => {});
      throw error;
    } finally {
      await browser.close();
      proxy?.stop?.();
      await gateway.stop();
    }
  }
}

/** A tab with a gateway. */
export class Session {
  /** What must not be in an address, in lasting storage or in the console. */
  secrets = [];
  #problems = [];
  #addresses = [];

  constructor(harness, name, gateway, context, expected) {
    Object.assign(this, { harness, name, gateway, context, expected });
  }

  async open(isBlank) {
    this.page = await this.context.newPage();
    this.page.on("console", (message) => this.#problems.push(`console: ${message.text()}`));
    this.page.on("pageerror", (error) => this.#problems.push(`error: ${error.stack}`));
    this.page.on("request", (request) => this.#addresses.push(request.url()));
    this.page.on("response", async (response) => {
      const isStart = response.url().endsWith("/v1/logins") && response.status() === 201;
      if (isStart) this.secrets.push((await response.json()).secret);
    });
    await this.page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    if (isBlank) {
      await this.page.route("**/", (route) => route.fulfill({ contentType: "text/html", body: "<p>" }));
    }
    await this.page.goto(`${this.gateway.origin}/`);
  }

  /** What holds at the end of every check. */
  verify() {
    const isExpected = (problem) => this.expected.some((pattern) => pattern.test(problem));
    assert.deepEqual(this.#problems.filter((problem) => !isExpected(problem)), []);
    for (const address of this.#addresses) {
      const isOwn = address.startsWith(this.gateway.origin) || /^(blob|data):/.test(address);
      assert(isOwn, `a request to ${address}`);
      for (const secret of this.secrets) assert(!address.includes(secret), "a secret in an address");
    }
  }

  /** The secrets are not where they would outlive the tab. */
  async assertKeptForTab() {
    const lasting = await this.page.evaluate(async () => [
      JSON.stringify(localStorage), document.cookie, location.href,
      JSON.stringify(await indexedDB.databases()), JSON.stringify(await caches.keys()),
    ].join("\n"));
    for (const secret of this.secrets) assert(!lasting.includes(secret), "a secret that lasts");
    assert.equal(await this.page.evaluate(() => localStorage.length), 0);
  }

  play(event) {
    return this.gateway.play(event);
  }

  /** Waits until this part of the page is shown. */
  part(id) {
    return this.page.locator(`#${id}`).waitFor({ state: "visible" });
  }

  /** Waits until an element has this text. */
  async reads(selector, pattern) {
    await this.page.locator(selector).filter({ hasText: pattern }).waitFor({ state: "visible" });
  }

  /** Chooses a flow and starts it. */
  async begin(flow) {
    await this.part("choose");
    await this.page.check(`input[value="${flow}"]`);
    await this.page.click("#choose-form button.primary");
    await this.part("login");
  }

  /** Whether the picture on the screen is loaded. */
  async pictured() {
    await this.part("picture");
    await this.page.waitForFunction(() => {
      const picture = document.getElementById("picture");
      return picture.complete && picture.naturalWidth > 0;
    });
    return this.page.getAttribute("#picture", "src");
  }

  /** Whether another picture is loaded than this one: it comes after the text on the new code. */
  async picturedAnew(first) {
    await this.page.waitForFunction((old) => document.getElementById("picture").src !== old, first);
    return this.pictured();
  }

  /** No part of the page is wider than the screen. */
  async assertNarrow() {
    const [content, screen] = await this.page.evaluate(() => {
      const root = document.scrollingElement;
      return [root.scrollWidth, root.clientWidth];
    });
    assert(content <= screen, `${content} px of content on ${screen} px`);
  }

  /** axe-core finds nothing. */
  async assertAccessible() {
    await this.page.evaluate(this.harness.axe);
    const found = await this.page.evaluate(async () => {
      const { violations, passes } = await globalThis.axe.run(document);
      return { passes: passes.length, violations: violations.map((it) => ({
        rule: it.id, impact: it.impact, help: it.help,
        at: it.nodes.map((node) => `${node.target}: ${node.failureSummary}`),
      })) };
    });
    assert(found.passes > 10, "axe-core checked nothing");
    assert.deepEqual(found.violations, []);
  }

  async shot(what) {
    const { screenshots } = this.harness.options;
    if (!screenshots) return;
    await this.page.screenshot({ path: join(screenshots, `${this.name}-${what}.png`), fullPage: true });
  }
}
