package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;
import leadhook.delivery.Outcome.Delivered;
import leadhook.delivery.Outcome.Refused;
import leadhook.delivery.Outcome.Unreachable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a receiver does, an exchange ends, and its outcome is what the receiver's head of an answer said. */
@Timeout(120)
class HostileReceiverTest {
    private static final Outcome TIMEOUT = new Unreachable("timeout");
    private static final Outcome RESET = new Unreachable("reset");
    private static final Outcome BAD_ANSWER = new Unreachable("bad answer");
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final Sender patient = sender(Duration.ofSeconds(30));
    private final Sender hasty = sender(Duration.ofMillis(300));

    @AfterEach
    void close() {
        patient.close();
        hasty.close();
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                answer("no reason phrase", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", new Delivered(200)),
                answer("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nhello", new Delivered(200)),
                answer("204 with a body", "HTTP/1.1 204 No Content\r\n\r\nbody", new Delivered(204)),
                answer("a body cut short", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", new Delivered(200)),
                answer("a broken chunk", CHUNKED + "2\r\nhi\r\nZZ\r\n", new Delivered(200)),
                answer("100 before", "HTTP/1.1 100 Continue\r\n\r\n" + OK, new Delivered(200)),
                answer("103 before", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK, new Delivered(200)),
                answer("unknown 1xx before", "HTTP/1.1 199 Eh\r\n\r\n" + OK, new Delivered(200)),
                answer("many 1xx before", "HTTP/1.1 100 Continue\r\n\r\n".repeat(50) + OK, new Delivered(200)),
                answer("101", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", new Refused(101, List.of())),
                answer("401 without a challenge", "HTTP/1.1 401 No\r\n\r\n", new Refused(401, List.of())),
                answer(
                        "401 with one",
                        "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\n\r\n",
                        new Refused(401, List.of())),
                answer("closed at once", "", RESET),
                answer("cut in the head", "HTTP/1.1 200 OK\r\nContent-", BAD_ANSWER),
                answer("not HTTP", "<html>hello</html>\r\n\r\n", BAD_ANSWER),
                answer("status 99", "HTTP/1.1 99 Eh\r\n\r\n", BAD_ANSWER),
                answer("status 1000", "HTTP/1.1 1000 Eh\r\n\r\n", BAD_ANSWER),
                answer("NUL in a header", "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", BAD_ANSWER),
                answer(
                        "two lengths",
                        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                        BAD_ANSWER),
                answer("1 MB header", "HTTP/1.1 200 OK\r\nX: " + "a".repeat(1_000_000) + "\r\n\r\n", BAD_ANSWER),
                answer("10,000 headers", "HTTP/1.1 200 OK\r\n" + "X: a\r\n".repeat(10_000) + "\r\n", BAD_ANSWER));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void an_odd_answer_has_a_plain_outcome(String answer, Outcome expected) throws IOException {
        try (var receiver = RawReceiver.answering(answer)) {
            assertThat(outcome(patient, receiver)).isEqualTo(expected);
        }
    }

    static Stream<Arguments> endless() {
        return Stream.of(
                behaviour("never answers", (connection, _) -> connection.hang(), TIMEOUT),
                behaviour(
                        "a status line that never completes",
                        (connection, _) -> {
                            connection.readRequest();
                            connection.drip("H");
                        },
                        TIMEOUT),
                behaviour(
                        "headers that never end",
                        (connection, _) -> {
                            connection.readRequest();
                            connection.write("HTTP/1.1 200 OK\r\n");
                            connection.drip("X: a\r\n");
                        },
                        TIMEOUT),
                behaviour(
                        "100 for ever",
                        (connection, _) -> {
                            connection.readRequest();
                            connection.drip("HTTP/1.1 100 Continue\r\n\r\n");
                        },
                        TIMEOUT),
                behaviour(
                        "199 for ever",
                        (connection, _) -> {
                            connection.readRequest();
                            connection.drip("HTTP/1.1 199 Eh\r\n\r\n");
                        },
                        TIMEOUT),
                behaviour(
                        "a flood of 103",
                        (connection, _) -> {
                            connection.readRequest();
                            connection.pour("HTTP/1.1 103 Early Hints\r\n\r\n");
                        },
                        TIMEOUT),
                behaviour(
                        "a body that dribbles",
                        (connection, _) -> {
                            connection.readRequest();
                            connection.write("HTTP/1.1 200 OK\r\n\r\n");
                            connection.drip("x");
                        },
                        new Delivered(200)),
                behaviour(
                        "a refusal whose body never comes",
                        (connection, _) -> {
                            connection.readRequest();
                            connection.write("HTTP/1.1 503 Busy\r\nContent-Length: 10\r\nRetry-After: 9\r\n\r\n");
                            connection.hang();
                        },
                        new Refused(503, List.of("9"))),
                behaviour(
                        "a chunk extension without end",
                        (connection, _) -> {
                            connection.readRequest();
                            connection.write(CHUNKED + "2;");
                            connection.drip("a=b;");
                        },
                        new Delivered(200)));
    }

    @ParameterizedTest
    @MethodSource("endless")
    void what_never_ends_is_ended_by_the_deadline(RawReceiver.Manners manners, Outcome expected) throws IOException {
        try (var receiver = new RawReceiver(manners)) {
            assertThat(outcome(hasty, receiver)).isEqualTo(expected);
        }
    }

    /** The client shows one of them as if it were the answer when it is stopped in the midst of them. */
    @Test
    void an_interim_answer_is_never_taken_for_the_answer() throws IOException {
        try (var receiver = new RawReceiver((connection, _) -> {
            connection.readRequest();
            connection.pour("HTTP/1.1 103 Early Hints\r\n\r\n");
        })) {
            for (int times = 0; times < 8; times++) {
                assertThat(outcome(hasty, receiver)).isEqualTo(TIMEOUT);
            }
        }
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                arguments("HTTP/1.1 200 OK\r\n\r\n", new Delivered(200)),
                arguments("HTTP/1.1 500 Oh\r\nContent-Length: 10000000000\r\n\r\n", new Refused(500, List.of())));
    }

    @ParameterizedTest
    @MethodSource("floods")
    void of_an_endless_body_16_kib_are_read(String head, Outcome expected) throws IOException {
        try (var receiver = new RawReceiver((connection, _) -> {
            connection.readRequest();
            connection.write(head);
            connection.pour("x".repeat(1000));
        })) {
            var sent = patient.send(TestShipments.to(receiver.url())).join();

            assertThat(sent.outcome()).isEqualTo(expected);
            assertThat(sent.excerpt()).isEqualTo("x".repeat(16 * 1024));
        }
    }

    @Test
    void a_reset_before_the_answer_is_a_failure() throws IOException {
        try (var receiver = new RawReceiver((connection, _) -> {
            connection.readRequest();
            connection.reset();
        })) {
            assertThat(outcome(patient, receiver)).isEqualTo(RESET);
        }
    }

    @Test
    void a_reset_in_the_body_changes_nothing() throws IOException {
        try (var receiver = new RawReceiver((connection, _) -> {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            connection.reset();
        })) {
            assertThat(outcome(patient, receiver)).isEqualTo(new Delivered(200));
        }
    }

    @Test
    void a_kept_connection_that_was_lost_is_replaced_by_a_fresh_one() throws IOException {
        try (var receiver = new RawReceiver((connection, _) -> {
            connection.readRequest();
            connection.write(OK);
            connection.readRequest();
        })) {
            assertThat(outcome(patient, receiver)).isEqualTo(new Delivered(200));
            assertThat(outcome(patient, receiver)).isEqualTo(new Delivered(200));
            assertThat(receiver.connections()).isEqualTo(2);
        }
    }

    @Test
    void although_every_kept_connection_is_lost_the_replacement_is_a_fresh_one() throws IOException {
        var bothOpen = new Phaser(2);
        try (var receiver = new RawReceiver((connection, number) -> {
            connection.readRequest();
            if (number <= 2) {
                bothOpen.arriveAndAwaitAdvance();
                connection.write(OK);
                connection.readRequest();
            } else {
                connection.write(OK);
            }
        })) {
            var both = Stream.generate(() -> patient.send(TestShipments.to(receiver.url())))
                    .limit(2)
                    .toList();
            assertThat(both)
                    .extracting(CompletableFuture::join)
                    .extracting(Sent::outcome)
                    .containsOnly(new Delivered(200));

            assertThat(outcome(patient, receiver)).isEqualTo(new Delivered(200));
            assertThat(receiver.connections()).isEqualTo(3);
        }
    }

    @Test
    void an_answer_nobody_asked_for_is_not_taken_for_the_next_one() throws IOException {
        try (var receiver = new RawReceiver((connection, number) -> {
            connection.readRequest();
            connection.write(number == 1 ? OK + OK : "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
            connection.readRequest();
            connection.write("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
            connection.hang();
        })) {
            assertThat(outcome(patient, receiver)).isEqualTo(new Delivered(200));
            assertThat(outcome(patient, receiver)).isEqualTo(new Refused(500, List.of()));
        }
    }

    @Test
    void many_timeouts_leave_the_connections_free_for_the_next() throws IOException {
        try (var receiver = new RawReceiver((connection, number) -> {
            connection.readRequest();
            if (number <= 8) {
                connection.hang();
            } else {
                connection.write(OK);
            }
        })) {
            for (int round = 0; round < 4; round++) {
                var both = IntStream.range(0, 2)
                        .mapToObj(_ -> hasty.send(TestShipments.to(receiver.url())))
                        .toList();
                assertThat(both)
                        .extracting(CompletableFuture::join)
                        .extracting(Sent::outcome)
                        .containsOnly(TIMEOUT);
            }
            assertThat(outcome(patient, receiver)).isEqualTo(new Delivered(200));
        }
    }

    @Test
    void a_tls_handshake_that_stalls_ends_at_the_deadline() throws IOException {
        try (var receiver = new RawReceiver((connection, _) -> connection.hang())) {
            assertThat(hasty.send(TestShipments.to("https://127.0.0.1:" + receiver.port() + "/"))
                            .join()
                            .outcome())
                    .isEqualTo(TIMEOUT);
        }
    }

    @Test
    void plain_text_where_tls_was_meant_is_a_tls_failure() throws IOException {
        try (var receiver = new RawReceiver((connection, _) -> {
            // Once the greeting is there: who is answered while he still writes may meet a closed connection first.
            connection.socket().getInputStream().readNBytes(1);
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
            connection.hang();
        })) {
            assertThat(patient.send(TestShipments.to("https://127.0.0.1:" + receiver.port() + "/"))
                            .join()
                            .outcome())
                    .isEqualTo(new Unreachable("tls"));
        }
    }

    @Test
    void a_self_signed_certificate_is_a_tls_failure(@TempDir Path directory) throws Exception {
        var listening = selfSigned(directory).createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (var receiver = new RawReceiver(listening, (connection, _) -> connection.readRequest())) {
            assertThat(patient.send(TestShipments.to("https://localhost:" + receiver.port() + "/"))
                            .join()
                            .outcome())
                    .isEqualTo(new Unreachable("tls"));
        }
    }

    private static Outcome outcome(Sender sender, RawReceiver receiver) {
        return sender.send(TestShipments.to(receiver.url())).join().outcome();
    }

    private static Sender sender(Duration deadline) {
        return Sender.start(AddressPolicy.of(AddressPolicy.LOOPBACK, Set.of()), deadline, 2, 100);
    }

    private static Arguments answer(String name, String answer, Outcome expected) {
        return arguments(named(name, answer), expected);
    }

    private static Arguments behaviour(String name, RawReceiver.Manners manners, Outcome expected) {
        return arguments(named(name, manners), expected);
    }

    private static SSLServerSocketFactory selfSigned(Path directory)
            throws IOException, InterruptedException, GeneralSecurityException {
        var file = directory.resolve("keys.p12");
        var password = "changeit";
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "receiver",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        password)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start()
                .waitFor();
        var keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, password.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password.toCharArray());
        var tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls.getServerSocketFactory();
    }
}
