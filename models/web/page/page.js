// The page: levers make changes, workers simulate replicates under them, what comes back is drawn.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const level = 0.9;
const sources = ["core", "project", "fees", "services"];
const shockKinds = ["demand", "supply", "energy", "labour"];
const parameters = Object.fromEntries(data.parameters.map((one) => [one.key, one]));
const measures = data.labels.filter((one) => one.better && one.name !== "payers_money");
const firstYear = Math.ceil(data.start);
const lastYear = data.start + (data.months - data.burn_in) / 12;
const every = 12;
const scenarioShocks = changeTree(data.lines).landscape?.shock ?? []; // to which one may be added
const shockName = ["", ...scenarioShocks.keys()].map((k) => `shock of the page${k === "" ? "" : ` ${k + 2}`}`)
  .find((name) => !scenarioShocks.some((one) => one.name === name));

// --- words ---

let language = data.language;
function t(name, ...parts) {
  const [en, fr] = texts[name] ?? [name, name];
  return (language === "fr" ? fr : en).replace(/\{(\d+)\}/g, (_, i) => parts[i - 1] ?? "");
}
function number(value, digits = 3) {
  if (!Number.isFinite(value)) return "–";
  return value.toLocaleString(language, { maximumSignificantDigits: digits, useGrouping: Math.abs(value) >= 10000 }).replace("-", "−");
}
const signed = (value) => (value > 0 ? "+" : "") + number(value);
const label = (name) => measures.find((one) => one.name === name)[language];
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// --- settings: what differs from the scenario ---

const untouched = () => ({ mix: null, values: {}, approval: null, directiveness: null, instruments: ["", "", ""], shock: null, set: -1 });
let settings = untouched();
let view = { measure: measures.some((one) => one.name === "mean_responsible_actorhood") ? "mean_responsible_actorhood" : measures[0].name, pairs: 20 };
const past = [];

function perCluster(tree, key, value) {
  data.clusters.forEach((name) => (((tree.cluster ??= {})[name] ??= {})[key] = value));
}

// What is chosen, as a tree of changes.
function chosen(of) {
  const tree = {};
  if (of.mix) sources.forEach((source, i) => putChange(tree, `funding.mix.${source}`, of.mix[i] / 100));
  Object.entries(of.values).forEach(([key, value]) => { if (parameters[key].chosen) putChange(tree, key, value); });
  if (of.approval !== null) perCluster(tree, "approval", of.approval);
  if (of.directiveness !== null) perCluster(tree, "directiveness", of.directiveness);
  const named = of.instruments.filter((name) => name);
  if (named.length) tree.toolkit = [...new Set(named)];
  return tree;
}

// What is assumed.
function assumed(of) {
  const tree = {};
  Object.entries(of.values).forEach(([key, value]) => { if (!parameters[key].chosen) putChange(tree, key, value); });
  if (of.shock) {
    const { kind, year, magnitude, duration } = of.shock;
    const own = { name: shockName, date: `${year}-01-01`, kind, magnitude, duration, source: "assumption" };
    putChange(tree, "landscape.shock", [...scenarioShocks, own]);
  }
  return tree;
}

// Lines of several trees as one; "" if nothing is changed.
function together(...lines) {
  const inner = lines.map((each) => each.slice(each.indexOf("\n") + 1)).join("");
  return inner ? `0\tt\t\t\n${inner}` : "";
}
function scenariosOf(of, set = of.set) {
  const assumptions = together(changeLines(assumed(of)), set >= 0 ? data.assumptions[set].lines : "\n");
  const policy = together(assumptions || "\n", changeLines(chosen(of)));
  return { reference: "", assumed: assumptions, policy };
}

