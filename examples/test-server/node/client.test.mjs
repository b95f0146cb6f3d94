// A session of the simulator for each test, and a client of Bilibili's login that stands for your
// own. `qrlogin simulate -- node --test` has one simulator for all files.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, describe, test } from "node:test";

// Without a simulator around it, the file starts its own.
async function start() {
  const options = ["simulate", "--ready", "json", "--exit-with-stdin"];
  const child = spawn(process.env.QRLOGIN ?? "qrlogin", options, {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const [line] = await once(createInterface(child.stdout), "line");
  after(async () => {
    child.stdin.end();
    await once(child, "exit");
  });
  return JSON.parse(line).origin;
}

const server = process.env.QRLOGIN_SIMULATOR ?? (await start());

// A call of the control API, which `GET /_sim/v1/openapi.json` describes.
async function call(origin, method, path, body) {
  const headers = { "content-type": "application/json" };
  const reply = await fetch(`${origin}/_sim/v1${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers }),
  });
  const text = await reply.text();
  assert.ok(reply.ok, text);
  return text && JSON.parse(text);
}

async function simulator(t, settings = {}) {
  const body = { settings: { person: "", ...settings } };
  const { name, origin } = await call(server, "POST", "/sessions", body);
  t.after(() => call(server, "DELETE", `/sessions/${name}`));
  return {
    origin,
    call: (...rest) => call(origin, ...rest),
    act: (act) => call(origin, "POST", "/act", { act }),
  };
}

class Client {
  constructor(origin) {
    this.base = `${origin}/passport.bilibili.com/x/passport-login/web/qrcode`;
    this.cookies = new Map();
  }

  async call(path) {
    const reply = await fetch(this.base + path, { headers: { "user-agent": "my-client/1" } });
    for (const line of reply.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.cookies.set(name, value);
    }
    return (await reply.json()).data;
  }

  async start() {
    this.key = (await this.call("/generate")).qrcode_key;
  }

  async poll() {
    return (await this.call(`/poll?qrcode_key=${this.key}`)).code;
  }
}

describe("a client", { concurrency: true }, () => {
  test("has the cookies that were issued", async (t) => {
    const services = await simulator(t);
    const client = new Client(services.origin);
    await client.start();
    assert.equal(await client.poll(), 86101);
    await services.act("confirm");
    assert.equal(await client.poll(), 0);
    const { issued } = await services.call("GET", "/issued");
    assert.equal(client.cookies.get("SESSDATA"), issued[0].values.SESSDATA);
  });

  test("sees the end of a code after three minutes", async (t) => {
    const services = await simulator(t);
    const client = new Client(services.origin);
    await client.start();
    await services.call("POST", "/clock", { advance: "181s" });
    assert.equal(await client.poll(), 86038);
  });

  test("sends nothing that no service knows", async (t) => {
    const services = await simulator(t, { "bilibili-web.lifetime": "5s" });
    const client = new Client(services.origin);
    await client.start();
    const { requests } = await services.call("GET", "/requests?unmatched=true");
    assert.deepEqual(requests, []);
  });
});
