"""Invented organizations, places and offers of a city as an HSDS 3.1 bundle in our profile (services/catalog/README.md).

What the demo is to show follows from this: every neighborhood has a youth place of about the size its young people need, open
to all and without anything to buy, and a playground near every group of addresses. Not so Geestendorf (the open place is
for children, what older ones find sells drinks; hardly a playground) and Grünhöfe (a small room, open on one evening).
"""

import uuid

import map
import population

NAMESPACE = uuid.UUID("6f0c1b5e-53c7-5d2b-9a53-1d5f6f2b7c10")
ASSURED = "2026-10-01"
SYNTHETIC = "Synthetisch: für die Vorführung erfunden."
RATE_OPEN_YOUTH = 0.114  # places per young person, as the need type says


def make_id(city, *parts):
    return str(uuid.uuid5(NAMESPACE, "/".join([city["municipality"], *parts])))


class Bundle:
    """Collects an HSDS document; ids follow from names."""

    def __init__(self, city):
        self.city = city
        self.organizations, self.locations, self.services = [], [], []

    def organization(self, name, what):
        identity = make_id(self.city, "organization", name)
        self.organizations.append({"id": identity, "name": name, "description": f"{what} {SYNTHETIC}"})
        return identity

    def place(self, neighborhood, name, east, north, wheelchair=None, supply=None):
        longitude, latitude = map.inside(self.city, neighborhood, east, north)
        identity = make_id(self.city, "location", neighborhood["key"], name)
        location = {"id": identity, "location_type": "physical", "name": name, "description": SYNTHETIC,
                    "latitude": latitude, "longitude": longitude}
        if wheelchair is not None:
            location["a11y"] = {"accessibleWith": {"wheelchair": wheelchair}}
        if supply:
            location["supply_points"] = [{"kind": supply}]
        self.locations.append(location)
        return identity

    def offer(self, organization, place, name, description, needs=(), places=None, hours=(), **more):
        """hours: (days, opens, closes); places: how many can be there at once."""
        identity = make_id(self.city, "service", organization, name)
        schedules = [{"id": make_id(self.city, "schedule", identity, days, opens), "freq": "WEEKLY", "byday": days,
                      "opens_at": opens, "closes_at": closes} for days, opens, closes in hours]
        service = {"id": identity, "organization_id": organization, "name": name,
                   "description": f"{description} {SYNTHETIC}", "status": "active", "assured_date": ASSURED,
                   "needs": list(needs), **more}
        for kind, name in (("languages", "code"), ("cost_options", "option")):  # HSDS gives every object an id
            if kind in service:
                service[kind] = [{"id": make_id(self.city, kind, identity, item[name]), **item} for item in service[kind]]
        at = {"id": make_id(self.city, "at", identity), "service_id": identity, "location_id": place,
              "schedules": schedules}
        service["service_at_locations"] = [at]
        if places is not None:
            service["capacities"] = [{"id": make_id(self.city, "capacity", identity), "available": places,
                                      "maximum": places, "updated": f"{ASSURED}T00:00:00Z",
                                      "unit": {"id": make_id(self.city, "unit", "places"), "name": "places"}}]
        self.services.append(service)

    def document(self):
        return {"organizations": self.organizations, "locations": self.locations, "services": self.services}


def languages(*codes):
    return [{"code": code} for code in codes]


def free():
    return [{"option": "Teilnahme", "amount": 0, "currency": "EUR"}]


WALK_IN = {"registration": "none", "anonymous": True, "referral_needed": False, "id_needed": False, "walk_in": True,
           "residence_bound": False}
YOUTH = {"target_group": "youth-14-24", "modality": "designed_for"}
CHILDREN = {"target_group": "children-6-13", "modality": "designed_for"}
EVERY_AFTERNOON = [("MO,TU,WE,TH,FR", "14:00", "19:00")]


