// check_page.mjs CHROMIUM PROGRAM SCENARIOS [long]: the live page in a browser without a window, from file://.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser } from "./browser.mjs";

const [chromium, program, scenarios, long] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "actorhood-page-"));
const actorhood = (...words) => execFileSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28 });
let failed = 0;
function check(is, text) {
  console.log(`${is ? "ok  " : "FAIL"} ${text}`);
  failed += is ? 0 : 1;
}

const pageOf = (scenario) => {
  const file = join(scratch, `${scenario.replace("/", "_")}.html`);
  actorhood("live", join(scenarios, scenario), "-o", file);
  return pathToFileURL(file).href;
};
const ended = "(trouble !== '' || !Number.isNaN(timings.all))";
// Changes settings as controls do, and waits for all pairs.
async function set(browser, script) {
  await browser.value(`timings.all = NaN; change(() => { ${script} })`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await browser.until(ended, 120);
}
// The command that the page shows, called with so many replicates.
function reproduce(command, replicates) {
  const words = command.replaceAll("\\\n", " ").match(/'[^']*'|\S+/g).slice(1).map((word) => word.replaceAll("'", ""));
  words[words.indexOf("--hashes") + 1] = String(replicates);
  return actorhood(...words).trim().split("\n").map((line) => line.split(": ")[1]);
}
const hashesOf = (browser, replicates) => browser.value(
  `Array.from({ length: ${replicates} }, (_, r) => results.get(resultKey(scenariosOf(settings).policy, r)).hash)`);

const changes = {
  "baseline.toml": "settings.mix = [70, 10, 10, 10]; settings.values['accountability.policy.out'] = 0.5; settings.approval = 0.6;",
  "shocks/energy_spike.toml": "settings.values['funding.level'] = 1234.5; settings.values['adoption.noise'] = 0.31; settings.directiveness = 0.9;",
  "negotiation/on.toml": "settings.instruments = ['pact_for_skills', 'digital_training', '']; settings.shock = { kind: 'labour', year: 2026, magnitude: 0.3, duration: 9 };",
};

async function statesAreEqual(browser) {
  for (const [scenario, script] of Object.entries(changes)) {
    await browser.open(pageOf(scenario));
    await browser.until(ended);
    check((await browser.value("trouble")) === "", `${scenario} opens`);
    await set(browser, script);
    const here = await hashesOf(browser, 3);
    const there = reproduce(await browser.value("byId('command').textContent"), 3);
    check(here.join() === there.join(), `${scenario}: states ${here.join(", ")}`);
  }
}

// The same numbers and verdicts as compare gives for results of the program.
async function numbersAreEqual(browser) {
  const world = await browser.value("data.small_world");
  const file = join(scenarios, "negotiation/on.toml");
  const run = (name, more) => actorhood("run", file, "-q", "--force", "--replicates", "20", "-o", join(scratch, name), "--name", "r",
    ...[...world, ...more].flatMap((one) => ["--set", one]));
  run("a", []);
  for (const more of [["funding.level=4321.0"], ["accountability.effort=0.1", "restructuring.strongest=0.0"]]) {
    run("b", more);
    await set(browser, `settings = untouched(); ${more.map((one) => one.split("=")).map(([key, value]) => `settings.values['${key}'] = ${value};`).join("")}`);
    const names = await browser.value("measures.map((one) => one.name)");
    const found = JSON.parse(actorhood("compare", join(scratch, "a/r.h5"), join(scratch, "b/r.h5"), "--json", "--variables", names.join(",")));
    const here = await browser.value(`(() => { const { assumed, policy } = scenariosOf(settings), rows = paired(assumed, policy);
      return Object.fromEntries(measures.map(({ name }) => [name, differenceOf(rows, name)])); })()`);
    const near = (a, b) => a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
    for (const { name, results } of found.variables) {
      const there = results[1].difference;
      const mine = here[name];
      const same = near(mine.mean, there.mean) && near(mine.low, there.low) && near(mine.high, there.high) && mine.verdict === there.verdict;
      check(same, `${more}: ${name} ${mine.mean} (${mine.low} to ${mine.high}) ${mine.verdict}${same ? "" : ` but ${JSON.stringify(there)}`}`);
    }
  }
}

// From the start to a link with the keys alone; the link opens with the same settings.
async function keysSuffice(browser) {
  const address = pageOf("baseline.toml");
  await browser.open(address);
  await browser.until(ended);
  const focus = () => browser.value("document.activeElement.id");
  const reach = async (id) => {
    for (let i = 0; i < 80 && (await focus()) !== id; ++i) await browser.key("Tab");
    check((await focus()) === id, `${id} is reached by Tab`);
  };
  await reach("lever-core");
  for (let i = 0; i < 5; ++i) await browser.key("ArrowRight");
  await reach("lever-funding-level");
  await browser.key("End");
  await browser.until("Object.keys(settings.values).length === 1");
  await new Promise((resolve) => setTimeout(resolve, 100));
  await browser.until(ended);
  const settings = await browser.value("JSON.stringify(settings)");
  check(JSON.parse(settings).mix.join() === "25,23,29,23", `shares give way: ${JSON.parse(settings).mix}`);
  await reach("link");
  await browser.key("Enter");
  const link = await browser.value("location.href");
  const hash = (await hashesOf(browser, 1))[0];
  await browser.open(link);
  await browser.until(ended);
  check((await browser.value("JSON.stringify(settings)")) === settings, "the link opens with the same settings");
  check((await hashesOf(browser, 1))[0] === hash, "and the same state");
  await browser.value("byId('undo').click(), byId('reset').click()");
  await browser.until("scenariosOf(settings).policy === ''");
  check((await browser.value("csvText().split('\\n').length")) > 1000, "numbers as CSV");
}

async function faultsAreSaid(browser) {
  await set(browser, "settings = untouched(); settings.values['funding.level'] = -5;");
  await browser.until("!byId('trouble').hidden");
  check((await browser.value("byId('trouble').textContent")).includes("'funding.level' must be"), "a broken setting shows its message");
  await set(browser, "settings = untouched(); settings.values['funding.level'] = 2000;");
  await browser.until("byId('trouble').hidden");
  check((await browser.value("trouble")) === "", "and the next one works");
}

async function isQuick(browser) {
  await set(browser, "settings = untouched(); settings.values['funding.level'] = 2222;");
  const { first, all } = await browser.value("({ first: timings.first, all: timings.all })");
  console.log(`     first result after ${Math.round(first)} ms, 20 pairs after ${Math.round(all)} ms, ${await browser.value("workers.length")} workers`);
  check(first < (long ? 1000 : 10000) && all < (long ? 5000 : 60000), "results come soon");
}

async function lastsLong(browser) {
  await browser.value("view.pairs = 1");
  for (let i = 0; i < 100; ++i) {
    await set(browser, `settings = untouched();
      const pick = (n) => Math.floor(Math.random() * n);
      settings.mix = split(100, [1, 2, 3, 4].map(() => Math.random() + 0.001));
      for (const { key, low, high } of data.parameters) if (!key.startsWith("funding.mix") && pick(2)) settings.values[key] = low + (high - low) * Math.random();
      settings.approval = Math.random(); settings.directiveness = Math.random();
      settings.instruments = [0, 1, 2].map(() => pick(2) ? data.instruments[pick(data.instruments.length)].name : "");
      settings.shock = pick(2) ? { kind: shockKinds[pick(4)], year: 2022 + pick(15), magnitude: Math.random(), duration: 1 + pick(40) } : null;`);
    if (await browser.value("trouble !== ''")) {
      console.log(`     refused: ${await browser.value("trouble.split('\\n')[1]")}`);
    } else if (i < 30) {
      const there = reproduce(await browser.value("byId('command').textContent"), 1)[0];
      check((await hashesOf(browser, 1))[0] === there, `random setting ${i}: state ${there}`);
    }
  }
  check((await browser.value("trapped")) === 0, "100 random settings without a trap");
  await browser.value("view.pairs = 20");
  for (let i = 0; i < 200; ++i) {
    await browser.value(`change(() => { settings = untouched(); settings.values["funding.level"] = ${1000 + i * 10}; })`);
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  await browser.until(ended);
  const { resident, own } = await browser.memory();
  console.log(`     ${Math.round(own / 1e6)} MB of the page after 200 moves, ${Math.round(resident / 1e6)} MB with the browser's program`);
  check(own < 300e6, "memory after 200 moves");
}

const browser = new Browser(chromium);
try {
  await statesAreEqual(browser);
  await numbersAreEqual(browser);
  await keysSuffice(browser);
  await faultsAreSaid(browser);
  await isQuick(browser);
  if (long) await lastsLong(browser);
  check(browser.console.length === 0, `nothing on the console ${browser.console.join("; ")}`);
} catch (error) {
  check(false, error.stack);
}
await browser.close();
rmSync(scratch, { recursive: true });
process.exit(failed === 0 ? 0 : 1);
