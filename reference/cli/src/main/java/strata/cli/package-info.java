/** The command line: {@code ./strata}. Read {@code Main} first. */
package strata.cli;
