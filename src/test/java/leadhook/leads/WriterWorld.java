package leadhook.leads;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import leadhook.campaigns.Campaign;
import leadhook.campaigns.Campaigns;
import leadhook.campaigns.Domains;
import leadhook.campaigns.Incentives;
import leadhook.campaigns.Tag;
import leadhook.log.Log;
import leadhook.log.News;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;
import leadhook.platform.database.Migrations;
import leadhook.platform.metrics.Metrics;
import leadhook.testkit.ManualClock;
import leadhook.testkit.TestPostgres;

/** One writer on a database of its own, without HTTP and without webhooks. */
final class WriterWorld implements AutoCloseable {
    static final Instant MORNING = Instant.parse("2026-03-02T09:15:44Z");

    final Address address;
    final ManualClock clock = new ManualClock(MORNING);
    final Database everyday;
    final Database hot;
    final Campaigns campaigns;
    final List<News> news = Collections.synchronizedList(new ArrayList<>());
    final Log log;
    final Batch batch;
    final Writer writer;
    private final LeadIds ids;

    WriterWorld() {
        this(TestPostgres.database());
    }

    private WriterWorld(Address address) {
        this(address, address);
    }

    /** A writer that reaches its database by another address than everybody else. */
    WriterWorld(Address address, Address ofWriter) {
        this.address = address;
        this.everyday = Database.everyday(address, 4);
        Migrations.apply(everyday, address.url());
        this.hot = Database.hot(ofWriter, 2);
        this.campaigns = new Campaigns(everyday, clock);
        this.log = new Log(everyday, everyday, 0);
        log.prepare(LocalDate.ofInstant(MORNING, ZoneOffset.UTC));
        log.tell(news::add);
        this.ids = new LeadIds(everyday, new byte[32]);
        this.batch = new Batch(
                campaigns,
                log,
                new Views("https://kol.example.net", new Links(new byte[32])),
                new FraudCheck(Domains.NONE),
                clock);
        var meters = new LeadMeters(new Metrics());
        this.writer = new Writer("writer", new SureCommit(batch, log, hot, everyday, meters), log, ids, meters);
    }

    long campaign() {
        return campaigns
                .create(null, Campaign.named(0, "Spring launch", MORNING))
                .id();
    }

    Tag tag(long campaign, long points) {
        return new Incentives(everyday).create(campaign, null, new Tag(0, "Beta", "", points));
    }

    /** Gives a campaign these tags, with their ids. */
    void has(long campaign, Tag... tags) {
        var incentives = new Incentives(everyday);
        for (var tag : tags) {
            incentives.create(campaign, tag.id(), tag);
        }
    }

    /** A signup with an id that nobody has yet. */
    Commands signUp(long campaign, String email) {
        return Commands.of(campaign, ids.next()).email(email);
    }

    /** Puts commands in so that the writer finds them together, and waits for nothing. */
    void send(Command... commands) {
        writer.mailboxes().putBack(List.of(commands));
    }

    /** The same, and waits until all are answered. */
    void write(Command... commands) {
        send(commands);
        for (var command : commands) {
            command.answer()
                    .exceptionally(_ -> new Done(503, new byte[0]))
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        }
    }

    /** Runs commands as one batch of this very thread. */
    Batch.Result runBatch(List<Command> commands) {
        return hot.transaction(transaction -> batch.run(transaction, commands, false, _ -> {}));
    }

    long count(String sql, Object... values) {
        return everyday.first(sql, row -> row.getLong(1), values).orElseThrow();
    }

    long leads(long campaign) {
        return count("select count(*) from leads where campaign_id = ?", campaign);
    }

    long events(long campaign) {
        return count("select count(*) from events where campaign_id = ?", campaign);
    }

    @Override
    public void close() {
        writer.close();
        hot.close();
        everyday.close();
    }
}
