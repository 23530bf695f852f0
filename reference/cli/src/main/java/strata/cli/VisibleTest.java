package strata.cli;

/**
 * A test that the student can see, as its source tells it.
 *
 * @param id as {@code VarintsTest.threeHundredTakesTwoBytes}, the same as in a run
 * @param step it belongs to
 * @param concept of the step
 * @param points what it is worth
 */
record VisibleTest(String id, LabStep step, String concept, int points) {}
