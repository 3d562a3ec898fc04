package leadhook.users;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import leadhook.platform.Refusal;
import leadhook.platform.secrets.Tokens;

/**
 * What is kept of passwords: argon2id in its usual text form, which names its parameters and its salt. A hash costs time
 * and memory on purpose, so few are computed at once, and whoever would wait for long is told to come back.
 */
final class Passwords {
    static final int MIN_LENGTH = 10;
    static final int MAX_LENGTH = 200;

    private static final int MEMORY_KIB = 19_456;
    private static final int ITERATIONS = 2;
    private static final int PARALLELISM = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private static final int AT_ONCE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What no password fits, computed like any other. */
    private static final String NOBODYS = "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s"
            .formatted(
                    Argon2Function.ARGON2_VERSION_13,
                    MEMORY_KIB,
                    ITERATIONS,
                    PARALLELISM,
                    base64(SALT_BYTES),
                    base64(HASH_BYTES));

    private final Semaphore free;
    private final Duration patience;
    private final LongAdder computed = new LongAdder();

    Passwords() {
        this(AT_ONCE, PATIENCE);
    }

    /** @param atOnce how many hashes are computed at the same time */
    Passwords(int atOnce, Duration patience) {
        this.free = new Semaphore(atOnce, true);
        this.patience = patience;
    }

    private static String base64(int zeroBytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(new byte[zeroBytes]);
    }

    /** What is kept of a new password. @throws Refusal 409 when it is too short or too long */
    String hash(String typed) {
        var password = normal(typed)
                .orElseThrow(
                        () -> Refusal.invalid("A password has %d to %d characters".formatted(MIN_LENGTH, MAX_LENGTH)));
        return compute(() -> Argon2Function.getInstance(MEMORY_KIB, ITERATIONS, PARALLELISM, HASH_BYTES, Argon2.ID)
                .hash(bytes(password), Tokens.randomBytes(SALT_BYTES))
                .getResult());
    }

    /** Whether it is the password of which that is kept. When nothing is, finding out is the same work. */
    boolean fits(String typed, Optional<String> kept) {
        var hash = kept.orElse(NOBODYS);
        return normal(typed)
                .filter(password ->
                        compute(() -> Argon2Function.getInstanceFromHash(hash).check(bytes(password), bytes(hash))))
                .isPresent();
    }

    /**
     * The same characters, on whatever keyboard they were typed, without blanks that were copied along. Empty when nobody
     * has such a password.
     */
    private static Optional<String> normal(String typed) {
        var stripped = typed.strip();
        int length = stripped.codePointCount(0, stripped.length());
        return length < MIN_LENGTH || length > MAX_LENGTH
                ? Optional.empty()
                : Optional.of(Normalizer.normalize(stripped, Form.NFKC));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** How many hashes were computed so far; for tests that assert work instead of time. */
    long computed() {
        return computed.sum();
    }

    private <T> T compute(Supplier<T> work) {
        try {
            if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
            try {
                computed.increment();
                return onItsOwnThread(work);
            } finally {
                free.release();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw busy();
        }
    }

    private static Refusal busy() {
        return Refusal.busy("Too many are signing in at this moment");
    }

    /** It computes without a pause: as a virtual thread it would keep all others off its core meanwhile. */
    private static <T> T onItsOwnThread(Supplier<T> work) throws InterruptedException {
        var task = new FutureTask<>(work::get);
        Thread.ofPlatform().name("password").daemon().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a password could not be hashed", e.getCause());
        }
    }
}
