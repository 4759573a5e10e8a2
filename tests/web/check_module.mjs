// check_module.mjs PROGRAM MODULE MODEL.JS SCENARIOS: the module gives the program's states, to the bit, and its messages.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [program, moduleFile, wrapper, folder] = process.argv.slice(2);
const { Model, changeLines, putChange } =
  new Function(`${readFileSync(wrapper, "utf8")}; return { Model, changeLines, putChange };`)();
const compiled = new WebAssembly.Module(readFileSync(moduleFile));
const replicates = 3;
const scratch = mkdtempSync(join(tmpdir(), "actorhood-live-"));

const cases = [
  { scenario: "baseline.toml", changes: {} },
  { scenario: "shocks/energy_spike.toml", changes: { "funding.level": 4321.125, "accountability.effort": 0.1 } },
  { scenario: "metaclusters/six.toml", changes: { "funding.mix.core": 0.7, "funding.mix.project": 0.1,
    "funding.mix.fees": 0.1, "funding.mix.services": 0.1, "toolkit": ["pact_for_skills"] } },
];

let failed = 0;
function check(is, text) {
  console.log(`${is ? "ok  " : "FAIL"} ${text}`);
  failed += is ? 0 : 1;
}

const toml = (value) => (Array.isArray(value) ? `[${value.map((word) => `"${word}"`)}]` : String(value));
let pageData = null;
for (const { scenario, changes } of cases) {
  const file = `${folder}/${scenario}`;
  const settings = Object.entries(changes).flatMap(([key, value]) => ["--set", `${key}=${toml(value)}`]);
  const said = execFileSync(program, ["live", file, ...settings, "--hashes", String(replicates)], { encoding: "utf8" });
  const written = join(scratch, "live.html");
  execFileSync(program, ["live", file, "-o", written]);
  const page = readFileSync(written, "utf8");
  pageData = JSON.parse(page.match(/<script type="application\/json" id="data">(.*?)<\/script>/s)[1]);
  const model = new Model(compiled);
  model.read(pageData.lines);
  const tree = {};
  Object.entries(changes).forEach(([key, value]) => putChange(tree, key, value));
  for (let replicate = 0; replicate < replicates; ++replicate) {
    model.begin(changeLines(tree), replicate);
    model.advance(100000);
    const line = `replicate ${replicate}: ${model.hash()}`;
    check(said.split("\n")[replicate] === line, `${scenario}, ${line}`);
  }
}

// What is wrong is said, and the next setting works.
const model = new Model(compiled);
model.read(pageData.lines);
const message = (changes) => {
  try {
    model.begin(changeLines(changes), 0);
    return "";
  } catch (error) {
    return error.message;
  }
};
check(message({ funding: { level: -1 } }).includes("'funding.level' must be"), "a value out of range is refused");
check(message({ funding: { levl: 1 } }).includes("did you mean 'funding.level'?"), "a slip is recognised");
check(message({ toolkit: ["nothing"] }) !== "", "an unknown instrument is refused");
check(message({ funding: { level: 2500.5 } }) === "", "the next setting works");
model.advance(12);
check(model.output("circular_depth").length === 1 && model.output("no_such_output").length === 0, "outputs by name");
check(model.toml().includes("\nlevel = 2500.5\n"), "the scenario as TOML");
// What is thrown inside leaves its message.
let thrown = null;
try {
  model.call("difference", 0x10000000, 0.9);
} catch (error) {
  thrown = error;
}
check(thrown?.trapped === true && thrown.message === "vector", `a throw leaves its message: ${thrown?.message}`);
rmSync(scratch, { recursive: true });
process.exit(failed === 0 ? 0 : 1);
