package leadhook.leads;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is to be loaded: leads by email, by phone and by id, each with who referred it, and who referred that one. */
record Wanted(
        Long[] emailCampaigns,
        String[] emails,
        Long[] phoneCampaigns,
        String[] phones,
        Long[] idCampaigns,
        Long[] ids) {

    private record Key<K>(long campaign, K value) {}

    /** What the decisions on these commands depend on, and whether the ids of their new leads are free. */
    static Wanted of(List<Command> commands) {
        // In order, for keys of one campaign are neighbours in the index.
        var emails = new TreeMap<String, Key<String>>();
        var phones = new TreeMap<String, Key<String>>();
        var ids = new LinkedHashSet<Key<Long>>();
        for (var command : commands) {
            long campaign = command.campaign();
            for (var name : command.request().named()) {
                put(emails, campaign, name.email());
                put(phones, campaign, name.phoneNumber());
                put(ids, campaign, name.id());
            }
            command.request().made().ifPresent(signup -> {
                put(ids, campaign, command.newId());
                put(ids, campaign, signup.referrerId());
            });
        }
        return new Wanted(
                campaigns(emails.values()),
                emails.values().stream().map(Key::value).toArray(String[]::new),
                campaigns(phones.values()),
                phones.values().stream().map(Key::value).toArray(String[]::new),
                campaigns(ids),
                ids.stream().map(Key::value).toArray(Long[]::new));
    }

    private static void put(TreeMap<String, Key<String>> keys, long campaign, @Nullable String value) {
        if (value != null) {
            keys.put(campaign + " " + value, new Key<>(campaign, value));
        }
    }

    private static void put(Set<Key<Long>> keys, long campaign, @Nullable Long value) {
        if (value != null) {
            keys.add(new Key<>(campaign, value));
        }
    }

    private static Long[] campaigns(Collection<? extends Key<?>> keys) {
        return keys.stream().map(Key::campaign).toArray(Long[]::new);
    }

    static Wanted one(long campaign, Leads.Name name) {
        return new Wanted(
                campaigns(campaign, name.email()),
                name.email() == null ? new String[0] : new String[] {name.email()},
                campaigns(campaign, name.phoneNumber()),
                name.phoneNumber() == null ? new String[0] : new String[] {name.phoneNumber()},
                campaigns(campaign, name.id()),
                name.id() == null ? new Long[0] : new Long[] {name.id()});
    }

    private static Long[] campaigns(long campaign, @Nullable Object key) {
        return key == null ? new Long[0] : new Long[] {campaign};
    }

    Object[] values() {
        return new Object[] {emailCampaigns, emails, phoneCampaigns, phones, idCampaigns, ids};
    }
}
