// A login under way: its code, what the user has to do, and the time that is left.
import { Problem } from "./client.js";
import { hush, say } from "./texts.js";

/** When a picture is fetched again that did not come, in ms. */
const RETRY = 2000;
const at = (id) => document.getElementById(id);
/** The step of the list that each stage is at. */
const STEPS = { starting: 0, code: 0, scanned: 1, input_wanted: 1, confirmed: 2 };

export class LoginView {
  #client;
  /** What the code on the screen was made from. */
  #payload = "";
  #picture = "";
  #expiresAt = 0;
  #timer;
  #retry;
  #codes = 0;

  constructor(client) {
    this.#client = client;
  }

  /** Forgets the login that was shown. */
  clear() {
    this.#noCode();
    this.#codes = 0;
    for (const id of ["status", "lost", "answer-problem"]) hush(at(id));
    at("answer").value = "";
  }

  /** Shows a login. */
  async render(login, signal) {
    const { stage, code } = login;
    const isNew = code !== undefined && code.payload !== this.#payload;
    if (isNew) this.#codes += 1;
    this.#say(login);
    this.#step(STEPS[stage] ?? 0);
    this.#input(login);
    if (code === undefined) return this.#noCode();
    at("notice").textContent = code.notice ?? "";
    this.#typed(code);
    this.#expiresAt = code.expires_at;
    this.#tick();
    // The input is what matters now, and a phone's screen is small.
    at("code").className = { code: "", input_wanted: "unneeded" }[stage] ?? "scanned";
    if (!isNew) return undefined;
    this.#payload = code.payload;
    return this.#draw(login.id, signal);
  }

  /** Whether the gateway can be reached. */
  connected = (isConnected) => {
    if (isConnected) hush(at("lost"));
    else say(at("lost"), "login.lost");
  };

  /** Sends what the user has typed. */
  async answer(id) {
    const field = at("answer");
    await this.#client.answer(id, field.value);
    field.value = "";
    at("answer-form").hidden = true;
    say(at("status"), "login.answer.sent");
    at("login-heading").focus();
  }

  /** The language is another one. */
  translated() {
    if (this.#expiresAt > 0) this.#tick();
  }

  #say({ stage, code, scanner }) {
    const status = at("status");
    const app = { key: `app.${code?.scan_with}`, text: code?.scan_with };
    status.classList.toggle("busy", stage === "starting" || stage === "confirmed");
    if (stage === "code") {
      say(status, this.#codes > 1 ? "stage.code.new" : "stage.code", { app });
    } else if (stage === "scanned" && scanner?.name) {
      say(status, "stage.scanned.by", { name: scanner.name });
    } else {
      say(status, `stage.${stage}`, {}, stage);
    }
  }

  #step(now) {
    for (const [index, item] of [...at("steps").children].entries()) {
      item.className = index < now ? "past" : index === now ? "now" : "";
      if (index === now) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    }
  }

  #input({ stage, input }) {
    const form = at("answer-form");
    if (stage !== "input_wanted" || !input) {
      form.hidden = true;
      return;
    }
    say(at("answer-label"), "login.answer.label", { what: input.what });
    hush(at("answer-problem"));
    if (input.again) say(at("answer-problem"), "login.answer.again");
    at("answer").toggleAttribute("aria-invalid", input.again);
    form.hidden = false;
    at("answer").focus();
  }

  #typed({ user_code: code, verification_uri: address }) {
    at("typed").hidden = !code;
    at("user-code").textContent = code ?? "";
    const isLink = /^https:\/\//.test(address ?? "");
    at("verification-label").hidden = !address;
    at("verification").hidden = !address;
    if (!isLink) {
      at("verification").textContent = address ?? "";
      return;
    }
    const link = document.createElement("a");
    Object.assign(link, { href: address, textContent: address, target: "_blank" });
    link.rel = "noopener noreferrer";
    at("verification").replaceChildren(link);
  }

  async #draw(id, signal) {
    clearTimeout(this.#retry);
    try {
      const blob = await this.#client.picture(id, signal);
      if (signal.aborted) return;
      URL.revokeObjectURL(this.#picture);
      this.#picture = URL.createObjectURL(blob);
      at("picture").src = this.#picture;
      at("code").hidden = false;
      hush(at("picture-problem"));
    } catch (problem) {
      if (signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      // The code has just ended: the next event says so.
      if (problem.status === 404) return;
      say(at("picture-problem"), "login.no_code");
      this.#retry = setTimeout(() => this.#draw(id, signal), RETRY);
    }
  }

  #noCode() {
    at("code").hidden = true;
    at("typed").hidden = true;
    at("notice").textContent = "";
    at("picture").removeAttribute("src");
    URL.revokeObjectURL(this.#picture);
    this.#picture = "";
    this.#payload = "";
    this.#expiresAt = 0;
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    hush(at("picture-problem"));
  }

  #tick() {
    clearTimeout(this.#timer);
    const now = Date.now() + this.#client.ahead;
    const seconds = Math.max(0, Math.ceil((this.#expiresAt - now) / 1000));
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds > 0) say(at("left"), "login.left", { time });
    else say(at("left"), "login.over");
    at("left").classList.toggle("soon", seconds <= 15);
    this.#timer = setTimeout(() => this.#tick(), 1000);
  }
}
