/**
 * Producer ids (KIP-730): the controller gives them to brokers in blocks, a broker gives them to
 * producers one by one. No id is ever given twice. Read {@link strata.transactions.ids.ProducerIds}
 * first.
 */
package strata.transactions.ids;
