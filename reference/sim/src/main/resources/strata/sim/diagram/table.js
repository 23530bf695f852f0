// Everything as text: a table in pages, with the same filters as the picture.

const tableView = document.getElementById("text");
const PAGE_ROWS = 200;
let page = 0;

function pageOf(i) {
  return Math.floor(rowFrom[i] / PAGE_ROWS);
}

function showTable() {
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
  page = Math.max(0, Math.min(page, pages - 1));
  const first = page * PAGE_ROWS;
  const last = Math.min(rows.length, first + PAGE_ROWS);
  tableView.replaceChildren();
  pager(first, last, pages);
  const table = makes(tableView, "table", { "aria-rowcount": rows.length + 1 });
  makes(table, "caption", {}, rows.length === 0
    ? "No event is shown of " + grouped(count)
    : "Events " + grouped(first + 1) + " to " + grouped(last) + " of " + grouped(rows.length) + " shown, " +
      grouped(count) + " in all");
  const top = makes(makes(table, "thead", {}), "tr", { "aria-rowindex": 1 });
  for (const name of ["#", "seconds", "step", "what happened", "holds", "because of"]) {
    makes(top, "th", { scope: "col" }, name);
  }
  const body = makes(table, "tbody", {});
  for (let r = first; r < last; r++) {
    tableRow(body, rows[r], r);
  }
  if (pages > 1) {
    pager(first, last, pages);
  }
}

function tableRow(body, i, r) {
  const inPast = past !== null && past[i] === 1;
  const row = makes(body, "tr", {
    "aria-rowindex": r + 2, "data-event": i,
    class: kindOf(i).name + (inPast ? " past" : "") + faint(i) + (isHit(i) ? " found" : "") +
      (i === view.selected ? " selected" : ""),
  });
  const number = makes(row, "td", { class: "number" });
  makes(number, "button", { type: "button", class: "as-link", "aria-label": "event " + i + ", select" }, String(i))
    .addEventListener("click", () => select(i, true));
  makes(row, "td", { class: "number" }, seconds(timeUs[i]));
  makes(row, "td", { class: "number" }, stepOf[i] > 0 ? String(stepOf[i]) : "");
  makes(row, "td", {}, sentence(i));
  makes(row, "td", { class: "holds" }, fieldsOf(i).map(([name, value]) => name + "=" + value).join(", "));
  const because = makes(row, "td", { class: "number" });
  if (causeOf(i) !== NONE) {
    makes(because, "button", { type: "button", class: "as-link" }, String(causeOf(i)))
      .addEventListener("click", () => select(causeOf(i), true));
  }
}

function pager(first, last, pages) {
  const bar = makes(tableView, "nav", { class: "pager", "aria-label": "pages of the table" });
  const turn = (label, to, enabled) => {
    const button = makes(bar, "button", { type: "button" }, label);
    button.disabled = !enabled;
    button.addEventListener("click", () => {
      page = to;
      showTable();
      tableView.scrollTop = 0;
    });
  };
  turn("First", 0, page > 0);
  turn("Earlier", page - 1, page > 0);
  makes(bar, "span", {}, "page " + grouped(page + 1) + " of " + grouped(pages));
  turn("Later", page + 1, page < pages - 1);
  turn("Last", pages - 1, page < pages - 1);
}
