package strata.sim.check;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The text form of {@link OperationRecord}: one operation a line, to keep and to show.
 *
 * <pre>
 * strata-history 1
 * keeps acked-and-shown
 * transactions v2
 * clients idempotent read_committed
 * client r2 plain read_uncommitted
 * 1..4 p1 send flights-0 a@0 b@1 -&gt; ok
 * 2..3 p2 txn send flights-0 c@2; poll trips-0 d@7 -&gt; info tries=2
 * 5.. p2/1 send flights-0 e@? -&gt; info
 * 6 world loss
 * 7..8 r1 assign flights-0 -&gt; ok
 * 9..10 r1 seek flights-0 0 -&gt; ok
 * 11 world final
 * 12..13 r1 poll flights-0 a@0 b@1 -&gt; ok
 * </pre>
 *
 * <p>First the moments, then who, what, and what came of it. {@code a@0} is value a at offset 0, a
 * question mark stands for an offset that nobody was told. By hand one may leave out: the heading,
 * for version 1; each setting, for the strictest; {@code -> ok}; and the moments, for one that
 * comes after all lines before it. Lines that begin with # are skipped.
 */
public final class OperationText {
    static final String HEADING = "strata-history 1";
    static final String WORLD = "world";
    static final String ARROW = "->";

    private OperationText() {}

    /** All of a record. */
    public static String write(OperationRecord operations) {
        StringBuilder text = new StringBuilder(HEADING).append('\n');
        Configuration configuration = operations.configuration();
        text.append("keeps ").append(configuration.keeps().word()).append('\n');
        text.append("transactions ").append(word(configuration.transactions())).append('\n');
        text.append("clients ").append(settings(configuration.usual())).append('\n');
        for (Map.Entry<String, ClientSettings> other : configuration.others().entrySet()) {
            text.append("client ").append(other.getKey()).append(' ');
            text.append(settings(other.getValue())).append('\n');
        }
        Map<Long, String> lines = new TreeMap<>();
        for (Operation operation : operations.list()) {
            lines.merge(operation.invoked(), line(operation), (a, b) -> a + "\n" + b);
        }
        for (Mark mark : operations.marks()) {
            lines.merge(mark.moment(), line(mark), (a, b) -> a + "\n" + b);
        }
        lines.values().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /**
     * Reads what {@link #write} wrote, or somebody by hand.
     *
     * @throws IllegalArgumentException when it is something else; says which line
     */
    public static OperationRecord parse(String text) {
        return new OperationParser().parsed(text);
    }

    static String line(Operation operation) {
        String end = operation.ended() == Operation.NEVER ? "" : "" + operation.ended();
        return operation.invoked() + ".." + end + " " + told(operation);
    }

    /** An operation without its moments. */
    static String told(Operation operation) {
        return operation.session()
                + " "
                + shown(operation.doing())
                + " "
                + ARROW
                + " "
                + operation.outcome().word()
                + (operation.tries() > 1 ? " tries=" + operation.tries() : "");
    }

    private static String line(Mark mark) {
        String what =
                switch (mark) {
                    case Mark.Loss loss -> "loss";
                    case Mark.FinalPolls polls -> "final";
                    case Mark.Start start -> "start " + start.key() + " " + start.offset();
                };
        return mark.moment() + " " + WORLD + " " + what;
    }

    private static String shown(Doing doing) {
        return switch (doing) {
            case Doing.Send send -> "send" + shown(send.values());
            case Doing.Poll poll -> "poll" + shown(poll.values());
            case Doing.Txn txn ->
                    "txn"
                            + txn.parts().stream()
                                    .map(part -> " " + shown(part))
                                    .collect(Collectors.joining(";"));
            case Doing.Subscribe subscribe -> "subscribe " + String.join(" ", subscribe.keys());
            case Doing.Assign assign -> "assign " + String.join(" ", assign.keys());
            case Doing.Seek seek -> "seek " + seek.key() + " " + seek.offset();
            case Doing.Crash crash -> "crash";
        };
    }

    private static String shown(List<Placed> values) {
        StringBuilder text = new StringBuilder();
        String key = "";
        for (Placed value : values) {
            if (!value.key().equals(key)) {
                key = value.key();
                text.append(' ').append(key);
            }
            text.append(' ').append(value);
        }
        return text.toString();
    }

    private static String settings(ClientSettings settings) {
        return (settings.idempotent() ? "idempotent " : "plain ")
                + settings.isolation().name().toLowerCase(Locale.ROOT);
    }

    private static String word(Configuration.Transactions version) {
        return version.name().toLowerCase(Locale.ROOT);
    }
}
