// What each kind of event looks like.

/** A short text beside a mark. */
function caption(i) {
  switch (kindOf(i).name) {
    case "SENT":
      return textOf(i);
    case "DELIVERED_LATE":
      return "late";
    case "INVOKED":
      return brief(i);
    case "ANSWERED":
    case "UNKNOWN":
      return fieldOf(i, "outcome");
    case "TIMER_FIRED":
      return textOf(i);
    case "STARTED":
      return textOf(i) === "life 1" ? "" : "starts again";
    case "CRASHED":
      return "crashes";
    case "STOPPED":
      return "stops";
    case "PAUSED":
      return "paused";
    case "RESUMED":
      return "goes on";
    case "DISCONNECTED":
      return "connection to " + peerOf(i) + " lost";
    case "NOTE":
      return "“" + textOf(i) + "”";
    case "DISK":
      return textOf(i);
    default:
      return "";
  }
}

function brief(i) {
  const values = fieldsOf(i).map(([, value]) => value).join(", ");
  return cut(textOf(i) + (values === "" ? "" : "(" + values + ")"), 44);
}

function cut(text, characters) {
  return text.length <= characters ? text : text.slice(0, characters - 1) + "…";
}

function drawMark(mark, i, x, y, roomy) {
  const kind = kindOf(i).name;
  switch (kind) {
    case "SENT":
      draws(mark, "circle", { cx: x, cy: y, r: 2.6 });
      break;
    case "TIMER_SET":
      draws(mark, "circle", { cx: x, cy: y, r: 3.6 });
      break;
    case "TIMER_FIRED":
      draws(mark, "circle", { cx: x, cy: y, r: 5 });
      draws(mark, "path", { d: `M${x} ${y - 3.4} V${y} H${x + 2.6}` });
      break;
    case "FLUSH_ASKED":
    case "FLUSH_DONE":
      draws(mark, "path", { d: `M${x - 13} ${y} h8` });
      break;
    case "DISK":
      draws(mark, "rect", { x: x - 12, y: y - 3, width: 6, height: 6 });
      break;
    case "STATE":
      drawChange(mark, i, y);
      break;
    case "STARTED":
    case "RESUMED":
      draws(mark, "path", { d: `M${x - 5} ${y - 4} h10 l-5 8 Z` });
      break;
    case "STOPPED":
      draws(mark, "rect", { x: x - 4.5, y: y - 4.5, width: 9, height: 9 });
      break;
    case "CRASHED":
      draws(mark, "path", { d: `M${x - 6} ${y - 6} l12 12 m0 -12 l-12 12` });
      break;
    case "PAUSED":
      draws(mark, "path", { d: `M${x - 3} ${y - 5} v10 m6 -10 v10` });
      break;
    case "DISCONNECTED":
      draws(mark, "path", { d: `M${x - 6} ${y + 3} l4 -6 l4 6 l4 -6` });
      break;
    case "NOTE":
      draws(mark, "path", { d: `M${x - 4} ${y - 5} h8 v6 h-4 l-3 4 v-4 h-1 Z` });
      break;
    default:
      break;
  }
  if (roomy && (view.scale === "time" || unitPx() >= 12)) {
    drawCaption(mark, i, x, y);
  }
}

/** The moment at which a watched value changes. */
function drawChange(mark, i, y) {
  const column = across.columns[columnAt[run.w[i]]];
  const slot = shownColumns[columnAt[run.w[i]]].states.indexOf(textOf(i));
  draws(mark, "path", { d: `M${column.life} ${y} H${column.bands[slot].x + column.bands[slot].width}` });
}

function drawCaption(mark, i, x, y) {
  const whole = cut(caption(i), 48);
  if (whole === "") {
    return;
  }
  const there = isKind(i, "SENT") && run.p[i] !== NONE ? columnAt[run.p[i]] : NONE;
  const leftwards = there !== NONE && across.columns[there].life < x;
  // It may go over other columns, for nothing else is in its row, but not over the sentences.
  const text = leftwards || !across.hasText ? whole : fitting(whole, across.textX - x - 2);
  draws(mark, "text", {
    class: "caption", x: leftwards ? x - 8 : x + 10, y: y + (isKind(i, "SENT") ? -2.5 : 3.8),
    "text-anchor": leftwards ? "end" : "start",
  }, text);
}

/** What concerns everybody: a line across all columns. */
function drawAcross(mark, i, y, roomy) {
  const left = across.gutter - 4;
  const right = across.textX - 8;
  draws(mark, "line", { class: "across", x1: left, x2: right, y1: y, y2: y });
  if (!roomy) {
    return;
  }
  const text = isKind(i, "BROKEN") ? "BROKEN: " + textOf(i)
    : isKind(i, "FAULT") || isKind(i, "NOTE") ? textOf(i) : sentence(i);
  const style = isKind(i, "BROKEN") ? "bold" : "";
  const shown = fitting(text, (right - left - 30) * (style === "" ? 1 : 0.88));
  const label = draws(mark, "g", { class: "label" });
  draws(label, "rect", { x: left + 4, y: y - 9, width: textPx(shown, style) + 14, height: 18, rx: 3 });
  draws(label, "text", { x: left + 11, y: y + 4 }, shown);
}

/** The number of the story's step that an event is, before its time. */
function drawStep(row, i, y) {
  draws(row, "circle", { class: "step", cx: 10, cy: y, r: 8 });
  draws(row, "text", { class: "step", x: 10, y: y + 3.6, "text-anchor": "middle" }, String(stepOf[i]));
}

/** The sentence beside the columns. */
function drawSentence(row, i, y) {
  const x = across.textX + 12;
  const room = across.width - x - 16;
  const text = draws(row, "text", { class: "sentence " + kindOf(i).name + faint(i), x: x + 4, y: y + 3.8 });
  const bold = isKind(i, "BROKEN") ? 0.88 : 1;
  // The arrow shows how long a message took.
  const whole = isKind(i, "DELIVERED") ? whoOf(i) + " receives " + textOf(i) + " from " + peerOf(i) : sentence(i);
  const words = fitting(whole, room * bold - 8);
  const who = columnAt[run.w[i]] === NONE || !words.startsWith(whoOf(i)) ? "" : whoOf(i);
  draws(text, "tspan", { class: "who" }, who);
  draws(text, "tspan", {}, words.slice(who.length));
  const rest = room - textPx(words) - 20;
  const holds = isKind(i, "STATE") || isKind(i, "FLUSH_ASKED") || isKind(i, "LOST") || isKind(i, "BROKEN")
    ? "" : fieldsOf(i).filter(([name]) => name !== "outcome").map(([name, value]) => name + "=" + value).join("  ");
  if (holds !== "" && rest > 60) {
    draws(text, "tspan", { class: "fields", dx: 8 }, fitting(holds, rest));
  }
}
