"""Processor time of a poll of bilibili-web.

polls.py DRIVERS ROUNDS    the table; DRIVERS is the program of the bench `drivers`
polls.py once NAME ORIGIN  one run; nanoseconds per poll

Each run is a process of its own. Only the polls are measured, not the imports, with the operating
system's account of the process: user and system, all threads.
"""

import asyncio
import statistics
import subprocess
import sys
import time

POLLS = 400
WARM_UP = 20
PATH = "/x/passport-login/web/qrcode/"
PARAMETERS = {"qrcode_key": "00112233445566778899aabbccddeeff", "source": "main-fe-header"}
HEADERS = {"Referer": "https://www.bilibili.com/", "Origin": "https://www.bilibili.com"}

OURS = ["ureq", "tokio"]
OTHERS = [
    "bilibili-api aiohttp",
    "bilibili-api curl_cffi",
    "bilibili-api httpx",
    "httpx",
    "httpx async",
    "requests",
]


def is_pending(reply):
    return reply["data"]["code"] == 86101


def plain(client, origin):
    """With requests or httpx, which have the same calls."""
    url = origin + PATH + "poll"

    def poll():
        assert is_pending(client.get(url, params=PARAMETERS, headers=HEADERS).json())

    return measured(poll)


def measured(poll):
    for _ in range(WARM_UP):
        poll()
    begun = time.process_time_ns()
    for _ in range(POLLS):
        poll()
    return (time.process_time_ns() - begun) / POLLS


async def measured_async(poll):
    for _ in range(WARM_UP):
        await poll()
    begun = time.process_time_ns()
    for _ in range(POLLS):
        await poll()
    return (time.process_time_ns() - begun) / POLLS


async def httpx_async(origin):
    import httpx

    url = origin + PATH + "poll"
    async with httpx.AsyncClient() as client:

        async def poll():
            reply = await client.get(url, params=PARAMETERS, headers=HEADERS)
            assert is_pending(reply.json())

        return await measured_async(poll)


async def bilibili_api(client, origin):
    """The package's own login by QR code, whose addresses lead to the loopback."""
    from bilibili_api import login_v2, request_settings, select_client

    select_client(client)
    # It would call the service for a cookie.
    request_settings.set_enable_auto_buvid(False)
    calls = login_v2.API["qrcode"]["web"]
    calls["get_qrcode_and_token"]["url"] = origin + PATH + "generate?source=main-fe-header"
    calls["get_events"]["url"] = origin + PATH + "poll"
    login = login_v2.QrCodeLogin(platform=login_v2.QrCodeLoginChannel.WEB)
    await login.generate_qrcode()

    async def poll():
        assert await login.check_state() == login_v2.QrCodeLoginEvents.SCAN

    return await measured_async(poll)


def once(name, origin):
    if name == "requests":
        import requests

        return plain(requests.Session(), origin)
    if name == "httpx":
        import httpx

        return plain(httpx.Client(), origin)
    if name == "httpx async":
        return asyncio.run(httpx_async(origin))
    return asyncio.run(bilibili_api(name.split()[1], origin))


def table(drivers, rounds):
    server = subprocess.Popen(
        [drivers, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    origin = server.stdout.readline().strip()
    samples = {name: [] for name in OURS + OTHERS}
    for _ in range(rounds):
        for name, taken in samples.items():
            program = [drivers] if name in OURS else [sys.executable, __file__]
            run = subprocess.run(
                [*program, "once", name, origin], stdout=subprocess.PIPE, text=True, check=True
            )
            taken.append(float(run.stdout) / 1000)
    server.stdin.close()
    server.wait()
    ours = {name: statistics.median(samples[name]) for name in OURS}
    print(f"medians of {rounds} interleaved rounds, processor time of a poll\n")
    print("| | µs | least to most | to qrlogin-ureq | to qrlogin-tokio |")
    print("|---|---|---|---|---|")
    for name, taken in samples.items():
        median = statistics.median(taken)
        ratios = " | ".join(f"{median / ours[to]:.1f}" for to in OURS)
        print(f"| {name} | {median:.1f} | {min(taken):.1f} to {max(taken):.1f} | {ratios} |")


if __name__ == "__main__":
    if sys.argv[1] == "once":
        print(once(sys.argv[2], sys.argv[3]))
    else:
        table(sys.argv[1], int(sys.argv[2]))
