// A simulator for each test, and a client of Bilibili's login that stands for your own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";

async function simulator(t) {
  const options = ["simulate", "--set", "person=", "--ready", "json", "--exit-with-stdin"];
  const child = spawn(process.env.QRLOGIN ?? "qrlogin", options, {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const [line] = await once(createInterface(child.stdout), "line");
  t.after(async () => {
    child.stdin.end();
    await once(child, "exit");
  });
  const { origin } = JSON.parse(line);
  return {
    origin,
    act: (call) => fetch(`${origin}/_sim/${call}`, { method: "POST" }),
    read: async (call) => (await fetch(`${origin}/_sim/${call}`)).json(),
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

test("the cookies are those that were issued", async (t) => {
  const services = await simulator(t);
  const client = new Client(services.origin);
  await client.start();
  assert.equal(await client.poll(), 86101);
  await services.act("scan");
  await services.act("confirm");
  assert.equal(await client.poll(), 0);
  const [issued] = await services.read("issued");
  assert.equal(client.cookies.get("SESSDATA"), issued.values.SESSDATA);
});

test("a code ends after three minutes", async (t) => {
  const services = await simulator(t);
  const client = new Client(services.origin);
  await client.start();
  await services.act("clock?advance=181s");
  assert.equal(await client.poll(), 86038);
});
