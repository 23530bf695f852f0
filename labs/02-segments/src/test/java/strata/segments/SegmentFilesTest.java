package strata.segments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "2.1", concept = "name and roll", code = "SEG-201")
final class SegmentFilesTest {
    private static final long LARGEST = Long.MAX_VALUE;

    @Claim(
            value = "A file's name is 20 digits of the base offset, and what the file holds",
            rules = {"R2.1-a"})
    void aNameIsTwentyDigitsAndASuffix(Lesson lesson) {
        lesson.step("name the files of some segments");
        expectName(lesson, "00000000000000000000.log", 0, SegmentFiles.LOG);
        expectName(lesson, "00000000000000368769.index", 368_769, SegmentFiles.INDEX);
        expectName(lesson, "00000000000000368769.timeindex", 368_769, SegmentFiles.TIME_INDEX);
        expectName(
                lesson,
                "00000000004294967296.log.deleted",
                1L << 32,
                SegmentFiles.LOG + SegmentFiles.DELETED);
        expectName(lesson, "09223372036854775807.log", LARGEST, SegmentFiles.LOG);

        lesson.step("sort names as a directory listing does");
        List<Long> offsets = new ArrayList<>(List.of(1_000L, 9L, 10L, LARGEST, 0L, 999L));
        List<String> names = new ArrayList<>();
        offsets.forEach(offset -> names.add(SegmentFiles.nameOf(offset, SegmentFiles.LOG)));
        Collections.sort(names);
        Collections.sort(offsets);
        List<Long> inTheirOrder =
                names.stream().map(name -> Long.parseLong(name.substring(0, 20))).toList();
        lesson.expect("the offsets in the order of the names", offsets, inTheirOrder);
    }

    private static void expectName(Lesson lesson, String expected, long offset, String suffix) {
        lesson.now("offset %s, suffix %s", offset, suffix);
        lesson.expect("the name", expected, SegmentFiles.nameOf(offset, suffix));
    }

    @Claim(
            value = "A name gives its base offset back, and a strange name gives -1",
            rules = {"R2.1-b", "R2.1-c"})
    void aNameGivesItsBaseOffsetBack(Lesson lesson) {
        lesson.step("read the base offset of names of segments");
        expectOffset(lesson, 0, "00000000000000000000.log");
        expectOffset(lesson, 368_769, "00000000000000368769.timeindex");
        expectOffset(lesson, 368_769, "00000000000000368769.log.deleted");
        expectOffset(lesson, LARGEST, "09223372036854775807.log");

        lesson.step("read that of names that are none of a segment's");
        for (String name :
                List.of(
                        "",
                        ".lock",
                        "partition.metadata",
                        "0000000000000000000.log",
                        "00000000000000000000",
                        "000000000000000000000.log",
                        "0000000000000000000x.log",
                        "-0000000000000000001.log",
                        "+0000000000000000001.log",
                        "0000000000000000000\u0661.log",
                        "09223372036854775808.log",
                        "99999999999999999999.log")) {
            expectOffset(lesson, -1, name);
        }
    }

    private static void expectOffset(Lesson lesson, long expected, String name) {
        lesson.now("the name \"%s\"", name);
        lesson.expect("the base offset", expected, SegmentFiles.baseOffsetOf(name));
    }
}
