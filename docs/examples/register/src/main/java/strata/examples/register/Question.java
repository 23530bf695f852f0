package strata.examples.register;

import strata.kernel.Message;

/** What a client asks. It asks again, with the same number, until it has an answer. */
sealed interface Question extends Message {
    /** Counts the client's questions, from 1. */
    long number();

    /** Put a value into the register. */
    record Write(long number, long value) implements Question {
        /** A client's write of this number: every value is another one, and says whose it is. */
        static Write of(int client, long number) {
            return new Write(number, valueOf(client, number));
        }

        /** 102017 is write 17 of client 102. */
        static long valueOf(int client, long number) {
            return 1000L * client + number;
        }

        /** Whose write a value is. */
        static int clientOf(long value) {
            return (int) (value / 1000);
        }

        /** Which of its client's writes a value is. */
        static long numberOf(long value) {
            return value % 1000;
        }
    }

    /** What is in the register? */
    record Read(long number) implements Question {}
}
