// Search: every word of the query occurs in an event's sentence, fields or kind.

const query = document.getElementById("query");
const matches = document.getElementById("matches");
let hits = [];
let hitMarks = null;
let haystacks = null;

const isHit = (i) => hitMarks !== null && hitMarks[i] === 1;

function haystackOf(i) {
  if (haystacks === null) {
    haystacks = new Array(count);
  }
  if (haystacks[i] === undefined) {
    haystacks[i] = (sentence(i) + " " + kindOf(i).name + " #" + i + " " +
      fieldsOf(i).map(([name, value]) => name + "=" + value).join(" ")).toLowerCase();
  }
  return haystacks[i];
}

function search() {
  const words = query.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
  hits = [];
  hitMarks = words.length === 0 ? null : new Uint8Array(count);
  if (words.length > 0) {
    for (let i = 0; i < count; i++) {
      const text = haystackOf(i);
      if (words.every((word) => text.includes(word))) {
        hits.push(i);
        hitMarks[i] = 1;
      }
    }
  }
  showMatches();
  refresh();
}

function showMatches() {
  if (hitMarks === null) {
    matches.textContent = "";
    return;
  }
  const hiddenOnes = hits.filter((i) => rowIsOwn[i] === 0).length;
  const at = hits.indexOf(view.selected);
  matches.textContent = (at >= 0 ? grouped(at + 1) + " of " : "") + grouped(hits.length) +
    (hits.length === 1 ? " match" : " matches") +
    (hiddenOnes > 0 ? ", " + grouped(hiddenOnes) + " not shown" : "");
}

/** To the next match after what is selected, or the one before it; round at the ends. */
function nextHit(direction) {
  if (hits.length === 0) {
    return;
  }
  const from = view.selected;
  const next = direction > 0
    ? hits.find((i) => i > from)
    : [...hits].reverse().find((i) => from === NONE || i < from);
  select(next === undefined ? hits[direction > 0 ? 0 : hits.length - 1] : next, true);
}

let searchSoon = 0;
query.addEventListener("input", () => {
  clearTimeout(searchSoon);
  searchSoon = setTimeout(search, 120);
});
query.addEventListener("keydown", (event) => {
  event.stopPropagation();
  if (event.key === "Enter") {
    clearTimeout(searchSoon);
    search();
    nextHit(event.shiftKey ? -1 : 1);
  } else if (event.key === "Escape") {
    query.value = "";
    search();
    stage.focus();
  }
});
