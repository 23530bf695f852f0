// An event as one sentence; Sentence.java says the same words.

function seconds(us) {
  return Math.floor(us / 1e6) + "." + String(us % 1e6).padStart(6, "0");
}

function milliseconds(us) {
  return Math.floor(us / 1000) + "." + String(us % 1000).padStart(3, "0");
}

function sentence(i) {
  const kind = kindOf(i);
  const text = textOf(i);
  const who = whoOf(i) + " " + kind.verb;
  const after = (what) =>
    aboutOf(i) === NONE ? "" : ", " + milliseconds(timeUs[i] - timeUs[aboutOf(i)]) + " ms after " + what;
  switch (kind.name) {
    case "SENT":
      return who + " " + text + " to " + peerOf(i);
    case "DELIVERED":
      return who + " " + text + " from " + peerOf(i) + after("it was sent");
    case "DELIVERED_LATE":
      return who + " " + text + " from " + peerOf(i) + after("it was sent") +
        ", when its sender had already lost that connection";
    case "LOST":
      return text + " from " + peerOf(i) + " to " + whoOf(i) + " is lost: " + fieldOf(i, "why lost");
    case "DISCONNECTED":
      return who + " to " + peerOf(i) + (text === "" ? "" : ": " + text);
    case "TIMER_SET":
      return who + " " + text + ", due in " + fieldOf(i, "delay ms") + " ms";
    case "TIMER_FIRED":
      return whoOf(i) + " timer " + text + " fires";
    case "FLUSH_ASKED":
      return who + ", " + text + ": " + fieldOf(i, "files");
    case "FLUSH_DONE":
      return whoOf(i) + " has " + text + " flushed" + after("it asked");
    case "INVOKED":
      return who + " " + text;
    case "ANSWERED":
    case "UNKNOWN":
      return who + ", " + text + after("it began");
    case "STATE": {
      const before = fieldOf(i, "before");
      return who + " " + text + " " + fieldOf(i, "value") + (before === "" ? "" : ", before " + before);
    }
    case "FAULT":
      return "fault: " + text;
    case "HEALED":
      return "all faults end";
    case "BROKEN":
      return "BROKEN " + text + ": " + fieldOf(i, "found");
    case "NOTE":
      return straysAt(i) ? "here the run leaves the right path: " + text : who + ": " + text;
    default:
      return text === "" ? who : who + ": " + text;
  }
}

/** A number for people: 12,345. */
function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A stretch of time for people: 350 µs, 12 ms, 1.5 s. */
function stretch(us) {
  if (us < 1000) {
    return us + " µs";
  }
  return us < 1e6 ? Math.round(us / 1000) + " ms" : (us / 1e6).toFixed(us < 1e7 ? 2 : 1) + " s";
}
