package leadhook.leads;

import java.util.ArrayList;
import java.util.List;
import leadhook.campaigns.Scoring;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** However signups fall into batches, a campaign tells and ends as if each had been counted by hand. */
class BookTest {
    @Provide
    Arbitrary<List<Wish>> wishes() {
        return Wish.some(30);
    }

    @Property
    void the_events_and_the_end_are_those_of_counting_each_signup_by_hand(
            @ForAll("wishes") List<Wish> wishes, @ForAll @LongRange(max = 2) long indirectPoints) {
        var scoring = new Scoring(0, 1, indirectPoints, 1, indirectPoints, false);
        var campaign = new CampaignInMemory(scoring);
        var byHand = new CountedByHand(scoring);
        var batch = new ArrayList<Command>();
        for (int i = 0; i < wishes.size(); i++) {
            var wish = wishes.get(i);
            batch.add(wish.command(CampaignInMemory.ID, i).command());
            byHand.signUp(i, wish);
            if (wish.lastOfBatch()) {
                campaign.batch(batch);
                batch.clear();
            }
        }
        campaign.batch(batch);

        byHand.compare(campaign);
    }
}
