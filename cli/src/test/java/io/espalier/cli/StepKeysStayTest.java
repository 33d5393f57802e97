package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two files and the keys of all their steps, as the program of 26 November 2026 wrote them. The
 * executor {@code jvm} gives the same bits on every CPU, and a key holds the digests of what its
 * step reads: one wrong bit or one changed key anywhere shows.
 */
class StepKeysStayTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void everyTreatmentControlAndCriterionOfWeightsKeepsItsKeysAndBits() throws IOException {
    assertThat(keys("weights")).isEqualTo(recorded("weights"));
  }

  @Test
  void filtersThatAreTakenOutKeepTheirKeysAndBits() throws IOException {
    assertThat(keys("filters")).isEqualTo(recorded("filters"));
  }

  /** Keys by task, of a run on an empty store. */
  private Map<String, String> keys(String name) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.write(file, resource(name + ".yaml"));
    Path home = folder.resolve(name);
    command(home, "run", file.toString());
    Map<String, String> keys = new TreeMap<>();
    for (JsonNode task : command(home, "plan", file.toString()).path("tasks")) {
      keys.put(task.path("task_id").asText(), task.path("step_key").asText());
    }
    return keys;
  }

  private static JsonNode command(Path home, String command, String file) throws IOException {
    CommandLineRun run = CommandLineRun.of(home, command, file, "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return MAPPER.readTree(run.out());
  }

  private static Map<String, String> recorded(String name) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    new String(resource(name + ".keys"), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split(" ", -1))
        .forEach(words -> keys.put(words[0], words[1]));
    return keys;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = StepKeysStayTest.class.getResourceAsStream("keys-of-20261126/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
