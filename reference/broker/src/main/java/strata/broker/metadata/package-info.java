/**
 * The cluster's metadata: the replicated log that it is decided in, and its image. Start with
 * {@link strata.broker.metadata.MetadataRuntime}.
 */
package strata.broker.metadata;
