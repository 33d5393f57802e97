package io.espalier.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 and the names made of it. */
public final class Digest {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{4,64}");

  private Digest() {}

  /** A fresh SHA-256. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** The name of these bytes. */
  public static String of(byte[] bytes) {
    return hex(sha256().digest(bytes));
  }

  /** The name of this text's bytes in UTF-8. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Lowercase hex. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Whether this is 64 lowercase hex digits: the only kind of name that ever reaches a path. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether this can begin a name: 4 to 64 lowercase hex digits. */
  public static boolean isPrefix(String prefix) {
    return PREFIX.matcher(prefix).matches();
  }

  /**
   * Returns the name.
   *
   * @throws IllegalArgumentException when it is anything but 64 lowercase hex digits
   */
  public static String checked(String name) {
    if (!isName(name)) {
      String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
      throw new IllegalArgumentException(
          "digest: \"" + shown + "\" (expected: 64 lowercase hex digits)");
    }
    return name;
  }
}
