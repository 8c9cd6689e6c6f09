// Brushing on the frontier. The page works without this file: what is chosen here is written into the form that is there
// anyway, and the same form asks for the same table.

const PATIENCE = 250; // milliseconds of rest before the table is asked for
const STEPS = 100; // of a slider
const FEW = 1500; // up to so many lines are stroked, more are counted pixel by pixel
const PALE = [214, 208, 201], DARK = [41, 37, 36], ACCENT = "#9a3412";

const pictures = document.querySelector("[data-points]");
const form = document.getElementById("limits");
if (pictures && form) open(pictures, form);

async function open(pictures, form) {
  const answer = await fetch(pictures.dataset.points, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const told = await answer.json();
  const aims = told.aims.map((aim, number) => axis(aim, told.values[number], form));
  if (aims.some((aim) => aim === null)) return;
  new Explorer(pictures, form, aims, told.kept).begin();
}

/** An aim with its scale: 0 is the worst value found, 1 the best. */
function axis(aim, column, form) {
  const fieldset = [...form.querySelectorAll("[data-aim]")].find((one) => one.dataset.aim === aim.code);
  if (!fieldset || !column.length) return null;
  const unit = 10 ** -aim.decimals;
  let low = Infinity, high = -Infinity;
  for (const value of column) { low = Math.min(low, value); high = Math.max(high, value); }
  const up = aim.direction === "max", width = high - low || 1;
  const places = Float32Array.from(column, (value) => (up ? value - low : high - value) / width);
  const [least, most] = fieldset.querySelectorAll("input[type=number]");
  const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: Math.max(0, aim.decimals) });
  const inSteps = (amount) => amount / unit;
  return {
    label: fieldset.dataset.label, unit: fieldset.dataset.unit, up, places, least, most, range: [0, 1], fieldset,
    place: (amount) => (up ? inSteps(amount) - low : high - inSteps(amount)) / width,
    amount: (place) => (up ? low + place * width : high - place * width),
    plain: (steps) => Number((steps * unit).toFixed(Math.max(0, aim.decimals))),
    said: (place) => format.format((up ? low + place * width : high - place * width) * unit).replace("-", "\u2212"),
  };
}

class Explorer {
  constructor(pictures, form, aims, kept) {
    Object.assign(this, { pictures, form, aims });
    this.count = aims[0].places.length;
    this.kept = Uint8Array.from({ length: this.count }, (_, row) => (kept ? kept.charCodeAt(row) - 48 : 1));
    this.shown = new Uint8Array(this.count);
    this.waiting = 0;
    this.asked = false;
  }

  begin() {
    this.pictures.replaceChildren();
    this.lines = new Lines(this);
    this.squares = new Squares(this);
    for (const aim of this.aims) {
      this.sliders(aim);
      for (const input of [aim.least, aim.most]) input.addEventListener("input", () => { this.read(aim); this.later(); });
      this.read(aim);
    }
    new ResizeObserver(() => this.draw()).observe(this.pictures);
    this.draw();
    for (const told of document.querySelectorAll("[data-with-script]")) told.hidden = false;
    this.pictures.dataset.ready = "true";
  }

