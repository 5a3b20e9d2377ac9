"""Invented people for a city: stocks, rates and flows by neighborhood, sex, single age and origin group.

Nothing here is taken from a register. Curves have the usual shapes, totals follow what cities publish; seeded noise
keeps neighborhoods from looking alike. Forecasting's CSV formats are in services/forecasting/README.md.
"""

import math
import random

OPEN_AGE = 100
AGES = range(OPEN_AGE + 1)
SEXES = ("m", "f")
STOCK_YEAR = 2021
HISTORY_YEARS = range(2014, STOCK_YEAR)
FIRST_FORECAST_YEAR = 2022

# Relative numbers of people by age, linear in between.
AGE_CURVES = {
    "german": {0: 0.95, 10: 0.93, 18: 0.95, 25: 1.15, 33: 1.3, 42: 1.15, 50: 1.2, 57: 1.65, 62: 1.5, 70: 1.1,
               76: 0.8, 82: 0.85, 88: 0.4, 95: 0.08, 100: 0.03},
    "german_migration": {0: 2.2, 10: 1.9, 20: 1.4, 30: 1.0, 40: 0.8, 50: 0.6, 60: 0.45, 70: 0.3, 80: 0.18, 90: 0.04,
                         100: 0.005},
    "foreign": {0: 0.9, 10: 0.9, 18: 1.0, 25: 1.9, 32: 2.0, 40: 1.6, 50: 1.0, 60: 0.6, 70: 0.35, 80: 0.15, 90: 0.03,
                100: 0.003},
}
CHILDREN_PER_WOMAN = {"german": (1.42, 30.5), "german_migration": (1.75, 29.0), "foreign": (2.0, 28.5)}


def on_curve(curve, age):
    points = sorted(curve.items())
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if x0 <= age <= x1:
            return y0 + (y1 - y0) * (age - x0) / (x1 - x0)
    return points[-1][1]


def male_share(group, age):
    if group == "foreign" and age < 50:
        return 0.53
    return on_curve({0: 0.513, 55: 0.5, 80: 0.41, 95: 0.28, 100: 0.22}, age)


def whole(expected, total):
    """Integers near `expected` that sum to `total`: largest remainders."""
    scale = total / sum(expected.values())
    floors = {key: math.floor(value * scale) for key, value in expected.items()}
    rest = total - sum(floors.values())
    by_remainder = sorted(expected, key=lambda key: (floors[key] - expected[key] * scale, key))
    for key in by_remainder[:rest]:
        floors[key] += 1
    return floors


def group_totals(city):
    """People by neighborhood and group, so that the city's shares of groups come out as published."""
    neighborhoods = city["neighborhoods"]
    people = whole({n["key"]: n["people"] for n in neighborhoods}, city["people"])
    totals = {}
    left = dict(people)
    for group, share in city["group_shares"].items():
        weights = {n["key"]: people[n["key"]] * n["diversity"] for n in neighborhoods}
        for key, count in whole(weights, round(city["people"] * share)).items():
            totals[key, group] = count
            left[key] -= count
    for key, count in left.items():
        assert count > 0, f"{key} has more people with a history of migration than people"
        totals[key, "german"] = count
    return totals


def stocks(city):
    """(neighborhood, sex, age, group) -> people on 31 December."""
    rng = random.Random(city["seed"])
    totals = group_totals(city)
    cells = {}
    for n in city["neighborhoods"]:
        for group in city["groups"]:
            expected = {}
            for age in AGES:
                weight = on_curve(AGE_CURVES[group], age) * math.exp(n["age_tilt"] * (age - 43) / 40)
                for sex in SEXES:
                    share = male_share(group, age) if sex == "m" else 1 - male_share(group, age)
                    expected[sex, age] = weight * share * rng.uniform(0.82, 1.18)
            for (sex, age), count in whole(expected, totals[n["key"], group]).items():
                cells[n["key"], sex, age, group] = count
    return cells


