package leadhook.verify;

/** Something that must never happen, made by hand in the tables of a {@link LivedIn}; and the invariant that it breaks. */
enum Corruption {
    EVENT_LOST(Invariant.NUMBERS, """
            delete from events where campaign_id = :campaign and lead_id = :early and type = 'repeat_signup'
            """),
    LAST_NUMBER_AHEAD(
            Invariant.NUMBERS, "update campaign_state set last_seq = last_seq + 1 where campaign_id = :campaign"),
    EVENT_TWICE(Invariant.NUMBERS, """
            insert into events (campaign_id, seq, day, at, lead_id, type, body)
            select campaign_id, last_seq + 1, last_at::date, last_at, :late, 'opted_out', '{}'
            from campaign_state where campaign_id = :campaign
            """),
    TIME_WENT_BACK(Invariant.CLOCK, """
            update events set at = at - interval '1 second'
            where campaign_id = :campaign and lead_id = :early and type = 'repeat_signup'
            """),
    DAY_BEGINS_ELSEWHERE(Invariant.CLOCK, "update log_days set first_seq = :base + 2 where campaign_id = :campaign"),
    DAY_FORGOTTEN(Invariant.CLOCK, "delete from log_days where campaign_id = :campaign"),
    PAYLOAD_LOST(Invariant.PAYLOADS, """
            update events set body = null
            where campaign_id = :campaign and lead_id = :early and type = 'repeat_signup'
            """),
    PAYLOAD_OF_ANOTHER_LEAD(Invariant.PAYLOADS, """
            update events set body = null, body_seq = :base + 1
            where campaign_id = :campaign and lead_id = :bird and type = 'new_signup'
            """),
    SIGNUP_LOST(Invariant.SIGNUPS, """
            update events set type = 'opted_out'
            where campaign_id = :campaign and lead_id = :bird and type = 'new_signup'
            """),
    LAST_SIGNUP_LOST(Invariant.SIGNUPS, """
            update events set type = 'opted_out'
            where campaign_id = :campaign and lead_id = :late and type = 'new_signup'
            """),
    SIGNUP_TWICE(Invariant.SIGNUPS, """
            update events set type = 'new_signup'
            where campaign_id = :campaign and lead_id = :early and type = 'repeat_signup'
            """),
    EVENT_OF_NOBODY(Invariant.LEADS, """
            update events set lead_id = 7
            where campaign_id = :campaign and lead_id = :early and type = 'repeat_signup'
            """),
    LEAD_LOST(Invariant.LEADS, """
            delete from leads where campaign_id = :campaign and id = :bird;
            update campaign_state set lead_count = lead_count - 1 where campaign_id = :campaign
            """),
    DELETED_AND_STILL_THERE(Invariant.ERASURE, Deletion.EVENT),
    DELETED_AND_STILL_SHOWN(Invariant.ERASURE, Deletion.EVENT + ";" + Deletion.ROW),
    POSITION_MOVED_FORWARD(Invariant.REACHED, """
            update lanes set position = last_seq from campaign_state s
            where s.campaign_id = :campaign and webhook_id = :taken
            """),
    BIT_SET_AHEAD(Invariant.REACHED, """
            update lanes set ahead = set_bit('\\x00', seq - position - 1, 1) from events e
            where e.campaign_id = :campaign and e.lead_id = :late and type = 'new_signup' and webhook_id = :taken
            """),
    OWED_ROW_LOST(Invariant.REACHED, """
            delete from retries where webhook_id = :down and lead_id = :ada
            """),
    ATTEMPT_LOST(Invariant.REACHED, """
            delete from attempts a using events e
            where e.campaign_id = :campaign and e.lead_id = :ada and e.type = 'new_signup'
                and a.webhook_id = :taken and a.seq = e.seq
            """),
    ATTEMPT_HAD_FAILED(Invariant.REACHED, """
            update attempts a set reason = 'refused' from events e
            where e.campaign_id = :campaign and e.lead_id = :ada and e.type = 'new_signup'
                and a.webhook_id = :taken and a.seq = e.seq
            """),
    POSITION_MOVED_BACK(Invariant.SETTLED, """
            update lanes set position = :base + 3 where webhook_id = :taken
            """),
    ACCEPTED_AND_OWED(Invariant.SETTLED, """
            insert into retries (webhook_id, seq, day, lead_id, attempt, due_at)
            select :taken, seq, day, lead_id, 1, at from events
            where campaign_id = :campaign and lead_id = :ada and type = 'new_signup'
            """),
    SENT_AS_OF_ANOTHER_CAMPAIGN(Invariant.WALLS, """
            update attempts a set campaign_id = e.campaign_id + 1000000 from events e
            where e.campaign_id = :campaign and e.lead_id = :ada and e.type = 'new_signup'
                and a.webhook_id = :taken and a.seq = e.seq
            """),
    SENT_AN_EVENT_THAT_IS_NOT_THERE(Invariant.WALLS, Sent.TO_TAKEN.formatted("4000", "refused", "1 second")),
    SENT_FROM_BEFORE_IT_SUBSCRIBED(Invariant.WALLS, Sent.TO_TAKEN.formatted(":base + 3", "refused", "1 second")),
    SENT_OF_A_TYPE_NOT_WANTED(
            Invariant.WALLS, "delete from subscriptions where webhook_id = :taken and type = 'repeat_signup'"),
    SENT_AFTER_ITS_SUBSCRIPTION_ENDED(Invariant.WALLS, """
            insert into ended_subscriptions (webhook_id, type, from_seq, position, last_seq, at)
            select webhook_id, type, from_seq, from_seq, from_seq, now() from subscriptions
            where webhook_id = :taken and type = 'repeat_signup';
            delete from subscriptions where webhook_id = :taken and type = 'repeat_signup'
            """),
    NOT_SENT_BEFORE_ITS_SUBSCRIPTION_ENDED(Invariant.REACHED, """
            insert into ended_subscriptions (webhook_id, type, from_seq, position, last_seq, at)
            select s.webhook_id, s.type, s.from_seq, l.position, l.position, now()
            from subscriptions s join lanes l using (webhook_id)
            where s.webhook_id = :taken and s.type = 'repeat_signup';
            delete from subscriptions where webhook_id = :taken and type = 'repeat_signup';
            delete from attempts a using events e
            where e.campaign_id = :campaign and e.lead_id = :ada and e.type = 'repeat_signup'
                and a.webhook_id = :taken and a.seq = e.seq
            """),
    SENT_AFTER_ITS_DELETION(Invariant.WALLS, Sent.TO_TAKEN.formatted("seq", "refused", "2 minutes") + ";" + """
            update outbound_webhooks set deleted_at = (select max(created_at) from outbound_webhooks) where id = :taken;
            delete from lanes where webhook_id = :taken;
            delete from subscriptions where webhook_id = :taken
            """),
    SENT_OUT_OF_ORDER(Invariant.ORDER, """
            update attempts a set id = nextval('attempt_ids') from events e
            where e.campaign_id = :campaign and e.lead_id = :ada and e.type = 'new_signup'
                and a.webhook_id = :taken and a.seq = e.seq
            """),
    AN_OWNER_THAT_NEVER_WAS(Invariant.LANES, "update lanes set epoch = 1000000 where webhook_id = :taken"),
    STANDS_AND_IS_NEVER_PROBED(
            Invariant.LANES, "update lanes set state = 'standing', probe_at = null where webhook_id = :taken"),
    GAP_BEYOND_THE_LOG(Invariant.LANES, """
            insert into gaps (webhook_id, from_seq, to_seq, reason, at)
            values (:taken, 4000, 4000000000, 'skipped', now())
            """),
    REFERRED_BY_NOBODY(Invariant.REFERRALS, """
            update leads set parent_id = 7 where campaign_id = :campaign and id = :late
            """),
    OWED_ON_ANOTHER_DAY(Invariant.OWED, "update retries set day = day + 1 where webhook_id = :down and lead_id = :ada"),
    OWED_OF_ANOTHER_LEAD(
            Invariant.OWED, "update retries set lead_id = :bird where webhook_id = :down and lead_id = :ada"),
    OWED_AND_NOT_THERE(Invariant.OWED, """
            insert into retries (webhook_id, seq, day, lead_id, attempt, due_at) values (:down, 4000, '2026-03-02', :ada, 1, now())
            """),
    OWED_AND_NOT_WANTED(Invariant.OWED, """
            insert into retries (webhook_id, seq, day, lead_id, attempt, due_at)
            select :down, seq, day, lead_id, 1, at from events
            where campaign_id = :campaign and lead_id = :early and type = 'repeat_signup'
            """),
    OWED_AND_NOT_SETTLED(Invariant.OWED, "update lanes set position = :base + 3 where webhook_id = :down"),
    OWED_TO_A_DELETED_WEBHOOK(Invariant.OWED, """
            update outbound_webhooks set deleted_at = now() where id = :down;
            delete from lanes where webhook_id = :down;
            delete from subscriptions where webhook_id = :down
            """),
    THE_LOG_BEGINS_BEYOND_ITS_END(
            Invariant.KEPT,
            "insert into log_starts select campaign_id, last_seq + 2, last_number"
                    + " from campaign_state where campaign_id = :campaign"),
    LANE_LOST(Invariant.LANES, "delete from lanes where webhook_id = :taken"),
    LANE_OF_A_DELETED_WEBHOOK(Invariant.LANES, """
            update outbound_webhooks set deleted_at = now() where id = :idle;
            delete from subscriptions where webhook_id = :idle
            """),
    LANE_BEYOND_THE_LOG(Invariant.LANES, "update lanes set position = 4000 where webhook_id = :idle"),
    BITMAP_BEYOND_THE_LOG(Invariant.LANES, "update lanes set ahead = '\\x000000000001' where webhook_id = :idle"),
    COUNTED_BELOW_ZERO(Invariant.LANES, "update lanes set delivered = -1 where webhook_id = :idle"),
    SUBSCRIBED_BEYOND_THE_LOG(Invariant.LANES, "update subscriptions set from_seq = 4000 where webhook_id = :idle"),
    LEAD_COUNT_OFF(
            Invariant.COUNTS, "update campaign_state set lead_count = lead_count + 1 where campaign_id = :campaign"),
    SCORED_COUNT_OFF(Invariant.COUNTS, "update campaign_state set scored_count = 0 where campaign_id = :campaign"),
    SUBSCRIPTION_NUMBER_BEYOND_THE_LAST(Invariant.COUNTS, """
            update leads set number = number + 9 where campaign_id = :campaign and id = :late
            """),
    SCORE_OFF_THE_LEDGER(
            Invariant.SCORES,
            "update points set points = points + 1 where campaign_id = :campaign and tag_id is not null"),
    STANDINGS_OFF(
            Invariant.STANDINGS,
            "update standings set leads[16] = leads[16] + 1 where campaign_id = :campaign and width = 1"),
    STANDINGS_OF_BLOCKS_OFF(Invariant.STANDINGS, "delete from standings where campaign_id = :campaign and width = 16"),
    DIRECT_REFERRALS_OFF(
            Invariant.REFERRALS,
            "update tallies set direct = direct + 1 where campaign_id = :campaign and lead_id = :ada"),
    INDIRECT_REFERRALS_OFF(
            Invariant.REFERRALS, "update tallies set indirect = 0 where campaign_id = :campaign and lead_id = :ada"),
    PARENT_LOST(Invariant.REFERRALS, """
            update leads set parent_id = null where campaign_id = :campaign and parent_id = :ada;
            update campaign_state s set referred_count = (select count(*) from leads l
                where l.campaign_id = s.campaign_id and l.parent_id is not null) where campaign_id = :campaign
            """),
    FLAGGED_COUNT_OFF(
            Invariant.COUNTS,
            "update campaign_state set flagged_count = flagged_count + 1 where campaign_id = :campaign"),
    VERIFIED_AND_NOT_COUNTED(
            Invariant.COUNTS, "update leads set verified = true where campaign_id = :campaign and id = :late"),
    A_FLAG_THAT_THE_TALLY_DOES_NOT_KNOW(Invariant.SCORES, """
            update leads set flags = '{blocked}' where campaign_id = :campaign and id = :ada;
            update campaign_state set flagged_count = flagged_count + 1 where campaign_id = :campaign
            """),
    REFERRALS_THAT_COUNT_FOR_ANYTHING(
            Invariant.SCORES,
            "update tallies set referral_points = referral_points + 1 where campaign_id = :campaign and lead_id = :ada"),
    VERIFIED_REFERRALS_OFF(
            Invariant.REFERRALS,
            "update tallies set verified_direct = 1 where campaign_id = :campaign and lead_id = :ada"),
    A_REWARD_OF_NOBODY(
            Invariant.LEFTOVERS,
            "insert into rewards select campaign_id, 1, 1, now() from campaign_state where campaign_id = :campaign"),
    TAG_COUNTED_TWICE(Invariant.TAGS, """
            insert into points select campaign_id, lead_id, at, 2, reason, other_lead_id, tag_id
                from points where campaign_id = :campaign and tag_id is not null;
            update points set points = 3 where campaign_id = :campaign and tag_id is not null and points = 5
            """);

