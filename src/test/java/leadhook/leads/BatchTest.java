package leadhook.leads;

import static leadhook.leads.CampaignInMemory.FIVE_POINTS;
import static leadhook.leads.CampaignInMemory.NO_POINTS;
import static leadhook.leads.CampaignInMemory.TAKES_THREE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leadhook.campaigns.Scoring;
import leadhook.log.Event;
import leadhook.log.EventType;
import leadhook.platform.Json;
import leadhook.platform.database.Row;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** What batches leave on disk and tell, however signups fall into them, is what counting each by hand gives. */
class BatchTest {
    private static final WriterWorld WORLD = new WriterWorld();

    @AfterContainer
    static void close() {
        WORLD.close();
    }

    @Provide
    Arbitrary<List<Wish>> wishes() {
        return Wish.some(20);
    }

    @Property(tries = 60)
    void a_story_ends_on_disk_as_if_it_had_been_counted_by_hand(@ForAll("wishes") List<Wish> wishes) {
        long campaign = WORLD.campaign();
        WORLD.has(campaign, FIVE_POINTS, TAKES_THREE, NO_POINTS);
        var byHand = new CountedByHand(Scoring.BASIC);
        var events = new ArrayList<Event>();
        var batch = new ArrayList<Command>();
        for (int i = 0; i < wishes.size(); i++) {
            var wish = wishes.get(i);
            batch.add(wish.command(campaign, i).command());
            byHand.signUp(i, wish);
            if (wish.lastOfBatch() || i == wishes.size() - 1) {
                events.addAll(WORLD.runBatch(batch).events());
                batch.clear();
            }
        }

        assertThat(told(events, byHand.told)).isEqualTo(byHand.told);
        assertThat(events.stream().map(Event::bodySeq)).isEqualTo(holders(byHand.told));
        assertThat(stored(campaign))
                .isEqualTo(events.stream().map(Event::payload).toList());
        assertThat(scores("select lead_id, score from tallies where campaign_id = ? and score > 0", campaign))
                .isEqualTo(byHand.scoresAboveZero());
        assertThat(scores("""
                        select lead_id, sum(points)::bigint from points where campaign_id = ?
                        group by lead_id having sum(points) <> 0
                        """, campaign)).isEqualTo(byHand.scoresAboveZero());
        assertThat(scores("""
                        select 16 * s.number + b.place - 1, b.leads
                        from standings s cross join unnest(s.leads) with ordinality as b (leads, place)
                        where s.campaign_id = ? and s.width = 1 and b.leads > 0
                        """, campaign)).isEqualTo(byHand.standings());
    }

    /** What was told, in the words of who counted by hand; the places of the requests are taken from there. */
    private static List<Told> told(List<Event> events, List<Told> byHand) {
        assertThat(events).hasSameSizeAs(byHand);
        var told = new ArrayList<Told>();
        for (int i = 0; i < events.size(); i++) {
            var event = events.get(i);
            var lead = Json.readOwn(event.body());
            assertThat(event.seq()).isEqualTo(i + 1L);
            assertThat(lead.path("id").asLong()).isEqualTo(event.lead());
            told.add(new Told(
                    byHand.get(i).request(),
                    event.type().eventName(),
                    event.lead(),
                    event.other(),
                    event.extra(),
                    lead.path("contest_score").asLong(),
                    lead.path("contest_score_rank").asLong(),
                    lead.path("referrals").asLong(),
                    lead.path("lead_count").asLong()));
        }
        return told;
    }

    /** The number of the event that holds the body of each: the first of its lead in its request. */
    private static List<Long> holders(List<Told> told) {
        record LeadOfRequest(int request, long lead) {}
        var first = new HashMap<LeadOfRequest, Long>();
        var holders = new ArrayList<Long>();
        for (var each : told) {
            long seq = holders.size() + 1L;
            first.putIfAbsent(new LeadOfRequest(each.request(), each.lead()), seq);
            holders.add(first.get(new LeadOfRequest(each.request(), each.lead())));
        }
        return holders;
    }

    /** The payloads as whoever reads the table sends them. */
    private static List<String> stored(long campaign) {
        return WORLD.log.read(campaign, 1, Long.MAX_VALUE, List.of(EventType.values()), 1_000).events().stream()
                .map(Event::payload)
                .toList();
    }

    private static Map<Long, Long> scores(String sql, long campaign) {
        var scores = new HashMap<Long, Long>();
        Row<Long> row = each -> scores.put(each.getLong(1), each.getLong(2));
        WORLD.everyday.list(sql, row, campaign);
        return scores;
    }
}
