// check_page.mjs CHROMIUM PROGRAM SCENARIOS [long]: the live page in a browser without a window, from file://.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { accessibleNodes, faultsOfControls, liveRegions } from "./accessibility.mjs";
import { Browser } from "./browser.mjs";

const [chromium, program, scenarios, long] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "actorhood-page-"));
const actorhood = (...words) => execFileSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28 });
let failed = 0;
function check(is, text) {
  console.log(`${is ? "ok  " : "FAIL"} ${text}`);
  failed += is ? 0 : 1;
}

const pageOf = (scenario, ...options) => {
  const file = join(scratch, `${scenario.replace("/", "_")}.html`);
  actorhood("live", join(scenarios, scenario), "-o", file, ...options);
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
  const said = execFileSync("sh", ["-c", command.replace(/^actorhood/, program).replace("--hashes 1", `--hashes ${replicates}`)], { encoding: "utf8" });
  return said.trim().split("\n").map((line) => line.split(": ")[1]);
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

// A random setting of everything.
const randomSetting = `settings = untouched();
  const pick = (n) => Math.floor(Math.random() * n);
  settings.mix = split(100, [1, 2, 3, 4].map(() => Math.random() + 0.001));
  for (const { key, low, high } of data.parameters) if (!key.startsWith("funding.mix") && pick(2)) settings.values[key] = low + (high - low) * Math.random();
  settings.approval = Math.random(); settings.directiveness = Math.random();
  settings.instruments = [0, 1, 2].map(() => pick(2) ? data.instruments[pick(data.instruments.length)].name : "");
  settings.shock = pick(2) ? { kind: shockKinds[pick(4)], year: 2022 + pick(15), magnitude: Math.random(), duration: 1 + pick(40) } : null;`;

// The page's scenario, as it saves it, and what the program makes of it.
async function runSaved(browser, which, replicates) {
  const file = join(scratch, `${which}.toml`);
  writeFileSync(file, await browser.value(`new Promise((done) => {
    queue.unshift({ toml: true, changes: scenariosOf(settings).${which}, done: ({ toml }) => done(toml) }); feed(); })`));
  actorhood("run", file, "-q", "--force", "--replicates", String(replicates), "-o", join(scratch, which), "--name", "r");
  return join(scratch, which, "r.h5");
}

const near = (a, b) => a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

// The same numbers and verdicts as compare gives for results of the program.
async function numbersAreEqual(browser) {
  const settings = ["settings = untouched(); settings.values['funding.level'] = 4321;",
    "settings = untouched(); settings.values['accountability.effort'] = 0.1; settings.values['restructuring.strongest'] = 0;"];
  for (const setting of [...settings, ...Array(long ? 20 : 0).fill(randomSetting)]) {
    await set(browser, setting);
    if (await browser.value("trouble !== ''")) continue;
    const files = [await runSaved(browser, "assumed", 20), await runSaved(browser, "policy", 20)];
    const names = await browser.value("measures.map((one) => one.name)");
    const found = JSON.parse(actorhood("compare", ...files, "--json", "--variables", names.join(",")));
    const here = await browser.value(`(() => { const { assumed, policy } = scenariosOf(settings), rows = paired(assumed, policy);
      return Object.fromEntries(measures.map(({ name }) => [name, differenceOf(rows, name)])); })()`);
    const wrong = found.variables.filter(({ name, results }) => {
      const there = results[1].difference;
      const mine = here[name];
      const same = near(mine.mean, there.mean) && near(mine.low, there.low) && near(mine.high, there.high) && mine.verdict === there.verdict;
      if (!same) console.log(`     ${name} ${JSON.stringify(mine)} but ${JSON.stringify(there)}`);
      return !same;
    });
    const first = here[names[0]];
    check(wrong.length === 0 && found.variables.length === names.length, `differences and verdicts of ${names.length} outputs are those of compare: ` +
      `${names[0]} ${first.mean} (${first.low} to ${first.high}) ${first.verdict}`);
  }
}

// A button, pressed; the file that the browser saves.
async function saved(browser, button, name) {
  const file = join(scratch, name);
  rmSync(file, { force: true });
  await browser.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: scratch }, null);
  await browser.value(`byId("${button}").focus()`);
  await browser.key("Enter");
  for (let i = 0; i < 500 && !existsSync(file); ++i) await new Promise((resolve) => setTimeout(resolve, 20));
  return readFileSync(file, "utf8");
}

