package io.espalier.store.place;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is, and as whom it is used. It never shows the password.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE}, with other parameters but no password
 * @param user null where the URL or the server's own rules name one
 * @param password null where none is needed
 * @param tls with a root certificate; null where the URL says whether the connection is encrypted
 */
public record DatabaseAddress(
    String url, @Nullable String user, @Nullable String password, @Nullable TlsFiles tls) {
  private static final String BEGINNING = "jdbc:postgresql://";
  private static final Pattern SECRET =
      Pattern.compile("[?&]\\w*password=|//[^/?]*@", Pattern.CASE_INSENSITIVE);

  /** Refuses what is no such URL; one with a password in it is not repeated in the error. */
  public DatabaseAddress {
    if (SECRET.matcher(url).find()) {
      throw new IllegalArgumentException(
          "url: holds a password (expected: none there; it comes from the process environment or a"
              + " file, see the key password)");
    }
    if (!url.startsWith(BEGINNING)) {
      throw new IllegalArgumentException(
          "url: " + url + " (expected: " + BEGINNING + "HOST:PORT/DATABASE)");
    }
    if (tls != null && tls.rootCertificate() == null) {
      throw new IllegalArgumentException(
          "tls: no root certificate (expected: that of the authority that signed the database's)");
    }
  }

  /** As people know it: {@code postgresql://HOST:PORT/DATABASE}. */
  public String name() {
    return url.substring("jdbc:".length()).replaceFirst("\\?.*", "");
  }

  @Override
  public String toString() {
    return name() + (user == null ? "" : " as " + user);
  }
}
