package strata.sim.transactions;

/**
 * What producers do besides their work, in percent of their operations.
 *
 * @param crashes the process ends without a word, and comes back
 * @param pauses it stands still, at times for longer than its transaction may take
 * @param zombies it stands still, another life takes its place, and then it goes on
 * @param aborts it aborts what it has begun; of transactions
 * @param lingers it leaves a transaction open for longer than it may; of transactions
 * @param impatience it hangs up and asks again before a commit can be answered; of transactions
 */
record Temper(int crashes, int pauses, int zombies, int aborts, int lingers, int impatience) {}
