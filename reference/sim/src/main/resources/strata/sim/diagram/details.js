// One event in full: in a tip under the pointer, and, once it is selected, in the panel below.

const tip = document.getElementById("tip");
const panel = document.getElementById("details");
const said = document.getElementById("said");

function fillFields(parent, i) {
  const fields = fieldsOf(i);
  if (fields.length === 0) {
    return;
  }
  const list = makes(parent, "dl", { class: "fields" });
  for (const [name, value] of fields) {
    makes(list, "dt", {}, name);
    makes(list, "dd", {}, value);
  }
}

function showTip(i, x, y) {
  tip.replaceChildren();
  makes(tip, "div", { class: "tip-time" }, "#" + i + "   " + seconds(timeUs[i]) + " s");
  makes(tip, "div", { class: "tip-words" }, sentence(i));
  fillFields(tip, i);
  const end = endOf[i];
  if (end !== NONE) {
    makes(tip, "div", { class: "tip-end" }, "then, #" + end + ": " + sentence(end));
  } else if (isKind(i, "SENT")) {
    makes(tip, "div", { class: "tip-end" }, "still under way when the run ended");
  }
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(6, Math.min(x + 16, innerWidth - box.width - 8)) + "px";
  tip.style.top = Math.max(6, y + 18 + box.height > innerHeight ? y - box.height - 12 : y + 18) + "px";
}

function hideTip() {
  tip.hidden = true;
}

function linkTo(parent, i, before) {
  const line = makes(parent, "div", { class: "link" });
  makes(line, "span", { class: "link-label" }, before);
  const button = makes(line, "button", { type: "button", class: "as-link", "data-goto": i }, "#" + i + " " + sentence(i));
  button.addEventListener("click", () => select(i, true));
}

function showDetails() {
  const i = view.selected;
  panel.replaceChildren();
  panel.hidden = i === NONE;
  if (i === NONE) {
    return;
  }
  const title = makes(panel, "div", { class: "details-head" });
  makes(title, "span", { class: "details-time" }, "#" + i + " · " + seconds(timeUs[i]) + " s · " + groupLabel(groupOf(i)));
  const trace = makes(title, "button", { type: "button", title: "key p" }, "What led to this?");
  trace.addEventListener("click", () => tracePast(i));
  const close = makes(title, "button", { type: "button", "aria-label": "Close the details (Escape)" }, "×");
  close.addEventListener("click", () => select(NONE, false));
  makes(panel, "p", { class: "details-words" }, sentence(i));
  const body = makes(panel, "div", { class: "details-body" });
  fillFields(body, i);
  const links = makes(body, "div", { class: "links" });
  if (causeOf(i) !== NONE) {
    linkTo(links, causeOf(i), "because of");
  }
  if (aboutOf(i) !== NONE && aboutOf(i) !== causeOf(i)) {
    linkTo(links, aboutOf(i), "it ends");
  }
  if (endOf[i] !== NONE) {
    linkTo(links, endOf[i], "ended by");
  }
  const followed = [...effectsOf(i)].filter((effect) => effect !== endOf[i]);
  followed.slice(0, 6).forEach((effect) => linkTo(links, effect, "so"));
  if (followed.length > 6) {
    makes(links, "div", { class: "link" }, "and " + grouped(followed.length - 6) + " more that followed; the text form has them all");
  }
  said.textContent = seconds(timeUs[i]) + " s. " + sentence(i) + ". " +
    fieldsOf(i).map(([name, value]) => name + " " + value).join(", ");
}

const groupLabel = (name) => GROUPS.find((group) => group.name === name).label;
