/**
 * What the command line asks a cluster, over the wire as any client does.
 *
 * <p>Invariant: whatever the bytes of an answer are, the outcome is an answer or an {@link
 * java.io.IOException}. Read first: {@link strata.cli.ask.KafkaClient}.
 */
package strata.cli.ask;