// "--set" options that give the same in the program.
function options(tree, prefix = "") {
  const toml = (value) =>
    Array.isArray(value) ? `[${value.map(toml).join(", ")}]`
      : typeof value === "object" ? `{ ${Object.entries(value).map(([key, one]) => `${key} = ${toml(one)}`).join(", ")} }`
        : typeof value === "string" && !/^\d{4}-\d\d-\d\d$/.test(value) ? JSON.stringify(value) : String(value);
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" && !Array.isArray(value) ? options(value, `${prefix}${key}.`) : [`${prefix}${key}=${toml(value)}`]);
}

// --- simulating ---

const results = new Map(); // of changes and replicate; the oldest go first
const mostResults = 1000; // of a hundred pairs there are three hundred
const resultKey = (changes, replicate) => `${replicate}|${changes}`;
let compiled = null;
let calculator = null; // a module of the page's own, for differences
let workers = [];
let queue = [];
let stopped = false;
let trouble = "";
let jobs = 0;
let trapped = 0; // how often the model stopped on the way
const timings = { moved: 0, first: NaN, all: NaN };

async function load() {
  const text = byId("module").textContent;
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  compiled = await WebAssembly.compile(await new Response(stream).arrayBuffer());
  byId("module").remove();
  calculator = new Model(compiled);
  const count = Math.max(1, Math.min(4, navigator.hardwareConcurrency || 2));
  workers = Array.from({ length: count }, startWorker);
}

const workerAddress = URL.createObjectURL(new Blob([byId("worker").textContent], { type: "text/javascript" }));
function startWorker() {
  const one = { worker: new Worker(workerAddress), job: null, ready: false };
  one.worker.onmessage = ({ data: message }) => take(one, message);
  one.worker.onerror = (event) => fail(t("trouble_start", event.message));
  one.worker.postMessage({ compiled, lines: data.lines });
  return one;
}

function take(one, message) {
  if (message.ready) {
    one.ready = true;
  } else if (message.error !== undefined && !one.job) {
    fail(t("trouble_start", message.error));
    return;
  } else {
    const job = one.job;
    one.job = null;
    if (message.error !== undefined) {
      if (job.changes !== undefined && stillWanted(job)) {
        queue = [];
        best = null;
        fail(t("trouble", message.error));
      }
      if (message.trapped) { // a model that stopped on the way is of no more use
        trapped++;
        one.worker.terminate();
        workers[workers.indexOf(one)] = startWorker();
      }
    } else if (job.done) {
      job.done(message);
    } else {
      results.set(resultKey(job.changes, job.replicate), { series: message.series, end: message.end, hash: message.hash });
      if (results.size > mostResults) results.delete(results.keys().next().value);
      redrawSoon();
    }
  }
  feed();
}

function fail(message) {
  trouble = message;
  redrawSoon();
}

function stillWanted(job) {
  const { reference, assumed: assumptions, policy } = scenariosOf(settings);
  return job.toml || (job.sets && job.sets === best) || [reference, assumptions, policy].includes(job.changes);
}

function feed() {
  for (const one of workers) {
    if (!one.ready || one.job) continue;
    while (queue.length && !queue[0].done && results.has(resultKey(queue[0].changes, queue[0].replicate))) queue.shift();
    const job = queue.shift();
    if (!job) return;
    job.job = ++jobs;
    one.job = job;
    const { done, sets, ...plain } = job;
    one.worker.postMessage({ ...plain, measures: measures.map((measure) => measure.name), burnIn: data.burn_in, every });
  }
}

// Asks for all pairs of the present settings, the choices first.
function ask() {
  trouble = "";
  timings.moved = performance.now();
  timings.first = timings.all = NaN;
  const { reference, assumed: assumptions, policy } = scenariosOf(settings);
  queue = queue.filter((job) => job.toml || (job.sets && job.sets.settings === asked()));
  for (let replicate = 0; !stopped && replicate < view.pairs; ++replicate) {
    for (const changes of new Set([policy, assumptions, reference])) {
      if (!results.has(resultKey(changes, replicate))) queue.push({ changes, replicate });
    }
  }
  feed();
  redrawSoon();
}

