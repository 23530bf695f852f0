// Which events are shown, and where: rows downwards, columns across, and everything that spans rows.

const view = {
  hidden: new Set(),
  pastMode: "off",
  root: NONE,
  reach: "KNOWLEDGE",
  scale: "steps",
  rowPx: 22,
  selected: NONE,
};

// Filled by layOut(): the shown events; of each event, its row, or the first row not before it; each row's place
// in units of rows (scale "steps") or of milliseconds (scale "time").
let rows = new Int32Array(0);
let rowFrom = new Int32Array(0);
let rowIsOwn = new Uint8Array(0);
let places = new Float64Array(0);
let gaps = [];
let past = null;
let spans = null;

// Of two neighbouring rows: further apart than this many microseconds, a gap is drawn between them.
let gapUs = Infinity;

function isShown(i) {
  if (stepOf[i] > 0 && groupOf(i) === "FAULTS") {
    // The story names it: it stays, whatever is hidden.
    return true;
  }
  return !view.hidden.has(groupOf(i)) && (view.pastMode !== "only" || past === null || past[i] === 1);
}

function layOut() {
  past = view.root === NONE || view.pastMode === "off" ? null : pastOf(view.root, view.reach);
  const shown = [];
  rowFrom = new Int32Array(count);
  rowIsOwn = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    rowFrom[i] = shown.length;
    if (isShown(i)) {
      rowIsOwn[i] = 1;
      shown.push(i);
    }
  }
  rows = Int32Array.from(shown);
  chooseColumns();
  placeRows();
  spans = {
    arrows: new Spans(arrowSpans()),
    bars: new Spans(barSpans()),
    flushes: new Spans(flushSpans()),
    bands: new Spans(bandSpans()),
    lives: new Spans(lifeSpans()),
  };
}

/** A picture of one past has the columns alone in which it happened. */
function chooseColumns() {
  const used = new Set();
  for (const i of rows) {
    used.add(run.w[i]);
    if (endOf[i] !== NONE && rowIsOwn[endOf[i]] === 1) {
      used.add(run.w[endOf[i]]);
    }
  }
  for (const column of shownColumns) {
    column.hidden = view.pastMode === "only" && !used.has(column.index);
  }
}