  /** Two handles for each aim: what the mouse does on an axis, the keyboard does here. */
  sliders(aim) {
    const box = document.createElement("div");
    box.className = "handles";
    aim.handles = [aim.least, aim.most].map((input, end) => {
      const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: STEPS, step: 1 });
      slider.setAttribute("aria-label", `${aim.label}: ${this.form.querySelector(`label[for="${input.id}"]`).textContent}`);
      slider.addEventListener("input", () => {
        const share = slider.valueAsNumber / STEPS, place = aim.up ? share : 1 - share;
        const range = [...aim.range];
        const upper = aim.up ? end === 1 : end === 0;
        range[upper ? 1 : 0] = place;
        this.set(aim, Math.min(...range), Math.max(...range));
      });
      box.append(slider);
      return slider;
    });
    aim.fieldset.append(box);
  }

  /** From the numbers in the form to the range on the axis. */
  read(aim) {
    const ends = [aim.least, aim.most].map((input, end) => {
      if (input.value === "" || !input.validity.valid) return end ? (aim.up ? 1 : 0) : (aim.up ? 0 : 1);
      return aim.place(input.valueAsNumber);
    });
    aim.range = [Math.min(...ends), Math.max(...ends)];
    this.show(aim);
  }

  /** From a range on the axis to the numbers in the form; an end that is reached limits nothing. */
  set(aim, from, to) {
    aim.range = [Math.max(0, from), Math.min(1, to)];
    const [low, high] = aim.up ? aim.range : [aim.range[1], aim.range[0]];
    const free = (place, end) => (end === "low" ? (aim.up ? place <= 0 : place >= 1) : (aim.up ? place >= 1 : place <= 0));
    aim.least.value = free(low, "low") ? "" : aim.plain(Math.ceil(aim.amount(low) - 1e-6));
    aim.most.value = free(high, "high") ? "" : aim.plain(Math.floor(aim.amount(high) + 1e-6));
    this.show(aim);
    this.later();
  }

  show(aim) {
    const [low, high] = aim.up ? aim.range : [1 - aim.range[1], 1 - aim.range[0]];
    [low, high].forEach((share, end) => {
      const slider = aim.handles[end], place = aim.up ? share : 1 - share;
      slider.value = Math.round(share * STEPS);
      slider.setAttribute("aria-valuetext", `${aim.said(Math.min(1, Math.max(0, place)))} ${aim.unit}`);
    });
    if (!this.asked) {
      this.asked = true;
      requestAnimationFrame(() => { this.asked = false; this.draw(); });
    }
  }

  /** The table follows when the hand rests. */
  later() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.form.dispatchEvent(new Event("brushed")), PATIENCE);
  }

  draw() {
    const begun = performance.now();
    this.shown.set(this.kept);
    let some = false;
    for (const { places, range: [from, to] } of this.aims) {
      if (from <= 0 && to >= 1) continue;
      some = true;
      const low = from - 1e-6, high = to + 1e-6;
      for (let row = 0; row < this.count; row++) if (places[row] < low || places[row] > high) this.shown[row] = 0;
    }
    this.some = some;
    this.lines.draw();
    this.squares.draw();
    this.pictures.dataset.frame = (performance.now() - begun).toFixed(1);
  }
}

/** Parallel coordinates: a line for each combination, an upright axis for each aim, better is up. */
class Lines {
  constructor(explorer) {
    this.explorer = explorer;
    const { aims, pictures } = explorer;
    const words = (end) => row(aims.map((aim) => `${aim.said(end)} ${aim.unit}`), "ends");
    this.canvas = canvas(pictures.dataset.lines);
    const box = element("div", "lines");
    this.strips = aims.map((aim, number) => this.strip(aim, number));
    box.append(this.canvas, ...this.strips);
    const figure = element("figure", "parallel");
    figure.append(element("figcaption", "", pictures.dataset.linesTitle), row(aims.map((aim) => aim.label), "names"), words(1), box, words(0));
    pictures.append(figure);
  }

  /** Where a finger or a mouse takes hold of an axis; the rest of the picture scrolls as usual. */
  strip(aim, number) {
    const strip = element("div", "strip"), mark = element("div", "mark");
    strip.append(mark);
    strip.setAttribute("aria-hidden", "true");
    strip.style.left = `${(100 * (number + 0.5)) / this.explorer.aims.length}%`;
    aim.mark = mark;
    const place = (event) => {
      const box = strip.getBoundingClientRect();
      return snapped(1 - (event.clientY - box.top) / box.height);
    };
    drag(strip, place, (from, to) => this.explorer.set(aim, Math.min(from, to), Math.max(from, to)), () => this.explorer.set(aim, 0, 1));
    return strip;
  }

