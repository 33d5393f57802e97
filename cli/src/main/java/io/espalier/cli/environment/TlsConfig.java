package io.espalier.cli.environment;

import io.espalier.catalog.setting.Doc;
import io.espalier.store.place.TlsFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files for an encrypted connection; the server's certificate and name are always checked. */
record TlsConfig(
    @Doc("Certificate of the authority that signed the server's, in PEM.")
        @Nullable String rootCertificate,
    @Doc("Certificate of this client, in PEM, where the server asks for one.")
        @Nullable String certificate,
    @Doc("Its private key: PKCS#8 in PEM, without a password.") @Nullable String key) {
  TlsConfig {
    var unused = files(Path.of(""), rootCertificate, certificate, key);
  }

  /**
   * The files.
   *
   * @param base folder that relative paths start from
   */
  TlsFiles files(Path base) {
    return files(base, rootCertificate, certificate, key);
  }

  private static TlsFiles files(
      Path base, @Nullable String root, @Nullable String certificate, @Nullable String key) {
    return new TlsFiles(resolved(base, root), resolved(base, certificate), resolved(base, key));
  }

  private static @Nullable Path resolved(Path base, @Nullable String path) {
    return path == null ? null : base.resolve(path);
  }
}
