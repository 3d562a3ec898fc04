package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import leadhook.platform.Json;
import leadhook.testkit.Received;
import leadhook.testkit.Receiver;
import leadhook.testkit.Receiver.Answer;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;

/**
 * A story that a seed picks: signups, referrals and deletions at two servers on one database, receivers that fail, hang,
 * ask to be left alone, go and come back, servers that crash between any two steps or are not heard of for longer than
 * their lease, operators who step in, and a clock that moves, by a month even, so that days go. In the end everybody is
 * well again, and nothing may be missing but what is named or erased.
 */
final class Simulation implements AutoCloseable {
    private static final int STEPS = 120;
    private static final int RECEIVERS = 3;
    private static final int MOST_ROUNDS_TO_FINISH = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> TYPES =
            List.of("new_signup", "repeat_signup", "referral", "score_change", "new_signup_not_excluded", "deleted");

    private final Random random;
    private final List<World> nodes = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();
    private final boolean[] down = new boolean[RECEIVERS];
    private final boolean[] hanging = new boolean[RECEIVERS];
    private final TestCampaign campaign;
    private final List<String> emails = new ArrayList<>();
    private final List<String> socialIds = new ArrayList<>();
    private final Map<Long, Subscriber> living = new LinkedHashMap<>();
    private final List<Subscriber> deleted = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    /** What tables were seen to say, since days of them go: the types of events, what was delivered, what was given up. */
    private final Map<Long, String> happened = new LinkedHashMap<>();

    private final Set<Long> erased = new HashSet<>();
    private final Map<Long, Set<String>> told = new HashMap<>();
    private final Map<Long, Set<Long>> named = new HashMap<>();
    private final Map<Long, Set<Ended>> ended = new HashMap<>();
    private boolean aMonthHasPassed;
    private int paths;
    private long mayRepeat;

    /** A webhook, where its events arrive, and how many had arrived when it was deleted. */
    private record Subscriber(long id, Receiver receiver, String path, long arrivedAtEnd) {
        List<Received> arrived() {
            return receiver.all().stream()
                    .filter(received -> received.path().equals(path))
                    .toList();
        }

        List<Received> accepted() {
            return receiver.acceptedRequests().stream()
                    .filter(received -> received.path().equals(path))
                    .toList();
        }
    }

    /** A subscription that an operator took away: what of it was settled by then, and what was for it at all. */
    private record Ended(String type, long from, long settled, long last) {
        boolean has(long seq, String ofType) {
            return ofType.equals(type) && seq > from && seq <= last;
        }

        boolean settled(long seq, String ofType) {
            return has(seq, ofType) && seq <= settled;
        }
    }

    Simulation(World first, World second, long seed) {
        this.random = new Random(seed);
        nodes.add(first);
        nodes.add(second);
        for (int i = 0; i < RECEIVERS; i++) {
            receivers.add(Receiver.start());
        }
        this.campaign = first.campaign();
    }

    /** What happened, for whoever has to find out why it went wrong. */
    String story() {
        return String.join("\n", story);
    }

    void run() {
        leaseEnds(nodes.getFirst());
        subscribe();
        for (int step = 0; step < STEPS; step++) {
            step();
            settleDown();
        }
        finish();
        check();
    }

    private World anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private void step() {
        switch (random.nextInt(31)) {
            case 0, 1, 2, 3, 4 -> signUp();
            case 5 -> subscribe();
            case 6, 7 -> receiverChanges();
            case 8, 9 -> clockMoves();
            case 10 -> crash();
            case 11 -> leaseEnds(nodes.get(1 - owner()));
            case 12 -> operatorStepsIn();
            case 13 -> delete();
            case 14, 15 -> deliverDue(anyNode());
            case 16 -> act("sweep", () -> anyNode().server().delivery().sweep());
            case 17, 18 -> act("settle", () -> anyNode().server().delivery().settle());
            case 19 -> aMonthPasses();
            case 20, 21 -> daysGo();
            case 22 -> deleteLead();
            case 23, 24 -> resend();
            case 25 -> typesChange();
            default -> start(anyNode());
        }
    }

    private void act(String what, Runnable step) {
        story.add(what);
        step.run();
    }

