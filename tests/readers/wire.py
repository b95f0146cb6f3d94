"""Has every reader read every export and send a request, and prints which cookies were on the wire.

usage: wire.py FOLDER: with the exports in it, and the server's files.
"""

import importlib.metadata
import json
import os
import pathlib
import shutil
import subprocess
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = pathlib.Path(sys.argv[1])
WIRE = FOLDER / "wire"
# A host that cookies of the flow are for: all of them, but for Steam, which has one for each site.
HOSTS = {
    "bilibili-web": "api.bilibili.com",
    "bilibili-tv": "api.bilibili.com",
    "wechat-web": "wx.qq.com",
    "115": "webapi.115.com",
    "115-gateway": "webapi.115.com",
    "steam": "steamcommunity.com",
}
PYTHON = str(HERE / "python_readers.py")
NODE = str(HERE / "node_readers.mjs")
# The options beside the file are about this network alone: its authority, its names, no configuration.
# name, command that must be there, arguments, form of the export. {f} is the file, {u} the address.
READERS = [
    ("curl", "curl", ["curl", "-s", "-b", "{f}", "{u}"], "netscape"),
    ("wget", "wget", ["wget", "-qO-", "--load-cookies", "{f}", "{u}"], "netscape"),
    ("wget2", "wget2", ["wget2", "-qO-", "--load-cookies", "{f}", "{u}"], "netscape"),
    (
        "aria2",
        "aria2c",
        "aria2c --no-conf --async-dns=false --ca-certificate={ca} --allow-overwrite=true -d {d} -o aria2 --load-cookies {f} {u}".split(),
        "netscape",
    ),
    ("urllib", "python3", ["python3", PYTHON, "urllib", "{f}", "{u}"], "netscape"),
    ("requests", "requests", ["python3", PYTHON, "requests", "{f}", "{u}"], "netscape"),
    ("httpx", "httpx", ["python3", PYTHON, "httpx", "{f}", "{u}"], "netscape"),
    ("aiohttp", "aiohttp", ["python3", PYTHON, "aiohttp", "{f}", "{u}"], "netscape"),
    ("curl_cffi", "curl_cffi", ["python3", PYTHON, "curl_cffi", "{f}", "{u}"], "netscape"),
    (
        "yt-dlp",
        "yt-dlp",
        "yt-dlp -q --ignore-config --compat-options no-certifi --no-cache-dir --force-generic-extractor --cookies {f} {u}".split(),
        "netscape",
    ),
    (
        "gallery-dl",
        "gallery-dl",
        "gallery-dl -q --config-ignore --cookies {f} generic:{u}".split(),
        "netscape",
    ),
    # It sends the cookies of its file to every host, whatever their domain.
    ("you-get", "you-get", "you-get -i --cookies {f} {u}/x".split(), "netscape"),
    (
        "streamlink",
        "streamlink",
        "streamlink -Q --no-config --http-cookies-file {f} httpstream://{u} best -o {d}/s -f".split(),
        "netscape",
    ),
    (
        "HTTP::Cookies",
        "HTTP::Cookies",
        ["perl", str(HERE / "perl_reader.pl"), "{f}", "{u}"],
        "netscape-bare-domain",
    ),
    (
        "file-cookie-store",
        "file-cookie-store",
        ["node", NODE, "file-cookie-store", "{f}", "{u}"],
        "netscape",
    ),
    ("cookiefile", "cookiefile", ["node", NODE, "cookiefile", "{f}", "{u}"], "netscape"),
    ("curl -H", "curl", ["bash", "-c", 'curl -s -H "Cookie: $(cat {f})" {u}'], "header"),
    ("requests, header", "requests", ["python3", PYTHON, "requests-header", "{f}", "{u}"], "header"),
    ("httpx, header", "httpx", ["python3", PYTHON, "httpx-header", "{f}", "{u}"], "header"),
    ("undici, header", "undici", ["node", NODE, "undici-header", "{f}", "{u}"], "header"),
]
# It takes percent escapes out of every value it reads, whoever wrote it: no form of ours helps.
DECODES = ["file-cookie-store"]
# It keeps one cookie of a name: the last one of the file. It ignores the domain.
LAST_OF_A_NAME = ["cookiefile"]


