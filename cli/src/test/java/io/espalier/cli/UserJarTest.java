package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operators and Dags that the handbook shows: compiled, packed into a jar, and run. */
class UserJarTest {
  @TempDir private Path folder;

  @Test
  void theOperatorsAndDagsOfTheHandbookRunFromAUserJar() throws IOException {
    Path plugins = ExampleJar.plugins(folder, "operators.md");
    Path home = folder.resolve("home");

    JsonNode first = run(home, plugins, "greetings");
    assertThat(first.path("state").asText()).isEqualTo("success");
    assertThat(first.path("dag_id").asText()).isEqualTo("greetings");
    assertThat(first.at("/steps/executed").asInt()).isEqualTo(3);
    assertThat(run(home, plugins, "greetings").at("/steps/cached").asInt()).isEqualTo(3);
    assertThat(CommandLineRun.of(home, "status").out()).contains("first").contains("CACHED");

    Matcher output =
        Pattern.compile("output greeting\\[0\\] (\\p{XDigit}{64})")
            .matcher(CommandLineRun.of(home, "logs", "first").out());
    assertThat(output.find()).isTrue();
    Path greeting = folder.resolve("greeting.txt");
    CommandLineRun.of(home, "export", output.group(1).substring(0, 8), greeting.toString());
    assertThat(greeting).hasContent("Hello, you");

    run(home, plugins, "CarefulGreetings");
    assertThat(run(home, plugins, "CarefulGreetings").at("/steps/cached").asInt())
        .as("all but the setup and the teardown")
        .isEqualTo(3);
    assertThat(CommandLineRun.of(home, "status").out())
        .containsPattern("work\\.right +skipped +skipped by pick")
        .containsPattern("release +EXECUTED");
    assertThat(run(home, plugins, "small-mask").at("/steps/executed").asInt()).isEqualTo(3);

    CommandLineRun unknown = CommandLineRun.of(home, "run", "--dag", "greetings");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("--plugins");
  }

  private static JsonNode run(Path home, Path plugins, String dag) throws IOException {
    CommandLineRun run =
        CommandLineRun.of(home, "run", "--plugins", plugins.toString(), "--dag", dag, "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }
}
