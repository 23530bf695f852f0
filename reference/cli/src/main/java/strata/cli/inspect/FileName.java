package strata.cli.inspect;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file's name, taken apart.
 *
 * @param name as it is on disk
 * @param kind what it is
 * @param baseOffset the offset in the name; {@link #UNKNOWN} when it has none
 * @param state {@code deleted}, {@code cleaned} or {@code swap} for a file on its way out or in;
 *     else empty
 */
record FileName(String name, FileKind kind, long baseOffset, String state) {
    /** No offset. */
    static final long UNKNOWN = -1;

    private static final List<String> STATES = List.of("deleted", "cleaned", "swap");
    private static final Pattern NUMBERED = Pattern.compile("(\\d{20})\\.([a-z]+)");
    private static final Pattern METADATA_SNAPSHOT =
            Pattern.compile("\\d{20}-\\d{10}\\.checkpoint");
    private static final Map<String, FileKind> BY_SUFFIX =
            Map.of(
                    "log", FileKind.LOG,
                    "index", FileKind.OFFSET_INDEX,
                    "timeindex", FileKind.TIME_INDEX,
                    "txnindex", FileKind.TXN_INDEX,
                    "snapshot", FileKind.PRODUCER_SNAPSHOT);
    private static final Map<String, FileKind> BY_NAME =
            Map.ofEntries(
                    Map.entry("leader-epoch-checkpoint", FileKind.LEADER_EPOCHS),
                    Map.entry("recovery-point-offset-checkpoint", FileKind.OFFSET_CHECKPOINT),
                    Map.entry("replication-offset-checkpoint", FileKind.OFFSET_CHECKPOINT),
                    Map.entry("log-start-offset-checkpoint", FileKind.OFFSET_CHECKPOINT),
                    Map.entry("cleaner-offset-checkpoint", FileKind.OFFSET_CHECKPOINT),
                    Map.entry("partition.metadata", FileKind.PARTITION_METADATA),
                    Map.entry("meta.properties", FileKind.META_PROPERTIES),
                    Map.entry(".kafka_cleanshutdown", FileKind.CLEAN_SHUTDOWN),
                    Map.entry("run-mark", FileKind.RUN_MARK),
                    Map.entry("quorum-state", FileKind.QUORUM_STATE),
                    Map.entry("bootstrap.checkpoint", FileKind.METADATA_SNAPSHOT),
                    Map.entry("cluster.json", FileKind.RUN_FILE),
                    Map.entry("up.log", FileKind.RUN_LOG),
                    Map.entry(".lock", FileKind.LOCK));

    /** Takes a file's name apart, strictly: a log's files have names of 20 digits. */
    static FileName of(Path file) {
        String name = String.valueOf(file.getFileName());
        String bare = name;
        String state = "";
        for (String each : STATES) {
            if (name.endsWith("." + each)) {
                bare = name.substring(0, name.length() - each.length() - 1);
                state = each;
            }
        }
        FileKind known = BY_NAME.get(bare);
        if (known != null && state.isEmpty()) {
            return new FileName(name, known, UNKNOWN, "");
        }
        Matcher numbered = NUMBERED.matcher(bare);
        if (numbered.matches() && BY_SUFFIX.containsKey(numbered.group(2))) {
            long baseOffset = parsed(numbered.group(1));
            if (baseOffset != UNKNOWN) {
                return new FileName(name, bySuffix(numbered.group(2)), baseOffset, state);
            }
        }
        if (METADATA_SNAPSHOT.matcher(bare).matches()) {
            return new FileName(name, FileKind.METADATA_SNAPSHOT, UNKNOWN, state);
        }
        if (name.endsWith(".tmp")) {
            return new FileName(name, FileKind.TEMPORARY, UNKNOWN, "");
        }
        return new FileName(name, FileKind.FOREIGN, UNKNOWN, "");
    }

    /** The same for a file that somebody named: it may be a copy, so its suffix is enough. */
    static FileName ofNamed(Path file) {
        FileName strict = of(file);
        if (strict.kind() != FileKind.FOREIGN) {
            return strict;
        }
        String bare = strict.name();
        String state = "";
        for (String each : STATES) {
            if (bare.endsWith("." + each)) {
                bare = bare.substring(0, bare.length() - each.length() - 1);
                state = each;
            }
        }
        String suffix = bare.substring(bare.lastIndexOf('.') + 1);
        FileKind kind = suffix.equals("checkpoint") ? FileKind.METADATA_SNAPSHOT : bySuffix(suffix);
        return new FileName(strict.name(), kind, UNKNOWN, state);
    }

    private static FileKind bySuffix(String suffix) {
        return BY_SUFFIX.getOrDefault(suffix, FileKind.FOREIGN);
    }

    private static long parsed(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            return UNKNOWN;
        }
    }

    /** The name of the file of the same segment with another suffix. */
    String sibling(String suffix) {
        String bare =
                state.isEmpty() ? name : name.substring(0, name.length() - state.length() - 1);
        int dot = bare.lastIndexOf('.');
        return bare.substring(0, Math.max(dot, 0)) + suffix + (state.isEmpty() ? "" : "." + state);
    }
}
