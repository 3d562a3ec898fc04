package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import leadhook.delivery.Outcome.Unsafe;
import leadhook.testkit.Receiver;
import leadhook.testkit.Receiver.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SenderTest {
    private static final int CONNECTIONS = 4;

    private final Receiver crm = Receiver.start();
    private final Sender sender = sender(AddressPolicy.of(AddressPolicy.LOOPBACK, Set.of()));

    @AfterEach
    void close() {
        sender.close();
        crm.close();
    }

    @Test
    void an_event_arrives_with_the_documented_headers_and_a_valid_signature() {
        var sent = sender.send(TestShipments.to(crm.url("/hook?a=b%20c"))).join();

        assertThat(sent.outcome()).isEqualTo(new Delivered(200));
        var received = crm.last();
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.path()).isEqualTo("/hook?a=b%20c");
        assertThat(received.header("User-Agent")).isEqualTo("KickoffLabs");
        assertThat(received.header("Content-Type")).isEqualTo("application/json");
        assertThat(received.header("Accept-Encoding")).isEqualTo("identity");
        assertThat(received.header("Cookie")).isNull();
        assertThat(received.header("webhook-id")).isEqualTo("evt-1-1");
        assertThat(received.header("webhook-timestamp")).isEqualTo("1772366400");
        assertThat(received.isSignedWith(TestShipments.SECRET)).isTrue();
        assertThat(received.isSignedWith(Signature.newSecret())).isFalse();
        assertThat(crm.accepted()).extracting("email").containsExactly("ada@example.com");
    }

    @Test
    void a_form_arrives_as_a_form() {
        var json = "{\"email\":\"ada@example.com\",\"tags\":[{\"tag_id\":731}]}".getBytes(StandardCharsets.UTF_8);
        sender.send(new Shipment(
                        1,
                        new WebhookUrl(crm.url("/klaviyo")),
                        Shipment.FORM,
                        FormEncoding.encode(json),
                        "evt-1-1",
                        TestShipments.AT,
                        List.of(TestShipments.SECRET),
                        false))
                .join();

        assertThat(crm.last().header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(crm.last().isSignedWith(TestShipments.SECRET)).isTrue();
        assertThat(crm.accepted())
                .containsExactly(Map.of("email", "ada@example.com", "tags", List.of(Map.of("tag_id", "731"))));
    }

    @Test
    void user_info_in_the_url_is_sent_as_basic_authorization_and_nowhere_else() {
        sender.send(TestShipments.to(crm.url("/hook").replace("127.0.0.1", "ada:p%40ss@127.0.0.1")))
                .join();

        assertThat(crm.last().header("Authorization")).isEqualTo("Basic YWRhOnBAc3M=");
        assertThat(crm.last().header("Host")).isEqualTo("127.0.0.1:" + crm.port());
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 400, 401, 403, 404, 407, 410, 429, 500, 503, 599})
    void every_other_status_is_a_refusal(int status) {
        crm.answers(status);

        assertThat(outcome(crm.url())).isEqualTo(new Refused(status, List.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void every_2xx_is_a_delivery(int status) {
        crm.answers(status);

        assertThat(outcome(crm.url())).isEqualTo(new Delivered(status));
    }

    @Test
    void retry_after_is_kept_as_sent() {
        crm.answersWith(429, Map.of("Retry-After", "120"), "slow down");

        var sent = sender.send(TestShipments.to(crm.url())).join();

        assertThat(sent.outcome()).isEqualTo(new Refused(429, List.of("120")));
        assertThat(sent.excerpt()).isEqualTo("slow down");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_is_a_refusal_and_not_followed(int status) {
        crm.answersWith(status, Map.of("Location", crm.url("/elsewhere")), "");

        assertThat(outcome(crm.url("/hook"))).isEqualTo(new Refused(status, List.of()));
        assertThat(crm.all()).hasSize(1);
    }

    @Test
    void cookies_are_not_kept() {
        crm.answersWith(200, Map.of("Set-Cookie", "a=b"), "");
        outcome(crm.url());
        outcome(crm.url());

        assertThat(crm.last().header("Cookie")).isNull();
    }

    @Test
    void a_compressed_answer_is_not_inflated() throws IOException {
        var bomb = gzip(new byte[1_000_000]);
        crm.answersBy(_ -> new Answer(200, Map.of("Content-Encoding", "gzip"), bomb));

        var sent = sender.send(TestShipments.to(crm.url())).join();

        assertThat(sent.outcome()).isEqualTo(new Delivered(200));
        assertThat(sent.excerpt()).hasSizeLessThanOrEqualTo(bomb.length).doesNotContain("\0");
    }

    @Test
    void a_closed_port_is_a_refused_connection() {
        crm.stop();

        assertThat(outcome(crm.url())).isEqualTo(new Unreachable("connection refused"));
    }

    @Test
    void a_receiver_that_restarted_is_reached_again() {
        outcome(crm.url());
        crm.stop();
        crm.restart();

        assertThat(outcome(crm.url())).isEqualTo(new Delivered(200));
    }

    @Test
    void a_hung_webhook_does_not_hold_up_another_on_the_same_host_and_port() throws InterruptedException {
        var release = new CountDownLatch(1);
        crm.answersBy(request -> request.path().equals("/hung") ? afterwards(release) : Answer.of(200));
        var hung = IntStream.range(0, CONNECTIONS)
                .mapToObj(_ -> sender.send(TestShipments.to(1, crm.url("/hung"))))
                .toList();
        crm.awaitRequests(CONNECTIONS);

        assertThat(sender.send(TestShipments.to(2, crm.url("/fine"))).join().outcome())
                .isEqualTo(new Delivered(200));

        release.countDown();
        assertThat(hung)
                .extracting(CompletableFuture::join)
                .extracting(Sent::outcome)
                .containsOnly(new Delivered(200));
    }

    @Test
    void a_webhook_has_as_many_exchanges_in_flight_as_it_may_have_connections() throws InterruptedException {
        crm.hangs();
        var all = IntStream.range(0, CONNECTIONS)
                .mapToObj(_ -> sender.send(TestShipments.to(crm.url())))
                .toList();
        crm.awaitRequests(CONNECTIONS);
        crm.release();
        all.forEach(CompletableFuture::join);

        assertThat(crm.mostOpen()).isEqualTo(CONNECTIONS);
    }

    @Test
    void when_enough_connections_are_kept_a_new_one_closes_that_of_the_webhook_unused_for_longest() throws IOException {
        try (var receiver = new RawReceiver((connection, number) -> {
                    while (!connection.readRequest().isEmpty()) {
                        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + number);
                    }
                });
                var two = sender(2)) {
            assertThat(IntStream.of(1, 2, 1, 3, 1, 3, 2)
                            .mapToObj(webhook -> two.send(TestShipments.to(webhook, receiver.url()))
                                    .join()
                                    .excerpt()))
                    .as("the connection that answered each")
                    .containsExactly("1", "2", "1", "3", "1", "3", "4");
        }
    }

    @Test
    void a_connection_in_use_is_not_closed_for_a_new_one() throws InterruptedException {
        try (var two = sender(2)) {
            two.send(TestShipments.to(1, crm.url())).join();
            two.send(TestShipments.to(2, crm.url())).join();
            crm.hangs();
            // Of all that have rested, that of the first has for longest; now it is in use again.
            var first = two.send(TestShipments.to(1, crm.url()));
            crm.awaitRequests(3);
            var third = two.send(TestShipments.to(3, crm.url()));
            crm.awaitRequests(4);
            var second = two.send(TestShipments.to(2, crm.url()));
            crm.awaitRequests(5);
            crm.release();

            assertThat(List.of(first, second, third))
                    .extracting(CompletableFuture::join)
                    .extracting(Sent::outcome)
                    .containsOnly(new Delivered(200));
            assertThat(crm.all()).as("none was sent twice").hasSize(5);
        }
    }

    private static Sender sender(int kept) {
        return Sender.start(
                AddressPolicy.of(AddressPolicy.LOOPBACK, Set.of()), Duration.ofSeconds(30), CONNECTIONS, kept);
    }

    @Test
    void an_unsafe_address_is_never_connected_to() throws IOException {
        try (var strict = sender(AddressPolicy.of(List.of(), Set.of()));
                var raw = RawReceiver.answering("HTTP/1.1 200 OK\r\n\r\n")) {
            var outcome = strict.send(TestShipments.to(raw.url())).join().outcome();

            assertThat(outcome)
                    .isEqualTo(new Unsafe(
                            "127.0.0.1", "127.0.0.1 is a loopback address; LEADHOOK_ALLOW_TARGETS can open it"));
            assertThat(raw.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "localhost.", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "[::]", "0.0.0.0", "0"})
    void no_spelling_of_a_host_slips_through(String host) throws IOException {
        try (var strict = sender(AddressPolicy.of(List.of(), Set.of()));
                var raw = RawReceiver.answering("HTTP/1.1 200 OK\r\n\r\n")) {
            var outcome = strict.send(TestShipments.to("http://" + host + ":" + raw.port() + "/"))
                    .join()
                    .outcome();

            // Not every machine resolves every spelling; none may connect.
            assertThat(outcome).isInstanceOfAny(Unsafe.class, Unreachable.class);
            assertThat(raw.connections()).isZero();
        }
    }

    @Test
    void this_server_itself_is_never_reached_even_where_loopback_is_open() {
        try (var own = sender(AddressPolicy.of(AddressPolicy.LOOPBACK, Set.of(crm.port())))) {
            assertThat(own.send(TestShipments.to(crm.url())).join().outcome())
                    .isEqualTo(new Unsafe("127.0.0.1", "127.0.0.1 port " + crm.port() + " is this server itself"));
            assertThat(crm.all()).isEmpty();
        }
    }

    @Test
    void a_host_with_a_public_and_a_private_address_is_refused() {
        try (var mixed = sender(host -> addresses(host, "93.184.215.14", "10.0.0.7"))) {
            assertThat(mixed.send(TestShipments.to("http://mixed.example/"))
                            .join()
                            .outcome())
                    .isInstanceOfSatisfying(
                            Unsafe.class, unsafe -> assertThat(unsafe.address()).isEqualTo("10.0.0.7"));
        }
    }

    @Test
    void the_address_that_was_checked_is_the_one_connected_to_and_the_next_connect_checks_again() {
        var lookups = new AtomicInteger();
        crm.answersWith(200, Map.of("Connection", "close"), "");
        try (var rebound =
                sender(host -> addresses(host, lookups.incrementAndGet() == 1 ? "127.0.0.1" : "169.254.169.254"))) {
            var url = "http://rebinding.example:" + crm.port() + "/";

            assertThat(rebound.send(TestShipments.to(url)).join().outcome()).isEqualTo(new Delivered(200));
            assertThat(lookups).hasValue(1);
            assertThat(rebound.send(TestShipments.to(url)).join().outcome())
                    .isInstanceOfSatisfying(
                            Unsafe.class, unsafe -> assertThat(unsafe.address()).isEqualTo("169.254.169.254"));
        }
    }

    @Test
    void a_name_that_does_not_resolve_is_a_dns_failure() {
        try (var nameless = sender(host -> {
            throw new UnknownHostException(host);
        })) {
            assertThat(nameless.send(TestShipments.to("http://nowhere.example/"))
                            .join()
                            .outcome())
                    .isEqualTo(new Unreachable("dns"));
        }
    }

    @Test
    void a_name_server_that_hangs_ends_at_the_deadline() {
        var never = new CountDownLatch(1);
        var policy = AddressPolicy.of(AddressPolicy.LOOPBACK, Set.of());
        try (var waiting = Sender.start(policy, Duration.ofMillis(300), CONNECTIONS, 100, _ -> {
            await(never);
            return new InetAddress[0];
        })) {
            assertThat(waiting.send(TestShipments.to("http://slow.example/"))
                            .join()
                            .outcome())
                    .isInstanceOf(Unreachable.class);
        }
    }

    @Test
    void what_is_in_flight_when_the_sender_closes_says_nothing_about_the_receiver() throws InterruptedException {
        var closing = sender(AddressPolicy.of(AddressPolicy.LOOPBACK, Set.of()));
        crm.hangs();
        var sent = closing.send(TestShipments.to(crm.url()));
        crm.awaitRequests(1);
        closing.close();

        assertThatThrownBy(sent::join)
                .isInstanceOfAny(CancellationException.class, CompletionException.class)
                .satisfies(thrown -> assertThat(thrown instanceof CompletionException ? thrown.getCause() : thrown)
                        .isInstanceOf(CancellationException.class));
    }

    private Outcome outcome(String url) {
        return sender.send(TestShipments.to(url)).join().outcome();
    }

    private static Sender sender(AddressPolicy policy) {
        return Sender.start(policy, Duration.ofSeconds(30), CONNECTIONS, 100);
    }

    private static Sender sender(VettedAddresses.Lookup lookup) {
        return Sender.start(
                AddressPolicy.of(AddressPolicy.LOOPBACK, Set.of()), Duration.ofSeconds(30), CONNECTIONS, 100, lookup);
    }

    private static InetAddress[] addresses(String host, String... literals) throws UnknownHostException {
        var addresses = new InetAddress[literals.length];
        for (int i = 0; i < literals.length; i++) {
            addresses[i] = InetAddress.getByAddress(
                    host, InetAddress.getByName(literals[i]).getAddress());
        }
        return addresses;
    }

    private static Answer afterwards(CountDownLatch latch) {
        await(latch);
        return Answer.of(200);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }
}
