package io.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.ObjectiveDescriptor;
import io.espalier.catalog.PluginException;
import io.espalier.catalog.TestCatalog;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.TrainedWeights;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.ExperimentJson;
import io.espalier.experiment.load.Experiments;
import io.espalier.experiment.read.ExperimentException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objectives in files, and whose weights a training with a teacher reads. */
class TeachersTest {
  private static final Catalog CATALOG = TestCatalog.get();
  private static final String FILE =
      """
      name: taught
      data: {name: mnist, validation: 5000}
      model: lenet-300-100
      train: {optimizer: adam, learning_rate: 0.0012, batch: 60, iterations: 1500}
      prune: {rounds: 3, fraction: 0.2}
      arms:
        ticket: {after_prune: {rewind: 100}}
        reinit: {after_prune: {reinitialise: 2}, masks_from: ticket}
        student: {after_prune: {rewind: 0}, objective: cross_entropy}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {"dense", "{arm: dense}", "{arm: dense, round: 0}", "{arm: ticket, round: 0}"})
  void theDenseTrainingTeachesUnderEveryOneOfItsNames(String teacher) {
    List<Task> tasks = tasks(student("{distill: {teacher: " + teacher + "}}"));

    for (int round = 1; round <= 3; round++) {
      assertThat(inputs(tasks, "r1.student.0" + round + ".train"))
          .contains(TaskInput.of("teacher", "r1.dense.train", "weights"))
          .extracting(TaskInput::role)
          .doesNotContain("teacher_mask", "teacher_shrinking");
    }
  }

  @Test
  void withoutSettingsTheDenseTrainingTeaches() {
    assertThat(inputs(tasks(student("distill")), "r1.student.02.train"))
        .contains(TaskInput.of("teacher", "r1.dense.train", "weights"));
  }

  @Test
  void anArmTeachesRoundByRound() {
    List<Task> tasks = tasks(student("{distill: ticket}"));

    for (String group : List.of("01.", "02.", "03.")) {
      assertThat(inputs(tasks, "r1.student." + group + "train"))
          .contains(
              TaskInput.of("teacher", "r1.ticket." + group + "train", "weights"),
              TaskInput.of("teacher_mask", "r1.ticket." + group + "prune", "mask"));
    }
  }

  @Test
  void aLaterRoundOfAnotherArmTeaches() {
    List<Task> tasks = tasks(student("{distill: {teacher: {arm: ticket, round: 3}}}"));

    for (String group : List.of("01.", "02.", "03.")) {
      assertThat(inputs(tasks, "r1.student." + group + "train"))
          .contains(TaskInput.of("teacher", "r1.ticket.03.train", "weights"));
    }
  }

  @Test
  void theMaskOfATeacherIsTheOneThatItTookFromAnotherArm() {
    List<Task> tasks = tasks(student("{distill: {teacher: {arm: reinit, round: 2}}}"));
    assertThat(inputs(tasks, "r1.student.01.train"))
        .contains(
            TaskInput.of("teacher", "r1.reinit.02.d1.train", "weights"),
            TaskInput.of("teacher_mask", "r1.ticket.02.prune", "mask"));
  }

  @Test
  void anEarlierRoundOfTheSameArmTeachesOnlyWhatComesAfterIt() {
    // Round 1 would wait for itself, whatever the others do.
    assertThatThrownBy(() -> parse(student("{distill: {teacher: {arm: student, round: 1}}}")))
        .hasMessageContaining("do not wait for round 1 of student themselves");
  }

  @Test
  void ofSeveralDrawsTheOneOfTheSameNumberTeaches() {
    String file =
        FILE.replace(
            "student: {after_prune: {rewind: 0}, objective: cross_entropy}",
            "student: {after_prune: {reinitialise: 3}, masks_from: ticket, objective: {distill:"
                + " reinit}}");
    List<Task> tasks = tasks(file);

    assertThat(teacher(tasks, "r1.student.01.d1.train")).isEqualTo("r1.reinit.01.d1.train");
    assertThat(teacher(tasks, "r1.student.01.d2.train")).isEqualTo("r1.reinit.01.d2.train");
    assertThat(teacher(tasks, "r1.student.01.d3.train")).isEqualTo("r1.reinit.01.d2.train");
  }

  @Test
  void aTeacherThatWasShrunkComesWithWhatIsLeftOfIt() {
    String file =
        FILE.replace(
            "prune: {rounds: 3, fraction: 0.2}",
            "prune: {criterion: l2, granularity: filter, rounds: 3, fraction: 0.2, shrink: true}");
    List<Task> tasks =
        tasks(file.replace("objective: cross_entropy", "objective: {distill: ticket}"));

    assertThat(inputs(tasks, "r1.student.02.train"))
        .contains(
            TaskInput.of("teacher_shrinking", "r1.ticket.02.shrink", "shrinking"),
            TaskInput.of("shrinking", "r1.student.02.shrink", "shrinking"));
  }

  @Test
  void parametersSayNothingOfTheTeacherAndOnlyWhatDiffersFromTheDefaults() {
    JsonNode plain =
        parameters(tasks(student("{distill: {teacher: ticket}}")), "r1.student.01.train");
    assertThat(plain.get("objective")).hasToString("{\"name\":\"distill\"}");
    JsonNode cool =
        parameters(
            tasks(student("{distill: {teacher: ticket, temperature: 2}}")), "r1.student.01.train");
    assertThat(cool.get("objective"))
        .hasToString("{\"name\":\"distill\",\"settings\":{\"temperature\":2.0}}");
  }

  @Test
  void trainingsOnTheCrossEntropySayNothingOfAnObjective() {
    List<Task> tasks = tasks(student("distill"));
    assertThat(parameters(tasks, "r1.dense.train").has("objective")).isFalse();
    assertThat(parameters(tasks, "r1.dense.train_to_100").has("objective")).isFalse();
    assertThat(parameters(tasks, "r1.ticket.01.train").has("objective")).isFalse();
    assertThat(tasks(FILE)).isEqualTo(tasks(FILE.replace(", objective: cross_entropy", "")));
  }

  @Test
  void theObjectiveOfTheFileIsThatOfEveryTrainingWithoutOneOfItsOwn() {
    Catalog catalog = CATALOG.with(List.of(new Named("focal", null)));
    List<Task> tasks =
        tasks(catalog, FILE.replace("iterations: 1500", "iterations: 1500, objective: focal"));
    for (String id : List.of("r1.dense.train", "r1.dense.train_to_100", "r1.ticket.01.train")) {
      assertThat(parameters(tasks, id).get("objective")).hasToString("{\"name\":\"focal\"}");
    }
    assertThat(parameters(tasks, "r1.student.01.train").has("objective")).isFalse();
  }

  @Test
  void theStoredConfigurationHasTheTeacherAndLoadsAgain() {
    Experiment experiment = parse(student("{distill: {teacher: {arm: ticket, round: 2}}}"));
    byte[] stored = ExperimentJson.bytes(experiment);

    assertThat(Experiments.parse("stored", stored, CATALOG)).isEqualTo(experiment);
    assertThat(ExperimentJson.of(experiment).at("/arms/student/objective/distill/teacher"))
        .hasToString("{\"arm\":\"ticket\",\"round\":2}");
    assertThat(ExperimentJson.of(experiment).at("/arms/ticket/objective").textValue())
        .isEqualTo("cross_entropy");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {distil: dense} | 9:51 | arms.student.objective: distil | one of: cross_entropy, distill; did you mean distill?
          {distill: tickt} | 9:60 | arms.student.objective.distill.teacher: tickt | one of: dense, ticket, reinit, student; did you mean ticket?
          {distill: {teacher: {arm: ticket, round: 4}}} | 9:70 | arms.student.objective.distill.teacher: round 4 of ticket | one of its rounds, 0 to 3
          {distill: {teacher: {arm: dense, round: 1}}} | 9:70 | arms.student.objective.distill.teacher: round 1 of the dense training | no round, or an arm
          {distill: {temperature: 0}} | 9:74 | arms.student.objective.distill.temperature: 0 | a number above 0
          {distill: {temprature: 3}} | 9:61 | arms.student.objective.distill: unknown key temprature | one of: teacher, temperature; did you mean temperature?
          """)
  void mistakesSayWhereAndWhat(String objective, String at, String got, String expected) {
    assertThatThrownBy(() -> parse(student(objective)))
        .isInstanceOf(ExperimentException.class)
        .hasMessage("taught.yaml:" + at + ": " + got + " (expected: " + expected + ")");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          student                    | round 1 of student | round 1 of student
          {arm: student, round: 1}   | round 1 of student | round 1 of student
          {arm: student, round: 2}   | round 2 of student | round 1 of student
          """)
  void anArmDoesNotTeachItselfAtTheSameRoundOrALaterOne(
      String teacher, String got, String waiting) {
    assertThatThrownBy(() -> parse(student("{distill: {teacher: " + teacher + "}}")))
        .isInstanceOf(ExperimentException.class)
        .hasMessageStartingWith(
            "taught.yaml:9:70: arms.student.objective.distill.teacher: "
                + got
                + " (expected: weights that do not wait for "
                + waiting
                + " themselves: ");
  }

  @Test
  void armsDoNotTeachEachOtherInACircle() {
    String file =
        student("{distill: ticket}")
            .replace("{rewind: 100}}", "{rewind: 100}, objective: {distill: student}}");
    assertThatThrownBy(() -> parse(file))
        .hasMessageContaining("7:61: arms.ticket.objective.distill.teacher: round 1 of student");
  }

  @Test
  void anArmIsNotTaughtByOneThatWaitsForItsMasks() {
    String file = FILE.replace("{rewind: 100}}", "{rewind: 100}, objective: {distill: reinit}}");
    assertThatThrownBy(() -> parse(file))
        .hasMessageContaining("arms.ticket.objective.distill.teacher: round 1 of reinit");
  }

  @Test
  void circlesThatLeadFromRoundToRoundAreSeen() {
    // Round 3 of the ticket waits for its round 1, which learns from round 3 of the student.
    String file =
        student("{distill: {teacher: {arm: ticket, round: 3}}}")
            .replace(
                "{rewind: 100}}",
                "{rewind: 100}, objective: {distill: {teacher: {arm: student, round: 3}}}}");
    assertThatThrownBy(() -> parse(file))
        .hasMessageContaining("arms.ticket.objective.distill.teacher: round 3 of student");
  }

  @Test
  void theDenseTrainingHasNoTeacher() {
    String file = FILE.replace("iterations: 1500", "iterations: 1500, objective: distill");
    assertThatThrownBy(() -> parse(file))
        .hasMessage(
            "taught.yaml:4:89: train.objective.distill.teacher: a teacher of the dense training"
                + " (expected: an objective without one, since all arms begin with that training; an"
                + " arm may have an objective of its own)");
  }

  @Test
  void anArmOfTheNameOfTheDenseTrainingIsNotGuessedAt() {
    String file = student("{distill: dense}").replace("reinit:", "dense:");
    assertThatThrownBy(() -> parse(file))
        .hasMessageContaining(
            "dense, the name of an arm and of the dense training (expected: another name for that"
                + " arm)");
  }

  @Test
  void settingsWithTwoTeachersAreRefused() {
    Catalog catalog = CATALOG.with(List.of(new Named("two", Two.class)));
    assertThatThrownBy(() -> tasks(catalog, student("two")))
        .isInstanceOf(PluginException.class)
        .hasMessage("objective/two: settings name 2 teachers (expected: at most one)");
  }

  @Test
  void aTeacherThatCouldNotBeLeftOutOfAStepIsRefused() {
    Catalog catalog = CATALOG.with(List.of(new Named("bare", Bare.class)));
    assertThatThrownBy(() -> tasks(catalog, student("{bare: {teacher: dense}}")))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith("objective/bare: settings Bare.teacher has no @Default");
  }

  /** Settings of an objective that asks for too much. */
  record Two(
      @Doc("One.") @Default("dense") TrainedWeights one,
      @Doc("Another.") @Default("dense") TrainedWeights other) {}

  /** Settings whose teacher has no default. */
  record Bare(@Doc("It.") TrainedWeights teacher) {}

  private record Named(String name, @Nullable Class<? extends Record> settings)
      implements ObjectiveDescriptor {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "For tests.";
    }
  }

  private static String student(String objective) {
    return FILE.replace("objective: cross_entropy", "objective: " + objective);
  }

  private static Experiment parse(String file) {
    return parse(CATALOG, file);
  }

  private static Experiment parse(Catalog catalog, String file) {
    return Experiments.parse("taught.yaml", file.getBytes(StandardCharsets.UTF_8), catalog);
  }

  private static List<Task> tasks(String file) {
    return tasks(CATALOG, file);
  }

  private static List<Task> tasks(Catalog catalog, String file) {
    return Planner.plan(parse(catalog, file), catalog, List.of("a".repeat(64))).dag().tasks();
  }

  private static List<TaskInput> inputs(List<Task> tasks, String id) {
    return task(tasks, id).inputs();
  }

  private static JsonNode parameters(List<Task> tasks, String id) {
    return task(tasks, id).parameters();
  }

  private static @Nullable String teacher(List<Task> tasks, String id) {
    return inputs(tasks, id).stream()
        .filter(input -> input.role().equals("teacher"))
        .findFirst()
        .orElseThrow()
        .fromTask();
  }

  private static Task task(List<Task> tasks, String id) {
    return tasks.stream().filter(task -> task.node().taskId().equals(id)).findFirst().orElseThrow();
  }
}
