package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.cli.HeldExecutor.Hold;
import io.espalier.plan.Protocol;
import io.espalier.plan.treatment.Treatment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One jar of a stranger with a criterion, a scope, a treatment, a protocol, an objective, a kind of
 * layer and an analysis, each as the handbook shows it, and one experiment that uses them all.
 */
class SevenKindsJarTest {
  private static final String EXPERIMENT =
      """
      name: stranger
      data: {name: procedural, validation: 200}
      model:
        layers: [flatten, dense: 30, swish: 1.5, dense: 10]
      executor: jvm
      train: {optimizer: adam, learning_rate: 0.0012, batch: 20, iterations: 300}
      prune:
        criterion: {relative-magnitude: {power: 1}}
        scope: {large-layers: {weights: 500}}
        rounds: 2
        fraction: 0.5
      arms:
        ticket: {after_prune: {restart: 100}, objective: {focal: {gamma: 1}}}
        others: {protocol: {fresh_dense: 2}}
      analyses:
        nearly: {empty_units: {fewer_than: 400}}
      seed: 7
      """;

  @TempDir private Path folder;
  private Path plugins = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void packTheJar() throws IOException {
    plugins =
        ExampleJar.plugins(
            folder,
            "adding-a-criterion.md",
            "adding-a-scope.md",
            "adding-a-treatment.md",
            "adding-a-protocol.md",
            "adding-an-objective.md",
            "adding-a-layer.md",
            "adding-an-analysis.md");
    try (JarFile jar = new JarFile(plugins.resolve("examples.jar").toFile())) {
      assertThat(jar.getEntry("com/example/criteria/RelativeMagnitude.class")).isNotNull();
      assertThat(jar.stream().filter(entry -> entry.getName().startsWith("io/"))).isEmpty();
    }
    file = Files.writeString(folder.resolve("stranger.yaml"), EXPERIMENT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          power: 1       | power: 0.5     | 8:43: prune.criterion.relative-magnitude.power: 0.5 (expected: a number from 1 to 100)
          power: 1       | pwer: 1        | 8:36: prune.criterion.relative-magnitude: unknown key pwer (expected: one of: power; did you mean power?)
          relative-mag   | relatve-mag    | 8:15: prune.criterion: relatve-magnitude (expected: one of: CRITERIA; did you mean relative-magnitude?)
          weights: 500   | weights: 0     | 9:35: prune.scope.large-layers.weights: 0 (expected: a whole number from 1 to 1000000000)
          weights: 500   | weight: 500    | 9:26: prune.scope.large-layers: unknown key weight (expected: one of: weights; did you mean weights?)
          restart: 100   | restart: 300   | 13:35: arms.ticket.after_prune.restart.from: 300 (expected: less than train.iterations, 300)
          restart: 100   | restrt: 100    | 13:26: arms.ticket.after_prune: restrt (expected: one of: TREATMENTS; did you mean restart?)
          gamma: 1       | gamma: -1      | 13:68: arms.ticket.objective.focal.gamma: -1 (expected: a number from 0 to 100)
          gamma: 1       | gama: 1        | 13:61: arms.ticket.objective.focal: unknown key gama (expected: one of: gamma; did you mean gamma?)
          fresh_dense: 2 | fresh_dense: 0 | 14:36: arms.others.protocol.fresh_dense.networks: 0 (expected: a whole number from 1 to 99)
          fresh_dense: 2 | fresh_dens: 2  | 14:23: arms.others.protocol: fresh_dens (expected: one of: PROTOCOLS; did you mean fresh_dense?)
          swish: 1.5     | swish: 0       | 4:39: model.layers.2.swish.beta: 0 (expected: a number above 0 and at most 100)
          swish: 1.5     | swsh: 1.5      | 4:32: model.layers.2: swsh (expected: one of: average_pool, batch_norm, conv, dense, depthwise_conv, dropout, flatten, gate, gelu, global_average_pool, leaky_relu, max_pool, relu, relu6, residual, sigmoid, swish, tanh; did you mean swish?)
          than: 400      | than: 0        | 16:38: analyses.nearly.empty_units.fewer_than: 0 (expected: a whole number from 1 to 1000000)
          fewer_than     | fever_than     | 16:26: analyses.nearly.empty_units: unknown key fever_than (expected: one of: fewer_than, only; did you mean fewer_than?)
          """)
  void mistakesInItsSettingsAreRefusedWhereTheyStand(String right, String wrong, String error)
      throws IOException {
    Files.writeString(file, EXPERIMENT.replace(right, wrong));

    CommandLineRun run = espalier("run", file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    String known =
        error
            .replace("CRITERIA", ExampleJar.known(CriterionDescriptor.class, "relative-magnitude"))
            .replace("TREATMENTS", ExampleJar.known(Treatment.class, "restart"))
            .replace("PROTOCOLS", ExampleJar.known(Protocol.class, "fresh_dense"));
    assertThat(run.err()).contains(file + ":" + known);
    assertThat(folder.resolve("home")).as("the store").doesNotExist();
  }

  @Test
  void theReferenceTheSchemaAndThePlanHaveAllSeven() throws IOException {
    String reference = espalier("reference").out();
    assertThat(reference)
        .contains("`relative-magnitude`", "Power of the mean that a weight is divided by")
        .contains("`large-layers`", "Layers of fewer weights than this stay whole.")
        .contains("`restart`", "Iteration of the dense training whose weights are taken")
        .contains("`fresh_dense`", "How many further networks are trained.")
        .contains("`focal`", "How much less an example counts that is right already")
        .contains("`swish`", "Steepness at the beginning.")
        .contains("`empty_units`", "A unit counts as empty that keeps fewer incoming weights");
    JsonNode schema = new ObjectMapper().readTree(espalier("reference", "--schema").out());
    assertThat(schema.path("$defs").fieldNames())
        .toIterable()
        .contains(
            "criterion.relative-magnitude",
            "scope.large-layers",
            "treatment.restart",
            "protocol.fresh_dense",
            "objective.focal",
            "layer.swish",
            "analysis.empty_units");
    CommandLineRun plan = espalier("plan", file.toString());
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(plan.out())
        .contains("r1.ticket.02.restart", "r1.others.02.initialise", "analyses.nearly.r1.02");
  }

  @Test
  void killedInTheMiddleItEndsWithTheDigestsOfAnUndisturbedRun() throws Exception {
    Files.writeString(file, EXPERIMENT.replace("executor: jvm", "executor: held"));
    String[] run = {"run", file.toString(), "--plugins", plugins.toString(), "--json"};
    String[] resume = {"resume", "--plugins", plugins.toString(), "--json"};
    Path home = folder.resolve("killed");
    try (Children children = new Children(folder)) {
      JsonNode clean = children.run(folder.resolve("clean"), run);
      assertThat(clean.path("state").asText()).isEqualTo("success");

      children.hold(Hold.PRUNED);
      Process child = children.start(home, run);
      Children.await(
          "a ticket is trained", child, () -> Children.trains(home, "r1.ticket.01.train"));
      child.destroyForcibly().waitFor();
      children.release();
      JsonNode resumed = children.run(home, resume);

      assertThat(resumed.path("results")).isEqualTo(clean.path("results")).hasSize(6);
      assertThat(resumed.path("analyses")).isEqualTo(clean.path("analyses")).hasSize(1);
      assertThat(resumed.at("/steps/executed")).isEqualTo(clean.at("/steps/executed"));
      Children.noTryWasUsedAndNoStepRecordedTwice(home, resumed.path("run_id").asText());
      assertThat(CommandLineRun.of(home, "verify").exitCode()).isZero();
      assertThat(measured(home)).isEqualTo(measured(folder.resolve("clean"))).hasSizeGreaterThan(4);
    }
  }

  /** What the analysis of the jar measured, as lines. */
  private static List<String> measured(Path home) {
    CommandLineRun rows =
        CommandLineRun.of(
            home,
            "query",
            "--csv",
            "SELECT arm, round, layer, measured, n FROM measurements ORDER BY arm, round, layer");
    assertThat(rows.exitCode()).as(rows.err()).isZero();
    return rows.out().lines().toList();
  }

  private CommandLineRun espalier(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--plugins", plugins.toString()));
    return CommandLineRun.of(folder.resolve("home"), all.toArray(String[]::new));
  }
}
