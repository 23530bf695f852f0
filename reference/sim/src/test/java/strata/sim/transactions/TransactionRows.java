package strata.sim.transactions;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import strata.kernel.Nullable;
import strata.sim.cluster.PictureRow;
import strata.sim.cluster.RowBook;
import strata.sim.cluster.SpaceTimePicture;
import strata.sim.record.EventKind;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/** What a picture shows of producers, partitions and coordinators: what changed something. */
final class TransactionRows implements SpaceTimePicture.Shown {
    private static final Pattern ERROR = Pattern.compile("error=([A-Z_]+)");
    private static final String NODE = "n";
    private static final String NONE = "NONE";

    private final RunRecord record;
    private final RowBook book;
    private final Map<String, String> columns;
    private final List<String> states;
    private final Span span;
    // By node, the batch that came last.
    private final Map<String, RunEvent> produced = new LinkedHashMap<>();
    // Clients to which the end of a transaction tells another epoch.
    private final Set<String> areNew = new LinkedHashSet<>();
    // By who and name: the values when the picture begins.
    private final Map<String, Map<String, String>> before = new LinkedHashMap<>();

    /** From when to when, virtual microseconds. */
    record Span(long fromUs, long toUs) {}

    /**
     * @param columns whom to show, with their titles
     * @param states of nodes, those that are shown
     */
    TransactionRows(RunRecord record, Map<String, String> columns, List<String> states, Span span) {
        this.record = record;
        this.book = new RowBook(record);
        this.columns = columns;
        this.states = states;
        this.span = span;
        for (RunEvent event : record.events()) {
            if (event.timeUs() < span.toUs()) {
                take(event);
            }
        }
        book.close(span.fromUs());
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
        return before.getOrDefault(who, Map.of()).values().stream()
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** The number of the first row of somebody that says this, as the chapter refers to it. */
    String at(String who, String says) {
        return book.at(who, says);
    }

    /** What somebody says, if that is so. */
    String says(String who, String says) {
        book.at(who, says);
        return says;
    }

    /** How often a layer tells this, up to the run's end. */
    long count(String who, String told) {
        return book.count(who, TransactionCluster.TOLD + told);
    }

    private void take(RunEvent event) {
        if (!columns.containsKey(event.who())) {
            return;
        }
        switch (event.kind()) {
            case STARTED -> book.add(event, "starts");
            case CRASHED -> book.add(event, "killed");
            case PAUSED -> book.add(event, "stands still");
            case RESUMED -> book.add(event, "wakes up");
            case DELIVERED, DELIVERED_LATE -> {
                book.hands(event);
                book.add(event, isNode(event.who()) ? asked(event) : told(event));
            }
            case DISCONNECTED -> book.hands(event);
            case SENT -> book.say(event, asks(event) ? "asks" : "");
            case NOTE -> takeNote(event);
            case STATE -> book.say(event, state(event));
            default -> {
                // It shows in what comes of it.
            }
        }
    }

    /** Whether a partition asks the coordinator of a batch's transaction about it. */
    private boolean asks(RunEvent event) {
        return event.text().equals("AddPartitionsToTxn")
                && isNode(event.who())
                && columns.containsKey(event.peer())
                && !event.who().equals(event.peer());
    }

    private static boolean isNode(String who) {
        return who.startsWith(NODE);
    }

    /** Of what nodes say, only what layer 5 has told. */
    private void takeNote(RunEvent event) {
        if (!isNode(event.who())) {
            book.say(event, event.text());
        } else if (event.text().startsWith(TransactionCluster.TOLD)) {
            String told = event.text().substring(TransactionCluster.TOLD.length());
            RunEvent held = heldBack(event);
            if (held == null) {
                book.say(event, told);
            } else {
                book.add(held, told);
            }
        }
    }

    /** The batch that waited for the word of a coordinator who is not shown; null for none. */
    private @Nullable RunEvent heldBack(RunEvent event) {
        if (event.cause() == Recorder.NONE) {
            return null;
        }
        RunEvent cause = record.events().get(event.cause());
        boolean isWord = cause.text().equals("AddPartitionsToTxn answer");
        return isWord && !columns.containsKey(cause.peer()) ? produced.get(event.who()) : null;
    }

    private String state(RunEvent event) {
        if (!states.contains(event.text())) {
            return "";
        }
        if (event.timeUs() < span.fromUs()) {
            before.computeIfAbsent(event.who(), who -> new LinkedHashMap<>())
                    .put(event.text(), event.field("value"));
        }
        return event.field("value");
    }

    /** What a request says to a coordinator. */
    private String asked(RunEvent event) {
        String who = event.peer();
        if (!columns.containsKey(who) || isNode(who)) {
            return "";
        }
        if (event.text().equals("Produce")) {
            produced.put(event.who(), event);
        }
        if (event.field("version").equals("V2")) {
            areNew.add(who);
        }
        String late = event.kind() == EventKind.DELIVERED_LATE ? ", late" : "";
        return switch (event.text()) {
            case "InitProducerId" -> who + " asks for an epoch";
            case "EndTxn" ->
                    who
                            + (event.field("committed").equals("true") ? " commits" : " aborts")
                            + ", epoch "
                            + event.field("producerEpoch")
                            + late;
            default -> "";
        };
    }

    /** What an answer says to a client. */
    private String told(RunEvent event) {
        return switch (event.text()) {
            case "InitProducerId answer" ->
                    event.field("error").equals(NONE) ? epoch(event) : event.field("error");
            case "EndTxn answer" ->
                    !event.field("error").equals(NONE)
                            ? ""
                            : areNew.contains(event.who()) ? "done, " + epoch(event) : "done";
            case "Produce answer" -> refused(event.field("topics"));
            case "TxnOffsetCommit answer", "AddPartitionsToTxn answer" ->
                    refused(event.fields().toString());
            case "OffsetFetch answer" -> refused(event.field("groups"));
            default -> "";
        };
    }

    private static String epoch(RunEvent event) {
        return "epoch " + event.field("producerEpoch");
    }

    private static String refused(String results) {
        Matcher matcher = ERROR.matcher(results);
        while (matcher.find()) {
            if (!matcher.group(1).equals(NONE)) {
                return matcher.group(1);
            }
        }
        return "";
    }
}