def youth_places(bundle, city, trust):
    stocks = population.stocks(city)
    for n in city["neighborhoods"]:
        young = sum(count for (key, _, age, _), count in stocks.items() if key == n["key"] and 14 <= age < 25)
        if n["name"] in ("Geestendorf", "Grünhöfe") or young < 20:
            continue
        place = bundle.place(n, f"Jugendhaus {n['name']}", 0.5, 0.5, wheelchair=True)
        bundle.offer(trust, place, f"Offener Treff {n['name']}",
                     "Offener Treffpunkt für junge Leute: kommen, bleiben, nichts kaufen müssen.", ["open-youth-place"],
                     places=round(young * RATE_OPEN_YOUTH * 1.05) + 1, hours=EVERY_AFTERNOON, targeting=[YOUTH],
                     minimum_age=14, maximum_age=24, consumption_free=True, threshold=WALK_IN, cost_options=free(),
                     languages=languages("de", "en"))


def playgrounds(bundle, city):
    for n in city["neighborhoods"]:
        for index, (east, north, _) in enumerate(map.ADDRESS_PATTERN, 1):
            if n["name"] == "Geestendorf" and index not in (6, 7):
                continue  # the two at the edge are all there is
            bundle.place(n, f"Spielplatz {n['name']} {index}", east, north, supply="playground")


