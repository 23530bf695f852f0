// What led to an event; CausalPast.java finds the same.

function pastOf(root, reach) {
  const past = new Uint8Array(count);
  const broken = isKind(root, "BROKEN");
  // Of each message or operation that came to nothing, by its beginning: how it ended.
  const vainEnds = new Map();
  const subjects = broken ? fieldsOf(root).filter(([name]) => name === "subject").map(([, value]) => value) : [];
  past[root] = 1;
  for (let i = 0; i < root; i++) {
    if (reach !== "CAUSES") {
      if (isKind(i, "SENT")) {
        vainEnds.set(i, NONE);
      } else if (isKind(i, "DELIVERED")) {
        vainEnds.delete(aboutOf(i));
      } else if (isKind(i, "LOST") || isKind(i, "DELIVERED_LATE") || isKind(i, "UNKNOWN")) {
        vainEnds.set(aboutOf(i), i);
      }
    }
    if (broken && isEvidence(i, subjects)) {
      past[i] = 1;
    }
  }
  let found;
  let members = 0;
  do {
    found = members;
    passBackwards(past, root, reach, vainEnds);
    members = past.reduce((sum, one) => sum + one, 0);
  } while (members > found);
  return past;
}

/** An operation on one of the broken claim's subjects, or where the run strayed with one of them. */
function isEvidence(i, subjects) {
  const strays = straysAt(i);
  return (strays && fieldOf(i, "subject") === "") ||
    ((strays || groupOf(i) === "OPERATIONS") && fieldsOf(i).some(([, value]) => subjects.includes(value)));
}

function passBackwards(past, root, reach, vainEnds) {
  const wanted = run.columns.map(() => ({ everything: false, states: false, life: false, found: new Set() }));
  const wantStates = (column) => {
    column.states = true;
    column.life = true;
    column.found.clear();
  };
  if (isKind(root, "BROKEN") && reach !== "CAUSES") {
    wanted.filter((column, index) => run.columns[index][1] === "NODE").forEach(wantStates);
  }
  for (let i = root; i >= 0; i--) {
    const here = wanted[run.w[i]];
    if (isWanted(here, i) || isBesides(past, i, reach, vainEnds)) {
      past[i] = 1;
    }
    if (past[i]) {
      const cause = isRenewal(i, reach) ? NONE : causeOf(i);
      for (const other of [cause, aboutOf(i), vainEnds.has(i) ? vainEnds.get(i) : NONE]) {
        if (other !== NONE) {
          past[other] = 1;
        }
      }
      if (reach === "EVERYTHING_BEFORE") {
        here.everything = true;
      } else if (reach === "KNOWLEDGE" && !isKind(i, "STATE") && !isKind(i, "LOST") && groupOf(i) !== "LIVES") {
        wantStates(here);
      }
    }
  }
}

/** Whether an event of the past began it, and it came to nothing or too late, or is a remark. */
function isBesides(past, i, reach, vainEnds) {
  return causeOf(i) !== NONE && past[causeOf(i)] === 1 &&
    (vainEnds.has(i) || (reach === "KNOWLEDGE" && isKind(i, "NOTE")));
}

/** A timer that is set anew each time it fires: the last time tells as much as all of them. */
function isRenewal(i, reach) {
  const cause = causeOf(i);
  return reach !== "EVERYTHING_BEFORE" && isKind(i, "TIMER_SET") && cause !== NONE &&
    isKind(cause, "TIMER_FIRED") && textOf(cause) === textOf(i);
}

function isWanted(here, i) {
  if (here.everything) {
    return true;
  }
  switch (kindOf(i).name) {
    case "STATE": {
      if (!here.states || here.found.has(textOf(i))) {
        return false;
      }
      here.found.add(textOf(i));
      return true;
    }
    case "STARTED":
    case "CRASHED":
    case "STOPPED": {
      const taken = here.life;
      here.states = false;
      here.life = isKind(i, "STARTED") && here.life;
      return taken;
    }
    case "PAUSED":
    case "RESUMED":
      return here.life;
    default:
      return false;
  }
}
