package strata.sim.groups;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import strata.sim.cluster.PictureRow;
import strata.sim.cluster.SpaceTimePicture;
import strata.sim.record.EventKind;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/** What a picture shows of members and their coordinator: what they said that changed something. */
final class GroupRows implements SpaceTimePicture.Shown {
    private static final Pattern PARTITIONS = Pattern.compile("partitions=\\[?([\\d, ]*)]?");
    private static final Pattern OFFSET = Pattern.compile("[(, ]offset=(\\d+)");
    private static final Pattern ERROR = Pattern.compile("error=([A-Z_]+)");
    private static final String NODE = "n";
    private static final String NONE = "NONE";

    private final RunRecord record;
    private final Map<String, String> columns;
    private final long fromUs;
    private final long toUs;
    private final boolean commits;
    private final List<PictureRow> rows = new ArrayList<>();
    // By the index of what was handled.
    private final Map<Integer, PictureRow> open = new LinkedHashMap<>();
    // What each was handed last.
    private final Map<String, RunEvent> handed = new LinkedHashMap<>();
    // By who and name: the value when the picture begins.
    private final Map<String, String> before = new LinkedHashMap<>();
    private final Map<String, String> memberEpochs = new LinkedHashMap<>();

    /**
     * @param columns whom to show, with their titles
     * @param commits whether they are shown; there may be many
     */
    GroupRows(
            RunRecord record,
            Map<String, String> columns,
            long fromUs,
            long toUs,
            boolean commits) {
        this.record = record;
        this.columns = columns;
        this.fromUs = fromUs;
        this.toUs = toUs;
        this.commits = commits;
        for (RunEvent event : record.events()) {
            if (columns.containsKey(event.who()) && event.timeUs() < toUs) {
                take(event);
            }
        }
        rows.removeIf(row -> row.timeUs() < fromUs);
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
        String value = before.getOrDefault(who, "");
        return value.isEmpty() ? List.of() : List.of(value);
    }

