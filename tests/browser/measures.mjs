// What is measured of a page in a browser. Each measure runs inside the page and returns what is wrong, in words.

// Nothing is wider than the page; no words of a picture lie on others or outside of it, and none is cut.
export function layout() {
  const found = [];
  const width = document.documentElement.clientWidth;
  const say = (what) => found.push(`${width}: ${what}`);
  if (document.documentElement.scrollWidth > width) say(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const element of document.querySelectorAll("main *:not(svg *)")) {
    const box = element.getBoundingClientRect();
    if (box.right > width + 1 && !element.closest(".scroll")) say(`beyond the edge: ${element.tagName} ${element.textContent.slice(0, 40)}`);
  }
  for (const picture of document.querySelectorAll("figure > svg")) {
    const ground = picture.getBoundingClientRect();
    const words = [...picture.querySelectorAll("text")].filter((word) => word.textContent.trim()).map((word) => ({ box: word.getBoundingClientRect(), text: word.textContent }));
    for (const { box, text } of words) {
      if (box.left < ground.left - 1 || box.right > ground.right + 1 || box.bottom > ground.bottom + 1 || box.top < ground.top - 1) say(`outside of its picture: ${text}`);
    }
    for (let a = 0; a < words.length; ++a) {
      for (let b = a + 1; b < words.length; ++b) {
        const one = words[a].box, two = words[b].box;
        const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
        const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
        if (across > 1 && down > Math.min(4, 0.4 * one.height)) say(`on each other: ${words[a].text} | ${words[b].text}`);
      }
    }
  }
  for (const cell of document.querySelectorAll("th, td")) {
    if (cell.scrollWidth > cell.clientWidth + 1) say(`a cell is cut: ${cell.textContent.slice(0, 60)}`);
  }
  return found;
}

// Words 4.5:1, marks of pictures 3:1, as they are painted.
export function contrast() {
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, k) => sum + part * [0.2126, 0.7152, 0.0722][k], 0);
  const ratio = (a, b) => { const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y); return (high + 0.05) / (low + 0.05); };
  const isNone = (colour) => colour === "none" || colour === "transparent" || numbers(colour)[3] === 0;
  const paper = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const own = getComputedStyle(at).backgroundColor;
      if (!isNone(own)) return numbers(own);
    }
    return [255, 255, 255];
  };
  const found = new Set();
  let measured = 0;
  const need = (colour, ground, least, what) => {
    measured++;
    const is = ratio(numbers(colour), ground);
    if (is < least) found.add(`${is.toFixed(2)} < ${least}: ${what} ${colour} on ${ground}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("svg, style, .skip")) continue;
    need(getComputedStyle(element).color, paper(element), 4.5, element.tagName);
  }
  for (const picture of document.querySelectorAll("svg")) {
    const marks = [...picture.querySelectorAll("text, path, circle, line, rect, polyline, polygon")].map((mark) => ({ mark, box: mark.getBoundingClientRect(), style: getComputedStyle(mark) }));
    const isMap = picture.closest("figure:not(.d)") !== null; // its colours are a scale; every field has its number
    const ground = (at, behind) => {
      const under = marks.slice(0, at).filter(({ mark, box, style }) => mark.tagName !== "text" && !isNone(style.fill) && Number(style.fillOpacity) === 1 && box.left <= behind.left + 1 &&
        box.right >= behind.right - 1 && box.top <= behind.top + 1 && box.bottom >= behind.bottom - 1);
      return under.length ? numbers(under.at(-1).style.fill) : paper(picture.parentElement);
    };
    marks.forEach(({ mark, box, style }, at) => {
      const whole = mark.tagName === "rect" && mark.getAttribute("width") === String(picture.viewBox.baseVal.width);
      const isGrid = mark.getAttribute("stroke") === "#dddddd";
      // Bands that are seen through lie under lines.
      const isBand = Number(style.fillOpacity) < 1;
      const colours = [style.fill, style.stroke].filter((colour) => !isNone(colour));
      if (mark.tagName === "text") need(style.fill, ground(at, box), 4.5, `word '${mark.textContent}'`);
      else if (!whole && !isGrid && !isBand && !isMap && colours.length) {
        const under = paper(picture.parentElement);
        need(colours.reduce((a, b) => (ratio(numbers(a), under) > ratio(numbers(b), under) ? a : b)), under, 3, `mark ${mark.tagName}`);
      }
    });
  }
  return { measured, found: [...found] };
}

// What takes the focus by Tab, in the order of the page.
export function focusable() {
  return [...document.querySelectorAll("a[href], summary, [tabindex='0']")].filter((element) => element.checkVisibility());
}
