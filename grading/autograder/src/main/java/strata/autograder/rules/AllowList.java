package strata.autograder.rules;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import strata.kernel.Nullable;

/**
 * Which members of which foreign classes may be used: {@code allowed.txt} beside this class holds
 * for every layer, and {@code allowed-LAYER.txt}, where there is one, for that layer alone. Names
 * of classes are those of bytecode, with slashes.
 */
final class AllowList {
    private static final String KERNEL = "strata/kernel/";

    // Whoever inherits them: their names mean the same everywhere.
    private static final Set<String> NEVER =
            Set.of(
                    "wait",
                    "notify",
                    "notifyAll",
                    "parallel",
                    "parallelStream",
                    "getStackTrace",
                    "setStackTrace",
                    "printStackTrace",
                    "getClassLoader",
                    "finalize");

    private final Map<String, List<String>> classes = new LinkedHashMap<>();
    private final Map<String, List<String>> packages = new LinkedHashMap<>();
    private final Set<String> unsteady = new TreeSet<>();

    private AllowList(String layer) {
        read("allowed.txt");
        String own = "allowed-" + layer + ".txt";
        if (AllowList.class.getResource(own) != null) {
            read(own);
        }
        for (String line : lines("unsteady.txt")) {
            unsteady.add(line.replace('.', '/'));
        }
    }

    private void read(String resource) {
        for (String line : lines(resource)) {
            List<String> words = List.of(line.split("\\s+", -1));
            String type = words.get(0).replace('.', '/');
            List<String> members = words.subList(1, words.size());
            if (type.endsWith("/*")) {
                packages.put(type.substring(0, type.length() - 1), members);
            } else {
                classes.put(type, members);
            }
        }
    }

    /** That of a layer, whose package is {@code strata/log/} or so. */
    static AllowList of(String ownPath) {
        return new AllowList(ownPath.replaceFirst("^strata/", "").replace("/", ""));
    }

    /** Whether a class may be named, cast to, made an array of, extended. */
    boolean permitsType(String type) {
        return type.startsWith(KERNEL) || membersOf(type) != null;
    }

    /** Whether a member of a foreign class may be used. */
    boolean permits(String owner, String name, String descriptor) {
        if (NEVER.contains(name)) {
            return false;
        }
        if (owner.startsWith(KERNEL)) {
            return true;
        }
        List<String> members = membersOf(owner);
        if (members == null || members.contains("-")) {
            return false;
        }
        boolean named = members.contains("*") || names(members, "", name, descriptor);
        return named && !names(members, "!", name, descriptor);
    }

    /** Whether what comes of it may differ between two runs of one JVM. */
    boolean isUnsteady(String owner, String name) {
        return unsteady.contains(owner + " " + name);
    }

    private static boolean names(
            List<String> members, String mark, String name, String descriptor) {
        String overload = mark + name + descriptor;
        return members.stream()
                .anyMatch(
                        each ->
                                each.equals(mark + name)
                                        || (each.contains("(") && overload.startsWith(each)));
    }

    private @Nullable List<String> membersOf(String type) {
        List<String> members = classes.get(type);
        if (members != null) {
            return members;
        }
        int slash = type.lastIndexOf('/');
        return slash < 0 ? null : packages.get(type.substring(0, slash + 1));
    }

    /** The lines of a resource beside this class, without comments. */
    static List<String> lines(String resource) {
        List<String> lines = new ArrayList<>();
        try (InputStream in = AllowList.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not in the jar");
            }
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#! ") && !line.startsWith("# ")) {
                    lines.add(line.stripTrailing());
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