    private void signUp() {
        var node = anyNode();
        boolean again = !emails.isEmpty() && random.nextInt(4) == 0;
        var email = again ? emails.get(random.nextInt(emails.size())) : "lead" + socialIds.size() + "@example.com";
        var signup = Json.object().put("email", email);
        if (!socialIds.isEmpty() && random.nextInt(3) > 0) {
            signup.put("social_id", socialIds.get(random.nextInt(socialIds.size())));
        }
        act("sign up " + signup + " at " + nodes.indexOf(node), () -> {
            var payload = campaign.at(node).signUpWith(signup.toString());
            if (!again) {
                emails.add(email);
                socialIds.add(payload.path("social_id").asText());
            }
        });
    }

    private void deleteLead() {
        if (emails.isEmpty()) {
            return;
        }
        var node = anyNode();
        var email = emails.remove(random.nextInt(emails.size()));
        act("delete " + email + " at " + nodes.indexOf(node), () -> {
            assertThat(campaign.at(node).delete("", List.of("email=" + email)).status())
                    .isEqualTo(202);
            remember();
        });
    }

    private void subscribe() {
        if (living.size() >= 4) {
            return;
        }
        int at = random.nextInt(RECEIVERS);
        var path = "/" + paths++;
        var types = TYPES.stream().filter(_ -> random.nextBoolean()).collect(Collectors.toCollection(ArrayList::new));
        types.add("new_signup");
        var order = List.of("retries", "retries", "lead", "strict").get(random.nextInt(4));
        if (!order.equals("retries") && !isOwned()) {
            // Who changes a webhook waits until its owner has looked, or its lease is over.
            leaseEnds(anyNode());
        }
        act("subscribe " + path + " at receiver " + at + " to " + types + " in order " + order, () -> {
            long id = campaign.at(anyNode())
                    .subscribe(
                            receivers.get(at).url(path),
                            types.stream().distinct().toArray(String[]::new));
            living.put(id, new Subscriber(id, receivers.get(at), path, Long.MAX_VALUE));
            if (!order.equals("retries")) {
                countWhatMayBeRepeated();
                campaign.at(nodes.get(owner())).operator("PATCH", id, "", "{\"order\": \"" + order + "\"}");
            }
        });
    }

    private void receiverChanges() {
        int which = random.nextInt(RECEIVERS);
        var receiver = receivers.get(which);
        if (down[which]) {
            act("receiver " + which + " is back", () -> {
                receiver.restart();
                down[which] = false;
            });
            return;
        }
        int status = List.of(200, 200, 200, 500, 500, 404, 410).get(random.nextInt(7));
        switch (random.nextInt(7)) {
            case 0 ->
                act("receiver " + which + " hangs", () -> {
                    receiver.hangs();
                    hanging[which] = true;
                });
            case 1 ->
                act("receiver " + which + " goes on", () -> {
                    receiver.release();
                    hanging[which] = false;
                });
            case 2 ->
                act("receiver " + which + " is down", () -> {
                    receiver.stop();
                    down[which] = true;
                });
            case 3 ->
                act(
                        "receiver " + which + " wants to be left alone",
                        () -> receiver.answersWith(429, Map.of("Retry-After", "" + random.nextInt(4_000)), ""));
            case 4 ->
                act(
                        "receiver " + which + " refuses some",
                        () -> receiver.answersBy(
                                received -> Answer.of(received.text().contains("lead1") ? 500 : 200)));
            default -> act("receiver " + which + " answers " + status, () -> receiver.answers(status));
        }
    }

    private void clockMoves() {
        var by = List.of(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(6),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(11),
                        Duration.ofHours(1),
                        Duration.ofHours(20),
                        Duration.ofSeconds(-30))
                .get(random.nextInt(7));
        // Time does not stand still for owners: whoever lives is heard of, and the others lose their lease.
        act("clock moves by " + by, () -> {
            var owner = nodes.get(owner());
            owner.advance(by);
            owner.server().delivery().beat();
        });
    }

    private void aMonthPasses() {
        if (!aMonthHasPassed) {
            aMonthHasPassed = true;
            act("a month passes", () -> {
                var owner = nodes.get(owner());
                owner.advance(Duration.ofDays(31));
                owner.server().delivery().beat();
            });
        }
    }

