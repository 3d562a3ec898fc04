package leadhook.campaigns;

import java.util.Map;
import java.util.Optional;

/** A campaign with its scoring and tags as of a config version: all that deciding and showing its leads depends on. */
public record Rules(Campaign campaign, long version, Scoring scoring, Map<Long, Tag> tags) {
    public Optional<Tag> tag(long id) {
        return Optional.ofNullable(tags.get(id));
    }
}
