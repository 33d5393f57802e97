package io.espalier.cli.server;

import io.espalier.store.place.TlsFiles;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.temporal.serviceclient.SimpleSslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Certificates as Temporal's client takes them. */
final class TemporalTls {
  private TemporalTls() {}

  /**
   * For connections to a server.
   *
   * @throws IllegalArgumentException when a file is not what it should be
   */
  static SslContext of(TlsFiles tls) {
    try {
      SimpleSslContextBuilder builder = client(tls.certificate(), tls.key());
      if (tls.rootCertificate() != null) {
        builder.setTrustManager(trusting(tls.rootCertificate()));
      }
      return builder.build();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tls: "
              + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
              + " (expected: readable files in PEM, the key as PKCS#8)",
          e);
    }
  }

  private static SimpleSslContextBuilder client(@Nullable Path certificate, @Nullable Path key)
      throws IOException {
    if (certificate == null || key == null) {
      return SimpleSslContextBuilder.noKeyOrCertChain();
    }
    return SimpleSslContextBuilder.forPKCS8(bytes(certificate), bytes(key));
  }

  private static InputStream bytes(Path file) throws IOException {
    return new ByteArrayInputStream(Files.readAllBytes(file));
  }

  private static TrustManager trusting(Path root) throws IOException, GeneralSecurityException {
    KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
    authorities.load(null, null);
    try (InputStream in = bytes(root)) {
      int n = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        authorities.setCertificateEntry("root" + n++, one);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    return factory.getTrustManagers()[0];
  }
}
