package strata.segments;

import strata.kernel.segments.SegmentSettings;
import strata.lessons.Predict;

/**
 * Questions to answer before you run the code that answers them: {@code ./strata predict 2.1}. Your
 * own code gives the answer, so fill the step first.
 */
final class Predictions {
    private Predictions() {}

    @Predict(
            step = "2.1",
            question =
                    "A partition has the files 00000000000000000000.log and"
                            + " 00000000000000000412.log. What is the offset of the first record in"
                            + " the second one?",
            choices = {"2", "411", "412", "nobody knows before it is read"},
            because =
                    "A segment's name is its base offset, the offset of the first record that it"
                            + " may hold. So a look at the directory tells which file has offset"
                            + " 500, and no file has to be opened for that.")
    static String baseOffsetOfASecondFile() {
        return "" + SegmentFiles.baseOffsetOf("00000000000000000412.log");
    }

    @Predict(
            step = "2.1",
            question =
                    "segment.bytes is 1000, and the active segment is empty. A batch of 5000 bytes"
                            + " comes. Does the log roll first?",
            choices = {"yes", "no"},
            because =
                    "Another empty segment would be no larger, and the batch has to go somewhere:"
                        + " so an empty segment takes it. The next batch finds 5000 bytes in it,"
                        + " and rolls.")
    static String rollOfAnEmptySegment() {
        RollPolicy.Present empty = new RollPolicy.Present(0, 0, -1, 0, 0, false);
        RollPolicy.Arriving large = new RollPolicy.Arriving(5_000, 9, 0, 0);
        SegmentSettings settings = SegmentSettings.DEFAULT.withSegmentBytes(1_000);
        return RollPolicy.mustRoll(empty, large, settings) ? "yes" : "no";
    }
}