// What the browser saves: numbers from which the difference follows, and a scenario that gives the same states.
async function filesAreSaved(browser) {
  await set(browser, changes["negotiation/on.toml"]);
  const rows = (await saved(browser, "csv", "live.csv")).trim().split("\n").map((line) => line.split(","));
  check(rows[0].join() === "scenario,replicate,time,variable,value", `CSV of ${rows.length} lines`);
  const shown = await browser.value(`(() => { const { assumed, policy } = scenariosOf(settings); const { mean } = differenceOf(paired(assumed, policy), "circular_depth");
    return { mean, time: String(years().at(-1)) }; })()`);
  const ends = (scenario) => rows.filter((row) => row[0] === scenario && row[2] === shown.time && row[3] === "circular_depth").map((row) => Number(row[4]));
  const [without, chosen] = [ends("reference_assumed"), ends("policy")];
  const difference = chosen.reduce((sum, value, i) => sum + value - without[i], 0) / chosen.length;
  check(chosen.length === 20 && near(difference, shown.mean), `the difference shown follows from the CSV: ${difference}`);
  await saved(browser, "toml", "live.toml");
  const there = actorhood("live", join(scratch, "live.toml"), "--as-given", "--hashes", "1").trim().split(": ")[1];
  check((await hashesOf(browser, 1))[0] === there, `the TOML gives the same state: ${there}`);
}

// A shock of the page is added to those of the scenario.
async function shocksAdd(browser) {
  await browser.open(pageOf("shocks/energy_spike.toml"));
  await browser.until(ended);
  const own = await browser.value("scenarioShocks.length");
  await set(browser, "settings.shock = { kind: 'demand', year: 2027, magnitude: 0.4, duration: 6 };");
  const there = reproduce(await browser.value("byId('command').textContent"), 1)[0];
  check((await hashesOf(browser, 1))[0] === there, `a shock beside the scenario's own: state ${there}`);
  const text = await saved(browser, "toml", "live.toml");
  check(own > 0 && text.split("[[landscape.shock]]").length - 1 === own + 1, `the scenario has ${own} of its own, and one more with the page's`);
}

