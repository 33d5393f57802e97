package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.migrations.SqlView;
import io.espalier.service.query.sql.SqlQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The analysis that the handbook shows: compiled, packed into a jar, and run. */
class AnalysisJarTest {
  private static final Path DOCS = Path.of("..", "docs");

  @TempDir private Path folder;

  private static JsonNode json(CommandLineRun run) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void theAnalysisOfTheHandbookRunsFromAUserJar() throws IOException {
    String plugins = ExampleJar.plugins(folder, "adding-an-analysis.md").toString();
    Path home = folder.resolve("home");
    Path file = TinyExperiment.write(folder, 20);
    Files.writeString(
        file,
        Files.readString(file)
            + "analyses: {empty: empty_units, nearly: {empty_units: {fewer_than: 1000}}}\n");
    String[] command = {"run", file.toString(), "--plugins", plugins, "--json"};

    JsonNode first = json(CommandLineRun.of(home, command));

    assertThat(first.path("state").asText()).isEqualTo("success");
    assertThat(first.at("/analyses/1/measured/0/mean").asDouble()).isEqualTo(1);
    assertThat(json(CommandLineRun.of(home, command)).at("/steps/executed").asInt()).isZero();
    assertThat(
            CommandLineRun.of(
                    home,
                    "query",
                    "SELECT DISTINCT arm, round, layer, measured, n FROM measurements"
                        + " WHERE analysis = 'nearly' AND arm = 'ticket' ORDER BY n")
                .out())
        .isEqualTo(
            """
            ARM     ROUND  LAYER  MEASURED    N
            ticket      1  fc3         1.0   10
            ticket      1  fc2         1.0  100
            ticket      1  fc1         1.0  300
            ticket      1              1.0  410
            """);
    // The plan says how to draw it, so the report needs no jar.
    CommandLineRun report = CommandLineRun.of(home, "report");
    assertThat(report.exitCode()).as(report.err()).isZero();
    try (Stream<Path> files = Files.walk(home.resolve("reports"))) {
      assertThat(files.filter(each -> each.endsWith("report.html")))
          .allSatisfy(
              page ->
                  assertThat(page).content().contains("<h3>Empty units</h3>", "<h3>By layer</h3>"));
    }
    CommandLineRun without = CommandLineRun.of(home, "run", file.toString());
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("analyses.empty: empty_units (expected: one of: ");
  }

  @Test
  void thePageOnQueriesDescribesEveryColumnOfEveryView() throws IOException {
    String page = Files.readString(DOCS.resolve("querying.md"));
    for (SqlView view : SqlQuery.views()) {
      StringBuilder section = new StringBuilder();
      section.append("### `").append(view.name()).append("`\n\n").append(view.text());
      section.append("\n\n| column | |\n|---|---|\n");
      for (SqlView.Column column : view.columns()) {
        section.append("| `").append(column.name()).append("` | ");
        section.append(column.text()).append(" |\n");
      }
      assertThat(page).contains(section);
    }
  }
}
