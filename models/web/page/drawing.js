// Drawings of the page and its table, put where they stand only if they changed.

// Puts a text, or a drawing, where it is not yet: what is put leaves what was there before, as memory to be cleared.
function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
const drawings = new Map(); // what stands where
function put(id, html) {
  if (drawings.get(id) === html) return;
  drawings.set(id, html);
  const wanted = document.createElement("template"); // not laid out
  wanted.innerHTML = html;
  makeAlike(byId(id), wanted.content);
}
// Elements that are laid out stay, with other attributes and texts: new ones at every pair took a hundred megabytes.
function makeAlike(there, wanted) {
  const nodes = [...wanted.childNodes];
  nodes.forEach((node, i) => {
    const old = there.childNodes[i];
    if (!old) {
      there.append(node);
    } else if (old.nodeName !== node.nodeName) {
      old.replaceWith(node);
    } else if (node.nodeType === Node.TEXT_NODE) {
      if (old.data !== node.data) old.data = node.data;
    } else {
      for (const name of old.getAttributeNames()) if (!node.hasAttribute(name)) old.removeAttribute(name);
      for (const { name, value } of node.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
      makeAlike(old, node);
    }
  });
  while (there.childNodes.length > nodes.length) there.lastChild.remove();
}

function quantile(sorted, share) {
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  return sorted[below] + (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]) * (at - below);
}
const years = () => Array.from({ length: Math.ceil((data.months - data.burn_in) / every) }, (_, i) => data.start + Math.min((i + 1) * every, data.months - data.burn_in) / 12);

function ticks(low, high, count = 5) {
  const raw = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * power).find((each) => each >= raw * 0.999);
  const marks = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9; value += step) marks.push(Math.abs(value) < step * 1e-9 ? 0 : value);
  return marks;
}

const styles = {
  reference: { colour: "var(--reference)", dash: "7 4", mark: "square" },
  assumed: { colour: "var(--assumed)", dash: "2 4", mark: "triangle" },
  policy: { colour: "var(--policy)", dash: "", mark: "circle" },
};
// Marks at places, as one path.
function marks(kind, places, colour) {
  const shape = { square: "m-2.5 -2.5h5v5h-5z", triangle: "m-3.5 3h7l-3.5 -6z", circle: "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z" }[kind];
  return `<path d="${places.map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}${shape}`).join("")}" fill="${colour}"/>`;
}

function drawFan(lines) {
  const width = 640, height = 330, left = 62, right = 34, top = 12, bottom = 30;
  const shown = lines.filter((line) => line.rows.length > 0);
  const all = shown.flatMap((line) => line.rows.flat()).filter(Number.isFinite);
  if (!all.length) { put("fan", `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${t("waiting")}"></svg>`); return; }
  let low = Math.min(...all), high = Math.max(...all);
  const margin = (high - low || Math.abs(high) || 1) * 0.06;
  low -= margin; high += margin;
  const times = years();
  const x = (year) => left + ((year - times[0]) / (times.at(-1) - times[0] || 1)) * (width - left - right);
  const y = (value) => height - bottom - ((value - low) / (high - low)) * (height - top - bottom);
  const parts = [`<path d="${ticks(low, high).map((value) => `M${left} ${y(value).toFixed(1)}H${width - right}`).join("")}" stroke="var(--line)"/>`];
  for (const value of ticks(low, high)) parts.push(`<text x="${left - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${number(value)}</text>`);
  for (const year of ticks(times[0], times.at(-1), 4).filter(Number.isInteger)) parts.push(`<text x="${x(year)}" y="${height - 8}" text-anchor="middle">${year}</text>`);
  for (const { style, rows } of shown) {
    const { colour } = styles[style];
    const columns = times.map((_, i) => rows.map((row) => row[i]).filter(Number.isFinite).sort((a, b) => a - b));
    const at = (share) => columns.map((column, i) => (column.length ? [x(times[i]), y(quantile(column, share))] : null)).filter(Boolean);
    const band = (from, to, opacity) => {
      const outline = [...at(from), ...at(to).reverse()].map((point) => point.map((v) => v.toFixed(1)).join(",")).join(" ");
      parts.push(`<polygon points="${outline}" fill="${colour}" opacity="${opacity}"/>`);
    };
    const crowded = style === "reference" && shown.length > 2; // three fans over each other cannot be read
    if (rows.length > 1 && !crowded) { band(0.05, 0.95, 0.13); band(0.25, 0.75, 0.2); }
    parts.push(`<polyline points="${at(0.5).map((point) => point.map((v) => v.toFixed(1)).join(",")).join(" ")}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${styles[style].dash}"/>`);
    const aside = 6 + 9 * ["reference", "assumed", "policy"].indexOf(style);
    const ends = rows.map((row) => row.at(-1)).filter(Number.isFinite);
    parts.push(marks(styles[style].mark, ends.map((end) => [width - right + aside, y(end)]), colour));
  }
  const words = shown.map((line) => `${line.name}: ${number(mean(line.rows.map((row) => row.at(-1))))}`).join("; ");
  put("fan", `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${words}">${parts.join("")}</svg>`);
  put("legend", shown.map(({ style, name }) => {
    const { colour, dash, mark } = styles[style];
    return `<span><svg viewBox="0 0 34 12" aria-hidden="true"><line x1="0" x2="34" y1="6" y2="6" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}"/>${marks(mark, [[17, 6]], colour)}</svg>${name}</span>`;
  }).join(""));
}

