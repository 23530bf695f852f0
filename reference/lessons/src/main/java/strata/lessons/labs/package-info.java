/**
 * The labs as folders: where their sources are, and the classes that the student's commands make of
 * them, without Maven.
 *
 * <p>Invariants: classes are replaced as a whole or not at all; a folder of classes says in the
 * file beside it what it was made of.
 *
 * <p>Read {@link strata.lessons.labs.LabCompiler} first.
 */
package strata.lessons.labs;
