package leadhook.delivery;

/** Whether a lane is far behind its log and comes nearer. Guarded by its lane's lock. */
final class CatchingUp {
    /** So many numbers lie ahead of it. */
    static final long FAR = 5_000;

    /** When it has read so many, it is judged anew whether it comes nearer. */
    static final long STRETCH = 1_000;

    private boolean begun;
    private long stretchRead;
    private long stretchLast;
    private boolean fallsBehind;

    /**
     * Whether it is, now that it has read so far and its log reaches to there. One whose log grows by more than half of
     * what it reads is to be held up by nothing, or it would never be done.
     */
    boolean look(long read, long last) {
        if (!begun || read - stretchRead >= STRETCH) {
            fallsBehind = begun && 2 * (last - stretchLast) > read - stretchRead;
            begun = true;
            stretchRead = read;
            stretchLast = last;
        }
        return !fallsBehind && last - read > FAR;
    }
}
