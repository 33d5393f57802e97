package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.migrations.SqlView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The analysis that the handbook shows: compiled, packed into a jar, and run. */
class AnalysisJarTest {
  private static final Path DOCS = Path.of("..", "docs");

  @TempDir private Path folder;

  private Path plugins() throws IOException {
    String page = Files.readString(DOCS.resolve("adding-an-analysis.md"));
    Matcher code = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(code.find()).isTrue();
    String source = code.group(1).replaceAll("(?m)^.*AutoService.*\n", "");
    Path file = Files.writeString(folder.resolve("EmptyUnits.java"), source);
    Path classes = Files.createDirectory(folder.resolve("classes"));
    String classPath = System.getProperty("java.class.path");
    List<String> arguments =
        List.of("-proc:none", "-cp", classPath, "-d", classes.toString(), file.toString());
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
    Path services = Files.createDirectories(classes.resolve("META-INF").resolve("services"));
    Files.writeString(
        services.resolve("io.espalier.catalog.Descriptor"),
        "com.example.analyses.EmptyUnits\ncom.example.analyses.EmptyUnits$Count\n");
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    try (OutputStream out = Files.newOutputStream(plugins.resolve("empty-units.jar"));
        JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, jar);
        jar.closeEntry();
      }
    }
    return plugins;
  }

  private static JsonNode json(CommandLineRun run) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void theAnalysisOfTheHandbookRunsFromAUserJar() throws IOException {
    String plugins = plugins().toString();
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
    for (SqlView view : SqlView.all()) {
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
