// Draws what is in the window and a little around it, anew whenever the window leaves it.

const SVG = "http://www.w3.org/2000/svg";
const PAD = 26;
// More than this at once nobody reads and no browser likes; how many are left out is said.
const DRAWN_MAX = 3000;

const stage = document.getElementById("stage");
const canvasBox = document.getElementById("picture-box");
const picture = document.getElementById("picture");

const drawn = { from: 0, to: 0, leftOut: 0 };

function draws(parent, name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const key in attributes) {
    element.setAttribute(key, attributes[key]);
  }
  if (text !== undefined) {
    element.textContent = text;
  }
  parent.appendChild(element);
  return element;
}

const pageY = (place) => PAD + place * unitPx();
const heightPx = () => pageY(lastPlace()) + 60;

/** The first row at or below a place. */
function rowAt(place) {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle] < place) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Draws if the window has left what is drawn, or if told to. */
function draw(anew) {
  const top = stage.scrollTop;
  const bottom = top + stage.clientHeight;
  if (!anew && top >= drawn.from && bottom <= drawn.to) {
    return;
  }
  const around = stage.clientHeight;
  drawn.from = Math.max(0, top - around);
  drawn.to = Math.min(heightPx(), bottom + around);
  canvasBox.style.height = heightPx() + "px";
  canvasBox.style.width = across.width + "px";
  picture.setAttribute("width", across.width);
  picture.setAttribute("height", Math.max(1, drawn.to - drawn.from));
  picture.style.top = drawn.from + "px";
  const unit = unitPx();
  const from = (drawn.from - PAD) / unit - 1;
  const to = (drawn.to - PAD) / unit + 1;
  const y = (place) => pageY(place) - drawn.from;
  drawn.leftOut = 0;
  const layers = document.createDocumentFragment();
  const backs = draws(layers, "g", {});
  drawLives(draws(layers, "g", { class: "lives" }), from, to, y);
  drawBands(draws(layers, "g", { class: "bands" }), from, to, y);
  drawGaps(draws(layers, "g", { class: "gaps" }), from, to, y);
  drawSpansBeside(draws(layers, "g", { class: "beside" }), from, to, y);
  const rowLayer = draws(layers, "g", { class: "rows" });
  drawArrows(draws(layers, "g", { class: "arrows" }), from, to, y);
  drawRows({ backs, rows: rowLayer, marks: draws(layers, "g", { class: "marks" }) }, from, to, y);
  picture.replaceChildren(layers);
}

/** As many as are drawn at once; the others are counted. */
function atMost(items) {
  drawn.leftOut += Math.max(0, items.length - DRAWN_MAX);
  return items.slice(0, DRAWN_MAX);
}

const faint = (i) => (past !== null && view.pastMode === "mark" && past[i] === 0 ? " faint" : "");

function drawLives(layer, from, to, y) {
  for (const life of spans.lives.meeting(from, to)) {
    const { life: x } = across.columns[life.column];
    const top = y(Math.max(life.from, from));
    const bottom = y(Math.min(life.to, to));
    if (life.state === "up") {
      draws(layer, "line", { class: "life", x1: x, x2: x, y1: top, y2: bottom });
    } else if (life.state === "paused") {
      draws(layer, "rect", { class: "paused", x: x - 5, y: top, width: 10, height: Math.max(0, bottom - top) });
    } else if (life.state === "down") {
      draws(layer, "line", { class: "down", x1: x, x2: x, y1: top, y2: bottom });
    }
  }
}

// A band says its value again after so many pixels.
const SAID_AGAIN_PX = 330;

function drawBands(layer, from, to, y) {
  const lastLabel = new Map();
  for (const band of atMost(spans.bands.meeting(from, to))) {
    const place = across.columns[band.column].bands[band.slot];
    const top = y(Math.max(band.from, from));
    const bottom = y(Math.min(band.to, to));
    const group = draws(layer, "g", { class: "band tone" + band.tone + faint(band.event) });
    draws(group, "rect", { x: place.x, y: top, width: place.width, height: Math.max(0.5, bottom - top) });
    const key = band.column + " " + band.slot;
    const shown = fitting(band.value, place.width - 3);
    for (let at = top; at + 9 <= bottom; at += SAID_AGAIN_PX) {
      if (!lastLabel.has(key) || at - lastLabel.get(key) >= 9) {
        lastLabel.set(key, at);
        const baseline = Math.min(at + 11.5, bottom - 1);
        draws(group, "text", { x: place.x + place.width / 2, y: baseline, "text-anchor": "middle" }, shown);
      }
    }
  }
}

function drawGaps(layer, from, to, y) {
  const right = across.textX - 8;
  const isRoomy = unitPx() >= 11;
  for (const gap of gaps) {
    if (unitPx() < 6 || gap.to < from || gap.from > to) {
      continue;
    }
    const at = y((gap.from + gap.to) / 2);
    draws(layer, "line", { class: "gap", x1: across.gutter - 6, x2: right, y1: at, y2: at });
    if (!isRoomy) {
      continue;
    }
    draws(layer, "text", { class: "gap", x: across.gutter - 12, y: at + 3.5, "text-anchor": "end" }, stretch(gap.us));
  }
}

