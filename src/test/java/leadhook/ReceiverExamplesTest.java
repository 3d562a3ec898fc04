package leadhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import leadhook.ReceiverProcess.Language;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The receivers of {@code examples/receivers} store each event once: as processes, which get deliveries of a real server,
 * and by hand what else may arrive.
 */
@Timeout(120)
class ReceiverExamplesTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String JSON = "application/json";
    private static final String OTHER_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** One for all, and not the shared one: a receiver looks at the clock of the wall, so this world's has to show it. */
    private static World world;

    private TestCampaign campaign;

    @TempDir
    private Path folder;

    private Path database;

    @BeforeAll
    static void open() {
        world = World.ofItsOwn(HandOver.MEMORY);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void begin() {
        var behind = Duration.between(world.clock().instant(), Instant.now());
        if (behind.isPositive()) {
            world.advance(behind);
        }
        campaign = world.campaign();
        database = folder.resolve("leads.db");
    }

    /** A receiver that is subscribed. */
    private final class Subscribed implements AutoCloseable {
        private final long webhook;
        private final String secret;
        private final ReceiverProcess process;

        Subscribed(Language language, String path) throws InterruptedException {
            require(language);
            require(Language.PYTHON);
            int port = ReceiverProcess.freePort();
            this.webhook = campaign.subscribe("http://127.0.0.1:" + port + path, "new_signup", "repeat_signup");
            this.secret = campaign.secretOf(webhook);
            this.process = ReceiverProcess.start(language, port, secret, database);
        }

        private long owed() {
            return campaign.webhook(webhook).path("owed").asLong();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /** Python looks into the database of the others, too. */
    private static void require(Language language) throws InterruptedException {
        var missing = language.missing();
        if (missing.isPresent()) {
            System.out.println("ReceiverExamplesTest: " + language + " was not tested, since " + missing.get());
            Assumptions.abort(missing.get());
        }
    }

    /** What arrives by hand; each part may be wrong. */
    private record Message(String id, Instant at, String contentType, String body) {
        Message(String id, String body) {
            this(id, Instant.now(), JSON, body);
        }

        String signature(String secret) throws Exception {
            return new Webhook(secret).sign(id, at.getEpochSecond(), body);
        }

        int sendTo(ReceiverProcess process, String signature) throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(URI.create(process.url()))
                    .timeout(Duration.ofSeconds(15))
                    .header("Content-Type", contentType)
                    .header("webhook-id", id)
                    .header("webhook-timestamp", String.valueOf(at.getEpochSecond()))
                    .header("webhook-signature", signature)
                    .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
            return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
        }

        int sendTo(Subscribed receiver, String signature) throws IOException, InterruptedException {
            return sendTo(receiver.process, signature);
        }

        int sendTo(Subscribed receiver) throws Exception {
            return sendTo(receiver, signature(receiver.secret));
        }
    }

    private String id(long number) {
        return "evt-" + campaign.id() + "-" + number;
    }

    private List<String> stored() throws InterruptedException {
        return ReceiverProcess.sql(database, "select id from deliveries order by id");
    }

    private List<String> numbers() throws InterruptedException {
        return ReceiverProcess.sql(database, "select number from leads order by number");
    }

    private static void isTaken(int status) {
        assertThat(status).isBetween(200, 299);
    }

    private static void isRefused(int status) {
        // 410 would end the webhook.
        assertThat(status).isBetween(400, 409);
    }

    @ParameterizedTest
    @EnumSource
    void each_event_is_stored_once_and_nothing_forged_or_old_is(Language language) throws Exception {
        try (var receiver = new Subscribed(language, "/")) {
            campaign.signUp("ada@example.com");
            campaign.signUp("grace@example.com");
            var ada = campaign.signUp("ada@example.com");
            world.deliverDue();
            assertThat(stored()).containsExactly(id(1), id(3), id(5));
            assertThat(numbers()).containsExactly("3", "5");

            var body =
                    "{\"social_id\": \"" + ada.path("social_id").asText() + "\", \"email\": \"someone@example.com\"}";
            var repeat = new Message(id(5), body);
            isTaken(repeat.sendTo(receiver));
            isTaken(repeat.sendTo(receiver));

            var next = new Message(id(7), body);
            isRefused(next.sendTo(receiver, next.signature(OTHER_SECRET)));
            isRefused(next.sendTo(receiver, new Message(id(7), body + " ").signature(receiver.secret)));
            isRefused(next.sendTo(receiver, new Message(id(8), body).signature(receiver.secret)));
            isRefused(next.sendTo(receiver, "v1,"));
            isRefused(next.sendTo(receiver, "né"));
            isRefused(new Message(id(7), Instant.now().minusSeconds(360), JSON, body).sendTo(receiver));
            isRefused(new Message(id(7), Instant.now().plusSeconds(360), JSON, body).sendTo(receiver));

            assertThat(stored()).containsExactly(id(1), id(3), id(5));
            assertThat(ReceiverProcess.sql(database, "select count(*) from leads where payload like '%someone%'"))
                    .containsExactly("0");
            assertThat(receiver.owed()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_it_could_not_store_is_sent_again_and_then_stored_once(Language language) throws Exception {
        try (var receiver = new Subscribed(language, "/")) {
            campaign.signUp("ada@example.com");
            world.deliverDue();
            // The work fails after the id was inserted: both belong into one transaction.
            ReceiverProcess.sql(
                    database,
                    "create trigger full before insert on leads begin select raise(abort, 'no room left'); end");
            campaign.signUp("grace@example.com");
            world.deliverDue();
            assertThat(stored()).containsExactly(id(1));
            assertThat(receiver.owed()).isEqualTo(1);
            assertThat(campaign.explain(receiver.webhook, 3)).contains("the receiver answered 500");

            ReceiverProcess.sql(database, "drop trigger full");
            world.advance(Duration.ofSeconds(6)).deliverDue();

            assertThat(stored()).containsExactly(id(1), id(3));
            assertThat(numbers()).containsExactly("1", "3");
            assertThat(receiver.owed()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void it_takes_forms_and_either_of_two_signatures_and_keeps_the_newest(Language language) throws Exception {
        try (var receiver = new Subscribed(language, "/klaviyo")) {
            var social = campaign.signUp("ada+ü@example.com").path("social_id").asText();
            world.deliverDue();
            assertThat(stored()).containsExactly(id(1));
            assertThat(ReceiverProcess.sql(database, "select social_id from leads where payload like '%social_id=%'"))
                    .containsExactly(social);

            var form = "application/x-www-form-urlencoded";
            var newer = new Message(id(20), Instant.now(), form, "social_id=" + social + "&contest_score=2");
            isTaken(newer.sendTo(receiver, newer.signature(OTHER_SECRET) + " " + newer.signature(receiver.secret)));
            isTaken(new Message(id(9), "{\"social_id\": \"" + social + "\", \"contest_score\": 1}").sendTo(receiver));

            assertThat(stored()).containsExactly(id(1), id(20), id(9));
            assertThat(ReceiverProcess.sql(database, "select payload from leads"))
                    .containsExactly(newer.body());
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_a_secret_it_takes_nothing(Language language) throws Exception {
        require(language);
        int port = ReceiverProcess.freePort();
        if (language != Language.PHP) {
            assertThatThrownBy(() -> ReceiverProcess.start(language, port, "whsec_", database))
                    .hasMessageContaining("WEBHOOK_SECRET is empty");
            return;
        }
        // Its server starts whatever the script says.
        try (var process = ReceiverProcess.start(language, port, "whsec_", database)) {
            var message = new Message(id(1), "{\"social_id\": \"1TVVD7\"}");
            // An empty key and one of a zero byte sign the same.
            assertThat(message.sendTo(process, message.signature("whsec_AA=="))).isEqualTo(500);
        }
    }
}
