/**
 * What the visible tests of lab 2 and the hidden ones are both written with: batches byte for byte,
 * and a disk that writes down what is done to it.
 *
 * <p>Invariants: it knows the kernel and the simulated disk, and no layer, so nothing here depends
 * on the code under test. It lies outside the packages of the layers: the runner loads it itself,
 * and a class of a submission that stood in for it would be refused for its package alone. What
 * uses a layer (opens a log, reads its records) stands once with each kind of test, in the package
 * of the layer.
 *
 * <p>Read {@link strata.lessons.segments.TestDisk} first.
 */
package strata.lessons.segments;
