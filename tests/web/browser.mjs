// A browser without a window, driven through a pipe (Chrome's DevTools protocol).
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class Browser {
  constructor(program) {
    this.profile = mkdtempSync(join(tmpdir(), "actorhood-browser-"));
    const options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", `--user-data-dir=${this.profile}`, "--no-first-run"];
    this.process = spawn(program, options, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.waiting = new Map();
    this.process.once("exit", () => {
      this.waiting.forEach(({ reject }) => reject(new Error("the browser ended")));
      this.waiting.clear();
    });
    this.console = []; ///< what the page says that it should not
    this.calls = 0;
    let rest = "";
    this.process.stdio[4].setEncoding("utf8").on("data", (text) => {
      const messages = (rest + text).split("\0");
      rest = messages.pop();
      messages.forEach((message) => this.take(JSON.parse(message)));
    });
  }

  take(message) {
    if (message.id) {
      const { resolve, reject } = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (message.error) reject(new Error(message.error.message));
      else resolve(message.result);
    } else if (message.method === "Runtime.exceptionThrown") {
      this.console.push(message.params.exceptionDetails.exception?.description ?? message.params.exceptionDetails.text);
    } else if (message.method === "Runtime.consoleAPICalled" && ["error", "warning", "assert"].includes(message.params.type)) {
      this.console.push(message.params.args.map((one) => one.value ?? one.description).join(" "));
    } else if (message.method === "Log.entryAdded" && ["error", "warning"].includes(message.params.entry.level)) {
      this.console.push(message.params.entry.text);
    }
  }

  send(method, params = {}, sessionId = this.session) {
    const id = ++this.calls;
    this.process.stdio[3].write(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }) + "\0");
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  async open(address) {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" }, null);
    this.session = (await this.send("Target.attachToTarget", { targetId, flatten: true }, null)).sessionId;
    await Promise.all(["Page", "Runtime", "Log", "Performance"].map((domain) => this.send(`${domain}.enable`)));
    await this.send("Page.navigate", { url: address });
    await this.until("document.readyState === 'complete'");
  }

  // Value of an expression in the page, awaited.
  async value(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async until(expression, seconds = 60) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
      if (await this.value(expression)) return;
    }
    throw new Error(`not within ${seconds} s: ${expression}`);
  }

  async key(name, code = name) {
    for (const type of ["keyDown", "keyUp"]) await this.send("Input.dispatchKeyEvent", { type, key: name, code, windowsVirtualKeyCode: { Tab: 9, Enter: 13, ArrowRight: 39, ArrowLeft: 37, End: 35, Home: 36, " ": 32 }[name], text: name === "Enter" && type === "keyDown" ? "\r" : undefined });
  }

  async picture(width, height, dark = false) {
    await this.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 500 });
    await this.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }] });
    await new Promise((resolve) => setTimeout(resolve, 300));
    return Buffer.from((await this.send("Page.captureScreenshot", { captureBeyondViewport: true })).data, "base64");
  }

  // Memory of the process that draws the page and runs its workers [byte]: all that is resident, and its own part, without
  // the browser's program.
  async memory() {
    const { processInfo } = await this.send("SystemInfo.getProcessInfo", {}, null);
    const parts = processInfo.filter((one) => one.type === "renderer").map(({ id }) => {
      const [, resident, shared] = readFileSync(`/proc/${id}/statm`, "utf8").split(" ").map((pages) => Number(pages) * 4096);
      return { resident, own: resident - shared };
    });
    return parts.reduce((a, b) => (a.resident > b.resident ? a : b));
  }

  async close() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    await this.send("Browser.close", {}, null).catch(() => {});
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
