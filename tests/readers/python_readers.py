"""usage: python_readers.py READER FILE ADDRESS"""

import asyncio
import http.cookiejar
import os
import ssl
import sys
import urllib.request

READER, FILE, ADDRESS = sys.argv[1:]
CA = os.environ["SSL_CERT_FILE"]


def jar():
    """The export as the standard library reads it, without any option."""
    jar = http.cookiejar.MozillaCookieJar(FILE)
    jar.load()
    return jar


def header():
    with open(FILE) as file:
        return {"Cookie": file.read()}


def by_urllib():
    handler = urllib.request.HTTPCookieProcessor(jar())
    urllib.request.build_opener(handler).open(ADDRESS).read()


def by_requests():
    import requests

    session = requests.Session()
    session.cookies = jar()
    session.get(ADDRESS, verify=CA)


def by_requests_header():
    import requests

    requests.get(ADDRESS, headers=header(), verify=CA)


def by_httpx():
    import httpx

    httpx.Client(cookies=jar(), verify=ssl.create_default_context(cafile=CA)).get(ADDRESS)


def by_httpx_header():
    import httpx

    httpx.get(ADDRESS, headers=header(), verify=ssl.create_default_context(cafile=CA))


def by_curl_cffi():
    import curl_cffi

    session = curl_cffi.Session(verify=CA)
    for cookie in jar():
        session.cookies.jar.set_cookie(cookie)
    session.get(ADDRESS)


def by_aiohttp():
    from http.cookies import Morsel, SimpleCookie

    import aiohttp
    from yarl import URL

    async def ask():
        # By default it puts a value with `/` or `=` into quotes.
        cookies = aiohttp.CookieJar(quote_cookie=False)
        for cookie in jar():
            morsel = Morsel()
            morsel.set(cookie.name, cookie.value, cookie.value)
            morsel["domain"], morsel["path"] = cookie.domain, cookie.path
            origin = URL(f"https://{cookie.domain.lstrip('.')}/")
            cookies.update_cookies(SimpleCookie({cookie.name: morsel}), origin)
        trust = ssl.create_default_context(cafile=CA)
        async with aiohttp.ClientSession(cookie_jar=cookies) as session:
            async with session.get(ADDRESS, ssl=trust) as answer:
                await answer.read()

    asyncio.run(ask())


{
    "urllib": by_urllib,
    "requests": by_requests,
    "requests-header": by_requests_header,
    "httpx": by_httpx,
    "httpx-header": by_httpx_header,
    "curl_cffi": by_curl_cffi,
    "aiohttp": by_aiohttp,
}[READER]()
