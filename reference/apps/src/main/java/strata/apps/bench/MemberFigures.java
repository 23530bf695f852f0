package strata.apps.bench;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@link GroupMember} saw between two questions.
 *
 * @param partitions that it has now
 * @param records that it read
 * @param gapMicros the longest time between two polls that brought records
 * @param gained partitions that it did not have at the question before, and had records of since
 * @param gainedAtMs when the first record of the last of these came, since 1970; 0 for none
 */
record MemberFigures(int partitions, long records, long gapMicros, int gained, long gainedAtMs) {
    private static final Pattern LINE =
            Pattern.compile(
                    "member with (\\d+) partitions: (\\d+) records, gap (\\d+) us, gained (\\d+) at"
                            + " (\\d+) ms");

    String line() {
        return "member with "
                + partitions
                + " partitions: "
                + records
                + " records, gap "
                + gapMicros
                + " us, gained "
                + gained
                + " at "
                + gainedAtMs
                + " ms";
    }

    static Optional<MemberFigures> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new MemberFigures(
                        Integer.parseInt(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3)),
                        Integer.parseInt(matcher.group(4)),
                        Long.parseLong(matcher.group(5))));
    }

    double gapMs() {
        return gapMicros / 1e3;
    }
}
