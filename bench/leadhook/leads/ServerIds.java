package leadhook.leads;

import leadhook.platform.database.Database;
import leadhook.platform.secrets.Installation;

/**
 * Ids for leads that a benchmark makes by SQL: those that a server would have given them, in its order, so that they lie all
 * over an index, new ones between them.
 */
public final class ServerIds {
    private final IdPermutation permutation;
    private final long first;

    private ServerIds(IdPermutation permutation, long first) {
        this.permutation = permutation;
        this.first = first;
    }

    /** Takes so many, which no server gives to another lead. */
    public static ServerIds take(Database database, long many) {
        long blocks = Math.ceilDiv(many, LeadIds.BLOCK);
        // The sequence says which block was taken last; servers that have one before these go on with it.
        long last = database.first(
                        "select setval('lead_number_blocks', nextval('lead_number_blocks') + ?)",
                        row -> row.getLong(1),
                        blocks)
                .orElseThrow();
        var key = new Installation(database).key("lead_ids");
        return new ServerIds(new IdPermutation(key), (last - blocks + 1) * LeadIds.BLOCK);
    }

    /** The id of the n-th of them, from 1. */
    public long id(long n) {
        return permutation.id(first + n - 1);
    }

    /** The same as it stands in a link. */
    public String socialId(long n) {
        return SocialId.of(id(n));
    }
}
