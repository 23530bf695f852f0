package strata.examples.register;

import strata.kernel.Message;

/** What a client gets; {@code number} is that of its question. */
sealed interface Answer extends Message {
    long number();

    /** The write is in the register, and stays. */
    record Written(long number) implements Answer {}

    /** This is in the register; 0 when nothing was written yet. */
    record Value(long number, long value) implements Answer {}

    /** Ask another node. The question may have been carried out all the same. */
    record NotPrimary(long number) implements Answer {}
}
