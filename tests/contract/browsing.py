"""A browser for tests: keeps cookies per origin, follows where it is sent, fills in a form."""

import html.parser
import http.client
import urllib.parse

PAGE = "text/html,application/xhtml+xml"


class Form(html.parser.HTMLParser):
    """The first form of a page: where it goes, and what stands in it."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields, self.inside = None, {}, False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "form" and self.action is None:
            self.action, self.inside = said.get("action", ""), True
        if tag == "input" and self.inside and "name" in said:
            self.fields[said["name"]] = said.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


class Browser:
    def __init__(self, context, home):
        """`home`: the origin that paths are of."""
        self.context, self.home = context, home
        self.jars, self.set, self.answer, self.content, self.at = {}, [], None, b"", home

    @property
    def cookies(self):
        """Of home."""
        return self.jars.setdefault(urllib.parse.urlsplit(self.home).netloc, {})

    @cookies.setter
    def cookies(self, cookies):
        self.jars[urllib.parse.urlsplit(self.home).netloc] = cookies

    def once(self, url, form=None, **headers):
        """One answer; the address it leads to, or None."""
        self.at = urllib.parse.urljoin(self.home, url)
        parts = urllib.parse.urlsplit(self.at)
        cookies = self.jars.setdefault(parts.netloc, {})
        sent = {"accept": PAGE, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        if form is not None:
            sent["content-type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPSConnection(parts.netloc, timeout=60, context=self.context)
        try:
            connection.request("GET" if form is None else "POST", urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, "")),
                               None if form is None else urllib.parse.urlencode(form), sent)
            self.answer = connection.getresponse()
            self.content = self.answer.read()
        finally:
            connection.close()
        for line in self.answer.headers.get_all("set-cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            if parts.netloc == urllib.parse.urlsplit(self.home).netloc:
                self.set.append(line)
            cookies[name] = value
            if not value or value == "deleted" or "max-age=0" in line.lower():
                del cookies[name]
        where = self.answer.getheader("location")
        return urllib.parse.urljoin(self.at, where) if where else None

    def open(self, url, form=None, **headers):
        """Follows to the end; its path."""
        for _ in range(12):
            url, form = self.once(url, form, **headers), None
            if not url:
                return urllib.parse.urlsplit(self.at).path
        raise AssertionError("sent around without an end")

    def submit(self, **fields):
        """The form of the page that is open."""
        form = Form(self.content.decode())
        return self.open(urllib.parse.urljoin(self.at, form.action), {**form.fields, **fields})
