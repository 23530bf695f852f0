package strata.sim.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import strata.sim.record.EventKind;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/** What a picture shows of a run: its rows, from some time on. */
final class PictureRows implements SpaceTimePicture.Shown {
    private static final Pattern FETCH_OFFSET = Pattern.compile("fetchOffset=(\\d+)");
    private static final Pattern SPLIT = Pattern.compile("at \\S+ split (.*?)( for-us=.*)?");
    private static final Pattern WAY = Pattern.compile("at \\S+ (\\S+)>(\\S+) (\\S+).*");

    /** The value of a log without records. */
    static final String NOTHING = "empty";

    /** The state that says how much is committed. */
    static final String COMMITTED = "committed";

    private static final String ALLOWED = "expected here: ";

    private final RunRecord record;
    private final Map<String, String> columns;
    private final List<String> watched;
    private final List<PictureRow> rows = new ArrayList<>();
    // By the index of what was handled.
    private final Map<Integer, PictureRow> open = new LinkedHashMap<>();
    // By who and name: the value when the picture begins.
    private final Map<String, Map<String, String>> before = new LinkedHashMap<>();

    /**
     * @param columns whom to show, with their titles
     * @param watched which states to show, in this order
     * @param fromUs where the picture begins
     */
    PictureRows(RunRecord record, Map<String, String> columns, List<String> watched, long fromUs) {
        this.record = record;
        this.columns = columns;
        this.watched = watched;
        for (RunEvent event : record.events()) {
            if (event.timeUs() < fromUs) {
                remember(event);
            } else {
                take(event);
            }
        }
        rows.removeIf(row -> !row.says());
        rows.sort(Comparator.comparingInt(row -> row.event().index()));
    }

    @Override
    public Map<String, String> columns() {
        return columns;
    }

    @Override
    public List<PictureRow> rows() {
        return rows;
    }

    @Override
    public List<String> atStart(String who) {
        Map<String, String> values = before.getOrDefault(who, Map.of());
        return watched.stream()
                .map(name -> values.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty() && !value.equals(NOTHING))
                .flatMap(value -> Stream.of(value.split(", ", -1)))
                .toList();
    }

    private void remember(RunEvent event) {
        if (event.kind() == EventKind.STATE && watched.contains(event.text())) {
            before.computeIfAbsent(event.who(), who -> new LinkedHashMap<>())
                    .put(event.text(), event.field("value"));
        }
    }

    private void take(RunEvent event) {
        switch (event.kind()) {
            case FAULT -> addBar(event, fault(event.text()));
            case HEALED -> addBar(event, "all faults end");
            case BROKEN -> addBar(event, "BROKEN: " + event.text());
            default -> {
                if (event.kind() == EventKind.NOTE && event.text().startsWith(ALLOWED)) {
                    String name = event.text().substring(ALLOWED.length());
                    addBar(event, name.replaceFirst("[:( ].*", "") + " breaks; the run goes on");
                } else if (columns.containsKey(event.who())) {
                    takeOwn(event);
                }
            }
        }
    }

    private void addBar(RunEvent event, String label) {
        if (label.isEmpty()) {
            return;
        }
        PictureRow last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
        if (last != null && last.continues(event, label)) {
            last.add(label.substring(label.indexOf(PictureRow.ARROW) + PictureRow.ARROW.length()));
            return;
        }
        PictureRow row = new PictureRow(event);
        row.add(label);
        rows.add(row);
    }

    private void takeOwn(RunEvent event) {
        switch (event.kind()) {
            case CRASHED ->
                    add(event, event.text().startsWith("KEEP_ALL") ? "killed" : "loses power");
            case STOPPED -> add(event, "stopped");
            case PAUSED -> add(event, "paused");
            case RESUMED -> add(event, "goes on");
            case STARTED -> add(event, "starts");
            case INVOKED -> add(event, event.text());
            case ANSWERED -> told(event, event.field("outcome"));
            case UNKNOWN -> told(event, "no answer");
            case STATE -> {
                // How much is committed is of interest when it changes.
                boolean isNews =
                        !event.text().equals(COMMITTED) || !event.field("before").isEmpty();
                told(event, watched.contains(event.text()) && isNews ? event.field("value") : "");
            }
            case NOTE -> told(event, event.text().startsWith("ISR ") ? event.text() : "");
            default -> {
                // It shows in what comes of it.
            }
        }
    }

    private PictureRow add(RunEvent event, String label) {
        PictureRow row = new PictureRow(event);
        row.add(label);
        rows.add(row);
        open.put(event.index(), row);
        return row;
    }

    /** Something came of what was handled, or by itself. */
    private void told(RunEvent event, String label) {
        if (label.isEmpty()) {
            return;
        }
        PictureRow row = open.get(event.cause());
        if (row == null || !row.who().equals(event.who())) {
            RunEvent handled =
                    event.cause() == Recorder.NONE ? event : record.events().get(event.cause());
            row = new PictureRow(handled.who().equals(event.who()) ? handled : event);
            String heard = heard(row.event());
            if (!heard.isEmpty()) {
                row.add(heard);
            }
            rows.add(row);
            open.put(event.cause(), row);
        }
        row.add(label);
    }

    private String heard(RunEvent event) {
        if (watched.contains("hw") && event.kind().isDelivery() && event.text().equals("Fetch")) {
            Matcher offset = FETCH_OFFSET.matcher(event.field("topics"));
            return offset.find() ? "is asked from " + offset.group(1) : "";
        }
        return "";
    }

    /** A fault of the network in few words; what befalls a node shows at that node. */
    private String fault(String line) {
        Matcher split = SPLIT.matcher(line);
        if (split.matches()) {
            List<String> groups = new ArrayList<>();
            for (String group : split.group(1).split("\\|", -1)) {
                groups.add(names(group));
            }
            return "cut: " + String.join(" | ", groups);
        }
        Matcher way = WAY.matcher(line);
        if (way.matches()) {
            String what = way.group(3).equals("cut") ? "cut: " : way.group(3) + ": ";
            return what + names(way.group(1)) + PictureRow.ARROW + names(way.group(2));
        }
        return "";
    }

    private String names(String hosts) {
        List<String> names = new ArrayList<>();
        for (String host : hosts.trim().split(" ", -1)) {
            String node = columns.getOrDefault("n" + host, "");
            names.add(node.isEmpty() ? columns.getOrDefault(host, host) : node);
        }
        return String.join(", ", names);
    }
}