    /** Some steps of it, at any server; the rest may be made by another. */
    private void daysGo() {
        var node = anyNode();
        int steps = 1 + random.nextInt(8);
        act("days go at " + nodes.indexOf(node) + " in " + steps + " steps", () -> {
            remember();
            countWhatMayBeRepeated();
            var retention = node.server().retention();
            retention.plan();
            for (int i = 0; i < steps && retention.step(); i++) {
                // The next server goes on where this one stops.
            }
            nodes.getFirst().verify(campaign);
        });
    }

    private void endLeasesOfJobs() {
        nodes.getFirst()
                .database()
                .update("update jobs set until = now() - interval '1 second' where ended_at is null");
    }

    private void remember() {
        var database = nodes.getFirst().database();
        database.list(
                "select seq, type from events where campaign_id = ?",
                row -> happened.put(row.getLong("seq"), row.getString("type")),
                campaign.id());
        database.list("""
                select e.seq from events e
                left join events h on h.campaign_id = e.campaign_id and h.seq = e.body_seq and h.day = e.day
                where e.campaign_id = ? and e.type <> 'deleted' and coalesce(e.body, h.body) is null
                """, row -> erased.add(row.getLong("seq")), campaign.id());
        database.list(
                "select webhook_id, seq from attempts where campaign_id = ? and reason is null and trigger <> 'late'",
                row -> told.computeIfAbsent(row.getLong("webhook_id"), _ -> new HashSet<>())
                        .add(message(row.getLong("seq"))),
                campaign.id());
        database.list(
                """
                select g.webhook_id, generate_series(g.from_seq, g.to_seq) as seq
                from gaps g join outbound_webhooks w on w.id = g.webhook_id where w.campaign_id = ?
                """,
                row -> named.computeIfAbsent(row.getLong("webhook_id"), _ -> new HashSet<>())
                        .add(row.getLong("seq")),
                campaign.id());
    }

    private void rememberEnded() {
        nodes.getFirst()
                .database()
                .list(
                        """
                        select e.* from ended_subscriptions e
                        join outbound_webhooks w on w.id = e.webhook_id where w.campaign_id = ?
                        """,
                        row -> ended.computeIfAbsent(row.getLong("webhook_id"), _ -> new HashSet<>())
                                .add(new Ended(
                                        row.getString("type"),
                                        row.getLong("from_seq"),
                                        row.getLong("position"),
                                        row.getLong("last_seq"))),
                        campaign.id());
    }

    private String message(long seq) {
        return "evt-" + campaign.id() + "-" + seq;
    }

    /** Which node is the owner. */
    private int owner() {
        return nodes.get(0).server().delivery().owns(campaign.id()) ? 0 : 1;
    }

    private boolean isOwned() {
        return nodes.stream().anyMatch(node -> node.server().delivery().owns(campaign.id()));
    }

    private void crash() {
        int which = random.nextInt(nodes.size());
        act("server " + which + " crashes", () -> {
            countWhatMayBeRepeated();
            nodes.get(which).crash();
            endLeasesOfJobs();
        });
    }

    /** The other is not heard of for longer than its lease, and this one takes over. */
    private void leaseEnds(World next) {
        act("server " + nodes.indexOf(next) + " takes over", () -> {
            countWhatMayBeRepeated();
            next.advance(Duration.ofSeconds(11));
            next.database().update("update slices set until = now() - interval '1 second'");
            endLeasesOfJobs();
            next.server().delivery().beat();
        });
    }

    private void operatorStepsIn() {
        if (living.isEmpty() || !isOwned()) {
            return;
        }
        long webhook = List.copyOf(living.keySet()).get(random.nextInt(living.size()));
        var node = nodes.get(owner());
        if (random.nextBoolean()) {
            act("pause " + webhook, () -> campaign.at(node).operator("POST", webhook, "/pause", "{}"));
        } else {
            act("resume " + webhook, () -> {
                countWhatMayBeRepeated();
                campaign.at(node).operator("POST", webhook, "/resume", "{}");
            });
        }
    }

