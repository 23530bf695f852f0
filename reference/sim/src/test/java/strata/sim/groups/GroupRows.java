package strata.sim.groups;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import strata.sim.cluster.PictureRow;
import strata.sim.cluster.RowBook;
import strata.sim.cluster.SpaceTimePicture;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/** What a picture shows of members and their coordinator: what they said that changed something. */
final class GroupRows implements SpaceTimePicture.Shown {
    private static final Pattern PARTITIONS = Pattern.compile("partitions=\\[?([\\d, ]*)]?");
    private static final Pattern OFFSET = Pattern.compile("[(, ]offset=(\\d+)");
    private static final Pattern ERROR = Pattern.compile("error=([A-Z_]+)");
    private static final String NODE = "n";
    private static final String NONE = "NONE";

    private final RowBook book;
    private final Map<String, String> columns;
    private final long fromUs;
    private final long toUs;
    private final boolean commits;
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
        this.book = new RowBook(record);
        this.columns = columns;
        this.fromUs = fromUs;
        this.toUs = toUs;
        this.commits = commits;
        for (RunEvent event : record.events()) {
            if (columns.containsKey(event.who()) && event.timeUs() < toUs) {
                take(event);
            }
        }
        book.close(fromUs);
    }

    @Override
    public Map<String, String> columns() {
        return columns;
    }

    @Override
    public List<PictureRow> rows() {
        return book.rows();
    }

    @Override
    public List<String> atStart(String who) {
        String value = before.getOrDefault(who, "");
        return value.isEmpty() ? List.of() : List.of(value);
    }

    /** The number of the first row of somebody that says this, as the chapter refers to it. */
    String at(String who, String says) {
        return book.at(who, says);
    }

    /** How often somebody, or anybody where that is empty, says this, up to the run's end. */
    long count(String who, String says) {
        return book.count(who, says);
    }

    private void take(RunEvent event) {
        switch (event.kind()) {
            case STARTED -> book.add(event, "starts");
            case CRASHED -> book.add(event, "killed");
            case STOPPED -> book.add(event, "ends");
            case PAUSED -> book.add(event, "stands still");
            case RESUMED -> book.add(event, "wakes up");
            case DELIVERED, DELIVERED_LATE -> {
                book.hands(event);
                book.add(event, event.who().startsWith(NODE) ? asked(event) : told(event));
            }
            case DISCONNECTED -> book.hands(event);
            case NOTE -> book.say(event, isNode(event) ? "" : event.text());
            case STATE -> book.say(event, state(event));
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