function drawDots(found) {
  const width = 640, height = 96, left = 20, right = 20, base = 66;
  const values = found ? found.each.filter(Number.isFinite) : [];
  if (!values.length) { put("dots", ""); return; }
  const ends = [found.low, found.high].filter(Number.isFinite);
  let low = Math.min(0, ...values, ...ends), high = Math.max(0, ...values, ...ends);
  const margin = (high - low || 1) * 0.05;
  low -= margin; high += margin;
  const x = (value) => left + ((value - low) / (high - low)) * (width - left - right);
  const parts = [`<line x1="${left}" x2="${width - right}" y1="${base}" y2="${base}" stroke="var(--edge)"/>`,
    `<line x1="${x(0)}" x2="${x(0)}" y1="8" y2="${base}" stroke="var(--ink)" stroke-dasharray="3 3"/>`];
  for (const value of ticks(low, high, 5)) parts.push(`<text x="${x(value)}" y="${base + 20}" text-anchor="middle">${number(value)}</text>`);
  const heights = new Map();
  const places = values.map((value) => {
    const place = Math.round(x(value) / 7);
    const count = heights.get(place) ?? 0;
    heights.set(place, count + 1);
    return [place * 7, base - 8 - Math.min(count, 4) * 7];
  });
  parts.push(marks("circle", places, styles.policy.colour));
  if (ends.length === 2) {
    parts.push(`<line x1="${x(found.low)}" x2="${x(found.high)}" y1="14" y2="14" stroke="var(--ink)" stroke-width="3"/><circle cx="${x(found.mean)}" cy="14" r="5" fill="var(--ink)"/>`);
  }
  put("dots", `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${t("head_difference")} ${signed(found.mean)}; ${t("head_interval")} ${number(found.low)} ; ${number(found.high)}">${parts.join("")}</svg>`);
}

function drawTable(rows) {
  const heads = [t("head_outcome"), capital(t("reference")), capital(t("policy")), capital(t("head_difference")), capital(t("head_interval")), capital(t("head_verdict"))];
  const body = measures.map(({ name }) => {
    const found = rows.length ? differenceOf(rows, name) : null;
    const cells = found ? [number(found.reference), number(found.policy), signed(found.mean),
      Number.isFinite(found.low) ? `${number(found.low)} ; ${number(found.high)}` : "–"] : ["–", "–", "–", "–"];
    return `<tr><th scope="row">${capital(label(name))}</th>${cells.map((cell) => `<td>${cell}</td>`).join("")}<td class="word">${found ? t(found.verdict) : "–"}</td></tr>`;
  });
  put("table", `<caption id="table_caption">${t("table_caption", endText(), level * 100)}</caption><thead><tr>${heads.map((head) => `<th scope="col">${capital(head)}</th>`).join("")}</tr></thead><tbody>${body.join("")}</tbody>`);
}
