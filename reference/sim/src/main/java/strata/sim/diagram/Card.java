package strata.sim.diagram;

import java.util.List;
import strata.sim.record.Recorder;

/**
 * What stands beside the picture: the failure, told.
 *
 * @param verdict as {@code FAIL}
 * @param title which run this is: scenario and seed
 * @param invariant the broken claim's short name; empty when none broke
 * @param claim what was to hold, one sentence; empty when none broke
 * @param found what was found instead, with its numbers
 * @param steps the story, in order
 * @param rerun the line that repeats the run
 * @param whole the whole text of the failure, as a terminal shows it; may be empty
 */
public record Card(
        String verdict,
        String title,
        String invariant,
        String claim,
        String found,
        List<Step> steps,
        String rerun,
        String whole) {

    /**
     * A step of the story, or a remark between two steps.
     *
     * @param number the step's, the same wherever the story is told; {@link #REMARK} for a remark
     * @param event the index of the event that it tells; {@link Recorder#NONE} for none
     */
    public record Step(int number, String text, int event) {
        /** In the place of a number: it is no step. */
        public static final int REMARK = 0;

        /** One that points at no event. */
        public static Step of(int number, String text) {
            return new Step(number, text, Recorder.NONE);
        }
    }
}
