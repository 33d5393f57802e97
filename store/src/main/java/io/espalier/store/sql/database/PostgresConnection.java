package io.espalier.store.sql.database;

import io.espalier.store.failure.StoreRefusedException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.place.DatabaseAddress;
import io.espalier.store.place.TlsFiles;
import io.espalier.store.thread.PrivateThreads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** How a connection to PostgreSQL is made, and what it means when none comes about. */
final class PostgresConnection {
  private static final String NO_SUCH_DATABASE = "3D000";

  /** Kept, since loggers without a holder forget their level. */
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  static {
    DRIVER.setLevel(Level.OFF); // what it has to say is in its exceptions too
  }

  private PostgresConnection() {}

  /**
   * The driver's properties.
   *
   * @throws StoreRefusedException when a file for TLS cannot be read
   */
  static Properties properties(DatabaseAddress address) {
    Properties properties = new Properties();
    PGProperty.APPLICATION_NAME.set(properties, "espalier");
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.CONNECT_TIMEOUT.set(properties, 10);
    // What is sent to a machine that is cut off is never answered. Less than a transaction may
    // take, so that the database is away then rather than stuck.
    PGProperty.SOCKET_TIMEOUT.set(properties, Database.LIMIT_SECONDS - 30);
    if (address.user() != null) {
      PGProperty.USER.set(properties, address.user());
    }
    if (address.password() != null) {
      PGProperty.PASSWORD.set(properties, address.password());
    }
    if (address.tls() != null) {
      encrypt(properties, address.tls());
    }
    return properties;
  }

  private static void encrypt(Properties properties, TlsFiles tls) {
    PGProperty.SSL_MODE.set(properties, "verify-full");
    PGProperty.SSL_ROOT_CERT.set(
        properties, readable(Objects.requireNonNull(tls.rootCertificate())).toString());
    if (tls.certificate() == null || tls.key() == null) {
      // Otherwise the driver takes what lies in ~/.postgresql.
      PGProperty.SSL_CERT.set(properties, "");
      PGProperty.SSL_KEY.set(properties, "");
      return;
    }
    PGProperty.SSL_CERT.set(properties, readable(tls.certificate()).toString());
    PGProperty.SSL_KEY.set(properties, readable(tls.key()).toString());
    PGProperty.PEM_KEY_ALGORITHM.set(properties, algorithm(tls.certificate()));
  }

  private static Path readable(Path file) {
    if (!Files.isReadable(file)) {
      throw new StoreRefusedException(
          "tls: " + file + " cannot be read (expected: a file in PEM)", new IOException());
    }
    return file;
  }

  /** Of the key that belongs to a certificate. */
  private static String algorithm(Path certificate) {
    try (InputStream in = Files.newInputStream(certificate)) {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(in)
          .getPublicKey()
          .getAlgorithm();
    } catch (IOException | GeneralSecurityException e) {
      throw new StoreRefusedException(
          "tls: " + certificate + ": " + e.getMessage() + " (expected: a certificate in PEM)", e);
    }
  }

  /**
   * Makes one connection, trying for a while where the database is away.
   *
   * @throws StoreUnavailableException when it is still away
   * @throws StoreRefusedException when it refuses this user, has no such database, or the two do
   *     not come to terms
   */
  static Connection open(DatabaseAddress address, Properties properties, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return Objects.requireNonNull(new Driver().connect(address.url(), properties));
      } catch (SQLException e) {
        if (!SqlErrors.away(e) || SqlErrors.refused(e) || System.nanoTime() > end) {
          throw failure(address, e);
        }
        PrivateThreads.pause(200);
      }
    }
  }

  /** What a person is told where no connection comes about. */
  static RuntimeException failure(DatabaseAddress address, SQLException e) {
    String where = "the database " + address.name();
    if (NO_SUCH_DATABASE.equals(e.getSQLState())) {
      return new StoreRefusedException(
          where + " is not there (" + SqlErrors.first(e) + "): make it with CREATE DATABASE", e);
    }
    if (SqlErrors.refused(e) || !SqlErrors.away(e)) {
      return new StoreRefusedException(
          where
              + " refuses the connection"
              + (address.user() == null ? "" : " as " + address.user())
              + ": "
              + SqlErrors.first(e),
          e);
    }
    return new StoreUnavailableException(where + " does not answer: " + SqlErrors.first(e), e);
  }
}
