package strata.mutants;

/**
 * A bug, as a change of one file of the reference.
 *
 * @param name as its file is called, in kebab-case: {@code crc-over-the-whole-batch}
 * @param says what is wrong, in one sentence
 * @param step whose hole has the bug, as {@code 1.2}
 * @param file that has it, from the layer's source folder on: {@code strata/log/Crc.java}
 * @param diesBy the id of the test that must catch it, as {@code
 *     Hidden12BatchWriterTest.theCrcIsThatOfTheBatchWhereverItLies}
 * @param loops whether it may run for ever, so that a test that takes too long has caught it
 * @param find text that is in the file exactly once
 * @param replace what stands there instead
 */
public record Mutant(
        String name,
        String says,
        String step,
        String file,
        String diesBy,
        boolean loops,
        String find,
        String replace) {

    /**
     * The file with the bug in it.
     *
     * @throws MutantFault when the text is not there exactly once
     */
    public String applyTo(String source) {
        int first = source.indexOf(find);
        if (first < 0) {
            throw new MutantFault(
                    "mutant " + name + ": its text is not in " + file + " any more:\n" + find);
        }
        if (source.indexOf(find, first + 1) >= 0) {
            throw new MutantFault(
                    "mutant " + name + ": its text is in " + file + " more than once:\n" + find);
        }
        return source.substring(0, first) + replace + source.substring(first + find.length());
    }
}
