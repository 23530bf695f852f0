package strata.segments;

/** Named as a layer's class, on the class path of whoever runs tests: not the one they mean. */
interface Facts {}
