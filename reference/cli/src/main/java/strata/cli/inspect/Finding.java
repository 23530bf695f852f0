package strata.cli.inspect;

/**
 * Something that a person should know.
 *
 * @param wrong whether something is wrong; else it is only worth a note
 * @param file which file, from the inspected directory
 * @param position at which byte of it; {@link #WHOLE} for none in particular
 * @param what in words
 */
record Finding(boolean wrong, String file, long position, String what) implements Item {
    /** Of the file as a whole. */
    static final long WHOLE = -1;
}