    /** Anything that is for a webhook, delivered before or not. */
    private void resend() {
        if (living.isEmpty() || !isOwned()) {
            return;
        }
        var subscriber = List.copyOf(living.values()).get(random.nextInt(living.size()));
        var node = nodes.get(owner());
        var seqs = node.database().list("""
                        select e.seq from events e
                        join subscriptions s on s.webhook_id = ? and s.type = e.type and e.seq > s.from_seq
                        where e.campaign_id = ? order by e.seq
                        """, row -> row.getLong("seq"), subscriber.id(), campaign.id());
        if (seqs.isEmpty() || hanging[receivers.indexOf(subscriber.receiver())]) {
            return;
        }
        long seq = seqs.get(random.nextInt(seqs.size()));
        act("resend " + seq + " to " + subscriber.path(), () -> {
            countWhatMayBeRepeated();
            mayRepeat++;
            var path = "/outbound-webhooks/" + subscriber.id() + "/resend";
            assertThat(campaign.at(node)
                            .admin("POST", path, "{\"event\": " + seq + "}")
                            .status())
                    // Erased, or of a day that has just gone.
                    .isIn(200, 409);
        });
    }

    private void typesChange() {
        if (living.isEmpty() || !isOwned()) {
            return;
        }
        long webhook = List.copyOf(living.keySet()).get(random.nextInt(living.size()));
        var node = nodes.get(owner());
        var types = Json.object();
        var events = types.putArray("events").add(TYPES.get(random.nextInt(TYPES.size())));
        TYPES.stream().filter(_ -> random.nextBoolean()).forEach(events::add);
        act("change " + webhook + " to " + types, () -> {
            countWhatMayBeRepeated();
            campaign.at(node).operator("PATCH", webhook, "", types.toString());
            remember();
            rememberEnded();
        });
    }

    private void delete() {
        if (living.size() < 2 || random.nextBoolean() || !isOwned()) {
            return;
        }
        var subscriber = List.copyOf(living.values()).get(random.nextInt(living.size()));
        living.remove(subscriber.id());
        var node = anyNode();
        act("delete " + subscriber.path() + " at " + nodes.indexOf(node), () -> {
            var owner = nodes.get(owner());
            // By the clock it is seen what was sent afterwards, and that may have gone back before.
            owner.advance(Duration.ofMinutes(2));
            owner.server().delivery().beat();
            var url = subscriber.receiver().url(subscriber.path());
            var answer = CompletableFuture.supplyAsync(
                    () -> campaign.at(node).delete("/outbound-webhook", List.of("url=" + url)));
            while (!answer.isDone()) {
                owner.server().delivery().beat();
            }
            assertThat(answer.join().status()).isEqualTo(200);
            settleDown();
            deleted.add(new Subscriber(
                    subscriber.id(),
                    subscriber.receiver(),
                    subscriber.path(),
                    subscriber.arrived().size()));
        });
    }

    private void start(World node) {
        act("start at " + nodes.indexOf(node), node::startDue);
    }

    private void deliverDue(World node) {
        act("deliver at " + nodes.indexOf(node), () -> {
            start(node);
            settleDown();
            node.server().delivery().settle();
            node.server().delivery().settlePassedOver();
        });
    }

