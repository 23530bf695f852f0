package strata.cli;

/** A command whose part of the house is not in this copy: it can only say what it waits for. */
interface NotBuilt {}