def history(city, cells):
    """(year, neighborhood, sex, age, group) -> people: backwards from the stocks, each group of a neighborhood on a walk of its own."""
    rng = random.Random(city["seed"] + 1)
    past = {}
    for n in city["neighborhoods"]:
        years = {year: rng.gauss(0, 0.02) for year in HISTORY_YEARS}  # a building is filled, another one is emptied
        for group in city["groups"]:
            now = {(sex, age): cells[n["key"], sex, age, group] for sex in SEXES for age in AGES}
            total = sum(now.values())
            growth = {"german": -0.008, "german_migration": 0.015, "foreign": 0.045}[group] + rng.gauss(0, 0.008)
            for year in reversed(HISTORY_YEARS):
                total /= 1 + growth + years[year] + rng.gauss(0, 0.01)
                for (sex, age), count in whole(now, round(total)).items():
                    past[year, n["key"], sex, age, group] = count
    return dict(sorted(past.items(), key=lambda item: item[0][0]))


def mortality(sex, age, group):
    if age == 0:
        q = 0.0034 if sex == "m" else 0.0028
    else:
        shifted = age if sex == "m" else age - 5
        q = 0.00012 + 0.000035 * math.exp(0.0985 * shifted)
    return min(0.45, q * (0.88 if group == "foreign" else 1.0))


def fertility(sex, age, group):
    if sex == "m" or not 16 <= age <= 49:
        return 0.0
    children, peak = CHILDREN_PER_WOMAN[group]
    return children * math.exp(-((age - peak) ** 2) / (2 * 5.4**2)) / (5.4 * math.sqrt(2 * math.pi))


def bump(age, peak, width):
    return math.exp(-((age - peak) ** 2) / (2 * width**2))


def leaving_rates(age, group):
    abroad = {"german": 0.004, "german_migration": 0.008, "foreign": 0.05}[group] * (0.5 + bump(age, 28, 12))
    rest = 0.018 + 0.055 * bump(age, 23, 6) + 0.01 * bump(age, 2, 3)
    inside = 0.035 + 0.09 * bump(age, 26, 7) + 0.03 * bump(age, 2, 4)
    return abroad, rest, inside


def arrival_shares(city, totals):
    """Who moves inside the city arrives where people of the group live and the neighborhood draws; in millionths."""
    return {group: whole({n["key"]: totals[n["key"], group] * n["draw"] for n in city["neighborhoods"]}, 1_000_000)
            for group in city["groups"]}


def write_stocks(city, file):
    file.write("year;neighborhood;sex;age;group;value\n")
    for (key, sex, age, group), count in stocks(city).items():
        file.write(f"{STOCK_YEAR};{key};{sex};{age};{group};{count}\n")


def write_history(city, file):
    file.write("year;neighborhood;sex;age;group;value\n")
    for (year, key, sex, age, group), count in history(city, stocks(city)).items():
        file.write(f"{year};{key};{sex};{age};{group};{count}\n")


def write_rates(city, file):
    naturalized = [g for g in city["groups"] if g == city["naturalized_to"]]
    shares = arrival_shares(city, group_totals(city))
    file.write("year;neighborhood;sex;age;group;mortality;fertility;emigration_abroad;emigration_rest;"
               f"leaving;arrival_share;naturalization_to_{naturalized[0]}\n")
    for n in city["neighborhoods"]:
        for group in city["groups"]:
            for sex in SEXES:
                for age in AGES:
                    abroad, rest, inside = leaving_rates(age, group)
                    natural = 0.012 if group == "foreign" else 0.0
                    file.write(f"{FIRST_FORECAST_YEAR};{n['key']};{sex};{age};{group};{mortality(sex, age, group):.6f};"
                               f"{fertility(sex, age, group):.5f};{abroad:.4f};{rest:.4f};{inside:.4f};"
                               f"{shares[group][n['key']] / 1e6:.6f};{natural:.3f}\n")


def write_flows(city, file):
    """People who come in a year, spread like those who live there already and by the age at which people move."""
    totals = group_totals(city)
    file.write("year;flow;neighborhood;sex;age;group;other;value\n")
    for flow, by_group in city["arrivals"].items():
        for group, arrivals in by_group.items():
            city_total = sum(totals[n["key"], group] for n in city["neighborhoods"])
            profile = {age: 0.15 + bump(age, 26, 8) + 0.35 * bump(age, 3, 5) if age < 80 else 0.05 for age in AGES}
            scale = arrivals / sum(profile.values())
            for n in city["neighborhoods"]:
                for sex in SEXES:
                    for age in AGES:
                        share = totals[n["key"], group] / city_total
                        value = scale * profile[age] * share * (0.52 if sex == "m" else 0.48)
                        if value >= 0.005:
                            file.write(f"{FIRST_FORECAST_YEAR};{flow};{n['key']};{sex};{age};{group};;{value:.2f}\n")
