"""Clients of a gateway: each starts a login, follows its events and redeems the result.

    python3 clients.py ORIGIN LOGINS CONFIRM [PID ...]

ORIGIN is the gateway's; the simulated person confirms each code CONFIRM seconds after it was shown.
The memory of the processes PID is printed too. Only the standard library is used.
"""

import asyncio
import hashlib
import json
import os
import random
import sys
import time
from urllib.parse import urlsplit

FLOW = "taptap"
INTERVAL = float(os.environ.get("INTERVAL", "5"))
# Logins that are begun a second; 0 is as many as can be.
RATE = float(os.environ.get("RATE", "0"))


class Broken(Exception):
    """The connection broke or the gateway cannot serve now: to be repeated."""


async def call(origin, method, path, body=None, headers=(), limit=90.0, source="127.0.0.1"):
    """One request on a connection of its own, from this address: status and JSON."""
    try:
        async with asyncio.timeout(limit):
            reader, writer = await asyncio.open_connection(
                origin.hostname, origin.port, local_addr=(source, 0)
            )
            try:
                data = json.dumps(body).encode() if body is not None else b""
                lines = [f"{method} {path} HTTP/1.1", f"Host: {origin.netloc}", "Connection: close"]
                lines += [f"{name}: {value}" for name, value in headers]
                if body is not None:
                    lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
                writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
                await writer.drain()
                reply = await reader.read()
            finally:
                writer.close()
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        raise Broken(type(error).__name__) from error
    head, _, rest = reply.partition(b"\r\n\r\n")
    if not head:
        raise Broken("no reply")
    status = int(head.split(b" ", 2)[1])
    length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    if length and len(rest) < int(length[0].split(b":")[1]):
        raise Broken("cut")
    if b"transfer-encoding: chunked" in head.lower():
        rest = unchunk(rest)
    if status in (429, 502, 503, 504):
        raise Broken(str(status))
    return status, json.loads(rest) if rest else None


def unchunk(data):
    out = b""
    while data:
        size, _, data = data.partition(b"\r\n")
        size = int(size or b"0", 16)
        if size == 0:
            return out
        if len(data) < size:
            raise Broken("cut")
        out, data = out + data[:size], data[size + 2 :]
    raise Broken("cut")


