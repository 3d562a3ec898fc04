package leadhook.dashboard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import leadhook.platform.http.Answer;
import leadhook.platform.secrets.Tokens;

/**
 * A form that is sent twice, by a double click or by loading its answer again, does it once: the second time gets the
 * first answer, waiting for it if need be. Remembered by this process for some minutes.
 */
final class Once {
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Cache<String, CompletableFuture<Answer>> answers =
            Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(KEPT).build();

    Answer answer(Visit visit, Supplier<Answer> work) {
        var form = visit.call().fields().text("once");
        return form.isEmpty()
                ? work.get()
                : answer(visit.session().formToken() + " " + visit.call().target() + " " + contents(visit), work);
    }

    /** With all that was typed: what was changed meanwhile is another form. */
    private static String contents(Visit visit) {
        return HexFormat.of().formatHex(Tokens.hash(visit.call().fields().all().toString()));
    }

    private Answer answer(String key, Supplier<Answer> work) {
        var mine = new CompletableFuture<Answer>();
        var first = answers.asMap().putIfAbsent(key, mine);
        if (first != null) {
            return joined(first);
        }
        try {
            var answer = work.get();
            mine.complete(answer);
            return answer;
        } catch (RuntimeException | Error e) {
            // Nothing was done: who mends what was wrong may send the same form again.
            answers.asMap().remove(key, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static Answer joined(CompletableFuture<Answer> first) {
        try {
            return first.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
