package strata.cli.inspect;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;

/**
 * A checkpoint in Kafka's text form: a version, 0; how many lines follow; the lines. A line is an
 * epoch and its first offset, or a topic, a partition and an offset.
 */
final class CheckpointFile {
    private final String name;
    private final Findings findings;

    private CheckpointFile(String name, Findings findings) {
        this.name = name;
        this.findings = findings;
    }

    /** The lines of an offset checkpoint that can be read; what cannot is a finding. */
    static List<Item.Checkpoint> offsets(SourceFile file, String name, Findings findings) {
        CheckpointFile checkpoint = new CheckpointFile(name, findings);
        List<Item.Checkpoint> read = new ArrayList<>();
        for (Line line : checkpoint.lines(file, 3)) {
            // A topic's name has no spaces.
            String topic = line.words().get(0);
            Long partition = line.number(1, Integer.MAX_VALUE);
            Long offset = line.number(2, Long.MAX_VALUE);
            if (partition == null || offset == null) {
                checkpoint.unreadable(line, "a topic, a partition and an offset");
            } else {
                read.add(
                        new Item.Checkpoint(
                                name, line.number(), topic, partition.intValue(), offset));
            }
        }
        return read;
    }

    /** The lines of leader-epoch-checkpoint that can be read; what cannot is a finding. */
    static List<Item.Epoch> epochs(SourceFile file, String name, Findings findings) {
        CheckpointFile checkpoint = new CheckpointFile(name, findings);
        List<Item.Epoch> read = new ArrayList<>();
        for (Line line : checkpoint.lines(file, 2)) {
            Long epoch = line.number(0, Integer.MAX_VALUE);
            Long offset = line.number(1, Long.MAX_VALUE);
            if (epoch == null || offset == null) {
                checkpoint.unreadable(line, "an epoch and an offset");
                continue;
            }
            Item.Epoch item = new Item.Epoch(name, line.number(), epoch.intValue(), offset);
            if (!read.isEmpty()) {
                Item.Epoch before = read.getLast();
                if (item.epoch() <= before.epoch() || item.startOffset() <= before.startOffset()) {
                    findings.wrong(
                            name,
                            line.position(),
                            "line %d: epoch %d from offset %d does not rise above epoch %d from %d"
                                    .formatted(
                                            item.line(),
                                            item.epoch(),
                                            item.startOffset(),
                                            before.epoch(),
                                            before.startOffset()));
                }
            }
            read.add(item);
        }
        return read;
    }

    /**
     * A line.
     *
     * @param number from 1
     * @param position of its first byte
     */
    private record Line(int number, long position, List<String> words) {
        @Nullable
        Long number(int word, long max) {
            try {
                long value = Long.parseLong(words.get(word));
                return value < 0 || value > max ? null : value;
            } catch (NumberFormatException e) {
                return null;
            }
        }
    }

    private List<Line> lines(SourceFile file, int words) {
        String text = SmallFile.text(file, name, findings);
        if (text == null) {
            return List.of();
        }
        if (text.isEmpty()) {
            // Kafka makes the file before it has anything to write.
            return List.of();
        }
        List<String> all = text.lines().toList();
        if (all.size() < 2) {
            findings.wrong(name, 0, "the file ends before the count of its lines");
            return List.of();
        }
        if (!all.get(0).equals("0")) {
            findings.wrong(name, 0, "the version is " + cut(all.get(0)) + ", not 0");
            return List.of();
        }
        List<Line> lines = new ArrayList<>();
        long position = all.get(0).length() + all.get(1).length() + 2L;
        for (int i = 2; i < all.size(); i++) {
            Line line = new Line(i + 1, position, List.of(all.get(i).strip().split("\\s+")));
            position += all.get(i).length() + 1;
            if (line.words().size() == words) {
                lines.add(line);
            } else {
                unreadable(line, words + " words");
            }
        }
        if (!all.get(1).equals(Integer.toString(all.size() - 2))) {
            findings.wrong(
                    name,
                    all.get(0).length() + 1L,
                    "line 2 says that %s lines follow, and %d do"
                            .formatted(cut(all.get(1)), all.size() - 2));
        }
        return lines;
    }

    private void unreadable(Line line, String expected) {
        findings.wrong(
                name,
                line.position(),
                "line %d is not %s: %s"
                        .formatted(line.number(), expected, cut(String.join(" ", line.words()))));
    }

    private static String cut(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
