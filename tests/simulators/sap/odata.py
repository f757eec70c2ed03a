#!/usr/bin/env python3
"""OData V2 services of a simulated S/4HANA system, for tests.

    odata.py --port-file FILE [--customers N --items M --seed S] [--busy PERCENT] [--drop PERCENT] …

Serves API_OPLACCTGDOCITEMCUBE_SRV and API_BUSINESS_PARTNER below /sap/opu/odata/sap, validates each
request strictly (unknown options, properties and filters are errors), pages by itself with
relative, already encoded __next links, counts, answers a share of the requests with 503 or 429 and
drops a share of the connections, some of them when it has done what was asked. PATCH of
A_CustomerDunning asks for a CSRF token with its cookie, and for If-Match. It is written from public
facts and was never compared with a real SAP.

For tests only, beside the services: POST /control with {"do": "clear" | "reset" | "post" | …}, and
GET /control/book for the open items as the book has them, GET /control/dunning for dunning data
with all that was written to them."""
import argparse
import base64
import http.server
import json
import os
import random
import re
import sys
import threading
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from book import Book, day  # noqa: E402
from changes import change_of  # noqa: E402
from entities import dunning_entity, item_entity, partner_entity  # noqa: E402
from filters import Filter, Refused  # noqa: E402

ROOT = "/sap/opu/odata/sap"
ITEMS = "API_OPLACCTGDOCITEMCUBE_SRV", "A_OperationalAcctgDocItemCube"
PARTNERS = "API_BUSINESS_PARTNER", "A_BusinessPartner"
DUNNING = "API_BUSINESS_PARTNER", "A_CustomerDunning"
EXPANDS = {"to_Customer/to_CustomerCompany/to_CustomerDunning",
           "to_BusinessPartnerAddress/to_EmailAddress"}
KEPT = "'(),"  # what SAP leaves as it is in the links that it makes
OPTIONS = {"$filter", "$select", "$orderby", "$expand", "$top", "$skip", "$skiptoken",
           "$inlinecount", "$format", "sap-client"}


