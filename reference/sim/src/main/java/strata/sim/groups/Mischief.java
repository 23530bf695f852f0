package strata.sim.groups;

/**
 * What members do besides reading, in percent of their operations.
 *
 * @param crashes the process ends without a word, and comes back
 * @param pauses it stands still, at times for longer than its session
 * @param zombies it stands still, another life takes its place, and then it goes on
 * @param leaves it leaves in good order, and comes back
 * @param wishes it wants other topics
 */
record Mischief(int crashes, int pauses, int zombies, int leaves, int wishes) {}
