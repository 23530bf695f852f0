package strata.lessons;

import java.util.List;

/** A claim that broke: what was expected, what came, and a picture where one helps. */
public final class LessonFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final String what;
    private final String expected;
    private final String got;
    private final transient List<String> picture;

    /**
     * @param what is being looked at, as {@code the bytes of 300}
     * @param expected as text; may have several lines
     * @param got as text; may have several lines
     * @param picture lines in a fixed-width font, as a tree of fields with carets; may be empty
     */
    LessonFailure(String what, String expected, String got, List<String> picture) {
        super(what + ": expected " + expected + ", got " + got);
        this.what = what;
        this.expected = expected;
        this.got = got;
        this.picture = List.copyOf(picture);
    }

    /** What was being looked at. */
    public String what() {
        return what;
    }

    /** What should have been there. */
    public String expected() {
        return expected;
    }

    /** What was there. */
    public String got() {
        return got;
    }

    /** A picture in a fixed-width font; empty when there is none. */
    public List<String> picture() {
        return picture;
    }
}
