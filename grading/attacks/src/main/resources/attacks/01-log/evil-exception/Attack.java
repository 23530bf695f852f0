package strata.log;

final class Attack {
    private static final class Evil extends RuntimeException {
        @Override
        public String getMessage() {
            String text = "";
            while (text.isEmpty()) {
                text = text.strip();
            }
            return text;
        }
    }

    private Attack() {}

    /** Called first thing by each method of Varints. */
    static void go() {
        throw new Evil();
    }
}
