"""Reads reports as a browser and as a person who checks every number: check_report.py ACTORHOOD RESULT SWEEP DOCUMENT

Elements close in order; nothing comes from elsewhere and nothing runs; every link has its target; words and marks stand out
from their ground, in the light and in the dark; every number in a table is one of compare, export, rank or sensitivity, and
under a figure one of its CSV; costs are worked out anew. What the document for policymakers names is there.
"""
import bisect
import csv
import functools
import html.parser
import io
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse
from collections import defaultdict

VOID = {"meta", "br", "link", "img", "input"}
NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")


def value_of(attributes):
    return attributes.get("href", "")


class Page(html.parser.HTMLParser):
    """Elements of a page, checked while they are read."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.targets, self.headings, self.cells = [], set(), [], [], []
        self.words, self.figures = [], []  # of headings; per figure the numbers of its table, and its CSV
        self.section = ""
        self.feed(text)
        assert not self.open, self.open
        assert {target for target in self.targets} <= self.ids, set(self.targets) - self.ids
        assert self.headings[0] == 1 and self.headings.count(1) == 1
        assert all(after <= before + 1 for before, after in zip(self.headings, self.headings[1:])), self.headings

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        assert tag not in {"script", "iframe", "object", "embed", "link", "img", "form", "base"}, tag
        assert not any(name.startswith("on") for name in attributes), attributes
        for name in ("href", "src", "action", "xlink:href"):
            value = attributes.get(name, "#")
            assert value.startswith(("#", "data:text/csv;")), value[:60]
        if tag == "a" and attributes["href"].startswith("#"):
            self.targets.append(attributes["href"][1:])
        if "id" in attributes:
            assert attributes["id"] not in self.ids, attributes["id"]
            self.ids.add(attributes["id"])
        if tag == "section":
            self.section = attributes["id"]
        if tag == "figure":
            self.figures.append([self.section, [], ""])
        if tag == "a" and value_of(attributes).startswith("data:text/csv") and any(one == "figure" for one, _ in self.open):
            self.figures[-1][2] = urllib.parse.unquote(value_of(attributes).partition(",")[2])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
            self.words.append("")
        if tag == "th":
            assert attributes.get("scope") in {"row", "col"}, attributes
        if tag == "svg":
            assert attributes.get("role") == "img"
        if tag == "td" and attributes.get("class") == "n":
            self.cells.append([self.section, ""])
            if any(one == "figure" for one, _ in self.open):
                self.figures[-1][1].append(self.cells[-1])
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append((tag, attributes.get("class")))

    def handle_endtag(self, tag):
        if tag not in VOID and (self.get_starttag_text() is not None):
            if self.open and self.open[-1][0] == tag:
                self.open.pop()
            else:
                raise AssertionError((tag, self.open[-3:]))

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def handle_data(self, data):
        if self.open and self.open[-1] == ("td", "n"):
            self.cells[-1][1] += data
        if self.open and re.fullmatch("h[1-6]", self.open[-1][0]):
            self.words[-1] += data


def call(program, *arguments):
    return subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


@functools.lru_cache(maxsize=None)
def exported(program, *arguments):
    """Results do not change while they are looked at."""
    return call(program, "export", *arguments)


def numbers_in_json(value, found):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            numbers_in_json(one, found)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        found.append(float(value))


def numbers_in_csv(text):
    found = []
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            try:
                found.append(float(cell))
            except ValueError:
                pass
    return found


def quantile(values, share):
    """Definition 7 of Hyndman & Fan."""
    values = sorted(values)
    place = share * (len(values) - 1)
    low = math.floor(place)
    return values[low] + (place - low) * (values[min(low + 1, len(values) - 1)] - values[low])


def course(program, result, name, by=None):
    """Quantiles over the replicates of the mean over places, at all times; of each place of `by` if it is given."""
    places = defaultdict(list)
    for row in csv.DictReader(io.StringIO(exported(program, result, "--variables", name))):
        if row[name]:
            places[(row["time"], row.get(by, ""), row["replicate"])].append(float(row[name]))
    replicates = defaultdict(list)
    for (time, place, _), values in places.items():
        replicates[(time, place)].append(sum(values) / len(values))
    found = []
    for (time, _), values in replicates.items():
        found += [float(time)] + [quantile(values, share) for share in (0.05, 0.25, 0.5, 0.75, 0.95)]
    return found


def unknown_numbers(words, known):
    """Numbers of a cell that in their own decimals are none of those known (sorted), nor a share of them in per cent."""
    numbers = NUMBER.findall(words)
    unknown = []
    for number in numbers:
        text = number.replace(",", "")
        half = 0.5000001 * 10.0**-len(text.partition(".")[2])
        factor = 100.0 if "%" in words else 1.0
        least = (float(text) - half) / factor
        at = bisect.bisect_left(known, least - 1e-9 * abs(least))
        found = at < len(known) and abs(factor * known[at] - float(text)) <= half + 1e-9 * abs(known[at])
        if not found and not ("%" in words and text in {"1", "99"}):
            unknown.append(text)
    return len(numbers), unknown


def check_numbers(page, known, left_out=()):
    """Every number of a cell is one of those known. Under a figure it is one of the figure's own CSV, too."""
    checked = 0
    known = sorted(value for value in known if math.isfinite(value))
    for section, words in page.cells:
        if section not in left_out:
            number, unknown = unknown_numbers(words, known)
            assert not unknown, (section, words)
            checked += number
    return checked + check_figures(page)