  draw() {
    const { aims, count } = this.explorer;
    const { context, width, height } = fitted(this.canvas);
    const at = aims.map((_, number) => Math.round((width * (number + 0.5)) / aims.length));
    if (count <= FEW) this.stroke(context, at, height);
    else this.tally(context, at, width, height);
    context.fillStyle = `rgb(${DARK})`;
    for (const x of at) context.fillRect(x - 1, 0, 2, height);
    for (const aim of aims) {
      const [from, to] = aim.range;
      aim.mark.hidden = from <= 0 && to >= 1;
      aim.mark.style.top = `${100 * (1 - Math.min(1, to))}%`;
      aim.mark.style.height = `${100 * (Math.min(1, to) - Math.max(0, from))}%`;
    }
  }

  stroke(context, at, height) {
    const { aims, shown, count } = this.explorer;
    for (const [wanted, colour, alpha] of [[0, PALE, 0.6], [1, DARK, count > 300 ? 0.3 : 0.6]]) {
      context.strokeStyle = `rgba(${colour},${alpha})`;
      for (let one = 0; one < count; one++) {
        if (shown[one] !== wanted) continue;
        context.beginPath();
        aims.forEach((aim, number) => context.lineTo(at[number], (1 - aim.places[one]) * (height - 1) + 0.5));
        context.stroke();
      }
    }
  }

  /** How many lines run through each pixel, as its darkness; of what changes only the lines that change are drawn. */
  tally(context, at, width, height) {
    const { aims, shown, count } = this.explorer;
    const trace = (into, one, by) => {
      for (let part = 0; part + 1 < aims.length; part++) {
        const from = at[part], to = at[part + 1];
        let y = (1 - aims[part].places[one]) * (height - 1) + 0.5, before = y | 0;
        const step = ((1 - aims[part + 1].places[one]) * (height - 1) + 0.5 - y) / (to - from);
        for (let x = from; x < to; x++, y += step) {
          const now = y | 0;
          for (let down = before + 1; down < now; down++) into[down * width + x] += by;
          for (let up = before - 1; up > now; up--) into[up * width + x] += by;
          into[now * width + x] += by;
          before = now;
        }
      }
    };
    this.ink = inked(this.ink, width, height, count, trace);
    this.ink.follow(shown, trace);
    this.ink.paint(context);
  }
}

/** A square for each pair of aims, better is right and up. */
class Squares {
  constructor(explorer) {
    this.explorer = explorer;
    const { aims, pictures } = explorer;
    const grid = element("div", "squares");
    this.pairs = aims.flatMap((up, second) => aims.slice(0, second).map((across) => this.pair(across, up, grid)));
    const section = element("figure", "pairs");
    section.append(element("figcaption", "", pictures.dataset.pairsTitle), grid);
    pictures.append(section);
  }

  pair(across, up, grid) {
    const picture = canvas(`${up.label}, ${across.label}`), figure = element("figure", "square"), box = element("div", "plot");
    const mark = element("div", "mark");
    box.append(picture, mark);
    figure.append(element("p", "up", `↑ ${up.label}`), box, element("p", "across", `${across.label} →`));
    grid.append(figure);
    const place = (event) => {
      const frame = box.getBoundingClientRect();
      return [snapped((event.clientX - frame.left) / frame.width), snapped(1 - (event.clientY - frame.top) / frame.height)];
    };
    const choose = (from, to) => [across, up].forEach((aim, side) =>
      this.explorer.set(aim, Math.min(from[side], to[side]), Math.max(from[side], to[side])));
    drag(box, place, choose, () => [across, up].forEach((aim) => this.explorer.set(aim, 0, 1)), (event) => event.pointerType !== "touch");
    return { across, up, picture, mark };
  }

