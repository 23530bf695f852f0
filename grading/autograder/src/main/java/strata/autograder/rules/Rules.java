package strata.autograder.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassReader;

/** Checks the classes of a submission against the allow-list. */
public final class Rules {
    /** More refusals than anybody reads. */
    private static final int FINDINGS_MAX = 50;

    private final String ownPath;
    private final Set<String> testClasses;
    private final AllowList allowed;

    /**
     * @param ownPath the package of the lab, as {@code strata/log/}
     * @param testClasses names of classes that the tests bring, with slashes
     */
    public Rules(String ownPath, Set<String> testClasses) {
        this.ownPath = ownPath;
        this.testClasses = testClasses;
        this.allowed = AllowList.of(ownPath);
    }

    /**
     * What the check says.
     *
     * @param refusals each is enough to refuse the submission
     * @param shadowed classes that are not the student's to define
     * @param unsteady allowed, but its outcome may differ from run to run
     */
    public record Result(List<Finding> refusals, List<Finding> shadowed, List<Finding> unsteady) {
        /** Whether the classes may run. */
        public boolean isAllowed() {
            return refusals.isEmpty() && shadowed.isEmpty();
        }
    }

    /** Checks all classes of a submission. Runs nothing of them. */
    public Result check(OwnClasses classes) {
        Set<Finding> refusals = new LinkedHashSet<>();
        Set<Finding> unsteady = new LinkedHashSet<>();
        List<Finding> shadowed = new ArrayList<>();
        for (var each : classes.bytes().entrySet()) {
            String name = each.getKey();
            if (!name.startsWith(ownPath)) {
                shadowed.add(
                        shadow(name, "is outside the package " + ownPath.replace('/', '.') + "*"));
            } else if (testClasses.contains(name)) {
                shadowed.add(shadow(name, "has the name of a class that the tests bring"));
            }
            ClassCheck check = new ClassCheck(classes, allowed, refusals, unsteady);
            new ClassReader(each.getValue()).accept(check, ClassReader.SKIP_FRAMES);
        }
        return new Result(first(refusals), first(shadowed), first(unsteady));
    }

    private static List<Finding> first(Collection<Finding> findings) {
        return findings.stream().limit(FINDINGS_MAX).toList();
    }

    private static Finding shadow(String name, String what) {
        return new Finding(
                "",
                0,
                "The class "
                        + name.replace('/', '.')
                        + " "
                        + what
                        + ": it would stand in for one that is not yours. Give it another name, in"
                        + " the package of the lab.");
    }
}