class System:
    """What the requests share."""

    def __init__(self, options):
        self.options = options
        self.book = Book(options.customers, options.items, options.seed)
        self.random = random.Random(options.seed + 1)
        self.lock = threading.Lock()
        self.tokens = {}
        self.served = {"requests": 0, "busy": 0, "dropped": 0, "pages": 0, "refused": 0, "lost": 0}
        self.hidden_companies = set()
        self.kept = {}

    def fate(self):
        """busy, drop, lose or serve, by the shares that were asked for."""
        with self.lock:
            self.served["requests"] += 1
            dice = self.random.random() * 100
            if dice < self.options.busy:
                self.served["busy"] += 1
                return "busy"
            if dice < self.options.busy + self.options.drop:
                self.served["dropped"] += 1
                return "drop"
            if dice < self.options.busy + self.options.drop + self.options.lose:
                self.served["lost"] += 1
                return "lose"
            return "serve"

    def entities(self, service, name):
        if (service, name) == ITEMS:
            return [item_entity(i) for i in self.book.items.values()
                    if i.company not in self.hidden_companies]
        if (service, name) == PARTNERS:
            return [partner_entity(c) for c in self.book.customers.values()]
        if (service, name) == DUNNING:
            return [dunning_entity(c, company, area) for c in self.book.customers.values()
                    for company, k in c.companies.items() for area in k.dunning]
        raise Refused(404, "005056A509B11ED1BA8A3ABD8D83E1AB",
                      f"Resource not found for segment '{name}'.")

    def page(self, service, name, options):
        unknown = set(options) - OPTIONS
        if unknown:
            raise Refused(400, "005056A509B11EE1B9A8FEC11C21578E",
                          f"Invalid query option {sorted(unknown)[0]}")
        if options.get("$format", "json") != "json":
            raise Refused(400, "SY/530", "Only json is served")
        if self.options.client and options.get("sap-client") != self.options.client:
            raise Refused(401, "SY/002", "Logon to this client is not possible")
        properties, entities = self.rows(service, name, options)
        total = len(entities)
        skip, top = self.number(options, "$skip", 0), self.number(options, "$top", total)
        begin = skip + self.number(options, "$skiptoken", 0)
        end = min(skip + top, total)
        server_end = min(begin + self.options.server_page, end)
        results = [self.shown(e, service, name, options, properties)
                   for e in entities[begin:server_end]]
        d = {"results": results}
        if options.get("$inlinecount") == "allpages":
            d["__count"] = str(total)
        if server_end < end:
            rest = {**options, "$skiptoken": str(server_end - skip)}
            query = "&".join(f"{option}={urllib.parse.quote(value, safe=KEPT)}"
                             for option, value in rest.items())
            d["__next"] = self.link(service, name, query)
        with self.lock:
            self.served["pages"] += 1
        return {"d": d}

    def rows(self, service, name, options):
        """All properties, and what is chosen in its order; kept until the book changes."""
        key = service, name, options.get("$filter"), options.get("$orderby")
        with self.lock:
            if key not in self.kept:
                entities = self.entities(service, name)
                properties = set(entities[0]) if entities else set()
                self.kept[key] = properties, self.chosen(entities, options, properties)
            return self.kept[key]

    def link(self, service, name, query):
        forms = {"relative": f"{name}?{query}",
                 "path": f"{ROOT}/{service}/{name}?{query}",
                 "absolute": f"https://sap.internal.example:44300{ROOT}/{service}/{name}?{query}"}
        return forms[self.options.next]

    @staticmethod
    def number(options, name, otherwise):
        text = options.get(name, str(otherwise))
        if not text.isdigit():
            raise Refused(400, "SY/530", f"{name} must be a number")
        return int(text)

    @staticmethod
    def chosen(entities, options, properties):
        if "$filter" in options:
            test = Filter(options["$filter"], properties).test
            entities = [e for e in entities if test(e)]
        order = [o for o in options.get("$orderby", "").split(",") if o]
        for name in order:
            if name not in properties:
                raise Refused(400, "SY/530", f"Property {name} not found")
        return sorted(entities, key=lambda e: [e[n] for n in order]) if order else entities

    @staticmethod
    def shown(entity, service, name, options, properties):
        expands = {e for e in options.get("$expand", "").split(",") if e}
        if expands - EXPANDS:
            raise Refused(400, "SY/530", f"Invalid expand {sorted(expands - EXPANDS)[0]}")
        shown = dict(entity)
        for navigation in ("to_Customer", "to_BusinessPartnerAddress"):
            if navigation in shown and not any(e.startswith(navigation) for e in expands):
                shown[navigation] = {"__deferred": {"uri": navigation}}
        if "$select" in options:
            names = options["$select"].split(",")
            for selected in names:
                if selected not in properties:
                    raise Refused(400, "SY/530", f"Property {selected} not found")
            shown = {n: entity[n] for n in names}
        uri = f"https://sap.internal.example{ROOT}/{service}/{name}(…)"
        return {"__metadata": {"id": uri, "uri": uri, "type": f"{service}.{name}Type"}, **shown}

    # --- what tests do to the book

    def control(self, command):
        book, what = self.book, command["do"]
        self.kept.clear()
        if what == "clear":
            return {"document": book.clear([tuple(k) for k in command["keys"]])}
        if what == "reset":
            return book.reset([tuple(k) for k in command["keys"]])
        if what == "post":
            return {"keys": [book.post_item().key for _ in range(command["count"])]}
        if what == "set":
            item = book.items[tuple(command["key"])]
            for name, value in command["to"].items():
                setattr(item, name, value)
            item.changed = book.today
            return None
        if what == "dunned":  # by a run in SAP itself
            dunning = book.dunning(command["customer"], command["company"], command["area"])
            dunning.update(level=command["level"], last=day(command["day"]))
            dunning["version"] += 1
            return None
        if what == "hide_company":
            return self.hidden_companies.add(command["company"])
        if what == "show_company":
            return self.hidden_companies.discard(command["company"])
        if what == "faults":
            self.options.busy, self.options.drop = command["busy"], command["drop"]
            return None
        raise Refused(400, "control", f"{what} isn't known")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    system = None
    lost = False  # whether the answer to the request at hand gets lost

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass

    def do_GET(self):
        self.serve(self.get)

    def do_POST(self):
        self.serve(self.post)

    def do_PATCH(self):
        self.serve(self.patch)

    def serve(self, what):
        self.body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            if self.path.startswith("/control"):
                return what()
            fate = self.system.fate()
            if fate == "busy":
                return self.busy()
            if fate == "drop":
                return self.drop()
            self.log_on()
            self.lost = fate == "lose"
            return what()
        except Refused as refused:
            with self.system.lock:
                self.system.served["refused"] += 1
            return self.answer(refused.status, self.error(refused))

    def log_on(self):
        user = self.system.options.user
        if not user:
            return
        expected = base64.b64encode(f"{user}:{self.system.options.password}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {expected}":
            raise Refused(401, "SY/002", "Name or password is incorrect")

    def get(self):
        parts = urllib.parse.urlsplit(self.path)
        if parts.path == "/control/book":
            return self.answer(200, {"open": [list(i.key) + [i.customer, i.amount, i.currency]
                                              for i in self.system.book.open_items()],
                                     "served": self.system.served})
        if parts.path == "/control/dunning":
            return self.answer(200, {"served": self.system.served, "accounts": [
                {"customer": c.number, "company": k.code, "area": area,
                 **{**d, "last": d["last"] and d["last"].isoformat()}}
                for c in self.system.book.customers.values() for k in c.companies.values()
                for area, d in k.dunning.items()]})
        service, name = self.resource(parts.path)
        accept = self.headers.get("Accept", "")
        if "application/json" not in accept:
            raise Refused(406, "SY/530", "Accept must be application/json")
        options = {}
        for pair in parts.query.split("&") if parts.query else []:
            key, _, value = pair.partition("=")
            key, value = urllib.parse.unquote(key), urllib.parse.unquote(value)
            if key in options:
                raise Refused(400, "SY/530", f"{key} is given twice")
            options[key] = value
        if "(" in name:
            return self.single(service, name)
        headers = self.token_headers() if self.headers.get("x-csrf-token") == "Fetch" else {}
        return self.answer(200, self.system.page(service, name, options), headers)

    def resource(self, path):
        if not path.startswith(ROOT + "/"):
            raise Refused(404, "SY/530", f"No service at {path}")
        service, _, name = path[len(ROOT) + 1:].partition("/")
        if service not in (ITEMS[0], PARTNERS[0]):
            raise Refused(403, "/IWFND/MED/170", f"No service found for {service}")
        return service, urllib.parse.unquote(name)

    # --- dunning data, which may be written: CSRF token with its cookie, ETag

    def token_headers(self):
        token, session = os.urandom(9).hex(), os.urandom(9).hex()
        self.system.tokens[session] = token
        return {"x-csrf-token": token, "set-cookie": f"SAP_SESSIONID_SIM_100={session}; path=/"}

    def dunning_of(self, service, name):
        match = re.fullmatch(r"A_CustomerDunning\(Customer='(\d+)',CompanyCode='(\w+)',"
                             r"DunningArea='(\w*)'\)", name)
        if service != DUNNING[0] or not match:
            raise Refused(404, "SY/530", f"Resource not found for segment '{name}'.")
        customer = self.system.book.customers.get(match.group(1).lstrip("0"))
        company = customer and customer.companies.get(match.group(2))
        if not company or match.group(3) not in company.dunning:
            raise Refused(404, "R11/124", f"Customer {match.group(1)} does not exist")
        return customer, company, match.group(3)

    def single(self, service, name):
        customer, company, area = self.dunning_of(service, name)
        etag = f"W/\"'{company.dunning[area]['version']}'\""
        entity = {"__metadata": {"etag": etag, "type": f"{DUNNING[0]}.{DUNNING[1]}Type"},
                  **dunning_entity(customer, company.code, area)}
        headers = self.token_headers() if self.headers.get("x-csrf-token") == "Fetch" else {}
        return self.answer(200, {"d": entity}, {"etag": etag, **headers})

    def require_token(self):
        session = re.search(r"SAP_SESSIONID_SIM_100=(\w+)", self.headers.get("Cookie", ""))
        token = self.system.tokens.get(session.group(1)) if session else None
        return bool(token) and self.headers.get("x-csrf-token") == token

    def patch(self):
        service, name = self.resource(urllib.parse.urlsplit(self.path).path)
        if not self.require_token():
            return self.answer(403, "CSRF token validation failed", {"x-csrf-token": "Required"})
        customer, company, area = self.dunning_of(service, name)
        if_match = self.headers.get("If-Match")
        if not if_match:
            raise Refused(428, "/IWFND/CM_MGW/428", "Precondition required: If-Match is missing")
        if self.headers.get("Content-Type", "") != "application/json":
            raise Refused(415, "SY/530", "Content-Type must be application/json")
        change = change_of(self.body)
        with self.system.lock:
            dunning = company.dunning[area]
            if if_match != f"W/\"'{dunning['version']}'\"":
                raise Refused(412, "/IWFND/CM_MGW/412",
                              "Precondition failed: the ETag doesn't match")
            dunning.update(change)
            dunning["version"] += 1
            dunning["writes"].append({k: str(v) for k, v in change.items()})
        self.system.kept.clear()
        return self.answer(204, None)

    def post(self):
        if self.path == "/control":
            with self.system.lock:
                return self.answer(200, {"result": self.system.control(json.loads(self.body))})
        if self.headers.get("X-HTTP-Method") in ("PATCH", "MERGE"):
            return self.patch()
        raise Refused(405, "SY/530", "POST is not supported here")

    # --- answers

    def busy(self):
        status = 503 if self.system.random.random() < 0.5 else 429
        headers = {"Retry-After": "1"} if self.system.random.random() < 0.5 else {}
        self.answer(status, "Service Unavailable", headers)

    def drop(self, answered=True):
        """Half of the time before the answer, half of the time within it."""
        if answered and self.system.random.random() < 0.5:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b'{"d":{"results":[{"CompanyCode":"10')
            self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(2)

    @staticmethod
    def error(refused):
        return {"error": {"code": refused.code,
                          "message": {"lang": "en", "value": refused.message},
                          "innererror": {"transactionid": "0A1B2C3D4E5F", "errordetails": []}}}

    def answer(self, status, body, headers=None):
        if self.lost:
            return self.drop(answered=False)
        data = b"" if body is None else \
            (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()
        self.send_response(status)
        self.send_header("Content-Type",
                         "text/plain" if isinstance(body, str) else "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that goes away is what tests do."""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port-file", required=True, help="where the port is written, once it is")
    for name, default in (("customers", 20), ("items", 100), ("seed", 1), ("server-page", 400)):
        parser.add_argument(f"--{name}", type=int, default=default)
    for name in ("busy", "drop", "lose"):
        parser.add_argument(f"--{name}", type=float, default=0, help="per cent of the requests")
    for name in ("user", "password", "client"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--next", choices=("relative", "path", "absolute"), default="relative")
    Handler.system = System(parser.parse_args())
    server = Server(("127.0.0.1", 0), Handler)
    port_file = Handler.system.options.port_file
    with open(port_file + ".new", "w", encoding="utf-8") as file:
        file.write(str(server.server_address[1]))
    os.rename(port_file + ".new", port_file)
    server.serve_forever()


if __name__ == "__main__":
    main()
