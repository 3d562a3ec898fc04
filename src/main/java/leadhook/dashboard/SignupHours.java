package leadhook.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leadhook.dashboard.Signups.Hour;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;

/** Reads what charts of signups are drawn from; nothing is counted for them. */
final class SignupHours {
    private final Database database;

    SignupHours(Database database) {
        this.database = database;
    }

    /** Hour by hour since then. */
    Signups hourly(long campaign, Instant since, long total) {
        return new Signups(
                database.list("""
                        select hour, before from signup_hours where campaign_id = ? and hour >= ? order by hour
                        """, row -> new Hour(Row.instant(row, "hour"), row.getLong("before")), campaign, since),
                total);
    }

    /** Day by day, of many campaigns; those where nothing has happened since are missing. */
    Map<Long, List<Hour>> daily(List<Long> campaigns, List<Instant> days) {
        var begun = new HashMap<Long, List<Hour>>();
        database.list(
                """
                select c.campaign_id, d.day, h.before
                from unnest(?::bigint[]) as c (campaign_id)
                cross join unnest(?::timestamptz[]) as d (day)
                cross join lateral (
                    select before from signup_hours h where h.campaign_id = c.campaign_id and h.hour >= d.day
                    order by h.hour limit 1) h
                order by 1, 2
                """,
                row -> begun.computeIfAbsent(row.getLong("campaign_id"), _ -> new ArrayList<>())
                        .add(new Hour(Row.instant(row, "day"), row.getLong("before"))),
                campaigns.toArray(Long[]::new),
                days.toArray(Instant[]::new));
        return begun;
    }

    /** The beginnings of the last days, of today, and of tomorrow, in UTC. */
    static List<Instant> days(Instant now, int many) {
        var today = now.truncatedTo(ChronoUnit.DAYS);
        var days = new ArrayList<Instant>();
        for (int i = many - 1; i >= -1; i--) {
            days.add(today.minus(Duration.ofDays(i)));
        }
        return days;
    }
}
