// The page: which part is shown, and the login that is followed.
import { Client, Problem } from "./client.js";
import { Form } from "./form.js";
import { Result } from "./result.js";
import { Stored } from "./stored.js";
import { has, hush, say, switchLanguage, t, translate } from "./texts.js";
import { LoginView } from "./view.js";

const at = (id) => document.getElementById(id);
const SECTIONS = ["loading", "key", "choose", "login", "done", "end"];

const client = new Client();
const stored = new Stored();
const result = new Result(client);
const view = new LoginView(client);
let form;
let flows = [];
let limits;
/** Ends what follows the login. */
let following = new AbortController();
/** A start without an answer, which the same request repeats. */
let unanswered = { body: "", key: "" };
/** The part that is shown. */
let current = "loading";

/** Shows one part of the page. A reader of the screen goes to its heading. */
function show(name, title = []) {
  for (const section of SECTIONS) at(section).hidden = section !== name;
  if (title.length > 0) say(at(`${name}-heading`), ...title);
  at("forget-key").hidden = client.key === "";
  if (name !== current) at(name === "key" ? "key-input" : `${name}-heading`)?.focus();
  current = name;
  setTitle();
}

function setTitle() {
  const heading = at(`${current}-heading`)?.textContent ?? "";
  document.title = heading === "" ? t("title") : `${heading} · ${t("title")}`;
}

/** Shows a problem, in the language if it is known. */
function report(element, problem) {
  hush(element);
  if (!(problem instanceof Problem)) throw problem;
  say(element, ...textOf(problem));
}

function textOf(problem) {
  const key = `problem.${problem.kind}`;
  if (has(key) && problem.kind !== "other") return [key];
  if (problem.message !== "") return ["", {}, problem.message];
  return ["problem.other", { status: problem.status }];
}

/** Runs what a button does, once at a time, and shows the problem with it. */
function on(id, type, problemAt, act) {
  const element = at(id);
  element.addEventListener(type, async (event) => {
    event.preventDefault();
    if (element.ariaBusy === "true") return;
    element.ariaBusy = "true";
    if (problemAt) hush(at(problemAt));
    try {
      await act();
    } catch (problem) {
      if (problem?.name === "AbortError") return;
      if (problem?.kind === "unauthorized") return askForKey(true);
      report(at(problemAt), problem);
    } finally {
      element.ariaBusy = "false";
    }
  });
}

function askForKey(isRefused) {
  following.abort();
  result.clear();
  const hadKey = client.key !== "";
  client.key = "";
  stored.key = "";
  show("key");
  hush(at("key-problem"));
  if (isRefused && hadKey) say(at("key-problem"), "key.refused");
}

/** Reads the flows, then goes on with the login of this tab, or to the choice. */
async function open() {
  client.key = stored.key;
  try {
    [flows, limits] = await Promise.all([client.flows(), client.limits()]);
  } catch (problem) {
    if (problem.kind === "unauthorized") return askForKey(true);
    show("loading");
    at("loading-text").hidden = true;
    at("retry").hidden = false;
    return report(at("loading-problem"), problem);
  }
  form ??= new Form(flows, limits);
  if (flows.length === 0) say(at("choose-problem"), "choose.none");
  const { login } = stored;
  if (!login) return show("choose");
  form.choose(login.flow);
  await follow(login);
}

async function start() {
  form.clear();
  const body = form.body;
  const text = JSON.stringify(body);
  if (unanswered.body !== text) unanswered = { body: text, key: randomKey() };
  let started;
  try {
    started = await client.start(body, unanswered.key);
  } catch (problem) {
    // Without an answer the same key finds the login that may have been made.
    if (problem.status !== 0) unanswered = { body: "", key: "" };
    if (problem.field && form.refuse(problem.field, fieldText(problem))) return;
    throw problem;
  }
  unanswered = { body: "", key: "" };
  stored.login = { id: started.id, secret: started.secret, flow: body.flow };
  await follow(stored.login);
}

