package leadhook.leads;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import leadhook.campaigns.Campaigns;
import leadhook.campaigns.Domains;
import leadhook.campaigns.Rules;
import leadhook.log.Log;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import leadhook.platform.idempotency.IdempotencyKey;
import leadhook.platform.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/** All leads of all campaigns: signed up, changed, looked up, and let go. */
public final class Leads implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_WITHDRAWALS = Duration.ofSeconds(1);

    private final Database everyday;
    private final Campaigns campaigns;
    private final LeadIds ids;
    private final FraudCheck fraud;
    private final Links links;
    private final Views views;
    private final List<Writer> writers;

    /**
     * Starts as many writers as asked for.
     *
     * @param keys those of the installation
     * @param disposable domains of addresses that are good for a minute
     */
    public Leads(
            Database hot,
            Database everyday,
            Campaigns campaigns,
            Log log,
            String publicUrl,
            Keys keys,
            Domains disposable,
            InstantSource clock,
            Metrics metrics,
            int writerCount) {
        this.everyday = everyday;
        this.campaigns = campaigns;
        this.ids = new LeadIds(everyday, keys.leadIds());
        this.links = new Links(keys.links());
        this.views = new Views(publicUrl, links);
        var meters = new LeadMeters(metrics);
        this.fraud = new FraudCheck(disposable);
        var batch = new Batch(campaigns, log, views, fraud, clock);
        var commit = new SureCommit(batch, log, hot, everyday, meters);
        this.writers = IntStream.rangeClosed(1, writerCount)
                .mapToObj(n -> new Writer("writer-" + n, commit, log, ids, meters))
                .toList();
        meters.watch(writers);
    }

    /** What the installation keeps secret: the order of lead ids, and the codes in links. */
    public record Keys(byte[] leadIds, byte[] links) {}

    /**
     * Makes a lead or updates the one there is, and tags it with the tag if the campaign has it; nothing happens, and the
     * answer is the first one, when that key has been used within a day. Waits until all is on disk with its events.
     * @throws Refusal when nothing happened
     */
    public Done signUp(long campaign, Signup signup, Optional<Long> tag, Optional<IdempotencyKey> once) {
        var done = perform(campaign, new Request.SignUp(signup, tag), once);
        return new Done(done.status(), LeadPayload.without(done.json(), signup.skipUrls(), signup.skipActions()));
    }

    /** Does what is asked for, once, and waits until all is on disk with its events. @throws Refusal when nothing happened */
    Done perform(long campaign, Request request, Optional<IdempotencyKey> once) {
        var command = Command.of(campaign, request.made().isPresent() ? ids.next() : 0, request, once);
        var mailboxes = writers.get(Math.floorMod(Long.hashCode(campaign), writers.size()))
                .mailboxes();
        mailboxes.put(command);
        return await(command, mailboxes);
    }

    /**
     * Waits for the answer. Who has lost patience, or is told to hurry because the server stops, takes the command back as
     * soon as no batch has it: a batch's end is waited for, because "no" must mean that nothing happened.
     */
    private static Done await(Command command, Mailboxes mailboxes) {
        for (var patience = PATIENCE; ; patience = BETWEEN_WITHDRAWALS) {
            try {
                return command.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw refused(e);
            } catch (TimeoutException | InterruptedException _) {
                // The interrupt is not kept: it would cut off the answer that is about to come.
                if (mailboxes.withdraw(command)) {
                    throw Refusal.busy("The server is busy");
                }
            }
        }
    }

    private static RuntimeException refused(ExecutionException e) {
        return e.getCause() instanceof Refusal refusal
                ? refusal
                : new IllegalStateException("a change of leads failed", e);
    }

    /** Names one lead by the one of its identifiers that is not null, in normal form (contract 2.2). */
    public record Name(
            @Nullable String email,
            @Nullable String phoneNumber,
            @Nullable Long id) {
        static Name ofEmail(String email) {
            return new Name(email, null, null);
        }

        static Name ofPhoneNumber(String phoneNumber) {
            return new Name(null, phoneNumber, null);
        }

        static Name ofId(long id) {
            return new Name(null, null, id);
        }

        boolean fits(Lead lead) {
            if (email != null) {
                return email.equals(lead.email());
            }
            return phoneNumber != null ? phoneNumber.equals(lead.phoneNumber()) : id != null && id == lead.id();
        }
    }

    /** The payload of a lead as it stands; empty when there is none of that name. */
    public Optional<byte[]> find(long campaign, Name name) {
        return everyday.transaction(transaction -> transaction
                .first("select * from campaign_state where campaign_id = ?", CampaignState.ROW, campaign)
                .flatMap(state -> LeadsTable.find(transaction, campaign, name)
                        .map(profile -> views.render(transaction, profile, state, rules(transaction, state)))));
    }

    /** How many leads of a campaign are what; empty when there is none of that id. */
    Optional<Census> census(long campaign) {
        return everyday.first("select * from campaign_state where campaign_id = ?", CampaignState.ROW, campaign)
                .map(CampaignState::census);
    }

    private Rules rules(Transaction transaction, CampaignState state) {
        var rules = campaigns.rulesAt(transaction, Map.of(state.campaign(), state.configVersion()));
        return Objects.requireNonNull(rules.get(state.campaign()), "a campaign with a state and no rules");
    }

    FraudCheck fraud() {
        return fraud;
    }

    Links links() {
        return links;
    }

    /** Whether every campaign has a writer that lives. */
    public boolean areServed() {
        return writers.stream().allMatch(Writer::isAlive);
    }

    /** Serves what is waiting and ends. */
    @Override
    public void close() {
        writers.forEach(writer -> writer.mailboxes().close());
        writers.forEach(Writer::close);
    }
}
