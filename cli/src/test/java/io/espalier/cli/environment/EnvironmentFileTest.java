package io.espalier.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.cli.server.TemporalAddress;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.store.place.ArtifactPlace;
import io.espalier.store.place.DatabaseAddress;
import io.espalier.store.place.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an environment file may say, and what is said of one that is not as it must be. */
class EnvironmentFileTest {
  private static final Map<String, String> VARIABLES = Map.of("DB_PASSWORD", "correct horse");
  private static final String DATABASE =
      "database: {url: \"jdbc:postgresql://db:5432/espalier\", user: espalier, password: %s}\n";
  private static final String ARTIFACTS = "artifacts: {folder: objects}\n";

  @TempDir private Path folder;

  @Test
  void secretsComeFromTheProcessOrFromFiles() throws IOException {
    assertThat(load(DATABASE.formatted("{environment: DB_PASSWORD}") + ARTIFACTS).database())
        .isEqualTo(
            new DatabaseAddress(
                "jdbc:postgresql://db:5432/espalier", "espalier", "correct horse", null));
    Files.writeString(folder.resolve("secret"), "battery staple\n");
    assertThat(load(DATABASE.formatted("{file: secret}") + ARTIFACTS).database().password())
        .as("the line's end is no part of it, and the path starts at the file's folder")
        .isEqualTo("battery staple");
  }

  @Test
  void aSecretInTheFileItselfIsRefusedAndNotRepeated() {
    for (String literal :
        new String[] {"hunter2", "\"hunter2\"", "{hunter2}", "{value: hunter2}", "[hunter2]"}) {
      assertThatThrownBy(() -> load(DATABASE.formatted(literal) + ARTIFACTS))
          .as(literal)
          .isInstanceOf(ExperimentException.class)
          .hasMessageContaining("environment.yaml:1:")
          .hasMessageContaining("database.password: a value in the file (expected: {environment:")
          .hasMessageNotContaining("hunter2");
    }
    assertThatThrownBy(
            () ->
                load(
                    "database: {url: \"jdbc:postgresql://db/e?user=x&password=hunter2\"}\n"
                        + ARTIFACTS))
        .hasMessageContaining("environment.yaml:1:")
        .hasMessageContaining("url: holds a password")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aSecretThatIsNotThereIsNamed() {
    assertThatThrownBy(
            () -> load(DATABASE.formatted("{environment: OTHER}") + ARTIFACTS).database())
        .hasMessageContaining("environment.yaml:1:")
        .hasMessageEndingWith(
            "database.password: the variable OTHER is not set (expected: the secret in it)");
    assertThatThrownBy(() -> load(DATABASE.formatted("{file: none}") + ARTIFACTS).database())
        .hasMessageContaining("none cannot be read: NoSuchFileException");
  }

  @Test
  void nothingThatIsPrintedHoldsThePassword() throws IOException {
    DatabaseAddress address =
        load(DATABASE.formatted("{environment: DB_PASSWORD}") + ARTIFACTS).database();
    assertThat(address).hasToString("postgresql://db:5432/espalier as espalier");
  }

  @Test
  void theShippedExamplesAreRight() throws IOException {
    try (Stream<Path> shipped = Files.list(Path.of("..", "configs", "environments"))) {
      for (Path file : shipped.toList()) {
        Environment environment =
            Environment.load(file, Map.of("ESPALIER_DATABASE_PASSWORD", "secret"));
        assertThat(environment.database().password()).as(file.toString()).isEqualTo("secret");
        assertThat(environment.temporal()).as(file.toString()).isNotNull();
      }
    }
  }

  @Test
  void aMistypedKeyIsAnsweredWithItsPlaceAndTheNearest() {
    assertThatThrownBy(
            () -> load(DATABASE.formatted("{environment: DB_PASSWORD}") + "artefacts: x\n"))
        .hasMessageEndingWith(
            "environment.yaml:2:1: unknown key artefacts (expected: one of: database, artifacts,"
                + " cache, temporal, queues; did you mean artifacts?)");
    assertThatThrownBy(() -> load("database: {url: \"postgres://db/e\"}\n" + ARTIFACTS))
        .hasMessageEndingWith(
            "environment.yaml:1:11: database: url: postgres://db/e (expected:"
                + " jdbc:postgresql://HOST:PORT/DATABASE)");
    assertThatThrownBy(() -> Environment.load(folder.resolve("none.yaml"), VARIABLES))
        .hasMessageEndingWith("none.yaml: no such file (expected: an environment file)");
  }

  @Test
  void aCertificateGoesWithItsKeyAndADatabaseWithARootCertificate() throws IOException {
    String temporal = "temporal: {target: \"t:7233\", tls: %s}\n";
    String database = DATABASE.formatted("{environment: DB_PASSWORD}") + ARTIFACTS;
    assertThat(load(database + temporal.formatted("{certificate: c.pem, key: k.pem}")).temporal())
        .isEqualTo(
            new TemporalAddress(
                "t:7233",
                "espalier",
                new TlsFiles(null, folder.resolve("c.pem"), folder.resolve("k.pem"))));
    assertThatThrownBy(() -> load(database + temporal.formatted("{certificate: c.pem}")))
        .hasMessageContaining("certificate without key (expected: both, or neither)");
    assertThatThrownBy(
            () ->
                load(
                    "database: {url: \"jdbc:postgresql://db/e\", tls: {certificate: c, key: k}}\n"
                        + ARTIFACTS))
        .hasMessageContaining("no root certificate");
  }

  @Test
  void aBucketHasItsKeysFromTheProcessAndACacheOnThisMachine() throws IOException {
    String bucket =
        DATABASE.formatted("{environment: DB_PASSWORD}")
            + """
            artifacts:
              s3:
                endpoint: "http://minio:9000"
                bucket: espalier
                prefix: team/
                path_style: true
                access_key: {environment: DB_PASSWORD}
                secret_key: {file: secret}
            cache: {folder: cache, gigabytes: 1.5}
            """;
    Files.writeString(folder.resolve("secret"), "s3cret");
    assertThat(load(bucket).artifacts())
        .isEqualTo(
            new ArtifactPlace.Bucket(
                URI.create("http://minio:9000"),
                "us-east-1",
                "espalier",
                "team/",
                true,
                "correct horse",
                "s3cret",
                folder.resolve("cache"),
                1_500_000_000L));
    assertThat(load(bucket).artifacts().toString()).doesNotContain("s3cret", "horse");
    assertThatThrownBy(() -> load(bucket.replace("    secret_key: {file: secret}\n", "")))
        .hasMessageContaining("access_key without secret_key (expected: both, or neither)");
    assertThatThrownBy(() -> load(bucket.replace("http://", "http://user:hunter2@")))
        .hasMessageContaining("endpoint: no such URL")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> load(bucket.replace("prefix: team/", "prefix: team")))
        .hasMessageContaining("expected: empty, or ending with /");
  }

  private Environment load(String text) throws IOException {
    return Environment.load(Files.writeString(folder.resolve("environment.yaml"), text), VARIABLES);
  }
}
