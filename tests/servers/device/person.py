"""The person: a browser without scripts that fills in the forms of the servers' own pages."""
import http.cookiejar
import ssl
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser


class Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.links = [], []

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        if tag == "form":
            self.forms.append({"action": at.get("action", ""), "fields": {}})
        elif tag == "input" and self.forms and at.get("name"):
            self.forms[-1]["fields"][at["name"]] = at.get("value") or ""
        elif tag == "a" and at.get("href"):
            self.links.append(at["href"])


class Person:
    def __init__(self, ca):
        context = ssl.create_default_context(cafile=ca)
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
            urllib.request.HTTPSHandler(context=context),
            urllib.request.ProxyHandler({}),
        )

    def open(self, url, fields=None):
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        request = urllib.request.Request(url, data, {"Referer": url})
        try:
            with self.browser.open(request, timeout=20) as response:
                page, self.url = response.read().decode(), response.geturl()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{url}: {error.code} {error.read()[:300]}") from error
        forms = Forms()
        forms.feed(page)
        return forms, page

    def submit(self, forms, number=0, **fields):
        form = forms.forms[number]
        action = urllib.parse.urljoin(self.url, form["action"])
        return self.open(action, form["fields"] | fields)

    def decide_at_oidc_provider(self, link, decision):
        """Code, confirmation of the code, sign-in, consent."""
        forms, _ = self.open(link)
        forms, _ = self.submit(forms)
        if decision == "abort":
            # The button `abort` belongs to the form; a page without the field `confirm`.
            forms.forms[0]["fields"].pop("confirm", None)
            self.submit(forms, abort="yes")
            return
        forms, _ = self.submit(forms, confirm="yes")
        forms, _ = self.submit(forms, login="person", password="password")
        if decision == "deny":
            self.open(urllib.parse.urljoin(self.url, next(it for it in forms.links if "abort" in it)))
            return
        _, page = self.submit(forms)
        assert "Sign-in Success" in page, page[-400:]

    def decide_at_toolkit(self, link, decision):
        """Sign-in, code, acceptance."""
        forms, _ = self.open(link)
        forms, _ = self.submit(forms, username="person", password="password")
        forms, page = self.submit(forms)
        if decision == "expire":
            assert "Expired user code" in page, page[-600:]
            return
        self.submit(forms, action="accept" if decision == "approve" else "deny")
