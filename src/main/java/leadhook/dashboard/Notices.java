package leadhook.dashboard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import leadhook.platform.http.Answer;
import org.jspecify.annotations.Nullable;

/** What came of a form is told once, on the page that the browser goes on to. */
final class Notices {
    private final Cache<String, Notice> waiting = Caffeine.newBuilder()
            .maximumSize(1_000)
            .expireAfterWrite(Duration.ofMinutes(5))
            .build();

    /** A sentence, and whether it tells of something that went well. */
    record Notice(boolean good, String text) {}

    /** Goes on to that page, where it is told. */
    Answer goTo(Visit visit, String page, String text) {
        return goTo(visit, page, new Notice(true, text));
    }

    Answer goTo(Visit visit, String page, Notice notice) {
        waiting.put(visit.session().formToken(), notice);
        return Answer.seeOther(page);
    }

    /** What is to be told on this page; null when nothing is. A part of a page that renews itself tells nothing. */
    @Nullable
    Notice take(Visit visit) {
        if (visit.isForPart()) {
            return null;
        }
        return Optional.ofNullable(waiting.asMap().remove(visit.session().formToken()))
                .orElse(null);
    }
}