// Replicates that are there of all of them, and their results.
function paired(...all) {
  const rows = [];
  for (let replicate = 0; replicate < view.pairs; ++replicate) {
    const row = all.map((changes) => results.get(resultKey(changes, replicate)));
    if (row.every(Boolean)) rows.push(row);
  }
  return rows;
}
// As `actorhood compare` does it: of a pair, both sides keep the places that are defined in both.
function differenceOf(rows, measure) {
  const ends = rows.map((row) => {
    const [a, b] = row.map((result) => result.end[measure]);
    const both = a.map((value, i) => Number.isFinite(value) && Number.isFinite(b[i]));
    return [a, b].map((values) => values.filter((_, i) => both[i]));
  });
  const side = (i) => ends.map((pair) => mean(pair[i]));
  const size = (i) => ends.map((pair) => mean(pair[i].map(Math.abs)));
  const [reference, policy] = [side(0), side(1)];
  return { ...calculator.difference({ reference, other: policy, sizes: [...size(0), ...size(1)] }, level),
    reference: mean(reference), policy: mean(policy), each: reference.map((value, i) => policy[i] - value) };
}
const mean = (values) => {
  const defined = values.filter(Number.isFinite);
  return defined.length ? defined.reduce((sum, value) => sum + value, 0) / defined.length : NaN;
};

// --- levers ---

function change(make) {
  past.push(JSON.stringify(settings));
  if (past.length > 200) past.shift();
  make();
  settled();
}
let settling = 0;
function settled() {
  stopped = false;
  showLevers();
  clearTimeout(settling);
  settling = setTimeout(ask, 60); // a slider that is dragged says a lot
}

const levers = []; // functions that show the present settings
const showLevers = () => { levers.forEach((show) => show()); byId("undo").disabled = past.length === 0; };

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => (name === "text" ? (made.textContent = value) : made.setAttribute(name, value)));
  made.append(...children);
  return made;
}

function group(parent, name, note) {
  const box = element("fieldset", {}, element("legend", { "data-text": name }));
  if (note) box.append(element("p", { class: "note", "data-text": note }));
  byId(parent).append(box);
  return box;
}

// A slider of a hundred steps; at its start it is the scenario's own value, whether that is a step or not.
function slider(box, { name, low, high, start, digits = 3, get, set, text }) {
  const id = `lever-${name.replaceAll(".", "-")}`;
  const at = (value) => Math.round(((value - low) / (high - low)) * 100);
  const valueAt = (position) => Number((low + ((high - low) * position) / 100).toPrecision(4));
  const input = element("input", { type: "range", id, min: 0, max: 100, step: 1 });
  const shown = element("output", { for: id });
  box.append(element("div", { class: "lever" }, element("label", { for: id, "data-text": name }), shown, input));
  input.addEventListener("input", () => {
    const position = Number(input.value);
    change(() => set(start !== null && position === at(start) ? null : valueAt(position)));
  });
  levers.push(() => {
    const own = get();
    const value = own ?? start;
    input.value = value === null ? 50 : at(value);
    say(shown, value === null ? t("as_drawn") : (text ?? ((v) => number(v, digits)))(value));
    shown.className = own === null ? "" : "changed";
    input.setAttribute("aria-valuetext", shown.textContent);
  });
  return input;
}

function parameterSlider(box, key) {
  const { value, low, high } = parameters[key];
  slider(box, { name: key, low: Math.min(low, value), high: Math.max(high, value), start: value,
    get: () => settings.values[key] ?? null,
    set: (own) => { if (own === null) delete settings.values[key]; else settings.values[key] = own; } });
}

