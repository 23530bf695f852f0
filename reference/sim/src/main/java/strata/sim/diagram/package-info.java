/**
 * The space-time diagram of a run: one HTML file that needs nothing else, and fetches nothing.
 *
 * <p>Invariants: every text of a run is escaped, and the page's own policy lets no script run but
 * the page's own; what is not shown is said to be not shown. The page's parts are resources: {@code
 * page.html}, {@code style.css}, and scripts that are put one after the other.
 *
 * <p>Read first: {@link strata.sim.diagram.Diagram}; of the scripts, {@code model.js}.
 */
package strata.sim.diagram;
