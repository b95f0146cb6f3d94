"""Tests of a client of Bilibili's login; `Client` stands for the code of your own project."""

import json
import ssl
import urllib.request
from http.cookies import SimpleCookie

import pytest


class Client:
    """Knows nothing of the simulator but its address, which is that of the service elsewhere."""

    def __init__(self, base, proxies=None):
        self.base, self.key, self.cookies = base, None, {}
        self.http = urllib.request.build_opener(
            urllib.request.ProxyHandler(proxies or {}),
            # Reads SSL_CERT_FILE.
            urllib.request.HTTPSHandler(context=ssl.create_default_context()),
        )

    def call(self, path):
        request = urllib.request.Request(self.base + path, headers={"User-Agent": "my-client/1"})
        with self.http.open(request) as reply:
            for line in reply.headers.get_all("Set-Cookie", []):
                self.cookies.update({name: it.value for name, it in SimpleCookie(line).items()})
            return json.load(reply)["data"]

    def start(self):
        data = self.call("/x/passport-login/web/qrcode/generate")
        self.key = data["qrcode_key"]
        return data["url"]

    def poll(self):
        return self.call(f"/x/passport-login/web/qrcode/poll?qrcode_key={self.key}")["code"]


@pytest.fixture
def client(simulator):
    client = Client(simulator.origin + "/passport.bilibili.com")
    client.start()
    return client


def test_a_login_is_followed_to_its_end(simulator, client):
    assert client.poll() == 86101
    simulator.act("scan")
    assert client.poll() == 86090
    simulator.act("confirm")
    assert client.poll() == 0


def test_the_cookies_are_those_that_were_issued(simulator, client):
    assert simulator.act("confirm")["state"] == "confirmed"
    client.poll()
    [issued] = simulator.call("GET", "/issued")["issued"]
    assert client.cookies["SESSDATA"] == issued["values"]["SESSDATA"]


def test_a_code_ends_after_three_minutes(simulator, client):
    simulator.call("POST", "/clock", {"advance": "181s"})
    assert client.poll() == 86038


def test_the_client_says_who_it_is(simulator, client):
    [request] = simulator.call("GET", "/requests", call="generate")["requests"]
    assert ["user-agent", "my-client/1"] in request["headers"]
    assert simulator.call("GET", "/requests", unmatched="true")["requests"] == []


def test_nothing_is_left_after_a_reset(simulator, client):
    simulator.call("POST", "/reset")
    assert simulator.call("GET", "/codes")["codes"] == []


@pytest.mark.parametrize("settings", [{"fault.1": "bilibili-web/poll#1 status:503"}])
def test_a_fault_is_met_once(simulator, client):
    with pytest.raises(urllib.request.HTTPError, match="503"):
        client.poll()
    assert client.poll() == 86101


def test_an_unchanged_client_goes_through_the_proxy(simulator):
    """Only its proxy is set: the user name there chooses the session."""
    client = Client("https://passport.bilibili.com", {"https": simulator.proxy})
    client.start()
    simulator.act("confirm")
    assert client.poll() == 0


@pytest.mark.parametrize("worker", range(8))
def test_sessions_are_apart(simulator, client, worker):
    """Eight of these run at the same time, each with its own clock, codes and requests."""
    simulator.call("POST", "/clock", {"advance": f"{worker}s"})
    simulator.act("confirm")
    for _ in range(worker):
        simulator.call("GET", "/codes")
    assert client.poll() == 0
    assert simulator.call("GET", "/clock")["ahead_ms"] == worker * 1000
    assert len(simulator.call("GET", "/codes")["codes"]) == 1
    calls = [request["call"] for request in simulator.call("GET", "/requests")["requests"]]
    assert calls == ["generate", "poll"]