/** Bars beside a lifeline: operations, and flushes under way. */
function drawSpansBeside(layer, from, to, y) {
  for (const flush of atMost(spans.flushes.meeting(from, to))) {
    const x = across.columns[flush.column].life - 9;
    draws(layer, "line", { class: "flush" + faint(flush.event), x1: x, x2: x, y1: y(flush.from), y2: y(flush.to) });
  }
  for (const bar of atMost(spans.bars.meeting(from, to))) {
    const x = across.columns[bar.column].life - 5 + 13 * bar.lane;
    const top = y(Math.max(bar.from, from));
    const height = Math.max(2, y(Math.min(bar.to, to)) - top);
    draws(layer, "rect", {
      class: "bar " + bar.kind + faint(bar.event), x, y: top, width: 10, height, rx: 2, "data-hover": bar.event,
    });
  }
}

function drawArrows(layer, from, to, y) {
  for (const arrow of atMost(spans.arrows.meeting(from, to))) {
    drawArrow(layer, arrow, y);
  }
}

function drawArrow(layer, arrow, y) {
  const here = across.columns[columnAt[run.w[arrow.event]]].life;
  const there = across.columns[arrow.there].life;
  const selected = arrow.event === view.selected || (arrow.end !== NONE && arrow.end === view.selected);
  const group = draws(layer, "g", {
    class: "arrow " + arrow.kind + faint(arrow.event) + (selected ? " selected" : ""),
    "data-hover": arrow.event, "data-from": whoOf(arrow.event), "data-to": peerOf(arrow.event),
  });
  const y1 = y(arrow.from);
  const side = there > here ? 1 : -1;
  let x2 = there - side * 2;
  let y2 = y(arrow.to);
  if (!arrow.ends) {
    // It has no end to show: a stub tells where it was going.
    x2 = here + side * Math.min(44, Math.abs(there - here) / 2);
    y2 = y1 + 7;
  } else if (arrow.kind === "lost") {
    x2 = here + (there - here) * 0.72;
  }
  const path = here === there
    ? `M${here} ${y1} C${here + 30} ${y1} ${here + 30} ${y2} ${here + 3} ${y2}`
    : `M${here} ${y1} L${x2} ${y2}`;
  draws(group, "path", { class: "hit", d: path });
  draws(group, "path", { class: "shaft", d: path });
  if (arrow.kind === "lost" && arrow.ends) {
    draws(group, "path", { class: "cross", d: `M${x2 - 5} ${y2 - 5} l10 10 m0 -10 l-10 10` });
    return;
  }
  const angle = here === there ? Math.PI : Math.atan2(y2 - y1, x2 - here);
  const tip = here === there ? here + 3 : x2;
  const size = arrow.kind === "late" ? 10 : 8;
  const corner = (turn) => (tip - size * Math.cos(angle + turn)) + " " + (y2 - size * Math.sin(angle + turn));
  draws(group, "path", { class: "head", d: `M${tip} ${y2} L${corner(0.36)} L${corner(-0.36)} Z` });
}

function drawRows(layers, from, to, y) {
  const first = rowAt(from);
  const last = Math.min(rows.length, rowAt(to));
  let lastTimeY = -Infinity;
  let lastTextY = -Infinity;
  let lastUs = NONE;
  let number = 0;
  for (let r = first; r < last; r++) {
    const i = rows[r];
    const at = y(places[r]);
    const roomy = at - lastTextY >= 10.5 || isKind(i, "BROKEN");
    if (!roomy && ++number > DRAWN_MAX) {
      drawn.leftOut++;
      continue;
    }
    drawRow(layers, i, at, roomy);
    if (roomy) {
      lastTextY = at;
    }
    if (at - lastTimeY >= 11 && (timeUs[i] !== lastUs || i === view.selected)) {
      lastTimeY = at;
      const digits = across.gutter < 80 ? seconds(timeUs[i]).slice(0, -2) : seconds(timeUs[i]);
      draws(layers.rows, "text", { class: "time" + faint(i), x: across.gutter - 12, y: at + 3.5, "text-anchor": "end" }, digits);
    }
    lastUs = timeUs[i];
  }
}

function drawRow(layers, i, at, roomy) {
  if (i === view.selected || isHit(i)) {
    const half = view.scale === "time" ? 9 : Math.max(2, Math.min(unitPx(), 22)) / 2;
    const look = i === view.selected ? "back selected" : "back found";
    draws(layers.backs, "rect", { class: look, x: 0, y: at - half, width: across.width, height: 2 * half });
  }
  const column = columnAt[run.w[i]];
  const mark = draws(layers.marks, "g", { class: "mark " + kindOf(i).name + (straysAt(i) ? " strays" : "") + faint(i), id: "event-" + i, "data-mark": i });
  if (column === NONE) {
    drawAcross(mark, i, at, roomy);
  } else {
    drawMark(mark, i, across.columns[column].life, at, roomy);
  }
  if (stepOf[i] > 0) {
    drawStep(layers.rows, i, at);
  }
  if (across.hasText && roomy) {
    drawSentence(layers.rows, i, at);
  }
}
