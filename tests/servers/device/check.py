"""All cases at both servers with both transports; prints the table."""
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from person import Person

folder, here = Path(os.environ["FOLDER"]), Path(os.environ["HERE"])
command, ca = os.environ["QRLOGIN"], str(folder / "ca.pem")
servers, failures = [], []
DONE = (0, "credential", "")
OIDC, TOOLKIT = "oidc-provider 9.13.3", "django-oauth-toolkit 3.4.1"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def start(arguments):
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               cwd=folder)
    servers.append(process)
    errors = []
    threading.Thread(target=lambda: errors.extend(process.stderr), daemon=True).start()
    if process.stdout.readline().strip() != "ready":
        time.sleep(1)
        sys.exit("".join(errors[-20:]))
    threading.Thread(target=process.stdout.read, daemon=True).start()


def oidc(tls):
    port = free_port()
    start(["node", "oidc.mjs", str(port), *tls])
    return f"{'https' if tls else 'http'}://127.0.0.1:{port}"


def toolkit(tls, python=sys.executable):
    port = free_port()
    database = folder / f"db-{port}.sqlite3"
    database.unlink(missing_ok=True)
    start([python, str(here / "toolkit.py"), str(port), str(database), *tls])
    return f"{'https' if tls else 'http'}://127.0.0.1:{port}"


def post(url, fields):
    import ssl
    context = ssl.create_default_context(cafile=ca)
    data = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data), timeout=20, context=context) as reply:
        return reply.status, reply.read().decode()


def network(origin, transport, with_ca=True):
    options = ["--transport", transport]
    if origin.startswith("https") and with_ca:
        options += ["--ca-file", ca]
    return options


def login(origin, transport, settings, out=None, decide=None, with_ca=True, renew=0):
    """Runs the command; the last line, the exit code and how long it took."""
    settings = dict(settings)
    if origin.startswith("http:"):
        settings["allow_http"] = "true"
    arguments = [command, "login", "device", "--json", "--quiet", "--qr", "none", "--timeout", "120"]
    arguments += network(origin, transport, with_ca)
    for name, value in settings.items():
        arguments += ["--set", f"{name}={value}"]
    if out:
        arguments += ["--out", str(out), "--force"]
    began, last, codes = time.time(), {}, []
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in process.stdout:
        last = json.loads(line)
        if last.get("event") == "code":
            codes.append(last)
            if decide:
                decide(last)
    return process.wait(), last, time.time() - began, codes


