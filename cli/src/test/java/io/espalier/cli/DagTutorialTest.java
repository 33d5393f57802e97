package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Dag that the handbook writes step by step: it does, and shows, what the page says. */
class DagTutorialTest {
  private static final String PAGE = "dags-in-java.md";
  private static final Pattern SHOWN = Pattern.compile("```text\\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void thePageCanBeFollowed() throws IOException {
    Path plugins = ExampleJar.plugins(folder, PAGE);
    Path home = folder.resolve("home");
    List<String> shown = new ArrayList<>();
    Matcher blocks = SHOWN.matcher(ExampleJar.page(PAGE));
    while (blocks.find()) {
      shown.add(blocks.group(1));
    }
    assertThat(shown).hasSize(2);

    CommandLineRun first = run(home, plugins);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).endsWith(shown.get(0));
    assertThat(CommandLineRun.of(home, "show").out()).isEqualTo(first.out());

    CommandLineRun second = run(home, plugins, "densities=[0.5, 0.01]", "seed=1");
    assertThat(second.out())
        .as("one pruning is new, and so is what is compared")
        .contains("steps  5 executed, 3 cached, 0 failed")
        .containsPattern("tell.smallest +return_value +\"The smallest keeps 2662, says try 1\"");
    CommandLineRun refused = run(home, plugins, "densitis=[0.5]");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).isEqualTo(shown.get(1));

    CommandLineRun none = run(home, plugins, "densities=[]");
    assertThat(none.exitCode()).as(none.err()).isZero();
    assertThat(CommandLineRun.of(home, "status").out())
        .containsPattern("prune +skipped +expanded over an empty list");
  }

  @Test
  void showHasTheResultsWholeAndLineageGoesBackThroughThem() throws IOException {
    Path plugins = ExampleJar.plugins(folder, PAGE);
    Path home = folder.resolve("home");
    assertThat(run(home, plugins, "densities=[0.5]").exitCode()).isZero();

    JsonNode show = new ObjectMapper().readTree(CommandLineRun.of(home, "show", "--json").out());
    assertThat(show.at("/params/densities/0").asDouble()).isEqualTo(0.5);
    JsonNode pruned = show.at("/xcoms/0");
    assertThat(pruned.path("task_id").asText()).isEqualTo("prune.0");
    assertThat(pruned.path("map_index").asInt()).isZero();
    assertThat(pruned.path("key").asText()).isEqualTo("return_value");
    assertThat(pruned.path("value").path("kept").asInt()).isEqualTo(133_100);

    String read = CommandLineRun.of(home, "logs", "compare").out();
    Matcher input = Pattern.compile("input xcom:masks\\[0\\] (\\p{XDigit}{64})").matcher(read);
    assertThat(input.find()).as(read).isTrue();
    assertThat(CommandLineRun.of(home, "export", input.group(1), folder + "/kept.json").exitCode())
        .isZero();
    assertThat(new ObjectMapper().readTree(folder.resolve("kept.json").toFile()))
        .isEqualTo(pruned.path("value"));

    Matcher table = Pattern.compile("output table\\[0\\] (\\p{XDigit}{64})").matcher(read);
    assertThat(table.find()).as(read).isTrue();
    assertThat(CommandLineRun.of(home, "lineage", table.group(1)).out())
        .contains("compare_masks in compare", "prune in prune.0", "initialise in dense.initialise");
  }

  private static CommandLineRun run(Path home, Path plugins, String... params) {
    List<String> arguments =
        new ArrayList<>(List.of("run", "--plugins", plugins.toString(), "--dag", "mask-sizes"));
    for (String param : params) {
      arguments.add("--set");
      arguments.add(param);
    }
    return CommandLineRun.of(home, arguments.toArray(String[]::new));
  }
}
