package leadhook.verify;

/** Something that must never happen to a log whose first days are gone; and the invariant that it breaks. */
enum GoneDayCorruption {
    ITS_FIRST_EVENT_LOST(Invariant.NUMBERS, "delete from events where campaign_id = :campaign and seq = :base + 1"),
    BEGINS_TOO_EARLY(
            Invariant.NUMBERS, "update log_starts set first_seq = first_seq - 1 where campaign_id = :campaign"),
    A_KEPT_DAY_LOST(Invariant.NUMBERS, """
            update log_starts set first_seq = 2, last_number = 0 where campaign_id = :campaign
            """),
    START_FORGOTTEN(Invariant.NUMBERS, "delete from log_starts where campaign_id = :campaign"),
    BEGINS_IN_THE_MIDDLE_OF_A_DAY(
            Invariant.KEPT, "update log_starts set first_seq = first_seq + 1 where campaign_id = :campaign"),
    A_DAY_STILL_KNOWN(Invariant.KEPT, """
            insert into log_days (campaign_id, day, first_seq) values (:campaign, '2026-01-01', 1)
            """),
    ITS_FIRST_DAY_FORGOTTEN(Invariant.CLOCK, "delete from log_days where campaign_id = :campaign"),
    A_LANE_BEFORE_IT(Invariant.KEPT, "update lanes set position = 0 where webhook_id = :idle"),
    OWED_OF_A_GONE_DAY(Invariant.KEPT, """
            insert into retries (webhook_id, seq, day, lead_id, attempt, due_at) values (:down, 1, '2026-03-02', :ada, 1, now())
            """),
    A_SIGNUP_MORE_THAN_BEFORE_IT(
            Invariant.SIGNUPS, "update log_starts set last_number = last_number + 1 where campaign_id = :campaign"),
    A_SIGNUP_LESS_THAN_BEFORE_IT(
            Invariant.SIGNUPS, "update log_starts set last_number = last_number - 1 where campaign_id = :campaign"),
    MORE_SIGNED_UP_BEFORE_IT_THAN_EVER(Invariant.KEPT, """
            update log_starts b set last_number = s.last_number + 1, first_seq = s.last_seq + 1
            from campaign_state s where s.campaign_id = :campaign and b.campaign_id = :campaign;
            delete from log_days where campaign_id = :campaign;
            update lanes set position = (select last_seq from campaign_state where campaign_id = :campaign), ahead = ''
            where campaign_id = :campaign;
            delete from retries where webhook_id = :down
            """);

    final Invariant broken;
    final String statements;

    GoneDayCorruption(Invariant broken, String statements) {
        this.broken = broken;
        this.statements = statements;
    }
}
