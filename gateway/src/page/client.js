// The calls of /v1. A secret is in a header or a body, never in an address.

/** How long a call may take, in ms. */
const PATIENCE = 30_000;
/** The gateway sends something at least every 15 s: after this time the stream is dead. */
const SILENCE = 40_000;
/** The seconds of a long poll. */
const WAIT = 25;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

/** A call that failed. `kind` is that of the problem, or `network`. */
export class Problem extends Error {
  constructor(status, body = {}) {
    super(body.detail ?? body.title ?? "");
    this.status = status;
    this.kind = typeof body.kind === "string" ? body.kind : status === 0 ? "network" : "other";
    if (status === 401) this.kind = "unauthorized";
    if (status === 429) this.kind = "too_many_requests";
    this.field = body.field;
  }
}

/** Server-sent events, from the text as it comes. */
export class EventParser {
  #rest = "";
  #afterReturn = false;
  #event = { id: "", type: "", data: [] };

  /** The events that are complete. */
  push(text) {
    if (this.#afterReturn && text.startsWith("\n")) text = text.slice(1);
    if (text !== "") this.#afterReturn = text.endsWith("\r");
    const lines = (this.#rest + text).split(/\r\n|\n|\r/);
    this.#rest = lines.pop();
    return lines.map((line) => this.#line(line)).filter(Boolean);
  }

  #line(line) {
    if (line === "") {
      const { type, data, id } = this.#event;
      this.#event = { id, type: "", data: [] };
      return data.length > 0 ? { id, type: type || "message", data: data.join("\n") } : null;
    }
    const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (name === "id") this.#event.id = value;
    if (name === "event") this.#event.type = value;
    if (name === "data") this.#event.data.push(value);
    return null;
  }
}

export class Client {
  /** The API key; empty for none. */
  key = "";
  /** Milliseconds by which the gateway's clock is ahead of this one. */
  ahead = 0;

  async #send(method, path, { body, headers = {}, signal, patience = PATIENCE } = {}) {
    const all = new Headers(headers);
    if (this.key !== "") all.set("Authorization", `Bearer ${this.key}`);
    if (body !== undefined) all.set("Content-Type", "application/json");
    const limit = patience < Infinity && AbortSignal.timeout(patience);
    const limits = [limit, signal].filter(Boolean);
    let response;
    try {
      response = await fetch(path, {
        method,
        headers: all,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.any(limits),
        cache: "no-store",
        redirect: "error",
      });
    } catch {
      signal?.throwIfAborted();
      throw new Problem(0);
    }
    const date = Date.parse(response.headers.get("Date") ?? "");
    // The header has whole seconds.
    if (date) this.ahead = Math.abs(date - Date.now()) > 2000 ? date - Date.now() : 0;
    if (response.ok) return response;
    const type = response.headers.get("Content-Type") ?? "";
    const problem = type.includes("json") ? await response.json().catch(() => ({})) : {};
    throw new Problem(response.status, problem);
  }

  async #json(method, path, options) {
    const response = await this.#send(method, path, options);
    return response.json().catch(() => {
      throw new Problem(0);
    });
  }

  flows() {
    return this.#json("GET", "v1/flows");
  }

  limits() {
    return this.#json("GET", "v1/limits");
  }

  /** Starts a login; the same idempotency key repeats the same answer. */
  start(body, idempotencyKey) {
    const headers = { "Idempotency-Key": idempotencyKey };
    return this.#json("POST", "v1/logins", { body, headers });
  }

  login(id, signal) {
    return this.#json("GET", `v1/logins/${id}`, { signal });
  }

  async picture(id, signal) {
    const response = await this.#send("GET", `v1/logins/${id}/code.png`, { signal });
    return response.blob();
  }

  answer(id, text) {
    return this.#send("POST", `v1/logins/${id}/answer`, { body: { text } });
  }

  cancel(id) {
    return this.#send("DELETE", `v1/logins/${id}`);
  }

  /** The credential in a format: its text, what that leaves out, and warnings. */
  async credential(id, secret, format) {
    const path = `v1/logins/${id}/credential`;
    const body = { secret, format };
    const json = await this.#json("POST", path, { body, headers: { Accept: "application/json" } });
    if (typeof json.text === "string") return json;
    // An object is read with the loss of long numbers, so its text is fetched as it is.
    const plain = await this.#send("POST", path, { body, headers: { Accept: "text/plain" } });
    return { ...json, text: await plain.text() };
  }

  confirm(id, secret) {
    const headers = { "Redemption-Secret": secret };
    return this.#send("DELETE", `v1/logins/${id}/credential`, { headers });
  }

  /**
   * Calls `notice` for every event after number `last`, and `connected` with whether the gateway
   * can be reached, until the signal aborts or `notice` returns true. A stream that brings nothing
   * at all is held up on its way: then it is long polls.
   */
  async follow(id, last, { signal, notice, connected }) {
    const path = `v1/logins/${id}/events`;
    let streams = true;
    let pause = FIRST_PAUSE;
    const reader = {
      alive: () => {
        pause = FIRST_PAUSE;
        connected(true);
      },
      // An event that could not be dealt with comes again.
      seen: async (number) => {
        const isOver = await notice();
        last = number;
        return isOver;
      },
    };
    while (!signal.aborted) {
      try {
        const outcome = streams
          ? await this.#stream(path, last, signal, reader)
          : await this.#poll(path, last, signal, reader);
        if (outcome === "ended") return;
        if (outcome === "silent") streams = false;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof Problem)) throw error;
        const passes = error.status === 0 || error.status === 429 || error.status >= 500;
        if (!passes) throw error;
        // A proxy that waits for the end of the stream gives up some time.
        if (error.status >= 500) streams = false;
        connected(false);
      }
      await sleep(pause * (0.75 + Math.random() / 2), signal);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }

  async #stream(path, last, signal, { alive, seen }) {
    const silence = new AbortController();
    let timer;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE);
    };
    watch();
    const either = AbortSignal.any([signal, silence.signal]);
    const headers = { Accept: "text/event-stream" };
    if (last > 0) headers["Last-Event-ID"] = String(last);
    let reader;
    let brought = false;
    try {
      const response = await this.#send("GET", path, { headers, signal: either, patience: Infinity });
      // There is no other event.
      if (response.status === 204) return (await seen(last)) ? "ended" : "closed";
      if (!(response.headers.get("Content-Type") ?? "").startsWith("text/event-stream")) {
        await response.body?.cancel();
        return "silent";
      }
      reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new EventParser();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return brought ? "closed" : "silent";
        brought = true;
        watch();
        alive();
        for (const event of parser.push(value)) {
          if (await seen(Number(event.id))) return "ended";
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Problem) throw error;
      if (silence.signal.aborted && !brought) return "silent";
      throw new Problem(0);
    } finally {
      clearTimeout(timer);
      await reader?.cancel().catch(() => {});
    }
  }

  async #poll(path, last, signal, { alive, seen }) {
    const query = new URLSearchParams({ after: String(last), wait: String(WAIT) });
    const headers = { Accept: "application/json" };
    const patience = WAIT * 1000 + PATIENCE;
    const answer = await this.#json("GET", `${path}?${query}`, { headers, signal, patience });
    alive();
    const isNews = answer.events.length > 0 || answer.state !== "running";
    return isNews && (await seen(answer.last_event)) ? "ended" : "open";
  }
}

/** Waits, until the signal aborts. */
function sleep(time, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, time);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
