// Above the columns: who they are, and how they are at the moment under the cursor.

const head = document.getElementById("head");

function makes(parent, name, properties, text) {
  const element = document.createElement(name);
  for (const key in properties) {
    if (key === "class") {
      element.className = properties[key];
    } else {
      element.setAttribute(key, properties[key]);
    }
  }
  if (text !== undefined) {
    element.textContent = text;
  }
  parent.appendChild(element);
  return element;
}

/** The event under the cursor: the selected one while it is in sight, else the first in sight. */
function cursorEvent() {
  if (rows.length === 0) {
    return NONE;
  }
  const top = stage.scrollTop;
  const bottom = top + stage.clientHeight - head.offsetHeight;
  if (view.selected !== NONE) {
    const y = pageY(placeOf(view.selected));
    if (y >= top && y <= bottom) {
      return view.selected;
    }
  }
  return rows[Math.min(rows.length - 1, rowAt((top - PAD) / unitPx()))];
}

function showHead() {
  const at = cursorEvent();
  const all = document.createDocumentFragment();
  const time = makes(all, "div", { class: "head-time" });
  makes(time, "span", { class: "head-label" }, "seconds");
  makes(time, "span", {}, at === NONE ? "" : seconds(timeUs[at]));
  time.style.width = across.gutter - 12 + "px";
  shownColumns.forEach((column, index) => {
    if (column.hidden) {
      return;
    }
    const place = across.columns[index];
    const box = makes(all, "div", { class: "head-column " + column.role, "data-column": column.who });
    box.style.left = place.x + "px";
    box.style.width = place.width + "px";
    const name = makes(box, "div", { class: "head-who" });
    makes(name, "b", {}, column.who);
    if (column.role === "CLIENT" && column.states.length === 0) {
      makes(box, "div", { class: "head-role" }, "client");
    }
    const condition = at === NONE ? { life: "", states: [] } : conditionAt(index, at);
    makes(name, "span", { class: "head-life" }, condition.life);
    condition.states.forEach(([state, value], slot) => {
      const cell = makes(box, "div", { class: "head-state", title: state + " " + value });
      cell.style.left = place.bands[slot].x - place.x + "px";
      cell.style.width = place.bands[slot].width + "px";
      makes(cell, "span", {}, state);
      makes(cell, "b", {}, value === "" ? "–" : value);
    });
  });
  if (across.hasText) {
    const words = makes(all, "div", { class: "head-words" }, "what happened");
    words.style.left = across.textX + 16 + "px";
  }
  head.style.width = across.width + "px";
  head.replaceChildren(all);
}
