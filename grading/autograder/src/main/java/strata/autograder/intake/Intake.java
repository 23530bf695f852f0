package strata.autograder.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import strata.autograder.Lab;
import strata.autograder.grade.Flag;
import strata.autograder.intake.Entry.Type;

/** Takes the sources of a lab out of a folder, a zip or a git checkout. */
public final class Intake {
    private static final Pattern PLAIN =
            Pattern.compile("(?:[A-Za-z0-9_$-]{1,200}/)*[A-Za-z0-9_$-]{1,200}\\.java");
    private static final String SOURCES = "src/main/java/";
    private static final String RESOURCES = "src/main/resources/";

    private static final int FLAGS_MAX = 50;

    private final Lab lab;
    private final Limits limits;
    private final SortedMap<String, byte[]> sources = new TreeMap<>();
    private final List<Flag> flags = new ArrayList<>();
    private final Set<String> namesSeen = new TreeSet<>();
    private long totalBytes;

    private Intake(Lab lab, Limits limits) {
        this.lab = lab;
        this.limits = limits;
    }

    /**
     * Takes a submission. Never fails: a submission that cannot be read is one that is refused.
     *
     * @param name that it gets in every report
     */
    public static Taken take(Path submission, String name, Lab lab, Limits limits) {
        Intake intake = new Intake(lab, limits);
        String refusal = "";
        String commit = "";
        try {
            intake.takeAll(entriesOf(submission, limits));
            commit = GitCommit.of(submission);
        } catch (Refused refused) {
            intake.flags.add(refused.flag());
            refusal = refused.flag().text();
        } catch (IOException | RuntimeException e) {
            refusal = "The submission cannot be read: " + e.getMessage() + ".";
            intake.flags.add(new Flag("unreadable", refusal));
        }
        if (!refusal.isEmpty()) {
            intake.sources.clear();
        }
        return new Taken(name, commit, intake.sources, intake.flags, refusal);
    }

    private static List<Entry> entriesOf(Path submission, Limits limits)
            throws IOException, Refused {
        if (Files.isSymbolicLink(submission)) {
            throw new Refused("symlink", "The submission is a symbolic link; none is followed.");
        }
        if (Files.isDirectory(submission, LinkOption.NOFOLLOW_LINKS)) {
            return FolderEntries.of(submission, limits);
        }
        if (Files.isRegularFile(submission, LinkOption.NOFOLLOW_LINKS)) {
            return ZipEntries.of(submission, limits);
        }
        throw new Refused("special-file", "The submission is neither a folder nor a zip.");
    }

    private void takeAll(List<Entry> entries) throws IOException, Refused {
        String labFolder = labFolder(entries);
        for (Entry entry : entries) {
            if (isOnTheWay(entry, labFolder)) {
                flag("symlink", entry, "is a symbolic link; none is followed");
            } else if (entry.path().startsWith(labFolder)) {
                take(entry, entry.path().substring(labFolder.length()));
            }
        }
        if (sources.isEmpty()) {
            throw new Refused(
                    "no-sources",
                    "No source was taken: there must be files in labs/"
                            + lab.folder()
                            + "/"
                            + SOURCES
                            + lab.ownPath()
                            + " (strata submit makes such a zip).");
        }
    }

    /** Whether it is a link in place of the lab's folder or one above it. */
    private static boolean isOnTheWay(Entry entry, String labFolder) {
        return entry.type() == Type.LINK && labFolder.startsWith(entry.path() + "/");
    }

    /**
     * Where the lab is: {@code labs/01-log/}, perhaps beneath one folder more, or {@code 01-log/}
     * for an archive of what is in {@code labs/}.
     */
    private String labFolder(List<Entry> entries) throws Refused {
        String inRepository = "labs/" + lab.folder() + "/";
        Set<String> found = new TreeSet<>();
        for (String wanted : List.of(inRepository, lab.folder() + "/")) {
            for (Entry entry : entries) {
                int at = indexOfFolder(entry.path(), wanted + "src/");
                if (at >= 0 && !entry.path().startsWith("__MACOSX/")) {
                    found.add(entry.path().substring(0, at) + wanted);
                }
            }
            if (!found.isEmpty()) {
                break;
            }
        }
        int shallowest = found.stream().mapToInt(Intake::depth).min().orElse(0);
        List<String> best = found.stream().filter(each -> depth(each) == shallowest).toList();
        if (best.size() > 1) {
            throw new Refused(
                    "several-submissions",
                    "There are several: "
                            + String.join(", ", best.subList(0, 2))
                            + "; hand in one.");
        }
        return best.isEmpty() ? inRepository : best.get(0);
    }