// A whole number in whole parts, as near as possible to their weights.
function split(total, weights) {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const whole = exact.map(Math.floor);
  const order = exact.map((part, i) => [part - whole[i], i]).filter(([, i]) => weights[i] > 0).sort((a, b) => b[0] - a[0]);
  const left = total - whole.reduce((a, b) => a + b, 0);
  for (let i = 0; i < left; ++i) whole[order[i][1]]++;
  return whole;
}
// One share moves, the others give way in proportion.
function moveShare(shares, moved, to) {
  const others = shares.map((share, i) => (i === moved ? 0 : share));
  const weights = others.some((share) => share > 0) ? others : others.map((_, i) => (i === moved ? 0 : 1));
  const result = split(100 - to, weights);
  result[moved] = to;
  return result;
}

const mixColours = ["#56b4e9", "#e69f00", "#009e73", "#cc79a7"];
function mixControl() {
  const box = group("policies", "mix", "mix_note");
  const bar = element("div", { class: "bar", id: "bar", "aria-hidden": "true" });
  box.append(bar);
  const own = split(100, sources.map((source) => parameters[`funding.mix.${source}`].value));
  const present = () => settings.mix ?? own;
  const given = { moved: -1, from: own, last: own }; // while one share moves, the others keep the proportions they had
  const shift = (moved, to) => {
    if (given.moved !== moved || given.last.join() !== present().join()) Object.assign(given, { moved, from: present() });
    return (given.last = moveShare(given.from, moved, to));
  };
  sources.forEach((source, i) => {
    slider(box, { name: source, low: 0, high: 100, start: own[i], text: (value) => `${value} %`, get: () => (settings.mix ? settings.mix[i] : null),
      set: (value) => {
        const mix = shift(i, value ?? own[i]);
        settings.mix = mix.every((share, k) => share === own[k]) ? null : mix;
      } });
  });
  levers.push(() => {
    let left = 0;
    const parts = present().map((share, i) => {
      const part = `<rect x="${left}" width="${share}" height="6" fill="${mixColours[i]}"/>` +
        (share >= 9 ? `<text x="${left + share / 2}" y="4.6" font-size="4" text-anchor="middle" style="fill:#000">${"ABCD"[i]}</text>` : "");
      left += share;
      return part;
    });
    put("bar", `<svg viewBox="0 0 100 6" role="presentation">${parts.join("")}</svg>`);
  });
}

function choice(box, name, values, { get, set, words, parts = [] }) {
  const id = `lever-${name}${parts.join("")}`;
  const select = element("select", { id });
  values.forEach((value) => select.append(element("option", { value })));
  box.append(element("div", { class: "field" }, element("label", { for: id, "data-text": name, "data-parts": parts.join("|") }), select));
  select.addEventListener("change", () => change(() => set(select.value)));
  levers.push(() => {
    [...select.options].forEach((option, i) => say(option, words(values[i])));
    select.value = get();
  });
}

function makeLevers() {
  mixControl();
  const amounts = group("policies", "amounts");
  ["funding.level", "accountability.effort", "reflexivity.integration", "restructuring.strongest"].forEach((key) => parameterSlider(amounts, key));
  const directions = group("policies", "directions");
  ["up", "down", "out", "lateral"].forEach((way) => parameterSlider(directions, `accountability.policy.${way}`));
  const rules = group("policies", "rules");
  ["approval", "directiveness"].forEach((key) => slider(rules, { name: key, low: 0, high: 1, start: null,
    text: (value) => `${Math.round(value * 100)} %`, get: () => settings[key], set: (own) => (settings[key] = own) }));
  const instruments = group("policies", "instruments", data.selected.length ? "instruments_replace" : "");
  const names = ["", ...data.instruments.map((one) => one.name)];
  const titles = Object.fromEntries(data.instruments.map((one) => [one.name, one.title]));
  settings.instruments.forEach((_, i) => choice(instruments, "instrument", names, { parts: [i + 1], get: () => settings.instruments[i],
    set: (name) => (settings.instruments[i] = name), words: (name) => (name ? titles[name] : t("no_instrument")) }));
  const values = group("assumptions", "assumed_values");
  Object.values(parameters).filter((one) => !one.chosen).forEach((one) => parameterSlider(values, one.key));
  shockControl();
  if (data.assumptions.length) {
    choice(values, "set", [-1, ...data.assumptions.keys()].map(String), { get: () => String(settings.set),
      set: (value) => (settings.set = Number(value)), words: (value) => (value < 0 ? t("set_none") : data.assumptions[value].name) });
  }
}