  draw() {
    const { shown, count } = this.explorer;
    for (const square of this.pairs) {
      const { across, up, picture, mark } = square;
      const { context, width, height } = fitted(picture);
      const size = count > FEW ? 1 : count > FEW / 10 ? 2 : 4;
      const dot = (into, one, by) => {
        const x = (across.places[one] * (width - 1 - size)) | 0, y = ((1 - up.places[one]) * (height - 1 - size)) | 0;
        for (let dx = 0; dx <= size; dx++) for (let dy = 0; dy <= size; dy++) into[(y + dy) * width + x + dx] += by;
      };
      square.ink = inked(square.ink, width, height, count, dot);
      square.ink.follow(shown, dot);
      square.ink.paint(context);
      mark.hidden = [across, up].every((aim) => aim.range[0] <= 0 && aim.range[1] >= 1);
      const [[left, right], [low, high]] = [across.range, up.range].map((range) => range.map((end) => Math.min(1, Math.max(0, end))));
      Object.assign(mark.style, { left: `${100 * left}%`, width: `${100 * (right - left)}%`, top: `${100 * (1 - high)}%`, height: `${100 * (high - low)}%` });
    }
  }
}

/** The ink of a picture as it was, or a new sheet where its size has changed. */
function inked(ink, width, height, count, draw) {
  return ink && ink.width === width && ink.height === height ? ink : new Ink(width, height, count, draw);
}

/** How many marks lie on each pixel: of all, and of what is shown. Pale behind, dark in front, the darker the more. */
class Ink {
  constructor(width, height, count, draw) {
    Object.assign(this, { width, height, all: new Uint16Array(width * height), drawn: new Uint8Array(count).fill(1) });
    for (let one = 0; one < count; one++) draw(this.all, one, 1);
    this.front = this.all.slice();
    let most = 1;
    for (let pixel = 0; pixel < this.all.length; pixel++) if (this.all[pixel] > most) most = this.all[pixel];
    const range = Math.log1p(Math.min(255, most)), pale = colour(PALE, 255);
    this.shades = Uint32Array.from({ length: 256 }, (_, many) => (many ? colour(DARK, 70 + (185 * Math.log1p(many)) / range) : pale));
  }

  follow(shown, draw) {
    const { drawn, front, all } = this;
    let changed = 0;
    for (let one = 0; one < drawn.length; one++) changed += drawn[one] ^ shown[one];
    if (2 * changed > drawn.length) {
      for (let pixel = 0; pixel < all.length; pixel++) front[pixel] = all[pixel] - front[pixel];
      for (let one = 0; one < drawn.length; one++) drawn[one] ^= 1;
    }
    for (let one = 0; one < drawn.length; one++) {
      if (drawn[one] === shown[one]) continue;
      draw(front, one, shown[one] ? 1 : -1);
      drawn[one] = shown[one];
    }
  }

  paint(context) {
    const { all, front, shades } = this;
    this.image ??= context.createImageData(this.width, this.height);
    const pixels = new Uint32Array(this.image.data.buffer);
    for (let pixel = 0; pixel < pixels.length; pixel++) pixels[pixel] = all[pixel] ? shades[front[pixel] > 255 ? 255 : front[pixel]] : 0;
    context.putImageData(this.image, 0, 0);
  }
}

function colour([red, green, blue], alpha) {
  return ((Math.min(255, alpha) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Near an end of an axis the end is meant. */
function snapped(part) {
  return part < 0.02 ? 0 : part > 0.98 ? 1 : part;
}

/** Holding and moving chooses; a mere click lets go. */
function drag(target, place, choose, release, wanted = () => true) {
  let start = null, moved = false;
  target.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !wanted(event)) return;
    start = place(event);
    moved = false;
    target.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  target.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const now = place(event), far = [now].flat().some((part, side) => Math.abs(part - [start].flat()[side]) > 0.01);
    moved ||= far;
    if (moved) choose(start, now);
  });
  const end = () => {
    if (start !== null && !moved) release();
    start = null;
  };
  target.addEventListener("pointerup", end);
  target.addEventListener("pointercancel", () => { start = null; });
}

function fitted(picture) {
  const width = Math.max(1, picture.clientWidth), height = Math.max(1, picture.clientHeight);
  if (picture.width !== width || picture.height !== height) Object.assign(picture, { width, height });
  const context = picture.getContext("2d");
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

function canvas(label) {
  const made = element("canvas");
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", label);
  return made;
}

function row(texts, name) {
  const made = element("div", `axes ${name}`);
  made.append(...texts.map((text) => element("span", "", text)));
  return made;
}

function element(tag, name = "", text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}
