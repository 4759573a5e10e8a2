// One worker: a module of its own, one replicate at a time.
let model = null;

// What the measures are through the years, at every place at the end, and the state there.
function simulate({ changes, replicate, measures, burnIn, every }) {
  model.begin(changes, replicate);
  const months = model.calls.months();
  const series = Object.fromEntries(measures.map((name) => [name, []]));
  let done = model.advance(burnIn);
  while (done < months) {
    done = model.advance(Math.min(every, months - done));
    measures.forEach((name) => series[name].push(mean(model.output(name))));
  }
  const end = Object.fromEntries(measures.map((name) => [name, model.output(name)]));
  return { series, end, hash: model.hash() };
}

// Of what is defined, over all places.
function mean(values) {
  const defined = values.filter(Number.isFinite);
  return defined.length === 0 ? NaN : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

onmessage = ({ data }) => {
  try {
    if (data.compiled) {
      model = new Model(data.compiled);
      model.read(data.lines);
      postMessage({ ready: true });
    } else if (data.toml) {
      model.begin(data.changes, 0);
      postMessage({ job: data.job, toml: model.toml() });
    } else {
      postMessage({ job: data.job, ...simulate(data) });
    }
  } catch (error) {
    postMessage({ job: data.job, error: error.message, trapped: Boolean(error.trapped) });
  }
};
