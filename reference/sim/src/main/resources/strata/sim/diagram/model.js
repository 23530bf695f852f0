// The run, as the page carries it: one array per property, strings and lists of fields stored once.

const run = JSON.parse(document.getElementById("run").textContent);
const card = run.card;
const count = run.t.length;
const NONE = -1;

const KINDS = run.kinds.map(([name, verb, group]) => ({ name, verb, group }));
const KIND = {};
KINDS.forEach((kind, index) => { KIND[kind.name] = index; });
const GROUPS = run.groups.map(([name, label]) => ({ name, label }));

// Virtual microseconds of each event.
const timeUs = new Float64Array(count);
for (let i = 0, now = 0; i < count; i++) {
  now += run.t[i];
  timeUs[i] = now;
}

const kindOf = (i) => KINDS[run.k[i]];
const isKind = (i, name) => run.k[i] === KIND[name];
const groupOf = (i) => KINDS[run.k[i]].group;
const whoOf = (i) => run.columns[run.w[i]][0];
const peerOf = (i) => (run.p[i] === NONE ? "" : run.columns[run.p[i]][0]);
const causeOf = (i) => (run.c[i] === 0 ? NONE : i - run.c[i]);
const aboutOf = (i) => (run.a[i] === 0 ? NONE : i - run.a[i]);
const textOf = (i) => run.strings[run.x[i]];

/** The fields of an event as [name, value] pairs. */
function fieldsOf(i) {
  const list = run.lists[run.f[i]];
  const fields = [];
  for (let k = 0; k < list.length; k += 2) {
    fields.push([run.strings[list[k]], run.strings[list[k + 1]]]);
  }
  return fields;
}

function fieldOf(i, name) {
  const found = fieldsOf(i).find(([itsName]) => itsName === name);
  return found ? found[1] : "";
}

// The event that ends each one: a delivery or loss for a sending, an answer for an operation.
const endOf = new Int32Array(count).fill(NONE);
for (let i = 0; i < count; i++) {
  const begun = aboutOf(i);
  if (begun !== NONE && endOf[begun] === NONE) {
    endOf[begun] = i;
  }
}

// Where a claim saw the run leave the right path, before anything was broken.
const straysAt = (i) => isKind(i, "NOTE") && fieldOf(i, "leaves the right path") !== "";

// Who has a column in the picture: everybody but the world itself.
const shownColumns = [];
const columnAt = new Int32Array(run.columns.length).fill(NONE);
run.columns.forEach(([who, role], index) => {
  if (role !== "WORLD") {
    columnAt[index] = shownColumns.length;
    shownColumns.push({ who, role, index, states: [] });
  }
});

// What is watched, per column: the events at which each state changed, in order.
const stateNames = [];
const changesOf = shownColumns.map(() => new Map());
// The events at which a life of a column's node began, ended, was held up or went on; and the first two alone.
const livesOf = shownColumns.map(() => []);
const turnsOfLifeOf = shownColumns.map(() => []);
for (let i = 0; i < count; i++) {
  const column = columnAt[run.w[i]];
  if (column === NONE) {
    continue;
  }
  if (isKind(i, "STATE")) {
    const name = textOf(i);
    if (!stateNames.includes(name)) {
      stateNames.push(name);
    }
    if (!changesOf[column].has(name)) {
      changesOf[column].set(name, []);
      shownColumns[column].states.push(name);
    }
    changesOf[column].get(name).push(i);
  } else if (groupOf(i) === "LIVES") {
    livesOf[column].push(i);
    if (!isKind(i, "PAUSED") && !isKind(i, "RESUMED")) {
      turnsOfLifeOf[column].push(i);
    }
  }
}

/** The last of some ascending indexes that is not after another; NONE when all are. */
function lastUpTo(indexes, at) {
  let low = 0;
  let high = indexes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (indexes[middle] <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low === 0 ? NONE : indexes[low - 1];
}

/** What a column's node is just after an event: whether it lives, and its watched states. */
function conditionAt(column, at) {
  const life = lastUpTo(livesOf[column], at);
  const name = life === NONE ? "" : kindOf(life).name;
  const down = name === "CRASHED" || name === "STOPPED";
  const states = [];
  // What a node knew before its present life is gone.
  const since = lastUpTo(turnsOfLifeOf[column], at);
  for (const [state, changes] of changesOf[column]) {
    const change = lastUpTo(changes, at);
    states.push([state, change === NONE || change < since || down ? "" : fieldOf(change, "value")]);
  }
  return { life: down ? "down" : name === "PAUSED" ? "paused" : "", states };
}

// What followed from each event: the events whose cause it is, in one array with a start per event.
const effects = (() => {
  const starts = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) {
    if (causeOf(i) !== NONE) {
      starts[causeOf(i) + 1]++;
    }
  }
  for (let i = 0; i < count; i++) {
    starts[i + 1] += starts[i];
  }
  const fill = starts.slice();
  const items = new Int32Array(starts[count]);
  for (let i = 0; i < count; i++) {
    if (causeOf(i) !== NONE) {
      items[fill[causeOf(i)]++] = i;
    }
  }
  return { starts, items };
})();

const effectsOf = (i) => effects.items.subarray(effects.starts[i], effects.starts[i + 1]);

// Of each event, the number of the story's step that points at it; 0 for none.
const stepOf = new Int32Array(count);
card.steps.forEach(([, event, number]) => {
  if (event !== NONE && stepOf[event] === 0) {
    stepOf[event] = number;
  }
});
