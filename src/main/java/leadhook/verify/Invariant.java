package leadhook.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What must hold of every campaign, whatever happens: a sentence, and the statement that looks for exceptions. */
public enum Invariant {
    NUMBERS(
            "The events of a campaign are numbered 1, 2, 3 and so on, without a gap, up to its last number.",
            Reach.STRETCH,
            LogChecks.NUMBERS),
    CLOCK(
            "Neither the time nor the day of an event goes back, and log_days knows with which number each day begins.",
            Reach.STRETCH,
            LogChecks.CLOCK),
    PAYLOADS(
            "Every event of a lead holds a payload, or names an earlier event of the same lead and day that holds it.",
            Reach.STRETCH,
            LogChecks.PAYLOADS),
    SIGNUPS(
            "Every lead has exactly one new_signup, and these come in the order of the subscription numbers.",
            Reach.STRETCH,
            LogChecks.SIGNUPS),
    LEADS("Every event is of a lead that is there, or that was deleted.", Reach.STRETCH, LogChecks.LEADS),
    ERASURE(
            "Of a deleted lead nothing is left: no row, and no payload but that of the event that says so.",
            Reach.STRETCH,
            LogChecks.ERASURE),
    REACHED(
            "Every event reached each webhook that was subscribed to it, or is ahead of it, owed to it or named in gaps.",
            Reach.STRETCH,
            DeliveryChecks.REACHED),
    SETTLED(
            "What a webhook has accepted is settled in its lane, and owed no more.",
            Reach.STRETCH,
            DeliveryChecks.SETTLED),
    WALLS(
            "Nobody else got it: no webhook was sent what it is not subscribed to, or anything after its deletion.",
            Reach.STRETCH,
            DeliveryChecks.WALLS),
    ORDER(
            "The events of a lead are first sent to a webhook in the order of their numbers.",
            Reach.STRETCH,
            DeliveryChecks.ORDER),
    OWED(
            "What is owed is an event of the log that its webhook wants, and settled.",
            Reach.STRETCH,
            DeliveryChecks.OWED),
    KEPT(
            "A log whose first days are gone begins with a day, and nothing before it is unread, owed or referred to.",
            Reach.WHOLE,
            LogChecks.KEPT),
    LANES(
            "Every webhook has one lane, deleted ones have none, and no lane is further than the log.",
            Reach.WHOLE,
            DeliveryChecks.LANES),
    COUNTS("The counts of a campaign are those of its leads.", Reach.WHOLE, LeadChecks.COUNTS),
    SCORES("The score of a lead is the sum of its points.", Reach.WHOLE, LeadChecks.SCORES),
    STANDINGS("The standings are the scores, counted.", Reach.WHOLE, LeadChecks.STANDINGS),
    REFERRALS(
            "The referrals of a lead are those who name it, and those who name them.",
            Reach.WHOLE,
            LeadChecks.REFERRALS),
    TAGS("A tag or an action gives a lead its points once.", Reach.WHOLE, LeadChecks.TAGS),
    LEFTOVERS("Nothing is kept about a lead that is not there.", Reach.WHOLE, LeadChecks.LEFTOVERS);

    /** How much of a campaign one statement looks at. */
    enum Reach {
        /** A stretch of numbers of its log: what holds of each stretch holds of all. */
        STRETCH,
        /** All of it. */
        WHOLE
    }

    private final String sentence;
    private final Reach reach;
    private final String sql;

    Invariant(String sentence, Reach reach, String sql) {
        this.sentence = sentence;
        this.reach = reach;
        this.sql = sql;
    }

    /** What must hold, for a person. */
    public String sentence() {
        return sentence;
    }

    /** The name in answers and on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Invariant named(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    String sql() {
        return sql;
    }

    static List<Invariant> of(Reach reach) {
        return Arrays.stream(values()).filter(each -> each.reach == reach).toList();
    }
}
