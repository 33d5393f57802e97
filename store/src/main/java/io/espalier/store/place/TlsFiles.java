package io.espalier.store.place;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files, in PEM, for an encrypted connection to a server whose certificate and name are checked.
 *
 * @param rootCertificate the authority that signed the server's certificate; null where it is one
 *     that this Java trusts anyhow
 * @param certificate that of this client, with its chain; null where the server asks for none
 * @param key the private key of {@code certificate}, PKCS#8 without a password; null without one
 */
public record TlsFiles(
    @Nullable Path rootCertificate, @Nullable Path certificate, @Nullable Path key) {
  public TlsFiles {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          (key == null ? "certificate without key" : "key without certificate")
              + " (expected: both, or neither)");
    }
  }
}