function shockControl() {
  const box = group("assumptions", "shock", scenarioShocks.length ? "shock_adds" : "");
  const common = { kind: "demand", year: Math.min(firstYear + 7, Math.floor(lastYear) - 1), magnitude: 0.2, duration: 12 };
  const part = (key) => (settings.shock ? settings.shock[key] : null);
  const put = (key) => (value) => { if (settings.shock) settings.shock = { ...settings.shock, [key]: value ?? common[key] }; };
  choice(box, "shock_kind", ["", ...shockKinds], { get: () => (settings.shock ? settings.shock.kind : ""),
    set: (kind) => (settings.shock = kind ? { ...common, ...settings.shock, kind } : null),
    words: (kind) => t(kind ? `shock_${kind}` : "shock_none") });
  const inputs = [
    slider(box, { name: "shock_magnitude", low: 0, high: 1, start: common.magnitude, get: () => part("magnitude"), set: put("magnitude"),
      text: (value) => `${Math.round(value * 100)} %` }),
    slider(box, { name: "shock_duration", low: 0, high: 100, start: common.duration, get: () => part("duration"),
      set: (value) => put("duration")(value === null ? null : Math.max(1, value)) }),
  ];
  const years = Array.from({ length: Math.max(1, Math.floor(lastYear) - firstYear) }, (_, i) => String(firstYear + i));
  choice(box, "shock_year", years, { get: () => String(part("year") ?? common.year), set: (year) => put("year")(Number(year)), words: (year) => year });
  levers.push(() => [...inputs, byId("lever-shock_year")].forEach((input) => (input.disabled = !settings.shock)));
}

// --- drawing ---

// At once after a pause, else a few times a second: every drawing leaves memory to be cleared.
let drawing = 0;
let drawn = 0;
function redrawSoon() {
  if (drawing) return;
  const pause = Math.max(0, drawn + 150 - performance.now());
  drawing = setTimeout(() => requestAnimationFrame(() => { drawing = 0; drawn = performance.now(); redraw(); }), pause);
}

function sentenceOf(found, changed) {
  if (trouble) return "";
  if (!changed) return t("nothing_changed");
  if (!found || !found.pairs) return t("waiting");
  const text = t(`says_${found.verdict}`, label(view.measure), endText(), number(Math.abs(found.mean)), level * 100,
    number(found.verdict === "lower" ? -found.high : found.low), number(found.verdict === "lower" ? -found.low : found.high), found.pairs);
  const more = found.verdict === "indistinguishable" && found.more > 0 ? " " + t("more_pairs", number(found.more, 2)) : "";
  const exact = found.verdict === "indistinguishable" || found.verdict === "undecidable" ? text.replace(number(Math.abs(found.mean)), signed(found.mean)) : text;
  return capital(exact) + more;
}
const endText = () => String(Math.floor(lastYear - 1e-9) + (lastYear % 1 < 1e-9 ? 1 : 0));

