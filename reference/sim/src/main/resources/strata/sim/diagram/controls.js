// What a reader can do: select, move, zoom, filter, and have an event's past shown.

const byId = (id) => document.getElementById(id);
const ZOOMS = [3, 4, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40, 52];

/** Everything again: after a change of what is shown or of how wide the window is. */
function refreshAll() {
  layOut();
  layOutAcross(stage.clientWidth);
  refresh();
  showFilters();
}

/** The same places, drawn again. */
function refresh() {
  if (byId("text").hidden) {
    draw(true);
    showHead();
    showOverview();
  } else {
    showTable();
  }
  showStatus();
  showMatches();
}

function showStatus() {
  const shown = grouped(rows.length) + " of " + grouped(count) + " events shown";
  const why = [];
  if (view.pastMode === "only") {
    why.push("only what led to #" + view.root);
  }
  for (const group of GROUPS) {
    const number = groupCounts.get(group.name);
    if (view.hidden.has(group.name) && number > 0) {
      why.push(group.label + " hidden (" + grouped(number) + ")");
    }
  }
  const absent = shownColumns.filter((column) => column.hidden).map((column) => column.who);
  if (absent.length > 0) {
    why.push("no part in it: " + cut(absent.join(", "), 60));
  }
  if (drawn.leftOut > 0 && byId("text").hidden) {
    why.push(grouped(drawn.leftOut) + " signs too dense to draw here: zoom in or filter");
  }
  const text = shown + (why.length > 0 ? ": " + why.join("; ") : "");
  if (byId("status").textContent !== text) {
    byId("status").textContent = text;
  }
  byId("show-all").hidden = rows.length === count;
}

/** Selects an event; one that is not shown is brought back first. */
function select(i, scroll) {
  view.selected = i;
  if (i !== NONE && !isShown(i)) {
    view.hidden.delete(groupOf(i));
    if (!isShown(i)) {
      setPast("mark");
    }
    refreshAll();
  }
  if (i !== NONE && scroll) {
    if (byId("text").hidden) {
      scrollTo(i);
    } else {
      page = pageOf(i);
    }
  }
  showDetails();
  refresh();
  if (i !== NONE) {
    stage.setAttribute("aria-activedescendant", "event-" + i);
  } else {
    stage.removeAttribute("aria-activedescendant");
  }
  if (!byId("text").hidden && i !== NONE && scroll) {
    const row = tableView.querySelector("tr.selected");
    if (row !== null) {
      row.scrollIntoView({ block: "center" });
    }
  }
}

function scrollTo(i) {
  const y = pageY(placeOf(i));
  const seen = stage.clientHeight - head.offsetHeight;
  if (y < stage.scrollTop + 30 || y > stage.scrollTop + seen - 40) {
    stage.scrollTop = y - seen / 2;
  }
  const column = columnAt[run.w[i]];
  if (column !== NONE && across.width > stage.clientWidth) {
    const x = across.columns[column].life;
    if (x < stage.scrollLeft + 70 || x > stage.scrollLeft + stage.clientWidth - 60) {
      stage.scrollLeft = x - stage.clientWidth / 2;
    }
  }
}

/** To the next or previous shown event that fits, from the selected one or from the cursor. */
function step(direction, fits) {
  if (rows.length === 0) {
    return;
  }
  const from = view.selected === NONE ? cursorEvent() : view.selected;
  let r = rowFrom[from];
  if (view.selected !== NONE) {
    r = direction > 0 && rowIsOwn[from] === 0 ? r : r + direction;
  }
  while (r >= 0 && r < rows.length) {
    if (fits === undefined || fits(rows[r])) {
      select(rows[r], true);
      return;
    }
    r += direction;
  }
}

