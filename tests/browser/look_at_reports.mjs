// look_at_reports.mjs CHROMIUM PROGRAM RESULT SWEEP [long]: reports of every kind in a browser without a window.
//
// On a screen, a tablet, a phone, on paper and in the dark: nothing is too wide or lies on other words, words and marks
// stand out from their ground, the keys reach everything in the order of the page, nothing is said on the console.
// `long` adds a sweep of 1,000 points, with the memory that its page takes.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser } from "../web/browser.mjs";
import { contrast, focusable, layout } from "./measures.mjs";

const [chromium, program, result, sweep, long] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "actorhood-reports-"));
const at = (name) => join(scratch, name);
const actorhood = (...words) => execFileSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] });
let failed = 0;
function check(is, text) {
  if (!is || text.startsWith("=")) console.log(`${is ? "ok  " : "FAIL"} ${text}`);
  failed += is ? 0 : 1;
}

// Worlds of a few hundred firms and two years.
const small = at("small.toml");
writeFileSync(small, actorhood("scenario", result));
const run = (name, ...more) => {
  actorhood("run", small, "-q", "-o", at(name), "--name", "r", ...more);
  return at(name);
};
const experiment = (name, text) => {
  writeFileSync(at(`${name}.toml`), `[experiment]\nbase = ${JSON.stringify(small)}\n${text}`);
  actorhood("sweep", at(`${name}.toml`), "-q", "-o", at(name));
  return at(name);
};
const kept = 'outputs = ["circular_depth", "digital_depth", "mean_responsible_actorhood", "public_spending_per_member"]\n[experiment.set]\n"output.events" = false\n';

function reports() {
  const mixes = [["0.25", "0.25", "0.25", "0.25"], ["1.0", "0.0", "0.0", "0.0"], ["0.0", "1.0", "0.0", "0.0"], ["0.0", "0.0", "1.0", "0.0"], ["0.0", "0.0", "0.0", "1.0"]]
    .map(([core, project, fees, services], k) => run(`mix number ${k}`, "--replicates", "6", "--set", "funding.jitter=false", "--set", `funding.mix={core=${core},project=${project},fees=${fees},services=${services}}`));
  const many = Array.from({ length: 15 }, (_, k) => {
    copyFileSync(join(mixes[k % 5], "r.h5"), at(`result with a long name, number ${k}.h5`));
    return at(`result with a long name, number ${k}.h5`);
  });
  const shock = run("shock", "--replicates", "6", "--set", "landscape.shock=[{kind='labour',date=2021-01-01,magnitude=0.5,duration=6}]");
  const simplex = experiment("simplex", `design = "simplex"\nsteps = 5\nreplicates = 6\n${kept}[[experiment.axis]]\nsimplex = "funding.mix"\nfixed = { services = 0.1 }\nrole = "lever"\n`);
  const own = run("own", "--replicates", "6", "--set", "output.panel=['Kestrel <b>Sensors</b> & Söhne','x/1']", "--set", "cluster=[{name='our cluster',members=20,member=[{name='Kestrel <b>Sensors</b> & Söhne'}]},{name='x'}]");
  const one = run("one", "--replicates", "1");
  return {
    "five mixes": mixes, "five mixes, in French": [...mixes, "--language", "fr"], "a shock": [mixes[0], shock], "one replicate": [one], "15 results": many, "over assumptions": [sweep],
    "over assumptions, in French": [sweep, "--language", "fr"], "a simplex": [simplex], "points of a simplex": [simplex, "--between", "funding.mix"], "one firm": [own, "--firm", "Kestrel <b>Sensors</b> & Söhne"],
  };
}

async function show(browser, width, dark, media) {
  await browser.send("Emulation.setDeviceMetricsOverride", { width, height: 900, deviceScaleFactor: 1, mobile: width < 500 });
  await browser.send("Emulation.setEmulatedMedia", { media, features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }] });
  await browser.value("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
}

