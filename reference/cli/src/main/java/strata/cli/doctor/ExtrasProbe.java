package strata.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Programs that are good to have, and that nothing needs.
 *
 * @param isThere whether there is such a program
 */
record ExtrasProbe(Predicate<String> isThere) implements Probe {
    private static final String WHAT = "extras";

    @Override
    public Finding look() {
        List<String> here = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String program : List.of("kcat", "python3")) {
            (isThere.test(program) ? here : missing).add(program);
        }
        if (missing.isEmpty()) {
            return Finding.ok(WHAT, String.join(" and ", here) + " are here");
        }
        String first = missing.get(0);
        return new Finding(
                WHAT,
                Finding.Level.OK,
                String.join(" and ", missing)
                        + (missing.size() == 1 ? " is" : " are")
                        + " not here; good to have, not needed",
                Packages.install(first, first, first));
    }
}
