package strata.examples.register;

import strata.kernel.Message;

/** What a client asks. It asks again, with the same number, until it has an answer. */
sealed interface Question extends Message {
    /** Counts the client's questions, from 1. */
    long number();

    /** Put a value into the register. */
    record Write(long number, long value) implements Question {}

    /** What is in the register? */
    record Read(long number) implements Question {}
}
