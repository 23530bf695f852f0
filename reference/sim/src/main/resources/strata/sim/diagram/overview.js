// The whole run in one strip: how much happened when, faults and the break; dragging it scrubs through time.

const overview = document.getElementById("overview");
const overviewBox = document.getElementById("overview-box");

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function showOverview() {
  const width = overviewBox.clientWidth;
  const height = overviewBox.clientHeight;
  const scale = window.devicePixelRatio || 1;
  if (overview.width !== width * scale || overview.height !== height * scale) {
    overview.width = width * scale;
    overview.height = height * scale;
  }
  const pen = overview.getContext("2d");
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  if (rows.length === 0 || height === 0) {
    return;
  }
  const all = new Float64Array(height);
  const ofPast = new Float64Array(height);
  const yOf = (place) => Math.min(height - 1, Math.max(0, Math.floor(((PAD + place * unitPx()) / heightPx()) * height)));
  rows.forEach((i, r) => {
    all[yOf(places[r])]++;
    if (past !== null && past[i]) {
      ofPast[yOf(places[r])]++;
    }
  });
  const most = Math.log1p(all.reduce((a, b) => Math.max(a, b), 1));
  const bars = (counts, style) => {
    pen.fillStyle = style;
    counts.forEach((number, y) => {
      if (number > 0) {
        pen.fillRect(4, y, Math.max(2, (Math.log1p(number) / most) * (width - 12)), 1);
      }
    });
  };
  bars(all, past !== null && view.pastMode === "mark" ? colour("--line-soft") : colour("--line"));
  if (past !== null && view.pastMode === "mark") {
    bars(ofPast, colour("--accent"));
  }
  const tick = (i, style, thick) => {
    pen.fillStyle = style;
    pen.fillRect(0, yOf(placeOf(i)) - thick / 2, width, thick);
  };
  for (const i of rows) {
    if (groupOf(i) === "FAULTS") {
      tick(i, colour("--warn"), 1);
    } else if (isKind(i, "CRASHED")) {
      tick(i, colour("--ink"), 1);
    }
  }
  for (const i of hits.slice(0, 5000)) {
    pen.fillStyle = colour("--found");
    pen.fillRect(width - 8, yOf(placeOf(i)) - 1, 8, 2);
  }
  if (run.broken !== NONE && rowIsOwn[run.broken]) {
    tick(run.broken, colour("--bad"), 3);
  }
  const top = (stage.scrollTop / heightPx()) * height;
  const seen = Math.max(6, (stage.clientHeight / heightPx()) * height);
  pen.strokeStyle = colour("--accent");
  pen.lineWidth = 1.5;
  pen.strokeRect(1, top + 0.75, width - 2, Math.min(height - top - 1.5, seen));
  const at = cursorEvent();
  overviewBox.setAttribute("aria-valuetext", at === NONE ? "nothing shown" : seconds(timeUs[at]) + " seconds");
  overviewBox.setAttribute("aria-valuenow", String(Math.round((100 * stage.scrollTop) / heightPx())));
}

function scrubTo(clientY) {
  const box = overviewBox.getBoundingClientRect();
  const share = (clientY - box.top) / box.height;
  stage.scrollTop = share * heightPx() - stage.clientHeight / 2;
}

overviewBox.addEventListener("pointerdown", (event) => {
  overviewBox.setPointerCapture(event.pointerId);
  scrubTo(event.clientY);
});
overviewBox.addEventListener("pointermove", (event) => {
  if (event.buttons !== 0) {
    scrubTo(event.clientY);
  }
});
overviewBox.addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 40, ArrowUp: -40, PageDown: stage.clientHeight, PageUp: -stage.clientHeight };
  if (event.key in steps) {
    stage.scrollTop += steps[event.key];
  } else if (event.key === "Home" || event.key === "End") {
    stage.scrollTop = event.key === "Home" ? 0 : heightPx();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
});
