// Whether the choices are best, whatever is assumed.

// Choices and reference under each set of assumptions; what is kept of each run is its values at the end.
const bestReplicates = 4;
let best = null;
const asked = () => JSON.stringify({ ...settings, set: -1 });
function runAllSets() {
  const run = (best = { settings: asked(), left: 0, ends: data.assumptions.map(() => [[], []]), found: new Map() });
  queue = queue.filter((job) => !job.sets);
  data.assumptions.forEach((_, set) => {
    const { assumed: assumptions, policy } = scenariosOf(settings, set);
    for (let replicate = 0; replicate < bestReplicates; ++replicate) {
      [assumptions, policy].forEach((changes, side) => {
        run.left++;
        const done = ({ series }) => {
          run.ends[set][side][replicate] = Object.fromEntries(Object.entries(series).map(([name, values]) => [name, values.at(-1)]));
          run.left--;
          redrawSoon();
        };
        queue.push({ changes, replicate, sets: run, done });
      });
    }
  });
  feed();
  redrawSoon();
}

// As `actorhood rank` finds it, once all runs are there.
function bestOf(measure) {
  if (!best.found.has(measure)) {
    const side = (i) => best.ends.flatMap((sides) => sides[i].map((ends) => ends[measure]));
    const lower = measures.find((one) => one.name === measure).better === "lower";
    best.found.set(measure, calculator.best([...side(0), ...side(1)], best.ends.length, bestReplicates, lower, level));
  }
  return best.found.get(measure);
}
function drawBest() {
  if (best && best.settings !== asked()) best = null; // the choices are others now
  const all = data.assumptions.length * bestReplicates * 2;
  say(byId("best_status"), best?.left ? t("best_running", all - best.left, all) : "");
  if (!best || best.left) { say(byId("best_answer"), ""); return; }
  const { name, better } = measures.find((one) => one.name === view.measure);
  const found = bestOf(name);
  const share = (value) => (Number.isFinite(value) ? number(100 * value, 2) : "–");
  say(byId("best_answer"), found
    ? t("best_answer", label(name), t(`better_${better}`), found.sets, share(found.best), level * 100, share(found.setsLow), share(found.setsHigh),
      share(found.chanceLow), share(found.chanceHigh), share(found.byMeans))
    : t("best_none", label(name)));
}
