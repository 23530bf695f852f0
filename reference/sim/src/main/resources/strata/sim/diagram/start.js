// Keys, pointers, and the first look.

const KEYS = [
  ["↓ or j, ↑ or k", "next, previous event"],
  ["→ or l, ← or h", "nearest event in the column to the right, left"],
  ["]  [", "next, previous event of the same column"],
  ["c", "to what caused the selected event"],
  ["e", "to what it led to: a message's arrival, an answer, the first effect"],
  ["b", "to the broken claim"],
  ["p", "mark what led to the selected event"],
  ["o", "only the past, the past marked, all events: the next of the three"],
  ["/  then n, N", "search, then next, previous match"],
  ["+  −  0", "zoom in, out, back"],
  ["s", "even steps or true time downwards"],
  ["t", "picture or text"],
  ["a", "show all events"],
  ["d", "dark or light"],
  ["Home, End, Page Up, Page Down", "first, last event; a screen back, on"],
  ["Esc", "close, unselect"],
  ["?", "this list"],
];

const ACTIONS = {
  ArrowDown: () => step(1), j: () => step(1), ArrowUp: () => step(-1), k: () => step(-1),
  ArrowRight: () => stepAcross(1), l: () => stepAcross(1), ArrowLeft: () => stepAcross(-1), h: () => stepAcross(-1),
  "]": () => step(1, sameColumn()), "[": () => step(-1, sameColumn()),
  c: () => go(view.selected === NONE ? NONE : causeOf(view.selected)),
  e: () => go(effectOfSelected()),
  b: () => toBroken(),
  p: () => view.selected !== NONE && tracePast(view.selected),
  o: () => nextPastMode(),
  "/": () => query.focus(), n: () => nextHit(1), N: () => nextHit(-1),
  "+": () => zoom(1), "=": () => zoom(1), "-": () => zoom(-1), 0: () => { view.rowPx = 22; zoom(0); },
  s: () => toggleScale(),
  t: () => showForm(tableView.hidden ? "text" : "picture"),
  a: () => showAll(),
  d: () => setTheme(isDark() ? "light" : "dark"),
  Home: () => rows.length > 0 && select(rows[0], true),
  End: () => rows.length > 0 && select(rows[rows.length - 1], true),
  Escape: () => select(NONE, false),
  "?": () => byId("help").showModal(),
};

function sameColumn() {
  const of = view.selected === NONE ? cursorEvent() : view.selected;
  return (i) => run.w[i] === run.w[of];
}

function effectOfSelected() {
  if (view.selected === NONE) {
    return NONE;
  }
  const followed = effectsOf(view.selected);
  return endOf[view.selected] !== NONE ? endOf[view.selected] : followed.length > 0 ? followed[0] : NONE;
}

function go(i) {
  if (i !== NONE) {
    select(i, true);
  }
}

function toBroken() {
  if (run.broken === NONE) {
    return;
  }
  if (view.root !== run.broken) {
    view.root = run.broken;
    setPast(view.pastMode === "off" ? "mark" : view.pastMode);
    refreshAll();
  }
  select(run.broken, true);
}

function nextPastMode() {
  const modes = ["off", "mark", "only"];
  setPast(modes[(modes.indexOf(view.pastMode) + 1) % 3]);
  reshow();
}

function toggleScale() {
  view.scale = view.scale === "steps" ? "time" : "steps";
  byId("scale").setAttribute("aria-pressed", String(view.scale === "time"));
  reshow();
}

document.addEventListener("keydown", (event) => {
  const inField = ["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName) && event.target.type !== "checkbox";
  if (event.ctrlKey || event.metaKey || event.altKey || inField || byId("help").open) {
    return;
  }
  if (event.key === "Escape" && !byId("side").classList.contains("folded") && innerWidth < 860) {
    foldSide(true);
    return;
  }
  const action = Object.hasOwn(ACTIONS, event.key) ? ACTIONS[event.key] : undefined;
  const scrolls = !byId("text").hidden && ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key);
  if (action !== undefined && !scrolls) {
    event.preventDefault();
    hideTip();
    action();
  }
});

