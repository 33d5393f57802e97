package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that a program of before the journal made: a finished run of three arms and two rounds,
 * and one of four rounds that was killed after its third.
 */
class OldStoreTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  private Path unpacked() throws IOException {
    try (InputStream in = OldStoreTest.class.getResourceAsStream("store-of-20261122.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path place = folder.resolve(entry.getName()).normalize();
        assertThat(place).startsWithRaw(folder);
        if (entry.isDirectory()) {
          Files.createDirectories(place);
        } else {
          Files.createDirectories(place.getParent());
          Files.copy(zip, place);
        }
      }
    }
    return folder.resolve("home");
  }

  private static JsonNode json(Path home, String... arguments) throws IOException {
    CommandLineRun run = CommandLineRun.of(home, arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return MAPPER.readTree(run.out());
  }

  @Test
  void opensMigratesResumesAndExecutesNothingAgain() throws IOException {
    Path home = unpacked();
    String file = folder.resolve("small.yaml").toString();

    JsonNode again = json(home, "run", file, "--json");

    assertThat(again.at("/steps/executed").asInt()).isZero();
    assertThat(again.at("/steps/cached").asInt()).isEqualTo(30);
    JsonNode resumed = json(home, "resume", "small-20261126-144411", "--json");
    assertThat(resumed.path("state").asText()).isEqualTo("success");
    JsonNode fresh =
        json(folder.resolve("fresh"), "run", file, "--set", "prune.rounds=4", "--json");
    assertThat(fresh.at("/steps/executed").asInt()).isGreaterThan(30);
    assertThat(results(resumed)).isEqualTo(results(fresh));
    assertThat(json(home, "verify", "--json").path("ok").asBoolean()).isTrue();
    assertThat(json(home, "fsck", "--json").path("ok").asBoolean()).isTrue();
    try (var backups = Files.list(home.resolve("backups"))) {
      assertThat(backups).singleElement().asString().contains("store-v1-");
    }
  }

  private static String results(JsonNode shown) {
    return shown.path("results").toPrettyString();
  }
}
