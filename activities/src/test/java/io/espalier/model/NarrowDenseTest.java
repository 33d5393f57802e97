package io.espalier.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.dag.Task;
import io.espalier.experiment.load.Experiments;
import io.espalier.model.layer.Layer;
import io.espalier.plan.Plan;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.Planner;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dense networks as small as tickets: {@code narrow_dense}. */
final class NarrowDenseTest {
  private static final Catalog CATALOG = Catalog.builtIn();

  private static final String FILE =
      """
      name: small
      data: {name: procedural, validation: 1000}
      model: lenet-300-100
      train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
      prune: {scope: global, rounds: 12, fraction: 0.2}
      arms:
        ticket: {after_prune: learning_rate_rewind}
        once: {protocol: {narrow_dense: {as_small_as: ticket, rounds: [4, 8, 12]}}}
        long: {protocol: {narrow_dense: {as_small_as: ticket, rounds: [8], cycles: matched}}}
      """;

  private static Plan plan(String yaml) {
    return Planner.plan(
        Experiments.parse("small.yaml", yaml.getBytes(UTF_8), CATALOG), CATALOG, List.of());
  }

  private static List<Task> tasks(Plan plan, String arm) {
    return plan.dag().tasks().stream().filter(task -> arm.equals(task.place().arm())).toList();
  }

  private static NetworkDescriptor network(Task task) {
    return CATALOG.get(NetworkDescriptor.class, task.parameters().get("network").asText());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.5, 0.41, 0.26, 0.17, 0.11, 0.069, 0.04, 0.02})
  void aNarrowNetworkHasAsManyParametersAsTheTicketToWithinOnePercent(double density) {
    for (String name : List.of("lenet-300-100", "lenet-5", "conv-2", "resnet-20", "vgg-11")) {
      NetworkDescriptor whole = CATALOG.get(NetworkDescriptor.class, name);
      long wanted = Math.round(whole.parameterCount() * density);
      NetworkSpec spec = ((Network) whole).spec();

      NetworkSpec narrow =
          new NetworkSpec(
              "narrow",
              spec.inputShape(),
              spec.classes(),
              whole.narrowed(wanted).stream()
                  .map(layer -> (Layer) layer.settings(Record.class))
                  .toList(),
              spec.initialiser());

      long parameters =
          narrow.parameterShapes().values().stream().mapToLong(NarrowDenseTest::size).sum();
      assertThat(parameters).as(name).isCloseTo(wanted, Percentage.withPercentage(1));
      assertThat(narrow.layerNames()).isEqualTo(spec.layerNames());
    }
  }

  private static long size(int[] shape) {
    long size = 1;
    for (int side : shape) {
      size *= side;
    }
    return size;
  }

  @Test
  void noTaskOfTheArmKnowsTheFullWidth() {
    Plan plan = plan(FILE);

    for (String arm : List.of("once", "long")) {
      assertThat(tasks(plan, arm))
          .isNotEmpty()
          .allSatisfy(
              task -> {
                assertThat(network(task).layers().get(0).weightShape().get(0)).isLessThan(150);
                assertThat(task.inputs())
                    .extracting(input -> String.valueOf(input.fromTask()))
                    .allMatch(from -> from.startsWith("r1." + arm) || from.equals("r1.split"));
              });
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 109036", "8, 44661", "12, 18293"})
  void theSizeIsThatOfTheTicketOfTheRound(int round, long left) {
    // 266,200 weights, 0.2 of what remains rounded at each of the rounds; 410 biases stay.
    Task train =
        tasks(plan(FILE), "once").stream()
            .filter(task -> task.node().taskId().equals("r1.once.%02d.train".formatted(round)))
            .findFirst()
            .orElseThrow();

    assertThat(network(train).parameterCount()).isCloseTo(left + 410, Percentage.withPercentage(1));
  }

  @Test
  void timeIsMatchedExactlyAndTheFirstCycleIsShared() {
    Plan plan = plan(FILE);
    Function<String, Long> total =
        arm ->
            plan.results().stream()
                .filter(result -> result.arm().equals(arm) && result.round() == 8)
                .map(PlannedResult::iterationsTotal)
                .findFirst()
                .orElseThrow();

    assertThat(total.apply("once")).isEqualTo(100);
    assertThat(total.apply("long")).isEqualTo(total.apply("ticket")).isEqualTo(900);
    assertThat(tasks(plan, "long"))
        .extracting(Task::operator)
        .filteredOn(operator -> operator.equals("train"))
        .hasSize(9);
    assertThat(first(plan, "long", "initialise").streams())
        .isEqualTo(
            tasks(plan, "once").stream()
                .filter(task -> task.node().taskId().equals("r1.once.08.initialise"))
                .collect(Collectors.toList())
                .get(0)
                .streams());
    assertThat(first(plan, "long", "initialise").parameters().get("distribution").asText())
        .isEqualTo("glorot_normal");
  }

  private static Task first(Plan plan, String arm, String operator) {
    return tasks(plan, arm).stream()
        .filter(task -> task.operator().equals(operator))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void moreRoundsLeaveTheFirstOnesAsTheyWere() {
    assertThat(plan(FILE.replace("[4, 8, 12]", "[4, 8, 12, 2]")).dag().tasks())
        .containsAll(plan(FILE).dag().tasks());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rounds: [4, 8, 12]     | rounds: [4, 13]  | 8:69: arms.once.protocol.narrow_dense.rounds.1: 13 (expected: each of the rounds 1 to 12 of ticket at most once)
          as_small_as: ticket, r | as_small_as: tocket, r | 8:49: arms.once.protocol.narrow_dense.as_small_as: tocket (expected: one of: ticket, long; did you mean ticket?)
          scope: global, rounds: 12, fraction: 0.2 | scope: global, granularity: filter, rounds: 12, fraction: 0.2 | 8:49: arms.once.protocol.narrow_dense.as_small_as: round 4 of ticket, which prunes no single weights (expected: a number of parameters that a narrower network can have to within 1 %)
          rounds: 12, fraction: 0.2 | rounds: 12, fraction: 0.9 | 8:49: arms.once.protocol.narrow_dense.as_small_as: round 4 of lenet-300-100 with 437 parameters: nearest are 807 and 807 (expected: a number of parameters that a narrower network can have to within 1 %)
          """)
  void mistakesAreNamedWithLineAndColumn(String from, String to, String message) {
    assertThatThrownBy(() -> plan(FILE.replace(from, to))).hasMessage("small.yaml:" + message);
  }

  @Test
  void aNarrowNetworkTeachesNone() {
    String file =
        FILE + "  pupil: {after_prune: {rewind: 0}, objective: {distill: {teacher: once}}}\n";

    assertThatThrownBy(() -> plan(file))
        .hasMessageContaining(
            "once, whose networks are of another shape (expected: an arm with networks of the"
                + " experiment's own)");
  }
}
