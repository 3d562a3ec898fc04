package leadhook.platform.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** Reads {@code multipart/form-data}. Files are passed over: a lead is made of text. */
final class Multipart {
    private Multipart() {}

    /**
     * The fields of a body that lies in memory, in order.
     *
     * @throws IOException when it is malformed or has no end
     */
    static List<Map.Entry<String, String>> decode(byte[] body, String contentType, Charset charset) throws IOException {
        var boundary = boundary(contentType);
        var parts = new Parts(charset);
        var parser = new MultiPart.Parser(boundary, parts);
        // The body is bounded, and of many fields the first are taken, in whatever form they come.
        parser.setMaxParts(-1);
        parser.parse(Content.Chunk.from(ByteBuffer.wrap(body), true));
        return parts.read();
    }

    private static String boundary(String contentType) throws IOException {
        try {
            var boundary = MultiPart.extractBoundary(contentType);
            if (boundary != null && !boundary.isEmpty()) {
                return boundary;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("a malformed boundary", e);
        }
        throw new IOException("no boundary");
    }

    private static final class Parts extends MultiPart.AbstractPartsListener {
        private final Charset charset;
        private final List<Map.Entry<String, String>> pairs = new ArrayList<>();
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean complete;
        private @Nullable Throwable failure;

        Parts(Charset charset) {
            this.charset = charset;
        }

        List<Map.Entry<String, String>> read() throws IOException {
            if (failure != null || !complete) {
                throw new IOException("a malformed multipart body", failure);
            }
            return pairs;
        }

        @Override
        public void onPartContent(Content.Chunk chunk) {
            var bytes = new byte[chunk.remaining()];
            chunk.getByteBuffer().get(bytes);
            content.writeBytes(bytes);
        }

        @Override
        public void onPart(@Nullable String name, @Nullable String fileName, HttpFields headers) {
            if (name != null && fileName == null) {
                pairs.add(Map.entry(name, content.toString(charset)));
            }
            content.reset();
        }

        @Override
        public void onComplete() {
            complete = true;
        }

        @Override
        public void onFailure(Throwable cause) {
            failure = cause;
        }
    }
}
