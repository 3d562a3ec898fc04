package leadhook.delivery;

import static leadhook.delivery.Events.CAMPAIGN;
import static leadhook.delivery.Events.DAY;
import static leadhook.delivery.Events.MORNING;

import java.util.List;
import java.util.stream.LongStream;
import leadhook.log.Event;
import leadhook.log.Log;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;
import leadhook.platform.database.DayPartitions;
import leadhook.platform.database.Migrations;
import leadhook.testkit.TestPostgres;

/** A database with one campaign, its log and some webhooks, for tests of what lanes read and settlers write. */
final class DeliveryTables implements AutoCloseable {
    final Address address = TestPostgres.database();
    final Database everyday = Database.everyday(address, 4);

    DeliveryTables(long webhooks, long events) {
        Migrations.apply(everyday, "the test");
        var log = new Log(everyday, everyday, 0);
        log.prepare(DAY);
        new DayPartitions(everyday, "attempts").ensure(DAY);
        everyday.update(
                "insert into campaign_state (campaign_id, last_seq, last_at) values (?, ?, ?)",
                CAMPAIGN,
                events,
                MORNING);
        everyday.update("""
                insert into lanes (webhook_id, campaign_id, position, ahead) select id, ?, 0, '' from generate_series(1, ?::int) id
                """, CAMPAIGN, webhooks);
        List<Event> all = LongStream.rangeClosed(1, events)
                .mapToObj(seq -> Events.of(seq, seq))
                .toList();
        everyday.transaction(transaction -> {
            log.append(transaction, all);
            return all;
        });
    }

    long count(String sql) {
        return everyday.first(sql, row -> row.getLong(1)).orElseThrow();
    }

    @Override
    public void close() {
        everyday.close();
    }
}
