package strata.autograder.grade;

/**
 * Something that was said about a source file before any test ran.
 *
 * @param file its path from the root of the submission; empty when it is about no file
 * @param line from 1; 0 when unknown
 * @param text for the student
 */
public record Message(String file, int line, String text) {}