    /** Waits until every open exchange is held by a receiver that hangs: then the next step finds things as they are. */
    private void settleDown() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (openAtNodes() > heldByReceivers()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("an exchange did not end");
            }
            Thread.onSpinWait();
        }
    }

    private int openAtNodes() {
        return nodes.stream()
                .mapToInt(node -> node.server().delivery().openExchanges())
                .sum();
    }

    private int heldByReceivers() {
        return receivers.stream().mapToInt(Receiver::held).sum();
    }

    /**
     * What a crash now, a new owner, or a change by hand may repeat: all that receivers have got and the diary does not
     * know as delivered. What it was told late moved nothing, and is repeated by each owner after that.
     */
    private void countWhatMayBeRepeated() {
        remember();
        for (var subscriber : living.values()) {
            // What was refused is tried again anyway; what is held may still be accepted.
            var got = subscriber.receiver().held() > 0 ? subscriber.arrived() : subscriber.accepted();
            mayRepeat += got.stream()
                    .map(received -> String.valueOf(received.header("webhook-id")))
                    .filter(message ->
                            !told.getOrDefault(subscriber.id(), Set.of()).contains(message))
                    .distinct()
                    .count();
        }
    }

    // The end ---------------------------------------------------------------------------------------------------------

    /** All are well again, and time passes until nothing is left to do. */
    private void finish() {
        for (int i = 0; i < RECEIVERS; i++) {
            if (down[i]) {
                receivers.get(i).restart();
            }
            receivers.get(i).answers(200).release();
        }
        settleDown();
        var owner = nodes.getFirst();
        leaseEnds(owner);
        // An operator sees that a webhook is disabled when that is written.
        owner.deliverDue();
        living.keySet().forEach(webhook -> campaign.at(owner).operator("POST", webhook, "/resume", "{}"));
        int rounds = 0;
        do {
            assertThat(rounds++)
                    .as(() -> "rounds until all is delivered; still open are " + lanes(owner))
                    .isLessThan(MOST_ROUNDS_TO_FINISH);
            owner.advance(Duration.ofHours(30));
            owner.deliverDue();
        } while (unfinished(owner) > 0);
        // What another owner still knew is told now, late.
        nodes.forEach(World::deliverDue);
        remember();
        if (aMonthHasPassed) {
            endLeasesOfJobs();
            owner.retain();
        }
    }

    private List<String> lanes(World node) {
        return node.database().list("""
                        select to_json(l)::text || ' owes ' || coalesce((
                            select string_agg(to_json(r)::text, ', ' order by seq) from retries r
                            where r.webhook_id = l.webhook_id), 'nothing')
                        from lanes l where campaign_id = ?
                        """, row -> row.getString(1), campaign.id());
    }

    private long unfinished(World node) {
        return node.database()
                .first("""
                        select (select count(*) from lanes l join campaign_state s using (campaign_id)
                                where campaign_id = ? and l.position < s.last_seq)
                            + (select count(*) from retries r join lanes l using (webhook_id) where l.campaign_id = ?)
                        """, row -> row.getLong(1), campaign.id(), campaign.id())
                .orElseThrow();
    }

    private void check() {
        var database = nodes.getFirst().database();
        assertThat(database.list(
                        "select email from leads where campaign_id = ?", row -> row.getString(1), campaign.id()))
                .as("leads that were answered")
                .containsExactlyInAnyOrderElementsOf(emails);
        living.values().forEach(this::checkArrivals);
        for (var subscriber : deleted) {
            assertThat((long) subscriber.arrived().size())
                    .as("what arrived after the deletion of " + subscriber.path())
                    .isEqualTo(subscriber.arrivedAtEnd());
        }
        long repeats = living.values().stream()
                .mapToLong(subscriber -> subscriber.accepted().size()
                        - subscriber.accepted().stream()
                                .map(received -> received.header("webhook-id"))
                                .distinct()
                                .count())
                .sum();
        assertThat(repeats).as("repeats").isLessThanOrEqualTo(mayRepeat);
        nodes.getFirst().verify(campaign);
    }

    /** Each event for it arrived, except what is named in gaps or was of somebody who is gone; and no other. */
    private void checkArrivals(Subscriber subscriber) {
        var fromSeqs = new HashMap<String, Long>();
        nodes.getFirst()
                .database()
                .list(
                        "select type, from_seq from subscriptions where webhook_id = ?",
                        row -> fromSeqs.put(row.getString("type"), row.getLong("from_seq")),
                        subscriber.id());
        var wanted = new HashSet<Long>();
        var due = new HashSet<Long>();
        happened.forEach((seq, type) -> {
            boolean wants = seq > fromSeqs.getOrDefault(type, Long.MAX_VALUE);
            var before = ended.getOrDefault(subscriber.id(), Set.of());
            if (wants || before.stream().anyMatch(each -> each.has(seq, type))) {
                wanted.add(seq);
            }
            if (wants || before.stream().anyMatch(each -> each.settled(seq, type))) {
                due.add(seq);
            }
        });
        var gaps = named.getOrDefault(subscriber.id(), Set.of());
        var accepted = subscriber.accepted().stream()
                .map(received -> String.valueOf(received.header("webhook-id")))
                .collect(Collectors.toSet());
        assertThat(accepted)
                .as("what reached " + subscriber.path())
                .containsAll(due.stream()
                        .filter(seq -> !gaps.contains(seq) && !erased.contains(seq))
                        .map(this::message)
                        .toList());
        assertThat(wanted.stream().map(this::message))
                .as("what was for " + subscriber.path())
                .containsAll(accepted);
    }

    @Override
    public void close() {
        receivers.forEach(receiver -> receiver.answers(200).release());
        receivers.forEach(Receiver::close);
    }
}