def refresh(origin, transport, file):
    arguments = [command, "refresh", str(file), "--force", "--json", *network(origin, transport)]
    done = subprocess.run(arguments, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    return done.returncode, json.loads(lines[-1]) if lines else {"error": done.stderr}


def outcome(code, last):
    detail = last.get("detail") or {}
    return (code, last.get("kind") or last.get("event"), detail.get("code", ""))


def report(server, case, transport, found, expected, seconds=None):
    ok = found == expected
    if not ok:
        failures.append((server, case, transport, found, expected))
    took = f"{seconds:.0f} s" if seconds is not None else ""
    print(f"{'ok ' if ok else 'NOT'} | {server} | {case} | {transport} | {found} | {took}", flush=True)


class Case:
    def __init__(self, server, origin, settings, decide):
        self.server, self.origin, self.settings, self.decide = server, origin, settings, decide

    def run(self, name, transport, expected, decision=None, out=None, with_ca=True, **settings):
        def act(code):
            if decision:
                try:
                    self.decide(code["payload"], decision)
                except Exception as error:  # the login then ends otherwise than expected
                    print(f"the person at {self.server}, {name}: {error}", file=sys.stderr)
        found = login(self.origin, transport, self.settings | settings, out, act, with_ca)
        code, last, seconds, codes = found
        report(self.server, name, transport, outcome(code, last), expected, seconds)
        return codes


def device_codes(case, transport):
    """Approval with all tokens, refresh, a used and a revoked refresh token."""
    out = folder / f"{case.server.split()[0]}-{transport}-{case.origin[-5:]}.json"
    tls = ", TLS with an own CA" if case.origin.startswith("https") else ""
    codes = case.run(f"approve{tls}", transport, DONE, "approve", out)
    if not out.exists():
        return
    saved = json.loads(out.read_text())
    has = sorted(name for name in saved if "token" in name and name != "token_endpoint")
    report(case.server, f"tokens{tls}", transport, has,
           ["access_token", "refresh_token", "token_type"] + ["unverified_id_token"] * (case.server == OIDC))
    assert codes[0]["user_code"] and codes[0]["verification_uri"].startswith(case.origin)
    report(case.server, f"refresh{tls}", transport, outcome(*refresh(case.origin, transport, out)),
           (0, "refreshed", ""))
    new = json.loads(out.read_text())
    assert new["access_token"] != saved["access_token"]
    if case.server == OIDC:
        revocation = f"{case.origin}/token/revocation"
    else:
        revocation = f"{case.origin}/o/revoke_token/"
    fields = {"token": new["refresh_token"], "client_id": "tv", "token_type_hint": "refresh_token"}
    post(revocation, fields)
    report(case.server, f"refresh, revoked{tls}", transport, outcome(*refresh(case.origin, transport, out)),
           (12, "rejected", "invalid_grant"))


def main():
    tls = [str(folder / "server.pem"), str(folder / "server.key")]
    person = lambda: Person(ca)  # noqa: E731
    at_oidc = lambda link, decision: person().decide_at_oidc_provider(link, decision)  # noqa: E731

    def at_toolkit(link, decision):
        if decision == "expire":
            origin, code = link.split("/o/device/?user_code=")
            expire(origin, code)
        person().decide_at_toolkit(link, decision)

    jobs = []
    for is_tls in [[], tls]:
        origin = oidc(is_tls)
        base = {"issuer": origin, "client_id": "tv", "scope": "openid offline_access", "device_extra": "prompt=consent"}
        one = Case(OIDC, origin, base, at_oidc)
        origin = toolkit(is_tls)
        endpoints = {"device_endpoint": f"{origin}/o/device-authorization/", "token_endpoint": f"{origin}/o/token/"}
        two = Case(TOOLKIT, origin, endpoints | {"client_id": "tv", "scope": "openid read"}, at_toolkit)
        if not is_tls:
            one_http, two_http = one, two
        for transport in ["blocking", "async"]:
            jobs += [(device_codes, one, transport), (device_codes, two, transport)]
            if is_tls:
                for case in [one, two]:
                    jobs.append((case.run, "an unknown CA", transport, (14, "tls", ""), None, None, False))
                continue
            jobs += [
                (one.run, "deny at the consent", transport, (11, "denied", ""), "deny"),
                (one.run, "abort at the code", transport, (11, "denied", ""), "abort"),
                (two.run, "the page notices the end", transport, (10, "expired", ""), "expire"),
                (two.run, "deny", transport, (11, "denied", ""), "deny"),
                (with_settings, one, "a code of 8 s expires", transport, (10, "expired", ""), None, {"client_id": "short"}),
                (with_settings, one, "unknown client", transport, (12, "rejected", "invalid_client"), None, {"client_id": "nobody"}),
                (with_settings, two, "unknown client", transport, (12, "rejected", "invalid_request"), None, {"client_id": "nobody"}),
                (with_settings, one, "client of another grant", transport, (12, "rejected", "invalid_request"), None, {"client_id": "web"}),
                (with_settings, two, "client of another grant", transport, (12, "rejected", "unauthorized_client"), "approve", {"client_id": "web"}),
                (with_settings, one, "wrong secret", transport, (12, "rejected", "invalid_client"), None, {"client_id": "secret", "client_secret": "wrong"}),
                (with_settings, one, "right secret", transport, DONE, "approve", {"client_id": "secret", "client_secret": "a-secret-of-the-test-that-is-long-enough"}),
                (with_settings, two, "wrong secret", transport, (12, "rejected", "invalid_client"), None, {"client_id": "secret", "client_secret": "wrong"}),
                (with_settings, two, "right secret", transport, DONE, "approve", {"client_id": "secret", "client_secret": "a-secret-of-the-test"}),
                (discovery_at_toolkit, two, transport),
            ]
            if transport == "async":
                jobs.append((with_settings, one, "slow_down twice", transport, DONE, "approve", {"client_id": "slow"}))
    newest = toolkit([], str(folder / "newest/bin/python3"))
    endpoints = {"device_endpoint": f"{newest}/o/device-authorization/", "token_endpoint": f"{newest}/o/token/"}
    three = Case(f"{TOOLKIT} with oauthlib 4.0.1", newest, endpoints | {"client_id": "tv", "scope": "read"}, None)
    jobs.append((three.run, "approve", "blocking", (14, "unavailable", "")))
    print("   | server | case | transport | exit code, event or kind, word | time")
    with ThreadPoolExecutor(8) as pool:
        for job in [pool.submit(*job) for job in jobs]:
            job.result()
    raw_answers(two_http, one_http)


def with_settings(case, name, transport, expected, decision, settings):
    case.run(name, transport, expected, decision, None, True, **settings)


def discovery_at_toolkit(case, transport):
    """The toolkit's metadata name no device endpoint."""
    settings = {"issuer": f"{case.origin}/o", "client_id": "tv"}
    code, last, seconds, _ = login(case.origin, transport, settings)
    report(case.server, "discovery", transport, outcome(code, last), (12, "rejected", "no_device_flow"), seconds)


def expire(origin, code):
    """Lets a code of the toolkit end now, whose lifetime no setting changes; `code` is either one."""
    import sqlite3
    with sqlite3.connect(folder / f"db-{origin.rsplit(':', 1)[1]}.sqlite3", timeout=20) as database:
        database.execute(
            "UPDATE oauth2_provider_devicegrant SET expires = '2020-01-01 00:00:00' "
            "WHERE user_code = ? OR device_code = ?", (code, code))


def raw(url, fields):
    try:
        status, body = post(url, fields)
    except urllib.error.HTTPError as error:
        status, body = error.code, error.read().decode()
    return status, json.loads(body).get("error")


def raw_answers(toolkit_case, oidc_case):
    """What the servers say to polls that the command does not send."""
    poll = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "client_id": "tv", "device_code": "no-such-code"}
    settings = toolkit_case.settings
    report(TOOLKIT, "raw: unknown device code", "-", raw(settings["token_endpoint"], poll), (404, "device_not_found"))
    _, body = post(settings["device_endpoint"], {"client_id": "tv", "scope": "read"})
    code = json.loads(body)["device_code"]
    expire(toolkit_case.origin, code)
    expired = poll | {"device_code": code}
    report(TOOLKIT, "raw: poll after the end of the code", "-", raw(settings["token_endpoint"], expired),
           (400, "authorization_pending"))
    report(OIDC, "raw: unknown device code", "-", raw(f"{oidc_case.origin}/token", poll), (400, "invalid_grant"))
    _, body = post(f"{oidc_case.origin}/device/auth", {"client_id": "tv", "scope": "openid"})
    fresh = poll | {"device_code": json.loads(body)["device_code"]}
    both = [raw(f"{oidc_case.origin}/token", fresh) for _ in range(2)]
    report(OIDC, "raw: two polls at once", "-", both, [(400, "authorization_pending")] * 2)
    report(OIDC, "raw: fields of a code", "-", sorted(json.loads(body)),
           ["device_code", "expires_in", "user_code", "verification_uri", "verification_uri_complete"])


try:
    main()
finally:
    for server in servers:
        server.terminate()
if failures:
    print(f"{len(failures)} cases ended otherwise than expected:")
    for failure in failures:
        print("  ", *failure, sep=" | ")
    sys.exit(1)
print("all as expected")
