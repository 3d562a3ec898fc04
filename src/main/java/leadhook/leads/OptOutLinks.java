package leadhook.leads;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The unguessable part of a lead's opt-out link: who it is, and a code of 128 bits that only this installation can make. */
final class OptOutLinks {
    private static final String HMAC = "HmacSHA256";
    private static final int CODE_BYTES = 16;

    private final SecretKeySpec key;

    OptOutLinks(byte[] key) {
        this.key = new SecretKeySpec(key, HMAC);
    }

    String token(Lead lead) {
        var code = Arrays.copyOf(code(lead.campaignId(), lead.id()), CODE_BYTES);
        return lead.campaignId() + "-" + lead.socialId() + "-"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    }

    private byte[] code(long campaign, long lead) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(campaign)
                    .putLong(lead)
                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
