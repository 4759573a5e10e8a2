"""Lays reports out in a browser without a window and measures them: check_layout.py CHROMIUM ACTORHOOD RESULT SWEEP

At widths of a screen, a tablet and a phone: nothing is wider than the page, no words of a picture lie on others or outside
of it, everything that takes the focus can be seen, and the browser has nothing to say on its console.
"""
import html
import json
import pathlib
import re
import subprocess
import sys
import tempfile

WIDTHS = (1440, 768, 390)

# The report stands in a frame of each width, so that its style follows that width.
MEASURE = """
<script>
const found = [];
for (const frame of document.querySelectorAll('iframe')) frame.addEventListener('load', () => {
  const page = frame.contentDocument, width = frame.clientWidth;
  const say = (what) => found.push(width + ': ' + what);
  if (page.documentElement.scrollWidth > width) say('the page is ' + page.documentElement.scrollWidth + ' wide');
  for (const details of page.querySelectorAll('details')) details.open = true;
  if (page.documentElement.scrollWidth > width) say('with tables it is ' + page.documentElement.scrollWidth + ' wide');
  let pictures = 0, smallest = 99;
  for (const picture of page.querySelectorAll('figure > svg')) {
    pictures++;
    const ground = picture.getBoundingClientRect();
    const words = [...picture.querySelectorAll('text')].map((word) => ({box: word.getBoundingClientRect(),
      text: word.textContent, size: parseFloat(word.getAttribute('font-size')) * ground.width / picture.viewBox.baseVal.width}));
    for (const word of words) {
      smallest = Math.min(smallest, word.size);
      if (word.box.left < ground.left - 1 || word.box.right > ground.right + 1 || word.box.bottom > ground.bottom + 1)
        say('outside of its picture: ' + word.text);
    }
    for (let a = 0; a < words.length; a++) for (let b = a + 1; b < words.length; b++) {
      const one = words[a].box, two = words[b].box;
      const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
      const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
      if (across > 1 && down > 4) say('on each other: ' + words[a].text + ' | ' + words[b].text);
    }
  }
  let focused = 0;
  for (const element of page.querySelectorAll('a, summary, [tabindex="0"]')) {
    focused++;
    element.focus();
    if (page.activeElement !== element) say('takes no focus: ' + element.textContent);
    else if (element.getBoundingClientRect().width < 1) say('cannot be seen with the focus: ' + element.textContent);
  }
  found.push('measured ' + JSON.stringify({width, pictures, focused, smallest: Math.round(10 * smallest) / 10}));
  document.getElementById('found').textContent = JSON.stringify(found);
});
</script>
"""


def lay_out(chromium, page, folder, *options):
    frames = "".join(f'<iframe style="width:{width}px;height:3000px;border:0" srcdoc="{html.escape(page)}"></iframe>'
                     for width in WIDTHS)
    file = folder / "frames.html"
    # The measuring script is read before the frames load.
    file.write_text(f'<!DOCTYPE html><meta charset="utf-8"><pre id="found"></pre>{frames}{MEASURE}')
    ran = subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
                          f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=20000", *options, "--dump-dom",
                          file.as_uri()], capture_output=True, text=True, timeout=120)
    console = [line for line in ran.stderr.splitlines() if "CONSOLE" in line]
    found = json.loads(html.unescape(re.search(r'<pre id="found">(.*?)</pre>', ran.stdout, re.S).group(1) or "[]"))
    return found, console


def check(chromium, page, folder, name):
    for options in ((), ("--blink-settings=preferredColorScheme=0",)):
        found, console = lay_out(chromium, page, folder, *options)
        wrong = [one for one in found if not one.startswith("measured")]
        measured = [one for one in found if one.startswith("measured")]
        print(name, *measured, sep="\n  ")
        assert len(measured) == len(WIDTHS), found
        assert not wrong, wrong[:20]
        assert not console, console[:5]


def report(program, *arguments):
    return subprocess.run([program, "report", *map(str, arguments)], check=True, capture_output=True, text=True).stdout


chromium, program, result, sweep = sys.argv[1:]
with tempfile.TemporaryDirectory() as made:
    folder = pathlib.Path(made)
    scenario = folder / "again.toml"
    scenario.write_text(subprocess.run([program, "scenario", result], check=True, capture_output=True, text=True).stdout)
    paths = []
    for effort in ("0.1", "0.5", "0.9"):
        paths.append(folder / f"accountability to everybody with an effort of {effort}")
        subprocess.run([program, "run", str(scenario), "--set", f"accountability.effort={effort}", "--replicates", "6", "-o",
                        str(paths[-1]), "--quiet"], check=True)
    check(chromium, report(program, *paths), folder, "runs")
    check(chromium, report(program, *paths, "--language", "fr"), folder, "runs, in French")
    check(chromium, report(program, paths[0]), folder, "one run")
    check(chromium, report(program, sweep), folder, "sweep")