// Tab walks through everything, in the order of the page, and what has the focus can be seen.
async function keysReach(browser, name) {
  await show(browser, 1440, false, "screen");
  const order = await browser.value(`(() => { window.places = [${focusable}][0](); return window.places.length; })()`);
  let wrong = "";
  for (let k = 0; k < order && !wrong; ++k) {
    await browser.key("Tab");
    wrong = await browser.value(`(() => {
      const here = document.activeElement, outline = getComputedStyle(here), box = here.getBoundingClientRect();
      if (here !== window.places[${k}]) return 'stop ${k} is ' + here.outerHTML.slice(0, 80);
      if (outline.outlineStyle === 'none' || parseFloat(outline.outlineWidth) < 2) return 'no outline: ' + here.outerHTML.slice(0, 80);
      return box.width < 1 || box.height < 1 || box.right < 0 ? 'cannot be seen: ' + here.outerHTML.slice(0, 80) : '';
    })()`);
  }
  check(!wrong, `${name}: the keys reach ${order} places ${wrong}`);
}

// Sections without which a report of the kind would be another one.
const sections = { "a simplex": ["best", "map", "notes"], "over assumptions": ["best", "map", "flips", "drivers"], "five mixes": ["first", "cost", "people"], "one firm": ["firm"] };

async function looksRight(browser, name, file) {
  const text = readFileSync(file, "utf8");
  for (const id of sections[name] ?? []) check(text.includes(`<section id="${id}">`), `${name}: has a section ${id}`);
  await browser.open(pathToFileURL(file).href);
  for (const [width, dark, media] of [[1440, false, "screen"], [768, false, "screen"], [390, false, "screen"], [390, true, "screen"], [720, false, "print"]]) {
    await show(browser, width, dark, media);
    const wrong = await browser.value(`(${layout})()`);
    check(wrong.length === 0, `${name}, ${media}${dark ? ", dark" : ""}: ${wrong.slice(0, 5).join("; ")}`);
    const { measured, found } = await browser.value(`(${contrast})()`);
    check(measured > 100 && found.length === 0, `${name}, ${media}${dark ? ", dark" : ""}: ${measured} colours ${found.slice(0, 5).join("; ")}`);
  }
  await keysReach(browser, name);
  await show(browser, 390, false, "screen");
  await browser.value("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
  const wrong = await browser.value(`(${layout})()`);
  check(wrong.length === 0, `${name}, tables open: ${wrong.slice(0, 5).join("; ")}`);
  // Text, style and tables, without pictures and the numbers for other programs.
  const bare = text.replace(/data:text\/csv[^"]*/g, "").replace(/<svg[\s\S]*?<\/svg>/g, "").replace(/<tbody>[\s\S]*?<\/tbody>/g, "").length;
  check(bare <= 300000, `= ${name}: ${statSync(file).size} bytes, ${bare} of them before data`);
}

// The memory of a page above that of an empty one, each in a browser of its own.
async function memoryOf(address) {
  const browser = new Browser(chromium);
  await browser.open(address);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const { own } = await browser.memory();
  await browser.close();
  return own;
}

async function aThousandPoints(browser) {
  const points = Array.from({ length: 1000 }, (_, k) => `[[experiment.point]]\nname = "point ${k} of a thousand"\n"accountability.effort" = ${(0.1 + k / 1250).toFixed(4)}\n"funding.level" = ${1000 + ((k * 37) % 1000)}.5\n`);
  const tiny = '"population.clusters" = 2\n"population.members_per_cluster" = 12\n"population.outside_firms" = 60\n"time.years" = 1\n"time.burn_in_years" = 0\n"time.spin_up_years" = 0\n';
  const thousand = experiment("thousand", `design = "list"\nreplicates = 1\n${kept}${tiny}${points.join("")}`);
  const file = at("thousand.html");
  actorhood("report", thousand, "-o", file);
  await looksRight(browser, "1,000 points", file);
  const more = (await memoryOf(pathToFileURL(file).href)) - (await memoryOf("about:blank"));
  check(more < 100e6, `= 1,000 points: ${Math.round(more / 1e6)} MB above an empty page`);
}

const browser = new Browser(chromium);
try {
  for (const [name, words] of Object.entries(reports())) {
    const file = at("page.html");
    actorhood("report", ...words, "-o", file);
    await looksRight(browser, name, file);
  }
  if (long) await aThousandPoints(browser);
  check(browser.console.length === 0, `= nothing on the console ${browser.console.join("; ")}`);
} catch (error) {
  check(false, error.stack);
}
await browser.close();
rmSync(scratch, { recursive: true });
process.exit(failed === 0 ? 0 : 1);
