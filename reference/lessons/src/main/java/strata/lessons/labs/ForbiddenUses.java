package strata.lessons.labs;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a layer uses of Java though it may not: told early, since grading refuses it. Grading has
 * the whole list; this one has what people reach for.
 */
public final class ForbiddenUses {
    private static final List<String> PACKAGES =
            List.of(
                    "java/util/concurrent/",
                    "java/util/random/",
                    "java/nio/file/",
                    "java/nio/channels/",
                    "java/net/",
                    "java/lang/reflect/",
                    "java/lang/ref/",
                    "java/security/",
                    "java/time/");

    /** Classes, with those that they enclose; one with a star begins so. */
    private static final Pattern CLASSES =
            Pattern.compile(
                    "java/lang/(Thread\\w*|InheritableThreadLocal|Process\\w*|Runtime|ClassLoader"
                            + "|StackWalker)(\\$.*)?"
                            + "|java/io/(File\\w*|RandomAccessFile|Console)"
                            + "|java/util/(Random|SplittableRandom|Timer|TimerTask|Scanner"
                            + "|ServiceLoader)");

    private static final Pattern MEMBERS =
            Pattern.compile(
                    "java/lang/System\\.(?!arraycopy$).*|java/lang/(Strict)?Math\\.random"
                        + "|java/util/UUID\\.randomUUID|java/util/Collections\\.shuffle"
                        + "|java/lang/Object\\.(wait|notify|notifyAll)"
                        + "|java/lang/Class\\.(forName|get(Declared)?(Field|Method|Constructor)s?"
                        + "|newInstance|getClassLoader)");

    /** What layer 2 may use of a forbidden package: compaction keeps hashes of keys. */
    private static final Pattern FOR_SEGMENTS =
            Pattern.compile(
                    "java/security/(MessageDigest|DigestException|NoSuchAlgorithmException)");

    private static final Pattern NOTHING = Pattern.compile("(?!)");

    private ForbiddenUses() {}

    /**
     * A use.
     *
     * @param file of the source, relative to the folder of the sources, as {@code
     *     strata/log/Varints.java}
     * @param line from 1; 0 when it was not found
     * @param what is used, as {@code java.lang.Thread.yield}
     */
    public record Use(String file, int line, String what) {}

    /**
     * The uses in the classes of a layer, in the order of their files and lines.
     *
     * @param classes a folder
     * @param sources the folder with what they were made of
     * @throws IOException when a file cannot be read
     */
    public static List<Use> in(Path classes, Path sources) throws IOException {
        List<Use> uses = new ArrayList<>();
        for (Path file : SourceTree.state(List.of(classes)).keySet()) {
            String name = classes.relativize(file).toString().replace('\\', '/');
            if (!name.endsWith(".class")) {
                continue;
            }
            String source = name.replaceFirst("(\\$.*)?\\.class$", ".java");
            Pattern permitted = name.startsWith("strata/segments/") ? FOR_SEGMENTS : NOTHING;
            for (String what : of(Files.readAllBytes(file), permitted)) {
                Use use = new Use(source, line(sources.resolve(source), what), what);
                if (!uses.contains(use)) {
                    uses.add(use);
                }
            }
        }
        uses.sort(
                (a, b) ->
                        a.file().equals(b.file())
                                ? Integer.compare(a.line(), b.line())
                                : a.file().compareTo(b.file()));
        return uses;
    }

    /** The forbidden names in a class file's table of constants. */
    private static Set<String> of(byte[] classFile, Pattern permitted) throws IOException {
        Constants constants = Constants.read(classFile);
        Set<String> found = new TreeSet<>();
        Set<String> owners = new TreeSet<>();
        for (int i = 1; i < constants.tags.length; i++) {
            if (constants.tags[i] >= 9 && constants.tags[i] <= 11) {
                String owner = constants.text(constants.first[i]);
                String member = owner + "." + constants.text(constants.second[i]);
                if (isForbidden(owner, permitted) || MEMBERS.matcher(member).matches()) {
                    owners.add(owner);
                    found.add(member.replace(".<init>", "").replace('/', '.').replace('$', '.'));
                }
            }
        }
        for (int i = 1; i < constants.tags.length; i++) {
            String type = constants.tags[i] == 7 ? constants.text(i) : "";
            if (!owners.contains(type) && isForbidden(type, permitted)) {
                found.add(type.replace('/', '.').replace('$', '.'));
            }
        }
        return found;
    }

    private static boolean isForbidden(String type, Pattern permitted) {
        return !permitted.matcher(type).matches()
                && (PACKAGES.stream().anyMatch(type::startsWith)
                        || CLASSES.matcher(type).matches());
    }

    /** The first line of code that names it; 0 when none does. */
    private static int line(Path source, String what) throws IOException {
        if (!Files.exists(source)) {
            return 0;
        }
        List<String> lines = Files.readAllLines(source);
        String last = what.substring(what.lastIndexOf('.') + 1);
        Pattern name = Pattern.compile("\\b" + Pattern.quote(last) + "\\b");
        for (int i = 0; i < lines.size(); i++) {
            String code = lines.get(i).strip();
            boolean comment =
                    code.startsWith("*") || code.startsWith("//") || code.startsWith("/*");
            if (!comment && !code.startsWith("import ") && name.matcher(code).find()) {
                return i + 1;
            }
        }
        return 0;
    }

    /** The table of constants of a class file (JVM specification, 4.4). */
    private static final class Constants {
        private final int[] tags;
        private final int[] first;
        private final int[] second;
        private final String[] texts;

        private Constants(int count) {
            tags = new int[count];
            first = new int[count];
            second = new int[count];
            texts = new String[count];
        }

        static Constants read(byte[] classFile) throws IOException {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
            in.readLong(); // Magic number and versions.
            Constants all = new Constants(in.readUnsignedShort());
            for (int i = 1; i < all.tags.length; i++) {
                all.readOne(in, i);
                // A long or a double takes two places.
                i += all.tags[i] == 5 || all.tags[i] == 6 ? 1 : 0;
            }
            return all;
        }

        private void readOne(DataInputStream in, int i) throws IOException {
            tags[i] = in.readUnsignedByte();
            switch (tags[i]) {
                case 1 -> texts[i] = in.readUTF();
                case 3, 4 -> in.readInt();
                case 5, 6 -> in.readLong();
                case 7, 8, 16, 19, 20 -> first[i] = in.readUnsignedShort();
                case 9, 10, 11, 12, 17, 18 -> {
                    first[i] = in.readUnsignedShort();
                    second[i] = in.readUnsignedShort();
                }
                case 15 -> {
                    in.readUnsignedByte();
                    first[i] = in.readUnsignedShort();
                }
                default -> throw new IOException("no class file of this JDK: tag " + tags[i]);
            }
        }

        /** The text that a constant leads to: a class's name, a member's name. */
        String text(int index) {
            return tags[index] == 1 ? texts[index] : text(first[index]);
        }
    }
}
