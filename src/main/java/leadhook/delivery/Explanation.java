package leadhook.delivery;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import leadhook.delivery.Explain.Attempted;
import org.jspecify.annotations.Nullable;

/**
 * Why an event did or did not reach a webhook: the one answer that positions, subscriptions, gaps and the diary allow.
 *
 * @param verdict one word for programs
 * @param sentence for people; names no lead and no secret
 */
record Explanation(String verdict, String sentence) {

    /** Finds the answer. */
    static Explanation of(Facts facts) {
        return delivered(facts)
                .or(() -> owed(facts))
                .or(() -> noSuchEvent(facts))
                .or(() -> deleted(facts))
                .or(() -> notWanted(facts))
                .or(() -> gap(facts))
                .or(() -> erased(facts))
                .or(() -> unsubscribed(facts))
                .or(() -> unread(facts))
                .orElseGet(() -> of(
                        facts,
                        "lost",
                        "was passed over, and nothing says why. This must not be: run leadhook verify and tell us."));
    }

    private static Explanation of(Facts facts, String verdict, String rest) {
        return new Explanation(
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
                .filter(Attempted::delivered)
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
        if (row.attempts() > 0) {
            return "is owed: %d of its attempts failed, the last%s; %s."
                    .formatted(row.attempts(), last(facts), next(facts, row.dueAt()));
        }
        return facts.behind()
                .map(first -> "waits behind event %d of the same lead, which is owed; %s."
                        .formatted(first.seq(), next(facts, first.dueAt()).replaceFirst("^it is", "that one is")))
                .orElseGet(() -> "waited behind an earlier event of its lead; %s.".formatted(next(facts, row.dueAt())));
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
            case WAITING -> waiting(health.get(), due);
            case STANDING -> standing(health.get());
            case PAUSED -> "the webhook is paused since " + time(facts.webhook().pausedAt());
            case DISABLED -> disabled(facts, health.get());
        };
    }

    private static String waiting(Health health, @Nullable Instant due) {
        var until = health.waitUntil();
        boolean dueLater = due != null && until != null && due.isAfter(until);
        return "the receiver asked to be left alone until " + time(until)
                + (dueLater ? ", and it is tried again at " + time(due) : "");
    }

    private static String standing(Health health) {
        return "the webhook stands still: its receiver has taken nothing since %s%s; the next probe is due at %s"
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
            case "expired" -> "expired at " + at + ": it was not delivered by then, and is no longer kept.";
            case "erased" -> "was erased before it could be delivered, at " + at + ".";
            case "unsubscribed" ->
                "was owed when the webhook was unsubscribed from its type at " + at
                        + ", and dropped%s.".formatted(tried(facts));
            default -> "will not be sent (%s), since %s.".formatted(gap.reason(), at);
        };
    }

    private static Optional<Explanation> noSuchEvent(Facts facts) {
        if (facts.event().isPresent()) {
            return Optional.empty();
        }
        if (facts.seq() < 1 || facts.seq() > facts.lastSeq()) {
            return Optional.of(
                    of(facts, "unknown", "does not exist: those of this campaign are 1 to " + facts.lastSeq() + "."));
        }
        return Optional.of(
                facts.seq() < facts.firstKept()
                        ? noLongerKept(facts)
                        : of(facts, "lost", "is not in the log. This must not be: run leadhook verify and tell us."));
    }

    /** Of what type it was is not known any more, so that a gap says only that it was not sent, if it was for this webhook. */
    private static Explanation noLongerKept(Facts facts) {
        return facts.gap()
                .map(gap -> of(
                        facts,
                        verdict(gap),
                        gap.reason().equals("expired")
                                ? "is no longer kept, and was not delivered when it expired at " + time(gap.at()) + "."
                                : "is no longer kept; it " + gap(facts, gap)))
                .orElseGet(() -> of(facts, "no_longer_kept", "is no longer kept."));
    }

    /** What a deleted webhook was subscribed to is no longer known, but when it was there is. */
    private static Optional<Explanation> deleted(Facts facts) {
        var deletedAt = facts.webhook().deletedAt();
        var at = facts.event().map(Facts.Happening::at);
        if (deletedAt == null || at.isEmpty()) {
            return Optional.empty();
        }
        if (at.get().isBefore(facts.webhook().createdAt())) {
            return Optional.of(of(
                    facts,
                    "before_subscription",
                    "lies before the webhook, which was made at "
                            + time(facts.webhook().createdAt()) + " and is deleted."));
        }
        if (!facts.attempts().isEmpty() && facts.gap().isPresent()) {
            // It was sent, so it was wanted, and how that ended is known.
            return gap(facts);
        }
        return Optional.of(of(
                facts,
                "deleted",
                at.get().isAfter(deletedAt)
                        ? "happened after the webhook was deleted at " + time(deletedAt) + "."
                        : "was not delivered when the webhook was deleted at " + time(deletedAt)
                                + ": what was not sent by then was dropped."));
    }

    private static Optional<Explanation> notWanted(Facts facts) {
        if (facts.wasWanted()) {
            return Optional.empty();
        }
        if (facts.fromSeq().isEmpty()) {
            return Optional.of(of(facts, "not_subscribed", notSubscribed(facts)));
        }
        return facts.fromSeq()
                .filter(from -> facts.seq() <= from)
                .map(from -> of(
                        facts,
                        "before_subscription",
                        "lies before the subscription, which counts from event " + (from + 1) + " on."));
    }

    private static String notSubscribed(Facts facts) {
        return facts.ended()
                .map(ended -> "is not for this webhook: its subscription to this type was ended at %s, after event %d."
                        .formatted(time(ended.at()), ended.lastSeq()))
                .orElse("is not for this webhook: it is not subscribed to this type.");
    }

    private static Optional<Explanation> erased(Facts facts) {
        return facts.event()
                .filter(Facts.Happening::erased)
                .map(_ -> of(facts, "erased", "was erased before it could be delivered."));
    }

    /** Neither delivered nor owed by then: it was not sent, or what was under way moved nothing any more. */
    private static Optional<Explanation> unsubscribed(Facts facts) {
        return facts.ended()
                .filter(_ -> facts.wasWanted())
                .map(ended -> of(
                        facts,
                        "unsubscribed",
                        "was not delivered when the webhook was unsubscribed from its type at %s%s: what was not sent by then was dropped."
                                .formatted(time(ended.at()), tried(facts))));
    }

    private static String tried(Facts facts) {
        return facts.attempts().isEmpty() ? "" : ", tried last" + last(facts);
    }

    private static Optional<Explanation> unread(Facts facts) {
        if (facts.settled()) {
            return Optional.empty();
        }
        long before =
                facts.seq() - facts.lane().map(LanesTable.Stored::position).orElse(0L) - 1;
        return Optional.of(of(
                facts,
                "unread",
                "is not delivered yet%s; %d events of the log lie before it, and %s."
                        .formatted(tried(facts), before, next(facts, null))));
    }

    private static String time(@Nullable Instant at) {
        return at == null ? "?" : at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
