package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kind of layer that the handbook shows, from a user's jar. */
class LayerJarTest {
  private static final String EXPERIMENT =
      """
      name: own
      data: procedural
      model:
        layers:
          - flatten
          - dense: 20
          - swish: 1.5
          - dense: 10
      executor: jvm
      train: {optimizer: sgd, learning_rate: 0.1, batch: 50, iterations: 2}
      prune: {rounds: 1, fraction: 0.5}
      arms: {ticket: {after_prune: {rewind: 0}}}
      """;

  @TempDir private Path folder;
  private Path plugins;
  private Path home;
  private Path file;

  @BeforeEach
  void makeTheJar() throws IOException {
    plugins = ExampleJar.plugins(folder, "adding-a-layer.md");
    home = folder.resolve("home");
    file = Files.writeString(folder.resolve("own.yaml"), EXPERIMENT);
  }

  @Test
  void trainsAndIsComputedAnewWithAnotherJarAlone() throws IOException {
    assertThat(run().at("/steps/cached").asInt()).isZero();
    assertThat(run().at("/steps/executed").asInt()).isZero();
    repacked();
    CommandLineRun other = espalier("run", file.toString(), "--json");
    assertThat(other.exitCode()).as(other.err()).isZero();
    assertThat(other.err())
        .contains("r1.dense.train  EXECUTED")
        .contains("r1.ticket.01.train  EXECUTED");
  }

  @Test
  void withoutTheJarItsRunsCanBeReadAndTheFileIsRefused() throws IOException {
    run();
    assertThat(CommandLineRun.of(home, "show").exitCode()).isZero();
    assertThat(CommandLineRun.of(home, "verify").exitCode()).isZero();
    CommandLineRun without = CommandLineRun.of(home, "run", file.toString());
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err())
        .contains(file + ":7:7: model.layers.2: swish (expected: one of: average_pool,");
  }

  @Test
  void mistakesInItsSettingsAreRefusedWhereTheyStand() throws IOException {
    assertThat(refused("- swish: 1.5", "- swish: 0"))
        .contains(file + ":7:14: model.layers.2.swish.beta: 0 (expected: a number above 0");
    assertThat(refused("- swish: 1.5", "- swish: {bta: 1}"))
        .contains(file + ":7:15: model.layers.2.swish: unknown key bta")
        .contains("did you mean beta?");
    assertThat(refused("- swish: 1.5", "- swsh"))
        .contains(file + ":7:7: model.layers.2: swsh")
        .contains("did you mean swish?");
    assertThat(refused("executor: jvm", "executor: dl4j-cpu"))
        .contains(
            file
                + ":7:7: model.layers.2: layer swish1 (swish): the executors dl4j-cpu and dl4j-cuda"
                + " cannot run this kind of layer (expected: another layer, or executor: held or jvm)");
    assertThat(refused("fraction: 0.5", "fraction: 0.5, criterion: grasp"))
        .contains(file + ":7:7: model.layers.2: layer swish1 (swish): no second derivatives");
    assertThat(home).doesNotExist();
  }

  @Test
  void theReferenceAndTheSchemaHaveIt() throws IOException {
    String reference = espalier("reference").out();
    assertThat(reference)
        .contains("| `swish` | x times the sigmoid of beta x, with a trained steepness. |")
        .contains("| `beta` ◂ | Steepness at the beginning. |");
    assertThat(espalier("reference", "--schema").out()).contains("layer.swish");
  }

  private String refused(String what, String with) throws IOException {
    Files.writeString(file, EXPERIMENT.replace(what, with));
    CommandLineRun run = espalier("run", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    return run.err();
  }

  private JsonNode run() throws IOException {
    CommandLineRun run = espalier("run", file.toString(), "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private CommandLineRun espalier(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--plugins";
    all[arguments.length + 1] = plugins.toString();
    return CommandLineRun.of(home, all);
  }

  /** The same classes and one file more: another jar. */
  private void repacked() throws IOException {
    Path jar = plugins.resolve("examples.jar");
    Path other = folder.resolve("other.jar");
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(other))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        in.transferTo(out);
        out.closeEntry();
      }
      out.putNextEntry(new ZipEntry("README"));
      out.closeEntry();
    }
    Files.move(other, jar, StandardCopyOption.REPLACE_EXISTING);
  }
}
