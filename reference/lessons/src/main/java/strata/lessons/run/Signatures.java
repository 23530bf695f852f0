package strata.lessons.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import strata.lessons.labs.CompileProblem;

/** Finds which signature of the code under test was changed, where its tests do not compile. */
final class Signatures {
    private static final Pattern DOES_NOT_APPLY =
            Pattern.compile(
                    "(method|constructor) (?:<.*> ?)?(\\w+) in (?:class|interface|record|enum)"
                            + " ([\\w.]+).* cannot be applied to given types");
    private static final Pattern NONE_APPLIES =
            Pattern.compile(
                    "no suitable (?:method|constructor) found for [\\s\\S]*?"
                            + "(method|constructor) (?:<.*> ?)?([\\w.]+)\\.(\\w+)\\(");
    private static final Pattern HIDDEN =
            Pattern.compile(
                    "(\\w+)(?:\\(.*\\))? (?:has (?:private|protected) access in"
                            + "|is not public in) ([\\w.]+)");
    private static final Pattern SYMBOL =
            Pattern.compile("symbol: +(method|variable|class|constructor) (\\w+)");
    private static final Pattern LOCATION =
            Pattern.compile(
                    "location: +(?:class|interface|record|enum|\\w+ \\w+ of type) ([\\w.]+)");
    private static final Pattern CALL = Pattern.compile("\\b([A-Z]\\w*)\\.(\\w+)\\(");

    private final List<Path> layers;

    /**
     * @param layers folders with the sources of the code under test
     */
    Signatures(List<Path> layers) {
        this.layers = List.copyOf(layers);
    }

    /** What of the code under test does not fit, as {@code Varints.readInt}; empty if unknown. */
    Optional<String> changed(CompileProblem problem) {
        String message = problem.message();
        Matcher found = DOES_NOT_APPLY.matcher(message);
        if (found.find()) {
            return named(found.group(3), found.group(1), found.group(2));
        }
        found = NONE_APPLIES.matcher(message);
        if (found.find()) {
            return named(found.group(2), found.group(1), found.group(3));
        }
        found = HIDDEN.matcher(message);
        if (found.find()) {
            return named(found.group(2), "method", found.group(1));
        }
        Matcher symbol = SYMBOL.matcher(message);
        if (symbol.find()) {
            return missing(symbol.group(1), symbol.group(2), message);
        }
        return message.startsWith("incompatible types") ? atCaret(problem) : Optional.empty();
    }

    private Optional<String> missing(String kind, String name, String message) {
        Matcher place = LOCATION.matcher(message);
        if (kind.equals("class") || !place.find()) {
            return Optional.empty();
        }
        return named(place.group(1), kind, name);
    }

    /** Another type of result: what is called where the compiler points at. */
    private Optional<String> atCaret(CompileProblem problem) {
        long caret = problem.column() - 1;
        Matcher call = CALL.matcher(problem.source());
        boolean found = false;
        while (!found && call.find()) {
            found = call.start() <= caret && caret < call.end();
        }
        if (!found) {
            return Optional.empty();
        }
        // Tests are in the package of what they test.
        String folder = problem.file().replaceFirst(".*/src/test/java/", "");
        int end = folder.lastIndexOf('/');
        String home = end < 0 ? "" : folder.substring(0, end + 1).replace('/', '.');
        return named(home + call.group(1), "method", call.group(2));
    }

    /** The name of a member, if its class is of the code under test. */
    private Optional<String> named(String type, String kind, String member) {
        Matcher topLevel = Pattern.compile("^((?:[a-z]\\w*\\.)*)([A-Z]\\w*)").matcher(type);
        if (!topLevel.find()) {
            return Optional.empty();
        }
        String file = topLevel.group().replace('.', '/') + ".java";
        if (layers.stream().noneMatch(folder -> Files.exists(folder.resolve(file)))) {
            return Optional.empty();
        }
        String name = type.substring(topLevel.group(1).length());
        return Optional.of(
                kind.equals("constructor") ? name + "'s constructor" : name + "." + member);
    }
}