class Run:
    def __init__(self, origin, logins, confirm):
        self.origin, self.logins, self.confirm = urlsplit(origin), logins, confirm
        self.repeats, self.ends, self.late, self.results, self.wrong = 0, {}, [], {}, []
        self.created, self.broken = 0, {}
        self.gate = asyncio.Semaphore(200)
        # Clients follow their logins once it is set.
        self.follow = asyncio.Event()

    async def repeat(self, *args, **options):
        """The call, until the gateway has replied: a client reconnects."""
        begin = time.monotonic()
        # A loopback address has too few ports for all connections of all clients.
        source = f"127.0.0.{random.randint(2, 250)}"
        while True:
            try:
                return await call(self.origin, *args, source=source, **options)
            except Broken as broken:
                self.repeats += 1
                self.broken[str(broken)] = self.broken.get(str(broken), 0) + 1
                if time.monotonic() - begin > 120:
                    raise RuntimeError(f"no reply in 120 s: {broken}") from broken
                await asyncio.sleep(0.2 + random.random())

    async def login(self, number):
        key = f"client-{number}-{random.getrandbits(64):x}"
        body = {"flow": FLOW}
        if RATE:
            await asyncio.sleep(number / RATE)
        async with self.gate:
            status, made = await self.repeat(
                "POST", "/v1/logins", body, [("Idempotency-Key", key)]
            )
        if status not in (200, 201):
            raise RuntimeError(f"POST logins: {status} {made}")
        self.created += 1
        await self.follow.wait()
        id, secret, after, shown = made["id"], made["secret"], 0, None
        while True:
            path = f"/v1/logins/{id}/events?after={after}&wait=50"
            status, page = await self.repeat("GET", path, headers=[("Accept", "application/json")])
            if status != 200:
                raise RuntimeError(f"GET events: {status} {page}")
            for event in page["events"]:
                number = event.get("number", event.get("id"))
                if number != after + 1:
                    raise RuntimeError(f"event {number} after {after}")
                after = number
                kind = event["type"]
                if kind == "code":
                    shown = event["at"] / 1000
                if kind in ("done", "failed", "cancelled"):
                    return await self.end(id, secret, kind, event, shown)

    async def end(self, id, secret, kind, event, shown):
        if kind != "done":
            error = event.get("error", {}).get("kind", "no error")
            self.ends[f"{kind}: {error}"] = self.ends.get(f"{kind}: {error}", 0) + 1
            return
        self.late.append(time.time() - shown - self.confirm)
        path = f"/v1/logins/{id}/credential"
        for _ in range(2):  # the same secret may repeat it
            status, result = await self.repeat("POST", path, {"secret": secret})
            if status != 200:
                raise RuntimeError(f"POST credential: {status} {result}")
        status, _ = await self.repeat("POST", path, {"secret": "x" * 43})
        if status != 403:
            self.wrong.append(f"another secret got {status}")
        text = json.dumps(result, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        if digest in self.results:
            self.wrong.append("one result was handed to two")
        self.results[digest] = id
        if "token" not in text:
            self.wrong.append("a success without a token")
        self.ends["done"] = self.ends.get("done", 0) + 1

    async def all(self):
        tasks = [asyncio.create_task(self.login(number)) for number in range(self.logins)]
        return await asyncio.gather(*tasks, return_exceptions=True)


def processor(pids):
    """Seconds of processor time of all processes that still run."""
    total = 0.0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            total += (int(fields[11]) + int(fields[12])) / 100
        except OSError:
            continue
    return total


def memory(pids):
    """Resident KiB of each process that still runs."""
    found = []
    for pid in pids:
        try:
            with open(f"/proc/{pid}/status") as file:
                found += [int(line.split()[1]) for line in file if line.startswith("VmRSS")]
        except OSError:
            continue
    return found


async def main():
    origin, logins, confirm, pids = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4:]
    before = memory(pids)
    run = Run(origin, logins, confirm)
    begin = time.monotonic()
    work = asyncio.create_task(run.all())
    while run.created < logins and not work.done():
        await asyncio.sleep(0.1)
    took = time.monotonic() - begin
    print(f"{logins} logins created in {took:.1f} s ({logins / took:.0f} a second)")
    if not pids:
        run.follow.set()
    # All logins have begun, and none is confirmed.
    await asyncio.sleep(5)
    if pids:
        print(f"resident before {before} KiB, with all logins waiting {memory(pids)} KiB")
    run.follow.set()
    await asyncio.sleep(10)
    if pids and os.environ.get("WINDOW"):
        used, window = processor(pids), float(os.environ["WINDOW"])
        await asyncio.sleep(window)
        used = processor(pids) - used
        print(f"processor time in {window:.0f} s of waiting: {used:.2f} s")
    if pids:
        print(f"resident with all clients connected {memory(pids)} KiB")
    failed = [outcome for outcome in await work if outcome is not None]
    late = sorted(run.late)
    if late:
        rank = lambda part: late[min(len(late) - 1, int(len(late) * part))]
        print(
            f"confirmation noticed after: median {rank(0.5):.1f} s, p99 {rank(0.99):.1f} s, "
            f"longest {late[-1]:.1f} s (interval {INTERVAL:.0f} s)"
        )
    reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(run.broken.items()))
    print(f"calls repeated by clients: {run.repeats} ({reasons}); resident at the end {memory(pids)} KiB")
    print("ends:", ", ".join(f"{kind} {count}" for kind, count in sorted(run.ends.items())))
    for line in [*map(repr, failed[:10]), *run.wrong[:10]]:
        print("WRONG", line)
    lost = logins - sum(run.ends.values())
    print(f"lost {lost}, wrong {len(failed) + len(run.wrong)}")
    sys.exit(1 if lost or failed or run.wrong else 0)


asyncio.run(main())
