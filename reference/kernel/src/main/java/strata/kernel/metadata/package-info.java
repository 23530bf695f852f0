/**
 * The facts of the cluster's metadata log: topics, partitions, configurations, brokers, features,
 * producer ids. The controller writes them, every broker replays them. They are Strata's own;
 * clients never see them. Start with {@link strata.kernel.metadata.MetadataRecord}.
 */
package strata.kernel.metadata;
