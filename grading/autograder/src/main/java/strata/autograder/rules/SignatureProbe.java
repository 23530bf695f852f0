package strata.autograder.rules;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import strata.autograder.rules.OwnClasses.Declared;
import strata.autograder.rules.TestUses.Use;
import strata.kernel.Nullable;

/**
 * Tells what the tests will miss in a submission, before they run: "you changed the signature of X"
 * is a better answer than a linkage error. Tests are compiled against the reference.
 */
public final class SignatureProbe {
    private final OwnClasses reference;
    private final TestUses uses;

    /**
     * @param ownPath the package of the lab, as {@code strata/log/}
     */
    public SignatureProbe(OwnClasses reference, OwnClasses tests, String ownPath) {
        this.reference = reference;
        this.uses = new TestUses(tests, ownPath);
    }

    /**
     * What one test misses in a submission, each as a sentence for the student; empty when it can
     * run.
     *
     * @param testClass with slashes
     */
    public List<String> missing(String testClass, String method, OwnClasses submission) {
        Set<String> missing = new LinkedHashSet<>();
        for (Use use : uses.of(testClass, method)) {
            Declared theirs = submission.get(use.owner());
            if (theirs == null) {
                missing.add(
                        "You removed or renamed the class "
                                + shown(use.owner())
                                + ", which the tests use.");
                continue;
            }
            checkParents(theirs, submission, missing);
            Integer wanted = accessOf(reference, use);
            Integer found = accessOf(submission, use);
            if (wanted != null && !fits(use, found)) {
                missing.add(changed(theirs, use, found));
            }
        }
        return List.copyOf(missing);
    }

    private void checkParents(Declared theirs, OwnClasses submission, Set<String> missing) {
        Declared ours = reference.get(theirs.name());
        if (ours == null) {
            return;
        }
        Set<String> has = new TreeSet<>();
        parents(theirs, submission, has);
        for (String parent : ours.parents()) {
            if (parent.startsWith("strata/") && !has.contains(parent)) {
                missing.add(
                        "Your class "
                                + shown(theirs.name())
                                + " is no longer a "
                                + shown(parent)
                                + ", as the tests need it.");
            }
        }
    }

    private static void parents(Declared type, OwnClasses classes, Set<String> all) {
        for (String parent : type.parents()) {
            if (all.add(parent)) {
                Declared next = classes.get(parent);
                if (next != null) {
                    parents(next, classes, all);
                }
            }
        }
    }

    private static boolean fits(Use use, @Nullable Integer access) {
        return access != null
                && (access & Opcodes.ACC_PRIVATE) == 0
                && ((access & Opcodes.ACC_STATIC) != 0) == use.isStatic();
    }

    /** The access flags of a member that a class of ours declares or inherits; null if none. */
    private static @Nullable Integer accessOf(OwnClasses classes, Use use) {
        Declared type = classes.get(use.owner());
        if (type == null) {
            return null;
        }
        Set<String> all = new LinkedHashSet<>();
        all.add(type.name());
        parents(type, classes, all);
        for (String name : all) {
            Declared each = classes.get(name);
            if (each != null && each.members().containsKey(use.member())) {
                return each.members().get(use.member());
            }
        }
        return null;
    }

    private static String changed(Declared theirs, Use use, @Nullable Integer found) {
        String name = nameOf(use.member());
        String yours =
                found != null
                        ? access(found) + readable(theirs.name(), use.member())
                        : theirs.members().entrySet().stream()
                                .filter(each -> nameOf(each.getKey()).equals(name))
                                .map(
                                        each ->
                                                access(each.getValue())
                                                        + readable(theirs.name(), each.getKey()))
                                .collect(Collectors.joining("; "));
        String title = name.equals("<init>") ? "the constructor" : name;
        return "You changed the signature of "
                + shown(theirs.name())
                + (name.equals("<init>") ? "'s constructor" : "." + title)
                + ": the tests use "
                + (use.isStatic() ? "static " : "")
                + readable(theirs.name(), use.member())
                + (yours.isEmpty() ? ", yours is gone." : ", yours is " + yours + ".");
    }

    private static String access(int access) {
        return ((access & Opcodes.ACC_PRIVATE) != 0 ? "private " : "")
                + ((access & Opcodes.ACC_STATIC) != 0 ? "static " : "");
    }

    private static String nameOf(String member) {
        int end = member.indexOf('(');
        return member.substring(0, end >= 0 ? end : member.indexOf(' '));
    }

    /** As in a source: {@code int readInt(ByteBuffer)}. */
    private static String readable(String owner, String member) {
        int end = member.indexOf('(');
        if (end < 0) {
            int space = member.indexOf(' ');
            return simple(Type.getType(member.substring(space + 1)))
                    + " "
                    + member.substring(0, space);
        }
        Type type = Type.getMethodType(member.substring(end));
        String arguments =
                java.util.Arrays.stream(type.getArgumentTypes())
                        .map(SignatureProbe::simple)
                        .collect(Collectors.joining(", ", "(", ")"));
        String name = member.substring(0, end);
        return name.equals("<init>")
                ? shown(owner) + arguments
                : simple(type.getReturnType()) + " " + name + arguments;
    }

    private static String simple(Type type) {
        String name = type.getClassName();
        return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    }

    private static String shown(String type) {
        return type.substring(type.lastIndexOf('/') + 1).replace('$', '.');
    }
}
