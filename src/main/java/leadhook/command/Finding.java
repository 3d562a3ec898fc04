package leadhook.command;

/** What {@code doctor} found at one place, and what to do about it. */
record Finding(Level level, String text, String whatToDo) {
    enum Level {
        OK("ok  "),
        WARN("warn"),
        FAIL("FAIL");

        private final String word;

        Level(String word) {
            this.word = word;
        }
    }

    static Finding ok(String text) {
        return new Finding(Level.OK, text, "");
    }

    /** It works, but not as it should. */
    static Finding warn(String text, String whatToDo) {
        return new Finding(Level.WARN, text, whatToDo);
    }

    /** It does not work, or loses data. */
    static Finding fail(String text, String whatToDo) {
        return new Finding(Level.FAIL, text, whatToDo);
    }

    String line() {
        return level.word + "  " + text + (whatToDo.isEmpty() ? "" : "\n      → " + whatToDo);
    }
}
