package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs tell what becomes of them to whom they are asked to. */
class NotifiedRunTest {
  @TempDir private Path folder;
  private Path told = Path.of("");
  private Path home = Path.of("");
  private String file = "";

  @BeforeEach
  void write() throws IOException {
    told = folder.resolve("told");
    home = folder.resolve("home");
    file = TinyExperiment.write(folder, 20).toString();
  }

  @Test
  void anEndAndAUsedUpBudgetAreTold() throws IOException {
    String tell = "cat >> " + told;
    CommandLineRun part =
        CommandLineRun.of(home, "run", file, "--max-trainings", "1", "--notify", tell);
    assertThat(part.exitCode()).as(part.err()).isEqualTo(6);
    CommandLineRun rest = CommandLineRun.of(home, "resume", "--notify", tell);
    assertThat(rest.exitCode()).as(rest.err()).isZero();

    List<JsonNode> notices = notices();
    assertThat(notices)
        .extracting(it -> it.path("event").asText())
        .containsExactly("stopped", "ended");
    assertThat(notices.get(0).path("reason").asText()).isEqualTo("--max-trainings 1 used up");
    assertThat(notices.get(1).path("state").asText()).isEqualTo("success");
    assertThat(notices.get(1).path("run_id").asText()).startsWith("tiny-");
  }

  @Test
  void aFailureIsTold() throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            home,
            "run",
            file,
            "--set",
            "train.optimizer=sgd",
            "--set",
            "train.learning_rate=1000",
            "--notify",
            "cat >> " + told);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(3);

    JsonNode last = notices().get(notices().size() - 1);
    assertThat(last.path("event").asText()).isEqualTo("ended");
    assertThat(last.path("state").asText()).isEqualTo("failed");
    assertThat(last.path("task_id").asText()).isEqualTo("r1.dense.train");
  }

  private List<JsonNode> notices() throws IOException {
    try (MappingIterator<JsonNode> all =
        new ObjectMapper().readerFor(JsonNode.class).readValues(Files.readString(told))) {
      return all.readAll();
    }
  }
}
