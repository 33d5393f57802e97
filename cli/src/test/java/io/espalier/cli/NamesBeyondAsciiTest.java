package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher and the program that it starts, below folders of any letters. What is run stands in
 * a shell script, so that the locale of the tests' own process has no say; its answers are read
 * from files in a folder of plain letters.
 */
@DisabledOnOs(OS.WINDOWS)
class NamesBeyondAsciiTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void everyNameComesThroughInTheLocaleC() throws Exception {
    run("C", "all");

    JsonNode run = json("list.json").path("runs").path(0);
    assertThat(run.path("dag_id").asText()).isEqualTo("žluťoučký-漢字");
    assertThat(run.path("run_id").asText())
        .startsWith("zlutoucky-_-")
        .matches("[A-Za-z0-9_.~:+-]+");
    assertThat(run.path("state").asText()).isEqualTo("success");
    JsonNode shown = json("show.json");
    assertThat(shown.path("run_id")).isEqualTo(run.path("run_id"));
    assertThat(shown.path("results").findValuesAsText("arm")).contains("lístek", "再初期化");
    assertThat(text("logs.txt")).contains("operator train", "task r1.lístek.01.train");
    assertThat(text("plan.txt")).contains("r1.再初期化.01.train");
    assertThat(text("card.json")).contains("lístek");
    assertThat(text("fsck.txt")).startsWith("ok");
    assertThat(text("missing.txt")).contains("není zde.yaml");
  }

  @Test
  void aLocaleOfUtf8IsAsGood() throws Exception {
    run("C.UTF-8", "plan");

    assertThat(text("plan.txt")).contains("r1.再初期化.01.train");
  }

  private void run(String locale, String what) throws IOException, InterruptedException {
    Path script = folder.resolve("script");
    try (InputStream in = NamesBeyondAsciiTest.class.getResourceAsStream("names.sh")) {
      Files.copy(Objects.requireNonNull(in), script);
    }
    ProcessBuilder builder =
        new ProcessBuilder("bash", script.toString(), locale, folder.toString(), launcher(), what);
    builder.environment().put("TEST_CLASS_PATH", System.getProperty("java.class.path"));
    builder.environment().put("TEST_JAVA", System.getProperty("java.home") + "/bin/java");
    for (String variable : List.of("ESPALIER_HOME", "ESPALIER_JAVA_OPTS", "LC_ALL", "LC_CTYPE")) {
      builder.environment().remove(variable);
    }
    Path out = folder.resolve("out");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(out)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String launcher() {
    Path here = Path.of("").toAbsolutePath();
    return (Files.exists(here.resolve("espalier")) ? here : here.resolveSibling(""))
        .resolve("espalier")
        .toString();
  }

  private JsonNode json(String file) throws IOException {
    return MAPPER.readTree(folder.resolve(file).toFile());
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }
}
