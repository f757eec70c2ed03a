"""The book of a simulated SAP system: customers with company and dunning data, and FI items.

Everything follows from a seed. Amounts are whole minor units; nothing here is a float."""
import datetime
import random

DECIMALS = {"EUR": 2, "USD": 2, "JPY": 0}
FIRST_CUSTOMER = 100001
FIRST_DOCUMENT = {"RV": 1800000001, "DG": 1600000001, "DZ": 1400000001, "DA": 1700000001}
COMPANY_CODES = ("1000", "2000")
COMMERCE = ("Handel", "Technik", "Logistik", "Bau", "Metall", "Papier", "Chemie", "Druck")
PLACES = ("Köln", "Łódź", "Málaga", "Århus", "Brno", "Lyon", "Graz", "Gent")


def day(text):
    return datetime.date.fromisoformat(text)


class Customer:
    def __init__(self, number, name, country, language):
        self.number, self.name, self.country, self.language = number, name, country, language
        self.email = f"ar{number}@customer.example"
        self.changed = day("2025-01-02")
        self.companies = {}  # company code → Company
        self.version = 1


class Company:
    def __init__(self, code, terms):
        self.code, self.terms = code, terms
        self.payer, self.payment_block = "", ""
        # dunning area → what it has, how often it changed, and what was written to it
        self.dunning = {"": {"procedure": "0001", "block": "", "level": 0, "last": None,
                             "version": 1, "writes": []}}


class Item:
    """One customer line of an FI document; `amount` is signed, a credit is below zero."""

    def __init__(self, company, year, document, line, customer, kind, amount, currency, posted):
        self.company, self.year, self.document, self.line = company, year, document, line
        self.customer, self.kind, self.amount, self.currency = customer, kind, amount, currency
        self.posted = self.created = self.changed = posted
        self.net_days = 30
        self.reference, self.assignment = "", ""
        self.special_gl, self.block, self.level, self.dunned = "", "", 0, None
        self.cleared_by, self.cleared_on = "", None

    @property
    def key(self):
        return (self.company, self.year, self.document, self.line)

    @property
    def is_cleared(self):
        return bool(self.cleared_by)


class Book:
    def __init__(self, customers, items, seed):
        self.random = random.Random(seed)
        self.today = datetime.datetime.now(datetime.timezone.utc).date()
        self.customers, self.items = {}, {}
        self._next = dict(FIRST_DOCUMENT)
        for n in range(customers):
            self._add_customer(FIRST_CUSTOMER + n)
        for _ in range(items):
            self.post_item()

    def _add_customer(self, number):
        r = self.random
        name = f"{r.choice(PLACES)} {r.choice(COMMERCE)} {number} GmbH"
        customer = Customer(str(number), name, r.choice(("DE", "ES", "PL")), r.choice("DES"))
        for code in COMPANY_CODES if r.random() < 0.2 else (r.choice(COMPANY_CODES),):
            customer.companies[code] = Company(code, r.choice(("ZB30", "ZB14", "0001")))
        self.customers[customer.number] = customer

    def _number(self, kind):
        self._next[kind] += 1
        return str(self._next[kind] - 1)

    def post_item(self):
        """A new open item of a random customer: mostly invoices, some credit memos and payments."""
        r = self.random
        customer = r.choice(list(self.customers.values())) if len(self.customers) < 50 else \
            self.customers[str(FIRST_CUSTOMER + r.randrange(len(self.customers)))]
        company = r.choice(sorted(customer.companies))
        kind = r.choices(("RV", "DG", "DZ", "DA"), (90, 6, 3, 1))[0]
        currency = r.choices(("EUR", "USD", "JPY"), (94, 5, 1))[0]
        amount = r.randrange(1_00, 9_000_00) * (1 if currency != "JPY" else 10)
        posted = self.today - datetime.timedelta(days=r.randrange(1, 120))
        item = Item(company, str(posted.year), self._number(kind), "2" if kind == "DZ" else "1",
                    customer.number, kind, amount if kind == "RV" else -amount, currency, posted)
        item.reference = f"9{item.document[1:]}"
        item.assignment = f"00{r.randrange(10 ** 7, 10 ** 8)}"
        item.special_gl = "A" if kind == "DA" else ""
        self.items[item.key] = item
        return item

    def dunning(self, customer, company, area):
        return self.customers[customer].companies[company].dunning[area]

    def open_items(self):
        return [i for i in self.items.values() if not i.is_cleared]

    def clear(self, keys):
        """Clears items by one clearing document."""
        document = self._number("DZ")
        for key in keys:
            item = self.items[key]
            item.cleared_by, item.cleared_on = document, self.today
            item.changed = self.today
        return document

    def reset(self, keys):
        """Takes a clearing back (FBRA): the items are open again."""
        for key in keys:
            self.items[key].cleared_by, self.items[key].cleared_on = "", None
            self.items[key].changed = self.today
