package leadhook.campaigns;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A list of domains that covers all their subdomains too. */
public final class Domains {
    public static final Domains NONE = new Domains(Set.of());

    private static final int MAX_CHARACTERS = 253;
    private static final Pattern DOMAIN = Pattern.compile("[^\\s\\p{Cc}@/:.]+(\\.[^\\s\\p{Cc}@/:.]+)+");

    private final Set<String> domains;

    private Domains(Set<String> domains) {
        this.domains = domains;
    }

    /** Domains in {@linkplain #normal normal form}. */
    public static Domains of(Collection<String> domains) {
        return domains.isEmpty() ? NONE : new Domains(Set.copyOf(domains));
    }

    /** A domain in lower case, without what lists often put before it ({@code @}, {@code *.}); empty when it is none. */
    public static Optional<String> normal(String text) {
        var domain = text.strip().toLowerCase(Locale.ROOT).replaceFirst("^(@|\\*\\.|\\.)", "");
        return domain.length() <= MAX_CHARACTERS && DOMAIN.matcher(domain).matches()
                ? Optional.of(domain)
                : Optional.empty();
    }

    /** Whether the host is one of these domains or lies below one. */
    public boolean cover(String host) {
        if (domains.isEmpty()) {
            return false;
        }
        for (var rest = host; !rest.isEmpty(); rest = parent(rest)) {
            if (domains.contains(rest)) {
                return true;
            }
        }
        return false;
    }

    private static String parent(String host) {
        int dot = host.indexOf('.');
        return dot < 0 ? "" : host.substring(dot + 1);
    }

    /** Whether these cover what the others do not name. */
    public boolean hasMoreThan(Domains others) {
        return !others.domains.containsAll(domains);
    }

    int size() {
        return domains.size();
    }

    /** In alphabetical order. */
    public String[] sorted() {
        return domains.stream().sorted().toArray(String[]::new);
    }
}
