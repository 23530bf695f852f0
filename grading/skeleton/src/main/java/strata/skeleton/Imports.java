package strata.skeleton;

import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.util.TreeScanner;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Mends the imports of a source that has been cut: {@code Todo} comes, what is unused goes. */
final class Imports {
    private static final String TODO = "strata.kernel.Todo";

    // Javadoc counts as use: {@link Name#member(Type)}, @throws Name, @see Name.
    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern REFERENCE =
            Pattern.compile(
                    "(?:\\{@(?:link|linkplain|value)|@(?:throws|exception|see))[\\s*]+"
                            + "([\\w.#]+(?:\\([^)]*\\))?)");
    private static final Pattern NAME = Pattern.compile("\\w+");

    private Imports() {}

    /** The source with the imports that it needs. */
    static String tidy(String file, String text) {
        Source source = Source.parse(file, text);
        Set<String> used = usedNames(source);
        Set<String> imports = new TreeSet<>();
        int start = -1;
        int end = -1;
        for (ImportTree line : source.unit().getImports()) {
            if (line.isStatic()) {
                throw source.fault(source.start(line), "static imports are not provided for here");
            }
            String name = line.getQualifiedIdentifier().toString();
            if (used.contains(name.substring(name.lastIndexOf('.') + 1)) || name.endsWith("*")) {
                imports.add(name);
            }
            start = start < 0 ? source.start(line) : start;
            end = source.nextLine(source.end(line));
        }
        if (used.contains("Todo")) {
            imports.add(TODO);
        }
        StringBuilder lines = new StringBuilder();
        imports.forEach(name -> lines.append("import ").append(name).append(";\n"));
        if (start < 0) {
            if (imports.isEmpty()) {
                return text;
            }
            start = source.nextLine(source.end(source.unit().getPackage()));
            end = start;
            lines.insert(0, '\n');
        } else if (imports.isEmpty()) {
            end = source.nextLine(end); // One blank line between the package and the class.
        }
        return text.substring(0, start) + lines + text.substring(end);
    }

    private static Set<String> usedNames(Source source) {
        Set<String> used = new TreeSet<>();
        new TreeScanner<Set<String>, Set<String>>() {
            @Override
            public Set<String> visitImport(ImportTree line, Set<String> names) {
                return names;
            }

            @Override
            public Set<String> visitIdentifier(IdentifierTree name, Set<String> names) {
                names.add(name.getName().toString());
                return super.visitIdentifier(name, names);
            }
        }.scan(source.unit(), used);
        Matcher javadoc = JAVADOC.matcher(source.text());
        while (javadoc.find()) {
            Matcher reference = REFERENCE.matcher(javadoc.group());
            while (reference.find()) {
                Matcher name = NAME.matcher(reference.group(1));
                while (name.find()) {
                    used.add(name.group());
                }
            }
        }
        return used;
    }
}
