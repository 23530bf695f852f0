package strata.autograder.grade;

import java.util.List;

/**
 * What was graded.
 *
 * @param name of the folder, archive or checkout without its extension; names it in every report
 * @param lab as {@code 1}; with commas between them, as {@code 1,2}, when several were graded
 * @param sourceHash SHA-256 over names and contents of the files taken, in hexadecimal digits
 * @param commit of a git checkout; empty for others
 * @param files that were taken, by their paths from the root of the submission, sorted
 */
public record Submission(
        String name, String lab, String sourceHash, String commit, List<String> files) {
    public Submission {
        files = List.copyOf(files);
    }
}
