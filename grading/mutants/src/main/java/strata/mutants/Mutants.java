package strata.mutants;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads mutants. One file each, in UTF-8, called by its name and {@code .mutant}:
 *
 * <pre>
 * # a comment; empty lines are left out, too
 * says: The checksum covers the header's first fields as well.
 * step: 1.2
 * file: strata/log/Crc.java
 * dies-by: Hidden12BatchWriterTest.theCrcIsThatOfTheBatchWhereverItLies
 * loops: yes                    (only where it is so)
 * === find
 * any lines, as they stand in the file
 * === replace
 * any lines, or none
 * === end
 * </pre>
 */
public final class Mutants {
    private static final String SUFFIX = ".mutant";
    private static final List<String> KEYS = List.of("says", "step", "file", "dies-by");
    private static final Set<String> KNOWN = Set.of("says", "step", "file", "dies-by", "loops");

    private Mutants() {}

    /**
     * All mutants of a lab, by name.
     *
     * @param folder as {@code grading/mutants/src/main/resources/mutants/01-log}
     * @throws MutantFault when one of them cannot be read
     */
    public static List<Mutant> in(Path folder) {
        List<Mutant> mutants = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (!name.endsWith(SUFFIX)) {
                    throw new MutantFault(file + " is no mutant: its name ends otherwise");
                }
                String bare = name.substring(0, name.length() - SUFFIX.length());
                mutants.add(parse(bare, Files.readString(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return mutants;
    }

    /**
     * One mutant.
     *
     * @param text of its file
     * @throws MutantFault when it is malformed; says what and in which line
     */
    static Mutant parse(String name, String text) {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new MutantFault("mutant " + name + ": its name is not in kebab-case");
        }
        return new Reader(name, text.lines().toList()).mutant();
    }

    private static final class Reader {
        private final String name;
        private final List<String> lines;
        private int next;

        Reader(String name, List<String> lines) {
            this.name = name;
            this.lines = lines;
        }

        Mutant mutant() {
            Map<String, String> fields = fields();
            for (String key : KEYS) {
                if (!fields.containsKey(key)) {
                    throw fault("it has no line \"" + key + ": …\"");
                }
            }
            String find = section("replace");
            if (find.isBlank()) {
                throw fault("there is nothing to find");
            }
            String replace = section("end");
            if (next < lines.size()) {
                throw fault("there is more behind \"=== end\"");
            }
            if (find.equals(replace)) {
                throw fault("it changes nothing");
            }
            return new Mutant(
                    name,
                    fields.getOrDefault("says", ""),
                    fields.getOrDefault("step", ""),
                    fields.getOrDefault("file", ""),
                    fields.getOrDefault("dies-by", ""),
                    fields.containsKey("loops"),
                    find,
                    replace);
        }

        /** The lines up to {@code === find}. */
        private Map<String, String> fields() {
            Map<String, String> fields = new TreeMap<>();
            while (next < lines.size()) {
                String line = lines.get(next++);
                if (line.equals("=== find")) {
                    return fields;
                }
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] parts = line.split(": ", 2);
                if (parts.length < 2 || parts[1].isBlank()) {
                    throw fault("this is no \"key: value\"");
                }
                if (!KNOWN.contains(parts[0])) {
                    throw fault("unknown key " + parts[0] + "; known are " + KEYS + " and loops");
                }
                if (fields.put(parts[0], parts[1].strip()) != null) {
                    throw fault("a second " + parts[0]);
                }
            }
            throw fault("\"=== find\" is missing");
        }

        /** The lines up to a mark, without the last line's end. */
        private String section(String mark) {
            List<String> section = new ArrayList<>();
            while (next < lines.size()) {
                String line = lines.get(next++);
                if (line.equals("=== " + mark)) {
                    return String.join("\n", section);
                }
                section.add(line);
            }
            throw fault("\"=== " + mark + "\" is missing");
        }

        private MutantFault fault(String what) {
            return new MutantFault("mutant " + name + ", line " + next + ": " + what);
        }
    }
}
