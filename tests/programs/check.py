"""Has each program read an export of credentials that the simulator has issued, and prints a table.

usage: check.py, with QRLOGIN (the command) and PROGRAMS (the folder of `install`) in the environment.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
QRLOGIN = os.environ["QRLOGIN"]
PROGRAMS = pathlib.Path(os.environ["PROGRAMS"])
FOLDER = pathlib.Path(tempfile.mkdtemp())
FLOWS = {"web": "bilibili-web", "tv": "bilibili-tv", "wechat": "wechat-web", "115": "115", "feishu": "feishu"}
ROWS = [("program", "version", "format", "flow", "what it did", "result")]
SKIPPED = []


class Simulator:
    """The simulated services behind a proxy; `env` leads programs there."""

    def __enter__(self):
        command = [QRLOGIN, "simulate", "--tls", "--set", "person=scan@0s confirm@0s"]
        command += ["--ready", "json", "--exit-with-stdin"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        ready = json.loads(self.process.stdout.readline())
        self.origin = ready["origin"]
        self.env = os.environ | ready["env"] | {"XDG_DATA_HOME": str(FOLDER / "data"), "HOME": str(FOLDER)}
        self.env |= {"NO_COLOR": "1", "NODE_USE_ENV_PROXY": "1"}
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=10)

    def run(self, command, **more):
        env = self.env | more.pop("env", {})
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, **more)

    def qrlogin(self, *arguments):
        ran = self.run([QRLOGIN, *arguments])
        if ran.returncode:
            raise RuntimeError(f"qrlogin {' '.join(arguments)}: {ran.stderr}")
        return ran.stdout


def python(name):
    return PROGRAMS / name / "bin" / "python3"


def version(name, package):
    """The version of what is installed, or None."""
    if name == "node":
        file = PROGRAMS / "node_modules" / package / "package.json"
        return json.loads(file.read_text())["version"] if file.exists() else None
    if not python(name).exists():
        return None
    code = f"import importlib.metadata as m; print(m.version('{package}'))"
    return subprocess.run([python(name), "-c", code], capture_output=True, text=True).stdout.strip() or None


def row(program, found, form, flow, what, result):
    result = result or "ok"
    ROWS.append((program, found, form, flow, what, result))


def export(simulator, profile, form, name):
    """A file with an export."""
    file = FOLDER / name
    file.parent.mkdir(parents=True, exist_ok=True)
    simulator.qrlogin("export", profile, "--format", form, "--out", str(file), "--force")
    return file


def cookies(simulator, profile):
    """The cookies of a profile: name and value."""
    everything = json.loads(simulator.qrlogin("export", profile))
    pairs = {it["name"]: it["value"] for it in everything.get("cookies", [])}
    if profile == "115":
        pairs = {name.upper(): everything[name] for name in ("uid", "cid", "seid", "kid")}
    return pairs


def imported(simulator, file, flow, profile):
    """What is wrong with the import of a file that the program has written; it has the same cookies."""
    try:
        simulator.qrlogin("import", str(file), "--profile", "back", "--force", "--flow", flow)
    except RuntimeError as error:
        return str(error)
    back, sent = cookies(simulator, "back"), cookies(simulator, profile)
    sent = {name: value for name, value in sent.items() if name in back}
    return None if back == sent else f"other cookies: {sorted(back)}"


def reader(simulator, program, found, form, profile, command, what, file, back=None):
    """Runs a reader, which prints JSON: `error`, or nothing wrong."""
    if found is None:
        SKIPPED.append(program)
        return
    expected = FOLDER / "expected.json"
    expected.write_text(json.dumps(cookies(simulator, profile)))
    command = [str(part) for part in command]
    try:
        ran = simulator.run([*command, str(file), str(expected)])
        lines = ran.stdout.strip().splitlines()
        problem = json.loads(lines[-1]).get("error") if ran.returncode == 0 and lines else None
        if ran.returncode != 0 or not lines:
            lines = (ran.stderr or "no output").strip().splitlines()
            problem = " ".join([line.strip() for line in lines if "rror" in line][:3] or lines[-1:])[:300]
    except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
        problem = f"{type(error).__name__}: {error}"[:300]
    row(program, found, form, FLOWS[profile], what, problem)
    if back and not problem:
        row(program, found, form, FLOWS[profile], f"import of {back.name}", imported(simulator, back, FLOWS[profile], profile))


def check_curl(simulator):
    if not shutil.which("curl"):
        return SKIPPED.append("curl")
    found = simulator.run(["curl", "--version"]).stdout.split()[1]
    nav = "https://api.bilibili.com/x/web-interface/nav"
    for profile in ("web", "tv"):
        file = export(simulator, profile, "curl", f"{profile}.curlrc")
        reply = json.loads(simulator.run(["curl", "-sS", "--config", str(file), nav]).stdout or "{}")
        problem = None if reply.get("data", {}).get("isLogin") else f"not logged in: {reply}"
        row("curl", found, "curl", FLOWS[profile], "nav", problem)
    file = export(simulator, "115", "curl", "115.curlrc")
    address = "https://my.115.com/?ct=guide&ac=status"
    reply = simulator.run(["curl", "-sS", "--config", str(file), address]).stdout
    row("curl", found, "curl", "115", "status", None if '"state":true' in reply.replace(" ", "") else reply[:200])


def check_bilibili(simulator):
    file = export(simulator, "web", "playwright", "state.json")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    found = version("node", "playwright-core") if chromium else None
    command = ["node", HERE / "playwright.mjs", PROGRAMS, chromium]
    reader(simulator, "playwright-core", found, "playwright", "web", command, "nav, storage", file, FOLDER / "state.json.back")
    for profile in ("115", "wechat"):
        file = export(simulator, profile, "playwright", f"{profile}.state.json")
        reader(simulator, "playwright-core", found, "playwright", profile, command, "cookies", file)
    command = ["node", HERE / "extension.mjs", PROGRAMS, chromium]
    for profile in ("web", "115"):
        file = export(simulator, profile, "cookie-editor", f"{profile}.cookies.json")
        back = FOLDER / f"{profile}.cookies.json.back"
        reader(simulator, "chrome.cookies", found and simulator.run([chromium, "--version"]).stdout.split()[1], "cookie-editor", profile, command, "set as both extensions do", file, back)
    file = export(simulator, "tv", "biliup", "biliup.json")
    command = [python("biliup"), HERE / "biliup_reader.py"]
    reader(simulator, "biliup", version("biliup", "biliup"), "biliup", "tv", command, "login by cookies", file, FOLDER / "biliup.json.back")
    file = export(simulator, "web", "yutto", ".config/yutto/auth.toml")
    command = [python("yutto"), HERE / "yutto_reader.py"]
    reader(simulator, "yutto", version("yutto", "yutto"), "yutto", "web", command, "auth status", file)
    file = export(simulator, "web", "bilibili-api", "arguments.json")
    command = [python("bilibili-api"), HERE / "bilibili_api_reader.py"]
    reader(simulator, "bilibili-api", version("bilibili-api", "bilibili-api-python"), "bilibili-api", "web", command, "check_valid", file)


def check_others(simulator):
    file = export(simulator, "115", "p115client", "115-cookies.txt")
    command = [python("p115client"), HERE / "p115client_reader.py"]
    reader(simulator, "p115client", version("p115client", "p115client"), "p115client", "115", command, "cookies", file, FOLDER / "115-cookies.txt.back")
    file = export(simulator, "wechat", "wechat4u", "wechat4u.json")
    command = ["node", HERE / "wechat4u.mjs", PROGRAMS]
    reader(simulator, "wechat4u", version("node", "wechat4u"), "wechat4u", "wechat", command, "init", file, FOLDER / "wechat4u.json.back")
    for profile in ("feishu", "web", "115"):
        file = export(simulator, profile, "env", f"{profile}.env")
        readers = [
            ("sh", "-", ["sh", HERE / "env.sh"]),
            ("python-dotenv", version("dotenv", "python-dotenv"), [python("dotenv"), HERE / "env_reader.py"]),
            ("dotenv (npm)", version("node", "dotenv"), ["node", HERE / "env.mjs", PROGRAMS]),
            ("node --env-file", simulator.run(["node", "--version"]).stdout.strip(), ["node", f"--env-file={file}", HERE / "env.mjs", "-"]),
        ]
        everything = FOLDER / f"{profile}.json"
        everything.write_text(simulator.qrlogin("export", profile))
        for program, found, command in readers:
            reader(simulator, program, found, "env", profile, [*command, everything], "values", file)
    file = export(simulator, "web", "netscape", "cookies.txt")
    command = [python("dotenv"), HERE / "netscape_writers.py"]
    for writer in ("yt-dlp", "MozillaCookieJar"):
        found = version("dotenv", "yt-dlp") if writer == "yt-dlp" else "stdlib"
        back = FOLDER / f"cookies.txt.{writer}"
        reader(simulator, writer, found, "netscape", "web", [*command, writer, back], "saved again", file, back)


def main():
    with Simulator() as simulator:
        for profile, flow in FLOWS.items():
            simulator.qrlogin("login", flow, "--quiet", "--qr", "none", "--profile", profile)
        check_curl(simulator)
        check_bilibili(simulator)
        check_others(simulator)
    widths = [max(len(row[column]) for row in ROWS) for column in range(len(ROWS[0]) - 1)]
    for cells in ROWS:
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, [*widths, 0])).rstrip())
    print("by a vector alone, in tests/export_programs.rs: BBDown, OpenList, alist")
    if SKIPPED:
        print("not installed, skipped:", ", ".join(sorted(set(SKIPPED))))
    wrong = sum(cells[-1] != "ok" for cells in ROWS[1:])
    print("every program reads its export" if not wrong else f"{wrong} checks failed")
    shutil.rmtree(FOLDER)
    sys.exit(wrong > 0 or len(ROWS) == 1)


main()
