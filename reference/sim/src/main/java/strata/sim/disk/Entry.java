package strata.sim.disk;

/** What a directory's entry leads to. */
sealed interface Entry permits Directory, FileContent {}