    private static int indexOfFolder(String path, String folder) {
        if (path.startsWith(folder)) {
            return 0;
        }
        int at = path.indexOf("/" + folder);
        return at < 0 ? -1 : at + 1;
    }

    private static int depth(String folder) {
        return (int) folder.chars().filter(c -> c == '/').count();
    }

    private void take(Entry entry, String pathInLab) throws IOException, Refused {
        String name = entry.path().substring(entry.path().lastIndexOf('/') + 1);
        if (entry.type() == Type.LINK) {
            flag("symlink", entry, "is a symbolic link; none is followed");
        } else if (entry.type() == Type.SPECIAL) {
            flag("special-file", entry, "is no ordinary file");
        } else if (pathInLab.startsWith(RESOURCES)) {
            checkResource(entry, pathInLab.substring(RESOURCES.length()));
        } else if (pathInLab.startsWith(SOURCES) && !name.startsWith(".")) {
            takeSource(entry, pathInLab.substring(SOURCES.length()));
        }
    }

    private void checkResource(Entry entry, String path) throws IOException, Refused {
        // Where the locale is plain, a path of other letters cannot even be made.
        boolean plain = path.chars().allMatch(c -> c < 128);
        Path ours = lab.resources().resolve(plain ? path : "").normalize();
        boolean same =
                ours.startsWith(lab.resources())
                        && Files.isRegularFile(ours)
                        && Arrays.equals(Files.readAllBytes(ours), entry.content().read(1 << 16));
        if (!same && !path.endsWith(".DS_Store")) {
            flag("foreign-resource", entry, "is no part of the lab; resources are ours");
        }
    }

    private void takeSource(Entry entry, String path) throws IOException, Refused {
        if (!path.endsWith(".java")) {
            flag("foreign-resource", entry, "is no source; only .java files count");
            return;
        }
        if (!PLAIN.matcher(path).matches()) {
            flag("strange-name", entry, "has a name that no class has");
            return;
        }
        if (!path.startsWith(lab.ownPath()) || path.endsWith("module-info.java")) {
            flag(
                    "shadowed-class",
                    entry,
                    "is outside the package of the lab, " + lab.ownPath().replace('/', '.') + "*");
            return;
        }
        if (!namesSeen.add(path.toLowerCase(Locale.ROOT))) {
            throw new Refused(
                    "duplicate-name",
                    ZipNames.quoted(path) + " is there twice, in upper and lower case.");
        }
        keep(entry, path);
    }

    private void keep(Entry entry, String path) throws IOException, Refused {
        byte[] content = entry.content().read(limits.fileBytes() + 1);
        totalBytes += content.length;
        if (content.length > limits.fileBytes()) {
            flag("file-too-large", entry, "has more than " + limits.fileBytes() + " bytes");
        } else if (!isUtf8(content)) {
            flag("not-utf-8", entry, "is not UTF-8 text; save it as UTF-8");
        } else {
            sources.put(path, content);
        }
        if (sources.size() > limits.files() || totalBytes > limits.totalBytes()) {
            throw new Refused(
                    "too-many-files",
                    "There are more than "
                            + limits.files()
                            + " sources, or more than "
                            + (limits.totalBytes() >> 20)
                            + " MiB of them.");
        }
    }

    private void flag(String name, Entry entry, String what) throws Refused {
        if (flags.size() >= FLAGS_MAX) {
            // Each costs the reading of an entry, outside every wall, and a line that somebody
            // reads.
            throw new Refused(
                    "too-many-files",
                    "More than "
                            + FLAGS_MAX
                            + " of its files are no part of a submission; make it with strata"
                            + " submit.");
        }
        flags.add(
                new Flag(name, ZipNames.quoted(entry.path()) + " " + what + ". It was not taken."));
    }

    private static boolean isUtf8(byte[] content) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