def check_figures(page, language="en"):
    """Every number in the table of a figure is one of its CSV, or a count of replicates ("4 of 6")."""
    checked = 0
    for section, cells, text in page.figures:
        assert bool(cells) == bool(text), section
        own = sorted(value for value in numbers_in_csv(text) if math.isfinite(value))
        for _, words in cells:
            words = words if language == "en" else words.replace("\u202f", "").replace(",", ".")
            counted = re.fullmatch(r"(\d+) (?:of|sur) (\d+)", words)
            number, unknown = (2, []) if counted and int(counted[1]) <= int(counted[2]) else unknown_numbers(words, own)
            assert not unknown, (section, words, text[:300])
            checked += number
    return checked


def luminance(colour):
    parts = [int(colour[k:k + 2], 16) / 255.0 for k in (1, 3, 5)] if len(colour) == 7 else [
        int(2 * letter, 16) / 255.0 for letter in colour[1:]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def check_contrast(text):
    """Colours of words 4.5:1, of marks 3:1, on both grounds."""
    style = text[text.index("<style>"):text.index("</style>")]
    light = dict(re.findall(r"--(\w+):(#\w+)", style[:style.index("*{")]))
    dark_rules = style[style.index("prefers-color-scheme:dark"):style.index("@media print")]
    dark = dict(re.findall(r"--(\w+):(#\w+)", dark_rules[:dark_rules.index("}")]))
    for ground in (light, dark):
        for name in ("ink", "faint", "link"):
            for paper in ("ground", "paper"):
                assert contrast(ground[name], ground[paper]) >= 4.5, (name, ground)
    in_the_dark = dict(re.findall(r'\[(?:fill|stroke)="(#\w+)"\]\{(?:fill|stroke):(#\w+)\}', dark_rules))
    grid = {"#dddddd", "#ffffff"}
    for colour, darker in in_the_dark.items():
        if colour not in grid:
            least = 4.5 if colour in {"#222222", "#555555"} else 3.0
            assert contrast(colour, light["paper"]) >= least, colour
            assert contrast(darker, dark["paper"]) >= least, (colour, darker)
    used = set(re.findall(r'(?:fill|stroke)="(#\w{6})"', re.sub(r"<figure>.*?</figure>", "", text, flags=re.S)))
    assert used - {"#ffffff"} <= set(in_the_dark), used - set(in_the_dark)


def runs_to_compare(program, result, folder):
    """Three results with the same draws and other efforts."""
    again = folder / "again.toml"
    again.write_text(call(program, "scenario", result))
    paths = []
    for effort in ("0.1", "0.5", "0.9"):
        paths.append(folder / f"effort_{effort[-1]}")
        call(program, "run", again, "--set", f"accountability.effort={effort}", "--set", "output.panel=3", "--replicates", 6,
             "-o", paths[-1], "--quiet")
    return paths


FIGURES = {"mean_decision_autonomy": None, "mean_recognition": None, "mean_care_commitment": None, "budget": "source",
           "staff": None, "months_without_income": None, "income_variation_24": None, "application_share": None,
           "overhead_share": None, "agenda": "topic", "agenda_distance_to_calls": None, "members": None,
           "passive_share": None, "resistance": None, "skill_gap": None, "jobs_displaced": None, "circular_depth": None,
           "digital_depth": None, "mean_responsible_actorhood": None, "public_spending_per_member": None}


def one_firm(program, result):
    """Courses of the first firm of the panel over the replicates, and shares of replicates at both ends."""
    rows = list(csv.DictReader(io.StringIO(exported(program, result, "--variables", "panel_cluster"))))
    firm = rows[0]["panel"]
    found = []
    at = defaultdict(lambda: defaultdict(list))
    for row in csv.DictReader(io.StringIO(exported(program, result, "--firm", firm))):
        for name, value in row.items():
            if name.startswith("panel_") and value:
                at[name][row["time"]].append(float(value))
    for name, times in at.items():
        for time, values in times.items():
            found += [float(time)] + [quantile(values, share) for share in (0.05, 0.25, 0.5, 0.75, 0.95)]
    uses = defaultdict(list)
    for row in csv.DictReader(io.StringIO(exported(program, result, "--firm", firm, "--variables", "panel_in_use"))):
        if row["panel_in_use"]:
            uses[(row["time"], row["practice"])].append(float(row["panel_in_use"]))
    found += [sum(values) / len(values) for values in uses.values()]
    replicates = len({row["replicate"] for row in rows})
    places = defaultdict(int)
    for row in rows:
        if row["panel"] == firm:
            places[(row["time"], row["panel_cluster"])] += 1
    return firm, found + [number / replicates for number in places.values()] + [0.0]


def student(share, degrees):
    """Quantile of Student's t, from its density by Simpson's rule and bisection."""
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)

    def below(t, steps=2000):
        density = [scale * (1 + (t * k / steps) ** 2 / degrees) ** (-(degrees + 1) / 2) for k in range(steps + 1)]
        return 0.5 + t / steps / 3 * (density[0] + density[-1] + 4 * sum(density[1:-1:2]) + 2 * sum(density[2:-1:2]))

    low, high = 0.0, 1000.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < share else (low, middle)
    return low


