/**
 * The rules of the house, seen at work: the tests of this module break each rule in a copy of the
 * build and see it turn red. Read {@code HouseRulesTest} first.
 */
package strata.house;
