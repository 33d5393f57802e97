package io.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.TestCatalog;
import io.espalier.dag.Place;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.TestFiles;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final List<String> DATA = List.of("a".repeat(64), "b".repeat(64));

  @Test
  void theHighestScoresGoWhereTheFileSaysSoAndOtherwiseNothingIsWritten() {
    for (String task : List.of("r1.ticket.01.score", "r1.ticket.01.prune")) {
      assertThat(parameters(TestFiles.quickstart(), task).has("remove")).isFalse();
      assertThat(parameters(TestFiles.quickstart(), task).has("scopeSettings")).isFalse();
      assertThat(parameters(TestFiles.quickstart(), task).has("criterionSettings")).isFalse();
    }
    Experiment highest =
        TestFiles.quickstart(
            "prune={criterion: magnitude, densities: [0.5], at: initialisation, steps: 4}",
            "prune.remove=highest",
            "arms={ticket: {after_prune: {rewind: 0}}}");
    assertThat(parameters(highest, "r1.ticket.01.prune").path("remove").asText())
        .isEqualTo("highest");
    assertThat(parameters(highest, "r1.ticket.01.score").at("/steps/remove").asText())
        .isEqualTo("highest");
  }

  private static JsonNode parameters(Experiment experiment, String task) {
    return Planner.plan(experiment, TestCatalog.get(), List.of("a".repeat(64)))
        .dag()
        .tasks()
        .stream()
        .filter(each -> each.node().taskId().equals(task))
        .findFirst()
        .orElseThrow()
        .parameters();
  }

  @Test
  void quickstartHasTheTasksThatItsReadersExpect() {
    List<String> first =
        plan("replicates=1", "prune.rounds=1").dag().tasks().stream()
            .map(task -> task.node().taskId())
            .toList();

    assertThat(first)
        .containsExactly(
            "r1.split",
            "r1.initialise",
            "r1.dense.train",
            "r1.dense.evaluate",
            "r1.ticket.01.score",
            "r1.ticket.01.prune",
            "r1.ticket.01.rewind",
            "r1.ticket.01.train",
            "r1.ticket.01.evaluate",
            "r1.reinit.01.reinitialise",
            "r1.reinit.01.train",
            "r1.reinit.01.evaluate",
            "r1.finetune.01.score",
            "r1.finetune.01.prune",
            "r1.finetune.01.fine_tune",
            "r1.finetune.01.train",
            "r1.finetune.01.evaluate");
  }

  @Test
  void everyTaskStandsBehindTheTasksItReadsFrom() {
    Set<String> seen = new HashSet<>();
    for (Task task : plan().dag().tasks()) {
      assertThat(seen).containsAll(task.node().upstream());
      List<String> sources =
          task.inputs().stream().map(TaskInput::fromTask).filter(id -> id != null).toList();
      assertThat(task.node().upstream()).containsExactlyInAnyOrderElementsOf(Set.copyOf(sources));
      assertThat(seen.add(task.node().taskId())).isTrue();
    }
  }

  @Test
  void raisingRoundsReplicatesOrArmsLeavesEarlierTasksAsTheyWere() {
    Map<String, Task> before = byId(plan());
    Map<String, Task> after =
        byId(
            plan(
                "replicates=3",
                "prune.rounds=11",
                "arms.late={after_prune: {rewind: {to: 500, optimizer: restore}}}",
                "arms.shuffled={masks_from: ticket, mask_control: shuffle_layer, after_prune:"
                    + " {rewind: 0}}"));

    assertThat(after).containsAllEntriesOf(before).hasSizeGreaterThan(before.size());
  }

  @Test
  void resultsCountTheIterationsOfEveryTrainingBehindThem() {
    Map<String, List<Long>> totals =
        plan(
                "replicates=1",
                "prune.rounds=3",
                "train.iterations=100",
                "arms.late={after_prune: {rewind: 40}}",
                "arms.rate={after_prune: {learning_rate_rewind: 60}}",
                "arms.finetune.after_prune.finetune.iterations=10",
                "arms.onwards={after_prune: {continue: 5}}",
                "arms.inverted={after_prune: {rewind: 0}, masks_from: late, mask_control: invert}",
                "arms.copied={after_prune: {finetune: {iterations: 7}}, masks_from: reinit}")
            .results()
            .stream()
            .collect(
                Collectors.groupingBy(
                    PlannedResult::arm,
                    Collectors.mapping(PlannedResult::iterationsTotal, Collectors.toList())));

    assertThat(totals)
        .containsEntry("ticket", List.of(100L, 200L, 300L, 400L))
        // The mask of round n comes from n trainings, the dense one among them.
        .containsEntry("reinit", List.of(100L, 200L, 300L, 400L))
        .containsEntry("finetune", List.of(100L, 110L, 120L, 130L))
        .containsEntry("late", List.of(100L, 160L, 220L, 280L))
        .containsEntry("rate", List.of(100L, 140L, 180L, 220L))
        .containsEntry("onwards", List.of(100L, 105L, 110L, 115L))
        .containsEntry("inverted", List.of(100L, 200L, 260L, 320L))
        // Masks of n trainings of ticket's, and n fine-tunings of its own.
        .containsEntry("copied", List.of(100L, 107L, 214L, 321L));
  }

  @Test
  void everyArmAndDrawBeginsWithTheSameDenseNetwork() {
    List<PlannedResult> dense =
        plan("replicates=1", "arms.reinit.after_prune.reinitialise.draws=2").results().stream()
            .filter(result -> result.round() == 0)
            .toList();

    assertThat(dense)
        .extracting(PlannedResult::arm, PlannedResult::draw)
        .containsExactly(
            tuple("ticket", 1), tuple("reinit", 1), tuple("reinit", 2), tuple("finetune", 1));
    assertThat(dense)
        .allSatisfy(
            result -> {
              assertThat(result.startTask()).isEqualTo("r1.initialise");
              assertThat(result.maskTask()).isNull();
              assertThat(result.trainTask()).isEqualTo("r1.dense.train");
              assertThat(result.evaluateTask()).isEqualTo("r1.dense.evaluate");
              assertThat(result.prunable()).isEqualTo(266_200);
            });
  }

  @Test
  void drawsShareTheMaskAndHaveGroupsAndStreamsOfTheirOwn() {
    Map<String, Task> tasks =
        byId(
            plan(
                "replicates=1",
                "arms.reinit.after_prune.reinitialise.draws=2",
                "arms.reinit.mask_control=shuffle_layer"));

    Task first = task(tasks, "r1.reinit.03.d1.control_mask");
    Task second = task(tasks, "r1.reinit.03.d2.control_mask");
    assertThat(first.inputs()).isEqualTo(second.inputs());
    assertThat(first.streams())
        .containsExactly(new RandomStream("mask-control", 1, List.of(1L, 3L, 1L)));
    assertThat(second.streams())
        .containsExactly(new RandomStream("mask-control", 1, List.of(1L, 3L, 2L)));
    assertThat(task(tasks, "r1.reinit.03.d2.reinitialise").streams())
        .containsExactly(new RandomStream("reinitialise", 1, List.of(1L, 3L, 2L)));
    assertThat(second.place()).isEqualTo(new Place(1, "reinit", 2, 3));
    assertThat(tasks).doesNotContainKey("r1.reinit.03.prune");
  }

  @Test
  void rewindingToALaterIterationSharesTheDenseTraining() {
    Map<String, Task> tasks =
        byId(
            plan(
                "replicates=1",
                "arms.late={after_prune: {rewind: {to: 500, optimizer: restore}}}",
                "arms.same={after_prune: {rewind: 500}}"));

    Task prefix = task(tasks, "r1.dense.train_to_500");
    assertThat(prefix.parameters().get("until").asLong()).isEqualTo(500);
    assertThat(tasks.keySet()).filteredOn(id -> id.contains("train_to")).hasSize(1);
    Task train = task(tasks, "r1.late.02.train");
    assertThat(train.parameters().get("from").asLong()).isEqualTo(500);
    assertThat(train.parameters().get("until").asLong()).isEqualTo(1500);
    assertThat(train.inputs())
        .contains(
            TaskInput.of("weights", "r1.late.02.rewind", "weights"),
            TaskInput.of("mask", "r1.late.02.prune", "mask"),
            TaskInput.of("optimizer", "r1.dense.train_to_500", "optimizer"));
    assertThat(task(tasks, "r1.same.02.train").inputs())
        .extracting(TaskInput::role)
        .doesNotContain("optimizer");
    assertThat(task(tasks, "r1.late.02.rewind").inputs())
        .contains(TaskInput.of("weights", "r1.dense.train_to_500", "weights"));
  }

  @Test
  void trainingOnKeepsTheOptimizerAndTheScheduleGoesOn() {
    Map<String, Task> tasks =
        byId(plan("replicates=1", "arms.onwards={after_prune: {continue: 200}}"));

    Task train = task(tasks, "r1.onwards.02.train");
    assertThat(train.parameters().get("from").asLong()).isEqualTo(1700);
    assertThat(train.parameters().get("until").asLong()).isEqualTo(1900);
    assertThat(train.inputs())
        .contains(TaskInput.of("optimizer", "r1.onwards.01.train", "optimizer"));
    assertThat(task(tasks, "r1.onwards.01.train").inputs())
        .contains(TaskInput.of("optimizer", "r1.dense.train", "optimizer"));
  }

  @Test
  void layersAreNamedInParametersWhateverTheFileCalledThem() {
    Map<String, Task> tasks = byId(plan("replicates=1", "prune.ignore=[fc1]"));

    Task prune = task(tasks, "r1.ticket.01.prune");
    assertThat(prune.parameters().get("fractions").toString()).isEqualTo("{\"fc3\":0.1}");
    assertThat(prune.parameters().get("ignore").toString()).isEqualTo("[\"fc1\"]");
    assertThat(plan("replicates=1", "prune.ignore=[fc1]").results())
        .extracting(PlannedResult::prunable)
        .containsOnly(31_000L);
  }

  @Test
  void densitiesTakeThePlaceOfFractions() {
    Map<String, Task> tasks =
        byId(
            plan(
                "replicates=1",
                "arms.ticket.prune={densities: [0.5, 0.1], fractions: {}}",
                "arms.reinit.masks_from=finetune"));

    assertThat(task(tasks, "r1.ticket.02.prune").parameters().get("density").asDouble())
        .isEqualTo(0.1);
    assertThat(tasks).doesNotContainKey("r1.ticket.03.prune").containsKey("r1.reinit.08.train");
  }

  @Test
  void onlyCriteriaThatLookAtDataDependOnIt() {
    Map<String, Task> tasks =
        byId(
            plan(
                "replicates=1",
                "prune.examples=64",
                "arms.snip={after_prune: {rewind: 0}, prune: {criterion: snip}}",
                "arms.chance={after_prune: {rewind: 0}, prune: {criterion: random}}"));

    Task magnitude = task(tasks, "r1.ticket.01.score");
    assertThat(magnitude.inputs()).extracting(TaskInput::role).containsExactly("weights");
    assertThat(magnitude.streams()).isEmpty();
    assertThat(magnitude.parameters().get("examples").asInt()).isZero();
    Task snip = task(tasks, "r1.snip.02.score");
    assertThat(snip.inputs())
        .extracting(TaskInput::role)
        .containsExactly("weights", "mask", "split");
    assertThat(snip.parameters().get("examples").asInt()).isEqualTo(64);
    assertThat(task(tasks, "r1.chance.02.score").streams())
        .containsExactly(new RandomStream("score", 1, List.of(1L, 2L, 1L)));
  }

  @Test
  void whatRunsANetworkOnTheCardGoesToTheQueueGpu() {
    Map<String, Task> onCpu = byId(plan("replicates=1"));
    Map<String, Task> onCard =
        byId(
            Planner.plan(
                TestFiles.quickstart(TestCatalog.forCuda(), "replicates=1", "executor=dl4j-cuda"),
                TestCatalog.forCuda(),
                DATA));

    assertThat(onCpu.values())
        .allSatisfy(task -> assertThat(task.node().settings().taskQueue()).isEqualTo("cpu"));
    assertThat(onCard.keySet()).isEqualTo(onCpu.keySet());
    assertThat(onCard.values())
        .allSatisfy(
            task -> {
              boolean runsNetwork = List.of("train", "evaluate").contains(task.operator());
              assertThat(task.node().settings().taskQueue()).isEqualTo(runsNetwork ? "gpu" : "cpu");
            });
  }

  private static Task task(Map<String, Task> tasks, String id) {
    return Objects.requireNonNull(tasks.get(id), id);
  }

  private static Plan plan(String... settings) {
    Experiment experiment = TestFiles.quickstart(settings);
    return Planner.plan(experiment, TestCatalog.get(), DATA);
  }

  private static Map<String, Task> byId(Plan plan) {
    return plan.dag().tasks().stream()
        .collect(Collectors.toMap(task -> task.node().taskId(), Function.identity()));
  }
}