def at_the_end(program, result, name):
    """The last value of each replicate, summed over places."""
    values = defaultdict(float)
    rows = list(csv.DictReader(io.StringIO(exported(program, result, "--variables", name))))
    last = max(float(row["time"]) for row in rows)
    for row in rows:
        if float(row["time"]) == last:
            values[row["replicate"]] += float(row[name])
    return values


def check_costs(program, paths, page):
    """Fieller's interval [Fieller 1954] of money over practice-years, from the exported numbers."""
    known = []
    units = [at_the_end(program, path, "practice_years") for path in paths]
    for money_name in ("public_money", "payers_money"):
        money = [at_the_end(program, path, money_name) for path in paths]
        for k in range(1, len(paths)):
            pairs = [(money[k][r] - money[0][r], units[k][r] - units[0][r]) for r in money[0]]
            n = len(pairs)
            m, u = (sum(pair[i] for pair in pairs) / n for i in (0, 1))
            mm, uu, mu = (sum((a[i] - (m, u)[i]) * (a[j] - (m, u)[j]) for a in pairs) / (n - 1) / n
                          for i, j in ((0, 0), (1, 1), (0, 1)))
            t = student(0.95, n - 1)
            a, b, c = u * u - t * t * uu, m * u - t * t * mu, m * m - t * t * mm
            known += [m, u, m / u if u else 0.0]
            if a > 0:
                root = math.sqrt(max(0.0, b * b - a * c))
                known += [(b - root) / a, (b + root) / a]
    cells = [cell for cell in page.cells if cell[0] == "cost"]
    known.sort()
    assert len(cells) > 8, cells
    for section, words in cells:
        _, unknown = unknown_numbers(words, known)
        assert not unknown, (section, words, known)


def check_one_run(program, result):
    page = Page(call(program, "report", result))
    known = [float(count) for count in range(7)]
    headline = {name for name in FIGURES}
    for name in headline:
        known += course(program, result, name, FIGURES[name])
    known += one_firm(program, result)[1]
    return check_numbers(page, known)