let tableDrawn = 0;
function redraw() {
  const { reference, assumed: assumptions, policy } = scenariosOf(settings);
  const rows = calculator ? paired(assumptions, policy) : [];
  const changed = policy !== assumptions;
  const now = performance.now();
  if (rows.length && Number.isNaN(timings.first)) timings.first = now - timings.moved;
  if (rows.length === view.pairs && Number.isNaN(timings.all)) timings.all = now - timings.moved;
  const seriesOf = (changes) => paired(changes).map(([result]) => result.series[view.measure]);
  const lines = [{ style: "reference", name: t("reference"), rows: seriesOf(reference) }];
  if (assumptions !== reference) lines.push({ style: "assumed", name: t("reference_assumed"), rows: seriesOf(assumptions) });
  if (changed) lines.push({ style: "policy", name: t("policy"), rows: seriesOf(policy) });
  say(byId("fan_caption"), t("fan_caption", capital(label(view.measure))));
  drawFan(lines);
  const found = rows.length && changed ? differenceOf(rows, view.measure) : null;
  drawDots(found);
  say(byId("sentence"), sentenceOf(found, changed));
  const moved = assumptions !== reference ? paired(reference, assumptions) : [];
  const alone = moved.length ? differenceOf(moved, view.measure) : null;
  say(byId("conditions"), alone ? t("says_assumed", signed(alone.mean), level * 100, number(alone.low), number(alone.high)) : "");
  byId("progress").value = rows.length / view.pairs;
  say(byId("status"), !calculator ? t("status_loading") : rows.length >= view.pairs ? t("status_done", rows.length)
    : stopped ? t("status_stopped", rows.length, view.pairs) : t("status_running", rows.length, view.pairs));
  if (rows.length >= view.pairs) { // said once, not at every pair
    say(byId("spoken"), `${byId("sentence").textContent} ${byId("status").textContent}`);
  }
  byId("trouble").hidden = !trouble;
  say(byId("trouble"), trouble);
  say(byId("stop"), stopped ? t("go_on") : t("stop"));
  if (rows.length === view.pairs || now - tableDrawn > 600 || rows.length < 2) { drawTable(rows); tableDrawn = now; }
  drawOrigin(policy);
  drawBest();
  document.body.dataset.pairs = rows.length;
}

const quoted = (word) => `'${word.replaceAll("'", `'\\''`)}'`; // for a shell
const commandOf = () => {
  const set = [...data.settings, ...options(assumed(settings)), ...options(chosen(settings))]
    .map((one) => ` \\\n  --set ${quoted(one)}`).join("");
  return `actorhood live ${/^[\w./-]+$/.test(data.file) ? data.file : quoted(data.file)}${data.as_given ? " --as-given" : ""} --hashes 1${set}`;
};
function drawOrigin(policy) {
  say(byId("command"), settings.set >= 0 ? "actorhood live live.toml --as-given --hashes 1" : commandOf());
  const first = results.get(resultKey(policy, 0));
  put("hashes", first ? t("hash_here", `<code>${first.hash}</code>`) : "");
}

function drawFrame() {
  document.documentElement.lang = language;
  document.title = `Actorhood: ${data.title}`;
  byId("title").textContent = data.title;
  byId("summary").textContent = data.summary;
  document.querySelectorAll("[data-text]").forEach((one) => (one.textContent = t(one.dataset.text, ...(one.dataset.parts ?? "").split("|"))));
  document.querySelectorAll("[data-label]").forEach((one) => one.setAttribute("aria-label", t(one.dataset.label)));
  byId("controls").setAttribute("aria-label", t("policies"));
  byId("language").lang = language === "en" ? "fr" : "en";
  byId("title").lang = byId("summary").lang = "en";
  byId("measure").replaceChildren(...measures.map(({ name }) => element("option", { value: name, text: capital(label(name)) })));
  byId("measure").value = view.measure;
  byId("pairs").value = view.pairs;
  byId("world").textContent = t("world", data.clusters.length, number(data.firms, 2), (data.months - data.burn_in) / 12, data.burn_in / 12);
  const basis = [t("rests_pairs"), t("rests_misses", data.missed, data.compared),
    t("rests_version", data.file, data.scenario_hash, `${data.version} ${data.commit}`)];
  byId("rests").replaceChildren(...basis.map((text) => element("li", { text })));
  byId("meanings").replaceChildren(...data.parameters.map(({ key, meaning, source }) =>
    element("li", {}, element("code", { text: key }), element("span", { lang: "en", text: `: ${meaning} (${source})` }))));
  byId("best").hidden = data.assumptions.length === 0;
  showLevers();
}

// --- links, files, buttons ---

function linkText() {
  return `#${encodeURIComponent(JSON.stringify({ settings, view, language }))}`;
}
function readLink() {
  try {
    const given = JSON.parse(decodeURIComponent(location.hash.slice(1)));
    const known = untouched();
    const own = given.settings ?? {};
    if (Array.isArray(own.mix) && own.mix.length === 4 && own.mix.every(Number.isFinite)) known.mix = own.mix;
    Object.entries(own.values ?? {}).forEach(([key, value]) => { if (parameters[key] && Number.isFinite(value)) known.values[key] = value; });
    ["approval", "directiveness"].forEach((key) => { if (Number.isFinite(own[key])) known[key] = own[key]; });
    (own.instruments ?? []).slice(0, 3).forEach((name, i) => { if (data.instruments.some((one) => one.name === name)) known.instruments[i] = name; });
    if (own.shock && shockKinds.includes(own.shock.kind) && [own.shock.year, own.shock.magnitude, own.shock.duration].every(Number.isFinite)) {
      known.shock = { kind: own.shock.kind, year: own.shock.year, magnitude: own.shock.magnitude, duration: own.shock.duration };
    }
    if (data.assumptions[own.set]) known.set = own.set;
    settings = known;
    if (measures.some((one) => one.name === given.view?.measure)) view.measure = given.view.measure;
    if ([10, 20, 50, 100].includes(given.view?.pairs)) view.pairs = given.view.pairs;
    if (["en", "fr"].includes(given.language)) language = given.language;
  } catch {
    // no link, or not one of ours: the scenario as it is
  }
}

