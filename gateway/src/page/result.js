// The credentials of a login that has succeeded: masked, to be copied and saved.
import { Problem } from "./client.js";
import { hush, say } from "./texts.js";

const at = (id) => document.getElementById(id);
/** What each format is saved as. */
const FILES = {
  json: { name: ".json", type: "application/json" },
  header: { name: "-cookie-header.txt", type: "text/plain" },
  netscape: { name: "-cookies.txt", type: "text/plain" },
  curl: { name: ".curlrc", type: "text/plain" },
  env: { name: ".env", type: "text/plain" },
  playwright: { name: "-playwright.json", type: "application/json" },
  "cookie-editor": { name: "-cookies.json", type: "application/json" },
  biliup: { name: "-biliup.json", type: "application/json" },
  bbdown: { name: "-BBDown.data", type: "text/plain" },
  "bbdown-tv": { name: "-BBDownTV.data", type: "text/plain" },
  yutto: { name: "-auth.toml", type: "text/plain" },
  "bilibili-api": { name: "-bilibili-api.json", type: "application/json" },
  openlist: { name: "-openlist.json", type: "application/json" },
  wechat4u: { name: "-wechat4u.json", type: "application/json" },
};
const OTHER_FILE = { name: ".txt", type: "text/plain" };

export class Result {
  #client;
  #login;
  /** The exports by format; they exist in this page only. */
  #exports = new Map();
  #isShown = false;

  constructor(client) {
    this.#client = client;
    at("format").addEventListener("change", () => this.#mask());
    at("show").addEventListener("click", () => this.#toggle());
    at("copy").addEventListener("click", () => this.#copy());
    at("download").addEventListener("click", () => this.#download());
  }

  /** Fetches the credentials in all formats that they have. The first call binds them to this tab. */
  async fetch(login, formats) {
    const exports = new Map();
    for (const format of formats) {
      try {
        exports.set(format, await this.#client.credential(login.id, login.secret, format));
      } catch (error) {
        // What came before is not given up for a format that these credentials do not have.
        if (!(error instanceof Problem) || exports.size === 0) throw error;
      }
    }
    this.#login = login;
    this.#exports = exports;
    at("format").replaceChildren(...[...exports.keys()].map((format) => {
      const option = new Option("", format);
      say(option, `format.${format}`, {}, format);
      return option;
    }));
    const warnings = [...exports.values()][0].warnings;
    at("warnings").replaceChildren(...warnings.map((warning) => {
      const item = document.createElement("li");
      say(item, `warning.${warning.kind}`, {}, warning.message);
      return item;
    }));
    at("result").hidden = false;
    at("get").hidden = true;
    this.#mask();
  }

  /** Forgets everything. */
  clear() {
    this.#exports.clear();
    this.#login = undefined;
    this.#isShown = false;
    at("result").hidden = true;
    at("get").hidden = false;
    at("format").replaceChildren();
    at("warnings").replaceChildren();
    hush(at("credential"));
    hush(at("result-status"));
  }

  get #format() {
    return at("format").value;
  }

  get #text() {
    return this.#exports.get(this.#format)?.text ?? "";
  }

  #mask() {
    this.#isShown = false;
    this.#render();
    hush(at("result-status"));
  }

  #toggle() {
    this.#isShown = !this.#isShown;
    this.#render();
  }

  #render() {
    hush(at("credential"));
    if (this.#isShown) at("credential").textContent = this.#text;
    else say(at("credential"), "done.hidden", { count: this.#text.length });
    at("show").setAttribute("aria-pressed", String(this.#isShown));
    const leftOut = this.#exports.get(this.#format)?.left_out ?? [];
    hush(at("left-out"));
    if (leftOut.length > 0) say(at("left-out"), "done.left_out", { names: leftOut.join(", ") });
  }

  async #copy() {
    const isCopied = await copy(this.#text);
    hush(at("result-status"));
    say(at("result-status"), isCopied ? "done.copied" : "done.not_copied");
  }

  #download() {
    const { name, type } = FILES[this.#format] ?? OTHER_FILE;
    const url = URL.createObjectURL(new Blob([this.#text], { type }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${this.#login.flow}${name}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    hush(at("result-status"));
    say(at("result-status"), "done.downloaded", { name: link.download });
  }
}

/** Copies a text. Without TLS there is the old way only. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const before = document.activeElement;
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    before?.focus();
    return isCopied;
  }
}
