package io.vitalwatch.web.oidc;

import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One attempt to sign in, from the way to the provider until the way back.
 *
 * @param state comes back with the answer, so that an answer belongs to this browser
 * @param nonce comes back inside the ID token, so that the token belongs to this attempt
 * @param verifier the secret of PKCE, without which nobody can use the code of the answer
 * @param target the path of this server that was asked for
 * @param began Unix milliseconds
 */
record OidcAttempt(String state, String nonce, String verifier, String target, long began) {
    private static final int BYTES = 32;
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int LONGEST_SEALED = 2000;
    private static final SecureRandom RANDOM = new SecureRandom();

    static OidcAttempt begin(String target, long now) {
        return new OidcAttempt(random(), random(), new CodeVerifier().getValue(), target, now);
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Attempts as values of a cookie that nobody else can read or make, so that attempts which nobody ends need no memory here. The key is of
     * this process.
     */
    static final class Seal {
        private final SecretKeySpec key;

        Seal() {
            byte[] bytes = new byte[BYTES];
            RANDOM.nextBytes(bytes);
            key = new SecretKeySpec(bytes, "AES");
        }

        String seal(OidcAttempt attempt) {
            String text = String.join("\n", attempt.state, attempt.nonce, attempt.verifier, Long.toString(attempt.began), attempt.target);
            byte[] iv = new byte[IV_BYTES];
            RANDOM.nextBytes(iv);
            byte[] sealed = run(Cipher.ENCRYPT_MODE, iv, text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(ByteBuffer.allocate(IV_BYTES + sealed.length).put(iv).put(sealed).array());
        }

        /** The attempt, or null if the text is not one of {@link #seal}. */
        OidcAttempt open(String text) {
            if (text == null || text.length() > LONGEST_SEALED) {
                return null;
            }
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(text);
                if (bytes.length <= IV_BYTES) {
                    return null;
                }
                byte[] opened = run(Cipher.DECRYPT_MODE, java.util.Arrays.copyOf(bytes, IV_BYTES),
                        java.util.Arrays.copyOfRange(bytes, IV_BYTES, bytes.length));
                String[] parts = opened == null ? new String[0] : new String(opened, StandardCharsets.UTF_8).split("\n", -1);
                return parts.length != 5 ? null : new OidcAttempt(parts[0], parts[1], parts[2], parts[4], Long.parseLong(parts[3]));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        private byte[] run(int mode, byte[] iv, byte[] bytes) {
            try {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
                return cipher.doFinal(bytes);
            } catch (GeneralSecurityException e) {
                if (mode == Cipher.DECRYPT_MODE) {
                    return null;
                }
                throw new IllegalStateException("every Java has AES/GCM", e);
            }
        }
    }
}
