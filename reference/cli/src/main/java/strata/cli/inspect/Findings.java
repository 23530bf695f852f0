package strata.cli.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Collects what is found. Damage can give a finding a byte, so of each file only the first are told
 * and the others counted.
 */
final class Findings {
    private static final int TOLD_PER_FILE = 20;
    private static final int TOLD_IN_ALL = 1000;

    private final Consumer<Finding> teller;
    private final Map<String, Integer> untold = new LinkedHashMap<>();
    private final Map<String, Integer> toldByFile = new LinkedHashMap<>();
    private long wrongCount;
    private long noteCount;
    private int toldCount;
    // While it is set, nothing counts as wrong: files that the next start deletes anyway.
    private boolean lenient;

    Findings(Consumer<Finding> teller) {
        this.teller = teller;
    }

    /** Something is wrong at a byte of a file. */
    void wrong(String file, long position, String what) {
        add(new Finding(!lenient, file, position, what));
    }

    /** Something is worth a note. */
    void note(String file, long position, String what) {
        add(new Finding(false, file, position, what));
    }

    /** Whether from now on everything is only a note. */
    void lenient(boolean onlyNotes) {
        lenient = onlyNotes;
    }

    private void add(Finding finding) {
        if (finding.wrong()) {
            wrongCount++;
        } else {
            noteCount++;
        }
        int told = toldByFile.merge(finding.file(), 1, Integer::sum);
        if (told > TOLD_PER_FILE || toldCount >= TOLD_IN_ALL) {
            if (untold.size() < TOLD_IN_ALL) {
                untold.merge(finding.file(), 1, Integer::sum);
            }
            return;
        }
        toldCount++;
        teller.accept(finding);
    }

    /** How many things are wrong. */
    long wrongCount() {
        return wrongCount;
    }

    /** How many notes there are. */
    long noteCount() {
        return noteCount;
    }

    /** What was counted and not told, one a file. */
    List<Finding> untold() {
        List<Finding> lines = new ArrayList<>();
        untold.forEach(
                (file, count) ->
                        lines.add(
                                new Finding(
                                        false, file, Finding.WHOLE, count + " more were found")));
        return lines;
    }
}
