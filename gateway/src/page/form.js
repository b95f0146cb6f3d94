// The form that starts a login, made from the description of the flows.
import { say } from "./texts.js";

const RENEWALS = [0, 1, 3, 5, 10];
const DEFAULT_RENEWALS = 3;
const PATIENCE_MINUTES = [1, 2, 5, 10, 20, 30, 60];
/** Settings whose values are not to be seen on the screen. */
const IS_SECRET = /(^|_)(key|secret|token|password)$|sec$/;

function make(tag, properties = {}, children = []) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export class Form {
  #flows;
  #limits;
  #root = document.getElementById("flows");
  #settings = document.getElementById("settings");
  /** What the user has entered, by flow: a detour over another flow keeps it. */
  #panels = new Map();

  /** `limits` is what the gateway says of its limits. */
  constructor(flows, limits) {
    this.#flows = flows;
    this.#limits = limits;
    this.#root.replaceChildren(...flows.map((flow) => this.#choice(flow)));
    this.choose(flows[0]?.id);
  }

  /** The flow that is chosen. */
  get flow() {
    const chosen = this.#root.querySelector("input:checked")?.value;
    return this.#flows.find((flow) => flow.id === chosen);
  }

  choose(id) {
    const flow = this.#flows.find((it) => it.id === id) ?? this.#flows[0];
    if (!flow) return;
    for (const input of this.#root.querySelectorAll("input")) input.checked = input.value === flow.id;
    if (!this.#panels.has(flow.id)) this.#panels.set(flow.id, this.#panel(flow));
    this.#settings.replaceChildren(this.#panels.get(flow.id));
  }

  /** The body of the request that starts the login. */
  get body() {
    const settings = {};
    for (const field of this.#fields()) {
      const isSet = field.value !== "" && field.value !== field.dataset.default;
      if (isSet && field.name !== "") settings[field.name] = field.value;
    }
    const value = (id) => document.getElementById(id)?.value.trim() ?? "";
    const body = { flow: this.flow.id, settings, renewals: Number(value("renewals")) };
    if (value("patience") !== "") body.patience = Number(value("patience"));
    if (value("webhook") !== "") body.webhook = value("webhook");
    return body;
  }

  /** Shows what is wrong with a field, named as in the problem. False if there is no such field. */
  refuse(name, problem) {
    const nameOf = (field) => (field.name === "" ? field.id : `settings.${field.name}`);
    const field = this.#fields().find((it) => nameOf(it) === name);
    if (!field) return false;
    const at = document.getElementById(`${field.id}-problem`);
    say(at, ...problem);
    field.setAttribute("aria-invalid", "true");
    const details = field.closest("details");
    if (details) details.open = true;
    field.focus();
    return true;
  }

  /** Removes what `refuse` has shown. */
  clear() {
    for (const field of this.#fields()) field.removeAttribute("aria-invalid");
    for (const at of this.#settings.querySelectorAll(".problem")) {
      delete at.dataset.text;
      at.textContent = "";
    }
  }

  #fields() {
    return [...this.#settings.querySelectorAll("input, select")];
  }

  #choice(flow) {
    const input = make("input", { type: "radio", name: "flow", value: flow.id, required: true });
    input.addEventListener("change", () => this.choose(flow.id));
    const name = make("span", { className: "name" });
    say(name, `flow.${flow.id}`, {}, flow.id);
    const app = make("span", { className: "help" });
    say(app, `yields.${flow.id}`, {}, flow.yields);
    return make("label", { className: "choice" }, [input, name, app]);
  }

  #panel(flow) {
    const isPlain = (setting) => setting.required || setting.values.length > 0;
    const plain = flow.settings.filter(isPlain);
    const more = flow.settings.filter((setting) => !isPlain(setting));
    const summary = make("summary");
    say(summary, "choose.more");
    const field = (setting) => this.#field(flow, setting);
    const options = [this.#renewals(), this.#patience(), ...this.#webhook()];
    const details = make("details", {}, [summary, ...options, ...more.map(field)]);
    return make("div", {}, [...plain.map(field), details]);
  }

  #renewals() {
    const { renewals: most } = this.#limits;
    const counts = RENEWALS.filter((count) => count <= most);
    const values = counts.map((count) => new Option(String(count), String(count)));
    const select = make("select", { id: "renewals" }, values);
    select.value = String(Math.max(...counts.filter((count) => count <= DEFAULT_RENEWALS)));
    return this.#option(select, "choose.renewals", "choose.renewals.help");
  }

  #patience() {
    const least = new Option("", "");
    say(least, "choose.patience.code");
    const { patience: most } = this.#limits;
    const minutes = PATIENCE_MINUTES.filter((count) => count * 60 <= most);
    const values = minutes.map((count) => {
      const option = new Option("", String(count * 60));
      say(option, "choose.patience.minutes", { count });
      return option;
    });
    const select = make("select", { id: "patience" }, [least, ...values]);
    return this.#option(select, "choose.patience", "choose.patience.help");
  }

  /** Where the gateway sends webhooks. */
  #webhook() {
    if (!this.#limits.webhooks) return [];
    const control = make("input", { id: "webhook", type: "url", autocomplete: "off", spellcheck: false });
    control.autocapitalize = "none";
    return [this.#option(control, "choose.webhook", "choose.webhook.help")];
  }

  /** An option of the login, whatever its flow. */
  #option(control, name, about) {
    const label = make("label", { htmlFor: control.id });
    say(label, name);
    const help = make("p", { className: "help", id: `${control.id}-help` });
    say(help, about);
    const problem = make("p", { className: "problem", id: `${control.id}-problem` });
    problem.setAttribute("role", "alert");
    control.setAttribute("aria-describedby", `${help.id} ${problem.id}`);
    return make("div", { className: "field" }, [label, control, help, problem]);
  }

  #field(flow, setting) {
    const id = `setting-${setting.name}`;
    const label = make("label", { htmlFor: id });
    const name = make("span");
    say(name, `setting.${setting.name}`, {}, setting.name);
    label.append(name);
    if (setting.required) {
      const mark = make("span", { className: "mark" });
      say(mark, "choose.required");
      label.append(" ", mark);
    }
    const control = setting.values.length > 0 ? this.#select(setting) : this.#text(setting);
    Object.assign(control, { id, name: setting.name });
    control.dataset.default = setting.default;
    const help = make("p", { className: "help", id: `${id}-help` });
    const about = make("span");
    say(about, `help.${flow.id}.${setting.name}`, {}, setting.help.replaceAll("`", ""));
    help.append(about);
    if (setting.values.length === 0 && setting.default !== "") {
      const value = make("span", { className: "default" });
      say(value, ...defaultOf(setting.default));
      help.append(value);
    }
    const problem = make("p", { className: "problem", id: `${id}-problem` });
    problem.setAttribute("role", "alert");
    control.setAttribute("aria-describedby", `${help.id} ${problem.id}`);
    return make("div", { className: "field" }, [label, control, help, problem]);
  }

  #select(setting) {
    const options = setting.values.map((value) => {
      const option = make("option", { value });
      say(option, `value.${value}`, {}, value);
      // Names of apps and clients are in no language.
      option.removeAttribute("lang");
      return option;
    });
    const select = make("select", {}, options);
    select.value = setting.default;
    return select;
  }

  #text(setting) {
    const type = IS_SECRET.test(setting.name) || /\bsecret\b/.test(setting.help) ? "password" : "text";
    const control = make("input", { type, autocomplete: "off", spellcheck: false });
    control.autocapitalize = "none";
    control.required = setting.required;
    return control;
  }
}

/** The text of a default, which is a value or a description of one. */
function defaultOf(value) {
  return ["choose.default", { value: { key: `default.${value}`, text: value } }];
}