function save(name, type, text) {
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// Every recorded value of what is shown.
function csvText() {
  const { reference, assumed: assumptions, policy } = scenariosOf(settings);
  const named = new Map([[policy, "policy"], [assumptions, "reference_assumed"], [reference, "reference"]]);
  const lines = ["scenario,replicate,time,variable,value"];
  for (const [changes, name] of [...named].reverse()) {
    for (let replicate = 0; replicate < view.pairs; ++replicate) {
      const result = results.get(resultKey(changes, replicate));
      if (!result) continue;
      measures.forEach(({ name: measure }) => result.series[measure].forEach((value, i) =>
        lines.push(`${name},${replicate},${years()[i]},${measure},${Number.isFinite(value) ? value : ""}`)));
    }
  }
  return lines.join("\n") + "\n";
}

function makeButtons() {
  byId("language").addEventListener("click", () => { language = language === "en" ? "fr" : "en"; drawFrame(); redrawSoon(); });
  byId("measure").addEventListener("change", (event) => { view.measure = event.target.value; redrawSoon(); });
  byId("pairs").addEventListener("change", (event) => { view.pairs = Number(event.target.value); ask(); });
  byId("stop").addEventListener("click", () => { stopped = !stopped; if (stopped) { queue = []; best = best?.left ? null : best; redrawSoon(); } else ask(); });
  byId("undo").addEventListener("click", () => { if (past.length) { settings = JSON.parse(past.pop()); settled(); } });
  byId("reset").addEventListener("click", () => change(() => (settings = untouched())));
  byId("csv").addEventListener("click", () => save("live.csv", "text/csv", csvText()));
  byId("toml").addEventListener("click", () => {
    queue.unshift({ toml: true, changes: scenariosOf(settings).policy, done: ({ toml }) => save("live.toml", "application/toml", toml) });
    feed();
  });
  byId("link").addEventListener("click", () => {
    history.replaceState(null, "", linkText());
    byId("link_text").hidden = false;
    byId("link_value").value = location.href;
    byId("link_value").focus();
    byId("link_value").select();
    navigator.clipboard?.writeText(location.href).catch(() => {});
  });
  byId("best_start").addEventListener("click", runAllSets);
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
}

readLink();
makeLevers();
makeButtons();
drawFrame();
redraw();
load().then(ask).catch((error) => fail(t("trouble_start", error.message)));