def bremerhaven(city):
    bundle = Bundle(city)
    by_name = {n["name"]: n for n in city["neighborhoods"]}
    trust = bundle.organization("Jugendwerk Unterweser (erfunden)", "Träger offener Jugendarbeit.")
    families = bundle.organization("Familienzentren im Verbund (erfunden)", "Träger von Familienzentren.")
    inclusion = bundle.organization("Teilhabe gemeinsam e. V. (erfunden)", "Beratung und Treffpunkte.")
    seniors = bundle.organization("Begegnung im Alter e. V. (erfunden)", "Treffpunkte für ältere Menschen.")
    trade = bundle.organization("Gewerbe im Quartier (erfunden)", "Cafés und Läden.")
    youth_places(bundle, city, trust)
    playgrounds(bundle, city)

    geestendorf, gruenhoefe = by_name["Geestendorf"], by_name["Grünhöfe"]
    bundle.offer(trust, bundle.place(geestendorf, "Freizeittreff Geestendorf", 0.45, 0.5, wheelchair=True),
                 "Freizeittreff Geestendorf", "Spielen, Kochen, Hausaufgaben: ein Treff für Kinder.", [], places=45,
                 hours=EVERY_AFTERNOON, targeting=[CHILDREN], minimum_age=6, maximum_age=13, consumption_free=True,
                 threshold=WALK_IN, cost_options=free(), languages=languages("de", "tr", "ar"))
    bundle.offer(trade, bundle.place(geestendorf, "Billardcafé Georgstraße", 0.52, 0.5, wheelchair=True),
                 "Billardcafé Georgstraße", "Billard und Getränke; wer bleibt, verzehrt etwas.", ["open-youth-place"],
                 places=260, hours=[("MO,TU,WE,TH,FR", "15:00", "22:00")], targeting=[YOUTH], consumption_free=False,
                 threshold=WALK_IN, languages=languages("de"))
    bundle.offer(trust, bundle.place(gruenhoefe, "Jugendraum Grünhöfe", 0.5, 0.5, wheelchair=False),
                 "Jugendraum Grünhöfe", "Ein Raum im Gemeindehaus, am Freitagabend offen.", ["open-youth-place"], places=20,
                 hours=[("FR", "17:00", "21:00")], targeting=[YOUTH], consumption_free=True, threshold=WALK_IN,
                 cost_options=free(), languages=languages("de"))
    bundle.offer(trade, bundle.place(gruenhoefe, "Eiscafé am Markt Grünhöfe", 0.55, 0.5, wheelchair=True),
                 "Eiscafé am Markt Grünhöfe", "Eis und Kaffee.", ["open-youth-place"], places=150,
                 hours=[("MO,TU,WE,TH,FR,SA,SU", "12:00", "20:00")], targeting=[YOUTH], consumption_free=False,
                 threshold=WALK_IN, languages=languages("de", "it"))

    for name, spoken in (("Geestendorf", ("de", "tr", "ar")), ("Grünhöfe", ("de", "ru", "pl")), ("Goethestraße", ("de", "bg", "tr")),
                         ("Leherheide-West", ("de", "ru"))):
        n = by_name[name]
        bundle.offer(families, bundle.place(n, f"Familienzentrum {name}", 0.4, 0.45, wheelchair=True),
                     f"Elterncafé im Familienzentrum {name}", "Frühstück, Austausch und Beratung für Eltern mit kleinen Kindern.",
                     ["family-meeting"], places=30, hours=[("TU,TH", "09:00", "12:00")],
                     targeting=[{"predicate": {"families": ["single_parent", "pregnant"]}, "modality": "open_to"}],
                     consumption_free=True, threshold=WALK_IN, cost_options=free(), languages=languages(*spoken),
                     language_mediation=[{"language": "uk", "mode": "phone", "bookable": True, "notice_hours": 24,
                                          "cost_free": True}])
    for name in ("Surheide", "Mitte-Nord", "Klushof", "Dreibergen", "Leherheide-West"):
        n = by_name[name]
        bundle.offer(seniors, bundle.place(n, f"Begegnungsstätte {name}", 0.6, 0.55, wheelchair=True),
                     f"Begegnungsstätte {name}", "Mittagstisch, Gymnastik, Gespräche.", ["senior-meeting"], places=40,
                     hours=[("MO,WE,FR", "10:00", "16:00")],
                     targeting=[{"target_group": "seniors-65", "modality": "designed_for"}], consumption_free=True,
                     threshold=WALK_IN, cost_options=free(), languages=languages("de"))

    middle = bundle.place(by_name["Mitte-Süd"], "Haus der Teilhabe", 0.45, 0.4, wheelchair=True)
    both = {"disabilities": ["any"], "migrations": ["any"]}
    bundle.offer(inclusion, middle, "Beratung für Menschen mit Behinderung und Migrationsgeschichte",
                 "Beratung zu Teilhabe, Anträgen und Alltag, mit Sprachmittlung.", ["participation-advice"], places=6,
                 hours=[("MO,TH", "10:00", "16:00")], targeting=[{"predicate": both, "modality": "designed_for"}],
                 consumption_free=True, threshold=WALK_IN, cost_options=free(), languages=languages("de", "tr", "ar", "ru"),
                 language_mediation=[{"language": "fa", "mode": "video", "bookable": True, "cost_free": True}])
    bundle.offer(inclusion, middle, "Teilhabeberatung", "Beratung für Menschen mit Behinderung und Angehörige.",
                 ["participation-advice"], places=8, hours=[("TU,WE,FR", "09:00", "13:00")],
                 targeting=[{"predicate": {"disabilities": ["any"]}, "modality": "designed_for"}], consumption_free=True,
                 threshold=WALK_IN, cost_options=free(), languages=languages("de"))
    bundle.offer(families, middle, "Sozialberatung für alle",
                 "Beratung zu Behörden, Wohnen und Arbeit; auch für Menschen mit Behinderung.", ["participation-advice"], places=10,
                 hours=[("MO,TU,WE,TH,FR", "09:00", "12:00")],
                 targeting=[{"predicate": both, "modality": "open_to"}], consumption_free=True, threshold=WALK_IN,
                 cost_options=free(), languages=languages("de", "en"))
    return bundle.document()


def moorsum(city):
    bundle = Bundle(city)
    trust = bundle.organization("Gemeinde Moorsum, Jugendpflege (erfunden)", "Jugendarbeit der Gemeinde.")
    youth_places(bundle, city, trust)
    playgrounds(bundle, city)
    return bundle.document()
