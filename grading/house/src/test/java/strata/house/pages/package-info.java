/**
 * The pages and what they claim: code in them is cut out of sources, commands in them do what they
 * show, links lead somewhere. Read {@code CommandsTest} first.
 */
package strata.house.pages;
