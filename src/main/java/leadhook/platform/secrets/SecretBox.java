package leadhook.platform.secrets;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts receivers' secrets at rest: AES-256-GCM under {@code LEADHOOK_SECRET_KEY}, a fresh nonce each time. */
public final class SecretBox {
    public static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    /** A box under this key. @throws IllegalArgumentException unless the key has 32 bytes */
    public SecretBox(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a secret key has " + KEY_BYTES + " bytes");
        }
        this.key = new SecretKeySpec(key, "AES");
    }

    /** Nonce and ciphertext in one. */
    public byte[] seal(byte[] plain) {
        var nonce = Tokens.randomBytes(NONCE_BYTES);
        var sealed = crypt(Cipher.ENCRYPT_MODE, nonce, plain);
        var both = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, both, nonce.length, sealed.length);
        return both;
    }

    /** What was sealed. @throws IllegalStateException when it was sealed with another key or changed since */
    public byte[] open(byte[] both) {
        return crypt(
                Cipher.DECRYPT_MODE,
                Arrays.copyOf(both, NONCE_BYTES),
                Arrays.copyOfRange(both, NONCE_BYTES, both.length));
    }

    private byte[] crypt(int mode, byte[] nonce, byte[] input) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored secret does not fit LEADHOOK_SECRET_KEY", e);
        }
    }
}
