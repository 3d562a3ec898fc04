package leadhook.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import leadhook.campaigns.Campaign;
import leadhook.leads.SocialId;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.http.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Leads, the newest first, or those whose email, phone number or last name begins as asked, or the one of a social id.
 * Each of these is found by an index, however many leads there are.
 */
final class LeadsPage {
    private static final int SHOWN = 50;
    private static final int MAX_SEARCH = 255;

    /** Sorts after every character that an address may have. */
    private static final String BEYOND = "\uDBFF\uDFFF";

    private static final Row<Line> LINE = row -> new Line(
            SocialId.of(row.getLong("id")),
            row.getLong("number"),
            Person.name(row),
            Optional.ofNullable(row.getString("email"))
                    .orElse(Optional.ofNullable(row.getString("phone_number")).orElse("")),
            Row.instant(row, "signed_up_at"),
            row.getLong("score"),
            row.getString("source"),
            row.getBoolean("flagged"),
            row.getBoolean("opted_out"),
            row.getBoolean("waitlisted"),
            row.getBoolean("verified"));

    private final Database database;
    private final Html html;
    private final Notices notices;

    LeadsPage(Database database, Html html, Notices notices) {
        this.database = database;
        this.html = html;
        this.notices = notices;
    }

    /**
     * @param older where the list goes on; null at its end, or when it was searched for
     * @param cut whether more was found than is shown
     */
    record Shown(
            Frame frame,
            String search,
            List<Line> lines,
            @Nullable Long older,
            boolean cut,
            boolean first) {}

    record Line(
            String socialId,
            long number,
            String name,
            String contact,
            Instant signedUpAt,
            long score,
            @Nullable String source,
            boolean flagged,
            boolean optedOut,
            boolean waitlisted,
            boolean verified) {}

    Answer show(Visit visit, Campaign campaign) {
        var search = visit.call().fields().text("q").orElse("");
        var before = visit.number("before");
        var found =
                search.isEmpty() ? newest(campaign.id(), before.orElse(Long.MAX_VALUE)) : search(campaign.id(), search);
        boolean more = found.size() > SHOWN;
        var lines = more ? found.subList(0, SHOWN) : found;
        var shown = new Shown(
                Frame.of("Leads", visit, campaign, "leads", notices),
                search,
                lines,
                more && search.isEmpty() ? lines.getLast().number : null,
                more && !search.isEmpty(),
                before.isEmpty());
        return html.page(visit.isForPart() ? "leads-found" : "leads", shown);
    }

    private List<Line> newest(long campaign, long before) {
        return database.list("""
                select l.id, l.number, l.email, l.phone_number, l.first_name, l.last_name, l.signed_up_at, l.source,
                    l.flags <> '{}' as flagged, l.opted_out, l.waitlisted, l.verified, coalesce(t.score, 0) as score
                from (
                    (select * from leads where campaign_id = ? and number < ? and flags = '{}'
                        order by campaign_id desc, number desc limit ?)
                    union all
                    (select * from leads where campaign_id = ? and number < ? and flags <> '{}'
                        order by campaign_id desc, number desc limit ?)
                ) l
                left join tallies t on t.campaign_id = ? and t.lead_id = l.id
                order by l.number desc limit ?
                """, LINE, campaign, before, SHOWN + 1, campaign, before, SHOWN + 1, campaign, SHOWN + 1);
    }

    /** As numbers are kept: with a plus, and nothing between the digits. */
    static String phone(String text) {
        var digits = text.replaceAll("[\\s()./-]", "");
        return digits.isEmpty() ? text : digits.matches("[0-9]+") ? "+" + digits : digits;
    }

    private List<Line> search(long campaign, String search) {
        var storable = search.replace("\0", "");
        var text = storable.substring(0, Math.min(MAX_SEARCH, storable.length()));
        var lower = text.toLowerCase(Locale.ROOT);
        var phone = phone(text);
        long socialId = SocialId.id(text).orElse(0L);
        return database.list(
                """
                select l.id, l.number, l.email, l.phone_number, l.first_name, l.last_name, l.signed_up_at, l.source,
                    l.flags <> '{}' as flagged, l.opted_out, l.waitlisted, l.verified, coalesce(t.score, 0) as score
                from (
                    (select * from leads where campaign_id = ? and id = ?)
                    union
                    (select * from leads where campaign_id = ? and email >= ? and email < ? order by email limit ?)
                    union
                    (select * from leads where campaign_id = ? and phone_number >= ? and phone_number < ?
                        order by phone_number limit ?)
                    union
                    (select * from leads where campaign_id = ? and lower(last_name) collate "C" >= lower(?) collate "C"
                        and lower(last_name) collate "C" < (lower(?) || ?) collate "C"
                        order by lower(last_name) collate "C" limit ?)
                ) l
                left join tallies t on t.campaign_id = ? and t.lead_id = l.id
                order by l.id = ? desc, l.email, l.phone_number limit ?
                """,
                LINE,
                campaign,
                socialId,
                campaign,
                lower,
                lower + BEYOND,
                SHOWN + 1,
                campaign,
                phone,
                phone + BEYOND,
                SHOWN + 1,
                campaign,
                text,
                text,
                BEYOND,
                SHOWN + 1,
                campaign,
                socialId,
                SHOWN + 1);
    }
}
