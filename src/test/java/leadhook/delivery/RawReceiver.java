package leadhook.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver without manners: what happens on each connection is up to the test, on a bare socket. */
final class RawReceiver implements AutoCloseable {
    private final ServerSocket listening;
    private final Manners manners;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    RawReceiver(Manners manners) {
        this(plainSocket(), manners);
    }

    RawReceiver(ServerSocket listening, Manners manners) {
        this.listening = listening;
        this.manners = manners;
        Thread.startVirtualThread(this::accept);
    }

    /** Reads one request, writes this, and closes. */
    static RawReceiver answering(String answer) {
        return new RawReceiver((connection, _) -> {
            connection.readRequest();
            connection.write(answer);
        });
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/";
    }

    int port() {
        return listening.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (var socket : sockets) {
            socket.close();
        }
    }

    private static ServerSocket plainSocket() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                var socket = listening.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                Thread.startVirtualThread(() -> serve(socket, number));
            }
        } catch (IOException _) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            manners.serve(new Connection(socket), number);
        } catch (IOException _) {
            // The sender went away, which most of these tests are about.
        }
    }

    /** What happens on a connection; the first has the number 1. It is closed afterwards. */
    interface Manners {
        void serve(Connection connection, int number) throws IOException;
    }

    /** One accepted connection. */
    record Connection(Socket socket) {
        /** The whole request, head and body; empty when the sender closed. */
        String readRequest() throws IOException {
            var in = socket.getInputStream();
            var head = readHead(in);
            var length = head.lines()
                    .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                    .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                    .findFirst()
                    .orElse(0);
            return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        }

        void write(String text) throws IOException {
            var out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Holds the connection open, silent, until the sender closes it. */
        void hang() throws IOException {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }

        /** Writes this again and again, with a pause between, until the sender closes. */
        void drip(String text) throws IOException {
            socket.setSoTimeout(10);
            while (true) {
                write(text);
                try {
                    if (socket.getInputStream().read() < 0) {
                        return;
                    }
                } catch (SocketTimeoutException _) {
                    // The pause.
                }
            }
        }

        /** Writes this again and again, as fast as it goes, until the sender closes. */
        void pour(String text) throws IOException {
            while (true) {
                write(text);
            }
        }

        /** Closes with a reset instead of an orderly end. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        private static String readHead(InputStream in) throws IOException {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return "";
                }
                head.append((char) next);
            }
            return head.toString();
        }
    }
}
