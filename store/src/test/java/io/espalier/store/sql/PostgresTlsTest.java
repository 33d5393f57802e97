package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.parts.PostgresCluster;
import io.espalier.parts.TestCertificates;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreRefusedException;
import io.espalier.store.open.Stores;
import io.espalier.store.place.ArtifactPlace;
import io.espalier.store.place.DatabaseAddress;
import io.espalier.store.place.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections to a PostgreSQL that has a certificate, and who is let in. */
class PostgresTlsTest {
  private static final String PASSWORD = "correct horse battery staple";

  @TempDir private static Path folder;
  private static @Nullable PostgresCluster cluster;
  private static TestCertificates ours;
  private static TestCertificates others;

  @BeforeAll
  static void startEncrypted() throws IOException {
    PostgresCluster started = PostgresCluster.start();
    cluster = started;
    ours = TestCertificates.in(Files.createDirectory(folder.resolve("ours")));
    others = TestCertificates.in(Files.createDirectory(folder.resolve("others")));
    ours.server("server").client("certified", "EC").client("certified-rsa", "RSA");
    others.client("certified", "RSA");
    open(started.url(), "espalier", null, null).close();
    for (String role : new String[] {"certified", "certified-rsa", "known"}) {
      try (Store store = open(started.url(), "espalier", null, null)) {
        ((SqlStore) store)
            .database()
            .write(
                handle ->
                    handle.execute(
                        "CREATE ROLE \""
                            + role
                            + "\" SUPERUSER LOGIN PASSWORD '"
                            + PASSWORD
                            + "'"));
      }
    }
    started.configure(
        "ssl = on\nssl_cert_file = '%s'\nssl_key_file = '%s'\nssl_ca_file = '%s'"
            .formatted(
                started.keep("server.pem", ours.certificate("server")),
                started.keep("server.key", ours.key("server")),
                started.keep("root.pem", ours.root())));
    started.admit(
        """
        hostssl all certified     samehost cert
        hostssl all certified-rsa samehost cert
        hostssl all known         samehost scram-sha-256
        hostssl all espalier      samehost trust
        """);
    started.restart();
  }

  @AfterAll
  static void remove() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void aServerWhoseCertificateAndNameAreRightIsSpokenToInSecret() {
    try (Store store = open(named("localhost"), "espalier", null, tls(ours, null))) {
      assertThat(encrypted(store)).isTrue();
    }
  }

  @Test
  void aServerOfAnotherNameOrAuthorityIsNotSpokenTo() {
    assertThatThrownBy(() -> open(named("127.0.0.1"), "known", PASSWORD, tls(ours, null)))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("The hostname 127.0.0.1 could not be verified");
    assertThatThrownBy(() -> open(named("localhost"), "known", PASSWORD, tls(others, null)))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("refuses the connection as known")
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void aClientShowsItsCertificateWhateverItsKeyIs() {
    for (String name : new String[] {"certified", "certified-rsa"}) {
      try (Store store = open(named("localhost"), name, null, tls(ours, name))) {
        assertThat(encrypted(store)).as(name).isTrue();
      }
    }
  }

  @Test
  void aClientWithoutACertificateOrWithAStrangersIsRefused() {
    assertThatThrownBy(() -> open(named("localhost"), "certified", null, tls(ours, null)))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("refuses the connection as certified")
        .hasMessageContaining("certificate");
    TlsFiles strangers =
        new TlsFiles(ours.root(), others.certificate("certified"), others.key("certified"));
    assertThatThrownBy(() -> open(named("localhost"), "certified", null, strangers))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("refuses the connection as certified");
  }

  @Test
  void aWrongPasswordIsRefusedAtOnceAndNeverShown() {
    open(named("localhost"), "known", PASSWORD, tls(ours, null)).close();
    assertThatThrownBy(() -> open(named("localhost"), "known", "hunter2", tls(ours, null)))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("password authentication failed")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> open(named("localhost"), "known", null, tls(ours, null)))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("no password was provided");
  }

  @Test
  void whoWantsNoEncryptionIsNotLetIn() {
    assertThatThrownBy(() -> open(named("localhost") + "?sslmode=disable", "known", PASSWORD, null))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("no encryption");
  }

  @Test
  void aKeyThatOthersMayReadIsRefused() throws IOException {
    Path open = Files.copy(ours.key("certified"), folder.resolve("open.key"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    TlsFiles tls = new TlsFiles(ours.root(), ours.certificate("certified"), open);
    assertThatThrownBy(() -> open(named("localhost"), "certified", null, tls))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("open.key")
        .hasMessageContaining("has group or world access");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    TlsFiles none = new TlsFiles(folder.resolve("none.pem"), null, null);
    assertThatThrownBy(() -> open(named("localhost"), "known", PASSWORD, none))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("none.pem cannot be read (expected: a file in PEM)");
  }

  private static String named(String host) {
    return Objects.requireNonNull(cluster).url().replace("127.0.0.1", host);
  }

  private static TlsFiles tls(TestCertificates authority, @Nullable String client) {
    return new TlsFiles(
        authority.root(),
        client == null ? null : ours.certificate(client),
        client == null ? null : ours.key(client));
  }

  private static boolean encrypted(Store store) {
    return ((SqlStore) store)
        .database()
        .read(
            handle ->
                handle
                    .select("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                    .mapTo(Boolean.class)
                    .one());
  }

  private static Store open(
      String url, String user, @Nullable String password, @Nullable TlsFiles tls) {
    return Stores.postgres(
        new DatabaseAddress(url, user, password, tls),
        new ArtifactPlace.Folder(folder.resolve("objects")));
  }
}
