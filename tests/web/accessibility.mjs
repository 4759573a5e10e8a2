// What Chromium tells a screen reader of a page: its accessibility tree.

const controls = ["button", "slider", "combobox", "textbox", "checkbox", "spinbutton", "link", "DisclosureTriangle"];
const withValue = ["slider", "combobox"];

export async function accessibleNodes(browser) {
  await browser.send("Accessibility.enable");
  const { nodes } = await browser.send("Accessibility.getFullAXTree");
  await browser.send("Accessibility.disable");
  const byId = new Map(nodes.map((one) => [one.nodeId, one]));
  const textOf = (one) => one.role?.value === "StaticText" ? one.name?.value ?? ""
    : (one.childIds ?? []).map((id) => (byId.has(id) ? textOf(byId.get(id)) : "")).join("");
  return nodes.filter((one) => !one.ignored).map((one) => ({
    role: one.role?.value,
    name: one.name?.value ?? "",
    value: one.value?.value,
    text: textOf(one),
    ...Object.fromEntries((one.properties ?? []).map(({ name, value }) => [name, value.value])),
  }));
}

// What is wrong with the controls, in words; nothing if each has a role, a name of its own and, where it holds one, a value.
export function faultsOfControls(nodes) {
  const found = nodes.filter((one) => controls.includes(one.role) || (one.focusable && !["RootWebArea", "option"].includes(one.role)));
  const faults = found.filter((one) => one.role === "generic" || one.role === "none").map((one) => `something focusable has no role: ${one.name}`);
  faults.push(...found.filter((one) => !one.name.trim()).map((one) => `a ${one.role} has no name`));
  faults.push(...found.filter((one) => withValue.includes(one.role) && (one.value === undefined || one.value === "")).map((one) => `${one.role} '${one.name}' has no value`));
  const seen = new Set();
  for (const { role, name } of found) {
    if (seen.has(`${role} ${name}`)) faults.push(`two of role ${role} are called '${name}'`);
    seen.add(`${role} ${name}`);
  }
  return { count: found.length, faults };
}

// The regions whose changes are announced.
export const liveRegions = (nodes) => nodes.filter((one) => one.live && one.live !== "off" && ["status", "alert", "log"].includes(one.role));
