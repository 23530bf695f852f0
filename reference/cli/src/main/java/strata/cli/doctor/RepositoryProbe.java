package strata.cli.doctor;

/**
 * Whether somebody can go back to what worked yesterday: advice, nothing needs it.
 *
 * @param git the program, in the folder of the course
 */
record RepositoryProbe(GitProbe.Git git) implements Probe {
    private static final String WHAT = "history";

    @Override
    public Finding look() {
        if (git.answer("--version") == null) {
            return Finding.ok(WHAT, "none: it takes git");
        }
        boolean inside = "true".equals(git.answer("rev-parse --is-inside-work-tree"));
        if (!inside) {
            return advice(
                    "this folder is not a git repository; as one, it forgets nothing",
                    "git init && ");
        }
        return git.answer("rev-parse --verify HEAD") == null
                ? advice("this folder is a git repository, but nothing is committed yet", "")
                : Finding.ok(
                        WHAT, "this folder is a git repository: what you commit can come back");
    }

    private static Finding advice(String text, String first) {
        return new Finding(
                WHAT, Finding.Level.OK, text, first + "git add -A && git commit -m \"The start\"");
    }
}