    /** The number of the first row of somebody that says this, as the chapter refers to it. */
    String at(String who, String says) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).who().equals(who) && rows.get(i).label().contains(says)) {
                return "(" + (i + 1) + ")";
            }
        }
        throw new IllegalArgumentException(who + " never " + says + ": " + told());
    }

    /** How often somebody, or anybody where that is empty, says this, up to the run's end. */
    long count(String who, String says) {
        return record.events().stream()
                .filter(event -> event.kind() == EventKind.NOTE && event.text().equals(says))
                .filter(event -> who.isEmpty() || event.who().equals(who))
                .count();
    }

    private List<String> told() {
        return rows.stream().map(row -> row.who() + " " + row.label()).toList();
    }

    private void take(RunEvent event) {
        switch (event.kind()) {
            case STARTED -> add(event, "starts");
            case CRASHED -> add(event, "killed");
            case STOPPED -> add(event, "ends");
            case PAUSED -> add(event, "stands still");
            case RESUMED -> add(event, "wakes up");
            case DELIVERED, DELIVERED_LATE -> {
                handed.put(event.who(), event);
                add(event, event.who().startsWith(NODE) ? asked(event) : told(event));
            }
            case DISCONNECTED -> handed.put(event.who(), event);
            case NOTE -> say(event, isNode(event) ? "" : event.text());
            case STATE -> say(event, state(event));
            default -> {
                // It shows in what comes of it.
            }
        }
    }

    private static boolean isNode(RunEvent event) {
        return event.who().startsWith(NODE);
    }

    private String state(RunEvent event) {
        String value = event.field("value");
        boolean isShown =
                event.text().equals(GroupCluster.GROUP) || event.text().equals(StoryMember.HAS);
        if (!isShown) {
            return "";
        }
        String told = isNode(event) ? value : value.equals("–") ? "has nothing" : "has " + value;
        if (event.timeUs() < fromUs) {
            before.put(event.who(), told);
        }
        // A new member has nothing, of course.
        return event.field("before").isEmpty() && value.equals("–") ? "" : told;
    }

    private void add(RunEvent event, String label) {
        if (!label.isEmpty()) {
            row(event).add(label);
        }
    }

    private PictureRow row(RunEvent event) {
        return open.computeIfAbsent(
                event.index(),
                index -> {
                    PictureRow row = new PictureRow(event);
                    rows.add(row);
                    return row;
                });
    }

    /** Something came of what was handled just then, or by itself. */
    private void say(RunEvent event, String label) {
        if (label.isEmpty() || event.timeUs() >= toUs) {
            return;
        }
        RunEvent cause = event;
        if (event.cause() != Recorder.NONE) {
            RunEvent handled = record.events().get(event.cause());
            cause = handled.who().equals(event.who()) ? handled : event;
        } else {
            RunEvent last = handed.get(event.who());
            if (last != null && last.timeUs() == event.timeUs()) {
                cause = last;
            }
        }
        row(cause).add(label);
    }

    /** What a request says to a coordinator. */
    private String asked(RunEvent event) {
        String who = event.peer();
        if (!columns.containsKey(who)) {
            return "";
        }
        return switch (event.text()) {
            // The first time it only asks for a member id.
            case "JoinGroup" -> event.field("memberId").isEmpty() ? "" : who + " joins";
            case "SyncGroup" ->
                    event.field("assignments").equals("[]") ? "" : who + "'s assignment";
            case "LeaveGroup" -> who + " leaves";
            case "OffsetCommit" ->
                    commits ? who + " commits " + found(OFFSET, event.field("topics")) : "";
            case "ConsumerGroupHeartbeat" -> beats(event);
            default -> "";
        };
    }

    private static String beats(RunEvent event) {
        // Who is new shows in what comes of it.
        return event.field("owned").equals("null") || event.field("memberEpoch").equals("0")
                ? ""
                : event.peer() + " has " + partitions(event.field("owned"));
    }

    /** What an answer says to a member. */
    private String told(RunEvent event) {
        String error = event.field("error");
        return switch (event.text()) {
            case "JoinGroup answer" -> joined(event, error);
            case "Heartbeat answer" ->
                    error.equals("REBALANCE_IN_PROGRESS")
                            ? "is to join again"
                            : error.equals(NONE) ? "" : "beat: " + error;
            case "SyncGroup answer" -> error.equals(NONE) ? "" : error;
            case "OffsetCommit answer" -> {
                String refused = found(ERROR, event.field("topics"));
                yield refused.equals(NONE) ? "" : "refused: " + refused;
            }
            case "ConsumerGroupHeartbeat answer" -> beaten(event, error);
            default -> "";
        };
    }

    private static String joined(RunEvent event, String error) {
        if (!error.equals(NONE)) {
            return error.equals("MEMBER_ID_REQUIRED") ? "" : error;
        }
        boolean leads = event.field("leader").equals(event.field("memberId"));
        return "generation " + event.field("generation") + (leads ? ", leads" : "");
    }

    private String beaten(RunEvent event, String error) {
        if (!error.equals(NONE)) {
            return error;
        }
        String epoch = event.field("memberEpoch");
        boolean isNews = !epoch.equals(memberEpochs.put(event.who(), epoch));
        String assignment = event.field("assignment");
        String may = assignment.equals("null") ? "" : "may have " + partitions(assignment);
        if (!isNews) {
            return may;
        }
        return "epoch " + epoch + (may.isEmpty() ? "" : ", " + may);
    }

    private static String partitions(String shown) {
        String found = found(PARTITIONS, shown).replace(",", "");
        return found.isEmpty() ? "nothing" : found;
    }

    private static String found(Pattern pattern, String in) {
        Matcher matcher = pattern.matcher(in);
        return matcher.find() ? matcher.group(1) : "";
    }
}
