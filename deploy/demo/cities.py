"""The two cities of the demo as figures: who lives where, and where that is.

Bremerhaven's neighborhoods have their real names and keys and published totals (about 114,000 people, 21 % of them foreign
nationals); everything below that is invented. Moorsum is invented altogether. Places lie on a schematic map: each
neighborhood is one field of a grid, so borders and distances are plausible, not surveyed.
"""


def neighborhood(key, name, people, diversity, age_tilt, draw, column, row):
    """diversity: how many people have a history of migration, 1 = as in the city; age_tilt > 0: older."""
    return {"key": key, "name": name, "people": people, "diversity": diversity, "age_tilt": age_tilt, "draw": draw,
            "column": column, "row": row}


BREMERHAVEN = {
    "municipality": "bremerhaven",
    "seed": 20220328,
    "people": 114_000,
    "groups": ["german", "german_migration", "foreign"],
    "group_shares": {"german_migration": 0.23, "foreign": 0.21},
    "naturalized_to": "german_migration",
    "arrivals": {
        "immigration_abroad": {"german": 60, "german_migration": 90, "foreign": 1650},
        "immigration_rest": {"german": 1300, "german_migration": 650, "foreign": 900},
    },
    "south_west": (53.4900, 8.5400),
    "field": (0.0108, 0.0182),  # degrees of latitude and longitude: about 1.2 km each way
    "neighborhoods": [
        neighborhood("111", "Weddewarden", 600, 0.30, 0.35, 0.8, 1, 7),
        neighborhood("121", "Königsheide", 3800, 0.75, 0.05, 1.0, 2, 7),
        neighborhood("122", "Fehrmoor", 3100, 0.60, 0.15, 1.0, 3, 7),
        neighborhood("123", "Leherheide-West", 9300, 0.95, 0.05, 1.0, 3, 6),
        neighborhood("131", "Speckenbüttel", 3200, 0.40, 0.35, 0.9, 1, 6),
        neighborhood("132", "Eckernfeld", 4700, 0.65, 0.15, 1.0, 2, 6),
        neighborhood("133", "Twischkamp", 5400, 1.35, -0.15, 1.1, 1, 5),
        neighborhood("134", "Goethestraße", 7500, 1.75, -0.35, 1.2, 2, 5),
        neighborhood("135", "Klushof", 10200, 1.45, -0.20, 1.1, 2, 4),
        neighborhood("136", "Schierholz", 5100, 0.55, 0.20, 0.9, 3, 5),
        neighborhood("137", "Buschkämpen", 2100, 0.55, 0.15, 0.9, 4, 5),
        neighborhood("141", "Mitte-Süd", 5900, 1.20, 0.00, 1.2, 1, 3),
        neighborhood("142", "Mitte-Nord", 6800, 1.10, 0.00, 1.2, 1, 4),
        neighborhood("211", "Geestemünde-Nord", 5600, 1.25, -0.05, 1.1, 2, 3),
        neighborhood("212", "Geestendorf", 11600, 1.40, -0.25, 1.1, 2, 2),
        neighborhood("213", "Geestemünde-Süd", 5300, 0.85, 0.05, 1.0, 2, 1),
        neighborhood("214", "Bürgerpark", 4300, 0.55, 0.25, 0.9, 3, 2),
        neighborhood("215", "Grünhöfe", 6900, 1.30, -0.20, 1.0, 3, 1),
        neighborhood("221", "Schiffdorferdamm", 2600, 0.35, 0.20, 0.9, 4, 3),
        neighborhood("231", "Surheide", 3000, 0.35, 0.40, 0.8, 4, 1),
        neighborhood("241", "Dreibergen", 5100, 0.65, 0.15, 0.9, 2, 0),
        neighborhood("242", "Jedutenberg", 5900, 0.60, 0.20, 0.9, 3, 0),
        neighborhood("251", "Fischereihafen", 300, 1.10, 0.00, 0.5, 1, 1),
        neighborhood("252", "Luneplate", 30, 0.30, 0.20, 0.3, 1, 0),
    ],
}

MOORSUM = {
    "municipality": "moorsum",
    "seed": 4711,
    "people": 9_200,
    "groups": ["german", "foreign"],
    "group_shares": {"foreign": 0.08},
    "naturalized_to": "german",
    "arrivals": {
        "immigration_abroad": {"german": 6, "foreign": 70},
        "immigration_rest": {"german": 230, "foreign": 50},
    },
    "south_west": (53.3000, 8.9000),
    "field": (0.0108, 0.0182),
    "neighborhoods": [
        neighborhood("1", "Ortskern", 3400, 1.4, 0.10, 1.1, 1, 1),
        neighborhood("2", "Am Deich", 1900, 0.8, 0.35, 0.9, 0, 1),
        neighborhood("3", "Neubaugebiet Ost", 2600, 0.9, -0.35, 1.2, 2, 1),
        neighborhood("4", "Moorhusen", 1300, 0.5, 0.20, 0.8, 1, 0),
    ],
}

CITIES = [BREMERHAVEN, MOORSUM]
