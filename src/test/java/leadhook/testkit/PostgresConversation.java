package leadhook.testkit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import leadhook.testkit.PostgresProxy.Fate;
import leadhook.testkit.PostgresProxy.Moment;

/**
 * One connection through a {@link PostgresProxy}. Of PostgreSQL's protocol it knows where a message ends, which statements a
 * transaction is made of (a prepared one is named after its first time), and what a COMMIT looks like from both sides.
 */
final class PostgresConversation implements AutoCloseable {
    private static final int SSL_REQUEST = 80_877_103;
    private static final int GSS_REQUEST = 80_877_104;

    private final PostgresProxy proxy;
    private final Socket client;
    private final Socket postgres;
    private final Map<String, String> prepared = new HashMap<>();
    private final StringBuilder statements = new StringBuilder();
    private boolean inTransaction;
    private volatile String committing = "";
    private volatile boolean held;

    PostgresConversation(PostgresProxy proxy, Socket client, Socket postgres) throws IOException {
        this.proxy = proxy;
        this.client = client;
        this.postgres = postgres;
        client.setTcpNoDelay(true);
        postgres.setTcpNoDelay(true);
    }

    /** Passes on what both say until one has gone. */
    void run() throws IOException {
        var in = input(client);
        var answers = input(postgres);
        var out = output(postgres);
        greet(in, answers, out);
        Thread.ofVirtual().start(() -> passAnswers(answers));
        passRequests(in, out);
    }

    /** The first words have no type: perhaps a request for encryption, answered by a single byte, then the start. */
    private void greet(DataInputStream in, DataInputStream answers, DataOutputStream out) throws IOException {
        for (boolean started = false; !started; ) {
            int length = in.readInt();
            var message = in.readNBytes(length - Integer.BYTES);
            int code = ByteBuffer.wrap(message).getInt();
            started = code != SSL_REQUEST && code != GSS_REQUEST;
            out.writeInt(length);
            out.write(message);
            out.flush();
            if (!started) {
                client.getOutputStream().write(answers.read());
            }
        }
    }

    private void passRequests(DataInputStream in, DataOutputStream out) throws IOException {
        while (true) {
            var message = Message.read(in);
            var fate = heard(message);
            if (fate == Fate.HOLD) {
                held = true;
                waitForTheEnd(in);
            }
            if (fate != Fate.PASS) {
                return;
            }
            message.write(out);
            if (in.available() == 0) {
                out.flush();
            }
        }
    }

    private Fate heard(Message message) {
        switch (message.type) {
            case 'P' -> prepared.put(message.text(0), message.text(1));
            case 'B' -> {
                return runs(prepared.getOrDefault(message.text(1), ""));
            }
            case 'Q' -> {
                return runs(message.text(0));
            }
            default -> {
                // Says nothing about a transaction.
            }
        }
        return Fate.PASS;
    }

    private Fate runs(String statement) {
        switch (statement) {
            case "BEGIN" -> begins();
            case "ROLLBACK" -> inTransaction = false;
            case "COMMIT" -> {
                inTransaction = false;
                committing = statements.toString();
                return proxy.reached(Moment.BEFORE_IT, committing);
            }
            default -> statements.append(inTransaction ? statement : "");
        }
        return Fate.PASS;
    }

    private void begins() {
        inTransaction = true;
        statements.setLength(0);
    }

    private void passAnswers(DataInputStream in) {
        try {
            var out = output(client);
            while (passAnswer(in, out)) {
                // Each call passes one on.
            }
        } catch (IOException _) {
            // PostgreSQL has gone. A server that is held must not learn of it.
        }
        if (!held) {
            close();
        }
    }

    private boolean passAnswer(DataInputStream in, DataOutputStream out) throws IOException {
        var message = Message.read(in);
        boolean committed = message.type == 'C' && message.text(0).equals("COMMIT");
        var fate = committed ? proxy.reached(Moment.AFTER_IT, committing) : Fate.PASS;
        if (fate == Fate.HOLD) {
            held = true;
        }
        if (held || fate == Fate.CUT) {
            return false;
        }
        message.write(out);
        if (in.available() == 0) {
            out.flush();
        }
        return true;
    }

    private static void waitForTheEnd(InputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    private static DataInputStream input(Socket socket) throws IOException {
        return new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 << 10));
    }

    private static DataOutputStream output(Socket socket) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 64 << 10));
    }

    @Override
    public void close() {
        close(client);
        close(postgres);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // Then it is closed.
        }
    }

    /** A message of either side after the greeting. */
    private record Message(char type, byte[] body) {
        static Message read(DataInputStream in) throws IOException {
            char type = (char) in.readUnsignedByte();
            var body = new byte[in.readInt() - Integer.BYTES];
            in.readFully(body);
            return new Message(type, body);
        }

        void write(DataOutputStream out) throws IOException {
            out.writeByte(type);
            out.writeInt(body.length + Integer.BYTES);
            out.write(body);
        }

        /** The text in this place among those that the message begins with; each ends with a zero. */
        String text(int place) {
            int start = 0;
            for (int skipped = 0; skipped < place; skipped++) {
                start = end(start) + 1;
            }
            return new String(body, start, end(start) - start, StandardCharsets.UTF_8);
        }

        private int end(int start) {
            int end = start;
            while (body[end] != 0) {
                end++;
            }
            return end;
        }
    }
}