def check_places(program, paths):
    """Lines for each place of an axis, and a choice of places."""
    choice = ["--variables", "members,staff", "--by", "cluster"]
    known = [float(count) for count in range(7)]
    numbers_in_json(json.loads(call(program, "compare", *paths, "--json", *choice)), known)
    for path in paths:
        for name, by in FIGURES.items():
            known += course(program, path, name, by)
        for name in ("members", "staff"):
            known += course(program, path, name, "cluster")
        known += one_firm(program, path)[1]
    return check_numbers(Page(call(program, "report", *paths, *choice)), known, left_out={"first", "cost"})


def check_points(program, sweep):
    """The points of a sweep as scenarios of their own."""
    page = Page(call(program, "report", sweep, "--between", "funding.mix"))
    known = [float(count) for count in range(60)]
    numbers_in_json(json.loads(call(program, "compare", sweep, "--between", "funding.mix", "--json")), known)
    return check_numbers(page, known, left_out={"first", "time"})


def check_runs(program, result, folder):
    paths = runs_to_compare(program, result, folder)
    text = call(program, "report", *paths)
    assert text == call(program, "report", *paths), "the same call gives another page"
    check_contrast(text)
    known = [float(count) for count in range(7)]
    numbers_in_json(json.loads(call(program, "compare", *paths, "--json")), known)
    for path in paths:
        for name, by in FIGURES.items():
            known += course(program, path, name, by)
        firm, numbers = one_firm(program, path)
        known += numbers
    assert f"<bdi>{firm}</bdi>" in text, firm
    sums = json.loads(call(program, "compare", *paths, "--json", "--sum", "--variables",
                           "public_money,payers_money,practice_years"))
    differences = [[one["difference"]["mean"] for one in variable["results"][1:]] for variable in sums["variables"]]
    for money in differences[:2]:
        known += money + differences[2] + [m / p for m, p in zip(money, differences[2]) if p]
    # Who is first is a matter of draws; the interval of a cost is worked out by hand in a unit test.
    checked = check_numbers(Page(text), known, left_out={"first", "cost"})
    assert checked > 300, checked
    check_costs(program, paths, Page(text))
    check_one_run(program, paths[0])
    pair = json.loads(call(program, "compare", *paths[:2], "--json"))
    numbers_in_json(pair, known)
    others = {"two runs": check_numbers(Page(call(program, "report", *paths[:2])), known, left_out={"cost"}),
              "in French": check_figures(Page(call(program, "report", *paths, "--language", "fr")), "fr"),
              "one cluster": check_places(program, paths)}
    print(f"runs: {len(text)} bytes, {checked} numbers found again; {others}")
    return Page(text).words


def check_sweep(program, sweep):
    text = call(program, "report", sweep)
    check_contrast(text)
    headline = "circular_depth,digital_depth,mean_responsible_actorhood,public_spending_per_member:lower"
    names = [name for name in headline.split(",")
             if f"{name.split(':')[0]}" in exported(program, sweep).split("\n", 1)[0]]
    known = []
    for name in names:
        for rows in ("alternatives", "flips"):
            known += numbers_in_csv(call(program, "rank", sweep, "--output", name, "--csv", "--rows", rows))
    known += numbers_in_csv(call(program, "sensitivity", sweep, "--csv"))
    checked = check_numbers(Page(text), known)
    assert checked > 30, checked
    check_figures(Page(call(program, "report", sweep, "--language", "fr")), "fr")
    points = check_points(program, sweep)
    print(f"sweep: {len(text)} bytes, {checked} numbers found again; between points {points}")
    return Page(text).words


def check_questions(program, document, headings):
    """What the page for policymakers names is there: sections of real reports, parameters of the model."""
    text = document.read_text()
    table = text[text.index("| you ask"):text.index("**The words.**")]
    named = set(re.findall(r"\*\*(.+?)\*\*", table))
    assert len(named) > 10 and named <= headings, named - headings
    keys = set(re.findall(r"--set ([a-z_.]+)=", text))
    assert keys, "no command changes anything"
    for key in keys:
        assert call(program, "parameters", key).startswith(f"{key} ="), key
    print(f"questions: {len(named)} sections and {len(keys)} parameters are there")


program, result, sweep, document = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    headings = set(check_runs(program, result, pathlib.Path(folder)))
headings.update(check_sweep(program, sweep))
check_questions(program, pathlib.Path(document), headings)
