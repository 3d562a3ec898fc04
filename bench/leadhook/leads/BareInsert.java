package leadhook.leads;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import leadhook.log.Event;
import leadhook.log.EventType;
import leadhook.log.Log;
import leadhook.platform.Logs;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;
import leadhook.platform.database.Migrations;

/**
 * The limit of storing: the very rows of new leads and their two events, inserted by the very statements, batch by batch,
 * with nothing looked up, decided or answered. Arguments: database (URL, user, password), rows of a batch, connections,
 * seconds. Prints leads per second after as long a warm-up.
 */
public final class BareInsert {
    private static final String BODY = "{\"id\":\"" + "x".repeat(1_540) + "\"}";
    private static final int NAME = 16;
    private static final int LAST_NAME = 5;
    private static final String DUE = "1234567890123456789";
    private static final CustomFields FIELDS =
            CustomFields.read("{\"first_name\":\"" + DUE + "\",\"last_name\":\"Ada99\"}");

    private final Database database;
    private final Log log;
    private final int batch;

    private BareInsert(Database database, Log log, int batch) {
        this.database = database;
        this.log = log;
        this.batch = batch;
    }

    public static void main(String[] arguments) throws InterruptedException {
        Logs.configure(Logs.Format.TEXT);
        var address = new Address(arguments[0], arguments[1], arguments[2]);
        int connections = Integer.parseInt(arguments[4]);
        double seconds = Double.parseDouble(arguments[5]);
        try (var everyday = Database.everyday(address, 2);
                var hot = Database.hot(address, connections)) {
            Migrations.apply(everyday, "the benchmark");
            var log = new Log(everyday, everyday, 0);
            log.prepare(LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC));
            var insert = new BareInsert(hot, log, Integer.parseInt(arguments[3]));
            insert.perSecond(connections, 0, seconds);
            System.out.println(insert.perSecond(connections, connections, seconds));
        }
    }

    private double perSecond(int connections, int firstCampaign, double seconds) throws InterruptedException {
        var inserted = new LongAdder();
        long start = System.nanoTime();
        var threads = IntStream.range(firstCampaign, firstCampaign + connections)
                .mapToObj(campaign -> Thread.ofPlatform().start(() -> {
                    for (long number = 1; System.nanoTime() - start < seconds * 1e9; number += batch) {
                        insert(1_000_000L + campaign, number);
                        inserted.add(batch);
                    }
                }))
                .toList();
        for (var thread : threads) {
            thread.join();
        }
        return inserted.sum() / ((System.nanoTime() - start) / 1e9);
    }

    private void insert(long campaign, long firstNumber) {
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        var profiles = new ArrayList<Profile>();
        var events = new ArrayList<Event>();
        for (long number = firstNumber; number < firstNumber + batch; number++) {
            var lead = lead(campaign, number, now);
            profiles.add(Profile.of(lead, new Origin(null, null, null, null, null, null)));
            for (var type : List.of(EventType.NEW_SIGNUP, EventType.NEW_SIGNUP_NOT_EXCLUDED)) {
                long holder = 2 * number - 1;
                long seq = holder + (type == EventType.NEW_SIGNUP ? 0 : 1);
                events.add(new Event(campaign, seq, now, type, lead.id(), null, BODY, holder, null));
            }
        }
        database.transaction(transaction -> {
            LeadsTable.insert(transaction, profiles);
            log.append(transaction, events);
            return batch;
        });
    }

    private static Lead lead(long campaign, long number, Instant now) {
        var email = letters(NAME) + "@example.com";
        // Of the numbers that lead ids are drawn from; two alike in one campaign are as good as impossible.
        long id = ThreadLocalRandom.current().nextLong(1, 1L << 52);
        return new Lead(
                campaign,
                id,
                number,
                email,
                null,
                DUE,
                letters(LAST_NAME),
                FIELDS,
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                now,
                1,
                Status.first(List.of()));
    }

    private static String letters(int many) {
        var letters = new StringBuilder(many);
        for (int i = 0; i < many; i++) {
            letters.append((char) ('a' + ThreadLocalRandom.current().nextInt(26)));
        }
        return letters.toString();
    }
}
