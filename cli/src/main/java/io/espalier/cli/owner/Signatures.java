package io.espalier.cli.owner;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How the owner of a store and its clients prove to each other that they have read the secret of
 * {@code owner.json}, without ever sending it: by HMAC-SHA256 over what they say. A request's
 * signature covers its method, its path with query, a time and a random number; requests have no
 * body. An answer's signature covers that of the request, the status and the body, so it answers
 * this request and no other. Thread-safe.
 */
final class Signatures {
  /** Field of a request: scheme, milliseconds since 1970, random number, signature. */
  static final String REQUEST_FIELD = "Authorization";

  /** Field of an answer. */
  static final String ANSWER_FIELD = "Authentication-Info";

  private static final String SCHEME = "Espalier-HMAC-SHA256";
  private static final Pattern FIELD =
      Pattern.compile(SCHEME + " (\\d{1,18}) ([0-9a-f]{32}) ([0-9a-f]{64})");
  private static final HexFormat HEX = HexFormat.of();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;

  /** Signatures with this secret, as {@link #newSecret} makes it. */
  Signatures(String secret) {
    key = new SecretKeySpec(HEX.parseHex(secret), "HmacSHA256");
  }

  /** 256 random bits, in hexadecimal. */
  static String newSecret() {
    return random(32);
  }

  /**
   * The signature of one request.
   *
   * @param millis when it was made, since 1970
   * @param nonce a random number that no other request has, 128 bits in hexadecimal
   */
  record Signed(long millis, String nonce, String signature) {
    /** What the field of a request says; empty where it is missing or no such thing. */
    static Optional<Signed> parse(@Nullable String field) {
      Matcher parts = FIELD.matcher(field == null ? "" : field);
      return parts.matches()
          ? Optional.of(new Signed(Long.parseLong(parts.group(1)), parts.group(2), parts.group(3)))
          : Optional.empty();
    }

    String field() {
      return SCHEME + " " + millis + " " + nonce + " " + signature;
    }
  }

  /**
   * Signs a request.
   *
   * @param target path and query as they are sent
   */
  Signed sign(String method, String target, long millis) {
    String nonce = random(16);
    return new Signed(millis, nonce, request(method, target, millis, nonce));
  }

  /** Whether this request was signed with the secret. */
  boolean genuine(Signed signed, String method, String target) {
    return same(request(method, target, signed.millis(), signed.nonce()), signed.signature());
  }

  /** Signs the answer to a request. */
  String answer(Signed request, int status, String body) {
    return hmac("espalier answer", request.signature(), status + "", body);
  }

  /** Whether this answer to a request was signed with the secret. */
  boolean genuine(Signed request, int status, String body, @Nullable String signature) {
    return signature != null && same(answer(request, status, body), signature);
  }

  private String request(String method, String target, long millis, String nonce) {
    return hmac("espalier request", method, target, millis + "", nonce);
  }

  /** Over the parts on a line each; only the last may hold line ends. */
  private String hmac(String... parts) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      return HEX.formatHex(mac.doFinal(String.join("\n", parts).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HEX.formatHex(random);
  }
}