/** The event that a point of the picture is about: of an arrow or bar, its own; else that of the nearest row. */
function eventAt(event) {
  const own = event.target.closest("[data-hover]");
  if (own !== null) {
    return Number(own.dataset.hover);
  }
  const y = event.clientY - canvasBox.getBoundingClientRect().top;
  if (rows.length === 0 || event.target.closest("#head") !== null) {
    return NONE;
  }
  const place = (y - PAD) / unitPx();
  const r = Math.min(rows.length - 1, rowAt(place));
  const nearest = r > 0 && place - places[r - 1] < places[r] - place ? r - 1 : r;
  return Math.abs(pageY(places[nearest]) - y) <= Math.max(7, unitPx() / 2) ? rows[nearest] : NONE;
}

canvasBox.addEventListener("pointermove", (event) => {
  const i = eventAt(event);
  if (i === NONE || event.pointerType === "touch") {
    hideTip();
  } else {
    showTip(i, event.clientX, event.clientY);
  }
});
canvasBox.addEventListener("pointerleave", hideTip);
canvasBox.addEventListener("click", (event) => {
  hideTip();
  select(eventAt(event), false);
});

let drawing = 0;
stage.addEventListener("scroll", () => {
  hideTip();
  if (drawing === 0) {
    drawing = requestAnimationFrame(() => {
      drawing = 0;
      draw(false);
      showStatus();
      showHead();
      showOverview();
    });
  }
});
new ResizeObserver(() => {
  layOutAcross(stage.clientWidth);
  refresh();
}).observe(stage);

function foldSide(folded) {
  byId("side").classList.toggle("folded", folded);
  byId("unfold").setAttribute("aria-expanded", String(!folded));
}

function copyRerun() {
  const range = document.createRange();
  range.selectNodeContents(byId("rerun"));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  const copied = document.execCommand("copy");
  byId("copy").textContent = copied ? "copied" : "selected";
}

function fillCard() {
  for (const button of document.querySelectorAll("button[data-goto]")) {
    button.addEventListener("click", () => {
      if (innerWidth < 860) {
        foldSide(true);
      }
      select(Number(button.dataset.goto), true);
    });
  }
  if (byId("copy") !== null) {
    byId("copy").addEventListener("click", copyRerun);
  }
  const list = byId("keys");
  for (const [keys, what] of KEYS) {
    makes(list, "dt", {}, keys);
    makes(list, "dd", {}, what);
  }
}

function bindControls() {
  const clicks = {
    "form-picture": () => showForm("picture"), "form-text": () => showForm("text"),
    "zoom-in": () => zoom(1), "zoom-out": () => zoom(-1), scale: toggleScale,
    theme: () => setTheme(isDark() ? "light" : "dark"), "help-open": () => byId("help").showModal(),
    "help-close": () => byId("help").close(), "show-all": showAll, "to-broken": toBroken,
    unfold: () => foldSide(!byId("side").classList.contains("folded")),
  };
  for (const id in clicks) {
    byId(id).addEventListener("click", clicks[id]);
  }
  for (const button of document.querySelectorAll("[data-past]")) {
    button.addEventListener("click", () => {
      setPast(button.dataset.past);
      reshow();
    });
  }
  byId("reach").addEventListener("change", () => {
    view.reach = byId("reach").value;
    reshow();
  });
}

function start() {
  document.documentElement.classList.add("live");
  tableView.replaceChildren();
  fillCard();
  bindControls();
  foldSide(innerWidth < 860);
  byId("to-broken").hidden = run.broken === NONE;
  view.root = run.broken;
  setPast("only");
  showForm("picture");
  stage.scrollTop = run.broken === NONE ? 0 : heightPx();
  refresh();
}

start();
