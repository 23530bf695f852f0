package strata.autograder.report;

/**
 * What reports show, and to whom.
 *
 * @param hiddenOnGradescope when Gradescope shows hidden tests to students
 * @param revealHidden whether reports for students tell what hidden tests ran on, as after the
 *     deadline
 * @param docsBase where the site is, as {@code https://course.example/strata/}; empty when a page
 *     is named but not linked
 * @param classroom50 whose result a Classroom 50 document is
 */
public record ReportOptions(
        Shown hiddenOnGradescope,
        boolean revealHidden,
        String docsBase,
        Classroom50.Identity classroom50) {
    /** Hidden tests show their claim, and none of their data; no site; no classroom. */
    public static final ReportOptions DEFAULT =
            new ReportOptions(Shown.VISIBLE, false, "", Classroom50.Identity.UNKNOWN);

    /** When Gradescope shows a test to students. While one is not shown, nor is their total. */
    public enum Shown {
        VISIBLE("visible"),
        AFTER_DUE_DATE("after_due_date"),
        AFTER_PUBLISHED("after_published"),
        HIDDEN("hidden");

        private final String label;

        Shown(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** The same options, with hidden tests told in full. */
    public ReportOptions revealing() {
        return new ReportOptions(hiddenOnGradescope, true, docsBase, classroom50);
    }

    /** The address of a page of the site, or its path as it stands where no site is known. */
    String link(String page) {
        if (docsBase.isEmpty() || page.startsWith("https://") || page.startsWith("http://")) {
            return page;
        }
        String path = page.startsWith("docs/") ? page.substring("docs/".length()) : page;
        String folder = path.endsWith(".md") ? path.substring(0, path.length() - 3) + "/" : path;
        return (docsBase.endsWith("/") ? docsBase : docsBase + "/") + folder;
    }
}
