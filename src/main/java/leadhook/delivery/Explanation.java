package leadhook.delivery;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why an event did or did not reach a webhook: the one answer that positions, subscriptions, gaps and the diary allow.
 *
 * @param verdict one word for programs
 * @param sentence for people; names no lead and no secret
 */
record Explanation(long seq, String verdict, String sentence) {

    /** Finds the answer. */
    static Explanation of(Facts facts) {
        return delivered(facts)
                .or(() -> owed(facts))
                .or(() -> gap(facts))
                .or(() -> noSuchEvent(facts))
                .or(() -> deleted(facts))
                .or(() -> notWanted(facts))
                .or(() -> erased(facts))
                .or(() -> unread(facts))
                .orElseGet(() -> of(
                        facts,
                        "lost",
                        "was passed over, and nothing says why. This must not be: run leadhook verify and tell us."));
    }

    private static Explanation of(Facts facts, String verdict, String rest) {
        return new Explanation(
                facts.seq(),
                verdict,
                "Event %d%s %s"
                        .formatted(
                                facts.seq(),
                                facts.event()
                                        .map(event -> " (" + event.type().eventName() + ")")
                                        .orElse(""),
                                rest));
    }

    private static Optional<Explanation> delivered(Facts facts) {
        return facts.attempts().stream()
                .filter(Facts.Try::delivered)
                .findFirst()
                .map(attempt -> of(
                        facts,
                        "delivered",
                        "was delivered at %s: %s%s."
                                .formatted(
                                        time(attempt.at()),
                                        attempt.outcome(),
                                        facts.attemptCount() == 1
                                                ? ""
                                                : ", in one of " + facts.attemptCount() + " attempts")));
    }

    private static Optional<Explanation> owed(Facts facts) {
        return facts.owed().map(row -> of(facts, "owed", owed(facts, row)));
    }

    private static String owed(Facts facts, Owed row) {
        if (row.attempts() == 0) {
            return "waits behind event %s of the same lead, since the webhook's order is \"lead\"; %s."
                    .formatted(facts.behind().map(String::valueOf).orElse("?"), next(facts, row.dueAt()));
        }
        return "is owed: %d of its attempts failed, the last%s; %s."
                .formatted(row.attempts(), last(facts), next(facts, row.dueAt()));
    }

    private static String last(Facts facts) {
        return facts.attempts().isEmpty()
                ? ""
                : " at %s because %s"
                        .formatted(
                                time(facts.attempts().getLast().at()),
                                facts.attempts().getLast().outcome());
    }

    /** When something owed or unread gets its turn. */
    private static String next(Facts facts, @Nullable Instant due) {
        var health =
                facts.lane().map(lane -> lane.health().paused(facts.webhook().pausedAt() != null));
        if (health.isEmpty()) {
            return "its webhook was deleted";
        }
        return switch (health.get().state(facts.now())) {
            case RUNNING ->
                due == null || !due.isAfter(facts.now()) ? "it is sent soon" : "it is tried again at " + time(due);
            case WAITING ->
                "the receiver asked to be left alone until " + time(health.get().waitUntil());
            case STANDING -> standing(health.get());
            case PAUSED -> "the webhook is paused since " + time(facts.webhook().pausedAt());
            case DISABLED -> disabled(facts, health.get());
        };
    }

    private static String standing(Health health) {
        return "the webhook stands still since %s because its receiver takes nothing%s; the next probe is due at %s"
                .formatted(time(health.failingSince()), why(health), time(health.probeAt()));
    }

    private static String disabled(Facts facts, Health health) {
        return ("the webhook is disabled since %s because its receiver took nothing since %s%s;"
                        + " resume it, or create the same URL again")
                .formatted(time(facts.webhook().disabledAt()), time(health.failingSince()), why(health));
    }

    private static String why(Health health) {
        return health.failingReason() == null ? "" : " (" + health.failingReason() + ")";
    }

    private static Optional<Explanation> gap(Facts facts) {
        return facts.gap().map(gap -> of(facts, verdict(gap), gap(facts, gap)));
    }

    private static String verdict(Facts.Gap gap) {
        return gap.reason().replace(' ', '_');
    }

    private static String gap(Facts facts, Facts.Gap gap) {
        var at = time(gap.at());
        return switch (gap.reason()) {
            case "given up" -> "was given up at %s after its last attempt%s.".formatted(at, last(facts));
            case "disabled" -> "was skipped: the webhook was disabled, and enabled again from now on at " + at + ".";
            case "skipped" -> "was skipped at %s, when an operator let the webhook go on from then.".formatted(at);
            case "erased" -> "was erased before it could be delivered, at " + at + ".";
            default -> "will not be sent (%s), since %s.".formatted(gap.reason(), at);
        };
    }

    private static Optional<Explanation> noSuchEvent(Facts facts) {
        if (facts.event().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                facts.seq() > facts.lastSeq()
                        ? of(facts, "unknown", "does not exist: the last of this campaign is " + facts.lastSeq() + ".")
                        : of(facts, "expired", "is no longer kept."));
    }

    private static Optional<Explanation> deleted(Facts facts) {
        return Optional.ofNullable(facts.webhook().deletedAt())
                .map(at -> of(
                        facts,
                        "deleted",
                        "was not delivered before the webhook was deleted at " + time(at) + "; the rest was dropped."));
    }

    private static Optional<Explanation> notWanted(Facts facts) {
        if (facts.fromSeq().isEmpty()) {
            return Optional.of(
                    of(facts, "not_subscribed", "is not for this webhook: it is not subscribed to this type."));
        }
        return facts.fromSeq()
                .filter(from -> facts.seq() <= from)
                .map(from -> of(
                        facts,
                        "before_subscription",
                        "lies before the subscription, which counts from event " + (from + 1) + " on."));
    }

    private static Optional<Explanation> erased(Facts facts) {
        return facts.event()
                .filter(Facts.Happening::erased)
                .map(_ -> of(facts, "erased", "was erased before it could be delivered."));
    }

    private static Optional<Explanation> unread(Facts facts) {
        if (facts.settled()) {
            return Optional.empty();
        }
        long before =
                facts.seq() - facts.lane().map(LanesTable.Stored::position).orElse(0L) - 1;
        var tried = facts.attempts().isEmpty() ? "" : ", tried last" + last(facts);
        return Optional.of(of(
                facts,
                "unread",
                "is not delivered yet%s; %d events of the log lie before it, and %s."
                        .formatted(tried, before, next(facts, null))));
    }

    private static String time(@Nullable Instant at) {
        return at == null ? "?" : at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