// Choices under sets of assumptions: the probability of being best is that of rank for a crossed sweep of the same runs.
async function bestIsThatOfRank(browser) {
  const ensemble = join(scratch, "sets.toml");
  const experiment = join(scratch, "crossed.toml");
  const points = [[0.3, 0.5], [0.5, 1.5], [0.8, 2.5], [0.2, 2.0]].map(([learning, weight], i) =>
    `[[experiment.point]]\nname = "set ${i}"\n"learning.rate" = ${learning}\n"adoption.peer_weight" = ${weight}\n`);
  writeFileSync(ensemble, `[experiment]\n${points.join("")}`);
  await browser.open(pageOf("baseline.toml", "--assumptions", ensemble));
  await browser.until(ended);
  const small = await browser.value("data.small_world.map((one) => one.split('='))");
  const level = await browser.value("parameters['funding.level'].value");
  await set(browser, "settings.values['funding.level'] = 2600;");
  await browser.value("byId('best_start').click()");
  await browser.until("best && best.left === 0", 120);
  await browser.until("byId('best_answer').textContent !== ''");
  const names = await browser.value("measures.map((one) => one.better === 'lower' ? `${one.name}:lower` : one.name)");
  writeFileSync(experiment, `[experiment]\nbase = ${JSON.stringify(resolve(scenarios, "baseline.toml"))}\ndesign = "factorial"\nreplicates = ${await browser.value("bestReplicates")}\n` +
    `random = "common"\nevery = 12\noutputs = [${names.map((one) => `"${one.split(":")[0]}"`)}]\n[experiment.set]\n${small.map(([key, value]) => `"${key}" = ${value}`).join("\n")}\n` +
    `[[experiment.axis]]\nparameter = "funding.level"\nvalues = [${level.toFixed(1)}, 2600.0]\nrole = "lever"\n`);
  actorhood("sweep", experiment, "--assumptions", ensemble, "-q", "-o", join(scratch, "ranked"));
  const { outputs } = JSON.parse(actorhood("rank", join(scratch, "ranked"), "--json", "--output", names.join(",")));
  const wrong = [];
  for (const { name, alternatives } of outputs) {
    const here = await browser.value(`bestOf(${JSON.stringify(name)})`);
    const there = (alternatives ?? []).find((one) => one.levers["funding.level"] === 2600);
    const mine = here && [here.best, here.byMeans, here.setsLow, here.setsHigh, here.chanceLow, here.chanceHigh];
    const other = there && [there.best, there.best_by_means, ...there.best_by_sets, ...there.best_by_chance];
    if (!mine !== !other || (mine && !mine.every((value, i) => near(value, other[i])))) wrong.push(`${name} ${mine} but ${other}`);
  }
  check(outputs.length === names.length && wrong.length === 0, `probability of best of ${names.length} outputs is that of rank ${wrong.join("; ")}`);
  console.log(`     ${await browser.value("byId('best_answer').textContent")}`);
}

// What a screen reader is told: every control has a role, a name of its own and a value; results are announced politely.
async function isAccessible(browser) {
  for (const language of ["en", "fr"]) {
    if ((await browser.value("language")) !== language) await browser.value("byId('language').click()");
    await set(browser, "settings = untouched(); settings.values['funding.level'] = 2345; settings.shock = { kind: 'labour', year: 2026, magnitude: 0.3, duration: 9 };");
    const nodes = await accessibleNodes(browser);
    const { count, faults } = faultsOfControls(nodes);
    check(count > 30 && faults.length === 0, `${language}: ${count} controls have role, name and value ${faults.join("; ")}`);
    const answer = liveRegions(nodes).find((one) => one.role === "status" && one.live === "polite" && one.text.trim() !== "");
    check(answer !== undefined && answer.text.includes(await browser.value("byId('sentence').textContent")), `${language}: announced politely: ${answer?.text}`);
    check(nodes.some((one) => one.role === "heading") && nodes.some((one) => one.role === "main") && nodes.filter((one) => one.role === "image").every((one) => one.name),
      `${language}: headings, a main part, drawings with words`);
  }
  await set(browser, "settings = untouched(); settings.values['funding.level'] = -5;");
  await browser.until("!byId('trouble').hidden");
  const alert = liveRegions(await accessibleNodes(browser)).find((one) => one.role === "alert");
  check(alert?.live === "assertive" && alert.text.includes("funding.level"), "what is wrong is announced at once");
  await set(browser, "settings = untouched();");
  await browser.value("language === 'en' || byId('language').click()");
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
    await set(browser, randomSetting);
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
  check(own < 200e6, "memory after 200 moves");
}

const browser = new Browser(chromium);
try {
  await statesAreEqual(browser);
  await numbersAreEqual(browser);
  await filesAreSaved(browser);
  await shocksAdd(browser);
  await bestIsThatOfRank(browser);
  await keysSuffice(browser);
  await faultsAreSaid(browser);
  await isAccessible(browser);
  await isQuick(browser);
  if (long) await lastsLong(browser);
  check(browser.console.length === 0, `nothing on the console ${browser.console.join("; ")}`);
} catch (error) {
  check(false, error.stack);
}
await browser.close();
rmSync(scratch, { recursive: true });
process.exit(failed === 0 ? 0 : 1);