function placeRows() {
  places = new Float64Array(rows.length);
  gaps = [];
  if (view.scale === "time") {
    for (let r = 0; r < rows.length; r++) {
      places[r] = (timeUs[rows[r]] - timeUs[rows[0]]) / 1000;
    }
    return;
  }
  const between = [];
  for (let r = 1; r < rows.length; r++) {
    between.push(timeUs[rows[r]] - timeUs[rows[r - 1]]);
  }
  const sorted = Float64Array.from(between).sort();
  const at = (share) => (sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  gapUs = Math.max(1000, 4 * at(0.5), at(0.85));
  for (let r = 1, place = 0; r < rows.length; r++) {
    place++;
    if (between[r - 1] > gapUs) {
      gaps.push({ from: place - 0.5, to: place + 0.5, us: between[r - 1] });
      place++;
    }
    places[r] = place;
  }
}

/** Where an event is, or would be, were it shown. */
function placeOf(i) {
  const row = rowFrom[i];
  if (rows.length === 0) {
    return 0;
  }
  if (row >= rows.length) {
    return places[rows.length - 1] + 1;
  }
  return rowIsOwn[i] ? places[row] : places[row] - (view.scale === "time" ? 0 : 0.5);
}

function lastPlace() {
  return rows.length === 0 ? 0 : places[rows.length - 1];
}

/** Pixels of one unit of places. */
function unitPx() {
  if (view.scale === "steps") {
    return Math.min(view.rowPx, 14e6 / (lastPlace() + 2));
  }
  // As many pixels in all as rows of this height would take, within what a browser can scroll.
  const wanted = (rows.length + 1) * view.rowPx;
  return Math.min(wanted, 14e6) / Math.max(1, lastPlace());
}

/** Things that span places, to be asked for those that meet a range. */
class Spans {
  constructor(items) {
    this.items = items.sort((one, other) => one.from - other.from);
    this.block = 64;
    this.ends = [];
    for (let start = 0; start < items.length; start += this.block) {
      let end = -Infinity;
      for (let k = start; k < Math.min(items.length, start + this.block); k++) {
        end = Math.max(end, items[k].to);
      }
      this.ends.push(end);
    }
  }

  meeting(from, to) {
    const found = [];
    for (let b = 0; b < this.ends.length; b++) {
      const start = b * this.block;
      if (this.items[start].from > to) {
        break;
      }
      if (this.ends[b] < from) {
        continue;
      }
      for (let k = start; k < Math.min(this.items.length, start + this.block); k++) {
        const item = this.items[k];
        if (item.from > to) {
          break;
        }
        if (item.to >= from) {
          found.push(item);
        }
      }
    }
    return found;
  }
}

function arrowSpans() {
  const items = [];
  for (const i of rows) {
    if (!isKind(i, "SENT") || columnAt[run.w[i]] === NONE) {
      continue;
    }
    const end = endOf[i];
    const from = placeOf(i);
    const there = run.p[i] === NONE ? NONE : columnAt[run.p[i]];
    if (there === NONE) {
      continue;
    }
    const kind = end === NONE ? "open" : isKind(end, "LOST") ? "lost" : isKind(end, "DELIVERED_LATE") ? "late" : "sent";
    const ends = end !== NONE && rowIsOwn[end] === 1;
    items.push({ event: i, end: ends ? end : NONE, kind, from, to: ends ? placeOf(end) : from, there, ends });
  }
  return items;
}

function barSpans() {
  const items = [];
  const laneEnds = shownColumns.map(() => []);
  for (const i of rows) {
    if (!isKind(i, "INVOKED")) {
      continue;
    }
    const column = columnAt[run.w[i]];
    const end = endOf[i];
    const from = placeOf(i);
    const to = end === NONE ? lastPlace() + 0.5 : placeOf(end);
    const lanes = laneEnds[column];
    let lane = lanes.findIndex((laneEnd) => laneEnd < from);
    if (lane === -1) {
      lane = lanes.length;
    }
    lanes[lane] = to;
    const kind = end === NONE ? "open" : isKind(end, "ANSWERED") ? "answered" : "unknown";
    items.push({ event: i, end, column, lane, kind, from, to });
  }
  return items;
}

function flushSpans() {
  const items = [];
  for (const i of rows) {
    if (isKind(i, "FLUSH_ASKED") && endOf[i] !== NONE) {
      items.push({ event: i, column: columnAt[run.w[i]], from: placeOf(i), to: placeOf(endOf[i]) });
    }
  }
  return items;
}

/** What a node has before anything happened needs no tone: what it gets later stands out. */
const isNothing = (value) => value === "" || value === "0" || value === "none";

/** A watched value, from the event at which it came to the one at which it went. */
function bandSpans() {
  const items = [];
  if (view.hidden.has("STATES")) {
    return items;
  }
  // Equal values have equal tones, whoever holds them: who disagrees is seen at once.
  const tones = new Map(stateNames.map((name) => [name, new Map()]));
  const toneOf = (name, value) => {
    const known = tones.get(name);
    if (!known.has(value)) {
      known.set(value, (known.size + 2 * stateNames.indexOf(name)) % 6);
    }
    return known.get(value);
  };
  shownColumns.forEach((shown, column) => {
    if (shown.hidden) {
      return;
    }
    shown.states.forEach((name, slot) => {
      const changes = changesOf[column].get(name);
      const ends = turnsOfLifeOf[column].filter((end) => !isKind(end, "STARTED"));
      let nextEnd = 0;
      changes.forEach((i, k) => {
        while (nextEnd < ends.length && ends[nextEnd] < i) {
          nextEnd++;
        }
        const next = k + 1 < changes.length ? changes[k + 1] : count;
        const until = Math.min(next, nextEnd < ends.length ? ends[nextEnd] : count);
        const to = until >= count ? lastPlace() + 0.5 : placeOf(until);
        if (to <= placeOf(i)) {
          return;
        }
        const value = fieldOf(i, "value");
        const tone = isNothing(value) ? "-none" : toneOf(name, value);
        items.push({ event: i, column, slot, name, value, tone, from: placeOf(i), to });
      });
    });
  });
  return items;
}

/** How a column's node is, from each start, end, pause and resumption to the next. */
function lifeSpans() {
  const items = [];
  shownColumns.forEach((shown, column) => {
    if (shown.hidden) {
      return;
    }
    let from = -0.5;
    let state = livesOf[column].length === 0 || !isKind(livesOf[column][0], "STARTED") ? "up" : "before";
    for (const i of livesOf[column]) {
      const place = placeOf(i);
      items.push({ column, state, from, to: place });
      from = place;
      state = { STARTED: "up", RESUMED: "up", PAUSED: "paused" }[kindOf(i).name] || "down";
    }
    items.push({ column, state, from, to: lastPlace() + 0.5 });
  });
  return items;
}

// Across: a gutter for the time, the columns, and beside them the sentences where there is room.
const across = { gutter: 92, columns: [], textX: 0, width: 0, hasText: true };

const ruler = document.createElement("canvas").getContext("2d");

/** How wide a text of the picture is, in pixels. */
function textPx(text, style) {
  ruler.font = (style || "") + " 11.5px " + getComputedStyle(document.body).fontFamily;
  return ruler.measureText(text).width;
}

/** A text, or as much of it as fits with an ellipsis. */
function fitting(text, px) {
  if (text.length < px / 14 || textPx(text) <= px) {
    return text;
  }
  let low = 0;
  let high = Math.min(text.length, Math.ceil(px / 2));
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (textPx(text.slice(0, middle) + "…") <= px) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low === 0 ? "" : text.slice(0, low) + "…";
}

// As wide as the state's name and its values need, within reason.
const bandPx = new Map();

function measureBands() {
  for (const name of stateNames) {
    let px = textPx(name);
    changesOf.forEach((changes) => {
      (changes.get(name) || []).slice(0, 100).concat((changes.get(name) || []).slice(-10)).forEach((i) => {
        px = Math.max(px, textPx(fieldOf(i, "value")));
      });
    });
    bandPx.set(name, Math.max(24, Math.min(74, Math.ceil(px) + 8)));
  }
}

function layOutAcross(available) {
  if (bandPx.size === 0) {
    measureBands();
  }
  const narrow = available < 700;
  across.gutter = narrow ? 76 : 88;
  across.hasText = !narrow;
  const bandsOf = (column) => column.states.reduce((sum, name) => sum + bandPx.get(name) + 3, 0);
  const natural = shownColumns.map((column) => column.hidden ? 0 : Math.max(narrow ? 56 : column.role === "CLIENT" ? 96 : 72, 34 + bandsOf(column) + (narrow ? 6 : 16)));
  const sum = natural.reduce((a, b) => a + b, 0);
  const textMin = across.hasText ? 215 : 0;
  const spare = Math.max(0, available - across.gutter - sum - textMin);
  const seen = shownColumns.filter((column) => !column.hidden).length;
  const extra = Math.min(narrow ? 200 : 70, spare / Math.max(1, seen));
  let x = across.gutter;
  across.columns = natural.map((width, index) => {
    let bandX = x + 34;
    const bands = shownColumns[index].states.map((name) => {
      const band = { x: bandX, width: bandPx.get(name) };
      bandX += bandPx.get(name) + 3;
      return band;
    });
    const all = width === 0 ? 0 : width + extra;
    const column = { x, width: all, life: x + 22, bands };
    x += all;
    return column;
  });
  across.textX = x + 8;
  across.width = Math.max(available, x + textMin);
}