/** To the nearest event in a column to the left or right. */
function stepAcross(direction) {
  const from = view.selected === NONE ? cursorEvent() : view.selected;
  if (from === NONE) {
    return;
  }
  const column = Math.max(0, columnAt[run.w[from]]) + direction;
  if (column < 0 || column >= shownColumns.length) {
    return;
  }
  for (let away = 1; away < rows.length + 1; away++) {
    for (const r of [rowFrom[from] + away, rowFrom[from] - away]) {
      if (r >= 0 && r < rows.length && columnAt[run.w[rows[r]]] === column) {
        select(rows[r], true);
        return;
      }
    }
  }
}

function zoom(direction) {
  const at = cursorEvent();
  const before = at === NONE ? 0 : pageY(placeOf(at)) - stage.scrollTop;
  const now = ZOOMS.findIndex((px) => px >= view.rowPx);
  view.rowPx = ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, now + direction))];
  draw(true);
  if (at !== NONE) {
    stage.scrollTop = pageY(placeOf(at)) - before;
  }
  refresh();
}

function setPast(mode) {
  view.pastMode = view.root === NONE ? "off" : mode;
  for (const button of document.querySelectorAll("[data-past]")) {
    button.setAttribute("aria-pressed", String(button.dataset.past === view.pastMode));
  }
  byId("past-controls").hidden = view.root === NONE;
  byId("past-modes").hidden = view.root === NONE;
  byId("past-of").textContent = view.root === NONE ? "" : "#" + view.root + " " + cut(sentence(view.root), 90);
}

/** Keeps one event in sight where it is while what is shown changes: the selected one, the break, or the first. */
function reshow() {
  const inSight = (i) => {
    const y = pageY(placeOf(i)) - stage.scrollTop;
    return y >= 0 && y <= stage.clientHeight - head.offsetHeight;
  };
  const at = [view.selected, run.broken].find((i) => i !== NONE && inSight(i));
  const kept = at === undefined ? cursorEvent() : at;
  const before = kept === NONE ? 0 : pageY(placeOf(kept)) - stage.scrollTop;
  refreshAll();
  if (kept !== NONE) {
    stage.scrollTop = pageY(placeOf(kept)) - before;
    refresh();
  }
}

function tracePast(i) {
  view.root = i;
  setPast(view.pastMode === "off" ? "mark" : view.pastMode);
  reshow();
}

const groupCounts = new Map(GROUPS.map((group) => [group.name, 0]));
for (let i = 0; i < count; i++) {
  groupCounts.set(groupOf(i), groupCounts.get(groupOf(i)) + 1);
}

function showFilters() {
  const box = byId("filters");
  box.replaceChildren();
  GROUPS.forEach((group) => {
    const label = makes(box, "label", { class: "filter " + group.name });
    const check = makes(label, "input", { type: "checkbox", "data-group": group.name });
    check.checked = !view.hidden.has(group.name);
    check.disabled = groupCounts.get(group.name) === 0;
    makes(label, "span", {}, group.label);
    makes(label, "span", { class: "filter-count" }, grouped(groupCounts.get(group.name)));
    check.addEventListener("change", () => {
      if (check.checked) {
        view.hidden.delete(group.name);
      } else {
        view.hidden.add(group.name);
      }
      reshow();
      box.querySelector(`[data-group="${group.name}"]`).focus();
    });
  });
}

function showAll() {
  view.hidden.clear();
  setPast(view.pastMode === "only" ? "mark" : view.pastMode);
  reshow();
}

function showForm(form) {
  const text = form === "text";
  byId("picture-view").hidden = text;
  tableView.hidden = !text;
  byId("form-picture").setAttribute("aria-pressed", String(!text));
  byId("form-text").setAttribute("aria-pressed", String(text));
  if (text && view.selected !== NONE) {
    page = pageOf(view.selected);
  }
  refreshAll();
  if (view.selected !== NONE) {
    select(view.selected, true);
  }
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  refresh();
}

const isDark = () => document.documentElement.dataset.theme === "dark" ||
  (document.documentElement.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
