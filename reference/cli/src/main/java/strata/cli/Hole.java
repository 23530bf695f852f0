package strata.cli;

import java.nio.file.Path;

/**
 * A method of a lab that is still to be written.
 *
 * @param step that it belongs to
 * @param what must hold when it is filled
 * @param file it is in
 * @param line of the file, from 1
 */
record Hole(LabStep step, String what, Path file, long line) {}
