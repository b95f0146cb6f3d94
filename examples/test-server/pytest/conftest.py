"""A simulator for each test. It is ready within milliseconds, and ends with the test."""

import json
import os
import subprocess
import urllib.parse
import urllib.request

import pytest


class Simulator:
    def __init__(self, ready):
        self.origin, self.env = ready["origin"], ready["env"]

    def control(self, call, /, **parameters):
        """A control call, such as `scan`; `GET /_sim/` lists them."""
        reading = call in ("codes", "issued", "requests")
        query = urllib.parse.urlencode(parameters)
        url = f"{self.origin}/_sim/{call}?{query}"
        request = urllib.request.Request(url, method="GET" if reading else "POST")
        with urllib.request.urlopen(request) as reply:
            return json.load(reply) if reading else reply.read().decode()


@pytest.fixture
def simulator():
    # Without a person of its own: each test scans and confirms itself.
    command = [os.environ.get("QRLOGIN", "qrlogin"), "simulate", "--set", "person="]
    command += ["--tls", "--ready", "json", "--exit-with-stdin"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    yield Simulator(json.loads(process.stdout.readline()))
    process.stdin.close()
    assert process.wait(timeout=10) == 0
    process.stdout.close()