def version(command):
    """The version of what is installed, or None."""
    tools = {
        "curl": ["curl", "--version"],
        "wget": ["wget", "--version"],
        "wget2": ["wget2", "--version"],
        "aria2c": ["aria2c", "--version"],
        "python3": ["python3", "--version"],
        "HTTP::Cookies": ["perl", "-MLWP::Protocol::https", "-MHTTP::Cookies", "-e", "print $HTTP::Cookies::VERSION"],
    }
    if command in tools:
        if not shutil.which(tools[command][0]):
            return None
        ran = subprocess.run(tools[command], capture_output=True, text=True)
        words = [word for word in ran.stdout.split() if word[:1].isdigit()]
        return words[0] if ran.returncode == 0 and words else None
    modules = os.environ.get("READERS_NODE")
    package = pathlib.Path(modules or "/nowhere") / command / "package.json"
    if package.exists():
        return json.loads(package.read_text())["version"]
    try:
        return importlib.metadata.version(command)
    except importlib.metadata.PackageNotFoundError:
        return None


def expected(form, text, host):
    """The pairs of an export that this host gets, by its lines alone."""
    if form == "header":
        return text.split("; ")
    lines = (line.removeprefix("#HttpOnly_") for line in text.splitlines())
    fields = [line.split("\t") for line in lines if line and not line.startswith("#")]
    fits = lambda domain: f".{host}".endswith("." + domain.removeprefix("."))
    return [f"{name}={value}" for domain, *_, name, value in fields if fits(domain)]


def on_the_wire():
    """The pairs of the last request."""
    lines = WIRE.read_text().splitlines()
    pairs = lines[-1].replace("; ", ";").split(";") if lines else []
    return [pair for pair in pairs if pair]


def ask(reader, arguments, flow, form):
    """What became of one reader with one export."""
    file = FOLDER / f"{flow}.{form}"
    copy = FOLDER / "copy.txt"  # some readers write their file back, and you-get wants `.txt`
    shutil.copy(file, copy)
    WIRE.write_text("")
    names = {"f": str(copy), "u": f"https://{HOSTS[flow]}/", "d": str(FOLDER), "ca": os.environ["SSL_CERT_FILE"]}
    command = [argument.format(**names) for argument in arguments]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
        problem = (ran.stderr or ran.stdout).strip()
    except subprocess.TimeoutExpired:
        problem = "no end in 60 s"
    if not WIRE.read_text():
        print(f"{flow}: {command[0]} made no request: {problem[-300:]}", file=sys.stderr)
        return "no request"
    wanted, sent = expected(form, file.read_text(), HOSTS[flow]), on_the_wire()
    lost = [pair.split("=")[0] for pair in wanted if pair not in sent]
    if reader in DECODES and lost:
        changed = [pair for pair in wanted if urllib.parse.unquote(pair) not in sent]
        return "not " + " ".join(changed) if changed else "all, decoded"
    if reader in LAST_OF_A_NAME and lost:
        lines = [line.split("\t") for line in file.read_text().splitlines()]
        names = [line[5] for line in lines if len(line) == 7]
        if all(names.count(name) > 1 for name in lost):
            return "last of a name"
    return "not " + " ".join(lost) if lost else "all"


def main():
    wrong = 0
    right = ("all", "last of a name")
    rows = [("reader", "version", "form", *HOSTS)]
    skipped = []
    for reader, command, arguments, form in READERS:
        found = version(command)
        if found is None:
            skipped.append(reader)
            continue
        outcomes = [ask(reader, arguments, flow, form) for flow in HOSTS]
        wrong += sum(not outcome.startswith(right) for outcome in outcomes)
        rows.append((reader, found, form, *outcomes))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    if skipped:
        print("not installed, skipped:", ", ".join(skipped))
    print("every reader sends every cookie" if not wrong else f"{wrong} exports are not read whole")
    sys.exit(wrong > 0 or len(rows) == 1)


main()