/** What is wrong with a field: the gateway's sentence says more than the kind. */
function fieldText(problem) {
  return problem.kind === "setting" || problem.kind === "invalid_field"
    ? ["", {}, problem.message]
    : textOf(problem);
}

function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Follows a login until it ends. */
async function follow(login) {
  following.abort();
  following = new AbortController();
  const { signal } = following;
  view.clear();
  const read = async () => {
    const now = await client.login(login.id, signal);
    if (signal.aborted) return { isOver: true };
    return { last: now.last_event, isOver: await render(login, now, signal) };
  };
  try {
    const first = await read();
    if (first.isOver) return;
    const notice = async () => (await read()).isOver;
    await client.follow(login.id, first.last, { signal, notice, connected: view.connected });
  } catch (problem) {
    if (signal.aborted) return;
    failed(problem);
  }
}

function failed(problem) {
  if (problem.kind === "unauthorized") return askForKey(true);
  if (problem.status === 404) return end("end.unknown.text");
  // The login goes on without this page: it is there to be followed again.
  show("loading");
  at("loading-text").hidden = true;
  at("retry").hidden = false;
  report(at("loading-problem"), problem);
}

/** Shows what the gateway knows of the login. Whether it is over. */
async function render(login, now, signal) {
  switch (now.stage) {
    case "done":
      if (!now.has_result) {
        end("end.gone.text");
        return true;
      }
      say(at("done-flow"), `flow.${now.flow}`, {}, now.flow);
      show("done", ["done.heading"]);
      return true;
    case "failed":
      stored.login = null;
      showError(now);
      return true;
    case "cancelled":
      end("end.cancelled.text", "end.cancelled");
      return true;
    default:
      show("login", [`flow.${now.flow}`, {}, now.flow]);
      await view.render(now, signal);
      return false;
  }
}

function showError({ flow, error }) {
  const { kind, advice, advice_text: text, message } = error;
  say(at("end-text"), `kind.${kind}`, {}, message);
  say(at("end-advice"), `advice.${advice}`, {}, text);
  say(at("end-flow"), `flow.${flow}`, {}, flow);
  at("end-message").textContent = message;
  at("end-details").hidden = false;
  // The service's own message is in no table.
  at("end-details").open = kind === "rejected";
  show("end", ["end.failed"]);
}

/** Shows an end that is no error of the login. */
function end(text, heading = "end.failed") {
  stored.login = null;
  result.clear();
  say(at("end-text"), text);
  hush(at("end-flow"));
  hush(at("end-advice"));
  at("end-details").hidden = true;
  show("end", [heading]);
}

on("language", "click", null, () => {
  switchLanguage();
  view.translated();
  setTitle();
});
on("retry", "click", "loading-problem", () => {
  at("retry").hidden = true;
  at("loading-text").hidden = false;
  return open();
});
on("key-form", "submit", "key-problem", () => {
  stored.key = at("key-input").value.trim();
  at("key-input").value = "";
  return open();
});
on("forget-key", "click", null, () => askForKey(false));
on("choose-form", "submit", "choose-problem", start);
on("answer-form", "submit", "answer-problem", () => view.answer(stored.login.id));
on("cancel", "click", "picture-problem", async () => {
  await client.cancel(stored.login.id);
  following.abort();
  end("end.cancelled.text", "end.cancelled");
});
on("get", "click", "done-problem", async () => {
  const { login } = stored;
  try {
    await result.fetch(login, flows.find((flow) => flow.id === login.flow)?.formats ?? ["json"]);
    at("credential").focus();
  } catch (problem) {
    if (problem.status === 410 || problem.status === 404) return end("end.gone.text");
    throw problem;
  }
});
on("confirm", "click", "done-problem", async () => {
  const { id, secret } = stored.login;
  try {
    await client.confirm(id, secret);
  } catch (problem) {
    // The gateway has removed them before.
    if (problem.status !== 410 && problem.status !== 404) throw problem;
  }
  end("end.finished.text", "end.finished");
});
on("again", "click", null, () => show("choose"));

translate();
open();
