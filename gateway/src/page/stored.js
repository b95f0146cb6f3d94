// What outlives a reload of the tab, and ends with the tab.

const KEY = "qrlogin.key";
const LOGIN = "qrlogin.login";

export class Stored {
  /** The API key; empty for none. */
  get key() {
    return sessionStorage.getItem(KEY) ?? "";
  }

  set key(key) {
    put(KEY, key);
  }

  /** The login of this tab: `id`, `secret`, `flow`. */
  get login() {
    try {
      return JSON.parse(sessionStorage.getItem(LOGIN));
    } catch {
      return null;
    }
  }

  set login(login) {
    put(LOGIN, login === null ? "" : JSON.stringify(login));
  }
}

function put(name, text) {
  if (text === "") sessionStorage.removeItem(name);
  else sessionStorage.setItem(name, text);
}
