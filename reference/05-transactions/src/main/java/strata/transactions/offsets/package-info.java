/**
 * Offsets that groups commit as part of a transaction (KIP-98, KIP-447): what a consumer has read
 * and what was made of it become true together. Read {@link
 * strata.transactions.offsets.TransactionalOffsets} first.
 */
package strata.transactions.offsets;
