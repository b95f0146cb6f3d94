"""Tests of a client of Bilibili's login; `Client` stands for the code of your own project."""

import json
import urllib.request
from http.cookies import SimpleCookie

import pytest


class Client:
    """Knows nothing of the simulator but its address, which is that of the service elsewhere."""

    def __init__(self, base):
        self.base, self.key, self.cookies = base, None, {}

    def call(self, path):
        request = urllib.request.Request(self.base + path, headers={"User-Agent": "my-client/1"})
        with urllib.request.urlopen(request) as reply:
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
    simulator.control("scan")
    assert client.poll() == 86090
    simulator.control("confirm")
    assert client.poll() == 0


def test_the_cookies_are_those_that_were_issued(simulator, client):
    simulator.control("scan")
    simulator.control("confirm")
    client.poll()
    [issued] = simulator.control("issued")
    assert client.cookies["SESSDATA"] == issued["values"]["SESSDATA"]


def test_a_code_ends_after_three_minutes(simulator, client):
    simulator.control("clock", advance="181s")
    assert client.poll() == 86038


def test_the_client_says_who_it_is(simulator, client):
    [request] = simulator.control("requests", call="generate")
    assert ["user-agent", "my-client/1"] in request["headers"]
    assert simulator.control("requests", unmatched="true") == []


def test_nothing_is_left_after_a_reset(simulator, client):
    simulator.control("reset")
    assert simulator.control("codes") == []
