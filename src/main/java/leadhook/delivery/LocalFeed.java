package leadhook.delivery;

import java.lang.System.Logger.Level;
import java.util.Objects;
import leadhook.log.News;
import leadhook.platform.database.DatabaseException;
import org.jspecify.annotations.Nullable;

/**
 * One node serves all: it takes every slice by lease, and its own writers ring the bell. A second one on the same database
 * stands by and takes over when the lease ends. What that one commits meanwhile is found at the next heartbeat or sweep.
 */
final class LocalFeed implements Feed {
    private static final System.Logger LOG = System.getLogger(LocalFeed.class.getName());

    private static final int UNKNOWN = Integer.MAX_VALUE;

    private final Ownership ownership;
    private volatile @Nullable Lanes lanes;
    private volatile int looked;
    private int counted;

    LocalFeed(Ownership ownership) {
        this.ownership = ownership;
    }

    @Override
    public void committed(News news) {
        var told = lanes;
        if (told != null) {
            told.heard(news);
        }
    }

    @Override
    public void start(Lanes toTell) {
        lanes = toTell;
    }

    /** A heartbeat: renews the lease, takes what is free and lets go what is lost. Waits for nothing else. */
    synchronized void beat() {
        int before = counted;
        boolean counts = looked > before;
        // Whether one whose answer is lost has counted, nobody knows: then only a look after the next one does.
        counted = UNKNOWN;
        var beat = ownership.beat(counts);
        counted = counts || before == UNKNOWN ? ownership.beats() : before;
        if (!beat.lost().isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "another server has taken over {0} of 64 parts of the campaigns",
                    beat.lost().size());
        }
        if (!beat.taken().isEmpty()) {
            LOG.log(
                    Level.INFO,
                    "this server serves {0} of 64 parts of the campaigns from now on",
                    beat.taken().size());
        }
        beat.lost().forEach(lanes()::release);
        lanes().own(beat.taken());
    }

    /**
     * Looks for what was changed elsewhere. A look that began after a heartbeat makes the next one count: whoever changed
     * something at another node waits for two that do, or for none when the lease was over; so after that nothing is
     * started before there was a look.
     */
    void look() {
        int before = ownership.beats();
        lanes().refresh();
        looked = before + 1;
        if (ownership.lookedSince(before)) {
            lanes().wakeAll();
        }
    }

    private Lanes lanes() {
        return Objects.requireNonNull(lanes, "it was not started");
    }

    @Override
    public void close() {
        try {
            ownership.release();
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, "the lanes could not be left to another server; their lease ends by itself");
        }
    }
}
