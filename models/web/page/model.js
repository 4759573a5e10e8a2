// The model's module: texts and numbers in and out. Used by the workers of the page and by tests in node.
"use strict";

class Model {
  // Makes the module from its compiled form; nothing of the system reaches it.
  constructor(compiled) {
    const memory = () => new DataView(this.calls.memory.buffer);
    const none = { environ_get: () => 0, fd_close: () => 8, fd_seek: () => 8, proc_exit: () => { throw new Error("exit"); },
      environ_sizes_get: (count, bytes) => { memory().setUint32(count, 0, true); memory().setUint32(bytes, 0, true); return 0; },
      fd_write: () => 8 };
    this.calls = new WebAssembly.Instance(compiled, { wasi_snapshot_preview1: none }).exports;
    this.calls._initialize();
  }

  // What the module says now.
  text() {
    const { memory, answer, answer_size } = this.calls;
    return new TextDecoder().decode(new Uint8Array(memory.buffer, answer(), answer_size()));
  }

  numbers(count) {
    return Array.from(new Float64Array(this.calls.memory.buffer.slice(this.calls.answer(), this.calls.answer() + 8 * count)));
  }

  put(text) {
    const bytes = new TextEncoder().encode(text);
    const place = this.calls.room(bytes.length);
    new Uint8Array(this.calls.memory.buffer, place, bytes.length).set(bytes);
    return bytes.length;
  }

  // Calls a function of the module. What the model throws is the message of an error that is marked as `trapped`: the
  // module is of no use after it.
  call(name, ...values) {
    try {
      return this.calls[name](...values);
    } catch (trap) {
      throw Object.assign(new Error(this.text() || String(trap)), { trapped: true });
    }
  }

  // Takes the scenario; throws what is wrong with it.
  read(lines) {
    if (!this.call("read", this.put(lines))) throw new Error(this.text());
  }

  // Begins a replicate with changes; throws what is wrong with them.
  begin(changes, replicate) {
    if (!this.call("begin", this.put(changes), replicate)) throw new Error(this.text());
  }

  // Simulates so many months more; returns the months simulated so far.
  advance(months) { return this.call("advance", months); }

  output(name) { return this.numbers(this.call("output", this.put(name))); }
  hash() { this.calls.hash(); return this.text(); }
  toml() { this.calls.toml(); return this.text(); }

  // How probable it is over sets of assumptions that the choices are best, as `actorhood rank` gives it; nothing if there is
  // no order. `values`: those of the reference, set by set and replicate by replicate, and then of the choices.
  best(values, sets, replicates, lower, level) {
    const place = this.calls.room(8 * values.length);
    new Float64Array(this.calls.memory.buffer, place, values.length).set(values);
    const found = this.numbers(this.call("best", sets, replicates, lower ? 1 : 0, level));
    const [used, best, setsLow, setsHigh, chanceLow, chanceHigh, byMeans] = found;
    return found.length ? { sets: used, best, setsLow, setsHigh, chanceLow, chanceHigh, byMeans } : null;
  }

  // Paired difference of values, as `actorhood compare` gives it; `sizes` are of all values of the one, then of the other.
  difference({ reference, other, sizes }, level) {
    const pairs = reference.length;
    const place = this.calls.room(8 * 4 * pairs);
    new Float64Array(this.calls.memory.buffer, place, 4 * pairs).set([...reference, ...other, ...sizes]);
    const [count, mean, low, high, verdict, more] = this.numbers(this.call("difference", pairs, level));
    return { pairs: count, mean, low, high, more,
      verdict: ["higher", "lower", "indistinguishable", "identical", "undecidable"][verdict] };
  }
}

// The tree that such lines tell of.
function changeTree(lines) {
  const unescaped = (text) => text.replace(/\\(.)/g, (_, c) => ({ t: "\t", n: "\n", r: "\r" })[c] ?? c);
  const open = []; // what each depth is in
  for (const line of lines.split("\n").filter((one) => one)) {
    const [depth, kind, name, text] = line.split("\t");
    const value = { t: {}, a: [] }[kind] ?? { i: Number, r: Number, b: (word) => word === "true" }[kind]?.(text) ?? unescaped(text);
    const parent = open[depth - 1];
    if (Array.isArray(parent)) parent.push(value);
    else if (parent) parent[unescaped(name)] = value;
    open[depth] = value;
  }
  return open[0];
}

// A tree of changes as the module takes it: numbers as they are written, texts, dates, arrays and tables.
function changeLines(tree) {
  const lines = [];
  const escaped = (text) => text.replace(/[\\\t\n\r]/g, (c) => "\\" + { "\\": "\\", "\t": "t", "\n": "n", "\r": "r" }[c]);
  const add = (depth, name, value) => {
    const line = (kind, text) => lines.push(`${depth}\t${kind}\t${escaped(name)}\t${escaped(text)}\n`);
    if (Array.isArray(value)) {
      line("a", "");
      value.forEach((member) => add(depth + 1, "", member));
    } else if (typeof value === "number") {
      line(Number.isInteger(value) ? "i" : "r", String(value));
    } else if (typeof value === "boolean") {
      line("b", String(value));
    } else if (typeof value === "string") {
      line(/^\d{4}-\d\d-\d\d$/.test(value) ? "d" : "s", value);
    } else {
      line("t", "");
      Object.entries(value).forEach(([key, member]) => add(depth + 1, key, member));
    }
  };
  add(0, "", tree);
  return lines.join("");
}

// Puts a value at a dotted key of such a tree.
function putChange(tree, key, value) {
  const names = key.split(".");
  const last = names.pop();
  names.reduce((table, name) => (table[name] ??= {}), tree)[last] = value;
}
