/**
 * What clients did in a run, as a record to keep, and the judgement of it when the run is over.
 * Start with {@link strata.sim.check.OperationRecord}, then {@link strata.sim.check.Checker}.
 *
 * <p>There are two judges. {@link strata.sim.history.History} looks on while a run of one log goes
 * on and stops it at the very event that broke a claim, so that the trace ends there; it knows
 * crashes, promises and deletions to the offset, and nothing of sessions or transactions. The
 * {@link strata.sim.check.Checker} comes when all is over and takes the clients' word alone: so it
 * judges any number of brokers, real ones too, and what only shows when the whole is known: what
 * one consumer jumped over and another got, what nobody ever got, torn transactions, circles. A
 * client tells the history, and the history writes the journal: nobody has to tell twice.
 *
 * <p>Invariants: every value is unique in its partition. An operation that nobody has answered is
 * {@link strata.sim.check.Outcome#INFO}, never a failure. Of what is unknown nothing is claimed: a
 * correct log is never accused. A legal anomaly is still told, and never hides another one.
 */
package strata.sim.check;
