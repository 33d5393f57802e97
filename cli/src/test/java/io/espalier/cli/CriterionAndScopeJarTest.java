package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The criterion and the scope that the handbook shows, with their settings, from a user's jar. */
class CriterionAndScopeJarTest {
  private static final String EXPERIMENT =
      """
      name: own
      data: procedural
      model: lenet-300-100
      train: {optimizer: adam, learning_rate: 0.001, batch: 50, iterations: 2}
      prune:
        criterion: {relative-magnitude: {power: 1}}
        scope: {large-layers: {weights: 2000}}
        rounds: 2
        fraction: 0.5
      arms: {ticket: {after_prune: {rewind: 0}}}
      """;

  @TempDir private Path folder;
  private Path plugins;
  private Path home;
  private Path file;

  @BeforeEach
  void makeTheJar() throws IOException {
    plugins = Files.createDirectory(folder.resolve("plugins"));
    home = folder.resolve("home");
    file = Files.writeString(folder.resolve("own.yaml"), EXPERIMENT);
    Path classes = Files.createDirectory(folder.resolve("classes"));
    compile(classes, example("adding-a-criterion.md", "RelativeMagnitude"));
    compile(classes, example("adding-a-scope.md", "LargeLayers"));
    Path services = Files.createDirectories(classes.resolve("META-INF").resolve("services"));
    Files.writeString(
        services.resolve("io.espalier.catalog.Descriptor"),
        "com.example.criteria.RelativeMagnitude\ncom.example.scopes.LargeLayers\n");
    pack(classes, plugins.resolve("own.jar"));
  }

  @Test
  void bothRunWithTheirSettingsAndOnlyWhatASettingChangesRunsAgain() throws IOException {
    JsonNode first = run();
    assertThat(first.at("/steps/cached").asInt()).isZero();
    // 300 · 784 + 100 · 300 + 10 · 100 weights, of which the last thousand stay.
    assertThat(espalier("show", "--json").out()).contains("\"own\"");
    assertThat(run().at("/steps/executed").asInt()).isZero();
    assertThat(run("prune.criterion=relative-magnitude").at("/steps/cached").asInt())
        .as("split, initial weights, dense training and its evaluation")
        .isEqualTo(4);
    assertThat(run("prune.criterion.relative-magnitude.power=1.0").at("/steps/executed").asInt())
        .isZero();
  }

  @Test
  void mistakesInTheirSettingsAreRefusedWhereTheyStand() throws IOException {
    Files.writeString(file, EXPERIMENT.replace("power: 1", "pwer: 1"));
    CommandLineRun run = espalier("run", file.toString(), "--plugins", plugins.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains(file + ":6:36: prune.criterion.relative-magnitude: unknown key pwer")
        .contains("did you mean power?");
    assertThat(home).doesNotExist();
  }

  @Test
  void theReferenceAndTheSchemaHaveThem() throws IOException {
    String reference = espalier("reference", "--plugins", plugins.toString()).out();
    assertThat(reference)
        .contains("| `relative-magnitude` | Absolute value of a weight relative to")
        .contains("| `power` ◂ | Power of the mean")
        .contains("| `weights` ◂ | Layers of fewer weights than this stay whole. |");
    JsonNode schema =
        new ObjectMapper()
            .readTree(espalier("reference", "--schema", "--plugins", plugins.toString()).out());
    assertThat(schema.at("/$defs/scope.large-layers/anyOf/1/properties/weights/maximum").asLong())
        .isEqualTo(1_000_000_000);
    assertThat(espalier("reference").out()).doesNotContain("large-layers");
  }

  private JsonNode run(String... settings) throws IOException {
    List<String> arguments =
        Stream.concat(
                Stream.of("run", file.toString(), "--plugins", plugins.toString(), "--json"),
                Stream.of(settings).flatMap(setting -> Stream.of("--set", setting)))
            .toList();
    CommandLineRun run = espalier(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private CommandLineRun espalier(String... arguments) {
    return CommandLineRun.of(home, arguments);
  }

  /** The class of a page as it goes into a jar: without the two lines that register it here. */
  private Path example(String page, String type) throws IOException {
    String text = Files.readString(Path.of("..", "docs", page));
    Matcher code =
        Pattern.compile("```java\\n([^`]*?public final class " + type + " .*?)```", Pattern.DOTALL)
            .matcher(text);
    assertThat(code.find()).as(page).isTrue();
    String source =
        code.group(1)
            .replace("import com.google.auto.service.AutoService;\n", "")
            .replace("@AutoService(Descriptor.class)\n", "");
    return Files.writeString(folder.resolve(type + ".java"), source);
  }

  private static void compile(Path classes, Path source) {
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    classes.toString(),
                    source.toString()))
        .isZero();
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, entries);
        entries.closeEntry();
      }
    }
  }
}
