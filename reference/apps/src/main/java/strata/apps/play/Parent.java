package strata.apps.play;

/** The process that started this one. */
public final class Parent {
    private Parent() {}

    /** From now on this process ends with it. A parent that was killed could not tell. */
    public static void endWithIt() {
        ProcessHandle.current()
                .parent()
                .ifPresent(
                        parent -> {
                            var unused =
                                    parent.onExit()
                                            .thenRun(() -> System.exit(PlayFault.ENVIRONMENT));
                        });
    }
}
