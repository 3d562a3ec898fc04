package leadhook.leads;

import leadhook.platform.database.Database;

/** Hands out ids for new leads: numbers from the database in blocks, each turned into an id that nobody can count. */
final class LeadIds {
    static final long BLOCK = 1_000;

    private final Database database;
    private final IdPermutation permutation;
    private long next;
    private long end;

    LeadIds(Database database, byte[] key) {
        this.database = database;
        this.permutation = new IdPermutation(key);
    }

    /** The next id; what is left of a block when the server stops is never used. */
    long next() {
        return permutation.id(nextNumber());
    }

    private synchronized long nextNumber() {
        if (next == end) {
            long block = database.first("select nextval('lead_number_blocks')", row -> row.getLong(1))
                    .orElseThrow();
            next = block * BLOCK;
            end = next + BLOCK;
        }
        return next++;
    }
}
