package strata.cli;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import strata.kernel.Nullable;

/**
 * Something that a layer must not use (R0-b of the labs): threads, files, clocks, randomness,
 * reflection, the network. It is found by its name, so this is a warning, not a proof; the grader
 * looks at the classes.
 *
 * @param what as the source says it
 */
record ForbiddenUse(Path file, long line, String what) {
    private static final List<String> PREFIXES =
            List.of(
                    "java.util.concurrent",
                    "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.util.Timer",
                    "java.util.random",
                    "java.lang.reflect",
                    "java.lang.invoke",
                    "java.io.File",
                    "java.io.RandomAccessFile",
                    "java.nio.file",
                    "java.nio.channels",
                    "java.net",
                    "java.time",
                    "sun",
                    "jdk",
                    "com.sun");

    /** Of java.lang, which needs no import, and of java.util by an import of all. */
    private static final Set<String> NAMES =
            Set.of(
                    "Thread",
                    "ThreadGroup",
                    "ThreadLocal",
                    "Process",
                    "ProcessBuilder",
                    "ProcessHandle",
                    "Runtime",
                    "ClassLoader");

    private static final Set<String> NAMES_OF_UTIL = Set.of("Random", "SplittableRandom", "Timer");

    @Override
    public String toString() {
        return file.getFileName() + ":" + line + ": " + what + " is not for a layer (R0-b)";
    }

    /** Adds what a source uses to a list, each thing once. */
    static void find(CompilationUnitTree unit, SourcePositions positions, List<ForbiddenUse> into) {
        new Scanner(unit, positions, into).scan(unit, null);
    }

    private static final class Scanner extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<ForbiddenUse> found;
        private final Set<String> told = new HashSet<>();
        private final Set<String> imported = new HashSet<>();
        private boolean allOfUtil;

        Scanner(CompilationUnitTree unit, SourcePositions positions, List<ForbiddenUse> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public @Nullable Void visitImport(ImportTree use, Void nothing) {
            String name = use.getQualifiedIdentifier().toString();
            allOfUtil |= name.equals("java.util.*");
            imported.add(name.substring(name.lastIndexOf('.') + 1));
            String told = forbidden(name) ? name : null;
            if (use.isStatic() && name.startsWith("java.lang.System.")) {
                told = name.endsWith(".arraycopy") ? null : name;
            }
            note(told, use);
            return null;
        }

        @Override
        public @Nullable Void visitMemberSelect(MemberSelectTree select, Void nothing) {
            String name = select.toString();
            String of = select.getExpression().toString();
            boolean system = of.equals("System") || of.equals("java.lang.System");
            if (forbidden(name)
                    || (system && !select.getIdentifier().contentEquals("arraycopy"))
                    || name.equals("Math.random")
                    || name.equals("UUID.randomUUID")) {
                note(name, select);
                return null;
            }
            return super.visitMemberSelect(select, null);
        }

        @Override
        public @Nullable Void visitIdentifier(IdentifierTree identifier, Void nothing) {
            String name = identifier.getName().toString();
            boolean ofUtil = allOfUtil && NAMES_OF_UTIL.contains(name);
            if ((NAMES.contains(name) || ofUtil) && !imported.contains(name)) {
                note(name, identifier);
            }
            return null;
        }

        private static boolean forbidden(String name) {
            boolean ofLang =
                    name.startsWith("java.lang.") && NAMES.contains(name.split("\\.", -1)[2]);
            return ofLang
                    || PREFIXES.stream()
                            .anyMatch(
                                    prefix ->
                                            name.startsWith(prefix)
                                                    && (prefix.equals("java.io.File")
                                                            || name.length() == prefix.length()
                                                            || name.charAt(prefix.length())
                                                                    == '.'));
        }

        private void note(@Nullable String what, Tree at) {
            if (what != null && told.add(what)) {
                found.add(
                        new ForbiddenUse(
                                Path.of(unit.getSourceFile().toUri()),
                                unit.getLineMap()
                                        .getLineNumber(positions.getStartPosition(unit, at)),
                                what));
            }
        }
    }
}