    final Invariant broken;
    final String statements;

    Corruption(Invariant broken, String statements) {
        this.broken = broken;
        this.statements = statements;
    }

    /** What deleting a lead is made of. */
    static final class Deletion {
        private Deletion() {}

        static final String EVENT = """
                insert into events (campaign_id, seq, day, at, lead_id, type, body)
                select campaign_id, last_seq + 1, last_at::date, last_at, :bird, 'deleted', '{}'
                from campaign_state where campaign_id = :campaign;
                update campaign_state set last_seq = last_seq + 1 where campaign_id = :campaign
                """;

        static final String PAYLOADS = """
                update events set body = null, extra = null
                where campaign_id = :campaign and lead_id = :bird and type <> 'deleted'
                """;

        static final String ROW = """
                delete from leads where campaign_id = :campaign and id = :bird;
                update campaign_state set lead_count = lead_count - 1 where campaign_id = :campaign;
                update campaign_state s set referred_count = (select count(*) from leads l
                    join leads p on p.campaign_id = l.campaign_id and p.id = l.parent_id
                    where l.campaign_id = s.campaign_id) where campaign_id = :campaign
                """;

        static final String WHOLE = EVENT + ";" + PAYLOADS + ";" + ROW;
    }

    /** An attempt that never was, like one that was: its number, how it ended, how much later. */
    private static final class Sent {
        private static final String TO_TAKEN = """
                insert into attempts (webhook_id, campaign_id, seq, number, trigger, at, day, took_millis, status, reason)
                select webhook_id, campaign_id, %s, 2, trigger, at, day, took_millis, 500, '%s'
                from attempts where webhook_id = :taken order by seq limit 1;
                update attempts set at = at + interval '%s' where webhook_id = :taken and number = 2
                """;
    }
}
