package strata.autograder.intake;

import strata.autograder.grade.Flag;

/** A submission that is not taken: something is wrong with it as a whole. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Flag flag;

    /**
     * @param name of the flag
     * @param text for the student: what is wrong, and what to do
     */
    Refused(String name, String text) {
        super(text);
        this.flag = new Flag(name, text);
    }

    Flag flag() {
        return flag;
    }
}
